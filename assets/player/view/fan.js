// The fan of one unit in a matrix product of the way back: one entry and all those that it was used by.

import { laneWidth } from "../geometry.js";
import { textWidth } from "../measure.js";
import { decimals, entry, format, shape } from "../numbers.js";
import { say } from "../say.js";
import { html, svg } from "../vendor/lit-html.js";
import { worked } from "../worked.js";
import { drawBox, drawDot, drawLane, drawName, drawWire, smallWords } from "./draw.js";
import { ENLARGED, landing, RINGED } from "./junction-parts.js";
import { plain, symbol } from "./rich.js";
import { says } from "./says.js";

/** @import { Scene, SymbolPart } from "../scene" */
/** @import { Selected, ShownStep } from "../drawn" */
/** @import { Point } from "../geometry.js" */
/** @import { NameLook, Picture } from "./draw.js" */
/** @import { PictureRoom } from "./junction-parts.js" */
/** @import { Content } from "../vendor/lit-html.js" */

const READABLE = 8; // targets of a fan
const ROW = 21; // px between two rows of products
const FRAYED = 20; // px of a line that words leave empty
const RAISED = 4; // px by which a symbol makes its line higher
const LEAST = 214; // px that a fan needs below its title

/** Whose selected entry spreads over whom: a node so many timesteps `later`.
 * @typedef {{ node: string, targets: "letters" | "units", later: number }} Fan */

/** @type {Record<string, Fan>} */
const FANS = {
  da_softmax: { node: "a", targets: "letters", later: 0 },
  dx: { node: "x", targets: "units", later: 0 },
  dra: { node: "ra", targets: "units", later: 0 },
  da_prev: { node: "a", targets: "units", later: -1 },
};

/** The fan of a step that has one. @param {Scene} scene @param {ShownStep} step @returns {Fan | undefined} */
export function fanOf(scene, step) {
  const product = step.phase === "backward" && step.kind === "matmul" && !step.hidden;
  return product && shape(scene, step.operands[0])[1] <= READABLE ? FANS[step.quantity] : undefined;
}

/** The products that add up to the selected entry: as the equation prints them, else with as many decimals as it takes.
 * @param {Scene} scene @param {ShownStep} step @param {Selected} selected */
function fanProducts(scene, step, selected) {
  const { terms, result } = worked(scene, step, selected);
  const values = terms.map((term) => term.value);
  if (terms.every((term) => term.shown)) return { row: result.row, values, texts: terms.map((term) => term.text) };
  let digits = decimals(scene);
  /** @param {number} value */
  const whole = (value) => Math.round(value * 10 ** digits);
  while (digits < 7 && values.reduce((sum, value) => sum + whole(value), 0) !== whole(result.value)) digits++;
  return { row: result.row, values, texts: values.map((value) => format(value, digits)) };
}

/** Where the entry is, and where each of its targets: beside it where they are a cell's units one step on, else above it.
 * @typedef {{ hub: Point, sideways: boolean, targets: { at: Point, near: Point }[], size: number, wide: number, pitch: number, rows: number }} Places
 * `rows` of products: side by side they may be too wide */

/** @param {PictureRoom} room @param {string[]} texts @param {number} top px that the title takes @param {boolean} sideways @returns {Places} */
function placesOf({ width, height, measure }, texts, top, sideways) {
  const n = texts.length;
  const wide = Math.max(...texts.map((text) => textWidth(measure, text, n > 4 ? 17 : 18, true)));
  const pitch = sideways ? Math.min(54, (height - top - 4) / n) : Math.min(78, (width - 4) / n);
  const size = Math.min(17, pitch * 0.42);
  const rows = sideways ? 1 : rowsOf(wide, pitch);
  /** @type {Point} */
  const hub = sideways ? [48, top + (height - top - 4) / 2] : [width / 2, height - 34];
  const turn = Math.min(26, 140 / n) * (Math.PI / 180);
  const targets = texts.map((_, i) => {
    const off = i - (n - 1) / 2;
    const angle = (sideways ? 0 : -Math.PI / 2) + off * turn;
    /** @type {Point} */
    const at = sideways
      ? [width - Math.max(108, size + wide + 16), hub[1] + off * pitch]
      : [hub[0] + off * pitch, top + 40 + (rows - 1) * ROW];
    /** @type {Point} */
    const near = [hub[0] + 29 * Math.cos(angle), hub[1] + 29 * Math.sin(angle)];
    return { at, near };
  });
  return { hub, sideways, targets, size, wide, pitch, rows };
}

/** In how many rows texts so `wide` stand above targets at a distance: the first and the last of them are held within the picture.
 * @param {number} wide @param {number} pitch */
const rowsOf = (wide, pitch) => (pitch < wide + 4 ? Math.max(2, Math.ceil((1.5 * wide + 4) / pitch - 0.5)) : 1);

/** How much of the height texts take, one below the other. @param {PictureRoom} room @param {string[]} texts */
function heightOf({ width, measure }, texts) {
  const lines = texts.map((text) => Math.ceil(textWidth(measure, text, 16) / (width - FRAYED)) || 0);
  return Math.max(44, 2 + lines.reduce((sum, some) => sum + some) * measure.line * 16);
}

/** One entry and all those that it was used by: grey out, colour back, as wide as the product is large.
 * @param {Scene} scene @param {ShownStep} step @param {Fan} kind @param {Selected} selected @param {PictureRoom} room @returns {Picture} */
export function fan(scene, step, kind, selected, room) {
  const products = fanProducts(scene, step, selected);
  const texts = titleTexts(scene, step, kind, selected, products.row);
  const top = heightOf(room, texts) + RAISED;
  const [weights, above] = room.height - top < LEAST ? [[], heightOf(room, texts.slice(0, 1))] : [turned(step), top];
  const places = placesOf(room, products.texts, above, kind.later < 0);
  const { t } = step;
  const filled = places.targets.map(
    (_, i) => kind.targets === "letters" && entry(scene, { value: "target", t }, i + 1, selected.example) === 1,
  );
  return {
    drawing: svg`${products.values.map((_, i) => target(step, kind, products.values, places, i, filled[i]))}${hubOf(step, kind, places.hub)}`,
    names: [
      fanTitle(scene, step, kind, selected, products.row, weights),
      products.texts.map((text, i) => targetNames(scene, step, kind, places, room.width, text, i, filled[i])),
      hubNames(scene, step, kind, places, products.row),
    ],
  };
}

/** @param {ShownStep} step @param {Fan} fan @param {Point} hub */
function hubOf({ t }, { node, later }, hub) {
  const at = t + later;
  const ring = { r: 1.36 * 16, plain: !at }; // nothing is added at a<0>
  if (node !== "x") return drawDot({ quantity: at ? node : "a0", t: at }, "known", hub, RINGED, ring);
  return drawBox("cell", "active", { x: hub[0] - 16, y: hub[1] - 16, width: 32, height: 32, rx: 6 });
}

/** One target, the road to it and the one back.
 * @param {ShownStep} step @param {Fan} fan @param {number[]} values @param {Places} places @param {number} i @param {boolean} filled */
function target({ t, quantity, result: { path } }, { node, later }, values, { targets, size, pitch }, i, filled) {
  const n = values.length;
  const { at, near } = targets[i];
  const long = Math.hypot(at[0] - near[0], at[1] - near[1]);
  const [dx, dy] = [(at[0] - near[0]) / long, (at[1] - near[1]) / long];
  /** @type {Point} */
  const far = [at[0] - dx * (size + 2), at[1] - dy * (size + 2)];
  const by = Math.min(5, pitch / 10);
  /** @param {Point} point @param {number} by @returns {Point} */
  const side = (point, by) => [point[0] - dy * by, point[1] + dx * by];
  const out = { quantity: t + later ? node : "a0", t: t + later, road: "fan" };
  const back = { quantity, t, road: "fan", path };
  const width = laneWidth(Math.abs(values[i]), Math.max(...values.map(Math.abs))) * ENLARGED * Math.min(1, 5 / n);
  return svg`<g data-target=${i + 1}>${drawWire(out, "known", [side(near, -by), side(far, -by)], { width: 1.6, head: 2.4 })}
      ${drawLane(back, "now", [side(far, by), side(near, by)], { width, dashes: path === "soft" ? "7 5" : undefined })}
      <circle class="fan-end ${filled ? "wanted" : ""}" cx=${at[0]} cy=${at[1]} r=${size}></circle></g>`;
}

/** The entry's letter, in a code element, or its number. @param {Scene} scene @param {Fan} fan @param {number} row @returns {Content} */
function codeOf({ problem: { alphabet } }, { node }, row) {
  return node === "x" && alphabet ? html`<code>${alphabet[row - 1]}</code>` : row;
}

/** "unit 2", "input 1" @param {Scene} scene @param {Fan} fan @param {number} row */
const which = (scene, fan, row) =>
  says(fan.node === "x" ? "entry.input" : "entry.unit", { i: codeOf(scene, fan, row) });

/** Is it the entry of another state than the prediction's own? @param {Fan} fan */
const isNamed = ({ node, later }) => later < 0 || node === "ra";

/** @param {Scene} scene @param {ShownStep} step @param {Fan} fan */
const nodeName = (scene, { t }, { node, later }) =>
  symbol(scene, t + later ? { symbol: node, t: t + later } : { symbol: "a0" });

/** The title and why the weights are transposed as they would be typed, to know how much room they take.
 * @param {Scene} scene @param {ShownStep} step @param {Fan} fan @param {Selected} selected @param {number} row */
function titleTexts(scene, step, fan, { example }, row) {
  const { t } = step;
  const { m } = scene.problem;
  const input = say("entry.input", { i: row });
  const name = plain(scene, [{ symbol: fan.node, t }], scene.selected);
  const entry = isNamed(fan) ? say("fan.entry-of", { entry: input, name }) : input;
  const title = say("fan.title.unit", { t, entry });
  return [
    m > 1 ? `${title}, ${say("entry.example", { i: example })}` : title,
    ...turned(step).map((weights) => say("fan.transposed", { weights: plain(scene, [weights], scene.selected) })),
  ];
}

/** The weights that come transposed, as by a mistake they may not, of a product or of all that are added.
 * @param {Pick<ShownStep, "operands">} of @returns {SymbolPart[]} */
export const turned = ({ operands }) =>
  operands.flatMap(({ kind, quantity, transposed, operands: inner = [] }) => {
    if (kind === "matmul") return turned({ operands: inner });
    return quantity && transposed ? [{ symbol: quantity }] : [];
  });

/** @param {Scene} scene @param {ShownStep} step @param {Fan} fan @param {Selected} selected @param {number} row
 * @param {SymbolPart[]} weights of which it says why they are transposed */
function fanTitle(scene, step, fan, selected, row, weights) {
  const { alphabet, m } = scene.problem;
  const one = which(scene, fan, row);
  const entry = isNamed(fan) ? says("fan.entry-of", { entry: one, name: nodeName(scene, step, fan) }) : one;
  const title =
    fan.targets === "letters"
      ? says(alphabet ? "fan.title.letter" : "fan.title.class", { entry })
      : says("fan.title.unit", { t: step.t, entry });
  return html`<div class="fan-title">${title}${m > 1 ? `, ${say("entry.example", { i: selected.example })}` : ""}${weights.map((one) => html`<br>${says("fan.transposed", { weights: symbol(scene, one) })}`)}</div>`;
}

/** A target's name, and the product that comes back from it.
 * @param {Scene} scene @param {ShownStep} step @param {Fan} fan @param {Places} places @param {number} width of the room
 * @param {string} text @param {number} i @param {boolean} filled */
function targetNames(scene, step, fan, places, width, text, i, filled) {
  const { alphabet } = scene.problem;
  const { targets, size, wide, rows, sideways } = places;
  const [x, y] = targets[i].at;
  /** @type {NameLook[]} */
  const look = ["product", `path-${step.result.path}`, targets.length > 4 ? "many" : ""];
  const held = Math.min(Math.max(x, wide / 2), width - wide / 2);
  return [
    drawName(
      [x, y],
      "middle",
      ["inside", filled ? "wanted" : ""],
      fan.targets === "letters" && alphabet ? html`<code>${alphabet[i]}</code>` : i + 1,
    ),
    sideways
      ? drawName([x + size + 14 + wide, y], "end", look, text)
      : drawName([held, y - size - 16 - (i % rows) * ROW], "middle", look, text),
  ];
}

/** @param {Scene} scene @param {ShownStep} step @param {Fan} fan @param {Places} places @param {number} row @returns {Content} */
function hubNames(scene, step, fan, { hub: [x, y], sideways }, row) {
  const of = nodeName(scene, step, fan);
  const entryName = which(scene, fan, row);
  if (sideways)
    return [
      drawName([x, y + 40], "middle", [], of),
      drawName([x, y + 64], "middle", ["small", "quiet"], entryName),
      drawName([2, y + 95], "start", [], landing(scene, step.t, step.quantity)),
    ];
  if (fan.node === "x")
    return [
      drawName([x, y], "middle", ["inside"], codeOf(scene, fan, row)),
      drawName([x + 38, y + 8], "start", [], of),
    ];
  return drawName([x + 38, y + 8], "start", [], html`${of}${smallWords(html`&ensp;${entryName}`, true)}`);
}
