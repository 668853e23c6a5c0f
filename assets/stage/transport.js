// The hairpin slider under the columns: forward along the upper rail, round the bend, back along the lower one.
import { html, nothing, svg } from "./vendor/lit-html.js";

/** Where a step's knob stands. @param {any} scene @param {number} index @param {any} g from stripGeometry */
export function knob(scene, index, g) {
  const step = scene.steps[index];
  const all = scene.steps.filter((s) => s.phase === step.phase && s.t === step.t);
  const part = (all.findIndex((s) => s.at === step.at) + 0.5) / all.length;
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

/** The step nearest to a point of the slider. @param {any} scene @param {any} g @param {number} x @param {number} y */
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

/** @param {any} scene @param {any} state @param {any} g @param {string} spoken the headline, for screen readers @param {any} act */
export function transport(scene, state, g, spoken, act) {
  const { index, playing, speed, letters } = state;
  const step = scene.steps[index];
  const k = knob(scene, index, g);
  const backward = step.phase === "backward" || step.phase === "end";
  const [upper, lower] = [UPPER, LOWER];
  const columns = Array.from({ length: g.columns }, (_, i) => g.first + i);
  const y = k.lower === null ? (upper + lower) / 2 : k.lower ? lower : upper;
  const last = scene.steps.length - 1;
  const oneWay = scene.problem.top === "y"; // without a cost nothing comes back
  return html`<div class="transport">
    <div class="buttons">
      <button class="round" data-act="back" aria-label="Step back" title="Step back (←)" aria-disabled=${index === 0} @click=${() => act.back()}>${icon("back")}</button>
      <button class="round main" data-act="play" aria-label=${playing ? "Pause" : "Play"} title=${`${playing ? "Pause" : "Play"} (Space)`} @click=${act.play}>${icon(playing ? "pause" : "play")}</button>
      <button class="round" data-act="step" aria-label="Step forward" title="Step forward (→)" aria-disabled=${index === last} @click=${() => act.forward()}>${icon("step")}</button>
      <button class="speed" data-act="speed" aria-label=${`Speed ${speed} times; press to change`} title="Speed of playing" @click=${act.speed}>${String(speed).replace("0.5", "½")}×</button>
    </div>
    <div class="rail" role="slider" tabindex="0" aria-label="Step" aria-valuemin="1" aria-valuemax=${last + 1} aria-valuenow=${index + 1} aria-valuetext=${spoken}
      @pointerdown=${act.drag}>
      <svg width=${g.width} height="52" aria-hidden="true">
        ${columns.map((t) => {
          const [a, b] = [g.left(t) + 2, g.left(t + 1) - 2];
          const to = Math.min(Math.max(k.x, a), b);
          const passed = backward || step.phase === "turn" ? b : step.t > t ? b : step.t === t ? to : a;
          const returned = step.phase === "end" ? a : !backward ? b : step.t < t ? a : step.t === t ? to : b;
          return svg`<path class="track" d="M${a},${upper}H${b}${oneWay ? "" : `M${a},${lower}H${b}`}"></path>
            <path class="passed" d="M${a},${upper}H${passed}${oneWay ? "" : `M${b},${lower}H${returned}`}"></path>`;
        })}
        ${oneWay ? nothing : svg`<path class=${backward || step.phase === "turn" ? "passed" : "track"} d="M${g.x1 - 2},${upper}a${(lower - upper) / 2},${(lower - upper) / 2} 0 0 1 0,${lower - upper}"></path>`}
        <circle class=${`knob ${step.phase}`} cx=${k.x} cy=${y} r="9.5"></circle>
      </svg>
    </div>
    <div class="count" style="left:${g.x1 + 30}px">
      <span class=${backward ? "" : "here"}>forward →</span>
      <span>${oneWay ? nothing : html`<span class=${backward ? "here" : ""}>← back</span> `}<span class="of" data-count>${index + 1}/${last + 1}</span></span>
      <span class="leave">${letters ? "F" : "Esc"} leaves</span>
      <span class="short-count">${step.phase === "backward" || step.phase === "end" ? "back" : "forward"}${step.t ? `, t = ${step.t}` : ""}<br>${index + 1} of ${last + 1}</span>
    </div>
  </div>`;
}
