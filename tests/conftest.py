"""One server, one browser and one page a worker; whatever a page complains about fails the test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page

from tests.chromium import ARGS, find_chromium
from tests.harness import SIZE, UNCOMPILED, App, Server, Watched, browsing

collect_ignore_glob = ["benchmarks/*"]  # there are no tests in it, and one of its files needs PyTorch

settings.register_profile("unrolled", deadline=None)  # two cores, several workers: no example has a time limit
settings.load_profile("unrolled")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs much: every test that opens a page, every test of a module that has PyTorch."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
        if hasattr(getattr(item, "module", None), "torch"):
            item.add_marker("torch")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The app, served."""
    with Server() as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium."""
    with browsing(UNCOMPILED) as chromium:
        yield chromium


@pytest.fixture(scope="session")
def browser_with_scrollbars(browser: Browser) -> Iterator[Browser]:
    """A Chromium as people have it: its scrollbars, which Playwright hides, take their room; scripts are compiled."""
    chromium = browser.browser_type.launch(
        executable_path=find_chromium(), args=list(ARGS), ignore_default_args=["--hide-scrollbars"]
    )
    yield chromium
    chromium.close()


@pytest.fixture(scope="session")
def _watched(browser: Browser) -> Watched:
    return Watched(browser.new_context(viewport={"width": SIZE["width"], "height": SIZE["height"]}))


@pytest.fixture
def page(_watched: Watched) -> Iterator[Page]:
    """A plain page, for the stage without Streamlit."""
    _watched.reset()
    yield _watched.page
    assert not _watched.errors, "the browser's console"


@pytest.fixture
def app(browser: Browser, server: Server, _watched: Watched) -> Iterator[App]:
    """The app; its page is used again for the next test, which costs a quarter of a new one."""
    _watched.reset()
    logged = len(server.log)
    visitor = App(browser, server, _watched)
    yield visitor
    assert not visitor.leave(), "the browser's console"
    if "Traceback" in (said := server.log[logged:]):
        pytest.fail(f"the server's log\n{said}", pytrace=False)
