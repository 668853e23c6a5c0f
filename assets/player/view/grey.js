// The grey line below the headline; at an addition it says how the two operands of the selected entry stand to each other.
import { entry } from "../numbers.js";

/** @import { Rich, Scene, Step, Verdicts } from "../scene" */
/** @import { Selected } from "../drawn" */

/** @param {Scene} scene @param {Pick<Step, "verdicts" | "operands" | "grey">} now @param {Selected} selected @returns {Rich} */
export function grey(scene, now, { unit, example }) {
  if (!now.verdicts) return now.grey ?? [];
  const [a, b] = now.operands.map((box) => entry(scene, box, unit, example));
  const key = together(a, b);
  return key ? now.verdicts[key] : [];
}

/** Nothing where they weigh the same. @param {number} a @param {number} b @returns {keyof Verdicts | ""} */
function together(a, b) {
  if (a * b === 0) return "nothing";
  const more = Math.abs(b) - Math.abs(a);
  if (more === 0) return "";
  if (a * b > 0) return more > 0 ? "outweighs" : "reinforces";
  return more > 0 ? "flips" : "cancels";
}
