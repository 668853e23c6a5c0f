// What stands beside the close-up, or below it: the row of tabs, and the loop of the pass that runs, in the notebook's shape, with the
// line of this step lit. What the other tabs show is the host's.
import { say } from "../say.js";
import { html, nothing } from "../vendor/lit-html.js";
import { says } from "./says.js";

/** @import { Code, CodeLine, CodeToken, Listing, Scene, Step } from "../scene" */
/** @import { State } from "../model.js" */

/** @typedef {{ tab(event: Event): void }} Acts what the tabs call */

/** @param {Scene} scene @param {Step} step @param {State} state @param {number} width px @param {Acts} act */
export function tabs(scene, step, state, width, act) {
  return html`<div class="tabs" style=${width ? `width:${width}px` : ""}>
    ${state.tabs.length > 1 ? row(state, act) : nothing}
    ${state.tab === "code" ? code(scene, step) : nothing}
  </div>`;
}

/** In a form of its own: of two players on a page each has its own choice. @param {State} state @param {Acts} act */
function row({ tabs, tab }, act) {
  return html`<form><div class="tab-row" role="radiogroup" aria-label=${say("code.panels")}>
    ${tabs.map(([key, label, about]) => html`<label><input type="radio" name="unrolled-tab" value=${key} title=${about ?? nothing} .checked=${key === tab} @change=${act.tab}><span>${label}</span></label>`)}
  </div></form>`;
}

/** @param {Step} step @returns {"forward" | "backward"} the loop that runs it */
const passOf = ({ phase }) => (phase === "forward" || phase === "turn" ? "forward" : "backward");

/** The line of code that a step is, if there is one to be seen: without what is before it in its loop. @param {Scene} scene @param {Step} step */
export function codeLine(scene, step) {
  const lines = scene.code[passOf(step)]?.lines.filter(({ quantity }) => quantity === step.quantity) ?? [];
  return lines.length ? html`<code class="listing">${lines.map((one) => line(scene, one, step))}</code>` : nothing;
}

/** @param {Scene} scene @param {Step} step */
function code(scene, step) {
  const pass = passOf(step);
  const listing = scene.code[pass];
  if (!listing) return html`<p>${say("code.hidden")}</p>`;
  return html`<div class="listing" tabindex="0" role="region" aria-label=${say(pass === "forward" ? "code.loop.forward" : "code.loop.backward")}><code>${listing.lines.map((one) => line(scene, one, step))}</code></div>
    <p class="code-note">${elsewhere(scene.code)}${counted(step)}${names(scene, listing, step)}</p>`;
}

/** @param {Scene} scene @param {string} name */
const pathOf = (scene, name) => scene.symbols[name]?.path ?? "ink";

/** @param {CodeToken} token */
const textOf = (token) => {
  if (typeof token === "string") return token;
  return "name" in token ? (token.spelled ?? token.name) : token.index;
};

/** @param {Scene} scene @param {CodeLine} line @param {Step} step */
function line(scene, { tokens, quantity, edited }, step) {
  const lit = quantity === step.quantity;
  const path = edited ? "wrong" : pathOf(scene, step.quantity);
  const on = lit ? `on-${path}` : "";
  const shown = edited ? made(scene, tokens) : tokens.map((token) => coloured(scene, token));
  return html`<span class=${`code-line ${on}`} aria-current=${lit ? "step" : nothing}>${shown}</span>`;
}

/** A line that a mistake has changed: a cross stands in its margin. @param {Scene} scene @param {CodeToken[]} tokens */
function made(scene, [margin, ...tokens]) {
  const rest = textOf(margin).slice(1);
  return html`<span class="edited" title=${say("code.edited")}>✗${rest}${tokens.map((token) => coloured(scene, token))}</span>`;
}

/** @param {Scene} scene @param {CodeToken} token */
function coloured(scene, token) {
  if (typeof token === "string") return token.trim() ? html`<span>${token}</span>` : token;
  if ("index" in token) return html`<span class="index">${token.index}</span>`;
  const path = pathOf(scene, token.name);
  return path === "ink" ? textOf(token) : html`<span class=${`path-${path}`}>${textOf(token)}</span>`;
}

/** @param {Code} code */
const elsewhere = (code) =>
  code.elsewhere ? html`<b>${say("code.elsewhere", { where: code.elsewhere })}</b> ` : nothing;

/** @param {Step} step */
const counted = ({ t }) => (t ? says("code.counted", { t: html`<code>t = ${t - 1}</code>` }) : say("code.after"));

/** What the code calls a quantity. @param {Listing} listing @param {string} name */
function spelling({ lines }, name) {
  const tokens = lines.flatMap((line) => line.tokens);
  return textOf(tokens.find((token) => typeof token === "object" && "name" in token && token.name === name) ?? name);
}

/** What the notebook calls them; the name of this step first: it is the one that is looked for.
 * @param {Scene} scene @param {Listing} listing @param {Step} step */
function names(scene, listing, { quantity }) {
  const { names } = listing;
  if (!names.length) return nothing;
  const here = names.filter(([ours]) => ours === quantity);
  const ordered = [...here, ...names.filter(([ours]) => ours !== quantity)];
  const pairs = ordered.map(([name, other], i) => {
    const ours = html`<code class=${`path-${pathOf(scene, name)}`}>${spelling(listing, name)}</code>`;
    const theirs = html`<code>${other}</code>`;
    return html`${i ? ", " : ""}<span class="pair">${says("code.notebook.is", { ours, theirs })}</span>`;
  });
  return html` ${says("code.notebook", { pairs })}`;
}
