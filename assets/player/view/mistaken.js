// A mistake on the picture: the road that is cut, which columns are still right, and the right number beside the wrong one.

import { all, entry, parsed, printed } from "../numbers.js";
import { say } from "../say.js";
import { html, nothing } from "../vendor/lit-html.js";
import { rich } from "./rich.js";
import { says } from "./says.js";

/** @import { Scene, State } from "../scene" */
/** @import { Box, Colour, Term, View } from "../drawn" */
/** @import { Content } from "../vendor/lit-html.js" */

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
  const [sign, words, ...shorter] = tagWords(scene, index, phase, t);
  const look = sign === "✓" ? "" : "wrong";
  if (!shorter.length)
    return html`<span class="tag ${look}">${fits(`${sign} ${words}`) ? `${sign} ${words}` : sign}</span>`;
  const said = [words, ...shorter].find((one) => fits(`${sign} ${one}`));
  return html`<span class="tag ${look}">${said ? html`${sign} <b>${said}</b>` : sign}</span>`;
}

/** What is said of a column: a sign, words, and for the first that is wrong shorter ones.
 * @param {Scene} scene @param {number} index @param {string} phase @param {number} t @returns {[sign: "✓" | "✗", words: string, ...shorter: string[]]} */
export function tagWords(scene, index, phase, t) {
  const oneWay = scene.problem.top === "y";
  const steps = scene.steps.filter((step) => step.t === t);
  const wrong = steps.find((step) => step.wrong);
  const skipped = !steps.some((step) => step.phase === (oneWay ? "forward" : "backward"));
  const still = scene.mistake?.first && (phase !== "forward" || oneWay);
  if (!wrong && !skipped) return ["✓", say(still ? "tag.still-right" : "tag.right")];
  if (!wrong) return ["✗", say("tag.left-out")];
  if (wrong.at !== scene.mistake?.first)
    return ["✗", say(scene.steps.indexOf(wrong) <= index ? "tag.wrong" : "tag.will-be-wrong")];
  return ["✗", say("tag.first-here"), say("tag.first")];
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
  const told = subtracting(value, right, tellApart(value, right, digits));
  return html`<dl class="verdict">
    ${verdictLine(say("verdict.mistaken"), printed(value, told), "wrong", "")}
    ${verdictLine(say("verdict.correct"), printed(right, told), "correct", measuredWords(v))}
    ${verdictLine(say("verdict.error"), printed(value - right, told), "wrong", errorWords(v, value - right))}
  </dl>`;
}

/** @param {string} name @param {string} text @param {"correct" | "wrong"} kind @param {Content} words */
const verdictLine = (name, text, kind, words) =>
  html`<div class="verdict-${kind}"><dt>${name}</dt><dd><b>${text}</b> ${words}</dd></div>`;

/** What has measured the right number too. @param {View} v */
function measuredWords({ scene, step: { result }, selected }) {
  const { measured } = result;
  if (!measured) return "";
  return says(measured.many ? "verdict.measured.many" : "verdict.measured", { of: rich(scene, measured.of, selected) });
}

/** @param {View} v @param {number} error */
function errorWords(v, error) {
  if (error === 0) return say("verdict.others-wrong");
  return leftOutHere(v, error) ? say("verdict.left-out") : "";
}

/** The fewest digits with which something holds, or the most that are told. @param {number} least @param {(digits: number) => boolean} holds */
function fewest(least, holds) {
  let digits = least;
  while (digits < MOST_TOLD && !holds(digits)) digits++;
  return digits;
}

/** As many digits as tell two numbers apart. @param {number} one @param {number} other @param {number} least */
export const tellApart = (one, other, least) =>
  fewest(least, (digits) => one === other || printed(one, digits) !== printed(other, digits));

/** As many digits as make the printed error that of the two printed numbers. @param {number} one @param {number} other
 * @param {number} least */
const subtracting = (one, other, least) =>
  fewest(least, (digits) => {
    const difference = parsed(printed(one, digits)) - parsed(printed(other, digits));
    return printed(difference, digits) === printed(one - other, digits);
  });

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
  const question = say("switches.question");
  return parts.length
    ? html`<div class="switches" role="group" aria-label=${question}><span aria-hidden="true">${question}</span>
    ${parts.map(({ without, struck, name }) => html`<button aria-pressed=${Boolean(struck)} data-mistake=${struck ? "" : without}>${says("switches.remove", { name: rich(scene, name, selected) })}</button>`)}</div>`
    : nothing;
}
