// @ts-check
// A document has what its runs have in common once: app/export/page.py takes them apart, this puts them together.

/** @import { Scene, Step, Value } from "../scene" */

/** A scene of which the parts in `same` stand in the right run's alone, an array too where it is null, a step where it is a number.
 * @typedef {Omit<Partial<Scene>, "values" | "steps"> & {same: (keyof Scene)[], values: Record<string, Value | null>, steps: (Step | number)[]}} Short */

/** @param {Short | Scene} scene @param {Scene} right the right run's, which is whole @returns {Scene} */
export function whole(scene, right) {
  if (!("same" in scene)) return scene;
  const { same, ...own } = scene;
  const values = Object.entries(own.values).map(([name, value]) => [name, value ?? right.values[name]]);
  const steps = own.steps.map((step) => (typeof step === "number" ? right.steps[step] : step));
  const { at, lights, problem, roads, selected, symbols } = right;
  const shared = Object.fromEntries(same.map((name) => [name, right[name]]));
  return {
    at,
    lights,
    problem,
    roads,
    selected,
    symbols,
    ...shared,
    ...own,
    values: Object.fromEntries(values),
    steps,
  };
}
