// The worked row: one entry of the result, the numbers it comes from, and as many digits as make it come out.
import { applied, decimals, entry, exactly, parsed, printed, settle, shape } from "./numbers.js";
import { say } from "./say.js";

/** @import { Axis, Scene } from "./scene" */
/** @import { Box, Row, Selected, ShownStep, Source, Term } from "./drawn" */

/** A term of the worked row by its place. @typedef {Pick<Term, "row" | "column">} Place */

/** What the rows and the columns of a box count. @param {Scene} scene @param {Source} box @returns {[Axis, Axis]} */
export function axes(scene, box) {
  if (!box.quantity) return madeAxes(scene, box);
  const [rows, columns] = scene.symbols[box.quantity].axes ?? ["unit", "example"];
  return box.transposed ? [columns, rows] : [rows, columns];
}

/** The same of a box without a name, from those inside it. @param {Scene} scene @param {Source} box @returns {[Axis, Axis]} */
function madeAxes(scene, { kind, operands, function: name }) {
  const inner = (operands ?? []).map((operand) => axes(scene, operand));
  const [left, right] = inner;
  if (!left) return ["all", "all"];
  switch (kind) {
    case "matmul":
      return [left[0], right[1]];
    case "examples":
      return [left[0], "all"];
    case "stack":
      return ["stack", left[1]];
    case "part":
      return [name === "upper" ? "unit" : "input", left[1]];
    default:
      return inner.find(([rows]) => rows !== "all") ?? ["all", "all"];
  }
}

/** Do columns that count this stand for what a weight is multiplied with? @param {Axis} axis */
export const weighted = (axis) => ["unit", "input", "stack"].includes(axis);

/** Does a step's equation read a quantity? @param {{ operands: Source[] }} step @param {string} quantity */
export function reads(step, quantity) {
  /** @param {Source} box @returns {boolean} */
  const inside = (box) => box.quantity === quantity || (box.operands ?? []).some(inside);
  return step.operands.some(inside);
}

/** Which entry stands for the selected unit and example in a box of any shape. Along inputs and outputs it is the letter
 * (class) that this step is about: the one that is 1 in x, the target. So the numbers are not zeros, and one weight,
 * one score and one error are followed through all steps. Weights from unit to unit: the unit's weight to itself. A column
 * that was chosen is that of every weight.
 * @param {Scene} scene @param {{ t: number }} step @param {Source} box @param {Selected} selected
 * @returns {Place} counted from 1 */
export function chosen(scene, { t }, box, selected) {
  const [rows, columns] = shape(scene, box);
  const [down, across] = axes(scene, box);
  const column = (weighted(across) && selected.column) || along(scene, t, across, selected);
  return { row: Math.min(along(scene, t, down, selected), rows), column: Math.min(column, columns) };
}

/** Which one is followed among what an axis counts. @param {Scene} scene @param {number} t @param {Axis} axis @param {Selected} selected */
function along(scene, t, axis, selected) {
  switch (axis) {
    case "all":
      return 1;
    case "example":
      return selected.example;
    case "input":
      return hot(scene, { value: "x", t }, selected);
    case "output":
      return hot(scene, { value: "target", t }, selected);
    default:
      return selected.unit;
  }
}

/** The row that is 1 among zeros; of anything else, and where nothing is given, the unit's.
 * @param {Scene} scene @param {{ value: string, t: number }} given @param {Selected} selected */
function hot(scene, given, { unit, example }) {
  if (!(given.value in scene.values)) return unit;
  const all = upTo(shape(scene, given)[0]).map((row) => entry(scene, given, row, example));
  const one = all.indexOf(1);
  return all.every((value) => value === 0 || value === 1) && one >= 0 ? one + 1 : unit;
}

/** The numbers from 1. @param {number} n */
export const upTo = (n) => Array.from({ length: n }, (_, i) => i + 1);

/** The tree of one entry of a box: its own number, and under it the entries that it was made from.
 * @param {Scene} scene @param {Box} box @param {number} row @param {number} column @returns {Term} */
export function termOf(scene, box, row, column) {
  // What it was made from has its rows and columns before it was turned.
  const parts = box.transposed ? partsOf(scene, box, column, row) : partsOf(scene, box, row, column);
  const tree = together(box.kind ?? "value", parts);
  box.signs?.forEach((sign, i) => {
    parts[i].sign = sign;
  });
  const value = entry(scene, box, row, column);
  return Object.assign(tree, { value, box, row, column, function: box.function, shown: true });
}

/** The entries that one of a box was made from. @param {Scene} scene @param {Box} box @param {number} row @param {number} column */
function partsOf(scene, box, row, column) {
  if (!box.operands?.length || box.kind === "negative") return [];
  const [left, right] = box.operands;
  const [rows, columns] = shape(scene, left);
  switch (box.kind) {
    case "matmul":
      return upTo(columns).map((k) =>
        together("product", [termOf(scene, left, row, k), termOf(scene, right, k, column)]),
      );
    case "examples":
      return upTo(columns).map((k) => termOf(scene, left, row, k));
    case "stack":
      return [pieceTerm(scene, box.operands, row, column)];
    case "part":
      return [termOf(scene, left, row + partStart(rows, shape(scene, box)[0], box.function), column)];
    default:
      return box.operands.map((part) => termOf(scene, part, row, column));
  }
}

/** The entry of a stack in the piece where it is. @param {Scene} scene @param {Box[]} pieces @param {number} row @param {number} column */
function pieceTerm(scene, pieces, row, column) {
  let from = 0; // rows above the piece
  for (const piece of pieces) {
    const [rows] = shape(scene, piece);
    if (row <= from + rows) return termOf(scene, piece, row - from, column);
    from += rows;
  }
  return termOf(scene, pieces[0], row, column);
}

/** How many rows of the whole are above a part. @param {number} whole @param {number} rows @param {string | undefined} part */
export const partStart = (whole, rows, part) => (part === "upper" ? 0 : whole - rows);

/** @param {Term["kind"]} kind @param {Term[]} parts @returns {Term} */
function together(kind, parts) {
  const value = kind === "product" ? parts.reduce((value, part) => value * part.value, 1) : 0;
  return { kind, parts, value, text: "", digits: 0, at: "", shown: false, sign: 1, row: 0, column: 0 };
}

/** @typedef {(values: number[], signs: number[], name: string) => number} Compute */

/** @type {Compute} */
const add = (values, signs) => values.reduce((total, value, i) => total + signs[i] * value, 0);

/** What a term is of its parts; of any other kind it is its only part. @type {Partial<Record<Term["kind"], Compute>>} */
const COMPUTE = {
  sum: add,
  difference: add,
  running: add,
  total: add,
  matmul: add,
  examples: add,
  product: (values) => values.reduce((a, b) => a * b, 1),
  power: ([base, exponent]) => base ** exponent,
  function: ([value], _, name) => applied(name, value),
  negative: ([value]) => -value,
};
/** @type {Compute} */
const same = ([value]) => value ?? 0;
const SIGNIFICANT = 10; // digits that the scene has of each number
const ADDING = ["sum", "difference", "running", "total", "examples", "arrival"];

/** What a term computes to from its printed parts. @param {Term} term @returns {number} */
function computed({ kind, parts, function: name = "" }) {
  const compute = COMPUTE[kind] ?? same;
  return compute(
    parts.map(said),
    parts.map((part) => part.sign),
    name,
  );
}
/** @param {Term} term @returns {number} */
const said = (term) => (term.shown ? parsed(term.text) : computed(term));

/** Does a value round to what is printed? Halves go up, as people round. @param {number} value @param {{text: string, digits: number}} term */
export const rounds = (value, { text, digits }) =>
  Math.round(Math.abs(value) * 10 ** digits + 1e-6) === Math.round(Math.abs(parsed(text)) * 10 ** digits) &&
  (value * parsed(text) >= 0 || Math.abs(value) < 10 ** -digits);

/** @param {Term} term @returns {boolean} does everything printed in it follow from what is printed below it? */
const follows = (term) =>
  term.parts.every(follows) && (!term.shown || !term.parts.length || rounds(computed(term), term));

/** Decimals of a number that the scene has. @param {number} value */
const sent = (value) => Math.max(SIGNIFICANT - 1 - Math.floor(Math.log10(Math.max(1, Math.abs(value) || 0))), 0);

/** Write down a tree's numbers. @param {Scene} scene @param {Term} term @param {number[]} digits by depth @param {string} at */
export function writeDown(scene, term, digits, at = "r", depth = 0) {
  const level = digits[Math.min(depth, 2)];
  term.digits = (term.box && depth ? exactly(scene, term.box) : undefined) ?? Math.min(level, sent(term.value));
  term.text = printed(term.value, term.digits);
  term.at = at;
  term.parts.forEach((part, i) => writeDown(scene, part, digits, `${at}.${i}`, depth + 1));
}

/** The worked row of a step. Softmax has several results: the whole column.
 * @param {Scene} scene @param {ShownStep} step @param {Selected} selected
 * @param {number[]} [atLeast] digits: those of another run that stands beside it @returns {Row} */
export function worked(scene, step, selected, atLeast = [0, 0, 0]) {
  const { kind } = step;
  const place = chosen(scene, step, step.result, selected);
  const { whole, column, rest } = treeOf(scene, step, place, selected);
  for (const part of whole.parts) unfold(scene, step, part);
  const least = leastDigits(scene, step).map((digits, i) => Math.max(digits, atLeast[i]));
  const holds = column.length ? columnHolds(scene, whole, column) : rowHolds(scene, step, whole);
  const digits = step.digits ?? settle(least, ADDING.includes(kind), holds);
  if (step.hidden) {
    writeDown(scene, whole, digits); // nothing comes out yet
    for (const one of column) writeDown(scene, one, digits);
  }
  const results = column.length ? column : [whole];
  return { kind, result: column.length ? column[place.row - 1] : whole, terms: whole.parts, results, rest, digits };
}

/** The tree of a row: of a softmax the column of results too, of a cost how many terms are told together.
 * @param {Scene} scene @param {ShownStep} step @param {Place} place @param {Selected} selected
 * @returns {{ whole: Term, column: Term[], rest: number }} */
function treeOf(scene, step, place, selected) {
  if (step.kind === "softmax") return softmaxTree(scene, step, place);
  if (step.kind === "total") return totalTree(scene, step, selected);
  const root = { ...step.result, kind: step.kind, operands: step.operands, signs: step.signs, function: step.function };
  return { whole: termOf(scene, root, place.row, place.column), column: [], rest: 0 };
}

/** @param {{ quantity: string }} step */
const isCost = ({ quantity }) => ["loss", "J"].includes(quantity);

/** Of the result, its operands, and what those were made from. @param {Scene} scene @param {ShownStep} step */
function leastDigits(scene, step) {
  const base = decimals(scene);
  if (!isCost(step)) return [base, base, base];
  return [2, 2, step.kind === "total" ? base : 2];
}

/** Does a row come out with so many digits? @param {Scene} scene @param {ShownStep} step @param {Term} whole */
function rowHolds(scene, step, whole) {
  const lost = step.kind === "arrival" && wayHere(scene, step) === "lost"; // no digits make two numbers one
  return (/** @type {number[]} */ digits) => {
    writeDown(scene, whole, digits);
    if (!isCost(step) && [whole, ...whole.parts].some(vanishes)) return false;
    return lost || follows(whole);
  };
}

/** Do all shares of a softmax come out with so many digits? @param {Scene} scene @param {Term} whole @param {Term[]} column */
function columnHolds(scene, whole, column) {
  return (/** @type {number[]} */ digits) => {
    writeDown(scene, whole, digits);
    const shares = softmaxOf(whole.parts.map(said));
    return column.every((one, i) => {
      writeDown(scene, one, digits, `r${i}`);
      return rounds(shares[i], one);
    });
  };
}

/** A share that is lost or added must not be printed as if it were nothing; what is smaller still may. @param {Term} term */
const vanishes = (term) => term.shown && Math.abs(term.value) >= 5e-6 && parsed(term.text) === 0;

/** Which numbers of an operand are printed, beside its own. @param {Scene} scene @param {ShownStep} step @param {Term} part */
function unfold(scene, step, part) {
  if (step.kind === "matmul") part.shown = scene.problem.m === 1;
  hideInner(part);
  if (["matmul", "examples"].includes(part.kind) && part.parts.length === 1) {
    // one example: the sum is its only part
    const [only] = part.parts;
    if (only.parts.length) Object.assign(part, { kind: only.kind, parts: only.parts });
    else part.parts = [];
  }
}

/** Of what is under a term only what is made from nothing else is printed. @param {Term} term */
function hideInner(term) {
  for (const inner of term.parts) {
    inner.shown &&= !inner.parts.length;
    hideInner(inner);
  }
}

/** How the numbers of an arrival got here: from nowhere, under another name of the same step, handed in by a test, from
 * another cell; or, by a mistake, they are not those that left it.
 * @param {Scene} scene @param {Pick<ShownStep, "result" | "operands" | "t">} step */
export function wayHere(scene, { result, operands: [from], t }) {
  if (!from) return "nothing";
  if (from.t === t) return "renamed";
  if (!sameNumbers(scene, result, from)) return "lost";
  return from.t ? "left" : "handed";
}

/** @param {Scene} scene @param {Source} one @param {Source} other */
function sameNumbers(scene, one, other) {
  const [rows, columns] = shape(scene, one);
  return upTo(rows).every((r) => upTo(columns).every((c) => entry(scene, one, r, c) === entry(scene, other, r, c)));
}

/** @param {number[]} scores */
const softmaxOf = (scores) => {
  const shares = scores.map((score) => Math.exp(score - Math.max(...scores)));
  return shares.map((share) => share / shares.reduce((a, b) => a + b, 0));
};

/** @param {Scene} scene @param {ShownStep} step @param {Place} place */
function softmaxTree(scene, step, { row, column }) {
  const rows = upTo(shape(scene, step.result)[0]);
  /** @type {Pick<Term, "kind" | "parts">} */
  const made = { kind: "softmax", parts: rows.map((r) => termOf(scene, step.operands[0], r, column)) };
  const whole = Object.assign(termOf(scene, step.result, row, column), made);
  return { whole, column: rows.map((r) => termOf(scene, step.result, r, column)), rest: 0 };
}

/** A cost is a sum over all entries: the selected one, and all others together. With one example only the target
 * counts, the other terms are exactly 0, so the product itself is the cost.
 * @param {Scene} scene @param {ShownStep} step @param {Selected} selected */
function totalTree(scene, step, selected) {
  const [operand] = step.operands;
  const { row, column } = chosen(scene, step, operand, selected);
  const term = termOf(scene, operand, row, column);
  const [rows, columns] = shape(scene, operand);
  let rest = 0;
  for (let r = 1; r <= rows; r++)
    for (let c = 1; c <= columns; c++) if (r !== row || c !== column) rest += entry(scene, operand, r, c);
  const others = Object.assign(together("value", []), { value: rest, shown: true });
  if (rest === 0) term.shown = false;
  /** @type {Pick<Term, "kind" | "parts">} */
  const made = { kind: "total", parts: rest === 0 ? [term] : [term, others] };
  return { whole: Object.assign(termOf(scene, step.result, 1, 1), made), column: [], rest: rows * columns - 1 };
}

/** Names an entry: "unit 3, example 2", "letter l". @param {Scene} scene @param {Source} box @param {Place} place */
export function entryName(scene, box, { row, column }) {
  const [rows, columns] = axes(scene, box);
  const of = placeName(scene, columns, column);
  return [placeName(scene, rows, row), weighted(columns) ? say("entry.from", { of }) : of].filter(Boolean).join(", ");
}

/** Names what one row or column stands for: "unit 3", "letter l". @param {Scene} scene @param {Axis} axis @param {number} i
 * @returns {string} */
export function placeName(scene, axis, i) {
  const { alphabet, m, n_a } = scene.problem;
  if (axis === "stack") return i > n_a ? placeName(scene, "input", i - n_a) : placeName(scene, "unit", i);
  if (axis === "all" || (axis === "example" && m === 1)) return "";
  if (alphabet && ["input", "output"].includes(axis)) return say("entry.letter", { letter: alphabet[i - 1] });
  switch (axis) {
    case "unit":
      return say("entry.unit", { i });
    case "example":
      return say("entry.example", { i });
    case "input":
      return say("entry.input", { i });
    case "output":
      return say("entry.class", { i });
    default:
      return say("entry.entry", { i });
  }
}

/** The columns of a weight's gradient by name, and which one is followed where none has been chosen; nothing at other steps.
 * @param {Scene} scene @param {ShownStep} step @param {Selected} selected @returns {{names: string[], own: number} | null} */
export function nameColumns(scene, step, selected) {
  const axis = axes(scene, step.result)[1];
  const [, count] = shape(scene, step.result);
  if (!weighted(axis)) return null;
  return {
    names: upTo(count).map((i) => placeName(scene, axis, i)),
    own: chosen(scene, step, step.result, { ...selected, column: 0 }).column,
  };
}
