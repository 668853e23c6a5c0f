// The same as say.js for templates: what is in a text's slots may be typeset.
import { piecesOf } from "../say.js";
import { html } from "../vendor/lit-html.js";

/** @import { Content } from "../vendor/lit-html.js" */

const LINE = html`<br>`;

/** Say a text as a template's content; where it has a line's end the line breaks.
 * @param {string} key @param {Record<string, Content>} [slots] @returns {Content[]} */
export const says = (key, slots = {}) => piecesOf(key).flatMap((piece, i) => (i % 2 ? [slots[piece]] : broken(piece)));

/** @param {string} text @returns {Content[]} */
const broken = (text) => text.split("\n").flatMap((line, i) => (i ? [LINE, line] : [line]));

/** A text in which code stands between backquotes. @param {string} text @returns {Content[]} */
export const coded = (text) => text.split("`").map((piece, i) => (i % 2 ? html`<code>${piece}</code>` : piece));
