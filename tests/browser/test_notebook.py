"""What `show` makes, in a page as nbconvert writes it: it steps with the keys, beside another one, in any font."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from rnn_core import Problem, hello, mistaken, run
from tests.harness import resize
from tests.player.harness import INK, STICKS_OUT
from tests.sample import each
from unrolled import show

HELLO = show(run(hello()), at="backward.3.da_total", unit=3)
MISTAKEN = show(run(hello(), mistaken(hello(), "only-da")), compare=True)


@pytest.fixture
def cells(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """A page whose console has to stay silent and that may ask nobody."""
    context = browser.new_context(viewport={"width": 1100, "height": 900}, offline=True)
    page, wrong = context.new_page(), list[str]()
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: wrong.append(request.url) if "://" in request.url[:8] else None)
    page.goto("about:blank")
    yield page
    context.close()
    assert [one for one in wrong if not one.startswith("file:")] == []


def outputs(page: Page, folder: Path, *frames: object) -> list[FrameLocator]:
    """The outputs of cells in a page; each frame when it is painted."""
    body = "".join(f"<h2>Out[{i}]</h2><div>{frame._repr_html_()}</div>" for i, frame in enumerate(frames))  # type: ignore[attr-defined]
    (folder / "notebook.html").write_text(f"<!DOCTYPE html><meta charset='utf-8'>{body}", encoding="utf-8")
    page.goto((folder / "notebook.html").as_uri())
    found = [page.frame_locator("iframe").nth(i) for i in range(len(frames))]
    for frame in found:
        frame.locator("[data-at]").wait_for()
    return found


def at(frame: FrameLocator, address: str) -> None:
    expect(frame.locator("[data-at]")).to_have_attribute("data-at", address)


def test_it_opens_at_its_step_and_the_keys_are_its_once_it_is_clicked(cells: Page, tmp_path: Path):
    (frame,) = outputs(cells, tmp_path, HELLO)
    at(frame, "backward.3.da_total")
    cells.keyboard.press("ArrowRight")
    at(frame, "backward.3.da_total")
    frame.locator(".headline").first.click()
    cells.keyboard.press("ArrowRight")
    at(frame, "backward.3.dz")
    cells.keyboard.press("End")
    at(frame, "end.da0")
    assert cells.url.endswith("notebook.html"), "the notebook's address stays"


def test_two_frames_go_their_own_ways(cells: Page, tmp_path: Path):
    one, other = outputs(cells, tmp_path, HELLO, MISTAKEN)
    other.locator(".headline").first.click()
    cells.keyboard.press("Home")
    at(other, "forward.1.z")
    at(one, "backward.3.da_total")


def test_a_mistaken_run_stands_beside_the_right_one(cells: Page, tmp_path: Path):
    (frame,) = outputs(cells, tmp_path, MISTAKEN)
    expect(frame.locator(".strip")).to_have_count(2)
    frame.get_by_role("button", name="Turn off").click()
    expect(frame.locator(".strip")).to_have_count(1)
    expect(frame.locator(".closeup [data-role=result]")).to_have_text("0.164")


def test_a_problem_of_one_s_own_shows_its_numbers(cells: Page, tmp_path: Path):
    rng = np.random.default_rng(2)
    shapes = {"Wax": (4, 2), "Waa": (4, 4), "ba": (4, 1), "a0": (4, 3), "Wya": (3, 4), "by": (3, 1)}
    parameters = {name: rng.standard_normal(shape) for name, shape in shapes.items()}
    target = np.eye(3)[:, rng.integers(0, 3, (6, 3))].swapaxes(0, 1)
    inputs = {"x": rng.standard_normal((6, 2, 3)), "target": target}
    trace = run(Problem("mine", parameters, inputs))
    (frame,) = outputs(cells, tmp_path, show(trace, at="backward.5.da_total", unit=4, example=2))
    at(frame, "backward.5.da_total")
    shown = (frame.locator(".closeup [data-role=result]").text_content() or "").strip().replace("−", "-")
    assert round(trace.at("da_total", 5)[3, 1], len(shown.partition(".")[2])) == float(shown)


# The names of the cells that are wider than the boxes they stand in.
TOO_WIDE = """() => {
  const range = document.createRange(), room = document.querySelector(".strip rect.cell").getBoundingClientRect().width;
  return [...document.querySelectorAll(".strip .name")].map((label) => {
    range.selectNodeContents(label);
    return [label.textContent, range.getBoundingClientRect().width];
  }).filter(([text, width]) => /^tanh cell/.test(text) && width > room - 8);
}"""


@pytest.mark.parametrize("width", each([1300, 1000, 800, 600], 3))
def test_in_the_reader_s_fonts_there_is_room_for_every_text(cells: Page, tmp_path: Path, width):
    """Without the adjustment there is not: a font that many machines have is a quarter wider than ours."""
    resize(cells, width, 900)
    outputs(cells, tmp_path, HELLO)
    inner = cells.frames[1]
    inner.evaluate(INK)
    assert inner.evaluate(STICKS_OUT) == []
    assert inner.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert inner.evaluate(TOO_WIDE) == []
