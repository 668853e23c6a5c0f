// Numbers of the scene: looking one up, printing it.

/** One entry of a box, units and examples counted from 1. A single row, column or number stands for all.
 * @param {any} scene @param {any} box @param {number} row @param {number} column */
export function entry(scene, box, row, column) {
  if ("number" in box) return box.number;
  const { rows, columns, data, timed } = scene.values[box.value];
  const [r, c] = box.transposed ? [column, row] : [row, column];
  const start = timed ? (box.t - 1) * rows * columns : 0;
  return data[start + Math.min(r - 1, rows - 1) * columns + Math.min(c - 1, columns - 1)];
}

/** Rows and columns of a box, as it is read (a transpose the other way round).
 * @param {any} scene @param {any} box @returns {[number, number]} */
export function shape(scene, box) {
  if ("number" in box) return [1, 1];
  const { rows, columns } = scene.values[box.value];
  return box.transposed ? [columns, rows] : [rows, columns];
}

/** Decimals to begin with: three where every number is printed, four where squares stand for most. @param {any} scene */
export const decimals = (scene) => (scene.problem.m === 1 ? 3 : 4);

/** A number with a true minus sign; never "−0.000". @param {number} value @param {number} digits */
export function format(value, digits) {
  const text = Math.abs(value).toFixed(digits);
  return (value < 0 && Number(text) !== 0 ? "−" : "") + text;
}
