"""Every gradient of every problem, against slopes that share no line with the backward pass."""

from __future__ import annotations

import dataclasses
import inspect
from functools import cache

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rnn_core import CELLS, RNN, Cell, Problem, Trace, agrees, random_problem, run, slopes, slopes_at_sum
from rnn_core.loop import unroll
from rnn_core.measured import STEP
from rnn_core.source import written
from rnn_core.table import read
from rnn_core.trace import later_cost
from tests.rnn_core.examples import PROBLEMS

EXACT = {"rtol": 0, "atol": 1e-10}
# The parts of a sum and what travels: no d<q> of a whole quantity.
PARTS = {"da_softmax", "da_time", "da_prev", "dc_a", "dc_time", "dc_prev"}
SUMS = {"da_total": "a", "dc_total": "c"}


@cache
def traced(name: str) -> Trace:
    return run(PROBLEMS[name])


def whole(trace: Trace) -> list[str]:
    """The rows that are dJ/d<q> of one timestep's q."""
    totals = {total for step in trace.problem.model.backward for total in step.totals}
    return [name for name in trace.problem.model.lines("backward") if name not in PARTS | totals]


def slope(trace: Trace, quantity: str, t: int = 0) -> np.ndarray:
    """dJ/d(quantity) by complex step."""
    return slopes(trace, quantity, t, method="complex").sum(axis=0)


def each_step(names=PROBLEMS):
    return [pytest.param(name, t, id=f"{name}-{t}") for name in names for t in range(1, PROBLEMS[name].T + 1)]


WHOLE = {
    "hello": ["dlogits", "da_total", "dz", "dx"],
    "notebook": ["da_total", "dz", "dx"],
    "lstm-hello": ["dlogits", "da_total", "dzo", "dc_total", "dzf", "dzi", "dzc", "dconcat", "dx"],
    "gru_before-hello": ["dlogits", "da_total", "dzu", "dzc", "dra", "dzr", "dx"],
    "gru_after-hello": ["dlogits", "da_total", "dzu", "dzc", "dzca", "dzr", "dx"],
}


@pytest.mark.parametrize("name", WHOLE)
def test_no_row_is_left_out(name):
    """Whatever a backward line writes is checked below: as a whole, as a part, or as a running total."""
    model = traced(name).problem.model
    assert whole(traced(name)) == WHOLE[name]
    totals = [f"d{weight}" for weight in model.weights]
    assert set(model.lines("backward")) - {*WHOLE[name], *totals} <= PARTS


@pytest.mark.parametrize(("name", "t"), each_step())
def test_every_row_is_the_slope_of_J(name, t):
    trace = traced(name)
    for row in whole(trace):
        measured = slope(trace, SUMS.get(row, row[1:]), t)
        np.testing.assert_allclose(trace.at(row, t), measured, **EXACT, err_msg=f"{row} at t = {t}")


@pytest.mark.parametrize(("name", "t"), each_step())
def test_the_parts_of_the_green_sum_are_the_slopes_of_the_parts_of_J(name, t):
    trace = traced(name)
    for row, measured in slopes_at_sum(trace, t, method="complex").items():
        np.testing.assert_allclose(trace.at(row, t), measured, **EXACT, err_msg=f"{row} at t = {t}")


@pytest.mark.parametrize(("name", "t"), each_step())
def test_what_leaves_a_step_is_the_slope_of_its_own_and_the_later_losses(name, t):
    trace = traced(name)
    before = slopes(trace, "a0", method="complex") if t == 1 else slopes(trace, "a", t - 1, method="complex")
    np.testing.assert_allclose(trace.at("da_prev", t), before[t - 1 :].sum(axis=0), **EXACT)


@pytest.mark.parametrize(("name", "t"), each_step())
def test_what_leaves_a_step_is_the_slope_of_what_had_arrived_there(name, t):
    """dc_prev is not all of c<t-1>: that was also used for a<t-1>. It is what step t did with it."""
    trace = traced(name)
    for carry in trace.problem.cell.backward_carries:
        measured = slope(trace, carry.leaves[1:], t)
        np.testing.assert_allclose(trace.at(carry.leaves, t), measured, **EXACT, err_msg=f"{carry.leaves} at t = {t}")


@pytest.mark.parametrize(("name", "t"), each_step([name for name in PROBLEMS if name.startswith("lstm")]))
def test_the_parts_of_the_second_green_sum_are_what_c_does_by_way_of_a_and_of_the_next_step(name, t):
    trace = traced(name)
    measured = slopes_at_sum(trace, t, "c", method="complex")
    assert list(measured) == ["dc_a", "dc_time", "dc_total"]
    for row, value in measured.items():
        np.testing.assert_allclose(trace.at(row, t), value, **EXACT, err_msg=f"{row} at t = {t}")
    for row, value in slopes_at_sum(trace, t, "c").items():
        assert agrees(value, trace.at(row, t)).all(), f"{row} at t = {t}"
    for row, value in slopes_at_sum(trace, t, "c", entry=(2, 0)).items():
        assert agrees(value, trace.at(row, t)[2, 0]), f"{row} at t = {t}"


def test_only_what_is_carried_has_a_green_node():
    with pytest.raises(KeyError):
        slopes_at_sum(traced("hello"), 2, "c")


def gradient_of(trace: Trace, parameter: str) -> np.ndarray:
    """The running total at the first step, which is the last one backward; or what leaves it."""
    return trace[f"d{parameter}"] if parameter in trace.problem.model.starts else trace.at(f"d{parameter}", 1)


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_parameters_gradient_is_the_slope_of_J(name):
    trace = traced(name)
    for parameter in trace.problem.parameters:
        found, measured = gradient_of(trace, parameter), slope(trace, parameter)
        np.testing.assert_allclose(found, measured, **EXACT, err_msg=parameter)


sizes = {"n_x": (1, 3), "n_a": (1, 3), "n_y": (2, 3), "m": (1, 2), "T": (1, 3), "seed": (0, 2**31 - 1)}
any_problem = st.builds(
    random_problem, **{name: st.integers(*bounds) for name, bounds in sizes.items()}, cell=st.sampled_from(CELLS)
)


@settings(max_examples=30, deadline=None)
@given(any_problem)
@example(random_problem(1, 1, 2, 1, 1, cell=CELLS[0]))
@example(random_problem(1, 1, 2, 1, 1, cell=CELLS[1]))
@example(random_problem(1, 1, 2, 1, 1, cell=CELLS[2]))
@example(random_problem(1, 1, 2, 1, 1, cell=CELLS[3]))
def test_at_any_size_every_row_and_parameter_is_a_slope(problem):
    trace = run(problem)
    for parameter in problem.parameters:
        np.testing.assert_allclose(gradient_of(trace, parameter), slope(trace, parameter), **EXACT, err_msg=parameter)
    arrivals = {carry.leaves: carry.leaves[1:] for carry in problem.cell.backward_carries}
    for row, quantity in {row: SUMS.get(row, row[1:]) for row in whole(trace)}.items() | arrivals.items():
        for t in range(1, problem.T + 1):
            np.testing.assert_allclose(trace.at(row, t), slope(trace, quantity, t), **EXACT, err_msg=f"{row} at {t}")


@pytest.mark.parametrize(("name", "t"), each_step())
def test_a_running_total_is_the_slope_of_a_parameter_used_from_its_step_on(name, t):
    trace = traced(name)
    for step in trace.problem.model.backward:
        for total in step.totals:
            measured = slopes_from(trace, total[1:], t)
            np.testing.assert_allclose(trace.at(total, t), measured, **EXACT, err_msg=f"{total} at t = {t}")


def slopes_from(trace: Trace, parameter: str, t: int) -> np.ndarray:
    """dJ of a parameter that is nudged at the steps t..T alone, by complex step."""
    problem, value = trace.problem, trace[parameter]
    result = np.zeros(value.shape)
    for index in np.ndindex(value.shape):
        nudged = value.astype(complex)
        nudged[index] += 1j * STEP["complex"]
        given = [{**step, parameter: nudged} for step in problem.given]
        start = {carry.arrives: trace.at(carry.arrives, t) for carry in problem.cell.forward_carries}
        scopes, _ = unroll(trace.program.forward, given, start, range(t - 1, problem.T))
        cost = sum(scope["loss"] for scope in scopes[t - 1 :]) + later_cost(problem, scopes[-1])
        result[index] = np.imag(cost) / STEP["complex"]
    return result


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_central_difference_agrees_as_the_check_panel_says(name):
    trace = traced(name)
    for t in range(1, trace.problem.T + 1):
        for row, measured in slopes_at_sum(trace, t).items():
            assert agrees(measured, trace.at(row, t)).all(), f"{row} at t = {t}"


def test_a_loss_does_not_move_with_what_comes_after_it():
    moved = slopes(traced("hello"), "z", 3, method="complex")
    assert (moved[:2] == 0).all()
    assert (moved[2:] != 0).any()


@pytest.mark.parametrize("quantity", ["da_total", "nothing", "y_pred"])
def test_what_no_forward_line_writes_cannot_be_nudged(quantity):
    with pytest.raises(KeyError):
        slopes(traced("hello"), quantity, 2)


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_gradient_has_the_shape_of_its_quantity(name):
    trace, problem = traced(name), PROBLEMS[name]
    carried = problem.cell.backward_carries
    shaped_as = SUMS | {carry.arrives: carry.leaves[1:] for carry in carried} | {"da_softmax": "a", "dc_a": "c"}
    for row in (*problem.model.lines("backward"), *(carry.arrives for carry in carried)):
        quantity = shaped_as.get(row, row[1:])
        for t in range(1, problem.T + 1):
            assert trace.at(row, t).shape == trace.at(quantity, t).shape, f"{row} at t = {t}"
    for carry in carried:
        assert trace[carry.last].shape == trace[carry.last[1:]].shape


BACKWARD = inspect.getsource(RNN.backward)
BREAKS = {
    "da_softmax + da_time": ("da_softmax", "da_total"),
    "da_total = da_softmax + da_time": ("da_total = da_time", "da_total"),
    "(1 - a**2) * da_total": ("(1 - a) * da_total", "dz"),
    "Wax.T @ dz": ("Wax.T @ da_total", "dx"),
    "dWax + dz @ x.T": ("dWax + da_total @ x.T", "dWax"),
    "dz @ a_prev.T": ("dz @ a.T", "dWaa"),
    "dba + dz.sum": ("dba + da_total.sum", "dba"),
    "Waa.T @ dz": ("Waa @ dz", "da_prev"),
}


def with_backward(text: str, problem: Problem = PROBLEMS["hello"]) -> Problem:
    cell = dataclasses.replace(problem.cell, backward=written(text))
    return dataclasses.replace(problem, cell=cell)


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
def test_the_backward_step_compiled_from_its_text_is_the_real_one_until_it_is_broken(cell):
    name = "hello" if cell is RNN else f"{cell.name}-hello"
    trace, real = run(with_backward(inspect.getsource(cell.backward), PROBLEMS[name])), traced(name)
    assert set(trace.values) == set(real.values)
    for quantity in real.values:
        assert np.array_equal(trace[quantity], real[quantity]), quantity


@pytest.mark.parametrize("line", BREAKS)
def test_break_a_backward_line_and_the_measured_slopes_disagree(line):
    broken, row = BREAKS[line]
    assert BACKWARD.count(line) == 1
    disagrees(run(with_backward(BACKWARD.replace(line, broken))), traced("hello"), row)


EVERY_LINE = [(cell, line.name) for cell in CELLS for line in read(cell.backward).lines]


@pytest.mark.parametrize(("cell", "row"), EVERY_LINE, ids=[f"{cell.name}-{row}" for cell, row in EVERY_LINE])
def test_turn_the_sign_of_any_backward_line_of_any_cell_and_the_slopes_disagree(cell: Cell, row: str):
    """The measured slopes stay as they are, whatever becomes of the backward pass: they share no line with it."""
    line = next(line for line in read(cell.backward).lines if line.name == row)
    last = line.expression.operands[-1].text  # a running total must stay one, so only what it adds is turned
    turned = f"{row} = {row} + -{last}" if line.kind == "running" else f"{row} = -({line.expression.text})"
    problem = random_problem(n_x=2, n_a=3, n_y=3, m=2, T=3, seed=4, cell=cell)
    text = inspect.getsource(cell.backward)
    assert text.count(line.text) == 1
    disagrees(run(with_backward(text.replace(line.text, turned), problem)), run(problem), row)


def disagrees(trace: Trace, real: Trace, row: str) -> None:
    """The slopes measured beside a row of a broken pass are those of the real one, and the row is not."""
    quantity = SUMS.get(row, row[1:])
    t = 1 if row.startswith(("dW", "db")) else 2
    if row == "dc_a":  # a part of a sum, which is wrong with it
        row, quantity = "dc_total", "c"
    measured = slopes(trace, quantity, t).sum(axis=0)
    assert agrees(measured, real.at(row, t)).all(), "the slopes do not see the backward pass"
    assert not agrees(measured, trace.at(row, t)).all()


@pytest.mark.parametrize("name", ["hello", "notebook"])
def test_a_loss_and_its_gradients_count_by_their_weight(name):
    plain, weights = PROBLEMS[name], np.array([0.5, 2.0, 0.0, 1.5])
    trace = run(plain.with_weights(weights))
    np.testing.assert_allclose(trace["loss"], weights * traced(name)["loss"], **EXACT)
    for total in trace.ends:
        parameter = total.removeprefix("d")
        np.testing.assert_allclose(trace.ends[total], slope(trace, parameter), err_msg=total, **EXACT)
