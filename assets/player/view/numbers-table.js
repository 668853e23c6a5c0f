// All numbers of a step's matrices, as tables with a header for each row and column: a dialog that one can open.
import { decimals, entry, printed, shape } from "../numbers.js";
import { isRan } from "../runs.js";
import { say } from "../say.js";
import { html, nothing } from "../vendor/lit-html.js";
import { axes, placeName, upTo } from "../worked.js";
import { runWords } from "./compare.js";
import { framed, outside, shut } from "./dialog.js";
import { rich } from "./rich.js";

/** @import { Box, Ran, Run, View } from "../drawn" */
/** @import { State } from "../model.js" */

/** @typedef {{ closeTable(): void }} Acts what it calls */

/** What opens it, where somebody can. @param {Pick<View, "step" | "room">} v */
export const tableButton = ({ step, room }) =>
  room.form === "classroom" || step.asked
    ? nothing
    : html`<button class="as-table" data-act="numbers" aria-haspopup="dialog" aria-label=${say("squares.table")}>${say("squares.table.short")}</button>`;

/** @param {Run[]} runs @param {State} state @param {Acts} act */
export function numbersTable(runs, state, act) {
  const { closeTable } = act;
  return html`<dialog class="numbers-table" aria-label=${say("squares.table")} @click=${outside(closeTable)} @close=${shut(closeTable)}>${
    state.numbers
      ? framed(
          say("squares.table"),
          closeTable,
          runs.filter(isRan).map((run) => tables(run, state, runs.length > 1)),
        )
      : nothing
  }</dialog>`;
}

/** @param {Ran} run @param {State} state @param {boolean} compared */
const tables = (run, state, compared) =>
  html`${compared ? html`<h3>${runWords(run.scene)}</h3>` : nothing}${[run.step.result, ...run.step.operands].map((box) => table(run, box, state))}`;

/** @param {Ran} run @param {Box} box @param {State} state */
function table({ scene }, box, state) {
  const [rows, columns] = shape(scene, box);
  const [rowAxis, columnAxis] = axes(scene, box);
  const [across, down] = [upTo(columns), upTo(rows)];
  return html`<table><caption>${rich(scene, box.name, state)}</caption>
    <thead><tr><td></td>${across.map((x) => html`<th scope="col">${placeName(scene, columnAxis, x)}</th>`)}</tr></thead>
    <tbody>${down.map((y) => html`<tr><th scope="row">${placeName(scene, rowAxis, y)}</th>${across.map((x) => html`<td>${printed(entry(scene, box, y, x), decimals(scene))}</td>`)}</tr>`)}</tbody></table>`;
}
