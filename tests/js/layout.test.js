// How the room is shared out, at the bounds between one composition and the next.
import assert from "node:assert/strict";
import { test } from "node:test";
import { PROBLEM } from "./problem.js";

// The templates' library asks for a document when it is loaded; nothing is drawn here.
Object.assign(globalThis, { document: { createComment() {}, createTreeWalker() {} } });
const { isProjected, layout } = await import("../../assets/player/layout.js");

/** @import { Problem, Scene, Step } from "../../assets/player/scene" */

/** @type {Problem} */
const problem = {
  ...PROBLEM,
  name: "hello",
  T: 4,
  n_a: 5,
  m: 1,
  alphabet: ["h", "e", "l", "o"],
  text: ["h", "e", "l", "l", "o"],
};
/** @type {Step} */
const step = {
  at: "backward.3.dz",
  phase: "backward",
  t: 3,
  quantity: "dz",
  kind: "product",
  operands: [],
  result: { name: ["dz"], value: "dz", t: 3, path: "ink" },
  headline: [],
  line: "",
};
/** @type {Scene} */
const scene = {
  problem,
  at: step.at,
  selected: { unit: 1, example: 1 },
  symbols: {},
  roads: [],
  lights: { nodes: [], masks: [] },
  code: { forward: { lines: [], names: [] } },
  steps: [step],
  values: {},
};
const APP = { panels: 388, controls: true };
const PAGE = { panels: 0, controls: false };

/** @param {number} width @param {typeof APP} [around] @param {string} [view] @param {number} [height] */
const at = (width, around = APP, view = "page", height = 900) => layout(scene, step, view, width, height, around);

test("three compositions, by the width alone", () => {
  assert.deepEqual(
    [1264, 1263, 600, 599, 100].map((width) => at(width).kind),
    ["wide", "narrow", "narrow", "phone", "phone"],
  );
});

test("panels stand beside the close-up on a wide page; without any it has the whole width", () => {
  assert.equal(at(1440).beside, 388);
  assert.equal(at(1440, PAGE).equation.width - at(1440).equation.width, 388);
  assert.equal(at(1000).beside, 0);
});

test("the header has a second row only where the host's controls need it", () => {
  assert.deepEqual(
    [1424, 1423, 1080, 1079, 900, 899].map((width) => at(width).header),
    ["full", "row", "row", "tight", "tight", "rows"],
  );
  for (let width = 280; width < 1500; width += 20) assert.notEqual(at(width, PAGE).header, "rows");
});

test("a phone shows two columns, a narrow page four, the slider all", () => {
  const long = { ...scene, problem: { ...problem, T: 12 } };
  for (const [width, columns] of [
    [390, 2],
    [800, 4],
    [1440, 12],
  ]) {
    const l = layout(long, step, "page", width, 900, APP);
    assert.deepEqual([l.strip.columns, l.rail.columns], [columns, 12]);
  }
});

test("two runs share the width from 900 px on, and stand one under the other below", () => {
  assert.deepEqual([at(900, APP, "compare").runs, at(899, APP, "compare").runs], ["across", "under"]);
  const { equation, pad, beside } = at(1440, APP, "compare");
  assert.ok(2 * equation.width < 1440 - 2 * pad - beside);
});

test("an older projector is higher for its width: there letters are larger, down to a size below which there is no picture", () => {
  const zoom = (/** @type {number} */ width, /** @type {number} */ height) => at(width, APP, "classroom", height).zoom;
  assert.equal(zoom(1920, 1080), 1);
  assert.equal(zoom(1280, 720), 2 / 3);
  assert.ok(zoom(1024, 768) > 1.1 * (1024 / 1920));
  assert.ok(zoom(1280, 800) >= zoom(1280, 720), "16:10");
  assert.deepEqual(
    [
      [1920, 1080],
      [1024, 768],
      [960, 540],
      [844, 390],
      [720, 450],
      [390, 844],
    ].map(([width, height]) => isProjected(width, height)),
    [true, true, true, false, false, false],
  );
});

test("a low window has headline and strip side by side, or on a phone a bar that is not fixed", () => {
  const [turned, low, phone] = [at(844, APP, "page", 390), at(360, APP, "page", 225), at(390, APP, "page", 844)];
  assert.ok(turned.words && turned.words.left > turned.strip.width && turned.strip.large);
  assert.deepEqual([turned.foot, low.foot, low.words, phone.words], [0, 0, null, null]);
  assert.ok(phone.foot > 0);
});

test("below 900 px as many columns are shown as have their names", () => {
  for (let width = 360; width < 900; width += 10) {
    const { strip } = layout({ ...scene, problem: { ...problem, T: 12 } }, step, "page", width, 900, APP);
    assert.ok(strip.large && strip.columns >= 2 && strip.columns <= 4, String(width));
  }
});

test("the classroom is one picture, scaled to the projector", () => {
  const [large, small] = [at(1920, APP, "classroom", 1080), at(960, APP, "classroom", 540)];
  assert.equal(small.zoom, large.zoom / 2);
  assert.deepEqual([small.width, small.height], [large.width, large.height]);
});

test("nothing has less room than none, however small the window", () => {
  for (let width = 0; width < 400; width += 10) assert.ok(at(width).equation.width > 0);
});
