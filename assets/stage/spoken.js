// What is said to those who listen: a step as its headline and its worked row in words. Each sentence can be computed again
// from its own numbers.
import { leftOutWords, runWords } from "./compare.js";
import { rightEntry } from "./mistaken.js";
import { printed } from "./numbers.js";
import { aloud, plain, whyNothing } from "./rich.js";
import { isRan, runsAt } from "./runs.js";
import { entryName, wayHere, worked } from "./worked.js";

/** @import { Kind, Scene } from "./scene" */
/** @import { Box, Ran, Run, Selected, ShownStep, Term } from "./drawn" */

/** How terms are joined; all others add. @type {Partial<Record<Kind, string>>} */
const JOINED = { product: " times ", softmax: ", ", stack: ", " };
const COMPUTED = / (plus|minus|times) |^minus /;

/** All that is said when a step rests. @param {Scene[]} scenes the runs that are shown @param {string} at
 * @param {Selected} selected @param {boolean} headline whether nobody else says it */
export function spokenStep(scenes, at, selected, headline = true) {
  const runs = runsAt(scenes, at);
  const shown = runs.findLast(isRan);
  const first = headline && shown ? [plain(shown.scene, shown.step.headline, selected)] : [];
  return [...first, ...runs.map((run) => spokenRun(run, selected, runs.length < 2))].join(" ");
}

/** @param {Run} run @param {Selected} selected @param {boolean} alone whether no other run is shown */
function spokenRun(run, selected, alone) {
  const whose = alone ? "" : `${runWords(run.scene)}: `;
  if (!isRan(run)) return whose + leftOutWords(run.scene);
  return `${whose}${spokenEquation(run.scene, run.step, selected)}${alone ? sayRight(run, selected) : ""}.`;
}

/** The worked row in words. @param {Scene} scene @param {ShownStep} step @param {Selected} selected */
export function spokenEquation(scene, step, selected) {
  const { kind, result, terms } = worked(scene, step, selected);
  const of = entryName(scene, step.result, result);
  /** @param {Term} part */
  const term = (part) => sayPart(scene, step, part, selected);
  const whole = `${of ? `${of}: ` : ""}${sayTerm(sayName(scene, step, step.result, selected), step.result, result.text)}`;
  if (kind === "arrival") return `${whole}${sayWay(scene, step, result.value, terms.map(term)[0])}`;
  const used = terms.filter(({ box }) => !box?.struck);
  const sum = used.map((part, i) => `${sayJoin(kind, part, i)}${term(part)}`).join("");
  const left = terms
    .filter(({ box }) => box?.struck)
    .map((part) => `; ${term(part)} left out`)
    .join("");
  return `${whole} equals ${sayHow(step, used)}${sum}${left}`.replace(/,(?=;|$)/g, "");
}

/** A box's name; the step says which t it is. @param {Scene} scene @param {ShownStep} step @param {Box} box @param {Selected} selected */
function sayName(scene, step, box, selected) {
  const parts = box.name.map((part) => (typeof part === "object" && step.t ? { ...part, t: 0 } : part));
  return plain(scene, parts, selected);
}

/** @param {Scene} scene @param {ShownStep} step @param {Term} part @param {Selected} selected */
function sayPart(scene, step, part, selected) {
  if (part.box) return sayTerm(sayName(scene, step, part.box, selected), part.box, part.text);
  if (step.kind === "total") return `the others together ${aloud(part.text)}`;
  return part.shown ? aloud(part.text) : part.parts.map(({ text }) => aloud(text)).join(" times ");
}

/** A number after its name, or before it where the name itself is computed: "0.802, that is 1 minus a squared,".
 * @param {string} name @param {Box} box @param {string} text */
function sayTerm(name, box, text) {
  if (box.number !== undefined) return aloud(text);
  if (COMPUTED.test(name)) return `${aloud(text)}, that is ${name},`;
  return `${name}${box.name.length > 1 || /\d/.test(name) ? ":" : ""} ${aloud(text)}`;
}

/** What stands before a term. @param {Kind} kind @param {Term} term @param {number} i */
function sayJoin(kind, { sign }, i) {
  if (i === 0) return sign < 0 ? "minus " : "";
  return JOINED[kind] ?? (sign < 0 ? " minus " : " plus ");
}

/** What is done with the terms, where it is said before them. @param {ShownStep} step @param {Term[]} terms */
function sayHow({ kind, function: name }, terms) {
  if (kind === "function" || kind === "softmax") return `${name === "log" ? "ln" : name} of `;
  if (kind === "part") return `the ${name} part of `;
  return kind === "matmul" ? `the sum of ${terms.length} products: ` : "";
}

/** Where a number that only changes its name has come from.
 * @param {Scene} scene @param {ShownStep} step @param {number} value @param {string} left what it was, in words */
function sayWay(scene, step, value, left) {
  const [from] = step.operands;
  switch (wayHere(scene, step)) {
    case "nothing":
      return `${value ? "; it should be 0" : ""}, ${whyNothing(scene.problem, true, step.t).join(" ")}`;
    case "renamed":
      return `, the same as ${left}`;
    case "handed":
      return `, handed in as ${left}`;
    case "lost":
      return `; ${left} left cell ${from.t} and has not arrived`;
    default:
      return `, which left cell ${from.t} as ${left}`;
  }
}

/** The right number, where the one that was told is wrong. @param {Ran} run @param {Selected} selected */
function sayRight({ scene, step }, selected) {
  const { result } = worked(scene, step, selected);
  const right = rightEntry(scene, step, result);
  if (right === null || right === result.value || (right === 0 && !step.operands.length)) return "";
  const text = printed(right, result.digits);
  return text === printed(result.value, result.digits) ? "; it is not quite right" : `; it should be ${aloud(text)}`;
}
