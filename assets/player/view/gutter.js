// What each row of the strip is, left of it.
import { say } from "../say.js";
import { html, nothing } from "../vendor/lit-html.js";
import { plain } from "./rich.js";
import { says } from "./says.js";

/** @import { Problem, Scene } from "../scene" */
/** @import { Strip } from "../geometry.js" */
/** @import { Content } from "../vendor/lit-html.js" */

/** @param {Scene} scene @param {Strip} g @param {keyof Strip["y"]} legend the row beside which the legend stands */
export function gutter(scene, g, legend) {
  const { problem } = scene;
  const back = hasWayBack(problem);
  return html`<div class="gutter">${rows(scene).map(([row, text, up = 0]) => html`<div style="top:${g.y[row] - up}px">${text}</div>`)}
    ${back ? html`<div class="wider" style="left:${g.x1 + 30}px;top:${g.y[legend]}px">${say("gutter.width")}</div>` : nothing}</div>`;
}

/** @param {Problem} problem */
const hasWayBack = ({ top }) => top !== "y";

/** Row, what it is, and by how many px it stands higher.
 * @param {Scene} scene @returns {[row: keyof Strip["y"], text: Content, up?: number][]} */
function rows(scene) {
  const { problem } = scene;
  const { alphabet: letters, states, input } = problem;
  const [, second] = states;
  return [
    ["cost", cost(problem)],
    ["head", head(scene)],
    ["node", splits(scene, "a")],
    second ? ["inner", splits(scene, second.name)] : ["cell", say("gutter.cell")],
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

/** @param {Scene} scene @param {string} quantity */
const splits = ({ problem, symbols }, quantity) =>
  says(hasWayBack(problem) ? "gutter.splits" : "gutter.splits.one-way", {
    name: html`<i>${symbols[quantity].base}</i>`,
  });
