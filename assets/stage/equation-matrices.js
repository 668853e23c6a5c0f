// Matrices in numbers: a vector laid flat under the row that it is multiplied with, and running totals.

import {
  headingOf,
  headingWidth,
  letterTile,
  notebookName,
  num,
  operatorSign,
  rowLabel,
  struckOut,
  tableName,
  tiled,
} from "./equation-parts.js";
import { decimals, entry, even, exactly, parsed, printed, settle, shape, textWidth } from "./numbers.js";
import { rich } from "./rich.js";
import { html, nothing, svg } from "./vendor/lit-html.js";
import { axes, entryName, rounds, weighted } from "./worked.js";

/** @typedef {import("./equation-parts.js").View} View */

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
}; // font, bar
const upTo = (n) => Array.from({ length: n }, (_, i) => i + 1);
const px = (widths) => widths.map((width) => `${width.toFixed(1)}px`).join(" ");

/** One number per entry, at the digits of its kind. @param {View} v @param {any} box @returns {string[][]} */
function printedMatrix(v, box) {
  const digits = exactly(v.scene, box) ?? decimals(v.scene);
  const [rows, columns] = shape(v.scene, box);
  return upTo(rows).map((r) => upTo(columns).map((c) => printed(entry(v.scene, box, r, c), digits)));
}

/** Matrix times vector. On a phone the matrix is squares and the products stand one under the other.
 * @param {View} v @returns {any} nothing if it does not fit */
export function matmulView(v) {
  const { scene, step, row, room, s } = v;
  const [left, right] = step.operands;
  const phone = room.form === "phone";
  const matrix = printedMatrix(v, left);
  const results = printedMatrix(v, step.result).map(([one]) => one);
  const vector = printedMatrix(v, right).map(([one]) => one);
  const flat = row.terms.map((term) => term.parts[1].text);
  const products = row.terms.map((term) => term.text);
  results[row.result.row - 1] = row.result.text;
  const rows = matrix.length;
  const columns = flat.length;
  const at = row.result.row;
  const widest = (texts, size, bold = true) => Math.max(...texts.map((text) => textWidth(text, size, bold)));
  for (const [size, bar] of CELLS[room.form]) {
    const small = size;
    const head = even(Math.min(24 * s, size * 1.35));
    const cell = phone ? 15 : widest([...matrix.flat(), ...flat, ...products], small) + 10;
    const tiles = tiled(scene, right) ? 34 * s : 0;
    const plan = {
      size: small,
      head,
      cell,
      columns,
      rows,
      at,
      tiles,
      bar,
      phone,
      label: phone ? (tiled(scene, step.result) ? 30 : 20) : tiled(scene, step.result) ? 40 * s : 60 * s,
      result: Math.max(
        widest(results, small) + 22,
        widest([row.result.text], small * 1.25) + 14,
        headingWidth(v, step.result, 0, head) + 4,
      ),
      vector: Math.max(widest(vector, small) + 24 + bar, headingWidth(v, right, 2, head)),
      op: (phone ? 20 : 28) * s,
    };
    const total = plan.label + plan.result + 2 * plan.op + columns * cell + 12 + tiles + plan.vector;
    if (total <= room.width) return drawMatmul(v, plan, { matrix, results, vector });
  }
  return null;
}

function drawMatmul(v, plan, { matrix, results, vector }) {
  const { scene, step, row, s } = v;
  const [left, right] = step.operands;
  const { rows, columns, at, cell, phone } = plan;
  const axis = axes(scene, step.result)[0];
  const topped = tiled(scene, left, 1);
  const base = phone
    ? 28
    : Math.min((rows > 6 ? 29 : 33) * s, Math.max((v.room.height - 60 * s) / (rows + 2 + (topped ? 1 : 0)), 22 * s));
  const first = topped ? 3 : 2;
  const tracks = [
    plan.label,
    plan.result,
    plan.op,
    6,
    ...upTo(columns).map(() => cell),
    6,
    plan.op,
    plan.tiles,
    plan.vector,
  ];
  const place = (r, c, span = 1, tall = 1) => `grid-row:${r} / span ${tall};grid-column:${c} / span ${span}`;
  const largest = Math.max(...matrix.flat().map((text) => Math.abs(parsed(text))));
  const style = `grid-template-columns:${px(tracks)};--small:${plan.size}px;--head:${plan.head}px;--line:${base}px`;
  return html`<div class="matmul" style=${style}>
    <div class="whole" role="table" aria-label=${tableName(v, "Matrix product, row by row")}>
      <div role="row" class="names"><span role="columnheader" style=${place(1, 1)}><span class="spoken">row</span></span>
        <span role="columnheader" style=${place(1, 2)}>${headingOf(v, step.result, 0)}</span><span role="columnheader" class="op" style=${place(1, 3)}>=</span>
        <span role="columnheader" aria-colspan=${columns} style=${place(1, 4, columns + 2)}>${headingOf(v, left, 1)}</span></div>
      ${topped ? html`<div class="tops" aria-hidden="true">${upTo(columns).map((c) => html`<span style=${place(2, 4 + c)}>${phone ? nothing : letterTile(v, axes(scene, left)[1], c)}</span>`)}</div>` : nothing}
      ${upTo(rows).map(
        (r) => html`<div role="row" class="line ${r === at ? "now" : ""}" data-unit=${axis === "unit" ? r : nothing}>
        <span role="rowheader" class="rowname" style=${place(first + r - 1, 1)}>${rowLabel(v, axis, r, r === at, phone)}</span>
        <span role="cell" class="value path-${step.result.path}" style=${place(first + r - 1, 2)}>${r === at && phone ? html`<b>${results[r - 1]}</b>` : results[r - 1]}</span>
        <span role="cell" class="op" style=${place(first + r - 1, 3)}>${r === at ? "=" : nothing}</span>
        ${upTo(columns).map(
          (c) =>
            html`<span role="cell" class="entry" style=${place(first + r - 1, 4 + c)}>${
              phone
                ? html`${cellSquare(parsed(matrix[r - 1][c - 1]) / largest)}<span class="spoken">${matrix[r - 1][c - 1]}</span>`
                : r === at
                  ? num(row.terms[c - 1].parts[0], "operand")
                  : matrix[r - 1][c - 1]
            }</span>`,
        )}</div>`,
      )}
    </div>
    ${edge(step.result, "result", place(first, 2, 1, rows))}${edge(left, "", place(first, 4, columns + 2, rows))}
    <span class="mark" aria-hidden="true" style=${place(first + at - 1, 2)}></span><span class="mark" aria-hidden="true" style=${place(first + at - 1, 4, columns + 2)}></span>
    <span class="op" style=${place(1, 6 + columns)}>${operatorSign(v, 1)}</span><span class="names" style=${place(1, 7 + columns, 2)}>${headingOf(v, right, 2)}</span>
    <div class="vector" role="table" aria-label=${tableName(v, "The vector")} style="${place(first, 7 + columns, 2, rows)};grid-template:repeat(${columns}, ${base}px) / ${px([plan.tiles, plan.vector])}">
      ${vector.map(
        (
          text,
          i,
        ) => html`<div role="row" data-unit=${axes(scene, right)[0] === "unit" ? i + 1 : nothing}><span role="rowheader" class="rowname">${
          plan.tiles ? letterTile(v, axes(scene, right)[0], i + 1) : html`<span class="spoken">${i + 1}</span>`
        }</span>
        <span role="cell" class="value path-${right.path}">${
          plan.bar
            ? vectorBar(
                row.terms.map((term) => term.parts[1].value),
                i,
                plan.bar,
                base,
              )
            : nothing
        }${text}</span></div>`,
      )}
      ${edge(right, "", "grid-column:2;grid-row:1 / -1")}</div>
    ${phone ? nothing : laidFlat(v, plan, first + rows, place)}
  </div>${phone ? productLines(v) : nothing}`;
}

const edge = (box, more, style) =>
  html`<span class="frame path-${box.path} ${more}" aria-hidden="true" data-quantity=${box.quantity ?? box.value} style=${style}></span>`;

/** The vector under the boxed row, a rule, and the products. @param {View} v */
function laidFlat(v, { columns }, at, place) {
  const { step, row } = v;
  const right = step.operands[1];
  return html`<div class="flat whole" role="table" aria-label=${tableName(v, "The worked row: each weight times its factor")}>
    <div role="row" class="factors"><span role="cell" aria-colindex="2" class="op" style=${place(at, 3)}>×</span>
      ${row.terms.map((term, i) => html`<span role="cell" class="entry" style=${place(at, 5 + i)}>${num(term.parts[1], "operand")}</span>`)}
      <span role="cell" class="note" style=${place(at, 6 + columns, 3)}>${rich(v.scene, right.name, v.selected)}, laid flat</span></div>
    <span class="rule" aria-hidden="true" style=${place(at + 1, 4, columns + 2)}></span>
    <div role="row" class="sum path-${step.result.path}"><span role="cell" class="value total" style=${place(at + 1, 2)}>${num(row.result, "result")}</span><span role="cell" class="op" style=${place(at + 1, 3)}>=</span>
      ${row.terms.map((term, i) => html`<span role="cell" class="entry" style=${place(at + 1, 5 + i)}>${i && term.value > 0 ? "+" : ""}${num(term, "product")}</span>`)}
      <span role="cell" class="note" style=${place(at + 1, 6 + columns, 3)}>${columns} products</span></div></div>`;
}

/** The products one under the other. @param {View} v */
function productLines(v) {
  const { row, step } = v;
  return html`<div class="lines" role="table" aria-label=${tableName(v, "The worked row, one product under the other")}>
    ${row.terms.map(
      (
        term,
        i,
      ) => html`<div role="row"><span role="cell" class="op">${i ? "+" : ""}</span><span role="cell">${num(term.parts[0], "operand")}</span><span role="cell" class="op">×</span>
      <span role="cell">${term.parts[1].text.startsWith("−") ? html`(${num(term.parts[1], "operand")})` : html`<span class="room">${num(term.parts[1], "operand")}</span>`}</span><span role="cell" class="op">=</span>
      <span role="cell" class="path-${step.result.path}">${num(term, "product")}</span></div>`,
    )}
    <div class="rule" aria-hidden="true"></div>
    <div role="row" class="total path-${step.result.path}"><span role="cell" class="name">${rich(v.scene, step.result.name, v.selected)}</span><span role="cell" aria-colindex="5" class="op">=</span><span role="cell">${num(row.result, "result")}</span></div></div>`;
}

/** A square whose area is the size of a number, of 1 at most. */
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

function vectorBar(values, i, width, height) {
  const from = Math.min(0, ...values);
  const to = Math.max(0, ...values);
  const x = (value) => ((value - from) / (to - from || 1)) * width;
  const [zero, end] = [x(0), x(values[i])];
  const tall = height * 0.36;
  return html`<svg class="bar-of" width=${width} height=${height} aria-hidden="true"><path class="zero" d="M${zero} 4V${height - 4}"/>
    ${values[i] ? svg`<rect class=${values[i] > 0 ? "filled" : "hollow"} x=${Math.min(zero, end)} y=${(height - tall) / 2} width=${Math.max(Math.abs(end - zero), 1)} height=${tall}/>` : nothing}</svg>`;
}

/** A running total of a matrix with one example: before, this step's multiplication table, after.
 * @param {View} v @returns {any} nothing if it does not fit */
export function runningView(v) {
  const { scene, step, row, room, s } = v;
  const [before, now] = step.operands;
  if (now.kind !== "matmul" || scene.problem.m > 1 || room.form === "phone") return null;
  const tables = [step.result, before, now].map((box) => printedMatrix(v, box));
  const [side, top] = now.operands;
  const down = printedMatrix(v, side).map(([one]) => one);
  const along = printedMatrix(v, top)[0];
  const [rows, columns] = shape(scene, step.result);
  const at = row.result;
  const classroom = room.form === "classroom";
  for (const size of classroom ? [26, 24, 22] : [16, 14, 13]) {
    const widths = tables.map(
      (table, i) =>
        Math.max(
          ...table
            .flat()
            .concat(i === 2 ? along : [])
            .map((text) => textWidth(text, size, true)),
        ) +
        size * 0.55,
    );
    const sideWidth = Math.max(...down.map((text) => textWidth(text, size, true)), headingWidth(v, side, 0, size)) + 16;
    const label = (tiled(scene, step.result) ? 34 : 58) * s;
    const op = 32 * s;
    const tail = 42 * s;
    if (
      label + 2 * op + sideWidth + tail + widths.reduce((sum, width) => sum + width * columns + 10, 0) <=
      room.width
    ) {
      const line = Math.min(30 * s, Math.max((room.height - 82 * s) / (rows + 1), 22 * s)); // the rest: names and the boxed row
      return drawRunning(
        v,
        { size, line, widths, sideWidth, label, op, rows, columns, at, tail },
        { tables, down, along },
      );
    }
  }
  return null;
}

const struck = (box) => (box.struck ? "struck" : "");

function drawRunning(v, plan, { tables, down, along }) {
  const { scene, step, row, s } = v;
  const { rows, columns, at, widths } = plan;
  const [before, now] = step.operands;
  const [side, top] = now.operands;
  const cells = (width) => [5, ...upTo(columns).map(() => width), 5];
  const tracks = [
    plan.label,
    ...cells(widths[0]),
    plan.op,
    ...cells(widths[1]),
    plan.op,
    plan.sideWidth,
    ...cells(widths[2]),
    plan.tail,
  ];
  const starts = [2, columns + 5, 2 * columns + 9];
  const [rowAxis, columnAxis] = axes(scene, step.result);
  const made = row.terms[1];
  const place = (r, c, span = 1, tall = 1) => `grid-row:${r} / span ${tall};grid-column:${c} / span ${span}`;
  const boxed = (r, c) => r === at.row && c === at.column;
  return html`<div class="running" role="table" aria-label=${tableName(v, "The running total, row by row")}
      style="grid-template-columns:${px(tracks)};--small:${plan.size}px;--head:${22 * s}px;--line:${plan.line}px;--big:${even(Math.min(24 * s, plan.size * 1.5))}px">
    <div role="row" class="names"><span role="columnheader" style=${place(1, 1)}><span class="spoken">row</span></span>
      ${[step.result, before, now].map((box, i) => html`<span role="columnheader" class=${struck(box)} aria-colspan=${columns + (i === 2 ? 1 : 0)} style=${place(1, i === 2 ? starts[2] - 1 : starts[i], columns + (i === 2 ? 3 : 2))}>${headingOf(v, box, i)}</span>`)}</div>
    <div role="row" class="along"><span role="rowheader" aria-colindex="1" style=${place(2, starts[2] + columns + 2)}>${rich(scene, top.name, v.selected)}</span>
      <span role="cell" aria-colindex=${2 + 2 * columns} class="entry side" style=${place(2, starts[2] - 1)}>${rich(scene, side.name, v.selected)}</span>
      ${along.map((text, i) => html`<span role="cell" class="entry path-${top.path} ${i + 1 === at.column ? "boxed" : ""}" style=${place(2, starts[2] + 1 + i)}>${text}</span>`)}</div>
    ${upTo(rows).map(
      (
        r,
      ) => html`<div role="row" class="line ${r === at.row ? "now" : ""}" data-unit=${rowAxis === "unit" ? r : nothing}>
      <span role="rowheader" class="rowname" style=${place(r + 2, 1)}>${rowLabel(v, rowAxis, r, r === at.row)}</span>
      ${tables.map(
        (
          table,
          i,
        ) => html`${i === 2 ? html`<span role="cell" class="entry side path-${side.path} ${r === at.row ? "boxed" : ""}" style=${place(r + 2, starts[2] - 1)}>${down[r - 1]}</span>` : nothing}
        ${table[r - 1].map((text, c) => html`<span role="cell" class="entry path-${[step.result, before, now][i].path} ${struck([step.result, before, now][i])} ${boxed(r, c + 1) ? "boxed" : ""}" data-column=${weighted(columnAxis) ? c + 1 : nothing} style=${place(r + 2, starts[i] + 1 + c)}>${struckOut([step.result, before, now][i], text)}</span>`)}`,
      )}</div>`,
    )}
    ${[step.result, before, now].map((box, i) => edge(box, i ? struck(box) : "result", place(3, starts[i], columns + 2, rows)))}
    <span class="op" aria-hidden="true" style=${place(3, starts[1] - 1, 1, rows)}>=</span><span class="op" aria-hidden="true" style=${place(3, starts[2] - 2, 1, rows)}>${operatorSign(v, 1)}</span>
    <div role="row" class="worked"><span role="rowheader" class="rowname" style=${place(rows + 3, 1)}>boxed</span>
      <span role="cell" aria-colspan=${columns} class="value path-${step.result.path}" style=${place(rows + 3, starts[0], columns + 2)}>${num(row.result, "result")}</span><span class="op" aria-hidden="true" style=${place(rows + 3, starts[1] - 1)}>=</span>
      <span role="cell" aria-colspan=${columns} class="value path-${before.path} ${struck(before)}" style=${place(rows + 3, starts[1], columns + 2)}>${struckOut(before, num(row.terms[0], "operand"))}</span><span class="op path-sum" aria-hidden="true" style=${place(rows + 3, starts[2] - 2)}>+</span>
      <span role="cell" aria-colspan=${columns + 1} class="value" style=${place(rows + 3, starts[2] - 1, columns + 4)}>${struckOut(now, html`<span class="how">${made.parts.map((part, i) => html`${i ? " × " : ""}${part.text.startsWith("−") && i ? html`(${num(part, "operand")})` : num(part, "operand")}`)} =</span> ${num(made, "operand")}`)}</span></div>
  </div>
  ${
    v.room.form === "classroom"
      ? nothing
      : html`<p class="legend">${notebookName(v, step.result) ? html`<span>in the notebook: <code>${notebookName(v, step.result)}</code></span>` : nothing}
    <span>this step: a multiplication table, each entry is side × top</span><span>three decimals, rounded</span></p>`
  }`;
}

/** What each step adds to the boxed entry, in the order in which the loop runs: backward, from the right. No value before its
 * step; what a mistake has lost is struck out. @param {View} v */
export function ledger(v) {
  const { scene, step, row, room, s } = v;
  const { T } = scene.problem;
  const { t } = step;
  const now = step.operands[1];
  const phone = room.form === "phone";
  const same = scene.steps.filter(({ phase, quantity }) => phase === step.phase && quantity === step.quantity);
  const steps = same.map((one) => one.t);
  const added = (cell) => same[steps.indexOf(cell)].operands.slice(1);
  const share = (cell) =>
    added(cell).reduce(
      (sum, box, i) => sum + (step.signs[i + 1] || 1) * entry(scene, box, row.result.row, row.result.column),
      0,
    );
  const done = steps.slice(0, steps.indexOf(t) + 1);
  const reversed = steps[0] < steps[steps.length - 1];
  const lost = (cell) => now.struck || (step.operands[0].struck && cell !== t);
  const kept = done.filter((cell) => !lost(cell));
  const { digits } = row.result;
  const [whole, part] = settle([digits, digits, digits], false, ([result, operand]) =>
    rounds(
      kept.reduce((sum, cell) => sum + parsed(printed(share(cell), operand)), 0),
      { text: printed(row.result.value, result), digits: result },
    ),
  );
  const widest = (size) =>
    Math.max(
      ...done.map((cell) => textWidth(printed(share(cell), part), size * s, true)),
      textWidth("step ⟨12⟩", 14 * s),
    );
  const total = textWidth(`= ${printed(row.result.value, whole)}`, 20 * s, true) + 24 * s;
  // Label beside, label above, close together, and last what is not yet and what is done as one box each.
  const taken = ([size, pad, label, gap]) =>
    phone && label ? Infinity : label * s + T * (widest(size) + pad * s) + (T - 1) * gap * s + total;
  const plans = [
    [18, 22, 290, 14],
    [18, 22, 0, 14],
    [14, 12, 0, 10],
  ];
  const plan = plans.find((one) => taken(one) <= room.width);
  const fits = Boolean(plan);
  const [, pad, label] = plan ?? plans[phone ? 1 : 0];
  const roomy = Math.min((room.width - label * s - total) / T - 14 * s, 116 * s);
  const box = (cells, text, state) =>
    html`<li class=${state} style=${fits ? `min-width:${roomy}px` : ""} data-cell=${cells[0]}><span>${cells.length > 1 ? `steps ⟨${cells[0]}⟩ to ⟨${cells.at(-1)}⟩` : `step ⟨${cells[0]}⟩`}</span><b class=${state !== "waiting" && lost(cells[0]) ? "struck" : ""}>${struckOut({ struck: state !== "waiting" && lost(cells[0]) }, text)}</b></li>`;
  const groups = fits
    ? upTo(T).map((cell) => [cell])
    : [upTo(t - 1), [t], upTo(T - t).map((i) => t + i)].filter((group) => group.length);
  return html`<section class="ledger ${label ? "" : "above"} ${pad < 20 ? "close" : ""}" aria-label="What each step adds to the boxed entry">
    <p><b>One ${shape(scene, step.result)[1] > 1 ? "weight" : "bias"}, ${T === 1 ? "one use" : `${T} uses`}</b><br><span>the boxed entry: ${entryName(scene, step.result, row.result)}</span><br><span>${reversed ? "this loop: from the left →" : "backward: from the right ←"}</span></p>
    <ol>${groups.map((cells) =>
      !cells.some((cell) => done.includes(cell))
        ? box(cells, cells.some((cell) => steps.includes(cell)) ? "not yet" : "left out", "waiting")
        : box(
            cells,
            fits || cells[0] === t ? printed(share(cells[0]), fits ? part : row.terms[1].digits) : row.terms[0].text,
            cells[0] === t ? "here" : "added",
          ),
    )}
      <li class="all path-${step.result.path}"><span class="spoken">together</span><b>= ${fits ? printed(row.result.value, whole) : row.result.text}</b></li></ol></section>`;
}
