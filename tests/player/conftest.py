"""A page that stays loaded from test to test, and the stage in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.harness import SIZE, Watched
from tests.player.harness import Stage, served, tidy


@pytest.fixture(scope="session")
def _kept(browser: Browser) -> Watched:
    return Watched(browser.new_context(viewport={"width": SIZE["width"], "height": SIZE["height"]}))


@pytest.fixture
def page(_kept: Watched) -> Iterator[Page]:
    """A plain page, as the test before has found it."""
    page = _kept.page
    page.set_viewport_size({"width": SIZE["width"], "height": SIZE["height"]})
    page.emulate_media(media="screen", color_scheme="light", reduced_motion="no-preference")
    page.mouse.move(0, 0)
    _kept.errors.clear()
    yield page
    tidy(page)
    assert not _kept.errors, "the browser's console"


@pytest.fixture
def stage(page: Page) -> Stage:
    """The stage, empty."""
    return served(page)
