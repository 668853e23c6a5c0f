// The player alone in a document of its own: its runs are in it, nothing is asked of anybody. What is on screen stands in the hash.
import { patiently, query } from "../address.js";
import { createPlayer } from "../player.js";
import { asked } from "../runs.js";
import { say } from "../say.js";
import { whole } from "./whole.js";

/** @import { Place } from "../model.js" */
/** @import { Ask, Scene } from "../scene" */
/** @import { Short } from "./whole.js" */

/** A place as the player says it, or as an address does. @typedef {{[key in keyof Place]: string | number}} There
 * @typedef {Record<string, string>} Keys of an address
 * @typedef {{mistake: string, open: There & Keys, fixed: Keys, defaults: There & Keys, notes: string[], scenes: Record<string, Short> & {"": Scene}, ask?: Ask | null}} Run
 *   what app/export/page.py says of it; the scenes by the name of their mistake, the right one without */

/** @type {import("../model.js").State["tabs"]} */
const TABS = [["code", say("code.tab")]]; // the others are the app's

/** Open what the document has in it.
 * @param {typeof import("../sharing.js").sharing | null} sharing of its steps, for a document that has an address of its own */
export function openDocument(sharing) {
  const root = /** @type {HTMLElement} */ (document.querySelector(".unrolled"));
  /** @type {Run} */
  const run = JSON.parse(document.getElementById("unrolled-run")?.textContent ?? "");
  const page = document.documentElement;
  const night = matchMedia("(prefers-color-scheme: dark)");
  const addressed = location.protocol !== "about:"; // a frame's srcdoc has no address of its own
  const folder = /^https?:/.test(location.protocol) && location.pathname.match(/^(.*\/)play$/)?.[1]; // where the app is
  let mistake = run.mistake;
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
    can: { mistake: true, compare: "" in run.scenes, classroom: true },
    sharing: addressed ? sharing : null,
    report,
    address: {
      write(shown, jump) {
        place = shown;
        /** @type {[string, string][]} */
        const made = mistake === run.mistake ? [] : [["mistake", mistake]];
        const opened = !made.length && Object.entries(place).every(([key, value]) => String(value) === run.open[key]);
        bar.write(opened ? "" : query(place, run.defaults, made), jump);
      },
      href() {
        bar.flush();
        return location.href;
      },
    },
    app: false,
    server: folder
      ? {
          at: location.origin + folder,
          query: (there) =>
            query(
              there,
              run.defaults,
              Object.entries({ ...run.fixed, mistake }).filter(([, said]) => said),
            ),
        }
      : null,
    framed(_, l) {
      page.dataset.unrolledKind = l.kind;
    },
  });

  /** Another run, or the two side by side: all of them are here. @param {string} name @param {unknown} value */
  function report(name, value) {
    if (typeof value !== "string") return; // what is on screen; the address says it
    const next = asked({ ...place, mistake }, name, value);
    if (next.mistake in run.scenes) open(next, true);
  }

  /** @param {There & {mistake: string}} there a place, and the mistake that is made @param {boolean} jump @param {string[]} [notes]
   * @param {Ask | null} [ask] a question, where it is another one than before */
  function open(there, jump, notes = [], ask = undefined) {
    mistake = there.mistake;
    commands += 1;
    const right = run.scenes[""];
    player.update(mistake ? [right, whole(run.scenes[mistake], right)] : [right], {
      ...there,
      tabs: TABS,
      id: `command ${commands}`,
      notes,
      jump,
      ask,
    });
  }

  /** What the hash says, and for the rest what the document was made for. */
  function here() {
    const said = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
    const known = said.mistake in run.scenes ? said.mistake : run.mistake;
    const elsewhere = location.hash.length > 1 ? run.defaults : run.open;
    return { ...elsewhere, ...said, mistake: known };
  }

  addEventListener("popstate", () => {
    bar.forget();
    open(here(), false);
  });
  addEventListener("pagehide", bar.flush);
  const look = () => player.dark(night.matches);
  night.addEventListener("change", look);
  look();
  open(here(), false, location.hash.length > 1 ? [] : run.notes, run.ask);
}
