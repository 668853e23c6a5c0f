// What the inside of an LSTM cell is drawn with: wires that go out, gradients that come back on them, names beside them.

import { sizeOf } from "./crossing.js";
import { arrow, laneWidth } from "./geometry.js";
import { cutRoad, cutRoads, pathAt, pathOf } from "./mistaken.js";
import { inOrder } from "./order.js";
import { symbol } from "./rich.js";
import { largestOf } from "./strip.js";
import { html, nothing, svg } from "./vendor/lit-html.js";

/** @import { Scene } from "./scene" */
/** @import { Colour, ShownStep } from "./drawn" */
/** @import { Point } from "./geometry.js" */
/** @import { PictureRoom } from "./junction-parts.js" */
/** @import { Content } from "./vendor/lit-html.js" */

export const RING = 22;
export const OFF = 5; // of a plus, and of the two lanes of a wire

/** @typedef {[Point, Point]} Segment
 * @typedef {ReturnType<typeof insideOf>} Inside the step and all places, in px at scale 1 */

/** @param {Scene} scene @param {ShownStep} step @param {PictureRoom} room */
export function insideOf(scene, step, { height, still }) {
  const { t, quantity, phase } = step;
  const { T, states } = scene.problem;
  const [ofA, ofC] = states;
  const back = phase === "backward";
  const now = scene.steps.findIndex((other) => other.at === step.at);
  const at = new Map(scene.steps.map((other, i) => [`${other.quantity}.${other.t}`, i]));
  const zero = t === T; // nothing comes from a next cell
  const [low, x, a, c] = [height - 42, 336, height * 0.25, height * 0.52];
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
    handed: (zero && ofC.handed) || "",
    largest: largestOf([scene]),
    /** The index of its step in this column. @param {string} name */
    index: (name) => at.get(`${name}.${t}`) ?? Infinity,
    /** Has it been computed? @param {string} name */
    known: (name) => (at.get(`${name}.${t}`) ?? Infinity) <= now,
    height,
    x, // of the column where a and c are added
    a, // the heights of their rows
    c,
    next: 414, // the next cell's left side
    low, // the stack's row
    gates: { top: low - 60, foot: low - 33 },
    bus: 56, // the wire up to the output gate
    pill: { left: 78, right: 114 }, // × f
    stub: x + RING + 26, // where nothing comes from
    edge: back ? RING : 8, // of a node
  };
}

/** A gate: its letter, what it gives, its wire's key, where it stands, half its width.
 * @typedef {{ name: string, gives: string, key: string, x: number, half: number }} Gate */

/** The three below c. @type {Gate[]} */
export const GATES = [
  { name: "f", gives: "f", key: "forget", x: 144, half: 31 },
  { name: "i", gives: "i", key: "update", x: 209, half: 32 },
  { name: "c", gives: "cc", key: "candidate", x: 282, half: 39 },
];

/** The one on the row of a. @type {Gate} */
export const OUTPUT = { name: "o", gives: "o", key: "output", x: 101, half: 33 };

/** @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 @returns {Segment} */
export const segment = (x1, y1, x2, y2) => [
  [x1, y1],
  [x2, y2],
];

// Forward: which wires a step reads. Backward: what moves beside its own lane.
/** @type {Partial<Record<string, string[]>>} */
const READ = {
  concat: ["stack"],
  c: ["c past", "forget", "update", "candidate", "row", "cell-node", "c next"],
  a: ["output", "cell-node", "node-head", "node-next"],
};
/** @type {Partial<Record<string, string[]>>} */
const MOVED = {
  da_total: ["da_softmax", "da_time"],
  dc_total: ["dc_a", "dc_time"],
  dzo: ["da_total"],
  dc_a: ["da_total"],
  dzf: ["dc_total"],
  dzi: ["dc_total"],
  dzc: ["dc_total"],
  dc_prev: ["dc_total"],
};

/** A wire going out: later, known or active. @param {Inside} inside @param {string} key @param {string} name @param {Segment} points @param {boolean} tip */
export function out({ quantity, back, known }, key, name, points, tip = true) {
  const active = !back && (quantity === name || (READ[quantity] ?? []).includes(key));
  const look = back || key === "c past" || known(name) ? "known" : "later";
  return wire({ key, name, points, width: active ? 3.6 : 1.6, tip, classes: `out ${active ? "active" : look}` });
}

/** The road of a gradient that nobody takes. @param {Inside} inside @param {string} name */
const cutOf = ({ scene, t }, name) => cutRoads(scene).find((road) => road.quantity === name && road.t === t);

/** Has a gradient come, and does somebody take it? @param {Inside} inside @param {string} name */
export const arrived = (inside, name) => inside.known(name) && !cutOf(inside, name);

/** A gradient coming back, once it is there; crossed out if nobody takes it.
 * @param {Inside} inside @param {string} key @param {string} name @param {Segment} points @param {Colour} path
 * @param {{ tip?: boolean, dashed?: boolean, double?: boolean }} look */
export function home(inside, key, name, points, path, look = {}) {
  const { scene, quantity, back, known, index } = inside;
  if (!back || !known(name)) return nothing;
  const cut = cutOf(inside, name);
  if (cut) return cutRoad(cut, points, 0, 1.15);
  const now = quantity === name || (MOVED[quantity] ?? []).includes(name);
  const classes = `back path-${pathOf(scene, { path, step: index(name) })} ${now ? "now" : "done"}`;
  return wire({ key, name, points, width: homeWidth(inside, name, path), classes, ...look });
}

/** As wide as the gradient is large; thin where nothing can come. @param {Inside} inside @param {string} name @param {Colour} path */
function homeWidth({ scene, t, quantity, zero, handed, largest }, name, path) {
  if (zero && /time/.test(name) && !(handed && name === "dc_time")) return 1.8;
  if (path === "ink") return quantity === name ? 3.2 : 1.6;
  return laneWidth(sizeOf(scene, { value: name, t }), largest) * 1.15;
}

/** A wire as faint as what is not yet. @param {Inside} inside @param {string} key @param {string} name @param {Segment} points */
export const rest = ({ back, known }, key, name, points) =>
  back && !known(name) ? wire({ key, name, points, width: 1.6, tip: false, classes: "out later" }) : nothing;

/** @param {{ key: string, name: string, points: Segment, width: number, classes: string, tip?: boolean, dashed?: boolean, double?: boolean }} about */
export function wire({ key, name, points, width, classes, tip = true, dashed = false, double = false }) {
  const outer = double ? width + 4 : width;
  const { shaft, head } = arrow(points, /active|back/.test(classes) ? width + (double ? 2 : 0) : 2.2);
  const [from, to] = tip ? shaft : points;
  return svg`<g class=${`road ${classes}`} data-road=${key} data-quantity=${name}><path class="shaft" d="M${from}L${to}" stroke-width=${outer} stroke-dasharray=${dashed ? "7 5" : nothing}></path>
    ${double ? svg`<path class="between" d="M${from}L${to}" stroke-width=${outer * 0.38}></path>` : nothing}${tip ? svg`<path class="tip" d=${head}></path>` : nothing}</g>`;
}

/** Where nothing moves: the order before a name. @param {Inside} inside @param {string} name @param {Content} content */
export const ordered = ({ scene, step, still }, name, content) =>
  still ? inOrder(scene, step, name, content) : content;

/** A quantity of this column in its lane's colour. @param {Inside} inside @param {string} name */
export const nameOf = (inside, name) =>
  ordered(
    inside,
    name,
    symbol(inside.scene, { symbol: name, t: inside.t, path: pathAt(inside.scene, name, inside.t) }),
  );

/** @param {number} x @param {number} y @param {string} classes @param {Content} content */
export const label = (x, y, classes, content) =>
  html`<div class="name ${classes}" style="left:calc(${x}px*var(--scale));top:calc(${y}px*var(--scale))">${content}</div>`;

/** How far the two lanes of c are from its row: the test's dc_next is wide. @param {Inside} inside */
export const apart = ({ handed }) => (handed ? 9 : OFF);

/** @param {Inside} inside */
export const stackLook = ({ back, known }) => (known(back ? "dconcat" : "concat") ? "known" : "later");

/** Room for the cross on the way from a to c. @param {Inside} inside */
export const aside = (inside) => (inside.back && inside.known("dc_a") && cutOf(inside, "dc_a") ? 22 : 0);
