"""A link as one file, opened from disk: every key and run is in it, and it asks nothing of anybody."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from app.export.page import FONTS, export
from rnn_core import hello, run
from rnn_core.mistakes import mistaken
from tests.browser.saved import Saved
from tests.harness import resize
from tests.player.harness import CELL_SCENES, SCENES
from tests.sample import each

GREEN = "?at=backward.3.da_total"
MISTAKEN = f"{GREEN}&mistake=only-da"
KINDS = [GREEN, MISTAKEN, f"{MISTAKEN}&view=compare", "?cell=lstm", "?problem=notebook"]
SIZES = [(1440, 900), (1024, 768), (960, 800), (390, 844), (360, 740)]


class File(Saved):
    """A page that was saved."""

    def open(self, link: str, hash: str = "") -> File:
        self.path.write_text(export(link), encoding="utf-8")
        self.page.goto("about:blank")
        self.page.goto(self.path.as_uri() + hash)
        self.page.locator("[data-at]").wait_for()
        return self

    def press(self, *keys: str) -> File:
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def at(self, address: str) -> None:
        expect(self.page.locator("[data-at]")).to_have_attribute("data-at", address)


@pytest.fixture(scope="module")
def kept(browser: Browser) -> Iterator[File]:
    """A page without a network."""
    offline = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True)
    yield File(offline.new_page())
    offline.close()


@pytest.fixture
def file(kept: File, tmp_path: Path) -> Iterator[File]:
    yield kept.begin(tmp_path / "step.html")
    assert kept.wrong == [], "it asked for something, or its console said something"


def test_it_opens_at_the_step_of_its_link_and_steps(file: File):
    file.open("?at=backward.3.da_softmax&unit=2").at("backward.3.da_softmax")
    assert file.page.locator(".closeup select[data-choose=unit]").input_value() == "2"
    file.press("ArrowRight", "ArrowRight").at("backward.3.da_total")
    file.page.wait_for_url("**#unit=2")  # the step is the problem's default
    file.press("End").at("end.da0")
    file.press("Home").at("forward.1.z")


def test_the_hash_is_the_address_and_back_goes_back(file: File):
    file.open(GREEN, "#at=backward.2.dz&unit=4").at("backward.2.dz")
    assert file.page.locator(".closeup select[data-choose=unit]").input_value() == "4"
    file.press("End").at("end.da0")
    file.page.go_back()
    file.at("backward.2.dz")
    file.page.reload()
    file.at("backward.2.dz")


def test_what_the_hash_says_wrongly_opens_as_the_nearest_that_is_there(file: File):
    file.open(GREEN, "#at=nowhere&unit=99&view=%3Cb%3E&mistake=none-such")
    file.at("forward.1.z")
    assert file.page.locator(".closeup select[data-choose=unit]").input_value() == "5"


def printed(value: float) -> str:
    return f"{value:.3f}".replace("-", "−")


def test_a_part_is_left_out_and_two_runs_compared_without_a_server(file: File):
    """What is then printed is what the core computes for that mistake."""
    unit = 3
    wrong = run(hello(), mistaken(hello(), "only-da"))
    right = wrong.right
    result = file.page.locator(".closeup [data-role=result]")
    file.open(GREEN)
    expect(result).to_have_text(printed(right.at("da_total", 3)[unit - 1, 0]))
    file.page.locator("[data-mistake=only-da]").click()
    file.at("backward.3.da_total")
    expect(result).to_have_text(printed(wrong.at("da_total", 3)[unit - 1, 0]))
    file.page.get_by_role("button", name="Compare").click()
    expect(file.page.locator(".strip")).to_have_count(2)
    file.page.wait_for_url("**#*view=compare*mistake=only-da")
    file.page.reload()
    expect(file.page.locator(".strip")).to_have_count(2)
    file.page.get_by_role("button", name="Turn off").click()
    expect(file.page.locator(".strip")).to_have_count(1)
    expect(result).to_have_text(printed(right.at("da_total", 3)[unit - 1, 0]))


def test_a_wrong_link_says_what_was_done_once(file: File):
    file.open("?at=backward.9.dz")
    expect(file.page.get_by_role("status")).to_contain_text("is shown instead of")
    file.press("ArrowRight")
    file.page.get_by_role("button", name="Close this note").click()
    expect(file.page.get_by_role("status")).to_have_count(0)


@pytest.mark.parametrize(("link", "dark"), each([(link, dark) for dark in (False, True) for link in KINDS], 4))
def test_it_fits_every_window_and_has_no_fault_for_a_listener(file: File, link, dark):
    file.page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
    file.open(link)
    for width, height in SIZES:
        resize(file.page, width, height)
        assert file.page.evaluate("document.documentElement.scrollWidth") <= width, width
        assert file.page.evaluate("document.querySelector('.unrolled').classList.contains('dark')") == dark
    found = Axe().run(file.page).response["violations"]
    assert [one["id"] for one in found if one["id"] not in ("landmark-one-main", "region")] == []
    resize(file.page, 1440, 900)


def test_it_is_small():
    """As it is sent, with its fonts."""
    assert len(gzip.compress(export("").encode())) <= 250_000


def test_its_own_fonts_are_used_and_small(file: File):
    file.open(GREEN)
    file.page.evaluate("document.fonts.ready.then(() => 0)")
    loaded = file.page.evaluate("[...document.fonts].filter((one) => one.status === 'loaded').map((one) => one.family)")
    assert {name.strip("'\"") for name in loaded} >= {"Unrolled Sans", "Unrolled Serif"}
    assert sum(path.stat().st_size for path in FONTS.glob("*.woff2")) <= 80_000


def test_the_letters_of_every_cell_are_in_its_fonts(file: File):
    """With two fonts to fall back to, which differ in width, a text is as wide only if it needs neither."""
    scenes = [*SCENES.values(), *CELL_SCENES.values()]
    letters = {letters["base"] for scene in scenes for letters in scene["symbols"].values()}
    assert "c\N{COMBINING TILDE}" in letters
    file.open(GREEN)
    lacking = file.page.evaluate(
        """async (letters) => {
          await Promise.all([...document.fonts].map((face) => face.load()));
          const brush = document.createElement("canvas").getContext("2d");
          const width = (letter, other) => {
            brush.font = `italic 100px 'Unrolled Serif', ${other}`;
            return brush.measureText(letter).width;
          };
          return letters.filter((letter) => width(letter, "serif") !== width(letter, "monospace"));
        }""",
        sorted(letters),
    )
    assert lacking == []


@pytest.mark.parametrize("frame", ["srcdoc", "sandbox"])
def test_in_a_frame_without_an_address_nothing_throws(file: File, frame):
    """`show(trace)` in a notebook is such a frame; a learning platform often allows scripts and nothing else."""
    inner, keys = escape(export(GREEN)), 'sandbox="allow-scripts"' if frame == "sandbox" else ""
    file.path.write_text(f'<iframe {keys} srcdoc="{inner}" width="1200" height="800"></iframe>', encoding="utf-8")
    file.page.goto(file.path.as_uri())
    inside = file.page.frame_locator("iframe")
    expect(inside.locator("[data-at]")).to_have_attribute("data-at", "backward.3.da_total")
    inside.locator(".closeup .headline").click()
    file.press("ArrowRight", "End", "Home", "g", "f", "Escape")
    inside.locator("[data-mistake=only-da]").first.click()
    expect(inside.get_by_role("button", name="Turn off")).to_be_visible()
    assert inside.get_by_role("button", name="Share").count() == 0, "there is no address"


def test_script_in_a_link_is_only_text(file: File):
    file.open("?problem=word&word=%3C%2Fscript%3E%3Cimg%20src%3Dx%3E")
    expect(file.page.get_by_role("status")).to_contain_text("is shown instead of “</script><img src=x>”")
    expect(file.page).to_have_title(re.compile(" · word banana - Unrolled: backpropagation through time$"))
