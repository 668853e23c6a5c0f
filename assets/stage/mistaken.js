// A mistake on the picture: the road that is cut, which columns are still right, and the right number beside the wrong one.

import { all, entry, printed } from "./numbers.js";
import { rich } from "./rich.js";
import { html, nothing } from "./vendor/lit-html.js";

/** @import { Scene, State, Step } from "./scene" */
/** @import { Box, Colour, Term, View } from "./drawn" */
/** @import { Content } from "./vendor/lit-html.js" */

const MOST_TOLD = 8; // digits

/** Is one of this state's roads cut, and nothing added in its place? A number that has come another way is added all the same.
 * @param {Scene} scene @param {number} t @param {State} state */
export const cutAt = (scene, t, state) =>
  cutRoads(scene).some((road) => road.t === t && state.parts.includes(road.quantity)) && !adds(scene, t, state);

/** Does a plus add two numbers that are not 0? @param {Scene} scene @param {number} t @param {State} state */
function adds(scene, t, { total }) {
  const step = scene.steps.find((one) => one.quantity === total && one.t === t);
  if (step?.kind !== "sum") return false;
  /** @type {Box[]} */
  const boxes = step.operands;
  return boxes.filter((box) => !box.struck && all(scene, box).some(Boolean)).length > 1;
}

/** @param {Scene} scene */
export const cutRoads = (scene) => scene.mistake?.cut ?? [];

/** The colour of a road: what is computed from a wrong number turns wrong, what arrives keeps the colour of its way.
 * @param {Scene} scene @param {{ path: Colour, step: number }} road @returns {Colour} */
export const pathOf = (scene, road) =>
  scene.mistake && ["sum", "ink"].includes(road.path) && scene.steps[road.step].wrong ? "wrong" : road.path;

/** The colour of a quantity's name: that of its lane. @param {Scene} scene @param {string} quantity @param {number} t */
export function pathAt(scene, quantity, t) {
  const { path } = scene.symbols[quantity];
  const step = scene.mistake ? scene.steps.findIndex((one) => one.quantity === quantity && one.t === t) : -1;
  return step < 0 ? path : pathOf(scene, { path, step });
}

/** Under a column: is it still right, the first that is wrong, wrong, or will it be? A loop may leave it out. Words
 * that do not fit are left to the sign. @param {Scene} scene @param {number} index @param {string} phase @param {number} t
 * @param {(words: string) => boolean} fits */
export function columnTag(scene, index, phase, t, fits) {
  const oneWay = scene.problem.top === "y";
  const steps = scene.steps.filter((step) => step.t === t);
  const wrong = steps.find((step) => step.wrong);
  const skipped = !steps.some((step) => step.phase === (oneWay ? "forward" : "backward"));
  const still = scene.mistake?.first && (phase !== "forward" || oneWay);
  const right = still ? "still right" : "right";
  const bad = wrong ? wrongWords(scene, index, wrong) : "left out";
  const good = !wrong && !skipped;
  const [sign, words] = good ? ["✓", right] : ["✗", bad];
  const look = `tag ${good ? "" : "wrong"}`;
  if (!fits(`${sign} ${words}`)) return html`<span class=${look}>${sign}</span>`;
  if (words !== FIRST) return html`<span class=${look}>${sign} ${words}</span>`;
  return html`<span class=${look}>${sign} <b>${words}${fits(`${sign} ${words} here`) ? " here" : ""}</b></span>`;
}

const FIRST = "first wrong";

/** @param {Scene} scene @param {number} index @param {Step} wrong the column's first wrong step */
function wrongWords(scene, index, wrong) {
  if (wrong.at === scene.mistake?.first) return FIRST;
  return scene.steps.indexOf(wrong) <= index ? "wrong" : "will be wrong";
}

/** The right number of a wrong entry; nothing where the step is not wrong.
 * @param {Scene} scene @param {{ right?: string, t: number }} step @param {Pick<Term, "row" | "column">} place */
export const rightEntry = (scene, { right, t }, { row, column }) =>
  right === undefined ? null : entry(scene, { value: right, t }, row, column);

/** Above the equation of a wrong number, so that nobody has to scroll for it: what it should be, and by how much it is off.
 * @param {View} v */
export function verdict(v) {
  const { scene, step, row } = v;
  const right = rightEntry(scene, step, row.result);
  if (!scene.mistake || right === null || step.beside) return nothing;
  const { digits, value } = row.result;
  const told = tellApart(value, right, digits);
  return html`<dl class="verdict">
    ${verdictLine("yours", printed(value, told), "wrong", "")}
    ${verdictLine("correct", printed(right, told), "correct", measuredWords(v))}
    ${verdictLine("your error", printed(value - right, told), "wrong", errorWords(v, value - right))}
  </dl>`;
}

/** @param {string} name @param {string} text @param {"correct" | "wrong"} kind @param {Content} words */
const verdictLine = (name, text, kind, words) =>
  html`<div class="verdict-${kind}"><dt>${name}</dt><dd><b>${text}</b> ${words}</dd></div>`;

/** What has measured the right number too. @param {View} v */
function measuredWords({ scene, step: { result }, selected }) {
  const { measured } = result;
  if (!measured) return "";
  return html`measured: ${rich(scene, measured.of, selected)} ${measured.many ? "change" : "changes"} this much&nbsp;✓`;
}

/** @param {View} v @param {number} error */
function errorWords(v, error) {
  if (error === 0) return "in this number; others are wrong";
  return leftOutHere(v, error) ? "exactly the number left out, with its sign changed" : "";
}

/** As many digits as tell two numbers apart. @param {number} one @param {number} other @param {number} digits at least */
export function tellApart(one, other, digits) {
  let most = digits;
  while (most < MOST_TOLD && one !== other && printed(one, most) === printed(other, most)) most++;
  return most;
}

/** Is the error exactly the one number that was left out, with its sign changed? @param {View} v @param {number} error */
export function leftOutHere({ scene, step, row }, error) {
  const out = step.operands.filter((box) => box.struck);
  if (out.length !== 1 || error === 0) return false;
  const left = entry(scene, out[0], row.result.row, row.result.column);
  return Math.abs(left + error) < 1e-9 * Math.max(1, Math.abs(left));
}

/** At a green node: what if you leave one of the two out? A switch for each. @param {View} v */
export function switches({ scene, step, selected }) {
  const parts = step.operands.flatMap(({ without, struck, name }) => (without ? [{ without, struck, name }] : []));
  return parts.length
    ? html`<div class="switches" role="group" aria-label="What if you leave one out?"><span aria-hidden="true">What if you leave one out?</span>
    ${parts.map(({ without, struck, name }) => html`<button aria-pressed=${Boolean(struck)} data-mistake=${struck ? "" : without}>Remove ${rich(scene, name, selected)}</button>`)}</div>`
    : nothing;
}
