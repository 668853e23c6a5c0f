// Text with quantities in it: the parts that Python sends, typeset. Maths letters are italic serif, the rest is not.

import { textWidth } from "../measure.js";
import { decimals, entry, format } from "../numbers.js";
import { say } from "../say.js";
import { html, nothing } from "../vendor/lit-html.js";

/** @import { NumberPart, Scene } from "../scene" */
/** @import { ColouredPart, ColouredSymbol, Selected } from "../drawn" */
/** @import { Measure } from "../measure.js" */
/** @import { Content } from "../vendor/lit-html.js" */

/** A quantity's name: letters, timestep above, subscript below. `[...]` in its letters are upright.
 * @param {Scene} scene @param {ColouredSymbol} part @param {boolean} asked whether the Tab key stops here: focus answers "what is this?",
 * and so does a tap */
export function symbol(scene, part, asked = false) {
  const { path } = scene.symbols[part.symbol];
  const kind = `symbol path-${part.path ?? path}`;
  const name = lettersOf(scene, part);
  return asked
    ? html`<span class=${kind} data-quantity=${part.symbol} data-t=${part.t ?? 0} tabindex="0" role="button" aria-label=${aloud(plainSymbol(scene, part))}>${name}</span>`
    : html`<span class=${kind} data-quantity=${part.symbol} data-t=${part.t ?? 0}>${name}</span>`;
}

/** @param {Scene} scene @param {ColouredSymbol} part */
function lettersOf(scene, part) {
  const { base, sub } = scene.symbols[part.symbol];
  const letters = base.split(/\[|\]/).map((piece, i) => (i % 2 ? html`<span class="upright">${piece}</span>` : piece));
  const corner = sub.startsWith("⟨");
  const place = `${part.t ? `⟨${part.t}⟩` : ""}${corner ? sub : ""}`;
  const turned = part.transposed ? html`<span role="img" aria-label=${say("aloud.transposed")}>T</span>` : "";
  const above = turned ? [quiet(place), turned] : quiet(place);
  const power = part.power
    ? html`<sup class="power" role="img" aria-label=${powerWords(part.power)}>${part.power}</sup>`
    : nothing;
  return html`<i>${letters.length > 1 ? letters : base}</i>${aboveAndBelow(above, corner ? "" : sub)}${power}`;
}

/** How wide a quantity's name is. @param {Measure} measure @param {Scene} scene @param {ColouredSymbol} part @param {number} size of
 * its letters in px @param {number} small of what stands above and below them */
export function symbolWidth(measure, scene, part, size, small) {
  const { base, sub } = scene.symbols[part.symbol];
  const above = `${part.t ? `(${part.t})` : ""}${part.transposed ? "T" : ""}`; // ⟨⟩ are as wide as ()
  const corner = Math.max(textWidth(measure, above, small, true), textWidth(measure, sub, small, true));
  const power = part.power ? textWidth(measure, part.power, small, true) : 0;
  return measure.em("name", base.replace(/[[\]]/g, "")) * size + corner + power + 2;
}

/** What is seen and not heard: listeners have words for it beside it, or need none. */
const MUTE = /([⟨⟩✓✗])/;

/** A text whose brackets and signs only eyes need. @param {string} text @returns {Content} */
export const quiet = (text) =>
  MUTE.test(text)
    ? text.split(MUTE).map((piece, i) => (i % 2 ? html`<span aria-hidden="true">${piece}</span>` : piece))
    : text;

/** What stands below is read first, as it is said: "da total 3". @param {Content} above @param {string} below @returns {Content} */
function aboveAndBelow(above, below) {
  const [up, down] = [above && html`<sup>${above}</sup>`, below && html`<sub>${below}</sub>`];
  return up && down ? html`<span class="both">${down}${up}</span>` : up || down;
}

/** Why nothing goes on from the last a, or comes back to it: in the test of one cell the whole sum is handed in. A loop
 * that runs the wrong way round finds nothing at its first step.
 * @param {Scene} scene @param {boolean} back @param {number} t @returns {[string, string]} two short lines */
export function whyNothing(scene, back = true, t = scene.problem.T) {
  const { given, T } = scene.problem;
  if (t < T) return twoLines(say("nothing.none-before"));
  if (!back || !given || T > 1) return twoLines(say("nothing.no-step", { t: T + 1 }));
  return twoLines(say("nothing.all-in-da", { name: plainSymbol(scene, { symbol: "da" }) }));
}

/** @param {string} text of two lines @returns {[string, string]} */
export function twoLines(text) {
  const [one, two] = text.split("\n");
  return [one, two];
}

/** What stands where nothing can come back; a mistake may have put something there.
 * @param {Scene} scene @param {string} quantity @param {number} t */
export function zeroText(scene, quantity, t) {
  const { rows, columns, data = [] } = scene.values[quantity];
  const from = (t - 1) * rows * columns;
  return data.slice(from, from + rows * columns).some(Boolean) ? say("nothing.not-0") : "0";
}

const MARKS = /^[,.:;?)’]+/; // what never begins a line: a symbol is a box, and the browser would break behind it

/** The marks that a part begins with. @param {ColouredPart | undefined} part */
const marks = (part) => (typeof part === "string" ? (MARKS.exec(part)?.[0] ?? "") : "");

/** @param {ColouredPart | undefined} part */
const isSymbol = (part) => typeof part === "object" && "symbol" in part;

/** @param {Scene} scene @param {readonly ColouredPart[]} parts @param {Selected} selected @param {boolean} asked @returns {Content[]} */
export function rich(scene, parts, selected, asked = false) {
  return parts.map((part, i) => {
    if (typeof part === "string") return quiet(isSymbol(parts[i - 1]) ? part.slice(marks(part).length) : part);
    if ("symbol" in part) {
      const name = symbol(scene, part, asked);
      const after = marks(parts[i + 1]);
      return after ? html`<span class="glued">${name}${after}</span>` : name;
    }
    if ("selected" in part) return String(selected[part.selected]);
    return html`<b class="path-${part.path}">${numberText(scene, part, selected)}</b>`;
  });
}

/** The selected entry. @param {Scene} scene @param {NumberPart} part @param {Selected} selected */
const numberText = (scene, part, selected) =>
  format(entry(scene, { value: part.number, t: part.t }, selected.unit, selected.example), decimals(scene));

/** Signs in words: what stands over a letter, or between two, is easily passed over. @param {string} text */
export const aloud = (text) =>
  text
    .replace(/[⟨⟩]|[✓✗] /g, "")
    .replace(/\b(tanh|sigmoid|ln|softmax)(²?)\(/g, `${say("aloud.of", { function: "$1$2" })}(`)
    .replaceAll("²", ` ${say("aloud.squared")}`)
    .replaceAll("ᵀ", ` ${say("aloud.transposed")}`)
    .replace(/−\s*/g, `${say("aloud.minus")} `)
    .replaceAll(" × ", ` ${say("aloud.times")} `)
    .replaceAll(" + ", ` ${say("aloud.plus")} `);

/** The same as plain text, for screen readers.
 * @param {Scene} scene @param {readonly ColouredPart[]} parts @param {Selected} selected */
export function plain(scene, parts, selected) {
  return aloud(written(scene, parts, selected));
}

/** As plain text with its signs. @param {Scene} scene @param {readonly ColouredPart[]} parts @param {Selected} selected */
export const written = (scene, parts, selected) => parts.map((part) => plainPart(scene, part, selected)).join("");

/** @param {Scene} scene @param {ColouredPart} part @param {Selected} selected */
function plainPart(scene, part, selected) {
  if (typeof part === "string") return part;
  if ("selected" in part) return String(selected[part.selected]);
  return "number" in part ? numberText(scene, part, selected) : plainSymbol(scene, part);
}

/** @param {Scene} scene @param {ColouredSymbol} part */
function plainSymbol(scene, part) {
  const { base, sub } = scene.symbols[part.symbol];
  return [
    base.replace(/[[\]]/g, "").replace("\u0303", ` ${say("aloud.tilde")}`),
    sub.replace(/[⟨⟩]/g, ""),
    part.transposed ? say("aloud.transposed") : "",
    part.t || "",
    powerWords(part.power),
  ]
    .filter(Boolean)
    .join(" ");
}

/** @param {string | undefined} power */
function powerWords(power) {
  if (!power) return "";
  return power === "2" ? say("aloud.squared") : say("aloud.power", { power });
}
