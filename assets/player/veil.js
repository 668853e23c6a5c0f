// Before a guess the views get a run without its answer: what they do not have, they can neither draw nor say.

import { asking, HIDDEN } from "./model.js";
import { worked } from "./worked.js";

/** @import { Ask, Box, Name, Scene, Step, Value } from "./scene" */
/** @import { Asked } from "./drawn" */
/** @import { State } from "./model.js" */

/** The runs as they are to be seen: at a question what the answer is made of is named and the answer `hidden`, until it is told.
 * @param {Scene[]} scenes that are shown @param {State} state @returns {Scene[]} */
export function veiled(scenes, state) {
  const ask = asking(scenes, state);
  if (!ask) return scenes;
  const [scene] = scenes;
  return [state.chosen === HIDDEN ? without(scene, ask, state) : told(scene, ask)];
}

/** A step with another headline; measured slopes and switches give way to the choices. @param {Scene} scene @param {string} at
 * @param {(step: Step) => Step} change */
const changed = (scene, at, change) => ({
  ...scene,
  steps: scene.steps.map((step) => (step.at === at ? change(step) : step)),
});

/** @param {Scene} scene @param {Ask} ask @returns {Scene} */
const told = (scene, { at, told }) =>
  changed(scene, at, (step) => /** @type {Step & Asked} */ ({ ...bare(step), headline: told, asked: true }));

/** @param {Scene} scene @param {Ask} ask @param {State} state @returns {Scene} */
function without(scene, { at, question, grey }, state) {
  const step = /** @type {Step} */ (scene.steps.find((one) => one.at === at));
  const { digits } = worked(scene, step, state);
  const { value, t } = step.result;
  const letters = scene.symbols[step.quantity];
  return {
    ...changed(
      scene,
      at,
      (one) =>
        /** @type {Step & Asked} */ ({
          ...bare(one),
          operands: bare(one).operands.map(one.kind === "matmul" ? unturned : (box) => box),
          function: undefined,
          headline: question,
          grey,
          asked: true,
          hidden: true,
          digits,
        }),
    ),
    symbols: { ...scene.symbols, [step.quantity]: { ...letters, phrase: "" } },
    values: { ...scene.values, [value]: blank(scene.values[value], t) },
  };
}

/** Without what stands under an equation. @param {Step} step @returns {Step} */
function bare({ verdicts, ...step }) {
  const { measured: _, ...result } = step.result;
  return { ...step, result, operands: step.operands.map(plain) };
}

/** @param {Box} box @returns {Box} */
function plain(box) {
  if (!("value" in box)) return box;
  const { measured: _, without: __, ...rest } = box;
  return rest;
}

/** A matrix as it is, where the question is whether it is transposed. @param {Box} box @returns {Box} */
function unturned(box) {
  if (!("value" in box) || !box.transposed) return box;
  const { transposed: _, ...rest } = box;
  /** @type {Name} */
  const name = box.name.map((part) => (typeof part === "string" ? part : { ...part, transposed: undefined }));
  return { ...rest, name };
}

/** No number where the answer is: at this timestep, or where there is only one. @param {Value} value @param {number} t @returns {Value} */
function blank(value, t) {
  const size = value.rows * value.columns;
  const from = value.timed ? (t - 1) * size : 0;
  return { ...value, data: value.data?.map((number, i) => (i >= from && i < from + size ? Number.NaN : number)) };
}
