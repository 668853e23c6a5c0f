// The crossing of one timestep, enlarged: four places round a node, the roads between them, and names.

import { crossingOf } from "./crossing.js";
import { laneWidth } from "./geometry.js";
import { ENLARGED, junctionName, junctionRoad, landing, plus, ringedDot } from "./junction-parts.js";
import { cutAt, cutRoad } from "./mistaken.js";
import { inOrder, orderOn } from "./order.js";
import { symbol, twoLines, whyNothing, zeroText } from "./rich.js";
import { say } from "./say.js";
import { says } from "./says.js";
import { largestOf } from "./strip.js";
import { html, nothing, svg } from "./vendor/lit-html.js";

/** @import { Scene } from "./scene" */
/** @import { ShownStep } from "./drawn" */
/** @import { Crossing, CrossingRoad } from "./crossing.js" */
/** @import { Point } from "./geometry.js" */
/** @import { Picture, PictureRoom } from "./junction-parts.js" */

/** All that the picture is made from. `inner`: another state than the first; `given`: the gradient is handed in from above;
 * `handed`: what a test hands in at the last step; `last`: there is no next cell; `nought`: the number in its place; `largest`: the size of the
 * largest gradient.
 * @typedef {{ scene: Scene, step: ShownStep, still: boolean, crossing: Crossing, frame: Frame, inner: boolean, given: boolean,
 *   handed: string, last: boolean,
 *   nought: string, largest: number }} Drawn */

/** Where things are, in px. @typedef {ReturnType<typeof frameOf>} Frame */

/** @param {PictureRoom} room @param {boolean} back */
function frameOf({ width, height }, back) {
  const low = height < 300; // on a projector
  const lane = back ? 6 * ENLARGED : 0;
  const ring = low ? 25 : 30;
  const tall = low ? 38 : 42;
  const top = 2;
  const head = top + tall;
  const cell = height - 40 - tall;
  const [x, y] = [112, (head + cell) / 2];
  const next = width - 106;
  return {
    low,
    lane,
    ring,
    edge: back ? Math.sqrt(ring ** 2 - lane ** 2) : 0,
    x,
    y,
    half: 75,
    tall,
    top,
    head,
    cell,
    foot: cell + tall,
    next,
    middle: cell + tall / 2,
    stub: x + ring + 42,
    between: (x + (back ? ring : 12) + next) / 2,
    above: (head + y - ring) / 2,
    below: (y + ring + cell) / 2,
    end: height - 2,
  };
}

/** A road's points, and where its name stands. @typedef {[Point, Point, [x: number, y: number, side: string]]} Way */

/** @param {Drawn} drawn @returns {Record<string, Way>} */
function waysOf({ frame, last, handed }) {
  const { low, lane, x, y, edge, half, head, cell, foot, next, middle, stub, between, above, below, end } = frame;
  const [left, right] = [x - lane, x + lane];
  return {
    "input-cell": [
      [left, end],
      [left, foot],
      [left - 12, end - 15, "end"],
    ],
    "cell-node": [
      [left, cell],
      [left, y + edge],
      [left - 9, below, "end"],
    ],
    "node-head": [
      [left, y - edge],
      [left, head],
      [left - 9, above, "end"],
    ],
    "node-next": [
      [x + edge, y - lane],
      [handed ? stub : next, y - lane],
      [between, y - lane - 15, "middle"],
    ],
    "past-cell": [
      [2, middle - lane],
      [x - half, middle - lane],
      [2, cell - 12, "start"],
    ],
    "head-node": [
      [right, head],
      [right, y - edge],
      [right + 12, low ? head + 19 : above, "start"],
    ],
    "next-node": [
      [last ? stub : next, y + lane],
      [x + edge, y + lane],
      [between + 4, y + lane + (low ? 20 : 23), "middle"],
    ],
    "node-cell": [
      [right, y + edge],
      [right, cell],
      [right + 12, low ? cell - 16 : below + 3, "start"],
    ],
    "cell-input": [
      [right, foot],
      [right, end],
      [right + 12, end - 14, "start"],
    ],
    "cell-past": [
      [x - half, middle + lane],
      [2, middle + lane],
      [2, end - 15, "start"],
    ],
  };
}

/** @param {CrossingRoad} road */
const keyOf = ({ from, to }) => `${from}-${to}`;

/** @param {Scene} scene @param {ShownStep} step @param {PictureRoom} room @returns {Picture} */
export function crossing(scene, step, room) {
  const found = crossingOf(scene, step);
  const { state, back, known, roads } = found;
  const { T, given, states } = scene.problem;
  const last = step.t === T;
  const inner = state !== states[0];
  const nought = back && known(state.time) ? zeroText(scene, state.time, step.t) : "0";
  /** @type {Drawn} */
  const drawn = {
    scene,
    step,
    still: room.still,
    crossing: found,
    frame: frameOf(room, back),
    inner,
    given: given && !inner,
    handed: (last && state.handed) || "",
    largest: largestOf([scene]),
    last,
    nought,
  };
  const ways = waysOf(drawn);
  return {
    drawing: svg`
      ${places(drawn)}
      ${roads.map((road) => drawRoad(drawn, road, ways[keyOf(road)]))}${timeOrder(drawn)}
      ${nodeOf(drawn)}`,
    names: [placeNames(drawn), roads.map((road) => roadName(drawn, road, ways[keyOf(road)])), innerNames(drawn)],
  };
}

/** The boxes round the node. @param {Drawn} drawn */
function places(drawn) {
  const { frame, inner, last } = drawn;
  const { x, y, half, top, tall, cell, next } = frame;
  const deep = nextLines(drawn) > 1 ? 62 : tall;
  return svg`<rect class=${`place head ${headLook(drawn)} ${inner ? "inner" : ""}`} x=${x - half} y=${top} width=${2 * half} height=${tall} rx="8"></rect>
      ${last ? nothing : svg`<rect class=${`place next ${nextLook(drawn)}`} x=${next} y=${y - deep / 2} width="104" height=${deep} rx="8"></rect>`}
      <rect class="place cell active" x=${x - half} y=${cell} width=${2 * half} height=${tall} rx="8"></rect>`;
}

/** @param {Drawn} drawn @param {string} road by which something would go there @param {boolean} came has a gradient come from there? */
function placeLook({ crossing: { back, active } }, road, came) {
  if (came) return "came";
  if (back) return "known";
  return active.includes(road) ? "active" : "later";
}

/** @param {Drawn} drawn */
function headLook(drawn) {
  const { inner, given, crossing } = drawn;
  const { back, state, known } = crossing;
  if (given) return "given";
  const other = state.parts.find((part) => part !== state.time);
  const came = back && ((!inner && known("dlogits")) || (other !== undefined && known(other)));
  return placeLook(drawn, "node-head", came);
}

/** @param {Drawn} drawn */
const nextLook = (drawn) => placeLook(drawn, "node-next", comesBack(drawn));

/** Is there a road back from the next cell? @param {Drawn} drawn */
const comesBack = ({ crossing: { roads, state } }) => roads.some((road) => road.quantity === state.time);

/** How many lines name the next cell and its losses. @param {Drawn} drawn */
const nextLines = ({ scene: { problem }, step: { t } }) => (t + 1 < problem.T || t >= 9 ? 2 : 1);

/** @param {Drawn} drawn @param {CrossingRoad} road @param {Way} way */
function drawRoad(drawn, road, [from, to]) {
  const { crossing: found } = drawn;
  if (road.cut) return cutRoad(road, [from, to], 0, 1.4);
  const key = keyOf(road);
  const active = found.active.includes(key);
  return junctionRoad(road, [from, to], roadWidth(drawn, road, active), {
    key,
    state: roadLook(road, active, found.now),
    double: isDouble(drawn, key),
    tip: road.to !== "node" || found.back,
    dashed: road.path === "soft" || (active && key === "node-head"),
  });
}

/** @param {CrossingRoad} road @param {boolean} active @param {number} now */
function roadLook(road, active, now) {
  if (road.back) return active ? "now" : "done";
  if (active) return "active";
  return road.step <= now ? "known" : "later";
}

/** @param {Drawn} drawn @param {CrossingRoad} road @param {boolean} active */
function roadWidth({ largest }, road, active) {
  if (road.back) return laneWidth(road.size, largest) * ENLARGED;
  return active ? 4 : 1.8;
}

/** The gradient of a second state has a lane of its own kind. @param {Drawn} drawn @param {string} key */
function isDouble({ scene, step, inner, last, handed }, key) {
  const [top] = scene.problem.states;
  if (key === "cell-past") return step.quantity !== top.prev;
  return inner && key === "next-node" && (!last || handed !== "");
}

/** The order of what comes from the next cell stands on its lane. @param {Drawn} drawn */
function timeOrder({ scene, step, still, crossing: { roads, state }, frame, last }) {
  const drawn = roads.some((road) => road.quantity === state.time && !road.cut);
  if (!still || !drawn) return nothing;
  const { x, y, edge, stub, next, lane } = frame;
  return orderOn(scene, step, state.time, [(x + edge + (last ? stub : next)) / 2, y + lane], 1);
}

/** @param {Drawn} drawn */
function nodeOf({ scene, step, crossing: { state, back, adds, known }, frame: { x, y, ring } }) {
  const { t, quantity } = step;
  if (back)
    return adds
      ? plus(t, [x, y], ring / 1.36, state, cutAt(scene, t, state))
      : ringedDot(t, [x, y], ring / 1.36, state);
  const here = quantity === state.name;
  const look = here ? "active" : "known";
  return svg`<g class=${`dot ${known(state.name) ? look : "later"}`}
        data-quantity=${state.name} data-t=${t}><circle cx=${x} cy=${y} r=${here ? 12 : 7}></circle></g>`;
}

/** A road's name, where it is known, and not said otherwise. @param {Drawn} drawn @param {CrossingRoad} road @param {Way} way */
function roadName(drawn, road, [, , [x, y, side]]) {
  const { scene, step, still, crossing: found } = drawn;
  const key = keyOf(road);
  if (road.cut || (!road.back && road.step > found.now) || isEnd(drawn, road)) return nothing;
  const strong = road.back || (!found.back && found.active.includes(key));
  const name = key === "cell-past" ? landing(scene, step.t, step.quantity) : symbolOf(drawn, road);
  const ordered = still && road.back && key !== "next-node" ? inOrder(scene, step, road.quantity, name) : name;
  return junctionName(x, y, `${side} ${strong ? "" : "quiet"}`, ordered);
}

/** At the last step words stand in place of what the next cell would send or get. @param {Drawn} drawn @param {CrossingRoad} road */
const isEnd = ({ last, crossing: { state } }, road) =>
  last && (road.back ? road.quantity === state.time : keyOf(road) === "node-next");

/** @param {Drawn} drawn @param {CrossingRoad} road */
function symbolOf({ scene, crossing: { state, back, known } }, road) {
  const ready = keyOf(road) === "cell-node" && (back || known(state.name));
  const part = { symbol: ready ? state.name : road.quantity, t: road.t };
  return symbol(scene, road.path === "wrong" ? { ...part, path: "wrong" } : part);
}

/** @param {Drawn} drawn */
function placeNames(drawn) {
  const { frame } = drawn;
  const { x, top, tall } = frame;
  return [
    junctionName(x, top + tall / 2, `middle text ${drawn.given ? "quiet" : headLook(drawn)}`, headText(drawn)),
    drawn.last ? endName(drawn) : nextName(drawn),
    drawn.last ? zeroName(drawn) : nothing,
    junctionName(x, frame.middle, "middle text", cellText(drawn)),
  ];
}

/** @param {Drawn} drawn */
function headText({ scene, step: { t }, given, inner }) {
  const { top } = scene.problem;
  if (given) return says("strip.given", { name: symbol(scene, { symbol: "da", t }) });
  if (!inner) return says("crossing.prediction", { cost: symbol(scene, { symbol: top, t }) });
  const out = top === "y" ? { symbol: top, t } : { symbol: "J" };
  return html`${symbol(scene, { symbol: "a", t })} → ${symbol(scene, out)}`;
}

/** @param {Drawn} drawn */
const cellText = ({ scene, step: { t }, inner }) =>
  inner ? say("crossing.gates", { t }) : `${scene.problem.box} ⟨${t}⟩`;

/** @param {Drawn} drawn */
function nextName(drawn) {
  const { frame, step } = drawn;
  return junctionName(
    frame.next + 52,
    frame.y,
    `middle text ${nextLook(drawn)}`,
    says("crossing.next", { t: step.t + 1, costs: lossesText(drawn) }),
  );
}

/** The losses that the next cell leads to. @param {Drawn} drawn */
function lossesText({ scene, step: { t } }) {
  const { T, top } = scene.problem;
  const last = symbol(scene, { symbol: top, t: T });
  if (t + 1 < T) return html`<br>${symbol(scene, { symbol: top, t: t + 1 })} … ${last}`;
  return t < 9 ? last : html`<br>${last}`;
}

/** Why there is no next cell, or what a test hands in for it. @param {Drawn} drawn */
function endName(drawn) {
  const { scene, frame, handed, nought, crossing: found } = drawn;
  const { stub, y, lane } = frame;
  if (handed) return junctionName(stub + 8, y, "start text quiet", handedText(drawn));
  if (!found.back && !found.known(found.state.name)) return nothing;
  const [why, more] =
    nought === "0"
      ? whyNothing(scene.problem, found.back)
      : twoLines(say("nothing.though", { t: scene.problem.T + 1 }));
  const number = comesBack(drawn) ? 26 + (nought === "0" ? 0 : 40) : 0;
  return junctionName(stub + number, y + lane, "start text quiet", html`${why}<br>${more}`);
}

/** @param {Drawn} drawn */
const handedText = (drawn) =>
  comesBack(drawn)
    ? says("crossing.handed", { name: symbol(drawn.scene, { symbol: drawn.handed }) })
    : says("crossing.later", { cost: symbol(drawn.scene, { symbol: "J_later" }) });

/** The number in place of what would come from the next cell. @param {Drawn} drawn */
function zeroName(drawn) {
  const { step, crossing: found, frame, handed, nought } = drawn;
  if (handed || !comesBack(drawn)) return nothing;
  return junctionName(
    frame.stub + 7,
    frame.y + frame.lane - 10,
    "start text path-time",
    html`<b data-quantity=${found.state.time} data-t=${step.t}>${nought}</b>,`,
  );
}

/** What is computed in the prediction or in the cell and stays there. @param {Drawn} drawn */
function innerNames({ scene, step, crossing: found, frame }) {
  const { t, quantity } = step;
  const { x, half, top, tall, middle } = frame;
  const tag = tagOf(scene, step, found);
  /** @param {string} name @param {number} y */
  const name = (name, y) => junctionName(x + half + 12, y, "start", symbol(scene, { symbol: name, t }));
  return [quantity === "dlogits" ? name("dlogits", top + tall / 2) : nothing, tag ? name(tag, middle) : nothing];
}

const LEAVING = ["cell-node", "cell-past", "cell-input"];

/** @param {Scene} scene @param {ShownStep} step @param {Crossing} crossing */
function tagOf(scene, { quantity, kind, head }, { known, active }) {
  if (scene.symbols.dz) return known("dz") ? "dz" : "";
  const crosses = scene.problem.states.some((one) => [one.name, one.total, ...one.parts].includes(quantity));
  const stays = !crosses && !head && !active.some((key) => LEAVING.includes(key));
  return stays && !["running", "arrival"].includes(kind) ? quantity : "";
}
