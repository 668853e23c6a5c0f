// Where an answer is hidden, on a screen and on paper: a question mark at the place where it will be.

import { longest } from "../geometry.js";
import { nothing } from "../vendor/lit-html.js";
import { drawAsked } from "./draw.js";
import { isAsked } from "./strip.js";
import { enter, points, row } from "./strip-roads.js";

/** @import { BackRoad, State } from "../scene" */
/** @import { Point, Polyline, Strip } from "../geometry.js" */
/** @import { Context } from "./strip-roads.js" */

/** @param {Context} context of a step whose value is hidden */
export function questionMark(context) {
  const { now, g, states } = context;
  const node = states.some((state) => isAsked(context, now.t, state));
  const r = (node ? 1 : 0.85) * g.radius.now;
  const at = placeOf(context, r);
  if (!at) return nothing;
  return drawAsked({ quantity: now.quantity, t: now.t }, at, node ? { r, ring: 1.36 * r } : { r });
}

/** Where the middle of a mark so large will be: at the result's node, on its road, or at the box that computes it.
 * @param {Context} context @param {number} r @returns {Point | null} */
function placeOf(context, r) {
  const { g, now, states } = context;
  const { t, quantity } = now;
  const state = states.findIndex(({ name, total }) => quantity === (now.phase === "forward" ? name : total));
  if (state >= 0) return [g.cx(t), row(g, state)];
  const road = roadOf(context);
  if (road) return onRoad(g, t, points(context, road), r);
  if (now.phase === "end" && g.first === 1)
    return [g.cx(1) - g.cell.w / 2 - 40 * g.scale, besideStart(g, quantity, states)];
  if (!t) return null;
  if (now.head) return besideHead(g, t, r);
  // What comes back has its names at the right; above the cell of two states is that of the first.
  return [g.cx(t) - g.cell.w / 2, g.y.cell - g.cell.h / 2 - (states.length > 1 ? 0 : r / 2)];
}

/** The middle of a road, or beside what it leads to where it is too short for the mark: the input, the prediction.
 * @param {Strip} g @param {number} t @param {Polyline} path @param {number} r @returns {Point} */
function onRoad(g, t, path, r) {
  const [[x, y], [u, v]] = longest(path);
  if (Math.abs(u - x) + Math.abs(v - y) > 2.4 * r) return [(x + u) / 2, (y + v) / 2];
  return y > g.y.cell ? [g.cx(t) - g.cell.w / 2 - r, g.y.input] : besideHead(g, t, r);
}

/** @param {Strip} g @param {number} t @param {number} r @returns {Point} */
const besideHead = (g, t, r) => [g.cx(t) + g.head.w / 2 + r, g.y.head];

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
