"""The right run and a mistaken one side by side: the same step, the core's numbers in both, and what differs is seen."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from app.scene.scene import encode
from rnn_core import LSTM, Trace, hello, mistaken, notebook, random_problem, run, word
from rnn_core.trace import Address
from tests.player.harness import STICKS_OUT, Stage
from tests.sample import each

PROBLEMS = {
    "hello": hello(),
    "notebook": notebook(),
    "lstm": hello(LSTM),
    "long": word("abcabcabcabca"),
    "random": random_problem(n_a=8, m=12, T=12),
}
# What each half says: the boxed entry, its rows (result first), and in which boxes it has the colour of what is wrong.
HALVES = """() => [...document.querySelectorAll(".closeup .numbers")].map((half) => {
  const texts = (selector, within = half) => [...within.querySelectorAll(selector)].map((e) => e.textContent.trim());
  const bare = (e) => [...e.childNodes].filter((n) => n.nodeType !== Node.COMMENT_NODE && !(n.nodeType === 1 && n.matches(".how"))).map((n) => n.textContent).join("").trim();
  return {
    boxed: texts(".boxed-entry b")[0],
    good: Boolean(half.querySelector(".boxed-entry.correct")),
    rows: [...half.querySelectorAll(".columns > .line")].map((row) => [...row.querySelectorAll(".cell")].map(bare)),
    wrong: [...half.querySelectorAll(":is(.frame, .squares).path-wrong")].map((e) => e.dataset.quantity),
    result: texts('.worked [data-role="result"], .stacked [data-role="result"]')[0],
    text: half.textContent.trim(),
  };
})"""


@cache
def runs(problem: str, mistake: str) -> tuple[Trace, Trace]:
    made = PROBLEMS[problem]
    return run(made), run(made, mistaken(made, mistake))


@cache
def scenes(problem: str, mistake: str) -> tuple[Any, Any]:
    right, wrong = (json.loads(encode(trace)) for trace in runs(problem, mistake))
    return right, wrong


def compared(stage: Stage, problem: str, mistake: str, at: str = "", **more: Any) -> Stage:
    right, wrong = scenes(problem, mistake)
    return stage.open(wrong, at, right=right, view="compare", **more)


def close(text: str, value: float) -> bool:
    bare = text.strip("() ").replace("−", "-")
    decimals = len(bare.partition(".")[2])
    return abs(float(bare) - value) <= 0.5 * 10**-decimals + 1e-9


def differ(right: Trace, wrong: Trace, at: Address) -> bool:
    one, other = right.at(at.quantity, at.t), wrong.at(at.quantity, at.t)
    return one.shape != other.shape or not np.allclose(one, other, rtol=1e-8, atol=1e-12)


@pytest.mark.parametrize(
    ("problem", "mistake"),
    each(
        [("hello", "only-da"), ("lstm", "c-past-a"), ("notebook", "the-thread"), ("hello", "waa-not-transposed")], 4, 1
    ),
)
def test_at_every_step_both_halves_have_the_numbers_of_their_run(stage, problem, mistake):
    traces = runs(problem, mistake)
    unit, example = (scenes(problem, mistake)[0]["selected"][key] for key in ("unit", "example"))
    compared(stage, problem, mistake, str(traces[1].steps[0]))
    for at in each(traces[1].steps, 4):
        stage.page.evaluate("at => show(at)", str(at))
        assert stage.at == str(at)
        halves = stage.ask(HALVES)
        for trace, half in zip(traces, halves, strict=True):
            value = np.atleast_1d(np.asarray(trace.at(at.quantity, at.t)))
            boxed = half["boxed"]
            if value.shape == trace["a"].shape[1:]:
                assert close(boxed, value[unit - 1, example - 1]), (at, boxed)
            assert any(close(boxed, one) for one in value.ravel()), (at, boxed)
            if len(half["rows"]) == len(value) > 1:
                for row, one in zip(half["rows"], value[:, 0], strict=True):
                    assert close(row[0], one), (at, row)
        # A tick for each right number, the other colour and a cross for each wrong one.
        assert halves[0]["good"], at
        assert not halves[0]["wrong"], at
        assert (at.quantity in halves[1]["wrong"]) == differ(*traces, at), at
        if not halves[1]["good"]:
            assert "off by" in halves[1]["text"], at
            assert halves[1]["boxed"] != halves[0]["boxed"], at


def test_the_operand_that_is_to_blame_is_coloured_and_the_right_one_is_not(stage):
    compared(stage, "notebook", "the-thread", "backward.1.dz")
    right, wrong = stage.ask(HALVES)
    assert right["wrong"] == []
    assert [name for name in wrong["wrong"] if not name.startswith("dz: 1 - np.tanh")] == ["dz"]
    assert len(wrong["wrong"]) == 2, "the slope and the result; da_total is right"


def test_the_same_number_has_the_same_digits_in_both(stage):
    compared(stage, "notebook", "the-thread", "backward.1.dz")
    totals = stage.page.locator('.closeup .numbers .line:has([data-quantity="da_total"]) .value').all_inner_texts()
    assert len(totals) == 2
    assert totals[0] == totals[1]


def test_lanes_of_one_size_are_as_wide_in_both(stage):
    compared(stage, "long", "only-da", "backward.11.da_total")
    lanes = stage.page.locator('.strip .lane[data-quantity="da_softmax"][data-t="11"]')
    assert len({lanes.nth(i).get_attribute("data-size") for i in (0, 1)}) == 1
    widths = {lanes.nth(i).locator("path").first.get_attribute("stroke-width") for i in (0, 1)}
    assert len(widths) == 1


def test_an_entry_that_is_right_by_chance_says_that_others_are_not(stage):
    right, wrong = scenes("notebook", "only-da")
    unit, example = 2, 3
    mine, other = json.loads(json.dumps(wrong)), right["values"]["dx"]
    place = (unit - 1) * other["columns"] + example - 1
    assert mine["values"]["dx"]["data"][place] != other["data"][place]
    mine["values"]["dx"]["data"][place] = other["data"][place]
    stage.open(mine, "backward.1.dx", right=right, view="compare", unit=unit, example=example)
    assert "right, but not every other entry is" in stage.ask(HALVES)[1]["text"]


@pytest.mark.parametrize("mistake", each(["order.backward.late", "order.backward.early", "order.forward.early"], 3))
def test_where_a_loop_leaves_a_step_out_its_half_says_so_and_rests(stage, mistake):
    right, wrong = runs("hello", mistake)
    left_out = [at for at in right.steps if at not in wrong.steps]
    assert left_out
    compared(stage, "hello", mistake, str(left_out[0]))
    for at in right.steps[right.steps.index(left_out[0]) :]:
        assert stage.at == str(at)
        halves = stage.ask(HALVES)
        assert (halves[1]["text"] == "With the mistake the loop leaves this step out.") == (at in left_out), at
        assert halves[0]["boxed"], at
        bands = [stage.page.locator(".run").nth(i).locator(".band").count() for i in (0, 1)]
        assert bands == [bool(at.t), bool(at.t) and at not in left_out]
        stage.press("ArrowRight")


def test_in_another_order_both_stand_at_the_same_step(stage):
    _, wrong = runs("hello", "loop-forward")
    first = next(at for at in wrong.steps if at.phase == "backward")
    assert first.t == 1
    compared(stage, "hello", "loop-forward", str(first))
    assert stage.at == str(first)
    assert stage.page.locator(".band").count() == 2
    assert all(half["boxed"] for half in stage.ask(HALVES))


def test_the_buttons_ask_for_both_runs_and_for_one(stage):
    right, wrong = scenes("hello", "only-da")
    stage.open(wrong)
    stage.page.get_by_role("button", name="Compare with the right run").click()
    compared(stage, "hello", "only-da")
    assert stage.page.get_by_role("heading", level=2).all_inner_texts()[:2] == [
        "✓ The right run",
        "✗ With the mistake",
    ]
    stage.page.get_by_role("button", name="One run alone").click()
    assert [said["value"] for name, said in stage.reports if name == "view"] == ["compare", "page"]
    stage.open(right)
    assert not stage.page.locator('[data-act="compare"]').count(), "there is nothing to compare the right run with"


def test_f_shows_the_mistaken_run_alone_in_the_classroom_and_comes_back(stage):
    compared(stage, "hello", "order.backward.late", "backward.2.dz")
    stage.press("f")
    expect(stage.page.locator(".page.classroom .strip")).to_have_count(1)
    assert stage.at == "backward.2.dz"
    stage.press("ArrowRight", "f")
    expect(stage.page.locator(".run-title")).to_have_count(2)
    assert stage.at == "backward.2.dx"


def test_units_are_chosen_and_quantities_light_up_in_both(stage):
    compared(stage, "hello", "only-da")
    stage.press("u")
    assert [half["text"].count("unit 4") > 0 for half in stage.ask(HALVES)] == [True, True]
    stage.page.locator(".run").last.locator('.plus[data-t="3"] .disc').hover(force=True)
    lit = [stage.page.locator(".run").nth(i).locator("[data-light]").count() for i in (0, 1)]
    assert lit[0] > lit[1] > 0, "in the mistaken run less is connected"


def test_a_reader_hears_both_numbers(stage):
    compared(stage, "hello", "only-da")
    live = stage.page.locator("[aria-live]")
    expect(live).to_contain_text("The right run: unit 3")
    expect(live).to_contain_text("With the mistake: unit 3")


WIDE, USUAL, TABLET, PHONE = (1920, 1080), (1440, 900), (1024, 768), (390, 844)


@pytest.mark.parametrize(
    ("problem", "mistake", "size"),
    each(
        [
            *(("hello", "only-da", size) for size in (WIDE, USUAL, PHONE)),
            *(("notebook", "the-thread", size) for size in (USUAL, TABLET, PHONE)),
            *(("lstm", "c-past-a", size) for size in (WIDE, USUAL, TABLET, PHONE)),
            *(("long", "overwritten", size) for size in (USUAL, TABLET, PHONE)),
            *(("random", "only-da", size) for size in (USUAL, PHONE)),
        ],
        3,
    ),
)
def test_no_text_sticks_out_or_lies_over_another(stage, size, problem, mistake):
    stage.size(*size)
    _, wrong = runs(problem, mistake)
    steps = [str(at) for at in wrong.steps if at.t in (0, 2)]
    assert compared(stage, problem, mistake).each(STICKS_OUT, steps) == {}
    across = stage.page.evaluate(
        "() => new Set([...document.querySelectorAll('.run')].map((e) => e.getBoundingClientRect().top)).size"
    )
    assert across == (1 if size[0] >= 900 else 2)
