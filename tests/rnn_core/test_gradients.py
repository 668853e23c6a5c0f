"""Every gradient of every problem, against slopes that share no line with the backward pass."""

from __future__ import annotations

import dataclasses
import inspect
from functools import cache

import numpy as np
import pytest

from rnn_core import RNN, Problem, Trace, agrees, green_node, run, slopes
from rnn_core.check import STEP
from rnn_core.edits import written
from rnn_core.trace import run_forward
from tests.rnn_core.examples import PROBLEMS

EXACT = {"rtol": 0, "atol": 1e-10}
PARTS = {"da_softmax", "da_time", "da_prev"}  # the parts of a sum and what travels: no d<q> of a whole quantity


@cache
def traced(name: str) -> Trace:
    return run(PROBLEMS[name])


def whole(trace: Trace) -> list[str]:
    """The rows that are dJ/d<q> of one timestep's q."""
    totals = {total for step in trace.problem.model.backward for total in step.totals}
    return [name for name in trace.problem.model.lines("backward") if name not in PARTS | totals]


def each_step(problems=PROBLEMS):
    return [pytest.param(name, t, id=f"{name}-{t}") for name in problems for t in range(1, problems[name].T + 1)]


def test_no_row_is_left_out():
    """Whatever a backward line writes is checked below: as a whole, as a part, or as a running total."""
    assert whole(traced("hello")) == ["dlogits", "da_total", "dz", "dx"]
    assert whole(traced("notebook")) == ["da_total", "dz", "dx"]
    totals = ["dWya", "dby", "dWax", "dWaa", "dba"]
    written_back = set(traced("hello").problem.model.lines("backward"))
    assert written_back == {*whole(traced("hello")), *totals, "da_softmax", "da_prev"}


@pytest.mark.parametrize(("name", "t"), each_step())
def test_every_row_is_the_slope_of_J(name, t):
    trace = traced(name)
    for row in whole(trace):
        quantity = {"da_total": "a"}.get(row, row[1:])
        measured = slopes(trace, quantity, t, method="complex").sum(axis=0)
        np.testing.assert_allclose(trace.at(row, t), measured, **EXACT, err_msg=f"{row} at t = {t}")


@pytest.mark.parametrize(("name", "t"), each_step())
def test_the_parts_of_the_green_sum_are_the_slopes_of_the_parts_of_J(name, t):
    trace = traced(name)
    for row, measured in green_node(trace, t, method="complex").items():
        np.testing.assert_allclose(trace.at(row, t), measured, **EXACT, err_msg=f"{row} at t = {t}")


@pytest.mark.parametrize(("name", "t"), each_step())
def test_what_leaves_a_step_is_the_slope_of_its_own_and_the_later_losses(name, t):
    trace = traced(name)
    before = slopes(trace, "a0", method="complex") if t == 1 else slopes(trace, "a", t - 1, method="complex")
    np.testing.assert_allclose(trace.at("da_prev", t), before[t - 1 :].sum(axis=0), **EXACT)


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_parameters_gradient_is_the_slope_of_J(name):
    trace = traced(name)
    for parameter in trace.problem.parameters:
        found = trace["da0"] if parameter == "a0" else trace.at(f"d{parameter}", 1)
        measured = slopes(trace, parameter, method="complex").sum(axis=0)
        np.testing.assert_allclose(found, measured, **EXACT, err_msg=parameter)


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
        parameters = {**problem.parameters, parameter: nudged}
        start = {"a_prev": trace.at("a_prev", t)}
        losses = [scope["loss"] for scope in run_forward(problem, parameters=parameters, first=t, start=start)]
        result[index] = np.imag(sum(losses)) / STEP["complex"]
    return result


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_central_difference_agrees_as_the_check_panel_says(name):
    trace = traced(name)
    for t in range(1, trace.problem.T + 1):
        for row, measured in green_node(trace, t).items():
            assert agrees(measured, trace.at(row, t)).all(), f"{row} at t = {t}"


@pytest.mark.parametrize("method", ["central", "complex"])
def test_one_entry_alone_is_measured_as_among_all(method):
    trace = traced("hello")
    everything = slopes(trace, "a", 3, method=method)
    assert (slopes(trace, "a", 3, method=method, entry=(2, 0)) == everything[:, 2, 0]).all()


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
    trace = traced(name)
    shaped_as = {"da_total": "a", "da_softmax": "a", "da_time": "a", "da_prev": "a_prev"}
    for row in (*trace.problem.model.lines("backward"), "da_time"):
        quantity = shaped_as.get(row, row[1:])
        for t in range(1, trace.problem.T + 1):
            assert trace.at(row, t).shape == trace.at(quantity, t).shape, f"{row} at t = {t}"
    assert trace["da0"].shape == trace["a0"].shape


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


def with_backward(text: str) -> Problem:
    cell = dataclasses.replace(RNN, backward=written(text))
    return dataclasses.replace(PROBLEMS["hello"], cell=cell)


def test_the_backward_step_compiled_from_its_text_is_the_real_one_until_it_is_broken():
    trace, real = run(with_backward(BACKWARD)), traced("hello")
    assert set(trace.values) == set(real.values)
    for name in real.values:
        assert np.array_equal(trace[name], real[name]), name


@pytest.mark.parametrize("line", BREAKS)
def test_break_a_backward_line_and_the_measured_slopes_disagree(line):
    broken, row = BREAKS[line]
    assert BACKWARD.count(line) == 1
    trace = run(with_backward(BACKWARD.replace(line, broken)))
    if row == "da_prev":  # it is what arrives one step earlier
        assert not agrees(green_node(trace, 2)["da_time"], trace.at("da_time", 2)).all()
        return
    quantity = {"da_total": "a"}.get(row, row[1:])
    t = 1 if row.startswith(("dW", "db")) else 2
    measured = slopes(trace, quantity, t).sum(axis=0)
    assert agrees(measured, traced("hello").at(row, t)).all(), "the slopes do not see the backward pass"
    assert not agrees(measured, trace.at(row, t)).all()
