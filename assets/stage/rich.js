// Text with quantities in it: the parts that Python sends, typeset. Maths letters are italic serif, the rest is not.

import { decimals, entry, format } from "./numbers.js";
import { html, nothing } from "./vendor/lit-html.js";

/** A quantity's name: letters, timestep above, subscript below. `[...]` in its letters are upright.
 * @param {any} scene @param {any} part @param {boolean} asked whether the Tab key stops here: focus answers "what is this?" */
export function symbol(scene, part, asked = false) {
  const { base, sub, path } = scene.symbols[part.symbol];
  const letters = base.split(/\[|\]/).map((piece, i) => (i % 2 ? html`<span class="upright">${piece}</span>` : piece));
  const above = [part.t ? `⟨${part.t}⟩` : "", sub.startsWith("⟨") ? sub : "", part.transposed ? "T" : ""].join("");
  const below = sub.startsWith("⟨") ? "" : sub;
  const [up, down] = [above && html`<sup>${above}</sup>`, below && html`<sub>${below}</sub>`];
  const kind = `symbol path-${part.path ?? path}`;
  const name = html`<i>${letters.length > 1 ? letters : base}</i>${up && down ? html`<span class="both">${up}${down}</span>` : up || down}${part.power ? html`<sup class="power">${part.power}</sup>` : nothing}`;
  return asked
    ? html`<span class=${kind} data-quantity=${part.symbol} data-t=${part.t ?? 0} tabindex="0">${name}</span>`
    : html`<span class=${kind} data-quantity=${part.symbol} data-t=${part.t ?? 0}>${name}</span>`;
}

/** Why nothing goes on from the last a, or comes back to it: in the test of one cell the whole sum is handed in. A loop
 * that runs the wrong way round finds nothing at its first step.
 * @param {any} problem @param {boolean} back @param {number} t @returns {[string, string]} two short lines */
export const whyNothing = ({ given, T }, back = true, t = T) =>
  t < T
    ? ["no step", "has run before"]
    : back && given && T === 1
      ? ["it is all", "in da"]
      : ["there is", `no step ${T + 1}`];

/** What stands where nothing can come back; a mistake may have put something there. @param {any} scene @param {string} quantity @param {number} t */
export function zeroText(scene, quantity, t) {
  const { rows, columns, data } = scene.values[quantity];
  const from = (t - 1) * rows * columns;
  return data.slice(from, from + rows * columns).some(Boolean) ? "not 0" : "0";
}

const MARKS = /^[,.:;?)’]+/; // what never begins a line: a symbol is a box, and the browser would break behind it

/** @param {any} scene @param {any[]} parts @param {{unit: number, example: number}} selected @param {boolean} asked */
export function rich(scene, parts, selected, asked = false) {
  const marks = (text) => (typeof text === "string" ? (MARKS.exec(text)?.[0] ?? "") : "");
  return parts.map((part, i) => {
    if (typeof part === "string") return parts[i - 1]?.symbol ? part.slice(marks(part).length) : part;
    if ("symbol" in part) {
      const name = symbol(scene, part, asked);
      const after = marks(parts[i + 1]);
      return after ? html`<span class="glued">${name}${after}</span>` : name;
    }
    if ("selected" in part) return String(selected[part.selected]);
    const value = entry(scene, { value: part.number, t: part.t }, selected.unit, selected.example);
    return html`<b class="path-${part.path}">${format(value, decimals(scene))}</b>`;
  });
}

/** Signs in words: what stands over a letter, or between two, is easily passed over. @param {string} text */
export const aloud = (text) =>
  text
    .replace(/[⟨⟩]/g, "")
    .replaceAll("²", " squared")
    .replaceAll("ᵀ", " transposed")
    .replace(/−\s*/g, "minus ")
    .replaceAll(" × ", " times ")
    .replaceAll(" + ", " plus ")
    .replace(/\b(tanh|sigmoid|ln|softmax)( squared)?\(/g, "$1$2 of (");

/** The same as plain text, for screen readers. @returns {string} */
export function plain(scene, parts, selected) {
  return aloud(
    parts
      .map((part) => {
        if (typeof part === "string") return part;
        if ("selected" in part) return String(selected[part.selected]);
        if ("number" in part) {
          return format(
            entry(scene, { value: part.number, t: part.t }, selected.unit, selected.example),
            decimals(scene),
          );
        }
        const { base, sub } = scene.symbols[part.symbol];
        return [
          base.replace(/[[\]]/g, "").replace("\u0303", " tilde"),
          sub.replace(/[⟨⟩]/g, ""),
          part.transposed ? "transposed" : "",
          part.t || "",
          powerOf(part),
        ]
          .filter(Boolean)
          .join(" ");
      })
      .join(""),
  );
}

const powerOf = ({ power }) => (!power ? "" : power === "2" ? "squared" : `to the power ${power}`);
