// How the room there is is shared out: a pure function of the step, the view and the window.
import { stripGeometry } from "./geometry.js";
import { hasJunction, insideWidth } from "./junction.js";

const CLASSROOM = { width: 1920, height: 1080, strip: 400, stroke: 1.55, text: 1.66 };
const ROOMY = 1424;
const WIDE = 1264; // px: windows of 1440 and 1280 with a scrollbar
const LEAST = 280; // px: no page is composed narrower, or its parts would have less width than none
const TITLE = 34;
const BETWEEN = 32; // of two runs: what stands above each, and the room between them

/** How the header stands: with the tagline, without it, with a short Start, or in two rows, of which the page's own controls have the
 * second. The longest names of examples fit. */
function headerOf({ mistake }, inner, { controls }) {
  if (!controls && inner < 900) return inner >= 700 ? "row" : "tight";
  if (inner >= ROOMY && !mistake) return "full";
  return inner >= 1080 ? "row" : inner >= 900 && !mistake ? "tight" : "rows";
}

/** All that depends on how wide the stage is, is decided here; style sheets ask for the names of `kind` and `header`.
 * @param {any} scene @param {any} step @param {string} view @param {number} room width for the stage in px @param {number} tall height of the window
 * @param {{panels: number, controls: boolean}} around px that the host's panels take beside the close-up on a wide page; whether the header
 * leaves room for controls of the host's */
export function layout(scene, step, view, room, tall, around) {
  if (view === "classroom") return classroom(scene, step, room, tall);
  const inner = Math.max(room, LEAST);
  const kind = inner >= WIDE ? "wide" : inner >= 600 ? "narrow" : "phone";
  const pad = { wide: 40, narrow: 32, phone: 16 }[kind];
  const beside = kind === "wide" ? around.panels : 0;
  const crossing = kind === "wide" && inner < 1400 ? 0.86 : 1;
  const both = hasJunction(step) && inner >= 900;
  const strip = pageStrip(scene, step, kind, inner, stripHeight(scene, tall, kind === "wide"));
  const short = kind === "wide" && tall < 720;
  const above = strip.height + (short ? 182 : 225); // header, slider and headline
  const header = headerOf(scene, inner, around);
  if (view === "compare") return compared(scene, step, { kind, header, pad, beside, short }, inner, tall);
  const inside = kind === "wide" ? insideWidth(scene, step) : 0;
  const across = (inside || 318) * crossing;
  return {
    kind,
    header,
    pad,
    beside,
    strip,
    rail: rail(strip),
    width: inner,
    height: tall,
    zoom: 1,
    classroom: false,
    short, // header, slider and headline give way before the equation does
    runs: "",
    title: 0,
    junction: both ? { width: across, height: 330 * crossing, scale: crossing, inside: inside > 0 } : null,
    equation: {
      width: inner - 2 * pad - beside - (both ? across + 22 : 0),
      height: kind === "wide" ? tall - above : Infinity,
      scale: 1,
      form: kind === "phone" ? "phone" : "wide",
    },
  };
}

/** Two runs, side by side from 900 px, one under the other below that; one slider for both. */
function compared(scene, step, page, inner, tall) {
  const { kind, pad, beside, short } = page;
  const across = inner >= 900;
  const width = (inner - 2 * pad - beside - (across ? BETWEEN : 0)) / (across ? 2 : 1);
  const strip = pageStrip(
    scene,
    step,
    across ? "narrow" : kind,
    across ? inner / 2 : inner,
    stripHeight(scene, across ? tall - 180 : 0) + (across ? 20 : 36),
  );
  return {
    ...page,
    width: inner,
    height: tall,
    zoom: 1,
    classroom: false,
    strip,
    rail: rail(pageStrip(scene, step, kind, inner, strip.height)),
    junction: null,
    runs: across ? "across" : "under",
    title: TITLE,
    equation: {
      width,
      height: kind === "wide" ? tall - TITLE - strip.height - (short ? 182 : 225) : Infinity,
      scale: 1,
      form: width < 560 ? "phone" : "wide",
    },
  };
}

/** Composed at 1920 px and scaled as a whole, so a smaller projector shows the same picture. */
function classroom(scene, step, inner, tall) {
  const { width: full, height: high, strip: stripHeight, stroke, text } = CLASSROOM;
  const zoom = Math.min(inner / full, tall / high);
  const width = inner / zoom;
  const height = tall / zoom;
  const { T, alphabet, states } = scene.problem;
  const strip = stripGeometry({
    x0: 90,
    x1: width - 150,
    width,
    height: stripHeight,
    T,
    first: 1,
    columns: T,
    letters: Boolean(alphabet),
    scale: stroke,
    states: states.length,
  });
  const inside = insideWidth(scene, step);
  const across = (inside || 318) * text;
  const both = hasJunction(step);
  const left = height - stripHeight - 170;
  return {
    kind: "wide",
    header: "full",
    pad: 40,
    beside: 0,
    strip,
    rail: rail(strip),
    width,
    height,
    zoom,
    classroom: true,
    short: false,
    runs: "",
    title: 0,
    junction: both ? { width: across, height: Math.min(330 * text, left), scale: text, inside: inside > 0 } : null,
    equation: { width: width - 110 - (both ? across + 22 * text : 0), height: left, scale: text, form: "classroom" },
  };
}

/** What the equation leaves: down to the last row and its slope all is above the fold. Beside the drawn inside of a cell the
 * rows are higher, and the switches stand in two lines. */
function stripHeight({ problem: { n_a: units, states } }, tall, wide = false) {
  const [rest, row] = states.length > 1 && wide ? [440, 38] : [360, 32];
  return Math.min(Math.max(tall - rest - row * units, states.length > 1 ? 214 : 190), 302);
}

function pageStrip(scene, step, kind, width, height) {
  const { T, alphabet, states } = scene.problem;
  const columns = width >= 900 ? T : Math.min(T, kind === "phone" ? 2 : 4);
  const t = step.t || (step.phase === "end" ? 1 : T);
  const wanted = kind === "phone" && states.every(({ prev }) => step.quantity !== prev) ? t : t - 1;
  const [left, right] = { wide: [209, 163], narrow: [92, 56], phone: [42, 30] }[kind];
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
  });
}

/** The slider always has all columns, also where the strip shows a few. */
const rail = (strip) => stripGeometry({ ...strip, first: 1, columns: strip.T });
