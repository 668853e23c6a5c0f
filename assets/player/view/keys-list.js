// The list of keys, which `?` shows, and the switch that turns those of one character off.
import { isLetter, KEYS } from "../keys.js";
import { say } from "../say.js";
import { html } from "../vendor/lit-html.js";
import { framed, outside } from "./dialog.js";
import { says } from "./says.js";

/** @import { State } from "../model.js" */
/** @import { Host } from "../player.js" */

/** @typedef {{ help(): void, letters(event: Event): void }} Acts what it calls */

/** @param {State} state @param {Acts} act @param {Host} host */
export function keysList({ letters, taken }, act, host) {
  const keys = KEYS.flatMap(({ says = "", ...key }) =>
    says && (!key.served || host.server) && (!key.walk || taken) ? [{ ...key, says }] : [],
  );
  const characters = [...new Set(keys.flatMap((key) => key.keys.filter(isLetter)).map((key) => key.toUpperCase()))];
  /** @param {{keys: string[]}} key */
  const off = (key) => (key.keys.some(isLetter) && !letters ? "off" : "");
  return html`<dialog class="keys" aria-label=${say("keys.title")} @click=${outside(act.help)}>${framed(
    say("keys.title"),
    act.help,
    html`<dl>${keys.map((key) => html`<dt class=${off(key)}><kbd>${key.label ? say(key.label) : key.keys[0].toUpperCase()}</kbd></dt><dd class=${off(key)}>${say(key.says)}</dd>`)}</dl>
    <label><input type="checkbox" data-act="letters" .checked=${letters} @change=${act.letters}> ${says("keys.letters", { keys: characters.slice(0, -1).join(", "), last: characters[characters.length - 1] })}</label>`,
  )}</dialog>`;
}
