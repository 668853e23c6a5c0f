// What the player itself adds to the scene that it draws.
import type { Measure } from "./measure.js";
import type { Equation, Kind, Measured, Name, Part, Path, Scene, Sign, Step, SymbolPart } from "./scene";

export type Colour = Path | "wrong";

/** Keys that others of a union have. */
type Without<Key extends string> = { [key in Key]?: undefined };

/** A name in another colour than its own. */
export interface ColouredSymbol extends SymbolPart {
  path?: Colour;
}

export type ColouredPart = Part | ColouredSymbol;

/** What has entries: a number, the numbers of a value, or what may follow from other boxes. */
export type Source = NumberSource | ValueSource | MadeSource;

export interface NumberSource extends Without<"value" | "t" | "transposed" | "quantity" | keyof Equation> {
  number: number;
}

export interface Kept extends Without<"number"> {
  value: string;
  t: number;
  transposed?: true;
  quantity?: string;
}

export interface ValueSource extends Kept, Without<keyof Equation> {}

export interface MadeSource extends Kept {
  kind: Kind;
  operands: Source[];
  signs?: Sign[];
  function?: string;
}

/** How a box is drawn: beside another run in the colour of what differs, `instead` of its own, and on one scale with the
 * numbers that it has there `also`. */
export interface Look {
  name: Name;
  path: Colour;
  instead?: Colour;
  also?: number[];
}

export interface NumberDrawn extends NumberSource, Look, Without<"struck" | "without" | "measured"> {}

export interface ValueLook extends Look {
  struck?: true;
  without?: string;
  measured?: Measured;
}

export interface ValueDrawn extends ValueSource, ValueLook {}

export interface MadeDrawn extends Kept, ValueLook {
  kind: Kind;
  operands: Box[];
  signs?: Sign[];
  function?: string;
}

/** A box of the scene, as it is drawn. */
export type Box = NumberDrawn | ValueDrawn | MadeDrawn;

/** The result of a step, as it is drawn. */
export type Result = ValueDrawn;

/** At a question: nothing stands under the equation but the choices; and where the answer is `hidden`, with how many `digits` the
 * row will be printed when it is there. */
export interface Asked {
  asked?: true;
  hidden?: true;
  digits?: number[];
}

/** A step of the scene, as it is drawn: perhaps beside another run, or with its answer hidden. */
export interface ShownStep extends Omit<Step, "result" | "operands">, Asked {
  result: Result;
  operands: Box[];
  beside?: Beside;
}

/** What the strip has to know of a step; a run that has none to show rests at t = 0. Of one that is `hidden` nothing is said that
 * would answer what it asks. */
export interface Moment extends Pick<Step, "t" | "phase" | "quantity" | "head">, Asked {
  kind: Kind | "";
  operands: Source[];
}

/** A step of a run. */
export interface Ran {
  scene: Scene;
  index: number;
  step: Step & Asked;
}

/** A run at a step that its loop may leave out; then it rests after the step before. */
export type Run = Ran | { scene: Scene; index: number; step: null };

/** Whose run a step belongs to, the right run, and the other one. */
export interface Beside {
  whose: string;
  right: Ran;
  other: Ran;
}

/** What the learner looks at, counted from 1; no `column` or 0: none was chosen. */
export interface Selected {
  unit: number;
  example: number;
  column?: number;
}

/** An entry of a box, written down, and under it the entries it was made from. */
export interface Term {
  kind: Kind | "value";
  value: number;
  text: string;
  digits: number;
  at: string;
  parts: Term[];
  shown: boolean;
  sign: Sign;
  box?: Box;
  row: number;
  column: number;
  function?: string;
}

/** The worked row: of one result, or of several where it is a whole column; `rest` terms are told together. */
export interface Row {
  kind: Kind;
  result: Term;
  terms: Term[];
  results: Term[];
  rest: number;
  digits: number[];
}

/** The room for the equation in px. */
export interface Room {
  width: number;
  height: number;
  /** px for rows of numbers, above what is fixed at the foot */
  rows?: number;
  scale: number;
  form: "wide" | "phone" | "classroom";
  measure?: Measure;
}

/** All that the forms of the equation are made from. */
export interface View {
  scene: Scene;
  step: ShownStep;
  selected: Selected;
  room: Room;
  row: Row;
  s: number;
  measure: Measure;
}
