// Whether what leaves a cell arrives, and as what.

import { say } from "../say.js";
import { wayHere } from "../worked.js";

/** @import { Scene, SymbolPart } from "../scene" */

/** @param {Scene} scene @param {number} t @param {string} quantity what leaves @param {string} last words at the first cell
 * @returns {[string, SymbolPart]} words and a symbol */
export function landingWords(scene, t, quantity, last) {
  const { time = "", last: end = "" } = scene.problem.states.find(({ prev }) => prev === quantity) ?? {};
  const name = t > 1 ? { symbol: time, t: t - 1 } : { symbol: end };
  const arrival = scene.steps.find((step) => step.quantity === name.symbol && step.t === t - 1);
  const arrives = arrival?.operands.some((box) => "t" in box && box.t === t) && wayHere(scene, arrival) === "left";
  if (!arrives) return [say("landing.not"), name];
  return [t > 1 ? say("landing.arrives") : last, name];
}
