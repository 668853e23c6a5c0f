// The host that is the app: its address bar, its keys, its attributes, its server. It knows nothing of Streamlit.
import { patiently, query, stopOf } from "../address.js";
import { learning } from "../learning.js";
import { createPlayer } from "../player.js";
import { printing } from "../print.js";
import { asked } from "../runs.js";
import { sharing } from "../sharing.js";
import { LSTM } from "../view/inside-lstm.js";
import { INSIDES } from "../view/junction.js";
import { beforehand } from "./beforehand.js";

/** @import { Scene, Walk } from "../scene" */
/** @import { Layout } from "../layout.js" */
/** @import { Place } from "../model.js" */
/** @import { Command, Host } from "../player.js" */

/** What Python hands over: the scene of the run, that of the right one if they stand side by side, the problem's part of the address, and
 * a command to open a step, done once for each id.
 * @typedef {{scene: Scene, right?: Scene, link: Link, open: Command}} Data
 * @typedef {{run: string, fixed: Record<string, string>, mistake: string, defaults: Record<string, string>, served: boolean}} Link the problem
 *   as a link, its part of the address, its mistake, the keys of the place by default; `served`: there is more than the page */

const ABOUT = ["unrolledView", "unrolledKind", "unrolledHeader"]; // what style sheets around the player ask for

INSIDES.lstm = LSTM;

/** A player to which the page belongs.
 * @param {HTMLElement} root @param {(name: string, value: unknown) => void} report */
export function inPage(root, report) {
  const life = new AbortController();
  const { signal } = life;
  const page = document.documentElement;
  const bar = patiently(put);
  /** @type {Link} */
  let link = { run: "", fixed: {}, mistake: "", defaults: {}, served: false };
  /** @type {Place | null} */
  let place = null; // what is on screen
  /** @type {Scene | null} */
  let scene = null; // of the run that is shown
  /** @type {Command["tabs"]} */
  let tabs;
  /** @type {Walk | null} */
  let walk = null;
  let title = "";
  const ahead = beforehand();
  /** @type {string[]} */
  const pending = []; // ids of what is shown already and the server still has to answer
  let pointer = false; // was the last thing done with a pointer?

  /** @type {Host} */
  const host = {
    keys: "window",
    around: { panels: 388, controls: true },
    can: { mistake: true, compare: true, classroom: true },
    sharing,
    printing,
    learning,
    report: (name, value) => (name === "shown" ? report(name, value) : ask(name, String(value))),
    address: { write, href },
    titled,
    app: true,
    get server() {
      return link.served ? { at: location.origin + location.pathname.replace(/\/?$/, "/"), query: shortly } : null;
    },
    framed,
  };
  const player = createPlayer(root, host);

  /** @param {Place} shown @param {boolean} jump */
  function write(shown, jump) {
    place = shown;
    bar.write(query(place, { ...link, walk: place.walk ? walk : null }, embedding()), jump);
  }

  /** Streamlit gives the page its own title at each rerun. */
  function retitle() {
    if (title && document.title !== title) document.title = title;
  }

  /** @param {string} words */
  function titled(words) {
    title = `${words} · Unrolled`;
    retitle();
  }

  function href() {
    bar.flush();
    return location.href;
  }

  /** Another run, or two in place of one, or a stop with another run: it is shown at once if it is here, and the server told, which has the
   * rest of the page. @param {string} name "mistake", "view" or "stop" @param {string} value */
  function ask(name, value) {
    if (!place) return;
    const stop = name === "stop" ? walk?.stops[Number(value) - 1] : null;
    const { mistake, ...there } = stop
      ? { ...place, ...stop.place, stop: Number(value), mistake: stop.mistake }
      : asked({ ...place, mistake: link.mistake }, name, value);
    const here = stop ? stop.run === link.run : name !== "stop";
    const scenes = here && scene && ahead.scenes(mistake, there.view === "compare", scene);
    const id = scenes ? String(Math.random()) : "";
    report(name, { value, id });
    if (!scenes) return;
    pending.push(id);
    link = { ...link, mistake };
    show(scenes, { ...there, id, tabs, notes: [], jump: true, taken: walk, ...(stop && { ask: stop.ask ?? null }) });
  }

  /** @param {Scene[]} scenes @param {Command} open */
  function show(scenes, open) {
    page.dataset.unrolledOpened = open.id;
    scene = scenes[scenes.length - 1];
    tabs = open.tabs;
    walk = open.taken ?? null;
    player.update(scenes, open);
  }

  /** Where the runs are that may be asked for next. */
  const runs = () => (host.server ? `${host.server.at}runs.json?${link.run}` : "");

  /** The link to a place, without what Streamlit keeps in the address. @param {Place} shown */
  const shortly = (shown) => query(shown, { ...link, walk: shown.walk ? walk : null });

  /** What the page around the player needs to place its own containers. @param {string} view @param {Layout} l */
  function framed(view, l) {
    Object.assign(page.dataset, { unrolledView: view, unrolledKind: l.kind, unrolledHeader: l.header });
    page.style.setProperty("--unrolled-top", `${l.title + l.strip.height + (l.short ? 124 : 148)}px`);
    page.style.setProperty("--unrolled-beside", `${l.beside + 40}px`);
    page.style.setProperty("--unrolled-foot", `${l.foot}px`);
  }

  /** After a choice made with the mouse the keys belong to the player again; a keyboard user keeps the focus. */
  function takeKeys() {
    const focused = document.activeElement;
    if (pointer && focused instanceof HTMLElement && !root.contains(focused)) focused.blur();
  }

  /** @param {Event} event */
  function noted({ type }) {
    pointer = type === "pointerdown";
  }

  /** A panel's code or table takes the focus, and has no use for keys. */
  function clicked() {
    if (document.activeElement?.matches("[role=region]")) takeKeys();
  }

  /** Back or Forward: Python opens what the address says. */
  function returned() {
    bar.forget(); // what waits to be written belongs to the entry that was left
    report("link", location.search);
  }

  /** @param {EventTarget} target @param {string} type @param {(event: Event) => void} does @param {boolean} [capture] */
  const on = (target, type, does, capture = false) => target.addEventListener(type, does, { signal, capture });
  const titles = new MutationObserver(retitle);
  titles.observe(document.head, { childList: true, subtree: true, characterData: true });
  on(window, "popstate", returned);
  on(window, "pagehide", bar.flush);
  on(window, "keydown", noted, true);
  on(window, "pointerdown", noted, true);
  on(window, "click", clicked);

  return {
    /** New data from Python. @param {Data} data @param {number} size of the data */
    update({ scene: own, right, link: part, open }, size = 0) {
      if (pending.includes(open.id) && open.id !== pending[pending.length - 1]) return; // something else was asked for since
      link = part;
      ahead.want(runs(), size);
      const again = place === null && page.dataset.unrolledOpened === open.id; // mounted anew: go on where the last mount was
      if (place && page.dataset.unrolledOpened !== open.id) takeKeys();
      show(right ? [right, own] : [own], again ? { ...open, ...here(link.defaults, open.taken) } : open);
    },
    dark: player.dark,
    /** After this nothing moves, speaks or listens. */
    destroy() {
      life.abort();
      titles.disconnect();
      ahead.forget();
      bar.flush();
      player.destroy();
      for (const name of ABOUT) delete page.dataset[name];
    },
  };
}

/** The place that the address bar names; anybody may have written it. On a walk it leaves out what its stop says, and that stop asks.
 * @param {Record<string, string>} defaults @param {Walk | null} [taken] */
function here(defaults, taken) {
  const named = Object.fromEntries(new URLSearchParams(location.search));
  const stop = stopOf(taken, named.stop);
  /** @type {Record<string, string>} */
  const said = { ...defaults, ...stop?.place, ...named };
  const place = Object.fromEntries(Object.keys(defaults).map((key) => [key, said[key]]));
  return stop ? { ...place, ask: stop.ask ?? null } : place;
}

/** Streamlit's own keys stay as they are: the theme and the embedding are the viewer's. @returns {[string, string][]} */
function embedding() {
  return [...new URLSearchParams(location.search)].filter(([key]) => key.startsWith("embed"));
}

/** @param {string} search @param {boolean} jump */
function put(search, jump) {
  if (search === location.search) return;
  try {
    history[jump ? "pushState" : "replaceState"](history.state, "", location.pathname + search + location.hash);
  } catch {
    return; // a page without an address of its own, such as a frame's srcdoc
  }
  if (window.parent !== window) {
    // inside a host page: tell it, as Streamlit does
    window.parent.postMessage({ stCommVersion: 1, type: "SET_QUERY_PARAM", queryParams: search }, "*");
  }
}
