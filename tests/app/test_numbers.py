"""Somebody's own numbers, and those that the assignment prints: what is said of them, and where the links lead."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from app.panels.numbers import answer, link
from app.panels.printed import jumps
from app.view import parse, run_of
from rnn_core import LSTM, diagnose, first_wrong, hello, notebook, run
from tests.rnn_core.examples import facts

THREAD = facts("notebook")["thread"]


def test_the_threads_numbers_have_one_cause_and_its_link_opens_the_first_wrong_step():
    found = diagnose("\n".join(f"{label} = {text}" for label, text in THREAD.items()))
    said = answer(found)
    assert "This gives all your numbers:" in said
    assert said.count("✗ wrong") == 5
    (cause,) = found.causes
    state, notes = parse(parse_qs(link(found.case, cause)[1:]))
    assert notes == ()
    assert state.mistake == "the-thread"
    assert state.at == first_wrong(run(notebook()), run_of(state))


def test_right_numbers_are_called_right_and_unknown_ones_unknown():
    assert "All of these numbers are right" in answer(diagnose("dba[4] = -0.74747722"))
    assert "No known cause" in answer(diagnose("dba[4] = -0.74747729"))


def test_nothing_that_is_pasted_becomes_html():
    said = answer(diagnose("<script>alert(1)</script> dba[4] = -0.74747722 <b>"))
    assert "<script>" not in said


@pytest.mark.parametrize("problem", [notebook(), notebook(LSTM)], ids=lambda problem: problem.cell.name)
def test_each_printed_entry_is_a_jump_to_its_step(problem):
    """The number that stands at the linked step, in the linked unit and example, is the printed one."""
    trace = run(problem)
    entries = jumps(trace)
    assert [one.label for one in entries][:5] == [
        "dx[1][2][0]",
        "dx[1][2][1]",
        "dx[1][2][2]",
        "dx[1][2][3]",
        "da0[2][3]",
    ]
    for one in entries:
        state, notes = parse(parse_qs(one.link[1:]))
        assert notes == ()
        assert state.at in trace.steps
        value = trace.at(state.at.quantity, state.at.t)
        assert (abs(value - one.value) < 1e-12).any()


def test_other_problems_have_no_printed_entries():
    assert jumps(run(hello())) == ()
