"""What is asked before an answer: choices that differ, one of them right, the others what a slip of that line gives."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.export.page import export
from app.scene import types
from app.scene.ask import ask, ask_of
from app.scene.entry import entry_at
from app.scene.slipped import slipped
from app.scene.words import asked
from app.selection import selection
from app.view import ViewState, fixed, parse_link, place, problem_key
from rnn_core import (
    CASES,
    CELLS,
    LSTM,
    Address,
    Trace,
    hello,
    mistaken,
    notebook,
    random_problem,
    run,
    slopes_at_sum,
    word,
)
from tests.app.test_scene_types import unlike
from tests.lazily import Lazily
from tests.sample import sample

PROBLEMS = {
    **{f"hello {cell.name}": hello(cell) for cell in CELLS},
    **{f"random {cell.name}": random_problem(3, 4, 3, 5, 3, 7, cell) for cell in CELLS},
    "word": word("banana"),
    "notebook": notebook(),
    "notebook lstm": notebook(LSTM),
    "smallest": random_problem(1, 1, 2, 1, 1),
    **{f"test {name}": case.problem for name, case in CASES.items()},
}
TRACES = Lazily(PROBLEMS, lambda name: run(PROBLEMS[name]))
NUMBER = re.compile(r"−?\d+(?:\.\d+)?$")


def number(choice: Any) -> float | None:
    """The number that a choice ends in; those about a sign have none."""
    text = choice["says"][-1]
    found = NUMBER.search(text) if isinstance(text, str) else None
    return float(found[0].replace("−", "-")) if found else None


def question(trace: Trace, at: Address, unit: int = 0, example: int = 0, column: int = 0, seed: int = 1) -> Any:
    return ask(trace, at, unit or selection(trace)[0], example or selection(trace)[1], column, seed)


def check(trace: Trace, at: Address, unit: int, example: int, column: int) -> None:
    found = ask(trace, at, unit, example, column, seed=1)
    if found is None:
        return
    assert list(unlike(found, types.Ask)) == []
    says = [json.dumps(choice["says"]) for choice in found["choices"]]
    right = [choice for choice in found["choices"] if "right" in choice]
    assert len(set(says)) == len(says) in (3, 4), at
    assert len(right) == 1, at
    value = entry_at(trace, at, unit, example, column).value
    told = number(right[0])
    if right[0]["says"] in [[name] for name in asked.SIGNS]:
        assert right[0]["says"] == [asked.SIGNS[2 if value == 0 else int(value > 0)]]
    else:
        assert told is not None
        numbers = [number(choice) for choice in found["choices"]]
        assert len(set(numbers)) == len(numbers), at
        digits = len(str(right[0]["says"][-1]).rpartition(".")[2]) if value else 0
        assert abs(told - value) <= 0.5 * 10.0**-digits * (1 + 1e-9), at
        assert (told == 0) == (value == 0), "what is not nothing is not printed as nothing"


FEW = ["hello rnn", "hello lstm", "random gru_before", "notebook", "smallest", "test lstm_cell_backward"]


@pytest.mark.parametrize("name", sample(FEW, PROBLEMS))
def test_of_every_step_one_choice_is_right_and_all_are_printed_differently(name):
    trace = TRACES[name]
    for at in trace.steps:
        check(trace, at, *selection(trace), column=0)


@settings(max_examples=8, deadline=None)
@given(
    st.sampled_from(CELLS),
    st.tuples(*[st.integers(1, 4)] * 5),
    st.integers(0, 99),
    st.integers(1, 4),
    st.integers(0, 3),
)
def test_the_same_is_so_for_any_entry_of_any_run(cell, sizes, seed, unit, column):
    n_x, n_a, n_y, m, T = sizes
    trace = run(random_problem(n_x, n_a, max(n_y, 2), m, T, seed, cell))
    for at in trace.steps[::5]:
        check(trace, at, min(unit, n_a), min(unit, m), column)


@pytest.mark.parametrize("name", sample(["hello rnn", "random gru_before", "notebook lstm"], PROBLEMS))
def test_a_wrong_choice_is_what_a_run_with_that_mistake_has(name):
    """At the first step that a pass runs, where all that the line reads is as it was."""
    trace, compared = TRACES[name], 0
    for at in trace.steps:
        if (at.phase, at.t) not in (("forward", 1), ("backward", trace.problem.T)):
            continue
        found = question(trace, at)
        entry = entry_at(trace, at, *selection(trace), 0)
        for choice in found["choices"] if found else ():
            if "mistake" in choice:
                wrong = run(trace.problem, mistaken(trace.problem, choice["mistake"]))
                value = entry.of(wrong.at(at.quantity, at.t))
                digits = len(str(choice["says"][-1]).rpartition(".")[2])
                assert abs(number(choice) - value) <= 0.5 * 10.0**-digits * (1 + 1e-9) or value == number(choice), (
                    choice
                )
                compared += 1
    assert compared or trace.problem.head.name != "dense"


@pytest.mark.parametrize("name", ["hello rnn", "hello lstm", "hello gru_after", "notebook", "notebook lstm"])
def test_what_a_nudge_does_is_what_is_measured(name):
    trace = TRACES[name]
    for state in ("a", "c") if "lstm" in name else ("a",):
        for t in range(1, trace.problem.T + 1):
            slopes = slopes_at_sum(trace, t, state)
            for unit in range(1, trace["a"].shape[1] + 1):
                found = question(trace, Address("backward", t, f"d{state}_total"), unit, 1)
                right = next(choice for choice in found["choices"] if "right" in choice)
                measured = slopes[f"d{state}_total"][unit - 1, 0]
                does = asked.DOES["one"][int(measured > 0)]
                assert right["says"][0].startswith(f"{does}, "), (t, unit)
                told = "".join(part for part in found["told"] if isinstance(part, str))
                assert told.startswith(f"It {does}: ")
                terms, total = re.findall(r": (.*) = (.*?)\. ", told)[0]
                added = sum(float(term.strip("()").replace("−", "-")) for term in terms.split(" + "))
                assert np.isclose(added, float(total.replace("−", "-")), atol=1e-9), told


def test_the_first_question_needs_no_formula():
    found = question(TRACES["hello rnn"], Address("backward", 3, "da_total"))
    a, J = {"symbol": "a", "t": 3}, {"symbol": "J"}
    assert found["question"] == ["Your turn: nudge ", a, " (unit 3) up a little. What does ", J, " do?"]
    assert [part for part in found["grey"] if isinstance(part, str)] == [
        "By its own prediction ",
        " falls (−0.435); by cell ⟨4⟩ ",
        " rises (0.599).",
    ]
    by = {choice.get("mistake", "right"): choice["says"] for choice in found["choices"]}
    assert by == {
        "right": ["rises, 0.164"],
        "only-da": ["falls, −0.435"],
        "only-da-prevt": ["rises, 0.599"],
        "da_total.sign.da_softmax": ["rises, 1.034"],
    }


def test_the_head_has_slips_of_its_own():
    """No `- target`, the sign, an extra slope of softmax."""
    trace = TRACES["hello rnn"]
    wrong = [slip for slip, _ in slipped(trace, Address("backward", 4, "dlogits"))][:3]
    assert {slip.line.text for slip in wrong} == {
        "dlogits = w * y",
        "dlogits = -(w * (y - target))",
        "dlogits = w * (y - target) * y * (1 - y)",
    }


def test_classic_mistakes_come_first():
    trace = TRACES["hello rnn"]
    named = {
        "dz": ["no-tanh-derivative", "derivative-of-z", "tanh-of-a"],
        "dWaa": ["overwritten", "a-for-a-prev"],
        "da_prev": ["waa-not-transposed"],
    }
    for quantity, names in named.items():
        found = [slip.mistake for slip, _ in slipped(trace, Address("backward", 3, quantity))]
        assert found[: len(names)] == names


def test_the_order_comes_from_the_seed_alone():
    trace = TRACES["hello rnn"]
    places = [step for step in trace.steps if step.t == 3 and question(trace, step)]
    orders = [[question(trace, at, seed=seed)["choices"] for at in places] for seed in (1, 1, 2)]
    assert orders[0] == orders[1] != orders[2]
    assert len({[("right" in choice) for choice in choices].index(True) for choices in orders[0]}) > 2
    for one, other in zip(orders[0], orders[2], strict=True):
        assert sorted(map(json.dumps, one)) == sorted(map(json.dumps, other))


@pytest.mark.parametrize("address", ["backward.3.da_time", "turn.J", "end.da0"])
def test_nothing_is_asked_where_nothing_is_computed(address):
    trace = TRACES["hello rnn"]
    assert question(trace, next(step for step in trace.steps if str(step) == address)) is None


def test_nothing_is_asked_where_the_notebook_hands_in_what_is_there():
    trace = TRACES["notebook"]
    assert question(trace, Address("backward", 3, "da_softmax")) is None
    assert question(trace, Address("forward", 3, "loss")) is None


def test_of_a_mistaken_run_only_what_is_right_is_asked():
    problem = PROBLEMS["hello rnn"]
    wrong = run(problem, mistaken(problem, "only-da"))
    asks = {str(at): question(wrong, at) for at in wrong.steps}
    assert asks["backward.4.da_total"] is None, "the line is not the right one"
    assert asks["backward.3.dz"] is None, "its numbers are wrong"
    assert asks["backward.4.dz"]["run"] == "only-da"
    assert asks["forward.3.a"]
    loop = run(problem, mistaken(problem, "never-updated"))
    assert not any(question(loop, at) for at in loop.steps), "what its words say of the way back would not be true"


def test_every_reason_is_given_somewhere_and_none_is_missing():
    given = [TRACES[name] for name in ("hello rnn", "hello lstm", "random rnn")]
    steps = [(trace, at) for trace in given for at in trace.steps if at.t in (1, 3) and trace.line(at)]
    assert {slip.rule for trace, at in steps for slip, _ in slipped(trace, at)} == asked.WHY.keys()


def test_a_link_asks_at_its_own_step_and_hands_it_on():
    state, notes = parse_link("?ask=on&at=backward.3.dz&unit=2")
    assert not notes
    assert fixed(state) == {"ask": "on"}
    trace = run(PROBLEMS["hello rnn"])
    found = ask_of(state, trace)
    assert (found["at"], found["unit"]) == ("backward.3.dz", 2)
    assert ask_of(parse_link("?at=backward.3.dz")[0], trace) is None
    assert problem_key(state) == problem_key(ViewState()), "its scene is the same"
    assert place(state, trace).unit == 2


def test_a_page_has_its_question_and_the_runs_of_its_wrong_choices():
    page = re.search(r'id="unrolled-run">(.*?)</script>', export("?ask=on"), re.DOTALL)
    data = json.loads(page[1])
    shown = data["problems"][""]["scenes"]
    assert {choice["mistake"] for choice in data["ask"]["choices"] if "mistake" in choice} <= shown.keys()
    assert '"ask":null' in export("?")
