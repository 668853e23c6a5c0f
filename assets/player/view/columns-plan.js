// The largest sizes with which an equation in columns fits its room.

import { textWidth } from "../measure.js";
import { even, standIn } from "../numbers.js";
import { say } from "../say.js";
import { html } from "../vendor/lit-html.js";
import { axes } from "../worked.js";
import { ADDED, isStacked, rowAt } from "./columns.js";
import { hasSlopes, headingWidth, notebookName } from "./equation-parts.js";
import { rich } from "./rich.js";
import { says } from "./says.js";

/** @import { Axis } from "../scene" */
/** @import { Room, View } from "../drawn" */
/** @import { Column } from "./columns.js" */
/** @import { Content } from "../vendor/lit-html.js" */

/** Font sizes of the worked row and of the others, whether bars stand under their numbers, and how long one is at least.
 * @typedef {{ big: number, small: number, under?: true, least?: number }} Size */

/** To try one after the other. @type {Record<Room["form"], Size[]>} */
const SIZES = {
  wide: [
    { big: 26, small: 20 },
    { big: 22, small: 18 },
    { big: 20, small: 16 },
    { big: 18, small: 16 },
    { big: 18, small: 16, least: 26 },
    { big: 20, small: 18, under: true },
    { big: 18, small: 16, under: true },
  ],
  phone: [
    { big: 20, small: 18, under: true },
    { big: 18, small: 18, under: true },
    { big: 16, small: 16, under: true },
    { big: 14, small: 14, under: true },
  ],
  classroom: [
    { big: 50, small: 38 },
    { big: 42, small: 34 },
    { big: 38, small: 30 },
    { big: 32, small: 27 },
    { big: 28, small: 26 },
  ],
};
/** Of more than four columns. @type {Size} */
const SMALLEST = { big: 16, small: 14, under: true };
const BARS = { wide: [40, 84], phone: [40, 70], classroom: [64, 130] }; // the least and the greatest length

/** What does not depend on the size: rows, what they count, the worked one, whether letters name them, whether thin arrows
 * show the addition, and the room that words beside the table take.
 * @typedef {{ count: number, axis: Axis, at: number, tiles: boolean, arrows: boolean, aside: number }} Table */

/** A line of what the thin arrows mean. @typedef {{ width: number, words: Content }} ArrowLine */

/** Sizes in px: fonts, widths by column and of what stands between, bars, heights of the rows; bars stand under the numbers
 * where it is `narrow`.
 * @typedef {Table & { big: number, small: number, head: number, how: number, narrow: boolean, label: number, ops: number[],
 *   widths: number[], hows: number[], bar: number[], lines: ArrowLine[], heights: number[] }} Plan */

/** @param {View} v @param {Column[]} columns @returns {Plan | null} */
export function planOf(v, columns) {
  const { form } = v.room;
  const table = tableOf(v, columns);
  const sizes = [...SIZES[form], ...(columns.length > 4 && form !== "classroom" ? [SMALLEST] : [])];
  for (const size of sizes) {
    const plan = planWith(v, columns, table, size);
    if (plan) return plan;
  }
  return null;
}

/** @param {View} v @param {Column[]} columns @returns {Table} */
function tableOf(v, columns) {
  const { scene, step, s } = v;
  const [first] = columns;
  const whole = columns.find((column) => !column.alone && !column.pieces) ?? first;
  const [axis] = axes(scene, whole.box);
  const boxes = columns.map(({ box }) => box);
  const terms = columns.map(({ term }) => term);
  return {
    count: first.texts.length,
    axis,
    at: first.at ?? rowAt(scene, boxes, terms),
    tiles: Boolean(scene.problem.alphabet) && ["input", "output"].includes(axis),
    arrows: hasArrows(v, columns),
    aside: step.kind === "arrival" ? 220 * s * v.measure.stretch : piecesWidth(v, columns),
  };
}

/** Is the addition of two numbers shown by thin arrows? @param {View} v @param {Column[]} columns */
function hasArrows({ step, room }, columns) {
  const { form } = room;
  if (form === "phone" || (form === "classroom" && (step.wrong || step.asked))) return false;
  if (!ADDED.includes(step.kind) || columns.length !== 3 || columns[0].texts.length === 1) return false;
  return columns.every(({ term, box }) => term.value !== 0 && !box.struck);
}

/** Names of pieces, beside them. @param {View} v @param {Column[]} columns */
function piecesWidth(v, columns) {
  if (!isStacked(v.step)) return 0;
  const boxes = columns.flatMap(({ pieces = [] }) => pieces.map(({ box }) => box));
  return 14 + Math.max(...boxes.map((box) => headingWidth(v, box, 1, 24 * v.s)));
}

/** @param {View} v @param {Column[]} columns @param {Table} table @param {Size} size @returns {Plan | null} */
function planWith(v, columns, table, size) {
  const { room, s } = v;
  const classroom = room.form === "classroom";
  const { big, small, under } = size;
  const told = table.arrows && !under ? arrowLines(v, columns, size.least !== undefined) : [];
  const lines = haveRoom(v, table, told.length) ? told : [];
  const label = labelWidth(v, columns, table, lines);
  const narrow = Boolean(under) && columns.some(({ bar }) => bar);
  const head = under ? Math.min(big + 2, 22) : Math.min(big, classroom ? 42 : 24);
  const how = 14 * s;
  const hows = columns.map((column) => howWidth(v, column, how));
  const numbers = columns.map((column, i) => numbersWidth(v, column, size, table.at) + hows[i]);
  const names = columns.map(({ box, pieces }, i) => (pieces ? 0 : headingWidth(v, box, i, head)));
  const [bars, most] = BARS[room.form];
  const least = size.least ?? bars;
  const pad = narrow ? 14 : 24 * s + 4;
  const ops = operatorWidths(v, columns, narrow ? 16 : 30 * s);
  const needed = columns.map(({ bar }, i) => {
    const beside = bar && !narrow ? least + 10 * s : 0;
    return Math.max(numbers[i] + pad + beside, names[i] + 10, narrow ? 62 : 70 * s);
  });
  const total = label + table.aside + [...needed, ...ops].reduce((a, b) => a + b, 0);
  if (total > room.width) return null;
  const spare = Math.min((room.width - total) / (columns.filter(({ bar }) => bar).length || 1), most - least);
  const widths = needed.map((width, i) => (columns[i].bar ? width + spare : width));
  const { low, high } = rowHeights(v, table.count, narrow);
  const rooms = widths.map((width, i) => width - pad - (narrow ? 0 : numbers[i] + 10 * s));
  return {
    ...table,
    big: even(Math.min(big, high * (narrow ? 0.54 : 0.62))),
    small: even(Math.min(small, low * (narrow ? 0.58 : 0.74))), // off the bars under them
    head,
    how,
    narrow,
    label,
    ops,
    widths,
    hows,
    bar: rooms.map((_, i) =>
      Math.min(...rooms.filter((_, k) => columns[k].bar && oneScale(columns[i], columns[k])), rooms[i]),
    ),
    lines,
    heights: Array.from({ length: table.count }, (_, n) => (n + 1 === table.at || table.count === 1 ? high : low)),
  };
}

/** Bars of one scale are as long as each other, or it would not be one. @param {Column} one @param {Column} other */
const oneScale = (one, other) => one.from === other.from && one.to === other.to;

/** How wide rows' names are. @param {View} v @param {Column[]} columns @param {Table} table @param {ArrowLine[]} lines */
function labelWidth(v, columns, { axis, tiles }, lines) {
  const { room, s, measure } = v;
  if (axis === "all" || axis === "example") return 0; // one number, which has no name
  if (room.form === "phone") return tiles ? 30 : 20;
  const least = tiles ? 36 * s : 62 * s * measure.stretch;
  return Math.max(...lines.map(({ width }) => width + 10), least, footLabel(v, columns));
}

/** What stands before the rows under the table. @param {View} v @param {Column[]} columns */
function footLabel(v, columns) {
  if (v.room.form === "classroom") return 0;
  if (hasSlopes(v.step)) return 92 * v.measure.stretch;
  return columns.some(({ box }) => notebookName(v, box)) ? 66 * v.measure.stretch : 0;
}

/** How a column's numbers arise. @param {View} v @param {Column} column @param {number} size */
const howWidth = ({ measure }, { hows }, size) =>
  Math.max(0, ...hows.map((text) => (text ? textWidth(measure, ` = ${text}`, size) + 8 : 0)));

/** A column's numbers, with room for brackets. @param {View} v @param {Column} column @param {Size} size @param {number} at */
function numbersWidth({ step, row, measure }, { texts, brackets }, { big, small }, at) {
  const widths = texts.map((text, n) => {
    const now = n + 1 === at;
    const room = brackets && !text.endsWith(")") ? 0.3 * small : 0;
    return (
      textWidth(measure, standIn(text, row.result.digits), now || step.kind === "softmax" ? big : small, now) + room
    );
  });
  return Math.max(...widths);
}

/** @param {View} v @param {Column[]} columns @param {number} op */
const operatorWidths = ({ step, s, measure }, columns, op) =>
  columns
    .slice(1)
    .map((_, i) =>
      i === 0 && columns.length === 2 && step.function ? op + textWidth(measure, step.function, 18 * s) + 14 : op,
    );

/** As tall as there is room for, within limits. @param {View} v @param {number} count @param {boolean} narrow */
function rowHeights(v, count, narrow) {
  const { step, room } = v;
  const { row, tall } = fullHeights(v, narrow);
  const whole = step.kind === "softmax" ? row + 4 : tall;
  const all = (count - 1) * row + whole;
  const shrink = narrow
    ? shrinkUnder((room.rows ?? all) / all)
    : Math.min(1, Math.max((room.height - heightAround(v)) / all, isStacked(step) ? 0.6 : 0.7));
  return { low: row * shrink, high: whole * shrink };
}

/** With bars under their numbers rows are low as they are: they give a little where all of them are in sight then. @param {number} fits */
const shrinkUnder = (fits) => (fits < 0.84 ? 1 : Math.min(1, fits));

/** Is there room for so many lines below the name of the row that is spoken of, and those beside it?
 * @param {View} v @param {Table} table @param {number} lines */
function haveRoom(v, { count, tiles }, lines) {
  const { low, high } = rowHeights(v, count, false);
  const [name, line] = v.room.form === "classroom" ? [tiles ? 36 : 28, 33] : [16, 16];
  return high + low - name >= name + line * lines;
}

/** @param {View} v @param {boolean} narrow */
function fullHeights({ room }, narrow) {
  if (room.form === "classroom") return { row: 56, tall: 92 };
  return { row: 32, tall: narrow ? 40 : 52 };
}

/** Names, slopes, the limits of tanh, the legend. @param {View} v */
function heightAround({ step, room, s }) {
  const foot = hasSlopes(step) && room.form !== "classroom" ? 112 : 52;
  return (foot + (step.kind === "function" ? 16 : 0) + (isStacked(step) ? 56 : 0)) * s;
}

/** What the thin arrows mean, beside them: "softmax, then time".
 * @param {View} v @param {Column[]} columns @param {boolean} broken into two lines @returns {ArrowLine[]} */
function arrowLines(v, [, ...operands], broken) {
  const size = v.room.form === "classroom" ? 28 : 14;
  const [first, second] = operands.map(({ box }, i) => {
    const word = arrowWord(v, box.quantity, i);
    return {
      width: word ? textWidth(v.measure, word, size) : headingWidth(v, box, i + 1, size),
      words: html`<span class="path-${box.path}">${word || rich(v.scene, box.name, v.selected)}</span>`,
    };
  });
  const between = textWidth(v.measure, say("arrows.line", { first: "", second: "" }), size);
  const whole = first.width + between + second.width;
  if (size === 14 && whole < 146 && !broken)
    return [{ width: whole, words: says("arrows.line", { first: first.words, second: second.words }) }];
  const before = textWidth(v.measure, say("arrows.second", { second: "" }), size);
  return [first, { width: before + second.width, words: says("arrows.second", { second: second.words }) }];
}

/** A word for an operand, if there is one. @param {View} v @param {string | undefined} quantity @param {number} i */
function arrowWord({ scene, step }, quantity, i) {
  if (step.kind === "running") return say(i ? "running.this-step" : "running.so-far");
  const sub = quantity ? scene.symbols[quantity].sub : "";
  return sub.length > 2 ? sub : "";
}
