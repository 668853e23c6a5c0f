// What the d of a gradient means: a line that is always there on the way back.
import { html, nothing } from "../vendor/lit-html.js";
import { looksLine } from "./gutter.js";
import { symbol } from "./rich.js";
import { says } from "./says.js";

/** @import { Scene, Step } from "../scene" */

/** @param {Scene} scene @param {Step} step @param {number} from px where the slider begins @param {boolean} [legend] does nothing else say what
 * looks mean? */
export function meaning(scene, { phase, quantity }, from, legend = false) {
  const of = phase === "backward" || phase === "end" ? scene.symbols[quantity].of : undefined;
  return html`<p class="meaning" style="--from:${from}px"><span>${of ? words(scene, of) : nothing}</span>${legend ? html`<span>${looksLine(phase)}</span>` : nothing}</p>`;
}

/** @param {Scene} scene @param {string} of a quantity */
const words = (scene, of) =>
  says("meaning.gradient", {
    gradient: html`<i>d</i>${symbol(scene, { symbol: of })}`,
    cost: symbol(scene, { symbol: "J" }),
    of: symbol(scene, { symbol: of }),
  });
