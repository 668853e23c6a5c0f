// Only the worked row, one number under the other: for a narrow page, and for a sum of many costs.

import { textWidth } from "../measure.js";
import { say } from "../say.js";
import { html, nothing, svg } from "../vendor/lit-html.js";
import { ADDED } from "./columns.js";
import {
  headingOf,
  headingWidth,
  innerSums,
  nameOf,
  num,
  operatorSign,
  struckOut,
  tableName,
} from "./equation-parts.js";

/** @import { Box, ShownStep, Term, View } from "../drawn" */
/** @import { Content } from "../vendor/lit-html.js" */

/** @typedef {{ term: Term, box: Box, i: number }} Line
 * @typedef {{ from: number, to: number, width: number, tall: number }} Bars their ends, and their size in px */

/** @param {View} v */
export function additionView(v) {
  const { step, row } = v;
  const boxes = [step.result, ...step.operands];
  const lines = [row.result, ...row.terms].map((term, i) => ({ term, box: boxes[i], i }));
  const close = lines.length > 7 || widthOf(v, lines, 22 * v.s) > v.room.width;
  const bars = barsOf(v, lines, close);
  return html`<div class="addition ${close ? "close" : ""}" role="table" aria-label=${tableName(v, say("equation.addition"))}>
    ${lines.slice(1).map((one, i) => drawLine(v, one, signOf(v, i), bars))}
    <div class="rule" aria-hidden="true"></div>${drawLine(v, lines[0], "=", bars)}</div>${innerSums(v, lines.length > 3)}`;
}

/** What operators, names and numbers take. @param {View} v @param {Line[]} lines @param {number} size */
const widthOf = (v, lines, size) =>
  64 * v.s +
  Math.max(...lines.map(({ box, i }) => headingWidth(v, box, i, size))) +
  Math.max(...lines.map(({ term }) => textWidth(v.measure, term.text, size, true)));

/** @param {View} v @param {Line[]} lines @param {boolean} close @returns {Bars} */
function barsOf(v, lines, close) {
  const { room, s } = v;
  const values = lines.map(({ term }) => term.value).filter(Number.isFinite);
  const wide = Math.max(60, Math.min(room.width - 250 * s, 320 * s));
  return {
    from: Math.min(0, ...values),
    to: Math.max(0, ...values),
    width: Math.min(wide, room.width - widthOf(v, lines, (close ? 18 : 22) * s)),
    tall: Math.min((close ? 24 : 34) * s, Math.max((room.height - 36 * s) / lines.length, 20 * s)),
  };
}

/** What stands before an operand. @param {View} v @param {number} i @returns {Content} */
function signOf(v, i) {
  const { kind, function: name = "" } = v.step;
  if (i) return kind === "product" ? "×" : operatorSign(v, i);
  return ["function", "softmax"].includes(kind) ? name : "";
}

/** @param {View} v @param {Line} line @param {Content} sign @param {Bars} bars */
const drawLine = (v, { term, box, i }, sign, bars) =>
  html`<div role="row" class="line" style="height:${bars.tall}px" data-quantity=${nameOf(box)}><span role="cell" class="op">${sign}</span>
    <span role="rowheader">${headingOf(v, box, i)}</span><span role="cell">${drawBar(v.step, box, term.value, bars)}</span>
    <span role="cell" class="value path-${box.path} ${box.struck ? "struck" : ""}">${struckOut(box, num(term, i ? "operand" : "result"))}</span></div>`;

/** @param {ShownStep} step @param {Pick<Box, "path">} box @param {number} value @param {Bars} bars */
export function drawBar({ kind }, box, value, { from, to, width, tall }) {
  if (!ADDED.includes(kind) || width <= 30) return nothing;
  const zero = (-from / (to - from || 1)) * width;
  const end = ((value - from) / (to - from || 1)) * width;
  return html`<svg class="bar-of path-${box.path}" width=${width} height=${tall} aria-hidden="true"><path class="zero" d="M${zero} 3V${tall - 3}"/>
      ${value ? svg`<rect class=${value > 0 ? "filled" : "hollow"} x=${Math.min(zero, end)} y=${tall * 0.3} width=${Math.max(Math.abs(end - zero), 1)} height=${tall * 0.4}/>` : nothing}</svg>`;
}
