"""Starts the app and drives it in a browser with a person's words: `app.open("?at=...")`, `app.press("ArrowRight")`.

Nothing here sleeps to be sure: whatever has to happen first is waited for.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Frame,
    Locator,
    Page,
    WebSocketRoute,
    expect,
    sync_playwright,
)

from tests.chromium import ARGS, find_chromium

ROOT = Path(__file__).resolve().parents[1]
MAIN = ROOT / "app" / "main.py"
SIZE = {"width": 1440, "height": 900}
PATIENCE = 30_000  # ms; two browsers share two cores with whatever else the machine does
QUIET = "[data-testid=stApp][data-test-script-state=notRunning]"
PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
UNTIL = """async () => {
  for (const end = performance.now() + PATIENCE; !(CONDITION); await new Promise(requestAnimationFrame))
    if (performance.now() > end) throw Error("waited in vain");
}"""

expect.set_options(timeout=PATIENCE)


def wait_until(page: Page | Frame, condition: str) -> None:
    """Wait for what a page's script says; Playwright's own `wait_for_function` is refused by the app's policy."""
    page.evaluate(UNTIL.replace("PATIENCE", str(PATIENCE)).replace("CONDITION", condition))


def resize(page: Page, width: int, height: int) -> None:
    """Make the window so large; back when the page has heard of it, which on a busy machine is frames later."""
    page.set_viewport_size({"width": width, "height": height})
    wait_until(page, f"innerWidth === {width} && innerHeight === {height}")
    page.evaluate(PAINTED)


class Server:
    """`streamlit run app/main.py`, started elsewhere than in the project's root, as somebody may do.

    It keeps its port, so `stop()` and `start()` are a restart under the open pages. `options` are Streamlit's own of
    the server, such as `baseUrlPath="a/b"`.
    """

    def __init__(self, entry: Path = MAIN, **options: str) -> None:
        self.entry, self.options = entry, options
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.url = (
            "/".join([f"http://127.0.0.1:{self.port}", *options.get("baseUrlPath", "").split("/")]).rstrip("/") + "/"
        )
        self._elsewhere = tempfile.TemporaryDirectory(prefix="unrolled-")
        self._log = Path(self._elsewhere.name, "log")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> str:
        """All that the server has printed, restarts included."""
        return self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""

    @property
    def pid(self) -> int:
        assert self._process, "not started"
        return self._process.pid

    def start(self) -> None:
        options = {"port": self.port, "address": "127.0.0.1", "headless": "true", "fileWatcherType": "none"}
        options |= self.options
        flags = [word for name, value in options.items() for word in (f"--server.{name}", str(value))]
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH" and not k.startswith("STREAMLIT_")}
        environment["NO_COLOR"] = "1"  # the log is for reading
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", str(self.entry), *flags],
                cwd=self._elsewhere.name,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + PATIENCE / 1000
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"{self.entry} did not start:\n{self.log}")
            time.sleep(0.05)

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()
        self._elsewhere.cleanup()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}_stcore/health", timeout=1):
                return True
        except OSError:
            return False


# The pages of tests do not live long enough for scripts that are compiled a second and third time to pay.
UNCOMPILED = "--js-flags=--no-opt,--no-maglev"


@contextmanager
def browsing(*more: str) -> Iterator[Browser]:
    """One Chromium, with these arguments besides. Only one can be open in a process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=[*ARGS, *more])
        try:
            yield browser
        finally:
            browser.close()


class Watched:
    """A page whose errors are remembered: those of its console, and the exceptions that nobody caught."""

    def __init__(self, context: BrowserContext, **options: Any) -> None:
        context.set_default_timeout(PATIENCE)
        self.options = options
        self.page: Page = context.new_page()
        self.errors: list[str] = []
        self.page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def reset(self) -> None:
        """As a new visitor with his screen finds it, without the 2 seconds that a new context costs."""
        if self.page.url != "about:blank":
            self.page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        self.page.goto("about:blank")
        self.page.context.clear_cookies()
        self.page.set_viewport_size(self.options.get("viewport", SIZE))
        self.page.emulate_media(
            media="screen",
            color_scheme=self.options.get("color_scheme", "light"),
            reduced_motion=self.options.get("reduced_motion", "no-preference"),
        )
        self.errors.clear()


# Pages that visitors with the same browser and settings have left: they are used again.
LEFT: defaultdict[tuple[Browser, str], list[Watched]] = defaultdict(list)


class App:
    """The app in one page, for somebody who looks, presses keys and follows links.

    The page of a `new` visitor was nobody's before and is nobody's after: for a test that changes it for good.
    """

    def __init__(
        self, browser: Browser, server: Server, watched: Watched | None = None, *, new: bool = False, **context: Any
    ) -> None:
        self._browser, self.server, self._new = browser, server, new
        self._visits: list[App] = []
        self._left: list[Watched] | None = None
        if not watched:
            options = {"viewport": SIZE, **context}
            self._left = LEFT[browser, repr(sorted(options.items()))]
            again = bool(self._left) and not new
            watched = self._left.pop() if again else Watched(browser.new_context(**options), **options)
            watched.reset()
        self._watched, self.page = watched, watched.page

    def open(self, link: str = "") -> App:
        """Follow a link, such as "?at=backward.3.da_total"; back when the stage is painted and the server is quiet."""
        self.page.goto(self.server.url + link)
        broken = self.page.get_by_test_id("stException")
        self.stage.or_(broken).first.wait_for()
        assert not broken.count(), self.server.log
        return self.settle()

    def press(self, *keys: str) -> App:
        """Press keys, one after the other, each until it is painted. Playwright's names: "ArrowRight", "Shift+U"."""
        for key in keys:
            self.page.keyboard.press(key)
            self.page.evaluate(PAINTED)
        return self

    def settle(self) -> App:
        """Wait until the server has nothing more to send."""
        self.page.locator(QUIET).wait_for()
        return self

    def wait_at(self, address: str) -> App:
        """Wait until the stage has painted this step."""
        expect(self.stage).to_have_attribute("data-at", address)
        return self

    @property
    def stage(self) -> Locator:
        """The root element of the stage."""
        return self.page.locator("[data-at]")

    @property
    def at(self) -> str:
        """The address of the step that is painted now."""
        return self.stage.get_attribute("data-at") or ""

    @property
    def headline(self) -> str:
        """The sentence that says why."""
        return " ".join((self.stage.locator(".closeup .headline").text_content() or "").split())

    @property
    def link(self) -> str:
        """What the address bar shows after the host."""
        return self.page.url.removeprefix(self.server.url)

    def fresh(self, *, new: bool = False, **context: Any) -> App:
        """The app for somebody else, with no shared history, clipboard or storage.

        `context` goes to Playwright's `new_context`: `viewport`, `device_scale_factor`, `has_touch`, `permissions` ...
        """
        visit = App(self._browser, self.server, new=new, **context)
        self._visits.append(visit)
        return visit

    @property
    def errors(self) -> list[str]:
        """What this page has complained about so far. A test that expects something clears it."""
        return self._watched.errors

    def leave(self) -> list[str]:
        """Close all that was opened from here, and say what went wrong there and here."""
        wrong = list(self.errors)
        for visit in self._visits:
            wrong += visit.leave()
        self._visits.clear()
        if self._new:
            self.page.context.close()
        elif self._left is not None:
            self._left.append(self._watched)
        return wrong


class Held:
    """Stands between a page and its server; while it is held, no answer comes through."""

    def __init__(self, app: App) -> None:
        self.held = False
        self._page = app.page
        self._waiting: list[tuple[WebSocketRoute, str | bytes]] = []
        app.page.route_web_socket("**/_stcore/stream", self._between)

    def _between(self, page: WebSocketRoute) -> None:
        page.connect_to_server().on_message(lambda said: self._pass(page, said))

    def _pass(self, page: WebSocketRoute, said: str | bytes) -> None:
        if self.held:
            self._waiting.append((page, said))
        else:
            page.send(said)

    def wait(self) -> None:
        """Until an answer is held."""
        while not self._waiting:
            self._page.evaluate(PAINTED)

    def release(self) -> None:
        """Let through what was held, and all that comes."""
        self.held = False
        for page, said in self._waiting:
            page.send(said)
        self._waiting.clear()
