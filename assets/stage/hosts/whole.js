// A document has what its runs have in common once: app/export/page.py takes them apart, this puts them together.

/** @param {any} scene of which the parts in `same` stand in the right run alone, an array too where it is null, a step where it is a
 * number @param {any} right the right run's scene, which is whole */
export function whole({ same, ...scene }, right) {
  if (!same) return right;
  const values = Object.entries(scene.values).map(([name, value]) => [name, value ?? right.values[name]]);
  const steps = scene.steps.map((step) => (typeof step === "number" ? right.steps[step] : step));
  const shared = Object.fromEntries(same.map((name) => [name, right[name]]));
  return { ...shared, ...scene, values: Object.fromEntries(values), steps };
}
