// Names and letters of the strip, in HTML over the picture.

import { textWidth } from "../measure.js";
import { entry, format } from "../numbers.js";
import { say } from "../say.js";
import { html, nothing } from "../vendor/lit-html.js";
import { drawName, drawTile } from "./draw.js";
import { columnTag, pathAt } from "./mistaken.js";
import { symbol, symbolWidth, whyNothing, zeroText } from "./rich.js";
import { says } from "./says.js";
import { endWidth, enter, laneNumber, nodeRadius, numberBeside, row, zeroEnd } from "./strip-roads.js";

/** @import { State, SymbolPart } from "../scene" */
/** @import { Strip } from "../geometry.js" */
/** @import { Context } from "./strip-roads.js" */
/** @import { NameLook, Side } from "./draw.js" */
/** @import { Content } from "../vendor/lit-html.js" */

/** A name at a point, to a tenth of a px. @param {number} x @param {number} y @param {Side} side @param {NameLook} look @param {Content} content */
const nameAt = (x, y, side, look, content) =>
  drawName([Number(x.toFixed(1)), Number(y.toFixed(1))], side, [look], content);

/** How wide words are. @param {Context} context @param {string} text @param {boolean} [bold] */
const wide = ({ g }, text, bold = false) => textWidth(g.measure, text, g.font.text, bold);

/** How wide a quantity's name is. @param {Context} context @param {SymbolPart} part */
const nameWidth = ({ scene, g }, part) => symbolWidth(g.measure, scene, part, g.font.name, g.font.corner) - 2;

/** Names and letters of one column. @param {Context} context @param {number} t */
export function columnNames(context, t) {
  const { scene, g, states } = context;
  const x = g.cx(t);
  return html`
    ${costName(context, t)}
    ${scene.problem.alphabet ? letterRow(context, t, scene.problem.alphabet) : headName(context, t)}
    ${g.large ? states.map((state, i) => stateName(context, t, state, i)) : nothing}
    ${cellName(context, t)}
    ${nameAt(x, g.y.input, "middle", "", inputText(context, t))}
    ${besideLanes(context, t)}
    ${scene.mistake ? tagOf(context, t) : nothing}
    ${states.map((state, i) => timeNames(context, t, state, i))}`;
}

/** Is the column still right? In words, if there is room for them before the next column's input. @param {Context} context @param {number} t */
function tagOf(context, t) {
  const { scene, index, now, g } = context;
  const x = g.cx(t) + (g.large ? 40 : 18) * g.scale;
  const room = Math.min(g.cx(t + 1) - Math.max(24 * g.scale, 30), g.width) - x;
  /** @param {string} words */
  const fits = (words) => g.large && textWidth(g.measure, words, g.font.tag, true) <= room;
  return nameAt(x, g.y.input, "start", "", columnTag(scene, index, now.phase, t, fits));
}

/** @param {Context} context @param {string} quantity @param {number} t @returns {"" | "later"} */
const later = ({ known }, quantity, t) => (known(quantity, t) ? "" : "later");

/** What leaves at the top: the target's letter, the cost's name and number. @param {Context} context @param {number} t */
function costName(context, t) {
  const { scene, g, now, known } = context;
  const { alphabet, text, top } = scene.problem;
  const cost = known("loss", t) && g.large ? ` = ${format(entry(scene, { value: "loss", t }, 1, 1), 2)}` : "";
  const name = html`${symbol(scene, { symbol: top, t })}${cost}`;
  const tile = html`${drawTile(text?.[t] ?? "", ["target", later(context, "loss", t)], t)}${g.large ? name : nothing}`;
  return nameAt(
    g.cx(t),
    g.y.cost,
    "middle",
    now.quantity === "J" ? "strong" : later(context, top, t),
    alphabet ? tile : name,
  );
}

/** @param {Context} context @param {number} t */
function headName(context, t) {
  const { scene, g } = context;
  const { given, top } = scene.problem;
  const name = [say("strip.head"), say("strip.head.short")].find((text) => wide(context, text) <= g.head.w - 6);
  const words = given ? says("strip.given", { name: symbol(scene, { symbol: "da", t, path: "ink" }) }) : name;
  return nameAt(g.cx(t), g.y.head, "middle", later(context, top, t), (g.large && words) || nothing);
}

/** The letters under the bars of the prediction. @param {Context} context @param {number} t @param {string[]} alphabet */
function letterRow(context, t, alphabet) {
  const { scene, g } = context;
  if (!g.large) return nothing;
  const { left, slot } = barGeometry(context, t, alphabet.length);
  const y = g.y.head + g.head.h / 2 - 9.5 * g.scale;
  const target = scene.problem.text?.[t];
  return alphabet.map((letter, i) =>
    nameAt(
      left + (i + 0.5) * slot,
      y,
      "middle",
      "",
      html`<span class=${`letter ${letter === target ? "target" : ""} ${later(context, "y", t)}`}>${letter}</span>`,
    ),
  );
}

/** Where the bars of the prediction stand in its box. @param {Context} context @param {number} t @param {number} n */
export function barGeometry({ g }, t, n) {
  const inner = g.head.w - 14 * g.scale;
  const slot = inner / n;
  const letters = (g.large ? 19 : 0) * g.scale;
  const base = g.y.head + g.head.h / 2 - letters - (g.large ? 0 : 3 * g.scale);
  return {
    left: g.cx(t) - inner / 2,
    slot,
    width: Math.min(slot * 0.62, 20 * g.scale),
    base,
    top: g.y.head - g.head.h / 2 + 6 * g.scale,
  };
}

/** A state beside its node. @param {Context} context @param {number} t @param {State} state @param {number} i */
function stateName(context, t, state, i) {
  const { scene, g, now } = context;
  const { name } = state;
  const dot = now.t === t && now.quantity === name ? g.radius.active : g.radius.dot;
  const away = nodeRadius(context, t, state) || g.lane + dot;
  const x = g.cx(t) - away - 6 * g.scale;
  const room = x - g.cx(t) + g.cell.w / 2 + (i ? -3 * g.scale : g.before - 2 * g.scale);
  const brief = (i && g.scale < 1) || nameWidth(context, { symbol: name, t }) > room;
  if (brief && i && nameWidth(context, { symbol: name }) > room) return nothing; // the box and its lanes are there
  return nameAt(
    x,
    row(g, i),
    "end",
    later(context, name, t),
    symbol(scene, brief ? { symbol: name } : { symbol: name, t }),
  );
}

/** @param {Context} context @param {number} t */
function cellName(context, t) {
  const { scene, g, now } = context;
  const { box, begins } = scene.problem;
  const here = now.t === t;
  const names = [`${box} ⟨${t}⟩`, say("strip.cell", { t }), `⟨${t}⟩`];
  const aside = g.scale > 1 ? 3 : 0;
  const room = g.cell.w - (g.measure.stretch > 1 ? 8 : aside) * g.scale; // tips of lanes touch the sides
  const name = names.find((text) => wide(context, text, true) <= room) ?? String(t);
  return nameAt(g.cx(t), g.y.name, "middle", here ? "strong" : later(context, begins, t), g.large ? name : String(t));
}

/** @param {Context} context @param {number} t */
function inputText({ scene, g }, t) {
  const { alphabet, text } = scene.problem;
  const name = symbol(scene, { symbol: "x", t });
  return alphabet ? html`${g.large ? name : nothing}${drawTile(text?.[t - 1] ?? "", [])}` : name;
}

/** In the column of the step names stand beside its short lanes, if there is room. @param {Context} context @param {number} t */
function besideLanes(context, t) {
  const { g, now } = context;
  if (now.t !== t || now.phase !== "backward")
    return html`${nothing}
    ${nothing}
    ${nothing}`;
  const roomy =
    g.large &&
    g.y.cell - g.y.node - g.cell.h / 2 - g.radius.now > Math.max(34 * g.scale, 1.6 * g.measure.line * g.font.corner);
  const above = g.y.node - g.radius.now - g.y.head - g.head.h / 2;
  return html`${roomy && above >= 2 * g.font.corner ? softmaxName(context, t) : nothing}
    ${roomy && (g.scale >= 1 || t < 10) ? totalName(context, t) : nothing}
    ${g.large ? cellGradient(context, t) : nothing}`;
}

/** @param {Context} context @param {number} t */
function softmaxName(context, t) {
  const { scene, g, known } = context;
  if (!known("da_softmax", t)) return nothing;
  const y = (g.y.head + g.head.h / 2 + g.y.node - g.radius.now) / 2 + 1;
  const x = g.cx(t) + g.lane + 12 * g.scale + softmaxNumber(context, t);
  return nameAt(x, y, "start", "", symbol(scene, { symbol: "da_softmax", t }));
}

/** The room for its number, which stands before the name. @param {Context} context @param {number} t */
function softmaxNumber(context, t) {
  const road = context.scene.roads.find((one) => one.quantity === "da_softmax" && one.t === t);
  if (!context.still || !road?.back || !laneNumber(context, road)) return 0;
  return numberBeside(context, road)[0];
}

/** @param {Context} context @param {number} t */
function totalName(context, t) {
  const { scene, g, known } = context;
  const x = g.cx(t) + g.lane + 12 * g.scale;
  if (!known("da_total", t) || meetsComing(context, t, x)) return nothing;
  const y = (g.y.node + g.radius.now + g.y.cell - g.cell.h / 2) / 2 + 2 * g.scale;
  const name = symbol(scene, { symbol: "da_total", t, path: pathAt(scene, "da_total", t) });
  return nameAt(x, y, "start", "", name);
}

/** Before the lanes to the next cell; without its t, if it is too wide for that. @param {Context} context @param {number} t */
function cellGradient(context, t) {
  const { scene, g, known } = context;
  if (!scene.symbols.dz || !known("dz", t)) return nothing;
  const x = g.cx(t) + g.cell.w / 2 + 8 * g.scale;
  const whole = { symbol: "dz", t };
  const fits = t === g.T || x + nameWidth(context, whole) <= beforeLanes(context, t);
  return nameAt(x, g.y.cell + 0.5 * g.cell.h, "start", "", symbol(scene, fits ? whole : { symbol: "dz" }));
}

/** Beside the road from the next cell: why nothing comes, what is handed in, or what comes.
 * @param {Context} context @param {number} t @param {State} state @param {number} i */
function timeNames(context, t, state, i) {
  const { scene, g } = context;
  const road = scene.roads.find((one) => one.quantity === state.time && one.t === t);
  const last = t === g.T;
  return [
    road && last ? endName(context, t, state, i) : nothing,
    state.handed && last ? laterName(context, t, state, i) : nothing,
    road && !last ? comesName(context, t, state, i) : nothing,
    landsName(context, t, state, i),
  ];
}

/** Is there room for more than a number between two columns? @param {Context} context */
const hasRoom = ({ g, states }) => g.large && !(states.length > 1 && g.scale < 1);

/** What comes back to the last step. @param {Context} context @param {number} t @param {State} state @param {number} i */
function endName(context, t, state, i) {
  const { scene, g, now, known } = context;
  if (now.phase === "forward" || !known(state.time, t)) return nothing;
  const x = zeroEnd(context, t) + 6 * g.scale;
  const y = row(g, i) + g.lane;
  /** @param {Content} text */
  const named = (text) => nameAt(x, y, "start", "path-time", text);
  if (state.handed) return named(handedText(context, state.handed));
  const nought = zeroText(scene, state.time, t);
  const [one, two] = whyNothing(scene);
  const why = now.hidden || nought !== "0" ? nothing : html`<span class="why">${one}<br>${two}</span>`;
  if (x + endWidth(scene, g) <= g.width + 8 * g.scale)
    return named(html`<b>${nought}</b>${why === nothing ? why : html`, ${why}`}`);
  const left = x - 10 * g.scale; // where there is no room beside them, once between two
  const fits = left + endWidth(scene, g) - wide(context, "0, ") <= g.width + 8 * g.scale;
  const between = fits && !i && context.states[1];
  const middle = (y + g.y.inner + g.lane) / 2;
  return [named(html`<b>${nought}</b>`), between ? nameAt(left, middle, "start", "path-time", why) : nothing];
}

/** @param {Context} context @param {string} handed */
const handedText = (context, handed) =>
  html`${symbol(context.scene, { symbol: handed })}${hasRoom(context) && !context.now.hidden ? html`<span class="why">${says("strip.handed")}</span>` : nothing}`;

/** Where a test hands something in, on the way out what it stands for.
 * @param {Context} context @param {number} t @param {State} state @param {number} i */
function laterName(context, t, state, i) {
  const { scene, g, now, known } = context;
  if (now.phase === "backward" || now.phase === "end" || !known(state.name, t)) return nothing;
  const x = zeroEnd(context, t) + 6 * g.scale;
  return nameAt(x, row(g, i) - g.lane, "start", "", symbol(scene, { symbol: "J_later" }));
}

/** The middle of the road to the next cell. @param {Context} context @param {number} t */
function between({ g, states }, t) {
  const next = g.cx(t + 1) - g.cell.w / 2;
  return states.length > 1 ? (g.cx(t) + g.cell.w / 2 + next - g.before - 2 * g.lane) / 2 : (g.cx(t) + next) / 2;
}

/** How far beside the middle it stands. @param {Context} context */
const comesAside = ({ g, states }) => (states.length > 1 ? 0 : (g.scale < 1 ? 12 : 8) * g.scale);

/** Would the total's name, from here on, lie over what has come, its name or its lane? On a wide page in our own fonts they pass each other.
 * @param {Context} context @param {number} t @param {number} x */
function meetsComing(context, t, x) {
  const { g, states, known } = context;
  const [state] = states;
  if ((g.measure.stretch === 1 && g.scale === 1) || !known(state.time, t) || t === g.T) return false;
  const end = x + nameWidth(context, { symbol: state.total, t });
  const coming = betweenPlace(context, t, comesAside(context), { symbol: state.time, t });
  return (
    end > beforeLanes(context, t) || (coming !== null && end > coming.x - coming.half + (g.scale > 1 ? 6 * g.scale : 0))
  );
}

/** What has come from the next cell. @param {Context} context @param {number} t @param {State} state @param {number} i */
function comesName(context, t, state, i) {
  const { g, now, known } = context;
  if (!hasRoom(context) || now.t !== t || now.phase !== "backward" || !known(state.time, t)) return nothing;
  const y = row(g, i) + g.lane + underLane(g);
  return betweenName(context, t, comesAside(context), y, { symbol: state.time, t });
}

/** How far the middle of a name stands under a lane that may carry a number. @param {Strip} g */
const underLane = ({ scale, font }) => Math.max(24 * scale, 1.1 * font.corner + 11 * scale);

/** Where the lanes to the next cell turn, and a name before them ends. @param {Context} context @param {number} t */
const beforeLanes = ({ g }, t) => g.cx(t + 1) - g.cell.w / 2 - g.before - 2 * g.lane - 4 * g.scale;

/** A name between two columns; it keeps off their lanes, and where there is too little room for it, it has no t, or is not there.
 * @param {Context} context @param {number} t @param {number} aside of the middle @param {number} y @param {SymbolPart} part */
function betweenName(context, t, aside, y, part) {
  const { g, states } = context;
  const next = states.length > 1 && y < row(g, 1) ? row(g, 1) + g.lane : Infinity; // the lane below it, where the strip gives way
  const place = betweenPlace(context, t, aside, part);
  return place && y + 0.85 * g.font.name < next
    ? nameAt(place.x, y, "middle", "", symbol(context.scene, place.shown))
    : nothing;
}

/** Its middle, and what of it is shown. @param {Context} context @param {number} t @param {number} aside @param {SymbolPart} part */
function betweenPlace(context, t, aside, part) {
  const { g } = context;
  const low = g.y.cell - g.cell.h / 2 < g.y.node + g.lane + underLane(g) + g.font.name; // where the strip gives way, beside the cell
  const from = g.cx(t) + (low ? g.cell.w / 2 : g.radius.now);
  const to = beforeLanes(context, t);
  const shown = [part, { symbol: part.symbol }].find((one) => nameWidth(context, one) <= to - from);
  if (!shown) return null;
  const half = nameWidth(context, shown) / 2;
  return { shown, half, x: Math.min(Math.max(between(context, t) + aside, from + half), to - half) };
}

/** What leaves the next cell in this step. @param {Context} context @param {number} t @param {State} state @param {number} i */
function landsName(context, t, state, i) {
  const { g, now, states } = context;
  if (!hasRoom(context) || now.hidden || now.quantity !== state.prev || now.t !== t + 1) return nothing;
  const y = row(g, i) + g.lane + underLane(g) + (states.length > 1 ? 0 : 2 * g.scale);
  return betweenName(context, t, 0, y, { symbol: state.prev, t: t + 1 });
}

/** Before the first cell: what a state begins with, and the last gradient. @param {Context} context @param {State} state @param {number} i */
export function startNames(context, state, i) {
  const { scene, g, known, states } = context;
  const x = g.cx(1) - g.cell.w / 2 - 34 * g.scale;
  const two = states.length > 1;
  const last = known(state.last, 0);
  const fits = nameWidth(context, { symbol: state.start }) + wide(context, " = 0") <= x + 1;
  const zero = scene.problem.alphabet && !(two && g.scale < 1) && fits ? " = 0" : nothing;
  const y = enter(g, i);
  return [
    two && last
      ? nothing
      : nameAt(x, y - g.lane, "end", "quiet", html`${symbol(scene, { symbol: state.start })}${zero}`),
    last ? nameAt(x, y + g.lane + (two ? 0 : 10 * g.scale), "end", "", symbol(scene, { symbol: state.last })) : nothing,
  ];
}
