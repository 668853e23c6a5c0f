// The junction: the crossing of one timestep, enlarged. In a matrix product of the way back: the fan of one unit.

import { arrow, laneWidth } from "./geometry.js";
import { HEAD, INSIDE_WIDTH, isInside, landingWords, lstmInside } from "./inside-lstm.js";
import { cutAt, cutRoad, pathOf } from "./mistaken.js";
import { decimals, entry, format, shape, textWidth } from "./numbers.js";
import { inOrder, orderOn } from "./order.js";
import { plain, symbol, whyNothing, zeroText } from "./rich.js";
import { html, nothing, svg } from "./vendor/lit-html.js";
import { reads, worked } from "./worked.js";

const ENLARGED = 1.3; // lanes and the room between them, against the strip
const READABLE = 8; // targets of a fan
const FANS = {
  // whose selected entry spreads over whom
  da_softmax: { node: "a", targets: "letters", later: 0 },
  dx: { node: "x", targets: "units", later: 0 },
  da_prev: { node: "a", targets: "units", later: -1 },
};

const INSIDES = { lstm: { draw: lstmInside, shows: isInside, width: INSIDE_WIDTH } }; // cells that have a drawing of their own

/** The width that the drawn inside of a step's cell takes at scale 1; 0 where it has none. @param {any} scene @param {any} step */
export const insideWidth = (scene, step) =>
  hasJunction(step) && INSIDES[scene.problem.cell]?.shows(step) ? INSIDES[scene.problem.cell].width : 0;

/** Running totals, the turn and the end have no crossing of their own. @param {any} step */
export const hasJunction = (step) => step.t > 0 && step.kind !== "running";

/** One step's crossing or fan. `room` is in px, `scale` enlarges everything in it; in one that is `still` names carry their order.
 * @param {any} scene @param {any} step @param {{unit: number, example: number}} selected
 * @param {{width: number, height: number, scale: number, still?: boolean}} room */
export function junction(scene, step, selected, room) {
  const { scale, still } = room;
  const inner = { still, width: room.width / scale, height: room.height / scale };
  const inside = room.inside && insideWidth(scene, step) && INSIDES[scene.problem.cell].draw;
  const { drawing, names } = inside
    ? inside(scene, step, inner)
    : hasFan(scene, step)
      ? fan(scene, step, selected, inner)
      : crossing(scene, step, inner);
  return html`<div class="junction ${inside ? "drawn" : ""}" style="width:${room.width}px;height:${room.height}px;--scale:${scale}">
    <svg viewBox="0 0 ${inner.width} ${inner.height}" role="img" aria-label=${junctionWords(scene, step)}>${drawing}</svg>
    <div aria-hidden="true">${names}</div></div>`;
}

/** What the picture shows, for screen readers; no numbers, those are in the equation.
 * @param {any} scene @param {any} step @returns {string} */
export function junctionWords(scene, step) {
  const { T, given } = scene.problem;
  const { t, quantity } = step;
  const name = (letters, at = t) => plain(scene, [{ symbol: letters, t: at }], scene.selected);
  if (hasFan(scene, step)) {
    const { node, targets, later } = FANS[quantity];
    const from =
      targets === "units" ? `unit of cell ${t}` : scene.problem.alphabet ? "letter's score" : "class's score";
    return `A fan: what each ${from} sends back to one entry of ${t + later ? name(node, t + later) : name("a0", 0)}.`;
  }
  const state = stateOf(scene, step);
  const { box } = scene.problem;
  const above = step.about ? name("a") : given ? "the cost" : "the prediction";
  const { roads, adds } = crossingState(scene, step);
  const goes = (from, to) => roads.some((road) => road.from === from && road.to === to && !road.cut);
  const here = `The crossing at ${name(state.name)}`;
  if (step.phase === "forward") {
    const next =
      t === T && !state.handed
        ? `not to the right, there is no step ${T + 1}`
        : !goes("node", "next")
          ? "not to the right"
          : t < T
            ? `right to cell ${t + 1}`
            : "right to later steps";
    return `${here}: ${goes("cell", "node") ? `from ${box} ${t}, ` : ""}${goes("node", "head") ? "" : "not "}up to ${above}, and ${next}.`;
  }
  const arriving = roads.filter((road) => road.back && road.to === "node");
  const cut = arriving.filter((road) => road.cut);
  const came = arriving.filter((road) => !road.cut);
  const from = (road) => {
    if (road.quantity !== state.time) return ` from ${given && !step.about ? "above, where it is handed in" : above}`;
    if (t === T && state.handed) return " from the test, which hands it in";
    const [left] = stepOf(scene, state.time, t)?.operands ?? [];
    return road.cut && t < T
      ? ` from cell ${t + 1}`
      : left
        ? ` from cell ${left.t}`
        : `, though there is no step ${T + 1}`;
  };
  const nought = (road) => road.quantity === state.time && t === T && !road.size && !state.handed;
  const list = (some) =>
    some
      .map((road) =>
        nought(road) ? `0, as ${whyNothing(scene.problem).join(" ")}` : `${name(road.quantity)}${from(road)}`,
      )
      .join(", and ");
  return `${here}. Coming back: ${list(came) || (cut.length ? "nothing" : "nothing yet")}.${cut.length ? ` Crossed out: ${list(cut)}.` : ""}${adds ? ` ${sumWords()}` : ""}`;

  /** What is made of what arrives, and whether it goes on from there. */
  function sumWords() {
    const total = stepOf(scene, state.total, t);
    const down = goes("node", "cell") ? ` down to ${box} ${t}` : "";
    const used = total.operands.filter(({ struck }) => !struck).map(({ quantity }) => quantity);
    const without = ({ quantity }) => !used.includes(quantity) || zeroText(scene, quantity, t) === "0";
    const added =
      used.every((one) => state.parts.includes(one)) &&
      new Set(used).size === used.length &&
      !total.signs?.some((sign) => sign < 0);
    if (!cut.length && added) return `They are added${down && " and go"}${down}.`;
    if (!added || !came.length || !cut.every(without))
      return `A mistake makes ${name(state.total)} of ${came.length === 1 ? "it" : came.length ? "them" : "nothing"}${down && ", which goes"}${down}.`;
    return `${came.map(({ quantity }) => name(quantity)).join(" and ")} alone ${down ? `goes${down}` : `becomes ${name(state.total)}`}.`;
  }
}

const stepOf = (scene, quantity, t) => scene.steps.find((step) => step.quantity === quantity && step.t === t);

/** The state whose crossing a step is about. */
const stateOf = ({ problem: { states } }, step) => states.find(({ name }) => name === step.about) ?? states[0];

/** A place of the strip as one of this crossing: `head` above, `node`, `next`, `cell` below. Another crossing has none. */
function placeIn(state, top, place) {
  if (state === top) return place.endsWith(" node") ? "cell" : place.includes(" ") ? "" : place;
  return { node: "head", [`${state.name} node`]: "node", [`${state.name} next`]: "next" }[place] ?? "";
}

/** On which roads something moves in a step. */
function moves(scene, step, state) {
  const { states } = scene.problem;
  const { quantity, phase } = step;
  const input = reads(step, "x");
  if (phase === "forward") {
    if (quantity === state.name) return ["cell-node", "node-head", "node-next"];
    if (["logits", "y", "loss"].includes(quantity)) return ["node-head"];
    const leaves = scene.roads.some((road) => road.from === "cell" && road.quantity === quantity); // what a is made of, last
    return [
      ...(input ? ["input-cell"] : []),
      ...(states.some(({ arrives }) => reads(step, arrives)) ? ["past-cell"] : []),
      ...(leaves ? ["cell-node"] : []),
    ];
  }
  if (quantity === state.total) return ["head-node", "next-node", "node-cell"];
  if (quantity === state.time) return ["next-node"];
  if (state.parts.includes(quantity)) return ["head-node"];
  if (states.some(({ prev }) => prev === quantity)) return ["cell-past"];
  return quantity === "dx" ? ["cell-input"] : reads(step, state.total) ? ["node-cell"] : [];
}

/** What there is of the crossing at a step: the roads, and whether two gradients have been added. */
function crossingState(scene, step) {
  const { t, quantity, phase } = step;
  const back = phase === "backward";
  const { states } = scene.problem;
  const state = stateOf(scene, step);
  const top = states[0];
  const now = scene.steps.findIndex((other) => other.at === step.at);
  const known = (name) =>
    scene.steps.some((other, i) => i <= now && other.t === t && other.quantity === name && other.phase === phase);
  const active = moves(scene, step, state);
  const input = quantity === "dx" || active.includes("input-cell");
  const here = [...scene.roads, ...(scene.mistake?.cut ?? [])]
    .filter(
      (road) =>
        road.t === t &&
        (!road.back || (road.step <= now && now < (road.until ?? Infinity))) &&
        !/cost|start/.test(road.from + road.to) &&
        (input || !/input/.test(road.from + road.to)),
    )
    .map((road) => ({
      ...road,
      path: pathOf(scene, road),
      from: placeIn(state, top, road.from),
      to: placeIn(state, top, road.to),
    }))
    .filter(({ from, to }) => from && to);
  if (state !== top) {
    here.unshift({
      quantity: state.name,
      t,
      from: "cell",
      to: "node",
      step: scene.steps.findIndex((other) => other.quantity === state.name && other.t === t),
    });
    const step = scene.steps.findIndex((other) => other.quantity === state.total && other.t === t);
    if (back && step >= 0 && step <= now)
      here.push({
        quantity: state.total,
        t,
        from: "node",
        to: "cell",
        back,
        path: pathOf(scene, { path: "sum", step }),
        step,
        size: sizeOf(scene, { value: state.total, t }),
      });
  }
  const returns = states.find(({ prev }) => prev === quantity);
  const read = states.find(({ arrives }) => phase === "forward" && reads(step, arrives));
  const past = returns ?? read;
  if (past) here.push({ quantity: t > 1 ? past.name : past.start, t: t - 1, from: "past", to: "cell", step: 0 });
  if (returns) {
    const lands = scene.roads.find((road) => road.quantity === returns.time && road.t === t - 1);
    if (lands || t === 1)
      here.push({
        ...lands,
        quantity,
        t,
        from: "cell",
        to: "past",
        back,
        path: "time",
        size: lands?.size ?? sizeOf(scene, step.result),
      });
  }
  const arriving = here.filter((road) => road.back && road.to === "node");
  return { state, active, back, now, known, roads: here, adds: back && known(state.total) && arriving.length > 1 };
}

/** Frobenius norm of a box. */
function sizeOf(scene, box) {
  const [rows, columns] = shape(scene, box);
  return Math.hypot(
    ...Array.from({ length: rows * columns }, (_, i) =>
      entry(scene, box, Math.floor(i / columns) + 1, (i % columns) + 1),
    ),
  );
}

function crossing(scene, step, { width, height, still }) {
  const { t, quantity } = step;
  const { T, top: result, box } = scene.problem;
  const { state, active, back, now, known, roads, adds } = crossingState(scene, step);
  const [top0] = scene.problem.states;
  const inner = state !== top0;
  const given = scene.problem.given && !inner;
  const handed = t === T && state.handed;
  const nought = back && known(state.time) ? zeroText(scene, state.time, t) : "0";
  const [why, more] = nought === "0" ? whyNothing(scene.problem, back) : ["though", `no step ${T + 1}`];
  const largest = Math.max(...scene.roads.filter((road) => road.back).map((road) => road.size));
  const low = height < 300; // on a projector
  const lane = back ? 6 * ENLARGED : 0;
  const ring = low ? 25 : 30;
  const edge = back ? Math.sqrt(ring ** 2 - lane ** 2) : 0;
  const x = 112;
  const half = 75;
  const tall = low ? 38 : 42;
  const top = 2;
  const head = top + tall;
  const cell = height - 40 - tall;
  const foot = cell + tall;
  const y = (head + cell) / 2;
  const next = width - 106;
  const middle = cell + tall / 2;
  const [left, right] = [x - lane, x + lane];
  const stub = x + ring + 42;
  const [above, below] = [(head + y - ring) / 2, (y + ring + cell) / 2];
  const between = (x + (back ? ring : 12) + next) / 2;
  const places = {
    // a road's points, and where its name stands
    "input-cell": [
      [left, height - 2],
      [left, foot],
      [left - 12, height - 17, "end"],
    ],
    "cell-node": [
      [left, cell],
      [left, y + edge],
      [left - 9, below, "end"],
    ],
    "node-head": [
      [left, y - edge],
      [left, head],
      [left - 9, above, "end"],
    ],
    "node-next": [
      [x + edge, y - lane],
      [handed ? stub : next, y - lane],
      [between, y - lane - 15, "middle"],
    ],
    "past-cell": [
      [2, middle - lane],
      [x - half, middle - lane],
      [2, cell - 12, "start"],
    ],
    "head-node": [
      [right, head],
      [right, y - edge],
      [right + 12, low ? head + 19 : above, "start"],
    ],
    "next-node": [
      [t < T ? next : stub, y + lane],
      [x + edge, y + lane],
      [between + 4, y + lane + (low ? 20 : 23), "middle"],
    ],
    "node-cell": [
      [right, y + edge],
      [right, cell],
      [right + 12, low ? cell - 16 : below + 3, "start"],
    ],
    "cell-input": [
      [right, foot],
      [right, height - 2],
      [right + 12, height - 16, "start"],
    ],
    "cell-past": [
      [x - half, middle + lane],
      [2, middle + lane],
      [2, height - 17, "start"],
    ],
  };
  const draw = (road) => {
    const key = `${road.from}-${road.to}`;
    const [from, to] = places[key];
    if (road.cut) return cutRoad(road, [from, to], 0, 1.4);
    const moves = active.includes(key);
    const state = road.back ? (moves ? "now" : "done") : moves ? "active" : road.step <= now ? "known" : "later";
    const width = road.back ? laneWidth(road.size, largest) * ENLARGED : moves ? 4 : 1.8;
    return junctionRoad(road, [from, to], width, {
      key,
      state,
      double: (inner && key === "next-node" && (t < T || handed)) || (key === "cell-past" && quantity !== top0.prev),
      tip: road.to !== "node" || back,
      dashed: road.path === "soft" || (moves && key === "node-head"),
    });
  };
  const ordered = (name, content) => (still ? inOrder(scene, step, name, content) : content);
  const label = (road) => {
    const key = `${road.from}-${road.to}`;
    const [, , [nx, ny, side]] = places[key];
    if ((!road.back && road.step > now) || road.cut) return nothing;
    if (t === T && (road.back ? road.quantity === state.time : key === "node-next")) return nothing;
    const strong = road.back || (!back && active.includes(key));
    const text =
      key === "cell-past"
        ? landing(scene, t, quantity)
        : symbol(scene, {
            symbol: key === "cell-node" && (back || known(state.name)) ? state.name : road.quantity,
            t: road.t,
            ...(road.path === "wrong" ? { path: "wrong" } : {}),
          });
    return junctionName(
      nx,
      ny,
      `${side} ${strong ? "" : "quiet"}`,
      road.back && key !== "next-node" ? ordered(road.quantity, text) : text,
    );
  };
  const other = state.parts.find((part) => part !== state.time);
  const time = roads.some((road) => road.quantity === state.time);
  const returned = back && ((!inner && known("dlogits")) || known(other));
  const uses = { head: active.includes("node-head"), next: active.includes("node-next") };
  const look = (used, came) => (came ? "came" : back ? "known" : used ? "active" : "later");
  const last = symbol(scene, { symbol: result, t: T });
  const losses =
    t + 1 < T ? html`<br>${symbol(scene, { symbol: result, t: t + 1 })} … ${last}` : t < 9 ? last : html`<br>${last}`;
  const deep = t + 1 < T || t >= 9 ? 62 : tall;
  const zero = time && t === T && !handed;
  const inside =
    !["running", "arrival"].includes(step.kind) &&
    !HEAD.includes(quantity) &&
    !scene.problem.states.some((one) => [one.name, one.total, ...one.parts].includes(quantity)) &&
    !active.some((key) => ["cell-node", "cell-past", "cell-input"].includes(key));
  const tag = scene.symbols.dz ? (known("dz") ? "dz" : "") : inside ? quantity : ""; // what is computed in the cell and stays there
  return {
    drawing: svg`
      <rect class=${`place head ${given ? "given" : look(uses.head, returned)} ${inner ? "inner" : ""}`} x=${x - half} y=${top} width=${2 * half} height=${tall} rx="8"></rect>
      ${t < T ? svg`<rect class=${`place next ${look(uses.next, time)}`} x=${next} y=${y - deep / 2} width="104" height=${deep} rx="8"></rect>` : nothing}
      <rect class="place cell active" x=${x - half} y=${cell} width=${2 * half} height=${tall} rx="8"></rect>
      ${roads.map(draw)}${still && roads.some((road) => road.quantity === state.time && !road.cut) ? orderOn(scene, step, state.time, [(x + edge + (t < T ? next : stub)) / 2, y + lane], 1) : nothing}
      ${
        back
          ? junctionNode(step, [x, y], adds, ring / 1.36, state, cutAt(scene, t, state))
          : svg`<g class=${`dot ${known(state.name) ? (quantity === state.name ? "active" : "known") : "later"}`}
        data-quantity=${state.name} data-t=${t}><circle cx=${x} cy=${y} r=${quantity === state.name ? 12 : 7}></circle></g>`
      }`,
    names: [
      junctionName(
        x,
        top + tall / 2,
        `middle text ${given ? "quiet" : look(uses.head, returned)}`,
        given
          ? html`${symbol(scene, { symbol: "da", t })} given`
          : inner
            ? html`${symbol(scene, { symbol: "a", t })} → ${symbol(scene, result === "y" ? { symbol: result, t } : { symbol: "J" })}`
            : html`prediction → ${symbol(scene, { symbol: result, t })}`,
      ),
      t < T
        ? junctionName(next + 52, y, `middle text ${look(uses.next, time)}`, html`cell ⟨${t + 1}⟩ → ${losses}`)
        : handed
          ? junctionName(
              stub + 8,
              y,
              "start text quiet",
              time
                ? html`${symbol(scene, { symbol: handed })}<br>handed in`
                : html`later steps<br>→ ${symbol(scene, { symbol: "J_later" })}`,
            )
          : known(state.name) || back
            ? junctionName(
                stub + (zero ? 26 + (nought === "0" ? 0 : 40) : 0),
                y + lane,
                "start text quiet",
                html`${why}<br>${more}`,
              )
            : nothing,
      zero
        ? junctionName(
            stub + 7,
            y + lane - 10,
            "start text path-time",
            html`<b data-quantity=${state.time} data-t=${t}>${nought}</b>,`,
          )
        : nothing,
      junctionName(x, middle, "middle text", `${inner ? "gates of cell" : box} ⟨${t}⟩`),
      roads.map(label),
      quantity === "dlogits"
        ? junctionName(x + half + 12, top + tall / 2, "start", symbol(scene, { symbol: "dlogits", t }))
        : nothing,
      tag ? junctionName(x + half + 12, middle, "start", symbol(scene, { symbol: tag, t })) : nothing,
    ],
  };
}

/** Where da_prev lands, and under which name; by a mistake it may not. */
const landing = (scene, t, quantity) => {
  const [words, name] = landingWords(scene, t, quantity, "will be called");
  return html`<span class="small">${words} </span>${symbol(scene, name)}`;
};

/** One lane: its shaft and its tip. Names stand in HTML. */
function junctionRoad(road, points, width, { key, state, tip = true, dashed = false, double = false }) {
  const { shaft, head } = arrow(points, state === "active" || road.back ? width : 2.4);
  const [from, to] = tip ? shaft : points;
  return svg`<g class=${`road ${road.back ? `back path-${road.path}` : "out"} ${state}`} data-road=${key} data-quantity=${road.quantity} data-t=${road.t}>
    <path class="shaft" d="M${from}L${to}" stroke-width=${double ? width + 4 : width} stroke-dasharray=${dashed ? "7 5" : nothing}></path>
    ${double ? svg`<path class="between" d="M${from}L${to}" stroke-width=${(width + 4) * 0.38}></path>` : nothing}
    ${tip ? svg`<path class="tip" d=${head}></path>` : nothing}</g>`;
}

/** Before the addition a dot in a ring, then the green plus. At a<0> (t = 0) nothing will be added: its ring is grey. */
function junctionNode(step, [x, y], adds, size, state = { name: "a", start: "a0", total: "da_total" }, cut = false) {
  const ring = svg`<circle class=${step.t ? "ring" : "ring grey"} cx=${x} cy=${y} r=${1.36 * size}></circle>`;
  if (!adds)
    return svg`<g class="dot" data-quantity=${step.t ? state.name : state.start} data-t=${step.t}>${ring}<circle cx=${x} cy=${y} r="6"></circle></g>`;
  const arm = 0.55 * size;
  return svg`<g class=${`plus ${cut ? "cut" : ""}`} data-quantity=${state.total} data-t=${step.t}>${ring}<circle class="disc" cx=${x} cy=${y} r=${size}></circle>
    <path class="sign" d="M${x - arm},${y}H${x + arm}M${x},${y - arm}V${y + arm}"></path></g>`;
}

/** A name over the picture; `side` says which side of it is at the point. */
function junctionName(x, y, classes, content) {
  return html`<div class="name ${classes}" style="left:calc(${x}px*var(--scale));top:calc(${y}px*var(--scale))">${content}</div>`;
}

function hasFan(scene, step) {
  return (
    step.phase === "backward" &&
    step.kind === "matmul" &&
    step.quantity in FANS &&
    shape(scene, step.operands[0])[1] <= READABLE
  );
}

/** The products that add up to the selected entry: as the equation prints them, else with as many decimals as it takes. */
function fanProducts(scene, step, selected) {
  const { terms, result } = worked(scene, step, selected);
  const values = terms.map((term) => term.value);
  if (terms.every((term) => term.shown)) return { row: result.row, values, texts: terms.map((term) => term.text) };
  let digits = decimals(scene);
  const whole = (value) => Math.round(value * 10 ** digits);
  while (digits < 7 && values.reduce((sum, value) => sum + whole(value), 0) !== whole(result.value)) digits++;
  return { row: result.row, values, texts: values.map((value) => format(value, digits)) };
}

/** One entry and all those that it was used by: grey out, colour back, as wide as the product is large. */
function fan(scene, step, selected, { width, height }) {
  const {
    t,
    quantity,
    result: { path },
  } = step;
  const { alphabet, m } = scene.problem;
  const { node, targets, later } = FANS[quantity];
  const sideways = later < 0;
  const inputs = node === "x";
  const letters = targets === "letters";
  const { row, values, texts } = fanProducts(scene, step, selected);
  const n = values.length;
  const largest = Math.max(...values.map(Math.abs));
  const print = n > 4 ? 16 : 18;
  const wide = Math.max(...texts.map((text) => textWidth(text, print, true)));
  const pitch = sideways ? Math.min(54, (height - 48) / n) : Math.min(78, (width - 4) / n);
  const size = Math.min(17, pitch * 0.42);
  const stagger = !sideways && pitch < wide + 4 ? 21 : 0;
  const hub = sideways ? [48, 44 + (height - 48) / 2] : [width / 2, height - 34];
  const turn = Math.min(26, 140 / n) * (Math.PI / 180);
  const middle = sideways ? 0 : -Math.PI / 2;
  const targetsAt = values.map((_, i) => {
    const off = i - (n - 1) / 2;
    const angle = middle + off * turn;
    const at = sideways
      ? [width - Math.max(108, size + wide + 16), hub[1] + off * pitch]
      : [hub[0] + off * pitch, 84 + stagger];
    const near = [hub[0] + 29 * Math.cos(angle), hub[1] + 29 * Math.sin(angle)];
    return { at, near, filled: letters && entry(scene, { value: "target", t }, i + 1, selected.example) === 1 };
  });
  const hold = (x) => Math.min(Math.max(x, wide / 2), width - wide / 2);
  const drawing = values.map((value, i) => {
    const { at, near, filled } = targetsAt[i];
    const long = Math.hypot(at[0] - near[0], at[1] - near[1]);
    const [dx, dy] = [(at[0] - near[0]) / long, (at[1] - near[1]) / long];
    const far = [at[0] - dx * (size + 2), at[1] - dy * (size + 2)];
    const by = Math.min(5, pitch / 10);
    const side = (point, by) => [point[0] - dy * by, point[1] + dx * by];
    const out = { quantity: t + later ? node : "a0", t: t + later };
    const back = { quantity, t, back: true, path };
    const lane = laneWidth(Math.abs(value), largest) * ENLARGED * Math.min(1, 5 / n);
    return svg`<g data-target=${i + 1}>${junctionRoad(out, [side(near, -by), side(far, -by)], 1.6, { key: "fan", state: "known" })}
      ${junctionRoad(back, [side(far, by), side(near, by)], lane, { key: "fan", state: "now", dashed: path === "soft" })}
      <circle class="target ${filled ? "filled" : ""}" cx=${at[0]} cy=${at[1]} r=${size}></circle></g>`;
  });
  const code = inputs && alphabet ? html`<code>${alphabet[row - 1]}</code>` : row;
  const which = html`${inputs ? "input" : "unit"} ${code}`;
  const of = symbol(scene, t + later ? { symbol: node, t: t + later } : { symbol: "a0" });
  const each = letters ? (alphabet ? "letter" : "class") : `unit of cell ⟨${t}⟩`;
  return {
    drawing: svg`${drawing}${
      inputs
        ? svg`<rect class="place cell active" x=${hub[0] - 16} y=${hub[1] - 16} width="32" height="32" rx="6"></rect>`
        : junctionNode({ t: t + later }, hub, false, 16)
    }`,
    names: [
      html`<div class="name title">what each ${each} sends back to ${which}${sideways ? html` of ${of}` : nothing}${m > 1 ? `, example ${selected.example}` : ""}</div>`,
      targetsAt.map(({ at: [x, y], filled }, i) => [
        junctionName(
          x,
          y,
          `middle in ${filled ? "filled" : ""}`,
          letters && alphabet ? html`<code>${alphabet[i]}</code>` : i + 1,
        ),
        sideways
          ? junctionName(x + size + 14 + wide, y, `end product path-${path} ${n > 4 ? "many" : ""}`, texts[i])
          : junctionName(
              hold(x),
              y - size - 16 - (i % 2) * stagger,
              `middle product path-${path} ${n > 4 ? "many" : ""}`,
              texts[i],
            ),
      ]),
      inputs ? junctionName(hub[0], hub[1], "middle in", code) : nothing,
      sideways
        ? [
            junctionName(hub[0], hub[1] + 40, "middle", of),
            junctionName(hub[0], hub[1] + 64, "middle small quiet", which),
            junctionName(2, hub[1] + 95, "start landing", landing(scene, t, quantity)),
          ]
        : junctionName(
            hub[0] + 38,
            hub[1] + 8,
            "start",
            html`${of}${inputs ? nothing : html`<span class="small quiet">&ensp;${which}</span>`}`,
          ),
    ],
  };
}
