// Small pieces that all forms of the equation share: numbers, operators, row labels, slopes, the legend.

import { decimals, entry, printed, textWidth } from "./numbers.js";
import { rich } from "./rich.js";
import { html, nothing, svg } from "./vendor/lit-html.js";
import { axes, chosen } from "./worked.js";

/** @typedef {import("./worked.js").Term} Term
 * @typedef {{scene: any, step: any, selected: {unit: number, example: number}, room: any, row: any, s: number}} View */

/** A number of the worked row. A browser test computes it again from the others. @param {Term} term @param {string} role */
export const num = (term, role) => html`<span class="num" data-role=${role} data-node=${term.at}>${term.text}</span>`;

/** What a mistake leaves out is struck for the ear too. @param {any} box @param {any} content */
export const struckOut = (box, content) =>
  box.struck ? html`<s>${content}<span class="spoken"> left out</span></s>` : content;

/** Is an operator between what is left out and the rest? @param {any} step @param {number} i which operand it stands before */
export const idle = ({ operands }, i) =>
  i > 0 && Boolean(operands[i].struck || operands.slice(0, i).every(({ struck }) => struck));

/** A table's name; of two runs side by side, with the run's. @param {View} v @param {string} name */
export const tableName = ({ step: { beside } }, name) =>
  beside ? `${beside.whose}: ${name[0].toLowerCase()}${name.slice(1)}` : name;

/** The same in brackets where a minus sign would follow an operator. @param {Term} term @param {boolean} after */
export const withBrackets = (term, after = true, role = "operand") =>
  after && term.text.startsWith("−") ? html`(${num(term, role)})` : num(term, role);

/** How a term's number arises, as pieces of text and numbers: "1 − 0.445²", "−1 × 1 × ln 0.167".
 * @param {Term} term @param {(leaf: Term) => any} leaf @returns {any[]} */
function expanded(term, leaf, first = true) {
  if (!term.parts.length) return term.text.startsWith("−") && !first ? ["(", leaf(term), ")"] : [leaf(term)];
  const all = (sign) =>
    term.parts.flatMap((part, i) => [
      ...(i ? [part.sign < 0 ? " − " : sign] : []),
      ...bracketed(part, ...expanded(part, leaf, (first && !i) || braced(part))),
    ]);
  const braced = (part) =>
    term.kind === "product" && ["sum", "difference"].includes(part.kind) && part.parts.length > 0; // (1 − u) × c
  const bracketed = (part, ...pieces) => (braced(part) ? ["(", ...pieces, ")"] : pieces);
  const [base] = term.parts;
  if (term.kind === "power" && base.kind === "function" && base.parts.length && term.parts[1].text === "2")
    return [`${base.function}² `, ...expanded(base.parts[0], leaf, false)];
  if (term.kind === "power")
    return [...expanded(term.parts[0], leaf, false), term.parts[1].text === "2" ? "²" : `^${term.parts[1].text}`];
  if (term.kind === "function")
    return [`${term.function === "log" ? "ln" : term.function} `, ...expanded(term.parts[0], leaf, false)];
  return all(term.kind === "product" ? " × " : " + ");
}

/** @param {Term} term */
export const expandedText = (term) => expanded(term, (leaf) => leaf.text).join("");
/** @param {Term} term */
export const expandedNumbers = (term) => expanded(term, (leaf) => num(leaf, "operand"));

/** A sum of many products: the first two, all of them when opened. Exact zeros are only counted.
 * @param {Term[]} terms */
export function productList(terms) {
  const real = terms.filter((term) => !(term.parts.length && term.parts.some((part) => part.text === "0")));
  const none = terms.length - real.length;
  const piece = (term, i) =>
    html`${i ? " + " : ""}<span class="piece">${
      term.shown && term.parts.length
        ? html`${withBrackets(term, i > 0, "product")} <small>(${expandedNumbers(term)})</small>`
        : expanded(term, (leaf) => num(leaf, "operand"), !i)
    }</span>`;
  const zeros =
    none && real.length
      ? html` <small>+ ${none} ${none > 1 ? "products that are" : "product that is"} 0</small>`
      : none
        ? "0"
        : nothing;
  if (real.length <= 3) return html`<span class="products">${real.map(piece)}${zeros}</span>`;
  return html`<details class="products"><summary>${real.slice(0, 2).map(piece)} + … <u>${real.length} ${terms[0].parts.length ? "products" : "numbers"}</u></summary>
    ${real.slice(2).map((term, i) => piece(term, i + 2))}${zeros}</details>`;
}

const SIGNS = { sum: "+", running: "+", difference: "−", product: "×", matmul: "·" };
/** @param {any} step @param {number} i which operand it stands before */
export const signBefore = (step, i) => (i === 0 ? "=" : step.signs?.[i] < 0 ? "−" : (SIGNS[step.kind] ?? ""));

/** The operator between the names: green plus, ring with a dot, dot. Drawn, not a glyph. @param {View} v @param {number} i */
export function operatorSign(v, i) {
  const word = i === 0 && ["function", "softmax", "total"].includes(v.step.kind) ? v.step.function : "";
  if (v.step.kind === "arrival")
    return html`<svg class="arrived path-${v.step.result.path}" viewBox="0 0 30 16" width=${30 * v.s} height=${16 * v.s} role="img" aria-label="arrives from"><path d="M12 8H30"/><path class="head" d="M0 8L13 1.5V14.5Z"/></svg>`;
  if (i === 0) return html`<span class="sign">=</span>${word ? html`<span class="fn">${word}</span>` : nothing}`;
  const sign = signBefore(v.step, i);
  const round = sign === "+" && v.step.result.path === "sum";
  const shape = round
    ? svg`<circle r="13" class="disc"/><path d="M-7 0H7M0 -7V7" class="on"/>`
    : sign === "+"
      ? svg`<path d="M-8 0H8M0 -8V8"/>`
      : sign === "−"
        ? svg`<path d="M-8 0H8"/>`
        : sign === "×"
          ? svg`<circle r="10.5"/><circle r="3" class="filled"/>`
          : svg`<circle r="4" class="filled"/>`;
  return html`<svg class="operator" viewBox="-14 -14 28 28" width=${26 * v.s} height=${26 * v.s} role="img"
    aria-label=${idle(v.step, i) ? "without" : ({ "+": "plus", "−": "minus", "×": "times, entry by entry" }[sign] ?? "matrix product")}>${shape}</svg>`;
}

/** A row's label: the unit as a button that selects it, a letter as its tile. @param {View} v @param {string} axis @param {number} i */
export function rowLabel(v, axis, i, on, short = false) {
  const { alphabet } = v.scene.problem;
  if (axis === "unit") {
    return html`<button class="unit" data-unit=${i} aria-pressed=${on}>${short ? html`<span class="spoken">unit </span>` : "unit "}${i}</button>`;
  }
  if (axis === "stack")
    return i > v.scene.problem.n_a
      ? rowLabel(v, "input", i - v.scene.problem.n_a, on, short)
      : rowLabel(v, "unit", i, on, short);
  if (axis === "all" || axis === "example") return html`<span class="spoken">the number</span>`;
  return alphabet
    ? letterTile(v, axis, i)
    : html`<span class=${on ? "on" : ""}>${short ? "" : axis === "output" ? "class " : "input "}${i}</span>`;
}

/** @param {View} v @param {string} axis "input" or "output" @param {number} i */
export function letterTile(v, axis, i) {
  const about = {
    quantity: axis === "output" ? "target" : "x",
    value: axis === "output" ? "target" : "x",
    t: v.step.t,
  };
  const here = chosen(v.scene, v.step, about, v.selected).row === i;
  return html`<span class="tile ${here && axis === "output" ? "target" : ""} ${here ? "on" : ""}">${v.scene.problem.alphabet[i - 1]}</span>`;
}

/** @param {any} scene @param {any} box */
export const tiled = (scene, box, side = 0) =>
  Boolean(scene.problem.alphabet) && ["input", "output"].includes(axes(scene, box)[side]);

/** The slope that a nudge of this entry measures, where the scene has one. @param {View} v @param {any} box @param {Term} term */
export function slope(v, box, term) {
  if (!box.measured) return null;
  const value = entry(v.scene, { value: box.measured.value, t: v.step.t }, term.row, term.column);
  return {
    of: rich(v.scene, box.measured.of, v.selected),
    many: box.measured.many,
    state: box.measured.state,
    text: printed(value, term.digits),
    agrees: Math.abs(value - term.value) <= 1e-6,
  };
}

const tick = (agrees) =>
  agrees ? html`<span class="agrees">agrees <b>✓</b></span>` : html`<span class="differs">differs <b>✗</b></span>`;

/** @param {View} v @param {any} box @param {Term} term @param {boolean} [brief] where columns are narrow */
export function slopeCell(v, box, term, brief = false) {
  const found = slope(v, box, term);
  if (!found) return nothing;
  if (brief)
    return html`<span class="slope">${found.of}<br><b class="path-${box.path}">${found.text}</b> ${tick(found.agrees)}</span>`;
  return html`<span class="slope">${found.of} ${found.many ? "change" : "changes"} <br><b class="path-${box.path}">${found.text}</b> times as much; ${tick(found.agrees)}</span>`;
}

/** Where only the result has a slope: one sentence. @param {View} v */
export function slopeLine(v) {
  const found = slope(v, v.step.result, v.row.result);
  if (!found) return nothing;
  const { unit, example } = v.selected;
  const { m } = v.scene.problem;
  return html`<p class="slope line">measured: nudge unit ${unit}${m > 1 ? ` of example ${example}` : ""} of
    ${rich(v.scene, [{ symbol: found.state, t: v.step.t }], v.selected)} up and down, ${found.of} ${found.many ? "change" : "changes"}
    <b class="path-${v.step.result.path}">${found.text}</b> times as much; ${tick(found.agrees)}</p>`;
}

export const hasSlopes = (step) =>
  !step.wrong && !step.beside && [step.result, ...step.operands].filter((box) => box.measured).length > 1;

/** @param {View} v @param {any} box */
export const notebookName = (v, box) =>
  (!v.step.wrong && !v.step.beside && box.quantity && v.scene.symbols[box.quantity].notebook) || "";

/** One line under everything. @param {View} v @param {string} scale what is drawn to one scale @param {boolean} squares */
export function legendLine(v, scale, squares) {
  const cost = ["loss", "J"].includes(v.step.quantity);
  const digits = cost ? v.row.result.digits : decimals(v.scene);
  const more =
    !cost && [v.row.result, ...v.row.terms].some((term) => term.digits > digits) ? ", the boxed row with more" : "";
  const key = (
    filled,
  ) => html`<svg class="key" viewBox="0 0 ${squares ? 12 : 22} 12" width=${(squares ? 12 : 22) * v.s} height=${12 * v.s} aria-hidden="true"
    ><rect x="1" y="1" width=${squares ? 10 : 20} height="10" class=${filled ? "filled" : "hollow"}/></svg>`;
  const drawn = squares || v.step.kind !== "total";
  return html`<p class="legend">${drawn ? html`<span class="filled-is" aria-hidden="true">${key(true)} positive</span><span class="hollow-is" aria-hidden="true">${key(false)} negative</span>` : nothing}${squares ? html`<span aria-hidden="true">area = size</span>` : nothing}
    ${scale ? html`<span>${scale}</span>` : nothing}<span>${["no", "one", "two", "three", "four", "five", "six", "seven", "eight"][digits]} decimals, rounded${more}</span></p>`;
}

/** A name's heading: what it is in a running total stands over it. @param {View} v @param {any} box @param {number} i 0 is the result */
function heading(v, box, i) {
  const running = v.step.kind === "running";
  const inner = running && i === 2 && box.kind === "examples" && v.scene.problem.m === 1 ? box.operands[0] : box;
  const name = inner.name.filter((part) => part !== " so far");
  return { over: running ? ["after", "so far", "this step"][i] : "", name, path: box.path };
}

/** @param {View} v @param {any} box @param {number} i */
export function headingOf(v, box, i) {
  const { over, name, path } = heading(v, box, i);
  return html`<span class="heading path-${path}">${over ? html`<small>${over}</small>` : nothing}<span>${struckOut(box, rich(v.scene, name, v.selected, true))}</span></span>`;
}

/** @param {View} v @param {any} box @param {number} i @param {number} size */
export function headingWidth(v, box, i, size) {
  const { over, name } = heading(v, box, i);
  const small = v.room.form === "classroom" ? Math.max(24, 0.75 * size) : Math.max(12, 0.7 * size);
  const width = name.reduce((sum, part) => {
    if (typeof part === "string") return sum + textWidth(part, size);
    const { base, sub } = v.scene.symbols[part.symbol];
    const corner =
      Math.max((part.t ? 1.2 + String(part.t).length : 0) + (part.transposed ? 1 : 0), sub.length) +
      (part.power ? 1 : 0);
    return (
      sum + textWidth(base.replace(/[[\]]/g, ""), size) * (base.includes("W") ? 1.2 : 1) + small * 0.55 * corner + 2
    );
  }, 0);
  return Math.max(width, textWidth(over, 15 * v.s));
}

/** Operands that are sums of products themselves: under the table, each with its products; with `more`, all that are
 * made from something. @param {View} v @param {boolean} [more] */
export function innerSums(v, more = false) {
  const kinds = [
    "matmul",
    "examples",
    ...(v.step.kind === "running" ? ["product"] : []),
    ...(more ? ["difference", "product", "function", "sum"] : []),
  ];
  const made = v.row.terms.filter(
    ({ kind, parts, box, text }) => box && kinds.includes(kind) && parts.length && text !== "0",
  );
  if (!made.length || v.room.form === "classroom") return nothing;
  return html`<div class="made">${made.map((term) => {
    const { name } = heading(v, term.box, v.step.kind === "running" ? 2 : 1);
    return html`<p class=${term.box.struck ? "struck" : ""}>${struckOut(
      term.box,
      html`<span>${rich(v.scene, name, v.selected)}</span> = <span class="path-${term.box.path}">${term.text}</span> = ${
        ["matmul", "examples"].includes(term.kind) ? productList(term.parts) : expandedNumbers(term)
      }`,
    )}</p>`;
  })}</div>`;
}
