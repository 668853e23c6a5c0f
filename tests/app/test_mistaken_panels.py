"""The panels of a mistaken run: what they say is true of this run, whatever its mistake."""

from __future__ import annotations

import re
from contextlib import nullcontext
from types import ModuleType

import numpy as np
import pytest
import streamlit as st

from app.panels import by_loss, check, damage
from app.panels.moment import Moment
from app.scene.roads import state_of
from app.scene.say import number
from app.selection import selection
from app.view import Place
from rnn_core import (
    LSTM,
    Address,
    Problem,
    Trace,
    agrees,
    first_wrong,
    hello,
    mistaken,
    notebook,
    run,
    slopes_at_sum,
)
from rnn_core import by_loss as each_loss_alone
from rnn_core.measured import has_slopes
from tests.sample import each, edits

FIRST = edits(hello(), 2)
PROBLEMS = {
    "hello": (hello(), FIRST),
    "hello-lstm": (hello(LSTM), edits(hello(LSTM), 20)),
    "notebook": (notebook(), edits(notebook(), 10, FIRST)),
}
EVERY = [pytest.param(p, name, id=f"{key}-{name}") for key, (p, names) in PROBLEMS.items() for name in each(names, 2)]


@pytest.fixture
def said(monkeypatch):
    """Draws a panel at a step and gives the text of its parts."""

    def draw(panel: ModuleType, trace: Trace, address: Address) -> list[str]:
        bodies: list[str] = []
        monkeypatch.setattr(panel, "show_html", lambda body, style="": bodies.append(re.sub(r"<[^>]+>", "", body)))
        monkeypatch.setattr(panel, "chart", lambda *_: None, raising=False)
        monkeypatch.setattr(st, "expander", lambda _: nullcontext())
        panel.show(Moment(trace, Place(address, *selection(trace.right), 0), dark=False))
        return bodies

    return draw


def made(problem: Problem, name: str) -> Trace:
    return run(problem, mistaken(problem, name))


def additions(trace: Trace) -> list[Address]:
    """The steps of the green additions, and where a loop leaves one out, the one that would be."""
    totals = [
        line.name for line in trace.problem.model.lines("backward").values() if line.name in ("da_total", "dc_total")
    ]
    return [Address("backward", t, total) for t in range(1, trace.problem.T + 1) for total in totals]


@pytest.mark.slow
@pytest.mark.parametrize(("problem", "name"), EVERY)
def test_by_loss_adds_up_to_what_the_run_has_or_does_not_say_so(problem, name, said):
    trace = made(problem, name)
    unit, example = selection(trace.right)
    alone = {quantity: each_loss_alone(trace, quantity) for quantity in {at.quantity for at in additions(trace)}}
    for address in additions(trace):
        sentence, *rest = said(by_loss, trace, address)
        whole = trace.at(address.quantity, address.t)[unit - 1, example - 1]
        adds_up = np.allclose(alone[address.quantity].sum(axis=0), trace[address.quantity], rtol=1e-9)
        assert adds_up == bool(rest), "a chart and a table only of what adds up"
        if adds_up:
            total = re.search(r"adds up to ([−\d.]+), this run's", sentence)
            assert total, sentence
            digits = len(total[1].partition(".")[2])
            assert total[1] == number(whole, digits)
            parts = [float(text.replace("−", "-")) for text in re.findall(r"([−\d.]+) from", sentence)]
            assert round(sum(parts), digits) == float(total[1].replace("−", "-"))
        else:
            assert "cannot be said of this run" in sentence
        assert "through" not in sentence
        assert "green plus" not in sentence


@pytest.mark.slow
@pytest.mark.parametrize(("problem", "name"), EVERY)
def test_check_says_what_a_nudge_of_this_run_measures(problem, name, said):
    trace = made(problem, name)
    unit, example = selection(trace.right)
    for address in additions(trace):
        (body,) = said(check, trace, address)
        if not has_slopes(trace):
            assert "not one number" in body
        elif address.t not in trace.times("forward"):
            assert f"leaves out step ⟨{address.t}⟩" in body
        else:
            place, state, good = (unit - 1, example - 1), state_of(trace.problem.model, address.quantity).name, True
            for quantity, slope in slopes_at_sum(trace, address.t, state, method="complex", entry=place).items():
                value = trace.at(quantity, address.t)
                same = value.shape == trace.at(state, address.t).shape
                good &= same and bool(agrees(slope, value[place]))
                assert same == (number(float(slope), 10) in body)
            assert good == ("the costs move as the gradients say" in body)
            assert good != ("the costs do not move as the gradients say" in body)
        assert "The same number" not in body or "no entry differs" in body


@pytest.mark.slow
@pytest.mark.parametrize(("problem", "name"), EVERY)
def test_damage_says_where_a_run_ends_and_what_is_wrong_with_it(problem, name, said):
    trace = made(problem, name)
    first = first_wrong(trace.right, trace)
    body = " ".join(said(damage, trace, trace.steps[-1]))
    if first is None:
        assert "nothing comes out wrong" in body
        return
    back = trace.times("backward")
    assert ("Those of this run end at" in body) == (back[-1] != 1)
    assert body.count("The loop of this run leaves out") == problem.T - len(back)
    wrong = [end for end in ("da0", "dc0") if end in trace.values]
    wrong = [end for end in wrong if not np.allclose(trace.right.at(end), trace.at(end), rtol=1e-9, atol=1e-12)]
    assert ("Wrong after the loop" in body) == bool(wrong)
    if first.phase != "forward":
        assert "✗" in body or "Wrong after the loop" in body


def test_only_da_sends_nothing_through_the_road_that_is_cut(said):
    """The panel stood beside a stage that said −0.435, and said 0.164."""
    sentence = said(by_loss, made(hello(), "only-da"), Address("backward", 3, "da_total"))[0]
    assert "gets −0.435 from its own cost J⟨3⟩ and 0.000 from J⟨4⟩" in sentence
    assert "adds up to −0.435" in sentence


def test_in_a_loop_that_runs_forward_earlier_costs_send_something(said):
    sentence, _, table = said(by_loss, made(hello(), "loop-forward"), Address("backward", 3, "da_total"))[:3]
    assert re.search(r"and [−\d.]+ from J⟨1⟩ … J⟨2⟩", sentence)
    assert "it comes, cell by cell" not in table


def test_an_exact_gradient_of_a_mistaken_forward_pass_is_not_called_wrong(said):
    for problem, name in ((hello(), "z.without.ba"), (hello(LSTM), "zf.without.bf"), (hello(), "input.x.first")):
        trace = made(problem, name)
        for address in additions(trace):
            assert "the costs move as the gradients say" in said(check, trace, address)[0]


def test_check_without_a_tanh_leaves_that_part_out(said):
    trace = made(hello(), "a.as.sigmoid")
    (body,) = said(check, trace, Address("backward", 3, "da_total"))
    assert "The slope of tanh" not in body
    assert "The slope of tanh" in said(check, trace.right, Address("backward", 3, "da_total"))[0]
