"""WebKitGTK's own small browser, by WebDriver, on a screen that nobody sees. It is not Safari, but its engine is.

Its window has a least width of 447 px: what is narrower is shown in a frame. Its driver tells nothing of the console,
so the page itself notes what goes wrong, from when it is loaded on; a document from disk notes it from the beginning.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from glob import glob
from html import escape
from pathlib import Path
from typing import Any

from tests.browsers.visitor import Visitor, split

WEBKIT = "No WebKitGTK driver is here. Install one: apt-get install webkit2gtk-driver (Debian)."
XVFB = "No screen for WebKitGTK is here. Install one: apt-get install xvfb (Debian)."
SCREEN = (2100, 1400)
LEAST = 500  # px; what is narrower has a frame
NOTES = """(() => {
  if (window.noted) return;
  window.noted = [];
  addEventListener("error", ({ message }) => noted.push(message));
  addEventListener("unhandledrejection", ({ reason }) => noted.push(String(reason)));
  const { error } = console;
  console.error = (...said) => { noted.push(said.join(" ")); error(...said); };
})();"""


def find_driver() -> str | None:
    """The path of the driver, if there is one."""
    return shutil.which("WebKitWebDriver")


def find_screen() -> str | None:
    """The path of the program that is a screen nobody sees."""
    return shutil.which("Xvfb")


class WebKit(Visitor):
    """One window on a screen of its own."""

    name = "webkit"

    def __init__(self, *, dark: bool = False) -> None:
        from selenium import webdriver
        from selenium.webdriver.webkitgtk.options import Options
        from selenium.webdriver.webkitgtk.service import Service

        read, write = os.pipe()
        size = "x".join(map(str, SCREEN))
        self._screen = subprocess.Popen(
            [str(find_screen()), "-displayfd", str(write), "-screen", "0", f"{size}x24", "-nolisten", "tcp"],
            pass_fds=[write],
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as said:
            display = said.readline().strip()  # the whole line, or what writes it ends for want of a reader
        options = Options()
        options.binary_location = _browser()
        options.add_argument("--automation")
        environment = {**os.environ, "DISPLAY": f":{display}", "GTK_THEME": "Adwaita:dark" if dark else "Adwaita"}
        if os.geteuid() == 0:
            environment["WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS"] = (
                "1"  # as root there is none; it sees our pages only
            )
        self._driver = webdriver.WebKitGTK(options=options, service=Service(find_driver(), env=environment))
        self._driver.set_script_timeout(60)
        self.version = str(self._driver.capabilities["browserVersion"])
        self._folder = tempfile.TemporaryDirectory(prefix="unrolled-webkit-")

    def open(self, url: str, width: int, height: int) -> None:
        self._driver.switch_to.default_content()
        framed = width < LEAST
        outer = (LEAST, height + 40) if framed else (width, height)
        self._size(*outer)
        if framed:
            style = f"width: {width}px; height: {height}px; border: 0"
            around = Path(self._folder.name, "frame.html")
            around.write_text(
                f'<body style="margin: 0"><iframe src="{escape(url)}" style="{style}"></iframe>', encoding="utf-8"
            )
            self._driver.get(around.as_uri())
            self._driver.switch_to.frame(0)
        else:
            self._driver.get(url)
        self._driver.execute_script(NOTES)
        self._driver.execute_script("window.focus()")

    def _size(self, width: int, height: int) -> None:
        """Make the window so large inside; its bar takes a part of it."""
        self._driver.get("about:blank")
        self._driver.set_window_rect(0, 0, width, height)
        inner = self._driver.execute_script("return innerHeight")
        self._driver.set_window_rect(0, 0, width, 2 * height - inner)

    def evaluate(self, expression: str) -> str:
        kept = "(said) => done([said]), (error) => done([null, String(error)])"
        wrapped = f"const done = arguments[0]; Promise.resolve({expression}).then({kept})"
        said, *wrong = self._driver.execute_async_script(wrapped)
        assert not wrong, wrong[0]
        return str(said)

    def press(self, key: str) -> None:
        from selenium.webdriver.common.action_chains import ActionChains

        *held, last = split(key)
        chain = ActionChains(self._driver)
        for one in held:
            chain.key_down(one)
        chain.send_keys(last)
        for one in held:
            chain.key_up(one)
        chain.perform()

    @property
    def errors(self) -> list[str]:  # type: ignore[override]
        said: Any = self._driver.execute_script("return window.noted ?? ['nothing was noted: the page is another one']")
        return list(said)

    def shot(self, path: Path) -> None:
        self._driver.save_screenshot(str(path))

    def close(self) -> None:
        self._driver.quit()
        self._screen.terminate()
        self._screen.wait()
        self._folder.cleanup()


PLACES = (
    "/usr/lib/*/webkit2gtk-4.*",
    "/usr/lib64/webkit2gtk-4.*",
    "/usr/lib/webkit2gtk-4.*",
    "/usr/libexec/webkit2gtk-4.*",
)


def _browser() -> str:
    """The browser that comes with the library, which the driver starts."""
    found = [path for place in PLACES for path in sorted(glob(f"{place}/MiniBrowser"))]
    assert found, "WebKitGTK's MiniBrowser is not where its package puts it"
    return found[-1]
