// Which unit, example and column of a weight are followed: lists to choose from, beside the headline.
import { say } from "../say.js";
import { html, nothing } from "../vendor/lit-html.js";

/** @import { Scene } from "../scene" */
/** @import { State } from "../model.js" */

/** @typedef {{ chosen(event: Event): void }} Acts what it calls */
/** @typedef {{names: string[], own: number}} Columns of a weight by name, and which one is followed where none was chosen */

/** How many px its lists take, beside which the headline breaks. @param {Scene} scene @param {Columns | null} columns */
export const chooserWidth = ({ problem }, columns) => (problem.m > 1 ? 210 : 100) + (columns ? 200 : 0);

/** @param {Scene} scene @param {Columns | null} columns of the step's weight, if it has one @param {State} state @param {Acts} act
 * @param {boolean} fixed the entry stays: a question is about it */
export const chooser = ({ problem }, columns, state, act, fixed) =>
  html`${numbered("unit", problem.n_a, state, act, fixed)}${problem.m > 1 ? numbered("example", problem.m, state, act, fixed) : nothing}${columns ? column(columns, state, act, fixed) : nothing}`;

/** @param {"unit" | "example"} key @param {number} count @param {State} state @param {Acts} act @param {boolean} fixed */
function numbered(key, count, state, act, fixed) {
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  return html`<label>${say(key === "unit" ? "choose.unit" : "choose.example")} <select data-choose=${key} ?disabled=${fixed} .value=${String(state[key])} @change=${act.chosen}>
    ${numbers.map((n) => html`<option value=${n} ?selected=${state[key] === n}>${n}</option>`)}</select></label>`;
}

/** Which entry of a weight's row is followed. @param {Columns} columns @param {State} state @param {Acts} act @param {boolean} fixed */
function column({ names, own }, { column }, act, fixed) {
  const chosen = Math.min(column, names.length);
  return html`<label>${say("choose.column")} <select data-choose="column" ?disabled=${fixed} .value=${String(chosen)} @change=${act.chosen}>
    <option value="0" ?selected=${!chosen}>${say("choose.default", { name: names[own - 1] })}</option>
    ${names.map((name, i) => html`<option value=${i + 1} ?selected=${chosen === i + 1}>${name}</option>`)}</select></label>`;
}
