// A walk: where its stops are, how one goes from stop to stop, and what of that stands in the address.
import assert from "node:assert/strict";
import { test } from "node:test";
import { query } from "../../assets/player/address.js";
import { begin, open, placeOf, reduce, shownStop, stepOf } from "../../assets/player/model.js";
import { PROBLEM } from "./problem.js";

/** @import { Scene, Step, Stop, Walk } from "../../assets/player/scene" */
/** @import { Action, State } from "../../assets/player/model.js" */

/** @param {number} i @returns {Step} */
const step = (i) => ({
  at: `backward.1.q${i}`,
  phase: "backward",
  t: 1,
  quantity: `q${i}`,
  kind: "other",
  operands: [],
  result: { name: [`q${i}`], value: "q", t: 1, path: "ink" },
  headline: [],
  line: "",
});
/** @type {Scene} */
const scene = {
  problem: { ...PROBLEM, n_a: 5 },
  at: "backward.1.q0",
  selected: { unit: 1, example: 1 },
  symbols: {},
  roads: [],
  lights: { nodes: [], masks: [] },
  code: { forward: { lines: [], names: [] } },
  steps: Array.from({ length: 30 }, (_, i) => step(i)),
  values: { q: { rows: 5, columns: 1 } },
};
/** @param {number} i @param {string} [mistake] @returns {Stop} */
const stop = (i, mistake = "", unit = "1") => ({
  run: "",
  mistake,
  place: { at: `backward.1.q${i}`, unit, example: "1", column: "0", tab: "code" },
  headline: [`stop at ${i}`],
  line: [],
});
/** @type {Walk} */
const walk = {
  id: "3",
  question: "Why?",
  next: "4",
  stops: [stop(2), stop(6), stop(25), stop(4, "", "2"), stop(4, "m")],
};
const start = open([scene], { at: "backward.1.q2", unit: 1, example: 1, taken: walk, stop: 1 }, begin(false, true));

/** @param {State} state @param {Action[]} actions */
const after = (state, ...actions) => actions.reduce((now, action) => reduce([scene], now, action), state);
/** @param {number} number @returns {Action} */
const goTo = (number) => ({ type: "stop", stop: number });
/** @param {State} state */
const at = (state) => stepOf([scene], state).at;
/** @param {State} state */
const said = (state) => shownStop([scene], state)?.headline;

test("what a stop says is said only beside the step, the entry and the run that it speaks of", () => {
  assert.deepEqual(said(start), ["stop at 2"]);
  for (const action of /** @type {Action[]} */ ([
    { type: "step", by: 1 },
    { type: "unit", by: 1 },
  ]))
    assert.equal(said(after(start, action)), undefined);
  const mistaken = { ...scene, mistake: { name: "m", says: "", first: "", columns: {}, cut: [] } };
  assert.equal(shownStop([mistaken], start), undefined);
  assert.equal(said({ ...start, stop: 5, index: 4 }), undefined, "this stop speaks of a mistake");
});

test("what lies between two stops is played where it is little, and what one presses ends that", () => {
  let state = after(start, goTo(2));
  assert.deepEqual([at(state), state.stop, state.going, state.playing], ["backward.1.q2", 1, 2, true]);
  assert.equal(at(after(state, { type: "step", by: 1 })), "backward.1.q3");
  assert.equal(after(state, { type: "step", by: 1 }).going, 0);
  for (let i = 3; i < 6; i += 1) {
    state = after(state, { type: "advance" });
    assert.deepEqual([at(state), state.playing, state.stop], [`backward.1.q${i}`, true, 1]);
  }
  state = after(state, { type: "advance" });
  assert.deepEqual([at(state), state.playing, state.stop, state.going], ["backward.1.q6", false, 2, 0]);
  assert.deepEqual(said(state), ["stop at 6"]);
});

test("what is far is skipped, and said to be; so is another entry's, and what lies behind", () => {
  const far = after(start, goTo(2), { type: "pause" }, goTo(3));
  assert.deepEqual([at(far), far.skipped, far.playing, far.stop], ["backward.1.q25", 22, false, 3]);
  assert.equal(after(far, { type: "step", by: 1 }).skipped, 0);
  const other = after(start, goTo(4));
  assert.deepEqual([at(other), other.unit, other.skipped, other.stop], ["backward.1.q4", 2, 1, 4]);
  const back = after(far, goTo(1));
  assert.deepEqual([at(back), back.skipped, back.stop], ["backward.1.q2", 0, 1]);
  assert.equal(after(start, goTo(9)), start, "there is no such stop");
});

test("a walk is finished until one goes on", () => {
  const done = after(start, { type: "finish" });
  assert.equal(done.finished, true);
  assert.equal(after(done, { type: "step", by: 1 }).finished, false);
});

test("an address has of a stop only what it says otherwise", () => {
  const defaults = {
    at: "backward.1.q0",
    unit: "3",
    example: "1",
    column: "0",
    view: "page",
    tab: "code",
    walk: "",
    stop: "1",
  };
  /** @param {State} state @param {string} [mistake] */
  const written = (state, mistake = "") => query(placeOf([scene], state), { fixed: {}, mistake, defaults, walk });
  assert.equal(written(start), "?walk=3");
  assert.equal(written({ ...start, stop: 2, index: 6 }), "?walk=3&stop=2");
  assert.equal(written(after(start, { type: "step", by: 1 })), "?at=backward.1.q3&walk=3");
  assert.equal(written({ ...start, stop: 5, index: 4 }, "m"), "?walk=3&stop=5");
  assert.equal(written({ ...start, stop: 5, index: 4 }), "?walk=3&stop=5&mistake=", "it was switched off there");
  assert.equal(written({ ...start, unit: 3 }), "?unit=3&walk=3", "the usual unit, where the stop has another");
});
