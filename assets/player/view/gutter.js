// What each row of the strip is, left of it.
import { say } from "../say.js";
import { html, nothing } from "../vendor/lit-html.js";
import { says } from "./says.js";

/** @import { Problem, Scene } from "../scene" */
/** @import { Strip } from "../geometry.js" */
/** @import { Content } from "../vendor/lit-html.js" */

/** @param {Scene} scene @param {Strip} g @param {boolean} asked what is made of gradients is to be guessed */
export function gutter({ problem }, g, asked) {
  const back = hasWayBack(problem);
  return html`<div class="gutter">${rows(problem, asked).map(([row, text, up = 0]) => html`<div style="top:${g.y[row] - up}px">${text}</div>`)}
    ${back ? html`<div class="wider" style="left:${g.x1 + 30}px;top:${g.y.head}px">${say("gutter.width")}</div>` : nothing}</div>`;
}

/** @param {Problem} problem */
const hasWayBack = ({ top }) => top !== "y";

/** Row, what it is, and by how many px it stands higher.
 * @param {Problem} problem @param {boolean} asked @returns {[row: keyof Strip["y"], text: Content, up?: number][]} */
function rows(problem, asked) {
  const { alphabet: letters, states, input } = problem;
  const [, second] = states;
  return [
    ["cost", cost(problem)],
    ["head", head(problem)],
    ["node", splits("a", problem, asked)],
    second ? ["inner", splits(second.name, problem, asked)] : ["cell", say("gutter.cell")],
    ["input", input || say(letters ? "gutter.input.letter" : "gutter.input"), input ? 9 : 0],
  ];
}

/** @param {Problem} problem */
function cost(problem) {
  if (problem.alphabet) return say("gutter.cost.target");
  return say(hasWayBack(problem) ? "gutter.cost" : "gutter.prediction");
}

/** @param {Problem} problem */
function head(problem) {
  if (problem.given) return say("gutter.head.given");
  return say(hasWayBack(problem) ? "gutter.head" : "gutter.head.one-way");
}

/** @param {string} name @param {Problem} problem @param {boolean} asked */
const splits = (name, problem, asked) =>
  says(hasWayBack(problem) && !asked ? "gutter.splits" : "gutter.splits.one-way", { name: html`<i>${name}</i>` });
