// Without motion the order is told in numbers: 1 what a step reads, 2 what comes of it.

import { nothing, svg } from "./vendor/lit-html.js";
import { drawOrder, orderBefore } from "./view/draw.js";
import { pathAt } from "./view/mistaken.js";
import { reads } from "./worked.js";

/** @import { Scene } from "./scene" */
/** @import { Moment } from "./drawn" */
/** @import { Point } from "./geometry.js" */
/** @import { Content } from "./vendor/lit-html.js" */

/** What a quantity of the step's own column is in a step of the way back; 0 if it has no part in it.
 * @param {Scene} scene @param {Moment} step @param {string} quantity */
export function orderOf(scene, step, quantity) {
  if (step.phase !== "backward") return 0;
  if (reads(step, quantity)) return 1;
  if (step.quantity !== quantity) return 0;
  const { returns, states } = scene.problem;
  const lanes = [returns, ...states.flatMap(({ parts, total }) => [...parts, total])];
  return lanes.some((name) => reads(step, name)) ? 2 : 1;
}

/** The number of a quantity on its road, or at its plus. @param {Scene} scene @param {Moment} step @param {string} quantity
 * @param {Point} at @param {number} scale */
export function orderOn(scene, step, quantity, at, scale) {
  const number = orderOf(scene, step, quantity);
  return number
    ? svg`<g class=${`path-${pathAt(scene, quantity, step.t)}`} data-order=${quantity}>${drawOrder(at, number, scale)}</g>`
    : nothing;
}

/** The number before a name, where there is one. @param {Scene} scene @param {Moment} step @param {string} quantity
 * @param {Content} name @returns {Content} */
export function inOrder(scene, step, quantity, name) {
  const number = orderOf(scene, step, quantity);
  return number ? orderBefore(number, pathAt(scene, quantity, step.t), name) : name;
}
