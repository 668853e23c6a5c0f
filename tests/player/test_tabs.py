"""The row of tabs and the Code tab: the line of a step is lit with its picture, and what is hidden is not sent."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import expect

from app.scene.code import code, pass_of
from app.scene.scene import encode
from rnn_core import CASES, LSTM, Trace, hello, mistaken, run
from tests.harness import resize
from tests.player.harness import CELL_SCENES, CELL_TRACES, SCENES, TRACES
from tests.sample import each

GREEN = "backward.3.da_total"
RUNS = {
    "hello": (TRACES["hello"], SCENES["hello"]),
    "notebook": (TRACES["notebook"], SCENES["notebook"]),
    **{name: (CELL_TRACES[name], CELL_SCENES[name]) for name in ("lstm", "gru_before")},
}

# The press, and what the same task leaves on the page.
PRESS = """(keys) => keys.map((key) => {
  if (key) tap(key);
  const lit = [...root.querySelectorAll(".listing [aria-current=step]")].map((line) => line.textContent);
  return [root.dataset.at, lit, root.querySelector(".listing code").textContent];
})"""


def run_mistaken(name: str) -> Trace:
    problem = hello()
    return run(problem, mistaken(problem, name))


def sent(trace: Trace, **how: bool) -> Any:
    return json.loads(encode(trace, **how))


@pytest.mark.parametrize("name", each(RUNS, 2))
def test_the_line_of_each_step_is_lit_in_the_task_that_draws_its_picture(stage, name):
    trace, scene = RUNS[name]
    stage.open(scene, scene["steps"][0]["at"])
    pressed = stage.ask(PRESS, ["", *["ArrowRight"] * (len(trace.steps) - 1)])
    for step, (at, lit, listing) in zip(trace.steps, pressed, strict=True):
        lines = code(trace, pass_of(step))
        assert at == str(step)
        assert lit == [line.text for line in lines if line.quantity == step.quantity]
        assert listing == "".join(line.text for line in lines)


def test_it_says_both_ways_of_counting_and_the_notebooks_names(stage):
    note = stage.open(SCENES["hello"], GREEN).page.locator(".code-note")
    expect(note).to_contain_text("Here t = 2: code counts from 0, labels from 1.")
    expect(note).to_contain_text("In the notebook: da_total is da_next, da_softmax is da[:, :, t]")
    stage.press("End")
    expect(note).to_contain_text("After the loop.")


def test_hidden_backward_code_is_not_sent(stage):
    scene = sent(TRACES["hello"], backward_code=False)
    assert "backward" not in scene["code"]
    stage.open(scene, GREEN)
    expect(stage.page.get_by_text("The backward code is hidden for this class.")).to_be_visible()
    assert stage.page.locator(".listing").count() == 0
    stage.press("Home")
    expect(stage.page.locator(".listing")).to_contain_text("np.tanh(z)")


def test_a_line_that_a_mistake_has_changed_is_crossed(stage):
    stage.open(sent(run_mistaken("only-da")), GREEN)
    expect(stage.page.locator(".listing .edited")).to_have_text("✗ da_total = da_softmax")


def test_where_no_line_is_changed_it_says_where_to_look(stage):
    trace = run_mistaken("aliased-cache")
    (edit,) = trace.mistake
    stage.open(sent(trace), GREEN)
    note = stage.page.locator(".code-note b")
    expect(note).to_have_text(f"The mistake is in no line of its own: look at {', '.join(edit.look_at)}.")
    assert stage.page.locator(".listing .edited").count() == 0


def test_a_test_without_a_way_back_has_the_loop_of_its_pass(stage):
    scene = sent(run(CASES["rnn_forward"].problem))
    assert list(scene["code"]) == ["forward"]
    assert stage.open(scene).ask(PRESS, [""])[0][1]


def test_another_tab_is_told_and_written_and_the_step_stays(stage):
    stage.open(SCENES["hello"], GREEN)
    before = len(stage.reports)
    stage.page.get_by_role("radio", name="Check").click()
    assert stage.page.locator(".listing").count() == 0
    stage.addressed("?tab=check")
    assert stage.written[-1][0] == "replaceState", "no entry of the history"
    ((_, told),) = stage.reports[before:]
    assert (told["at"], told["tab"]) == (GREEN, "check")
    stage.press("ArrowRight")
    assert stage.at == "backward.3.dz", "after the mouse the keys are the stage's"
    stage.addressed("?at=backward.3.dz&tab=check")


def test_by_keyboard_the_arrows_choose_a_tab_and_keep_the_focus(stage):
    stage.open(SCENES["hello"], GREEN)
    stage.page.get_by_role("radio", name="Code").focus()
    stage.press("ArrowRight")
    expect(stage.page.get_by_role("radio", name="Check")).to_be_checked()
    expect(stage.page.get_by_role("radio", name="Check")).to_be_focused()
    assert stage.at == GREEN


def test_a_tab_that_is_not_offered_opens_as_the_first(stage):
    stage.open(SCENES["hello"], GREEN, tab="damage", tabs=[["thread", "The thread"], ["code", "Code"]])
    expect(stage.page.get_by_role("radio", name="The thread")).to_be_checked()


def test_where_there_is_the_code_alone_there_is_no_row(stage):
    stage.open(SCENES["hello"], GREEN, tabs=[["code", "Code"]])
    assert stage.page.get_by_role("radio").count() == 0
    expect(stage.page.locator(".listing")).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (960, 800), (390, 844)])
def test_the_lit_line_of_a_long_loop_is_in_sight_and_no_line_is_wider_than_the_loop(stage, width, height):
    """Where a long line goes on in a next row, that stands to the right of where the line begins."""
    resize(stage.page, width, height)
    stage.open(sent(run(hello(LSTM))), "backward.3.dc_total")
    assert stage.page.evaluate(
        """() => {
          const line = root.querySelector(".listing [aria-current]"), listing = line.closest(".listing");
          const [here, all] = [line, listing].map((one) => one.getBoundingClientRect());
          return here.top >= all.top && here.bottom <= all.bottom;
        }"""
    )
    wider, rows = stage.page.evaluate(
        """() => {
          const listing = root.querySelector(".listing");
          return [listing.scrollWidth - listing.clientWidth, [...listing.querySelectorAll(".code-line")].map((line) => {
            const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT), lefts = [], range = document.createRange();
            while (walker.nextNode()) {
              range.selectNodeContents(walker.currentNode);
              if (walker.currentNode.data.trim()) lefts.push(Math.round(range.getBoundingClientRect().left));
            }
            return [lefts[0] === Math.min(...lefts), line.offsetHeight / 18];
          })];
        }"""
    )
    assert wider == 0
    assert all(begins for begins, _ in rows)
    assert (max(count for _, count in rows) > 1) == (width != 960), "where there is room, it is one row"
