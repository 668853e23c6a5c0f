// The stage: strip, transport, headline and close-up in one mount. They change together, in the browser, without the
// server. It knows nothing of Streamlit: `host` is told what is on screen.
import { html, render, nothing } from "./vendor/lit-html.js";
import { equation, spokenEquation } from "./equation.js";
import { stripGeometry } from "./geometry.js";
import { hasJunction, junction } from "./junction.js";
import { KEYS, action } from "./keys.js";
import { dark, lightUp } from "./lights.js";
import { query, write } from "./link.js";
import { move, pulses, still } from "./motion.js";
import { entry } from "./numbers.js";
import { plain, rich } from "./rich.js";
import { strip } from "./strip.js";
import { icon, nearest, transport } from "./transport.js";

const PAUSE = 900; // ms between steps at speed 1; a step itself is the same at every speed
const SPEEDS = [1, 2, 0.5];

/** @typedef {{report(name: string, value: any): void}} Host */

/** A stage inside an element. @param {HTMLElement} root @param {Host} host */
export function createStage(root, host) {
  let scene, link, opened = "", timer = 0, quiet = 0, pointer = false;
  let motion = { finish() {} }, resting = { stop() {} };
  const state = { index: 0, unit: 1, example: 1, view: "page", playing: false, speed: 1, help: false, notes: [], copied: "" };

  const step = () => scene.steps[state.index];
  function draw() {
    render(page(), root);
    if (root.dataset.lit) dark(root);
    root.dataset.at = step().at;
  }

  /** Go to a step; a jump makes a history entry. */
  function go(index, { jump = false, playing = false } = {}) {
    const from = state.index;
    state.index = Math.min(Math.max(index, 0), scene.steps.length - 1);
    if (!playing) pause();
    state.copied = "";
    motion.finish();
    changed(jump);
    if (state.index === from + 1) motion = move(root, step());
  }

  function changed(jump = false) {
    draw();
    const mine = { at: step().at, unit: String(state.unit), example: String(state.example), view: state.view };
    write(query(link.fixed, link.defaults, mine), jump);
    host.report("shown", { id: opened, at: mine.at, unit: state.unit, example: state.example, playing: state.playing });
    clearTimeout(quiet);
    resting.stop();
    quiet = window.setTimeout(() => { speak(); resting = pulses(root, step()); }, 900);
  }

  /** One polite live region says each step that rests: the headline and the equation in words. */
  function speak() {
    const live = root.querySelector("[aria-live]");
    if (live) live.textContent = `${plain(scene, step().headline, state)} ${spokenEquation(scene, step(), state)}`;
  }

  function pause() {
    clearTimeout(timer);
    state.playing = false;
  }

  function play() {
    if (state.playing) { pause(); return draw(); }
    if (state.index === scene.steps.length - 1) state.index = 0;
    state.playing = true;
    const next = () => {
      timer = window.setTimeout(() => {
        go(state.index + 1, { playing: true });
        if (state.index < scene.steps.length - 1) next();
        else { pause(); draw(); }
      }, PAUSE / state.speed);
    };
    changed();
    next();
  }

  const find = (test) => scene.steps.findIndex(test);
  const acts = {
    forward: () => go(state.index + 1),
    back: () => go(state.index - 1),
    nextTimestep: () => otherTimestep(1),
    previousTimestep: () => otherTimestep(-1),
    play,
    first: () => go(0, { jump: true }),
    last: () => go(scene.steps.length - 1, { jump: true }),
    green: () => go(find((s) => s.quantity === "da_total" && s.t === (step().t || (step().phase === "turn" ? scene.problem.T : 1))), { jump: true }),
    nextUnit: () => choose("unit", (state.unit % scene.problem.n_a) + 1),
    previousUnit: () => choose("unit", ((state.unit + scene.problem.n_a - 2) % scene.problem.n_a) + 1),
    classroom: () => classroom(state.view !== "classroom"),
    help: () => { state.help = !state.help; draw(); },
  };

  /** To the same quantity of the neighbouring timestep of this pass, in the order of the steps. */
  function otherTimestep(direction) {
    const { phase, t, quantity } = step();
    const further = t + (phase === "forward" ? direction : -direction);
    const same = find((s) => s.phase === phase && s.quantity === quantity && s.t === further);
    if (same >= 0 && t) return go(same);
    const past = direction > 0 ? find((s) => scene.steps.indexOf(s) > state.index && (s.t !== t || s.phase !== phase))
      : scene.steps.findLastIndex((s, i) => i < state.index && (s.t !== t || s.phase !== phase));
    go(past >= 0 ? past : direction > 0 ? scene.steps.length - 1 : 0);
  }

  function choose(key, value) {
    const limit = key === "unit" ? scene.problem.n_a : scene.problem.m;
    state[key] = Math.min(Math.max(value, 1), limit);
    changed();
  }

  function classroom(on) {
    state.view = on ? "classroom" : "page";
    if (on) document.documentElement.requestFullscreen?.().catch(() => {});
    else if (document.fullscreenElement) document.exitFullscreen();
    changed();
  }

  async function copy() {
    try {
      await navigator.clipboard.writeText(location.href);
      state.copied = "done";
    } catch {
      state.copied = "select"; // plain http has no clipboard: show the address, selected
    }
    draw();
    /** @type {HTMLInputElement | null} */ (root.querySelector(".address"))?.select();
  }

  function drag(event) {
    if (event.button) return;
    const rail = event.currentTarget, g = railGeometry(geometry());
    const move = (e) => {
      const box = rail.getBoundingClientRect(), scale = box.width / rail.offsetWidth || 1;
      go(nearest(scene, g, (e.clientX - box.left) / scale, (e.clientY - box.top) / scale > 26));
    };
    rail.setPointerCapture(event.pointerId);
    rail.onpointermove = move;
    rail.onpointerup = rail.onpointercancel = () => { rail.onpointermove = null; };
    move(event);
  }

  /** The room there is. The classroom is composed at 1920 px and scaled as a whole. */
  function room() {
    const inner = document.documentElement.clientWidth, tall = window.innerHeight;
    if (state.view === "classroom") {
      const zoom = Math.min(inner / 1920, tall / 1080);
      return { width: inner / zoom, height: tall / zoom, zoom, classroom: true };
    }
    return { width: root.clientWidth || inner, height: tall, zoom: 1, classroom: false };
  }

  function geometry() {
    const { width, height, classroom } = room(), { T, alphabet } = scene.problem;
    const letters = Boolean(alphabet);
    if (classroom) return stripGeometry({ x0: 90, x1: width - 150, width, height: 430, T, first: 1, columns: T, letters, scale: 1.55 });
    const wide = width >= 1280, pad = wide ? 40 : width >= 600 ? 32 : 16;
    const all = width >= 900 ? T : Math.min(T, width >= 600 ? 4 : 2);
    const t = step().t || (step().phase === "end" ? 1 : T);
    const before = width >= 600 ? t - 1 : step().quantity === "da_prev" ? t - 1 : t;
    const first = Math.min(Math.max(before, 1), T - all + 1);
    const below = 360 + 32 * scene.problem.n_a; // what must stay above the fold: down to the last row and its slope
    const tall = Math.min(Math.max(height - below, 190), 302);
    return stripGeometry({
      x0: wide ? 209 : pad + (width >= 600 ? 60 : 26), x1: width - (wide ? 163 : width >= 600 ? 56 : 30),
      width, height: tall, T, first, columns: all, letters, scale: width >= 600 ? 1 : 0.8,
    });
  }

  /** The slider always has all columns, also where the strip shows a few. */
  const railGeometry = (g) => stripGeometry({ ...g, first: 1, columns: g.T });

  function page() {
    const { width, height, zoom, classroom } = room(), g = geometry(), now = step();
    const spoken = plain(scene, now.headline, state);
    document.documentElement.dataset.unrolledView = state.view;
    const short = width >= 1280 && height < 720; // header, slider and headline give way before the equation does
    document.documentElement.style.setProperty("--unrolled-top", `${g.height + (short ? 118 : 148)}px`);
    const pad = width >= 1280 ? 40 : width >= 600 ? 32 : 16;
    const beside = classroom || width < 1280 ? 0 : 388;
    document.documentElement.style.setProperty("--unrolled-beside", `${beside + 40}px`);
    const scale = classroom ? 1.66 : 1, crossing = scale * (beside && width < 1400 ? 0.86 : 1);
    const inner = width - 2 * pad - beside;
    const both = hasJunction(now) && (classroom || width >= 900);
    const roomFor = { width: inner - (both ? 318 * crossing + 22 * scale : 0), height: height - g.height, scale, form: classroom ? "classroom" : width < 600 ? "phone" : "wide" };
    return html`<div class=${`page ${classroom ? "classroom" : short ? "short" : ""} ${width < 600 ? "phone" : width < 1280 ? "narrow" : "wide"}`}
        style=${classroom ? `width:${width}px;height:${height}px;transform:scale(${zoom})` : `padding:0`}>
      ${classroom ? nothing : header(pad)}
      <div class="figure" @click=${pick}>
        ${width >= 1280 && !classroom ? gutter(g) : nothing}
        ${strip(scene, state.index, g, state, still())}
      </div>
      ${transport(scene, state, railGeometry(g), spoken, { step: (d) => go(state.index + d), play, speed: () => { state.speed = SPEEDS[(SPEEDS.indexOf(state.speed) + 1) % SPEEDS.length]; draw(); }, drag })}
      <section class="closeup" style="padding:0 ${pad}px;margin-right:${beside}px" @click=${pick} aria-label="This step">
        <h2 class="headline">${rich(scene, now.headline, state)}</h2>
        <p class="grey">${rich(scene, grey(now), state)}</p>
        ${classroom ? nothing : html`<div class="choose">${chooser("unit", scene.problem.n_a)}${scene.problem.m > 1 ? chooser("example", scene.problem.m) : nothing}</div>`}
        <div class="worked-out">
          ${both ? html`<div class="left">${junction(scene, now, state, { width: 318 * crossing, height: Math.min(330 * crossing, classroom ? height - g.height - 170 : Infinity), scale: crossing })}</div>` : nothing}
          <div class="right">${equation(scene, now, state, roomFor)}</div>
        </div>
      </section>
      ${state.help ? help() : nothing}
      <div class="phrase" hidden></div>
      <div class="spoken" aria-live="polite"></div>
    </div>`;
  }

  /** The grey line; at an addition it says how the two operands of the selected entry stand to each other. */
  function grey(now) {
    if (!now.verdicts) return now.grey ?? [];
    const [a, b] = now.operands.map((box) => entry(scene, box, state.unit, state.example));
    const verdict = a * b === 0 ? "nothing" : a * b > 0 ? "reinforces" : (a + b) * a < 0 ? "flips" : "cancels";
    return now.verdicts[verdict];
  }

  function chooser(key, count) {
    const chosen = (event) => {
      choose(key, Number(event.target.value));
      if (pointer) event.target.blur(); // the keys belong to the stage again
    };
    return html`<label>${key} <select @change=${chosen} .value=${String(state[key])}>${Array.from({ length: count }, (_, i) => html`<option value=${i + 1} ?selected=${state[key] === i + 1}>${i + 1}</option>`)}</select></label>`;
  }

  function header(pad) {
    return html`<header class="top" style="padding:0 ${pad}px">
      <div class="brand"><h1>Unrolled</h1><span class="tagline">backpropagation through time, one step at a time</span></div>
      <div class="actions">
        <button class="primary" data-act="start" @click=${acts.first}>${icon("play")}<span>Start from the beginning</span></button>
        <button data-act="copy" @click=${copy}><span>${state.copied === "done" ? "Link copied" : "Copy link"}</span></button>
        <button data-act="classroom" @click=${acts.classroom}><span>Classroom</span></button>
        <button class="square" data-act="help" aria-label="Keys" title="Keys (?)" @click=${acts.help}>?</button>
      </div>
      ${state.copied === "select" ? html`<label class="by-hand">Copy this address: <input class="address" readonly .value=${location.href}></label>` : nothing}
      ${state.notes.length ? html`<div class="notes" role="status">${state.notes.join(" ")}
        <button aria-label="Close this note" @click=${() => { state.notes = []; draw(); }}>×</button></div>` : nothing}
    </header>`;
  }

  function gutter(g) {
    const { alphabet: letters, given } = scene.problem;
    const rows = { cost: letters ? "target and cost" : "cost", head: given ? "da is given:\nno prediction" : "prediction:\ndense + softmax", node: "a splits here;\ngradients add here", cell: "hidden state", input: letters ? "input letter" : "input" };
    return html`<div class="gutter">${Object.entries(rows).map(([row, text]) => html`<div style="top:${g.y[row]}px">${row === "node" ? html`<i>a</i>${text.slice(1)}` : text}</div>`)}
      <div class="wider" style="left:${g.x1 + 30}px;top:${g.y.head}px">wider arrow =\nlarger gradient</div></div>`;
  }

  function help() {
    return html`<div class="keys" role="dialog" aria-label="Keys">
      <h2>Keys</h2><dl>${KEYS.map((k) => html`<dt><kbd>${k.label}</kbd></dt><dd>${k.says}</dd>`)}</dl>
      <button @click=${acts.help}>Close</button></div>`;
  }

  /** A click on a number or square chooses its unit and example. */
  function pick(event) {
    const cell = event.target.closest("[data-unit], [data-example]");
    if (!cell) return;
    if (cell.dataset.unit) state.unit = Math.min(Number(cell.dataset.unit), scene.problem.n_a);
    if (cell.dataset.example) state.example = Math.min(Number(cell.dataset.example), scene.problem.m);
    changed();
  }

  function key(event) {
    pointer = false;
    if (!scene) return;
    if (event.key === "Escape" && state.help) return acts.help();
    if (event.key === "Escape" && state.view === "classroom") return classroom(false);
    const does = action(event, root);
    if (!does) return;
    event.preventDefault();
    acts[does]();
  }

  /** Back or Forward: a step of this problem is shown at once, anything else is Python's to open. */
  function returned() {
    host.report("link", location.search);
  }

  /** Pointing at a quantity, or giving it the focus, lights up what it is connected with. */
  function point(event) {
    const target = event.target instanceof Element && event.target.closest("[data-quantity]");
    if (scene && target) lightUp(root, scene, target);
    else dark(root);
  }

  root.addEventListener("pointerover", point);
  root.addEventListener("focusin", point);
  root.addEventListener("pointerleave", () => dark(root));
  const pointed = () => { pointer = true; };
  window.addEventListener("keydown", key);
  window.addEventListener("pointerdown", pointed, true);
  window.addEventListener("resize", redraw);
  window.addEventListener("popstate", returned);
  function redraw() { if (scene) draw(); }

  /** The step and selection that the address bar names. */
  function here(open) {
    const said = { ...link.defaults, ...Object.fromEntries(new URLSearchParams(location.search)) };
    return { ...open, at: said.at, unit: Number(said.unit), example: Number(said.example), view: said.view };
  }

  return {
    /** New data from Python: a scene, its part of the link, and a command to open a step (random id, done once). */
    update(data) {
      scene = data.scene;
      link = data.link;
      if (data.open.id === opened) return draw();
      const first = opened === "", again = document.documentElement.dataset.unrolledOpened === data.open.id;
      opened = document.documentElement.dataset.unrolledOpened = data.open.id;
      pause();
      // After a choice made with the mouse the keys belong to the stage again; a keyboard user keeps the focus.
      if (!first && pointer && document.activeElement instanceof HTMLElement && !root.contains(document.activeElement)) document.activeElement.blur();
      const open = again ? here(data.open) : data.open; // mounted anew: go on where the last mount was
      Object.assign(state, { unit: open.unit, example: open.example, view: open.view, notes: open.notes });
      state.index = Math.max(find((s) => s.at === open.at), 0);
      changed(!first && data.open.jump);
    },
    dark(on) { root.classList.toggle("dark", on); },
    destroy() {
      pause();
      window.removeEventListener("keydown", key);
      window.removeEventListener("pointerdown", pointed, true);
      window.removeEventListener("resize", redraw);
      window.removeEventListener("popstate", returned);
      delete document.documentElement.dataset.unrolledView;
    },
  };
}
