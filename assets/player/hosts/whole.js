// A document has what its runs have in common once: app/export/page.py takes them apart, this puts them together.

/** @import { Scene, Step } from "../scene" */

/** @typedef {{[key: string]: unknown}} Patch what differs in an object, null for what is gone (RFC 7396) */

/** What a scene has beside the right run's; of its steps each is the right run's by its index, or what differs from it, or
 * a step that the right run has not; of the masks of its lights 0 is the right run's.
 * @typedef {Patch & {steps: (number | [number, Patch] | Step)[], lights: Patch & {masks: (0 | [string, string])[]}}} Short */

/** @param {Short} short @param {Scene} right the right run's, which is whole @returns {Scene} */
export function whole({ steps, lights, ...rest }, right) {
  const found = steps.map((step) => {
    if (typeof step === "number") return right.steps[step];
    return Array.isArray(step) ? patched(right.steps[step[0]], step[1]) : step;
  });
  const masks = lights.masks.map((mask, i) => mask || right.lights.masks[i]);
  return { ...patched(right, rest), steps: found, lights: { ...patched(right.lights, lights), masks } };
}

/** @template {object} T @param {T} before @param {Patch} patch @returns {T} */
function patched(before, patch) {
  const after = /** @type {Patch} */ ({ ...before });
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete after[key];
    else after[key] = isPatch(value) && isPatch(after[key]) ? patched(after[key], value) : value;
  }
  return /** @type {T} */ (after);
}

/** @param {unknown} value @returns {value is Patch} */
function isPatch(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
