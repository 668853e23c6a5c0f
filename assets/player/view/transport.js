// The hairpin slider under the columns: forward along the upper rail, round the bend, back along the lower one.
import { say } from "../say.js";
import { html, nothing, svg } from "../vendor/lit-html.js";
import { upTo } from "../worked.js";
import { rich } from "./rich.js";
import { says } from "./says.js";
import { whereWords } from "./spoken.js";

/** @import { Scene, Step } from "../scene" */
/** @import { ShownStep } from "../drawn" */
/** @import { State } from "../model.js" */
/** @import { Strip } from "../geometry.js" */

/** Where the knob stands: on the upper or lower rail, or between them. @typedef {{ x: number, lower: boolean | null }} Knob */

/** What the buttons call. @typedef {{ back(): void, play(): void, forward(): void, speed(): void, classroom(): void,
 *   drag(event: PointerEvent): void }} Acts */

/** Where a step's knob stands. @param {Scene} scene @param {number} index @param {Strip} g @returns {Knob} */
export function knob(scene, index, g) {
  const step = scene.steps[index];
  const all = scene.steps.filter((s) => s.phase === step.phase && s.t === step.t);
  const part = (all.findIndex((s) => s.at === step.at) + 0.5) / all.length;
  /** @param {number} t */
  const x = (t) => Math.min(Math.max(g.left(t), g.x0), g.x1);
  switch (step.phase) {
    case "forward":
      return { x: x(step.t) + part * (x(step.t + 1) - x(step.t)), lower: false };
    case "turn":
      return { x: g.x1 + 8, lower: null };
    case "backward":
      return { x: x(step.t + 1) - part * (x(step.t + 1) - x(step.t)), lower: true };
    default:
      return { x: g.x0 - 4, lower: true };
  }
}

const [UPPER, LOWER] = [14, 38]; // px, the two rails of the slider

/** The step nearest to a point of the slider. @param {Scene} scene @param {Strip} g @param {number} x @param {number} y */
export function nearest(scene, g, x, y) {
  const lower = y > (UPPER + LOWER) / 2;
  let best = 0;
  let distance = Infinity;
  scene.steps.forEach((_, i) => {
    const k = knob(scene, i, g);
    const far = Math.abs(k.x - x) + (k.lower === null || k.lower === lower ? 0 : 1e4);
    if (far < distance) [best, distance] = [i, far];
  });
  return best;
}

const ICONS = {
  back: svg`<path d="M15 6 8 12l7 6z"></path><path d="M6 6h2v12H6z"></path>`,
  step: svg`<path d="m9 6 7 6-7 6z"></path><path d="M16 6h2v12h-2z"></path>`,
  play: svg`<path d="m8 5 11 7-11 7z"></path>`,
  pause: svg`<path d="M7 5h4v14H7zM13 5h4v14h-4z"></path>`,
};

/** @param {keyof typeof ICONS} name */
export const icon = (name) =>
  html`<svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">${ICONS[name]}</svg>`;

/** While it plays the slider does not say each step: whoever listens is steps behind.
 * @param {Scene} scene @param {State} state @param {Strip} g
 * @param {string} headline in words @param {Acts} act */
export function transport(scene, state, g, headline, act) {
  const { index, playing } = state;
  const spoken = playing
    ? say("transport.playing")
    : `${say("spoken.where", { where: whereWords(scene, index) })} ${headline}`;
  const step = scene.steps[index];
  const k = knob(scene, index, g);
  const last = scene.steps.length - 1;
  return html`<div class="transport">
    ${buttons(state, last, act)}
    <div class="rail" role="slider" tabindex="0" aria-label=${say("transport.slider")} aria-valuemin="1" aria-valuemax=${last + 1} aria-valuenow=${index + 1} aria-valuetext=${spoken}
      @pointerdown=${act.drag}>
      <svg width=${g.width} height="52" aria-hidden="true">
        ${rails(step, k, g, isOneWay(scene))}
        <circle class=${`knob ${step.phase}`} cx=${k.x} cy=${height(k)} r="9.5"></circle>
      </svg>
    </div>
    ${count(scene, state, g)}
  </div>`;
}

/** Without a cost nothing comes back. @param {Scene} scene */
const isOneWay = (scene) => scene.problem.top === "y";

/** @param {Step} step */
const isBack = ({ phase }) => phase === "backward" || phase === "end";

/** @param {Knob} knob */
function height({ lower }) {
  if (lower === null) return (UPPER + LOWER) / 2;
  return lower ? LOWER : UPPER;
}

/** @param {{ index: number, playing: boolean, speed: number }} state @param {number} last @param {Acts} act */
function buttons({ index, playing, speed }, last, act) {
  const times = String(speed).replace("0.5", "½");
  return html`<div class="buttons">
      <button class="round" data-act="back" aria-label=${say("transport.back")} title=${say("transport.back.title")} aria-disabled=${index === 0} @click=${() => act.back()}>${icon("back")}</button>
      <button class="round main" data-act="play" aria-label=${say(playing ? "transport.pause" : "transport.play")} title=${say(playing ? "transport.pause.title" : "transport.play.title")} @click=${act.play}>${icon(playing ? "pause" : "play")}</button>
      <button class="round" data-act="step" aria-label=${say("transport.step")} title=${say("transport.step.title")} aria-disabled=${index === last} @click=${() => act.forward()}>${icon("step")}</button>
      <button class="speed" data-act="speed" aria-label=${say("transport.speed", { speed: times })} title=${say("transport.speed.title")} @click=${act.speed}>${times}×</button>
      <button class="out" data-act="leave" @click=${act.classroom}>${say("transport.out")}</button>
    </div>`;
}

/** The two rails, and how far the knob has come on them. @param {Step} step @param {Knob} k @param {Strip} g @param {boolean} oneWay */
function rails(step, k, g, oneWay) {
  const turned = isBack(step) || step.phase === "turn";
  const bend = (LOWER - UPPER) / 2;
  return svg`${upTo(g.columns).map((i) => column(step, k, g, g.first + i - 1, oneWay))}
        ${oneWay ? nothing : svg`<path class=${turned ? "passed" : "track"} d="M${g.x1 - 2},${UPPER}a${bend},${bend} 0 0 1 0,${LOWER - UPPER}"></path>`}`;
}

/** @param {Step} step @param {Knob} k @param {Strip} g @param {number} t @param {boolean} oneWay */
function column(step, k, g, t, oneWay) {
  const [a, b] = [g.left(t) + 2, g.left(t + 1) - 2];
  const passed = passedTo(step, k, t, a, b);
  const returned = returnedTo(step, k, t, a, b);
  return svg`<path class="track" d="M${a},${UPPER}H${b}${oneWay ? "" : `M${a},${LOWER}H${b}`}"></path>
            <path class="passed" d="M${a},${UPPER}H${passed}${oneWay ? "" : `M${b},${LOWER}H${returned}`}"></path>`;
}

/** How far a column has been passed on the way out. @param {Step} step @param {Knob} k @param {number} t @param {number} a @param {number} b */
function passedTo(step, k, t, a, b) {
  if (step.phase !== "forward" || step.t > t) return b;
  return step.t === t ? Math.min(Math.max(k.x, a), b) : a;
}

/** And on the way back. @param {Step} step @param {Knob} k @param {number} t @param {number} a @param {number} b */
function returnedTo(step, k, t, a, b) {
  if (step.phase === "end") return a;
  if (step.phase !== "backward" || step.t > t) return b;
  return step.t === t ? Math.min(Math.max(k.x, a), b) : a;
}

/** Which step of how many, and what comes next. @param {Scene} scene @param {State} state @param {Strip} g */
function count(scene, state, g) {
  const { index, letters } = state;
  const [step, next] = scene.steps.slice(index);
  const { hidden } = /** @type {ShownStep} */ (step);
  const all = scene.steps.length;
  const back = isBack(step);
  return html`<div class="count" style="left:${g.x1 + 30}px"><span class="spoken">${whereWords(scene, index)}</span>
      <span class=${back ? "" : "current"} aria-hidden="true">${say("transport.forward-rail")}</span>
      <span aria-hidden="true">${isOneWay(scene) ? nothing : html`<span class=${back ? "current" : ""}>${say("transport.back-rail")}</span> `}<span class="of" data-count>${index + 1}/${all}</span></span>
      <span class="upcoming">${next && !hidden && !state.taken ? says("transport.next", { name: rich(scene, next.result.name, state) }) : nothing}</span>
      <span class="leave">${says("transport.leave", { key: html`<kbd>${say(letters ? "transport.leave.letter" : "transport.leave.key")}</kbd>` })}</span>
      <span class="short-count" aria-hidden="true">${shortCount(step.t, index + 1, all, back)}</span>
    </div>`;
}

/** @param {number} t @param {number} n @param {number} all @param {boolean} back */
function shortCount(t, n, all, back) {
  if (!t) return says(back ? "transport.short.end" : "transport.short.turn", { n, all });
  return says(back ? "transport.short.back" : "transport.short.forward", { t, n, all });
}
