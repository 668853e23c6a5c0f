// The wires inside an LSTM cell, as a table: what goes out on each, what comes back on it, from where to where, and what is on it.

import { laneWidth } from "../geometry.js";
import { nothing } from "../vendor/lit-html.js";
import { reads } from "../worked.js";
import { sizeOf } from "./crossing.js";
import { drawCutLane, drawLane, drawWire } from "./draw.js";
import { cutRoads, pathOf } from "./mistaken.js";
import { largestOf } from "./strip.js";

/** @import { Path, Scene } from "../scene" */
/** @import { ShownStep } from "../drawn" */
/** @import { Look } from "./draw.js" */
/** @import { Point, Polyline } from "../geometry.js" */
/** @import { PictureRoom } from "./junction-parts.js" */

export const RING = 22;
export const OFF = 5; // of a plus, and of the two lanes of a wire

/** @typedef {ReturnType<typeof insideOf>} Inside the step and all places, in px at scale 1 */

/** @param {Scene} scene @param {ShownStep} step @param {PictureRoom} room */
export function insideOf(scene, step, { height, still }) {
  const { t, quantity, phase } = step;
  const { T, states } = scene.problem;
  const [ofA, ofC] = states;
  const back = phase === "backward";
  const now = scene.steps.findIndex((other) => other.at === step.at);
  const at = new Map(scene.steps.map((other, i) => [`${other.quantity}.${other.t}`, i]));
  const zero = t === T; // nothing comes from a next cell
  const handed = (zero && ofC.handed) || "";
  const [low, x, a, c] = [height - 42, 336, height * 0.25, height * 0.52];
  const apart = handed ? 9 : OFF; // of the two lanes of c from its row: the test's dc_next is wide
  const next = 414; // the next cell's left side
  const stub = x + RING + 26; // where nothing comes from
  return {
    scene,
    step,
    t,
    quantity,
    back,
    still,
    ofA,
    ofC,
    zero,
    handed,
    largest: largestOf([scene]),
    /** The index of its step in this column. @param {string} name */
    index: (name) => at.get(`${name}.${t}`) ?? Infinity,
    /** Has it been computed? @param {string} name */
    known: (name) => (at.get(`${name}.${t}`) ?? Infinity) <= now,
    /** Does the step read or write it? All else is pale and has no name. @param {string} name */
    here: (name) => quantity === name || reads(step, name),
    height,
    x, // of the column where a and c are added
    a, // the heights of their rows
    c,
    low, // the stack's row
    head: 34, // the foot of the prediction
    next,
    stub,
    from: zero ? stub : next, // where what comes from the right begins
    gates: { top: low - 60, foot: low - 33 },
    bus: 56, // the wire up to the output gate
    pill: { left: 78, right: 114 }, // × f
    edge: back ? RING : 8, // of a node
    out: back ? { x: x - OFF, a: a - OFF, c: c - apart } : { x, a, c }, // going out, beside what comes back
    home: { x: x + OFF, a: a + OFF, c: c + apart },
  };
}

/** A gate: its letter, what it gives, what is said on it, where it stands, half its width.
 * @typedef {{ name: string, gives: string, says: string, x: number, half: number }} Gate */

/** The three below c. @type {Gate[]} */
export const GATES = [
  { name: "f", gives: "f", says: "inside.forget", x: 138, half: 30 },
  { name: "i", gives: "i", says: "inside.update", x: 206, half: 30 },
  { name: "c", gives: "cc", says: "inside.candidate", x: 283, half: 39 },
];

/** The one on the row of a. @type {Gate} */
export const OUTPUT = { name: "o", gives: "o", says: "inside.output", x: 101, half: 33 };

/** @typedef {(inside: Inside) => Polyline} Way */

/** A value on a wire: it moves in its own step, and in those that `read` it here. `to` is its goal in the scene, where there may be
 * none; `comes`: from the cell before, so it is always there.
 * @typedef {{ value: string, read: string[], way: Way, to?: string, comes?: true, tip?: (inside: Inside) => boolean }} Outward */

/** A gradient on it, in the colour of its `path`: it moves in its own step, and in those that `read` it here. Where it `waits` the wire is
 * faint until it has come; `not` in a step that needs its room.
 * @typedef {{ gradient: string, path: Path, read: string[], way: Way, double?: true, waits?: true, not?: string,
 *   tip?: (inside: Inside) => boolean }} Homeward */

/** A wire, by its ends: both lanes of one that is `wide` are drawn on the way back, else there is one at a time.
 * @typedef {{ road: string, wide?: true, out?: Outward, home?: Homeward }} Wire */

/** @param {Point} from @param {Point} to @returns {Polyline} */
const line = (from, to) => [from, to];

const never = () => false;

/** A wire between a gate and the row of c. @param {Gate} gate @returns {Wire} */
const gateWire = ({ name, gives, x }) => ({
  road: `${name}-row`,
  out: { value: gives, read: ["c"], tip: never, way: ({ gates, c }) => line([x, gates.top], [x, c]) },
  home: {
    gradient: `dz${name}`,
    path: "sum",
    read: [],
    waits: true,
    way: ({ gates, c }) => line([x, c], [x, gates.top]),
  },
});

/** All that are wires on the way out and lanes on the way back. @type {Wire[]} */
export const WIRES = [
  {
    road: "node-head",
    wide: true,
    out: { value: "a", to: "head", read: [], way: ({ out, a, edge, head }) => line([out.x, a - edge], [out.x, head]) },
    home: {
      gradient: "da_softmax",
      path: "soft",
      read: ["da_total"],
      way: ({ home, a, head }) => line([home.x, head], [home.x, a - RING]),
    },
  },
  {
    road: "node-next",
    wide: true,
    out: { value: "a", to: "next", read: [], way: ({ out, x, edge, next }) => line([x + edge, out.a], [next, out.a]) },
    home: {
      gradient: "da_time",
      path: "time",
      read: ["da_total"],
      way: ({ home, x, from }) => line([from, home.a], [x + RING, home.a]),
    },
  },
  {
    road: "c-next",
    wide: true,
    out: {
      value: "c",
      to: "c next",
      read: [],
      way: ({ out, x, edge, from }) => line([x + edge, out.c], [from, out.c]),
    },
    home: {
      gradient: "dc_time",
      path: "time",
      double: true,
      read: ["dc_total"],
      way: ({ home, x, from }) => line([from, home.c], [x + RING, home.c]),
    },
  },
  {
    road: "cell-node",
    wide: true,
    out: {
      value: "c",
      read: ["a"],
      tip: ({ back }) => back,
      way: ({ out, a, c, edge }) => line([out.x, c - edge], [out.x, a + edge]),
    },
    home: {
      gradient: "dc_a",
      path: "sum",
      double: true,
      read: ["dc_total"],
      way: ({ home, a, c }) => line([home.x, a + RING], [home.x, c - RING]),
    },
  },
  {
    road: "output-a",
    out: { value: "o", read: ["a"], way: ({ x, a, edge }) => line([134, a], [x - edge, a]) },
    home: { gradient: "dzo", path: "sum", read: [], waits: true, way: ({ x, a }) => line([x - RING, a], [134, a]) },
  },
  {
    road: "past-row",
    out: {
      value: "c_prev",
      read: ["c"],
      comes: true,
      tip: ({ back }) => back,
      way: ({ c, pill }) => line([2, c], [pill.left, c]),
    },
    home: {
      gradient: "dc_prev",
      path: "time",
      double: true,
      read: [],
      way: ({ c, pill }) => line([pill.left, c], [2, c]),
    },
  },
  {
    road: "row-c",
    out: { value: "c", read: [], way: ({ x, c, pill, edge }) => line([pill.right, c], [x - edge, c]) },
    home: {
      gradient: "dc_total",
      path: "sum",
      double: true,
      read: ["dzf", "dzi", "dzc", "dc_prev"],
      waits: true,
      tip: ({ still }) => still,
      way: ({ x, c, pill }) => line([x - RING, c], [pill.right, c]),
    },
  },
  ...GATES.map(gateWire),
  {
    road: "stack-past",
    home: { gradient: "da_prev", path: "time", read: [], way: ({ low }) => line([40, low], [2, low]) },
  },
  {
    road: "stack-input",
    home: {
      gradient: "dx",
      path: "ink",
      read: [],
      not: "da_prev",
      way: ({ low, height }) => line([68, low + 13], [68, height - 1]),
    },
  },
];

/** What leads from the stack to the gates, and back the same way: the steps in which something moves on it.
 * @type {{ road: string, steps: string[], way: Way, tip?: (inside: Inside) => boolean }[]} */
export const STACK = [
  ...GATES.map(({ name, x }) => ({
    road: `stack-${name}`,
    steps: ["dconcat", `z${name}`],
    /** @type {Way} */
    way: ({ back, gates, low }) => (back ? line([x, gates.foot], [x, low]) : line([x, low], [x, gates.foot])),
    /** @param {Inside} inside */
    tip: ({ back }) => !back,
  })),
  {
    road: "stack-gates",
    steps: ["concat", "dconcat", "zf", "zi", "zc"],
    way: ({ low }) => line([96, low], [GATES[2].x, low]),
  },
  {
    road: "stack-output",
    steps: ["concat", "dconcat", "zo"],
    way: ({ bus, c, low }) => line([bus, low - 13], [bus, c + 9]),
  },
  {
    road: "stack-output",
    steps: ["concat", "dconcat", "zo"],
    way: ({ bus, a, c }) => [
      [bus, c - 9],
      [bus, a],
      [68, a],
    ],
  },
];

/** The lane of a gradient that nobody takes. @param {Inside} inside @param {string} name */
const cutOf = ({ scene, t }, name) => cutRoads(scene).find((road) => road.quantity === name && road.t === t);

/** Has a gradient come, and does somebody take it? @param {Inside} inside @param {string} name */
export const arrived = (inside, name) => inside.known(name) && !cutOf(inside, name);

/** Is a wire's value on it? On the way back it lies beside the gradient, or only until that comes. @param {Inside} inside @param {Wire} wire */
function hasValue(inside, { wide, out, home }) {
  if (!out || !isSent(inside, out)) return false;
  return !inside.back || wide || !(home?.waits || (home && inside.known(home.gradient)));
}

/** Is there something that takes it? @param {Inside} inside @param {Outward} out */
function isSent({ scene, t, zero, handed }, { value, to }) {
  if (!to) return true;
  const beyond = to !== "head" && zero;
  if (beyond && !(handed && to === "c next")) return false;
  return scene.roads.some((road) => !road.back && road.quantity === value && road.t === t && road.to === to);
}

/** What goes out on a wire. @param {Inside} inside @param {Wire} wire */
export function wireOf(inside, wire) {
  const { t, quantity, back, known } = inside;
  const { road, out } = wire;
  if (!out || !hasValue(inside, wire)) return nothing;
  const { value, read, comes, way, tip } = out;
  const active = !back && (quantity === value || read.includes(quantity));
  const look = back || comes || known(value) ? "known" : "later";
  const stroke = { ...(active ? ACTIVE : RESTING), tip: tip?.(inside) };
  return drawWire({ quantity: value, t, road }, active ? "active" : look, way(inside), stroke);
}

const ACTIVE = { width: 3.6 };
const RESTING = { width: 1.6, head: 2.2 };

/** What comes back on a wire, once it is there; crossed out if nobody takes it. @param {Inside} inside @param {Wire} wire */
export function laneOf(inside, { road, home }) {
  const { scene, t, quantity, back, known, index } = inside;
  if (!home || !back || quantity === home.not) return nothing;
  const { gradient, read, way } = home;
  const points = way(inside);
  if (!known(gradient))
    return home.waits
      ? drawWire({ quantity: gradient, t, road }, "later", points, { ...RESTING, tip: false })
      : nothing;
  const cut = cutOf(inside, gradient);
  if (cut) return drawCutLane(cut, points, 1.15);
  const now = quantity === gradient || read.includes(quantity);
  const path = pathOf(scene, { path: home.path, step: index(gradient) });
  return drawLane({ quantity: gradient, t, road, path }, now ? "now" : "done", points, strokeOf(inside, home));
}

/** As wide as the gradient is large; thin where nothing can come. @param {Inside} inside @param {Homeward} home */
function strokeOf(inside, { gradient, path, double, tip }) {
  const { scene, t, quantity, largest } = inside;
  const rest = { tip: tip?.(inside), dashes: path === "soft" ? "7 5" : undefined };
  if (isZero(inside, gradient)) return { ...rest, width: 1.8 };
  if (path === "ink") return { ...rest, width: quantity === gradient ? 3.2 : 1.6 };
  const width = laneWidth(sizeOf(scene, { value: gradient, t }), largest) * 1.15;
  return double ? { ...rest, double, width: width + 4, head: width + 2 } : { ...rest, width };
}

/** Does it come from where there is nothing? @param {Inside} inside @param {string} gradient */
const isZero = ({ zero, handed, ofA, ofC }, gradient) =>
  zero && (gradient === ofA.time || (gradient === ofC.time && !handed));

/** Something of the stack, on its way to the gates or back from them. @param {Inside} inside @param {typeof STACK[number]} line */
export function stackLine(inside, { road, steps, way, tip = never }) {
  const { t, quantity, back } = inside;
  const active = steps.includes(quantity);
  const stroke = active ? { width: 3.2 } : RESTING;
  const about = { quantity: back ? "dconcat" : "concat", t, road };
  return drawWire(about, active ? "active" : stackLook(inside), way(inside), { ...stroke, tip: tip(inside) });
}

/** What is stacked, on its way in. @param {Inside} inside */
export function intoStack({ t, quantity, back, low }) {
  if (back) return nothing;
  const active = quantity === "concat";
  const points = line([2, low], [40, low]);
  return drawWire(
    { quantity: "concat", t, road: "past-stack" },
    active ? "active" : "known",
    points,
    active ? ACTIVE : RESTING,
  );
}

/** @param {Inside} inside @returns {Look} */
const stackLook = ({ back, known }) => (known(back ? "dconcat" : "concat") ? "known" : "later");
