"""Where a run is first looked at."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.selection import default_address, selection
from rnn_core import CASES, CELLS, LSTM, Address, hello, random_problem, run, steps

SIZES = {"n_x": (1, 4), "n_a": (1, 4), "n_y": (2, 4), "m": (1, 3), "T": (1, 5), "seed": (0, 2**31 - 1)}
problems = st.builds(
    random_problem, **{name: st.integers(*bounds) for name, bounds in SIZES.items()}, cell=st.sampled_from(CELLS)
)
SMALLEST = random_problem(n_x=1, n_a=1, n_y=2, m=1, T=1, seed=1)


@pytest.mark.parametrize(
    ("problem", "expected"),
    [(hello(), (3, 1)), (hello(LSTM), (5, 1)), (SMALLEST, (1, 1))],
)
def test_the_selection(problem, expected):
    assert selection(run(problem)) == expected


@settings(max_examples=25, deadline=None)
@given(problems)
def test_the_selection_is_the_largest_sum_of_operands_of_different_sign_where_tanh_still_bends(problem):
    trace = run(problem)
    unit, chosen = selection(trace)
    t = default_address(problem).t
    totals, a = np.abs(trace.at("da_total", t)), trace.at("a", t)
    good = (trace.at("da_softmax", t) * trace.at("da_time", t) < 0) & (1 - a**2 > 0.4)
    among = totals[good] if good.any() else totals
    assert totals[unit - 1, chosen - 1] == among.max()


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
@pytest.mark.parametrize(("T", "t"), [(1, 1), (2, 1), (4, 3), (12, 11)])
def test_the_default_address_is_the_green_addition_of_the_last_step_but_one(cell, T, t):
    problem = random_problem(T=T, cell=cell)
    assert default_address(problem) == Address("backward", t, "da_total")
    assert default_address(problem) in steps(problem)


@pytest.mark.parametrize("name", [name for name in CASES if name.endswith("forward")])
def test_without_a_way_back_it_is_where_a_leaves_on_two_wires(name):
    problem = CASES[name].problem
    assert default_address(problem) == ("forward", max(problem.T - 1, 1), "a")
