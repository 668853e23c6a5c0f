// Where things are in the strip. Columns are equal and fixed: they never move or grow with t.

/** @typedef {{x0: number, x1: number, width: number, height: number, T: number, first: number, columns: number,
 *   letters: boolean, scale: number, states: number}} StripRoom */

/** All positions and sizes of the strip. `scale` is 1 on a page, 1.55 in the classroom.
 * @param {StripRoom} room */
export function stripGeometry(room) {
  const { x0, x1, height, first, columns, letters, scale, states } = room;
  const two = states > 1;
  const p = (x1 - x0) / columns;
  const large = p >= 185 * Math.min(scale, 1);
  // Two drawings of the rows, 302 and 190 px tall; between them everything is in proportion.
  // `inner` is the row of a second state, in the cell.
  const [tall, short] = two
    ? [
        {
          cost: letters ? 13 : 20,
          head: letters ? 64 : 72,
          node: 136,
          inner: 208,
          cell: 216,
          input: 289,
          box: letters ? 48 : 36,
          body: 96,
        },
        { cost: 12, head: 46, node: 90, inner: 133, cell: 136, input: 177, box: letters ? 36 : 28, body: 54 },
      ]
    : letters
      ? [
          { cost: 13, head: 73, node: 160, cell: 242, input: 289, box: 52, body: 42 },
          { cost: 12, head: 52, node: 106, cell: 150, input: 178, box: 42, body: 26 },
        ]
      : [
          { cost: 20, head: 76, node: 150, cell: 236, input: 288, box: 40, body: 46 },
          { cost: 12, head: 48, node: 99, cell: 146, input: 178, box: 30, body: 28 },
        ];
  const part = Math.min(Math.max((height / scale - 190) / 112, 0), 1);
  const stretch = scale * Math.max(1, height / scale / 302);
  const mix = (row) => (short[row] + part * (tall[row] - short[row])) * stretch;
  const size = (full, least) => (least + part * (full - least)) * scale;
  const headWidth = large ? Math.min((scale < 1 ? 0.62 : 0.52) * p, 150 * scale) : Math.min(0.5 * p, 60 * scale);
  const y = Object.fromEntries(
    ["cost", "head", "node", "inner", "cell", "input"].map((row) => [row, mix(row in tall ? row : "cell")]),
  );
  const body = two
    ? size(tall.body, short.body) * (stretch / scale)
    : large
      ? size(tall.body, short.body)
      : size(34, 26);
  // Where a enters the cell, and where the cell's name stands: below the row of a second state.
  const [enter, name] = two ? [y.cell + body / 2 - size(22, 10), y.cell + body / 2 - size(14, 8)] : [y.cell, y.cell];
  return {
    ...room,
    p,
    large,
    /** Column centre. @param {number} t */
    cx: (t) => x0 + (t - first + 0.5) * p - (large ? 0.06 * p : 0),
    /** Left edge of the column's band. @param {number} t */
    left: (t) => x0 + (t - first) * p,
    y: { ...y, enter, name },
    head: { w: headWidth, h: large ? size(tall.box, short.box) : 30 * scale },
    cell: { w: (two ? 1 : 0.86) * headWidth, h: body },
    lane: (large ? 6 : 4) * scale,
    before: (large ? 18 : 8) * scale,
    corner: (large ? 14 : 8) * scale,
    radius: {
      done: large ? size(13, 10) : 9 * scale,
      now: large ? size(19, 13) : 14 * scale,
      dot: 5 * scale,
      active: (large ? 11 : 8) * scale,
    },
    edge: size(24, 20), // from a row's middle to where its wires begin, for the rows that are only text
  };
}

/** A polyline with rounded corners. @param {[number, number][]} points @param {number} r */
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

/** The point at distance r (at most half way) from one point towards another. */
function towards([x, y], [u, v], r) {
  const length = Math.hypot(u - x, v - y) || 1;
  const part = Math.min(r, length / 2) / length;
  return [x + (u - x) * part, y + (v - y) * part];
}

const round = (value) => Math.round(value * 10) / 10;

/** Triangle at the end of a lane, and the lane shortened to its base.
 * @param {[number, number][]} points @param {number} width of the lane */
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

/** The longest straight piece of a polyline. */
export function longest(path) {
  const pieces = path.slice(1).map((end, i) => [path[i], end]);
  const length = ([[x, y], [u, v]]) => Math.abs(u - x) + Math.abs(v - y);
  return pieces.reduce((best, piece) => (length(piece) > length(best) ? piece : best));
}
