// What all pictures of a step's crossing are drawn with: a lane, a node, a name over the picture.

import { arrow } from "./geometry.js";
import { landingWords } from "./landing.js";
import { symbol } from "./rich.js";
import { say } from "./say.js";
import { html, nothing, svg } from "./vendor/lit-html.js";

/** @import { Scene, State } from "./scene" */
/** @import { Colour } from "./drawn" */
/** @import { Point } from "./geometry.js" */
/** @import { Measure } from "./measure.js" */
/** @import { Content, TemplateResult } from "./vendor/lit-html.js" */

export const ENLARGED = 1.3; // lanes and the room between them, against the strip

/** A picture, and the names over it. @typedef {{ drawing: TemplateResult, names: Content }} Picture */

/** The room for it at scale 1, in px; `still` without motion; how wide a text is there, in px.
 * @typedef {{ width: number, height: number, still: boolean, measure: Measure }} PictureRoom */

/** One lane: its shaft and its tip. Names stand in HTML.
 * @param {{ quantity: string, t: number, back: boolean, path: Colour }} road @param {[Point, Point]} points @param {number} width
 * @param {{ key: string, state: string, tip?: boolean, dashed?: boolean, double?: boolean }} look */
export function junctionRoad(road, points, width, { key, state, tip = true, dashed = false, double = false }) {
  const { shaft, head } = arrow(points, state === "active" || road.back ? width : 2.4);
  const [from, to] = tip ? shaft : points;
  return svg`<g class=${`road ${road.back ? `back path-${road.path}` : "out"} ${state}`} data-road=${key} data-quantity=${road.quantity} data-t=${road.t}>
    <path class="shaft" d="M${from}L${to}" stroke-width=${double ? width + 4 : width} stroke-dasharray=${dashed ? "7 5" : nothing}></path>
    ${double ? svg`<path class="between" d="M${from}L${to}" stroke-width=${(width + 4) * 0.38}></path>` : nothing}
    ${tip ? svg`<path class="tip" d=${head}></path>` : nothing}</g>`;
}

/** @typedef {Pick<State, "name" | "start" | "total">} Split */

/** A dot in a ring, where nothing has been added yet. At a<0> (t = 0) nothing will be: its ring is grey.
 * @param {number} t @param {Point} at @param {number} size @param {Split} state */
export const ringedDot = (t, [x, y], size, state) =>
  svg`<g class="dot" data-quantity=${t ? state.name : state.start} data-t=${t}>${ring(t, [x, y], size)}<circle cx=${x} cy=${y} r="6"></circle></g>`;

/** The green plus. @param {number} t @param {Point} at @param {number} size @param {Split} state @param {boolean} cut */
export function plus(t, [x, y], size, state, cut) {
  const arm = 0.55 * size;
  return svg`<g class=${`plus ${cut ? "cut" : ""}`} data-quantity=${state.total} data-t=${t}>${ring(t, [x, y], size)}<circle class="disc" cx=${x} cy=${y} r=${size}></circle>
    <path class="sign" d="M${x - arm},${y}H${x + arm}M${x},${y - arm}V${y + arm}"></path></g>`;
}

/** @param {number} t @param {Point} at @param {number} size */
const ring = (t, [x, y], size) =>
  svg`<circle class=${t ? "ring" : "ring grey"} cx=${x} cy=${y} r=${1.36 * size}></circle>`;

/** A name over the picture; `classes` say which side of it is at the point.
 * @param {number} x @param {number} y @param {string} classes @param {Content} content */
export const junctionName = (x, y, classes, content) =>
  html`<div class="name ${classes}" style="left:calc(${x}px*var(--scale));top:calc(${y}px*var(--scale))">${content}</div>`;

/** Where da_prev lands, and under which name; by a mistake it may not. @param {Scene} scene @param {number} t @param {string} quantity */
export function landing(scene, t, quantity) {
  const [words, name] = landingWords(scene, t, quantity, say("landing.will-be-called"));
  return html`<span class="small">${words} </span>${symbol(scene, name)}`;
}
