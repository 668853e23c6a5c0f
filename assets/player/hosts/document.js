// The player alone in a document of its own: its runs are in it, nothing is asked of anybody. What is on screen stands in the hash.
import { patiently, query, stopOf } from "../address.js";
import { createPlayer } from "../player.js";
import { asked } from "../runs.js";
import { say } from "../say.js";
import { whole } from "./whole.js";

/** @import { Place } from "../model.js" */
/** @import { Ask, Scene, Walk } from "../scene" */
/** @import { Short } from "./whole.js" */

/** A place as the player says it, or as an address does. @typedef {{[key in keyof Place]: string | number}} There
 * @typedef {Record<string, string>} Keys of an address
 * @typedef {{fixed: Keys, defaults: There & Keys, scenes: Record<string, Short> & {"": Scene}}} Problem its part of an address, the keys of the
 *   place by default, the scenes by the name of their mistake, the right one without
 * @typedef {{run: string, mistake: string, open: There & Keys, notes: string[], walk: Walk | null, ask?: Ask | null,
 *   problems: Record<string, Problem>}} Run what app/export/page.py says of it; the problems by their links, of which `run` is opened */

/** A place, the problem and the mistake that is made, and the walk that is taken.
 * @typedef {There & {mistake: string, run: string, taken: Walk | null}} Opened */

/** @type {import("../model.js").State["tabs"]} */
const TABS = [["code", say("code.tab")]]; // the others are the app's

/** Open what the document has in it.
 * @param {typeof import("../sharing.js").sharing | null} sharing of its steps, for a document that has an address of its own
 * @param {typeof import("../print.js").printing | null} printing for one that is printed by itself
 * @param {typeof import("../learning.js").learning | null} learning on walks, for one that has them */
export function openDocument(sharing, printing, learning) {
  const root = /** @type {HTMLElement} */ (document.querySelector(".unrolled"));
  /** @type {Run} */
  const run = JSON.parse(document.getElementById("unrolled-run")?.textContent ?? "");
  const page = document.documentElement;
  const { title } = document;
  const night = matchMedia("(prefers-color-scheme: dark)");
  const addressed = location.protocol !== "about:"; // a frame's srcdoc has no address of its own
  const folder = /^https?:/.test(location.protocol) && location.pathname.match(/^(.*\/)play$/)?.[1]; // where the app is
  let mistake = run.mistake;
  let shown = run.run; // which of the problems
  let walk = run.walk;
  /** @type {There} */
  let place = run.open;
  let commands = 0;

  const bar = patiently((text, jump) => {
    const hash = text.replace("?", "#") || "#";
    if (hash === (location.hash || "#")) return;
    try {
      history[jump ? "pushState" : "replaceState"](null, "", hash);
    } catch {
      // a frame without an origin may not
    }
  });

  const player = createPlayer(root, {
    keys: "window",
    around: { panels: 388, controls: false },
    can: { mistake: true, compare: true, classroom: true },
    sharing: addressed ? sharing : null,
    printing,
    learning,
    report,
    address: {
      write(there, jump) {
        place = there;
        const opened =
          mistake === run.mistake && Object.entries(place).every(([key, value]) => String(value) === run.open[key]);
        bar.write(opened ? "" : hashOf(there), jump);
      },
      href() {
        bar.flush();
        return location.href;
      },
    },
    titled(words) {
      document.title = `${words} · ${title}`;
    },
    app: false,
    server: folder
      ? {
          at: location.origin + folder,
          query: (there) => query(there, { ...run.problems[shown], mistake, walk: there.walk ? walk : null }),
        }
      : null,
    framed(_, l) {
      page.dataset.unrolledKind = l.kind;
      page.style.setProperty("--unrolled-foot", `${l.foot}px`);
    },
  });

  /** The part of the address for what differs from what the document was made for. @param {Place} there */
  function hashOf(there) {
    const taken = there.walk ? walk : null;
    /** @type {[string, string][]} */
    const made = taken || mistake === run.mistake ? [] : [["mistake", mistake]];
    const { defaults, fixed } = run.problems[shown];
    const other = taken || shown === run.run ? {} : fixed;
    return query(there, { fixed: other, mistake: taken ? mistake : "", defaults, walk: taken }, made);
  }

  /** Another run, the two side by side, another stop: all of them are here. @param {string} name @param {unknown} value */
  function report(name, value) {
    if (typeof value !== "string") return; // what is on screen; the address says it
    const there = { ...place, mistake, run: shown, taken: walk };
    const stop = walk?.stops[Number(value) - 1];
    if (name !== "stop") open(asked(there, name, value), true);
    else if (!stop) open({ ...there, taken: null }, true, [], null);
    else {
      const { mistake, run, ask = null } = stop;
      open({ ...there, ...stop.place, mistake, run, stop: value }, true, [], ask);
    }
  }

  /** @param {Opened} there @param {boolean} jump @param {string[]} [notes] @param {Ask | null} [ask] a question, where it is another one than
   * before */
  function open(there, jump, notes = [], ask = undefined) {
    const { scenes } = run.problems[there.run];
    if (!(there.mistake in scenes)) return;
    mistake = there.mistake;
    shown = there.run;
    walk = there.taken;
    commands += 1;
    const right = scenes[""];
    player.update(mistake ? [right, whole(scenes[mistake], right)] : [right], {
      ...there,
      tabs: TABS,
      id: `command ${commands}`,
      notes,
      jump,
      ask,
    });
  }

  /** What the hash says, and for the rest what the document was made for. @returns {Opened} */
  function here() {
    const said = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
    if (location.hash.length < 2) return { ...run.open, mistake: run.mistake, run: run.run, taken: run.walk };
    const taken = said.walk === run.walk?.id ? run.walk : null;
    const stop = stopOf(taken, said.stop);
    const named = Object.keys(run.problems).find(
      (key) => key && key === new URLSearchParams(kept(said, key)).toString(),
    );
    const problem = stop?.run ?? named ?? run.run;
    const { defaults, scenes } = run.problems[problem];
    const usual = stop?.mistake ?? (problem === run.run ? run.mistake : "");
    const known = said.mistake in scenes ? said.mistake : usual;
    return { ...defaults, ...stop?.place, ...said, mistake: known, run: problem, taken };
  }

  /** What is said of the keys of a problem. @param {Keys} said @param {string} key its link @returns {Keys} */
  const kept = (said, key) =>
    Object.fromEntries(
      Object.keys(run.problems[key].fixed).flatMap((name) => (name in said ? [[name, said[name]]] : [])),
    );

  /** What is asked at a stop of the walk; without a walk what was asked before. @param {Opened} there */
  const askOf = ({ taken, stop }) => (taken ? (stopOf(taken, stop)?.ask ?? null) : undefined);

  addEventListener("popstate", () => {
    bar.forget();
    const there = here();
    open(there, false, [], askOf(there));
  });
  addEventListener("pagehide", bar.flush);
  const look = () => player.dark(night.matches);
  night.addEventListener("change", look);
  look();
  const there = here();
  open(there, false, location.hash.length > 1 ? [] : run.notes, askOf(there) ?? run.ask);
}
