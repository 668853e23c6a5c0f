// The menus beside the name: each a button, and behind it a modal dialog with what there is to choose. The arrows move, Enter or a click
// chooses; Esc or a click beside it closes. A choice is a part of a link, which Python opens as it opens any link.

import { say } from "../say.js";
import { html, nothing, render } from "../vendor/lit-html.js";
import { handed, handedEvent } from "../view/handed.js";
import { coded } from "../view/says.js";
import { walked } from "../walked.js";

/** What app/panels/controls.py hands over: the menus, and the answer to the last choice if there was one.
 * @typedef {{menus: Menu[], answer: {id?: string, refused?: string}}} Menus
 * @typedef {{label: string, title: string, columns: Group[][]}} Menu
 * @typedef {{title: string, note: string, items: Item[]}} Group
 * @typedef {{says: string, note: string, on: boolean | null, query: Record<string, string>, fields: Field[], walk?: string}} Item `on` is null
 *   where nothing is switched; `fields` are to be filled in; a `walk` that was taken before is ticked
 * @typedef {{name: string, says: string, value: string | number, bounds: [number, number] | null}} Field of text, if it has no bounds
 * @typedef {(choice: Record<string, FormDataEntryValue>) => void} Send
 * @typedef {SubmitEvent & {currentTarget: HTMLFormElement}} Submitted
 */

const EDGE = 8; // px between a menu and the window's edge
/** @type {Menus} */
const NONE = { menus: [], answer: {} };
/** @type {WeakMap<HTMLElement, AbortController>} */
const mounted = new WeakMap();

/** @param {{parentElement: HTMLElement, setTriggerValue: (name: string, value: unknown) => void}} component */
export default function ({ parentElement, setTriggerValue }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".unrolled-menus"));
  mounted.get(root)?.abort();
  mounted.set(
    root,
    createMenus(root, (choice) => setTriggerValue("choose", choice)),
  );
}

/** Menus inside an element; returns what ends them. @param {HTMLElement} root @param {Send} send */
function createMenus(root, send) {
  const life = new AbortController();
  /** @type {Menus} */
  let data = all();
  let unfolded = "";
  let waiting = "";
  let refused = ""; // the item whose form is open; the choice that has no answer yet; why it was refused
  let pointer = false; // whether the last that was used here is a mouse or a finger
  const opened = () => /** @type {HTMLDialogElement | null} */ (root.querySelector("dialog[open]"));

  function draw() {
    render(
      data.menus.map(
        (menu) => html`
      <button class="opener" aria-haspopup="dialog" @click=${open}><span>${menu.label}</span>${chevron}</button>
      <dialog aria-label=${menu.title} @click=${beside} @keydown=${pressed} @close=${closed}>
        <div class="menu-columns">${menu.columns.map((groups) => html`<div>${groups.map(group)}</div>`)}</div>
      </dialog>`,
      ),
      root,
    );
  }

  /** @param {Group} group */
  const group = ({ title, note, items }) => html`<section role="group" aria-label=${title}>
    <h2>${title}</h2>${note ? html`<p>${note}</p>` : nothing}${items.map(item)}${onwards(items)}</section>`;

  /** The first walk of a lesson that was not taken yet; where it is none, nothing. @param {Item[]} items */
  function onwards(items) {
    const lesson = items.filter(({ walk = "" }) => /^\d+$/.test(walk));
    const done = walked();
    const next = lesson.find(({ walk = "" }) => !done.includes(walk));
    if (!next) return nothing;
    const says = next === lesson[0] ? say("menu.begin") : say("walk.onwards", { next: next.walk ?? "" });
    return html`<button class="show" @click=${() => choose(next.query)}>${says} ›</button>`;
  }

  /** @param {Item} it */
  const ticked = ({ on, walk }) => on || (walk && walked().includes(walk));

  /** @param {Item} it */
  const item = (it) => html`
    <button class="item" aria-pressed=${it.on ?? nothing} aria-expanded=${it.fields.length ? unfolded === it.says : nothing}
      @click=${() => (it.fields.length ? unfold(it) : choose(it.query))}>
      <span class="tick" aria-hidden="true">${ticked(it) ? "✓" : ""}</span><span>${coded(it.says)}${it.note ? html`<small>${it.note}</small>` : nothing}</span>
    </button>
    ${
      it.fields.length
        ? html`<form ?hidden=${unfolded !== it.says} @submit=${/** @param {Submitted} event */ (event) => submitted(event, it)}>
      ${it.fields.map((field) => html`<label>${field.says}${input(field)}</label>`)}
      <button class="show">${say("menu.show")}</button><p role="alert">${refused}</p></form>`
        : nothing
    }`;

  /** @param {Field} field */
  const input = ({ name, value, bounds }) =>
    bounds
      ? html`<input name=${name} type="number" value=${value} min=${bounds[0]} max=${bounds[1]} required>`
      : html`<input name=${name} value=${value} maxlength="40" autocomplete="off" spellcheck="false" required>`;

  /** @param {{currentTarget: HTMLElement}} event */
  function open({ currentTarget }) {
    const dialog = /** @type {HTMLDialogElement} */ (currentTarget.nextElementSibling);
    const items = data.menus.flatMap((menu) => menu.columns.flat()).flatMap((of) => of.items);
    [unfolded, waiting, refused] = [items.find((it) => it.on && it.fields.length)?.says ?? "", "", ""];
    draw();
    for (const form of dialog.querySelectorAll("form")) form.reset();
    dialog.showModal();
    place();
    window.addEventListener("resize", place);
    /** @type {HTMLElement | null} */
    const first = dialog.querySelector('[aria-pressed="true"]') ?? dialog.querySelector(".item");
    first?.focus();
  }

  /** Below its button, as far as there is room. */
  function place() {
    const dialog = opened();
    if (!dialog) return;
    const { left, bottom } = /** @type {HTMLElement} */ (dialog.previousElementSibling).getBoundingClientRect();
    dialog.style.left = `${Math.max(EDGE, Math.min(left, window.innerWidth - dialog.offsetWidth - EDGE))}px`;
    dialog.style.top = `${bottom + 4}px`;
    dialog.style.maxHeight = `${window.innerHeight - bottom - 4 - EDGE}px`;
  }

  /** @param {Item} it */
  function unfold(it) {
    unfolded = unfolded === it.says ? "" : it.says;
    draw();
    /** @type {HTMLInputElement | null} */ (opened()?.querySelector("form:not([hidden]) input"))?.select();
  }

  /** @param {Item["query"]} query */
  function choose(query) {
    opened()?.close();
    send({ ...query, id: String(Math.random()) });
  }

  /** What was typed may be refused: the menu stays open until there is an answer.
   * @param {Submitted} event @param {Item} it */
  function submitted(event, it) {
    event.preventDefault();
    waiting = String(Math.random());
    send({ ...it.query, ...Object.fromEntries(new FormData(event.currentTarget)), id: waiting });
  }

  /** Keys that are pressed in a menu are nobody else's. The arrows go from item to item; in a field they are the field's.
   * @param {KeyboardEvent & {currentTarget: HTMLDialogElement, target: HTMLElement}} event */
  function pressed(event) {
    event.stopPropagation();
    const items = [.../** @type {NodeListOf<HTMLElement>} */ (event.currentTarget.querySelectorAll(".item"))];
    const at = items.indexOf(event.target);
    /** @type {Record<string, number | undefined>} */
    const goals = {
      ArrowDown: (at + 1) % items.length,
      ArrowUp: (at - 1 + items.length) % items.length,
      Home: 0,
      End: items.length - 1,
    };
    const to = goals[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    items[to].focus();
  }

  /** @param {{currentTarget: HTMLDialogElement, target: HTMLElement}} event */
  function beside(event) {
    if (event.target === event.currentTarget) event.currentTarget.close();
  }

  /** Whoever uses the keyboard goes on from the button; browsers see to that, but Safari not if it was clicked. After the mouse the keys are the
   * stage's, also where the answer to what was typed comes after the new picture. @param {{target: HTMLDialogElement}} event */
  function closed({ target }) {
    window.removeEventListener("resize", place);
    const opener = /** @type {HTMLElement} */ (target.previousElementSibling);
    if (pointer) opener.blur();
    else opener.focus();
  }

  function update() {
    if (!root.isConnected) return life.abort();
    data = all();
    if (waiting && data.answer.id === waiting) {
      [waiting, refused] = ["", data.answer.refused ?? ""];
      if (!refused) opened()?.close();
    }
    draw();
  }

  for (const name of ["menus", "lessons"])
    document.addEventListener(handedEvent(name), update, { signal: life.signal });
  for (const used of ["pointerdown", "keydown"]) {
    root.addEventListener(
      used,
      () => {
        pointer = used === "pointerdown";
      },
      { capture: true, signal: life.signal },
    );
  }
  if (data.menus.length) draw();
  return life;
}

/** What was handed over, in two parts. @returns {Menus} */
function all() {
  const { menus, answer } = handed("menus") ?? NONE;
  return { menus: [...menus, ...(handed("lessons")?.menus ?? [])], answer };
}

const chevron = html`<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M5 8l5 5 5-5"></path></svg>`;
