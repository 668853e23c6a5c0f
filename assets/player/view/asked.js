// Where an answer is hidden, on a screen and on paper: a question mark at the place where it will be.

import { longest } from "../geometry.js";
import { nothing } from "../vendor/lit-html.js";
import { drawAsked } from "./draw.js";
import { enter, points, row } from "./strip-roads.js";

/** @import { BackRoad, State } from "../scene" */
/** @import { Point, Strip } from "../geometry.js" */
/** @import { Context } from "./strip-roads.js" */

/** Is this the step's node, whose total is asked for? @param {Context} context @param {number} t @param {State} state */
export const isAsked = ({ now }, t, { total }) => now.hidden === true && now.t === t && now.quantity === total;

/** @param {Context} context of a step whose value is hidden */
export function questionMark(context) {
  const { now, g, states } = context;
  const at = placeOf(context);
  if (!at) return nothing;
  const r = g.radius.now;
  const node = states.some((state) => isAsked(context, now.t, state));
  return drawAsked({ quantity: now.quantity, t: now.t }, at, node ? { r, ring: 1.36 * r } : { r: 0.8 * r });
}

/** Where the result will be: at its node, on its road, or at the corner of the box that computes it.
 * @param {Context} context @returns {Point | null} */
function placeOf(context) {
  const { g, now, states } = context;
  const { t, quantity } = now;
  const state = states.findIndex(({ name, total }) => quantity === (now.phase === "forward" ? name : total));
  if (state >= 0) return [g.cx(t), row(g, state)];
  const road = roadOf(context);
  if (road) return middle(points(context, road));
  if (now.phase === "end" && g.first === 1)
    return [g.cx(1) - g.cell.w / 2 - 40 * g.scale, besideStart(g, quantity, states)];
  if (!t) return null;
  if (now.head) return [g.cx(t) + g.head.w / 2, g.y.head - g.head.h / 2];
  return [g.cx(t) - g.cell.w / 2, g.y.cell - g.cell.h / 2]; // what comes back has its names at the right
}

/** Below the start value of a state, or above that of another, which is above. @param {Strip} g @param {string} quantity @param {State[]} states */
function besideStart(g, quantity, states) {
  const i = states.findIndex(({ last }) => last === quantity);
  return enter(g, i) + (i ? -36 : 26) * g.scale;
}

/** The road that a gradient takes, if the strip shows it: the hidden step is the one after the last that is done.
 * @param {Context} context */
function roadOf({ scene, g, now: { phase }, index }) {
  if (phase !== "backward") return undefined;
  return scene.roads.find(
    /** @returns {road is BackRoad} */
    (road) =>
      road.back &&
      (road.step === index + 1 || road.leaves === index + 1) &&
      road.t >= g.first &&
      road.t < g.first + g.columns,
  );
}

/** @param {Point[]} path @returns {Point} */
function middle(path) {
  const [[x, y], [u, v]] = longest(path);
  return [(x + u) / 2, (y + v) / 2];
}
