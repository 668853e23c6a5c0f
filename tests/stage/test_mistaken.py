"""A mistake on the stage: every step of every classic one is drawn, at every size, and nothing lies over anything."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.scene.scene import encode
from rnn_core import LSTM, Problem, classics, find_mistake, hello, notebook, run
from tests.stage.harness import CLASSROOM, STICKS_OUT, Stage, served

PROBLEMS: dict[str, Problem] = {"rnn": hello(), "lstm": hello(LSTM), "notebook": notebook()}
GREEN = "backward.3.da_total"


@cache
def mistaken(problem: str, name: str) -> Any:
    return json.loads(encode(run(PROBLEMS[problem], find_mistake(PROBLEMS[problem], name))))


def telling(scene: Any) -> list[str]:
    """The steps that the mistake touches, and the first wrong one."""
    first = scene["mistake"]["first"]
    edited = [step["at"] for step in scene["steps"] if step.get("edited")]
    wrong = [step["at"] for step in scene["steps"] if step.get("wrong") and step["t"] == 2]
    return list(dict.fromkeys([*([first] if first else []), *edited[:2], *wrong[:3]]))


@pytest.fixture
def stage(page: Page) -> Iterator[Stage]:
    with served(page) as empty:
        yield empty


@pytest.mark.parametrize(
    ("problem", "size"), [("rnn", (1440, 900)), ("rnn", (390, 844)), ("lstm", (1440, 900)), ("notebook", (1440, 900))]
)
def test_every_classic_mistake_is_drawn_and_no_text_sticks_out(stage, problem, size):
    stage.size(*size)
    for one in classics(PROBLEMS[problem]):
        scene = mistaken(problem, one.name)
        stage.open(scene)
        if steps := telling(scene):
            assert stage.each(STICKS_OUT, steps) == {}, one.name


@pytest.mark.parametrize("name", ["only-da", "overwritten", "derivative-of-z"])
def test_in_the_classroom_a_mistake_fits_too(stage, name):
    scene = mistaken("rnn", name)
    stage.size(1920, 1080).open(scene, view="classroom")
    assert stage.each(CLASSROOM, telling(scene)[:4], 24) == {}


def test_what_is_left_out_is_struck_out_and_its_road_crossed_out(stage):
    stage.open(mistaken("rnn", "only-da"), GREEN)
    assert stage.page.locator(".equation .cell.struck").count() == 5
    expect(stage.page.locator(".strip .lane.cut[data-cut=da_time][data-t='3'] .cross")).to_be_visible()
    expect(stage.page.locator(".strip .node.plus.cut[data-t='3']")).to_be_visible()
    expect(stage.page.locator(".strip .band.wrong")).to_be_visible()
    tags = stage.page.locator(".strip .tag").all_inner_texts()
    assert tags == ["✗ will be wrong", "✗ will be wrong", "✗ first wrong here", "✓ still right"]
    words = stage.page.locator(".verdict").inner_text()
    assert "exactly the number left out" in words
    assert [float(text.replace("−", "-")) for text in stage.page.locator(".verdict b").all_inner_texts()] == [
        pytest.approx(-0.435),
        pytest.approx(0.164),
        pytest.approx(-0.599),
    ]


def test_the_badge_asks_for_the_right_run(stage):
    stage.open(mistaken("rnn", "only-da"), GREEN)
    stage.page.get_by_role("button", name="Mistake on").click()
    assert stage.page.evaluate("reports.filter(([name]) => name === 'mistake')") == [["mistake", ""]]
