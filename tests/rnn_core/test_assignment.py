"""The assignment's functions for the RNN: what they return, what they keep, what they refuse."""

from __future__ import annotations

import doctest
import importlib

import numpy as np
import pytest

import rnn_core
from rnn_core import rnn_backward, rnn_cell_backward, rnn_cell_forward, rnn_forward

PARAMETERS = {"Waa": (5, 5), "Wax": (5, 3), "Wya": (2, 5), "ba": (5, 1), "by": (2, 1)}


@pytest.fixture
def drawn():
    rng = np.random.default_rng(0)
    parameters = {name: rng.standard_normal(shape) for name, shape in PARAMETERS.items()}
    return rng.standard_normal((3, 4, 3)), rng.standard_normal((5, 4)), parameters


def test_shapes_and_names_are_the_notebooks(drawn):
    x, a0, parameters = drawn
    a, y_pred, caches = rnn_forward(x, a0, parameters)
    assert (a.shape, y_pred.shape) == ((5, 4, 3), (2, 4, 3))
    shapes = {name: gradient.shape for name, gradient in rnn_backward(np.ones((5, 4, 3)), caches).items()}
    assert shapes == {"dx": (3, 4, 3), "da0": (5, 4), "dWax": (5, 3), "dWaa": (5, 5), "dba": (5, 1)}
    step = {name: g.shape for name, g in rnn_cell_backward(np.ones((5, 4)), caches[0][0]).items()}
    assert step == {"dxt": (3, 4), "da_prev": (5, 4), "dWax": (5, 3), "dWaa": (5, 5), "dba": (5, 1)}


def test_a_prediction_is_shares_that_add_up_to_one(drawn):
    _, y_pred, _ = rnn_forward(*drawn)
    np.testing.assert_allclose(y_pred.sum(axis=0), 1, rtol=0, atol=1e-15)


def test_a_sure_prediction_gives_no_warning(drawn):
    x, a0, parameters = drawn
    _, y_pred, _ = rnn_forward(x, a0, parameters | {"by": np.array([[0.0], [2000.0]])})
    assert (y_pred[0] == 0).all()  # log(0) is not looked at: without targets there is no loss


def test_caches_have_the_notebooks_layout(drawn):
    x, a0, parameters = drawn
    a, _, (cells, inputs) = rnn_forward(x, a0, parameters)
    assert inputs is x
    assert len(cells) == 3
    for t, (a_next, a_prev, xt, kept) in enumerate(cells):
        assert kept is parameters
        assert (a_next == a[:, :, t]).all()
        assert (xt == x[:, :, t]).all()
        assert a_prev is (cells[t - 1][0] if t else a0)


def test_the_cached_first_state_is_a0_and_no_view_of_what_is_returned(drawn):
    """The bug of the thread: a0 kept in the last slot of `a`, which the last step then overwrites."""
    _, a0, _ = drawn
    before = a0.copy()
    a, _, (cells, _) = rnn_forward(*drawn)
    a[:] = 99.0
    assert cells[0][1] is a0
    assert (a0 == before).all()
    assert not any(np.shares_memory(array, a) for cache in cells for array in cache[:3])


def test_the_callers_arrays_stay_as_they_were_and_writable(drawn):
    x, a0, parameters = drawn
    da = np.ones((5, 4, 3))
    mine = {"x": x, "a0": a0, "da": da, **parameters}
    before = {name: array.copy() for name, array in mine.items()}
    a, y_pred, caches = rnn_forward(x, a0, parameters)
    gradients = rnn_backward(da, caches)
    again = rnn_backward(da, caches)
    for name, array in mine.items():
        assert (array == before[name]).all(), name
        assert array.flags.writeable, name
    for name, gradient in gradients.items():
        assert (gradient == again[name]).all(), f"{name} was changed by the second call"
    assert a.flags.writeable
    assert y_pred.flags.writeable


def test_one_step_alone_is_the_loop_over_one_step(drawn):
    x, a0, parameters = drawn
    a, _, caches = rnn_forward(x[:, :, :1], a0, parameters)
    da = np.random.default_rng(1).standard_normal(a.shape)
    loop, step = rnn_backward(da, caches), rnn_cell_backward(da[:, :, 0], caches[0][0])
    assert (loop["dx"][:, :, 0] == step["dxt"]).all()
    assert (loop["da0"] == step["da_prev"]).all()
    for name in ("dWax", "dWaa", "dba"):
        assert (loop[name] == step[name]).all()


def test_the_weight_gradients_are_the_sum_of_the_steps_shares(drawn):
    a, _, caches = rnn_forward(*drawn)
    da = np.random.default_rng(1).standard_normal(a.shape)
    total = rnn_backward(da, caches)
    da_prev, shares = np.zeros((5, 4)), []
    for t in (2, 1, 0):
        step = rnn_cell_backward(da[:, :, t] + da_prev, caches[0][t])  # the learner's question: why this is added
        da_prev = step["da_prev"]
        shares.append(step)
    for name in ("dWax", "dWaa", "dba"):
        np.testing.assert_allclose(sum(share[name] for share in shares), total[name], rtol=0, atol=1e-12)
    np.testing.assert_allclose(da_prev, total["da0"], rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"x": np.ones((3, 4))}, "x: got shape (3, 4), expected (n_x, m, T_x)"),
        ({"x": np.ones((3, 4, 0))}, "x: got shape (3, 4, 0), expected (n_x, m, T_x), none of them 0"),
        ({"a0": np.ones((5, 9))}, "a0: got shape (5, 9), expected (5, 4)"),
        ({"a0": np.ones(5)}, "a0: got shape (5,), expected (n_a, m)"),
        ({"Waa": np.ones((5, 4))}, "Waa: got shape (5, 4), expected (5, 5)"),
        ({"Wax": np.ones((3, 5))}, "Wax: got shape (3, 5), expected (5, 3)"),
        ({"Wya": np.ones((5, 2))}, "Wya: got shape (5, 2), expected (5, 5)"),
        ({"Wya": np.ones(5)}, "Wya: got shape (5,), expected (n_y, n_a)"),
        ({"ba": np.ones(5)}, "ba: got shape (5,), expected (5, 1)"),
        ({"by": np.ones((5, 1))}, "by: got shape (5, 1), expected (2, 1)"),
    ],
)
def test_a_wrong_shape_is_named_with_the_right_one(drawn, change, message):
    x, a0, parameters = drawn
    given = {"x": x, "a0": a0, **parameters, **change}
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        rnn_forward(given.pop("x"), given.pop("a0"), given)
    assert str(caught.value).startswith(message)


def test_a_missing_parameter_is_named(drawn):
    x, a0, parameters = drawn
    del parameters["Wax"]
    with pytest.raises(ValueError, match=r"got \['Waa', 'Wya', 'ba', 'by'\], expected .*Wax.* missing"):
        rnn_forward(x, a0, parameters)


def test_one_steps_wrong_shapes_are_named(drawn):
    x, a0, parameters = drawn
    with pytest.raises(ValueError, match=r"xt: got shape \(3, 4, 3\), expected \(n_x, m\)"):
        rnn_cell_forward(x, a0, parameters)
    with pytest.raises(ValueError, match=r"xt: got shape \(3, 1\), expected \(3, 4\)"):
        rnn_cell_forward(x[:, :1, 0], a0, parameters)
    _, _, cache = rnn_cell_forward(x[:, :, 0], a0, parameters)
    with pytest.raises(ValueError, match=r"da_next: got shape \(5, 1\), expected \(5, 4\)"):
        rnn_cell_backward(np.ones((5, 1)), cache)


@pytest.mark.parametrize("shape", [(5, 4), (5, 4, 2), (5, 4, 4), (3, 4, 3)])
def test_a_gradient_of_another_shape_than_a_is_refused(drawn, shape):
    _, _, caches = rnn_forward(*drawn)
    with pytest.raises(ValueError, match=r"da: got shape .*, expected \(5, 4, 3\)"):
        rnn_backward(np.ones(shape), caches)


def test_the_four_functions_and_the_notebook_problem_are_in_the_package():
    assert rnn_core.rnn_backward is rnn_backward
    assert rnn_core.notebook().name == "notebook"  # a function, which no module of the same name hides
    assert set(rnn_core.__all__) <= set(dir(rnn_core))


@pytest.mark.parametrize(
    "module", ["rnn_core", "rnn_core.assignment.rnn", "rnn_core.assignment.lstm", "rnn_core.trace"]
)
def test_the_docstring_examples_run(module):
    failed, attempted = doctest.testmod(importlib.import_module(module))
    assert failed == 0
    assert attempted
