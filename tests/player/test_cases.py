"""The notebook's tests that end with the prediction, and those of one cell: what is drawn of them, and what is not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from playwright.sync_api import expect

from app.scene.scene import encode
from rnn_core import CASES, run
from tests.lazily import Lazily
from tests.player.harness import CLASSROOM, STICKS_OUT
from tests.player.test_stage import COLLISIONS

pytestmark = pytest.mark.browser
NAMES = ("rnn_forward", "lstm_forward", "lstm_cell_forward", "rnn_cell_backward", "lstm_cell_backward")
SCENES: Mapping[str, Any] = Lazily(NAMES, lambda name: json.loads(encode(run(CASES[name].problem))))


def steps_of(name: str) -> list[str]:
    """All steps of one cell; of a longer run those of a timestep in the middle and of the last."""
    scene = SCENES[name]
    T = scene["problem"]["T"]
    return [step["at"] for step in scene["steps"] if step["t"] in (0, 1, T) and step["kind"] != "running"]


@pytest.mark.parametrize("name", ["rnn_forward", "lstm_forward"])
def test_a_test_without_a_cost_goes_one_way(stage, name):
    scene, page = SCENES[name], stage.page
    T = scene["problem"]["T"]
    stage.open(scene, "forward.1.a")
    for _ in scene["steps"]:
        assert page.locator(".strip .lane, .strip .plus, .strip .ring, .junction .lane").count() == 0
        stage.press("ArrowRight")
    assert stage.at == f"forward.{T}.y", "it ends with the prediction"
    assert page.get_by_role("button", name="Step forward").is_disabled()
    assert page.locator(".rail .passed").count() == T, "one rail, no bend"
    seen = page.locator(".unrolled").inner_text()
    assert not {"cost", "gradient", "back"}.intersection(seen.split())
    assert page.locator("[data-quantity=loss], [data-quantity=J], [data-quantity=target]").count() == 0
    stage.press("g")
    assert stage.at == f"forward.{T}.a", "where a splits"
    stage.press("Home")
    assert stage.at == scene["steps"][0]["at"]
    stage.press("End")
    assert stage.at == f"forward.{T}.y"


def test_what_the_test_hands_in_arrives_in_place_of_a_0(stage):
    """In lstm_cell_backward c goes on to later steps, of which dc_next comes back; to a nothing comes."""
    stage.open(SCENES["lstm_cell_backward"], "turn.J")
    labels = stage.page.locator(".strip .name")
    expect(labels.filter(has_text="later")).to_have_count(1)
    stage.open(SCENES["lstm_cell_backward"], "backward.1.dc_total")
    expect(labels.filter(has_text="handed in")).to_have_text("dcnext, handed inby the test")
    expect(labels.filter(has_text="it is all")).to_have_text("0, it is allin da")
    assert stage.page.locator(".strip .lane[data-quantity=dc_time] .between").count() == 1
    assert stage.page.locator(".strip .wire[data-quantity=c][data-to='c next']").count() == 1
    stage.open(SCENES["lstm_cell_backward"], "backward.1.dc_time")
    expect(stage.page.locator(".closeup .equation")).to_contain_text("they are handed in under the other name")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_no_text_of_these_tests_sticks_out_or_lies_over_another(stage, name, width, height):
    stage.size(width, height).open(SCENES[name])
    assert stage.each(f"() => [...({STICKS_OUT})(), ...({COLLISIONS})()]", steps_of(name)) == {}


@pytest.mark.parametrize("name", NAMES)
def test_these_tests_in_the_classroom(stage, name):
    stage.size(1920, 1080).open(SCENES[name], view="classroom")
    assert stage.each(CLASSROOM, steps_of(name), 24) == {}
