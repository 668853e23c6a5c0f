"""Chromium, to compare with: what goes wrong here too is no matter of the browser."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from tests.browsers.visitor import Visitor
from tests.harness import Watched


class Chromium(Visitor):
    """The browser of all other tests."""

    name = "chromium"

    def __init__(self, browser: Browser, *, dark: bool = False) -> None:
        self._context = browser.new_context(color_scheme="dark" if dark else "light")
        self._watched = Watched(self._context)
        self._page = self._watched.page
        self.errors = self._watched.errors
        self.version = browser.version

    def open(self, url: str, width: int, height: int) -> None:
        self._page.goto("about:blank")
        self._page.set_viewport_size({"width": width, "height": height})
        self.errors.clear()
        self._page.goto(url)

    def evaluate(self, expression: str) -> str:
        return str(self._page.evaluate(expression))

    def press(self, key: str) -> None:
        self._page.keyboard.press(key)

    def shot(self, path: Path) -> None:
        self._page.screenshot(path=path)

    def close(self) -> None:
        self._context.close()
