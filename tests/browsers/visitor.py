"""Somebody with a browser, whichever it is: opens an address, presses keys, asks the page."""

from __future__ import annotations

import json
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from tests.harness import PATIENCE

KEYS = {
    "ArrowLeft": "\ue012",
    "ArrowRight": "\ue014",
    "PageUp": "\ue00e",
    "PageDown": "\ue00f",
    "Home": "\ue011",
    "End": "\ue010",
    "Escape": "\ue00c",
    "Space": " ",
    "Shift": "\ue008",
}  # as WebDriver calls them
ASK = """(async (given) => JSON.stringify(await (FUNCTION)(...JSON.parse(given)) ?? null))(GIVEN)"""
PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(null))))"


class Visitor(ABC):
    """A browser with one page in it."""

    name: str
    version: str
    errors: list[str]  # what the page has complained about since it was opened

    @abstractmethod
    def open(self, url: str, width: int, height: int) -> None:
        """Open an address in a window of this size inside; back when it is loaded."""

    @abstractmethod
    def evaluate(self, expression: str) -> str:
        """What an expression in the page says, when its promise is kept."""

    @abstractmethod
    def press(self, key: str) -> None:
        """Press a key: "ArrowRight", "Shift+U"."""

    @abstractmethod
    def shot(self, path: Path) -> None:
        """Save what is seen as a PNG."""

    @abstractmethod
    def close(self) -> None:
        """End the browser."""

    def ask(self, function: str, *given: Any) -> Any:
        """What a function in the page says of these."""
        asked = ASK.replace("FUNCTION", function).replace("GIVEN", json.dumps(json.dumps(given)))
        return json.loads(self.evaluate(asked))

    def wait(self, condition: str) -> None:
        """Wait until an expression is true in the page."""
        end = time.monotonic() + PATIENCE / 1000
        while not self.ask(f"() => Boolean({condition})"):
            assert time.monotonic() < end, f"{self.name} waited in vain: {condition}"
            self.ask(PAINTED)

    @property
    def at(self) -> str:
        """The step that is painted."""
        return str(self.ask("() => document.querySelector('[data-at]')?.dataset.at ?? ''"))


def split(key: str) -> list[str]:
    """The keys of "Shift+U" as WebDriver calls them, the last one to be pressed while the others are held."""
    return [KEYS.get(one, one.lower() if len(one) == 1 else one) for one in key.split("+")]
