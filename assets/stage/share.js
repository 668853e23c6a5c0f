// The dialog in which a step is shared: all the ways that ways.js knows, or the QR code alone, as large as it can be.
import { html, nothing } from "./vendor/lit-html.js";
import { codeOf, isLocal, pageAddress, ways } from "./ways.js";

/** @typedef {any} Acts */

const NAMES = { ways: "Share this step", code: "QR code of this step" };
const LOCAL = "This address leads to this computer alone. Phones need its name in the network.";

/** @param {unknown} headline of the step @param {import("./model.js").Place} place @param {import("./model.js").State} state
 * @param {import("./player.js").Host} host @param {any} act */
export function shareDialog(headline, place, state, host, act) {
  const { sharing } = state;
  return html`<dialog class=${`share ${sharing}`} aria-label=${NAMES[sharing || "ways"]}
      @click=${(event) => event.target === event.currentTarget && act.unshare()} @close=${act.shut}>${
        sharing
          ? html`<div>
      <header><h2>${NAMES[sharing]}</h2><button @click=${act.unshare}>Close</button></header>
      <p class="which">${headline}</p>
      ${sharing === "code" ? large(host.server, place) : all(place, state, host, act)}</div>`
          : nothing
      }</dialog>`;
}

function all(place, { copied, letters }, host, act) {
  const rows = ways(host.address?.href() ?? "", host.server, host.app, place).map((way) => row(way, copied, act));
  return html`<div class="offers"><ul>${rows}</ul>
    ${host.server ? html`<figure>${code(host.server, place)}<figcaption>for phones in the room${letters ? "; Q: large" : ""}</figcaption>${local(host.server)}</figure>` : nothing}
    </div><p class="spoken" role="status">${copied?.says}</p>`;
}

/** A way, and at its right what does it. @param {any} way @param {import("./model.js").State["copied"]} copied @param {any} act */
function row(way, copied, act) {
  const mine = copied?.what === way.what ? copied : null;
  return html`<li><div><b>${way.name}</b><span>${way.note}</span></div>${does(way, mine, act)}
    ${mine?.how === "select" ? html`<label>Copy it by hand: <input class="by-hand" readonly .value=${way.text}></label>` : nothing}</li>`;
}

function does(way, mine, act) {
  if ("text" in way)
    return html`<button data-act=${`copy-${way.what}`} @click=${() => act.copy(way)}>${mine?.how === "done" ? way.done : way.does}</button>`;
  if ("href" in way)
    return html`<a data-act=${`save-${way.what}`} href=${way.href} download=${way.file}>${way.does}</a>`;
  return html`<button data-act=${`save-${way.what}`} @click=${() => act.draw(way)}>${way.does}</button>`;
}

/** For a hall: the code, and the address for those who type. */
function large(server, place) {
  return html`<figure>${code(server, place)}<figcaption>${pageAddress(server, place)}</figcaption>${local(server)}</figure>`;
}

function code(server, place) {
  return html`<img src=${codeOf(server, pageAddress(server, place))} alt="QR code that opens this step">`;
}

const local = (server) => (isLocal(server) ? html`<p>${LOCAL}</p>` : nothing);
