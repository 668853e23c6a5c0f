// At the turn: what a gradient is. One number is nudged, and J computed again; both changes as bars on one scale.

import { decimals, entry, format, parsed, printed } from "../numbers.js";
import { say } from "../say.js";
import { html, nothing } from "../vendor/lit-html.js";
import { drawBar } from "./equation-addition.js";
import { selectedEntry } from "./equation-squares.js";
import { symbol } from "./rich.js";
import { says } from "./says.js";

/** @import { Nudge } from "../scene" */
/** @import { View } from "../drawn" */
/** @import { Content } from "../vendor/lit-html.js" */

const MOST = 8; // digits
const MANY = 6; // costs
const BESIDE = 470; // px that it takes at scale 1, and the sum
const SLOPE = 3; // with more the nudge would not be small enough

/** A change: what changes, from where to where, and by how much, as it is printed. @typedef {{ from: string, to: string, by: string }} Change */

/** @param {View} v @param {Nudge} nudge */
export function nudgeView(v, nudge) {
  const { scene, selected, room } = v;
  const { unit, example } = selected;
  const [{ name: quantity, total }] = scene.problem.states;
  const { t } = nudge;
  const cost = symbol(scene, { symbol: "J" });
  const name = symbol(scene, { symbol: quantity, t });
  const [value, up, down] = [quantity, nudge.up, nudge.down].map((key) =>
    entry(scene, { value: key, t }, unit, example),
  );
  const step = changeOf(value - nudge.by, value + nudge.by, decimals(scene));
  const slope = format((up - down) / (2 * nudge.by), SLOPE);
  const change = changeOf(down, up, digitsOf(down, up, 2 * nudge.by, slope));
  const bars = [parsed(step.by), parsed(change.by)];
  return html`<section class="nudge ${isBeside(v) ? "beside-sum" : ""}"><p>${room.form === "phone" ? nothing : html`${say("nudge.from-here")}<br>`}<b>${says("nudge.question", { cost })}</b></p>
    <div class="changes ${inTwoLines(v) ? "two-lines" : ""}">
      ${changeRow(v, says("nudge.of", { name, entry: selectedEntry(v) }), step, bars, 0)}
      ${changeRow(v, says("nudge.changes", { cost }), change, bars, 1)}
    </div>
    <p>${says("nudge.slope", {
      cost,
      name,
      number: html`<b class="path-sum">${slope}</b>`,
      gradient: symbol(scene, { symbol: total, t }),
    })}</p></section>`;
}

/** Does a row's name stand above it, because there is no room beside? @param {View} v */
const inTwoLines = (v) => (isBeside(v) ? BESIDE : v.room.width) < 820 * v.s * v.measure.stretch;

/** Does it stand beside costs that are one under the other? Below so many there is no room. @param {View} v */
const isBeside = ({ step, room, s }) => step.operands.length > MANY && room.width > 2 * BESIDE * s;

/** @param {number} from @param {number} to @param {number} digits @returns {Change} */
function changeOf(from, to, digits) {
  const [before, after] = [from, to].map((value) => printed(value, digits));
  return { from: before, to: after, by: printed(parsed(after) - parsed(before), digits) };
}

/** With how many digits of J the slope comes out of what is printed. @param {number} down @param {number} up @param {number} by
 * @param {string} slope */
function digitsOf(down, up, by, slope) {
  let digits = 4;
  while (digits < MOST && format(parsed(changeOf(down, up, digits).by) / by, SLOPE) !== slope) digits++;
  return digits;
}

/** @param {View} v @param {Content} name @param {Change} change @param {number[]} values both changes @param {number} i which of them it is */
function changeRow(v, name, { from, to, by }, values, i) {
  const { s } = v;
  const bars = {
    from: Math.min(0, ...values),
    to: Math.max(0, ...values),
    width: (inTwoLines(v) ? 90 : 180) * s,
    tall: 34 * s,
  };
  return html`<div><span class="what">${name}</span>${drawBar(v.step, { path: i ? "sum" : "ink" }, values[i], bars)}
      <b class=${i ? "path-sum" : ""}>${by.startsWith("−") ? by : `+${by}`}</b><small>${from} → ${to}</small></div>`;
}
