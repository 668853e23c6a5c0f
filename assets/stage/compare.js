// Two runs at the same step, the right one and the mistaken one: what differs.

import { leftOutHere, tellApart } from "./mistaken.js";
import { all, entry, printed, shape } from "./numbers.js";
import { rich } from "./rich.js";
import { html } from "./vendor/lit-html.js";
import { entryName, worked } from "./worked.js";

const NEAR = 1e-8; // of a number's size; the scene has ten digits

/** A step with everything in another colour that differs from the right run's, and the other run's numbers for one scale.
 * @param {any} run @param {any} other @param {any} right one of the two */
export function beside(run, other, right) {
  const { scene, step } = run;
  const whose = runWords(scene);
  const both = other.step ? { whose, right, other } : { whose, right: run, other: run };
  const box = (mine, i) => {
    if (!other.step) return mine;
    const theirs = twin(mine, i, step, other.step);
    if (!theirs) return mine;
    const [values, also] = [all(scene, mine), all(other.scene, theirs)];
    const turned = String(shape(scene, mine)) !== String(shape(other.scene, theirs));
    const differs = run !== right && !mine.struck && (turned || values.some((value, k) => !near(value, also[k])));
    return { ...mine, also, ...(differs ? { path: "wrong", instead: mine.path } : {}) };
  };
  return { ...step, result: box(step.result, -1), operands: step.operands.map(box), beside: both };
}

/** What stands in a box's place in the other run: the same quantity, else the box at the same place. */
function twin(mine, i, step, other) {
  if (i < 0) return other.result;
  return (
    other.operands.find(({ quantity }) => quantity && quantity === mine.quantity) ??
    (step.operands.length === other.operands.length ? other.operands[i] : undefined)
  );
}

const near = (one, other) => Math.abs(one - other) <= NEAR * Math.max(Math.abs(one), Math.abs(other));

/** The worked row with as many digits as the other run's, and as tell the two results apart. */
export function workedBeside(scene, step, selected) {
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

/** The boxed entry, right or wrong, and how far off; above the equation. @param {any} v a View of the equation */
export function boxedEntry(v) {
  const { scene, step, row, selected } = v;
  const { value, text, digits, row: r, column: c } = row.result;
  const run = step.beside.right;
  const right = entry(run.scene, run.step.result, r, c);
  const good = near(value, right);
  const of = entryName(scene, step.result, row.result);
  const off = good
    ? step.result.instead
      ? "right, but not every other entry is"
      : ""
    : `off by ${printed(value - right, digits)}${leftOutHere(v, value - right) ? ", minus the number left out" : ""}`;
  return html`<p class="boxed-entry ${good ? "correct" : "wrong"}">${good ? "✓" : "✗"} ${rich(scene, step.result.name, selected)} = <b>${text}</b>
    <small>${[of, off].filter(Boolean).join(": ") || "the one number"}</small></p>`;
}

/** Whose run it is, to the ear. @param {any} scene */
export const runWords = (scene) => (scene.mistake ? "With the mistake" : "The right run");

/** What stands above the picture of a run. @param {any} scene */
export const runTitle = (scene) =>
  scene.mistake
    ? html`<h2 class="run-title wrong">✗ With the mistake: ${scene.mistake.name}</h2>`
    : html`<h2 class="run-title correct">✓ The right run</h2>`;

/** In place of the equation, where a loop leaves the step out. @param {any} scene */
export const leftOut = (scene) => html`<p class="left-out">${leftOutWords(scene)}</p>`;

/** @param {any} scene */
export const leftOutWords = (scene) =>
  scene.mistake ? "With the mistake the loop leaves this step out." : "The right run has no such step.";
