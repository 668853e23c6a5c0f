// A printed page: the strips of its steps, each drawn once at the place that the page has for it, and the address of its step, where it
// has one. No player, no controls. See app/export/paper.py.
import { stripGeometry } from "../geometry.js";
import { STAND_IN } from "../measure.js";
import { render } from "../vendor/lit-html.js";
import { questionMark } from "../view/asked.js";
import { scaled } from "../view/paper.js";
import { ASKING, strip } from "../view/strip.js";

/** @import { Scene, Step } from "../scene" */

const MOST = 4; // columns that have all their names; of more timesteps those around the step are shown
const COLUMN = 205; // px of such a column, at least
const WIDEST = 300;
const BEFORE = 72; // px for what stands before the first cell
const AFTER = 10; // px behind the last column, whose why would be an answer
const AFTER_WHOLE = 84;
const HEIGHT = 300; // px

/** @param {Scene} scene @param {Step} step @param {boolean} asked */
function geometryOf({ problem }, step, asked) {
  const { T, alphabet, states } = problem;
  const columns = T > MOST ? 4 : T;
  const t = step.t || (step.phase === "end" ? 1 : T);
  const after = asked ? AFTER : AFTER_WHOLE;
  const inner = MOST * COLUMN;
  const between = Math.min(inner, columns * WIDEST);
  return stripGeometry({
    x0: BEFORE + (inner - between) / 2,
    x1: BEFORE + (inner + between) / 2,
    width: BEFORE + inner + after,
    height: HEIGHT,
    T,
    first: Math.min(Math.max(t - 1, 1), T - columns + 1),
    columns,
    letters: Boolean(alphabet),
    scale: 1,
    states: states.length,
    measure: STAND_IN,
    font: { text: 16, name: 20, corner: 12, tag: 14 },
  });
}

/** @param {HTMLElement} place @param {Record<string, Scene>} scenes */
function draw(place, scenes) {
  const { run = "", at, asked } = place.dataset;
  const scene = scenes[run];
  const index = scene.steps.findIndex((step) => step.at === at);
  const step = scene.steps[index];
  const hidden = asked !== undefined;
  const g = geometryOf(scene, step, hidden);
  const picture = hidden ? strip(scene, index - 1, g, false, { ...step, hidden }) : strip(scene, index, g);
  const by = place.clientWidth / g.width;
  place.style.height = `${HEIGHT * by}px`;
  render(scaled(picture, g.width, by), place);
}

/** The page that the server has of a step, beside this one. @param {HTMLElement} place */
function addressIn(place) {
  const base = /^https?:/.test(location.protocol) && location.pathname.match(/^(.*\/)(?:sheet|handout)$/)?.[1];
  if (!base) return;
  const address = `${location.origin}${base}play${place.dataset.link}`;
  const code = /** @type {HTMLImageElement} */ (place.querySelector("img"));
  /** @type {HTMLElement} */ (place.querySelector("[data-address]")).textContent = address;
  code.src = `qr.svg?address=${encodeURIComponent(address)}`;
  code.hidden = false;
}

ASKING.mark = questionMark;
const { scenes } = JSON.parse(document.getElementById("unrolled-paper")?.textContent ?? "");
/** @type {NodeListOf<HTMLElement>} */
const pictures = document.querySelectorAll("[data-at]");
for (const place of pictures) draw(place, scenes);
/** @type {NodeListOf<HTMLElement>} */
const links = document.querySelectorAll("[data-link]");
for (const place of links) addressIn(place);
