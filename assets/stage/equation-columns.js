// Numbers in columns: result = operand operator operand, one row for each unit or letter, a bar beside each number.

import {
  expandedNumbers,
  expandedText,
  hasSlopes,
  headingOf,
  headingWidth,
  idle,
  innerSums,
  notebookName,
  num,
  operatorSign,
  rowLabel,
  signBefore,
  slopeCell,
  struckOut,
  tableName,
} from "./equation-parts.js";
import { decimals, even, exactly, printed, shape, textWidth } from "./numbers.js";
import { rich, whyNothing } from "./rich.js";
import { html, nothing, svg } from "./vendor/lit-html.js";
import { axes, partStart, termOf, wayHere, writeDown } from "./worked.js";

/** @typedef {import("./equation-parts.js").View} View
 * @typedef {{box: any, term: any, path: string, texts: string[], values: number[], terms: any[], hows: string[], alone: boolean,
 *   brackets: boolean, from: number, to: number, bar: boolean, at?: number, pieces?: Piece[], used?: boolean[]}} Column
 * @typedef {{box: any, from: number, rows: number}} Piece rows of a column that are a quantity of their own */

// Font sizes to try, of the selected row and of the others, whether the bar stands under the number, and its least width.
const SIZES = {
  wide: [
    [26, 20],
    [22, 18],
    [20, 16],
    [18, 16],
    [18, 16, 0, 26],
    [20, 18, 1],
    [18, 16, 1],
  ],
  phone: [
    [20, 20, 1],
    [18, 18, 1],
    [16, 16, 1],
    [14, 14, 1],
  ],
  classroom: [
    [50, 38],
    [42, 34],
    [38, 30],
    [32, 27],
    [28, 26],
  ],
};
const BARS = { wide: [40, 84], phone: [40, 70], classroom: [64, 130] };
const SMALLEST = [16, 14, 1]; // of more than four columns
const ADDED = ["sum", "running"];
const STACKED = ["stack", "part"];
const limitsOf = (step) => (step.function === "sigmoid" ? [0, 1] : [-1, 1]);

/** @param {View} v @returns {any} nothing if it does not fit the room */
export function columnsView(v) {
  const columns = STACKED.includes(v.step.kind) ? stackColumns(v) : columnsOf(v);
  let plan = planOf(v, columns);
  if (plan) return drawColumns(v, columns, plan);
  if ((columns.length < 4 && v.step.kind !== "sum") || !columns.some(({ hows }) => hows.some(Boolean))) return null;
  columns.forEach((column) => {
    column.hows = [];
  }); // how the operands arise goes under the table
  plan = planOf(v, columns);
  return plan ? drawColumns(v, columns, { ...plan, under: true }) : null;
}

/** One above the other: the whole, and beside it the quantities that its rows are. @param {View} v @returns {Column[]} */
function stackColumns(v) {
  const { scene, step, row } = v;
  const stack = step.kind === "stack";
  const whole = stack ? step.result : step.operands[0];
  const start = stack ? 0 : partStart(shape(scene, whole)[0], shape(scene, step.result)[0], step.function);
  const at = row.result.row + start;
  let from = start;
  const pieces = (stack ? step.operands : [step.result]).map((box) => {
    const [rows] = shape(scene, box);
    from += rows;
    return { box, from: from - rows, rows };
  });
  const rows = Array.from({ length: shape(scene, whole)[0] }, (_, i) => i + 1);
  const pieceAt = (r) => pieces.find((one) => r > one.from && r <= one.from + one.rows);
  const terms = {
    whole: rows.map((r) => plainTerm(scene, whole, r)),
    pieces: rows.map((r) => pieceAt(r) && plainTerm(scene, pieceAt(r).box, r - pieceAt(r).from)),
  };
  terms.whole[at - 1] = stack ? row.result : row.terms[0];
  terms.pieces[at - 1] = stack ? row.terms[0] : row.result;
  const column = (own, box, more) => ({
    box,
    term: own[at - 1],
    path: box.path,
    alone: false,
    brackets: false,
    terms: own,
    values: own.map((term) => term?.value ?? 0),
    texts: own.map((term) => term?.text ?? ""),
    hows: [],
    from: 0,
    to: 0,
    bar: true,
    at,
    used: rows.map((r) => Boolean(pieceAt(r))),
    ...more,
  });
  const columns = [column(terms.whole, whole, {}), column(terms.pieces, pieces[0].box, { pieces })];
  columns.forEach((one) => {
    one.from = Math.min(0, ...columns[0].values);
    one.to = Math.max(0, ...columns[0].values);
  });
  return stack ? columns : columns.reverse();
}

/** @param {View} v @returns {Column[]} */
function columnsOf(v) {
  const { scene, step, row } = v;
  const softmax = step.kind === "softmax";
  const boxes = [step.result, ...(step.kind === "arrival" ? [] : step.operands)];
  const terms = [row.result, ...row.terms.slice(0, boxes.length - 1)];
  const count = Math.max(...boxes.map((box) => shape(scene, box)[0]));
  const at = rowAt(boxes, terms, scene);
  const columns = boxes.map((box, i) => {
    const alone = shape(scene, box)[0] === 1 && count > 1;
    const rows = Array.from({ length: count }, (_, r) => r + 1);
    const own = softmax
      ? i
        ? row.terms
        : row.results
      : rows.map((r) => (r === at ? terms[i] : plainTerm(scene, box, r)));
    const brackets = i > 1 && own.some((term) => term.text.startsWith("−"));
    return {
      box,
      term: terms[i],
      path: box.path,
      alone,
      brackets,
      terms: own,
      values: own.map((term) => term.value),
      texts: own.map((term) => (brackets && term.text.startsWith("−") ? `(${term.text})` : term.text)),
      hows: own.map((term) =>
        ["difference", "product", "function"].includes(term.kind) && i ? expandedText(term) : "",
      ),
      from: 0,
      to: 0,
      bar: !alone && step.kind !== "total",
    };
  });
  domains(step, columns);
  return columns;
}

const rowAt = (boxes, terms, scene) => terms[boxes.findIndex((box) => shape(scene, box)[0] > 1)]?.row ?? 1;

function plainTerm(scene, box, row) {
  const term = termOf(scene, box, row, 1);
  const digits = decimals(scene);
  writeDown(scene, term, [digits, digits, digits]);
  return Object.assign(term, { text: printed(term.value, exactly(scene, box) ?? digits) });
}

const isFactor = ({ box }) => (box.instead ?? box.path) === "ink";

/** What the bars' width stands for: one scale where numbers add, and for a gradient and what it is multiplied with. */
function domains(step, columns) {
  const { kind } = step;
  const groups = ADDED.includes(kind)
    ? [columns]
    : kind === "product"
      ? [
          columns.filter((one, i) => !i || !isFactor(one)),
          ...columns.filter((one, i) => i && isFactor(one)).map((one) => [one]),
        ]
      : columns.map((one) => [one]);
  for (const group of groups) {
    const values = group.flatMap((column) => (column.alone ? [] : [...column.values, ...(column.box.also ?? [])]));
    const limits =
      kind === "function" && group[0] === columns[0]
        ? limitsOf(step).map((limit) => 1.12 * limit)
        : kind === "softmax" && group[0] === columns[0]
          ? [0, 1]
          : [];
    group.forEach((column) => {
      column.from = Math.min(0, ...values, ...limits);
      column.to = Math.max(0, ...values, ...limits);
    });
  }
}

/** Sizes with which everything fits, the largest first. @param {View} v @param {Column[]} columns */
function planOf(v, columns) {
  const { room, step, s } = v;
  const count = columns[0].texts.length;
  const form = room.form;
  const phone = form === "phone";
  const classroom = form === "classroom";
  const whole = columns.find((column) => !column.alone && !column.pieces) ?? columns[0];
  const axis = axes(v.scene, whole.box)[0];
  const at =
    columns[0].at ??
    rowAt(
      columns.map(({ box }) => box),
      columns.map(({ term }) => term),
      v.scene,
    );
  const arrows =
    !phone &&
    !(classroom && step.wrong) &&
    ADDED.includes(step.kind) &&
    columns.length === 3 &&
    columns.every(({ term, box }) => term.value !== 0 && !box.struck) &&
    count > 1;
  const tiles = v.scene.problem.alphabet && ["input", "output"].includes(axis);
  const slopes = hasSlopes(step);
  const named = !classroom && columns.some(({ box }) => notebookName(v, box));
  const labelFor = (lines) =>
    count === 1
      ? 0
      : phone
        ? tiles
          ? 30
          : 20
        : Math.max(
            ...lines.map(({ width }) => width + 10),
            tiles ? 36 * s : 62 * s,
            named ? 66 : 0,
            slopes && !classroom ? 92 : 0,
          );
  const beside = STACKED.includes(step.kind)
    ? 14 + Math.max(...columns.flatMap(({ pieces = [] }) => pieces.map(({ box }) => headingWidth(v, box, 1, 24 * s))))
    : 0;
  const aside = step.kind === "arrival" ? 220 * s : beside;
  for (const [big, small, under, short] of [...SIZES[form], ...(columns.length > 4 && !classroom ? [SMALLEST] : [])]) {
    const lines = arrows && !under ? arrowLines(v, columns, Boolean(short)) : [];
    const label = labelFor(lines);
    const narrow = Boolean(under) && columns.some(({ bar }) => bar);
    const head = under ? Math.min(big + 2, 22) : Math.min(big, classroom ? 42 : 24);
    const how = 14 * s;
    const needs = columns.map((column, i) => {
      const numbers = Math.max(
        ...column.texts.map(
          (text, r) =>
            textWidth(text, r + 1 === at || step.kind === "softmax" ? big : small, r + 1 === at) +
            (column.brackets && !text.endsWith(")") ? 0.3 * small : 0),
        ),
      );
      const how1 = Math.max(0, ...column.hows.map((text) => (text ? textWidth(` = ${text}`, how) + 8 : 0)));
      return { numbers: numbers + how1, names: column.pieces ? 0 : headingWidth(v, column.box, i, head), how: how1 };
    });
    const op = narrow ? 16 : 30 * s;
    const ops = columns
      .slice(1)
      .map((_, i) =>
        i === 0 && columns.length === 2 && step.function ? op + textWidth(step.function, 18 * s) + 14 : op,
      );
    const bars = columns.filter(({ bar }) => bar).length;
    const most = BARS[form][1];
    const least = short ?? BARS[form][0];
    const pad = narrow ? 14 : 24 * s + 4;
    const widths = needs.map(({ numbers, names }, i) =>
      Math.max(numbers + pad + (columns[i].bar && !narrow ? least + 10 * s : 0), names + 10, narrow ? 62 : 70 * s),
    );
    const total = label + aside + [...widths, ...ops].reduce((a, b) => a + b, 0);
    if (total > room.width) continue;
    const spare = Math.min((room.width - total) / (bars || 1), most - least);
    const wide = widths.map((width, i) => (columns[i].bar ? width + spare : width));
    const rowHeight = classroom ? 56 : narrow ? 44 : 32;
    const tallRow = step.kind === "softmax" ? rowHeight + 4 : classroom ? 92 : narrow ? 46 : 52;
    const rest =
      (classroom || !slopes ? 52 : 112) * s +
      (step.kind === "function" ? 16 * s : 0) +
      (STACKED.includes(step.kind) ? 56 * s : 0); // names, slopes, the limits of tanh, the legend
    const shrink = Math.min(
      1,
      Math.max(
        (room.height - rest) / ((count - 1) * rowHeight + tallRow),
        narrow ? 0.86 : STACKED.includes(step.kind) ? 0.6 : 0.7,
      ),
    );
    return {
      big: even(Math.min(big, tallRow * shrink * 0.62)),
      small: even(Math.min(small, rowHeight * shrink * 0.74)),
      narrow,
      head,
      how,
      label,
      ops,
      widths: wide,
      axis,
      at,
      lines,
      count,
      aside,
      hows: needs.map((one) => one.how),
      bar: wide.map((width, i) => width - pad - (narrow ? 0 : needs[i].numbers + 10 * s)),
      low: rowHeight * shrink,
      high: tallRow * shrink,
    };
  }
  return null;
}

/** @param {View} v @param {Column[]} columns */
function drawColumns(v, columns, plan) {
  const { scene, step } = v;
  const { count, at, label } = plan;
  const softmax = step.kind === "softmax";
  const rows = Array.from({ length: count }, (_, i) => i + 1);
  const tracks = [
    label,
    plan.widths[0],
    ...columns.slice(1).flatMap((_, i) => [plan.ops[i], plan.widths[i + 1]]),
    ...(plan.aside ? [plan.aside] : []),
  ];
  const style = `grid-template-columns:${tracks.map((w) => `${w.toFixed(1)}px`).join(" ")};--big:${plan.big}px;--small:${plan.small}px;--head:${plan.head}px;--how:${plan.how}px`;
  const heights = rows.map((r) => (r === at && count > 1 ? plan.high : count === 1 ? plan.high : plan.low));
  const column = (i) => `grid-column:${2 + 2 * i}`;
  const slopes = hasSlopes(step);
  const notebooks = columns.map(({ box, pieces = [] }) => (pieces.length > 1 ? "" : notebookName(v, box))); // one name would not be both pieces'
  return html`<div class="columns ${plan.narrow ? "under" : ""}" role="table" aria-label=${tableName(v, "The equation, row by row")} style=${style}>
    <div role="row" class="names"><span role="columnheader" class="rowname" style="grid-row:1;grid-column:1"><span class="spoken">row</span></span>
      ${columns.map(
        (
          { box },
          i,
        ) => html`${i ? html`<span role="columnheader" class="op" style="grid-row:1;grid-column:${1 + 2 * i}">${STACKED.includes(step.kind) ? html`<span class="spoken">is made of</span>` : operatorSign(v, i - 1)}</span>` : nothing}
        <span role="columnheader" class=${box.struck ? "struck" : ""} style="grid-row:1;${column(i)}">${columns[i].pieces ? html`<span class="spoken">its parts</span>` : headingOf(v, box, i)}</span>`,
      )}</div>
    ${rows.map(
      (
        r,
        n,
      ) => html`<div role="row" class="line ${r === at ? "now" : ""}" data-unit=${plan.axis === "unit" || (plan.axis === "stack" && r <= scene.problem.n_a) ? r : nothing}>
      <span role="rowheader" class="rowname" style="grid-row:${r + 1};height:${heights[n]}px">${rowLabel(v, plan.axis, r, r === at, v.room.form === "phone")}
        ${r === at ? plan.lines.map((line) => html`<small class="arrows">${line.words}</small>`) : nothing}</span>
      ${columns.map(
        (
          one,
          i,
        ) => html`${i ? html`<span role="cell" class="op ${signBefore(step, i - 1) === "+" && step.result.path === "sum" ? "path-sum" : ""}" style="grid-row:${r + 1};grid-column:${1 + 2 * i}">${rowSign(v, i - 1, columns, r === at)}</span>` : nothing}
        <span role="cell" class="cell path-${one.path} ${one.box.struck ? "struck" : ""} ${one.alone ? "alone" : one.used?.[n] === false ? "idle" : ""} ${one.hows[n] || !hasNumber(one, i, n, r === at || softmax) ? "" : inBrackets(one, n)}" style="grid-row:${r + 1};${column(i)};height:${heights[n]}px"
          >${hasNumber(one, i, n, r === at || softmax) ? struckOut(one.box, numberOf(v, one, i, n, r === at || softmax, plan)) : nothing}</span>`,
      )}</div>`,
    )}
    ${columns.map((one, i) => (one.pieces ? pieceFrames(v, one, i, column(i), plan) : frame(one, i, column(i), plan, softmax)))}
    ${columns.map((one, i) => (one.bar ? barsOf(v, columns, i, plan, heights, column(i)) : nothing))}
    ${step.kind === "arrival" ? arrivalWords(v, plan) : nothing}
    ${
      step.kind === "function"
        ? html`<div class="limits" aria-hidden="true" style="grid-row:${count + 2};grid-column:2"
      >${limitsOf(step).map((x) => html`<span style="left:${barX(columns[0], x, plan.bar[0]) + (plan.narrow ? 7 : 12)}px">${x < 0 ? "−1" : x}</span>`)}</div>`
        : nothing
    }
    ${slopes && v.room.form !== "classroom" ? footRow(v, columns, plan, count + 3, html`measured: nudge ${plan.narrow ? `unit ${v.selected.unit}` : "it"} up and down`, ({ box, term }) => slopeCell(v, box, term, plan.narrow && v.scene.problem.states.length > 1)) : nothing}
    ${notebooks.some(Boolean) && v.room.form !== "classroom" ? footRow(v, columns, plan, count + 5, "in the notebook:", (_, i) => html`<code>${notebooks[i]}</code>`) : nothing}
  </div>
  ${innerSums(v, plan.under)}`;
}

/** A row under the boxes; with the label above it where there is no room beside. */
function footRow(_v, columns, plan, at, label, cell) {
  const beside = plan.label >= 62;
  return html`<div role="row" class="foot"><span role="rowheader" class="rowname ${beside ? "" : "above"}" style="grid-row:${beside ? at + 1 : at};grid-column:${beside ? 1 : "1 / -1"}">${label}</span>
    ${columns.map((one, i) => html`<span role="cell" aria-colindex=${2 + 2 * i} style="grid-row:${at + 1};grid-column:${2 + 2 * i}">${cell(one, i)}</span>`)}</div>`;
}

const rowSign = (v, i, columns, now) => {
  if (v.step.kind === "softmax" && !now) return nothing;
  if (columns[0].used && !(now && STACKED.includes(v.step.kind))) return nothing;
  const text = signBefore(v.step, i);
  const fn = i === 0 && ["function", "softmax"].includes(v.step.kind) ? v.step.function : "";
  if (columns[0].alone && !now) return nothing;
  if (idle(v.step, i)) return html`<span aria-hidden="true">${text}</span>`;
  return html`${text}${fn && v.step.kind === "function" ? html` <span class="fn">${fn}</span>` : nothing}`;
};

function numberOf(v, one, i, n, now, plan) {
  const term = one.terms[n];
  const total = v.step.kind === "total";
  const open = one.texts[n].startsWith("(");
  const said =
    now && !(total && i)
      ? num(term, i ? "operand" : "result")
      : total && i
        ? printed(term.value, now ? v.row.result.digits : 2)
        : term.text;
  const number = html`${open ? "(" : ""}${said}${open ? ")" : ""}`;
  return one.hows[n]
    ? html`<span class=${inBrackets(one, n)}>${number}</span><span class="how" style="width:${plan.hows[i]}px">= ${now ? expandedNumbers(term) : one.hows[n]}</span>`
    : number;
}

/** Rows of a stack that are not its part's, and those of a whole column of which one number is made, have none. */
const hasNumber = (one, i, n, now) => Boolean(one.terms[n]) && (!one.alone || i > 0 || now);

/** A number keeps room for the bracket that others in its column have. */
const inBrackets = (one, n) => `value ${one.brackets && !one.texts[n].startsWith("(") ? "room" : ""}`;

const barX = (column, value, width) => ((value - column.from) / (column.to - column.from || 1)) * width;

/** One picture of all bars of a column: what is drawn apart costs apart. Each stands beside its number, or under it. */
function barsOf(v, columns, i, plan, heights, column) {
  const one = columns[i];
  const width = plan.bar[i];
  const x = (value) => barX(one, value, width);
  const zero = x(0);
  const tops = heights.map((_, n) => heights.slice(0, n).reduce((a, b) => a + b, 0));
  const shown = heights.map((_, n) => n).filter((n) => one.texts[n]);
  const line = (at, from, to) =>
    shown.map((n) => `M${at} ${tops[n] + from(heights[n])}V${tops[n] + to(heights[n])}`).join("");
  const [above, below] = plan.narrow
    ? [(height) => height - 18, (height) => height - 4]
    : [() => 0, (height) => height];
  const bar = (n) => {
    const value = one.values[n];
    const end = x(value);
    const height = heights[n];
    const arrows = plan.lines.length && n + 1 === plan.at && i === 0;
    const tall = plan.narrow ? 9 : Math.min(12 * v.s, height * 0.4);
    const rim = value < 0 ? 0.8 : 0;
    const y = tops[n] + (arrows ? height * 0.56 : plan.narrow ? height - 16 : (height - tall) / 2);
    return svg`${
      value
        ? svg`<rect class="${value > 0 ? "filled" : "hollow"} ${one.used?.[n] === false ? "idle" : ""}" x=${Math.min(zero, end) + rim} y=${y}
      width=${Math.max(Math.abs(end - zero) - rim, 1)} height=${arrows ? height * 0.28 : tall}/>`
        : nothing
    }${arrows ? headToTail(v, columns, x, tops[n], height) : nothing}`;
  };
  const inset = plan.narrow ? 0 : 4;
  const limits = v.step.kind === "function" && i === 0 ? limitsOf(v.step) : [];
  return html`<svg class="bars path-${one.path} ${one.box.struck ? "struck" : ""}" style="${column};grid-row:2 / span ${heights.length}" width=${width} height=${tops[tops.length - 1] + heights[heights.length - 1]} aria-hidden="true">
    ${limits.length ? svg`<path class="limit" d=${limits.map((limit) => line(x(limit), above, below)).join("")}/>` : nothing}
    <path class="zero" d=${line(
      zero,
      (height) => above(height) + inset,
      (height) => below(height) - inset,
    )}/>${shown.map(bar)}</svg>`;
}

/** Thin arrows in the result's bar: the first operand, then the second, ending where the result ends. */
function headToTail(v, columns, x, top, height) {
  const [, first, second] = columns;
  const stops = [0, first.term.value, first.term.value + second.term.value].map(x);
  const head = 4.5 * v.s;
  const y = (share) => top + height * share;
  const one = (from, to, at, path) => {
    const way = Math.sign(to - from);
    const neck = Math.abs(to - from) > head ? to - way * head : from;
    return svg`<g class="path-${path}"><path class="shaft" d="M${from} ${at}H${neck}"/><path class="head" d="M${to} ${at}L${neck} ${at - head * 0.8}V${at + head * 0.8}Z"/></g>`;
  };
  return svg`<path class="guide" d="M${stops[1]} ${y(0.18)}V${y(0.38)}M${stops[2]} ${y(0.38)}V${y(0.84)}"/>
    ${one(stops[0], stops[1], y(0.2), first.path)}${one(stops[1], stops[2], y(0.38), second.path)}`;
}

/** What the thin arrows mean, beside them: "softmax, then time". @param {View} v @param {boolean} broken into two lines */
function arrowLines(v, [, ...operands], broken) {
  const size = v.room.form === "classroom" ? 24 : 14;
  const lines = operands.map(({ box, path }, i) => {
    const { sub } = v.scene.symbols[box.quantity] ?? { sub: "" };
    const word = v.step.kind === "running" ? ["so far", "this step"][i] : sub.length > 2 ? sub : "";
    return {
      width: word ? textWidth(word, size) : headingWidth(v, box, i + 1, size),
      words: html`<span class="path-${path}">${word || rich(v.scene, box.name, v.selected)}</span>`,
    };
  });
  const between = textWidth(", then ", size);
  const whole = lines[0].width + between + lines[1].width;
  return size === 14 && whole < 146 && !broken
    ? [{ width: whole, words: html`${lines[0].words}, then ${lines[1].words}` }]
    : [
        { width: lines[0].width, words: lines[0].words },
        { width: textWidth("then ", size) + lines[1].width, words: html`then ${lines[1].words}` },
      ];
}

/** The frame round a whole column, and the box round what the worked row uses of it. */
function frame(one, i, column, plan, whole) {
  const name = one.box.quantity ?? one.box.value;
  const { at, count } = plan;
  if (one.alone)
    return i
      ? nothing
      : html`<span class="frame result path-${one.path}" aria-hidden="true" data-quantity=${name} style="${column};grid-row:${at + 1}"></span>`;
  return html`<span class="frame path-${one.path} ${i ? (one.box.struck ? "struck" : "") : "result"}" aria-hidden="true" data-quantity=${name} style="${column};grid-row:2 / span ${count}"></span>
    ${count > 1 && !whole ? html`<span class="mark" aria-hidden="true" style="${column};grid-row:${at + 1}"></span>` : nothing}`;
}

/** Each quantity of a stack in a frame of its own: beside it its name, or above it where it is the result. @param {View} v */
function pieceFrames(v, one, i, column, { at }) {
  return one.pieces.map(
    (
      piece,
    ) => html`<span class="frame path-${piece.box.path} ${i ? "" : "result"}" aria-hidden="true" data-quantity=${piece.box.quantity ?? piece.box.value} style="${column};grid-row:${2 + piece.from} / span ${piece.rows}"></span>
    ${at > piece.from && at <= piece.from + piece.rows ? html`<span class="mark" aria-hidden="true" style="${column};grid-row:${at + 1}"></span>` : nothing}
    <div role="row"><span role="rowheader" aria-colindex=${i ? 4 : 2} class="piece-name ${i ? "beside" : "over"}" style=${i ? `grid-column:5;grid-row:${2 + piece.from} / span ${piece.rows}` : `${column};grid-row:${1 + piece.from}`}>${headingOf(v, piece.box, i)}</span></div>`,
  );
}

/** One box that arrives under a new name: where from, and what it was called. @param {View} v */
export function arrivalWords(v, plan) {
  const [term] = v.row.terms;
  const [from] = v.step.operands;
  const way = wayHere(v.scene, v.step);
  const lost = way === "lost";
  const left = {
    renamed: "the same as",
    handed: "handed in as",
    lost: `left cell ⟨${from?.t}⟩, not arrived:`,
    left: `left cell ⟨${from?.t}⟩ as`,
  }[way];
  const words = term
    ? html`<svg class="arrived path-${from.path}" viewBox="0 0 46 16" width=${46 * v.s} height=${16 * v.s} aria-hidden="true">${
        lost
          ? svg`<path class="faded" d="M22 8H46"/><path class="path-wrong" stroke-width="3" d="M4 2L16 14M16 2L4 14"/>`
          : svg`<path d="M12 8H46"/><path class="head" d="M0 8L13 1.5V14.5Z"/>`
      }</svg>
      <span>${left}<br>${rich(v.scene, from.name, v.selected)} <span class="value path-${from.path}">${num(term, "operand")}</span></span>`
    : html`<span>${v.row.result.value ? "should be " : ""}<b>0,</b> ${whyNothing(v.scene.problem, true, v.step.t).join(" ")}</span>`;
  return html`<div class="aside" role="row" style="grid-row:${plan.at + 1};grid-column:3"><span role="cell" aria-colindex="2">${words}</span></div>`;
}

/** Only the worked row, one number under the other: for a narrow page, and for a sum of many costs. @param {View} v */
export function additionView(v) {
  const { step, row } = v;
  const columns = [row.result, ...row.terms].map((term, i) => ({
    term,
    box: i ? step.operands[i - 1] : step.result,
    i,
  }));
  const values = columns.map(({ term }) => term.value);
  const from = Math.min(0, ...values);
  const to = Math.max(0, ...values);
  const added = ADDED.includes(step.kind);
  const taken = (size) =>
    64 * v.s +
    Math.max(...columns.map(({ box, i }) => headingWidth(v, box, i, size))) +
    Math.max(...columns.map(({ term }) => textWidth(term.text, size, true)));
  const close = columns.length > 7 || taken(22 * v.s) > v.room.width;
  const tall = Math.min((close ? 24 : 34) * v.s, Math.max((v.room.height - 36 * v.s) / columns.length, 20 * v.s));
  const wide = Math.max(60, Math.min(v.room.width - 250 * v.s, 320 * v.s));
  const width = Math.min(wide, v.room.width - taken((close ? 18 : 22) * v.s));
  const bar = ({ box, term }) => {
    const zero = (-from / (to - from || 1)) * width;
    const end = ((term.value - from) / (to - from || 1)) * width;
    return added && width > 30
      ? html`<svg class="bar-of path-${box.path}" width=${width} height=${tall} aria-hidden="true"><path class="zero" d="M${zero} 3V${tall - 3}"/>
      ${term.value ? svg`<rect class=${term.value > 0 ? "filled" : "hollow"} x=${Math.min(zero, end)} y=${tall * 0.3} width=${Math.max(Math.abs(end - zero), 1)} height=${tall * 0.4}/>` : nothing}</svg>`
      : nothing;
  };
  const line = (
    one,
    sign,
  ) => html`<div role="row" class="line" style="height:${tall}px" data-quantity=${one.box.quantity ?? one.box.value}><span role="cell" class="op">${sign}</span>
    <span role="rowheader">${headingOf(v, one.box, one.i)}</span><span role="cell">${bar(one)}</span>
    <span role="cell" class="value path-${one.box.path} ${one.box.struck ? "struck" : ""}">${struckOut(one.box, num(one.term, one.i ? "operand" : "result"))}</span></div>`;
  const words = ["function", "softmax"].includes(step.kind) ? step.function : "";
  return html`<div class="addition ${close ? "close" : ""}" role="table" aria-label=${tableName(v, "The equation, one number under the other")}>
    ${columns.slice(1).map((one, i) => line(one, i ? (step.kind === "product" ? "×" : operatorSign(v, i)) : words))}
    <div class="rule" aria-hidden="true"></div>${line(columns[0], "=")}</div>${innerSums(v, columns.length > 3)}`;
}
