// The junction: the crossing of one timestep, enlarged. In a matrix product of the way back: the fan of one unit. A cell may
// have a drawing of its inside.

import { roomy, STAND_IN } from "../measure.js";
import { html } from "../vendor/lit-html.js";
import { crossing } from "./crossing-view.js";
import { fan, fanOf } from "./fan.js";
import { junctionWords } from "./junction-words.js";

/** @import { Scene } from "../scene" */
/** @import { Selected, ShownStep } from "../drawn" */
/** @import { Picture } from "./draw.js" */
/** @import { PictureRoom } from "./junction-parts.js" */
/** @import { Measure } from "../measure.js" */

/** A drawing of a cell's inside, in which steps it is shown, and how wide it is.
 * @typedef {{ draw: (scene: Scene, step: ShownStep, room: PictureRoom) => Picture, shows: (step: ShownStep) => boolean, width: number }} Inside */

/** By the cell, those that a host has brought: a notebook's frame is lighter without. @type {Partial<Record<string, Inside>>} */
export const INSIDES = {};

/** The drawn inside of a step's cell, where there is one. @param {Scene} scene @param {ShownStep} step */
function insideOf(scene, step) {
  const inside = INSIDES[scene.problem.cell];
  return inside && hasJunction(step) && inside.shows(step) ? inside : undefined;
}

/** The width that it takes at scale 1, or 0. @param {Scene} scene @param {ShownStep} step */
export const insideWidth = (scene, step) => insideOf(scene, step)?.width ?? 0;

/** Running totals, the turn and the end have no crossing of their own. @param {ShownStep} step */
export const hasJunction = (step) => step.t > 0 && step.kind !== "running";

/** One step's crossing or fan. `room` is in px, `scale` enlarges everything in it, `grow` the distances but not the letters, for texts that are
 * wider or taller than in our own fonts; in one that is `still` names carry their order.
 * @param {Scene} scene @param {ShownStep} step @param {Selected} selected
 * @param {{ width: number, height: number, scale: number, grow?: number, measure?: Measure, inside?: boolean, still?: boolean }} room */
export function junction(scene, step, selected, room) {
  const { scale, grow = 1, measure = STAND_IN, still = false } = room;
  const far = scale * grow;
  const whole = { still, width: room.width / far, height: room.height / far, measure: closer(roomy(measure), grow) };
  const inside = room.inside && !step.hidden ? insideOf(scene, step) : undefined; // its factors say how it is computed
  const { drawing, names } = inside ? inside.draw(scene, step, whole) : outside(scene, step, selected, whole);
  return html`<div class="junction ${inside ? "drawn" : ""}" style="width:${room.width}px;height:${room.height}px;--scale:${far};--letters:${scale}">
    <svg viewBox="0 0 ${whole.width} ${whole.height}" role="img" aria-label=${junctionWords(scene, step)}>${drawing}</svg>
    <div aria-hidden="true">${names}</div></div>`;
}

/** Texts take less of a picture that has grown. @param {Measure} measure @param {number} grow @returns {Measure} */
const closer = (measure, grow) => ({
  ...measure,
  em: (role, text) => measure.em(role, text) / grow,
  line: measure.line / grow,
});

/** @param {Scene} scene @param {ShownStep} step @param {Selected} selected @param {PictureRoom} room */
function outside(scene, step, selected, room) {
  const kind = fanOf(scene, step);
  return kind ? fan(scene, step, kind, selected, room) : crossing(scene, step, room);
}
