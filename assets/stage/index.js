// The adapter to Streamlit: hands data to the stage, and reports back, throttled, what is on screen.
import { handed, handedEvent } from "./handed.js";
import { createStage } from "./stage.js";

const PAINTED = 40; // ms: first the picture is painted, then the page around it has its turn
const SETTLE = 120;
const PLAYING = 1000; // ms: at most one report in this time, the last one for sure

/** What scrolls the page. @param {HTMLElement | null} page */
function scroller(page) {
  let main = page?.parentElement;
  while (main && !/auto|scroll/.test(getComputedStyle(main).overflowY)) main = main.parentElement;
  return main;
}

/** Give the page all the room there is, whatever padding Streamlit has around it. @param {HTMLElement} page @param {HTMLElement} main */
function place(page, main) {
  const [here, all, style] = [page.getBoundingClientRect(), main.getBoundingClientRect(), getComputedStyle(page)];
  const set = (name, value) => document.documentElement.style.setProperty(name, `${value}px`);
  set("--unrolled-up", parseFloat(style.marginTop) - (here.top - all.top + main.scrollTop));
  set("--unrolled-left", parseFloat(style.marginLeft) - (here.left - all.left));
  set("--unrolled-width", main.clientWidth);
}

const stages = new WeakMap();

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const root = parentElement.querySelector(".unrolled");
  if (!stages.has(root)) stages.set(root, mount(root));
  const mounted = stages.get(root);
  mounted.send = { setStateValue, setTriggerValue };
  const dark = isDark(root);
  mounted.stage.dark(dark);
  if (mounted.dark !== undefined && mounted.dark !== dark) setStateValue("dark", dark); // charts are drawn in Python
  mounted.dark = dark;
  if (data) mounted.stage.update(JSON.parse(new TextDecoder().decode(data)));
  const token = {};
  mounted.token = token;
  return () => {
    // called for an older data too: clean up only when this is the last one
    if (mounted.token === token) {
      mounted.destroy();
      stages.delete(root);
    }
  };
}

function mount(root) {
  const mounted = { send: null, token: null, stage: null, dark: undefined };
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
  const page = root.closest(".st-key-page");
  const main = scroller(page);
  const sized = new ResizeObserver(() => place(page, main));
  if (main) {
    main.style.scrollbarGutter = "stable"; // else a bar that comes makes the page narrower, which may make it go again
    main.style.scrollPaddingBottom = "var(--unrolled-foot, 0px)"; // what has the focus scrolls to above a phone's bar
    place(page, main);
    sized.observe(main);
  }
  const stage = createStage(root, { report, panels: () => handed("panels") });
  mounted.stage = stage;
  document.addEventListener(handedEvent("panels"), stage.panelsChanged);
  mounted.destroy = () => {
    clearTimeout(timer);
    sized.disconnect();
    document.removeEventListener(handedEvent("panels"), stage.panelsChanged);
    stage.destroy();
  };
  return mounted;
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
