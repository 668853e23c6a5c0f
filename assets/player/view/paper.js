// What is composed in px, as on a screen, and stands on paper as large as there is room for it: paper.css.
import { html } from "../vendor/lit-html.js";

/** @import { Content } from "../vendor/lit-html.js" */

/** @param {Content} content @param {number} width it is composed for, in px @param {number} by */
export const scaled = (content, width, by) =>
  html`<div class="scaled" style="width:${width}px;transform:scale(${by})">${content}</div>`;
