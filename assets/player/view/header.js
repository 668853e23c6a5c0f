// What stands above the strip: what this is, what can be done with it, and what there is to say of a link.
import { say } from "../say.js";
import { html, nothing } from "../vendor/lit-html.js";

/** @import { Mistake, Scene } from "../scene" */
/** @import { Layout } from "../layout.js" */
/** @import { Place, State } from "../model.js" */
/** @import { Host } from "../player.js" */

const WIDER = 1500; // px: else there is no room for the longer of two words beside three menus

/** What its buttons call.
 * @typedef {{ first(): void, share(): void, classroom(): void, help(): void, closeNotes(): void, right(): void, compare(): void }} Acts */

/** @param {Scene} scene of the run itself @param {State} state @param {Layout} l @param {Acts} act @param {Host} host @param {Place} place */
export function header(scene, state, l, act, host, place) {
  const app = host.app ? "" : host.server && `${host.server.at}${host.server.query(place)}`;
  const { mistake } = scene;
  const { notes, letters } = state;
  const tight = l.width < 700;
  return html`<header class=${`top ${l.header}`} style="padding:0 ${l.pad}px">
    <div class=${mistake && tight ? "spoken" : "brand"}><h1>Unrolled</h1>${l.header === "full" ? html`<span class="tagline">${say("header.tagline")}</span>` : nothing}</div>
    <div class="actions">
      ${mistake ? mistakeButtons(mistake, l, act, host.can) : nothing}
      <button data-act="start" aria-label=${say("header.start")} title=${say("header.start.title")} @click=${act.first}>${say(isBrief(l, mistake) ? "header.start.short" : "header.start")}</button>
      ${app ? html`<a data-act="app" href=${app} target="_top">${say(l.kind === "phone" ? "header.app.short" : "header.app")}</a>` : nothing}
      ${host.sharing ? html`<button data-act="share" aria-haspopup="dialog" @click=${act.share}><span>${say("header.share")}</span></button>` : nothing}
      ${host.can.classroom ? html`<button data-act="classroom" @click=${act.classroom}><span>${say("header.classroom")}</span></button>` : nothing}
      <button class="square" data-act="help" aria-label=${say("header.keys")} title=${say(letters ? "header.keys.title" : "header.keys.title.off")} @click=${act.help}>?</button>
    </div>
    ${notes.length ? html`<div class="notes" role="status">${notes.join(" ")} <button aria-label=${say("header.close-note")} @click=${act.closeNotes}>×</button></div>` : nothing}
  </header>`;
}

/** Is there little room for the way to the first step? @param {Layout} l @param {Mistake} [mistake] */
const isBrief = ({ kind, header, width }, mistake) =>
  kind === "phone" || header === "tight" || width < 700 || mistake !== undefined;

/** What there is little room for on a phone is shorter there.
 * @param {Mistake} mistake @param {Layout} l @param {Acts} act @param {Host["can"]} can */
function mistakeButtons(mistake, { kind, runs, width }, act, can) {
  const alone = say(kind === "phone" ? "header.alone.short" : "header.alone");
  const beside = say(width < WIDER ? "header.compare.short" : "header.compare");
  return html`${can.mistake ? html`<button class="mistake" data-act="mistake" title=${mistake.says.replaceAll("`", "")} @click=${act.right}>✗ <span>${say("header.mistake")}</span> <u>${say("header.mistake.off")}</u></button>` : nothing}
    ${can.compare ? html`<button data-act="compare" aria-label=${runs ? nothing : say("header.compare")} @click=${act.compare}><span>${runs ? alone : beside}</span></button>` : nothing}`;
}
