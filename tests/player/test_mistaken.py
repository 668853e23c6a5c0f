"""A mistake on the stage: every step of every classic one is drawn, at every size, and nothing lies over anything."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import expect

from app.scene.scene import encode
from rnn_core import LSTM, Problem, classics, hello, mistaken, notebook, run
from tests.player.harness import CLASSROOM, STICKS_OUT, Stage
from tests.player.test_stage import COLLISIONS
from tests.sample import THOROUGH, each

PROBLEMS: dict[str, Problem] = {"rnn": hello(), "lstm": hello(LSTM), "notebook": notebook()}
GREEN = "backward.3.da_total"


@cache
def run_mistaken(problem: str, name: str) -> Any:
    return json.loads(encode(run(PROBLEMS[problem], mistaken(PROBLEMS[problem], name))))


def telling(scene: Any) -> list[str]:
    """The steps that the mistake touches, and the first wrong one."""
    first = scene["mistake"]["first"]
    edited = [step["at"] for step in scene["steps"] if step.get("edited")]
    wrong = [step["at"] for step in scene["steps"] if step.get("wrong") and step["t"] == 2]
    return list(dict.fromkeys([*([first] if first else []), *edited[:2], *wrong[: 3 if THOROUGH else 1]]))


@pytest.mark.parametrize(
    ("problem", "size"),
    each([("lstm", (1440, 900)), ("rnn", (1440, 900)), ("notebook", (1440, 900)), ("rnn", (390, 844))], 3),
)
def test_every_classic_mistake_is_drawn_and_no_text_sticks_out(stage, problem, size):
    stage.size(*size)
    for one in classics(PROBLEMS[problem]):
        scene = run_mistaken(problem, one.name)
        stage.open(scene)
        if steps := telling(scene):
            assert stage.each(STICKS_OUT, steps) == {}, one.name


@pytest.mark.parametrize(
    ("problem", "mistake", "at"),
    [("rnn", "waa-not-transposed", "backward.3.da_prev"), ("lstm", "c-past-a", "backward.2.da_time")],
)
def test_on_a_phone_where_the_strip_gives_way_no_name_in_it_lies_over_another(stage, problem, mistake, at):
    stage.size(390, 844).open(run_mistaken(problem, mistake), at)
    assert stage.page.evaluate(COLLISIONS) == []


@pytest.mark.parametrize("name", ["started-at-da", "overwritten", "derivative-of-z", "waa-not-transposed"])
def test_in_the_classroom_a_mistake_fits_too(stage, name):
    scene = run_mistaken("rnn", name)
    stage.size(1920, 1080).open(scene, view="classroom")
    assert stage.each(CLASSROOM, telling(scene)[:4], 24) == {}


def test_a_plus_that_adds_what_has_come_another_way_is_whole(stage):
    """The road from the next cell is cut; but a number is there under its name, and it is added."""
    stage.open(run_mistaken("rnn", "carry.da_time.from.da_softmax"), GREEN)
    expect(stage.page.locator(".strip .lane.cut[data-cut=da_time][data-t='3'] .cross")).to_be_visible()
    shown = stage.page.locator(":is(.strip, .closeup) .plus[data-t='3']")  # not what is made ready for the next step
    assert [shown.count(), shown.and_(stage.page.locator(".cut")).count()] == [2, 0]
    stage.open(run_mistaken("rnn", "never-updated"), GREEN)
    assert shown.and_(stage.page.locator(".cut")).count() == 2, "0 is added: nothing"


def test_what_is_left_out_is_struck_out_and_its_road_crossed_out(stage):
    stage.open(run_mistaken("rnn", "only-da"), GREEN)
    assert stage.page.locator(".closeup .cell.struck").count() == 5
    expect(stage.page.locator(".strip .lane.cut[data-cut=da_time][data-t='3'] .cross")).to_be_visible()
    expect(stage.page.locator(".strip .node.plus.cut[data-t='3']")).to_be_visible()
    expect(stage.page.locator(".strip .band.wrong")).to_be_visible()
    tags = stage.page.locator(".strip .tag").all_inner_texts()
    assert tags == ["✗ will be wrong", "✗ will be wrong", "✗ first wrong here", "✓ still right"]
    words = stage.page.locator(".closeup .verdict").inner_text()
    assert "exactly the number left out" in words
    assert "much\N{NO-BREAK SPACE}✓" in words, "the sign never stands on a line of its own"
    assert [float(text.replace("−", "-")) for text in stage.page.locator(".closeup .verdict b").all_inner_texts()] == [
        pytest.approx(-0.435),
        pytest.approx(0.164),
        pytest.approx(-0.599),
    ]


def road_looks(stage: Stage) -> dict[str, str]:
    """The roads of the drawn inside that come back: cut, or in which colour; and the pluses."""
    return dict(
        stage.page.evaluate(
            """() => [...root.querySelectorAll(".closeup .junction.drawn :is(.lane, .plus)")].map((e) => [
              e.dataset.cut ?? e.dataset.quantity + (e.matches(".plus") ? " plus" : ""),
              e.matches(".cut") ? (e.querySelector(".cross") ? "crossed out" : "hollow") : e.matches(".plus") ? "whole" : e.getAttribute("class").match(/path-(\\w+)/)[1]])"""
        )
    )


@pytest.mark.parametrize(
    ("name", "at", "looks"),
    [
        ("c-through-a-alone", "da_total", {"da_time": "time", "da_total plus": "whole", "dc_time": "crossed out"}),
        ("c-through-a-alone", "dc_total", {"dc_time": "crossed out", "dc_total plus": "hollow", "dc_total": "wrong"}),
        ("only-da", "da_total", {"da_time": "crossed out", "da_total plus": "hollow", "da_softmax": "soft"}),
        ("only-da", "dc_total", {"dc_a": "wrong", "dc_time": "time", "dc_total plus": "whole", "dc_total": "wrong"}),
        ("only-da-prevt", "dc_prev", {"da_softmax": "crossed out", "da_total plus": "hollow", "dc_prev": "time"}),
        ("c-past-a", "dc_total", {"dc_a": "crossed out", "da_total plus": "whole", "dc_total plus": "hollow"}),
        ("derivative-of-c", "dx", {"dc_a": "wrong", "dzf": "wrong", "da_total plus": "whole", "dx": "wrong"}),
    ],
)
def test_inside_the_lstm_a_road_is_cut_as_in_the_strip(stage, name, at, looks):
    stage.open(run_mistaken("lstm", name), f"backward.3.{at}")
    found = road_looks(stage)
    assert {road: found.get(road) for road in looks} == looks
    stage.page.keyboard.press("ArrowLeft")
    assert set(road_looks(stage)) <= set(found), "nothing is crossed out before it has been computed"
    named = stage.page.locator(".closeup .junction.drawn .name .symbol").evaluate_all(
        "all => all.map((e) => e.dataset.quantity)"
    )
    assert not {road for road, look in found.items() if look == "crossed out"} & set(named)


def test_the_badge_asks_for_the_right_run(stage):
    stage.open(run_mistaken("rnn", "only-da"), GREEN)
    stage.page.get_by_role("button", name="Mistake on").click()
    assert stage.page.evaluate("reports.filter(([name]) => name === 'mistake')") == [
        ["mistake", {"value": "", "id": ""}]
    ]


def words(stage: Stage, selector: str, within: str = ".closeup") -> list[str]:
    return [" ".join(text.split()) for text in stage.page.locator(f"{within} {selector}").all_inner_texts()]


def test_what_left_a_cell_and_did_not_arrive_is_said_in_few_digits(stage):
    stage.open(run_mistaken("rnn", "never-updated"), "backward.3.da_time")
    (aside,) = words(stage, ".equation .aside")
    assert aside.startswith("left cell ⟨4⟩, not arrived:")
    assert aside.endswith(" 0.599")
    assert words(stage, ".verdict b") == ["0", "0.599", "−0.599"]


@pytest.mark.parametrize("problem", ["rnn", "lstm"])
def test_where_something_comes_back_from_no_step_no_picture_says_0(stage, problem):
    stage.open(run_mistaken(problem, "started-at-da"), "backward.4.da_time")
    assert words(stage, ".equation .aside") == ["should be 0, there is no step 5"]
    assert [text.split(",")[0] for text in words(stage, ".name.path-time", within=".strip")] == ["not 0"]
    assert "not 0" in " ".join(words(stage, ".crossing"))


def test_shares_that_are_overwritten_are_struck_and_the_others_add_up(stage):
    stage.open(run_mistaken("rnn", "overwritten"), "backward.2.dWaa")
    assert words(stage, ".ledger b.struck") == ["0.110 left out", "0.103 left out"]
    assert words(stage, ".ledger .here b, .ledger .all b") == ["−0.030", "= −0.030"]
    assert words(stage, ".running .worked .struck") == ["0.110 left out"]


def test_a_loop_that_runs_the_wrong_way_has_no_later_shares_yet(stage):
    stage.open(run_mistaken("rnn", "loop-forward"), "backward.2.dWaa")
    assert [text.split()[3:] for text in words(stage, ".ledger li")[2:4]] == [["not", "yet"], ["not", "yet"]]
    assert "from the left →" in words(stage, ".ledger p")[0]


def test_on_a_phone_too_what_is_overwritten_is_struck(stage):
    stage.size(390, 844).open(run_mistaken("rnn", "overwritten"), "backward.2.dWaa")
    assert words(stage, ".stacked .value.struck") == ["0.110 left out"]


def test_a_headline_never_breaks_between_a_quantity_and_its_comma(stage):
    stage.size(390, 844).open(run_mistaken("rnn", "started-at-da"), "backward.4.da_time")
    assert words(stage, ".headline .glued")[0].endswith(",")


@pytest.mark.parametrize(("name", "at"), [("only-da", GREEN), ("c-through-a-alone", "backward.3.dc_total")])
def test_nobody_scrolls_for_the_right_number_or_the_switches(stage, name, at):
    stage.size(1440, 900).open(run_mistaken("lstm", name), at)
    tops, bottoms = stage.page.evaluate(
        """() => ["top", "bottom"].map((edge) => [".verdict", ".columns", ".switches button"].map(
          (part) => root.querySelector(`.closeup ${part}`).getBoundingClientRect()[edge]))"""
    )
    assert bottoms[0] <= tops[1], "what it should be stands above how it came about"
    assert bottoms[2] <= 900
    stage.size(1024, 768)
    assert stage.page.evaluate("root.querySelector('.closeup .verdict').getBoundingClientRect().bottom") <= 768


def test_a_wrong_total_wears_the_colour_of_its_lane_wherever_it_is_named(stage):
    stage.calm()
    stage.open(run_mistaken("rnn", "only-da"), GREEN)
    named = (
        ".name:not(.junction *) .symbol[data-quantity=da_total]",
        ".junction .symbol[data-quantity=da_total]",
        ".junction b.order",
    )
    looks = stage.page.evaluate(
        """(all) => [...all.map((one) => [...root.querySelectorAll(`.strip ${one}, .closeup ${one}`)].at(-1)),
          root.querySelector(".closeup .heading .symbol")].map((e) => getComputedStyle(e).color)""",
        list(named),
    )
    stage.page.emulate_media(reduced_motion="no-preference")
    assert set(looks) == {"rgb(162, 28, 175)"}


def test_a_small_share_that_is_lost_is_not_printed_as_nothing(stage):
    stage.open(run_mistaken("lstm", "overwritten"), "backward.3.dWf")
    (lost,) = words(stage, ".ledger b.struck")
    assert float(lost.removesuffix(" left out")) != 0


def test_what_did_not_arrive_has_no_arrow(stage):
    stage.open(run_mistaken("rnn", "never-updated"), "backward.3.da_time")
    assert not stage.page.locator(".closeup .aside .arrowhead").count()
    expect(stage.page.locator(".strip .lane.cut[data-cut=da_time][data-t='3'] .cross")).to_be_visible()
    stage.open(run_mistaken("rnn", "loop-forward"), "backward.1.da_time")
    assert words(stage, ".equation .aside") == ["0, no step has run before"]
    assert "⟨4⟩ change this much" in words(stage, ".verdict .verdict-correct")[0]
