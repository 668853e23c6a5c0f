"""The whole stage in a plain page, without Streamlit: a scene, keys, and a host that remembers what it was told."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from app.bundle import bundle, joined, styles
from app.scene.scene import encode
from rnn_core import GRU_AFTER, GRU_BEFORE, LSTM, Problem, hello, notebook, random_problem, run, word
from tests.harness import resize
from tests.lazily import Lazily

ORIGIN = "http://stage.localhost/"  # answered by the test itself: an address that history may be written for
PROBLEMS: dict[str, Problem] = {
    "hello": hello(),
    "word": word("banana"),
    "notebook": notebook(),
    "random": random_problem(n_a=8, m=12, T=12),
}
TRACES = Lazily(PROBLEMS, lambda name: run(PROBLEMS[name]))
SCENES: Lazily[Any] = Lazily(TRACES, lambda name: json.loads(encode(TRACES[name])))
# Other cells, for the tests that say something about them.
CELL_PROBLEMS: dict[str, Problem] = {
    "lstm": hello(LSTM),
    "lstm word": word("abcabcabcabca", cell=LSTM),
    "gru_before": hello(GRU_BEFORE),
    "gru_after": random_problem(T=3, cell=GRU_AFTER),
}
CELL_TRACES = Lazily(CELL_PROBLEMS, lambda name: run(CELL_PROBLEMS[name]))
CELL_SCENES: Lazily[Any] = Lazily(CELL_TRACES, lambda name: json.loads(encode(CELL_TRACES[name])))

NAMES = ("inPage", "KEYS", "MOTION", "UNHURRIED")  # of the joined modules, for tests
LOAD = """async (code) => {
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  window.module = await import(url);
  window.reports = [];
  window.written = [];
  for (const name of ["pushState", "replaceState"]) {
    const write = history[name].bind(history);
    history[name] = (state, title, url) => { written.push([name, url]); write(state, title, url); };
  }
  window.unmount = () => {
    stage.destroy();
    root.remove();
    reports.length = written.length = 0;
  };
  window.mount = () => {
    window.root?.remove();
    window.root = document.body.appendChild(Object.assign(document.createElement("div"), { className: "unrolled" }));
    window.stage = module.inPage(root, (name, value) => reports.push([name, value]));
  };
  window.show = (at) => stage.update({ ...data, open: { ...data.open, id: `show ${at}`, at } });
  // After a tap: the picture is painted, and what moves has begun to move.
  window.begun = async () => {
    await new Promise(requestAnimationFrame);
    await new Promise((done) => setTimeout(done));
  };
  window.tap = (key, shiftKey = false) =>
    window.dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey, cancelable: true }));
  await Promise.all([...document.fonts].map((font) => font.load()));
}"""
# A page that has been loaded remembers what it is like. `asNew()` is called after a test: it takes away what the test has
# drawn and stored, puts back what it has replaced, and says whether the page is then as it was. Functions that a test made,
# which may still listen, are reasons to load it again.
KEEP = """(kind) => {
  const may = ["data", "root", "stage", "scene"]; // the loaded page's own, new for each test
  const watched = [window, document, navigator, history, performance, EventTarget.prototype, Element.prototype,
    HTMLCanvasElement.prototype, CanvasRenderingContext2D.prototype, CSSStyleSheet.prototype, Navigator.prototype];
  const own = (object) => Object.entries(Object.getOwnPropertyDescriptors(object));
  const here = location.href, outer = [document.documentElement, document.body], html = document.body.innerHTML;
  const head = [...document.head.children];
  const looks = () => [document.title, document.fullscreenElement, ...document.head.children];
  const first = looks(), attributes = outer.map((element) => [...element.attributes].map(({ name, value }) => [name, value]));
  const restored = (object, before) => {
    const now = new Map(own(object));
    for (const [name, was] of before) {
      const is = now.get(name);
      now.delete(name);
      const same = is && Object.is(is.get ?? is.value, was.get ?? was.value);
      if (!same && !may.includes(name) && !Reflect.defineProperty(object, name, was)) return false;
    }
    return [...now].every(([name, { value }]) =>
      !(object === window && typeof value === "function") && Reflect.deleteProperty(object, name));
  };
  window.kind = kind;
  window.asNew = () => {
    window.unmount?.();
    document.title = first[0];
    window.goOn?.();
    for (const element of [...document.head.children]) if (!head.includes(element)) element.remove();
    if (outer.some((element) => !element.isConnected) || first.some((look, i) => look !== looks()[i])) return false;
    if (!watched.every((object, i) => restored(object, before[i]))) return false;
    for (const [i, element] of outer.entries()) {
      for (const { name } of [...element.attributes]) element.removeAttribute(name);
      for (const [name, value] of attributes[i]) element.setAttribute(name, value);
    }
    document.body.innerHTML = html;
    getSelection().removeAllRanges();
    scrollTo(0, 0);
    if (location.protocol === "http:") {
      localStorage.clear();
      sessionStorage.clear();
      if (location.href !== here || history.state) history.replaceState(null, "", here);
      written.length = 0;
    }
    return true;
  };
  const before = watched.map(own);
}"""
# The ink of every text that can be seen: a text node's box without the room above and below its letters.
INK = """() => { window.ink = (within) => {
  const walker = document.createTreeWalker(within, NodeFilter.SHOW_TEXT), found = [];
  const range = document.createRange(); // one for all: each that there is makes every change of the page slower
  for (let node; (node = walker.nextNode());) {
    const parent = node.parentElement, text = node.data.trim().replace(/\\s+/g, " ");
    if (!text || !parent.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    if (parent.closest(".spoken, option, [hidden], .ahead") || parent.matches("details:not([open])")) continue;
    range.selectNodeContents(node);
    for (const { left, right, top, bottom, height } of range.getClientRects()) {
      const ink = { left, right, top: top + 0.2 * height, bottom: bottom - 0.2 * height };
      found.push({ text, node, name: `${text.slice(0, 40)} (${parent.closest("[class]").classList.value})`, ...ink });
    }
  }
  range.selectNodeContents(document.head);
  return found;
}; }"""
# Texts over each other.
OVER = """(texts) => {
  const found = [], fromLeft = [...texts].sort((one, other) => one.left - other.left);
  for (const [i, one] of fromLeft.entries()) {
    for (const other of fromLeft.slice(i + 1)) {
      if (other.left >= one.right) break; // as do all that follow
      if (Math.min(one.right, other.right) - other.left > 1.5
        && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1.5) found.push(`${one.name} over ${other.name}`);
    }
  }
  return found;
}"""
# Texts of the stage that stick out of the window or lie over another; the strip scrolls off on a narrow page.
STICKS_OUT = f"""() => {{
  const texts = ink(document.querySelector(".unrolled")), over = {OVER};
  const of = (part) => texts.filter(({{ node }}) => node.parentElement.closest(part));
  const out = texts.filter(({{ node, left, right }}) => (left < -1 || right > innerWidth + 1)
    && !node.parentElement.closest(".strip, .products, .scrolls, .listing"));
  return [...out.map(({{ name }}) => `sticks out: ${{name}}`), ...over(of(".top")), ...over(of(".closeup"))];
}}"""
# Texts and pictures of the classroom that are smaller than a size on the projector, or do not fit on it.
CLASSROOM = f"""(least) => {{
  const page = document.querySelector(".page.classroom"), zoom = page.getBoundingClientRect().width / page.offsetWidth;
  const texts = ink(page), over = {OVER};
  const size = ({{ node }}) => parseFloat(getComputedStyle(node.parentElement).fontSize) * zoom;
  const small = texts.filter((text) => size(text) < least - 0.01).map((text) => `${{size(text)}} px: ${{text.name}}`);
  const beyond = ({{ left, right, top, bottom }}) => left < 0 || top < -1 || right > innerWidth || bottom > innerHeight;
  const out = texts.filter(beyond).map((text) => `out of the picture: ${{text.name}}`);
  const drawn = [...page.querySelectorAll(".closeup :is(.junction, .equation svg, .frame)")].filter((e) => e.getBoundingClientRect().width);
  const cut = drawn.filter((e) => beyond(e.getBoundingClientRect())).map((e) => `out of the picture: ${{e.classList.value}}`);
  return [...small, ...out, ...cut, ...over(texts.filter(({{ node }}) => node.parentElement.closest(".closeup, .transport")))];
}}"""
# What a check finds, by step, of those that are looked at. Its parts ask for the ink of the same texts: read once a step.
EACH = """([check, steps, ...more]) => {
  const found = {}, looks = eval(check), read = window.ink;
  let texts;
  window.ink = (within) => (texts ??= read(root)).filter(({ node }) => within.contains(node));
  for (const at of steps) {
    show(at);
    texts = undefined;
    for (const wrong of looks(...more)) (found[wrong] ??= []).push(at);
  }
  window.ink = read;
  return Object.fromEntries(Object.entries(found).map(([wrong, steps]) => [wrong, steps.slice(0, 2)]));
}"""
# The page's timers and its clock, which from now on go only when `await pass(ms)` says so. (Playwright's own clock stays
# in a page for good.)
CLOCK = """() => {
  const waiting = new Map(), own = [setTimeout, clearTimeout];
  let now = performance.now(), last = 1e6;
  window.goOn = () => {
    [window.setTimeout, window.clearTimeout] = own;
    delete performance.now;
    delete window.pass;
    delete window.goOn;
  };
  window.setTimeout = (act, ms = 0) => { waiting.set(++last, { act, at: now + ms }); return last; };
  window.clearTimeout = (id) => { waiting.delete(id); };
  performance.now = () => now;
  window.pass = async (ms) => {
    const end = now + ms, next = () => [...waiting].sort(([, one], [, other]) => one.at - other.at)[0];
    for (let due = next(); due && due[1].at <= end; due = next()) {
      waiting.delete(due[0]);
      now = due[1].at;
      due[1].act();
      await new Promise(requestAnimationFrame); // what waits for a promise goes on
    }
    now = end;
  };
}"""
CODE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 29 29"/>'  # in place of one that a server draws
PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(null))))"


@cache
def fonts() -> str:
    """The fonts that Streamlit serves, so that text is as wide as in the app, on every machine."""
    media = Path(str(find_spec("streamlit").origin)).parent / "static" / "static" / "media"  # type: ignore[union-attr]
    files = {
        "Source Sans": "SourceSansVF-Upright*",
        "Source Serif": "SourceSerifVariable-Italic*",
        "Source Code Pro": "SourceCodeVF-Upright*",
    }
    rules = []
    for family, file in files.items():
        data = base64.b64encode(next(media.glob(file)).read_bytes()).decode()
        style = "italic" if "Italic" in file else "normal"
        rules.append(
            f"@font-face{{font-family:'{family}';font-style:{style};font-weight:200 900;"
            f"src:url(data:font/woff2;base64,{data})}}"
        )
    return "".join(rules)


def exporting(entry: str, *names: str) -> str:
    """The joined modules of an entry file, with names of any of them exported for a test."""
    lines = [
        f'export const {{ {name} }} = modules["{module.name}"];'
        for module in joined(entry)
        for name in names
        if name in module.exports
    ]
    assert len(lines) == len(names), "a name that no module exports, or two do"
    return "\n".join([bundle(entry), *lines])


class Stage:
    """The stage for somebody who presses keys; `open` may be called again with another scene."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._commands = 0

    def size(self, width: int, height: int) -> Stage:
        resize(self.page, width, height)
        return self

    def open(
        self,
        scene: Any,
        at: str = "",
        *,
        right: Any = None,
        view: str = "page",
        jump: bool = False,
        served: bool = True,
        **changes: Any,
    ) -> Stage:
        """Open a step, as a link does. `changes` are keys of the command: `id`, `unit`, `example`, `column`, `notes`.

        `right` is the scene of the right run, to stand beside a mistaken one with view="compare"; `served`, whether a
        server has more than this page.
        """
        self._commands += 1
        selected = scene["selected"]
        command = {
            "id": f"command {self._commands}",
            "at": at or scene["at"],
            **selected,
            "column": 0,
            "view": view,
            "tab": "code",
            "tabs": [["code", "Code"], ["check", "Check"]],
            "notes": [],
        }
        defaults = {"at": scene["at"], "column": "0", "view": "page", "tab": "code", "walk": "", "stop": "1"} | {
            name: str(value) for name, value in selected.items()
        }
        link = {"run": "", "fixed": {}, "mistake": "", "defaults": defaults, "served": served}
        data = {
            "scene": scene,
            **({"right": right} if right else {}),
            "link": link,
            "open": {**command, "jump": jump, **changes},
        }
        self.ask("data => { window.data = data; stage.update(data); }", data)
        return self

    def stop_clock(self) -> Stage:
        """From now on time passes only `later`: what is to happen after a while waits for it, however slow the machine."""
        self.page.evaluate(CLOCK)
        return self

    def later(self, ms: float) -> Stage:
        """So many ms pass, and what was to happen meanwhile happens."""
        self.page.evaluate("ms => pass(ms)", ms)
        return self

    def addressed(self, search: str) -> Stage:
        """Wait until the address bar shows this after the host's name; it is written when the hand rests."""
        self.page.wait_for_function("search => location.search === search", arg=search)
        return self

    def calm(self) -> Stage:
        """Ask for less motion, and wait until the page has heard of it."""
        self.page.emulate_media(reduced_motion="reduce")
        self.page.evaluate(PAINTED)
        return self

    def press(self, *keys: str) -> Stage:
        """Keys of a keyboard, one after the other: "ArrowRight", "Shift+U"."""
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def tabs_within(self, count: int, part: str) -> bool:
        """Whether the focus, so many Tabs long, is never on anything outside a part; the browser's own bar is no place."""
        outside = f"!document.activeElement.closest('{part}') && document.activeElement !== document.body"
        return not any(self.press("Tab").page.evaluate(outside) for _ in range(count))

    def ask(self, function: str, *given: Any) -> Any:
        """What a function in the page says of these."""
        return ask(self.page, function, *given)

    @property
    def at(self) -> str:
        return str(self.page.evaluate("root.dataset.at"))

    def each(self, check: str, steps: list[str], *more: Any) -> dict[str, list[str]]:
        """What a check finds, and at which of these steps."""
        return dict(self.ask(EACH, [check, steps, *more]))

    @property
    def reports(self) -> list[Any]:
        return list(self.page.evaluate("reports"))

    @property
    def written(self) -> list[Any]:
        """How the address bar was written: [pushState or replaceState, address]."""
        return list(self.page.evaluate("written"))


def ask(page: Page, function: str, *given: Any) -> Any:
    """What a function in the page says of these. As text: Playwright's own way of handing a scene over takes ten times
    as long as drawing it."""
    asked = f"""async (given) => {{
      const said = await ({function})(...JSON.parse(given));
      return JSON.stringify(said, (_, value) => value === undefined ? null : value);
    }}"""
    said = page.evaluate(asked, json.dumps(given))
    return None if said is None else json.loads(said)


def kept(page: Page, kind: str, load: Callable[[], object]) -> None:
    """Load a page of a kind, unless it is there from the test before: parsing fonts and code again costs as much as
    most tests."""
    if page.evaluate("window.kind") != kind:
        load()
        page.evaluate(KEEP, kind)


def tidy(page: Page) -> None:
    """After a test: the page as it was loaded, or an empty one."""
    if not page.evaluate("() => { try { return window.asNew?.() ?? false; } catch { return false; } }"):
        page.goto("about:blank")


def served(page: Page) -> Stage:
    """A page with an empty stage in it."""

    def load() -> None:
        style = f"<style>{fonts()} body {{ margin: 0 }}{styles()}</style>"
        html = f"<!doctype html><html lang=en><title>Stage</title>{style}<body>"
        page.unroute_all()
        page.route(f"{ORIGIN}**", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
        page.route(f"{ORIGIN}qr.svg**", lambda route: route.fulfill(body=CODE, content_type="image/svg+xml"))
        page.goto(ORIGIN)
        page.evaluate(LOAD, exporting("hosts/streamlit.js", *NAMES))
        page.evaluate(INK)

    kept(page, "stage", load)
    page.evaluate("mount()")
    return Stage(page)
