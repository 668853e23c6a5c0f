"""Whatever the font, the spacing and the zoom: no text lies over another, and none is cut."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import streamlit
from playwright.sync_api import Browser

from app.scene.scene import encode
from rnn_core import GRU_BEFORE, LSTM, Trace, hello, mistaken, random_problem, run
from tests.lazily import Lazily
from tests.player import test_junction
from tests.player.harness import CLASSROOM, ORIGIN, PAINTED, STICKS_OUT, Stage, served
from tests.player.test_stage import COLLISIONS
from tests.sample import sample

RUNS: dict[str, Callable[[], Trace]] = {
    "hello": lambda: run(hello()),
    "lstm": lambda: run(hello(LSTM)),
    "gru": lambda: run(hello(GRU_BEFORE)),
    "mistake": lambda: run(hello(), mistaken(hello(), "only-da")),
    "T = 12": lambda: run(random_problem(n_a=8, m=12, T=12)),
}
SCENES: Mapping[str, Any] = Lazily(RUNS, lambda name: json.loads(encode(RUNS[name]())))
# The green additions, where a state splits, gradients before tanh, running totals of a weight and a bias, a fan, the head.
STEPS = (
    *("z", "a", "logits", "y", "loss", "da_softmax", "da_time", "da_total", "dc_total", "dz", "dzf"),
    *("dWaa", "dWfa", "db", "dx", "da_prev"),
)

MEDIA = Path(streamlit.__file__).parent / "static" / "static" / "media"
SANS = base64.b64encode(next(MEDIA.glob("SourceSansVF-Upright*")).read_bytes()).decode()


def resized(family: str, percent: int) -> str:
    """Another font, on every machine: wider or narrower than what there is."""
    source = f"url(data:font/woff2;base64,{SANS})"
    return f"@font-face {{ font-family: {family}; font-weight: 200 900; src: {source}; size-adjust: {percent}% }}"


def dressed(sans: str, serif: str, code: str) -> str:
    return f".unrolled.unrolled {{ --text: {sans}; --serif: {serif}; --code: {code} }}"


# What the reader's own style sheet says.
MODES = {
    "plain": "",
    "wide": resized("Wide", 122)
    + dressed("'DejaVu Sans', Verdana, Wide", "'DejaVu Serif', Georgia, Wide", "'DejaVu Sans Mono', Wide"),
    "narrow": resized("Narrow", 80) + dressed("Narrow", "Narrow", "Narrow"),
    "spaced": """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
        p { margin-bottom: 2em !important }""",
}


# Texts that stick out of a box that is drawn round them, and numbers across the frame of another matrix.
BOXES = """() => {
  const texts = ink(root), found = [], sides = ["Left", "Right", "Top", "Bottom"];
  const edged = (e) => ["hidden", "clip"].includes(getComputedStyle(e).overflowX)
    || sides.every((side) => parseFloat(getComputedStyle(e)[`border${side}Width`]));
  const boxes = new Map();
  const box = (e) => boxes.get(e) ?? boxes.set(e, edged(e) && e.getBoundingClientRect()).get(e);
  for (const { node, left, right, top, bottom, name } of texts.filter(({ node }) => !node.parentElement.closest(".listing, .and"))) // it scrolls; it stands between two
    for (let e = node.parentElement; e && e !== root; e = e.parentElement) {
      const at = box(e);
      if (at && (left < at.left - 1 || right > at.right + 1 || top < at.top - 1 || bottom > at.bottom + 1))
        found.push(`${name} out of ${e.classList.value}`);
    }
  for (const frame of root.querySelectorAll(".closeup .frame")) {
    const at = frame.getBoundingClientRect(), across = (x, { left, right }) => left < x - 1 && right > x + 1;
    for (const text of texts.filter(({ node }) => node.parentElement.closest(".cell, .entry, .value")))
      if (text.top > at.top && text.bottom < at.bottom && (across(at.left, text) || across(at.right, text)))
        found.push(`${text.name} across the frame of ${frame.dataset.quantity}`);
  }
  return found;
}"""


def steps_of(scene: Any) -> list[str]:
    """Some of the last timestep but one, the last, the turn and the end."""
    T = scene["problem"]["T"]
    return [
        step["at"]
        for step in scene["steps"]
        if step["t"] == 0 or (step["t"] in (T - 1, T, 1) and step["quantity"] in STEPS)
    ]


def dress(stage: Stage, mode: str) -> None:
    stage.page.evaluate(
        """async (css) => {
          document.head.append(Object.assign(document.createElement("style"), { textContent: css }));
          await Promise.all([...document.fonts].map((font) => font.load()));
        }""",
        MODES[mode],
    )
    stage.page.evaluate(PAINTED)


CROSSING = "root.querySelector('.closeup .junction').offsetWidth"


def wrong(stage: Stage, name: str) -> dict[str, list[str]]:
    """Whatever is cut or lies over something, in the strip, the crossing, the equation and around them."""
    crossing = test_junction.COLLISIONS
    if name == "lstm":  # its wires cross; names beside them
        crossing = crossing.replace(".wire path, .lane path, .ring, .box", ".box.next, .box.head")
    all_of_them = ", ".join(f"...({check})()" for check in (STICKS_OUT, COLLISIONS, BOXES, crossing))
    return stage.each(f"() => [{all_of_them}]", steps_of(SCENES[name]))


SIZES = [(1440, 900), (390, 844), (720, 450)]  # the last is 1440 px at 200 %
EVERY = [(name, mode, size) for name in SCENES for mode in MODES for size in SIZES]
# Each mode once, and each size, of every scene; of the first every size with wider spacing, which takes most room.
# Without another font, once: the stage's own tests look at more.
FEW = [one for i, one in enumerate(EVERY) if i % 24 in (4, 8, 9, 20) or one[:2] == ("hello", "spaced") or i == 0]


@pytest.mark.parametrize(("name", "mode", "size"), sample(FEW, EVERY), ids=str)
def test_no_text_is_cut_or_lies_over_another(stage, name, mode, size):
    dress(stage, mode)
    stage.size(*size).open(SCENES[name])
    assert wrong(stage, name) == {}


@pytest.mark.parametrize(
    ("name", "mode"), [("hello", "spaced"), ("hello", "wide"), ("lstm", "wide"), ("T = 12", "wide")]
)
def test_in_the_classroom_all_has_its_place_in_the_picture(stage, name, mode):
    """Wider or taller text has a larger picture to stand in, which is shown smaller."""
    dress(stage, mode)
    stage.size(1920, 1080).open(SCENES[name], view="classroom")
    found = f"() => [...({CLASSROOM})(0), ...({STICKS_OUT})(), ...({COLLISIONS})(), ...({BOXES})()]"
    assert stage.each(found, steps_of(SCENES[name])) == {}


@pytest.mark.parametrize("mode", ["wide", "spaced"])
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=str)
def test_two_runs_side_by_side(stage, mode, size):
    dress(stage, mode)
    stage.size(*size).open(SCENES["mistake"], right=SCENES["hello"], view="compare")
    assert stage.each(f"() => [...({STICKS_OUT})(), ...({BOXES})()]", steps_of(SCENES["mistake"])) == {}


OUT_OF_DIALOG = """() => {
  const dialog = root.querySelector("dialog[open]"), edge = dialog.getBoundingClientRect();
  const out = ink(dialog).filter(({ left, right }) => left < edge.left - 1 || right > edge.right + 1);
  return [...out.map(({ name }) => name), ...(dialog.scrollWidth > dialog.clientWidth ? ["it scrolls sideways"] : [])];
}"""


@pytest.mark.parametrize("mode", ["wide", "spaced"])
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=str)
def test_no_text_sticks_out_of_a_dialog(stage, mode, size):
    dress(stage, mode)
    stage.size(*size).open(SCENES["hello"])
    for name in ("Keys", "Share"):
        stage.page.get_by_role("button", name=name).click()
        assert stage.page.evaluate(OUT_OF_DIALOG) == [], name
        stage.press("Escape")


@pytest.mark.parametrize("name", sample(["T = 12"], SCENES))
def test_a_page_at_200_percent(browser: Browser, name):
    """All lengths are px: a browser's zoom of 200 % is a window half as wide with twice as many dots."""
    context = browser.new_context(viewport={"width": 720, "height": 450}, device_scale_factor=2)
    stage = served(context.new_page()).open(SCENES[name])
    assert wrong(stage, name) == {}
    context.close()


def test_with_our_own_fonts_nothing_is_stretched(stage):
    stage.open(SCENES["hello"], "backward.3.dz")
    assert stage.page.evaluate(CROSSING) == 318


def test_a_style_sheet_that_comes_later_is_noticed(stage):
    """As a bookmark that changes the spacing of a page that is open."""
    stage.open(SCENES["hello"], "backward.3.dx")
    dress(stage, "spaced")
    assert stage.page.evaluate(CROSSING) > 370
    assert wrong(stage, "hello") == {}
    stage.open(SCENES["hello"], "backward.3.dx")
    stage.page.evaluate("document.head.lastChild.remove()")
    stage.page.evaluate(PAINTED)
    assert stage.page.evaluate(CROSSING) == 318


def test_a_font_that_comes_later_is_noticed(stage):
    """Until it is there the room is that of our own fonts; then the picture is drawn again."""
    held: list[Any] = []
    stage.page.route(f"{ORIGIN}late.woff2", lambda route: held.append(route))
    stage.page.evaluate(
        """css => document.head.append(Object.assign(document.createElement("style"), { textContent: css }))""",
        resized("Late", 122).replace(f"url(data:font/woff2;base64,{SANS})", f"url({ORIGIN}late.woff2)")
        + dressed("Late", "Late", "Late"),
    )
    stage.open(SCENES["hello"], "backward.3.dx")
    assert stage.page.evaluate(CROSSING) == 318
    stage.page.wait_for_function("() => [...document.fonts].some(({ status }) => status === 'loading')")
    held[0].fulfill(body=base64.b64decode(SANS), content_type="font/woff2")
    stage.page.wait_for_function(f"() => {CROSSING} > 370")
    assert wrong(stage, "hello") == {}


def test_each_text_is_measured_once(stage):
    """Most numbers have been seen before: what differs in digits alone is as wide."""
    stage.page.evaluate(
        """() => { window.measured = []; const measure = CanvasRenderingContext2D.prototype.measureText;
          CanvasRenderingContext2D.prototype.measureText = function (text) { measured.push(text); return measure.call(this, text); } }"""
    )
    stage.open(SCENES["lstm"], "backward.3.dzf")
    steps = [step["at"] for step in SCENES["lstm"]["steps"] if step["t"] == 3]
    stage.each("() => []", steps)
    count = stage.page.evaluate("measured.length")
    stage.each("() => []", steps)
    # A font that comes meanwhile, as others do, is measured by a sample and the digits.
    again = set(stage.page.evaluate(f"measured.slice({count})")) - set("0123456789")
    assert not [text for text in again if not text.startswith("dense + softmax: gradients")], "each once"
    assert 0 < count < 300
