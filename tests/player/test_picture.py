"""The step as an SVG of its own: what is written and where is as on the page, and nothing of the page is needed."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

from tests.player.harness import CELL_SCENES, SCENES, Stage

STEPS = [
    ("hello", "backward.3.da_total", (1440, 900)),
    ("hello", "backward.3.dWaa", (390, 844)),
    ("hello", "forward.4.y", (1024, 768)),
    ("lstm", "backward.3.dc_total", (1440, 900)),
    ("notebook", "backward.3.dz", (1440, 900)),
]
ROOM = 24  # px above, between and below strip and close-up
# The words inside elements, which stand one below the other with so much room, with their places from the top left; those
# that can be pressed or are only said are no part of the picture.
WORDS = """([selectors, room]) => {
  document.querySelector(".unrolled")?.classList.add("pictured");
  const parts = selectors.flatMap((selector) => [...document.querySelectorAll(selector)]);
  const range = document.createRange(), found = [];
  const left = Math.min(...parts.map((part) => part.getBoundingClientRect().left));
  let below = room;
  for (const part of parts) {
    const { top, height } = part.getBoundingClientRect(), walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode());) {
      if (node.parentElement.closest("title, style, details:not([open]) > :not(summary)")) continue;
      for (const { 0: word, index } of node.data.matchAll(/\\S+/g)) {
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        const box = range.getBoundingClientRect();
        if (box.width) found.push([word, box.left - left, box.bottom - top + below]);
      }
    }
    below += Math.ceil(height) + room;
  }
  document.querySelector(".unrolled")?.classList.remove("pictured");
  return found;
}"""
PARTS = [".figure", ".closeups > :not(.ahead) > .inset"]


def drawn(stage: Stage, folder: Path) -> str:
    stage.page.get_by_role("button", name="Share").click()
    with stage.page.expect_download() as begun:
        stage.page.get_by_role("button", name="Save SVG").click()
    begun.value.save_as(folder / "step.svg")
    stage.press("Escape")
    expect(stage.page.get_by_role("dialog")).to_have_count(0)
    return (folder / "step.svg").read_text(encoding="utf-8")


def opened(stage: Stage, name: str, at: str, size: tuple[int, int]) -> Stage:
    return stage.calm().size(*size).open((SCENES | CELL_SCENES)[name], at)


@pytest.mark.parametrize(("name", "at", "size"), STEPS)
def test_every_word_is_text_and_stands_where_it_stood(stage, tmp_path, name, at, size):
    svg = drawn(opened(stage, name, at, size), tmp_path)
    there: list[Any] = stage.page.evaluate(WORDS, [PARTS, ROOM])
    # In the page itself, so that it has the fonts.
    stage.page.evaluate(
        """(svg) => { root.remove(); document.body.innerHTML = `<div id="drawn">${svg}</div>`;
          scrollTo(0, 0); document.querySelector("#drawn > svg").style.display = "block"; }""",
        svg,
    )
    here: list[Any] = stage.page.evaluate(WORDS, [["#drawn"], 0])
    assert Counter(word for word, *_ in here) == Counter(word for word, *_ in there)
    assert len(there) > 40
    for (word, x, y), (_, left, bottom) in zip(sorted(here), sorted(there), strict=True):
        assert x == pytest.approx(left, abs=2), word
        assert y == pytest.approx(bottom, abs=2), word


@pytest.mark.parametrize(("name", "at", "size"), STEPS)
def test_it_is_well_formed_and_needs_no_page(stage, tmp_path, name, at, size):
    svg = drawn(opened(stage, name, at, size), tmp_path)
    tree = ElementTree.fromstring(svg)
    tags = {element.tag.rpartition("}")[2] for element in tree.iter()}
    assert {"text", "rect", "path", "circle"} <= tags <= {
        "svg", "g", "title", "rect", "path", "circle", "text", "tspan", "clipPath", "line", "polygon", "ellipse"
    }  # fmt: skip
    names = {name for element in tree.iter() for name in element.attrib}
    assert not {one for one in names if re.match("class|style|data-|aria-|on|href", one)}
    assert not re.search(r"var\(|<!--", svg)
    assert float(tree.attrib["width"]) <= size[0]


def test_the_page_stays_as_it_is_and_where_it_is(stage):
    """What is left out of the picture makes room in it, but not for a moment on the page."""
    opened(stage, "hello", "backward.3.da_total", (1024, 500))
    stage.page.get_by_role("button", name="Share").click()
    stage.page.evaluate("""() => {
      document.documentElement.style.overflowAnchor = "none"; // as where there is no such thing: Safari
      scrollTo(0, document.documentElement.scrollHeight);
    }""")
    look = "() => [scrollY, root.className, root.getAttribute('style') || '', root.querySelector('.closeup').outerHTML]"
    before = stage.page.evaluate(look)
    assert before[0] > 100
    with stage.page.expect_download():
        stage.page.get_by_role("button", name="Save SVG").click()
    assert stage.page.evaluate(look) == before


def test_it_has_the_colours_of_the_theme(stage, tmp_path):
    opened(stage, *STEPS[0])
    light = drawn(stage, tmp_path)
    stage.page.evaluate("stage.dark(true)")
    dark = drawn(stage, tmp_path)
    assert [re.findall(r'<rect width="\d+" height="\d+" fill="(#\w+)"', svg) for svg in (light, dark)] == [
        ["#ffffff"],
        ["#0e1117"],
    ]
