// The stage: strip, transport, headline and close-up in one mount. They change together, in the browser, without the
// server. It knows nothing of Streamlit: `host` is told what is on screen.

import { closeups } from "./ahead.js";
import { leading } from "./compare.js";
import { action, keepLetters, lettersOn } from "./keys.js";
import { layout } from "./layout.js";
import { dark, lightUp } from "./lights.js";
import { flush, forget, query, write } from "./link.js";
import { move, pulses } from "./motion.js";
import { closeup, page } from "./page.js";
import { spokenStep } from "./spoken.js";
import { nearest } from "./transport.js";
import { nothing, render } from "./vendor/lit-html.js";

const PAUSE = 900; // ms from the end of a step to the next one at speed 1; a step itself is the same at every speed
const SPEEDS = [1, 2, 0.5];
const AT_REST = 900; // ms after a step until it is spoken and its lanes pulse: longer than any step moves

/** @typedef {{report(name: string, value: any): void, panels(): Record<string, string> | null}} Host told what is on screen, and asked for
 * the panels' part of the link */

/** A stage inside an element. @param {HTMLElement} root @param {Host} host */
export function createStage(root, host) {
  let scenes = [];
  let scene;
  let link;
  let opened = "";
  let timer = 0;
  let plays = 0;
  let quiet = 0;
  let pointer = false;
  let motion = { finish() {}, ended: Promise.resolve() };
  let resting = { stop() {} };
  let direction = 1;
  const life = new AbortController();
  const { signal } = life; // whatever listens, listens for as long as the stage is there
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const state = {
    index: 0,
    unit: 1,
    example: 1,
    column: 0,
    view: "page",
    playing: false,
    speed: 1,
    still: calm.matches,
    letters: lettersOn(),
    notes: [],
    copied: "",
  };

  const step = () => scene.steps[state.index];
  let width = 0; // of the root, measured when it changes: asking at every step costs a layout; 0 while it is hidden
  let shown; // the layout of what is drawn, if anything is
  const close = closeups();

  function draw() {
    if (!width) return; // it is drawn when there is room for it
    const picture = close.made(key(state)) ?? pictureOf(state);
    const around = document.documentElement;
    const l = picture.layout;
    shown = l;
    render(picture.page, root);
    close.show(root.querySelector(".closeups"), picture);
    if (root.dataset.lit) dark(root);
    root.dataset.at = step().at;
    // What the page around the stage needs to place its own containers.
    Object.assign(around.dataset, { unrolledView: state.view, unrolledKind: l.kind, unrolledHeader: l.header });
    around.style.setProperty("--unrolled-top", `${l.title + l.strip.height + (l.short ? 118 : 148)}px`);
    around.style.setProperty("--unrolled-beside", `${l.beside + 40}px`);
  }

  /** All that a state looks like. */
  function pictureOf(state) {
    const l = layout(
      scene,
      scene.steps[state.index],
      state.view,
      state.view === "classroom" ? window.innerWidth : width,
      window.innerHeight,
    );
    return { layout: l, page: page(shownScenes(), state, l, acts), closeup: closeup(shownScenes(), state, l, acts) };
  }

  /** What it depends on, beside the scenes and the size. */
  const key = (state) => JSON.stringify(state);

  /** Make ready the step that follows in the direction of the last one. */
  function prepare() {
    const next = { ...state, index: state.index + direction, copied: "" };
    if (width && scene.steps[next.index]) close.prepare(key(next), () => pictureOf(next));
  }

  /** Two runs stand side by side in one view; every other view shows one alone. */
  const shownScenes = () => (state.view === "compare" ? scenes : scenes.slice(-1));

  /** Show a step in the present view. */
  function place(at) {
    scene = leading(shownScenes());
    state.index = Math.max(
      find((s) => s.at === at),
      0,
    );
  }

  /** Go to a step; a jump makes a history entry. */
  function go(index, { jump = false, playing = false } = {}) {
    const from = state.index;
    const left = scene.steps[from].t;
    const to = Math.min(Math.max(index, 0), scene.steps.length - 1);
    const stopped = state.playing && !playing;
    if (!playing) pause();
    if (to === from && !stopped) return;
    state.index = to;
    state.copied = "";
    changed(jump);
    const columns = left && step().t ? step().t - left : 0;
    if (Math.abs(state.index - from) === 1) direction = state.index - from;
    if (state.index === from + direction) prepare();
    if (shown && state.index === from + 1) motion = move(root, step(), columns * shown.strip.p, state.still);
  }

  function changed(jump = false) {
    motion.finish();
    draw();
    address(jump);
    host.report("shown", {
      id: opened,
      at: step().at,
      unit: state.unit,
      example: state.example,
      column: state.column,
      playing: state.playing,
    });
    clearTimeout(quiet);
    resting.stop();
    if (state.playing) return; // by the time it were said, the next step is on
    quiet = window.setTimeout(() => {
      speak();
      resting = pulses(root, step(), state.still);
      prepare();
    }, AT_REST);
  }

  function address(jump = false) {
    const panels = host.panels();
    if (!panels) return; // an address without them would be another one
    const mine = {
      at: step().at,
      unit: String(state.unit),
      example: String(state.example),
      column: String(state.column),
      view: state.view,
    };
    write(query({ ...link.fixed, ...panels }, link.defaults, mine), jump);
  }

  /** One polite live region says each step that rests. The slider, where it has the focus, has said the headline. */
  function speak() {
    say(spokenStep(shownScenes(), step().at, state, !document.activeElement?.matches(".rail")));
  }

  function say(text) {
    const live = root.querySelector("[aria-live]");
    if (live) live.textContent = text;
  }

  function pause() {
    clearTimeout(timer);
    plays += 1;
    state.playing = false;
  }

  function play() {
    if (state.playing) {
      pause();
      return changed();
    }
    if (state.index === scene.steps.length - 1) state.index = 0;
    state.playing = true;
    changed();
    playOn();
  }

  /** When this step has moved, and after a pause, the next. */
  async function playOn() {
    const mine = plays;
    await motion.ended;
    if (mine !== plays) return; // it was paused
    timer = window.setTimeout(() => {
      go(state.index + 1, { playing: true });
      if (state.index < scene.steps.length - 1) playOn();
      else {
        pause();
        changed();
      }
    }, PAUSE / state.speed);
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
    green: () =>
      go(
        find(
          (s) => s.quantity === greenNext() && s.t === (step().t || (step().phase === "turn" ? scene.problem.T : 1)),
        ),
        { jump: true },
      ),
    nextUnit: () => choose("unit", (state.unit % scene.problem.n_a) + 1),
    previousUnit: () => choose("unit", ((state.unit + scene.problem.n_a - 2) % scene.problem.n_a) + 1),
    classroom: () => classroom(state.view !== "classroom"),
    help,
    speed: () => {
      state.speed = SPEEDS[(SPEEDS.indexOf(state.speed) + 1) % SPEEDS.length];
      draw();
    },
    closeNotes: () => {
      state.notes = [];
      draw();
      focus('[data-act="play"]');
    }, // the button that had the focus is gone
    letters: (event) => {
      state.letters = event.target.checked;
      keepLetters(state.letters);
      draw();
    },
    right: () => host.report("mistake", ""),
    compare: () => host.report("view", state.view === "compare" ? "page" : "compare"),
    copy,
    drag,
    pick,
    chosen,
  };

  /** The addition that G goes to: the first state's; pressed there again, the next one's. */
  function greenNext() {
    const totals = scene.problem.states.map(({ total, name }) => total || name); // where nothing comes back, the split
    return totals[(totals.indexOf(step().quantity) + 1) % totals.length];
  }

  /** To the same quantity of the neighbouring timestep of this pass, in the order of the steps. */
  function otherTimestep(direction) {
    const { phase, t, quantity } = step();
    const further = t + (phase === "forward" ? direction : -direction);
    const same = find((s) => s.phase === phase && s.quantity === quantity && s.t === further);
    if (same >= 0 && t) return go(same);
    const past =
      direction > 0
        ? find((s) => scene.steps.indexOf(s) > state.index && (s.t !== t || s.phase !== phase))
        : scene.steps.findLastIndex((s, i) => i < state.index && (s.t !== t || s.phase !== phase));
    go(past >= 0 ? past : direction > 0 ? scene.steps.length - 1 : 0);
  }

  function choose(key, value) {
    const [least, most] = { unit: [1, scene.problem.n_a], example: [1, scene.problem.m], column: [0, Infinity] }[key];
    state[key] = Math.min(Math.max(value, least), most);
    changed();
  }

  function classroom(on) {
    const { at } = step();
    state.view = on ? "classroom" : scenes.length > 1 ? "compare" : "page";
    place(at);
    if (on) document.documentElement.requestFullscreen?.().catch(() => {});
    else if (document.fullscreenElement) document.exitFullscreen();
    changed();
  }

  /** The list of keys is a dialog of the browser's: it takes the focus, keeps it, scrolls, and gives the focus back. */
  const list = () => /** @type {HTMLDialogElement | null} */ (root.querySelector("dialog.keys"));

  function help() {
    const keys = list();
    if (keys?.open) keys.close();
    else keys?.showModal();
  }

  function focus(selector) {
    const element = root.querySelector(selector);
    if (element instanceof HTMLElement) element.focus();
  }

  async function copy() {
    flush();
    try {
      await navigator.clipboard.writeText(location.href);
      state.copied = "done";
      say("Link copied");
    } catch {
      state.copied = "select"; // plain http has no clipboard: show the address, selected
    }
    draw();
    /** @type {HTMLInputElement | null} */ (root.querySelector(".address"))?.select();
  }

  function drag(event) {
    if (event.button) return;
    const rail = event.currentTarget;
    const g = shown.rail;
    const move = (e) => {
      const box = rail.getBoundingClientRect();
      const scale = box.width / rail.offsetWidth || 1;
      go(nearest(scene, g, (e.clientX - box.left) / scale, (e.clientY - box.top) / scale));
    };
    rail.setPointerCapture(event.pointerId);
    rail.onpointermove = move;
    rail.onpointerup = rail.onpointercancel = () => {
      rail.onpointermove = null;
    };
    move(event);
  }

  /** A click on a number or square chooses its unit and example, of a weight its column; on a quantity in the strip, its step; a switch leaves one
   * out. */
  function pick(event) {
    const drawn = event.target.closest(".strip [data-quantity][data-t]")?.dataset;
    const index = drawn ? find((s) => s.quantity === drawn.quantity && String(s.t) === drawn.t) : -1;
    if (index >= 0) return go(index, { jump: true });
    const out = event.target.closest("[data-mistake]")?.dataset.mistake;
    if (out !== undefined) return host.report("mistake", out);
    const cell = event.target.closest("[data-unit], [data-example]");
    const column = Number(event.target.closest("[data-column]")?.dataset.column);
    if (!cell) return;
    if (cell.dataset.unit) state.unit = Math.min(Number(cell.dataset.unit), scene.problem.n_a);
    if (cell.dataset.example) state.example = Math.min(Number(cell.dataset.example), scene.problem.m);
    if (column) state.column = column === state.column ? 0 : column; // again: as if none were chosen
    changed();
  }

  function chosen(event) {
    choose(event.target.dataset.choose, Number(event.target.value));
    if (pointer) event.target.blur(); // the keys belong to the stage again
  }

  function pressed(event) {
    pointer = false;
    if (!scene || event.defaultPrevented) return;
    if (event.key === "Escape" && state.view === "classroom" && !list()?.open) return classroom(false);
    const key = action(event, root, state.letters);
    if (!key || (list()?.open && key.does !== "help")) return;
    event.preventDefault();
    if (event.repeat && !key.repeats) return;
    motion.finish();
    acts[key.does]();
  }

  /** After a choice made with the mouse the keys belong to the stage again; a keyboard user keeps the focus. */
  function takeKeys() {
    const focused = document.activeElement;
    if (pointer && focused instanceof HTMLElement && !root.contains(focused)) focused.blur();
  }

  /** The browser keeps Esc for itself while the screen is full; the page only hears that it no longer is. */
  function unfilled() {
    if (!document.fullscreenElement && state.view === "classroom") classroom(false);
  }

  /** Back or Forward: Python opens what the address says. */
  function returned() {
    forget(); // what waits to be written belongs to the entry that was left
    host.report("link", location.search);
  }

  /** Pointing at a quantity, or giving it the focus, lights up what it is connected with. */
  function point(event) {
    const target = event.target instanceof Element && event.target.closest("[data-quantity]");
    if (scene && target) lightUp(root, shownScenes(), target);
    else dark(root);
  }

  /** Reduced motion can be switched on while the page is open. */
  function calmed() {
    state.still = calm.matches;
    motion.finish();
    resting.stop();
    redraw();
  }

  const on = (target, type, does, capture = false) => target.addEventListener(type, does, { signal, capture });
  on(root, "pointerover", point);
  on(root, "focusin", point);
  on(root, "focusout", () => dark(root));
  on(root, "pointerleave", () => dark(root));
  const sized = new ResizeObserver(() => {
    if (root.clientWidth === width) return;
    width = root.clientWidth;
    redraw();
  });
  sized.observe(root);
  on(window, "keydown", pressed);
  on(
    window,
    "pointerdown",
    () => {
      pointer = true;
    },
    true,
  );
  on(window, "click", () => {
    if (document.activeElement?.matches("[role=region]")) takeKeys();
  }); // a panel's code or table
  on(window, "resize", redraw);
  on(window, "popstate", returned);
  on(document, "fullscreenchange", unfilled);
  on(window, "pagehide", flush);
  on(calm, "change", calmed);

  function redraw() {
    if (!scene) return;
    close.forget(); // it has the size of before
    draw();
    prepare();
  }

  /** The step and selection that the address bar names; anybody may have written it. */
  function here(open) {
    const said = { ...link.defaults, ...Object.fromEntries(new URLSearchParams(location.search)) };
    const { problem, values } = scenes[0];
    const widest = Math.max(...Object.values(values).map(({ columns }) => columns));
    const whole = (name, least, most) => Math.min(Math.max(Math.trunc(Number(said[name])) || least, least), most);
    return {
      ...open,
      at: said.at,
      unit: whole("unit", 1, problem.n_a),
      example: whole("example", 1, problem.m),
      column: whole("column", 0, widest),
      view: said.view === "classroom" || (said.view === "compare" && scenes.length > 1) ? said.view : "page",
    };
  }

  return {
    /** New data from Python: a scene, its part of the link, and a command to open a step (random id, done once). */
    update(data) {
      width ||= root.clientWidth;
      scenes = [data.right, data.scene].filter(Boolean);
      link = data.link;
      if (data.open.id === opened) {
        // nothing new to open
        scene = leading(shownScenes());
        draw();
        prepare();
        return address();
      }
      const first = opened === "";
      const again = document.documentElement.dataset.unrolledOpened === data.open.id;
      opened = document.documentElement.dataset.unrolledOpened = data.open.id;
      pause();
      if (!first) takeKeys();
      const open = again ? here(data.open) : data.open; // mounted anew: go on where the last mount was
      Object.assign(state, {
        unit: open.unit,
        example: open.example,
        column: open.column,
        view: open.view,
        notes: open.notes,
      });
      place(open.at);
      changed(!first && data.open.jump);
    },
    /** Another panel was chosen. */
    panelsChanged() {
      if (!scene) return;
      takeKeys();
      address();
    },
    dark(on) {
      root.classList.toggle("dark", on);
    },
    /** After this nothing moves, speaks or listens. */
    destroy() {
      life.abort();
      sized.disconnect();
      pause();
      flush();
      clearTimeout(quiet);
      motion.finish();
      resting.stop();
      close.forget();
      width = 0;
      render(nothing, root);
      delete root.dataset.at;
      for (const name of ["unrolledView", "unrolledKind", "unrolledHeader"])
        delete document.documentElement.dataset[name];
    },
  };
}
