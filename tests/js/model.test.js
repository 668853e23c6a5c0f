// What a press or a click makes of the state. The scenes here are as small as a run can be: two timesteps, one unit.
import assert from "node:assert/strict";
import { test } from "node:test";
import { asking, begin, hidden, open, placeOf, reduce, SPEEDS, stepOf } from "../../assets/player/model.js";
import { asked } from "../../assets/player/runs.js";
import { PROBLEM } from "./problem.js";

/** @import { Ask, Phase, Scene, Step } from "../../assets/player/scene" */
/** @import { Action, State } from "../../assets/player/model.js" */

/** @param {Phase} phase @param {number} t @param {string} quantity @returns {Step} */
const stepAt = (phase, t, quantity) => ({
  at: t ? `${phase}.${t}.${quantity}` : `${phase}.${quantity}`,
  phase,
  t,
  quantity,
  kind: "other",
  operands: [],
  result: { name: [quantity], value: quantity, t, path: "ink" },
  headline: [],
  line: "",
});

const steps = [
  stepAt("forward", 1, "z"),
  stepAt("forward", 1, "a"),
  stepAt("forward", 2, "z"),
  stepAt("forward", 2, "a"),
  stepAt("turn", 0, "J"),
  stepAt("backward", 2, "dz"),
  stepAt("backward", 2, "da_total"),
  stepAt("backward", 1, "da_total"),
  stepAt("backward", 1, "dz"),
  stepAt("end", 0, "da0"),
];
/** @type {Scene} */
const scene = {
  problem: PROBLEM,
  at: "forward.1.z",
  selected: { unit: 1, example: 1 },
  symbols: {},
  roads: [],
  lights: { nodes: [], masks: [] },
  code: { forward: { lines: [], names: [] } },
  steps,
  values: { W: { rows: 3, columns: 5 } },
};
const shorter = { ...scene, steps: steps.filter(({ at }) => at !== "backward.1.dz") };
const start = begin(false, true);

/** The state after some actions from a place. @param {string} at @param {Action[]} actions */
const after = (at, ...actions) =>
  actions.reduce((state, action) => reduce([scene], state, action), open([scene], { at }, start));
/** @param {State} state */
const at = (state, scenes = [scene]) => stepOf(scenes, state).at;
/** @param {1 | -1} by @returns {Action} */
const step = (by) => ({ type: "step", by });

test("a step goes to the neighbour, and never over an end", () => {
  assert.equal(at(after("forward.1.a", step(1))), "forward.2.z");
  assert.equal(at(after("forward.1.z", step(-1))), "forward.1.z");
  assert.equal(at(after("end.da0", step(1))), "end.da0");
});

test("where the last step went is remembered, and a jump does not change it", () => {
  const back = after("forward.2.z", step(-1));
  assert.equal(back.direction, -1);
  assert.equal(reduce([scene], back, { type: "last" }).direction, -1);
});

test("a timestep goes to the same quantity of the neighbour in the order of the steps, then to the next pass", () => {
  /** @param {1 | -1} by @returns {Action} */
  const timestep = (by) => ({ type: "timestep", by });
  assert.equal(at(after("forward.1.z", timestep(1))), "forward.2.z");
  assert.equal(at(after("forward.2.a", timestep(1))), "turn.J");
  assert.equal(at(after("backward.2.da_total", timestep(1))), "backward.1.da_total");
  assert.equal(at(after("backward.1.dz", timestep(-1))), "backward.2.dz");
  assert.equal(at(after("forward.1.a", timestep(-1))), "forward.1.z");
  assert.equal(at(after("end.da0", timestep(1))), "end.da0");
});

test("G goes to the green addition of this timestep, from the turn to the last one's", () => {
  /** @type {Action} */
  const green = { type: "green" };
  assert.equal(at(after("forward.2.z", green)), "backward.2.da_total");
  assert.equal(at(after("turn.J", green)), "backward.2.da_total");
  assert.equal(at(after("end.da0", green)), "backward.1.da_total");
});

test("a hand that moves stops the play; what plays stops at the end", () => {
  const playing = after("backward.1.dz", { type: "play" });
  assert.equal(playing.playing, true);
  assert.equal(reduce([scene], playing, step(-1)).playing, false);
  const ended = reduce([scene], playing, { type: "advance" });
  assert.deepEqual([at(ended), ended.playing], ["end.da0", false]);
  assert.equal(reduce([scene], ended, { type: "advance" }), ended, "a timer that comes late moves nothing");
  const again = reduce([scene], ended, { type: "play" });
  assert.deepEqual([at(again), again.playing], ["forward.1.z", true], "from the beginning");
});

test("units go round in a circle; a choice is held within what there is", () => {
  assert.equal(after("turn.J", { type: "unit", by: -1 }).unit, 3);
  assert.equal(after("turn.J", { type: "unit", by: -1 }, { type: "unit", by: 1 }).unit, 1);
  assert.equal(after("turn.J", { type: "choose", what: "example", value: 9 }).example, 2);
  assert.equal(after("turn.J", { type: "choose", what: "unit", value: -4 }).unit, 1);
});

test("a click chooses an entry; its column again takes the choice back", () => {
  const once = after("turn.J", { type: "entry", unit: "9", column: "2" });
  assert.deepEqual([once.unit, once.example, once.column], [3, 1, 2]);
  assert.equal(reduce([scene], once, { type: "entry", example: "2" }).column, 2);
  assert.equal(reduce([scene], once, { type: "entry", unit: "1", column: "2" }).column, 0);
});

test("a place that is not there opens as the nearest that is", () => {
  const state = open([scene], { at: "backward.9.dz", unit: "7", example: "x", column: "99", view: "compare" }, start);
  assert.deepEqual(placeOf([scene], state), {
    at: "forward.1.z",
    unit: 3,
    example: 1,
    column: 5,
    view: "page",
    tab: "code",
    walk: "",
    stop: 1,
  });
});

test("two runs: the longer one leads, and the classroom shows the run itself at the same step", () => {
  const scenes = [scene, shorter];
  const compared = open(scenes, { at: "backward.1.dz", view: "compare" }, start);
  assert.equal(at(compared, scenes), "backward.1.dz");
  const classroom = reduce(scenes, open(scenes, { at: "end.da0", view: "compare" }, start), {
    type: "classroom",
    on: true,
  });
  assert.deepEqual([classroom.view, at(classroom, scenes)], ["classroom", "end.da0"]);
  const back = reduce(scenes, classroom, { type: "classroom", on: false });
  assert.deepEqual([back.view, at(back, scenes)], ["compare", "end.da0"]);
});

test("who leaves the classroom finds the page as it was, also where a second run is at hand", () => {
  const scenes = [scene, shorter];
  for (const view of ["page", "compare"]) {
    const on = reduce(scenes, open(scenes, { at: "end.da0", view }, start), { type: "classroom", on: true });
    assert.deepEqual([on.view, reduce(scenes, on, { type: "classroom", on: false }).view], ["classroom", view]);
  }
  const linked = open(scenes, { at: "end.da0", view: "classroom" }, start);
  assert.equal(reduce(scenes, linked, { type: "classroom", on: false }).view, "page");
});

test("the speeds go round, and a state is never changed in place", () => {
  const frozen = Object.freeze(open([scene], { at: "turn.J" }, start));
  let state = frozen;
  for (const speed of [...SPEEDS.slice(1), SPEEDS[0]]) {
    state = reduce([scene], state, { type: "speed" });
    assert.equal(state.speed, speed);
  }
  /** @type {Action[]} */
  const actions = [step(1), { type: "play" }, { type: "close notes" }, { type: "letters", on: false }];
  for (const action of actions) assert.notEqual(reduce([scene], frozen, action), frozen);
});

test("what was copied is said until the dialog is closed, and nothing plays behind it", () => {
  /** @type {import("../../assets/player/model.js").Copied} */
  const said = { what: "link", how: "done", says: "Link copied" };
  const copied = after("turn.J", { type: "play" }, { type: "share", what: "ways" }, { type: "copied", ...said });
  assert.deepEqual([copied.sharing, copied.playing, copied.copied], ["ways", false, said]);
  const closed = reduce([scene], copied, { type: "share", what: "" });
  assert.deepEqual([closed.sharing, closed.copied], ["", null]);
});

test("without a mistake two runs do not stand side by side", () => {
  const now = { mistake: "only-da", view: "compare" };
  assert.deepEqual(asked(now, "mistake", ""), { mistake: "", view: "page" });
  assert.deepEqual(asked(now, "mistake", "other"), { mistake: "other", view: "compare" });
  assert.deepEqual(asked(now, "view", "page"), { mistake: "only-da", view: "page" });
  assert.deepEqual(asked({ mistake: "", view: "classroom" }, "mistake", "other"), {
    mistake: "other",
    view: "classroom",
  });
});

/** @type {Ask} */
const ask = {
  run: "",
  at: "backward.2.da_total",
  unit: 2,
  example: 1,
  column: 0,
  question: ["?"],
  grey: [],
  told: ["!"],
  choices: [
    { says: ["A"], why: [] },
    { says: ["B"], why: [], right: true },
    { says: ["C"], why: [] },
  ],
};

/** What has become of a question after some actions, from a place. @param {string} at @param {Action[]} actions */
function questioned(at, ...actions) {
  const from = open([scene], { at, unit: 2, example: 1, ask }, start);
  const state = actions.reduce((state, action) => reduce([scene], state, action), from);
  return {
    state,
    at: stepOf([scene], state).at,
    hidden: hidden([scene], state),
    asking: asking([scene], state) !== null,
  };
}

test("a question is one step more: forward shows its answer, back hides it again", () => {
  assert.equal(questioned(ask.at).hidden, true);
  for (const action of [step(1), { type: "timestep", by: 1 }, { type: "play" }]) {
    const { at, hidden, state } = questioned(ask.at, /** @type {Action} */ (action));
    assert.deepEqual([at, hidden, state.playing], [ask.at, false, false]);
  }
  assert.equal(questioned(ask.at, step(1), step(1)).at, "backward.1.da_total");
  const back = questioned(ask.at, { type: "guess", choice: 2 }, step(1), step(-1));
  assert.deepEqual([back.at, back.hidden, back.state.chosen], [ask.at, false, 2]);
  assert.equal(questioned(ask.at, { type: "guess", choice: 2 }, step(-1)).hidden, true);
  assert.equal(questioned(ask.at, step(-1)).at, "backward.2.dz");
  assert.equal(questioned(ask.at, step(-1), step(1)).hidden, true);
});

test("who has not guessed is asked again when he comes back, who has is not", () => {
  assert.equal(questioned(ask.at, { type: "first" }, { type: "go", index: 6 }).hidden, true);
  assert.equal(questioned(ask.at, step(1), { type: "first" }, { type: "go", index: 6 }).hidden, false);
});

test("one guess counts, of the choices that there are", () => {
  /** @param {number} choice @returns {Action} */
  const guess = (choice) => ({ type: "guess", choice });
  assert.equal(questioned(ask.at, guess(0), guess(1)).state.chosen, 0);
  assert.equal(questioned(ask.at, guess(3)).hidden, true);
  assert.equal(questioned(ask.at, guess(-2)).hidden, true);
  assert.equal(questioned("forward.1.a", guess(1)).state.chosen, questioned("forward.1.a").state.chosen);
});

test("while it is hidden the entry stays, and what plays stops there", () => {
  for (const action of [
    { type: "unit", by: 1 },
    { type: "choose", what: "unit", value: 1 },
    { type: "entry", unit: "1" },
  ]) {
    assert.equal(questioned(ask.at, /** @type {Action} */ (action)).state.unit, 2);
  }
  assert.equal(questioned(ask.at, step(1), { type: "unit", by: 1 }).asking, false);
  const { state, at } = questioned("backward.2.dz", { type: "play" }, { type: "advance" });
  assert.deepEqual([at, state.playing], [ask.at, false]);
});

test("a question belongs to its place and its run; without another one it stays", () => {
  /** @type {Scene} */
  const mistaken = { ...scene, mistake: { name: "only-da", says: "", first: "", columns: {}, cut: [] } };
  const { state } = questioned(ask.at);
  assert.equal(asking([mistaken], state), null);
  assert.equal(asking([scene], open([scene], { at: ask.at, unit: 1, example: 1 }, state)), null);
  assert.equal(asking([scene], open([scene], { at: ask.at, unit: 2, example: 1 }, state)), ask);
  assert.equal(asking([scene], open([scene], { at: ask.at, unit: 2, example: 1, ask: null }, state)), null);
  assert.equal(asking([scene], { ...state, view: "compare" }), null);
});
