// How the room there is is shared out: a pure function of the step, the view and the window.
import { stripGeometry } from "./geometry.js";
import { STAND_IN } from "./measure.js";
import { hasJunction, insideWidth } from "./view/junction.js";

/** @import { Scene, Step } from "./scene" */
/** @import { Asked, Room } from "./drawn" */
/** @import { Strip } from "./geometry.js" */
/** @import { Measure } from "./measure.js" */

/** @typedef {"wide" | "narrow" | "phone"} Kind
 * @typedef {{panels: number, controls: boolean, welcome?: boolean}} Around what stands there beside the player's own: px that the host's panels
 *   take beside the close-up on a wide page; whether the header leaves room for its controls; whether somebody is welcomed above the strip
 * @typedef {object} Layout
 * @property {Kind} kind
 * @property {"full" | "row" | "tight" | "rows"} header
 * @property {boolean} menus whether the page's own controls are in sight
 * @property {number} pad px at both sides
 * @property {number} beside px that panels take beside the close-up
 * @property {Strip} strip
 * @property {Strip} rail of the slider
 * @property {number} width
 * @property {number} height
 * @property {number} zoom
 * @property {boolean} classroom
 * @property {boolean} short header, slider and headline give way before the equation does
 * @property {boolean} low a window so low that nothing in it is fixed
 * @property {boolean} compact few columns are shown, and their letters are small
 * @property {{left: number, above: number} | null} words where headline and grey line stand beside the strip: px from the left, and above the
 *   close-up
 * @property {number} foot px that a fixed bar at the foot hides
 * @property {"" | "across" | "under"} runs how two runs stand
 * @property {number} title px above each of two runs
 * @property {{width: number, height: number, scale: number, grow: number, inside: boolean, measure: Measure} | null} junction
 * @property {Room} equation
 * @property {Measure} measure
 */

const CLASSROOM = {
  width: 1920,
  square: 1700,
  height: 1080,
  strip: 400,
  stroke: 1.55,
  text: 1.66,
  font: { text: 28, name: 36, corner: 28, tag: 28 },
};
const LEGIBLE = 0.45; // of its size
const ROOMY = 1424;
const WIDE = 1264; // px: windows of 1440 and 1280 with a scrollbar
const WELCOME = 72; // px: so much the strip grows when it goes; all below stays where it is. On a phone it stands where else the menus do
const LOW = 500; // px: a phone that is turned, a page at 200 %
const LEAST = 280; // px: no page is composed narrower, or its parts would have less width than none
const EQUATION = 360; // px that a crossing which grows leaves for the numbers beside it
const LETTERS = 0.75; // no smaller than that are its letters where it cannot grow
const PHONE = {
  words: 220,
  narrow: 375,
  line: 22,
  verdict: 130,
  bar: 96,
  row: 32,
  tall: 40,
  rows: 5,
  strip: [152, 168],
  spare: 42,
}; // px: of words and names over the numbers, mostly less by what is spare; the least for the strip, of one state and two
const TITLE = 34;
const BETWEEN = 32; // of two runs: what stands above each, and the room between them

/** Is a window large enough for the picture of the classroom? In a smaller one its letters could not be read. @param {number} width @param {number} height */
export const isProjected = (width, height) => zoomOf(width, height) >= LEGIBLE;

/** Composed at 1920x1080 and scaled as a whole. An older projector is higher for its width: there the picture is composed narrower, and so
 * its letters are larger. @param {number} width @param {number} height */
function zoomOf(width, height) {
  const { width: full, height: high, square } = CLASSROOM;
  const part = Math.min(Math.max((full / high - width / height) / (full / high - 4 / 3), 0), 1); // of the way from 16:9 to 4:3
  return Math.min(width / (full - part ** 2 * (full - square)), height / high);
}

/** How the header stands: with the tagline, without it, with a short Start, or in two rows, of which the page's own controls have the
 * second. The longest names of examples fit; in a low window they give way. @param {Scene} scene @param {number} inner @param {Around} around
 * @param {boolean} low @returns {Layout["header"]} */
function headerOf({ mistake }, inner, { controls }, low) {
  if (low && inner >= 700 && !mistake) return "tight";
  if (!controls && inner < 900) return inner >= 700 ? "row" : "tight";
  if (inner >= ROOMY && !mistake) return "full";
  if (inner >= 1080) return "row";
  return inner >= 900 && !mistake ? "tight" : "rows";
}

/** @param {number} inner @returns {Kind} */
function kindOf(inner) {
  if (inner >= WIDE) return "wide";
  return inner >= 600 ? "narrow" : "phone";
}

/** All that depends on how wide the player is, is decided here; style sheets ask for the names of `kind` and `header`.
 * @param {Scene} scene @param {Step} step @param {string} view @param {number} room width for the player in px @param {number} tall height
 * of the window @param {Around} around @param {Measure} [measure] of texts @returns {Layout} */
export function layout(scene, step, view, room, tall, around, measure = STAND_IN) {
  if (view === "classroom") return classroom(scene, step, room, tall, measure);
  const frame = frameOf(scene, Math.max(room, LEAST), tall, around, measure);
  return view === "compare" ? compared(scene, step, frame) : alone(scene, step, frame);
}

/** What does not depend on the step: the page around the strip and the close-up. @typedef {ReturnType<typeof frameOf>} Frame */

/** @param {Scene} scene @param {number} width @param {number} height @param {Around} around @param {Measure} measure */
function frameOf(scene, width, height, around, measure) {
  const kind = kindOf(width);
  const pad = { wide: 40, narrow: 32, phone: 16 }[kind];
  const low = kind !== "wide" && height < LOW;
  const header = headerOf(scene, width / measure.stretch, around, low);
  const short = kind === "wide" && height < 720;
  const foot = kind === "phone" && !low ? PHONE.bar + 20 : 0;
  return {
    kind,
    header,
    menus: around.controls,
    pad,
    beside: kind === "wide" ? around.panels : 0,
    width,
    height: around.welcome && kind === "narrow" ? height - WELCOME : height,
    zoom: 1,
    classroom: false,
    short,
    low,
    compact: width < 900,
    words: null,
    foot,
    measure,
    around,
  };
}

/** How much room is left under strip, header, slider and headline. @param {Frame} frame @param {number} above px of strip and titles */
const below = ({ kind, height, short }, above) => (kind === "wide" ? height - above - (short ? 188 : 225) : Infinity);

/** One run. @param {Scene} scene @param {Step} step @param {Frame} frame @returns {Layout} */
function alone(scene, step, frame) {
  if (frame.low && frame.kind === "narrow") return lying(scene, step, frame);
  const { kind, width: inner, height: tall, pad, beside, measure } = frame;
  const crossing = kind === "wide" && inner < 1400 ? 0.86 : 1;
  const phone = kind === "phone" ? phoneHeights(scene, inner, tall, frame.around) : null;
  const room = phone?.strip ?? stripHeight(scene, tall, kind === "wide");
  const strip = pageStrip(scene, step, frame.compact ? "phone" : kind, inner, room, measure);
  const inside = kind === "wide" ? insideWidth(scene, step) : 0;
  const free = inner - 2 * pad - beside;
  const grown = hasJunction(step) && inner >= 900 ? grownCrossing(inside || 318, crossing, free, measure) : null;
  return {
    ...frame,
    strip,
    rail: rail(strip),
    runs: "",
    title: 0,
    junction: grown && { ...grown, inside: inside > 0 },
    equation: {
      width: free - (grown ? grown.width + 22 : 0),
      height: below(frame, strip.height),
      rows: phone?.rows,
      scale: 1,
      form: phone ? "phone" : "wide",
      measure,
    },
  };
}

const COLUMN = 132; // px: a narrower column has no names
const SIDE = 26; // px: what says how many columns are not in sight
const BAR = { height: 70, left: 232, right: 180 }; // px: the row of buttons, slider and count

/** One run in a window that is wide and low: a few columns, headline and grey line beside them, buttons and slider in one row below.
 * @param {Scene} scene @param {Step} step @param {Frame} frame @returns {Layout} */
function lying(scene, step, frame) {
  const { header, width, height, pad, measure } = frame;
  const above = header === "rows" ? 110 : 66;
  const tall = Math.min(Math.max(height - above - BAR.height - 64, scene.problem.states.length > 1 ? 184 : 160), 302);
  const strip = pageStrip(scene, step, "phone", Math.round(0.56 * width), tall, measure);
  const hidden = strip.columns < strip.T ? SIDE : 0;
  const free = width - 2 * pad;
  return {
    ...frame,
    compact: true,
    strip,
    rail: rail({ ...strip, x0: BAR.left, x1: width - BAR.right, width }),
    words: { left: strip.width + 16, above: strip.height + hidden + BAR.height },
    runs: "",
    title: 0,
    junction: null,
    equation: { width: free, height: Infinity, scale: 1, form: "wide", measure },
  };
}

/** How many times as much room texts need as in our own fonts, at least once. @param {Measure} measure */
const growth = ({ stretch, line }) => Math.max(1, stretch, line / STAND_IN.line);

/** A crossing so wide at scale 1, in which texts have more room where they are wider or taller than in our own fonts: it grows as far as
 * there is width, and for the rest its letters are smaller.
 * @param {number} width @param {number} scale @param {number} free @param {Measure} measure */
function grownCrossing(width, scale, free, measure) {
  const grow = growth(measure);
  const most = Math.max((free - EQUATION) / (width * scale), (LETTERS * grow) / scale, 1);
  const by = Math.min(grow, most);
  return { width: width * scale * by, height: 330 * scale * by, scale: (scale * by) / grow, grow, measure };
}

/** Two runs, side by side from 900 px, one under the other below that; one slider for both.
 * @param {Scene} scene @param {Step} step @param {Frame} frame @returns {Layout} */
function compared(scene, step, frame) {
  const { width: inner, height: tall, pad, beside, measure } = frame;
  const room = inner - 2 * pad - beside;
  if (inner < 900) {
    const strip = pageStrip(scene, step, "phone", inner, stripHeight(scene, 0) + 36, measure);
    return twice(scene, step, frame, "under", strip, room);
  }
  const strip = pageStrip(scene, step, "narrow", inner / 2, stripHeight(scene, tall - 180) + 20, measure);
  return twice(scene, step, frame, "across", strip, (room - BETWEEN) / 2);
}

/** @param {Scene} scene @param {Step} step @param {Frame} frame @param {"across" | "under"} runs @param {Strip} strip
 * @param {number} width of each run @returns {Layout} */
function twice(scene, step, frame, runs, strip, width) {
  return {
    ...frame,
    strip,
    rail: rail(pageStrip(scene, step, frame.compact ? "phone" : frame.kind, frame.width, strip.height, frame.measure)),
    runs,
    title: TITLE,
    junction: null,
    equation: {
      width,
      height: below(frame, TITLE + strip.height),
      scale: 1,
      form: width < 560 ? "phone" : "wide",
      measure: frame.measure,
    },
  };
}

/** The picture for a projector; a smaller one shows the same.
 * @param {Scene} scene @param {Step} step @param {number} inner @param {number} tall @param {Measure} measure @returns {Layout} */
function classroom(scene, step, inner, tall, measure) {
  const { stroke, text } = CLASSROOM;
  // Texts that are wider or taller than in our own fonts have a larger picture to stand in, which is shown smaller.
  const grow = growth(measure);
  const zoom = zoomOf(inner, tall) / grow;
  const { T, alphabet, states } = scene.problem;
  const width = inner / zoom;
  const height = tall / zoom;
  const more = Math.max(height - CLASSROOM.height * grow, 0) / 2;
  const full = (CLASSROOM.strip * (1 + grow)) / 2 + more; // the equation needs most of what texts need more
  const stripHeight = full - (hasLongChoices(scene, step) && step.operands.length > 3 ? 104 : 0);
  const strip = stripGeometry({
    x0: 310,
    x1: width - 215 * measure.stretch,
    width,
    height: stripHeight,
    T,
    first: 1,
    columns: T,
    letters: Boolean(alphabet),
    scale: stroke,
    states: states.length,
    measure,
    font: CLASSROOM.font,
  });
  const inside = insideWidth(scene, step);
  const across = (inside || 318) * text;
  const both = hasJunction(step) && !hasLongChoices(scene, step);
  const left = height - stripHeight - 200 * grow;
  return {
    kind: "wide",
    header: "full",
    menus: false,
    pad: 40,
    beside: 0,
    strip,
    rail: rail(strip),
    width,
    height,
    zoom,
    classroom: true,
    short: false,
    low: false,
    compact: false,
    words: null,
    foot: 0,
    runs: "",
    title: 0,
    measure,
    junction: both
      ? { width: across, height: Math.min(330 * text, left + 30), scale: text, grow: 1, inside: inside > 0, measure }
      : null,
    equation: {
      width: width - 110 - (both ? across + 22 * text : 0),
      height: left,
      scale: text,
      form: "classroom",
      measure,
    },
  };
}

/** Do a question's choices need the whole width? They are lines of code, but at a state's plus. @param {Scene} scene @param {Step & Asked} step */
const hasLongChoices = ({ problem: { states } }, { asked, quantity }) =>
  asked === true && states.every(({ total }) => total !== quantity);

/** What the equation leaves: down to the last row and its slope all is above the fold. Beside the drawn inside of a cell the
 * rows are higher, and the switches stand in two lines. @param {Scene} scene @param {number} tall @param {boolean} [wide] */
function stripHeight({ problem: { n_a: units, states } }, tall, wide = false) {
  const [rest, row] = states.length > 1 && wide ? [440, 38] : [wide ? 360 : 392, 32];
  return Math.min(Math.max(tall - rest - row * units, states.length > 1 ? 214 : 190), 302);
}

/** @param {Scene} scene @param {Step} step @param {Kind} kind where there is little room as on a phone @param {number} width
 * @param {number} height @param {Measure} measure */
function pageStrip(scene, step, kind, width, height, measure) {
  const { T, alphabet, states } = scene.problem;
  const few = Math.min(Math.max(Math.floor((width - 82) / COLUMN), 2), 4);
  const columns = kind === "phone" ? Math.min(T, few) : T;
  const t = step.t || (step.phase === "end" ? 1 : T);
  const wanted = columns === 2 && states.every(({ prev }) => step.quantity !== prev) ? t : t - 1;
  const { stretch } = measure; // texts stand at both sides; to the right of a phone's only what has its own room
  const sides = {
    wide: [209 * stretch, 163 * stretch],
    narrow: [92 * stretch, 56 * stretch],
    phone: [52 * stretch, 30],
  };
  const [left, right] = sides[kind];
  return stripGeometry({
    x0: left,
    x1: width - right,
    width,
    height,
    T,
    states: states.length,
    first: Math.min(Math.max(wanted, 1), T - columns + 1),
    columns,
    letters: Boolean(alphabet),
    scale: kind === "phone" ? 0.8 : 1,
    measure,
    font: kind === "phone" ? { text: 14, name: 16, corner: 12, tag: 14 } : { text: 16, name: 20, corner: 12, tag: 14 },
  });
}

/** On a phone what the sentence is about is in sight above the bar at its foot: the rows of numbers, with what stands over them. The strip
 * gives way first. @param {Scene} scene @param {number} width @param {number} tall @param {Around} around
 * @returns {{ strip: number, rows: number }} px for the strip, and for the rows */
function phoneHeights({ problem: { T, n_a, states }, mistake }, width, tall, { controls }) {
  const words = PHONE.words + (width < PHONE.narrow ? PHONE.line : 0) + (mistake ? PHONE.verdict : 0);
  const rest = (controls ? 100 : 56) + (T > 2 ? 24 : 0) + words + PHONE.bar;
  const rows = PHONE.row * (Math.min(n_a, PHONE.rows) - 1) + PHONE.tall;
  const least = PHONE.strip[states.length > 1 ? 1 : 0];
  const strip = Math.min(Math.max(tall - rest - rows, least), 302);
  return { strip, rows: tall - rest - strip + PHONE.spare };
}

/** The slider always has all columns, also where the strip shows a few. @param {Strip} strip */
const rail = (strip) => stripGeometry({ ...strip, first: 1, columns: strip.T });
