// Two runs at the same step, the right one and the mistaken one: what differs.

import { all, entry, printed, shape } from "../numbers.js";
import { isRan } from "../runs.js";
import { say } from "../say.js";
import { html, nothing } from "../vendor/lit-html.js";
import { entryName, worked } from "../worked.js";
import { leftOutHere, tellApart } from "./mistaken.js";
import { rich } from "./rich.js";

/** @import { Scene, Step } from "../scene" */
/** @import { Box, Ran, Result, Run, Selected, ShownStep, View } from "../drawn" */

const NEAR = 1e-8; // of a number's size; the scene has ten digits

/** A step with everything in another colour that differs from the right run's, and the other run's numbers for one scale.
 * @param {Ran} run @param {Run} other @param {Run} right one of the two @returns {ShownStep} */
export function beside(run, other, right) {
  const { step } = run;
  const whose = runWords(run.scene);
  if (!isRan(other) || !isRan(right)) return { ...step, beside: { whose, right: run, other: run } };
  const colour = run !== right;
  return {
    ...step,
    result: besideTwin(run, step.result, other, other.step.result, colour),
    operands: step.operands.map((box, i) => {
      const twin = twinOf(box, i, step, other.step);
      return twin ? besideTwin(run, box, other, twin, colour) : box;
    }),
    beside: { whose, right, other },
  };
}

/** What stands in an operand's place in the other run: the same quantity, else the box at the same place.
 * @param {Box} mine @param {number} i @param {Step} step @param {Step} other @returns {Box | undefined} */
function twinOf(mine, i, step, other) {
  /** @type {Box[]} */
  const theirs = other.operands;
  return (
    theirs.find(({ quantity }) => quantity && quantity === mine.quantity) ??
    (step.operands.length === theirs.length ? theirs[i] : undefined)
  );
}

/** A box with its twin's numbers; in another `colour` if they differ.
 * @template {Box} Mine @param {Ran} run @param {Mine} mine @param {Ran} other @param {Box} twin @param {boolean} colour
 * @returns {Mine} */
function besideTwin(run, mine, other, twin, colour) {
  const [values, also] = [all(run.scene, mine), all(other.scene, twin)];
  const turned = String(shape(run.scene, mine)) !== String(shape(other.scene, twin));
  const differs = colour && !mine.struck && (turned || values.some((value, k) => !near(value, also[k])));
  return differs ? { ...mine, also, path: "wrong", instead: mine.path } : { ...mine, also };
}

/** @param {number} one @param {number} other */
const near = (one, other) => Math.abs(one - other) <= NEAR * Math.max(Math.abs(one), Math.abs(other));

/** The worked row; beside another run with as many digits as its own, and as tell the two results apart.
 * @param {Scene} scene @param {ShownStep} step @param {Selected} selected */
export function workedBeside(scene, step, selected) {
  if (!step.beside) return worked(scene, step, selected);
  const { other } = step.beside;
  const theirs = worked(other.scene, other.step, selected);
  const { value, row, column } = theirs.result;
  const mine = entry(scene, step.result, row, column);
  const [least] = theirs.digits;
  const digits = near(mine, value) ? least : tellApart(mine, value, least);
  return worked(
    scene,
    step,
    selected,
    theirs.digits.map((least) => Math.max(least, digits)),
  );
}

/** The boxed entry, right or wrong, and how far off; above the equation. @param {View} v */
export function boxedEntry(v) {
  const { scene, step, row, selected } = v;
  if (!step.beside) return nothing;
  const { value, text, row: r, column: c } = row.result;
  const run = step.beside.right;
  const right = entry(run.scene, run.step.result, r, c);
  const good = near(value, right);
  const of = entryName(scene, step.result, row.result);
  const off = good ? rightWords(step.result) : offWords(v, value - right);
  return html`<p class="boxed-entry ${good ? "correct" : "wrong"}">${good ? "✓" : "✗"} ${rich(scene, step.result.name, selected)} = <b>${text}</b>
    <small>${[of, off].filter(Boolean).join(": ") || say("boxed.one")}</small></p>`;
}

/** @param {Result} result */
const rightWords = ({ instead }) => (instead ? say("boxed.right") : "");

/** @param {View} v @param {number} error */
const offWords = (v, error) =>
  say(leftOutHere(v, error) ? "boxed.off.left-out" : "boxed.off", { error: printed(error, v.row.result.digits) });

/** Whose run it is, to the ear. @param {Scene} scene */
export const runWords = (scene) => say(scene.mistake ? "compare.mistaken" : "compare.right");

/** What stands above the picture of a run. @param {Scene} scene */
export const runTitle = (scene) =>
  scene.mistake
    ? html`<h2 class="run-title wrong">${say("compare.title.mistaken")}</h2>`
    : html`<h2 class="run-title correct">${say("compare.title.right")}</h2>`;

/** In place of the equation, where a loop leaves the step out. @param {Scene} scene */
export const leftOut = (scene) => html`<p class="left-out">${leftOutWords(scene)}</p>`;

/** @param {Scene} scene */
export const leftOutWords = (scene) => say(scene.mistake ? "compare.left-out.mistaken" : "compare.left-out.right");
