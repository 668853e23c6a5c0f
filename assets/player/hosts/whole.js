// A document has what its runs have in common once: app/export/page.py takes them apart, this puts them together.

/** @import { Scene, Step, Value } from "../scene" */

/** What a scene has beside the right run's: its other parts, an array or null for the right run's, a step or its index there.
 * @typedef {Omit<Partial<Scene>, "values" | "steps"> & {values: Record<string, Value | null>, steps: (Step | number)[]}} Short */

/** @param {Short} scene @param {Scene} right the right run's, which is whole @returns {Scene} */
export function whole(scene, right) {
  const values = Object.entries(scene.values).map(([name, value]) => [name, value ?? right.values[name]]);
  const steps = scene.steps.map((step) => (typeof step === "number" ? right.steps[step] : step));
  return { ...right, ...scene, values: Object.fromEntries(values), steps };
}
