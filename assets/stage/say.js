// What the player itself says: each text is in app/scene/words/player.py, whole, under a key; `{slots}` in it are filled in here.
import { html } from "./vendor/lit-html.js";
import { WORDS } from "./words.js";

/** @import { Content } from "./vendor/lit-html.js" */

const LINE = html`<br>`;

/** By key: a text, a slot's name, a text, and so on. @type {Map<string, string[]>} */
const known = new Map();

/** A text in pieces; it is taken apart once. @param {string} key */
function piecesOf(key) {
  const found = known.get(key);
  if (found) return found;
  const pieces = WORDS[key].split(/[{}]/);
  known.set(key, pieces);
  return pieces;
}

/** Say a text. @param {string} key @param {Record<string, string | number>} [slots] */
export const say = (key, slots = {}) =>
  piecesOf(key)
    .map((piece, i) => (i % 2 ? slots[piece] : piece))
    .join("");

/** The same for a template: what is in the slots may be typeset, and where the text has a line's end the line breaks.
 * @param {string} key @param {Record<string, Content>} [slots] @returns {Content[]} */
export const says = (key, slots = {}) => piecesOf(key).flatMap((piece, i) => (i % 2 ? [slots[piece]] : broken(piece)));

/** @param {string} text @returns {Content[]} */
const broken = (text) => text.split("\n").flatMap((line, i) => (i ? [LINE, line] : [line]));
