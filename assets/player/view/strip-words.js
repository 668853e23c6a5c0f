// The strip to those who listen: a sentence for each timestep, of what is drawn there.

import { entry, format, printed } from "../numbers.js";
import { say } from "../say.js";
import { cutAt, tagWords } from "./mistaken.js";
import { aloud, plain, zeroText } from "./rich.js";
import { cutByNow, hasCome, hasPlus, isZero } from "./strip-roads.js";

/** @import { BackRoad } from "../scene" */
/** @import { Context } from "./strip-roads.js" */

/** What of the strip's context it needs. @typedef {Omit<Context, "g" | "largest" | "still">} Told */

/** @param {Told} context @param {number} t */
export function columnWords(context, t) {
  const { scene, now, index } = context;
  const told = [
    ...lettersOf(context, t),
    statesOf(context, t),
    ...predicted(context, t),
    ...cameBack(context, t),
    ...(scene.mistake ? [say("strip.told.tag", { tag: tagWords(scene, index, now.phase, t)[1] })] : []),
  ].reduce((told, one) => say("strip.told.and", { told, one }));
  return say(now.t === t ? "strip.told.now" : "strip.told", { t, told });
}

/** @param {Told} context @param {string} name */
const nameOf = ({ scene }, name) => plain(scene, [{ symbol: name }], scene.selected);

/** @param {string[]} names */
const listed = (names) => names.reduce((names, name) => say("strip.told.names", { names, name }));

/** What goes in, and what should come out. @param {Told} context @param {number} t */
function lettersOf({ scene: { problem } }, t) {
  const { text } = problem;
  return text ? [say("strip.told.letters", { input: text[t - 1], target: text[t] })] : [];
}

/** What the cell has made of it. @param {Told} context @param {number} t */
function statesOf(context, t) {
  const names = context.states.map(({ name }) => name).filter((name) => context.known(name, t));
  return names.length
    ? say("strip.told.computed", { names: listed(names.map((name) => nameOf(context, name))) })
    : say("strip.told.later");
}

/** How likely the prediction makes the target, and what that costs. @param {Told} context @param {number} t */
function predicted({ scene, known }, t) {
  const { alphabet, text } = scene.problem;
  const i = alphabet && text ? alphabet.indexOf(text[t]) + 1 : 0;
  const share =
    i && known("y", t)
      ? [say("strip.told.share", { share: format(100 * entry(scene, { value: "y", t }, i, 1), 0) })]
      : [];
  const cost = known("loss", t)
    ? [say("strip.told.cost", { number: aloud(format(entry(scene, { value: "loss", t }, 1, 1), 2)) })]
    : [];
  return [...share, ...cost];
}

/** Which gradients have come, where they were added, and which a mistake leaves out. @param {Told} context @param {number} t */
function cameBack(context, t) {
  const { scene, states } = context;
  const came = scene.roads.flatMap((road) => (road.back && road.t === t && hasCome(context, road) ? [road] : []));
  const added = states.filter((state) => hasPlus(context, t, state) && !cutAt(scene, t, state));
  const cut = cutByNow(context).filter((road) => road.t === t);
  const back = [...new Set(came.map((road) => laneWords(context, road)))];
  const out = cut.map(({ quantity }) => nameOf(context, quantity));
  return [
    ...(back.length ? [say("strip.told.back", { names: listed(back) })] : []),
    ...(added.length
      ? [say("strip.told.added", { names: listed(added.map(({ name }) => nameOf(context, name))) })]
      : []),
    ...(out.length ? [say("strip.told.cut", { names: listed(out) })] : []),
  ];
}

/** In the column of the step with the size, which its width shows. @param {Told} context @param {BackRoad} road */
function laneWords(context, road) {
  const { scene, now } = context;
  const { quantity, t, size } = road;
  const name = nameOf(context, quantity);
  if (isZero(context, road) && zeroText(scene, quantity, t) === "0") return say("strip.told.zero", { name });
  return now.t === t ? say("strip.told.size", { name, size: printed(size, 3) }) : name;
}
