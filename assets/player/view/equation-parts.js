// Small pieces that all forms of the equation share: numbers, operators, row labels, slopes, the legend.

import { textWidth } from "../measure.js";
import { decimals, entry, printed, signOf } from "../numbers.js";
import { say } from "../say.js";
import { html, nothing, svg } from "../vendor/lit-html.js";
import { axes, chosen } from "../worked.js";
import { addedSizes, readersOf } from "./crossing.js";
import { drawTile, plusSign } from "./draw.js";
import { fanOf, turned } from "./fan.js";
import { tableButton } from "./numbers-table.js";
import { rich, symbol, symbolWidth } from "./rich.js";
import { says } from "./says.js";

/** @import { Axis, Kind, Name, Scene } from "../scene" */
/** @import { Box, ShownStep, Source, Term, View } from "../drawn" */
/** @import { Content } from "../vendor/lit-html.js" */

/** A number of the worked row. A browser test computes it again from the others. @param {Term} term @param {string} role */
export const num = (term, role) => html`<span class="num" data-role=${role} data-node=${term.at}>${term.text}</span>`;

/** What a mistake leaves out is struck for the ear too.
 * @param {Pick<Box, "struck">} box @param {Content} content @returns {Content} */
export const struckOut = (box, content) =>
  box.struck ? html`<s>${content}<span class="spoken"> ${say("equation.left-out")}</span></s>` : content;

/** Is an operator between what is left out and the rest? @param {ShownStep} step @param {number} i which operand it stands before */
export const idle = ({ operands }, i) =>
  i > 0 && Boolean(operands[i].struck || operands.slice(0, i).every(({ struck }) => struck));

/** A table's name; of two runs side by side, with the run's. @param {View} v @param {string} name */
export const tableName = ({ step: { beside } }, name) =>
  beside ? say("equation.of-run", { run: beside.whose, table: name[0].toLowerCase() + name.slice(1) }) : name;

/** The same in brackets where a minus sign would follow an operator.
 * @param {Term} term @param {boolean} after */
export const withBrackets = (term, after = true, role = "operand") =>
  after && term.text.startsWith("−") ? html`(${num(term, role)})` : num(term, role);

/** How a term's number arises, as pieces of text and numbers: "1 − 0.445²", "−1 × 1 × ln 0.167".
 * @template {Content} Leaf @param {Term} term @param {(leaf: Term) => Leaf} leaf @param {boolean} first
 * @returns {(string | Leaf)[]} */
function expanded(term, leaf, first = true) {
  if (!term.parts.length) return term.text.startsWith("−") && !first ? ["(", leaf(term), ")"] : [leaf(term)];
  if (term.kind === "power") return expandedPower(term, leaf);
  if (term.kind === "function") return [`${functionWord(term.function)} `, ...expanded(term.parts[0], leaf, false)];
  return term.parts.flatMap((part, i) => {
    const pieces = isBraced(term, part) ? ["(", ...expanded(part, leaf), ")"] : expanded(part, leaf, first && i === 0);
    return i ? [joint(term, part), ...pieces] : pieces;
  });
}

/** @param {string | undefined} name of a function in the code */
const functionWord = (name) => (name === "log" ? "ln" : name);

/** What stands before a part that is not the first. @param {Term} term @param {Term} part */
function joint(term, part) {
  if (part.sign < 0) return " − ";
  return term.kind === "product" ? " × " : " + ";
}

/** (1 − u) × c @param {Term} term @param {Term} part */
const isBraced = (term, part) =>
  term.kind === "product" && ["sum", "difference"].includes(part.kind) && part.parts.length > 0;

/** @template {Content} Leaf @param {Term} term @param {(leaf: Term) => Leaf} leaf @returns {(string | Leaf)[]} */
function expandedPower({ parts: [base, exponent] }, leaf) {
  const squared = exponent.text === "2";
  if (squared && base.kind === "function" && base.parts.length)
    return [`${base.function}² `, ...expanded(base.parts[0], leaf, false)];
  return [...expanded(base, leaf, false), squared ? "²" : `^${exponent.text}`];
}

/** @param {Term} term */
export const expandedText = (term) => expanded(term, (leaf) => leaf.text).join("");
/** @param {Term} term */
export const expandedNumbers = (term) => expanded(term, (leaf) => num(leaf, "operand"));

/** A sum of many products: the first two, all of them when opened. Exact zeros are only counted.
 * @param {Term[]} terms */
export function productList(terms) {
  const real = terms.filter((term) => !term.parts.some((part) => part.text === "0"));
  const zeros = zerosText(terms.length - real.length, real.length > 0);
  if (real.length <= 3) return html`<span class="products">${real.map(productPiece)}${zeros}</span>`;
  return html`<details class="products"><summary>${real.slice(0, 2).map(productPiece)} + … <u>${say(terms[0].parts.length ? "products.count" : "products.numbers", { count: real.length })}</u></summary>
    ${real.slice(2).map((term, i) => productPiece(term, i + 2))}${zeros}</details>`;
}

/** @param {Term} term @param {number} i */
const productPiece = (term, i) =>
  html`${i ? " + " : ""}<span class="piece">${
    term.shown && term.parts.length
      ? html`${withBrackets(term, i > 0, "product")} <small>(${expandedNumbers(term)})</small>`
      : expanded(term, (leaf) => num(leaf, "operand"), !i)
  }</span>`;

/** @param {number} count @param {boolean} others whether there are products that are not 0 */
function zerosText(count, others) {
  if (!count) return nothing;
  return others ? html` <small>${say(count > 1 ? "products.zeros" : "products.zero", { count })}</small>` : "0";
}

/** @type {Partial<Record<Kind, string>>} */
const SIGNS = { sum: "+", running: "+", difference: "−", product: "×", matmul: "·" };

/** An operator that a mistake leaves out; in a table its column is struck for the ear. @param {string} sign */
export const struckSign = (sign) => html`<span class="lost" aria-hidden="true">${sign}</span>`;

/** The operator before an operand. @param {ShownStep} step @param {number} i which operand it stands before */
export function signBefore(step, i) {
  if (i === 0) return "=";
  if (step.hidden) return "";
  return signOf(step, i) < 0 ? "−" : (SIGNS[step.kind] ?? "");
}

/** The operator between the names: green plus, ring with a dot, dot. Drawn, not a glyph. @param {View} v @param {number} i */
export function operatorSign(v, i) {
  const { step } = v;
  if (step.kind === "arrival")
    return html`<svg class="arrived path-${step.result.path}" viewBox="0 0 30 16" width=${30 * v.s} height=${16 * v.s} role="img" aria-label=${say("operator.arrives")}><path d="M12 8H30"/><path class="arrowhead" d="M0 8L13 1.5V14.5Z"/></svg>`;
  const word = ["function", "softmax", "total"].includes(step.kind) && step.function;
  if (i === 0) return html`<span>=</span>${word ? html`<span class="fn">${word}</span>` : nothing}`;
  if (step.hidden) return html`<span class="spoken">${say("operator.hidden")}</span>`;
  const sign = signBefore(step, i);
  const out = idle(step, i);
  return html`<svg class="operator" viewBox="-14 -14 28 28" width=${26 * v.s} height=${26 * v.s} role="img"
    aria-label=${say(out ? "operator.without" : (OPERATORS[sign] ?? "operator.matmul"))}>${operatorShape(sign, step.result.path === "sum")}${out ? svg`<path class="lost" d="M-12 10L12 -10"/>` : nothing}</svg>`;
}

/** @type {Record<string, string>} */
const OPERATORS = { "+": "operator.plus", "−": "operator.minus", "×": "operator.product" };

/** @param {string} sign @param {boolean} green */
function operatorShape(sign, green) {
  switch (sign) {
    case "+":
      return green ? plusSign([0, 0], { r: 13, arm: 7, width: 3 }) : svg`<path d="M-8 0H8M0 -8V8"/>`;
    case "−":
      return svg`<path d="M-8 0H8"/>`;
    case "×":
      return svg`<circle r="10.5"/><circle r="3" class="filled"/>`;
    default:
      return svg`<circle r="4" class="filled"/>`;
  }
}

/** A row's label: the unit as a button that selects it, a letter as its tile.
 * @param {View} v @param {Axis} axis @param {number} i @param {boolean} on @param {boolean} short */
export function rowLabel(v, axis, i, on, short = false) {
  const { n_a: units } = v.scene.problem;
  switch (axis) {
    case "stack":
      return i > units ? inputLabel(v, "input", i - units, short) : unitLabel(i, on, short);
    case "unit":
      return unitLabel(i, on, short);
    case "all":
    case "example":
      return html`<span class="spoken">${say("row.number")}</span>`;
    default:
      return inputLabel(v, axis, i, short);
  }
}

/** @param {number} i @param {boolean} on @param {boolean} short */
const unitLabel = (i, on, short) =>
  html`<button class="unit" data-unit=${i} aria-pressed=${on}>${short ? html`<span class="spoken">${say("row.unit")} </span>${i}` : say("entry.unit", { i })}</button>`;

/** @param {View} v @param {Axis} axis @param {number} i @param {boolean} short */
function inputLabel(v, axis, i, short) {
  if (v.scene.problem.alphabet) return letterTile(v, axis, i);
  const name = say(axis === "output" ? "entry.class" : "entry.input", { i });
  return html`<span>${short ? i : name}</span>`;
}

/** @param {View} v @param {Axis} axis "input" or "output" @param {number} i */
export function letterTile(v, axis, i) {
  const { scene, step, selected } = v;
  const target = { quantity: "target", value: "target", t: step.t };
  const wanted = axis === "output" && chosen(scene, step, target, selected).row === i;
  return drawTile(scene.problem.alphabet?.[i - 1] ?? "", [wanted ? "target" : ""]);
}

/** @param {Scene} scene @param {Source} box @param {0 | 1} side rows or columns */
export const tiled = (scene, box, side = 0) =>
  Boolean(scene.problem.alphabet) && ["input", "output"].includes(axes(scene, box)[side]);

/** The slope that a nudge of this entry measures, where the scene has one.
 * @param {View} v @param {Box} box @param {Pick<Term, "row" | "column" | "digits" | "value">} term */
export function slope(v, box, term) {
  if (box.measured?.value === undefined) return null;
  const value = entry(v.scene, { value: box.measured.value, t: v.step.t }, term.row, term.column);
  return {
    of: rich(v.scene, box.measured.of, v.selected),
    many: box.measured.many,
    state: box.measured.state,
    text: printed(value, term.digits),
    agrees: Math.abs(value - term.value) <= 1e-6,
  };
}

/** @param {boolean} agrees */
const tick = (agrees) =>
  agrees
    ? html`<span class="agrees">${says("slope.agrees", { sign: html`<b>✓</b>` })}</span>`
    : html`<span class="differs">${says("slope.differs", { sign: html`<b>✗</b>` })}</span>`;

/** @param {View} v @param {Box} box @param {Term | null} term @param {boolean} [brief] where columns are narrow */
export function slopeCell(v, box, term, brief = false) {
  const found = term && slope(v, box, term);
  if (!found) return nothing;
  const { of } = found;
  const number = html`<b class="path-${box.path}">${found.text}</b>`;
  const agrees = tick(found.agrees);
  if (brief) return html`<span class="slope">${of}<br>${number} ${agrees}</span>`;
  const words = says(found.many ? "slope.cell.many" : "slope.cell", { of, number, agrees });
  return html`<span class="slope">${words}</span>`;
}

/** Where only the result has a slope: one sentence. @param {View} v */
export function slopeLine(v) {
  const found = slope(v, v.step.result, v.row.result);
  if (!found) return nothing;
  const { unit, example } = v.selected;
  const { m } = v.scene.problem;
  const words = says(found.many ? "slope.line.many" : "slope.line", {
    entry: m > 1 ? say("slope.unit-of-example", { unit, example }) : say("entry.unit", { i: unit }),
    state: rich(v.scene, [{ symbol: found.state, t: v.step.t }], v.selected),
    of: found.of,
    number: html`<b class="path-${v.step.result.path}">${found.text}</b>`,
    agrees: tick(found.agrees),
  });
  return html`<p class="slope line">${words}</p>`;
}

/** Which quantity, or which part of an expression, a box shows. @param {Box} box */
export const nameOf = (box) => box.quantity ?? box.value ?? nothing;

/** Do two boxes of a step have slopes? @param {ShownStep} step */
export const hasSlopes = (step) =>
  !step.wrong && !step.beside && [step.result, ...step.operands].filter((box) => box.measured).length > 1;

/** What the notebook calls a box. @param {View} v @param {Box} box */
export const notebookName = (v, box) =>
  (!v.step.wrong && !v.step.beside && !v.step.asked && box.quantity && v.scene.symbols[box.quantity].notebook) || "";

/** What quantities are that this equation is about to be read with, though no headline speaks of them. @param {View} v */
export function toldLine({ scene, step }) {
  const told = [...new Set(step.operands.flatMap(quantitiesIn))].filter((name) => scene.symbols[name].told);
  return told.map(
    (name) =>
      html`<p class="told">${says("legend.told", { name: symbol(scene, { symbol: name, t: step.t }), phrase: scene.symbols[name].phrase })}</p>`,
  );
}

/** The weights of which a line says why they are turned: in the classroom those of a sum of products too.
 * @param {Pick<View, "step" | "room">} v */
export const turnedHere = ({ step, room }) =>
  step.phase === "backward" && (step.kind === "matmul" || (room.form === "classroom" && step.kind === "sum"))
    ? turned(step)
    : [];

/** What else a picture beside the equation shows, for where there is none: why the weights are turned, and who reads on.
 * @param {View} v */
export function onwardsLine(v) {
  const { scene, step, selected } = v;
  const weights = turnedHere(v);
  const readers = readersOf(scene, step).map(({ quantity }) => symbol(scene, { symbol: quantity }));
  return [
    weights.length
      ? html`<p class="told ${fanOf(scene, step) ? "fanned" : ""}">${says(weights.length > 1 ? "fan.transposed.all" : "fan.transposed", { weights: weights.map((one, i) => html`${i ? ", " : ""}${rich(scene, [one], selected)}`) })}</p>`
      : nothing,
    readers.length
      ? html`<p class="told readers">${says("legend.next", {
          name: symbol(scene, { symbol: step.quantity, t: step.t }),
          readers: readers.map((name, i) => html`${i ? ", " : ""}${name}`),
        })}</p>`
      : nothing,
  ];
}

/** @param {Box} box @returns {string[]} */
const quantitiesIn = ({ quantity, operands = [] }) => [
  ...(quantity ? [quantity] : []),
  ...operands.flatMap(quantitiesIn),
];

/** What filled and hollow are. @param {View} v @param {boolean} squares */
const signsWords = (v, squares) =>
  squares || v.step.kind !== "total"
    ? html`<span class="filled-is" aria-hidden="true">${legendKey(v, squares, true)} ${say("legend.positive")}</span><span class="hollow-is" aria-hidden="true">${legendKey(v, squares, false)} ${say("legend.negative")}</span>`
    : nothing;

/** On a phone what bars mean stands above the numbers, where it is in sight. @param {View} v @param {string} scale @param {boolean} squares */
export const signsLine = (v, scale, squares) =>
  v.room.form === "phone"
    ? html`<p class="legend signs">${signsWords(v, squares)}${scale ? scaleSpan(scale) : nothing}</p>`
    : nothing;

/** @param {string} scale what is drawn to one scale */
const scaleSpan = (scale) => html`<span class="scale-words">${scale}<span class="spoken">,</span></span>`;

/** One line under everything. @param {View} v @param {string} scale what is drawn to one scale @param {boolean} squares */
export function legendLine(v, scale, squares) {
  return html`<p class="legend">${v.room.form === "phone" ? nothing : signsWords(v, squares)}${squares ? html`<span aria-hidden="true">${say("legend.area")}</span>` : nothing}
    ${scale && v.room.form !== "phone" ? scaleSpan(scale) : nothing}<span>${decimalsWords(v)}</span>${sizesWords(v)}${signWords(v)}${laneWords(v)}${squares || v.step.kind === "matmul" ? tableButton(v) : nothing}</p>`;
}

/** How large the two are that a state's plus adds, where no picture stands beside that says it. @param {View} v */
function sizesWords({ scene, step, selected }) {
  const [first, second] = addedSizes(scene, step);
  if (!first) return nothing;
  const [one, other] = [first, second].map(({ name, size }) => html`${rich(scene, name, selected)} ${size}`);
  return html`<span class="added-sizes">${says("legend.sizes", { one, other })}</span>`;
}

/** What the ring with a dot does. @param {View} v */
const signWords = ({ step, s }) =>
  step.kind === "product" && !step.hidden
    ? html`<span class="sign-words" aria-hidden="true"><svg class="operator" viewBox="-14 -14 28 28" width=${16 * s} height=${16 * s}>${operatorShape("×", false)}</svg> ${say("legend.product")}</span>`
    : nothing;

/** What a double lane is, where a second state has one. @param {View} v */
function laneWords({ scene, step, room }) {
  const [, second] = scene.problem.states;
  return second && step.phase === "backward" && room.form !== "classroom"
    ? html`<span class="lane-words" aria-hidden="true"><span>${says("legend.double", { name: symbol(scene, { symbol: second.name }) })}</span></span>`
    : nothing;
}

/** @param {View} v @param {boolean} squares @param {boolean} filled */
const legendKey = (v, squares, filled) =>
  html`<svg class="key" viewBox="0 0 ${squares ? 12 : 22} 12" width=${(squares ? 12 : 22) * v.s} height=${12 * v.s} aria-hidden="true"
    ><rect x="1" y="1" width=${squares ? 10 : 20} height="10" class=${filled ? "filled" : "hollow"}/></svg>`;

/** A small number as a word. @param {number} n */
export const countWord = (n) => say("legend.counts").split(" ")[n];

/** @param {View} v */
function decimalsWords({ scene, step, row }) {
  const cost = ["loss", "J"].includes(step.quantity);
  const digits = cost ? row.result.digits : decimals(scene);
  const more = !cost && [row.result, ...row.terms].some((term) => term.digits > digits);
  return say(more ? "legend.decimals.more" : "legend.decimals", { count: countWord(digits) });
}

/** Of a running total: its result, and its operands. */
const RUNNING = ["running.after", "running.so-far", "running.this-step"];

/** A name's heading: what it is in a running total stands over it.
 * @param {View} v @param {Box} box @param {number} i 0 is the result @returns {{ over: string, name: Name }} */
function heading(v, box, i) {
  const running = v.step.kind === "running";
  const inner = running && i === 2 && v.scene.problem.m === 1 ? onlyExample(box) : box;
  const name = inner.name.filter((part) => part !== ` ${say("running.so-far")}`);
  return { over: running ? say(RUNNING[i]) : "", name };
}

/** A sum over examples of which there is one is its operand. @param {Box} box */
const onlyExample = (box) => (box.operands && box.kind === "examples" ? box.operands[0] : box);

/** @param {View} v @param {Box} box @param {number} i */
export function headingOf(v, box, i) {
  const { over, name } = heading(v, box, i);
  return html`<span class="heading path-${box.path}">${over ? html`<small>${over}</small>` : nothing}<span>${struckOut(box, rich(v.scene, name, v.selected, true))}</span></span>`;
}

/** @param {View} v @param {Box} box @param {number} i @param {number} size */
export function headingWidth(v, box, i, size) {
  const { over, name } = heading(v, box, i);
  const small = v.room.form === "classroom" ? Math.max(24, 0.75 * size) : Math.max(12, 0.7 * size);
  const width = name.reduce((sum, part) => {
    if (typeof part === "string") return sum + textWidth(v.measure, part, size);
    return sum + symbolWidth(v.measure, v.scene, part, size, small);
  }, 0);
  return Math.max(width, textWidth(v.measure, over, 15 * v.s));
}

const SUMS = ["matmul", "examples"];

/** Operands that are sums of products themselves: under the table, each with its products; with `more`, all that are
 * made from something. @param {View} v @param {boolean} [more] */
export function innerSums(v, more = false) {
  const running = v.step.kind === "running";
  const kinds = [
    ...SUMS,
    ...(running ? ["product"] : []),
    ...(more ? ["difference", "product", "function", "sum"] : []),
  ];
  const made = v.row.terms.filter(({ kind, parts, text }) => kinds.includes(kind) && parts.length && text !== "0");
  if (!made.length || v.room.form === "classroom") return nothing;
  return html`<div class="made">${made.map((term) => (term.box ? innerSum(v, term, term.box) : nothing))}</div>`;
}

/** @param {View} v @param {Term} term @param {Box} box */
function innerSum(v, term, box) {
  const { name } = heading(v, box, v.step.kind === "running" ? 2 : 1);
  const made = SUMS.includes(term.kind) ? productList(term.parts) : expandedNumbers(term);
  return html`<p class=${box.struck ? "struck" : ""}>${struckOut(
    box,
    html`<span>${rich(v.scene, name, v.selected)}</span> = <span class="path-${box.path}">${term.text}</span> = ${made}`,
  )}</p>`;
}
