// A step on paper: one sheet of A4 or Letter, standing or lying, with nothing to be pressed, and its address at the foot. It looks as
// exercises and handouts do.
import { placeOf } from "../model.js";
import { leading } from "../runs.js";
import { say } from "../say.js";
import { html, nothing } from "../vendor/lit-html.js";
import { pageAddress } from "../ways.js";
import { meaning } from "./meaning.js";
import { closeup, figure, here } from "./page.js";
import { scaled } from "./paper.js";
import { coded } from "./says.js";
import { whereWords } from "./spoken.js";
import { codeLine } from "./tabs.js";

/** @import { Mistake, Scene } from "../scene" */
/** @import { Layout } from "../layout.js" */
/** @import { Place, State } from "../model.js" */
/** @import { Host } from "../player.js" */
/** @import { Acts } from "./page.js" */

/** How a sheet lies. @typedef {"standing" | "lying"} Way */

/** The windows in which a step stands as well as on a sheet, in px. @type {Record<Way, {width: number, height: number}>} */
const WINDOWS = { standing: { width: 900, height: 1150 }, lying: { width: 1264, height: 960 } };

/** What is printed. @typedef {object} Printed
 * @property {Scene[]} scenes as they are to be seen
 * @property {State} state
 * @property {(width: number, height: number) => Layout} layout in a window of this size
 * @property {Acts} act
 * @property {Host} host */

/** Both ways that a sheet may lie: the paper decides which of them is printed.
 * @param {Printed} printed @param {(way: Way) => number} by how large the picture can be */
export const sheets = (printed, by) => html`${sheet("standing", printed, by)}${sheet("lying", printed, by)}`;

/** @param {Way} way @param {Printed} printed @param {(way: Way) => number} by */
function sheet(way, { scenes, state, layout, act, host }, by) {
  const { scene } = here(scenes, state);
  const { mistake } = scenes[scenes.length - 1];
  const { width, height } = WINDOWS[way];
  const still = { ...state, still: true };
  const address = addressOf(host, placeOf(scenes, state));
  return html`<section class="sheet ${way}">
    <header><p class="about">${scene.problem.about}</p><p class="who">${whereWords(leading(scenes), state.index)}</p></header>
    ${mistake ? html`<p class="with">${saying(mistake)}</p>` : nothing}
    <div class="plate" data-way=${way}>${scaled(composed(scenes, still, layout(width, height), act, host), width, by(way))}</div>
    <footer><p>${address ? html`${say("paper.open")} ${address}` : nothing}</p><p class="there"><b>Unrolled</b> ${say("header.tagline")}</p></footer>
  </section>`;
}

/** Strip and close-up, and the line of code, where it may be seen.
 * @param {Scene[]} scenes @param {State} state @param {Layout} l @param {Acts} act @param {Host} host */
function composed(scenes, state, l, act, host) {
  const { scene, now } = here(scenes, state);
  const line = now.hidden ? nothing : codeLine(scene, now);
  const pad = `padding:0 ${l.pad}px`;
  return html`<div class=${l.kind}>
    ${figure(scenes, state, l, act)}
    <p class="row-names" style=${pad}>${scene.problem.rows}</p>
    ${meaning(scene, now, l.pad)}
    ${closeup(scenes, state, l, act, host)}
    ${line === nothing ? nothing : html`<p class="of-code" style=${pad}>${say("paper.code")} ${line}</p>`}
  </div>`;
}

/** That it is one, and which. @param {Mistake} mistake */
const saying = ({ says: what }) => html`<b>${say("compare.title.mistaken")}.</b> ${coded(what)}`;

/** Where a place can be opened: on the server, where there is one; of a page from disk its name, without the folders.
 * @param {Host} host @param {Place} place */
function addressOf({ server, address }, place) {
  if (server) return pageAddress(server, place);
  const href = address?.href() ?? "";
  return /^https?:/.test(href) ? href : href.replace(/^file:.*\/|^about:.*|^data:.*/, "");
}
