// What is said to those who listen: of a step where it is, its headline, its worked row in words, and its grey line. Each
// sentence can be computed again from its own numbers.

import { printed } from "../numbers.js";
import { isRan, leading, runsAt } from "../runs.js";
import { say } from "../say.js";
import { entryName, wayHere, worked } from "../worked.js";
import { leftOutWords, runWords } from "./compare.js";
import { grey } from "./grey.js";
import { rightEntry } from "./mistaken.js";
import { aloud, plain, whyNothing, written } from "./rich.js";

/** @import { Kind, Name, Rich, Scene, Stop } from "../scene" */
/** @import { Box, Ran, Run, Selected, ShownStep, Term } from "../drawn" */

const COMPUTED = / [+×] | −|^−/; // in a name with its signs

/** Which step of how many, and of which pass. @param {Scene} scene whose steps are taken @param {number} index */
export function whereWords({ steps }, index) {
  const { phase, t } = steps[index];
  const [n, all] = [index + 1, steps.length];
  if (phase === "turn" || phase === "end") return say(phase === "turn" ? "where.turn" : "where.end", { n, all });
  return say(phase === "forward" ? "where.forward" : "where.backward", { t, n, all });
}

/** A page's title at a step: a question's does not say what is asked for. @param {Scene} scene whose steps are taken @param {number} index */
export function titleWords(scene, index) {
  const { result, hidden } = /** @type {ShownStep} */ (scene.steps[index]);
  const where = whereWords(scene, index);
  return hidden ? where : say("title.step", { name: plain(scene, result.name, scene.selected), where });
}

/** All that is said when a step rests. @param {Scene[]} scenes the runs that are shown @param {string} at
 * @param {Selected} selected @param {boolean} headline whether nobody else says it, and where this is @param {Stop} [stop] of a walk,
 * whose words stand in place of the step's */
export function spokenStep(scenes, at, selected, headline = true, stop = undefined) {
  const runs = runsAt(scenes, at);
  const shown = runs.findLast(isRan);
  const rows = runs.map((run) => spokenRun(run, selected, runs.length < 2));
  if (!shown) return rows.join(" ");
  const { scene, step } = shown;
  /** @param {Rich} words */
  const told = (words) => plain(scene, words, selected);
  const first = headline ? [spokenWhere(scenes, at), told(stop?.headline ?? step.headline)] : [];
  return [...first, ...rows, told(stop?.line ?? grey(scene, step, selected))].filter(Boolean).join(" ");
}

/** @param {Scene[]} scenes @param {string} at */
export function spokenWhere(scenes, at) {
  const scene = leading(scenes);
  return say("spoken.where", {
    where: whereWords(
      scene,
      scene.steps.findIndex((step) => step.at === at),
    ),
  });
}

/** @param {Run} run @param {Selected} selected @param {boolean} alone whether no other run is shown */
function spokenRun(run, selected, alone) {
  const told = toldRun(run, selected, alone);
  return alone ? told : say("spoken.of-run", { run: runWords(run.scene), told });
}

/** @param {Run} run @param {Selected} selected @param {boolean} alone */
function toldRun(run, selected, alone) {
  if (!isRan(run)) return leftOutWords(run.scene);
  const row = spokenEquation(run.scene, run.step, selected);
  return alone ? sayRight(run, selected, row) : say("spoken.row", { row });
}

/** The worked row in words. @param {Scene} scene @param {ShownStep} step @param {Selected} selected */
export function spokenEquation(scene, step, selected) {
  const { kind, result, terms } = worked(scene, step, selected);
  const of = entryName(scene, step.result, result);
  /** @param {Term} part */
  const term = (part) => sayPart(scene, step, part, selected);
  const named = sayTerm(nameParts(step, step.result), scene, step.result, result.text, selected);
  const whole = of ? say("spoken.entry", { entry: of, whole: named }) : named;
  if (kind === "arrival") return sayWay(scene, step, result.value, whole, terms.map(term)[0]);
  const used = terms.filter(({ box }) => !box?.struck);
  const sum = used.reduce((before, part, i) => sayJoin(kind, before, part.sign, term(part), i), "");
  const equation = say("spoken.equals", { whole, made: sayHow(step, used, sum) });
  return terms
    .filter(({ box }) => box?.struck)
    .reduce((row, part) => say("spoken.left-out", { row, term: term(part) }), equation)
    .replace(/,(?=;|$)/g, "");
}

/** A box's name; the step has said which t is its own. @param {ShownStep} step @param {Box} box */
const nameParts = (step, box) =>
  box.name.map((part) => (typeof part === "object" && part.t === step.t ? { ...part, t: 0 } : part));

/** @param {Scene} scene @param {ShownStep} step @param {Term} part @param {Selected} selected */
function sayPart(scene, step, part, selected) {
  if (part.box) return sayTerm(nameParts(step, part.box), scene, part.box, part.text, selected);
  if (step.kind === "total") return say("spoken.others", { number: aloud(part.text) });
  if (part.shown) return aloud(part.text);
  return part.parts.map(({ text }) => aloud(text)).reduce((sum, term) => say("spoken.times", { sum, term }));
}

/** A number after its name, or before it where the name itself is computed: "0.802, that is 1 minus a squared,".
 * @param {Name} parts of the name @param {Scene} scene @param {Box} box @param {string} text @param {Selected} selected */
function sayTerm(parts, scene, box, text, selected) {
  const number = aloud(text);
  if (box.number !== undefined) return number;
  const signs = written(scene, parts, selected);
  const name = aloud(signs);
  if (COMPUTED.test(signs)) return say("spoken.computed", { number, name });
  return say(parts.length > 1 || /\d/.test(name) ? "spoken.long-name" : "spoken.name", { name, number });
}

/** A term after those before it. @param {Kind} kind @param {string} sum @param {number} sign @param {string} term @param {number} i */
function sayJoin(kind, sum, sign, term, i) {
  if (i === 0) return sign < 0 ? say("spoken.negative", { term }) : term;
  if (kind === "product") return say("spoken.times", { sum, term });
  if (kind === "softmax" || kind === "stack") return say("spoken.listed", { sum, term });
  return say(sign < 0 ? "spoken.minus" : "spoken.plus", { sum, term });
}

/** What is done with the terms. @param {ShownStep} step @param {Term[]} terms @param {string} sum of them, in words */
function sayHow({ kind, function: name = "" }, terms, sum) {
  if (kind === "function" || kind === "softmax")
    return say("spoken.function", { function: name === "log" ? "ln" : name, sum });
  if (kind === "part") return say(name === "upper" ? "spoken.upper" : "spoken.lower", { sum });
  return kind === "matmul" ? say("spoken.products", { count: terms.length, sum }) : sum;
}

/** Where a number that only changes its name has come from.
 * @param {Scene} scene @param {ShownStep} step @param {number} value @param {string} whole the number, in words
 * @param {string} left what it was, in words */
function sayWay(scene, step, value, whole, left) {
  const [from] = step.operands;
  switch (wayHere(scene, step)) {
    case "nothing": {
      const why = whyNothing(scene, true, step.t).join(" ");
      return say(value ? "spoken.not-0" : "spoken.nothing", { whole, why });
    }
    case "renamed":
      return say("spoken.renamed", { whole, left });
    case "handed":
      return say("spoken.handed", { whole, left });
    case "lost":
      return say("spoken.lost", { whole, left, t: from.t ?? 0 });
    default:
      return say("spoken.left", { whole, left, t: from.t ?? 0 });
  }
}

/** A row, and the right number where the one that was told is wrong. @param {Ran} run @param {Selected} selected @param {string} row */
function sayRight({ scene, step }, selected, row) {
  const { result } = worked(scene, step, selected);
  const right = rightEntry(scene, step, result);
  if (right === null || right === result.value || (right === 0 && !step.operands.length))
    return say("spoken.row", { row });
  const text = printed(right, result.digits);
  if (text === printed(result.value, result.digits)) return say("spoken.row.not-quite", { row });
  return say("spoken.row.wrong", { row, number: aloud(text) });
}
