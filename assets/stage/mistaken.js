// A mistake on the picture: the road that is cut, which columns are still right, and the right number beside the wrong one.

import { longest, rounded } from "./geometry.js";
import { all, entry, printed } from "./numbers.js";
import { rich } from "./rich.js";
import { html, nothing, svg } from "./vendor/lit-html.js";

const MOST_TOLD = 8; // digits
const CROSS = "M-1 -1L1 1M1 -1L-1 1";

/** Is one of this state's roads cut, and nothing added in its place? A number that has come another way is added all the same.
 * @param {any} scene @param {number} t @param {any} state */
export const cutAt = (scene, t, state) =>
  (scene.mistake?.cut ?? []).some((road) => road.t === t && state.parts.includes(road.quantity)) &&
  !adds(scene, t, state);

/** @param {any} scene @param {number} t @param {any} state */
function adds(scene, t, state) {
  const step = scene.steps.find((one) => one.quantity === state.total && one.t === t);
  return step?.kind === "sum" && step.operands.filter((box) => !box.struck && all(scene, box).some(Boolean)).length > 1;
}

/** The colour of a road: what is computed from a wrong number turns wrong, what arrives keeps the colour of its way.
 * @param {any} scene @param {any} road */
export const pathOf = (scene, road) =>
  scene.mistake && ["sum", "ink"].includes(road.path) && scene.steps[road.step].wrong ? "wrong" : road.path;

/** The colour of a quantity's name: that of its lane. @param {any} scene @param {string} quantity @param {number} t */
export function pathAt(scene, quantity, t) {
  const { path } = scene.symbols[quantity];
  const step = scene.mistake ? scene.steps.findIndex((one) => one.quantity === quantity && one.t === t) : -1;
  return step < 0 ? path : pathOf(scene, { path, step });
}

/** A road that nobody takes any more: faded, and crossed out in its longest piece.
 * @param {any} road @param {number[][]} path @param {number} corner @param {number} scale */
export function cutRoad(road, path, corner, scale) {
  const [[x, y], [u, v]] = longest(path);
  return svg`<g class=${`lane cut path-${road.path}`} data-cut=${road.quantity} data-t=${road.t}>
    <path d=${rounded(path, corner)} stroke-width=${3.4 * scale}></path>
    <path class="cross" d=${CROSS} transform="translate(${(x + u) / 2} ${(y + v) / 2}) scale(${8 * scale})"></path></g>`;
}

/** Under a column: is it still right, the first that is wrong, wrong, or will it be? A loop may leave it out. In `brief`, the sign alone.
 * @param {any} scene @param {number} index @param {string} phase @param {number} t @param {boolean} brief */
export function columnTag(scene, index, phase, t, brief) {
  const { first } = scene.mistake;
  const oneWay = scene.problem.top === "y";
  const steps = scene.steps.filter((step) => step.t === t);
  const wrong = steps.find((step) => step.wrong);
  const skipped = !steps.some((step) => step.phase === (oneWay ? "forward" : "backward"));
  const good = !wrong && !skipped;
  if (brief) return html`<span class="tag ${good ? "right" : "wrong"}">${good ? "✓" : "✗"}</span>`;
  if (good)
    return html`<span class="tag right">✓ ${!first || (phase === "forward" && !oneWay) ? "right" : "still right"}</span>`;
  if (!wrong) return html`<span class="tag wrong">✗ left out</span>`;
  return html`<span class="tag wrong">✗ ${wrong.at === first ? html`<b>first wrong<span class="more"> here</span></b>` : scene.steps.indexOf(wrong) <= index ? "wrong" : "will be wrong"}</span>`;
}

/** Above the equation of a wrong number, so that nobody has to scroll for it: what it should be, and by how much it is off. @param {any} v a View of the equation */
export function verdict(v) {
  const { scene, step, row, selected } = v;
  if (!scene.mistake || !step.wrong || step.beside) return nothing;
  const { row: r, column: c, digits, value } = row.result;
  const right = entry(scene, { value: step.right, t: step.t }, r, c);
  const told = tellApart(value, right, digits);
  const { measured } = step.result;
  const line = (name, text, kind, words) =>
    html`<div class="${kind}"><dt>${name}</dt><dd><b>${text}</b> ${words}</dd></div>`;
  return html`<dl class="verdict">
    ${line("yours", printed(value, told), "wrong", "")}
    ${line("correct", printed(right, told), "correct", measured ? html`measured: ${rich(scene, measured.of, selected)} ${measured.many ? "change" : "changes"} this much&nbsp;✓` : "")}
    ${line("your error", printed(value - right, told), "wrong", value === right ? "in this number; others are wrong" : leftOutHere(v, value - right) ? "exactly the number left out, with its sign changed" : "")}
  </dl>`;
}

/** As many digits as tell two numbers apart. @param {number} one @param {number} other @param {number} digits at least */
export function tellApart(one, other, digits) {
  let most = digits;
  while (most < MOST_TOLD && one !== other && printed(one, most) === printed(other, most)) most++;
  return most;
}

/** Is the error exactly the one number that was left out, with its sign changed? @param {any} v @param {number} error */
export function leftOutHere({ scene, step, row }, error) {
  const out = step.operands.filter((box) => box.struck);
  if (out.length !== 1 || error === 0) return false;
  const left = entry(scene, out[0], row.result.row, row.result.column);
  return Math.abs(left + error) < 1e-9 * Math.max(1, Math.abs(left));
}

/** At a green node: what if you leave one of the two out? A switch for each. @param {any} v a View of the equation */
export function switches({ scene, step, selected }) {
  const parts = step.operands.filter((box) => box.without);
  return parts.length
    ? html`<div class="switches" role="group" aria-label="What if you leave one out?"><span aria-hidden="true">What if you leave one out?</span>
    ${parts.map(({ without, struck, name }) => html`<button aria-pressed=${Boolean(struck)} data-mistake=${struck ? "" : without}>Remove ${rich(scene, name, selected)}</button>`)}</div>`
    : nothing;
}
