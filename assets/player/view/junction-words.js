// What a junction's picture shows, for screen readers; no numbers, those are in the equation.

import { say } from "../say.js";
import { crossingOf, stepOf } from "./crossing.js";
import { fanOf, turned } from "./fan.js";
import { plain, whyNothing, zeroText } from "./rich.js";

/** @import { Scene, State, Step } from "../scene" */
/** @import { Box, ShownStep } from "../drawn" */
/** @import { Crossing, CrossingBack } from "./crossing.js" */

/** @param {Scene} scene @param {ShownStep} step */
export function junctionWords(scene, step) {
  const fan = fanOf(scene, step);
  if (fan) return fanWords(scene, step, fan);
  const crossing = crossingOf(scene, step);
  return step.phase === "forward" ? outWords(scene, step, crossing) : backWords(scene, step, crossing);
}

/** @param {Scene} scene @param {string} quantity @param {number} t */
const nameAt = (scene, quantity, t) => plain(scene, [{ symbol: quantity, t }], scene.selected);

/** @param {Scene} scene @param {ShownStep} step @param {{ node: string, targets: string, later: number }} fan */
function fanWords(scene, step, fan) {
  const what = fanTargets(scene, step, fan);
  const [weights] = turned(step);
  if (!weights) return what;
  return `${what} ${say("junction.fan.transposed", { weights: plain(scene, [weights], scene.selected) })}`;
}

/** @param {Scene} scene @param {ShownStep} step @param {{ node: string, targets: string, later: number }} fan */
function fanTargets(scene, { t }, { node, targets, later }) {
  const name = t + later ? nameAt(scene, node, t + later) : nameAt(scene, "a0", 0);
  if (targets === "units") return say("junction.fan.unit", { t, name });
  return say(scene.problem.alphabet ? "junction.fan.letter" : "junction.fan.class", { name });
}

/** What stands above the node. @param {Scene} scene @param {ShownStep} step */
function aboveWords(scene, step) {
  if (step.about) return nameAt(scene, "a", step.t);
  return say(scene.problem.given ? "junction.above.cost" : "junction.above.prediction");
}

/** @param {Crossing} crossing @param {string} from @param {string} to */
const goes = ({ roads }, from, to) => roads.some((road) => road.from === from && road.to === to && !road.cut);

/** @param {Scene} scene @param {ShownStep} step @param {Crossing} crossing */
function outWords(scene, step, crossing) {
  const { t } = step;
  const name = nameAt(scene, crossing.state.name, t);
  const above = aboveWords(scene, step);
  const up = say(goes(crossing, "node", "head") ? "junction.out.up" : "junction.out.not-up", { above });
  const right = nextWords(scene, step, crossing);
  return goes(crossing, "cell", "node")
    ? say("junction.out.from-cell", { name, box: scene.problem.box, t, up, right })
    : say("junction.out", { name, up, right });
}

/** @param {Scene} scene @param {ShownStep} step @param {Crossing} crossing */
function nextWords({ problem: { T } }, { t }, crossing) {
  if (t === T && !crossing.state.handed) return say("junction.out.no-step", { t: T + 1 });
  if (!goes(crossing, "node", "next")) return say("junction.out.not-right");
  return t < T ? say("junction.out.right", { t: t + 1 }) : say("junction.out.later");
}

/** What arrives, what is crossed out, and what is made of it. @param {Scene} scene @param {ShownStep} step @param {Crossing} crossing */
function backWords(scene, step, crossing) {
  const arriving = crossing.roads.flatMap((road) => (road.back && road.to === "node" ? [road] : []));
  const cut = arriving.filter((road) => road.cut);
  const came = arriving.filter((road) => !road.cut);
  /** @param {CrossingBack[]} some */
  const list = (some) =>
    some
      .map((one) => roadWords(scene, step, crossing, one))
      .reduce((roads, road) => say("junction.back.and", { roads, road }));
  const none = say(cut.length ? "junction.back.nothing" : "junction.back.nothing-yet");
  const name = nameAt(scene, crossing.state.name, step.t);
  return [
    say("junction.back", { name, came: came.length ? list(came) : none }),
    ...(cut.length ? [say("junction.back.crossed", { cut: list(cut) })] : []),
    ...(crossing.adds ? [sumWords(scene, step, crossing, came, cut)] : []),
  ].join(" ");
}

/** @param {Scene} scene @param {ShownStep} step @param {Crossing} crossing @param {CrossingBack} road */
function roadWords(scene, step, crossing, road) {
  const { T } = scene.problem;
  const { time, handed } = crossing.state;
  if (road.quantity === time && step.t === T && !road.size && !handed)
    return say("junction.back.zero", { why: whyNothing(scene).join(" ") });
  return fromWords(scene, step, crossing, road);
}

/** @param {Scene} scene @param {ShownStep} step @param {Crossing} crossing @param {CrossingBack} road */
function fromWords(scene, step, { state }, road) {
  const { T, given } = scene.problem;
  const name = nameAt(scene, road.quantity, step.t);
  if (road.quantity !== state.time) {
    if (given && !step.about) return say("junction.back.given", { name });
    return say("junction.back.above", { name, above: aboveWords(scene, step) });
  }
  if (step.t === T && state.handed) return say("junction.back.handed", { name });
  if (road.cut && step.t < T) return say("junction.back.cell", { name, t: step.t + 1 });
  const left = stepOf(scene, state.time, step.t)?.operands.find((box) => "t" in box);
  return left && "t" in left
    ? say("junction.back.cell", { name, t: left.t })
    : say("junction.back.no-step", { name, t: T + 1 });
}

/** What is made of what arrives, and whether it goes on from there.
 * @param {Scene} scene @param {ShownStep} step @param {Crossing} crossing @param {CrossingBack[]} came @param {CrossingBack[]} cut */
function sumWords(scene, step, crossing, came, cut) {
  const { state } = crossing;
  const sum = stepOf(scene, state.total, step.t);
  const used = sum ? usedIn(sum) : [];
  const added = sum && isSum(sum, used, state);
  const down = goes(crossing, "node", "cell");
  const { box } = scene.problem;
  const { t } = step;
  if (!cut.length && added) return down ? say("junction.sum.down", { box, t }) : say("junction.sum");
  const total = nameAt(scene, state.total, t);
  /** @param {CrossingBack} road */
  const isOut = ({ quantity }) => !used.includes(quantity) || zeroText(scene, quantity, step.t) === "0";
  if (!added || !came.length || !cut.every(isOut)) {
    const made = whatCame(came);
    return down
      ? say("junction.sum.mistake-down", { total, came: made, box, t })
      : say("junction.sum.mistake", { total, came: made });
  }
  const names = came
    .map(({ quantity }) => nameAt(scene, quantity, t))
    .reduce((names, name) => say("junction.sum.names", { names, name }));
  return down ? say("junction.sum.alone-down", { names, box, t }) : say("junction.sum.alone", { names, total });
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
  if (came.length > 1) return say("junction.sum.them");
  return say(came.length ? "junction.sum.it" : "junction.sum.nothing");
}
