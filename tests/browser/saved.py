"""A document that was saved, opened from disk."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page


class Saved:
    """A document from disk, without a network; what it asks for and what its console says is remembered."""

    def __init__(self, page: Page, path: Path) -> None:
        self.page, self.path = page, path
        self.wrong: list[str] = []
        page.on("console", lambda message: self.wrong.append(message.text))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("request", lambda request: self.wrong.append(request.url) if self.foreign(request.url) else None)

    def foreign(self, url: str) -> bool:
        return not url.startswith(("data:", self.path.parent.as_uri()))
