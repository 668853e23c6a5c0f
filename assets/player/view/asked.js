// A strip with a step's result hidden: as it was before the step ran, the step's place marked, and a question mark where the result will be.

import { longest } from "../geometry.js";
import { html, nothing } from "../vendor/lit-html.js";
import { drawQuestion } from "./draw.js";
import { done, strip } from "./strip.js";
import { enter, points, row } from "./strip-roads.js";

/** @import { BackRoad, Scene, State, Step } from "../scene" */
/** @import { Moment } from "../drawn" */
/** @import { Point, Strip } from "../geometry.js" */
/** @import { Context } from "./strip-roads.js" */

/** @param {Scene} scene @param {number} index the step whose result is hidden @param {Strip} g */
export function askedStrip(scene, index, g) {
  const step = scene.steps[index];
  /** @type {Moment} what it reads may be seen, where its result goes may not */
  const now = { ...step, quantity: "", hidden: true };
  /** @type {Context} */
  const context = {
    scene,
    index: index - 1,
    now,
    g,
    largest: 0,
    known: done(scene, index - 1),
    still: false,
    states: scene.problem.states,
  };
  const at = placeOf(context, step, index);
  const adds = scene.problem.states.some(({ total }) => total === step.quantity); // the plus of a later timestep would say how
  return html`<div class=${`asked ${adds ? "unsigned" : ""}`}>${strip(scene, index - 1, g, false, now)}${
    at
      ? html`<svg width=${g.width} height=${g.height} viewBox="0 0 ${g.width} ${g.height}" aria-hidden="true">${drawQuestion(at, 0.8 * g.radius.now)}</svg>`
      : nothing
  }</div>`;
}

/** Where the result will be: at its node, on its road, or at the corner of the box that computes it.
 * @param {Context} context @param {Step} step @param {number} index @returns {Point | null} */
function placeOf(context, step, index) {
  const { g, states } = context;
  const { t, quantity } = step;
  const state = states.findIndex(({ name, total }) => quantity === (step.phase === "forward" ? name : total));
  if (state >= 0) return [g.cx(t), row(g, state)];
  const road = roadOf(context, step, index);
  if (road) return middle(points(context, road));
  if (step.phase === "end" && g.first === 1)
    return [g.cx(1) - g.cell.w / 2 - 40 * g.scale, besideStart(g, step, states)];
  if (!t) return null;
  if (step.head) return [g.cx(t) + g.head.w / 2, g.y.head - g.head.h / 2];
  return [g.cx(t) - g.cell.w / 2, g.y.cell - g.cell.h / 2]; // what comes back has its names at the right
}

/** Below the start value of a state, or above that of another, which is above. @param {Strip} g @param {Step} step @param {State[]} states */
function besideStart(g, { quantity }, states) {
  const i = states.findIndex(({ last }) => last === quantity);
  return enter(g, i) + (i ? -36 : 26) * g.scale;
}

/** The road that a gradient takes, if the strip shows it. @param {Context} context @param {Step} step @param {number} index */
function roadOf({ scene, g }, { phase }, index) {
  if (phase !== "backward") return undefined;
  return scene.roads.find(
    /** @returns {road is BackRoad} */
    (road) =>
      road.back && (road.step === index || road.leaves === index) && road.t >= g.first && road.t < g.first + g.columns,
  );
}

/** @param {Point[]} path @returns {Point} */
function middle(path) {
  const [[x, y], [u, v]] = longest(path);
  return [(x + u) / 2, (y + v) / 2];
}
