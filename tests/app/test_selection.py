"""Where a run is first looked at."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.bounds import SIZES as ROOM
from app.selection import default_address, selection
from rnn_core import CASES, CELLS, LSTM, RNN, Address, hello, random_problem, run, steps

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


@pytest.mark.parametrize(
    ("a", "softmax", "time", "unit"),
    [
        # The largest total is saturated, the next has parts of one sign: the third is followed.
        ([0.9, 0.7, 0.7, 0.1, 0.8], [-1, 1, -1, -1, -1], [10, 4, 4, 2, 9], 3),
        # None is good: the largest of all.
        ([0.9, 0.7, 0.9, 0.1, 0.8], [-1, 1, -1, 1, -1], [10, 4, 4, 2, 9], 1),
        # All are good: the largest, whatever its sign.
        ([0.1, 0.1, 0.1, 0.1, 0.1], [-1, 1, -1, -1, 1], [2, -9, 4, 2, -2], 2),
    ],
)
def test_the_unit_to_follow_has_two_gradients_that_differ_in_sign_and_a_tanh_that_bends(a, softmax, time, unit):
    trace = run(random_problem(n_a=5, m=1))
    columns = {"a": a, "da_softmax": softmax, "da_time": time, "da_total": np.add(softmax, time)}
    values = {name: np.tile(np.reshape(column, (1, 5, 1)), (4, 1, 1)) for name, column in columns.items()}
    assert selection(replace(trace, values={**trace.values, **values})) == (unit, 1)


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
def test_the_largest_random_problem_stays_finite(cell):
    trace = run(random_problem(**{name: most for name, (_, most) in ROOM.items()}, cell=cell))
    assert all(np.isfinite(value).all() for value in trace.values.values())


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
def test_hello_teaches_at_its_default_address(cell):
    """At t = 3, in the selected unit, the two gradients have opposite signs and their sum flips the sign."""
    trace = run(hello(cell))
    unit, _ = selection(trace)
    sums = {"da_total": ("da_softmax", "da_time")} | ({"dc_total": ("dc_a", "dc_time")} if cell is LSTM else {})
    for total, parts in sums.items():
        first, second = (trace.at(part, 3)[unit - 1, 0] for part in parts)
        assert first * second < 0
        assert first * trace.at(total, 3)[unit - 1, 0] < 0
        assert min(abs(first), abs(second), abs(first + second)) > 0.1
    right = (trace["y"].argmax(axis=1) == trace["target"].argmax(axis=1)).sum()
    assert right == (2 if cell is RNN else 3)
