// The equation of a step: result = operand operator operand, in numbers where they fit, else in squares.

import { boxedEntry, workedBeside } from "./compare.js";
import { additionView, columnsView } from "./equation-columns.js";
import { ledger, matmulView, runningView } from "./equation-matrices.js";
import { hasSlopes, legendLine, slopeLine } from "./equation-parts.js";
import { squaresView } from "./equation-squares.js";
import { switches, verdict } from "./mistaken.js";
import { shape } from "./numbers.js";
import { html, nothing } from "./vendor/lit-html.js";
import { worked } from "./worked.js";

/** @param {any} scene @param {any} step @param {{unit: number, example: number}} selected
 * @param {{width: number, height: number, scale: number, form: "wide" | "phone" | "classroom"}} room in px */
export function equation(scene, shown, selected, room) {
  const step = shown.wrong ? { ...shown, result: { ...shown.result, path: "wrong" } } : shown;
  const s = room.scale;
  const classroom = room.form === "classroom";
  const cells = step.kind === "running" && !(classroom && step.wrong) && !step.beside;
  const asked = !classroom && !step.beside && step.operands.some((box) => box.without);
  const around =
    (cells ? 76 * s : 0) +
    (classroom ? 28 * s : 0) +
    (step.beside ? 62 : step.wrong ? (classroom ? 92 : 64) * s : 0) +
    (asked && scene.problem.states.length > 1 ? 44 : 0); // what each cell adds, the legend, the right number, two lines of switches
  const row = step.beside ? workedBeside(scene, step, selected) : worked(scene, step, selected);
  const v = { scene, step, selected, room: { ...room, height: room.height - around }, s, row };
  const numbers = inNumbers(v);
  const single = step.result.measured && !hasSlopes(step) && !classroom && !step.wrong && !step.beside;
  return html`<div class="equation ${room.form}" data-kind=${step.kind} data-quantity=${step.quantity} style="--s:${room.scale}">
    ${step.beside ? boxedEntry(v) : nothing}${verdict(v)}${cells ? ledger(v) : nothing}${numbers ?? squaresView(v)}${single ? slopeLine(v) : nothing}${asked ? switches(v) : nothing}
    ${numbers && (isTable(v) || (classroom && (step.quantity === "J" || (step.wrong && step.kind === "matmul")))) ? nothing : legendLine(v, scaleWords(v), !numbers)}</div>`;
}

/** A running total of matrices. @param {any} v */
const isTable = ({ scene, step }) => step.kind === "running" && shape(scene, step.result)[1] > 1;

/** The first form in numbers that fits. @param {any} v */
function inNumbers(v) {
  const { scene, step } = v;
  if (step.quantity === "J") return columnsView(v) ?? additionView(v);
  if (scene.problem.m > 1) return null;
  if (step.kind === "matmul") return matmulView(v);
  if (isTable(v)) return runningView(v);
  return columnsView(v) ?? (["softmax", "total", "stack", "part"].includes(step.kind) ? null : additionView(v));
}

function scaleWords({ step }) {
  const boxes = step.operands.length + 1;
  if (["sum", "running"].includes(step.kind))
    return boxes > 2 ? `one scale for all ${["", "", "two", "three", "four"][boxes] ?? ""}` : "";
  return step.kind === "softmax" ? "each column of shares adds up to 1" : "";
}
