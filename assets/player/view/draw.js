// What every picture is drawn with: a wire that goes out, a lane on which a gradient comes back, a node, a box, a name over
// the picture, the number of an order. Where they are and how they look is for the picture to say, what they are made of is here.

import { arrow, longest, rounded } from "../geometry.js";
import { UNKNOWN } from "../numbers.js";
import { html, nothing, svg } from "../vendor/lit-html.js";

/** @import { Colour } from "../drawn" */
/** @import { Point, Polyline } from "../geometry.js" */
/** @import { Content, TemplateResult } from "../vendor/lit-html.js" */

/** What is drawn: a quantity of a timestep; in a close-up the `road` it takes ("node-next"), in the strip where it goes `to`.
 * @typedef {{ quantity: string, t?: number, road?: string, to?: string }} About */

/** A gradient that comes back: also its size, and whether it is 0 because nothing can come.
 * @typedef {About & { path: Colour, size?: number, zero?: boolean }} Returning */

/** Not computed yet, computed, or part of this step. @typedef {"later" | "known" | "active"} Look */

/** How a wire or a lane is stroked: its `width` in px; `head` if its tip is as large as that of a line of another width; no `tip` where it
 * ends in a dot; `dashes`, as SVG has them; `double`, with a light line in the middle; the radius of its corners, where it has any.
 * @typedef {{ width: number, head?: number, tip?: boolean, dashes?: string, double?: boolean, corner?: number }} Stroke */

/** A wire going out. @param {About} about @param {Look} look @param {Polyline} points @param {Stroke} stroke */
export const drawWire = ({ quantity, t, road, to }, look, points, stroke) =>
  svg`<g class="wire ${look}" data-road=${road ?? nothing} data-quantity=${quantity} data-t=${t ?? nothing} data-to=${to ?? nothing}>${lines(points, stroke)}</g>`;

/** A lane: a gradient coming back, in this step or an earlier one. An order may stand on it.
 * @param {Returning} about @param {"now" | "done"} look @param {Polyline} points @param {Stroke} stroke @param {Content} order */
export const drawLane = ({ quantity, t, road, path, size, zero }, look, points, stroke, order = nothing) =>
  svg`<g class="lane path-${path} ${look} ${zero ? "empty" : ""}" data-road=${road ?? nothing} data-quantity=${quantity} data-t=${t ?? nothing} data-size=${size ?? nothing}>${lines(points, stroke)}${order}</g>`;

const CROSS = "M-1 -1L1 1M1 -1L-1 1";

/** The lane of a gradient that nobody takes any more: faded, and crossed out in its longest piece.
 * @param {Returning} about @param {Polyline} points @param {number} scale @param {number} corner */
export function drawCutLane({ quantity, t, path }, points, scale, corner = 0) {
  const [[x, y], [u, v]] = longest(points);
  return svg`<g class="lane cut path-${path}" data-cut=${quantity} data-t=${t ?? nothing}>
    <path class="shaft" d=${rounded(points, corner)} stroke-width=${3.4 * scale}></path>
    <path class="cross" d=${CROSS} transform="translate(${(x + u) / 2} ${(y + v) / 2}) scale(${8 * scale})"></path></g>`;
}

/** @param {Polyline} points @param {Stroke} stroke */
function lines(points, { width, head = width, tip = true, dashes, double = false, corner }) {
  const ends = arrow(points, head);
  const whole = tip ? ends.shaft : points;
  const d = corner === undefined ? `M${whole.join("L")}` : rounded(whole, corner);
  return svg`<path class="shaft" d=${d} stroke-width=${width} stroke-dasharray=${dashes ?? nothing}></path>
    ${double ? svg`<path class="between" d=${d} stroke-width=${width * 0.38}></path>` : nothing}
    ${tip ? drawTip(ends.head) : nothing}`;
}

/** The tip of a lane, or one in the middle of it. @param {string} d */
export const drawTip = (d) => svg`<path class="tip" d=${d}></path>`;

/** A node where nothing has been added yet: a dot, in a ring where gradients may come; the ring is `plain` where none will.
 * @param {About} about @param {Look} look @param {Point} at @param {number} r @param {{ r: number, plain?: boolean }} [ring] */
export const drawDot = ({ quantity, t }, look, [x, y], r, ring) =>
  svg`<g class="node" data-quantity=${quantity} data-t=${t ?? nothing}>
    ${ring ? svg`<circle class="ring ${ring.plain ? "plain" : "open"}" cx=${x} cy=${y} r=${ring.r}></circle>` : nothing}
    <circle class="dot ${look}" cx=${x} cy=${y} r=${r}></circle></g>`;

/** A disc and its sign. @typedef {{ r: number, arm: number, width: number }} PlusSize */

/** The green plus: a node where gradients have been added; hollow where nothing but one came. It may have a ring, and an order.
 * @param {About} about @param {Point} at @param {PlusSize & { ring?: number }} size @param {boolean} cut @param {Content} order */
export const drawPlus = ({ quantity, t }, at, { ring, ...size }, cut, order = nothing) =>
  svg`<g class="node plus ${cut ? "cut" : ""}" data-quantity=${quantity} data-t=${t ?? nothing}>
    ${ring ? svg`<circle class="ring" cx=${at[0]} cy=${at[1]} r=${ring}></circle>` : nothing}${plusSign(at, size)}${order}</g>`;

/** What is asked for: a node in its ring, or what another place will have. @param {About} about @param {Point} at @param {{ r: number, ring?: number }} size */
export const drawAsked = ({ quantity, t }, [x, y], { r, ring }) =>
  svg`<g class="node plus question" data-quantity=${quantity} data-t=${t ?? nothing}>
    ${ring ? svg`<circle class="ring" cx=${x} cy=${y} r=${ring}></circle>` : nothing}<circle class="disc" cx=${x} cy=${y} r=${r}></circle>
    <text x=${x} y=${y} font-size=${1.3 * r}>${UNKNOWN}</text></g>`;

/** The disc and the sign of the green plus, for an equation too. @param {Point} at @param {PlusSize} size */
export const plusSign = ([x, y], { r, arm, width }) =>
  svg`<circle class="disc" cx=${x} cy=${y} r=${r}></circle><path class="sign" d="M${x - arm},${y}H${x + arm}M${x},${y - arm}V${y + arm}" stroke-width=${width}></path>`;

/** What is in a box, and what is known of it: `given` is the cost of a notebook's test, `came` a gradient has come from there.
 * @typedef {"head" | "inner head" | "cell" | "next" | "gate" | "factor"} Boxed
 * @typedef {"" | Look | "given" | "came" | "came active" | "given active" | "known active" | "later active" | "sum" | "time"} BoxLook
 * @typedef {{ x: number, y: number, width: number, height: number, rx?: number }} Rectangle */

/** A box: the prediction, the cell, the next cell, a gate, a factor on a wire.
 * @param {Boxed} kind @param {BoxLook} look @param {Rectangle} rectangle @param {About} [about] */
export const drawBox = (kind, look, { x, y, width, height, rx = 8 }, about) =>
  svg`<rect class="box ${kind} ${look}" data-quantity=${about?.quantity ?? nothing} data-t=${about?.t ?? nothing} x=${x} y=${y} width=${width} height=${height} rx=${rx}></rect>`;

/** A picture, and the names over it. @typedef {{ drawing: TemplateResult, names: Content }} Picture */

/** Which end of a name is at its point. @typedef {"start" | "middle" | "end"} Side */

/** How a name looks: "text" is words, not letters; "product" a number on a lane, smaller if there are
 * "many"; "inside" what it names, which may be "wanted"; pale, bold, or in a lane's colour.
 * @typedef {"" | "text" | "small" | "product" | "many" | "inside" | "wanted" | "quiet" | "later" | "strong" | `path-${Colour}`} NameLook */

/** Words beside a name. @param {Content} content @param {boolean} quiet */
export const smallWords = (content, quiet = false) =>
  html`<span class="small ${quiet ? "quiet" : ""}">${content}</span>`;

/** A name over a picture, at a point in its px. @param {Point} at @param {Side} side @param {NameLook[]} look @param {Content} content */
export const drawName = ([x, y], side, look, content) =>
  html`<div class="name ${side} ${look.join(" ")}" style="left:calc(${x}px*var(--scale));top:calc(${y}px*var(--scale))">${content}</div>`;

/** A letter as a tile: of an input or of the target, which may not be there yet.
 * @param {Content} letter @param {("" | "target" | "later")[]} look @param {number} [t] @returns {Content} */
export const drawTile = (letter, look, t) =>
  html`<span class="tile ${look.join(" ")}" data-t=${t ?? nothing}>${letter}</span>`;

/** The number of an order, in the picture. @param {Point} at @param {number} number @param {number} scale */
export const drawOrder = ([x, y], number, scale) => svg`<circle class="order" cx=${x} cy=${y} r=${9 * scale}></circle>
  <text class="order" x=${x} y=${y} font-size=${13 * scale}>${number}</text>`;

/** The same before a name. @param {number} number @param {Colour} path @param {Content} name @returns {Content} */
export const orderBefore = (number, path, name) => html`<b class="order path-${path}">${number}</b>${name}`;
