// The player: strip, transport, headline and close-up in one element, which it owns. They change together, in the browser, without a
// server. It reaches outside its element only through its host.
import { patiently } from "./address.js";
import { closeups } from "./ahead.js";
import { tellAligned } from "./aligned.js";
import { fit } from "./fits.js";
import { action, keepLetters, lettersOn, swept } from "./keys.js";
import { isProjected, layout } from "./layout.js";
import { dark } from "./lights.js";
import { measuring } from "./measure.js";
import {
  asking,
  begin,
  hidden,
  leader,
  mistakeOf,
  offered,
  open,
  placeOf,
  reduce,
  shown,
  shownStop,
  stepOf,
} from "./model.js";
import { move, pulses } from "./motion.js";
import { pointing } from "./pointing.js";
import { leading } from "./runs.js";
import { showLine } from "./sight.js";
import { nothing, render } from "./vendor/lit-html.js";
import { closeup, page } from "./view/page.js";
import { spokenStep, spokenWhere, titleWords } from "./view/spoken.js";
import { nearest } from "./view/transport.js";

/** @import { Ask, Scene, Step } from "./scene" */
/** @import { Layout } from "./layout.js" */
/** @import { State } from "./model.js" */

const PAUSE = 900; // ms from the end of a step to the next one at speed 1; a step itself is the same at every speed
const AT_REST = 900; // ms after a step until it is spoken and its lanes pulse: longer than any step moves
const HAND = 3000; // ms that a projector shows pointer and buttons for, after a hand has moved
const REACH = 72; // px that its buttons take at the foot, where no pointer could call them
const FIRST_WALK = "1";
/** @type {string[]} */
const JUMPS = ["first", "last", "green", "jump"]; // each makes an entry in the history
/** @type {(keyof State)[]} */
const MOVED = ["index", "unit", "example", "column", "view", "playing", "stop", "finished", "chosen"]; // what a step is

/** What a player stands in.
 * @typedef {object} Host
 * @property {"window" | "root"} keys where keys are listened for
 * @property {{panels: number, controls: boolean}} around what of the host's stands beside it, for layout()
 * @property {{mistake: boolean, compare: boolean, classroom: boolean}} can what is offered here
 * @property {typeof import("./sharing.js").sharing | null} sharing where steps are shared
 * @property {typeof import("./print.js").printing | null} printing where the page is printed as a sheet
 * @property {typeof import("./learning.js").learning | null} learning where walks are taken, and one is asked
 * @property {(name: string, value: unknown) => void} report told what is on screen, and asked for another run
 * @property {{write(place: import("./model.js").Place, jump: boolean): void, href(): string} | null} address
 * @property {(words: string) => void} titled told what the page is called at a step
 * @property {boolean} app whether this is the app itself
 * @property {import("./ways.js").Server | null} server of the app, where there is one
 * @property {((view: string, layout: Layout) => void) | null} framed told how much room is taken
 */

/** To open a place: an `id` of its own, and what there is to say; a `jump` makes an entry of the history. Without an `ask` the question
 * of before stays, null is none; the walk that is `taken`; `welcome`: somebody is new here.
 * @typedef {{[key in keyof import("./model.js").Place]?: unknown} & {id: string, notes: string[], jump: boolean, tabs?: State["tabs"], ask?: Ask | null,
 *   taken?: State["taken"], welcome?: boolean}} Command */

/** What the data of the nearest element around is that a selector names. @param {EventTarget | null} target @param {string} selector */
function dataOf(target, selector) {
  const element = target instanceof Element ? target.closest(selector) : null;
  return element instanceof HTMLElement || element instanceof SVGElement ? element.dataset : undefined;
}

/** A player inside an element. @param {HTMLElement} root @param {Host} host */
export function createPlayer(root, host) {
  const life = new AbortController(); // whatever listens, listens for as long as the player is there
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const touch = matchMedia("(hover: none)");
  const close = closeups();
  /** @type {Scene[]} */
  let scenes = [];
  let state = begin(calm.matches, lettersOn());
  let opened = ""; // the id of the last command to open a place
  let width = 0; // of the root, measured when it changes: asking at every step costs a layout; 0 while it is hidden
  /** @type {Layout | undefined} */
  let room; // the layout of what is drawn, if anything is
  /** @type {ReturnType<typeof move>} */
  let motion = { finish() {}, ended: Promise.resolve() };
  let resting = { stop() {} };
  let timer = 0;
  let quiet = 0;
  let plays = 0;
  let awaited = 0; // the stop that the host was asked for, until it is here
  let pointer = ""; // what the last thing was done with, "mouse" or "touch"; nothing after a key
  let hand = 0; // the timer of a hand that has moved
  /** @type {{id: number, x: number, y: number} | null} */
  let finger = null; // where one has come down on the strip

  const titles = patiently((words) => host.titled(words)); // it costs more than a step's drawing
  const step = () => stepOf(scenes, state);
  const told = pointing(root, { runs: () => seen(state), step, announce });
  const shareDialog = host.sharing?.(root, act, settle);

  function draw() {
    if (!width) return; // it is drawn when there is room for it
    const picture = close.made(key(state)) ?? pictureOf(state);
    const held = root.contains(document.activeElement) ? document.activeElement : null;
    room = picture.layout;
    render(picture.page, root);
    close.show(/** @type {Element} */ (root.querySelector(".closeups")), picture);
    if (hidden(scenes, state)) tellNothing();
    showLine(root);
    fit(root);
    if (root.dataset.lit) dark(root);
    openOrShut();
    if (held && !pointer && !isOver() && !held.checkVisibility()) hold(held);
    root.dataset.at = step().at;
    root.dataset.view = viewOf(state);
    host.framed?.(viewOf(state), room);
  }

  /** What had the focus is gone: what does the same has it now, or the button that goes on, or, where that is hidden too, the close-up.
   * @param {Element} held */
  function hold(held) {
    const isLost = () => [held, document.body].some((one) => one === document.activeElement);
    const { act = "play" } = /** @type {HTMLElement} */ (held).dataset;
    for (const next of [`[data-act="${act}"]`, '[data-act="play"]', ".closeup"]) if (isLost()) focus(next);
  }

  /** Nothing that was drawn or said before has the answer in it. */
  function tellNothing() {
    close.forget();
    announce("");
  }

  /** The runs as they are to be seen. @param {State} state */
  const seen = (state) => host.learning?.veiled(shown(scenes, state.view), state) ?? shown(scenes, state.view);

  /** A window that is no projector, a phone's, or one that is magnified, shows the page in place of the classroom. @param {State} state */
  const viewOf = ({ view }) =>
    view === "classroom" && !isProjected(window.innerWidth, window.innerHeight) ? "page" : view;

  /** All that a state looks like. @param {State} state @returns {import("./ahead.js").Picture} */
  function pictureOf(state) {
    const view = viewOf(state);
    const projected = view === "classroom";
    const runs = seen(state);
    const l = layout(
      leading(runs),
      leading(runs).steps[state.index],
      view,
      projected ? window.innerWidth : width,
      window.innerHeight - (projected && touch.matches ? REACH : 0),
      { ...host.around, welcome: state.welcome && host.learning !== null },
      texts.measure,
    );
    return {
      layout: l,
      page: page(runs, state, l, acts, host, shareDialog),
      closeup: closeup(runs, state, l, acts, host),
    };
  }

  /** What is printed: the step as it is seen, in a window as the paper needs it. @returns {import("./view/print.js").Printed | null} */
  function printed() {
    if (!scenes.length) return null;
    const [runs, view] = [seen(state), state.view === "compare" ? "compare" : "page"];
    const step = leading(runs).steps[state.index];
    const around = { panels: 0, controls: false };
    const laid = (/** @type {number} */ width, /** @type {number} */ height) =>
      layout(leading(runs), step, view, width, height, around, texts.measure);
    return { scenes: runs, state, layout: laid, act: acts, host };
  }

  /** What it depends on, beside the scenes and the size. @param {State} state */
  const key = (state) => JSON.stringify(state);

  /** Make ready the step that follows in the direction of the last one. It would have the answer to a question. */
  function prepare() {
    if (hidden(scenes, state)) return;
    const next = { ...state, index: state.index + state.direction };
    if (width && leader(scenes, state).steps[next.index]) close.prepare(key(next), () => pictureOf(next));
  }

  /** Do what an action says: the state it makes is drawn, written, reported. @param {import("./model.js").Action & {jump?: boolean}} action */
  function act(action) {
    const before = state;
    state = reduce(scenes, before, action);
    if (!state.playing) stop();
    if (MOVED.some((name) => state[name] !== before[name])) changed(before, JUMPS.includes(action.type) || action.jump);
    else if (key(state) !== key(before)) draw();
    if (state.tab !== before.tab) tell(false);
  }

  /** @param {State} before @param {boolean} [jump] */
  function changed(before, jump) {
    motion.finish();
    announce(""); // what was said of the step before is not so here
    draw();
    tell(Boolean(jump));
    clearTimeout(quiet);
    resting.stop();
    const by = state.index - before.index;
    if (state.view === before.view && by === state.direction) prepare();
    const told = !by && hidden(scenes, before) && !hidden(scenes, state);
    if (state.view === before.view && (by === 1 || told)) moveFrom(stepOf(scenes, before));
    if (!state.playing) quiet = window.setTimeout(rest, AT_REST); // else by the time it were said, the next step is on
  }

  /** Write what is on screen into the address, and report it. @param {boolean} jump */
  function tell(jump) {
    const place = placeOf(scenes, state);
    const { at, unit, example, column, tab, stop } = place;
    if (jump) titles.flush(); // an entry of the history keeps the title of its own step
    host.address?.write(place, jump);
    titles.write(titleWords(leading(seen(state)), state.index), jump);
    const panel = hidden(scenes, state) ? "code" : tab; // what the host's panels show would tell the answer
    host.report("shown", { id: opened, at, unit, example, column, tab: panel, stop, playing: state.playing });
  }

  /** Where the strip does not show every column, it goes along. @param {Step} left */
  function moveFrom(left) {
    const columns = left.t && step().t ? step().t - left.t : 0;
    if (room && !hidden(scenes, state))
      motion = move(root, step(), scenes[0].problem.states, columns * room.strip.p, state.still);
  }

  function rest() {
    speak();
    resting = pulses(root, step(), state.still);
    prepare();
  }

  /** One polite live region says each step that rests. The slider, where it has the focus, has said the headline. */
  function speak() {
    const slider = document.activeElement?.matches(".rail");
    const runs = seen(state);
    const isHidden = hidden(scenes, state);
    const guess = host.learning?.spokenGuess(runs[0], asking(scenes, state), isHidden, state) ?? "";
    const stop = shownStop(scenes, state);
    if (isHidden) return announce(slider ? guess : [spokenWhere(runs, step().at), guess].join(" "));
    announce([guess, spokenStep(runs, step().at, state, !slider, stop)].filter(Boolean).join(" "));
  }

  /** @param {string} text */
  function announce(text) {
    const live = root.querySelector("[aria-live]");
    if (live) live.textContent = text;
  }

  /** Nothing goes on by itself. */
  function stop() {
    clearTimeout(timer);
    plays += 1;
  }

  function play() {
    act({ type: "play" });
    if (state.playing) playOn();
  }

  /** When this step has moved, and after a pause, the next. */
  async function playOn() {
    const mine = plays;
    await motion.ended;
    if (mine !== plays) return; // it was paused
    timer = window.setTimeout(() => {
      act({ type: "advance" });
      if (state.playing) playOn();
    }, PAUSE / state.speed);
  }

  /** @satisfies {import("./view/page.js").Acts & Record<import("./keys.js").Does, (key: string) => void>} */
  const acts = {
    forward: () => act({ type: "step", by: 1 }),
    back: () => act({ type: "step", by: -1 }),
    nextTimestep: () => act({ type: "timestep", by: 1 }),
    previousTimestep: () => act({ type: "timestep", by: -1 }),
    play,
    first: () => act({ type: "first" }),
    last: () => act({ type: "last" }),
    green: () => act({ type: "green" }),
    nextUnit: () => act({ type: "unit", by: 1 }),
    previousUnit: () => act({ type: "unit", by: -1 }),
    classroom: () => classroom(state.view !== "classroom"),
    lookNext: () => told.look(1),
    lookPrevious: () => told.look(-1),
    lookedAt: () => pick({ target: told.looked() }),
    guess: (/** @type {string} */ key) => act({ type: "guess", choice: "abcd".indexOf(key.toLowerCase()) }),
    help,
    speed: () => act({ type: "speed" }),
    closeNotes() {
      act({ type: "close notes" });
      focus('[data-act="play"]'); // the button that had the focus is gone
    },
    /** @param {Event} event */
    letters({ target }) {
      const { checked } = /** @type {HTMLInputElement} */ (target);
      keepLetters(checked);
      act({ type: "letters", on: checked });
    },
    right: () => host.report("mistake", ""),
    compare: () => host.report("view", state.view === "compare" ? "page" : "compare"),
    share: () => share("ways"),
    closeTable: () => act({ type: "numbers", on: false }),
    code: () => share(host.server && !state.sharing ? "code" : ""),
    nextStop,
    previousStop: () => goToStop((awaited || state.stop) - 1),
    thisStop: () => goToStop(state.stop),
    leaveWalk: () => host.report("stop", "0"),
    nextWalk: () => host.report("walk", state.taken?.next ?? FIRST_WALK),
    drag,
    pick,
    chosen,
    tab,
    column,
  };

  /** After the last stop the walk has been taken. */
  function nextStop() {
    const { taken } = state;
    const stop = awaited || state.stop;
    if (!taken) return;
    if (!awaited && hidden(scenes, state)) return acts.forward(); // first the answer
    if (stop < taken.stops.length) return goToStop(stop + 1);
    host.learning?.keepWalked(taken.id);
    act({ type: "finish" });
  }

  /** A stop with another run is the host's to open. @param {number} number */
  function goToStop(number) {
    const { taken } = state;
    const stop = taken?.stops[number - 1];
    if (!taken || !stop) return;
    const here = stop.run === taken.stops[state.stop - 1].run && stop.mistake === mistakeOf(scenes);
    if (!here || awaited) {
      awaited = number;
      return host.report("stop", String(number));
    }
    act({ type: "stop", stop: number, jump: true });
    if (state.playing) playOn();
  }

  /** @param {boolean} on */
  function classroom(on) {
    if (!host.can.classroom) return;
    if (on && document.fullscreenEnabled) document.documentElement.requestFullscreen().catch(() => {});
    else if (document.fullscreenElement) document.exitFullscreen();
    const button = document.activeElement?.matches('[data-act="leave"]');
    act({ type: "classroom", on });
    if (button && !on) focus('[data-act="classroom"]'); // the one that had the focus is gone
  }

  /** Dialogs are the browser's: one takes the focus, keeps it, scrolls, and gives the focus back. */
  /** @param {string} name */
  const dialog = (name) => /** @type {HTMLDialogElement} */ (root.querySelector(`dialog.${name}`));
  const isOver = () => root.querySelector("dialog[open]") !== null;

  function help() {
    const keys = dialog("keys");
    if (keys.open) keys.close();
    else keys.showModal();
  }

  /** @param {import("./model.js").Sharing} what */
  const share = (what) => act({ type: "share", what });

  function openOrShut() {
    show(dialog("share"), Boolean(state.sharing), "dialog.share li button"); // what most come for; `autofocus` would say so itself, and complain in a frame
    show(dialog("numbers-table"), state.numbers, "dialog.numbers-table button");
  }

  /** @param {HTMLDialogElement | null} dialog @param {boolean} open @param {string} first what has the focus then */
  function show(dialog, open, first) {
    if (!dialog || dialog.open === open) return;
    if (!open) return dialog.close();
    dialog.showModal();
    focus(first);
  }

  /** @param {string} selector */
  function focus(selector) {
    const element = root.querySelector(selector);
    if (element instanceof HTMLElement) element.focus();
  }

  /** Nothing moves, and what pulses is gone: it is no part of a step's picture. */
  function settle() {
    motion.finish();
    resting.stop();
  }

  /** @param {PointerEvent} event */
  function drag(event) {
    const rail = /** @type {HTMLElement} */ (event.currentTarget);
    const layout = room;
    if (event.button || !layout) return;
    /** @param {PointerEvent} e */
    const move = (e) => {
      const box = rail.getBoundingClientRect();
      const scale = box.width / rail.offsetWidth || 1;
      const [x, y] = [(e.clientX - box.left) / scale, (e.clientY - box.top) / scale];
      act({ type: "go", index: nearest(leader(scenes, state), layout.rail, x, y) });
    };
    rail.setPointerCapture(event.pointerId);
    rail.onpointermove = move;
    rail.onpointerup = rail.onpointercancel = () => {
      rail.onpointermove = null;
    };
    move(event);
  }

  /** To the step of a quantity in the strip, if it is one; a finger cannot point at it, so there it is said what it is.
   * @param {EventTarget | null} target */
  function goTo(target) {
    const drawn = dataOf(target, ".strip [data-quantity][data-t]");
    const { steps } = leader(scenes, state);
    const index = drawn ? steps.findIndex((s) => s.quantity === drawn.quantity && String(s.t) === drawn.t) : -1;
    if (!drawn || index < 0) return false;
    act({ type: "go", index, jump: true });
    if (pointer === "touch") told.light(told.drawn(drawn.quantity, drawn.t));
    return true;
  }

  /** A click on a choice is a guess, on a quantity in the strip goes to its step; a switch leaves one out; a number or square chooses its
   * unit and example, of a weight its column. @param {Pick<Event, "target">} event */
  function pick({ target }) {
    const choice = dataOf(target, "[data-choice]")?.choice;
    if (choice) return act({ type: "guess", choice: Number(choice) });
    if (goTo(target)) return;
    if (dataOf(target, "[data-act=numbers]")) return act({ type: "numbers", on: true });
    const out = dataOf(target, "[data-mistake]")?.mistake;
    if (out !== undefined) return host.report("mistake", out);
    const entry = dataOf(target, "[data-unit], [data-example]");
    if (entry) act({ type: "entry", ...entry, column: dataOf(target, "[data-column]")?.column });
  }

  /** @param {Event} event */
  function chosen({ target }) {
    const list = /** @type {HTMLSelectElement} */ (target);
    const what = /** @type {"unit" | "example" | "column"} */ (list.dataset.choose);
    act({ type: "choose", what, value: Number(list.value) });
    if (pointer) list.blur(); // the keys belong to the player again
  }

  /** @param {Event} event */
  function tab({ target }) {
    const radio = /** @type {HTMLInputElement} */ (target);
    act({ type: "tab", tab: radio.value });
    if (pointer) radio.blur();
  }

  /** Before a dialog no key acts but the one that has opened it. @param {string} does */
  const shuts = (does) => (does === "help" && dialog("keys").open) || (does === "code" && state.sharing === "code");

  /** Does a key do nothing now? Where nothing is asked, its letters are anybody's. @param {string} does */
  const isIdle = (does) => (isOver() && !shuts(does)) || (does === "guess" && !hidden(scenes, state));

  /** @param {PointerEvent} event */
  function pointed(event) {
    pointer = event.pointerType === "touch" ? "touch" : "mouse";
    handMoved();
    const strip = event.target instanceof Element && event.target.closest(".strip");
    finger =
      strip && event.pointerType === "touch" ? { id: event.pointerId, x: event.clientX, y: event.clientY } : null;
  }

  /** On a projector the pointer and the buttons are there while a hand moves. */
  function handMoved() {
    if (state.view !== "classroom") return;
    clearTimeout(hand);
    root.dataset.hand = "";
    hand = window.setTimeout(() => delete root.dataset.hand, HAND);
  }

  /** A finger across the strip goes to the column beside. @param {PointerEvent} event */
  function lifted({ pointerId, clientX, clientY }) {
    const way = finger?.id === pointerId ? swept(clientX - finger.x, clientY - finger.y) : 0;
    finger = null;
    if (way) column(way > 0 ? -1 : 1);
  }

  /** To the column beside, if there is one: the same quantity there, in this pass. @param {1 | -1} by */
  function column(by) {
    const { phase, t, quantity } = step();
    const { steps } = leader(scenes, state);
    const index = steps.findIndex((one) => one.phase === phase && one.quantity === quantity && one.t === t + by);
    if (index >= 0) act({ type: "go", index });
  }

  /** @param {KeyboardEvent} event */
  function pressed(event) {
    pointer = "";
    if (!scenes.length || event.defaultPrevented) return;
    if (event.key === "Escape" && state.view === "classroom" && !isOver()) return classroom(false);
    if (!isOver() && told.takes(event)) return;
    const key = action(event, root, state.letters, Boolean(state.taken));
    if (!key || isIdle(key.does)) return;
    event.preventDefault();
    if (event.repeat && !key.repeats) return;
    motion.finish();
    acts[key.does](event.key);
  }

  /** The browser keeps Esc for itself while the screen is full; the page only hears that it no longer is. */
  function unfilled() {
    if (document.fullscreenElement || state.view !== "classroom") return;
    if (state.sharing) share("");
    else classroom(false);
  }

  /** Reduced motion can be switched on while the page is open. */
  function calmed() {
    motion.finish();
    resting.stop();
    state = { ...state, still: calm.matches };
    redraw();
  }

  function redraw() {
    if (!scenes.length) return;
    const lit = root.dataset.lit && document.activeElement;
    close.forget(); // it has the size of before
    draw();
    prepare();
    if (lit) told.attend({ target: lit }); // what has the focus is still told about
  }

  tellAligned();
  const texts = measuring(root, redraw);
  const sized = new ResizeObserver(() => {
    if (root.clientWidth === width) return;
    width = root.clientWidth;
    redraw();
  });
  sized.observe(root);
  /** @param {EventTarget} target @param {string} type @param {(event: any) => void} does @param {boolean} [capture] */
  const on = (target, type, does, capture = false) =>
    target.addEventListener(type, does, { signal: life.signal, capture });
  on(root, "pointerover", told.point);
  on(root, "focusin", told.attend);
  on(root, "focusout", told.away);
  on(root, "pointerleave", told.linger);
  on(root, "pointerdown", pointed, true);
  on(root, "pointermove", handMoved);
  on(root, "pointerup", lifted);
  on(host.keys === "window" ? window : root, "keydown", pressed);
  on(window, "resize", redraw);
  on(document, "fullscreenchange", unfilled);
  on(calm, "change", calmed);
  host.printing?.(life.signal, printed);

  return {
    /** The runs to show, and a command to open a place (random id, done once).
     * @param {Scene[]} given the right run, if two are to be compared, and the run itself @param {Command} command */
    update(given, command) {
      width ||= root.clientWidth;
      scenes = given;
      if (command.id === opened) {
        // nothing new to open
        state = { ...state, ...offered(command.tabs ?? state.tabs, state.tab) };
        draw();
        prepare();
        host.address?.write(placeOf(scenes, state), false);
        return;
      }
      const first = opened === "";
      awaited = 0;
      opened = command.id;
      stop();
      state = open(scenes, command, {
        ...state,
        notes: command.notes,
        welcome: Boolean(command.welcome),
        sharing: "",
        numbers: false,
        copied: null,
      });
      changed(state, !first && command.jump);
    },
    /** @param {boolean} on */
    dark: (on) => root.classList.toggle("dark", on),
    /** After this nothing moves, speaks or listens. */
    destroy() {
      life.abort();
      sized.disconnect();
      texts.stop();
      told.stop();
      titles.forget();
      stop();
      clearTimeout(quiet);
      clearTimeout(hand);
      motion.finish();
      resting.stop();
      close.forget();
      width = 0;
      render(nothing, root);
      delete root.dataset.at;
      delete root.dataset.view;
      delete root.dataset.hand;
    },
  };
}
