// The strip: every timestep side by side. Grey goes out, colour comes back, on the same roads.

import { arrow, rounded } from "./geometry.js";
import { cutAt, cutRoad, cutRoads } from "./mistaken.js";
import { entry } from "./numbers.js";
import { orderOn } from "./order.js";
import { barGeometry, labels, startLabels } from "./strip-labels.js";
import { back, enter, nodeRadius, out, points, row } from "./strip-roads.js";
import { html, nothing, svg } from "./vendor/lit-html.js";
import { upTo } from "./worked.js";

/** @import { Scene, State } from "./scene" */
/** @import { Moment } from "./drawn" */
/** @import { Point, Strip } from "./geometry.js" */
/** @import { Context, Known } from "./strip-roads.js" */

/** @param {Scene} scene @param {number} index the step @param {Strip} g
 * @param {boolean} still without motion: lanes of the step carry an arrowhead in the middle and their order
 * @param {Moment} now the step; another one where this run has none to show
 * @param {Scene[]} scenes that stand side by side: their lanes have one scale */
export function strip(scene, index, g, still = false, now = scene.steps[index], scenes = [scene]) {
  const { states } = scene.problem;
  const { first, columns } = g;
  /** @type {Context} */
  const context = { scene, index, now, g, largest: largestOf(scenes), known: done(scene, index), still, states };
  const timesteps = upTo(g.T).filter((t) => t >= first - 1 && t <= first + columns);
  return html`<div class="strip" style="height:${g.height}px">
    <svg width=${g.width} height=${g.height} viewBox="0 0 ${g.width} ${g.height}" aria-hidden="true">
      ${now.t ? band(context) : nothing}
      ${timesteps.map((t) => svg`<g data-t=${t}>${boxes(context, t)}</g>`)}
      ${roads(context, timesteps)}
      ${timesteps.map((t) => states.map((state, i) => node(context, t, state, i)))}
    </svg>
    ${timesteps.filter((t) => t >= first && t < first + columns).map((t) => labels(context, t))}
    ${first === 1 && g.large ? states.map((state, i) => startLabels(context, state, i)) : nothing}
  </div>`;
}

/** The size of the largest gradient. @param {Scene[]} scenes */
export const largestOf = (scenes) =>
  Math.max(...scenes.flatMap(({ roads }) => roads.flatMap((road) => (road.back ? [road.size] : []))));

/** What has been computed up to a step. What no step writes is given, or not in this run at all.
 * @param {Scene} scene @param {number} index @returns {Known} */
function done(scene, index) {
  const at = new Map(scene.steps.map((step, i) => [`${step.quantity}.${step.t}`, i]));
  return (quantity, t) => (at.get(`${quantity}.${t}`) ?? (quantity in scene.values ? -1 : Infinity)) <= index;
}

/** @param {Context} context @param {number[]} timesteps */
function roads(context, timesteps) {
  const { scene, index, g, states } = context;
  const shown = scene.roads.filter((road) => timesteps.includes(road.t));
  const cut = cutRoads(scene).filter(
    (road) => timesteps.includes(road.t) && index >= Math.min(road.leaves ?? road.step, road.step),
  );
  return svg`${shown.map((road) => (road.back ? nothing : out(context, road)))}
      ${timesteps.includes(1) ? states.map((_, i) => start(context, i)) : nothing}
      ${cut.map((road) => cutRoad(road, points(context, road), g.corner, g.scale))}
      ${shown.map((road) => (road.back ? back(context, road) : nothing))}`;
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
  const active = here && Boolean(now.head);
  const { head, cell, y } = g;
  return svg`
    <rect class=${`box head ${headLook(context, t)} ${active ? "active" : ""}`} data-quantity=${given ? "loss" : "y"} data-t=${t} x=${g.cx(t) - head.w / 2} y=${y.head - head.h / 2} width=${head.w} height=${head.h} rx="8"></rect>
    ${alphabet && known("y", t) ? bars(context, t, alphabet.length) : nothing}
    <rect class=${`box cell ${known(begins, t) ? "out" : "later"} ${here ? "active" : ""}`} data-quantity=${begins} data-t=${t} x=${g.cx(t) - cell.w / 2} y=${y.cell - cell.h / 2} width=${cell.w} height=${cell.h} rx="8"></rect>`;
}

/** @param {Context} context @param {number} t */
function headLook({ scene, now, known }, t) {
  if (scene.problem.given) return "given";
  if (known("da_softmax", t) || (now.t === t && now.phase === "backward")) return "returned";
  return known("logits", t) ? "out" : "later";
}

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
 * @param {Context} context @param {State} state @param {Point} at @param {number} r */
function orderOfTotal({ scene, now, index, g }, { total }, [x, y], r) {
  const drawn = scene.roads.some(
    (road) => road.back && road.quantity === total && road.t === now.t && index < (road.until ?? Infinity),
  );
  return drawn ? nothing : orderOn(scene, now, total, [x - r, y + r], g.scale);
}

/** What a<0>, or another start value, sends into the first cell. @param {Context} context @param {number} i */
function start({ g, states }, i) {
  const side = g.cx(1) - g.cell.w / 2;
  const y = enter(g, i) - g.lane;
  const { shaft, head } = arrow(
    [
      [side - 30 * g.scale, y],
      [side, y],
    ],
    2.2 * g.scale,
  );
  return svg`<g class="wire out" data-quantity=${states[i].start}><path d=${rounded(shaft, 0)} stroke-width=${1.6 * g.scale}></path><path class="tip" d=${head}></path></g>`;
}

/** Where a state splits going out and two gradients add coming back: a dot, a dot in a ring, or the green plus.
 * @param {Context} context @param {number} t @param {State} state @param {number} i */
const node = (context, t, state, i) =>
  context.known(state.total, t) ? plus(context, t, state, i) : dot(context, t, state, i);

/** @param {Context} context @param {number} t @param {State} state @param {number} i */
function plus(context, t, state, i) {
  const { scene, now, g } = context;
  const here = now.t === t && now.phase === "backward";
  const [x, y] = [g.cx(t), row(g, i)];
  const r = here ? g.radius.now : g.radius.done;
  const arm = 0.5 * r;
  return svg`<g class=${`node plus ${cutAt(scene, t, state) ? "cut" : ""}`} data-quantity=${state.total} data-t=${t}>
      ${here ? svg`<circle class="ring" cx=${x} cy=${y} r=${1.36 * r}></circle>` : nothing}
      <circle class="disc" cx=${x} cy=${y} r=${r}></circle>
      <path class="sign" d="M${x - arm},${y}H${x + arm}M${x},${y - arm}V${y + arm}" stroke-width=${0.16 * r + 0.6}></path>
      ${here && context.still ? orderOfTotal(context, state, [x, y], r) : nothing}</g>`;
}

/** @param {Context} context @param {number} t @param {State} state @param {number} i */
function dot(context, t, state, i) {
  const { now, g, known } = context;
  const [x, y] = [g.cx(t), row(g, i)];
  const ring = nodeRadius(context, t, state);
  const active = now.quantity === state.name && now.t === t;
  const look = known(state.name, t) ? "out" : "later";
  const [cx, cy] = ring ? [x, y] : [x - g.lane, y - g.lane];
  return svg`<g class="node" data-quantity=${state.name} data-t=${t}>
    ${ring ? svg`<circle class="ring open" cx=${x} cy=${y} r=${ring}></circle>` : nothing}
    <circle class=${`dot ${active ? "active" : look}`} cx=${cx} cy=${cy} r=${active ? g.radius.active : g.radius.dot}></circle></g>`;
}
