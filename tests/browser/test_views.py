"""The page as a whole: its parts stand beside each other at every size, and nothing scrolls sideways."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.export.page import export
from tests.harness import App, resize
from tests.sample import each

LINKS = [
    "",
    "?at=backward.3.da_total&mistake=only-da",
    "?problem=word&word=mississippian",
    "?problem=notebook&tab=shapes",
    "?problem=random&n_a=8&m=12&T=12",
]
OVERLAP = """() => {
  const box = (selector) => document.querySelector(selector).getBoundingClientRect();
  const parts = { figure: box(".figure"), transport: box(".transport"), closeup: box(".closeup .numbers"),
    header: box(".actions"), controls: box(".st-key-controls"), tabs: box(".tabs") };
  if (document.querySelector(".panel")) parts.panel = box(".panel");
  const names = Object.keys(parts);
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  const later = (a) => names.slice(names.indexOf(a) + 1);
  return names.flatMap((a) => later(a).filter((b) => meet(parts[a], parts[b])).map((b) => `${a} over ${b}`));
}"""
SIDEWAYS = "document.scrollingElement.scrollWidth - innerWidth"


SIZES = [(1920, 1080), (1440, 900), (1280, 640), (1024, 768), (620, 800), (390, 844)]


@pytest.mark.parametrize(
    ("link", "sizes"),
    [*((LINKS[0], [size]) for size in each(SIZES, 2)), *((link, each(SIZES, 2, 1)) for link in each(LINKS, 2, 1))],
)
def test_the_parts_of_the_page_stand_beside_each_other(app: App, link, sizes):
    """At each size as it opens there; the other links in one window that is drawn ever smaller."""
    resize(app.page, sizes[0][0], sizes[0][1])
    app.open(link)
    for width, height in sizes:
        resize(app.page, width, height)
        assert app.page.evaluate(SIDEWAYS) <= 0, (width, height)
        over = app.page.evaluate(OVERLAP)
        if width < 600:  # the transport is fixed at the foot of the screen, and what is below it scrolls
            over = [one for one in over if "transport" not in one]
        assert over == [], (width, height)


def test_the_selected_row_and_its_slope_are_above_the_fold(app: App):
    app.open()
    foot = app.stage.locator(".closeup .foot").first.locator("[role=cell]").first
    for width, height in ((1440, 900), (1280, 640), (1024, 768)):
        resize(app.page, width, height)
        assert foot.evaluate("(e) => e.getBoundingClientRect().bottom") <= height, (width, height)


def test_the_classroom_shows_the_stage_and_nothing_else(app: App):
    resize(app.page, 1920, 1080)
    app.open("?at=backward.3.da_total&view=classroom")
    expect(app.page.locator(".tabs")).to_have_count(0)
    expect(app.page.locator(".st-key-controls")).to_be_hidden()
    assert app.page.evaluate("getComputedStyle(document.querySelector('.unrolled')).cursor") == "none"
    box = app.stage.bounding_box()
    assert box
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 1920, 1080)
    app.press("PageDown", "PageDown")
    assert app.at == "backward.3.dx"
    app.press("f")
    expect(app.page.locator(".tabs")).to_be_visible()


SIZES_OF_TEXTS = """() => {
  const walker = document.createTreeWalker(document.querySelector(".unrolled"), NodeFilter.SHOW_TEXT), found = [];
  for (let node; (node = walker.nextNode());) {
    const parent = node.parentElement, text = node.data.trim(), { fontSize, fontWeight } = getComputedStyle(parent);
    const told = parent.closest(".figure, .closeup") && !parent.closest(".spoken, .hint");
    if (text && told && parent.checkVisibility()) found.push([text, fontSize, fontWeight]);
  }
  return found;
}"""


@pytest.mark.parametrize("link", ["?at=turn.J", "?at=turn.J&view=classroom", "?at=backward.2.dWaa", "?walk=3&stop=2"])
def test_every_text_is_as_large_as_in_a_document_without_streamlit(app: App, tmp_path: Path, link):
    """Streamlit gives each paragraph and list a size of its own."""
    app.page.emulate_media(reduced_motion="reduce")
    resize(app.page, 1920, 1080)
    here = app.open(link).page.evaluate(SIZES_OF_TEXTS)
    (tmp_path / "step.html").write_text(export(link), encoding="utf-8")
    app.page.goto((tmp_path / "step.html").as_uri())
    app.page.locator("[data-at]").wait_for()
    assert len(here) > 50
    assert here == app.page.evaluate(SIZES_OF_TEXTS)
