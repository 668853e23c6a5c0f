// Hover or focus a quantity: what it depends on and what depends on it light up, and a phrase says what it is.

import { format } from "./numbers.js";
import { say } from "./say.js";
import { plain } from "./view/rich.js";

/** @import { Lights, Scene } from "./scene" */

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
  const zoom = root.getBoundingClientRect().width / root.offsetWidth || 1;
  const [box, home] = [target.getBoundingClientRect(), root.getBoundingClientRect()];
  const left = (box.left + box.width / 2 - home.left) / zoom;
  phrase.style.left = `${Math.min(Math.max(left, 170), root.offsetWidth - 170)}px`;
  phrase.style.top = `${Math.max((box.top - home.top) / zoom - 6, 34)}px`;
}
