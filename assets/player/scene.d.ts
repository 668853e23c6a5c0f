// What a scene consists of, as Python sends it. Its twin is app/scene/types.py; a test holds the two together.

export type Path = "soft" | "time" | "sum" | "ink";
export type Phase = "forward" | "turn" | "backward" | "end";
export type Axis = "all" | "input" | "unit" | "stack" | "output" | "example" | "entry";
export type Verdict = "right" | "first" | "wrong";
/** 0: a mistake leaves this operand out. */
export type Sign = -1 | 0 | 1;
/** What makes a box of others. An arrival only gives a value another name. */
export type Kind =
  | "name"
  | "number"
  | "transpose"
  | "negative"
  | "power"
  | "sum"
  | "difference"
  | "product"
  | "matmul"
  | "function"
  | "comparison"
  | "softmax"
  | "stack"
  | "part"
  | "total"
  | "examples"
  | "running"
  | "arrival"
  | "other";

/** A quantity in a text; `t` stands in its corner, and is absent or 0 where there is none. */
export interface SymbolPart {
  symbol: string;
  t?: number;
  transposed?: true;
  power?: string;
}

/** The selected entry of a quantity, in a sentence. */
export interface NumberPart {
  number: string;
  t: number;
  path: Path;
}

/** The number of the selected unit, in a sentence. */
export interface SelectedPart {
  selected: "unit";
}

export type Name = (string | SymbolPart)[];
export type Part = string | SymbolPart | NumberPart | SelectedPart;
export type Rich = Part[];

/** An answer to choose: what it says, and why it is right or not. `mistake` is that of somebody who thinks so. */
export interface Choice {
  says: Rich;
  why: Rich;
  right?: true;
  mistake?: string;
}

/** A question about one entry of a step, of a run by the name of its mistake or "": until somebody has chosen, `question` and
 * `grey` stand in place of the headline and the grey line, and then `told` does of the headline. */
export interface Ask {
  run: string;
  at: string;
  unit: number;
  example: number;
  column: number;
  question: Rich;
  grey: Rich;
  told: Rich;
  choices: Choice[];
}

/** The slopes that equal a box: `of` says which cost was measured, of which `state`; `many` costs change. Without `value`
 * the box is wrong, and they equal what is right. */
export interface Measured {
  value?: string;
  of: Name;
  state: string;
  many?: true;
}

/** A number that the code itself names. */
export interface NumberBox {
  name: Name;
  number: number;
  path: Path;
}

/** The numbers of a value at a timestep; `transposed` is read the other way round. `quantity` is there if it is the
 * value of a name; `struck` if a mistake leaves it out; `without` is the mistake that would. */
export interface ValueBox {
  name: Name;
  value: string;
  t: number;
  path: Path;
  quantity?: string;
  transposed?: true;
  struck?: true;
  without?: string;
  measured?: Measured;
}

/** What makes one box of others. */
export interface Equation {
  kind: Kind;
  operands: Box[];
  signs?: Sign[];
  function?: string;
}

/** A box with what it was made from inside it. */
export interface MadeBox extends ValueBox, Equation {}

export type Box = NumberBox | ValueBox | MadeBox;

/** How the two operands of an addition stand to each other, in words. */
export interface Verdicts {
  reinforces: Rich;
  outweighs: Rich;
  cancels: Rich;
  flips: Rich;
  nothing: Rich;
}

/** One line that runs, or one carry that arrives. `head`: what it computes is the prediction's, not the cell's. `about` is
 * the state whose crossing it belongs to, where that is not the first. By a mistake its line is `edited`, or its value
 * `wrong`, and `right` is where the right one is. */
export interface Step extends Equation {
  at: string;
  phase: Phase;
  t: number;
  quantity: string;
  headline: Rich;
  line: string;
  result: ValueBox;
  grey?: Rich;
  verdicts?: Verdicts;
  head?: true;
  about?: string;
  edited?: true;
  wrong?: true;
  right?: string;
  nudge?: Nudge;
  limits?: number[];
}

/** What a gradient is, in numbers: an entry is nudged `by` so much, and J is computed again. It is an entry of the first state at
 * timestep t. `up` and `down` are the keys of J's values then, for each entry. */
export interface Nudge {
  t: number;
  by: number;
  up: string;
  down: string;
}

/** An array, row by row; `timed`: one for each timestep, else the same at all. Without `data` its numbers follow from the
 * boxes inside. With so many `decimals` all of them are exact. */
export interface Value {
  rows: number;
  columns: number;
  data?: number[];
  timed?: true;
  decimals?: 0 | 2;
}

/** How a quantity is written, what it is, and what the notebook calls it; `axes` where not unit and example. A gradient is
 * `of` a quantity; one that is `told` is explained where it stands. */
export interface Letters {
  base: string;
  sub: string;
  path: Path;
  phrase: string;
  notebook: string;
  axes?: [Axis, Axis];
  of?: string;
  told?: true;
}

/** What leads `from` a place `to` another, both of a timestep; `step` is the index of the step that computes what goes there. */
interface Way {
  quantity: string;
  t: number;
  from: string;
  to: string;
  path: Path;
  step: number;
}

/** A value goes. */
export interface OutRoad extends Way {
  back: false;
}

/** A gradient comes back: its size; the step at which it leaves under another name; the step that ends it. */
export interface BackRoad extends Way {
  back: true;
  size: number;
  leaves?: number;
  until?: number;
}

export type Road = OutRoad | BackRoad;

/** A road that a mistake cuts. */
export interface CutRoad extends BackRoad {
  cut: true;
}

/** A value that the cell carries, and its gradients by name; empty where none comes back. See app/scene/roads.py. */
export interface State {
  name: string;
  arrives: string;
  start: string;
  parts: string[];
  total: string;
  time: string;
  prev: string;
  last: string;
  handed?: string;
}

/** What is computed, and what the picture calls it; on paper, what it is `about` and what its `rows` are. Each timestep `begins` with
 * one quantity, and its way back in the prediction with another, that it `returns`; empty where the first gradient is handed in. */
export interface Problem {
  name: string;
  about: string;
  rows: string;
  T: number;
  n_a: number;
  m: number;
  alphabet: string[] | null;
  text: string[] | null;
  given: boolean;
  top: "loss" | "y";
  cell: string;
  box: string;
  begins: string;
  returns: string;
  states: State[];
  input: string;
}

/** What a mistaken run is about: the address of its first wrong step or nothing, each column, the roads it cuts. */
export interface Mistake {
  name: string;
  says: string;
  first: string;
  columns: Record<number, Verdict>;
  cut: CutRoad[];
}

/** For each of the nodes two bit masks over all, in hex: what it depends on, and what depends on it. */
export interface Lights {
  nodes: string[];
  masks: [string, string][];
}

/** Which unit and example the picture is about. */
export interface Selection {
  unit: number;
  example: number;
}

/** Everything that the player needs to draw every step of a run without asking again. */
/** The name of a quantity; `spelled` where the code calls it otherwise. */
export interface NameToken {
  name: string;
  spelled?: string;
}

/** Which timestep of an array. */
export interface IndexToken {
  index: string;
}

export type CodeToken = string | NameToken | IndexToken;

/** A statement; `quantity` is the one whose step runs it. A row may end at a token that is one space. */
export interface CodeLine {
  tokens: CodeToken[];
  quantity?: string;
  edited?: true;
}

/** The loop of a pass, and the names that the notebook has for ours: each with the notebook's. */
export interface Listing {
  lines: CodeLine[];
  names: [string, string][];
}

/** The loops; no `backward` where the run has none, or a teacher hides it. `elsewhere`: where to look for a mistake that is
 * in no line of its own. */
export interface Code {
  forward: Listing;
  backward?: Listing;
  elsewhere?: string;
}

export interface Scene {
  problem: Problem;
  mistake?: Mistake;
  at: string;
  selected: Selection;
  symbols: Record<string, Letters>;
  roads: Road[];
  lights: Lights;
  steps: Step[];
  values: Record<string, Value>;
  code: Code;
}

/** Where a stop is, as in a link. */
export interface StopPlace {
  at: string;
  unit: string;
  example: string;
  column: string;
  tab: string;
}

/** One place of a walk: the problem as a link, its mistake, where in it, what is said there, and perhaps asked. */
export interface Stop {
  run: string;
  mistake: string;
  place: StopPlace;
  headline: Rich;
  line: Rich;
  ask?: Ask;
}

/** A question and the stops that answer it, and the walk that comes `next`, or ""; what stands between backquotes in it is
 * code. */
export interface Walk {
  id: string;
  question: string;
  next: string;
  stops: Stop[];
}
