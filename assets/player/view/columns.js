// What stands in the columns of an equation: each row's number as it is printed, and what its bar is measured by.

import { decimals, exactly, printed, shape } from "../numbers.js";
import { partStart, termOf, upTo, writeDown } from "../worked.js";
import { expandedText } from "./equation-parts.js";

/** @import { Scene } from "../scene" */
/** @import { Box, ShownStep, Term, View } from "../drawn" */

/** Rows of a column that are a quantity of their own. @typedef {{ box: Box, from: number, rows: number }} Piece */

/** One box as a column. `term` is its entry in the worked row; `hows` say how each number arises; `alone` is one number for
 * all rows; `brackets`: some need them, so that all keep room for them; `from` and `to` are the ends of its bars. Of a stack:
 * `at`, the worked row, which `pieces` there are, and which rows are `used`.
 * @typedef {{ box: Box, term: Term, texts: string[], values: number[], terms: (Term | undefined)[], hows: string[],
 *   alone: boolean, brackets: boolean, from: number, to: number, bar: boolean, at?: number, pieces?: Piece[],
 *   used?: boolean[] }} Column */

export const ADDED = ["sum", "running"];

/** Do rows of one box stand for others that are above each other? @param {Pick<ShownStep, "kind">} step */
export const isStacked = ({ kind }) => ["stack", "part"].includes(kind);

/** The ends of what a function gives, of those that it has. @param {ShownStep} step */
export const limitsOf = ({ limits }) => limits ?? [];

/** @param {View} v */
export const columnsOf = (v) => (isStacked(v.step) ? stackColumns(v) : boxColumns(v));

/** One above the other: the whole, and beside it the quantities that its rows are. @param {View} v @returns {Column[]} */
function stackColumns(v) {
  const { scene, step, row } = v;
  const stack = step.kind === "stack";
  const whole = stack ? step.result : step.operands[0];
  const [count] = shape(scene, whole);
  const start = stack ? 0 : partStart(count, shape(scene, step.result)[0], step.function);
  const at = row.result.row + start;
  const pieces = piecesOf(scene, stack ? step.operands : [step.result], start);
  const [first] = row.terms;
  const [wholeTerm, pieceTerm] = stack ? [row.result, first] : [first, row.result];
  const wholeTerms = upTo(count).map((r) => (r === at ? wholeTerm : plainTerm(scene, whole, r)));
  const pieceTerms = upTo(count).map((r) => {
    const piece = pieceAt(pieces, r);
    if (r === at) return pieceTerm;
    return piece && plainTerm(scene, piece.box, r - piece.from);
  });
  const values = wholeTerms.map((term) => term.value);
  const more = {
    at,
    used: upTo(count).map((r) => Boolean(pieceAt(pieces, r))),
    from: Math.min(0, ...values),
    to: Math.max(0, ...values),
  };
  const columns = [
    { ...columnWith(whole, wholeTerm, wholeTerms), ...more },
    { ...columnWith(pieces[0].box, pieceTerm, pieceTerms), ...more, pieces },
  ];
  return stack ? columns : columns.reverse();
}

/** @param {Scene} scene @param {Box[]} boxes one above the other @param {number} start rows above them @returns {Piece[]} */
function piecesOf(scene, boxes, start) {
  let from = start;
  return boxes.map((box) => {
    const [rows] = shape(scene, box);
    from += rows;
    return { box, from: from - rows, rows };
  });
}

/** @param {Piece[]} pieces @param {number} r */
const pieceAt = (pieces, r) => pieces.find((one) => r > one.from && r <= one.from + one.rows);

/** @param {Box} box @param {Term} term @param {(Term | undefined)[]} terms @returns {Column} */
const columnWith = (box, term, terms) => ({
  box,
  term,
  terms,
  values: terms.map((one) => one?.value ?? 0),
  texts: terms.map((one) => one?.text ?? ""),
  hows: [],
  alone: false,
  brackets: false,
  from: 0,
  to: 0,
  bar: true,
});

/** @param {View} v @returns {Column[]} */
function boxColumns(v) {
  const { scene, step, row } = v;
  const boxes = [step.result, ...(step.kind === "arrival" ? [] : step.operands)];
  const terms = [row.result, ...row.terms.slice(0, boxes.length - 1)];
  const count = Math.max(...boxes.map((box) => shape(scene, box)[0]));
  const at = rowAt(scene, boxes, terms);
  const columns = boxes.map((box, i) => {
    const alone = shape(scene, box)[0] === 1 && count > 1;
    const own =
      step.kind === "softmax"
        ? softmaxTerms(v, i)
        : upTo(count).map((r) => (r === at ? terms[i] : plainTerm(scene, box, r)));
    const brackets = i > 1 && own.some((term) => isNegative(term.text));
    return {
      ...columnWith(box, terms[i], own),
      texts: own.map((term) => (brackets && isNegative(term.text) ? `(${term.text})` : term.text)),
      hows: own.map((term) => (i && EXPLAINED.includes(term.kind) ? expandedText(term) : "")),
      alone,
      brackets,
      bar: !alone && step.kind !== "total",
    };
  });
  for (const group of scales(step, columns)) setScale(step, group, group[0] === columns[0]);
  return columns;
}

/** Kinds of an operand that say how its number arises. */
const EXPLAINED = ["difference", "product", "function"];

/** @param {string} text */
const isNegative = (text) => text.startsWith("−");

/** @param {View} v @param {number} i */
const softmaxTerms = ({ row }, i) => (i ? row.terms : row.results);

/** The row that is worked out. @param {Scene} scene @param {Box[]} boxes @param {Term[]} terms */
export const rowAt = (scene, boxes, terms) => terms[boxes.findIndex((box) => shape(scene, box)[0] > 1)]?.row ?? 1;

/** A number of another row, with the digits of its kind. @param {Scene} scene @param {Box} box @param {number} row */
function plainTerm(scene, box, row) {
  const term = termOf(scene, box, row, 1);
  const digits = decimals(scene);
  writeDown(scene, term, [digits, digits, digits]);
  return Object.assign(term, { text: printed(term.value, exactly(scene, box) ?? digits) });
}

/** Is a box no gradient, but what one is multiplied with? @param {Box} box */
export const isFactor = ({ instead, path }) => (instead ?? path) === "ink";

/** Which bars have one scale: where numbers add, where a function squeezes one, and a gradient before and after a factor.
 * @param {ShownStep} step @param {Column[]} columns @returns {Column[][]} */
function scales({ kind }, columns) {
  if (ADDED.includes(kind) || kind === "function") return [columns];
  if (kind !== "product") return columns.map((one) => [one]);
  const [result, ...operands] = columns;
  const factors = operands.filter(({ box }) => isFactor(box));
  return [[result, ...operands.filter((one) => !factors.includes(one))], ...factors.map((one) => [one])];
}

/** @param {ShownStep} step @param {Column[]} columns @param {boolean} hasResult */
function setScale(step, columns, hasResult) {
  const shown = columns.filter(({ alone }) => !alone);
  const values = shown.flatMap(({ box, values }) => [...values, ...(box.also ?? [])]).filter(Number.isFinite);
  const limits = hasResult ? resultLimits(step) : [];
  for (const column of columns) {
    column.from = Math.min(0, ...values, ...limits);
    column.to = Math.max(0, ...values, ...limits);
  }
}

/** What the result's bars have room for, whatever the numbers are. @param {ShownStep} step */
function resultLimits(step) {
  if (step.kind === "function") return limitsOf(step).map((limit) => 1.12 * limit);
  return step.kind === "softmax" ? [0, 1] : [];
}
