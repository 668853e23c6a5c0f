// Inside one LSTM cell: c straight through the middle, three gates below it, the output gate on the row of a. The factors
// stand on the wires. Forward the wires lead from the stack to c and a, backward the gradients come down the same wires.

import { insideNames } from "./inside-names.js";
import {
  apart,
  arrived,
  aside,
  GATES,
  home,
  insideOf,
  OFF,
  OUTPUT,
  out,
  RING,
  rest,
  segment,
  stackLook,
  wire,
} from "./inside-wires.js";
import { cutAt } from "./mistaken.js";
import { orderOn } from "./order.js";
import { nothing, svg } from "./vendor/lit-html.js";

/** @import { Scene, State } from "./scene" */
/** @import { ShownStep } from "./drawn" */
/** @import { Gate, Inside, Segment } from "./inside-wires.js" */
/** @import { Picture, PictureRoom } from "./junction-parts.js" */

const DISC = 16;

/** Steps of the head have the crossing or the fan. @param {ShownStep} step */
export const isInside = (step) => !step.head;

export const INSIDE_WIDTH = 476;

/** @param {Scene} scene @param {ShownStep} step @param {PictureRoom} room @returns {Picture} */
export function lstmInside(scene, step, room) {
  const inside = insideOf(scene, step, room);
  const { a, c, gates, ofA, ofC } = inside;
  const drawing = svg`
    ${places(inside)}
    ${carried(inside)}
    ${gradients(inside)}
    ${outputWire(inside)}
    ${pastWire(inside)}
    ${rowWire(inside)}
    ${GATES.map((gate) => drop(inside, gate))}
    ${stackWires(inside)}
    ${GATES.map((gate) => gateBox(inside, gate, gates.top, gates.foot))}${gateBox(inside, OUTPUT, a - 14, a + 14)}
    ${forgetFactor(inside)}
    ${tanhFactor(inside)}
    ${node(inside, ofA, a)}${node(inside, ofC, c)}
    ${orders(inside)}`;
  return { drawing, names: insideNames(inside) };
}

/** The cell, the prediction above it, the next cell. @param {Inside} inside */
function places(inside) {
  const { a, c, x, low, next, zero } = inside;
  return svg`<rect class="inside" x="46" y=${a - 42} width=${x + 34 - 46} height=${low - a + 62} rx="10"></rect>
    <rect class=${`place head ${headLook(inside)}`} x=${x - 76} y="2" width="152" height="32" rx="8"></rect>
    ${zero ? nothing : svg`<rect class=${`place next ${nextLook(inside)}`} x=${next} y=${a - 11} width="60" height=${c - a + 37} rx="8"></rect>`}`;
}

/** @param {Inside} inside */
function headLook({ scene, back, known }) {
  if (scene.problem.given) return "given";
  if (!back) return "later";
  return known("da_softmax") ? "came" : "known";
}

/** @param {Inside} inside */
function nextLook({ quantity, back, known }) {
  if (back) return known("da_time") || known("dc_time") ? "came" : "known";
  if (!known("c")) return "later";
  return ["a", "c"].includes(quantity) ? "active" : "known";
}

/** Does anybody there take it? @param {Inside} inside @param {string} name @param {string} to */
const goes = ({ scene, t }, name, to) =>
  scene.roads.some((road) => !road.back && road.quantity === name && road.t === t && road.to === to);

/** What goes out of a and c. @param {Inside} inside */
function carried(inside) {
  const { x, a, c, next, stub, edge, back, zero, handed } = inside;
  const up = back ? x - OFF : x; // a gradient comes back beside it
  const [rowA, rowC] = back ? [a - OFF, c - apart(inside)] : [a, c];
  const [from, to] = back ? [c - RING, a + RING] : [c - edge, a + edge];
  const nextA = !zero && goes(inside, "a", "next");
  const nextC = (!zero || handed) && goes(inside, "c", "c next");
  return svg`${goes(inside, "a", "head") ? out(inside, "node-head", "a", segment(up, a - edge, up, 34)) : nothing}
    ${nextA ? out(inside, "node-next", "a", segment(x + edge, rowA, next, rowA)) : nothing}
    ${nextC ? out(inside, "c next", "c", segment(x + edge, rowC, zero ? stub : next, rowC)) : nothing}
    ${out(inside, "cell-node", "c", segment(up, from, up, to), back)}`;
}

/** What comes back to the two additions. @param {Inside} inside */
function gradients(inside) {
  const { x, a, c, next, stub, zero, handed } = inside;
  const from = zero ? stub : next;
  const rowC = c + apart(inside);
  return svg`${home(inside, "head-node", "da_softmax", segment(x + OFF, 34, x + OFF, a - RING), "soft", { dashed: true })}
    ${home(inside, "next-node", "da_time", segment(from, a + OFF, x + RING, a + OFF), "time")}
    ${home(inside, "c next-node", "dc_time", segment(from, rowC, x + RING, rowC), "time", { double: !zero || handed !== "" })}
    ${home(inside, "node-c node", "dc_a", segment(x + OFF, a + RING, x + OFF, c - RING), "sum")}`;
}

/** Between the output gate and a. @param {Inside} inside */
function outputWire(inside) {
  const { x, a, edge, back } = inside;
  if (!back) return out(inside, "output", "o", segment(134, a, x - edge, a), true);
  return lane(inside, "output", "dzo", segment(x - RING, a, 134, a), "sum");
}

/** A gradient on its wire, or the wire before it comes.
 * @param {Inside} inside @param {string} key @param {string} name @param {Segment} points @param {"sum"} path @param {{ tip?: boolean }} look */
const lane = (inside, key, name, points, path, look = {}) => [
  home(inside, key, name, points, path, look),
  rest(inside, key, name, points),
];

/** Between the cell before and × f. @param {Inside} inside */
function pastWire(inside) {
  const { c, pill, back, known } = inside;
  const inward = segment(2, c, pill.left, c);
  if (!back) return out(inside, "c past", "c_prev", inward, false);
  return [
    home(inside, "cell-past", "dc_prev", segment(pill.left, c, 2, c), "time", { double: true }),
    known("dc_prev")
      ? nothing
      : wire({ key: "c past", name: "c_prev", points: inward, width: 1.6, classes: "out known" }),
  ];
}

/** Between × f and c. @param {Inside} inside */
function rowWire(inside) {
  const { x, c, pill, edge, back, still } = inside;
  if (!back) return out(inside, "row", "c", segment(pill.right, c, x - edge, c));
  return lane(inside, "row", "dc_total", segment(x - RING, c, pill.right, c), "sum", { tip: still });
}

/** Between a gate and the row of c, and between the stack and the gate. @param {Inside} inside @param {Gate} gate */
function drop(inside, gate) {
  const { c, low, gates, back } = inside;
  const { x, key, name, gives } = gate;
  const [up, down] = [segment(x, gates.top, x, c), segment(x, c, x, gates.top)];
  const points = back ? segment(x, gates.foot, x, low) : segment(x, low, x, gates.foot);
  const active = isOnFoot(inside, gate);
  return [
    back ? lane(inside, key, `dz${name}`, down, "sum") : out(inside, key, gives, up, false),
    wire({
      key: "foot",
      name: "dconcat",
      points,
      width: active ? 3.2 : 1.6,
      tip: !back,
      classes: `out ${active ? "active" : stackLook(inside)}`,
    }),
  ];
}

/** Does something move between the stack and a gate? @param {Inside} inside @param {Gate} gate */
const isOnFoot = ({ quantity }, { name }) => quantity === "dconcat" || quantity === `z${name}`;

/** From the stack to every gate, or back: one line along the foot, up the left side to the output gate. @param {Inside} inside */
function stackWires(inside) {
  const { a, c, low, bus, quantity, back } = inside;
  const on = ["dconcat", "concat"].includes(quantity);
  const foot = `M96,${low}H${GATES[2].x}`;
  const side = `M68,${a}H${bus}V${c - 9}M${bus},${c + 9}V${low - 13}`;
  return svg`${busLine(inside, "foot", foot, on || ["zf", "zi", "zc"].includes(quantity), on)}${busLine(inside, "side", side, on || quantity === "zo", on)}
      ${back ? backToPast(inside) : fromPast(inside)}
      ${factor(40, 96, low, stackLine(inside, on) === "later" ? "later" : "")}`;
}

/** @param {Inside} inside @param {boolean} on */
const stackLine = (inside, on) => (on ? "active" : stackLook(inside));

/** @param {Inside} inside @param {string} key @param {string} path @param {boolean} active @param {boolean} on */
const busLine = (inside, key, path, active, on) =>
  svg`<g class=${`road out ${active ? "active" : stackLine(inside, on)}`} data-road=${key} data-quantity=${inside.back ? "dconcat" : "concat"} data-t=${inside.t}><path class="shaft" d=${path} stroke-width=${active ? 3.2 : 1.6}></path></g>`;

/** Out of the stack: to the cell before, and to the input. @param {Inside} inside */
function backToPast(inside) {
  const { low, height, quantity } = inside;
  return [
    home(inside, "cell-past", "da_prev", segment(40, low, 2, low), "time"),
    quantity === "da_prev" ? nothing : home(inside, "cell-input", "dx", segment(68, low + 13, 68, height - 1), "ink"),
  ];
}

/** @param {Inside} inside */
function fromPast({ low, quantity }) {
  const active = quantity === "concat";
  return wire({
    key: "stack",
    name: "concat",
    points: segment(2, low, 40, low),
    width: active ? 3.6 : 1.6,
    classes: `out ${active ? "active" : "known"}`,
  });
}

/** @param {Inside} inside @param {Gate} gate @param {number} top @param {number} foot */
function gateBox({ t, quantity, back, known }, { name, gives, x, half }, top, foot) {
  const on = [name, gives, `z${name}`, `dz${name}`].includes(quantity);
  const look = back || known(`z${name}`) ? "" : "later";
  return svg`<rect class=${`place ${on ? "active" : look}`} data-quantity=${back ? `dz${name}` : gives} data-t=${t} x=${x - half} y=${top} width=${2 * half} height=${foot - top} rx="6"></rect>`;
}

/** A factor on a wire. @param {number} left @param {number} right @param {number} y @param {string} classes */
const factor = (left, right, y, classes) =>
  svg`<rect class=${`place factor ${classes}`} x=${left} y=${y - 13} width=${right - left} height="26" rx="13"></rect>`;

/** × f, on the row of c. @param {Inside} inside */
function forgetFactor({ c, pill, back, known }) {
  if (back && known("dc_prev")) return factor(pill.left, pill.right, c, "time");
  return factor(pill.left, pill.right, c, back || known("c") ? "" : "later");
}

/** tanh on the way from c to a; back its derivative and × o. @param {Inside} inside */
function tanhFactor(inside) {
  const { x, a, c, back, known } = inside;
  if (!back) return factor(x - 30, x + 30, (a + c) / 2, known("a") ? "" : "later");
  const left = x - 120 - aside(inside);
  return factor(left, left + 134, (a + c) / 2 - 1, arrived(inside, "dc_a") ? "sum" : "later");
}

/** @param {Inside} inside @param {State} state @param {number} y */
const node = (inside, state, y) =>
  inside.back && inside.known(state.total) ? plus(inside, state, y) : dot(inside, state, y);

/** @param {Inside} inside @param {State} state @param {number} y */
const plus = ({ scene, t, x }, state, y) =>
  svg`<g class="plus ${cutAt(scene, t, state) ? "cut" : ""}" data-quantity=${state.total} data-t=${t}>
      <circle class="ring" cx=${x} cy=${y} r=${RING}></circle><circle class="disc" cx=${x} cy=${y} r=${DISC}></circle><path class="sign" d="M${x - 9},${y}H${x + 9}M${x},${y - 9}V${y + 9}"></path></g>`;

/** @param {Inside} inside @param {State} state @param {number} y */
function dot({ t, x, quantity, back, known }, { name }, y) {
  const here = quantity === name;
  const look = here ? "active" : "known";
  return svg`<g class=${`dot ${back || known(name) ? look : "later"}`} data-quantity=${name} data-t=${t}>${back ? svg`<circle class="ring" cx=${x} cy=${y} r=${RING}></circle>` : nothing}
      <circle cx=${x} cy=${y} r=${here && !back ? 10 : 6}></circle></g>`;
}

/** Without motion: the order on lanes whose names carry none. @param {Inside} inside */
function orders(inside) {
  const { scene, step, still, x, a, c, zero } = inside;
  if (!still) return nothing;
  const right = x + RING + (zero ? 18 : 28);
  /** @param {string} name @param {number} x @param {number} y */
  const order = (name, x, y) => (arrived(inside, name) ? orderOn(scene, step, name, [x, y], 0.85) : nothing);
  return svg`${order("da_time", right, a + OFF)}${order("dc_time", right, c + OFF)}
    ${order("dc_a", x + 24, (a + c) / 2 - 2)}`;
}
