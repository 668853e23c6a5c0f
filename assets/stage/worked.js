// The worked row: one entry of the result, the numbers it comes from, and as many digits as make it come out.
import { applied, decimals, entry, exactly, parsed, printed, settle, shape } from "./numbers.js";

/** @typedef {{kind: string, value: number, text: string, digits: number, at: string, parts: Term[], shown: boolean, sign: number,
 *   box?: any, row: number, column: number, function?: string}} Term */

/** @param {any} scene @param {any} box @returns {[string, string]} what its rows and its columns count */
export function axes(scene, box) {
  const of = (operand) => axes(scene, operand);
  const [rows, columns] = box.quantity
    ? (scene.symbols[box.quantity].axes ?? ["unit", "example"])
    : box.kind === "matmul"
      ? [of(box.operands[0])[0], of(box.operands[1])[1]]
      : box.kind === "examples"
        ? [of(box.operands[0])[0], "all"]
        : box.kind === "stack"
          ? ["stack", of(box.operands[0])[1]]
          : box.kind === "part"
            ? [box.function === "upper" ? "unit" : "input", of(box.operands[0])[1]]
            : (box.operands?.map(of).find(([first]) => first !== "all") ?? ["all", "all"]);
  return box.quantity && box.transposed ? [columns, rows] : [rows, columns];
}

/** Do columns that count this stand for what a weight is multiplied with? @param {string} axis */
export const weighted = (axis) => ["unit", "input", "stack"].includes(axis);

/** Does a step's equation read a quantity? @param {any} step @param {string} quantity */
export function reads(step, quantity) {
  const inside = (box) => box.quantity === quantity || (box.operands ?? []).some(inside);
  return step.operands.some(inside);
}

/** Which entry stands for the selected unit and example in a box of any shape. Along inputs and outputs it is the letter
 * (class) that this step is about: the one that is 1 in x, the target. So the numbers are not zeros, and one weight,
 * one score and one error are followed through all steps. Weights from unit to unit: the unit's weight to itself. A column
 * that was chosen is that of every weight.
 * @param {any} scene @param {any} step @param {any} box @param {{unit: number, example: number, column?: number}} selected
 * @returns {{row: number, column: number}} counted from 1 */
export function chosen(scene, step, box, selected) {
  const [rows, columns] = shape(scene, box);
  const hot = (quantity) => {
    if (!(quantity in scene.values)) return selected.unit; // no targets
    const given = { value: quantity, t: step.t };
    const all = Array.from({ length: shape(scene, given)[0] }, (_, i) => entry(scene, given, i + 1, selected.example));
    const one = all.indexOf(1);
    return all.every((value) => value === 0 || value === 1) && one >= 0 ? one + 1 : selected.unit;
  };
  const along = {
    unit: () => selected.unit,
    stack: () => selected.unit,
    entry: () => selected.unit,
    example: () => selected.example,
    input: () => hot("x"),
    output: () => hot("target"),
    all: () => 1,
  };
  const [row, column] = axes(scene, box).map((axis, i) => (i && weighted(axis) && selected.column) || along[axis]());
  return { row: Math.min(row, rows), column: Math.min(column, columns) };
}

/** The tree of one entry of a box: its own number, and under it the entries that it was made from.
 * @param {any} scene @param {any} box @param {number} row @param {number} column @returns {Term} */
export function termOf(scene, box, row, column) {
  const [ownRow, ownColumn] = box.transposed ? [column, row] : [row, column]; // of what it was made from, before it was turned
  const inner = (part, r = ownRow, c = ownColumn) => termOf(scene, part, r, c);
  const count = (part, axis) => Array.from({ length: shape(scene, part)[axis] }, (_, k) => k + 1);
  const [left, right] = box.operands ?? [];
  /** @type {Term[]} */
  const parts =
    !left || box.kind === "negative"
      ? []
      : box.kind === "matmul"
        ? count(left, 1).map((k) => together("product", [inner(left, ownRow, k), inner(right, k, ownColumn)]))
        : box.kind === "examples"
          ? count(left, 1).map((k) => inner(left, ownRow, k))
          : box.kind === "stack"
            ? [pieceAt(scene, box, ownRow)].map(({ piece, from }) => inner(piece, ownRow - from))
            : box.kind === "part"
              ? [inner(left, ownRow + partStart(scene, box))]
              : box.operands.map((part) => inner(part));
  const tree = together(box.kind ?? "value", parts);
  box.signs?.forEach((sign, i) => {
    parts[i].sign = sign;
  });
  return Object.assign(tree, {
    value: entry(scene, box, row, column),
    box,
    row,
    column,
    function: box.function,
    shown: true,
  });
}

/** The piece of a stack in which a row is, and how many rows are above it. @param {any} scene @param {any} box @param {number} row */
function pieceAt(scene, box, row) {
  let from = 0;
  for (const piece of box.operands) {
    const [rows] = shape(scene, piece);
    if (row <= from + rows) return { piece, from };
    from += rows;
  }
  return { piece: box.operands[0], from: 0 };
}

/** How many rows of the whole are above a part. @param {any} scene @param {any} box */
export const partStart = (scene, box) =>
  box.function === "upper" ? 0 : shape(scene, box.operands[0])[0] - shape(scene, box)[0];

/** @param {string} kind @param {Term[]} parts @returns {Term} */
function together(kind, parts) {
  const tree = { kind, parts, value: 0, text: "", digits: 0, at: "", shown: false, sign: 1, row: 0, column: 0 };
  if (kind === "product") tree.value = parts.reduce((value, part) => value * part.value, 1);
  return tree;
}

const add = (values, signs) => values.reduce((total, value, i) => total + signs[i] * value, 0);
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
  arrival: ([value]) => value ?? 0,
  negative: ([value]) => -value,
  transpose: ([value]) => value,
  stack: ([value]) => value,
  part: ([value]) => value,
};
const SIGNIFICANT = 10; // digits that the scene has of each number
const ADDING = ["sum", "difference", "running", "total", "examples", "arrival"];

/** What a term computes to from its printed parts. @param {Term} term @returns {number} */
const computed = (term) =>
  COMPUTE[term.kind](
    term.parts.map(said),
    term.parts.map((part) => part.sign),
    term.function,
  );
const said = (term) => (term.shown ? parsed(term.text) : computed(term));

/** Does a value round to what is printed? Halves go up, as people round. @param {number} value @param {{text: string, digits: number}} term */
export const rounds = (value, { text, digits }) =>
  Math.round(Math.abs(value) * 10 ** digits + 1e-6) === Math.round(Math.abs(parsed(text)) * 10 ** digits) &&
  (value * parsed(text) >= 0 || Math.abs(value) < 10 ** -digits);

/** @param {Term} term @returns {boolean} does everything printed in it follow from what is printed below it? */
const follows = (term) =>
  term.parts.every(follows) && (!term.shown || !term.parts.length || rounds(computed(term), term));

/** Decimals of a number that the scene has. @param {number} value */
const sent = (value) => Math.max(SIGNIFICANT - 1 - Math.floor(Math.log10(Math.max(1, Math.abs(value)))), 0);

/** Write down a tree's numbers. @param {any} scene @param {Term} term @param {number[]} digits by depth @param {string} at */
export function writeDown(scene, term, digits, at = "r", depth = 0) {
  const level = digits[Math.min(depth, 2)];
  term.digits = (term.box && depth ? exactly(scene, term.box) : undefined) ?? Math.min(level, sent(term.value));
  term.text = printed(term.value, term.digits);
  term.at = at;
  term.parts.forEach((part, i) => writeDown(scene, part, digits, `${at}.${i}`, depth + 1));
}

/** The worked row of a step. Softmax has several results: the whole column.
 * @param {any} scene @param {any} step @param {{unit: number, example: number}} selected
 * @param {number[]} [atLeast] digits: those of another run that stands beside it
 * @returns {{kind: string, result: Term, terms: Term[], results: Term[], rest: number, digits: number[]}} */
export function worked(scene, step, selected, atLeast = [0, 0, 0]) {
  const place = chosen(scene, step, step.result, selected);
  const root = { ...step.result, kind: step.kind, operands: step.operands, signs: step.signs, function: step.function };
  const whole =
    step.kind === "softmax"
      ? softmaxTree(scene, step, place)
      : step.kind === "total"
        ? totalTree(scene, step, selected)
        : termOf(scene, root, place.row, place.column);
  whole.parts.forEach((part) => unfold(scene, step, part));
  const base = decimals(scene);
  const cost = ["loss", "J"].includes(step.quantity);
  const least = (cost ? [2, 2, step.kind === "total" ? base : 2] : [base, base, base]).map((digits, i) =>
    Math.max(digits, atLeast[i]),
  );
  const results = whole.results ?? [whole];
  const digits = settle(least, ADDING.includes(step.kind), (digits) => {
    writeDown(scene, whole, digits);
    if (!whole.results && !cost && [whole, ...whole.parts].some(vanishes)) return false;
    if (!whole.results) return follows(whole) || (step.kind === "arrival" && wayHere(scene, step) === "lost"); // no digits make two numbers one
    const shares = softmaxOf(whole.parts.map(said));
    return whole.results.every((one, i) => {
      writeDown(scene, one, digits, `r${i}`);
      return rounds(shares[i], one);
    });
  });
  const { unnamed = 0 } = whole;
  return {
    kind: step.kind,
    result: results[whole.results ? place.row - 1 : 0],
    terms: whole.parts,
    results,
    rest: unnamed,
    digits,
  };
}

/** A share that is lost or added must not be printed as if it were nothing; what is smaller still may. @param {Term} term */
const vanishes = (term) => term.shown && Math.abs(term.value) >= 5e-6 && parsed(term.text) === 0;

/** Which numbers of an operand are printed, beside its own. @param {any} scene @param {any} step @param {Term} part */
function unfold(scene, step, part) {
  if (step.kind === "matmul") part.shown = scene.problem.m === 1;
  if (step.kind === "total" && step.result.rest === 0) part.shown = false;
  const hide = (term) =>
    term.parts.forEach((inner) => {
      inner.shown &&= !inner.parts.length;
      hide(inner);
    });
  hide(part);
  if (["matmul", "examples"].includes(part.kind) && part.parts.length === 1) {
    // one example: the sum is its only part
    const [only] = part.parts;
    if (only.parts.length) Object.assign(part, { kind: only.kind, parts: only.parts });
    else Object.assign(part, { parts: [] });
  }
}

/** How the numbers of an arrival got here: from nowhere, under another name of the same step, handed in by a test, from
 * another cell; or, by a mistake, they are not those that left it. @param {any} scene @param {any} step */
export function wayHere(scene, { result, operands: [from], t }) {
  if (!from) return "nothing";
  if (from.t === t) return "renamed";
  const [rows, columns] = shape(scene, result);
  for (let r = 1; r <= rows; r++)
    for (let c = 1; c <= columns; c++) if (entry(scene, result, r, c) !== entry(scene, from, r, c)) return "lost";
  return from.t ? "left" : "handed";
}

const softmaxOf = (scores) => {
  const shares = scores.map((score) => Math.exp(score - Math.max(...scores)));
  return shares.map((share) => share / shares.reduce((a, b) => a + b, 0));
};

function softmaxTree(scene, step, { row, column }) {
  const rows = Array.from({ length: shape(scene, step.result)[0] }, (_, i) => i + 1);
  const whole = termOf(scene, step.result, row, column);
  const parts = rows.map((r) => termOf(scene, step.operands[0], r, column));
  return Object.assign(whole, {
    kind: "softmax",
    parts,
    results: rows.map((r) => termOf(scene, step.result, r, column)),
  });
}

/** A cost is a sum over all entries: the selected one, and all others together. With one example only the target
 * counts, the other terms are exactly 0, so the product itself is the cost. */
function totalTree(scene, step, selected) {
  const [operand] = step.operands;
  const { row, column } = chosen(scene, step, operand, selected);
  const term = termOf(scene, operand, row, column);
  const whole = termOf(scene, step.result, 1, 1);
  const [rows, columns] = shape(scene, operand);
  let rest = 0;
  for (let r = 1; r <= rows; r++)
    for (let c = 1; c <= columns; c++) if (r !== row || c !== column) rest += entry(scene, operand, r, c);
  const others = Object.assign(together("value", []), { value: rest, shown: true });
  if (rest === 0) term.shown = false;
  return Object.assign(whole, {
    kind: "total",
    parts: rest === 0 ? [term] : [term, others],
    unnamed: rows * columns - 1,
  });
}

/** Names an entry: "unit 3, example 2", "letter l". @param {any} scene @param {any} box @param {{row: number, column: number}} place */
export function entryName(scene, box, { row, column }) {
  const [rows, columns] = axes(scene, box);
  const of = placeName(scene, columns, column);
  return [placeName(scene, rows, row), weighted(columns) ? `from ${of}` : of].filter(Boolean).join(", ");
}

/** Names what one row or column stands for: "unit 3", "letter l". @param {any} scene @param {string} axis @param {number} i
 * @returns {string} */
function placeName(scene, axis, i) {
  const { alphabet, m, n_a } = scene.problem;
  if (axis === "stack") return i > n_a ? placeName(scene, "input", i - n_a) : placeName(scene, "unit", i);
  if (axis === "all" || (axis === "example" && m === 1)) return "";
  if (alphabet && ["input", "output"].includes(axis)) return `letter ${alphabet[i - 1]}`;
  return axis === "output" ? `class ${i}` : `${axis} ${i}`;
}

/** The columns of a weight's gradient by name, and which one is followed where none has been chosen; nothing at other steps.
 * @param {any} scene @param {any} step @param {{unit: number, example: number}} selected @returns {{names: string[], own: number} | null} */
export function nameColumns(scene, step, selected) {
  const axis = axes(scene, step.result)[1];
  const [, count] = shape(scene, step.result);
  if (!weighted(axis)) return null;
  return {
    names: Array.from({ length: count }, (_, i) => placeName(scene, axis, i + 1)),
    own: chosen(scene, step, step.result, { ...selected, column: 0 }).column,
  };
}
