// What a press or a click does to what is on screen: state and actions, pure. Nothing here knows of a page.
import { leading } from "./runs.js";

/** @import { Ask, Scene, Step, Stop, Walk } from "./scene" */

export const SPEEDS = [1, 2, 0.5];
const NEAR = 8; // steps: so far a walk is played to its next stop; further on it jumps
/** What is chosen of a question's answers, where it is none of them: they are still to be guessed, or it was looked at without a guess. */
export const HIDDEN = -1;
const SEEN = -2;

/** A step, and which entry is followed; `column` 0 is the one that is followed unless somebody chose; the walk that is taken, or "", and
 * its `stop`, from 1.
 * @typedef {{at: string, unit: number, example: number, column: number, view: View, tab: string, walk: string, stop: number}} Place
 * @typedef {"page" | "classroom" | "compare"} View
 * @typedef {Omit<Place, "at" | "walk"> & {index: number, direction: 1 | -1, playing: boolean, speed: number, still: boolean, letters: boolean,
 *   tabs: [key: string, label: string, about?: string][], notes: string[], sharing: Sharing, numbers: boolean, copied: null | Copied, before: View, ask: Ask | null, chosen: number,
 *   taken: Walk | null, going: number, skipped: number, finished: boolean, guesses: Record<number, number>, welcome: boolean}} State
 *   `index` counts the steps of the run that leads; `direction` is where the last step went; `tabs` are those that are offered, each perhaps with what one gets there, of which `tab` is
 *   open; `sharing`, what of that dialog is open, and `numbers` whether that of a step's numbers is; `before`, the view to which the classroom leads back; `ask`, a question at its own place, and
 *   which of its answers was `chosen`; the walk that is `taken`, the stop that it is `going` to, how many steps it has `skipped` on the way to
 *   this one, whether its last stop has been left, and by stop the first of all `guesses` there
 * @typedef {"" | "ways" | "code"} Sharing
 * @typedef {{what: string, how: "done" | "select" | "refused", says: string}} Copied what was copied in it, is selected to be copied by
 *   hand, or cannot be: then it `says` what to do
 * @typedef {{type: "step" | "timestep" | "unit", by: 1 | -1}
 *   | {type: "go", index: number}
 *   | {type: "first" | "last" | "green" | "play" | "pause" | "advance" | "speed" | "close notes"}
 *   | {type: "tab", tab: string}
 *   | {type: "share", what: Sharing}
 *   | {type: "choose", what: "unit" | "example" | "column", value: number}
 *   | {type: "entry", unit?: string, example?: string, column?: string}
 *   | {type: "classroom" | "letters" | "still" | "numbers", on: boolean}
 *   | {type: "guess", choice: number}
 *   | {type: "copied"} & Copied
 *   | {type: "stop", stop: number}
 *   | {type: "finish"}} Action
 */

/** The runs that are drawn: two stand side by side in one view; every other view shows the last, the run itself.
 * @param {Scene[]} scenes the right run, if it is there, and the run itself @param {View} view */
export const shown = (scenes, view) => (view === "compare" ? scenes : scenes.slice(-1));

/** The run whose steps are taken. @param {Scene[]} scenes @param {State} state */
export const leader = (scenes, { view }) => leading(shown(scenes, view));

/** The step that is shown. @param {Scene[]} scenes @param {State} state */
export const stepOf = (scenes, state) => leader(scenes, state).steps[state.index];

/** The question at the place that is shown, if there is one: of this run, step and entry. @param {Scene[]} scenes @param {State} state */
export function asking(scenes, state) {
  const { ask, unit, example, column, view } = state;
  if (!ask || view === "compare" || ask.run !== (leader(scenes, state).mistake?.name ?? "")) return null;
  const here = ask.at === stepOf(scenes, state).at && ask.unit === unit;
  return here && ask.example === example && ask.column === column ? ask : null;
}

/** Is it still to be guessed? @param {Scene[]} scenes @param {State} state */
export const hidden = (scenes, state) => state.chosen === HIDDEN && asking(scenes, state) !== null;

/** @param {Scene[]} scenes @param {State} state @returns {Place} */
export function placeOf(scenes, state) {
  const { unit, example, column, view, tab, taken, stop } = state;
  return { at: stepOf(scenes, state).at, unit, example, column, view, tab, walk: taken?.id ?? "", stop };
}

/** The stop of the walk that is taken, if one is. @param {Pick<State, "taken" | "stop">} state */
const stopOf = ({ taken, stop }) => taken?.stops[stop - 1];

/** The same where what is shown is what it speaks of. @param {Scene[]} scenes @param {State} state @returns {Stop | undefined} */
export function shownStop(scenes, state) {
  const stop = stopOf(state);
  const shown = [stepOf(scenes, state).at, String(state.unit), String(state.example), mistakeOf(scenes)];
  const { at, unit, example } = stop?.place ?? {};
  return [at, unit, example, stop?.mistake].every((said, i) => said === shown[i]) ? stop : undefined;
}

/** The mistake of the run itself, or "". @param {Scene[]} scenes */
export const mistakeOf = (scenes) => scenes[scenes.length - 1].mistake?.name ?? "";

/** The tabs, and the open one: the first, where another is not among them.
 * @param {State["tabs"]} tabs @param {unknown} tab @returns {Pick<State, "tab" | "tabs">} */
export function offered(tabs, tab) {
  const [open] = tabs.find(([key]) => key === tab) ?? tabs[0];
  return { tabs, tab: open };
}

/** Open a place: anybody may have written it, so whatever is not there is the nearest that is.
 * @param {Scene[]} scenes @param {{[key in keyof Place]?: unknown} & {tabs?: State["tabs"], taken?: Walk | null, ask?: Ask | null}} place perhaps with the tabs that are offered there, the walk that is taken, and a question or none @param {State} state that of before: what a place does not say stays
 * @returns {State} */
export function open(scenes, place, state) {
  const { n_a, m } = scenes[0].problem;
  const values = Object.values(scenes[0].values);
  const widest = Math.max(...values.map(({ columns }) => columns));
  /** @param {unknown} value @param {number} least @param {number} most */
  const whole = (value, least, most) => Math.min(Math.max(Math.trunc(Number(value)) || least, least), most);
  const compared = place.view === "compare" && scenes.length > 1;
  /** @type {View} */
  const alone = place.view === "classroom" ? "classroom" : "page";
  const view = compared ? "compare" : alone;
  const index = indexOf(scenes, view, place.at);
  const selection = {
    unit: whole(place.unit, 1, n_a),
    example: whole(place.example, 1, m),
    column: whole(place.column, 0, widest),
  };
  return {
    ...state,
    ...selection,
    ...offered(place.tabs ?? state.tabs, place.tab),
    ...questionOf(place, state),
    view,
    before: compared ? "compare" : "page",
    index,
    playing: false,
    taken: place.taken ?? null,
    stop: whole(place.stop, 1, place.taken?.stops.length ?? 1),
    going: 0,
    skipped: 0,
    finished: false,
  };
}

/** What is asked at a place, and what somebody has guessed there before on the same walk. @param {{taken?: Walk | null, stop?: unknown, ask?: Ask | null}} place
 * @param {State} state */
function questionOf({ taken, stop, ask }, state) {
  const guesses = taken && taken.id === state.taken?.id ? state.guesses : {};
  if (ask === undefined) return { guesses };
  return { guesses, ask, chosen: (taken && guesses[Number(stop) || 1]) ?? HIDDEN };
}

/** @param {State["still"]} still @param {boolean} letters @returns {State} what is so before anything is opened */
export const begin = (still, letters) => ({
  index: 0,
  unit: 1,
  example: 1,
  column: 0,
  tab: "code",
  tabs: [["code", "Code"]],
  view: "page",
  before: "page",
  direction: 1,
  playing: false,
  speed: SPEEDS[0],
  still,
  letters,
  notes: [],
  sharing: "",
  numbers: false,
  copied: null,
  ask: null,
  chosen: HIDDEN,
  taken: null,
  stop: 1,
  going: 0,
  skipped: 0,
  finished: false,
  guesses: {},
  welcome: false,
});

/** What an action makes of a state. @param {Scene[]} scenes @param {State} state @param {Action} action @returns {State} */
export function reduce(scenes, state, action) {
  if (action.type === "guess") return guessed(scenes, state, action.choice);
  const next = atQuestion(scenes, state, action) ?? done(scenes, state, action);
  return next.playing && hidden(scenes, next) ? paused(next) : next;
}

/** @param {Scene[]} scenes @param {State} state @param {number} choice @returns {State} */
function guessed(scenes, state, choice) {
  if (!hidden(scenes, state) || !asking(scenes, state)?.choices[choice]) return state;
  return { ...state, chosen: choice, guesses: { [state.stop]: choice, ...state.guesses } };
}

/** What an action does at a question, if it does there something of its own. Before the answer there is one step more: forward shows
 * it, back hides it again and forgets what was chosen. Meanwhile the entry stays that which is asked for.
 * @param {Scene[]} scenes @param {State} state @param {Action} action @returns {State | null} */
function atQuestion(scenes, state, action) {
  if (!asking(scenes, state)) return null;
  if (hidden(scenes, state)) {
    if (isForward(action)) return { ...paused(state), chosen: SEEN };
    return ["unit", "choose", "entry"].includes(action.type) ? state : null;
  }
  return action.type === "step" && action.by < 0 ? { ...paused(state), chosen: HIDDEN } : null;
}

/** @param {Action} action */
const isForward = (action) =>
  action.type === "play" || ((action.type === "step" || action.type === "timestep") && action.by > 0);

/** @param {Scene[]} scenes @param {State} state @param {Exclude<Action, {type: "guess"}>} action @returns {State} */
function done(scenes, state, action) {
  const last = leader(scenes, state).steps.length - 1;
  switch (action.type) {
    case "step":
      return moved(state, state.index + action.by, last);
    case "advance":
      return state.playing ? advanced(scenes, state, last) : state;
    case "timestep":
      return moved(state, otherTimestep(scenes, state, action.by), last);
    case "go":
      return moved(state, action.index, last);
    case "first":
      return moved(state, 0, last);
    case "last":
      return moved(state, last, last);
    case "green":
      return moved(state, greenNext(scenes, state), last);
    case "play":
      return state.playing
        ? paused(state)
        : { ...moved(state, state.index === last ? 0 : state.index, last), playing: true };
    case "pause":
      return paused(state);
    case "unit":
      return { ...state, unit: next(state.unit, action.by, scenes[0].problem.n_a) };
    case "choose":
      return chosen(scenes, state, action);
    case "entry":
      return entry(scenes, state, action);
    case "classroom":
      return viewed(scenes, state, action.on);
    case "speed":
      return { ...state, speed: SPEEDS[(SPEEDS.indexOf(state.speed) + 1) % SPEEDS.length] };
    case "close notes":
      return { ...state, notes: [], welcome: false };
    case "tab":
      return { ...state, tab: action.tab };
    case "share":
      return { ...paused(state), sharing: action.what, copied: null };
    case "stop":
      return walkedTo(scenes, state, action.stop, last);
    case "finish":
      return { ...paused(state), finished: true };
    case "copied":
      return { ...state, copied: { what: action.what, how: action.how, says: action.says } };
    default:
      return { ...state, [action.type]: action.on };
  }
}

/** The step with an address; the first one, where the run has no such step. @param {Scene[]} scenes @param {View} view
 * @param {unknown} at */
const indexOf = (scenes, view, at) =>
  Math.max(
    find(leading(shown(scenes, view)), (step) => step.at === at),
    0,
  );

/** At another step; a hand that moves stops the play. @param {State} state @param {number} to @param {number} last */
function moved(state, to, last) {
  const index = Math.min(Math.max(to, 0), last);
  const by = index - state.index;
  return {
    ...paused(state),
    index,
    direction: by === 1 || by === -1 ? by : state.direction,
    skipped: 0,
    finished: false,
    welcome: false,
  };
}

/** @param {State} state */
const paused = (state) => (state.playing ? { ...state, playing: false, going: 0 } : state);

/** The next step of a play; one that goes to a stop ends there. @param {Scene[]} scenes @param {State} state @param {number} last */
function advanced(scenes, state, last) {
  const next = moved(state, state.index + 1, last);
  const goal = state.taken?.stops[state.going - 1];
  if (!goal) return { ...next, playing: next.index < last };
  const there = stepOf(scenes, next).at === goal.place.at;
  return there ? arrived(next, state.going) : { ...next, playing: next.index < last, going: state.going };
}

/** At a stop, with what is asked there. @param {State} state @param {number} stop its number @returns {State} */
const arrived = (state, stop) => ({
  ...state,
  stop,
  ask: state.taken?.stops[stop - 1].ask ?? null,
  chosen: state.guesses[stop] ?? HIDDEN,
});

/** To another stop of this run: what lies between is played, if it is little and the same entry, else it is left out.
 * @param {Scene[]} scenes @param {State} state @param {number} number of the stop @param {number} last @returns {State} */
function walkedTo(scenes, state, number, last) {
  const place = state.taken?.stops[number - 1]?.place;
  if (!place) return state;
  const index = indexOf(scenes, state.view, place.at);
  const [unit, example, column] = [place.unit, place.example, place.column].map(Number);
  const by = index - state.index;
  if (unit === state.unit && example === state.example && by > 1 && by <= NEAR && number > state.stop)
    return { ...moved(state, state.index, last), playing: true, going: number };
  const tab = state.tabs.some(([key]) => key === place.tab) ? place.tab : state.tab;
  const there = { ...moved(state, index, last), unit, example, column, tab, skipped: Math.max(by - 1, 0) };
  return arrived(there, number);
}

/** Round in a circle from 1 to so many. @param {number} value @param {number} by @param {number} count */
const next = (value, by, count) => ((value - 1 + by + count) % count) + 1;

/** @param {Scene} scene @param {(step: Step) => boolean} test */
const find = ({ steps }, test) => steps.findIndex(test);

/** @param {Scene[]} scenes @param {State} state @param {Extract<Action, {type: "choose"}>} choice @returns {State} */
function chosen(scenes, state, { what, value }) {
  const { n_a, m } = scenes[0].problem;
  const bounds = { unit: [1, n_a], example: [1, m], column: [0, Infinity] };
  const [least, most] = bounds[what];
  return { ...state, [what]: Math.min(Math.max(value, least), most) };
}

/** The entry that was clicked; a column that is chosen already, as if none were.
 * @param {Scene[]} scenes @param {State} state @param {Extract<Action, {type: "entry"}>} clicked @returns {State} */
function entry(scenes, state, { unit, example, column }) {
  const { n_a, m } = scenes[0].problem;
  const at = Number(column ?? 0);
  return {
    ...state,
    unit: unit ? Math.min(Number(unit), n_a) : state.unit,
    example: example ? Math.min(Number(example), m) : state.example,
    column: at && at === state.column ? 0 : at || state.column,
  };
}

/** The classroom shows one run; who leaves it finds the page as it was before.
 * @param {Scene[]} scenes @param {State} state @param {boolean} on @returns {State} */
function viewed(scenes, state, on) {
  const { at } = stepOf(scenes, state);
  const view = on ? "classroom" : state.before;
  return {
    ...state,
    view,
    before: on && state.view !== "classroom" ? state.view : state.before,
    index: indexOf(scenes, view, at),
  };
}

/** The addition that G goes to: the first state's in this timestep; pressed there again, the next one's.
 * @param {Scene[]} scenes @param {State} state */
function greenNext(scenes, state) {
  const scene = leader(scenes, state);
  const { quantity, t, phase } = stepOf(scenes, state);
  const totals = scene.problem.states.map(({ total, name }) => total || name); // where nothing comes back, the split
  const total = totals[(totals.indexOf(quantity) + 1) % totals.length];
  const there = t || (phase === "turn" ? scene.problem.T : 1);
  return find(scene, (step) => step.quantity === total && step.t === there);
}

/** The same quantity in the neighbouring timestep of this pass, in the order of the steps; else the next pass or the end.
 * @param {Scene[]} scenes @param {State} state @param {1 | -1} by */
function otherTimestep(scenes, state, by) {
  const scene = leader(scenes, state);
  const { phase, t, quantity } = scene.steps[state.index];
  const further = t + (phase === "forward" ? by : -by);
  const same = find(scene, (step) => step.phase === phase && step.quantity === quantity && step.t === further);
  if (same >= 0 && t) return same;
  /** @param {Step} step */
  const elsewhere = (step) => step.t !== t || step.phase !== phase;
  if (by < 0)
    return Math.max(
      scene.steps.findLastIndex((step, i) => i < state.index && elsewhere(step)),
      0,
    );
  const past = scene.steps.findIndex((step, i) => i > state.index && elsewhere(step));
  return past >= 0 ? past : scene.steps.length - 1;
}
