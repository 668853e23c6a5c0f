// Matrices in squares: filled positive, hollow negative, area = size. Under them one entry in numbers.

import { textWidth } from "../measure.js";
import { entry, printed, shape } from "../numbers.js";
import { say } from "../say.js";
import { html, nothing, svg } from "../vendor/lit-html.js";
import { axes, chosen, entryName, upTo, wayHere, weighted } from "../worked.js";
import { isFactor } from "./columns.js";
import {
  expandedNumbers,
  hasSlopes,
  headingOf,
  headingWidth,
  idle,
  innerSums,
  nameOf,
  notebookName,
  num,
  operatorSign,
  productList,
  signBefore,
  slopeCell,
  struckOut,
  struckSign,
  tableName,
  withBrackets,
} from "./equation-parts.js";
import { plain, whyNothing } from "./rich.js";
import { says } from "./says.js";

/** @import { Axis, Problem } from "../scene" */
/** @import { Box, Row, ShownStep, Term, View } from "../drawn" */
/** @import { Content } from "../vendor/lit-html.js" */

/** A box as a matrix of squares. Of `all` columns those from `skip` on are drawn; `term` is its entry in the worked row,
 * which another piece of a stack may hold; `largest` is the number with the largest square.
 * @typedef {{ box: Box, i: number, rows: number, columns: number, all: number, skip: number, values: number[],
 *   rowAxis: Axis, columnAxis: Axis, alone: boolean, held: boolean, mark: Mark, largest: number, term: Term | null,
 *   pieces?: Matrix[] }} Matrix
 * @typedef {{ fromRow: number, toRow: number, fromColumn: number, toColumn: number }} Mark counted from 1 */

const MOST = 12; // examples shown, around the selected one
const PAD = 4;
const SPANNING = ["matmul", "softmax"];

/** @param {View} v */
export function squaresView(v) {
  const boxes = boxesOf(v);
  const beside = v.room.form === "phone" ? null : besidePlan(v, boxes);
  return html`${beside ? drawBeside(v, boxes, beside) : drawStacked(v, boxes)}`;
}

/** The boxes with the entries that the worked row uses, and the largest size of their scale. @param {View} v */
function boxesOf(v) {
  const { step, row } = v;
  const all = [step.result, ...step.operands].map((box, i) => matrixOf(v, box, i));
  const added = onOneScale(step, all);
  const shared = Math.max(...added.map(({ largest }) => largest));
  for (const one of added) one.largest = shared;
  return step.kind === "stack" ? [all[0], stackedOperands(all.slice(1), row.terms[0])] : all;
}

/** @param {View} v @param {Box} box @param {number} i 0 is the result @returns {Matrix} */
function matrixOf(v, box, i) {
  const { scene, step, row } = v;
  const [rows, columns] = shape(scene, box);
  const [rowAxis, columnAxis] = axes(scene, box);
  const byExample = columnAxis === "example";
  const { column } = chosen(scene, step, box, v.selected);
  const skip = byExample ? Math.max(0, Math.min(column - MOST / 2, columns - MOST)) : 0;
  const values = upTo(rows).flatMap((y) => upTo(columns).map((x) => entry(scene, box, y, x)));
  return {
    box,
    i,
    rows,
    columns: byExample ? Math.min(columns, MOST) : columns,
    all: columns,
    skip,
    values,
    rowAxis,
    columnAxis,
    alone: rows * columns === 1,
    held: isHeld(step, row, box, i),
    mark: markOf(v, i, rows, columns, skip),
    largest: Math.max(0, ...[...values, ...(box.also ?? [])].map(Math.abs).filter(Number.isFinite)),
    term: i ? operandTerm(v, i) : row.result,
  };
}

/** Does another piece of a stack hold the entry? And what a hidden product uses, is not told. @param {ShownStep} step @param {Row} row @param {Box} box @param {number} i */
const isHeld = (step, row, box, i) =>
  i > 0 && ((step.kind === "stack" && row.terms[0].box !== box) || (step.kind === "matmul" && step.hidden === true));

/** A product's terms are not its operands'. @param {View} v @param {number} i */
const operandTerm = ({ step, row }, i) => (step.kind === "matmul" ? null : (row.terms[i - 1] ?? null));

/** What the worked row uses of a box: an entry, the row or column that it is multiplied with, all scores.
 * @param {View} v @param {number} i @param {number} rows @param {number} columns @param {number} skip @returns {Mark} */
function markOf({ step, row }, i, rows, columns, skip) {
  const { kind } = step;
  const place = ["total", "stack", "part"].includes(kind) && i ? row.terms[0] : row.result;
  const [y, x] = [Math.min(place.row, rows), Math.min(place.column, columns)];
  const [fromRow, toRow] = (kind === "matmul" && i === 2) || kind === "softmax" ? [1, rows] : [y, y];
  const [fromColumn, toColumn] = kind === "matmul" && i === 1 ? [1, columns] : [x, x];
  return { fromRow, toRow, fromColumn: fromColumn - skip, toColumn: toColumn - skip };
}

/** The boxes whose squares have one scale: those that are added, a gradient and what comes of it. @param {ShownStep} step @param {Matrix[]} all */
function onOneScale({ kind }, all) {
  if (["sum", "running", "difference", "function", "arrival", "stack", "part"].includes(kind)) return all;
  return kind === "product" ? all.filter(({ box, i }) => !i || !isFactor(box)) : [];
}

/** The operands of a stack as one box: one above the other. @param {Matrix[]} pieces @param {Term} term @returns {Matrix} */
function stackedOperands(pieces, term) {
  const name = pieces.flatMap(({ box }, i) => [...(i ? [` ${say("squares.over")} `] : []), ...box.name]);
  return { ...pieces[0], box: { ...pieces[0].box, name }, pieces, term };
}

/** @param {View} v @param {Matrix} one @param {number} cell */
const pictureOf = (v, one, cell) =>
  one.pieces
    ? html`<span class="over-each">${one.pieces.map((piece) => matrixSquares(v, piece, cell))}</span>`
    : matrixSquares(v, one, cell);

/** One matrix. Each square with a unit and an example can be chosen. @param {View} v @param {Matrix} one @param {number} cell */
function matrixSquares(v, one, cell) {
  const { rows, columns, all, box } = one;
  const { filled, hollow } = squarePaths(v, one, cell);
  const width = columns * cell + 2 * PAD;
  const height = rows * cell + 2 * PAD;
  return html`<svg class="squares path-${box.path} ${one.i ? "" : "result"}" width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img" data-quantity=${nameOf(box)}
      aria-label=${say("squares.picture", { name: plain(v.scene, box.name, v.selected), rows, columns: all })}>
    <rect class="frame-of" x="1.3" y="1.3" width=${width - 2.6} height=${height - 2.6} rx="4"/><path class="filled" d=${filled}/><path class="hollow" d=${hollow}/>
    ${one.held ? nothing : marked(one, cell)}
    <g class="hits">${hits(one, cell)}</g></svg>`;
}

/** All squares as two paths. @param {View} v @param {Matrix} one @param {number} cell */
function squarePaths(v, { rows, columns, all, skip, values, largest }, cell) {
  const paths = { filled: "", hollow: "" };
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) {
      const value = values[y * all + x + skip];
      if (largest && value) paths[value < 0 ? "hollow" : "filled"] += square(v, value, value / largest, x, y, cell);
    }
  return paths;
}

/** @param {View} v @param {number} value @param {number} part of the largest @param {number} x @param {number} y @param {number} cell */
function square(v, value, part, x, y, cell) {
  const side = Math.max(0.09, 0.84 * Math.sqrt(Math.abs(part))) * cell;
  const line = value < 0 ? Math.min(1.3 * v.s, side / 2) : 0;
  const d = side - line;
  const [left, top] = [PAD + (x + 0.5) * cell - d / 2, PAD + (y + 0.5) * cell - d / 2];
  return `M${left.toFixed(1)} ${top.toFixed(1)}h${d.toFixed(1)}v${d.toFixed(1)}h${(-d).toFixed(1)}Z`;
}

/** A ring round what the worked row uses. @param {Matrix} one @param {number} cell */
function marked({ mark }, cell) {
  const [x, y] = [PAD + (mark.fromColumn - 1) * cell, PAD + (mark.fromRow - 1) * cell];
  const [width, height] = [(mark.toColumn - mark.fromColumn + 1) * cell, (mark.toRow - mark.fromRow + 1) * cell];
  return svg`<rect class="halo" x=${x} y=${y} width=${width} height=${height} rx="3"/><rect class="chosen" x=${x} y=${y} width=${width} height=${height} rx="3"/>`;
}

/** What can be clicked: squares that stand for a unit or an example. @param {Matrix} one @param {number} cell */
function hits({ rows, columns, skip, rowAxis, columnAxis }, cell) {
  const unit = rowAxis === "unit";
  const example = columnAxis === "example";
  if (!unit && !example) return [];
  return upTo(rows).flatMap((y) =>
    upTo(columns).map(
      (x) =>
        svg`<rect x=${PAD + (x - 1) * cell} y=${PAD + (y - 1) * cell} width=${cell} height=${cell} data-unit=${unit ? y : nothing} data-example=${example ? x + skip : nothing} data-column=${weighted(columnAxis) ? x : nothing}/>`,
    ),
  );
}

// Sizes to try: of a square, and of the numbers.
const BESIDE = [
  [15, 24],
  [14, 22],
  [13, 20],
  [12, 20],
  [11, 18],
  [10, 18],
  [9, 16],
];
const BESIDE_CLASSROOM = [
  [30, 50],
  [26, 44],
  [26, 36],
  [22, 32],
  [18, 30],
  [14, 28],
  [11, 28],
  [9, 24],
];

/** @typedef {{ cell: number, big: number, head: number, label: number, widths: number[], ops: number[] }} Plan */

/** The largest sizes with which boxes fit beside each other; at the least that they are not too wide.
 * @param {View} v @param {Matrix[]} boxes @returns {Plan | null} */
function besidePlan(v, boxes) {
  const { room } = v;
  const classroom = room.form === "classroom";
  const rows = Math.max(...boxes.map((one) => (one.alone ? 0 : one.rows)));
  const withSlopes = hasSlopes(v.step) ? 130 : 72;
  const under = classroom ? 90 : withSlopes; // px of names and of what stands under the numbers: no slopes in the classroom
  let last = null;
  for (const [cell, big] of classroom ? BESIDE_CLASSROOM : BESIDE) {
    const plan = planWith(v, boxes, cell, big);
    if (!plan) continue;
    last = plan;
    if (rows * cell + big * 1.3 + under <= room.height) return last;
  }
  return last;
}

/** @param {View} v @param {Matrix[]} boxes @param {number} cell @param {number} big @returns {Plan | null} */
function planWith(v, boxes, cell, big) {
  const { room, s, step } = v;
  const classroom = room.form === "classroom";
  const label = 92 * s * v.measure.stretch;
  const head = Math.min(classroom ? 42 : 24, big);
  const op = (classroom ? 54 : 36) - (big < 20 ? 8 : 0);
  const word = step.function ? textWidth(v.measure, step.function, 18 * s) + 6 : 0;
  const ops = boxes.slice(1).map((_, i) => (i ? op : op + word));
  const widths = boxes.map((one) =>
    Math.max(
      one.alone ? 0 : one.columns * cell + 2 * PAD,
      headingWidth(v, one.box, one.i, head) + 6,
      numberWidth(v, one, big),
    ),
  );
  const total = label + [...widths, ...ops].reduce((a, b) => a + b, 0);
  return total > room.width ? null : { cell, big, head, label, widths, ops };
}

/** What the number under a matrix takes. @param {View} v @param {Matrix} one @param {number} big */
function numberWidth({ step, row, measure }, one, big) {
  if (!one.term || (isSpanning(step) && one.i)) return 0;
  const others = step.kind === "total" && one.i && row.terms[1] ? ` + (${row.terms[1].text})` : "";
  return textWidth(measure, `(${one.term.text})${others}`, big, true) + 6;
}

/** Is the worked row one text across all operands? @param {ShownStep} step */
const isSpanning = ({ kind }) => SPANNING.includes(kind);

/** The grid column of a box, and of the operator before it. @param {number} i */
const column = (i) => `grid-column:${2 + 2 * i}`;
/** @param {number} i */
const before = (i) => `grid-column:${1 + 2 * i}`;

/** @param {{ struck?: true }} box */
const struck = (box) => (box.struck ? "struck" : "");

/** @param {View} v @param {Matrix[]} boxes @param {Plan} plan */
function drawBeside(v, boxes, plan) {
  const spanning = isSpanning(v.step);
  const tracks =
    [plan.label, plan.widths[0], ...plan.ops.flatMap((op, i) => [op, plan.widths[i + 1]])]
      .map((w) => `${w.toFixed(1)}px`)
      .join(" ") + (spanning ? " minmax(0, 1fr)" : "");
  return html`<div class="beside" role="table" aria-label=${tableName(v, say("equation.squares"))} style="grid-template-columns:${tracks};--big:${plan.big}px;--head:${plan.head}px;${spanning ? `width:${v.room.width}px` : ""}">
    <div role="row" class="names"><span role="columnheader" class="rowname" style="grid-column:1"><span class="spoken">${say("row.title")}</span></span>
      ${boxes.map(({ box, i }) => html`${i ? html`<span role="columnheader" class="op" style=${before(i)}>${operatorSign(v, i - 1)}</span>` : nothing}<span role="columnheader" class=${struck(box)} style=${column(i)}>${headingOf(v, box, i)}</span>`)}</div>
    <div role="row" class="pictures"><span role="rowheader" class="rowname">${sizesText(v, boxes)}</span>
      ${boxes.map((one) => html`<span role="cell" aria-colindex=${2 + 2 * one.i} class=${struck(one.box)} style=${column(one.i)}>${one.alone ? nothing : pictureOf(v, one, plan.cell)}</span>`)}</div>
    <div role="row" class="worked"><span role="rowheader" class="rowname">${workedName(v, boxes)}</span>
      ${spanning ? spanningRow(v, boxes.length) : boxes.map((one) => workedCell(v, one))}</div>
    ${slopesRow(v, boxes)}
    ${notebookRow(v, boxes)}
  </div>${underneath(v)}`;
}

/** The box whose rows and columns are those of the result. @param {Matrix[]} boxes */
const wholeOf = (boxes) => boxes.find((one) => !one.alone) ?? boxes[0];

/** What rows and columns count, in the plural. @param {Axis} axis @param {Problem} problem */
function noun(axis, { alphabet }) {
  switch (axis) {
    case "unit":
      return say("squares.units");
    case "input":
      return say(alphabet ? "squares.letters" : "squares.inputs");
    case "output":
      return say(alphabet ? "squares.letters" : "squares.classes");
    case "stack":
      return say("squares.stacked");
    case "example":
      return say("squares.examples");
    default:
      return "";
  }
}

/** @param {View} v @param {Matrix[]} boxes */
function sizesText({ scene: { problem } }, boxes) {
  const { rows, all, rowAxis, columnAxis } = wholeOf(boxes);
  const down = noun(rowAxis, problem);
  if (all <= 1) return says("squares.down", { rows, down });
  const across = noun(columnAxis === "all" ? "example" : columnAxis, problem);
  return says("squares.down-across", { rows, down, columns: all, across });
}

/** @param {View} v @param {Matrix[]} boxes */
const workedName = ({ scene, step, row }, boxes) =>
  step.kind === "total"
    ? say("squares.and-others", { entry: entryName(scene, wholeOf(boxes).box, row.terms[0]) })
    : entryName(scene, step.result, row.result);

/** @param {View} v @param {number} boxes */
const spanningRow = (v, boxes) =>
  html`<span role="cell" class="value path-${v.step.result.path}" style=${column(0)}>${softmaxResults(v)}</span><span role="cell" class="op" style=${before(1)}>=</span>
        <span role="cell" aria-colspan=${2 * boxes - 3} class="spanning" style="grid-column:4 / -1">${spanned(v)}</span>`;

/** @param {View} v @param {Matrix} one */
const workedCell = (v, { box, i, term }) =>
  html`${i ? html`<span role="cell" class="op" style=${before(i)}>${signOrName(v, i - 1)}</span>` : nothing}
        <span role="cell" class="value path-${box.path} ${struck(box)}" style=${column(i)}>${struckOut(box, term ? bracketed(v, term, i) : "0")}</span>`;

/** @param {View} v @param {Matrix[]} boxes */
const slopesRow = (v, boxes) =>
  hasSlopes(v.step) && v.room.form !== "classroom"
    ? html`<div role="row" class="foot"><span role="rowheader" class="rowname">${say("slope.nudge.it")}</span>
      ${boxes.map((one) => html`<span role="cell" aria-colindex=${2 + 2 * one.i} style=${column(one.i)}>${slopeCell(v, one.box, one.term)}</span>`)}</div>`
    : nothing;

/** @param {View} v @param {Matrix[]} boxes */
const notebookRow = (v, boxes) =>
  boxes.some(({ box }) => notebookName(v, box)) && v.room.form !== "classroom"
    ? html`<div role="row" class="foot"><span role="rowheader" class="rowname">${say("equation.notebook")}</span>
      ${boxes.map(({ box, i }) => html`<span role="cell" aria-colindex=${2 + 2 * i} style=${column(i)}>${notebookName(v, box) ? html`<code>${notebookName(v, box)}</code>` : nothing}</span>`)}</div>`
    : nothing;

/** The operator in the worked row. @param {View} v @param {number} i @returns {Content} */
function signOrName({ step }, i) {
  const sign = signBefore(step, i);
  if (idle(step, i)) return struckSign(sign);
  if (step.kind === "function" && i === 0) return html`= ${step.function ?? ""}`;
  return ["arrival", "total", "stack", "part"].includes(step.kind) ? "=" : sign;
}

/** @param {View} v @param {Term} term @param {number} i */
function bracketed(v, term, i) {
  const role = i ? "operand" : "result";
  if (v.step.kind === "total" && i && v.row.terms[1])
    return html`<span>${num(term, role)} + ${withBrackets(v.row.terms[1])}</span>`;
  if (i > 1) return withBrackets(term);
  return term.shown ? num(term, role) : html`${term.text}`;
}

/** @param {View} v */
const softmaxResults = (v) =>
  v.step.kind === "softmax"
    ? html`<span class="column">${v.row.results.map((term) => html`<span class=${term === v.row.result ? "" : "other"}>${num(term, "result")}</span>`)}</span>`
    : num(v.row.result, "result");

/** The operands of the worked row as one text. @param {View} v */
function spanned({ step, row }) {
  if (step.kind === "matmul") return step.hidden ? "" : productList(row.terms);
  return html`${step.function ?? ""}(${row.terms.map((term, i) => html`${i ? ", " : " "}<span class="piece">${num(term, "operand")}</span>`)} )`;
}

/** What the operands were made from, and the rest of a cost. @param {View} v */
function underneath(v) {
  const { step, row } = v;
  const [term, others] = row.terms;
  switch (step.kind) {
    case "total":
      return html`<div class="made line"><p>${says("squares.this-entry", { number: term.text, made: expandedNumbers(term) })}</p>${others ? othersOf(v, others) : nothing}</div>`;
    case "arrival":
      return html`<p class="made line">${arrivalText(v)}</p>`;
    default:
      return innerSums(v);
  }
}

/** @param {View} v */
function arrivalText({ scene, step, row }) {
  const [from] = step.operands;
  switch (wayHere(scene, step)) {
    case "nothing":
      return says(row.result.value ? "arrival.line.should-be" : "arrival.line.nothing", {
        zero: html`<b>0,</b>`,
        why: whyNothing(scene, true, step.t).join(" "),
      });
    case "renamed":
      return say("arrival.line.renamed");
    case "handed":
      return say("arrival.line.handed");
    case "lost":
      return say("arrival.line.lost", { t: from.t ?? 0 });
    default:
      return say("arrival.line.left", { t: from.t ?? 0 });
  }
}

/** The rest of a cost; opened, all of its terms. @param {View} v @param {Term} together */
function othersOf({ row, scene, step }, together) {
  const [operand] = step.operands;
  const { row: r, column: c } = row.terms[0];
  const [rows, columns] = shape(scene, operand);
  const texts = upTo(rows).flatMap((y) =>
    upTo(columns)
      .filter((x) => y !== r || x !== c)
      .map((x) => printed(entry(scene, operand, y, x), row.result.digits)),
  );
  return html`<details class="products"><summary><u>${say("squares.others", { count: row.rest })}</u>: ${num(together, "operand")}</summary> = ${texts.map((text, i) => html`${i ? " + " : ""}<span class="piece">${text.startsWith("−") && i ? `(${text})` : text}</span>`)}</details>`;
}

/** One box under the other, as one adds by hand. @param {View} v @param {Matrix[]} boxes */
function drawStacked(v, boxes) {
  const { step } = v;
  const word = step.function ?? "";
  const { above, names, op, cell } = stackedPlan(v, boxes);
  /** @param {number} i */
  const sign = (i) => {
    if (i) return operatorSign(v, i);
    return word ? html`<small>${word}</small>` : "";
  };
  return html`<div class="stacked" role="table" aria-label=${tableName(v, say("equation.stacked"))} style="--names:${above ? 0 : names}px;--op:${op}px">
    ${boxes.slice(1).map((one, i) => stackedLine(v, one, sign(i), cell, above))}
    <div class="rule" aria-hidden="true"></div>${stackedLine(v, boxes[0], "=", cell, above)}</div>
    ${isSpanning(step) ? html`<p class="made line path-ink"><span class="path-${step.result.path}">${v.row.result.text}</span> = ${spanned(v)}</p>` : nothing}
    ${underneath(v)}${stackedSlopes(v, boxes)}`;
}

/** How wide names and operators are, whether names stand above their boxes, and how large a square is.
 * @param {View} v @param {Matrix[]} boxes */
function stackedPlan(v, boxes) {
  const { room, step } = v;
  const { result, operands } = step.beside?.other.step ?? step; // one size for both runs
  const headings = [...boxes.map(({ box }) => box), result, ...operands].map((box, i) =>
    headingWidth(v, box, i < boxes.length ? i : i - boxes.length, 20),
  );
  const names = Math.max(...headings, 50) + 8;
  const numbers = Math.max(...boxes.map(({ term }) => (term ? textWidth(v.measure, `(${term.text})`, 20, true) : 0)));
  const columns = Math.max(...boxes.map((one) => one.columns));
  const word = step.function ?? "";
  const op = Math.max(30, textWidth(v.measure, word, 14) + (word.length > 4 ? 14 : 4));
  const above = op + names + numbers + columns * 9 + 34 > room.width;
  const wide = Math.floor((room.width - op - numbers - 34 - (above ? 0 : names)) / columns);
  const cell = Math.max(6, Math.min(room.width > 420 ? 17 : 13, stackedHeight(room.height, boxes), wide));
  return { above, names, op, cell };
}

/** Of a square; many boxes still fit on a page. @param {number} height @param {Matrix[]} boxes */
function stackedHeight(height, boxes) {
  if (boxes.length <= 4) return 17;
  return Math.floor(((height - 30) / boxes.length - 20) / Math.max(...boxes.map(({ rows }) => rows)));
}

/** @param {View} v @param {Matrix} one @param {Content} sign @param {number} cell @param {boolean} above */
function stackedLine(v, one, sign, cell, above) {
  const place = above ? "over" : "";
  return html`<div role="row" class="line"><span role="cell" class="op">${sign}</span><span role="rowheader" class="${one.alone ? "alone" : place} ${struck(one.box)}">${headingOf(v, one.box, one.i)}</span>
    ${one.alone ? nothing : html`<span role="cell" class="picture ${struck(one.box)}">${pictureOf(v, one, cell)}</span>`}
    <span role="cell" aria-colindex="4" class="value path-${one.box.path} ${struck(one.box)}">${stackedNumber(v, one)}</span></div>`;
}

/** @param {View} v @param {Matrix} one */
function stackedNumber(v, { box, i, term }) {
  if (isSpanning(v.step)) return i ? nothing : softmaxResults(v);
  if (!term) return nothing;
  return struckOut(box, v.step.kind === "total" && i ? num(term, "operand") : bracketed(v, term, Math.min(i, 1)));
}

/** @param {View} v @param {Matrix[]} boxes */
const stackedSlopes = (v, boxes) =>
  hasSlopes(v.step)
    ? html`<p class="slope line">${say("slope.stacked", { entry: selectedEntry(v) })}
      ${boxes.filter(({ box }) => box.measured).map((one) => slopeCell(v, one.box, one.term))}</p>`
    : nothing;

/** @param {View} v */
export function selectedEntry({ scene, selected: { unit, example } }) {
  const name = say("entry.unit", { i: unit });
  return scene.problem.m > 1 ? `${name}, ${say("entry.example", { i: example })}` : name;
}
