// To somebody who has come without a link: where this is, and where to begin. It goes with the first step.
import { say } from "../say.js";
import { html } from "../vendor/lit-html.js";
import { onButton, quitButton } from "./walk.js";

/** @import { Layout } from "../layout.js" */
/** @import { State } from "../model.js" */
/** @import { Scene } from "../scene" */

/** @typedef {{ nextWalk(): void, closeNotes(): void }} Acts what it calls */

/** @param {Scene} scene @param {State} state @param {Layout} l @param {Acts} act */
export const welcome = (
  { steps },
  { index },
  { compact },
  act,
) => html`<aside class="welcome" aria-label=${say("welcome.title")}>
    <p>${say(compact ? "welcome.says.short" : "welcome.says", { n: index + 1, all: steps.length })}</p>
    ${onButton("first-walk", say(compact ? "welcome.walk.short" : "welcome.walk"), act.nextWalk)}
    ${quitButton(say("welcome.quit"), act.closeNotes)}</aside>`;
