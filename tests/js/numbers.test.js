// Numbers as they are printed, and the digits with which a row computes from what it prints.
import assert from "node:assert/strict";
import { test } from "node:test";
import { entry, even, format, parsed, printed, settle, shape } from "../../assets/player/numbers.js";

test("a minus is a minus sign, and nothing is ever minus zero", () => {
  assert.equal(format(-0.4351, 3), "−0.435");
  assert.equal(format(-0.0004, 3), "0.000");
  assert.equal(format(0.0004, 3), "0.000");
});

test("an exact zero is bare: it was not rounded away", () => {
  assert.equal(printed(0, 3), "0");
  assert.equal(printed(1e-9, 3), "0.000");
});

test("what is printed can be read again", () => {
  for (const value of [-12.5, -0.125, 0, 0.25, 1234]) assert.equal(parsed(format(value, 3)), value);
});

test("font sizes are even, and never larger than asked for", () => {
  for (let px = 8; px < 40; px += 0.5) {
    assert.equal(even(px) % 2, 0);
    assert.ok(even(px) <= px && even(px) > px - 2);
  }
});

test("the fewest digits that hold are taken, the result's first", () => {
  /** @type {string[]} */
  const tried = [];
  const found = settle([3, 3, 3], false, (digits) => {
    tried.push(digits.join());
    return digits[1] >= 4;
  });
  assert.deepEqual(found, [3, 4, 4]);
  assert.equal(tried[0], "3,3,3");
});

test("operands that add up keep the result's digits", () => {
  const found = settle([3, 3, 3], true, ([result, operands]) => {
    assert.equal(result, operands);
    return result === 5;
  });
  assert.deepEqual(found.slice(0, 2), [5, 5]);
});

test("where nothing holds, the numbers stand as they are", () => {
  assert.deepEqual(
    settle([2, 2, 2], true, () => false),
    [7, 8, 8],
  );
});

// Two timesteps of a matrix, a column, a row; and what is made of them, of which no numbers are sent.
/** @typedef {import("../../assets/player/scene").Scene} Scene */
/** @type {Scene} */
const SCENE = {
  problem: {
    name: "test",
    about: "",
    rows: "",
    T: 2,
    n_a: 2,
    m: 1,
    alphabet: null,
    text: null,
    given: false,
    top: "loss",
    cell: "rnn",
    box: "cell",
    begins: "z",
    returns: "dlogits",
    states: [],
    input: "",
  },
  at: "forward.1.z",
  selected: { unit: 1, example: 1 },
  symbols: {},
  roads: [],
  lights: { nodes: [], masks: [] },
  code: { forward: { lines: [], names: [] } },
  steps: [],
  values: {
    W: { rows: 2, columns: 3, data: [1, 2, 3, 4, 5, 6] },
    v: { rows: 3, columns: 1, data: [1, 0, -1, 2, 2, 2], timed: true },
    b: { rows: 2, columns: 1, data: [0.5, -0.5] },
    made: { rows: 2, columns: 1 },
  },
};
const W = { value: "W", t: 1 };
const v = { value: "v", t: 2 };
const b = { value: "b", t: 1 };
const MADE = { value: "made", t: 2 };

test("an entry is found at its timestep, a transpose the other way round", () => {
  assert.equal(entry(SCENE, W, 2, 1), 4);
  assert.equal(entry(SCENE, { ...W, transposed: true }, 1, 2), 4);
  assert.deepEqual(shape(SCENE, { ...W, transposed: true }), [3, 2]);
  assert.equal(entry(SCENE, { value: "v", t: 1 }, 3, 1), -1);
  assert.equal(entry(SCENE, v, 3, 1), 2);
});

test("a single column or number stands for all", () => {
  assert.equal(entry(SCENE, b, 2, 7), -0.5);
  assert.equal(entry(SCENE, { number: 1 }, 5, 5), 1);
});

test("what is not sent follows from the boxes inside", () => {
  assert.equal(entry(SCENE, { ...MADE, kind: "matmul", operands: [W, v] }, 2, 1), 30);
  assert.equal(entry(SCENE, { ...MADE, kind: "product", operands: [b, b] }, 1, 1), 0.25);
  assert.equal(entry(SCENE, { ...MADE, kind: "negative", operands: [b] }, 1, 1), -0.5);
  assert.equal(entry(SCENE, { ...MADE, kind: "power", operands: [b, { number: 2 }] }, 2, 1), 0.25);
  assert.equal(entry(SCENE, { ...MADE, kind: "difference", operands: [{ number: 1 }, b], signs: [1, -1] }, 2, 1), 1.5);
});

test("every function of single entries that the core knows is known here", () => {
  /** @param {string} name */
  const of = (name) => entry(SCENE, { ...MADE, kind: "function", function: name, operands: [b] }, 1, 1);
  assert.deepEqual(["tanh", "exp", "log"].map(of), [Math.tanh(0.5), Math.exp(0.5), Math.log(0.5)]);
  assert.equal(of("sigmoid"), 1 / (1 + Math.exp(-0.5)));
});

test("a value without numbers of which nothing is known is an error, not a number", () => {
  assert.throws(() => entry(SCENE, MADE, 1, 1), /made has no numbers/);
});
