// Matrices in squares: filled positive, hollow negative, area = size. Under them one entry in numbers.

import {
  expandedNumbers,
  hasSlopes,
  headingOf,
  headingWidth,
  idle,
  innerSums,
  notebookName,
  num,
  operatorSign,
  productList,
  signBefore,
  slopeCell,
  struckOut,
  tableName,
  withBrackets,
} from "./equation-parts.js";
import { entry, printed, shape, textWidth } from "./numbers.js";
import { whyNothing } from "./rich.js";
import { html, nothing, svg } from "./vendor/lit-html.js";
import { axes, chosen, entryName, wayHere, weighted } from "./worked.js";

/** @typedef {import("./equation-parts.js").View} View */

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
  const { scene, step, row } = v;
  const { kind } = step;
  const all = [step.result, ...step.operands].map((box, i) => {
    const [rows, columns] = shape(scene, box);
    const [rowAxis, columnAxis] = axes(scene, box);
    const place = chosen(scene, step, box, v.selected);
    const result = row.result;
    const held = kind === "stack" && i > 0 && row.terms[0].box !== box; // the other piece holds the entry
    const { row: r, column: c } =
      ["total", "stack", "part"].includes(kind) && i
        ? row.terms[0]
        : i
          ? { row: result.row, column: result.column }
          : result;
    const [fromRow, toRow] =
      (kind === "matmul" && i === 2) || kind === "softmax" ? [1, rows] : [Math.min(r, rows), Math.min(r, rows)];
    const [fromColumn, toColumn] =
      kind === "matmul" && i === 1 ? [1, columns] : [Math.min(c, columns), Math.min(c, columns)];
    const skip = columnAxis === "example" ? Math.max(0, Math.min(place.column - MOST / 2, columns - MOST)) : 0;
    const values = [];
    for (let y = 1; y <= rows; y++) for (let x = 1; x <= columns; x++) values.push(entry(scene, box, y, x));
    return {
      box,
      i,
      rows,
      columns: columnAxis === "example" ? Math.min(columns, MOST) : columns,
      all: columns,
      skip,
      values,
      rowAxis,
      columnAxis,
      alone: rows * columns === 1,
      held,
      mark: { fromRow, toRow, fromColumn: fromColumn - skip, toColumn: toColumn - skip },
      largest: Math.max(...[...values, ...(box.also ?? [])].map(Math.abs)),
      term: i ? (kind === "matmul" ? null : (row.terms[i - 1] ?? null)) : row.result,
    };
  });
  const added = ["sum", "running", "difference", "arrival", "stack", "part"].includes(kind)
    ? all
    : kind === "product"
      ? all.filter(({ box, i }) => !i || (box.instead ?? box.path) !== "ink")
      : [];
  const shared = Math.max(...added.map(({ largest }) => largest));
  added.forEach((one) => {
    one.largest = shared;
  });
  return kind === "stack" ? [all[0], stackedOperands(all.slice(1), row)] : all;
}

/** The operands of a stack as one box: one above the other. */
function stackedOperands(pieces, row) {
  const name = pieces.flatMap(({ box }, i) => [...(i ? [" over "] : []), ...box.name]);
  return { ...pieces[0], box: { ...pieces[0].box, name }, pieces, term: row.terms[0] };
}

const pictureOf = (v, one, cell) =>
  one.pieces
    ? html`<span class="over-each">${one.pieces.map((piece) => matrixSquares(v, piece, cell))}</span>`
    : matrixSquares(v, one, cell);

/** One matrix. Each square with a unit and an example can be chosen. */
function matrixSquares(v, one, cell) {
  const { rows, columns, all, skip, values, mark, largest, box, rowAxis, columnAxis } = one;
  let filled = "";
  let hollow = "";
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const value = values[y * all + x + skip];
      const side = largest && value ? Math.max(0.09, 0.84 * Math.sqrt(Math.abs(value) / largest)) * cell : 0;
      if (!side) continue;
      const line = value < 0 ? Math.min(1.3 * v.s, side / 2) : 0;
      const d = side - line;
      const path = `M${(PAD + (x + 0.5) * cell - d / 2).toFixed(1)} ${(PAD + (y + 0.5) * cell - d / 2).toFixed(1)}h${d.toFixed(1)}v${d.toFixed(1)}h${(-d).toFixed(1)}Z`;
      if (value < 0) hollow += path;
      else filled += path;
    }
  }
  const width = columns * cell + 2 * PAD;
  const height = rows * cell + 2 * PAD;
  const unit = rowAxis === "unit";
  const example = columnAxis === "example";
  const ring = [
    PAD + (mark.fromColumn - 1) * cell,
    PAD + (mark.fromRow - 1) * cell,
    (mark.toColumn - mark.fromColumn + 1) * cell,
    (mark.toRow - mark.fromRow + 1) * cell,
  ];
  const hits = [];
  if (unit || example)
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < columns; x++)
        hits.push(
          svg`<rect x=${PAD + x * cell} y=${PAD + y * cell} width=${cell} height=${cell} data-unit=${unit ? y + 1 : nothing} data-example=${example ? x + skip + 1 : nothing} data-column=${weighted(columnAxis) ? x + 1 : nothing}/>`,
        );
  return html`<svg class="squares path-${box.path} ${one.i ? "" : "result"}" width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img" data-quantity=${box.quantity ?? box.value}
      aria-label="${rows} by ${all} numbers as squares">
    <rect class="frame-of" x="1.3" y="1.3" width=${width - 2.6} height=${height - 2.6} rx="4"/><path class="filled" d=${filled}/><path class="hollow" d=${hollow}/>
    ${one.held ? nothing : svg`<rect class="halo" x=${ring[0]} y=${ring[1]} width=${ring[2]} height=${ring[3]} rx="3"/><rect class="ring" x=${ring[0]} y=${ring[1]} width=${ring[2]} height=${ring[3]} rx="3"/>`}
    <g class="hits">${hits}</g></svg>`;
}

/** @param {View} v */
function besidePlan(v, boxes) {
  const { room, s } = v;
  const classroom = room.form === "classroom";
  const spanning = SPANNING.includes(v.step.kind);
  const label = (classroom ? 80 : 92) * s;
  const rows = Math.max(...boxes.map((one) => (one.alone ? 0 : one.rows)));
  let last = null;
  for (const [cell, big] of classroom
    ? [
        [30, 50],
        [26, 44],
        [22, 36],
        [18, 30],
        [14, 26],
        [11, 24],
        [9, 24],
      ]
    : [
        [15, 24],
        [14, 22],
        [13, 20],
        [12, 20],
        [11, 18],
        [10, 18],
        [9, 16],
      ]) {
    const head = Math.min(classroom ? 42 : 24, big);
    const op = (classroom ? 54 : 36) - (big < 20 ? 8 : 0);
    const widths = boxes.map((one) =>
      Math.max(
        one.alone ? 0 : one.columns * cell + 2 * PAD,
        headingWidth(v, one.box, one.i, head) + 6,
        one.term && !(spanning && one.i)
          ? textWidth(
              `(${one.term.text})${v.step.kind === "total" && one.i && v.row.terms[1] ? ` + (${v.row.terms[1].text})` : ""}`,
              big,
              true,
            ) + 6
          : 0,
      ),
    );
    const fn = v.step.function ? textWidth(v.step.function, 18 * s) + 6 : 0;
    const ops = boxes.slice(1).map((_, i) => (i ? op : op + fn));
    if (label + [...widths, ...ops].reduce((a, b) => a + b, 0) > room.width) continue;
    last = { cell, big, head, label, widths, ops };
    if (rows * cell + big * 1.3 + (hasSlopes(v.step) && !classroom ? 130 : 72) * s <= room.height) return last;
  }
  return last;
}

/** @param {View} v */
function drawBeside(v, boxes, plan) {
  const { step, row, scene } = v;
  const classroom = v.room.form === "classroom";
  const spanning = SPANNING.includes(step.kind);
  const tracks =
    [plan.label, plan.widths[0], ...plan.ops.flatMap((op, i) => [op, plan.widths[i + 1]])]
      .map((w) => `${w.toFixed(1)}px`)
      .join(" ") + (spanning ? " minmax(0, 1fr)" : "");
  const column = (i) => `grid-column:${2 + 2 * i}`;
  const before = (i) => `grid-column:${1 + 2 * i}`;
  const whole = boxes.find((one) => !one.alone) ?? boxes[0];
  const [units, examples] = [whole.rows, whole.all];
  const axis = axes(scene, whole.box);
  const noun = {
    unit: "units",
    input: scene.problem.alphabet ? "letters" : "inputs",
    output: scene.problem.alphabet ? "letters" : "classes",
    stack: "stacked",
    entry: "",
    example: "examples",
    all: "",
  };
  const sizes = html`${units} ${noun[axis[0]]} ↓${examples > 1 ? html`<br>${examples} ${axis[1] === "example" || axis[1] === "all" ? "examples" : noun[axis[1]]} →` : ""}`;
  return html`<div class="beside" role="table" aria-label=${tableName(v, "The equation: names, matrices, numbers")} style="grid-template-columns:${tracks};--big:${plan.big}px;--head:${plan.head}px;${spanning ? `width:${v.room.width}px` : ""}">
    <div role="row" class="names"><span role="columnheader" class="rowname" style="grid-column:1"><span class="spoken">row</span></span>
      ${boxes.map(({ box, i }) => html`${i ? html`<span role="columnheader" class="op" style=${before(i)}>${operatorSign(v, i - 1)}</span>` : nothing}<span role="columnheader" class=${box.struck ? "struck" : ""} style=${column(i)}>${headingOf(v, box, i)}</span>`)}</div>
    <div role="row" class="pictures"><span role="rowheader" class="rowname">${sizes}</span>
      ${boxes.map((one) => html`<span role="cell" aria-colindex=${2 + 2 * one.i} class=${one.box.struck ? "struck" : ""} style=${column(one.i)}>${one.alone ? nothing : pictureOf(v, one, plan.cell)}</span>`)}</div>
    <div role="row" class="worked"><span role="rowheader" class="rowname">${step.kind === "total" ? `${entryName(scene, whole.box, row.terms[0])} and the others` : entryName(scene, step.result, row.result)}</span>
      ${
        spanning
          ? html`<span role="cell" class="value path-${step.result.path}" style=${column(0)}>${softmaxResults(v)}</span><span role="cell" class="op" style=${before(1)}>=</span>
        <span role="cell" aria-colspan=${2 * boxes.length - 3} class="spanning" style="grid-column:4 / -1">${spanned(v)}</span>`
          : boxes.map(
              (
                one,
              ) => html`${one.i ? html`<span role="cell" class="op" style=${before(one.i)}>${signOrName(v, one.i - 1)}</span>` : nothing}
        <span role="cell" class="value path-${one.box.path} ${one.box.struck ? "struck" : ""}" style=${column(one.i)}>${struckOut(one.box, one.term ? bracketed(v, one.term, one.i) : "0")}</span>`,
            )
      }</div>
    ${
      hasSlopes(step) && !classroom
        ? html`<div role="row" class="foot"><span role="rowheader" class="rowname">measured: nudge it up and down</span>
      ${boxes.map((one) => html`<span role="cell" aria-colindex=${2 + 2 * one.i} style=${column(one.i)}>${slopeCell(v, one.box, one.term)}</span>`)}</div>`
        : nothing
    }
    ${
      boxes.some(({ box }) => notebookName(v, box)) && !classroom
        ? html`<div role="row" class="foot"><span role="rowheader" class="rowname">in the notebook:</span>
      ${boxes.map(({ box, i }) => html`<span role="cell" aria-colindex=${2 + 2 * i} style=${column(i)}><code>${notebookName(v, box)}</code></span>`)}</div>`
        : nothing
    }
  </div>${underneath(v)}`;
}

const signOrName = (v, i) =>
  idle(v.step, i)
    ? html`<span aria-hidden="true">${signBefore(v.step, i)}</span>`
    : v.step.kind === "function" && i === 0
      ? html`= ${v.step.function}`
      : ["arrival", "total", "stack", "part"].includes(v.step.kind)
        ? "="
        : signBefore(v.step, i);

function bracketed(v, term, i) {
  const role = i ? "operand" : "result";
  if (v.step.kind === "total" && i && v.row.terms[1])
    return html`<span>${num(term, role)} + ${withBrackets(v.row.terms[1])}</span>`;
  return i > 1 ? withBrackets(term) : term.shown ? num(term, role) : html`${term.text}`;
}

const softmaxResults = (v) =>
  v.step.kind === "softmax"
    ? html`<span class="column">${v.row.results.map((term) => html`<span class=${term === v.row.result ? "" : "other"}>${num(term, "result")}</span>`)}</span>`
    : num(v.row.result, "result");

function spanned(v) {
  const { step, row } = v;
  if (step.kind === "matmul") return productList(row.terms);
  return html`${step.function}(${row.terms.map((term, i) => html`${i ? ", " : " "}<span class="piece">${num(term, "operand")}</span>`)} )`;
}

/** What the operands were made from, and the rest of a cost. @param {View} v */
function underneath(v) {
  const { step, row } = v;
  const [from] = step.operands;
  if (step.kind === "total") {
    return html`<div class="made line"><p>this entry: ${row.terms[0].text} = ${expandedNumbers(row.terms[0])}</p>${row.terms[1] ? othersOf(v) : nothing}</div>`;
  }
  if (step.kind === "arrival")
    return html`<p class="made line">${
      !from
        ? html`${row.result.value ? "It should be " : ""}<b>0,</b> ${whyNothing(v.scene.problem, true, step.t).join(" ")}.`
        : {
            renamed: "The same numbers under another name.",
            handed: "The same numbers: they are handed in under the other name.",
            lost: `Not the same numbers: what left cell ⟨${from.t}⟩ has not arrived.`,
            left: `The same numbers: they left cell ⟨${from.t}⟩ under the other name.`,
          }[wayHere(v.scene, step)]
    }</p>`;
  return innerSums(v);
}

/** The rest of a cost; opened, all of its terms. @param {View} v */
function othersOf(v) {
  const { row, scene, step } = v;
  const [operand] = step.operands;
  const { row: r, column: c } = row.terms[0];
  const [rows, columns] = shape(scene, operand);
  const texts = [];
  for (let y = 1; y <= rows; y++)
    for (let x = 1; x <= columns; x++)
      if (y !== r || x !== c) texts.push(printed(entry(scene, operand, y, x), row.result.digits));
  return html`<details class="products"><summary><u>the other ${row.rest} together</u>: ${num(row.terms[1], "operand")}</summary> = ${texts.map((text, i) => html`${i ? " + " : ""}<span class="piece">${text.startsWith("−") && i ? `(${text})` : text}</span>`)}</details>`;
}

/** One box under the other, as one adds by hand. @param {View} v */
function drawStacked(v, boxes) {
  const { room, step } = v;
  const spanning = SPANNING.includes(step.kind);
  const twins = step.beside ? [step.beside.other.step.result, ...step.beside.other.step.operands] : []; // one size for both runs
  const names =
    Math.max(
      ...boxes.map(({ box, i }) => headingWidth(v, box, i, 20)),
      ...twins.map((box, i) => headingWidth(v, box, i, 20)),
      50,
    ) + 8;
  const numbers = Math.max(...boxes.map(({ term }) => (term ? textWidth(`(${term.text})`, 20, true) : 0)));
  const columns = Math.max(...boxes.map((one) => one.columns));
  const op = Math.max(30, textWidth(step.function ?? "", 14) + ((step.function ?? "").length > 4 ? 14 : 4));
  const above = op + names + numbers + columns * 9 + 34 > room.width;
  const tall =
    boxes.length > 4
      ? Math.floor(((room.height - 30) / boxes.length - 20) / Math.max(...boxes.map(({ rows }) => rows)))
      : 17; // many boxes still fit on a page
  const cell = Math.max(
    6,
    Math.min(
      room.width > 420 ? 17 : 13,
      tall,
      Math.floor((room.width - op - numbers - 34 - (above ? 0 : names)) / columns),
    ),
  );
  const struck = ({ box }) => (box.struck ? "struck" : "");
  const line = (
    one,
    sign,
  ) => html`<div role="row" class="line"><span role="cell" class="op">${sign}</span><span role="rowheader" class="${one.alone ? "alone" : above ? "over" : ""} ${struck(one)}">${headingOf(v, one.box, one.i)}</span>
    ${one.alone ? nothing : html`<span role="cell" class="picture ${struck(one)}">${pictureOf(v, one, cell)}</span>`}
    <span role="cell" aria-colindex="4" class="value path-${one.box.path} ${struck(one)}">${spanning ? (one.i ? nothing : softmaxResults(v)) : one.term ? struckOut(one.box, step.kind === "total" && one.i ? num(one.term, "operand") : bracketed(v, one.term, Math.min(one.i, 1))) : nothing}</span></div>`;
  const word = v.step.function ?? "";
  return html`<div class="stacked" role="table" aria-label=${tableName(v, "The equation, one box under the other")} style="--names:${above ? 0 : names}px;--op:${op}px">
    ${boxes.slice(1).map((one, i) => line(one, i ? operatorSign(v, i) : word ? html`<small>${word}</small>` : ""))}
    <div class="rule" aria-hidden="true"></div>${line(boxes[0], "=")}</div>
    ${spanning ? html`<p class="made line path-ink"><span class="path-${step.result.path}">${v.row.result.text}</span> = ${spanned(v)}</p>` : nothing}
    ${underneath(v)}${
      hasSlopes(step)
        ? html`<p class="slope line">measured: nudge unit ${v.selected.unit}${v.scene.problem.m > 1 ? `, example ${v.selected.example}` : ""} up and down;
      ${boxes.filter(({ box }) => box.measured).map((one) => slopeCell(v, one.box, one.term))}</p>`
        : nothing
    }`;
}
