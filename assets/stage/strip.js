// The strip: every timestep side by side. Grey goes out, colour comes back, on the same roads.

import { arrow, laneWidth, longest, rounded } from "./geometry.js";
import { columnTag, cutAt, cutRoad, pathAt, pathOf } from "./mistaken.js";
import { entry, format } from "./numbers.js";
import { orderAt, orderOf, orderOn } from "./order.js";
import { symbol, whyNothing, zeroText } from "./rich.js";
import { html, nothing, svg } from "./vendor/lit-html.js";
import { reads } from "./worked.js";

/** @param {any} scene @param {number} index the step @param {any} g from stripGeometry
 * @param {boolean} still without motion: lanes of the step carry an arrowhead in the middle and their order
 * @param {any} now the step; another one where this run has none to show
 * @param {any[]} scenes that stand side by side: their lanes have one scale */
export function strip(scene, index, g, still = false, now = scene.steps[index], scenes = [scene]) {
  const timesteps = Array.from({ length: g.T }, (_, i) => i + 1).filter(
    (t) => t >= g.first - 1 && t <= g.first + g.columns,
  );
  const largest = Math.max(
    ...scenes
      .flatMap(({ roads }) => roads)
      .filter((r) => r.back)
      .map((r) => r.size),
  );
  const known = done(scene, index);
  const { states } = scene.problem;
  const context = { scene, index, now, g, largest, known, still, states };
  const beside = g.cx(1) - g.cell.w / 2 - 34 * g.scale;
  const zero = scene.problem.alphabet && !(states.length > 1 && g.scale < 1) ? " = 0" : nothing;
  return html`<div class="strip" style="height:${g.height}px">
    <svg width=${g.width} height=${g.height} viewBox="0 0 ${g.width} ${g.height}" aria-hidden="true">
      ${now.t ? band(context) : nothing}
      ${timesteps.map((t) => svg`<g data-t=${t}>${boxes(context, t)}</g>`)}
      ${scene.roads.filter((r) => !r.back && timesteps.includes(r.t)).map((r) => out(context, r))}
      ${timesteps.includes(1) ? states.map((_, i) => start(context, i)) : nothing}
      ${(scene.mistake?.cut ?? []).filter((r) => timesteps.includes(r.t) && index >= Math.min(r.leaves ?? r.step, r.step)).map((r) => cutRoad(r, points(context, r), g.corner, g.scale))}
      ${scene.roads.filter((r) => r.back && timesteps.includes(r.t)).map((r) => back(context, r))}
      ${timesteps.map((t) => states.map((state, i) => node(context, t, state, i)))}
    </svg>
    ${timesteps.filter((t) => t >= g.first && t < g.first + g.columns).map((t) => labels(context, t))}
    ${
      g.first === 1 && g.large
        ? states.map((state, i) => [
            states.length > 1 && known(state.last, 0)
              ? nothing
              : at(
                  beside,
                  enter(g, i) - g.lane,
                  "left",
                  "muted",
                  html`${symbol(scene, { symbol: state.start })}${zero}`,
                ),
            known(state.last, 0)
              ? at(
                  beside,
                  enter(g, i) + g.lane + (states.length > 1 ? 0 : 10 * g.scale),
                  "left",
                  "",
                  symbol(scene, { symbol: state.last }),
                )
              : nothing,
          ])
        : nothing
    }
  </div>`;
}

/** What has been computed up to a step: is(quantity, t). What no step writes is given, or not in this run at all. */
function done(scene, index) {
  const at = new Map(scene.steps.map((step, i) => [`${step.quantity}.${step.t}`, i]));
  return (quantity, t) => (at.get(`${quantity}.${t}`) ?? (quantity in scene.values ? -1 : Infinity)) <= index;
}

/** The row of a state, and the height at which it enters the next cell. */
const row = (g, i) => (i ? g.y.inner : g.y.node);
const enter = (g, i) => (i ? g.y.inner : g.y.enter);

function band({ scene, now, g }) {
  const wrong =
    (now.phase === "backward" || scene.problem.top === "y") &&
    scene.mistake &&
    scene.mistake.columns[now.t] !== "right";
  return svg`<rect class=${`band ${wrong ? "wrong" : now.phase}`} x=${g.left(now.t) + 2} y="0" width=${g.p - 4} height=${g.height} rx="10"></rect>`;
}

/** Prediction and cell of one column. */
function boxes(context, t) {
  const { scene, g, now, known } = context;
  const returned = known("da_softmax", t) || (now.t === t && now.phase === "backward");
  const active = now.t === t && ["logits", "y", "dlogits", "dWya", "dby", "da_softmax", "loss"].includes(now.quantity);
  const [w, h] = [g.head.w, g.head.h];
  const head = scene.problem.given
    ? "given"
    : returned
      ? "returned"
      : known(scene.problem.given ? "loss" : "logits", t)
        ? "out"
        : "later";
  return svg`
    <rect class=${`box head ${head} ${active ? "active" : ""}`} data-quantity=${scene.problem.given ? "loss" : "y"} data-t=${t} x=${g.cx(t) - w / 2} y=${g.y.head - h / 2} width=${w} height=${h} rx="8"></rect>
    ${scene.problem.alphabet && known("y", t) ? bars(context, t) : nothing}
    <rect class=${`box cell ${known(scene.problem.begins, t) ? "out" : "later"} ${now.t === t ? "active" : ""}`} data-quantity=${scene.problem.begins} data-t=${t} x=${g.cx(t) - g.cell.w / 2} y=${g.y.cell - g.cell.h / 2} width=${g.cell.w} height=${g.cell.h} rx="8"></rect>`;
}

/** The prediction as bars: full height is 100 %. The target's gap, its error, is outlined in dots. */
function bars({ scene, g }, t) {
  const n = scene.problem.alphabet.length;
  const { left, slot, width, base, top } = barGeometry(g, t, n);
  return Array.from({ length: n }, (_, i) => {
    const y = entry(scene, { value: "y", t }, i + 1, 1);
    const target = entry(scene, { value: "target", t }, i + 1, 1);
    const x = left + i * slot + (slot - width) / 2;
    const height = Math.max((base - top) * y, 1);
    return svg`<rect class="bar" x=${x} y=${base - height} width=${width} height=${height}></rect>
      ${target ? svg`<rect class="gap" x=${x} y=${top} width=${width} height=${Math.max(base - top - height, 0)}></rect>` : nothing}`;
  });
}

function barGeometry(g, t, n) {
  const inner = g.head.w - 14 * g.scale;
  const slot = inner / n;
  const letters = g.large ? 19 * g.scale : 0;
  const base = g.y.head + g.head.h / 2 - letters - (g.large ? 0 : 3 * g.scale);
  return {
    left: g.cx(t) - inner / 2,
    slot,
    width: Math.min(slot * 0.62, 20 * g.scale),
    base,
    top: g.y.head - g.head.h / 2 + 6 * g.scale,
  };
}

/** Points of a road, from where the value leaves to where it arrives. */
function points(context, road) {
  const { g, states } = context;
  const t = road.t;
  const x = g.cx(t);
  const sign = road.back ? 1 : -1;
  const lane = x + sign * g.lane;
  const { cost, head, node, inner, enter, cell, input } = g.y;
  const ring = nodeRadius(context, t, states[0]);
  const ring2 = states[1] ? nodeRadius(context, t, states[1]) : 0;
  const ends = {
    cost: cost + 0.6 * g.edge,
    headTop: head - g.head.h / 2,
    headFoot: head + g.head.h / 2,
    cellTop: cell - g.cell.h / 2,
    cellFoot: cell + g.cell.h / 2,
    input: input - 0.6 * g.edge,
  };
  const dot = node - g.lane;
  const dot2 = inner - g.lane;
  const [from, to] = [road.from, road.to].map((place) => place.replace(/^\w+ /, "inner ")); // the row of a second state
  switch (`${from}-${to}`) {
    case "inner node-node":
      return [
        [lane, ring2 ? inner - ring2 : dot2],
        [lane, ring ? node + ring : dot],
      ];
    case "node-inner node":
      return [
        [lane, node + ring],
        [lane, inner - (ring2 || g.radius.dot)],
      ];
    case "inner node-inner next":
      return [
        [ring2 ? x + ring2 : x - g.lane, dot2],
        [t === g.T ? zeroEnd(context, t) : g.cx(t + 1) - g.cell.w / 2, dot2],
      ];
    case "inner next-inner node":
      return [
        [t === g.T ? zeroEnd(context, t) : g.cx(t + 1) - g.cell.w / 2, inner + g.lane],
        [x + (ring2 || 1.9 * g.radius.dot), inner + g.lane],
      ];
    case "inner node-inner start":
      return [
        [x - g.cell.w / 2, inner + g.lane],
        [x - g.cell.w / 2 - 30 * g.scale, inner + g.lane],
      ];
    case "input-cell":
      return [
        [lane, ends.input],
        [lane, ends.cellFoot],
      ];
    case "cell-node":
      return [
        [lane, ends.cellTop],
        [lane, ring ? node + ring : dot],
      ];
    case "node-head":
      return [
        [lane, ring ? node - ring : dot],
        [lane, ends.headFoot],
      ];
    case "head-cost":
      return [
        [lane, ends.headTop],
        [lane, ends.cost],
      ];
    case "cost-head":
      return [
        [lane, ends.cost],
        [lane, ends.headTop],
      ];
    case "head-node":
      return [
        [lane, ends.headFoot],
        [lane, node - (ring || g.radius.dot)],
      ];
    case "node-cell":
      return [
        [lane, node + ring],
        [lane, ends.cellTop],
      ];
    case "cell-start":
      return [
        [x - g.cell.w / 2, enter + g.lane],
        [x - g.cell.w / 2 - 30 * g.scale, enter + g.lane],
      ];
    case "cell-input":
      return [
        [lane, ends.cellFoot],
        [lane, ends.input],
      ];
    case "node-next": {
      const [side, edge] = [g.cx(t + 1) - g.cell.w / 2, g.cx(t + 1) - g.cell.w / 2 - g.before];
      return [
        [ring ? x + ring : x - g.lane, dot],
        [edge, dot],
        [edge, enter - g.lane],
        [side, enter - g.lane],
      ];
    }
    case "next-node": {
      const arrive = [x + (ring || 1.9 * g.radius.dot), node + g.lane];
      if (t === g.T) return [[zeroEnd(context, t), node + g.lane], arrive];
      const [side, edge] = [g.cx(t + 1) - g.cell.w / 2, g.cx(t + 1) - g.cell.w / 2 - g.before - 2 * g.lane];
      return [[side, enter + g.lane], [edge, enter + g.lane], [edge, node + g.lane], arrive];
    }
  }
  return [];
}

/** Where the stub of the literal 0 begins, as far to the right as there is room for what stands there. */
function zeroEnd(context, t) {
  const { g, states } = context;
  const from = g.cx(t) + nodeRadius(context, t, states[0]);
  if (states.length > 1) return g.cx(t) + g.cell.w / 2 + (g.scale < 1 ? 10 : 22) * g.scale; // both stubs begin beside the cell
  return g.large ? Math.min(from + 62 * g.scale, g.left(t) + g.p * 0.78, g.width - 84 * g.scale) : from + 22 * g.scale;
}

/** Radius at which lanes end: the ring around the node, 0 for a bare dot. */
function nodeRadius({ now, g, known }, t, state) {
  if (now.t === t && now.phase === "backward") return 1.36 * g.radius.now;
  if (known(state.total, t)) return g.radius.done;
  return known(state.prev, t + 1) && now.phase !== "forward" && t < g.T ? g.radius.done : 0;
}

/** A wire going out. */
function out(context, road) {
  const { scene, now, index, g } = context;
  const active =
    now.phase === "forward"
      ? activeOut(context, road)
      : now.kind === "running" && now.t === arrival(road) && reads(now, called(context, road));
  const known = road.step <= index || (road.quantity === "x" && scene.steps.findIndex((s) => s.t === road.t) <= index);
  const dashed = road.to === "head" && active;
  const width = (active ? 4 : 1.6) * g.scale;
  const { shaft, head } = arrow(points(context, road), active ? width : 2.2 * g.scale);
  const state = active ? "active" : known ? "out" : "later";
  const end = road.to.endsWith("node") ? points(context, road) : shaft;
  return svg`<g class=${`wire ${state}`} data-quantity=${road.quantity} data-t=${road.t} data-to=${road.to}>
    <path d=${rounded(end, g.corner)} stroke-width=${width} stroke-dasharray=${dashed ? `${8 * g.scale} ${5 * g.scale}` : nothing}></path>
    ${road.to.endsWith("node") ? nothing : svg`<path class="tip" d=${head}></path>`}</g>`;
}

const arrival = (road) => (road.to.endsWith("next") ? road.t + 1 : road.t);

/** What the value on a wire is called where it arrives. */
const called = ({ states }, road) =>
  road.to.endsWith("next") ? states.find((state) => state.name === road.quantity).arrives : road.quantity;

/** Is this a wire on which something moves in this step of the forward pass? One that it reads, or that leaves it. */
function activeOut(context, road) {
  const { now } = context;
  if (now.t === road.t && now.quantity === road.quantity) return road.from !== "cell"; // what leaves the cell is read by a
  return now.quantity !== "loss" && now.t === arrival(road) && reads(now, called(context, road));
}

/** A gradient coming back. It is there once it has been computed (da_time: once it has left the next cell). */
function back(context, road) {
  const { scene, now, index, g, largest, states } = context;
  const from = road.leaves ?? road.step;
  if (index < from || index >= (road.until ?? Infinity)) return nothing;
  const current = index === road.step || index === road.leaves || (now.t === road.t && now.phase === "backward");
  const width = laneWidth(road.size, largest) * g.scale * (g.large ? 1 : 0.8);
  const zero = states.some(({ time, handed }) => time === road.quantity && !handed) && road.t === g.T;
  const double = !zero && states.slice(1).some(({ time, prev }) => [time, prev].includes(road.quantity));
  const { shaft, head } = arrow(points(context, road), zero ? 1.8 * g.scale : double ? width + 1.5 * g.scale : width);
  const dashed = road.path === "soft" ? `${7 * g.scale} ${4.5 * g.scale}` : nothing;
  return svg`<g class=${`lane path-${pathOf(scene, road)} ${current ? "now" : "done"} ${zero ? "zero" : ""}`} data-lane=${road.quantity} data-quantity=${road.quantity} data-t=${road.t} data-size=${road.size}>
    <path d=${rounded(shaft, g.corner)} stroke-width=${zero ? 1.8 * g.scale : double ? width + 3 * g.scale : width} stroke-dasharray=${dashed}></path>
    ${double ? svg`<path class="between" d=${rounded(shaft, g.corner)} stroke-width=${(width + 3 * g.scale) * 0.38}></path>` : nothing}
    <path class="tip" d=${head}></path>${context.still ? order(context, road, width) : nothing}</g>`;
}

/** Without motion: which lanes this step uses, in which order, and which way they go. */
function order(context, road, width) {
  const number = laneNumber(context, road);
  const { g } = context;
  if (!number) return nothing;
  const [a, b] = longest(points(context, road));
  const [x, y] = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  const [right, down] = numberBeside(context, road);
  return svg`<path class="tip" d=${arrow([a, [x, y]], width).head}></path>${orderAt([x + right, y + down], number, g.scale)}`;
}

const laneNumber = ({ scene, now, index }, road) =>
  index === road.leaves ? orderOf(scene, now, now.quantity) : road.t === now.t ? orderOf(scene, now, road.quantity) : 0;

/** How far beside or under its lane a number stands, where the lane is too short to carry it. @returns {[number, number]} */
function numberBeside(context, road) {
  const [a, b] = longest(points(context, road));
  const away = 15 * context.g.scale;
  if (Math.hypot(b[0] - a[0], b[1] - a[1]) >= 30 * context.g.scale) return [0, 0];
  return a[1] === b[1] ? [0, away] : [away, 0];
}

/** The same at a plus whose total has no lane of its own. */
function orderOfTotal(context, { total }, [x, y], r) {
  const { scene, now, index, g } = context;
  const drawn = scene.roads.some(
    (road) => road.quantity === total && road.t === now.t && index < (road.until ?? Infinity),
  );
  return drawn ? nothing : orderOn(scene, now, total, [x - r, y + r], g.scale);
}

/** What a<0>, or another start value, sends into the first cell. */
function start({ g, states }, i) {
  const side = g.cx(1) - g.cell.w / 2;
  const y = enter(g, i) - g.lane;
  const { shaft, head } = arrow(
    [
      [side - 30 * g.scale, y],
      [side, y],
    ],
    2.2 * g.scale,
  );
  return svg`<g class="wire out" data-quantity=${states[i].start}><path d=${rounded(shaft, 0)} stroke-width=${1.6 * g.scale}></path><path class="tip" d=${head}></path></g>`;
}

/** Where a state splits going out and two gradients add coming back: a dot, a dot in a ring, or the green plus. */
function node(context, t, state, i) {
  const { now, g, known } = context;
  const here = now.t === t && now.phase === "backward";
  const x = g.cx(t);
  const y = row(g, i);
  if (known(state.total, t)) {
    const r = here ? g.radius.now : g.radius.done;
    const arm = 0.5 * r;
    return svg`<g class=${`node plus ${cutAt(context.scene, t, state) ? "cut" : ""}`} data-quantity=${state.total} data-t=${t}>
      ${here ? svg`<circle class="ring" cx=${x} cy=${y} r=${1.36 * r}></circle>` : nothing}
      <circle class="disc" cx=${x} cy=${y} r=${r}></circle>
      <path class="sign" d="M${x - arm},${y}H${x + arm}M${x},${y - arm}V${y + arm}" stroke-width=${0.16 * r + 0.6}></path>
      ${here && context.still ? orderOfTotal(context, state, [x, y], r) : nothing}</g>`;
  }
  const ring = nodeRadius(context, t, state);
  const active = now.quantity === state.name && now.t === t;
  const centre = ring ? [x, y] : [x - g.lane, y - g.lane];
  return svg`<g class="node" data-quantity=${state.name} data-t=${t}>
    ${ring ? svg`<circle class="ring open" cx=${x} cy=${y} r=${ring}></circle>` : nothing}
    <circle class=${`dot ${active ? "active" : known(state.name, t) ? "out" : "later"}`} cx=${centre[0]} cy=${centre[1]} r=${active ? g.radius.active : g.radius.dot}></circle></g>`;
}

/** Names and letters of one column, in HTML over the picture. */
function labels(context, t) {
  const { scene, g, now, known, states } = context;
  const x = g.cx(t);
  const s = g.scale;
  const { alphabet, text, given, top, box, begins } = scene.problem;
  const later = (quantity) => (known(quantity, t) ? "" : "later");
  const here = now.t === t;
  const cost = known("loss", t) && g.large ? ` = ${format(entry(scene, { value: "loss", t }, 1, 1), 2)}` : "";
  const name = html`${symbol(scene, { symbol: top, t })}${cost}`;
  const backward = here && now.phase === "backward";
  const roomy = g.large && g.y.cell - g.y.node - g.cell.h / 2 - g.radius.now > 34 * s; // for a name beside a short lane
  const softmax = context.still && scene.roads.find((road) => road.quantity === "da_softmax" && road.t === t);
  const numbered = softmax && laneNumber(context, softmax) ? numberBeside(context, softmax)[0] : 0; // its number stands before the name
  const end = zeroEnd(context, t);
  const nothingComes = whyNothing(scene.problem);
  return html`
    ${at(
      x,
      g.y.cost,
      "middle",
      now.quantity === "J" ? "strong" : later(top),
      alphabet
        ? html`<span class=${`tile target ${later("loss")}`} data-t=${t}>${text[t]}</span>${g.large ? name : nothing}`
        : name,
    )}
    ${
      alphabet
        ? g.large
          ? letterRow(context, t)
          : nothing
        : at(
            x,
            g.y.head,
            "middle",
            later(top),
            g.large
              ? given
                ? html`${symbol(scene, { symbol: "da", t, path: "ink" })} given`
                : "dense + softmax"
              : nothing,
          )
    }
    ${g.large ? states.map((state, i) => at(x - (nodeRadius(context, t, state) || g.lane + (here && now.quantity === state.name ? g.radius.active : g.radius.dot)) - 6 * s, row(g, i), "left", later(state.name), symbol(scene, i && s < 1 ? { symbol: state.name } : { symbol: state.name, t }))) : nothing}
    ${g.large || states.length < 2 ? at(x, g.y.name, "middle", here ? "strong" : later(begins), g.large ? `${box} ⟨${t}⟩` : String(t)) : at(x, g.y.name, "middle number", here ? "strong" : later(begins), String(t))}
    ${at(
      x,
      g.y.input,
      "middle",
      "",
      alphabet
        ? html`${g.large ? symbol(scene, { symbol: "x", t }) : nothing}<span class="tile">${text[t - 1]}</span>`
        : symbol(scene, { symbol: "x", t }),
    )}
    ${roomy && backward && known("da_softmax", t) ? at(x + g.lane + 12 * s + numbered, (g.y.head + g.head.h / 2 + g.y.node - g.radius.now) / 2 + 1, "right", "", symbol(scene, { symbol: "da_softmax", t })) : nothing}
    ${roomy && (s >= 1 || t < 10) && backward && known("da_total", t) ? at(x + g.lane + 12 * s, (g.y.node + g.radius.now + g.y.cell - g.cell.h / 2) / 2 + 2 * s, "right", "", symbol(scene, { symbol: "da_total", t, path: pathAt(scene, "da_total", t) })) : nothing}
    ${g.large && backward && scene.symbols.dz && known("dz", t) ? at(x + g.cell.w / 2 + 8 * s, g.y.cell + 0.5 * g.cell.h, "right", "", symbol(scene, { symbol: "dz", t })) : nothing}
    ${scene.mistake ? at(x + (g.large ? 40 : 18) * s, g.y.input, "right", "", columnTag(scene, context.index, now.phase, t, !g.large)) : nothing}
    ${states.map((state, i) => {
      const next = g.cx(t + 1) - g.cell.w / 2;
      const y = row(g, i) + g.lane;
      const both = states.length > 1;
      const why = g.large && !(both && s < 1);
      const between = both ? (x + g.cell.w / 2 + next - g.before - 2 * g.lane) / 2 : (x + next) / 2;
      const drawn = scene.roads.some((road) => road.quantity === state.time && road.t === t);
      const nought = drawn && t === g.T && known(state.time, t) ? zeroText(scene, state.time, t) : "0";
      return [
        drawn && t === g.T && now.phase !== "forward" && known(state.time, t)
          ? at(
              end + 6 * s,
              y,
              "right",
              "path-time",
              state.handed
                ? html`${symbol(scene, { symbol: state.handed })}${why ? html`<span class="why">, handed in<br>by the test</span>` : nothing}`
                : html`<b>${nought}</b>${why && nought === "0" ? html`<span class="why">, ${nothingComes[0]}<br>${nothingComes[1]}</span>` : nothing}`,
            )
          : nothing,
        state.handed && t === g.T && now.phase !== "backward" && now.phase !== "end" && known(state.name, t)
          ? at(end + 6 * s, row(g, i) - g.lane, "right", "", symbol(scene, { symbol: "J_later" }))
          : nothing,
        drawn && why && t < g.T && backward && known(state.time, t)
          ? at(
              between + (both ? 0 : (s < 1 ? 12 : 8) * s),
              y + 24 * s,
              "middle",
              "",
              symbol(scene, { symbol: state.time, t }),
            )
          : nothing,
        why && now.quantity === state.prev && now.t === t + 1
          ? at(between, y + (both ? 24 : 26) * s, "middle", "landing", symbol(scene, { symbol: state.prev, t: t + 1 }))
          : nothing,
      ];
    })}`;
}

function letterRow({ scene, g, known }, t) {
  const { alphabet, text } = scene.problem;
  const { left, slot } = barGeometry(g, t, alphabet.length);
  const y = g.y.head + g.head.h / 2 - 9.5 * g.scale;
  return [...alphabet].map((letter, i) =>
    at(
      left + (i + 0.5) * slot,
      y,
      "middle",
      "",
      html`<span class=${`letter ${letter === text[t] ? "target" : ""} ${known("y", t) ? "" : "later"}`}>${letter}</span>`,
    ),
  );
}

/** A label at a point; `side` says on which side of the point it stands. */
function at(x, y, side, classes, content) {
  return html`<div class=${`label ${side} ${classes}`} style="left:${x.toFixed(1)}px;top:${y.toFixed(1)}px">${content}</div>`;
}
