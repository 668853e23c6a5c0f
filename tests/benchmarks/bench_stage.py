"""What somebody with the page open sees and waits for, in a real Chromium. Run: python -m tests.benchmarks stage

How long a key press takes is measured inside the page: from the event's own timeStamp, which the browser sets when the
key arrives, to a message posted from the animation frame that follows. Such a message comes when that frame has been
styled, laid out and painted; after a key Chromium holds it back until the frame has been drawn, too (seen in a trace:
up to 13 ms after the commit, here without a graphics card). So the time ends when the new step is on the screen, not
when a script has returned. Two other ways were left out: Event Timing rounds to 8 ms, a third of the budget, and
a clock outside the page adds the way through Playwright's socket, which is as long as what is measured.

Presses come at irregular times, some while the step before still moves. The first row is the same for a page with one
digit: what the browser and this machine take by themselves, 2 or 3 ms. If it is much more, something else is running
here, and no other time says anything about us.
"""

from __future__ import annotations

import gzip
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from playwright.sync_api import Browser, CDPSession, Response, WebSocket

from app.export.page import export
from app.scene.scene import encode
from rnn_core import Problem, hello, run, word
from tests.harness import MAIN, SIZE, App, Server, Watched, browsing, wait_until
from unrolled import show

PRESSES = 30
VISITS = 7
LONG = "mississippian"  # 13 letters of 6 kinds: T = 12
LATE = "at=backward.3.dlogits"  # from here on nearly every lane is drawn: the most that a step has to paint
AT = "document.querySelector('[data-at]')?.dataset.at"

# From a key press to the frame that shows the step it leads to.
PRESSED = f"""() => {{
  const channel = new MessageChannel(), waiting = [];
  window.pressed = [];
  channel.port1.onmessage = () => {{
    const {{ start, from }} = waiting.shift();
    if ({AT} !== from) window.pressed.push(performance.now() - start);
  }};
  window.addEventListener("keydown", (event) => {{
    waiting.push({{ start: event.timeStamp, from: {AT} }});
    requestAnimationFrame(() => channel.port2.postMessage(0));
  }}, true);
}}"""

# From a step on the stage to the frame in which the Shapes panel has its quantity at the top.
FOLLOWED = """() => {
  const followed = (window.followed = []);
  let at = document.querySelector("[data-at]").dataset.at, since = 0;
  const look = () => {
    const now = document.querySelector("[data-at]")?.dataset.at;
    if (now !== at) [at, since] = [now, performance.now()];
    const first = document.querySelector(".st-key-panels dl[class] b")?.textContent ?? "";
    if (!since || first !== at.split(".").at(-1)) return;
    const start = since;
    since = 0;
    requestAnimationFrame(() => followed.push(performance.now() - start));
  };
  const all = { subtree: true, childList: true, attributes: true, characterData: true };
  new MutationObserver(look).observe(document.body, all);
}"""

# Frames for so many ms: the time between one and the next.
FRAMES = """(time) => new Promise((done) => {
  const frames = [];
  let last = 0, start = 0;
  const next = (now) => {
    if (last) frames.push(now - last);
    last = now;
    start ||= now;
    if (now - start < time) requestAnimationFrame(next);
    else done(frames);
  };
  requestAnimationFrame(next);
})"""

# From the start of the navigation to the frame in which an element is there: `window.seen`. Runs before the page does.
FIRST = """(() => {
  window.socket = { received: 0, sent: 0 };  // messages up to then
  const count = (what) => { if (!window.seen) window.socket[what] += 1; };
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...given) { super(...given); this.addEventListener("message", () => count("received")); }
    send(data) { count("sent"); super.send(data); }
  };
  const channel = new MessageChannel();
  channel.port1.onmessage = () => { window.seen = performance.now(); };
  const found = () => {
    if (!document.querySelector(SELECTOR)) return;
    observer.disconnect();
    requestAnimationFrame(() => channel.port2.postMessage(0));
  };
  const observer = new MutationObserver(found);
  observer.observe(document, { subtree: true, childList: true, attributes: true });
})()"""
SCENE = b'"at":"forward.1.z"'  # in the message that has the stage
STAGE, NOTHING = "[data-at]", "[data-testid=stMarkdown] p"
SETTLED = "[data-testid=stApp][data-test-script-state=notRunning]"


def measure() -> list[dict[str, Any]]:
    """All that can be measured with one server, one browser and one visitor at a time."""
    rows = []
    with Server() as server, empty_page() as empty, browsing() as browser:
        with visitor(browser, server) as app:
            least = median(least_press(app))
        rows.append(_row("key press to painted digit on a blank page: what this machine can do now", least, None, "ms"))
        for what, link in (("T = 4", f"?{LATE}"), ("T = 12", f"?problem=word&word={LONG}&{LATE}")):
            with visitor(browser, server) as app:
                times = key_presses(app, link)
                slow = median(key_presses(app, link, slowed=4))
            rows.append(_row(f"key press to painted stage, {what}, median", median(times), 20, "ms"))
            rows.append(_row(f"key press to painted stage, {what}, p90", _p90(times), 25, "ms"))
            rows.append(_row(f"key press to painted stage, {what}, CPU slowed 4 times, median", slow, 50, "ms"))
        for what, burst in (("each", 1), ("the last of three quick", 3)):
            with visitor(browser, server) as app:
                follow = _p90(panels_follow(app, burst))
            rows.append(_row(f"stage at a new step to panels up to date, {what}, p90", follow, 250, "ms"))
        with visitor(browser, server) as app:
            frames, busy = pulses(app)
        rows.append(_row("pulses, mean time between frames in 4 s (60 fps)", sum(frames) / len(frames), 17, "ms"))
        rows.append(_row("pulses, longest time between frames in 4 s", max(frames), 33, "ms"))
        rows.append(_row("pulses, main thread busy", busy, 15, "%"))
        rows += _first_stage(browser, server, empty)
        with visitor(browser, server) as app:
            growth, nodes = heap_growth(app, steps=200, pause=150)
        rows.append(_row("JavaScript heap, growth a step over 200 steps", growth, 6, "kB"))
        rows.append(_row("DOM nodes that stay, a step", nodes, None, ""))
    short, long = scene_size(hello()), scene_size(word(LONG))
    rows.append(_row("scene, all steps and values, gzip, hello", short, 20, "kB"))
    rows.append(_row("scene, all steps and values, gzip, a word with T = 12", long, None, "kB"))
    return rows


def key_presses(app: App, link: str, *, slowed: int = 1) -> list[float]:
    """Ms from each of 30 presses of the right arrow to the frame that shows its step."""
    app.open(link)
    app.page.wait_for_timeout(500)  # fonts, and what Streamlit does when it has nothing else to do
    with devtools(app) as tools:
        tools.send("Emulation.setCPUThrottlingRate", {"rate": slowed})
        times = _press(app)
        tools.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    return times


def least_press(app: App) -> list[float]:
    """The same on a page where a key changes one digit. Other work on the machine shows here first."""
    app.page.set_content('<p data-at="0">0</p>')
    app.page.evaluate("""() => window.addEventListener("keydown", () => {
      const digit = document.querySelector("p");
      digit.textContent = digit.dataset.at = String((Number(digit.dataset.at) + 1) % 10);
    })""")
    return _press(app)


def _press(app: App) -> list[float]:
    app.page.evaluate(PRESSED)
    for pause in _pauses(PRESSES):
        app.page.keyboard.press("ArrowRight")
        app.page.wait_for_timeout(pause)
    times: list[float] = app.page.evaluate("window.pressed")
    assert len(times) == PRESSES, f"{PRESSES} presses, {len(times)} frames with a new step"
    return times


def panels_follow(app: App, burst: int, count: int = 12) -> list[float]:
    """Ms from a painted step to the frame in which the open panel shows it, after one key press or a few quick ones."""
    app.open("?at=forward.2.z&tab=shapes").page.evaluate(FOLLOWED)
    for i in range(1, count + 1):
        for _ in range(burst):
            app.page.keyboard.press("ArrowRight")
        wait_until(app.page, f"window.followed.length >= {i}")
        app.page.wait_for_timeout(300)
    times: list[float] = app.page.evaluate("window.followed")
    return times


def pulses(app: App, time: int = 4000) -> tuple[list[float], float]:
    """Ms between frames while a step of the backward pass rests, and the main thread's busy share in per cent."""

    def rest() -> None:  # dots go three rounds, 4.8 s
        app.press("ArrowLeft", "ArrowRight").page.locator(".pulse").first.wait_for(state="attached")

    app.open("?at=backward.3.da_total")
    rest()
    with devtools(app) as tools:  # first without the frames being counted, which is work too
        before = metrics(tools)
        app.page.wait_for_timeout(time)
        after = metrics(tools)
    busy = 100 * (after["TaskDuration"] - before["TaskDuration"]) / (after["Timestamp"] - before["Timestamp"])
    rest()
    frames: list[float] = app.page.evaluate(FRAMES, time)
    return frames, busy


@dataclass
class Load:
    """What one first visit took: ms to the first picture, and gzipped bytes up to it, by what was loaded."""

    time: float = 0
    bytes: dict[str, int] = field(default_factory=dict)

    def size(self, ending: str = "") -> float:
        """MB of what was loaded, or of the files with this ending."""
        return sum(size for name, size in self.bytes.items() if name.endswith(ending)) / 1e6


def first_visit(browser: Browser, url: str, selector: str, then: str = SETTLED) -> Load:
    """A browser without a cache opens an address; `then` is there when nothing more is to come."""
    context = browser.new_context(viewport={"width": SIZE["width"], "height": SIZE["height"]})
    context.add_init_script(FIRST.replace("SELECTOR", repr(selector)))
    page = Watched(context).page
    responses: list[Response] = []
    received: list[str | bytes] = []
    sent: list[str | bytes] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda payload: received.append(payload))
        socket.on("framesent", lambda payload: sent.append(payload))

    page.on("response", lambda response: responses.append(response))
    page.on("websocket", listen)
    page.goto(url)
    wait_until(page, "window.seen")
    load = Load(page.evaluate("window.seen"))
    by_then = page.evaluate("window.socket")
    page.locator(then).wait_for()
    ends = page.evaluate(
        "Object.fromEntries(performance.getEntriesByType('resource').map(r => [r.name, r.responseEnd]))"
    )
    for response in responses:
        url = response.url
        if url.startswith("http") and response.ok and ends.get(url, 0) <= load.time:
            load.bytes[url.rpartition("/")[2] or "/"] = _gzip(response.body())
    received = received[: by_then["received"]]
    # Panels follow the stage; whether they are there before it is painted is a matter of how busy the machine is.
    with_scene = next((i for i, message in enumerate(received) if SCENE in _encoded(message)), len(received))
    messages = (*received[: with_scene + 1], *sent[: by_then["sent"]])
    load.bytes["websocket"] = sum(_gzip(_encoded(message)) for message in messages)
    context.close()
    return load


def heap_growth(app: App, *, steps: int, pause: int) -> tuple[float, float]:
    """KB and DOM nodes that one step leaves behind, garbage collected: to and fro, and back where it began."""
    turn = 20
    assert steps % (2 * turn) == 0, "else it ends elsewhere"

    def walk(count: int) -> dict[str, float]:
        for i in range(count):
            app.page.keyboard.press("ArrowLeft" if i // turn % 2 else "ArrowRight")
            app.page.wait_for_timeout(pause)
        app.page.wait_for_timeout(1500)  # until the last step rests and its pulses are under way
        return _kept(app.settle())

    app.open("?at=backward.3.da_total")
    before, after = walk(2 * turn), walk(steps)  # what is made once, by the first steps, is not growth
    return (after["JSHeapUsedSize"] - before["JSHeapUsedSize"]) / steps / 1000, (
        after["Nodes"] - before["Nodes"]
    ) / steps


def scene_size(problem: Problem) -> float:
    """KB of the gzipped scene."""
    return _gzip(encode(run(problem))) / 1000


@contextmanager
def empty_page() -> Iterator[Server]:
    """The least that Streamlit can show, with our configuration."""
    with tempfile.TemporaryDirectory(prefix="empty-") as folder:
        entry = Path(folder, "empty.py")
        entry.write_text(
            'import streamlit as st\n\nst.set_page_config(page_title="Empty", layout="wide")\nst.write("Empty")\n'
        )
        shutil.copytree(MAIN.parent / ".streamlit", Path(folder, ".streamlit"))
        with Server(entry) as server:
            yield server


@contextmanager
def visitor(browser: Browser, server: Server) -> Iterator[App]:
    """Somebody who has not been here before. An error of the page is an error."""
    app = App(browser, server)
    yield app
    wrong = app.leave()
    assert not wrong, wrong


@contextmanager
def devtools(app: App) -> Iterator[CDPSession]:
    """The developer tools of the page."""
    tools = app.page.context.new_cdp_session(app.page)
    yield tools
    tools.detach()


def _first_stage(browser: Browser, server: Server, empty: Server) -> list[dict[str, Any]]:
    """Visits to us and to the empty page take turns, so that whatever else the machine does slows both alike."""
    visits = []
    for _ in range(VISITS + 1):
        visits.append(
            (
                first_visit(browser, empty.url, NOTHING),
                first_visit(browser, server.url, STAGE),
                first_visit(browser, server.url + "play", STAGE, STAGE),
            )
        )
    theirs, ours, pages = zip(*visits[1:], strict=True)  # the first visit warms the server
    time, least = median(load.time for load in ours), median(load.time for load in theirs)
    alone = median(load.time for load in pages)
    page = export("")
    size = median(load.size() for load in ours) - median(load.size() for load in theirs)
    fonts = median(load.size(".woff2") for load in ours) - median(load.size(".woff2") for load in theirs)
    return [
        _row(f"first stage, cold browser; the empty page takes {least:.0f} ms", time, 1.3 * least, "ms", time / least),
        _row("bytes before the first stage over the empty page, gzip estimate", size, 0.2, "MB"),
        # Streamlit loads a font when a text first needs it: on a slow machine the Code panel's comes before the stage.
        _row("of these, Streamlit's fonts", fonts, None, "MB"),
        _row("first stage of the page by `play`, cold browser", alone, 0.35 * least, "ms", alone / least),
        _row("the page by `play`, hello, all of it, gzip", _sent(page) / 1e6, 0.25, "MB"),
        _row(
            "hello in a notebook, without fonts, gzip",
            _sent(show(run(hello()))._repr_html_()) / 1e6,
            0.1,
            "MB",
        ),
    ]


def metrics(tools: CDPSession) -> dict[str, float]:
    """What Chromium has counted and timed of the page so far, by its own names."""
    tools.send("Performance.enable")
    return {metric["name"]: metric["value"] for metric in tools.send("Performance.getMetrics")["metrics"]}


def _kept(app: App) -> dict[str, float]:
    """The metrics after a garbage collection; a second one takes what the first one's finalizers let go."""
    with devtools(app) as tools:
        for _ in range(2):
            tools.send("HeapProfiler.collectGarbage")
        return metrics(tools)


def _pauses(count: int) -> list[int]:
    """Irregular, the same in every run, and as a person presses: sometimes while the last step still moves."""
    chance = random.Random(1)
    return [chance.randrange(150, 600) for _ in range(count)]


def _p90(times: list[float]) -> float:
    return quantiles(times, n=10, method="inclusive")[8]


def _encoded(message: str | bytes) -> bytes:
    return message.encode() if isinstance(message, str) else message


def _gzip(body: bytes) -> int:
    return len(gzip.compress(body, 6))


def _sent(page: str) -> int:
    """As app/serve.py gzips a page, once and as well as it goes."""
    return len(gzip.compress(page.encode()))


def _row(what: str, figure: float, budget: float | None, unit: str, ratio: float | None = None) -> dict[str, Any]:
    return {"what": what, "figure": figure, "budget": budget, "unit": unit, "ratio": ratio}
