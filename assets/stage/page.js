// What is drawn: pure functions of the scene, the state and the layout. `act` is what buttons call.

import { beside, leftOut, runTitle } from "./compare.js";
import { equation } from "./equation.js";
import { junction } from "./junction.js";
import { isLetter, KEYS } from "./keys.js";
import { placeOf } from "./model.js";
import { entry } from "./numbers.js";
import { plain, rich } from "./rich.js";
import { leading, runsAt } from "./runs.js";
import { shareDialog } from "./share.js";
import { strip } from "./strip.js";
import { tabs } from "./tabs.js";
import { icon, transport } from "./transport.js";
import { html, nothing } from "./vendor/lit-html.js";
import { nameColumns } from "./worked.js";

const RESTING = { t: 0, quantity: "", kind: "", operands: [] }; // a run that has no such step

/** Each run at the step, and the one that is spoken of: the mistaken one, where it has this step. */
function here(scenes, { index }) {
  const runs = runsAt(scenes, leading(scenes).steps[index].at);
  const { scene, step: now } = runs.findLast(({ step }) => step);
  return { runs, scene, now };
}

/** All but the close-up, which has a place of its own. @param {any[]} scenes of one run, or the right run's and a mistaken one's
 * @param {any} state @param {any} l from layout() @param {any} act @param {import("./player.js").Host} host */
export function page(scenes, state, l, act, host) {
  const { runs, scene, now } = here(scenes, state);
  const own = scenes[scenes.length - 1];
  return html`<div class=${`page ${l.kind} ${own.mistake ? "mistaken" : ""} ${l.classroom ? "classroom" : ""} ${l.short ? "short" : ""}`}
      style=${l.classroom ? `width:${l.width}px;height:${l.height}px;transform:scale(${l.zoom})` : ""}>
    ${l.classroom ? nothing : header(own, state, l, act, host, placeOf(scenes, state))}
    <div class=${`figure ${l.runs}`} @click=${act.pick}>
      ${l.kind === "wide" && !l.classroom && !l.runs ? gutter(scene, l.strip) : nothing}
      ${runs.map(
        (run) => html`<div class="run">${l.runs ? runTitle(run.scene) : nothing}
        ${strip(run.scene, run.index, l.strip, state.still, run.step ?? { ...RESTING, phase: now.phase }, scenes)}</div>`,
      )}
    </div>
    ${transport(leading(scenes), state, l.rail, plain(scene, now.headline, state), act)}
    <div class="lower">
      <div class="closeups" @click=${act.pick}></div>
      ${l.classroom ? nothing : tabs(own, now, state, l.beside && l.beside - l.pad, act)}
    </div>
    ${help(state, act, host)}
    ${shareDialog(state.sharing ? rich(scene, now.headline, state) : nothing, placeOf(scenes, state), state, host, act)}
    <div class="phrase" id="unrolled-phrase" role="tooltip" hidden></div>
    <div class="spoken" aria-live="polite"></div>
  </div>`;
}

/** The step close up: why, the junction, and the equation of each run. @param {any[]} scenes @param {any} state @param {any} l @param {any} act */
export function closeup(scenes, state, l, act) {
  const { runs, scene, now } = here(scenes, state);
  const columns = nameColumns(scene, now, state);
  return html`<div class="inset" style="padding:0 ${l.pad}px;margin-right:${l.beside}px">
    <h2 class="headline" style=${l.width >= 900 && !l.classroom ? `padding-right:${(scene.problem.m > 1 ? 210 : 100) + (columns ? 200 : 0)}px` : ""}>${rich(scene, now.headline, state, true)}</h2>
    <p class="grey ${now.wrong ? "wrong" : ""}">${rich(scene, grey(scene, now, state), state, true)}</p>
    ${l.classroom ? nothing : html`<div class=${`choose ${l.width < 900 ? "below" : ""}`}>${chooser("unit", scene.problem.n_a, state, act)}${scene.problem.m > 1 ? chooser("example", scene.problem.m, state, act) : nothing}${columns ? columnChooser(columns, state, act) : nothing}</div>`}
    <div class=${`worked-out ${l.runs}`}>
      ${l.junction ? html`<div class="crossing">${junction(scene, now, state, { ...l.junction, still: state.still })}</div>` : nothing}
      ${runs.map(
        (run, i) =>
          html`<div class="numbers">${
            !run.step
              ? leftOut(run.scene)
              : equation(run.scene, l.runs ? beside(run, runs[1 - i], runs[0]) : run.step, state, l.equation)
          }</div>`,
      )}
    </div>
  </div>`;
}

/** The grey line; at an addition it says how the two operands of the selected entry stand to each other. */
function grey(scene, now, { unit, example }) {
  if (!now.verdicts) return now.grey ?? [];
  const [a, b] = now.operands.map((box) => entry(scene, box, unit, example));
  const verdict = a * b === 0 ? "nothing" : a * b > 0 ? "reinforces" : (a + b) * a < 0 ? "flips" : "cancels";
  return now.verdicts[verdict];
}

function header(scene, state, l, act, host, place) {
  const app = host.app ? "" : host.server && `${host.server.at}${host.server.query(place)}`;
  const { notes, letters } = state;
  const tight = l.width < 700;
  return html`<header class=${`top ${l.header} ${tight ? "tight" : ""}`} style="padding:0 ${l.pad}px">
    <div class=${scene.mistake && tight ? "spoken" : "brand"}><h1>Unrolled</h1>${l.header === "full" ? html`<span class="tagline">backpropagation through time, one step at a time</span>` : nothing}</div>
    <div class="actions">
      ${scene.mistake ? mistakeButtons(scene, l, act, host.can) : nothing}
      <button class="primary" data-act="start" aria-label="Start from the beginning" title="Start from the beginning (Home)" @click=${act.first}>${icon("play")}<span>Start from the beginning</span></button>
      ${app ? html`<a data-act="app" href=${app} target="_top">${l.kind === "phone" ? "App" : "Open in the app"}</a>` : nothing}
      ${host.can.share ? html`<button data-act="share" aria-haspopup="dialog" @click=${act.share}><span>Share</span></button>` : nothing}
      ${host.can.classroom ? html`<button data-act="classroom" @click=${act.classroom}><span>Classroom</span></button>` : nothing}
      <button class="square" data-act="help" aria-label="Keys" title=${letters ? "Keys (?)" : "Keys"} @click=${act.help}>?</button>
    </div>
    ${notes.length ? html`<div class="notes" role="status">${notes.join(" ")} <button aria-label="Close this note" @click=${act.closeNotes}>×</button></div>` : nothing}
  </header>`;
}

/** What there is little room for on a phone is shorter there. */
function mistakeButtons({ mistake }, { kind, runs, width }, act, can) {
  const name = mistake.name.length > 18 ? "" : `: ${mistake.name}`;
  const alone = kind === "phone" ? "One run" : "One run alone";
  const beside = width < 1400 ? "Compare" : "Compare with the right run";
  return html`${can.mistake ? html`<button class="mistake" data-act="mistake" @click=${act.right}>✗ <span>Mistake on${name}</span> <u>Turn off</u></button>` : nothing}
    ${can.compare ? html`<button data-act="compare" @click=${act.compare}><span>${runs ? alone : beside}</span></button>` : nothing}`;
}

function gutter(scene, g) {
  const { alphabet: letters, given, top, states, input } = scene.problem;
  const out = top === "y"; // no gradient comes back
  const splits = (name) => html`<i>${name}</i> splits here${out ? "" : ";\ngradients add here"}`;
  const rows = {
    cost: letters ? "target and cost" : out ? "prediction" : "cost",
    head: given ? "da is given:\nno prediction" : out ? "dense + softmax" : "prediction:\ndense + softmax",
    node: splits("a"),
    ...(states[1] ? { inner: splits(states[1].name) } : { cell: "hidden state" }),
    input: input || (letters ? "input letter" : "input"),
  };
  return html`<div class="gutter">${Object.entries(rows).map(([row, text]) => html`<div style="top:${g.y[row] - (row === "input" && input ? 9 : 0)}px">${text}</div>`)}
    ${out ? nothing : html`<div class="wider" style="left:${g.x1 + 30}px;top:${g.y.head}px">wider arrow =\nlarger gradient</div>`}</div>`;
}

function chooser(key, count, state, act) {
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  return html`<label>${key} <select data-choose=${key} .value=${String(state[key])} @change=${act.chosen}>
    ${numbers.map((n) => html`<option value=${n} ?selected=${state[key] === n}>${n}</option>`)}</select></label>`;
}

/** Which entry of a weight's row is followed. @param {{names: string[], own: number}} columns */
function columnChooser({ names, own }, { column }, act) {
  const chosen = Math.min(column, names.length);
  return html`<label>column <select data-choose="column" .value=${String(chosen)} @change=${act.chosen}>
    <option value="0" ?selected=${!chosen}>default: ${names[own - 1]}</option>
    ${names.map((name, i) => html`<option value=${i + 1} ?selected=${chosen === i + 1}>${name}</option>`)}</select></label>`;
}

/** The list of keys; a click beside it closes it. */
function help({ letters }, act, host) {
  const keys = KEYS.filter(({ served }) => !served || host.server);
  const characters = [...new Set(keys.flatMap((key) => key.keys.filter(isLetter)).map((key) => key.toUpperCase()))];
  const off = (key) => (key.keys.some(isLetter) && !letters ? "off" : "");
  return html`<dialog class="keys" aria-label="Keys" @click=${(event) => event.target === event.currentTarget && act.help()}><div>
    <header><h2>Keys</h2><button @click=${act.help}>Close</button></header>
    <dl>${keys.map((key) => html`<dt class=${off(key)}><kbd>${key.label}</kbd></dt><dd class=${off(key)}>${key.says}</dd>`)}</dl>
    <label><input type="checkbox" data-act="letters" .checked=${letters} @change=${act.letters}> Use the keys ${characters.slice(0, -1).join(", ")} and ${characters.at(-1)}</label></div></dialog>`;
}
