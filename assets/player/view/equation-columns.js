// Numbers in columns: result = operand operator operand, one row for each unit or letter, a bar beside each number.

import { printed } from "../numbers.js";
import { say } from "../say.js";
import { html, nothing, svg } from "../vendor/lit-html.js";
import { upTo, wayHere } from "../worked.js";
import { columnsOf, isStacked, limitsOf } from "./columns.js";
import { planOf } from "./columns-plan.js";
import {
  expandedNumbers,
  hasSlopes,
  headingOf,
  idle,
  innerSums,
  nameOf,
  notebookName,
  num,
  operatorSign,
  rowLabel,
  signBefore,
  slopeCell,
  struckOut,
  struckSign,
  tableName,
} from "./equation-parts.js";
import { rich, whyNothing } from "./rich.js";
import { says } from "./says.js";

/** @import { Scene } from "../scene" */
/** @import { Box, Term, View } from "../drawn" */
/** @import { Column, Piece } from "./columns.js" */
/** @import { Plan } from "./columns-plan.js" */
/** @import { Content } from "../vendor/lit-html.js" */

/** Nothing if it does not fit the room. @param {View} v */
export function columnsView(v) {
  const columns = columnsOf(v);
  const plan = planOf(v, columns);
  if (plan) return drawColumns(v, columns, plan, false);
  if ((columns.length < 4 && v.step.kind !== "sum") || !columns.some(({ hows }) => hows.some(Boolean))) return null;
  const brief = columns.map((column) => ({ ...column, hows: [] })); // how the operands arise goes under the table
  const second = planOf(v, brief);
  return second && drawColumns(v, brief, second, true);
}

/** The grid column of a box. @param {number} i */
const gridColumn = (i) => `grid-column:${2 + 2 * i}`;

/** @param {View} v @param {Column[]} columns @param {Plan} plan @param {boolean} under say under the table how operands arise */
function drawColumns(v, columns, plan, under) {
  const { step } = v;
  const between = columns.slice(1).flatMap((_, i) => [plan.ops[i], plan.widths[i + 1]]);
  const tracks = [plan.label, plan.widths[0], ...between, ...(plan.aside ? [plan.aside] : [])];
  const style = `grid-template-columns:${tracks.map((w) => `${w.toFixed(1)}px`).join(" ")};--big:${plan.big}px;--small:${plan.small}px;--head:${plan.head}px;--how:${plan.how}px`;
  return html`<div class="columns ${plan.narrow ? "under" : ""}" role="table" aria-label=${tableName(v, say("equation.columns"))} style=${style}>
    ${namesRow(v, columns)}
    ${upTo(plan.count).map((r) => lineOf(v, columns, plan, r))}
    ${columns.map((one, i) => (one.pieces ? pieceFrames(v, one.pieces, i, plan) : frame(v, one, i, plan)))}
    ${columns.map((one, i) => (one.bar ? barsOf(v, columns, i, plan) : nothing))}
    ${step.kind === "arrival" ? arrivalWords(v, plan) : nothing}
    ${step.kind === "function" && !step.hidden ? limitsRow(v, columns[0], plan) : nothing}
    ${v.room.form === "classroom" ? nothing : footRows(v, columns, plan)}
  </div>
  ${innerSums(v, under)}`;
}

/** @param {View} v @param {Column[]} columns */
const namesRow = (v, columns) =>
  html`<div role="row" class="names"><span role="columnheader" class="rowname" style="grid-row:1;grid-column:1"><span class="spoken">${say("row.title")}</span></span>
      ${columns.map(
        ({ box, pieces }, i) => html`${i ? nameSign(v, i) : nothing}
        <span role="columnheader" class=${box.struck ? "struck" : ""} style="grid-row:1;${gridColumn(i)}">${pieces ? html`<span class="spoken">${say("equation.parts")}</span>` : headingOf(v, box, i)}</span>`,
      )}</div>`;

/** The operator before a name. @param {View} v @param {number} i */
const nameSign = (v, i) =>
  html`<span role="columnheader" class="op" style="grid-row:1;grid-column:${1 + 2 * i}">${isStacked(v.step) ? html`<span class="spoken">${say("equation.made-of")}</span>` : operatorSign(v, i - 1)}</span>`;

/** Does a row stand for a unit that can be chosen? @param {Scene} scene @param {Plan} plan @param {number} r */
const isUnit = ({ problem }, { axis }, r) => axis === "unit" || (axis === "stack" && r <= problem.n_a);

/** @param {View} v @param {Column[]} columns @param {Plan} plan @param {number} r */
function lineOf(v, columns, plan, r) {
  const now = r === plan.at;
  return html`<div role="row" class="line ${now ? "now" : ""}" data-unit=${isUnit(v.scene, plan, r) ? r : nothing}>
      <span role="rowheader" class="rowname" style="grid-row:${r + 1};height:${plan.heights[r - 1]}px">${rowLabel(v, plan.axis, r, now, v.room.form === "phone")}
        ${now && !v.step.hidden ? plan.lines.map((line) => html`<small aria-hidden="true">${line.words}</small>`) : nothing}</span>
      ${columns.map(
        (one, i) => html`${i ? signCell(v, columns, i, r, now) : nothing}
        ${numberCell(v, one, i, r - 1, plan)}`,
      )}</div>`;
}

/** @param {View} v @param {Column[]} columns @param {number} i @param {number} r @param {boolean} now */
function signCell(v, columns, i, r, now) {
  const green = signBefore(v.step, i - 1) === "+" && v.step.result.path === "sum";
  return html`<span role="cell" class="op ${green ? "path-sum" : ""}" style="grid-row:${r + 1};grid-column:${1 + 2 * i}">${rowSign(v, i - 1, columns[0], now)}</span>`;
}

/** The operator in a row: in most rows of a stack, and of what has one number, there is none.
 * @param {View} v @param {number} i @param {Column} first @param {boolean} now */
function rowSign({ step }, i, first, now) {
  if (!now && (step.kind === "softmax" || first.used || first.alone)) return nothing;
  const text = signBefore(step, i);
  if (idle(step, i)) return struckSign(text);
  return html`${text}${i === 0 && step.kind === "function" ? html` <span class="fn">${step.function ?? ""}</span>` : nothing}`;
}

/** Of a softmax all rows are worked out. @param {View} v @param {Plan} plan @param {number} n */
const isWorked = ({ step }, plan, n) => step.kind === "softmax" || n + 1 === plan.at;

/** @param {View} v @param {Column} one @param {number} i @param {number} n the row, from 0 @param {Plan} plan */
function numberCell(v, one, i, n, plan) {
  const worked = isWorked(v, plan, n);
  const term = one.alone && i === 0 && !worked ? undefined : one.terms[n]; // of a whole column one number is made
  const how = one.hows[n];
  const look = [one.box.struck ? "struck" : "", idleLook(one, n), term && !how ? inBrackets(one, n) : ""].join(" ");
  const number = term ? struckOut(one.box, numberOf(v, one, term, i, n, plan)) : nothing;
  return html`<span role="cell" class="cell path-${one.box.path} ${look}" style="grid-row:${n + 2};${gridColumn(i)};height:${plan.heights[n]}px"
          >${number}</span>`;
}

/** @param {Column} column @param {number} n */
function idleLook({ alone, used }, n) {
  if (alone) return "alone";
  return used?.[n] === false ? "idle" : "";
}

/** A number keeps room for the bracket that others in its column have. @param {Column} column @param {number} n */
const inBrackets = ({ brackets, texts }, n) => `value ${brackets && !texts[n].startsWith("(") ? "room" : ""}`;

/** @param {View} v @param {Column} one @param {Term} term @param {number} i @param {number} n @param {Plan} plan */
function numberOf(v, one, term, i, n, plan) {
  const worked = isWorked(v, plan, n);
  const open = one.texts[n].startsWith("(");
  const number = html`${open ? "(" : ""}${digitsOf(v, term, i, worked)}${open ? ")" : ""}`;
  const how = one.hows[n];
  if (!how) return number;
  return html`<span class=${inBrackets(one, n)}>${number}</span><span class="how" style="width:${plan.hows[i]}px">= ${worked ? expandedNumbers(term) : how}</span>`;
}

/** Of a cost's operand other entries have two digits. @param {View} v @param {Term} term @param {number} i @param {boolean} worked */
function digitsOf({ step, row }, term, i, worked) {
  if (step.kind === "total" && i) return printed(term.value, worked ? row.result.digits : 2);
  return worked ? num(term, i ? "operand" : "result") : term.text;
}

/** Slopes, and what the notebook calls the boxes. @param {View} v @param {Column[]} columns @param {Plan} plan */
function footRows(v, columns, plan) {
  const { scene, step, selected } = v;
  const brief = plan.narrow && scene.problem.states.length > 1;
  // One name would not be both pieces'.
  const names = columns.map(({ box, pieces = [] }) => (pieces.length > 1 ? "" : notebookName(v, box)));
  const unit = say("entry.unit", { i: selected.unit });
  const nudge = plan.narrow ? say("slope.nudge", { entry: unit }) : say("slope.nudge.it");
  const slopes = columns.map(({ box, term }) => slopeCell(v, box, term, brief));
  return html`${hasSlopes(step) ? footRow(plan, plan.count + 3, nudge, slopes) : nothing}
    ${names.some(Boolean) ? footRow(plan, plan.count + 5, say("equation.notebook"), names.map(code)) : nothing}`;
}

/** @param {string} name */
const code = (name) => (name ? html`<code>${name}</code>` : nothing);

/** A row under the boxes; with the label above it where there is no room beside.
 * @param {Plan} plan @param {number} at @param {Content} label @param {Content[]} cells */
function footRow(plan, at, label, cells) {
  const beside = plan.label >= 62;
  return html`<div role="row" class="foot"><span role="rowheader" class="rowname ${beside ? "" : "above"}" style="grid-row:${beside ? at + 1 : at};grid-column:${beside ? 1 : "1 / -1"}">${label}</span>
    ${cells.map((cell, i) => html`<span role="cell" aria-colindex=${2 + 2 * i} style="grid-row:${at + 1};grid-column:${2 + 2 * i}">${cell}</span>`)}</div>`;
}

/** The ends of what a function gives, under the result's bars. @param {View} v @param {Column} column @param {Plan} plan */
const limitsRow = ({ step }, column, plan) =>
  html`<div class="limits" aria-hidden="true" style="grid-row:${plan.count + 2};grid-column:2"
      >${limitsOf(step).map((x) => html`<span style="left:${barX(column, x, plan.bar[0]) + (plan.narrow ? 7 : 12)}px">${x < 0 ? "−1" : x}</span>`)}</div>`;

/** @param {Column} column @param {number} value @param {number} width */
const barX = ({ from, to }, value, width) => ((value - from) / (to - from || 1)) * width;

/** One picture of all bars of a column: what is drawn apart costs apart. Each stands beside its number, or under it.
 * @param {View} v @param {Column[]} columns @param {number} i @param {Plan} plan */
function barsOf(v, columns, i, plan) {
  const one = columns[i];
  const { heights } = plan;
  const width = plan.bar[i];
  const tops = heights.map((_, n) => heights.slice(0, n).reduce((a, b) => a + b, 0));
  const shown = heights.map((_, n) => n).filter((n) => one.texts[n]);
  /** @param {number} value @param {number} inset */
  const line = (value, inset) => {
    const x = barX(one, value, width);
    const pieces = shown.map((n) => {
      const [from, to] = ends(plan, n, inset);
      return `M${x} ${tops[n] + from}V${tops[n] + to}`;
    });
    return pieces.join("");
  };
  const limits = v.step.kind === "function" && !v.step.hidden && i === 0 ? limitsOf(v.step) : [];
  const height = tops[tops.length - 1] + heights[heights.length - 1];
  return html`<svg class="bars path-${one.box.path} ${one.box.struck ? "struck" : ""}" style="${gridColumn(i)};grid-row:2 / span ${heights.length}" width=${width} height=${height} aria-hidden="true">
    ${limits.length ? svg`<path class="limit" d=${limits.map((limit) => line(limit, 0)).join("")}/>` : nothing}
    <path class="zero" d=${line(0, 4)}/>${shown.map((n) => bar(v, columns, i, n, tops[n], plan))}</svg>`;
}

/** Where a row's bar may be, from its top. @param {Plan} plan @param {number} n @param {number} inset */
const ends = ({ narrow, heights }, n, inset) =>
  narrow ? [heights[n] - 13, heights[n] - 2] : [inset, heights[n] - inset];

/** A bar; in the worked row of an addition the thin arrows above it.
 * @param {View} v @param {Column[]} columns @param {number} i @param {number} n @param {number} top @param {Plan} plan */
function bar(v, columns, i, n, top, plan) {
  const one = columns[i];
  const arrows = !v.step.hidden && plan.lines.length > 0 && n + 1 === plan.at && i === 0;
  const [y, tall] = barPlace(v, plan, plan.heights[n], arrows);
  const idle = one.used?.[n] === false;
  return svg`${one.values[n] ? barRect(one, one.values[n], plan.bar[i], top + y, tall, idle) : nothing}${arrows ? headToTail(v, columns, plan.bar[i], top, plan.heights[n]) : nothing}`;
}

/** Where a bar begins in its row, and how tall it is. @param {View} v @param {Plan} plan @param {number} height @param {boolean} arrows */
function barPlace({ s }, { narrow }, height, arrows) {
  if (arrows) return [height * 0.56, height * 0.28];
  if (narrow) return [height - 11, 7];
  const tall = Math.min(12 * s, height * 0.4);
  return [(height - tall) / 2, tall];
}

/** @param {Column} one @param {number} value @param {number} width @param {number} y @param {number} tall @param {boolean} idle */
function barRect(one, value, width, y, tall, idle) {
  const [zero, end] = [barX(one, 0, width), barX(one, value, width)];
  const rim = value < 0 ? 0.8 : 0;
  return svg`<rect class="${value > 0 ? "filled" : "hollow"} ${idle ? "idle" : ""}" x=${Math.min(zero, end) + rim} y=${y}
      width=${Math.max(Math.abs(end - zero) - rim, 1)} height=${tall}/>`;
}

/** Thin arrows in the result's bar: the first operand, then the second, ending where the result ends.
 * @param {View} v @param {Column[]} columns @param {number} width @param {number} top @param {number} height */
function headToTail(v, [result, first, second], width, top, height) {
  const [start, middle, end] = [0, first.term.value, first.term.value + second.term.value].map((value) =>
    barX(result, value, width),
  );
  /** @param {number} share */
  const y = (share) => top + height * share;
  return svg`<path class="guide" d="M${middle} ${y(0.18)}V${y(0.38)}M${end} ${y(0.38)}V${y(0.84)}"/>
    ${thinArrow(v, start, middle, y(0.2), first.box)}${thinArrow(v, middle, end, y(0.38), second.box)}`;
}

/** @param {View} v @param {number} from @param {number} to @param {number} y @param {Box} box */
function thinArrow({ s }, from, to, y, { path }) {
  const head = 4.5 * s;
  const way = Math.sign(to - from);
  const neck = Math.abs(to - from) > head ? to - way * head : from;
  return svg`<g class="path-${path}"><path class="arrow-shaft" d="M${from} ${y}H${neck}"/><path class="arrowhead" d="M${to} ${y}L${neck} ${y - head * 0.8}V${y + head * 0.8}Z"/></g>`;
}

/** The frame round a whole column, and the box round what the worked row uses of it.
 * @param {View} v @param {Column} one @param {number} i @param {Plan} plan */
function frame({ step }, { box, alone }, i, { at, count }) {
  if (alone) return i ? nothing : aloneFrame(box, at);
  const look = box.struck ? "struck" : "";
  const marked = count > 1 && step.kind !== "softmax";
  return html`<span class="frame path-${box.path} ${i ? look : "result"}" aria-hidden="true" data-quantity=${nameOf(box)} style="${gridColumn(i)};grid-row:2 / span ${count}"></span>
    ${marked ? markAt(i, at) : nothing}`;
}

/** The frame of a result that is one number. @param {Box} box @param {number} at */
const aloneFrame = (box, at) =>
  html`<span class="frame result path-${box.path}" aria-hidden="true" data-quantity=${nameOf(box)} style="${gridColumn(0)};grid-row:${at + 1}"></span>`;

/** @param {number} i @param {number} at */
const markAt = (i, at) =>
  html`<span class="mark" aria-hidden="true" style="${gridColumn(i)};grid-row:${at + 1}"></span>`;

/** Each quantity of a stack in a frame of its own: beside it its name, or above it where it is the result.
 * @param {View} v @param {Piece[]} pieces @param {number} i @param {Plan} plan */
const pieceFrames = (v, pieces, i, { at }) =>
  pieces.map(({ box, from, rows }) => {
    const place = i ? `grid-column:5;grid-row:${2 + from} / span ${rows}` : `${gridColumn(i)};grid-row:${1 + from}`;
    return html`<span class="frame path-${box.path} ${i ? "" : "result"}" aria-hidden="true" data-quantity=${nameOf(box)} style="${gridColumn(i)};grid-row:${2 + from} / span ${rows}"></span>
    ${at > from && at <= from + rows ? markAt(i, at) : nothing}
    <div role="row"><span role="rowheader" aria-colindex=${i ? 4 : 2} class="piece-name ${i ? "beside" : "over"}" style=${place}>${headingOf(v, box, i)}</span></div>`;
  });

/** One box that arrives under a new name: where from, and what it was called. @param {View} v @param {{ at: number }} plan */
export function arrivalWords(v, { at }) {
  const { scene, step, row } = v;
  const [term] = row.terms;
  const zero = html`<b>0,</b>`;
  const why = whyNothing(scene, true, step.t).join(" ");
  const nowhere = html`<span>${says(row.result.value ? "arrival.should-be" : "arrival.nothing", { zero, why })}</span>`;
  return html`<div class="aside" role="row" style="grid-row:${at + 1};grid-column:3"><span role="cell" aria-colindex="2">${term ? arrivedFrom(v, term) : nowhere}</span></div>`;
}

/** @param {View} v @param {Term} term */
function arrivedFrom(v, term) {
  const [{ path, name }] = v.step.operands;
  const lost = wayHere(v.scene, v.step) === "lost";
  return html`<svg class="arrived path-${path}" viewBox="0 0 46 16" width=${46 * v.s} height=${16 * v.s} aria-hidden="true">${
    lost
      ? svg`<path class="faded" d="M22 8H46"/><path class="path-wrong" stroke-width="3" d="M4 2L16 14M16 2L4 14"/>`
      : svg`<path d="M12 8H46"/><path class="arrowhead" d="M0 8L13 1.5V14.5Z"/>`
  }</svg>
      <span>${wayText(v, rich(v.scene, name, v.selected), html`<span class="value path-${path}">${num(term, "operand")}</span>`)}</span>`;
}

/** @param {View} v @param {Content} name @param {Content} number */
function wayText({ scene, step }, name, number) {
  const [from] = step.operands;
  switch (wayHere(scene, step)) {
    case "renamed":
      return says("arrival.renamed", { name, number });
    case "handed":
      return says("arrival.handed", { name, number });
    case "lost":
      return says("arrival.lost", { t: from.t ?? 0, name, number });
    default:
      return says("arrival.left", { t: from.t ?? 0, name, number });
  }
}
