// Where things are in the strip. Columns are equal and fixed: they never move or grow with t.

/** @import { Measure } from "./measure.js" */

/** @typedef {[number, number]} Point
 * @typedef {Point[]} Polyline at least two points */

/** @typedef {{x0: number, x1: number, width: number, height: number, T: number, first: number, columns: number,
 *   letters: boolean, scale: number, states: number, measure: Measure, font: {text: number, name: number, corner: number, tag: number}}} StripRoom `scale`
 *   is 1 on a page, 1.55 in the classroom; `font` in px: of words, of a quantity's letters, of what stands above and below them, of the words under a column
 * @typedef {ReturnType<typeof stripGeometry>} Strip all positions and sizes of the strip */

/** The middles of the rows, and how tall the prediction's box and the cell are. `inner` is the row of a second state, in
 * the cell. @typedef {{cost: number, head: number, node: number, inner: number, cell: number, input: number, box: number, body: number}} Rows */

// The rows in a strip that is 302 px tall and in one of 190: with a second state, with letters, with neither.
/** @type {Record<"twoStates" | "twoStatesLetters" | "letters" | "plain", [tall: Rows, short: Rows]>} */
const ROWS = {
  twoStates: [
    { cost: 20, head: 72, node: 136, inner: 208, cell: 216, input: 289, box: 36, body: 96 },
    { cost: 12, head: 46, node: 90, inner: 133, cell: 136, input: 177, box: 28, body: 54 },
  ],
  twoStatesLetters: [
    { cost: 13, head: 64, node: 136, inner: 208, cell: 216, input: 289, box: 48, body: 96 },
    { cost: 12, head: 46, node: 90, inner: 133, cell: 136, input: 177, box: 36, body: 54 },
  ],
  letters: [
    { cost: 13, head: 73, node: 160, inner: 242, cell: 242, input: 289, box: 52, body: 42 },
    { cost: 12, head: 52, node: 106, inner: 150, cell: 150, input: 178, box: 42, body: 26 },
  ],
  plain: [
    { cost: 20, head: 76, node: 150, inner: 236, cell: 236, input: 288, box: 40, body: 46 },
    { cost: 12, head: 48, node: 99, inner: 146, cell: 146, input: 178, box: 30, body: 28 },
  ],
};

/** @param {boolean} letters @param {boolean} twoStates */
function drawings(letters, twoStates) {
  if (twoStates) return letters ? ROWS.twoStatesLetters : ROWS.twoStates;
  return letters ? ROWS.letters : ROWS.plain;
}

// px at scale 1: where columns are wide, and where they are not.
const WIDE = { lane: 6, before: 18, corner: 14, active: 11 };
const CLOSE = { lane: 4, before: 8, corner: 8, active: 8 };

/** How wide the prediction's box is. @param {number} p a column's width @param {boolean} large @param {number} scale */
function headWidth(p, large, scale) {
  if (!large) return Math.min(0.5 * p, 60 * scale);
  return Math.min((scale < 1 ? 0.62 : 0.52) * p, 150 * scale);
}

/** All positions and sizes of the strip. @param {StripRoom} room */
export function stripGeometry(room) {
  const { x0, x1, height, first, columns, letters, scale, states } = room;
  const two = states > 1;
  const p = (x1 - x0) / columns;
  const large = p >= (scale < 1 ? 128 : 185);
  const look = large ? WIDE : CLOSE;
  const [tall, short] = drawings(letters, two); // between them everything is in proportion
  const part = Math.min(Math.max((height / scale - 190) / 112, 0), 1);
  const stretch = scale * Math.max(1, height / scale / 302);
  /** @param {number} full @param {number} least */
  const size = (full, least) => (least + part * (full - least)) * scale;
  /** @param {number} full @param {number} least @param {number} close */
  const sizeIf = (full, least, close) => (large ? size(full, least) : close * scale);
  /** @param {keyof Rows} row */
  const mix = (row) => (short[row] + part * (tall[row] - short[row])) * stretch;
  const width = headWidth(p, large, scale);
  const [bodyTall, bodyShort] = large ? [tall.body, short.body] : [34, 26];
  const body = two ? size(tall.body, short.body) * (stretch / scale) : size(bodyTall, bodyShort);
  const foot = mix("cell") + body / 2;
  return {
    ...room,
    p,
    large,
    /** Column centre. @param {number} t */
    cx: (t) => x0 + (t - first + 0.5) * p - (large ? 0.06 * p : 0),
    /** Left edge of the column's band. @param {number} t */
    left: (t) => x0 + (t - first) * p,
    y: {
      cost: mix("cost"),
      head: mix("head"),
      node: mix("node"),
      inner: mix("inner"),
      cell: mix("cell"),
      input: mix("input"),
      // Where a enters the cell, and where the cell's name stands: below the row of a second state.
      enter: two ? foot - size(22, 10) : mix("cell"),
      name: two ? foot - size(14, 8) : mix("cell"),
    },
    head: { w: width, h: sizeIf(tall.box, short.box, 30) },
    cell: { w: (two ? 1 : 0.86) * width, h: body },
    lane: look.lane * scale,
    before: look.before * scale,
    corner: look.corner * scale,
    radius: {
      done: sizeIf(13, 10, 9),
      now: sizeIf(19, two ? 11 : 13, 14),
      dot: 5 * scale,
      active: look.active * scale,
    },
    edge: size(24, 20), // from a row's middle to where its wires begin, for the rows that are only text
  };
}

/** A polyline with rounded corners. @param {Polyline} points @param {number} r */
export function rounded(points, r) {
  let d = `M${points[0].map(round)}`;
  for (let i = 1; i < points.length - 1; i++) {
    const [p, q, s] = [points[i - 1], points[i], points[i + 1]];
    const a = towards(q, p, r);
    const b = towards(q, s, r);
    d += `L${a.map(round)}Q${q.map(round)} ${b.map(round)}`;
  }
  return `${d}L${points[points.length - 1].map(round)}`;
}

/** The point at distance r (at most half way) from one point towards another.
 * @param {Point} from @param {Point} to @param {number} r @returns {Point} */
function towards([x, y], [u, v], r) {
  const length = Math.hypot(u - x, v - y) || 1;
  const part = Math.min(r, length / 2) / length;
  return [x + (u - x) * part, y + (v - y) * part];
}

/** @param {number} value */
const round = (value) => Math.round(value * 10) / 10;

/** Triangle at the end of a lane, and the lane shortened to its base.
 * @param {Polyline} points @param {number} width of the lane */
export function arrow(points, width) {
  const [from, tip] = points.slice(-2);
  const length = 5 + 1.5 * width;
  const half = 2.6 + 0.85 * width;
  const base = towards(tip, from, Math.min(length, Math.hypot(tip[0] - from[0], tip[1] - from[1]) * 0.9));
  const [dx, dy] = [tip[0] - base[0], tip[1] - base[1]];
  const n = Math.hypot(dx, dy) || 1;
  const side = [(-dy / n) * half, (dx / n) * half];
  const head = `M${tip.map(round)}L${round(base[0] + side[0])},${round(base[1] + side[1])}L${round(base[0] - side[0])},${round(base[1] - side[1])}Z`;
  return { shaft: [...points.slice(0, -1), base], head };
}

/** Width of a coloured lane: width is data. 0/0 = 0. @param {number} size @param {number} largest */
export const laneWidth = (size, largest) => 1.8 + 4.2 * (largest ? size / largest : 0);

/** The longest straight piece of a polyline; the first of the longest. @param {Polyline} path */
export function longest(path) {
  /** @type {[Point, Point]} */
  let best = [path[0], path[1]];
  for (let i = 2; i < path.length; i++) {
    if (distance(path[i - 1], path[i]) > distance(...best)) best = [path[i - 1], path[i]];
  }
  return best;
}

/** Along the rows and columns. @param {Point} from @param {Point} to */
const distance = ([x, y], [u, v]) => Math.abs(u - x) + Math.abs(v - y);

/** A place in px. @typedef {{ x: number, y: number, w: number, h: number }} Box */

const AWAY = 6; // px between a phrase and what it is about

/** The nearest place beside a box, above it if that is free, where nothing is that must not be covered.
 * @param {Box} box @param {Box[]} kept @param {number} w @param {number} h @param {number} width there is @returns {Box} */
export function placeBeside(box, kept, w, h, width) {
  const all = [box, ...kept];
  const columns = [box.x + (box.w - w) / 2, ...all.flatMap((one) => [one.x + one.w + AWAY, one.x - AWAY - w])];
  const rows = [...all.flatMap((one) => [one.y - AWAY - h, one.y + one.h + AWAY]), box.y + (box.h - h) / 2];
  const above = { x: within(columns[0], width - w), y: Math.max(rows[0], 2), w, h };
  /** @param {Box} one */
  const far = (one) => Math.hypot(one.x + (w - box.w) / 2 - box.x, one.y + (h - box.h) / 2 - box.y);
  return columns
    .flatMap((x) => rows.map((y) => ({ x: within(x, width - w), y: Math.max(y, 2), w, h })))
    .filter((one) => !all.some((other) => over(one, other)))
    .reduce(
      (best, one) =>
        over(best, box) || kept.some((other) => over(best, other)) || far(one) < far(best) - 1 ? one : best,
      above,
    );
}

/** @param {Box} one @param {Box} other */
const over = (one, other) =>
  one.x < other.x + other.w && other.x < one.x + one.w && one.y < other.y + other.h && other.y < one.y + one.h;

/** @param {number} value @param {number} most */
const within = (value, most) => Math.max(0, Math.min(value, most));
