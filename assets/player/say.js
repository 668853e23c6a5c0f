// What the player itself says: each text is in app/scene/words/player.py, whole, under a key; `{slots}` in it are filled in here.
import { WORDS } from "./words.js";

/** By key: a text, a slot's name, a text, and so on. @type {Map<string, string[]>} */
const known = new Map();

/** A text in pieces; it is taken apart once. @param {string} key */
export function piecesOf(key) {
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
