"""Somebody's own numbers, and those that the assignment prints: what is said of them, and where the links lead."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

import numpy as np
import pytest

import rnn_core
from app.panels.numbers_dialog import answer, link
from app.panels.printed import jumps
from app.scene.axes import axes
from app.view import ViewState, parse, place, problem_of, run_of
from rnn_core import EVERY_CASE, diagnose, find_case, find_mistake, first_wrong, hello, notebook, run
from tests.rnn_core.examples import facts
from tests.rnn_core.test_diagnosis import as_printed
from tests.rnn_core.test_printouts import PRINTOUTS

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


@pytest.mark.slow
@pytest.mark.parametrize("case", EVERY_CASE, ids=lambda case: f"{case.problem.cell.name}-{case.test}")
def test_each_cause_of_each_test_of_the_notebook_has_a_link_to_its_first_wrong_step(case):
    """Of a few mistakes each: what the test prints with one of them, diagnosed, and every link followed."""
    opened = 0
    for edit, arrays in case.singles[:: max(len(case.singles) // 6, 1)]:
        try:
            found = diagnose(as_printed(arrays, case.printed), case, pairs=False)
        except IndexError:  # with such shapes the learner's own print stops
            continue
        assert found.causes or found.verdict == "right" or any("too few digits" in note for note in found.notes), edit
        said = answer(found)
        seen = [cause for cause in found.causes if cause.at]
        assert said.count("See it happen at the first wrong step") == len(seen)
        for cause in seen:
            state, notes = parse(parse_qs(link(case, cause)[1:]))
            wrong = run_of(state)
            assert notes == ()
            assert wrong.mistake == cause.mistake
            assert place(state, wrong).at == first_wrong(run(case.problem), wrong) == cause.at, edit
            assert rnn_core.case_of(wrong.problem) is case
            opened += 1
    assert opened > 2


def test_numbers_of_an_older_edition_open_the_test_of_that_edition():
    older = find_case("rnn", "older_cell_backward")
    arrays = older.run(find_mistake(older.problem, "waa-not-transposed"))
    found = diagnose(as_printed(arrays, older.printed), "rnn_cell_backward")
    assert found.case is older
    (cause,) = found.causes
    assert parse_qs(link(found.case, cause)[1:])["test"] == ["older_cell_backward"]


def test_stories_that_give_the_same_numbers_are_told_as_either_or_the_loop_first():
    """The commonest printout of all: `da_prevt` is never updated, or never added."""
    text = (PRINTOUTS / "lstm_backward-carry-never-updated-1.txt").read_text("utf-8")
    said = answer(diagnose(text, "lstm_backward"))
    assert "It is one of these: each gives all your numbers, which cannot tell them apart." in said
    either, other = said.index("Either: “I add"), said.index("Or: “I hand")
    assert either < other
    assert "mistake=neither-updated-inside" in said[either:other]
    assert "mistake=only-da-c-never-updated" in said[other:]
    assert "editions v1 to v3a" in said


def test_of_many_that_fit_each_can_be_seen_and_none_is_named_as_the_cause():
    said = answer(diagnose("da0[2][3] = 0.", "lstm_backward"))
    assert "7 mistakes give all your numbers, which cannot tell them apart" in said
    assert "Look at:" not in said
    assert said.count("See it happen") == 7


def test_a_cause_in_what_is_returned_has_no_wrong_step_to_be_seen_at():
    text = (PRINTOUTS / "lstm_forward-c-is-a.txt").read_text("utf-8")
    said = answer(diagnose(text, "lstm_forward"))
    assert "one array for both" in said
    assert "See it happen" not in said


def test_right_numbers_are_called_right_and_unknown_ones_unknown():
    assert "All of these numbers are right" in answer(diagnose("dba[4] = -0.74747722"))
    assert "No known cause" in answer(diagnose("dba[4] = -0.74747729"))


def test_a_table_of_a_whole_dictionary_says_how_many_rows_are_left_out():
    right = find_case("rnn", "backward").right
    entries = sum(array.size for array in right.values())
    assert entries > 200
    said = answer(diagnose(right))
    assert said.count("✓ right") == 40
    assert f"{entries - 40} more are not shown; none of them wrong." in said
    wrong = {**right, "dba": right["dba"] + [[0], [1], [0], [1], [1]]}
    assert f"{entries - 40} more are not shown; 3 of them wrong." in answer(diagnose(wrong, pairs=False))
    few = {"dba": right["dba"]}
    assert "not shown" not in answer(diagnose(few))
    assert "1 more is not shown" in answer(diagnose("dx[0] = " + str(right["dx"][0]) + "dba[4] = -0.74747722"))


def test_nothing_that_is_pasted_becomes_html():
    said = answer(diagnose("<script>alert(1)</script> dba[4] = -0.74747722 <b>"))
    assert "<script>" not in said


@pytest.mark.parametrize("case", EVERY_CASE, ids=lambda case: f"{case.problem.cell.name}-{case.test}")
def test_each_printed_entry_is_a_jump_to_its_step(case):
    """The number that stands at the linked step, in the linked unit, example and column, is the printed one."""
    trace = run(case.problem)
    entries = jumps(trace, ViewState(problem="notebook", cell=case.problem.cell.name, test=case.test))
    assert len(entries) == sum(np.size(value) for value in printed_values(case))
    for one in entries:
        state, notes = parse(parse_qs(one.link[1:]))
        assert notes == ()
        assert rnn_core.case_of(problem_of(state)) is case
        at, unit, example, column = place(state, trace)
        assert at in trace.steps
        value = trace.at(at.quantity, at.t)
        _, columns = axes(trace.problem.model)[at.quantity]
        last = {"example": example, "all": 1}.get(columns, column)
        assert abs(value[unit - 1, last - 1] - one.value) < 1e-12, one.label


def printed_values(case):
    """What the notebook prints of the right run, label by label."""
    for label in case.printed:
        name, *places = re.findall(r"\w+", label)
        yield case.right[name][tuple(map(int, places))]


def test_the_printed_entries_of_rnn_backward():
    entries = [f"dx[1][2][{t}]" for t in range(4)] + ["da0[2][3]", "dWax[3][1]", "dWaa[1][2]", "dba[4][0]"]
    assert [one.label for one in jumps(run(notebook()), ViewState(problem="notebook"))] == entries


def test_other_problems_have_no_printed_entries():
    assert jumps(run(hello()), ViewState()) == ()
