// What a junction's picture shows, for screen readers; no numbers, those are in the equation.

import { crossingOf, stepOf } from "./crossing.js";
import { fanOf } from "./fan.js";
import { plain, whyNothing, zeroText } from "./rich.js";

/** @import { Scene, State, Step } from "./scene" */
/** @import { Box, ShownStep } from "./drawn" */
/** @import { Crossing, CrossingBack } from "./crossing.js" */

/** @param {Scene} scene @param {ShownStep} step */
export function junctionWords(scene, step) {
  const fan = fanOf(scene, step);
  if (fan) return fanWords(scene, step, fan);
  const crossing = crossingOf(scene, step);
  const here = `The crossing at ${nameAt(scene, crossing.state.name, step.t)}`;
  return step.phase === "forward"
    ? `${here}: ${outWords(scene, step, crossing)}.`
    : `${here}. Coming back: ${backWords(scene, step, crossing)}`;
}

/** @param {Scene} scene @param {string} quantity @param {number} t */
const nameAt = (scene, quantity, t) => plain(scene, [{ symbol: quantity, t }], scene.selected);

/** @param {Scene} scene @param {ShownStep} step @param {{ node: string, targets: string, later: number }} fan */
function fanWords(scene, { t }, { node, targets, later }) {
  const letters = scene.problem.alphabet ? "letter's score" : "class's score";
  const from = targets === "units" ? `unit of cell ${t}` : letters;
  return `A fan: what each ${from} sends back to one entry of ${t + later ? nameAt(scene, node, t + later) : nameAt(scene, "a0", 0)}.`;
}

/** What stands above the node. @param {Scene} scene @param {ShownStep} step */
function aboveWords(scene, step) {
  if (step.about) return nameAt(scene, "a", step.t);
  return scene.problem.given ? "the cost" : "the prediction";
}

/** @param {Crossing} crossing @param {string} from @param {string} to */
const goes = ({ roads }, from, to) => roads.some((road) => road.from === from && road.to === to && !road.cut);

/** @param {Scene} scene @param {ShownStep} step @param {Crossing} crossing */
function outWords(scene, step, crossing) {
  const cell = goes(crossing, "cell", "node") ? `from ${scene.problem.box} ${step.t}, ` : "";
  const up = goes(crossing, "node", "head") ? "" : "not ";
  return `${cell}${up}up to ${aboveWords(scene, step)}, and ${nextWords(scene, step, crossing)}`;
}

/** @param {Scene} scene @param {ShownStep} step @param {Crossing} crossing */
function nextWords({ problem: { T } }, { t }, crossing) {
  if (t === T && !crossing.state.handed) return `not to the right, there is no step ${T + 1}`;
  if (!goes(crossing, "node", "next")) return "not to the right";
  return t < T ? `right to cell ${t + 1}` : "right to later steps";
}

/** What arrives, what is crossed out, and what is made of it. @param {Scene} scene @param {ShownStep} step @param {Crossing} crossing */
function backWords(scene, step, crossing) {
  const arriving = crossing.roads.flatMap((road) => (road.back && road.to === "node" ? [road] : []));
  const cut = arriving.filter((road) => road.cut);
  const came = arriving.filter((road) => !road.cut);
  /** @param {CrossingBack[]} some */
  const list = (some) => some.map((road) => roadWords(scene, step, crossing, road)).join(", and ");
  const none = cut.length ? "nothing" : "nothing yet";
  const crossed = cut.length ? ` Crossed out: ${list(cut)}.` : "";
  return `${list(came) || none}.${crossed}${crossing.adds ? ` ${sumWords(scene, step, crossing, came, cut)}` : ""}`;
}

/** @param {Scene} scene @param {ShownStep} step @param {Crossing} crossing @param {CrossingBack} road */
function roadWords(scene, step, crossing, road) {
  const { T } = scene.problem;
  const { time, handed } = crossing.state;
  if (road.quantity === time && step.t === T && !road.size && !handed)
    return `0, as ${whyNothing(scene.problem).join(" ")}`;
  return `${nameAt(scene, road.quantity, step.t)}${fromWords(scene, step, crossing, road)}`;
}

/** @param {Scene} scene @param {ShownStep} step @param {Crossing} crossing @param {CrossingBack} road */
function fromWords(scene, step, { state }, road) {
  const { T, given } = scene.problem;
  const above = aboveWords(scene, step);
  if (road.quantity !== state.time) return ` from ${given && !step.about ? "above, where it is handed in" : above}`;
  if (step.t === T && state.handed) return " from the test, which hands it in";
  if (road.cut && step.t < T) return ` from cell ${step.t + 1}`;
  const left = stepOf(scene, state.time, step.t)?.operands.find((box) => "t" in box);
  return left && "t" in left ? ` from cell ${left.t}` : `, though there is no step ${T + 1}`;
}

/** What is made of what arrives, and whether it goes on from there.
 * @param {Scene} scene @param {ShownStep} step @param {Crossing} crossing @param {CrossingBack[]} came @param {CrossingBack[]} cut */
function sumWords(scene, step, crossing, came, cut) {
  const { state } = crossing;
  const total = stepOf(scene, state.total, step.t);
  const used = total ? usedIn(total) : [];
  const added = total && isSum(total, used, state);
  const down = goes(crossing, "node", "cell") ? ` down to ${scene.problem.box} ${step.t}` : "";
  if (!cut.length && added) return `They are added${down && " and go"}${down}.`;
  const name = nameAt(scene, state.total, step.t);
  /** @param {CrossingBack} road */
  const isOut = ({ quantity }) => !used.includes(quantity) || zeroText(scene, quantity, step.t) === "0";
  if (!added || !came.length || !cut.every(isOut))
    return `A mistake makes ${name} of ${whatCame(came)}${down && ", which goes"}${down}.`;
  const names = came.map(({ quantity }) => nameAt(scene, quantity, step.t)).join(" and ");
  return `${names} alone ${down ? `goes${down}` : `becomes ${name}`}.`;
}

/** What a sum is made of, without what a mistake leaves out. @param {Step} total */
function usedIn(total) {
  /** @type {Box[]} */
  const boxes = total.operands;
  return boxes.filter(({ struck }) => !struck).map(({ quantity }) => quantity);
}

/** Is each used once, with a plus, and is it what arrives here? @param {Step} total @param {(string | undefined)[]} used @param {State} state */
const isSum = (total, used, state) =>
  used.every((one) => one !== undefined && state.parts.includes(one)) &&
  new Set(used).size === used.length &&
  !total.signs?.some((sign) => sign < 0);

/** @param {CrossingBack[]} came */
function whatCame(came) {
  if (came.length > 1) return "them";
  return came.length ? "it" : "nothing";
}
