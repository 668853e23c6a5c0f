// The dialog in which a step is shared: all the ways that ways.js knows, or the QR code alone, as large as it can be.
import { say } from "../say.js";
import { html, nothing } from "../vendor/lit-html.js";
import { codeOf, isLocal, pageAddress, ways } from "../ways.js";
import { framed, outside, shut } from "./dialog.js";

/** @import { Copied, Place, State } from "../model.js" */
/** @import { Host } from "../player.js" */
/** @import { Content } from "../vendor/lit-html.js" */
/** @import { Drawing, Ending, Server, Text, Way } from "../ways.js" */

/** What the dialog's buttons call.
 * @typedef {object} Acts
 * @property {() => void} unshare
 * @property {(way: Text) => void} copy
 * @property {(way: Drawing) => void} copyPicture
 * @property {(way: Drawing, ending: Ending) => void} savePicture
 */

const NAMES = { ways: "share.title", code: "share.title.code" };

/** @param {Content} headline of the step @param {Place} place @param {State} state @param {Host} host @param {Acts} act */
export function shareDialog(headline, place, state, host, act) {
  const { sharing } = state;
  const { unshare } = act;
  const title = say(NAMES[sharing || "ways"]);
  return html`<dialog class=${`share ${sharing}`} aria-label=${title} @click=${outside(unshare)} @close=${shut(unshare)}>${
    sharing
      ? framed(
          title,
          unshare,
          html`<p class="which">${headline}</p>
      ${sharing === "code" && host.server ? large(host.server, place) : all(place, state, host, act)}`,
        )
      : nothing
  }</dialog>`;
}

/** @param {Place} place @param {State} state @param {Host} host @param {Acts} act */
function all(place, { copied, letters }, host, act) {
  const rows = ways(host.address?.href() ?? "", host.server, host.app, place).map((way) => row(way, copied, act));
  return html`<div class="offers"><ul>${rows}</ul>
    ${host.server ? html`<figure>${code(host.server, place)}<figcaption>${say(letters ? "share.code.key" : "share.code")}</figcaption>${local(host.server)}</figure>` : nothing}
    </div><p class="spoken" role="status">${copied?.says ?? nothing}</p>`;
}

/** A way, and at its right what does it. @param {Way} way @param {Copied | null} copied @param {Acts} act */
function row(way, copied, act) {
  const mine = copied?.what === way.what ? copied : null;
  return html`<li><div><b>${way.name}</b><span>${way.note}</span></div>${does(way, mine, act)}${mine ? instead(way, mine) : nothing}</li>`;
}

/** @param {Way} way @param {Copied | null} mine @param {Acts} act */
function does(way, mine, act) {
  if ("text" in way)
    return html`<button data-act=${`copy-${way.what}`} @click=${() => act.copy(way)}>${mine?.how === "done" ? way.done : way.does}</button>`;
  if ("href" in way)
    return html`<a data-act=${`save-${way.what}`} href=${way.href} download=${way.file}>${way.does}</a>`;
  if ("opens" in way) return html`<a data-act=${`open-${way.what}`} href=${way.opens} target="_blank">${way.does}</a>`;
  return html`<div class="joined" role="group" aria-label=${way.name}>
    <button data-act="copy-picture" aria-label=${say(mine?.how === "done" ? "share.picture.done" : "share.picture.copy")} @click=${() => act.copyPicture(way)}>${say(mine?.how === "done" ? "share.picture.done.short" : "share.picture.copy.short")}</button>
    <button data-act="save-svg" aria-label=${say("share.picture.svg")} @click=${() => act.savePicture(way, "svg")}>SVG</button>
    <button data-act="save-png" aria-label=${say("share.picture.png")} @click=${() => act.savePicture(way, "png")}>PNG</button></div>`;
}

/** What there is where nothing could be copied. @param {Way} way @param {Copied} mine */
function instead(way, { how, says }) {
  if (how === "refused") return html`<p class="refused">${says}</p>`;
  if (how === "done" || !("text" in way)) return nothing;
  return html`<label>${say("share.by-hand")} <input class="by-hand" readonly .value=${way.text}></label>`;
}

/** For a hall: the code, and the address for those who type. @param {Server} server @param {Place} place */
function large(server, place) {
  return html`<figure>${code(server, place)}<figcaption>${pageAddress(server, place)}</figcaption>${local(server)}</figure>`;
}

/** @param {Server} server @param {Place} place */
function code(server, place) {
  return html`<img src=${codeOf(server, pageAddress(server, place))} alt=${say("share.code.alt")}>`;
}

/** @param {Server} server */
const local = (server) => (isLocal(server) ? html`<p>${say("share.code.local")}</p>` : nothing);
