// What the crossing and the fan share: how far they are enlarged, the room for them, and where da_prev lands.

import { say } from "../say.js";
import { html } from "../vendor/lit-html.js";
import { addedSizes } from "./crossing.js";
import { drawName, smallWords } from "./draw.js";
import { landingWords } from "./landing.js";
import { symbol } from "./rich.js";

/** @import { Scene } from "../scene" */
/** @import { ShownStep } from "../drawn" */
/** @import { Point } from "../geometry.js" */
/** @import { Side } from "./draw.js" */
/** @import { Measure } from "../measure.js" */

export const ENLARGED = 1.3; // lanes and the room between them, against the strip
export const RINGED = 6; // px, the radius of a dot in a ring

/** The room for a picture at scale 1, in px; `still` without motion; how wide a text is there, in px.
 * @typedef {{ width: number, height: number, still: boolean, measure: Measure }} PictureRoom */

/** Where da_prev lands, and under which name; by a mistake it may not. @param {Scene} scene @param {number} t @param {string} quantity */
export function landing(scene, t, quantity) {
  const [words, name] = landingWords(scene, t, quantity, say("landing.will-be-called"));
  return html`${smallWords(html`${words} `)}${symbol(scene, name)}`;
}

/** How large the two are that are added: at `first` what this step's own cost sends, at `later` what comes from the next cell.
 * @param {Scene} scene @param {ShownStep} step @param {[Point, Side]} first @param {[Point, Side]} later */
export const drawSizes = (scene, step, first, later) =>
  addedSizes(scene, step).map((one) =>
    drawName(...(one.later ? later : first), ["text", `path-${one.path}`], say("crossing.size", { size: one.size })),
  );
