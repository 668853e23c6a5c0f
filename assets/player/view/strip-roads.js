// The roads of the strip: where each begins and ends, wires that go out, lanes on which a gradient comes back.

import { arrow, laneWidth, longest } from "../geometry.js";
import { textWidth } from "../measure.js";
import { orderOf } from "../order.js";
import { nothing, svg } from "../vendor/lit-html.js";
import { reads } from "../worked.js";
import { drawLane, drawOrder, drawTip, drawWire } from "./draw.js";
import { cutRoads, pathOf } from "./mistaken.js";
import { whyNothing } from "./rich.js";

/** @import { BackRoad, OutRoad, Road, Scene, State } from "../scene" */
/** @import { Moment } from "../drawn" */
/** @import { Point, Polyline, Strip } from "../geometry.js" */

/** What is drawn: the step, what is known by then, the size of the largest gradient; `still` without motion.
 * @typedef {{ scene: Scene, index: number, now: Moment, g: Strip, largest: number, known: Known, still: boolean, states: State[] }} Context
 * @typedef {(quantity: string, t: number) => boolean} Known has it been computed? */

/** The height of a state's row, and the one at which it enters the next cell. @param {Strip} g @param {number} i */
export const row = (g, i) => (i ? g.y.inner : g.y.node);
/** @param {Strip} g @param {number} i */
export const enter = (g, i) => (i ? g.y.inner : g.y.enter);

/** Radius at which lanes end: the ring around the node, 0 for a bare dot.
 * @param {Context} context @param {number} t @param {State | undefined} state */
export function nodeRadius({ now, g, known }, t, state) {
  if (!state) return 0;
  if (now.t === t && now.phase === "backward") return 1.36 * g.radius.now;
  if (known(state.total, t)) return g.radius.done;
  return known(state.prev, t + 1) && now.phase !== "forward" && t < g.T ? g.radius.done : 0;
}

/** Where the stub of the literal 0 begins, as far to the right as there is room for what stands there.
 * @param {Context} context @param {number} t */
export function zeroEnd(context, t) {
  const { scene, g, states } = context;
  if (states.length > 1) return g.cx(t) + g.cell.w / 2 + (g.scale < 1 ? 10 : 22) * g.scale; // both stubs begin beside the cell
  const from = g.cx(t) + nodeRadius(context, t, states[0]);
  const least = from + 22 * g.scale;
  if (!g.large) return least;
  const room = Math.max(84 * g.scale, endWidth(scene, g));
  return Math.max(Math.min(from + 62 * g.scale, g.left(t) + g.p * 0.78, g.width - room), least);
}

/** The width of what stands there: a 0, and why. @param {Scene} scene @param {Strip} g */
export function endWidth(scene, { scale, measure, font }) {
  const why = Math.max(...whyNothing(scene).map((line) => textWidth(measure, line, font.text)));
  return 6 * scale + textWidth(measure, "0, ", font.text, true) + why;
}

/** Where roads touch a node: out of its top and into its foot while it is a dot, beside which wires pass; round its ring
 * when a gradient has come.
 * @typedef {{ y: number, top: number, foot: number, above: number, below: number, right: number, beside: number }} Touch */

/** @param {Strip} g @param {number} x @param {number} y @param {number} ring @returns {Touch} */
function touch(g, x, y, ring) {
  const dot = y - g.lane;
  return {
    y,
    top: ring ? y - ring : dot,
    foot: ring ? y + ring : dot,
    above: y - (ring || g.radius.dot),
    below: y + ring,
    right: ring ? x + ring : x - g.lane,
    beside: x + (ring || 1.9 * g.radius.dot),
  };
}

/** The places of one column. @param {Context} context @param {Road} road */
function placesOf(context, { t, back }) {
  const { g, states } = context;
  const { y, head, cell, lane, edge, scale } = g;
  const x = g.cx(t);
  const left = x - cell.w / 2;
  const ring = nodeRadius(context, t, states[0]);
  const ring2 = nodeRadius(context, t, states[1]);
  const last = t === g.T;
  return {
    x: x + (back ? lane : -lane),
    lane,
    last,
    node: touch(g, x, y.node, ring),
    inner: touch(g, x, y.inner, ring2),
    head: { top: y.head - head.h / 2, foot: y.head + head.h / 2 },
    cell: { top: y.cell - cell.h / 2, foot: y.cell + cell.h / 2, left, before: left - 30 * scale },
    cost: y.cost + 0.6 * edge,
    input: y.input - 0.6 * edge,
    enter: y.enter,
    next: g.cx(t + 1) - cell.w / 2, // the next cell's left side
    before: g.before,
    end: last ? zeroEnd(context, t) : g.cx(t + 1) - cell.w / 2, // of what nothing sends
  };
}

/** By where a road goes, its points. A second state's places are those inside the cell.
 * @type {Record<string, (places: ReturnType<typeof placesOf>) => Polyline>} */
const WAYS = {
  "input-cell": ({ x, input, cell }) => straight(x, input, cell.foot),
  "cell-node": ({ x, cell, node }) => straight(x, cell.top, node.foot),
  "inner node-node": ({ x, inner, node }) => straight(x, inner.top, node.foot),
  "node-head": ({ x, node, head }) => straight(x, node.top, head.foot),
  "head-cost": ({ x, head, cost }) => straight(x, head.top, cost),
  "cost-head": ({ x, head, cost }) => straight(x, cost, head.top),
  "head-node": ({ x, head, node }) => straight(x, head.foot, node.above),
  "node-inner node": ({ x, node, inner }) => straight(x, node.below, inner.above),
  "node-cell": ({ x, node, cell }) => straight(x, node.below, cell.top),
  "cell-input": ({ x, cell, input }) => straight(x, cell.foot, input),
  "cell-start": ({ cell, enter, lane }) => level(enter + lane, cell.left, cell.before),
  "inner node-inner start": ({ cell, inner, lane }) => level(inner.y + lane, cell.left, cell.before),
  "inner node-inner next": ({ inner, lane, end }) => level(inner.y - lane, inner.right, end),
  "inner next-inner node": ({ inner, lane, end }) => level(inner.y + lane, end, inner.beside),
  "node-next": ({ node, lane, next, before, enter }) => [
    [node.right, node.y - lane],
    [next - before, node.y - lane],
    [next - before, enter - lane],
    [next, enter - lane],
  ],
  "next-node": ({ node, lane, next, before, enter, last, end }) =>
    last
      ? level(node.y + lane, end, node.beside)
      : [
          [next, enter + lane],
          [next - before - 2 * lane, enter + lane],
          [next - before - 2 * lane, node.y + lane],
          [node.beside, node.y + lane],
        ],
};

/** @param {number} x @param {number} from @param {number} to @returns {Polyline} */
const straight = (x, from, to) => [
  [x, from],
  [x, to],
];

/** @param {number} y @param {number} from @param {number} to @returns {Polyline} */
const level = (y, from, to) => [
  [from, y],
  [to, y],
];

/** Points of a road, from where the value leaves to where it arrives. @param {Context} context @param {Road} road */
export function points(context, road) {
  const [from, to] = [road.from, road.to].map((place) => place.replace(/^\w+ /, "inner ")); // the row of a second state
  return WAYS[`${from}-${to}`](placesOf(context, road));
}

/** A wire going out. @param {Context} context @param {OutRoad} road */
export function wireOf(context, road) {
  const { scale, corner } = context.g;
  const active = isActive(context, road);
  const dashes = road.to === "head" && active ? `${8 * scale} ${5 * scale}` : undefined;
  const [width, head] = (active ? [4, 4] : [1.6, 2.2]).map((px) => px * scale);
  const stroke = { width, head, tip: !road.to.endsWith("node"), dashes, corner };
  const { quantity, t, to } = road;
  return drawWire({ quantity, t, to }, active ? "active" : wireLook(context, road), points(context, road), stroke);
}

/** An input is there from its column's first step on. @param {Context} context @param {OutRoad} road */
function wireLook({ scene, index }, { quantity, t, step }) {
  const known = step <= index || (quantity === "x" && scene.steps.findIndex((one) => one.t === t) <= index);
  return known ? "known" : "later";
}

/** @param {OutRoad} road */
const arrival = (road) => (road.to.endsWith("next") ? road.t + 1 : road.t);

/** What the value on a wire is called where it arrives. @param {State[]} states @param {OutRoad} road */
function called(states, { quantity, to }) {
  const state = to.endsWith("next") ? states.find(({ name }) => name === quantity) : undefined;
  return state ? state.arrives : quantity;
}

/** Is this a wire on which something moves in this step? In the forward pass one that it reads, or that leaves it.
 * @param {Context} context @param {OutRoad} road */
function isActive({ now, states }, road) {
  const arrives = now.t === arrival(road) && reads(now, called(states, road));
  if (now.phase !== "forward") return now.kind === "running" && arrives;
  if (now.t === road.t && now.quantity === road.quantity) return !now.hidden && road.from !== "cell"; // what leaves the cell is read by a
  return now.quantity !== "loss" && arrives;
}

/** A gradient is on its road once it has been computed (da_time: once it has left the next cell), until that ends.
 * @param {Pick<Context, "index">} context @param {BackRoad} road */
export const hasCome = ({ index }, { step, leaves = step, until = Infinity }) => index >= leaves && index < until;

/** The roads that a mistake has cut by now. @param {Pick<Context, "scene" | "index">} context */
export const cutByNow = ({ scene, index }) =>
  cutRoads(scene).filter(({ step, leaves = step }) => index >= Math.min(leaves, step));

/** Does the green plus stand at a state's node? Another plus would tell what is asked. @param {Pick<Context, "now" | "known" | "states">} context
 * @param {number} t @param {State} state */
export const hasPlus = ({ now, known, states }, t, { total }) =>
  (!now.hidden || states.every((state) => state.total !== now.quantity)) && known(total, t);

/** A gradient coming back. @param {Context} context @param {BackRoad} road */
export function laneOf(context, road) {
  const { scene, g, still } = context;
  const { quantity, t, size } = road;
  if (!hasCome(context, road)) return nothing;
  const zero = isZero(context, road);
  const about = { quantity, t, size, zero, path: pathOf(scene, road) };
  const dashes = road.path === "soft" ? `${7 * g.scale} ${4.5 * g.scale}` : undefined;
  const stroke = { ...strokeOf(context, road, zero), dashes, corner: g.corner };
  const order = still ? orderOfLane(context, road) : nothing;
  return drawLane(about, isNow(context, road) ? "now" : "done", points(context, road), stroke, order);
}

/** @param {Context} context @param {BackRoad} road */
const isNow = ({ index, now }, road) =>
  index === road.step || index === road.leaves || (now.t === road.t && now.phase === "backward");

/** Does it come from where there is nothing? @param {Pick<Context, "scene" | "states">} context @param {BackRoad} road */
export const isZero = ({ scene, states }, road) =>
  road.t === scene.problem.T && states.some(({ time, handed }) => time === road.quantity && !handed);

/** How wide a lane is by its size. @param {Context} context @param {BackRoad} road */
const widthOf = ({ g, largest }, { size }) => laneWidth(size, largest) * g.scale * (g.large ? 1 : 0.8);

/** A thin lane where nothing can come; a double one of a second state. @param {Context} context @param {BackRoad} road @param {boolean} zero */
function strokeOf(context, road, zero) {
  const { scale } = context.g;
  if (zero) return { width: 1.8 * scale };
  const width = widthOf(context, road);
  const double = context.states.slice(1).some(({ time, prev }) => [time, prev].includes(road.quantity));
  return double ? { width: width + 3 * scale, head: width + 1.5 * scale, double } : { width };
}

/** Without motion: which lanes this step uses, in which order, and which way they go.
 * @param {Context} context @param {BackRoad} road */
function orderOfLane(context, road) {
  const number = laneNumber(context, road);
  if (!number) return nothing;
  const [a, b] = carrier(context, road);
  /** @type {Point} */
  const middle = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  const [right, down] = numberBeside(context, road);
  const tip = arrow([a, middle], widthOf(context, road)).head;
  return svg`${drawTip(tip)}${drawOrder([middle[0] + right, middle[1] + down], number, context.g.scale)}`;
}

/** @param {Context} context @param {BackRoad} road */
export function laneNumber({ scene, now, index }, road) {
  if (index === road.leaves) return orderOf(scene, now, now.quantity);
  return road.t === now.t ? orderOf(scene, now, road.quantity) : 0;
}

/** How far beside or under its lane a number stands, where the lane is too short to carry it; off the texts in which the shortest ones end:
 * of the cost above the prediction, of the input below the cell.
 * @param {Context} context @param {BackRoad} road @returns {Point} */
export function numberBeside(context, road) {
  const { scale } = context.g;
  const [a, b] = carrier(context, road);
  const long = Math.hypot(b[0] - a[0], b[1] - a[1]);
  const away = 15 * scale;
  if (long >= 30 * scale) return [0, 0];
  if (a[1] === b[1]) return [0, away];
  if (road.to === "input") return [-48 * scale, Math.max(long / 2, 10 * scale - long / 2)];
  if (road.from !== "cost") return [away, 0];
  const down = Math.max(10 * scale - long / 2, 0);
  return [scale < 1 && down > 4 * scale ? 2.4 * away : away, down]; // on a phone it would lie over the prediction's name
}

/** The piece of a lane that carries its number: the one on which it arrives, if it is long enough, or the longest. @param {Context} context
 * @param {BackRoad} road @returns {[Point, Point]} */
function carrier(context, road) {
  const all = points(context, road);
  const [a, b] = all.slice(-2);
  return Math.hypot(b[0] - a[0], b[1] - a[1]) >= 30 * context.g.scale ? [a, b] : longest(all);
}
