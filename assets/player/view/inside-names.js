// The names inside an LSTM cell: what stands on its gates and factors, beside its wires, and where they lead.

import { inOrder } from "../order.js";
import { say } from "../say.js";
import { html, nothing } from "../vendor/lit-html.js";
import { drawName } from "./draw.js";
import { arrived, aside, GATES, isStackLater, OFF, OUTPUT, RING } from "./inside-wires.js";
import { landingWords } from "./landing.js";
import { pathAt } from "./mistaken.js";
import { rich, symbol, whyNothing, zeroText } from "./rich.js";
import { says } from "./says.js";

/** @import { BoxLook, NameLook, Side } from "./draw.js" */
/** @import { Point } from "../geometry.js" */
/** @import { Gate, Inside } from "./inside-wires.js" */
/** @import { Content } from "../vendor/lit-html.js" */

/** @param {Inside} inside @returns {Content[]} */
export function insideNames(inside) {
  const { a, gates } = inside;
  return [
    GATES.map((gate) => dropNames(inside, gate)),
    GATES.map((gate) => gateName(inside, gate, (gates.top + gates.foot) / 2)),
    gateName(inside, OUTPUT, a),
    FACTORS.map(({ middle, name }) => drawName(middle(inside), "middle", ["text"], name(inside))),
    headName(inside),
    inside.zero ? endName(inside) : nextName(inside),
    inside.back ? backNames(inside) : outNames(inside),
  ];
}

/** A quantity of this column in its lane's colour; where nothing moves after its order. @param {Inside} inside @param {string} name */
const nameOf = (inside, name) =>
  ordered(
    inside,
    name,
    symbol(inside.scene, { symbol: name, t: inside.t, path: pathAt(inside.scene, name, inside.t) }),
  );

/** @param {Inside} inside @param {string} name @param {Content} content */
const ordered = ({ scene, step, still }, name, content) => (still ? inOrder(scene, step, name, content) : content);

/** A quantity beside its wire. @param {Inside} inside @param {Point} at @param {Side} side @param {NameLook} look @param {string} name */
const show = (inside, at, side, look, name) => drawName(at, side, [look], nameOf(inside, name));

/** The same, once it is there. @param {Inside} inside @param {Point} at @param {Side} side @param {NameLook} look @param {string} name */
const showIf = (inside, at, side, look, name) => (inside.known(name) ? show(inside, at, side, look, name) : nothing);

/** A state or gate of this timestep. @param {Inside} inside @param {string} name */
const symbolHere = ({ scene, t }, name) => symbol(scene, { symbol: name, t });

/** What a cell before has sent. @param {Inside} inside @param {string} name */
const before = ({ scene, t }, name) => symbol(scene, { symbol: t > 1 ? name : `${name}0`, t: t - 1 });

/** Beside the wire between a gate and c: what goes up, or what the gradient is multiplied with; below it what comes of it.
 * @param {Inside} inside @param {Gate} gate */
function dropNames(inside, gate) {
  const { c, low, gates, back, known } = inside;
  const { x, name } = gate;
  const dz = `dz${name}`;
  /** @type {Point} */
  const beside = [x + 7, c + (gates.top - c) * 0.62];
  /** @type {NameLook[]} */
  const look = [back ? "text" : "", back && known(dz) ? "" : "quiet"];
  return [
    drawName(beside, "start", look, dropText(inside, gate)),
    back ? showIf(inside, [x + 6, (gates.foot + low) / 2 + 1], "start", "text", dz) : nothing,
  ];
}

/** @param {Inside} inside @param {Gate} gate */
function dropText(inside, { name, gives }) {
  if (!inside.back) return html`${symbolHere(inside, gives)}`;
  switch (name) {
    case "f":
      return html`× ${before(inside, "c")}`;
    case "i":
      return html`× ${symbolHere(inside, "cc")}`;
    default:
      return html`× ${symbolHere(inside, "i")}`;
  }
}

/** What a wire's value or gradient is multiplied with, on it: where, half its width in px, how it looks, what it is called.
 * @typedef {{ middle: (inside: Inside) => Point, half: (inside: Inside) => number, look: (inside: Inside) => BoxLook,
 *   name: (inside: Inside) => Content }} Factor */

/** @type {Factor[]} */
export const FACTORS = [
  {
    // the weights, on the stack's row
    middle: ({ low }) => [68, low],
    half: () => 28,
    look: (inside) => (isStackLater(inside) ? "later" : ""),
    name: ({ back }) => (back ? html`<i class="weights">W</i>ᵀ` : html`<i class="weights">W</i>`),
  },
  {
    // what is kept of the cell before, on the row of c
    middle: ({ pill, c }) => [(pill.left + pill.right) / 2, c],
    half: ({ pill }) => (pill.right - pill.left) / 2,
    look: ({ back, known }) => {
      if (back && known("dc_prev")) return "time";
      return back || known("c") ? "" : "later";
    },
    name: ({ scene }) => html`× ${symbol(scene, { symbol: "f" })}`,
  },
  {
    // tanh on the way from c to a; back its derivative and × o
    middle: (inside) => {
      const { x, a, c, back } = inside;
      return back ? [x - 53 - aside(inside), (a + c) / 2 - 1] : [x, (a + c) / 2];
    },
    half: ({ back }) => (back ? 67 : 30),
    look: (inside) => {
      if (inside.back) return arrived(inside, "dc_a") ? "sum" : "later";
      return inside.known("a") ? "" : "later";
    },
    name: (inside) => (inside.back ? slopeName(inside) : "tanh"),
  },
];

/** @param {Inside} inside */
function slopeName({ scene }) {
  const [o, c] = ["o", "c"].map((name) => rich(scene, [{ symbol: name }], scene.selected));
  return html`× ${o} (1 − tanh² ${c})`;
}

/** @param {Inside} inside @param {Gate} gate @param {number} y */
const gateName = ({ back, known }, { name, says: key, x }, y) =>
  drawName([x, y], "middle", ["text", back || known(`z${name}`) ? "" : "later"], say(key));

/** @param {Inside} inside */
function headName(inside) {
  const { scene, x, back } = inside;
  const { given, top } = scene.problem;
  if (given)
    return drawName([x, 18], "middle", ["text", "quiet"], says("strip.given", { name: symbolHere(inside, "da") }));
  const text = says("crossing.prediction", { cost: symbolHere(inside, top) });
  return drawName([x, 18], "middle", ["text", back ? "" : "later"], text);
}

/** The next cell, and the losses that it leads to. @param {Inside} inside */
function nextName({ scene, t, a, c, next, back, known }) {
  const { T, top } = scene.problem;
  const end = symbol(scene, { symbol: top, t: T });
  const cost = symbol(scene, { symbol: top, t: t + 1 });
  return drawName(
    [next + 30, (a + c) / 2 + 6],
    "middle",
    ["text", back || known("c") ? "" : "later"],
    t + 1 < T ? says("inside.next", { t: t + 1, cost, end }) : says("inside.next.last", { t: t + 1, end }),
  );
}

/** Where there is none: why, or what a test stands for. @param {Inside} inside */
function endName({ scene, x, a, c, stub, handed, back, known }) {
  if (handed && !back)
    return drawName(
      [stub + 6, c + 10],
      "start",
      ["text", "quiet"],
      says("crossing.later", { cost: symbol(scene, { symbol: "J_later" }) }),
    );
  if (!back && !known("c")) return nothing;
  const [why, more] = whyNothing(scene, back);
  return drawName([x + RING + 42, (a + c) / 2], "start", ["text", "quiet"], html`${why}<br>${more}`);
}

/** @param {Inside} inside */
function backNames(inside) {
  const { x, a, c, height, quantity, known } = inside;
  return [
    arrived(inside, "da_softmax") ? show(inside, [x + 20, 49], "start", "text", "da_softmax") : nothing,
    arrived(inside, "da_time") ? aTimeName(inside) : nothing,
    arrived(inside, "dc_time") ? cTimeName(inside) : nothing,
    showIf(inside, [x - 28, a - 17], "end", "text", "da_total"),
    arrived(inside, "dc_a") ? fromAName(inside) : nothing,
    showIf(inside, [x - 26, c - 17], "end", "text", "dc_total"),
    drawName([140, a - 16], "start", ["text", known("dzo") ? "" : "quiet"], html`× tanh ${symbolHere(inside, "c")}`),
    showIf(inside, [140, a + 17], "start", "text", "dzo"),
    known("dc_prev")
      ? drawName([2, c + 24], "start", ["text"], leavingName(inside, "dc_prev"))
      : drawName([2, c - 14], "start", ["quiet"], before(inside, "c")),
    known("da_prev") ? drawName([2, height - 18], "start", ["text"], leavingName(inside, "da_prev")) : nothing,
    quantity === "da_prev" ? nothing : showIf(inside, [76, height - 14], "start", "text", "dx"),
  ];
}

/** What comes from the next cell to a. @param {Inside} inside */
function aTimeName(inside) {
  const { x, a, next, zero } = inside;
  return zero
    ? drawName([x + RING + 32, a + OFF], "start", ["path-time"], zeroNumber(inside, "da_time"))
    : drawName([(x + RING + next) / 2 + 2, a + 23], "middle", ["text"], symbolHere(inside, "da_time"));
}

/** And to c. @param {Inside} inside */
function cTimeName(inside) {
  const { scene, x, c, next, stub, zero, handed } = inside;
  if (handed)
    return drawName(
      [stub + 6, c + OFF + 12],
      "start",
      ["text"],
      says("crossing.handed", { name: symbol(scene, { symbol: handed }) }),
    );
  return zero
    ? drawName([x + RING + 32, c + OFF], "start", ["path-time"], zeroNumber(inside, "dc_time"))
    : drawName([(x + RING + next) / 2 + 2, c + 28], "middle", ["text"], symbolHere(inside, "dc_time"));
}

/** @param {Inside} inside @param {string} name */
const zeroNumber = ({ scene, t }, name) => html`<b data-quantity=${name} data-t=${t}>${zeroText(scene, name, t)}</b>`;

/** What comes to c by way of a; of two digits t has no room. @param {Inside} inside */
function fromAName({ scene, t, x, c }) {
  const name = symbol(scene, { symbol: "dc_a", t: t < 10 ? t : 0, path: pathAt(scene, "dc_a", t) });
  return drawName([x + 15, c - RING - 6], "start", ["text"], name);
}

/** What leaves for the cell before: in its own step whether it arrives, and as what. @param {Inside} inside @param {string} name */
function leavingName(inside, name) {
  const { scene, t, quantity } = inside;
  if (quantity !== name) return symbolHere(inside, name);
  const [words, lands] = landingWords(scene, t, name, say("landing.will-be"));
  return ordered(inside, name, html`<span>${words} </span>${symbol(scene, lands)}`);
}

/** @param {Inside} inside */
function outNames(inside) {
  const { x, a, c, height, quantity } = inside;
  return [
    drawName([2, c - 14], "start", [quantity === "c" ? "" : "quiet"], before(inside, "c")),
    drawName([2, height - 14], "start", ["text", quantity === "concat" ? "" : "quiet"], stackText(inside)),
    show(inside, [140, a - 16], "start", "quiet", "o"),
    showIf(inside, [x + 12, 50], "start", quantity === "a" ? "" : "quiet", "a"),
    showIf(inside, [x + 12, c - 18], "start", quantity === "c" ? "" : "quiet", "c"),
  ];
}

/** What is stacked; a mistake may stack them the other way. @param {Inside} inside */
function stackText({ scene, t }) {
  const [above, below] = scene.steps.find((step) => step.quantity === "concat" && step.t === t)?.operands ?? [];
  return above && below
    ? says("inside.over", {
        above: rich(scene, above.name, scene.selected),
        below: rich(scene, below.name, scene.selected),
      })
    : nothing;
}
