"""What panels are made of, without Streamlit: sentences at thresholds, names, tables, links to printed entries."""

from __future__ import annotations

import re

import pytest

from app.panels.check import _gradients
from app.panels.damage import off
from app.panels.moment import Moment
from app.panels.parts import symbol, table
from app.panels.printed import jumps
from app.panels.printed import table as printed_table
from app.panels.sizes import _sentence
from app.scene.words.names import COURSE
from app.view import Place, ViewState
from rnn_core import CASES, Address, Program, hello, mistaken, run
from rnn_core.mistakes.edits import LineEdit


@pytest.mark.parametrize(
    ("parts", "whole", "words"),
    [
        ((1, 1), 1.99, "the two parts point the same way"),
        ((1, 1), 1.9, "the two parts partly cancel"),
        ((1, 1), 1.2, "the two parts partly cancel"),
        ((1, 1), 0.9, "the two parts largely cancel"),
        ((0, 0), 0, "the two parts point the same way"),
        ((1, 0), 1, "the two parts point the same way"),
    ],
)
def test_sizes_say_how_far_two_parts_cancel(parts, whole, words):
    now = dict(zip(("da_softmax", "da_time", "da_total"), (*parts, whole), strict=True))
    assert words in _sentence(now, 3, 4, COURSE)
    assert ("nothing comes from later" in _sentence(now, 4, 4, COURSE)) == (not parts[1])


@pytest.mark.parametrize(
    ("address", "t"),
    [(("forward", 3, "a"), 3), (("turn", 0, "J"), 4), (("backward", 2, "dz"), 2), (("end", 0, "da0"), 1)],
)
def test_a_step_without_a_timestep_shows_the_one_next_to_it(address, t):
    assert Moment(run(hello()), Place(Address(*address), 1, 1, 0)).t == t


def test_a_name_has_its_timestep_above_and_what_it_is_below():
    def plain(html: str) -> str:
        return html.replace('<span aria-hidden="true">⟨</span>', "⟨").replace('<span aria-hidden="true">⟩</span>', "⟩")

    assert "<sub>time</sub><sup>⟨2⟩</sup>" in plain(symbol("da_time", COURSE, 2)), "read in this order"
    assert "<sup>⟨1⟩</sup>" in plain(symbol("a_prev", COURSE, 2)), "it is the a of the step before"
    assert "<sup>" not in symbol("da_time", COURSE)


def test_the_column_that_is_marked_is_marked_in_every_row():
    marked = re.findall(
        r'class="now"[^>]*>(\w+)<', table(["t", "one", "two"], [["row", "a", "b"], ["row", "c", "d"]], now=2)
    )
    assert marked == ["two", "b", "d"]


@pytest.mark.parametrize(
    ("case", "label", "link"),
    [
        ("rnn_backward", "dx[1][2][0]", {"at=backward.1.dx", "unit=2", "example=3"}),
        ("rnn_backward", "dx[1][2][3]", {"at=backward.4.dx", "unit=2", "example=3"}),
        ("rnn_backward", "dWaa[1][2]", {"at=backward.1.dWaa", "unit=2", "column=3"}),
        ("lstm_forward", "c[1][2][1]", {"at=forward.2.c", "unit=2", "example=3"}),
    ],
)
def test_a_printed_entry_leads_to_its_step_and_place(case, label, link):
    cell, _, test = case.partition("_")
    state = ViewState(problem="notebook", cell=cell, test=test)
    (jump,) = (jump for jump in jumps(run(CASES[case].problem), state) if jump.label == label)
    assert link <= set(jump.link[1:].split("&"))


def test_what_the_assignment_prints_has_its_eight_decimals():
    shown = printed_table(run(CASES["rnn_backward"].problem), ViewState(problem="notebook"))
    assert "<td>−2.07101689</td>" in shown


@pytest.mark.parametrize(("mistake", "verdict"), [("", "the costs move as"), ("only-da", "the costs do not move as")])
def test_the_verdict_is_that_of_all_slopes(mistake, verdict):
    problem = hello()
    trace = run(problem, mistaken(problem, mistake) if mistake else None)
    address = Address("backward", 3, "da_total")
    assert f"{verdict} the gradients say" in _gradients(Moment(trace, Place(address, 3, 1, 0)))


@pytest.mark.parametrize(("by", "error"), [("1e-13", 0.0), ("1e-7", 1e-7), ("0.5", 0.5)])
def test_damage_begins_where_no_rounding_explains_it(by, error):
    edit = LineEdit("l", "", "backward", (f"dz = (1 - a**2) * da_total * (1 + {by})",))
    assert off(run(hello()), run(hello(), Program.of(hello().model, [edit])), "dz", 4) == pytest.approx(error, rel=1e-5)
