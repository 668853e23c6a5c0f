// The strip: every timestep side by side. Grey goes out, colour comes back, on the same roads.

import { entry } from "../numbers.js";
import { orderOn } from "../order.js";
import { html, nothing, svg } from "../vendor/lit-html.js";
import { upTo } from "../worked.js";
import { drawBox, drawCutLane, drawDot, drawPlus, drawWire } from "./draw.js";
import { cutAt } from "./mistaken.js";
import { barGeometry, columnNames, startNames } from "./strip-names.js";
import { cutByNow, enter, hasPlus, laneOf, nodeRadius, points, row, wireOf } from "./strip-roads.js";
import { columnWords } from "./strip-words.js";

/** @import { Road, Scene, State } from "../scene" */
/** @import { Moment } from "../drawn" */
/** @import { BoxLook } from "./draw.js" */
/** @import { Point, Polyline, Strip } from "../geometry.js" */
/** @import { Context, Known } from "./strip-roads.js" */
/** @import { Content } from "../vendor/lit-html.js" */

/** What stands where a hidden answer will be, of a host that asks: a notebook's frame is lighter without.
 * @type {{ mark?: (context: Context) => Content }} */
export const ASKING = {};

/** Is this the step's node, whose total is asked for? @param {Context} context @param {number} t @param {State} state */
export const isAsked = ({ now }, t, { total }) => now.hidden === true && now.t === t && now.quantity === total;

/** @param {Scene} scene @param {number} index of the last step whose value there is @param {Strip} g
 * @param {boolean} still without motion: lanes of the step carry an arrowhead in the middle and their order
 * @param {Moment} now the step; another one where this run has none to show, or one whose value is hidden
 * @param {Scene[]} scenes that stand side by side: their lanes have one scale */
export function strip(scene, index, g, still = false, now = scene.steps[index], scenes = [scene]) {
  const { states } = scene.problem;
  const { first, columns } = g;
  /** @type {Context} */
  const context = { scene, index, now, g, largest: largestOf(scenes), known: done(scene, index), still, states };
  const timesteps = upTo(g.T).filter((t) => t >= first - 1 && t <= first + columns);
  const whole = timesteps.filter((t) => isWhole(g, t));
  return html`<div class="strip" style="height:${g.height}px">
    <svg width=${g.width} height=${g.height} viewBox="0 0 ${g.width} ${g.height}" aria-hidden="true">
      ${now.t ? band(context) : nothing}
      ${whole.map((t) => svg`<g data-t=${t}>${boxes(context, t)}</g>`)}
      ${roads(context, timesteps)}
      ${whole.map((t) => states.map((state, i) => node(context, t, state, i)))}
      ${(now.hidden && ASKING.mark?.(context)) || nothing}
    </svg>
    <div aria-hidden="true">${whole.map((t) => columnNames(context, t))}
    ${first === 1 && g.large ? states.map((state, i) => startNames(context, state, i)) : nothing}</div>
    <div class="spoken">${upTo(g.T).map((t) => html`<p>${columnWords(context, t)}</p>`)}</div>
  </div>`;
}

/** Is a column seen? Of the two beside those that are, only what leads to them. @param {Strip} g @param {number} t */
const isWhole = ({ first, columns }, t) => t >= first && t < first + columns;

/** @param {Road} road */
const leads = ({ from, to }) => /next$/.test(from) || /next$/.test(to);

/** The size of the largest gradient. @param {Scene[]} scenes */
export const largestOf = (scenes) =>
  Math.max(...scenes.flatMap(({ roads }) => roads.flatMap((road) => (road.back ? [road.size] : []))));

/** What has been computed up to a step. What no step writes is given, or not in this run at all.
 * @param {Scene} scene @param {number} index @returns {Known} */
export function done(scene, index) {
  const at = new Map(scene.steps.map((step, i) => [`${step.quantity}.${step.t}`, i]));
  return (quantity, t) => (at.get(`${quantity}.${t}`) ?? (quantity in scene.values ? -1 : Infinity)) <= index;
}

/** @param {Context} context @param {number[]} timesteps */
function roads(context, timesteps) {
  const { scene, g, states } = context;
  /** @param {Road} road */
  const isShown = (road) => timesteps.includes(road.t) && (isWhole(g, road.t) || leads(road));
  const shown = scene.roads.filter(isShown);
  const cut = cutByNow(context).filter(isShown);
  return svg`${shown.map((road) => (road.back ? nothing : wireOf(context, road)))}
      ${g.first === 1 ? states.map((_, i) => startWire(context, i)) : nothing}
      ${cut.map((road) => drawCutLane(road, points(context, road), g.scale, g.corner))}
      ${shown.map((road) => (road.back ? laneOf(context, road) : nothing))}`;
}

/** @param {Context} context */
function band({ scene, now, g }) {
  const told = now.phase === "backward" || scene.problem.top === "y";
  const wrong = told && scene.mistake && scene.mistake.columns[now.t] !== "right";
  return svg`<rect class=${`band ${wrong ? "wrong" : now.phase}`} x=${g.left(now.t) + 2} y="0" width=${g.p - 4} height=${g.height} rx="10"></rect>`;
}

/** Prediction and cell of one column. @param {Context} context @param {number} t */
function boxes(context, t) {
  const { scene, g, now, known } = context;
  const { alphabet, given, begins } = scene.problem;
  const here = now.t === t;
  const { head, cell, y } = g;
  const headBox = around(g.cx(t), y.head, head);
  const cellBox = around(g.cx(t), y.cell, cell);
  const ready = known(begins, t) ? "known" : "later";
  return svg`
    ${drawBox("head", headLook(context, t), headBox, { quantity: given ? "loss" : "y", t })}
    ${alphabet && known("y", t) ? bars(context, t, alphabet.length) : nothing}
    ${drawBox("cell", here ? `${ready} active` : ready, cellBox, { quantity: begins, t })}`;
}

/** @param {number} x @param {number} y @param {{ w: number, h: number }} size */
const around = (x, y, { w, h }) => ({ x: x - w / 2, y: y - h / 2, width: w, height: h });

/** @param {Context} context @param {number} t @returns {BoxLook} */
function headLook(context, t) {
  const { now } = context;
  const look = headKnown(context, t);
  return now.t === t && now.head ? `${look} active` : look;
}

/** @param {Context} context @param {number} t */
function headKnown(context, t) {
  const { scene, now, index } = context;
  if (scene.problem.given) return "given";
  if (returned(context, t) || (now.t === t && now.phase === "backward")) return "came";
  return scene.steps.some((step, i) => i <= index && step.head && step.t === t) ? "known" : "later";
}

/** Has the prediction's part of a state's gradient come? @param {Context} context @param {number} t */
const returned = ({ states: [{ parts, time }], known }, t) => parts.some((part) => part !== time && known(part, t));

/** The prediction as bars: full height is 100 %. The target's gap, its error, is outlined in dots.
 * @param {Context} context @param {number} t @param {number} n */
function bars(context, t, n) {
  const { scene } = context;
  const { left, slot, width, base, top } = barGeometry(context, t, n);
  return upTo(n).map((i) => {
    const y = entry(scene, { value: "y", t }, i, 1);
    const target = entry(scene, { value: "target", t }, i, 1);
    const x = left + (i - 1) * slot + (slot - width) / 2;
    const height = Math.max((base - top) * y, 1);
    return svg`<rect class="bar" x=${x} y=${base - height} width=${width} height=${height}></rect>
      ${target ? svg`<rect class="gap" x=${x} y=${top} width=${width} height=${Math.max(base - top - height, 0)}></rect>` : nothing}`;
  });
}

/** The order at a plus whose total has no lane of its own.
 * @param {Context} context @param {State} state @param {Point} at */
function orderOfTotal({ scene, now, index, g }, { total }, at) {
  const drawn = scene.roads.some(
    (road) => road.back && road.quantity === total && road.t === now.t && index < (road.until ?? Infinity),
  );
  return drawn ? nothing : orderOn(scene, now, total, at, g.scale);
}

/** What a<0>, or another start value, sends into the first cell. @param {Context} context @param {number} i */
function startWire({ g, states }, i) {
  const side = g.cx(1) - g.cell.w / 2;
  const y = enter(g, i) - g.lane;
  /** @type {Polyline} */
  const points = [
    [side - 30 * g.scale, y],
    [side, y],
  ];
  const stroke = { width: 1.6 * g.scale, head: 2.2 * g.scale, corner: 0 };
  return drawWire({ quantity: states[i].start }, "known", points, stroke);
}

/** Where a state splits going out and two gradients add coming back: a dot, a dot in a ring, or the green plus.
 * @param {Context} context @param {number} t @param {State} state @param {number} i */
function node(context, t, state, i) {
  if (isAsked(context, t, state)) return nothing; // the question mark is there
  return hasPlus(context, t, state) ? plus(context, t, state, i) : dot(context, t, state, i);
}

/** @param {Context} context @param {number} t @param {State} state @param {number} i */
function plus(context, t, state, i) {
  const { scene, now, g } = context;
  const here = now.t === t && now.phase === "backward";
  const [x, y] = [g.cx(t), row(g, i)];
  const r = here ? g.radius.now : g.radius.done;
  const size = { r, arm: 0.5 * r, width: 0.16 * r + 0.6, ring: here ? 1.36 * r : 0 };
  const order = here && context.still ? orderOfTotal(context, state, i ? [x + r, y - r] : [x - r, y + r]) : nothing;
  return drawPlus({ quantity: state.total, t }, [x, y], size, cutAt(scene, t, state), order);
}

/** @param {Context} context @param {number} t @param {State} state @param {number} i */
function dot(context, t, state, i) {
  const { now, g, known } = context;
  const [x, y] = [g.cx(t), row(g, i)];
  const ring = nodeRadius(context, t, state);
  const active = now.quantity === state.name && now.t === t && !now.hidden;
  const look = known(state.name, t) ? "known" : "later";
  const about = { quantity: state.name, t };
  const r = active ? g.radius.active : g.radius.dot;
  /** @type {Point} */
  const at = ring ? [x, y] : [x - g.lane, y - g.lane];
  return drawDot(about, active ? "active" : look, at, r, ring ? { r: ring } : undefined);
}
