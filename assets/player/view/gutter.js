// What each row of the strip is, left of it.
import { say } from "../say.js";
import { html, nothing } from "../vendor/lit-html.js";
import { plain, symbol } from "./rich.js";
import { says } from "./says.js";

/** @import { Problem, Scene, Step } from "../scene" */
/** @import { Strip } from "../geometry.js" */
/** @import { Layout } from "../layout.js" */
/** @import { Content } from "../vendor/lit-html.js" */

/** @typedef {{ column(by: 1 | -1): void }} Acts what it calls */

const LOW = 300; // px: in a strip that is lower, below the last names is no room

/** @param {Scene} scene @param {Layout} l @param {Step["phase"]} phase @param {boolean} asked what is made of gradients is to be guessed */
export function gutter(scene, { strip: g, kind, runs, classroom, compact }, phase, asked) {
  if (kind !== "wide" || runs)
    return html`<div class="gutter brief" aria-hidden="true">${brief(scene, compact || runs !== "").map(([row, text]) => html`<div style="top:${g.y[row]}px">${text}</div>`)}</div>`;
  const taken = classroom && (scene.mistake || g.height < LOW);
  const legend = classroom ? "input" : "head"; // in the classroom what d means stands above; below the last column may be what a mistake does there
  return html`<div class="gutter" aria-hidden="true">${rows(scene, asked, !classroom).map(([row, text, up = 0]) => html`<div style="top:${g.y[row] - up}px">${text}</div>`)}
    ${taken ? nothing : html`<div class="looks" style="left:${g.x1 + 30}px;top:${g.y[legend]}px">${looks(scene, phase)}</div>`}</div>`;
}

/** On the way out what is pale, then what the width of an arrow means. @param {Scene} scene @param {Step["phase"]} phase */
function looks({ problem }, phase) {
  if (phase === "forward") return say("gutter.pale");
  return hasWayBack(problem) ? say("gutter.width") : nothing;
}

/** The same in one line, where it is said only once there are such. @param {Step["phase"]} phase */
export function looksLine(phase) {
  if (phase === "forward") return say("gutter.pale.line");
  return phase === "turn" ? nothing : say("gutter.width.line");
}

/** Where there is little room: what stands in each row, but for those that name themselves.
 * @param {Scene} scene @param {boolean} least @returns {[row: keyof Strip["y"], text: Content][]} */
function brief(scene, least) {
  const { alphabet: letters, given } = scene.problem;
  const few = given ? say("gutter.cost") : cost(scene);
  const short = letters && least ? say("gutter.cost.target.short") : few;
  /** @type {[row: keyof Strip["y"], text: Content][]} */
  const head = given || !hasWayBack(scene.problem) ? [] : [["head", say("gutter.head.short")]];
  return [["cost", short], ...head, ["input", say(letters && !least ? "gutter.input.letter" : "gutter.input")]];
}

/** How many columns are not in sight at each side, and the way to them; between them what looks mean, which elsewhere stands beside
 * the columns. @param {Layout} l @param {Step} now @param {Acts} act */
export function columnsBeside({ strip: g, words }, { phase }, act) {
  const { first, columns, T } = g;
  const [before, after] = [first - 1, T - first - columns + 1];
  if (!before && !after) return nothing;
  return html`<div class="beside-strip" style=${words ? `width:${g.width}px` : ""}>
    ${before ? html`<button data-act="columns-before" @click=${() => act.column(-1)}>${say("columns.before", { n: before })}</button>` : html`<span></span>`}
    <span>${looksLine(phase)}</span>
    ${after ? html`<button data-act="columns-after" @click=${() => act.column(1)}>${say("columns.after", { n: after })}</button>` : html`<span></span>`}</div>`;
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
    ["cost", cost(scene)],
    ["head", head(scene)],
    ["node", splits(scene, "a", asked)],
    second ? ["inner", splits(scene, second.name, asked || !roomy)] : ["cell", say("gutter.cell")],
    ["input", input || say(letters ? "gutter.input.letter" : "gutter.input"), input ? 9 : 0],
  ];
}

/** @param {Scene} scene */
function cost(scene) {
  const { problem } = scene;
  if (problem.given) {
    const [cost, gradient, of] = ["J", "da", "a"].map((name) => symbol(scene, { symbol: name }));
    return says("gutter.cost.given", { cost, gradient, of });
  }
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
