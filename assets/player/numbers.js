// Numbers of the scene: looking one up, printing it.

/** @import { Equation, Scene } from "./scene" */
/** @import { MadeSource, Source } from "./drawn" */

/** One entry of a box, units and examples counted from 1. A single row, column or number stands for all.
 * @param {Scene} scene @param {Source} box @param {number} row @param {number} column @returns {number} */
export function entry(scene, box, row, column) {
  if (box.number !== undefined) return box.number;
  const { rows, columns, data, timed } = scene.values[box.value];
  const [r, c] = (box.transposed ? [column, row] : [row, column]).map((i, axis) => Math.min(i, axis ? columns : rows));
  if (data) return data[(timed ? (box.t - 1) * rows * columns : 0) + (r - 1) * columns + c - 1];
  if (!box.operands) throw new Error(`${box.value} has no numbers`);
  return fromInside(scene, box, r, c);
}

/** What a function of each entry does. @type {Record<string, (value: number) => number>} */
const FUNCTIONS = {
  tanh: Math.tanh,
  sigmoid: (value) => 1 / (1 + Math.exp(-value)),
  exp: Math.exp,
  log: Math.log,
  relu: (value) => Math.max(value, 0),
};

/** @param {string} name of a function of each entry @param {number} value */
export const applied = (name, value) => FUNCTIONS[name](value);

/** The sign of an operand in a sum. @param {Pick<Equation, "signs">} equation @param {number} i */
export const signOf = ({ signs }, i) => signs?.[i] ?? 1;

/** One entry of a term whose numbers are not sent: from the boxes inside it.
 * @param {Scene} scene @param {MadeSource} box @param {number} r @param {number} c */
function fromInside(scene, box, r, c) {
  const [left, right] = box.operands;
  if (box.kind === "matmul") {
    let sum = 0;
    for (let k = shape(scene, left)[1]; k > 0; k--) sum += entry(scene, left, r, k) * entry(scene, right, k, c);
    return sum;
  }
  const values = box.operands.map((part) => entry(scene, part, r, c));
  if (box.kind === "function") return applied(box.function ?? "", values[0]);
  if (box.kind === "power") return values[0] ** values[1];
  if (box.kind === "negative") return -values[0];
  if (box.kind === "product") return values.reduce((a, b) => a * b);
  return values.reduce((sum, value, i) => sum + signOf(box, i) * value, 0);
}

/** Rows and columns of a box, as it is read (a transpose the other way round).
 * @param {Scene} scene @param {Source} box @returns {[number, number]} */
export function shape(scene, box) {
  if (box.number !== undefined) return [1, 1];
  const { rows, columns } = scene.values[box.value];
  return box.transposed ? [columns, rows] : [rows, columns];
}

/** All entries of a box, row by row. @param {Scene} scene @param {Source} box @returns {number[]} */
export function all(scene, box) {
  const [rows, columns] = shape(scene, box);
  return Array.from({ length: rows * columns }, (_, k) =>
    entry(scene, box, 1 + Math.floor(k / columns), 1 + (k % columns)),
  );
}

/** Decimals to begin with: three where every number is printed, four where squares stand for most. @param {Scene} scene */
export const decimals = (scene) => (scene.problem.m === 1 ? 3 : 4);

export const UNKNOWN = "?";

/** A number with a true minus sign; never "−0.000"; of an answer that is hidden, there is none. @param {number} value @param {number} digits */
export function format(value, digits) {
  if (Number.isNaN(value)) return UNKNOWN;
  const text = Math.abs(value).toFixed(digits);
  return (value < 0 && Number(text) !== 0 ? "−" : "") + text;
}

/** The same, but an exact 0 is a bare 0: nothing is there, it was not rounded away. @param {number} value @param {number} digits */
export const printed = (value, digits) => (value === 0 ? "0" : format(value, digits));

/** A text as wide as a number that is not there yet, or the number. @param {string} text @param {number} digits */
export const standIn = (text, digits) => (text === UNKNOWN ? format(-1, digits) : text);

/** What a printed number says. @param {string} text */
export const parsed = (text) => Number(text.replace("−", "-"));

/** Decimals with which all entries of a box are exact (weights have two), or undefined.
 * @param {Scene} scene @param {Source} box @returns {number | undefined} */
export const exactly = (scene, box) => (box.number === undefined ? scene.values[box.value].decimals : 0);

/** A font size, rounded down to an even one: the browser sets up each size anew (1 ms), and of many forgets the old ones.
 * @param {number} px */
export const even = (px) => 2 * Math.floor(px / 2);

/** How many digits the result, its operands and what those were made from may have: few digits first.
 * @param {number[]} least of the three */
function* digitLevels([result, operands, inner]) {
  for (let most = Math.max(result, operands, inner); most <= 8; most++)
    for (let r = result; r <= most; r++) for (let o = Math.max(operands, r); o <= most; o++) yield [r, o, most];
}

/** The same where operands keep the result's digits, so that they add up: seven digits that do are worse than two that
 * round to it. @param {number[]} least of the three */
function* addingLevels([result, operands, inner]) {
  const from = Math.max(result, operands, inner);
  for (let most = from; most <= from + 2; most++) for (let r = result; r <= most; r++) yield [r, r, most];
}

/** The fewest digits with which a row computes from what it prints.
 * @param {number[]} least @param {boolean} exact do operands keep the result's digits?
 * @param {(digits: number[]) => boolean} holds @returns {number[]} */
export function settle(least, exact, holds) {
  for (const digits of exact ? addingLevels(least) : digitLevels(least)) if (holds(digits)) return digits;
  if (exact) return settle(least, false, holds);
  for (let fewer = least[0] - 1; fewer >= 0; fewer--) if (holds([fewer, 8, 8])) return [fewer, 8, 8]; // of a large number
  holds([7, 8, 8]); // as they are
  return [7, 8, 8];
}
