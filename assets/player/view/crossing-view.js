// The crossing of one timestep, enlarged: four places round a node, the roads between them, and names.

import { laneWidth } from "../geometry.js";
import { STAND_IN } from "../measure.js";
import { inOrder, orderOn } from "../order.js";
import { say } from "../say.js";
import { html, nothing, svg } from "../vendor/lit-html.js";
import { crossingOf, readersOf } from "./crossing.js";
import { drawAsked, drawBox, drawCutLane, drawDot, drawLane, drawName, drawPlus, drawWire } from "./draw.js";
import { drawSizes, ENLARGED, landing, RINGED } from "./junction-parts.js";
import { cutAt } from "./mistaken.js";
import { symbol, twoLines, whyNothing, zeroText } from "./rich.js";
import { says } from "./says.js";
import { largestOf } from "./strip.js";

/** @import { Scene } from "../scene" */
/** @import { ShownStep } from "../drawn" */
/** @import { Crossing, CrossingBack, CrossingRoad } from "./crossing.js" */
/** @import { Point } from "../geometry.js" */
/** @import { Look, NameLook, Picture, Side } from "./draw.js" */
/** @import { PictureRoom } from "./junction-parts.js" */

// What reads on, at the right of the cell: how many names there is room for, and in px their arrow and lines; the name of what they read
// gives way upwards.
const MOST = 3;
const ASIDE = { long: 26, down: 8, line: 18, up: 15 };

/** All that the picture is made from. `inner`: another state than the first; `given`: the gradient is handed in from above;
 * `handed`: what a test hands in at the last step; `last`: there is no next cell; `nought`: the number in its place; `largest`: the size of the
 * largest gradient; `large`: texts need more room than in our own fonts.
 * @typedef {{ scene: Scene, step: ShownStep, still: boolean, crossing: Crossing, frame: Frame, inner: boolean, given: boolean,
 *   handed: string, last: boolean,
 *   nought: string, largest: number, large: boolean, readers: Reader[] }} Drawn */

/** Who reads next what the step has computed, and its road, if it has one of its own. @typedef {{ quantity: string, key: string }} Reader */

/** Where things are, in px. @typedef {ReturnType<typeof frameOf>} Frame */

/** @param {PictureRoom} room @param {boolean} back */
function frameOf({ width, height }, back) {
  const low = height < 300; // on a projector
  const lane = back ? 6 * ENLARGED : 0;
  const ring = low ? 25 : 30;
  const tall = low ? 38 : 42;
  const top = 2;
  const head = top + tall;
  const cell = height - 40 - tall;
  const [x, y] = [112, (head + cell) / 2];
  const next = width - 106;
  return {
    low,
    lane,
    ring,
    edge: back ? Math.sqrt(ring ** 2 - lane ** 2) : 0,
    x,
    y,
    half: 75,
    tall,
    top,
    head,
    cell,
    foot: cell + tall,
    next,
    middle: cell + tall / 2,
    stub: x + ring + 42,
    between: (x + (back ? ring : 12) + next) / 2,
    above: (head + y - ring) / 2,
    below: (y + ring + cell) / 2,
    end: height - 2,
  };
}

/** A road's points, and where its name stands. @typedef {[Point, Point, [x: number, y: number, side: Side]]} Way */

/** @param {Drawn} drawn @returns {Record<string, Way>} */
function waysOf({ frame, last, handed }) {
  const { low, lane, x, y, edge, half, head, cell, foot, next, middle, stub, between, above, below, end } = frame;
  const [left, right] = [x - lane, x + lane];
  return {
    "input-cell": [
      [left, end],
      [left, foot],
      [left - 12, end - 15, "end"],
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
      [last ? stub : next, y + lane],
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
      [right, end],
      [right + 12, end - 14, "start"],
    ],
    "cell-past": [
      [x - half, middle + lane],
      [2, middle + lane],
      [2, end - 15, "start"],
    ],
  };
}

/** @param {CrossingRoad} road */
const keyOf = ({ from, to }) => `${from}-${to}`;

/** @param {Scene} scene @param {ShownStep} step @param {PictureRoom} room @returns {Picture} */
export function crossing(scene, step, room) {
  const found = crossingOf(scene, step);
  const { state, back, known, roads } = found;
  const { T, given, states } = scene.problem;
  const last = step.t === T;
  const inner = state !== states[0];
  const nought = back && known(state.time) ? zeroText(scene, state.time, step.t) : "0";
  /** @type {Drawn} */
  const drawn = {
    scene,
    step,
    still: room.still,
    crossing: found,
    frame: frameOf(room, back),
    inner,
    given: given && !inner,
    handed: (last && state.handed) || "",
    largest: largestOf([scene]),
    last,
    nought,
    large: room.measure.line > STAND_IN.line || room.measure.stretch > 1,
    readers: [],
  };
  drawn.readers = readersIn(drawn);
  const ways = waysOf(drawn);
  return {
    drawing: svg`
      ${places(drawn)}
      ${roads.map((road) => drawRoad(drawn, road, ways[keyOf(road)]))}${timeOrder(drawn)}${onwards(drawn, ways)}
      ${nodeOf(drawn)}`,
    names: [
      placeNames(drawn),
      roads.map((road) => roadName(drawn, road, ways[keyOf(road)])),
      innerNames(drawn),
      sizeNames(drawn),
      readerNames(drawn, ways),
    ],
  };
}

/** The boxes round the node. @param {Drawn} drawn */
function places(drawn) {
  const { frame, inner, last } = drawn;
  const { x, y, half, top, tall, cell, next } = frame;
  const deep = nextLines(drawn) > 1 ? 62 : tall;
  const box = { x: x - half, width: 2 * half, height: tall };
  return svg`${drawBox(inner ? "inner head" : "head", headLook(drawn), { ...box, y: top })}
      ${last ? nothing : drawBox("next", nextLook(drawn), { x: next, y: y - deep / 2, width: 104, height: deep })}
      ${drawBox("cell", "active", { ...box, y: cell })}`;
}

/** @param {Drawn} drawn @param {string} road by which something would go there @param {boolean} came has a gradient come from there?
 * @returns {Look | "came"} */
function boxLook({ crossing: { back, active } }, road, came) {
  if (came) return "came";
  if (back) return "known";
  return active.includes(road) ? "active" : "later";
}

/** @param {Drawn} drawn @returns {Look | "came" | "given"} */
function headLook(drawn) {
  const { inner, given, crossing } = drawn;
  const { back, state, known } = crossing;
  if (given) return "given";
  const other = state.parts.find((part) => part !== state.time);
  const { returns } = drawn.scene.problem;
  const came = back && ((!inner && known(returns)) || (other !== undefined && known(other)));
  return boxLook(drawn, "node-head", came);
}

/** @param {Drawn} drawn */
const nextLook = (drawn) => boxLook(drawn, "node-next", comesBack(drawn));

/** Is there a road back from the next cell? @param {Drawn} drawn */
const comesBack = ({ crossing: { roads, state } }) => roads.some((road) => road.quantity === state.time);

/** How many lines name the next cell and its losses. @param {Drawn} drawn */
const nextLines = ({ scene: { problem }, step: { t } }) => (t + 1 < problem.T || t >= 9 ? 2 : 1);

/** @param {Drawn} drawn @param {CrossingRoad} road @param {Way} way */
function drawRoad(drawn, road, [from, to]) {
  const { crossing: found } = drawn;
  if (road.cut) return drawCutLane(road, [from, to], 1.4);
  const key = keyOf(road);
  const active = found.active.includes(key);
  const { quantity, t, path, back } = road;
  const about = { quantity, t, road: key };
  const dashes = path === "soft" || (active && key === "node-head") ? "7 5" : undefined;
  const tip = road.to !== "node" || found.back;
  if (back)
    return drawLane({ ...about, path }, active ? "now" : "done", [from, to], { ...laneStroke(drawn, road), dashes });
  const [width, head] = active ? [4, 4] : [1.8, 2.4];
  return drawWire(about, wireLook(road, active, found.now), [from, to], { width, head, tip, dashes });
}

/** @param {CrossingRoad} road @param {boolean} active @param {number} now */
function wireLook(road, active, now) {
  if (active) return "active";
  return road.step <= now ? "known" : "later";
}

/** As wide as the gradient is large. @param {Drawn} drawn @param {CrossingBack} road */
function laneStroke(drawn, road) {
  const width = laneWidth(road.size, drawn.largest) * ENLARGED;
  return isDouble(drawn, keyOf(road)) ? { width: width + 4, head: width, double: true } : { width };
}

/** The gradient of a second state has a lane of its own kind. @param {Drawn} drawn @param {string} key */
function isDouble({ scene, step, inner, last, handed }, key) {
  const [top] = scene.problem.states;
  if (key === "cell-past") return step.quantity !== top.prev;
  return inner && (key !== "next-node" || !last || handed !== "");
}

/** The order of what comes from the next cell stands on its lane. @param {Drawn} drawn */
function timeOrder({ scene, step, still, crossing: { roads, state }, frame, last }) {
  const drawn = roads.some((road) => road.quantity === state.time && !road.cut);
  if (!still || !drawn) return nothing;
  const { x, y, edge, stub, next, lane } = frame;
  return orderOn(scene, step, state.time, [(x + edge + (last ? stub : next)) / 2, y + lane], 1);
}

/** @param {Drawn} drawn */
function nodeOf({ scene, step, crossing: { state, back, adds, known }, frame: { x, y, ring } }) {
  const { t, quantity } = step;
  const r = ring / 1.36;
  if (step.hidden && quantity === state.total) return drawAsked({ quantity, t }, [x, y], { r, ring });
  if (adds) {
    const size = { r, arm: 0.55 * r, width: 4, ring: 1.36 * r };
    return drawPlus({ quantity: state.total, t }, [x, y], size, cutAt(scene, t, state));
  }
  const about = { quantity: state.name, t };
  if (back) return drawDot(about, "known", [x, y], RINGED, { r: 1.36 * r });
  const here = quantity === state.name;
  const look = here ? "active" : "known";
  return drawDot(about, known(state.name) ? look : "later", [x, y], here ? 12 : 7);
}

/** A road's name, where it is known, and not said otherwise. @param {Drawn} drawn @param {CrossingRoad} road @param {Way} way */
function roadName(drawn, road, [, , [x, y, side]]) {
  const { scene, step, still, crossing: found } = drawn;
  const key = keyOf(road);
  if (road.cut || (!road.back && road.step > found.now) || isEnd(drawn, road)) return nothing;
  const strong = road.back || (!found.back && found.active.includes(key));
  const name = key === "cell-past" ? landing(scene, step.t, step.quantity) : symbolOf(drawn, road);
  const ordered = still && road.back && key !== "next-node" ? inOrder(scene, step, road.quantity, name) : name;
  return drawName([x, y], side, [strong ? "" : "quiet"], ordered);
}

/** Beside the boxes that they come from. @param {Drawn} drawn */
function sizeNames(drawn) {
  const { scene, step, frame, crossing: found } = drawn;
  const { x, half, top, tall, next, y } = frame;
  const low = y + (nextLines(drawn) > 1 ? 31 : tall / 2) + 14;
  return found.adds
    ? drawSizes(scene, step, [[x + half + 10, top + tall / 2], "start"], [[next + 52, low], "middle"])
    : nothing;
}

/** At the last step words stand in place of what the next cell would send or get. @param {Drawn} drawn @param {CrossingRoad} road */
const isEnd = ({ last, crossing: { state } }, road) =>
  last && (road.back ? road.quantity === state.time : keyOf(road) === "node-next");

/** @param {Drawn} drawn @param {CrossingRoad} road */
function symbolOf({ scene, crossing: { state, back, known } }, road) {
  const ready = keyOf(road) === "cell-node" && (back || known(state.name));
  const part = { symbol: ready ? state.name : road.quantity, t: road.t };
  return symbol(scene, road.path === "wrong" ? { ...part, path: "wrong" } : part);
}

/** @param {Drawn} drawn */
function placeNames(drawn) {
  const { frame } = drawn;
  const { x, top, tall } = frame;
  return [
    drawName([x, top + tall / 2], "middle", ["text", drawn.given ? "quiet" : paleIf(headLook(drawn))], headText(drawn)),
    drawn.last ? endName(drawn) : nextName(drawn),
    drawn.last ? zeroName(drawn) : nothing,
    drawName([x, frame.middle], "middle", ["text"], cellText(drawn)),
  ];
}

/** The name of what is not there yet is pale. @param {Look | "came" | "given"} look @returns {NameLook} */
const paleIf = (look) => (look === "later" ? "later" : "");

/** @param {Drawn} drawn */
function headText({ scene, step: { t }, given, inner }) {
  const { top } = scene.problem;
  if (given) return says("strip.given", { name: symbol(scene, { symbol: "da", t }) });
  if (!inner) return says("crossing.prediction", { cost: symbol(scene, { symbol: top, t }) });
  const out = top === "y" ? { symbol: top, t } : { symbol: "J" };
  return html`${symbol(scene, { symbol: "a", t })} → ${symbol(scene, out)}`;
}

/** @param {Drawn} drawn */
const cellText = ({ scene, step: { t }, inner }) =>
  inner ? say("crossing.gates", { t }) : `${scene.problem.box} ⟨${t}⟩`;

/** @param {Drawn} drawn */
function nextName(drawn) {
  const { frame, step } = drawn;
  return drawName(
    [frame.next + 52, frame.y],
    "middle",
    ["text", paleIf(nextLook(drawn))],
    says("crossing.next", { t: step.t + 1, costs: lossesText(drawn) }),
  );
}

/** The losses that the next cell leads to. @param {Drawn} drawn */
function lossesText({ scene, step: { t } }) {
  const { T, top } = scene.problem;
  const last = symbol(scene, { symbol: top, t: T });
  if (t + 1 < T) return html`<br>${symbol(scene, { symbol: top, t: t + 1 })} … ${last}`;
  return t < 9 ? last : html`<br>${last}`;
}

/** Why there is no next cell, or what a test hands in for it. @param {Drawn} drawn */
function endName(drawn) {
  const { scene, frame, handed, nought, crossing: found } = drawn;
  const { stub, y, lane } = frame;
  if (handed) return drawName([stub + 8, y], "start", ["text", "quiet"], handedText(drawn));
  if (!found.back && !found.known(found.state.name)) return nothing;
  const [why, more] =
    nought === "0" ? whyNothing(scene, found.back) : twoLines(say("nothing.though", { t: scene.problem.T + 1 }));
  const number = comesBack(drawn) ? 26 + (nought === "0" ? 0 : 40) : 0;
  return drawName([stub + number, y + lane], "start", ["text", "quiet"], html`${why}<br>${more}`);
}

/** @param {Drawn} drawn */
const handedText = (drawn) =>
  comesBack(drawn)
    ? says("crossing.handed", { name: symbol(drawn.scene, { symbol: drawn.handed }) })
    : says("crossing.later", { cost: symbol(drawn.scene, { symbol: "J_later" }) });

/** The number in place of what would come from the next cell. @param {Drawn} drawn */
function zeroName(drawn) {
  const { step, crossing: found, frame, handed, nought } = drawn;
  if (handed || !comesBack(drawn)) return nothing;
  return drawName(
    [frame.stub + 7, frame.y + frame.lane - 10],
    "start",
    ["text", "path-time"],
    html`<b data-quantity=${found.state.time} data-t=${step.t}>${nought}</b>,`,
  );
}

/** Who reads next what a step of the way back computes in the cell: where each of them is drawn, if it has a road of its own.
 * @param {Drawn} drawn @returns {Reader[]} */
function readersIn({ scene, step, crossing: found, large, still }) {
  const tall = still && scene.symbols[step.quantity].sub !== ""; // an order stands before the name above it
  if (large || tall || !found.back || tagOf(scene, step, found) !== step.quantity) return [];
  const past = scene.problem.states.map(({ prev }) => prev);
  const keyed = (step.head ? [] : readersOf(scene, step)).map(({ quantity }) => ({
    quantity,
    key: keyOfReader(quantity, past),
  }));
  return keyed.filter(({ key }) => !key).length <= MOST ? keyed : [];
}

/** @param {string} quantity @param {string[]} past what leaves to the step before */
function keyOfReader(quantity, past) {
  if (past.includes(quantity)) return "cell-past";
  return quantity === "dx" ? "cell-input" : "";
}

/** Where it goes on to: one arrow for all that have no road of their own. @param {Drawn} drawn @param {Record<string, Way>} ways */
function onwards({ frame, step, readers }, ways) {
  const { x, half, middle } = frame;
  const y = middle + ASIDE.down;
  const aside = readers.find(({ key }) => !key);
  /** @type {[Point, Point]} */
  const own = [
    [x + half, y],
    [x + half + ASIDE.long, y],
  ];
  const roads = readers.filter((one) => one.key || one === aside);
  return roads.map(({ quantity, key }) => {
    const [from, to] = key ? ways[key] : own;
    const about = { quantity, t: step.t, to: "reader" };
    return drawWire(about, "known", [from, to], { width: 1.8, head: 2.4, tip: true });
  });
}

/** Their names, those without a road one under the other. @param {Drawn} drawn @param {Record<string, Way>} ways */
function readerNames(drawn, ways) {
  const { scene, frame, readers } = drawn;
  const { x, half, middle } = frame;
  /** @param {string} quantity */
  const name = (quantity) => symbol(scene, { symbol: quantity });
  const aside = readers.filter(({ key }) => !key);
  const y = middle + ASIDE.down + (ASIDE.line * (aside.length - 1)) / 2;
  const lines = aside.map(({ quantity }, i) => (i ? html`<br>${name(quantity)}` : name(quantity)));
  const others = readers.flatMap(({ quantity, key }) => (key ? [{ quantity, way: ways[key] }] : []));
  return [
    aside.length ? drawName([x + half + ASIDE.long + 6, y], "start", ["small"], lines) : nothing,
    others.map(({ quantity, way: [, , [left, top, side]] }) => drawName([left, top], side, ["small"], name(quantity))),
  ];
}

/** What is computed in the prediction or in the cell and stays there. @param {Drawn} drawn */
function innerNames({ scene, step, crossing: found, frame, readers }) {
  const { t, quantity } = step;
  const { x, half, top, tall, middle } = frame;
  const tag = tagOf(scene, step, found);
  const up = readers.length ? ASIDE.up : 0;
  /** @param {string} name @param {number} y */
  const name = (name, y) => drawName([x + half + 12, y], "start", [], symbol(scene, { symbol: name, t }));
  const { returns } = scene.problem;
  return [quantity === returns ? name(returns, top + tall / 2) : nothing, tag ? name(tag, middle - up) : nothing];
}

const LEAVING = ["cell-node", "cell-past", "cell-input"];

/** @param {Scene} scene @param {ShownStep} step @param {Crossing} crossing */
function tagOf(scene, { quantity, kind, head }, { known, active }) {
  if (scene.symbols.dz) return known("dz") ? "dz" : "";
  const crosses = scene.problem.states.some((one) => [one.name, one.total, ...one.parts].includes(quantity));
  const stays = !crosses && !head && !active.some((key) => LEAVING.includes(key));
  return stays && !["running", "arrival"].includes(kind) ? quantity : "";
}
