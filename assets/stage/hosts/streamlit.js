// @ts-check
// The player as a component of a Streamlit page: hands it data, writes the address bar, reports back, throttled, what is on screen,
// and tells the page around it how much room it takes.
import { patiently, query } from "../address.js";
import { createPlayer } from "../player.js";
import { beforehand } from "./beforehand.js";

const PAINTED = 40; // ms: first the picture is painted, then the page around it has its turn
const SETTLE = 120;
const PLAYING = 1000; // ms: at most one report in this time, the last one for sure
const ABOUT = ["unrolledView", "unrolledKind", "unrolledHeader"]; // what style sheets around the player ask for

const players = new WeakMap();

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const root = parentElement.querySelector(".unrolled");
  if (!players.has(root)) players.set(root, mount(root));
  const mounted = players.get(root);
  mounted.send = { setStateValue, setTriggerValue };
  const dark = isDark(root);
  mounted.player.dark(dark);
  if (mounted.dark !== undefined && mounted.dark !== dark) setStateValue("dark", dark); // charts are drawn in Python
  mounted.dark = dark;
  if (data) mounted.player.update(JSON.parse(new TextDecoder().decode(data)), data.length);
  const token = {};
  mounted.token = token;
  return () => {
    // called for an older data too: clean up only when this is the last one
    if (mounted.token === token) {
      mounted.destroy();
      players.delete(root);
    }
  };
}

function mount(root) {
  const mounted = { send: null, token: null, player: null, dark: undefined };
  let waiting = null;
  let last = 0;
  let timer = 0;
  let due = 0;
  const flush = () => {
    last = performance.now();
    timer = 0;
    mounted.send.setStateValue("shown", waiting);
  };
  const report = (name, value) => {
    if (name !== "shown") return mounted.send.setTriggerValue(name, value);
    waiting = value;
    const now = performance.now();
    const then = Math.max(now + PAINTED, last + (value.playing ? PLAYING : SETTLE));
    if (timer && due <= then) return; // the report that is under way takes it along
    clearTimeout(timer);
    [due, timer] = [then, setTimeout(flush, then - now)];
  };
  const leave = fill(root);
  mounted.player = inPage(root, report);
  mounted.destroy = () => {
    clearTimeout(timer);
    leave();
    mounted.player.destroy();
  };
  return mounted;
}

/** A player to which the page belongs: its address bar, its keys, its attributes. Python hands over the problem's part of the address
 * (`fixed`) with the scene.
 * @param {HTMLElement} root @param {(name: string, value: any) => void} report */
export function inPage(root, report) {
  const life = new AbortController();
  const { signal } = life;
  const page = document.documentElement;
  const bar = patiently(put);
  let link = { fixed: {}, defaults: {}, served: false };
  let place = null; // what is on screen
  let scene = null; // of the run that is shown
  let tabs = [];
  const ahead = beforehand();
  const asked = []; // ids of what is shown already and the server still has to answer
  let pointer = false; // was the last thing done with a pointer?

  const host = {
    keys: "window",
    around: { panels: 388, controls: true },
    can: { mistake: true, compare: true, share: true, classroom: true },
    report: (name, value) => (name === "shown" ? report(name, value) : ask(name, value)),
    address: { write, href },
    app: true,
    get server() {
      return link.served ? { at: location.origin + location.pathname.replace(/\/?$/, "/"), query: shortly } : null;
    },
    framed,
  };
  const player = createPlayer(root, host);

  function write(shown, jump) {
    place = shown;
    bar.write(query(place, link.defaults, [...Object.entries(link.fixed), ...embedding()]), jump);
  }

  function href() {
    bar.flush();
    return location.href;
  }

  /** Another run, or two in place of one: it is shown at once if it is here, and the server told, which has the rest of the page.
   * @param {"mistake" | "view"} name @param {string} value */
  function ask(name, value) {
    const mistake = name === "mistake" ? value : (link.fixed.mistake ?? "");
    const view = name === "view" ? value : place.view;
    const scenes = ahead.scenes(mistake, view === "compare", scene);
    const id = scenes ? String(Math.random()) : "";
    report(name, { value, id });
    if (!scenes) return;
    asked.push(id);
    const { mistake: _, ...fixed } = link.fixed;
    link = { ...link, fixed: mistake ? { ...fixed, mistake } : fixed };
    show(scenes, { ...place, view: mistake || view !== "compare" ? view : "page", id, tabs, notes: [], jump: true });
  }

  function show(scenes, open) {
    page.dataset.unrolledOpened = open.id;
    scene = scenes[scenes.length - 1];
    tabs = open.tabs;
    player.update(scenes, open);
  }

  /** Where the runs are that may be asked for next: those of the problem. */
  function runs() {
    const { mistake: _, ...problem } = link.fixed;
    return host.server ? `${host.server.at}runs.json?${new URLSearchParams(problem)}` : "";
  }

  /** A place without what stands beside the player. */
  const shortly = (shown) => query(shown, link.defaults, Object.entries(link.fixed));

  /** What the page around the player needs to place its own containers. */
  function framed(view, l) {
    Object.assign(page.dataset, { unrolledView: view, unrolledKind: l.kind, unrolledHeader: l.header });
    page.style.setProperty("--unrolled-top", `${l.title + l.strip.height + (l.short ? 118 : 148)}px`);
    page.style.setProperty("--unrolled-beside", `${l.beside + 40}px`);
  }

  /** After a choice made with the mouse the keys belong to the player again; a keyboard user keeps the focus. */
  function takeKeys() {
    const focused = document.activeElement;
    if (pointer && focused instanceof HTMLElement && !root.contains(focused)) focused.blur();
  }

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

  const on = (target, type, does, capture = false) => target.addEventListener(type, does, { signal, capture });
  on(window, "popstate", returned);
  on(window, "pagehide", bar.flush);
  on(window, "keydown", noted, true);
  on(window, "pointerdown", noted, true);
  on(window, "click", clicked);

  return {
    /** New data from Python: scenes, their part of the link, and a command to open a step (random id, done once).
     * @param {any} data @param {number} size of the data */
    update({ scene, right, link: part, open }, size = 0) {
      if (asked.includes(open.id) && open.id !== asked[asked.length - 1]) return; // something else was asked for since
      link = part;
      ahead.want(runs(), size);
      const again = place === null && page.dataset.unrolledOpened === open.id; // mounted anew: go on where the last mount was
      if (place && page.dataset.unrolledOpened !== open.id) takeKeys();
      show([right, scene].filter(Boolean), again ? { ...open, ...here(link.defaults) } : open);
    },
    dark: player.dark,
    /** After this nothing moves, speaks or listens. */
    destroy() {
      life.abort();
      ahead.forget();
      bar.flush();
      player.destroy();
      for (const name of ABOUT) delete page.dataset[name];
    },
  };
}

/** The place that the address bar names; anybody may have written it. @param {Record<string, string>} defaults */
function here(defaults) {
  const said = { ...defaults, ...Object.fromEntries(new URLSearchParams(location.search)) };
  return Object.fromEntries(Object.keys(defaults).map((key) => [key, said[key]]));
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

/** Give the page all the room there is, whatever padding Streamlit has around it; returns what ends that.
 * @param {HTMLElement} root */
function fill(root) {
  const page = root.closest(".st-key-page");
  const main = scroller(page);
  if (!main) return () => {};
  main.style.scrollbarGutter = "stable"; // else a bar that comes makes the page narrower, which may make it go again
  main.style.scrollPaddingBottom = "var(--unrolled-foot, 0px)"; // what has the focus scrolls to above a phone's bar
  place(page, main);
  const sized = new ResizeObserver(() => place(page, main));
  sized.observe(main);
  return () => sized.disconnect();
}

/** What scrolls the page. @param {HTMLElement | null} page */
function scroller(page) {
  let main = page?.parentElement;
  while (main && !/auto|scroll/.test(getComputedStyle(main).overflowY)) main = main.parentElement;
  return main;
}

/** @param {HTMLElement} page @param {HTMLElement} main */
function place(page, main) {
  const [here, all, style] = [page.getBoundingClientRect(), main.getBoundingClientRect(), getComputedStyle(page)];
  const set = (name, value) => document.documentElement.style.setProperty(name, `${value}px`);
  set("--unrolled-up", parseFloat(style.marginTop) - (here.top - all.top + main.scrollTop));
  set("--unrolled-left", parseFloat(style.marginLeft) - (here.left - all.left));
  set("--unrolled-width", main.clientWidth);
}

/** Is the theme dark? The background's brightness tells, whatever the theme is called. */
function isDark(root) {
  const colour = getComputedStyle(root).getPropertyValue("--st-background-color").trim();
  const probe = document.createElement("canvas").getContext("2d");
  if (!probe || !colour) return false;
  probe.fillStyle = colour; // reads as #rrggbb, or, if it is translucent, as rgba(r, g, b, a)
  const said = String(probe.fillStyle);
  const [r, g, b] = said.startsWith("#")
    ? said.match(/[0-9a-f]{2}/gi).map((hex) => parseInt(hex, 16))
    : said.match(/[\d.]+/g).map(Number);
  return 0.3 * r + 0.59 * g + 0.11 * b < 128;
}
