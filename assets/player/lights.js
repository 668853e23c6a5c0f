// Hover or focus a quantity: what it depends on and what depends on it light up, and a phrase says what it is.

import { placeBeside } from "./geometry.js";
import { format } from "./numbers.js";
import { say } from "./say.js";
import { plain } from "./view/rich.js";

/** @import { Lights, Scene } from "./scene" */
/** @import { Box } from "./geometry.js" */

/** Light up everything connected with one drawn quantity, in each run. @param {HTMLElement} root @param {Scene[]} scenes @param {Element} target */
export function lightUp(root, scenes, target) {
  dark(root);
  const { quantity = "", t } = /** @type {HTMLElement} */ (target).dataset;
  show(root, scenes[0], target, quantity, t);
  root
    .querySelectorAll(".strip")
    .forEach((strip, i) => connected(root, strip, scenes[i].lights, `${quantity}.${t ?? 0}`));
}

/** @param {HTMLElement} root @param {Element} strip @param {Lights} lights @param {string} node */
function connected(root, strip, { nodes, masks }, node) {
  const index = nodes.indexOf(node);
  if (index < 0) return;
  const [up, down] = masks[index].map((hex) => BigInt(`0x${hex}`));
  root.dataset.lit = node;
  for (const drawn of strip.querySelectorAll("[data-quantity][data-t]")) {
    const { quantity: name, t: at } = /** @type {HTMLElement} */ (drawn).dataset;
    const i = nodes.indexOf(`${name}.${at}`);
    const bit = 1n << BigInt(Math.max(i, 0));
    if (i === index) drawn.setAttribute("data-light", "self");
    else if (i >= 0 && up & bit) drawn.setAttribute("data-light", "before");
    else if (i >= 0 && down & bit) drawn.setAttribute("data-light", "after");
  }
}

/** Back to normal. @param {HTMLElement} root */
export function dark(root) {
  delete root.dataset.lit;
  for (const drawn of root.querySelectorAll("[data-light]")) drawn.removeAttribute("data-light");
  for (const told of root.querySelectorAll("[aria-describedby=unrolled-phrase]"))
    told.removeAttribute("aria-describedby");
  const phrase = root.querySelector(".phrase");
  phrase?.setAttribute("hidden", "");
  phrase?.replaceChildren(); // hidden text would still describe
}

/** The phrase, just above what is pointed at; a lane says its size in numbers too.
 * @param {HTMLElement} root @param {Scene} scene @param {Element} target @param {string} quantity @param {string | undefined} t */
function show(root, scene, target, quantity, t) {
  const phrase = /** @type {HTMLElement | null} */ (root.querySelector(".phrase"));
  const symbol = scene.symbols[quantity];
  if (!phrase || !symbol?.phrase) return; // what a hidden answer is, nobody says
  const size = target.getAttribute("data-size");
  const name = plain(scene, [{ symbol: quantity, t: Number(t) || 0 }], { unit: 1, example: 1 });
  phrase.textContent = size
    ? say("phrase.size", { name, phrase: symbol.phrase, size: format(Number(size), 3) })
    : say("phrase.name", { name, phrase: symbol.phrase });
  phrase.removeAttribute("hidden");
  target.setAttribute("aria-describedby", phrase.id);
  place(root, phrase, target);
}

/** Beside what it is about, where it lies over no plus: that is what it is mostly read beside.
 * @param {HTMLElement} root @param {HTMLElement} phrase @param {Element} target */
function place(root, phrase, target) {
  const home = root.getBoundingClientRect();
  const zoom = home.width / root.offsetWidth || 1;
  /** @param {Element} element @returns {Box} */
  const boxOf = (element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return { x: (left - home.left) / zoom, y: (top - home.top) / zoom, w: width / zoom, h: height / zoom };
  };
  const pluses = [...root.querySelectorAll(":is(.strip, .closeup) .plus .disc")].map(boxOf);
  const { w, h } = boxOf(phrase);
  const { x, y } = placeBeside(boxOf(target), pluses, w, h, root.offsetWidth);
  phrase.style.left = `${x}px`;
  phrase.style.top = `${y}px`;
}

/** What is drawn in a strip and has a phrase, each quantity once, timestep by timestep. @param {Element} strip @param {Scene} scene */
export function drawnIn(strip, { symbols }) {
  /** @type {Map<string, HTMLElement>} */
  const found = new Map();
  for (const drawn of /** @type {NodeListOf<HTMLElement>} */ (strip.querySelectorAll("svg [data-quantity][data-t]"))) {
    const { quantity = "", t } = drawn.dataset;
    if (symbols[quantity]?.phrase && !found.has(`${quantity}.${t}`)) found.set(`${quantity}.${t}`, drawn);
  }
  return [...found.values()].sort((one, other) => Number(one.dataset.t) - Number(other.dataset.t));
}
