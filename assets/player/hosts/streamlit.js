// The player as a component of a Streamlit page: hands it data, reports back, throttled, what is on screen, and takes all the room there is.
import { inPage } from "./app.js";

/** What Streamlit calls the component with, at each new data and theme.
 * @typedef {object} Component
 * @property {Uint8Array | null} data
 * @property {HTMLElement} parentElement
 * @property {(name: string, value: unknown) => void} setStateValue
 * @property {(name: string, value: unknown) => void} setTriggerValue */
/** @typedef {Pick<Component, "setStateValue" | "setTriggerValue">} Send */
/** @typedef {ReturnType<typeof mount>} Mounted */

const PAINTED = 40; // ms: first the picture is painted, then the page around it has its turn
const SETTLE = 120;
/** px at a press @type {Record<string, number>} */
const SCROLLS = { ArrowDown: 60, ArrowUp: -60 };
const PLAYING = 1000; // ms: at most one report in this time, the last one for sure

/** @type {WeakMap<HTMLElement, Mounted>} */
const players = new WeakMap();

/** @param {Component} component */
export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".unrolled"));
  const send = { setStateValue, setTriggerValue };
  const mounted = players.get(root) ?? mount(root, send);
  players.set(root, mounted);
  mounted.send = send;
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

/** @param {HTMLElement} root @param {Send} send */
function mount(root, send) {
  /** @type {{playing: boolean} | null} */
  let waiting = null;
  let last = 0;
  let timer = 0;
  let due = 0;
  function flush() {
    last = performance.now();
    timer = 0;
    mounted.send.setStateValue("shown", waiting);
  }
  /** @param {string} name @param {any} value */
  function report(name, value) {
    if (name !== "shown") return mounted.send.setTriggerValue(name, value);
    waiting = value;
    const now = performance.now();
    const then = Math.max(now + PAINTED, last + (value.playing ? PLAYING : SETTLE));
    if (timer && due <= then) return; // the report that is under way takes it along
    clearTimeout(timer);
    [due, timer] = [then, window.setTimeout(flush, then - now)];
  }
  const leave = fill(root);
  window.addEventListener("keydown", hush, { capture: true });
  const mounted = {
    send,
    token: {},
    /** @type {boolean | undefined} */ dark: undefined,
    player: inPage(root, report),
    destroy() {
      clearTimeout(timer);
      leave();
      window.removeEventListener("keydown", hush, { capture: true });
      mounted.player.destroy();
    },
  };
  return mounted;
}

/** Streamlit runs the page again at the press of a letter, wherever the focus is, and nobody can switch that off.
 * @param {KeyboardEvent} event */
function hush(event) {
  const { target, key, ctrlKey, metaKey, altKey } = event;
  if (key.toLowerCase() !== "r" || ctrlKey || metaKey || altKey) return;
  const typed = target instanceof Element && target.closest("input, textarea, select, [contenteditable]");
  if (!typed) event.stopImmediatePropagation();
}

/** Give the page all the room there is, whatever padding Streamlit has around it; returns what ends that.
 * @param {HTMLElement} root */
function fill(root) {
  const page = /** @type {HTMLElement | null} */ (root.closest(".st-key-page"));
  const main = page && scroller(page);
  if (!main) return () => {};
  main.dataset.unrolledScrolls = ""; // where the focus shows that it is there
  main.style.scrollbarGutter = "stable"; // else a bar that comes makes the page narrower, which may make it go again
  main.style.scrollPaddingBottom = "var(--unrolled-foot, 0px)"; // what has the focus scrolls to above a phone's bar
  place(page, main);
  const sized = new ResizeObserver(() => place(page, main));
  sized.observe(main);
  /** The page scrolls by its keys as if it were the document itself: Streamlit's have to be led to it first. @param {KeyboardEvent} event */
  const scroll = ({ key, target }) => {
    if (target === document.body && key in SCROLLS) main.scrollBy(0, SCROLLS[key]);
  };
  window.addEventListener("keydown", scroll);
  return () => {
    sized.disconnect();
    window.removeEventListener("keydown", scroll);
  };
}

/** What scrolls the page. @param {HTMLElement} page */
function scroller(page) {
  let main = page.parentElement;
  while (main && !/auto|scroll/.test(getComputedStyle(main).overflowY)) main = main.parentElement;
  return main;
}

/** @param {HTMLElement} page @param {HTMLElement} main */
function place(page, main) {
  const [here, all, style] = [page.getBoundingClientRect(), main.getBoundingClientRect(), getComputedStyle(page)];
  /** @param {string} name @param {number} value */
  const set = (name, value) => document.documentElement.style.setProperty(name, `${value}px`);
  set("--unrolled-up", parseFloat(style.marginTop) - (here.top - all.top + main.scrollTop));
  set("--unrolled-left", parseFloat(style.marginLeft) - (here.left - all.left));
  set("--unrolled-width", main.clientWidth);
}

/** Is the theme dark? The background's brightness tells, whatever the theme is called. @param {HTMLElement} root */
function isDark(root) {
  const colour = getComputedStyle(root).getPropertyValue("--st-background-color").trim();
  const probe = document.createElement("canvas").getContext("2d");
  if (!probe || !colour) return false;
  probe.fillStyle = colour; // reads as #rrggbb, or, if it is translucent, as rgba(r, g, b, a)
  const said = String(probe.fillStyle);
  const [r, g, b] = said.startsWith("#")
    ? (said.match(/[0-9a-f]{2}/gi) ?? []).map((hex) => parseInt(hex, 16))
    : (said.match(/[\d.]+/g) ?? []).map(Number);
  return 0.3 * r + 0.59 * g + 0.11 * b < 128;
}
