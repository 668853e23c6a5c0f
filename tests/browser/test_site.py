"""The site as somebody has put it on a web space, or opened from disk: each link of the index opens at its step."""

from __future__ import annotations

import re
import struct
import threading
from collections.abc import Iterator, Sequence
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from app.export.site import PREVIEW, pages
from app.export.site import Page as SitePage
from app.view import parse, place, run_of
from tests.harness import resize
from tests.sample import sample
from tests.site import write

PAGES = pages()


def of_each(pages: Sequence[SitePage]) -> list[SitePage]:
    """The last page of each problem and cell, with a mistake and without."""
    kinds: dict[tuple[str, str, bool], list[SitePage]] = {}
    for page in pages:
        state, _ = parse(parse_qs(page.link.removeprefix("?")))
        kinds.setdefault((state.problem, state.cell, bool(state.mistake)), []).append(page)
    return [kind[-1] for kind in kinds.values()]


FEW = [*of_each(PAGES)[::2], PAGES[0], next(page for page in PAGES if page.name == "hello")]
WRITTEN = [page for page in PAGES if page in sample(FEW, PAGES)]


@pytest.fixture(scope="module")
def root(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A web space that has the site in one of its folders."""
    space = tmp_path_factory.mktemp("space")
    write(space / "any" / "path", browser, WRITTEN)
    return space


@pytest.fixture
def visit(browser: Browser) -> Iterator[Page]:
    """A page whose console has to stay silent."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page, wrong = context.new_page(), list[str]()
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    context.close()
    assert wrong == []


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def space(root: Path) -> Iterator[str]:
    """The address of a server that has nothing but the files."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=root)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/any/path/"
        server.shutdown()


@pytest.mark.slow
def test_every_link_of_the_index_leads_to_a_page_that_opens_at_its_step(root: Path, visit: Page):
    asked: list[str] = []
    folder = root / "any" / "path"
    visit.on("request", lambda request: asked.append(request.url))
    visit.context.set_offline(True)
    visit.goto((folder / "index.html").as_uri())
    links = visit.locator("main a")
    expect(links).to_have_count(len(WRITTEN))
    for page in WRITTEN:
        i = WRITTEN.index(page)
        state, _ = parse(parse_qs(page.link.removeprefix("?")))
        links.nth(i).click()
        expect(visit.locator("[data-at]")).to_have_attribute("data-at", str(place(state, run_of(state)).at))
        expect(visit).to_have_title(re.compile("- Unrolled: backpropagation through time$"))
        assert visit.get_by_role("button", name="Turn off").count() == bool(state.mistake), page.name
        visit.go_back()
    assert {url for url in asked if not url.startswith(("data:", folder.as_uri()))} == set()


@pytest.mark.slow
def test_every_preview_is_a_picture_of_its_page_and_no_two_are_the_same(root: Path):
    drawn = {page: (root / "any" / "path" / page.preview).read_bytes() for page in WRITTEN}
    assert {struct.unpack(">II", data[16:24]) for data in drawn.values()} == {PREVIEW}
    assert len({*drawn.values()}) == len(WRITTEN)


@pytest.mark.slow
def test_under_any_path_of_a_web_space_the_index_shows_its_pictures_and_a_page_steps(space: str, visit: Page):
    asked: list[str] = []
    visit.on("request", lambda request: asked.append(request.url))
    visit.goto(space)
    for page in WRITTEN:
        picture = visit.locator("main img").nth(WRITTEN.index(page))
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("naturalWidth", PREVIEW[0])
    visit.get_by_role("link", name="hello", exact=True).click()
    expect(visit.locator("[data-at]")).to_have_attribute("data-at", "backward.3.da_total")
    visit.keyboard.press("ArrowRight")
    expect(visit.locator("[data-at]")).to_have_attribute("data-at", "backward.3.dz")
    visit.wait_for_url(f"{space}hello.html#at=backward.3.dz")
    assert visit.get_by_role("link", name="app").count() == 0, "there is none"
    assert [url for url in asked if not url.startswith((space, "data:"))] == []


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_index_fits_every_window_and_has_no_fault_for_a_listener(root: Path, visit: Page, scheme):
    visit.emulate_media(color_scheme=scheme)
    visit.goto((root / "any" / "path" / "index.html").as_uri())
    for width in (1440, 768, 390, 320):
        resize(visit, width, 800)
        assert visit.evaluate("document.documentElement.scrollWidth") <= width, width
    assert Axe().run(visit).response["violations"] == []
