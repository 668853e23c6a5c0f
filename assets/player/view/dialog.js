// What all dialogs have: a title, the button that closes them, and that a click beside them does.
import { say } from "../say.js";
import { html } from "../vendor/lit-html.js";

/** @import { Content } from "../vendor/lit-html.js" */

/** @param {string} title @param {() => void} close @param {Content} content */
export const framed = (title, close, content) =>
  html`<div><header><h2>${title}</h2><button @click=${close}>${say("dialog.close")}</button></header>${content}</div>`;

/** A click beside it. @param {() => void} close */
export const outside = (close) => (/** @type {Event} */ event) => event.target === event.currentTarget && close();

/** It was shut, by Esc too; an older event may come when it is open again. @param {() => void} close */
export const shut =
  (close) =>
  (/** @type {Event} */ { currentTarget }) =>
    /** @type {HTMLDialogElement} */ (currentTarget).open || close();
