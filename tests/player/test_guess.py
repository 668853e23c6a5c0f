"""A guess before the answer: until somebody has chosen, nothing of it is drawn, said or in an attribute."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from app.panels.controls import learning
from app.scene.ask import ask
from app.scene.entry import entry_at
from app.scene.scene import encode
from app.scene.words.player import PLAYER
from app.selection import selection
from app.stops import describe_walk
from app.view import ViewState, parse_link, run_of
from rnn_core import GRU_AFTER, GRU_BEFORE, LSTM, Address, Trace, hello, mistaken, notebook, run
from rnn_core.expression import Expression
from rnn_core.table import Line
from tests.lazily import Lazily
from tests.player.harness import CLASSROOM, STICKS_OUT, Stage
from tests.sample import sample

GREEN = "backward.3.da_total"
PROBLEMS = {
    "hello": hello(),
    "lstm": hello(LSTM),
    "gru_before": hello(GRU_BEFORE),
    "gru_after": hello(GRU_AFTER),
    "notebook": notebook(),
    "notebook lstm": notebook(LSTM),
}
MISTAKES = {"mistake": ("hello", "waa-not-transposed")}
TRACES = Lazily(
    {**PROBLEMS, **MISTAKES},
    lambda name: run(PROBLEMS[name]) if name in PROBLEMS else made(*MISTAKES[name]),
)
SCENES: Lazily[Any] = Lazily(TRACES, lambda name: json.loads(encode(TRACES[name])))
VIEWS = {"page": ("page", 1440, 900), "classroom": ("classroom", 1920, 1080), "phone": ("page", 390, 844)}
NAMES = [*PROBLEMS, *MISTAKES]

# What a page has at each of some questions, opened one after the other: all of its texts and attributes but those of the
# choices, and what there must not be.
LOOK = """(asks) => asks.map((ask) => {
  const { at, unit, example, column } = ask;
  stage.update({ ...data, open: { ...data.open, id: `ask ${at}`, at, unit, example, column, ask } });
  const copy = root.cloneNode(true);
  copy.querySelector(".choices").remove();
  const all = [copy, ...copy.querySelectorAll("*")], [, t, quantity] = at.split(".");
  const own = (e) => [...e.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data);
  return {
    texts: all.flatMap((e) => [...own(e), ...[...e.attributes].map(({ value }) => value)]),
    lanes: copy.querySelectorAll(`.lane[data-quantity="${quantity}"][data-t="${t}"]`).length,
    told: [...copy.querySelectorAll(".tabs *, .legend, .slope, .switches, .ledger, .names .operator, .fan-title, .ahead" + (quantity.endsWith("_total") ? ", .sign" : ""))].map((e) => e.className.baseVal ?? e.className),
    shown: copy.querySelectorAll('[data-role="result"]').length,
    results: [...copy.querySelectorAll('[data-role="result"]')].map((e) => e.textContent),
  };
})"""


def made(name: str, mistake: str) -> Trace:
    return run(PROBLEMS[name], mistaken(PROBLEMS[name], mistake))


def asked(name: str, at: str | Address, seed: int = 1) -> Any:
    """The question of a step; None where there is none."""
    trace = TRACES[name]
    address = next(step for step in trace.steps if str(step) == str(at))
    return ask(trace, address, *selection(trace.right), column=0, seed=seed)


def opened(stage: Stage, name: str, at: str = GREEN, **more: Any) -> Any:
    question = asked(name, at)
    stage.open(SCENES[name], at, ask=question, **more)
    return question


def letter(question: Any, *, right: bool) -> str:
    return "ABCD"[next(i for i, one in enumerate(question["choices"]) if ("right" in one) == right)]


def parts(trace: Trace, line: Line, t: int, of: Expression | None = None) -> Iterator[float]:
    """All numbers of what a line is made of, of what that is made of, and the products of sums that are spread out."""
    for operand in (of or line.expression).operands:
        value = np.atleast_2d(trace.evaluate(line, operand, t))
        yield from value.ravel().tolist()
        yield from parts(trace, line, t, operand)
        if operand.kind == "matmul":
            left, right = (np.atleast_2d(trace.evaluate(line, one, t)) for one in operand.operands)
            yield from (left[:, :, None] * right[None]).ravel().tolist()


def printed(value: float, least: int) -> set[str]:
    texts = {f"{abs(value):.{digits}f}" for digits in range(least, 9)}
    return {("−" if value < 0 else "") + text for text in texts if float(text)}


LOOKED_AT = [(name, view) for name in ("hello", "lstm", "gru_before", "notebook", "mistake") for view in VIEWS]


@pytest.mark.parametrize(("name", "view"), sample(LOOKED_AT[::4], [(name, view) for name in NAMES for view in VIEWS]))
def test_before_a_guess_the_answer_is_nowhere(stage, name, view):
    looks, width, height = VIEWS[view]
    trace, scene = TRACES[name], SCENES[name]
    steps = [step for step in trace.steps if step.t in (1, trace.problem.T - 1)]
    asks = [question for step in steps if (question := asked(name, step))]
    stage.size(width, height).open(scene, asks[0]["at"], view=looks, ask=asks[0])
    for question, found in zip(asks, stage.ask(LOOK, asks), strict=True):
        at = next(step for step in trace.steps if str(step) == question["at"])
        value = entry_at(trace, at, *selection(trace.right), 0).value
        least = 2 if at.quantity in ("loss", "J") else 3
        same = {text for one in parts(trace, trace.line(at), at.t) for text in printed(one, least)}
        tokens = {token for text in found["texts"] for token in re.findall(r"[−-]?\d+\.\d+", text)}
        assert not (tokens & printed(value, least)) - same, question["at"]
        assert found["lanes"] == 0, question["at"]
        assert found["told"] == [], question["at"]
        assert set(found["results"]) == {"?"}, question["at"]


def test_forward_shows_it_and_back_hides_it_again_with_all_that_was_ready(stage):
    stage.stop_clock()
    opened(stage, "hello")
    headline = stage.page.locator(".closeup .headline")
    stage.press("ArrowRight")
    expect(headline).to_contain_text("It rises: −0.435 + 0.599 = 0.164.")
    assert stage.at == GREEN, "it is one step more"
    stage.later(2000)
    stage.press("ArrowRight").later(2000)
    assert stage.at == "backward.3.dz"
    stage.press("ArrowLeft").later(2000)
    expect(headline).to_contain_text("It rises")
    stage.press("ArrowLeft")
    expect(headline).to_contain_text("Your turn")
    hidden = (
        "() => { const copy = root.cloneNode(true); copy.querySelector('.choices').remove(); return copy.innerHTML; }"
    )
    assert "0.164" not in stage.page.evaluate(hidden), "in the picture, what was ready, or what was said"
    stage.later(2000)
    told = stage.page.locator("[aria-live]").text_content()
    assert told.startswith("backward, t = 3, step 39 of 70. Your turn: nudge a 3 (unit 3) up a little.")
    assert "0.164" not in re.sub(r"[A-D]: [^.]+\d\.\d+\.", "", told)
    stage.press("ArrowLeft")
    assert stage.at == "backward.3.da_time"
    stage.press("ArrowRight")
    expect(headline).to_contain_text("Your turn"), "who has not guessed is asked again"


@pytest.mark.parametrize("key", ["ArrowRight", "PageDown", " ", "Shift+ArrowRight"])
def test_whatever_goes_forward_only_shows_the_answer(stage, key):
    opened(stage, "hello")
    stage.press(key)
    expect(stage.page.locator(".closeup .headline")).to_contain_text("It rises")
    assert stage.at == GREEN
    expect(stage.page.get_by_role("button", name="Play", exact=True)).to_have_count(1)


def test_letters_choose_where_something_is_asked_and_are_anybodys_elsewhere(stage):
    question = opened(stage, "hello")
    wrong = letter(question, right=False)
    stage.press(wrong.lower())
    chosen, good = stage.page.locator(".choice.bad"), stage.page.locator(".choice.good")
    expect(chosen).to_contain_text(wrong)
    expect(good).to_contain_text("0.164")
    expect(stage.page.locator(".closeup .grey")).to_contain_text(f"You said {wrong}.")
    stage.press(letter(question, right=True))
    expect(stage.page.locator(".closeup .grey")).to_contain_text(f"You said {wrong}."), "a choice stays"
    taken = "(key) => { const e = new KeyboardEvent('keydown', { key, cancelable: true }); window.dispatchEvent(e); return e.defaultPrevented; }"
    assert not stage.ask(taken, "c")
    stage.press("ArrowLeft")
    assert stage.ask(taken, letter(question, right=True))
    expect(stage.page.locator(".closeup .grey")).to_contain_text("and that is right")
    expect(stage.page.locator(".choice.bad")).to_have_count(0)


def test_letters_that_are_switched_off_choose_nothing(stage):
    stage.page.evaluate("localStorage.setItem('unrolled-letters', 'off')")
    stage.page.evaluate("unmount(), mount()")
    question = opened(stage, "hello")
    stage.press(letter(question, right=True))
    expect(stage.page.locator(".closeup .headline")).to_contain_text("Your turn")
    hint = "choose one, or press → to see it without a guess. In the menu “Learn” the asking ends."
    expect(stage.page.locator(".hint")).to_have_text(hint)


@pytest.mark.parametrize(
    ("view", "taken", "says"),
    [("page", "", True), ("phone", "", True), ("classroom", "", False), ("page", "1", False)],
)
def test_where_there_is_a_menu_that_ends_the_asking_it_is_named(stage, view, taken, says):
    """In the classroom there are no menus, and what a walk asks belongs to it."""
    name, *size = VIEWS[view]
    stage.size(*size)
    walk = describe_walk(parse_link(f"?walk={taken}")[0], run_of) if taken else None
    opened(stage, "hello", view=name, taken=walk, stop=1)
    assert learning(ViewState())["label"] in PLAYER["guess.hint.menu"]
    expect(stage.page.locator(".hint")).to_contain_text("to see it without a guess")
    assert ("Learn" in stage.page.locator(".hint").inner_text()) is says


def test_a_guess_leads_to_the_run_of_that_mistake(stage):
    question = opened(stage, "hello")
    wrong = next(one for one in question["choices"] if one.get("mistake") == "only-da")
    stage.page.locator(".choice").nth(question["choices"].index(wrong)).click()
    stage.page.get_by_role("button", name="See what goes wrong then").click()
    assert stage.reports[-1][0] == "mistake"
    assert stage.reports[-1][1]["value"] == "only-da"


def test_while_it_is_asked_the_entry_stays_and_the_hosts_panel_is_closed(stage):
    question = opened(stage, "hello", tab="check")
    stage.press("u")
    stage.page.locator(".closeup button.unit").first.click()
    expect(stage.page.locator(".closeup .headline")).to_contain_text("(unit 3)")
    assert stage.page.get_by_label("unit").first.is_disabled()
    assert stage.reports[-1][1]["tab"] == "code"
    stage.press(letter(question, right=True))
    assert stage.reports[-1][1]["tab"] == "check"
    stage.press("u")
    assert stage.reports[-1][1]["unit"] == 4
    expect(stage.page.locator(".closeup .choices")).to_have_count(0)


def test_a_run_that_plays_stops_where_something_is_asked(stage):
    question = asked("hello", GREEN)
    stage.stop_clock()
    stage.open(SCENES["hello"], "backward.3.da_time", ask=question)
    stage.press(" ").later(2000)
    assert stage.at == GREEN
    expect(stage.page.locator(".closeup .headline")).to_contain_text("Your turn")
    expect(stage.page.get_by_role("button", name="Play", exact=True)).to_have_count(1)


def test_a_question_is_of_one_run(stage):
    """In a mistaken run its answer would not be true; where the mistake is turned off it is there again."""
    question = opened(stage, "hello")
    other = json.loads(encode(made("hello", "only-da")))
    stage.press(letter(question, right=True))
    stage.open(other, GREEN)
    expect(stage.page.locator(".closeup .choices")).to_have_count(0)
    stage.open(SCENES["hello"], GREEN)
    expect(stage.page.locator(".choice.good")).to_have_count(1)
    stage.open(SCENES["hello"], GREEN, ask=None)
    expect(stage.page.locator(".closeup .choices")).to_have_count(0)


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768), (390, 844)])
@pytest.mark.parametrize(
    ("name", "at"), [("hello", GREEN), ("lstm", "backward.3.dzo"), ("notebook", "backward.2.da_prev")]
)
def test_choices_fit_before_and_after(stage, name, at, width, height):
    question = opened(stage.size(width, height), name, at)
    assert stage.page.evaluate(STICKS_OUT) == []
    assert min(box["height"] for box in boxes(stage)) >= 48
    stage.press(letter(question, right=False))
    assert stage.page.evaluate(STICKS_OUT) == []


@pytest.mark.parametrize(
    ("name", "at"),
    [
        *(("hello", at) for at in (GREEN, "backward.3.dz", "backward.3.da_prev", "backward.3.dWaa", "forward.3.z")),
        *(("lstm", at) for at in ("backward.3.dc_total", "backward.3.dbi")),
        ("notebook", "backward.3.da_prev"),
    ],
)
def test_choices_fit_on_a_projector(stage, name, at):
    question = opened(stage.size(1920, 1080), name, at, view="classroom")
    assert stage.page.evaluate(CLASSROOM, 24) == []
    lowest = "Math.max(...ink(root.querySelector('.closeup .equation')).map(({ bottom }) => bottom))"
    assert stage.page.evaluate(lowest) < min(box["y"] for box in boxes(stage)), "a choice's edge lies over a number"
    stage.press(letter(question, right=False))
    assert stage.page.evaluate(CLASSROOM, 24) == []


def test_of_a_running_total_all_four_choices_are_in_sight(stage):
    """They have the room of what each step adds."""
    question = opened(stage.size(1440, 900), "hello", "backward.3.dWya")
    for key in ("", letter(question, right=False)):
        if key:
            stage.press(key)
        expect(stage.page.locator(".closeup .ledger")).to_have_count(0)
        assert len(boxes(stage)) == 4
        assert max(box["y"] + box["height"] for box in boxes(stage)) <= 900


def test_on_a_projector_the_squares_of_a_product_that_is_asked_for_are_large(stage):
    opened(stage.size(1920, 1080), "hello", "backward.3.dx", view="classroom")
    matrix = stage.page.locator(".closeup .squares[data-quantity=Wax]").bounding_box()
    assert matrix
    assert matrix["width"] / 4 > 18


def boxes(stage: Stage) -> list[Any]:
    return [one.bounding_box() for one in stage.page.locator(".choice").all()]


def test_operands_stay_where_they_are_when_the_answer_comes(stage):
    opened(stage, "hello")
    where = "() => [...root.querySelectorAll('.closeup .frame')].map((e) => Object.values(e.getBoundingClientRect().toJSON()))"
    before = np.array(stage.page.evaluate(where))
    stage.press("ArrowRight")
    assert np.abs(np.array(stage.page.evaluate(where)) - before).max() < 12
