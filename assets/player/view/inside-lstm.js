// Inside one LSTM cell: c straight through the middle, three gates below it, the output gate on the row of a. The factors
// stand on the wires. Forward the wires lead from the stack to c and a, backward the gradients come down the same wires.

import { orderOn } from "../order.js";
import { nothing, svg } from "../vendor/lit-html.js";
import { drawBox, drawDot, drawPlus } from "./draw.js";
import { factorsOf, insideNames, isFactorHere, isGateHere } from "./inside-names.js";
import {
  arrived,
  GATES,
  insideOf,
  intoStack,
  laneOf,
  OFF,
  OUTPUT,
  RING,
  STACK,
  stackLine,
  WIRES,
  wireOf,
} from "./inside-wires.js";
import { cutAt } from "./mistaken.js";

/** @import { Scene, State } from "../scene" */
/** @import { ShownStep } from "../drawn" */
/** @import { BoxLook, Picture } from "./draw.js" */
/** @import { Factor } from "./inside-names.js" */
/** @import { Gate, Inside } from "./inside-wires.js" */
/** @import { PictureRoom } from "./junction-parts.js" */

/** Steps of the head have the crossing or the fan.
 * @type {import("./junction.js").Inside} */
export const LSTM = { draw: lstmInside, shows: (step) => !step.head, width: 476 };

/** @param {Scene} scene @param {ShownStep} step @param {PictureRoom} room @returns {Picture} */
function lstmInside(scene, step, room) {
  const inside = insideOf(scene, step, room);
  const { a, c, gates, ofA, ofC } = inside;
  const drawing = svg`
    ${places(inside)}
    ${WIRES.map((wire) => wireOf(inside, wire))}
    ${WIRES.map((wire) => laneOf(inside, wire))}
    ${STACK.map((line) => stackLine(inside, line))}${intoStack(inside)}
    ${GATES.map((gate) => gateBox(inside, gate, gates.top, gates.foot))}${gateBox(inside, OUTPUT, a - 14, a + 14)}
    ${factorsOf(inside).map((factor) => factorBox(inside, factor))}
    ${node(inside, ofA, a)}${node(inside, ofC, c)}
    ${orders(inside)}`;
  return { drawing, names: insideNames(inside) };
}

/** The cell, the prediction above it, the next cell. @param {Inside} inside */
function places(inside) {
  const { a, c, x, low, next, zero } = inside;
  return svg`<rect class="cell-inside" x="46" y=${a - 42} width=${x + 34 - 46} height=${low - a + 62} rx="10"></rect>
    ${drawBox("head", headLook(inside), { x: x - 76, y: 2, width: 152, height: 32 })}
    ${zero ? nothing : drawBox("next", nextLook(inside), { x: next, y: a - 11, width: 60, height: c - a + 37 })}`;
}

/** @param {Inside} inside @returns {BoxLook} */
function headLook({ scene, here }) {
  if (scene.problem.given) return "given";
  return here("da_softmax") ? "came" : "later";
}

/** @param {Inside} inside @returns {BoxLook} */
function nextLook({ quantity, back, here }) {
  if (back) return here("da_time") || here("dc_time") ? "came" : "later";
  return ["a", "c"].includes(quantity) ? "active" : "later";
}

/** @param {Inside} inside @param {Gate} gate @param {number} top @param {number} foot */
function gateBox(inside, gate, top, foot) {
  const { t, quantity, back } = inside;
  const { name, gives, x, half } = gate;
  const on = [gives, `z${name}`, `dz${name}`].includes(quantity);
  const look = isGateHere(inside, gate) ? "" : "later";
  const box = { x: x - half, y: top, width: 2 * half, height: foot - top, rx: 6 };
  return drawBox("gate", on ? "active" : look, box, { quantity: back ? `dz${name}` : gives, t });
}

/** @param {Inside} inside @param {Factor} factor */
function factorBox(inside, factor) {
  const { middle, half, look } = factor;
  const [x, y] = middle(inside);
  const width = 2 * half(inside);
  return drawBox("factor", isFactorHere(inside, factor) ? look(inside) : "later", {
    x: x - width / 2,
    y: y - 13,
    width,
    height: 26,
    rx: 13,
  });
}

/** @param {Inside} inside @param {State} state @param {number} y */
function node({ scene, t, x, quantity, back, known, here: isHere }, state, y) {
  if (back && known(state.total)) {
    const size = { r: 16, arm: 9, width: 4, ring: RING };
    const plus = drawPlus({ quantity: state.total, t }, [x, y], size, cutAt(scene, t, state));
    return isHere(state.total) ? plus : svg`<g class="pale">${plus}</g>`;
  }
  const about = { quantity: state.name, t };
  const here = quantity === state.name;
  if (back) return drawDot(about, here ? "active" : "known", [x, y], 6, { r: RING });
  const look = here ? "active" : "known";
  return drawDot(about, known(state.name) ? look : "later", [x, y], here ? 10 : 6);
}

/** Without motion: the order on lanes whose names carry none. @param {Inside} inside */
function orders(inside) {
  const { scene, step, still, x, a, c, zero, ofA, ofC } = inside;
  if (!still) return nothing;
  const right = x + RING + (zero ? 18 : 28);
  /** @param {string} name @param {number} x @param {number} y */
  const order = (name, x, y) => (arrived(inside, name) ? orderOn(scene, step, name, [x, y], 0.85) : nothing);
  return svg`${order(ofA.time, right, a + OFF)}${order(ofC.time, right, c + OFF)}
    ${order("dc_a", x + 24, (a + c) / 2 - 2)}`;
}
