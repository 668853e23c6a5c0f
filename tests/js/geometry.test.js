// Where things are in the strip: columns that never move, rows that never meet, lanes that end at their arrow.
import assert from "node:assert/strict";
import { test } from "node:test";
import { arrow, laneWidth, longest, placeBeside, rounded, stripGeometry } from "../../assets/player/geometry.js";
import { STAND_IN } from "../../assets/player/measure.js";

const ROOM = {
  x0: 200,
  x1: 1280,
  width: 1440,
  height: 302,
  T: 4,
  first: 1,
  columns: 4,
  letters: true,
  scale: 1,
  states: 1,
  measure: STAND_IN,
  font: { text: 16, name: 20, corner: 12, tag: 14 },
};

/** Every kind of strip, from the lowest to the tallest. @param {(g: ReturnType<typeof stripGeometry>, about: string) => void} check */
function everyStrip(check) {
  for (const letters of [true, false])
    for (const states of [1, 2])
      for (const scale of [0.8, 1, 1.55])
        for (const columns of [2, 4, 12])
          for (let height = 190; height <= 400; height += 7) {
            const room = { ...ROOM, letters, states, scale, columns, T: columns, height: height * scale };
            check(stripGeometry(room), JSON.stringify({ letters, states, scale, columns, height }));
          }
}

test("columns are equal and fill the strip, whichever is the first", () => {
  for (const first of [1, 2, 5]) {
    const g = stripGeometry({ ...ROOM, T: 8, first });
    assert.equal(g.left(first), g.x0);
    assert.equal(g.left(first + g.columns), g.x1);
    assert.equal(g.left(7) - g.left(6), g.p);
    for (let t = first; t < first + g.columns; t++) assert.ok(g.cx(t) > g.left(t) && g.cx(t) < g.left(t + 1));
  }
});

test("no row reaches into the next one", () => {
  everyStrip((g, about) => {
    const { cost, head, node, inner, cell, input } = g.y;
    assert.ok(cost < head - g.head.h / 2, about);
    assert.ok(head + g.head.h / 2 < node - g.radius.dot, about);
    assert.ok(node + g.radius.dot < cell - g.cell.h / 2, about);
    assert.ok(cell + g.cell.h / 2 < input && input < g.height, about);
    assert.ok(inner > cell - g.cell.h / 2 && inner < cell + g.cell.h / 2, about); // a second state's row is in the cell
  });
});

test("a column has room for its boxes, and its cell for what enters below a second state", () => {
  everyStrip((g, about) => {
    assert.ok(g.cell.w < g.p && g.head.w < g.p, about);
    assert.ok(g.y.enter >= g.y.inner && g.y.enter <= g.y.cell + g.cell.h / 2, about);
  });
});

test("between its two drawings the strip is in proportion", () => {
  const [short, middle, tall] = [190, 246, 302].map((height) => stripGeometry({ ...ROOM, height }).y);
  assert.equal(middle.node, (short.node + tall.node) / 2);
  assert.equal(middle.head, (short.head + tall.head) / 2);
});

test("a lane ends at the base of its arrow, whose tip is where it arrives", () => {
  const { shaft, head } = arrow(
    [
      [0, 0],
      [100, 0],
    ],
    2,
  );
  assert.deepEqual(shaft, [
    [0, 0],
    [92, 0],
  ]);
  assert.match(head, /^M100,0L92,/);
});

test("an arrow takes half of a short lane at most", () => {
  const { shaft } = arrow(
    [
      [0, 0],
      [0, 4],
    ],
    4,
  );
  assert.deepEqual(shaft[1], [0, 2]);
});

test("a corner is rounded half way to the next one at most", () => {
  const path = rounded(
    [
      [0, 0],
      [10, 0],
      [10, 100],
    ],
    8,
  );
  assert.equal(path, "M0,0L5,0Q10,0 10,8L10,100");
});

test("the longest piece of a road, the first of several", () => {
  /** @type {[number, number][]} */
  const road = [
    [0, 0],
    [0, 30],
    [30, 30],
    [30, 40],
  ];
  assert.deepEqual(longest(road), [
    [0, 0],
    [0, 30],
  ]);
});

test("a lane is as wide as its gradient is large, and one of nothing is thin", () => {
  assert.equal(laneWidth(3, 3), 6);
  assert.equal(laneWidth(0, 3), 1.8);
  assert.equal(laneWidth(0, 0), 1.8);
});

/** @typedef {ReturnType<typeof placeBeside>} Place */
const box = { x: 200, y: 100, w: 20, h: 20 };

/** @param {Place} one @param {Place} other */
const apart = (one, other) =>
  one.x >= other.x + other.w || other.x >= one.x + one.w || one.y >= other.y + other.h || other.y >= one.y + one.h;

test("a phrase stands just above what it is about, in the middle", () => {
  assert.deepEqual(placeBeside(box, [], 100, 30, 500), { x: 160, y: 64, w: 100, h: 30 });
  assert.deepEqual(placeBeside({ ...box, x: 0 }, [], 100, 30, 500).x, 0);
  assert.deepEqual(placeBeside({ ...box, x: 480 }, [], 100, 30, 500).x, 400);
});

test("at the upper edge it stands below", () => {
  assert.equal(placeBeside({ ...box, y: 10 }, [], 100, 30, 500).y, 36);
});

test("it covers neither what it is about nor what must be seen, wherever that is", () => {
  for (let x = 100; x < 320; x += 20)
    for (let y = 20; y < 200; y += 20) {
      const kept = [
        { x, y, w: 24, h: 24 },
        { x: x + 40, y: y + 30, w: 24, h: 24 },
      ];
      const place = placeBeside(box, kept, 200, 40, 500);
      assert.ok(
        [box, ...kept].every((one) => apart(place, one)),
        `${x} ${y}`,
      );
      assert.ok(place.x >= 0 && place.x + place.w <= 500 && place.y >= 0);
    }
});
