// The names inside an LSTM cell: what stands on its gates and factors, beside its wires, and where they lead.

import { inOrder } from "../order.js";
import { say } from "../say.js";
import { html, nothing } from "../vendor/lit-html.js";
import { drawName } from "./draw.js";
import { arrived, GATES, OFF, OUTPUT, RING } from "./inside-wires.js";
import { drawSizes } from "./junction-parts.js";
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
    factorsOf(inside).map((factor) => factorName(inside, factor)),
    headName(inside),
    inside.zero ? endName(inside) : nextName(inside),
    inside.back ? backNames(inside) : outNames(inside),
    sizeNames(inside),
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

/** The same, where the step reads or writes it. @param {Inside} inside @param {Point} at @param {Side} side @param {NameLook} look @param {string} name */
const showIf = (inside, at, side, look, name) =>
  inside.known(name) && inside.here(name) ? show(inside, at, side, look, name) : nothing;

/** The same, if somebody takes it. @param {Inside} inside @param {Point} at @param {Side} side @param {NameLook} look @param {string} name */
const showArrived = (inside, at, side, look, name) =>
  arrived(inside, name) ? showIf(inside, at, side, look, name) : nothing;

/** A state or gate of this timestep. @param {Inside} inside @param {string} name */
const symbolHere = ({ scene, t }, name) => symbol(scene, { symbol: name, t });

/** What a cell before has sent. @param {Inside} inside @param {string} name */
const before = ({ scene, t }, name) => symbol(scene, { symbol: t > 1 ? name : `${name}0`, t: t - 1 });

/** Beside the wire between a gate and c: what goes up, or what the gradient is multiplied with; below it what comes of it.
 * @param {Inside} inside @param {Gate} gate */
function dropNames(inside, gate) {
  const { c, low, gates, back, here, quantity } = inside;
  const { x, name, gives } = gate;
  const dz = `dz${name}`;
  /** @type {Point} */
  const beside = [x + 7, c + (gates.top - c) * 0.62];
  const text = drawName(beside, "start", [back ? "text" : ""], dropText(inside, gate));
  return [
    (back ? quantity === dz : here(gives)) ? text : nothing,
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

/** What a wire's value or gradient is multiplied with, on it: in which `steps`, where, half its width in px, how it looks then, and
 * what it is called.
 * @typedef {{ steps: string[], middle: (inside: Inside) => Point, half: (inside: Inside) => number,
 *   look: (inside: Inside) => BoxLook, name: (inside: Inside) => Content }} Factor */

/** @type {Factor[]} */
const FACTORS = [
  {
    // the weights, on the stack's row
    steps: ["zf", "zi", "zc", "zo", "dconcat"],
    middle: ({ low }) => [68, low],
    half: () => 28,
    look: () => "",
    name: ({ back }) => (back ? html`<i class="weights">W</i>ᵀ` : html`<i class="weights">W</i>`),
  },
  {
    // what is kept of the cell before, on the row of c
    steps: ["c", "dc_prev"],
    middle: ({ pill, c }) => [(pill.left + pill.right) / 2, c],
    half: ({ pill }) => (pill.right - pill.left) / 2,
    look: ({ back }) => (back ? "time" : ""),
    name: ({ scene }) => html`× ${symbol(scene, { symbol: "f" })}`,
  },
];

/** Tanh, on the way from c to a. @type {Factor} */
const TANH = {
  steps: ["a"],
  middle: ({ x, a, c }) => [x, (a + c) / 2],
  half: () => 30,
  look: () => "",
  name: () => "tanh",
};

/** On the way back its slope stands beside the lane. @param {Inside} inside */
export const factorsOf = ({ back }) => (back ? FACTORS : [...FACTORS, TANH]);

/** Is this step the one that multiplies with it? @param {Inside} inside @param {Factor} factor */
export const isFactorHere = ({ quantity }, { steps }) => steps.includes(quantity);

/** @param {Inside} inside @param {Factor} factor */
const factorName = (inside, factor) =>
  drawName(factor.middle(inside), "middle", ["text", isFactorHere(inside, factor) ? "" : "later"], factor.name(inside));

/** Does the step read or write what a gate gives, or what comes back to it? @param {Inside} inside @param {Gate} gate */
export const isGateHere = ({ here }, { name, gives }) => [gives, `z${name}`, `dz${name}`].some(here);

/** What comes back to c by way of a is multiplied with. @param {Inside} inside */
function slopeName({ scene }) {
  const [o, c] = ["o", "c"].map((name) => rich(scene, [{ symbol: name }], scene.selected));
  return html`× ${o} (1 − tanh² ${c})`;
}

/** @param {Inside} inside @param {Gate} gate @param {number} y */
const gateName = (inside, gate, y) =>
  drawName([gate.x, y], "middle", ["text", isGateHere(inside, gate) ? "" : "later"], say(gate.says));

/** @param {Inside} inside */
function headName(inside) {
  const { scene, x, quantity, here } = inside;
  const { given, top } = scene.problem;
  if (given)
    return drawName([x, 18], "middle", ["text", "quiet"], says("strip.given", { name: symbolHere(inside, "da") }));
  const text = says("crossing.prediction", { cost: symbolHere(inside, top) });
  return drawName([x, 18], "middle", ["text", here("da_softmax") || quantity === "a" ? "" : "later"], text);
}

/** The next cell, and the losses that it leads to. @param {Inside} inside */
function nextName(inside) {
  const { scene, t, a, c, next } = inside;
  const { T, top } = scene.problem;
  const end = symbol(scene, { symbol: top, t: T });
  const cost = symbol(scene, { symbol: top, t: t + 1 });
  return drawName(
    [next + 30, (a + c) / 2 + 6],
    "middle",
    ["text", isNextHere(inside) ? "" : "later"],
    t + 1 < T ? says("inside.next", { t: t + 1, cost, end }) : says("inside.next.last", { t: t + 1, end }),
  );
}

/** Does something go to the next cell in this step, or come back from it? @param {Inside} inside */
const isNextHere = ({ quantity, back, here, ofA, ofC }) =>
  back ? here(ofA.time) || here(ofC.time) : ["a", "c"].includes(quantity);

/** Where there is none: why, or what a test stands for. @param {Inside} inside */
function endName(inside) {
  const { scene, x, a, c, stub, handed, back } = inside;
  if (!isNextHere(inside)) return nothing;
  if (handed && !back)
    return drawName(
      [stub + 6, c + 10],
      "start",
      ["text", "quiet"],
      says("crossing.later", { cost: symbol(scene, { symbol: "J_later" }) }),
    );
  const [why, more] = whyNothing(scene, back);
  return drawName([x + RING + 42, (a + c) / 2], "start", ["text", "quiet"], html`${why}<br>${more}`);
}

/** @param {Inside} inside */
function backNames(inside) {
  const { x, a, c, height, quantity, here } = inside;
  /** @param {string} name */
  const comes = (name) => arrived(inside, name) && here(name);
  return [
    showArrived(inside, [x + 20, 49], "start", "text", "da_softmax"),
    comes("da_time") ? aTimeName(inside) : nothing,
    comes("dc_time") ? cTimeName(inside) : nothing,
    showIf(inside, [x - 28, a - 17], "end", "text", "da_total"),
    comes("dc_a") ? fromAName(inside) : nothing,
    quantity === "dc_a" ? drawName([x - 16, (a + c) / 2], "end", ["text"], slopeName(inside)) : nothing,
    showIf(inside, [x - 26, c - 17], "end", "text", "dc_total"),
    quantity === "dzo" ? drawName([140, a - 16], "start", ["text"], html`× tanh ${symbolHere(inside, "c")}`) : nothing,
    showIf(inside, [140, a + 17], "start", "text", "dzo"),
    quantity === "dc_prev"
      ? drawName([2, c + 24], "start", ["text"], leavingName(inside, "dc_prev"))
      : drawName([2, c - 14], "start", ["quiet"], before(inside, "c")),
    quantity === "da_prev" ? drawName([2, height - 18], "start", ["text"], leavingName(inside, "da_prev")) : nothing,
    drawName(
      [x + 40, inside.low],
      "start",
      ["small", "quiet"],
      says("legend.double", { name: symbol(inside.scene, { symbol: inside.ofC.name }) }),
    ),
    quantity === "dx" ? show(inside, [76, height - 14], "start", "text", "dx") : nothing,
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

/** What leaves for the cell before: whether it arrives, and as what. @param {Inside} inside @param {string} name */
function leavingName(inside, name) {
  const { scene, t } = inside;
  const [words, lands] = landingWords(scene, t, name, say("landing.will-be"));
  return ordered(inside, name, html`<span>${words} </span>${symbol(scene, lands)}`);
}

/** At a beside the boxes that they come from, at c beside the way from a. @param {Inside} inside */
const sizeNames = ({ scene, step, quantity, x, a, c, next, ofA }) =>
  drawSizes(
    scene,
    step,
    [quantity === ofA.total ? [x - 84, 18] : [x - 16, (a + c) / 2], "end"],
    [[next + 30, c + 58], "middle"],
  );

/** @param {Inside} inside */
function outNames(inside) {
  const { x, a, c, height, quantity, here } = inside;
  return [
    drawName([2, c - 14], "start", [quantity === "c" ? "" : "quiet"], before(inside, "c")),
    here("concat") ? drawName([2, height - 14], "start", ["text"], stackText(inside)) : nothing,
    showIf(inside, [140, a - 16], "start", "", "o"),
    showIf(inside, [x + 12, 50], "start", "", "a"),
    showIf(inside, [x + 12, c - 18], "start", "", "c"),
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
