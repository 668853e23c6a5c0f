"""The step as a PNG: twice as fine as the page, and otherwise as it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from app.scene.palette import DARK, LIGHT
from app.scene.scene import encode
from rnn_core import hello, mistaken, run
from tests.pixels import ALIKE, colour, decoded, part, unlike
from tests.player.harness import CELL_SCENES, SCENES, Stage, served, tidy
from tests.player.test_picture import PARTS, ROOM
from tests.sample import each

MISTAKEN = json.loads(encode(run(hello(), mistaken(hello(), "only-da"))))
COMPARED = {"right": SCENES["hello"], "view": "compare"}
GREEN = "backward.3.da_total"
STEPS: dict[str, tuple[Any, str, dict[str, Any], bool]] = {
    "hello": (SCENES["hello"], GREEN, {}, False),
    "dark lstm": (CELL_SCENES["lstm"], "backward.3.dc_total", {}, True),
    "running total": (SCENES["hello"], "backward.3.dWaa", {}, False),
    "compare": (MISTAKEN, GREEN, COMPARED, False),
}
NO_RULES = """Object.defineProperty(CSSStyleSheet.prototype, 'cssRules', {
  get() { throw new DOMException('no', 'SecurityError'); } })"""


@pytest.fixture(scope="module")
def fine(browser: Browser) -> Iterator[Page]:
    """A page with twice as many dots."""
    context = browser.new_context(device_scale_factor=2, reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.fixture
def stage(fine: Page) -> Iterator[Stage]:
    yield served(fine)
    tidy(fine)


def saved(stage: Stage, folder: Path, ending: str = "png") -> bytes:
    stage.page.get_by_role("button", name="Share").click()
    with stage.page.expect_download() as begun:
        stage.page.get_by_role("button", name=f"Save {ending.upper()}").click()
    assert begun.value.suggested_filename == f"unrolled-{stage.at}.{ending}"
    begun.value.save_as(folder / f"step.{ending}")
    stage.press("Escape")
    expect(stage.page.get_by_role("dialog")).to_have_count(0)
    return (folder / f"step.{ending}").read_bytes()


def on_the_page(stage: Stage) -> list[Any]:
    """What the parts of the step look like there, without what is there to be pressed, and how high each is."""
    stage.page.evaluate("""() => { root.classList.add("pictured"); document.activeElement.blur();
      document.body.style.background = getComputedStyle(root).getPropertyValue("--bg"); }""")
    found = []
    for selector in PARTS:
        box = stage.page.locator(selector).bounding_box()
        assert box
        clip = {**box, "height": int(box["height"])}
        found.append((decoded(stage.page.screenshot(full_page=True, clip=clip)), box["height"]))
    return found


@pytest.mark.parametrize("step", [STEPS[name] for name in each(STEPS, 4)], ids=each(STEPS, 4))
def test_it_looks_like_the_page(stage, tmp_path, step):
    scene, at, how, dark = step
    stage.size(1440, 900).open(scene, at, **how)
    stage.page.evaluate("on => stage.dark(on)", dark)
    png = decoded(saved(stage, tmp_path))
    top = ROOM
    for there, height in on_the_page(stage):
        here = part(png, 0, top, there.shape[1] / 2, there.shape[0] / 2)
        assert unlike(here, there) < ALIKE
        top += math.ceil(height) + ROOM
    assert png.shape[0] == 2 * top


@pytest.mark.parametrize(("dark", "palette"), [(False, LIGHT), (True, DARK)], ids=["light", "dark"])
def test_it_has_the_colours_of_the_theme(stage, tmp_path, dark, palette):
    stage.size(1440, 900).open(SCENES["hello"], GREEN)
    stage.page.evaluate("on => stage.dark(on)", dark)
    png = decoded(saved(stage, tmp_path))
    x, y, r = stage.page.evaluate("""() => {
      const figure = document.querySelector(".figure").getBoundingClientRect();
      const disc = document.querySelector(".figure [data-t='3'] .disc").getBoundingClientRect();
      return [disc.x + disc.width / 2 - figure.x, disc.y + disc.height / 2 - figure.y, disc.width / 2];
    }""")
    assert colour(png, x + r / 2, y + ROOM + r / 2) == palette["sum"], "between the arms of the plus"
    height, width, _ = png.shape
    assert {colour(png, *corner) for corner in ((0, 0), ((width - 1) / 2, (height - 1) / 2))} == {palette["bg"]}


def test_where_no_fonts_can_be_read_it_is_made_with_others(stage, tmp_path):
    stage.size(1440, 900).open(SCENES["hello"], GREEN)
    with_fonts = decoded(saved(stage, tmp_path))
    stage.page.evaluate(NO_RULES)
    without = decoded(saved(stage, tmp_path))
    assert without.shape == with_fonts.shape
    assert unlike(without, with_fonts) > ALIKE


def test_large_fonts_are_left_out_of_the_svg(stage, tmp_path):
    """Those of Streamlit are ten times as large as the picture."""
    svg = saved(stage.size(1440, 900).open(SCENES["hello"], GREEN), tmp_path, "svg")
    assert b"@font-face" not in svg
    assert len(svg) < 150_000
