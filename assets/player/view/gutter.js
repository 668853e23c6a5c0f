// What each row of the strip is, left of it.
import { say } from "../say.js";
import { html, nothing } from "../vendor/lit-html.js";
import { plain } from "./rich.js";
import { says } from "./says.js";

/** @import { Problem, Scene } from "../scene" */
/** @import { Strip } from "../geometry.js" */
/** @import { Content } from "../vendor/lit-html.js" */

/** @param {Scene} scene @param {Strip} g @param {keyof Strip["y"]} legend the row beside which the legend stands; below
 * the last column may be what a mistake does there
 * @param {boolean} asked what is made of gradients is to be guessed */
export function gutter(scene, g, legend, asked) {
  const back = hasWayBack(scene.problem);
  return html`<div class="gutter" aria-hidden="true">${rows(scene, asked, legend === "head").map(([row, text, up = 0]) => html`<div style="top:${g.y[row] - up}px">${text}</div>`)}
    ${back && !(scene.mistake && legend === "input") ? html`<div class="wider" style="left:${g.x1 + 30}px;top:${g.y[legend]}px">${say("gutter.width")}</div>` : nothing}</div>`;
}

/** @param {Problem} problem */
const hasWayBack = ({ top }) => top !== "y";

/** Row, what it is, and by how many px it stands higher.
 * @param {Scene} scene @param {boolean} asked @param {boolean} roomy where a second state has room for as many words as the first
 * @returns {[row: keyof Strip["y"], text: Content, up?: number][]} */
function rows(scene, asked, roomy) {
  const { problem } = scene;
  const { alphabet: letters, states, input } = problem;
  const [, second] = states;
  return [
    ["cost", cost(problem)],
    ["head", head(scene)],
    ["node", splits(scene, "a", asked)],
    second ? ["inner", splits(scene, second.name, asked || !roomy)] : ["cell", say("gutter.cell")],
    ["input", input || say(letters ? "gutter.input.letter" : "gutter.input"), input ? 9 : 0],
  ];
}

/** @param {Problem} problem */
function cost(problem) {
  if (problem.alphabet) return say("gutter.cost.target");
  return say(hasWayBack(problem) ? "gutter.cost" : "gutter.prediction");
}

/** @param {Scene} scene */
function head(scene) {
  const { problem } = scene;
  if (problem.given) return say("gutter.head.given", { name: plain(scene, [{ symbol: "da" }], scene.selected) });
  return say(hasWayBack(problem) ? "gutter.head" : "gutter.head.one-way");
}

/** @param {Scene} scene @param {string} quantity @param {boolean} short without what becomes of gradients there */
const splits = ({ problem, symbols }, quantity, short) =>
  says(hasWayBack(problem) && !short ? "gutter.splits" : "gutter.splits.one-way", {
    name: html`<i>${symbols[quantity].base}</i>`,
  });
