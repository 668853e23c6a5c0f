"""A function is one entry: how it is written, its values, slope and bounds. A ReLU cell is written as anybody would."""

from __future__ import annotations

import inspect
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_core import TableError, random_problem, run, sigmoid, slopes, slopes_at_sum, softmax
from rnn_core.cells import FUNCTIONS
from rnn_core.measured import has_slopes
from rnn_core.mistakes.candidates import candidates
from rnn_core.source import written
from rnn_core.table import line, read
from tests.rnn_core.relu_rnn import RELU, relu_forward_step

each_function = pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda function: function.name)
POSITIVE = np.linspace(0.05, 3, 60)
BOTH = np.concatenate([-POSITIVE, POSITIVE])
PROBLEM = random_problem(n_x=2, n_a=4, n_y=3, m=3, T=4, seed=3, cell=RELU)


def where(function) -> np.ndarray:
    return POSITIVE if function.name == "log" else BOTH


def test_sigmoid_is_the_notebooks():
    z = np.linspace(-30, 30, 1001)
    np.testing.assert_allclose(sigmoid(z), 1 / (1 + np.exp(-z)), rtol=0, atol=1e-15)
    assert sigmoid(np.zeros((2, 3))).tolist() == [[0.5] * 3] * 2


def test_sigmoid_and_softmax_take_any_size_without_a_warning():
    """Warnings are errors here: 1 / (1 + exp(1000)) would overflow."""
    assert sigmoid(np.array([-1e300, -1000.0, 1000.0, 1e300])).tolist() == [0, 0, 1, 1]
    assert softmax(np.array([[-1000.0], [1000.0]])).tolist() == [[0], [1]]


def test_complex_numbers_pass_through_with_the_exact_slope():
    z, h = np.array([[-40.0, -3.0], [0.5, 700.0]]), 1e-30
    y = sigmoid(z)
    np.testing.assert_allclose(sigmoid(z + 1j * h).imag / h, y * (1 - y), rtol=0, atol=1e-15)
    shares, nudge = softmax(z), np.array([[1j * h, 0], [0, 0]])
    slope = shares[0, 0] * (np.array([1.0, 0.0]) - shares[:, 0])
    np.testing.assert_allclose(softmax(z + nudge).imag[:, 0] / h, slope, rtol=0, atol=1e-15)


@each_function
def test_the_slope_of_a_function_is_the_one_that_is_measured(function):
    z, h = where(function), 1e-6
    measured = (function.compute(z + h) - function.compute(z - h)) / (2 * h)
    np.testing.assert_allclose(function.slope(z), measured, rtol=1e-8, atol=1e-8)


@each_function
def test_a_complex_step_through_a_function_finds_its_slope(function):
    """NumPy takes the larger of two complex numbers by their real parts."""
    z, h = where(function), 1e-30
    np.testing.assert_allclose(np.imag(function.compute(z + 1j * h)) / h, function.slope(z), rtol=1e-12)


@each_function
def test_values_are_within_the_bounds_and_come_near_them(function):
    values = function.compute(10 * where(function))
    assert ((values >= function.low) & (values <= function.high)).all()
    for bound in (function.low, function.high):
        assert not np.isfinite(bound) or np.abs(values - bound).min() < 1e-6


@each_function
def test_each_way_of_writing_a_function_is_read_as_it_and_computes_it(function):
    for text in function.written:
        made = line(f"a = {text}").expression
        assert (made.kind, made.function, [part.text for part in made.operands]) == ("function", function.name, ["z"])
        assert np.array_equal(made.evaluate({"z": POSITIVE}), function.compute(POSITIVE))


@pytest.mark.parametrize("text", ["np.maximum(z, 1)", "np.maximum(z, x)", "np.minimum(z, 0)", "np.maximum(z)"])
def test_what_only_looks_like_a_function_is_not_read_as_it(text):
    assert line(f"a = {text}").expression.function != "relu"
    if "(z)" not in text:
        with pytest.raises(TableError, match="none of the known kinds"):
            read(written(f"def step(z, x):\n    a = {text}\n    return locals()"))


@given(st.sampled_from([">", ">=", "<", "<="]), st.floats(-2, 2))
def test_a_comparison_is_a_line_like_any_other(sign, bound):
    made = line(f"open = z {sign} {bound!r}").expression
    assert (made.kind, made.function) == ("comparison", sign)
    assert np.array_equal(made.evaluate({"z": BOTH}), eval(f"BOTH {sign} {bound!r}"))


def test_every_gradient_of_a_relu_cell_is_the_slope_that_is_measured():
    PROBLEM.model.check()
    trace = run(PROBLEM)
    assert (trace["a"] == 0).any()
    assert (trace["a"] > 0).any()
    for weight in PROBLEM.model.weights:
        measured = slopes(trace, weight, method="complex").sum(axis=0)
        np.testing.assert_allclose(trace.ends[f"d{weight}"], measured, rtol=0, atol=1e-12)
    for t in range(1, PROBLEM.T + 1):
        for quantity, measured in slopes_at_sum(trace, t).items():
            np.testing.assert_allclose(trace.at(quantity, t), measured, rtol=0, atol=1e-8, err_msg=f"{quantity} {t}")


def test_a_complex_step_is_refused_where_it_would_be_wrong():
    text = inspect.getsource(relu_forward_step).replace("np.maximum(z, 0)", "0.5 * (z + np.abs(z))")
    trace = run(replace(PROBLEM, cell=replace(RELU, forward=written(text))))
    for weight in PROBLEM.model.weights:
        np.testing.assert_allclose(trace.ends[f"d{weight}"], slopes(trace, weight).sum(axis=0), rtol=0, atol=1e-8)
    with pytest.raises(ValueError, match=r"does not go through 'np.abs\(z\)'; take method='central'"):
        slopes(trace, "Waa", method="complex")


def test_at_a_kink_there_is_no_slope():
    """Nothing is measured there, which neither side of the kink would agree with."""
    at_0 = {name: 0 * value if name in ("Wax", "ba", "a0") else value for name, value in PROBLEM.parameters.items()}
    trace = run(replace(PROBLEM, parameters=at_0))
    assert not has_slopes(trace)
    assert has_slopes(run(PROBLEM))
    with pytest.raises(ValueError, match="a value at a kink"):
        slopes(trace, "Wax")


def test_what_can_go_wrong_in_a_relu_cell_is_found_like_anywhere():
    edits = {edit.name: edit for edit in candidates(PROBLEM)}
    assert edits["dz.without.a"].lines == ("dz = da_total",)
    assert edits["dz.twice.a"].lines == ("dz = (a > 0) * da_total * (a > 0)",)
    assert edits["a.no.maximum"].lines == ("a = z",)
    assert edits["a.as.tanh"].lines == ("a = np.tanh(z)",)
    assert edits["dz.recomputed.a"].lines == ("dz = (np.maximum(Wax @ x + Waa @ a_prev + ba, 0) > 0) * da_total",)
