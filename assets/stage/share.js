// The dialog in which a step is shared. What can be taken along is said in ways.js.
import { html, nothing } from "./vendor/lit-html.js";
import { ways } from "./ways.js";

/** @param {unknown} headline of the step @param {import("./model.js").Place} place @param {import("./model.js").State} state
 * @param {import("./player.js").Host} host @param {any} act */
export function shareDialog(headline, place, state, host, act) {
  return html`<dialog class="share" aria-label="Share this step" @click=${(event) => event.target === event.currentTarget && act.unshare()}
      @close=${act.shut}>${
        state.sharing
          ? html`<div>
      <header><h2>Share this step</h2><button @click=${act.unshare}>Close</button></header>
      <p class="which">${headline}</p>
      <ul>${ways(host.address?.href() ?? "", host.server, host.app, place).map((way, i) => row(way, i, state.copied, act))}</ul>
      <p class="spoken" role="status">${state.copied?.says}</p></div>`
          : nothing
      }</dialog>`;
}

/** A way, and at its right what does it. The first has the focus: that is what most come for. @param {any} way @param {number} i
 * @param {import("./model.js").State["copied"]} copied @param {any} act */
function row(way, i, copied, act) {
  const mine = copied?.what === way.what ? copied : null;
  const does =
    "text" in way
      ? html`<button ?autofocus=${!i} data-act=${`copy-${way.what}`} @click=${() => act.copy(way)}>${mine?.how === "done" ? way.done : way.does}</button>`
      : html`<a data-act=${`save-${way.what}`} href=${way.href} download=${way.file}>${way.does}</a>`;
  return html`<li><div><b>${way.name}</b><span>${way.note}</span></div>${does}
    ${mine?.how === "select" ? html`<label>Copy it by hand: <input class="by-hand" readonly .value=${way.text}></label>` : nothing}</li>`;
}
