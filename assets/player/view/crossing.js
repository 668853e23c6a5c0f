// What there is of a crossing at a step: its roads, on which of them something moves, whether two gradients are added.

import { entry, format, shape } from "../numbers.js";
import { reads, upTo } from "../worked.js";
import { cutRoads, pathOf, tellApart } from "./mistaken.js";

/** @import { Name, Road, Scene, State, Step } from "../scene" */
/** @import { Colour, ShownStep, Source } from "../drawn" */

/** A road of the crossing, between `head` above, `node`, `next`, `cell` below, `input` and `past`, the cell before.
 * @typedef {{ quantity: string, t: number, from: string, to: string, path: Colour, step: number }} Ends
 * @typedef {Ends & { back: false, size?: undefined, cut?: undefined }} CrossingOut
 * @typedef {Ends & { back: true, size: number, cut?: true }} CrossingBack
 * @typedef {CrossingOut | CrossingBack} CrossingRoad */

/** `state` is what splits here; `active` are the roads on which something moves, each as "from-to"; `back`: in this pass
 * gradients come back; `now` is the step's index; `adds`: two of them have been added.
 * @typedef {{ state: State, active: string[], back: boolean, now: number, known: (name: string) => boolean,
 *   roads: CrossingRoad[], adds: boolean }} Crossing */

/** @param {Scene} scene @param {string} quantity @param {number} t */
export const stepOf = (scene, quantity, t) => scene.steps.find((step) => step.quantity === quantity && step.t === t);

/** The index of the last step whose value there is: its own, or while that is hidden the one before. @param {Scene} scene
 * @param {Pick<ShownStep, "at" | "hidden">} step */
export const doneBy = (scene, { at, hidden }) => scene.steps.findIndex((step) => step.at === at) - (hidden ? 1 : 0);

/** The state whose crossing a step is about. @param {Scene} scene @param {Pick<Step, "about">} step */
const stateOf = ({ problem: { states } }, { about }) => states.find(({ name }) => name === about) ?? states[0];

/** @param {Scene} scene @param {ShownStep} step @returns {Crossing} */
export function crossingOf(scene, step) {
  const { t, phase } = step;
  const back = phase === "backward";
  const state = stateOf(scene, step);
  const now = doneBy(scene, step);
  /** @param {string} name */
  const known = (name) =>
    scene.steps.some((other, i) => i <= now && other.t === t && other.quantity === name && other.phase === phase);
  const roads = [
    ...outOfCell(scene, state, t),
    ...stripRoads(scene, step, state, now),
    ...intoCell(scene, state, t, back ? now : -1),
    ...pastRoads(scene, step),
  ];
  const arriving = roads.filter((road) => road.back && road.to === "node");
  const adds = back && known(state.total) && arriving.length > 1;
  return { state, active: moves(scene, step, state), back, now, known, roads, adds };
}

/** On which roads something moves in a step. @param {Scene} scene @param {ShownStep} step @param {State} state */
function moves(scene, step, state) {
  return step.phase === "forward" ? movesOut(scene, step, state) : movesBack(scene, step, state);
}

/** @param {Scene} scene @param {ShownStep} step @param {State} state */
function movesOut(scene, step, state) {
  const { quantity } = step;
  if (quantity === state.name) return ["cell-node", "node-head", "node-next"];
  if (step.head) return ["node-head"];
  const leaves = scene.roads.some((road) => road.from === "cell" && road.quantity === quantity); // what a is made of, last
  return [
    ...(reads(step, "x") ? ["input-cell"] : []),
    ...(arriving(scene, step) ? ["past-cell"] : []),
    ...(leaves ? ["cell-node"] : []),
  ];
}

/** @param {Scene} scene @param {ShownStep} step @param {State} state */
function movesBack(scene, step, state) {
  const { quantity } = step;
  if (quantity === state.total) return ["head-node", "next-node", "node-cell"];
  if (quantity === state.time) return ["next-node"];
  if (state.parts.includes(quantity)) return ["head-node"];
  if (leaving(scene, step)) return ["cell-past"];
  if (quantity === "dx") return ["cell-input"];
  return reads(step, state.total) ? ["node-cell"] : [];
}

/** The state that a step of the forward pass gets from the cell before. @param {Scene} scene @param {ShownStep} step */
const arriving = (scene, step) =>
  step.phase === "forward" ? scene.problem.states.find(({ arrives }) => reads(step, arrives)) : undefined;

/** The state whose gradient leaves for the cell before. @param {Scene} scene @param {ShownStep} step */
const leaving = (scene, { quantity }) => scene.problem.states.find(({ prev }) => prev === quantity);

/** The strip's roads that belong to the crossing. @param {Scene} scene @param {ShownStep} step @param {State} state @param {number} now */
function stripRoads(scene, step, state, now) {
  const [top] = scene.problem.states;
  const input =
    step.quantity === "dx" || (step.phase === "forward" && movesOut(scene, step, state).includes("input-cell"));
  return [...scene.roads, ...cutRoads(scene)]
    .filter((road) => isHere(road, step.t, now, input))
    .flatMap((road) => {
      const [from, to] = [placeIn(state, top, road.from), placeIn(state, top, road.to)];
      return from && to ? [{ ...road, path: pathOf(scene, road), from, to }] : [];
    });
}

/** @param {Road} road @param {number} t @param {number} now @param {boolean} input whether the input's road is drawn */
function isHere(road, t, now, input) {
  const ends = road.from + road.to;
  if (road.t !== t || /cost|start/.test(ends) || (!input && /input/.test(ends))) return false;
  return !road.back || (road.step <= now && now < (road.until ?? Infinity));
}

/** A place of the strip as one of this crossing. Another crossing has none.
 * @param {State} state @param {State} top the first state @param {string} place */
function placeIn(state, top, place) {
  if (state === top) {
    if (place.endsWith(" node")) return "cell";
    return place.includes(" ") ? "" : place;
  }
  switch (place) {
    case "node":
      return "head";
    case `${state.name} node`:
      return "node";
    case `${state.name} next`:
      return "next";
    default:
      return "";
  }
}

/** The strip has no road from the cell to another state's node. @param {Scene} scene @param {State} state @param {number} t @returns {CrossingRoad[]} */
function outOfCell(scene, state, t) {
  if (state === scene.problem.states[0]) return [];
  const step = indexOf(scene, state.name, t);
  return [{ quantity: state.name, t, from: "cell", to: "node", path: "ink", step, back: false }];
}

/** Nor one back into it. @param {Scene} scene @param {State} state @param {number} t @param {number} now @returns {CrossingRoad[]} */
function intoCell(scene, state, t, now) {
  const step = indexOf(scene, state.total, t);
  if (state === scene.problem.states[0] || step < 0 || step > now) return [];
  const [path, size] = [pathOf(scene, { path: "sum", step }), sizeOf(scene, { value: state.total, t })];
  return [{ quantity: state.total, t, from: "node", to: "cell", path, step, back: true, size }];
}

/** @param {Scene} scene @param {string} quantity @param {number} t */
const indexOf = (scene, quantity, t) => scene.steps.findIndex((step) => step.quantity === quantity && step.t === t);

/** From the cell before, or to it. @param {Scene} scene @param {ShownStep} step @returns {CrossingRoad[]} */
function pastRoads(scene, step) {
  const { t } = step;
  const left = leaving(scene, step);
  const past = left ?? arriving(scene, step);
  if (!past) return [];
  const name = t > 1 ? past.name : past.start;
  /** @type {CrossingRoad} */
  const came = { quantity: name, t: t - 1, from: "past", to: "cell", path: "ink", step: 0, back: false };
  return left && !step.hidden ? [came, ...leavingRoad(scene, step, left)] : [came];
}

/** A mistake may end it. @param {Scene} scene @param {ShownStep} step @param {State} state @returns {CrossingRoad[]} */
function leavingRoad(scene, { t, quantity, result }, state) {
  const lands = scene.roads.find((road) => road.quantity === state.time && road.t === t - 1);
  if (!lands && t > 1) return [];
  const size = lands?.back ? lands.size : sizeOf(scene, result);
  return [{ quantity, t, from: "cell", to: "past", path: "time", step: lands?.step ?? 0, back: true, size }];
}

/** Frobenius norm of a box. @param {Scene} scene @param {Source} box */
export function sizeOf(scene, box) {
  const [rows, columns] = shape(scene, box);
  return Math.hypot(...upTo(rows).flatMap((row) => upTo(columns).map((column) => entry(scene, box, row, column))));
}

/** The steps of the way back that read what one of them computes. @param {Scene} scene @param {ShownStep} step */
export function readersOf(scene, { phase, t, quantity, kind, hidden }) {
  if (phase !== "backward" || ["running", "arrival"].includes(kind) || hidden) return [];
  if (scene.problem.states.some(({ total, parts }) => [total, ...parts].includes(quantity))) return [];
  return scene.steps.filter(
    (one) => one.t === t && one.phase === phase && one.kind !== "arrival" && reads(one, quantity),
  );
}

/** The sizes of the two gradients that a state's plus adds, as printed: with as many digits as tell them apart. Is it what comes
 * `later`? None where there is nothing to compare.
 * @param {Scene} scene @param {ShownStep} step
 * @returns {{ size: string, path: Colour, name: Name, later: boolean }[]} */
export function addedSizes(scene, step) {
  const { kind, quantity, operands, wrong, hidden, asked, beside } = step;
  const state = scene.problem.states.find(({ total }) => total === quantity);
  if (!state || kind !== "sum" || operands.length !== 2 || operands.some(({ struck }) => struck)) return [];
  const sizes = operands.map((box) => sizeOf(scene, box));
  const [one, other] = sizes;
  if (wrong || hidden || asked || beside || !one || !other || one === other) return [];
  const digits = tellApart(one, other, 2);
  return operands.map(({ quantity, path, name }, i) => ({
    size: format(sizes[i], digits),
    path,
    name,
    later: quantity === state.time,
  }));
}
