// A walk: its question, which stop this is, and the way to the next. What is said there stands where headline and grey line stand.
import { say } from "../say.js";
import { html, nothing } from "../vendor/lit-html.js";
import { rich } from "./rich.js";
import { coded, says } from "./says.js";

/** @import { Layout } from "../layout.js" */
/** @import { State } from "../model.js" */
/** @import { Host } from "../player.js" */
/** @import { Scene, Walk } from "../scene" */
/** @import { Content } from "../vendor/lit-html.js" */

/** @typedef {{ nextStop(): void, previousStop(): void, leaveWalk(): void, thisStop(): void, nextWalk(): void }} Acts what it calls */

/** How many px it takes beside the headline. */
export const WALK_WIDTH = 300;

/** @param {Walk} walk that is taken @param {State} state @param {{off: boolean, asked: boolean}} shown `off`: something else
 * than the stop speaks of; `asked`: its answer is still to be guessed @param {Layout} l @param {Acts} act
 * @param {Host} host */
export function walkBar(walk, state, { off, asked }, l, act, host) {
  const { stop, going, skipped, finished } = state;
  const where = say("walk.stop", { stop: going || stop, count: walk.stops.length });
  return html`<nav class=${`walk ${l.width < 900 ? "below" : ""}`} aria-label=${say("walk.title")}>
    <p><b>${numberOf(walk)}</b> ${question(walk)} <span class="where">${where}</span>${skipped ? html` <span class="skipped">${say("walk.skipped", { count: skipped })}</span>` : nothing}</p>
    ${
      l.classroom
        ? nothing
        : html`<div><button data-act="previous-stop" aria-label=${say("walk.previous")} aria-disabled=${stop === 1} @click=${act.previousStop}>‹</button>
      ${finished ? onwards(walk, act, host) : onButton("next-stop", onWords(walk, stop, asked), act.nextStop)}
      ${off && !going ? html`<button data-act="this-stop" @click=${act.thisStop}>${say("walk.back")}</button>` : nothing}
      ${quitButton(say("walk.leave"), act.leaveWalk)}</div>`
    }
  </nav>`;
}

/** @param {Walk} walk @param {number} stop @param {boolean} asked */
function onWords({ stops }, stop, asked) {
  if (asked) return say("walk.show");
  return say(stop === stops.length ? "walk.done" : "walk.next");
}

/** After the last stop: where somebody has guessed what is not so, and why it is not. @param {Scene} scene @param {Walk} walk
 * @param {State} state @returns {Content} */
export function missed(scene, walk, { guesses, unit, example }) {
  const wrong = walk.stops.flatMap(({ ask, run }, i) => {
    const choice = ask?.choices[guesses[i + 1]];
    return choice && !choice.right
      ? [{ stop: i + 1, choice, here: run === walk.stops[walk.stops.length - 1].run }]
      : [];
  });
  const all = say("walk.finished", { count: walk.stops.length });
  const again = wrong.map(({ stop, choice, here }) =>
    here
      ? says("walk.missed", { stop: String(stop), why: rich(scene, choice.why, { unit, example }) })
      : say("walk.missed.elsewhere", { stop }),
  );
  return html`${all} ${again.map((one) => html`<br>${one}`)}`;
}

/** To the walk after this one, where somebody can open it. @param {Walk} walk @param {Acts} act @param {Host} host */
const onwards = ({ next }, act, host) =>
  next && host.app ? onButton("next-walk", say("walk.onwards", { next }), act.nextWalk) : nothing;

/** The way on. @param {string} name @param {string} says @param {() => void} does */
export const onButton = (name, says, does) =>
  html`<button class="onward" data-act=${name} @click=${does}>${says} ›</button>`;

/** The way out. @param {string} says @param {() => void} does */
export const quitButton = (says, does) =>
  html`<button class="quit" data-act="quit" aria-label=${says} @click=${does}><span>${says}</span> ×</button>`;

/** @param {Walk} walk */
const numberOf = ({ id }) => (/^\d+$/.test(id) ? id : "");

/** @param {Walk} walk */
export const question = (walk) => coded(walk.question);
