// What is drawn: pure functions of the scenes, the state and the layout. `act` is what buttons call.

import { asking, placeOf, shownStop } from "../model.js";
import { isRan, leading, runsAt } from "../runs.js";
import { say } from "../say.js";
import { html, nothing } from "../vendor/lit-html.js";
import { nameColumns } from "../worked.js";
import { chooser, chooserWidth } from "./chooser.js";
import { beside, leftOut, runTitle, runWords } from "./compare.js";
import { doneBy } from "./crossing.js";
import { equation } from "./equation.js";
import { grey } from "./grey.js";
import { columnsBeside, gutter } from "./gutter.js";
import { header } from "./header.js";
import { junction } from "./junction.js";
import { keysList } from "./keys-list.js";
import { meaning } from "./meaning.js";
import { numbersTable } from "./numbers-table.js";
import { plain, rich } from "./rich.js";
import { strip } from "./strip.js";
import { tabs } from "./tabs.js";
import { transport } from "./transport.js";

/** @import { Scene, Step } from "../scene" */
/** @import { Moment, Run } from "../drawn" */
/** @import { Layout } from "../layout.js" */
/** @import { State } from "../model.js" */
/** @import { Host } from "../player.js" */
/** @import { Content } from "../vendor/lit-html.js" */

/** What buttons call, all over the player.
 * @typedef {{ pick(event: Event): void } & import("./header.js").Acts & import("./transport.js").Acts & import("./tabs.js").Acts
 *   & import("./keys-list.js").Acts & import("./chooser.js").Acts & import("./walk.js").Acts & import("./welcome.js").Acts & import("./gutter.js").Acts
 *   & import("./numbers-table.js").Acts} Acts */

/** The step that is spoken of. @typedef {ReturnType<typeof here>["now"]} Now */

/** Each run at the step, and the one that is spoken of: the mistaken one, where it has this step. @param {Scene[]} scenes @param {State} state */
export function here(scenes, { index }) {
  const runs = runsAt(scenes, leading(scenes).steps[index].at);
  const ran = runs.filter(isRan);
  const { scene, step: now } = ran[ran.length - 1];
  return { runs, scene, now };
}

/** What the strip of a run shows that has no such step. @param {Step} now @returns {Moment} */
const resting = ({ phase }) => ({ phase, t: 0, quantity: "", kind: "", operands: [] });

/** All but the close-up, which has a place of its own. @param {Scene[]} scenes of one run, or the right run's and a mistaken one's
 * @param {State} state @param {Layout} l @param {Acts} act @param {Host} host
 * @param {ReturnType<typeof import("../sharing.js").sharing>} [shareDialog] */
export function page(scenes, state, l, act, host, shareDialog) {
  const { runs, scene, now } = here(scenes, state);
  const own = scenes[scenes.length - 1];
  return html`<div class=${`page ${l.kind} ${own.mistake ? "mistaken" : ""} ${l.classroom ? "classroom" : ""} ${l.short ? "short" : ""} ${l.low ? "low" : ""} ${l.compact ? "compact" : ""}`}
      style=${l.classroom ? `width:${l.width}px;height:${l.height}px;transform:scale(${l.zoom});--zoom:${l.zoom}` : ""}>
    ${l.classroom ? html`<h1 class="spoken">Unrolled</h1>` : header(own, state, l, act, host, placeOf(scenes, state))}
    ${welcome(own, state, l, act, host)}
    ${figure(scenes, state, l, act)}
    ${columnsBeside(l, now, act)}
    ${transport(leading(scenes), state, l.rail, plain(scene, headlineOf(scenes, state, now), state), act)}
    ${meaning(scene, now, l.rail.x0, l.kind === "narrow" && l.strip.columns === l.strip.T)}
    <div class="lower">
      <div class="closeups" @click=${act.pick}></div>
      ${l.classroom || now.hidden ? nothing : tabs(own, now, state, l.beside && l.beside - l.pad, act)}
    </div>
    ${keysList(state, act, host)}
    ${numbersTable(runs, state, act)}
    ${shareDialog?.(state.sharing ? rich(scene, now.headline, state) : nothing, placeOf(scenes, state), state, host) ?? nothing}
    <div class="phrase" id="unrolled-phrase" role="tooltip" hidden></div>
    <div class="spoken" aria-live="polite"></div>
  </div>`;
}

/** The strip of each run. @param {Scene[]} scenes @param {State} state @param {Layout} l @param {Acts} act */
export function figure(scenes, state, l, act) {
  const { runs, now } = here(scenes, state);
  return html`<div class=${`figure ${l.runs}`} style=${l.words ? `width:${l.strip.width}px` : ""} @click=${act.pick}>
      ${runs.map(
        (
          run,
        ) => html`<div class="run" role="group" tabindex="0" aria-label=${l.runs ? say("equation.of-run", { run: runWords(run.scene), table: say("strip.title.of-run") }) : say("strip.title")}>${l.runs ? runTitle(run.scene) : nothing}
        <div class="named">${gutter(run.scene, l, now.phase, now.hidden === true)}${strip(run.scene, run.step ? doneBy(run.scene, run.step) : run.index, l.strip, state.still, run.step ?? resting(now), scenes)}</div></div>`,
      )}
    </div>`;
}

/** To a newcomer. @param {Scene} scene @param {State} state @param {Layout} l @param {Acts} act @param {Host} host */
function welcome(scene, state, l, act, { learning }) {
  return learning && state.welcome && !l.classroom ? learning.welcome(scene, state, l, act) : nothing;
}

/** The step close up: why, the junction, and the equation of each run; at a question its choices.
 * @param {Scene[]} scenes @param {State} state @param {Layout} l @param {Acts} act @param {Host} host */
export function closeup(scenes, state, l, act, host) {
  const { runs, scene, now } = here(scenes, state);
  const columns = nameColumns(scene, now, state);
  const { learning } = host;
  const ask = asking(scenes, state);
  const choices = learning && ask ? learning.guess(scene, ask, state, l) : nothing;
  const [headline, line] = words(scenes, state, l, host);
  const [head, below] = besides(scene, columns, state, l, host);
  const way =
    learning && state.taken
      ? learning.walkBar(
          state.taken,
          state,
          { off: !shownStop(scenes, state), asked: now.hidden === true },
          l,
          act,
          host,
        )
      : null;
  const chosen = choose(scene, now, columns, state, l, act);
  const phone = l.kind === "phone"; // there is no room above the numbers for what chooses the entry
  return html`<div class="inset" style="padding:0 ${l.pad}px;margin-right:${l.beside}px">
    <div class="said" style=${l.words ? `position:absolute;left:${l.words.left}px;right:${l.pad}px;top:${-l.words.above}px;height:${l.words.above - 74}px` : ""}>
    <h2 class="headline" style=${head}>${headline}</h2>
    <p class="grey ${now.wrong && !shownStop(scenes, state) ? "wrong" : ""}" style=${below}>${line}</p></div>
    ${way ?? (phone ? nothing : chosen)}
    ${phone ? choices : nothing}
    <div class=${`worked-out ${l.runs}`}>
      ${l.junction ? html`<div class="crossing">${junction(scene, now, state, { ...l.junction, still: state.still })}</div>` : nothing}
      ${runs.map((_, i) => html`<div class="numbers">${numbers(runs, i, state, l)}${phone ? nothing : choices}</div>`)}
    </div>
    ${phone && !way ? chosen : nothing}
  </div>`;
}

/** Room at the right of the headline for what stands there; in the classroom a walk stands beside the grey line alone.
 * @param {Scene} scene @param {ReturnType<typeof nameColumns>} columns @param {State} state @param {Layout} l @param {Host} host */
function besides(scene, columns, state, l, { learning }) {
  if (l.width < 900) return ["", ""];
  const walk = learning && state.taken ? learning.WALK_WIDTH * (l.classroom ? 2 : 1) : 0;
  const pad = (/** @type {number} */ px) => (px ? `padding-right:${px * l.measure.stretch}px` : "");
  return [l.classroom ? "" : pad(walk || chooserWidth(scene, columns)), pad(walk)];
}

/** The stop of a walk whose words stand here: an answer is said after it was guessed. @param {Scene[]} scenes @param {State} state @param {Now} now */
const saidHere = (scenes, state, now) => (now.hidden ? undefined : shownStop(scenes, state));

/** @param {Scene[]} scenes @param {State} state @param {Now} now */
const headlineOf = (scenes, state, now) => saidHere(scenes, state, now)?.headline ?? now.headline;

/** What is said of the step: what is asked, what a walk's stop says, or its own headline and grey line.
 * @param {Scene[]} scenes @param {State} state @param {Layout} l @param {Host} host @returns {Content[]} */
function words(scenes, state, l, { learning, can }) {
  const { scene, now } = here(scenes, state);
  if (learning && state.finished && state.taken)
    return [learning.question(state.taken), learning.missed(scene, state.taken, state)];
  const stop = saidHere(scenes, state, now);
  const ask = asking(scenes, state);
  const told = learning && ask ? learning.outcome(scene, ask, state, !l.classroom && can.mistake) : undefined;
  const line = rich(scene, stop?.line ?? grey(scene, now, state), state, true);
  return [
    rich(scene, stop?.headline ?? now.headline, state, true),
    told && stop && !l.classroom ? [told, " ", line] : (told ?? line),
  ];
}

/** Which entry is followed: in the classroom keys choose it. @param {Scene} scene @param {Now} now @param {ReturnType<typeof nameColumns>} columns
 * @param {State} state @param {Layout} l @param {Acts} act */
function choose(scene, now, columns, state, l, act) {
  if (l.classroom) return nothing;
  return html`<div class=${`choose ${l.width < 900 ? "below" : ""}`}>${chooser(scene, columns, state, act, now.hidden === true)}</div>`;
}

/** The equation of one of the runs. @param {Run[]} runs @param {number} i @param {State} state @param {Layout} l */
function numbers(runs, i, state, l) {
  const run = runs[i];
  if (!isRan(run)) return leftOut(run.scene);
  return equation(run.scene, l.runs ? beside(run, runs[1 - i], runs[0]) : run.step, state, l.equation);
}
