// What is said to those who listen: a step as its headline and its worked row in words. Each sentence can be computed again
// from its own numbers.
import { leftOutWords, runWords } from "./compare.js";
import { entry, printed } from "./numbers.js";
import { aloud, plain, whyNothing } from "./rich.js";
import { runsAt } from "./runs.js";
import { entryName, wayHere, worked } from "./worked.js";

const JOINED = { product: " times ", softmax: ", ", stack: ", " }; // all others add
const COMPUTED = / (plus|minus|times) |^minus /;

/** All that is said when a step rests. @param {any[]} scenes the runs that are shown @param {string} at
 * @param {{unit: number, example: number}} selected @param {boolean} headline whether nobody else says it */
export function spokenStep(scenes, at, selected, headline = true) {
  const runs = runsAt(scenes, at);
  const { scene, step } = runs.findLast((run) => run.step);
  const whose = (run) => (runs.length < 2 ? "" : `${runWords(run.scene)}: `);
  const told = runs.map(
    (run) =>
      `${whose(run)}${!run.step ? leftOutWords(run.scene) : `${spokenEquation(run.scene, run.step, selected)}${runs.length < 2 ? sayRight(run, selected) : ""}.`}`,
  );
  return [...(headline ? [plain(scene, step.headline, selected)] : []), ...told].join(" ");
}

/** The worked row in words. @param {any} scene @param {any} step @param {{unit: number, example: number}} selected */
export function spokenEquation(scene, step, selected) {
  const { kind, result, terms } = worked(scene, step, selected);
  const of = entryName(scene, step.result, result);
  const name = (box) =>
    plain(
      scene,
      box.name.map((part) => (part.symbol && step.t ? { ...part, t: 0 } : part)),
      selected,
    );
  const term = (part) =>
    part.box
      ? sayTerm(name(part.box), part)
      : kind === "total"
        ? `the others together ${aloud(part.text)}`
        : part.shown
          ? aloud(part.text)
          : part.parts.map(({ text }) => aloud(text)).join(" times ");
  const whole = `${of ? `${of}: ` : ""}${sayTerm(name(step.result), { ...result, box: step.result })}`;
  if (kind === "arrival") return `${whole}${sayWay(scene, step, result.value, terms.map(term)[0])}`;
  const used = terms.filter(({ box }) => !box?.struck);
  const out = terms.filter(({ box }) => box?.struck);
  const join = ({ sign }, i) =>
    i === 0 ? (sign < 0 ? "minus " : "") : (JOINED[kind] ?? (sign < 0 ? " minus " : " plus "));
  const left = out.map((part) => `; ${term(part)} left out`).join("");
  return `${whole} equals ${sayHow(step, used)}${used.map((part, i) => `${join(part, i)}${term(part)}`).join("")}${left}`.replace(
    /,(?=;|$)/g,
    "",
  );
}

/** A number after its name, or before it where the name itself is computed: "0.802, that is 1 minus a squared,". */
function sayTerm(name, { box, text }) {
  if ("number" in box) return aloud(text);
  if (COMPUTED.test(name)) return `${aloud(text)}, that is ${name},`;
  return `${name}${box.name.length > 1 || /\d/.test(name) ? ":" : ""} ${aloud(text)}`;
}

/** What is done with the terms, where it is said before them. */
function sayHow({ kind, function: name }, terms) {
  if (kind === "function" || kind === "softmax") return `${name === "log" ? "ln" : name} of `;
  if (kind === "part") return `the ${name} part of `;
  return kind === "matmul" ? `the sum of ${terms.length} products: ` : "";
}

/** Where a number that only changes its name has come from. */
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

/** The right number, where the one that was told is wrong. */
function sayRight({ scene, step }, selected) {
  if (!step.wrong) return "";
  const { value, row, column, digits } = worked(scene, step, selected).result;
  const right = entry(scene, { value: step.right, t: step.t }, row, column);
  const text = printed(right, digits);
  return right === value || (right === 0 && !step.operands.length)
    ? ""
    : `; ${text === printed(value, digits) ? "it is not quite right" : `it should be ${aloud(text)}`}`;
}
