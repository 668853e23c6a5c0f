// A guess before the answer: its choices, and after one of them which is right, each with its reason.

import { HIDDEN } from "../model.js";
import { say } from "../say.js";
import { html, nothing } from "../vendor/lit-html.js";
import { plain, rich } from "./rich.js";
import { says } from "./says.js";

/** @import { Ask, Choice, Scene } from "../scene" */
/** @import { Layout } from "../layout.js" */
/** @import { State } from "../model.js" */
/** @import { Content } from "../vendor/lit-html.js" */

/** A choice's letter, which is its key too. @param {number} i */
const letterOf = (i) => "ABCD"[i];

/** @param {Scene} scene @param {Ask} ask @param {State} state @param {Layout} l */
export const guess = (scene, ask, state, l) => html`<div class="guess">
    <div class="choices" role="group" aria-label=${say("guess.title")}>${ask.choices.map((one, i) => choice(scene, one, i, state))}</div>
    ${state.chosen === HIDDEN ? html`<p class="hint">${hint(ask, state, l)}</p>` : reasons(scene, ask, state, l)}</div>`;

/** What one can do; where there is a menu that ends the asking, that too. @param {Ask} ask @param {State} state @param {Layout} l */
function hint(ask, state, l) {
  const now = hintNow(ask, state, l);
  return l.menus && !state.taken ? say("guess.hint.menu", { now }) : now;
}

/** @param {Ask} ask @param {State} state @param {Layout} l */
function hintNow({ choices }, { letters }, { kind }) {
  if (kind === "phone") return say("guess.hint.phone");
  return letters ? say("guess.hint.letters", { last: letterOf(choices.length - 1) }) : say("guess.hint");
}

/** A button that stays where it is, and shows afterwards what became of it.
 * @param {Scene} scene @param {Choice} one @param {number} i @param {State} state */
function choice(scene, one, i, state) {
  const open = state.chosen === HIDDEN;
  const look = open ? "" : lookOf(one, i, state);
  return html`<button class="choice ${look}" data-choice=${i} aria-disabled=${String(!open)} aria-pressed=${open ? nothing : String(i === state.chosen)}>
      <b>${letterOf(i)}</b>${markOf(look)}<span>${rich(scene, one.says, state)}</span></button>`;
}

/** @param {Choice} one @param {number} i @param {State} state */
function lookOf({ right }, i, { chosen }) {
  if (right) return "good";
  return i === chosen ? "bad" : "pale";
}

/** @param {"" | "good" | "bad" | "pale"} look @returns {Content} */
function markOf(look) {
  if (look === "good") return html`<span aria-hidden="true">✓</span><span class="spoken">${say("guess.good")}</span>`;
  if (look === "bad") return html`<span aria-hidden="true">✗</span><span class="spoken">${say("guess.bad")}</span>`;
  return nothing;
}

/** What there is to say of each choice, but of the one that was chosen: that stands in the grey line. On a projector there is no room
 * for the right one's, which the headline has told, and below the drawn inside of a cell for none. @param {Scene} scene @param {Ask} ask @param {State} state @param {Layout} l */
const reasons = (scene, { choices }, state, { classroom }) =>
  classroom && scene.problem.states.length > 1
    ? nothing
    : html`<ul class="reasons">${choices.map((one, i) => (i === state.chosen || (classroom && one.right) ? nothing : html`<li><b>${letterOf(i)}</b> ${rich(scene, one.why, state)}</li>`))}</ul>`;

/** The grey line after a choice, and where there is a run of that mistake a way to it; none without a choice.
 * @param {Scene} scene @param {Ask} ask @param {State} state @param {boolean} leads whether another run can be shown */
export function outcome(scene, { choices }, state, leads) {
  const one = choices[state.chosen];
  if (!one) return undefined;
  const letter = html`<b class=${one.right ? "path-sum" : "path-wrong"}>${letterOf(state.chosen)}</b>`;
  const why = rich(scene, one.why, state);
  if (one.right) return says("guess.said.right", { letter, why });
  const link =
    leads && one.mistake ? html`<button class="see" data-mistake=${one.mistake}>${say("guess.see")}</button>` : nothing;
  return html`${says("guess.said.wrong", { letter, why })} ${link}`;
}

/** To those who listen: what is asked, if something is, or what became of the guess.
 * @param {Scene} scene @param {Ask | null} ask @param {boolean} isHidden @param {State} state */
export function spokenGuess(scene, ask, isHidden, state) {
  if (!ask) return "";
  return isHidden ? spokenQuestion(scene, ask, state) : spokenVerdict(scene, ask, state);
}

/** Before it the question and its choices. @param {Scene} scene @param {Ask} ask @param {State} state */
const spokenQuestion = (scene, { question, grey, choices }, state) =>
  [
    plain(scene, question, state),
    plain(scene, grey, state),
    ...choices.map((one, i) => say("guess.spoken", { letter: letterOf(i), says: plain(scene, one.says, state) })),
  ].join(" ");

/** After it what became of the guess. @param {Scene} scene @param {Ask} ask @param {State} state */
function spokenVerdict(scene, { choices }, state) {
  const one = choices[state.chosen];
  const right = choices.findIndex((each) => each.right);
  const answer = say("guess.spoken.right", {
    letter: letterOf(right),
    says: plain(scene, choices[right].says, state),
  });
  if (!one) return answer;
  const why = plain(scene, one.why, state);
  const letter = letterOf(state.chosen);
  return one.right ? say("guess.said.right", { letter, why }) : `${say("guess.said.wrong", { letter, why })} ${answer}`;
}
