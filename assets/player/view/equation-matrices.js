// Matrices in numbers: a vector laid flat under the row that it is multiplied with, and running totals.

import { textWidth } from "../measure.js";
import { decimals, entry, even, exactly, parsed, printed, settle, shape, signOf, standIn } from "../numbers.js";
import { say } from "../say.js";
import { html, nothing, svg } from "../vendor/lit-html.js";
import { axes, entryName, rounds, upTo, weighted } from "../worked.js";
import {
  countWord,
  expandedText,
  headingOf,
  headingWidth,
  idle,
  letterTile,
  nameOf,
  notebookName,
  num,
  operatorSign,
  rowLabel,
  signBefore,
  struckOut,
  struckSign,
  tableName,
  tiled,
  withBrackets,
} from "./equation-parts.js";
import { tableButton } from "./numbers-table.js";
import { quiet, rich } from "./rich.js";
import { says } from "./says.js";

/** @import { Box, Room, Source, Term, View } from "../drawn" */

/** A font size and the length of a bar, in px. @type {Record<Room["form"], [font: number, bar: number][]>} */
const CELLS = {
  wide: [
    [18, 46],
    [18, 0],
    [16, 46],
    [16, 0],
    [14, 0],
    [12, 0],
  ],
  phone: [
    [16, 0],
    [14, 0],
  ],
  classroom: [
    [38, 84],
    [34, 76],
    [30, 70],
    [26, 60],
    [26, 0],
  ],
};

/** @param {number[]} widths */
const px = (widths) => widths.map((width) => `${width.toFixed(1)}px`).join(" ");

/** A place in a grid. @param {number} row @param {number} column @param {number} span columns @param {number} tall rows */
const place = (row, column, span = 1, tall = 1) =>
  `grid-row:${row} / span ${tall};grid-column:${column} / span ${span}`;

/** @param {View} v @param {string[]} texts @param {number} size */
const widest = ({ scene, measure }, texts, size) =>
  Math.max(...texts.map((text) => textWidth(measure, standIn(text, decimals(scene)), size, true)));

/** One number per entry, at the digits of its kind. @param {View} v @param {Source} box @returns {string[][]} */
function printedMatrix(v, box) {
  const digits = exactly(v.scene, box) ?? decimals(v.scene);
  const [rows, columns] = shape(v.scene, box);
  return upTo(rows).map((r) => upTo(columns).map((c) => printed(entry(v.scene, box, r, c), digits)));
}

/** A matrix, a vector and their product, in numbers as they are printed.
 * @typedef {{ left: Box, right: Box, matrix: string[][], vector: string[], results: string[] }} Printed */

/** How a product is laid out: sizes and widths in px.
 * @typedef {{ size: number, head: number, cell: number, columns: number, rows: number, at: number, tiles: number, bar: number,
 *   phone: boolean, label: number, result: number, vector: number, op: number }} MatmulPlan */

/** Matrix times vector. On a phone the matrix is squares and the products stand one under the other; nothing if it does not
 * fit. @param {View} v */
export function matmulView(v) {
  const { step, row, room } = v;
  const [left, right] = step.operands;
  const results = printedMatrix(v, step.result).map(([one]) => one);
  results[row.result.row - 1] = row.result.text;
  const vector = printedMatrix(v, right).map(([one]) => one);
  const printed = { left, right, matrix: printedMatrix(v, left), vector, results };
  for (const [size, bar] of CELLS[room.form]) {
    const plan = matmulPlan(v, printed, size, bar);
    if (matmulWidth(plan) <= room.width) return drawMatmul(v, plan, printed);
  }
  return null;
}

/** @param {View} v @param {Printed} printed @param {number} size @param {number} bar @returns {MatmulPlan} */
function matmulPlan(v, { right, matrix, vector, results }, size, bar) {
  const { scene, step, row, room, s } = v;
  const phone = room.form === "phone";
  const head = even(Math.min(24 * s, size * 1.35));
  const factors = row.terms.map((term) => term.parts[1].text);
  const products = row.terms.map((term) => term.text);
  const whole = textWidth(v.measure, row.result.text, size * 1.25, true);
  const lettered = tiled(scene, step.result);
  return {
    size,
    head,
    cell: phone ? 15 : widest(v, [...matrix.flat(), ...factors, ...products], size) + 10,
    columns: factors.length,
    rows: matrix.length,
    at: row.result.row,
    tiles: tiled(scene, right) ? 34 * s : 0,
    bar,
    phone,
    label: phone ? phoneLabel(lettered) : (lettered ? 40 : 60 * v.measure.stretch) * s,
    result: Math.max(widest(v, results, size) + 22, whole + 14, headingWidth(v, step.result, 0, head) + 4),
    vector: Math.max(widest(v, vector, size) + 24 + bar, headingWidth(v, right, 2, head)),
    op: (phone ? 20 : 28) * s,
  };
}

/** @param {boolean} lettered */
const phoneLabel = (lettered) => (lettered ? 30 : 20);

/** @param {MatmulPlan} plan */
const matmulWidth = ({ label, result, op, columns, cell, tiles, vector }) =>
  label + result + 2 * op + columns * cell + 12 + tiles + vector;

/** @param {View} v @param {MatmulPlan} plan @param {Printed} printed */
function drawMatmul(v, plan, printed) {
  const { scene, step } = v;
  const { left, right } = printed;
  const { rows, columns, at, phone } = plan;
  const topped = !phone && tiled(scene, left, 1); // squares are too small for letters above them
  const flat = !phone && !(step.asked && v.room.form === "classroom"); // there the choices have its room
  const line = lineHeight(v, rows + (flat ? 2 : 0) + (topped ? 1 : 0), phone, rows);
  const first = topped ? 3 : 2;
  const cells = upTo(columns).map(() => plan.cell);
  const tracks = [plan.label, plan.result, plan.op, 6, ...cells, 6, plan.op, plan.tiles, plan.vector];
  const style = `grid-template-columns:${px(tracks)};--small:${plan.size}px;--head:${plan.head}px;--line:${line}px`;
  return html`<div class="matmul" style=${style}>
    <div class="whole" role="table" aria-label=${tableName(v, say("equation.matmul"))}>
      <div role="row" class="names"><span role="columnheader" style=${place(1, 1)}><span class="spoken">${say("row.title")}</span></span>
        <span role="columnheader" style=${place(1, 2)}>${headingOf(v, step.result, 0)}</span><span role="columnheader" class="op" style=${place(1, 3)}>=</span>
        <span role="columnheader" aria-colspan=${columns} style=${place(1, 4, columns + 2)}>${headingOf(v, left, 1)}</span></div>
      ${topped ? html`<div class="tops" aria-hidden="true">${upTo(columns).map((c) => html`<span style=${place(2, 4 + c)}>${letterTile(v, axes(scene, left)[1], c)}</span>`)}</div>` : nothing}
      ${upTo(rows).map((r) => matmulRow(v, plan, printed, r, first + r - 1))}
    </div>
    ${edge(step.result, "result", place(first, 2, 1, rows))}${edge(left, "", place(first, 4, columns + 2, rows))}
    <span class="mark" aria-hidden="true" style=${place(first + at - 1, 2)}></span><span class="mark" aria-hidden="true" style=${place(first + at - 1, 4, columns + 2)}></span>
    <span class="op" style=${place(1, 6 + columns)}>${operatorSign(v, 1)}</span><span class="names" style=${place(1, 7 + columns, 2)}>${headingOf(v, right, 2)}</span>
    <div class="vector" role="table" aria-label=${tableName(v, say("matmul.vector"))} style="${place(first, 7 + columns, 2, rows)};grid-template:repeat(${columns}, ${line}px) / ${px([plan.tiles, plan.vector])}">
      ${printed.vector.map((text, i) => vectorRow(v, plan, right, text, i, line))}
      ${edge(right, "", "grid-column:2;grid-row:1 / -1")}</div>
    ${flat ? laidFlat(v, plan, first + rows) : nothing}
  </div>${phone ? productLines(v) : nothing}`;
}

/** Of a row: what there is room for, if it is not too much or too little. @param {View} v @param {number} lines @param {boolean} phone @param {number} rows */
const lineHeight = ({ room, s }, lines, phone, rows) =>
  phone ? 28 : Math.min((rows > 6 ? 29 : 33) * s, Math.max((room.height - 60 * s) / lines, 22 * s));

/** @param {View} v @param {MatmulPlan} plan @param {Printed} printed @param {number} r @param {number} line of the grid */
function matmulRow(v, { at, columns, phone }, { matrix, results }, r, line) {
  const { scene, step, row } = v;
  const axis = axes(scene, step.result)[0];
  const now = r === at;
  const largest = Math.max(...matrix.flat().map((text) => Math.abs(parsed(text))));
  /** @param {number} c */
  const content = (c) => {
    const text = matrix[r - 1][c - 1];
    if (phone) return html`${cellSquare(parsed(text) / largest)}<span class="spoken">${text}</span>`;
    return now ? num(row.terms[c - 1].parts[0], "operand") : text;
  };
  return html`<div role="row" class="line ${now ? "now" : ""}" data-unit=${axis === "unit" ? r : nothing}>
        <span role="rowheader" class="rowname" style=${place(line, 1)}>${rowLabel(v, axis, r, now, phone)}</span>
        <span role="cell" class="value path-${step.result.path}" style=${place(line, 2)}>${now && phone ? html`<b>${results[r - 1]}</b>` : results[r - 1]}</span>
        <span role="cell" class="op" style=${place(line, 3)}>${now ? "=" : nothing}</span>
        ${upTo(columns).map((c) => html`<span role="cell" class="entry" style=${place(line, 4 + c)}>${content(c)}</span>`)}</div>`;
}

/** @param {View} v @param {MatmulPlan} plan @param {Box} box @param {string} text @param {number} i @param {number} line */
function vectorRow(v, { tiles, bar }, box, text, i, line) {
  const [axis] = axes(v.scene, box);
  const values = v.row.terms.map((term) => term.parts[1].value);
  return html`<div role="row" data-unit=${axis === "unit" ? i + 1 : nothing}><span role="rowheader" class="rowname">${
    tiles ? letterTile(v, axis, i + 1) : html`<span class="spoken">${i + 1}</span>`
  }</span>
        <span role="cell" class="value path-${box.path}">${bar ? vectorBar(values, i, bar, line) : nothing}${text}</span></div>`;
}

/** @param {Box} box @param {string} more classes @param {string} style */
const edge = (box, more, style) =>
  html`<span class="frame path-${box.path} ${more}" aria-hidden="true" data-quantity=${nameOf(box)} style=${style}></span>`;

/** The vector under the boxed row, a rule, and the products. @param {View} v @param {MatmulPlan} plan @param {number} at the row of the grid */
function laidFlat(v, { columns }, at) {
  const { step, row } = v;
  const right = step.operands[1];
  return html`<div class="flat whole" role="table" aria-label=${tableName(v, say("matmul.flat"))}>
    <div role="row" class="factors"><span role="cell" aria-colindex="2" class="op" style=${place(at, 3)}>×</span>
      ${row.terms.map((term, i) => html`<span role="cell" class="entry" style=${place(at, 5 + i)}>${num(term.parts[1], "operand")}</span>`)}
      <span role="cell" class="note" style=${place(at, 6 + columns, 3)}>${says("matmul.laid-flat", { name: rich(v.scene, right.name, v.selected) })}</span></div>
    <span class="rule" aria-hidden="true" style=${place(at + 1, 4, columns + 2)}></span>
    <div role="row" class="sum path-${step.result.path}"><span role="cell" class="value total" style=${place(at + 1, 2)}>${num(row.result, "result")}</span><span role="cell" class="op" style=${place(at + 1, 3)}>=</span>
      ${row.terms.map((term, i) => html`<span role="cell" class="entry" style=${place(at + 1, 5 + i)}>${i && term.value > 0 ? "+" : ""}${num(term, "product")}</span>`)}
      <span role="cell" class="note" style=${place(at + 1, 6 + columns, 3)}>${columns > 1 ? say("products.count", { count: columns }) : nothing}</span></div></div>`;
}

/** The products one under the other. @param {View} v */
function productLines(v) {
  const { row, step } = v;
  return html`<div class="lines" role="table" aria-label=${tableName(v, say("matmul.lines"))}>
    ${row.terms.map(
      (
        term,
        i,
      ) => html`<div role="row"><span role="cell" class="op">${i ? "+" : ""}</span><span role="cell">${num(term.parts[0], "operand")}</span><span role="cell" class="op">×</span>
      <span role="cell">${term.parts[1].text.startsWith("−") ? html`(${num(term.parts[1], "operand")})` : html`<span class="room">${num(term.parts[1], "operand")}</span>`}</span><span role="cell" class="op">=</span>
      <span role="cell" class="path-${step.result.path}">${num(term, "product")}</span></div>`,
    )}
    <div class="rule" aria-hidden="true"></div>
    <div role="row" class="total path-${step.result.path}"><span role="cell" class="total-name">${rich(v.scene, step.result.name, v.selected)}</span><span role="cell" aria-colindex="5" class="op">=</span><span role="cell">${num(row.result, "result")}</span></div></div>`;
}

/** A square whose area is the size of a number, of 1 at most. @param {number} part */
function cellSquare(part) {
  const side = Math.max(1.6, 12 * Math.sqrt(Math.abs(part)));
  const inset = part < 0 ? 0.6 : 0;
  return html`<svg class="one" viewBox="-7.5 -7.5 15 15" width="15" height="15" aria-hidden="true">${
    part
      ? svg`<rect class=${part > 0 ? "filled" : "hollow"}
    x=${-side / 2 + inset} y=${-side / 2 + inset} width=${Math.max(side - 2 * inset, 0.4)} height=${Math.max(side - 2 * inset, 0.4)}/>`
      : nothing
  }</svg>`;
}

/** @param {number[]} values @param {number} i @param {number} width @param {number} height */
function vectorBar(values, i, width, height) {
  const from = Math.min(0, ...values);
  const to = Math.max(0, ...values);
  /** @param {number} value */
  const x = (value) => ((value - from) / (to - from || 1)) * width;
  const [zero, end] = [x(0), x(values[i])];
  const tall = height * 0.36;
  return html`<svg class="bar-of" width=${width} height=${height} aria-hidden="true"><path class="zero" d="M${zero} 4V${height - 4}"/>
    ${values[i] ? svg`<rect class=${values[i] > 0 ? "filled" : "hollow"} x=${Math.min(zero, end)} y=${(height - tall) / 2} width=${Math.max(Math.abs(end - zero), 1)} height=${tall}/>` : nothing}</svg>`;
}

/** @typedef {{ size: number, line: number, widths: number[], sideWidth: number, label: number, op: number, rows: number,
 *   columns: number, tail: number }} RunningPlan */

/** A running total as three tables: after, before, and this step's multiplication table with what stands beside and above it.
 * @typedef {{ boxes: [Box, Box, Box], tables: string[][][], side: Box, top: Box, down: string[], along: string[] }} Tables */

/** A running total of a matrix with one example: before, this step's multiplication table, after; nothing if it does not
 * fit. @param {View} v */
export function runningView(v) {
  const { step, room } = v;
  const [before, now] = step.operands;
  if (!now.operands || now.kind !== "matmul" || v.scene.problem.m > 1 || room.form === "phone") return null;
  const [side, top] = now.operands;
  /** @type {[Box, Box, Box]} */
  const boxes = [step.result, before, now];
  const tables = {
    boxes,
    tables: boxes.map((box) => printedMatrix(v, box)),
    side,
    top,
    down: printedMatrix(v, side).map(([one]) => one),
    along: printedMatrix(v, top)[0],
  };
  for (const size of room.form === "classroom" ? [26, 24, 22] : [16, 14, 13]) {
    const plan = runningPlan(v, tables, size);
    if (runningWidth(plan) <= room.width) return drawRunning(v, plan, tables);
  }
  return null;
}

/** @param {View} v @param {Tables} tables @param {number} size @returns {RunningPlan} */
function runningPlan(v, { tables, side, down, along }, size) {
  const { scene, step, room, s } = v;
  const [rows, columns] = shape(scene, step.result);
  return {
    size,
    line: Math.min(30 * s, Math.max((room.height - 82 * s) / (rows + 1), 19 * s)), // the rest: names and the boxed row
    widths: tables.map((table, i) => widest(v, table.flat().concat(i === 2 ? along : []), size) + size * 0.55),
    sideWidth: Math.max(widest(v, down, size), headingWidth(v, side, 0, size)) + 16,
    label: (tiled(scene, step.result) ? 34 : 58 * v.measure.stretch) * s,
    op: 32 * s,
    rows,
    columns,
    tail: 42 * s,
  };
}

/** @param {RunningPlan} plan */
const runningWidth = ({ label, op, sideWidth, tail, widths, columns }) =>
  label + 2 * op + sideWidth + tail + widths.reduce((sum, width) => sum + width * columns + 10, 0);

/** @param {{ struck?: true }} box */
const struck = (box) => (box.struck ? "struck" : "");

/** @param {View} v @param {RunningPlan} plan @param {Tables} tables */
function drawRunning(v, plan, tables) {
  const { step, s } = v;
  const { rows, columns } = plan;
  const { boxes } = tables;
  /** @param {number} width */
  const cells = (width) => [5, ...upTo(columns).map(() => width), 5];
  const [after, before, now] = plan.widths.map(cells);
  const tracks = [plan.label, ...after, plan.op, ...before, plan.op, plan.sideWidth, ...now, plan.tail];
  const starts = [2, columns + 5, 2 * columns + 9];
  const big = even(Math.min(24 * s, plan.size * 1.5));
  return html`<div class="running" role="table" aria-label=${tableName(v, say(step.hidden ? "equation.columns" : "equation.running"))}
      style="grid-template-columns:${px(tracks)};--small:${plan.size}px;--head:${22 * s}px;--line:${plan.line}px;--big:${big}px">
    <div role="row" class="names"><span role="columnheader" style=${place(1, 1)}><span class="spoken">${say("row.title")}</span></span>
      ${boxes.map((box, i) => runningName(v, box, i, columns, starts))}</div>
    ${alongRow(v, tables, columns, starts)}
    ${upTo(rows).map((r) => runningRow(v, tables, r, starts))}
    ${boxes.map((box, i) => edge(box, i ? struck(box) : "result", place(3, starts[i], columns + 2, rows)))}
    <span class="op" aria-hidden="true" style=${place(3, starts[1] - 1, 1, rows)}>=</span><span class="op" aria-hidden="true" style=${place(3, starts[2] - 2, 1, rows)}>${operatorSign(v, 1)}</span>
    ${boxedRow(v, rows + 3, columns, starts)}
  </div>
  ${v.room.form === "classroom" || step.asked ? nothing : runningLegend(v)}`;
}

/** A table's name; this step's stands over what is beside it too.
 * @param {View} v @param {Box} box @param {number} i @param {number} columns @param {number[]} starts */
function runningName(v, box, i, columns, starts) {
  const [start, spoken, span] = i === 2 ? [starts[2] - 1, columns + 1, columns + 3] : [starts[i], columns, columns + 2];
  return html`<span role="columnheader" class=${struck(box)} aria-colspan=${spoken} style=${place(1, start, span)}>${headingOf(v, box, i)}</span>`;
}

/** What stands above this step's table. @param {View} v @param {Tables} tables @param {number} columns @param {number[]} starts */
const alongRow = ({ scene, row, selected }, { side, top, along }, columns, starts) =>
  html`<div role="row" class="along"><span role="rowheader" aria-colindex="1" style=${place(2, starts[2] + columns + 2)}>${rich(scene, top.name, selected)}</span>
      <span role="cell" aria-colindex=${2 + 2 * columns} class="entry side" style=${place(2, starts[2] - 1)}>${rich(scene, side.name, selected)}</span>
      ${along.map((text, i) => html`<span role="cell" class="entry path-${top.path} ${i + 1 === row.result.column ? "boxed" : ""}" style=${place(2, starts[2] + 1 + i)}>${text}</span>`)}</div>`;

/** A row of all three tables. @param {View} v @param {Tables} tables @param {number} r @param {number[]} starts */
function runningRow(v, { boxes, tables, side, down }, r, starts) {
  const at = v.row.result;
  const now = r === at.row;
  const [rowAxis, columnAxis] = axes(v.scene, v.step.result);
  /** @param {Box} box @param {string} text @param {number} start @param {number} c */
  const cell = (box, text, start, c) => {
    const boxed = now && c === at.column; // that it is left out, its heading says of the whole table
    return html`<span role="cell" class="entry path-${box.path} ${boxed ? `boxed ${struck(box)}` : ""}" data-column=${weighted(columnAxis) ? c : nothing} style=${place(r + 2, start + c)}>${boxed ? struckOut(box, text) : text}</span>`;
  };
  const beside = html`<span role="cell" class="entry side path-${side.path} ${now ? "boxed" : ""}" style=${place(r + 2, starts[2] - 1)}>${down[r - 1]}</span>`;
  return html`<div role="row" class="line ${now ? "now" : ""}" data-unit=${rowAxis === "unit" ? r : nothing}>
      <span role="rowheader" class="rowname" style=${place(r + 2, 1)}>${rowLabel(v, rowAxis, r, now)}</span>
      ${boxes.map(
        (box, i) => html`${i === 2 ? beside : nothing}
        ${tables[i][r - 1].map((text, c) => cell(box, text, starts[i], c + 1))}`,
      )}</div>`;
}

/** The boxed entry under the tables. @param {View} v @param {number} line @param {number} columns @param {number[]} starts */
function boxedRow({ step, row }, line, columns, starts) {
  const { result, operands } = step;
  const [before, now] = operands;
  const { result: whole, terms } = row;
  const [so, made] = terms;
  return html`<div role="row" class="worked"><span role="rowheader" class="rowname" style=${place(line, 1)}>${say("running.boxed")}</span>
      <span role="cell" aria-colspan=${columns} class="value path-${result.path}" style=${place(line, starts[0], columns + 2)}>${num(whole, "result")}</span><span class="op" aria-hidden="true" style=${place(line, starts[1] - 1)}>=</span>
      <span role="cell" aria-colspan=${columns} class="value path-${before.path} ${struck(before)}" style=${place(line, starts[1], columns + 2)}>${struckOut(before, num(so, "operand"))}</span><span class="op path-sum" aria-hidden="true" style=${place(line, starts[2] - 2)}>${idle(step, 1) ? struckSign(signBefore(step, 1)) : signBefore(step, 1)}</span>
      <span role="cell" aria-colspan=${columns + 1} class="value" style=${place(line, starts[2] - 1, columns + 4)}>${struckOut(now, html`<span class="how">${made.parts.map(factorText)} =</span> ${num(made, "operand")}`)}</span></div>`;
}

/** @param {Term} part @param {number} i */
const factorText = (part, i) => html`${i ? " × " : ""}${withBrackets(part, i > 0)}`;

/** @param {View} v */
function runningLegend(v) {
  const notebook = notebookName(v, v.step.result);
  return html`<p class="legend">${notebook ? html`<span>${say("equation.notebook")} <code>${notebook}</code></span>` : nothing}
    <span>${say("running.table")}</span><span>${say("legend.decimals", { count: countWord(decimals(v.scene)) })}</span>${tableButton(v)}</p>`;
}

// Of the ledger: the numbers' size, the room round them, the label's width (0: it stands above), the gap. First the label
// beside, then above, then close together; if nothing fits, what is not yet and what is done are one box each.
const CLOSE = 20;
const LEDGERS = [
  [28, 22, 270, 14],
  [22, 22, 270, 14],
  [18, 22, 270, 14],
  [18, 22, 0, 14],
  [14, 12, 0, 10],
];

/** What each step adds to the boxed entry, in the order in which the loop runs: backward, from the right. No value before its
 * step; what a mistake has lost is struck out. @param {View} v */
export function ledger(v) {
  const { scene, step, row } = v;
  const { T } = scene.problem;
  const shares = sharesOf(v);
  const { steps, done, share } = shares;
  const [whole, part] = ledgerDigits(v, shares);
  const result = printed(row.result.value, whole);
  const { fits, size, pad, label, least } = ledgerPlan(
    v,
    done.map((t) => printed(share(t), part)),
    result,
  );
  const groups = fits ? upTo(T).map((t) => [t]) : groupsAround(step.t, T);
  /** @param {number} t */
  const text = (t) => {
    if (fits) return printed(share(t), part);
    return t === step.t ? printed(share(t), row.terms[1].digits) : row.terms[0].text;
  };
  const loop = say(steps[0] < steps[steps.length - 1] ? "ledger.from-left" : "ledger.from-right");
  const isWeight = weighted(axes(scene, step.result)[1]);
  return html`<section class="ledger ${label ? "" : "above"} ${pad < CLOSE ? "close" : ""}" style="--share:${size}px" aria-label=${say("ledger.title")}>
    <p><b>${usesText(T, isWeight)}</b><br><span>${say("ledger.entry", { entry: entryName(scene, step.result, row.result) })}</span><br><span>${loop}</span></p>
    <ol>${groups.map((cells) => ledgerItem(v, shares, cells, text, { style: fits ? `min-width:${least}px` : "", close: pad < CLOSE || v.room.form === "phone" }))}
      <li class="all path-${step.result.path}"><span class="spoken">${say("ledger.together")}</span><b>= ${fits ? result : row.result.text}</b></li></ol></section>`;
}

/** How often it was used. @param {number} T @param {boolean} isWeight */
function usesText(T, isWeight) {
  if (T === 1) return say(isWeight ? "ledger.weight.once" : "ledger.bias.once");
  return say(isWeight ? "ledger.weight" : "ledger.bias", { count: T });
}

/** Which timesteps the loop takes, which it has taken, what each adds to the boxed entry, and of which that is lost.
 * @typedef {{ steps: number[], done: number[], share: (t: number) => number, lost: (t: number) => boolean }} Shares */

/** @param {View} v @returns {Shares} */
function sharesOf({ scene, step, row }) {
  const { row: r, column: c } = row.result;
  const [before, now] = step.operands;
  const same = scene.steps.filter(({ phase, quantity }) => phase === step.phase && quantity === step.quantity);
  const steps = same.map((one) => one.t);
  return {
    steps,
    done: steps.slice(0, steps.indexOf(step.t) + 1),
    share: (t) =>
      same[steps.indexOf(t)].operands
        .slice(1)
        .reduce((sum, box, i) => sum + (signOf(step, i + 1) || 1) * entry(scene, box, r, c), 0),
    lost: (t) => Boolean(now.struck || (before.struck && t !== step.t)),
  };
}

/** The fewest digits of the result and of the shares with which these add up. @param {View} v @param {Shares} shares */
function ledgerDigits({ row: { result } }, { done, share, lost }) {
  const kept = done.filter((t) => !lost(t));
  return settle([result.digits, result.digits, result.digits], false, ([whole, part]) =>
    rounds(
      kept.reduce((sum, t) => sum + parsed(printed(share(t), part)), 0),
      { text: printed(result.value, whole), digits: whole },
    ),
  );
}

/** Whether one box for each timestep fits, and how. @param {View} v @param {string[]} texts of the shares @param {string} result */
function ledgerPlan(v, texts, result) {
  const { scene, room, s } = v;
  const { T } = scene.problem;
  const phone = room.form === "phone";
  const words = room.form === "classroom" ? 28 : 14 * s; // px
  /** Px of a box, and of all but the boxes of the other steps; the one of this step says how it is made. @param {number[]} plan */
  const taken = ([size, pad, label, gap]) => {
    const made = pad < CLOSE || phone ? "" : `= ${factorsText(v)}`;
    const one = Math.max(widest(v, texts, size * s), textWidth(v.measure, say("ledger.step", { t: 12 }), words));
    const here =
      Math.max(one, textWidth(v.measure, made, words)) + textWidth(v.measure, `= ${result}`, (size + 2) * s, true);
    return [one + pad * s, here + (pad + label + (T - 1) * gap + 24) * s];
  };
  const plans = phone ? LEDGERS.slice(3) : LEDGERS;
  const found = plans.find((plan) => {
    const [one, rest] = taken(plan);
    return rest + (T - 1) * one <= room.width;
  });
  const plan = found ?? plans[phone ? 0 : 2];
  const [size, pad, label] = plan;
  const least = Math.min((room.width - taken(plan)[1]) / (T - 1 || 1), 116 * s);
  return { fits: Boolean(found), size: size * s, pad, label, least };
}

/** The timesteps before one, itself, and those after it. @param {number} t @param {number} T */
const groupsAround = (t, T) => [upTo(t - 1), [t], upTo(T - t).map((i) => t + i)].filter((group) => group.length);

/** The two numbers whose product is this step's share, where it is one. @param {View} v */
function factorsText({ row: { terms } }) {
  const [, made] = terms;
  return made.kind === "product" ? expandedText(made) : "";
}

/** One timestep, or several together. @param {View} v @param {Shares} shares @param {number[]} cells
 * @param {(t: number) => string} text @param {{ style: string, close: boolean }} look */
function ledgerItem(v, { steps, done, lost }, cells, text, { style, close }) {
  const { step, row } = v;
  const [first] = cells;
  const last = cells[cells.length - 1];
  const name = last > first ? say("ledger.steps", { first, last }) : say("ledger.step", { t: first });
  const and = first > 1 ? html`<span class="and" aria-hidden="true">+</span>` : nothing;
  if (!cells.some((t) => done.includes(t))) {
    const words = say(cells.some((t) => steps.includes(t)) ? "ledger.not-yet" : "ledger.left-out");
    return html`<li class="waiting" style=${style} data-cell=${first}>${and}<span>${quiet(name)}</span><b>${words}</b></li>`;
  }
  const out = lost(first);
  // Where it is printed with other digits than here, it would not be these two numbers' product.
  const factors = !close && first === step.t && text(first) === row.terms[1].text ? factorsText(v) : "";
  return html`<li class=${first === step.t ? "here" : "added"} style=${style} data-cell=${first}>${and}<span>${quiet(name)}</span><b class=${out ? "struck" : ""}>${out ? struckOut({ struck: true }, text(first)) : text(first)}</b>${factors ? html`<small>= ${factors}</small>` : nothing}</li>`;
}
