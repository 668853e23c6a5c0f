"""A page that stays loaded from test to test, and the stage in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.chromium import ARGS, find_chromium
from tests.harness import SIZE, Watched
from tests.player.harness import Stage, served, tidy


@pytest.fixture(scope="session")
def _kept(browser: Browser) -> Iterator[Watched]:
    """A page of a Chromium of its own: in one that lives so long, scripts that are compiled pay."""
    chromium = browser.browser_type.launch(executable_path=find_chromium(), args=list(ARGS))
    yield Watched(chromium.new_context(viewport={"width": SIZE["width"], "height": SIZE["height"]}))
    chromium.close()


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
