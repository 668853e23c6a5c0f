// The equation of a step: result = operand operator operand, in numbers where they fit, else in squares.

import { roomy, STAND_IN } from "../measure.js";
import { shape } from "../numbers.js";
import { say } from "../say.js";
import { html, nothing } from "../vendor/lit-html.js";
import { isFactor } from "./columns.js";
import { boxedEntry, workedBeside } from "./compare.js";
import { additionView } from "./equation-addition.js";
import { columnsView } from "./equation-columns.js";
import { ledger, matmulView, runningView } from "./equation-matrices.js";
import { nudgeView } from "./equation-nudge.js";
import {
  countWord,
  hasSlopes,
  legendLine,
  onwardsLine,
  signsLine,
  slopeLine,
  toldLine,
  turnedHere,
} from "./equation-parts.js";
import { squaresView } from "./equation-squares.js";
import { fanOf } from "./fan.js";
import { switches, verdict } from "./mistaken.js";

/** @import { Scene } from "../scene" */
/** @import { Room, Selected, ShownStep, View } from "../drawn" */

const LEDGER = 96; // px that it takes at scale 1
const CHOICES = { wide: 106, phone: 0, classroom: 212 }; // and the choices of a question, with their reasons

/** @param {Scene} scene @param {ShownStep} shown @param {Selected} selected @param {Room} room */
export function equation(scene, shown, selected, room) {
  /** @type {ShownStep} */
  const step = shown.wrong ? { ...shown, result: { ...shown.result, path: "wrong" } } : shown;
  const s = room.scale;
  const row = workedBeside(scene, step, selected);
  const height = room.height - heightAround(scene, step, room);
  /** @type {View} */
  const v = { scene, step, selected, room: { ...room, height }, s, row, measure: roomy(room.measure ?? STAND_IN) };
  const numbers = inNumbers(v);
  return html`<div class="equation ${room.form}" data-kind=${step.hidden ? "hidden" : step.kind} data-quantity=${step.quantity} style="--s:${room.scale}">
    ${boxedEntry(v)}${verdict(v)}${hasLegend(v, numbers) ? signsLine(v, scaleWords(step, !numbers), !numbers) : nothing}${hasLedger(v) ? ledger(v) : nothing}${numbers ?? squaresView(v)}${hasSlopeLine(v) ? slopeLine(v) : nothing}${hasSwitches(v) ? switches(v) : nothing}${step.asked || step.beside ? nothing : [toldLine(v), onwardsLine(v)]}
    ${below(v, Boolean(numbers))}</div>`;
}

/** @param {View} v @param {unknown} numbers */
const hasLegend = (v, numbers) => !v.step.asked && !(numbers && hasNoLegend(v));

/** The legend, and at the turn what a gradient is: on a phone first of all. @param {View} v @param {boolean} numbers */
function below(v, numbers) {
  const { step, room } = v;
  const legend = hasLegend(v, numbers) ? legendLine(v, scaleWords(step, !numbers), !numbers) : nothing;
  const nudge = step.nudge && !step.asked && !step.beside ? nudgeView(v, step.nudge) : nothing;
  return room.form === "phone" ? [nudge, legend] : [legend, nudge];
}

/** @typedef {Pick<View, "step" | "room">} Form */

/** @param {Form} v */
const inClassroom = ({ room }) => room.form === "classroom";

/** Is there room for what each step adds to a running total? Where something is asked, the choices have it. @param {Form} v */
const hasLedger = ({ step, room }) =>
  step.kind === "running" && !step.asked && !(inClassroom({ step, room }) && step.wrong) && !step.beside;

/** Can one of the operands be left out? @param {Form} v */
const hasSwitches = (v) => !inClassroom(v) && !v.step.beside && v.step.operands.some((box) => box.without);

/** Does the result alone have a slope? @param {View} v */
const hasSlopeLine = (v) =>
  v.step.result.measured && !hasSlopes(v.step) && !inClassroom(v) && !v.step.wrong && !v.step.beside;

/** What else needs height: what each cell adds, the legend, the right number, two lines of switches.
 * @param {Scene} scene @param {ShownStep} step @param {Room} room */
function heightAround(scene, step, room) {
  const form = { step, room };
  const s = room.scale;
  const twoLines = hasSwitches(form) && scene.problem.states.length > 1;
  const told = inClassroom(form) && turnedHere(form).length > 0 && !fanOf(scene, step);
  const under = (twoLines ? 44 : 0) + (step.asked ? CHOICES[room.form] : 0) + (told ? 31 * s : 0);
  return (hasLedger(form) ? LEDGER * s : 0) + (inClassroom(form) ? 28 * s : 0) + verdictHeight(form) + under;
}

/** @param {Form} v */
function verdictHeight(v) {
  if (v.step.beside) return 62;
  if (!v.step.wrong) return 0;
  return (inClassroom(v) ? 92 : 64) * v.room.scale;
}

/** Tables of running totals say their own legend; in the classroom there is no room for it between the costs and what a gradient is. @param {View} v */
function hasNoLegend(v) {
  return isTable(v) || (inClassroom(v) && v.step.quantity === "J");
}

/** A running total of matrices. @param {View} v */
const isTable = ({ scene, step }) => step.kind === "running" && shape(scene, step.result)[1] > 1;

/** The first form in numbers that fits. @param {View} v */
function inNumbers(v) {
  const { scene, step } = v;
  if (step.quantity === "J") return columnsView(v) ?? additionView(v);
  if (scene.problem.m > 1) return null;
  if (step.kind === "matmul") return step.hidden ? null : matmulView(v); // what is multiplied with what is the question
  if (isTable(v)) return runningView(v);
  return columnsView(v) ?? (["softmax", "total", "stack", "part"].includes(step.kind) ? null : additionView(v));
}

/** What bars or squares beside each other are measured by. @param {ShownStep} step @param {boolean} squares */
function scaleWords({ kind, operands }, squares) {
  const boxes = operands.length + 1;
  switch (kind) {
    case "sum":
    case "running":
      return boxes > 2 ? scaleOfAll(boxes) : "";
    case "function":
      return scaleOfAll(boxes);
    case "product":
      return say(operands.every(isFactor) ? "legend.scale.own" : "legend.scale.factor");
    case "softmax":
      return say("legend.shares");
    case "matmul":
      return squares ? say("legend.scale.own") : "";
    case "difference":
      return squares ? scaleOfAll(boxes) : say("legend.scale.own");
    default:
      return "";
  }
}

/** @param {number} boxes */
function scaleOfAll(boxes) {
  if (boxes === 2) return say("legend.scale.both");
  return boxes < 5 ? say("legend.scale.count", { count: countWord(boxes) }) : say("legend.scale");
}
