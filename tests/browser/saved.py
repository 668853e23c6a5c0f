"""Documents that were saved, opened from disk."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from playwright.sync_api import Page


class Saved:
    """A page for documents from disk, one after the other, without a network.

    What a document asks for and what its console says is remembered.
    """

    def __init__(self, page: Page) -> None:
        self.page, self.path = page, Path()
        self.size = page.viewport_size
        self.wrong: list[str] = []
        page.on("console", lambda message: self.wrong.append(message.text))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("request", lambda request: self.wrong.append(request.url) if self.foreign(request.url) else None)

    def begin(self, path: Path) -> Self:
        """The page as a new one, for another document; a new one costs a second."""
        self.page.goto("about:blank")
        assert self.size
        self.page.set_viewport_size(self.size)
        self.page.emulate_media(media="screen", color_scheme="light", reduced_motion="no-preference")
        self.path = path
        self.wrong.clear()
        return self

    def foreign(self, url: str) -> bool:
        return not url.startswith(("data:", self.path.parent.as_uri()))
