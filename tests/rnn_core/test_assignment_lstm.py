"""The assignment's functions for the LSTM: what they return, what they keep, what they refuse."""

from __future__ import annotations

import numpy as np
import pytest

from rnn_core import LSTM, Problem, lstm_backward, lstm_cell_backward, lstm_cell_forward, lstm_forward, run

PARAMETERS = {
    **dict.fromkeys(("Wf", "Wi", "Wc", "Wo"), (5, 8)),
    **dict.fromkeys(("bf", "bi", "bc", "bo"), (5, 1)),
    **{"Wy": (2, 5), "by": (2, 1)},
}
TOTALS = ("dWf", "dbf", "dWi", "dbi", "dWc", "dbc", "dWo", "dbo")


@pytest.fixture
def drawn():
    rng = np.random.default_rng(0)
    parameters = {name: rng.standard_normal(shape) for name, shape in PARAMETERS.items()}
    return rng.standard_normal((3, 4, 3)), rng.standard_normal((5, 4)), parameters


def test_shapes_and_names_are_the_notebooks(drawn):
    x, a0, parameters = drawn
    a, y, c, caches = lstm_forward(x, a0, parameters)
    assert (a.shape, y.shape, c.shape) == ((5, 4, 3), (2, 4, 3), (5, 4, 3))
    totals = {f"d{name}": PARAMETERS[name] for name in ("Wf", "bf", "Wi", "bi", "Wc", "bc", "Wo", "bo")}
    shapes = {name: gradient.shape for name, gradient in lstm_backward(np.ones((5, 4, 3)), caches).items()}
    assert shapes == {"dx": (3, 4, 3), "da0": (5, 4), **totals}
    step = lstm_cell_backward(np.ones((5, 4)), np.ones((5, 4)), caches[0][0])
    expected = {"dxt": (3, 4), "da_prev": (5, 4), "dc_prev": (5, 4), **totals}
    assert {name: gradient.shape for name, gradient in step.items()} == expected


def test_a_prediction_is_shares_that_add_up_to_one_and_a_sure_one_gives_no_warning(drawn):
    x, a0, parameters = drawn
    _, y, _, _ = lstm_forward(*drawn)
    np.testing.assert_allclose(y.sum(axis=0), 1, rtol=0, atol=1e-15)
    _, y, _, _ = lstm_forward(x, a0, parameters | {"by": np.array([[0.0], [2000.0]])})
    assert (y[0] == 0).all()


def test_caches_have_the_notebooks_layout(drawn):
    x, a0, parameters = drawn
    a, _, c, (cells, inputs) = lstm_forward(x, a0, parameters)
    assert inputs is x
    assert len(cells) == 3
    for t, (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, kept) in enumerate(cells):
        assert kept is parameters
        assert (a_next == a[:, :, t]).all()
        assert (c_next == c[:, :, t]).all()
        assert (xt == x[:, :, t]).all()
        assert a_prev is (cells[t - 1][0] if t else a0)
        assert (c_prev == (c[:, :, t - 1] if t else 0)).all()
        np.testing.assert_allclose(ft * c_prev + it * cct, c_next, rtol=0, atol=1e-15)
        np.testing.assert_allclose(ot * np.tanh(c_next), a_next, rtol=0, atol=1e-15)


def test_nothing_that_is_cached_is_a_view_of_what_is_returned(drawn):
    """The RNN thread's bug: a state that is kept as a slice, which a later step overwrites."""
    a, _, c, (cells, _) = lstm_forward(*drawn)
    assert not any(np.shares_memory(array, whole) for cache in cells for array in cache[:9] for whole in (a, c))


def test_the_callers_arrays_stay_as_they_were_and_writable(drawn):
    x, a0, parameters = drawn
    da = np.ones((5, 4, 3))
    mine = {"x": x, "a0": a0, "da": da, **parameters}
    before = {name: array.copy() for name, array in mine.items()}
    *_, caches = lstm_forward(x, a0, parameters)
    gradients, again = lstm_backward(da, caches), lstm_backward(da, caches)
    for name, array in mine.items():
        assert (array == before[name]).all(), name
        assert array.flags.writeable, name
    for name, gradient in gradients.items():
        assert (gradient == again[name]).all(), f"{name} was changed by the second call"


def test_one_step_alone_is_the_loop_over_one_step(drawn):
    x, a0, parameters = drawn
    *_, caches = lstm_forward(x[:, :, :1], a0, parameters)
    da = np.random.default_rng(1).standard_normal((5, 4, 1))
    loop = lstm_backward(da, caches)
    step = lstm_cell_backward(da[:, :, 0], np.zeros((5, 4)), caches[0][0])
    assert (loop["dx"][:, :, 0] == step["dxt"]).all()
    assert (loop["da0"] == step["da_prev"]).all()
    assert all((loop[name] == step[name]).all() for name in TOTALS)


def test_the_weight_gradients_are_the_sum_of_the_steps_shares(drawn):
    """What the learner writes: da_next is the sum of two gradients, dc_next is handed on as it is."""
    a, _, _, caches = lstm_forward(*drawn)
    da = np.random.default_rng(1).standard_normal(a.shape)
    total = lstm_backward(da, caches)
    da_prevt, dc_prevt, shares = np.zeros((5, 4)), np.zeros((5, 4)), []
    for t in (2, 1, 0):
        step = lstm_cell_backward(da[:, :, t] + da_prevt, dc_prevt, caches[0][t])
        da_prevt, dc_prevt = step["da_prev"], step["dc_prev"]
        shares.append(step)
    for name in TOTALS:
        np.testing.assert_allclose(sum(share[name] for share in shares), total[name], rtol=0, atol=1e-12)
    np.testing.assert_allclose(da_prevt, total["da0"], rtol=0, atol=1e-12)


def test_a_shorter_da_goes_over_the_first_caches(drawn):
    x, a0, parameters = drawn
    *_, caches = lstm_forward(x, a0, parameters)
    *_, first_two = lstm_forward(x[:, :, :2], a0, parameters)
    da = np.random.default_rng(1).standard_normal((5, 4, 2))
    short, same = lstm_backward(da, caches), lstm_backward(da, first_two)
    assert all((short[name] == same[name]).all() for name in same)


def test_the_functions_give_what_a_trace_of_the_dense_head_has(drawn):
    """The same forward pass under our names: only `Wya` is called `Wy` in the notebook's LSTM."""
    x, a0, parameters = drawn
    a, y, c, _ = lstm_forward(x, a0, parameters)
    ours = {name: value for name, value in parameters.items() if name != "Wy"}
    ours |= {"Wya": parameters["Wy"], "a0": a0, "c0": np.zeros((5, 4))}
    target = np.zeros((3, 2, 4)) + 0.5
    trace = run(Problem("mine", ours, {"x": np.moveaxis(x, 2, 0), "target": target}, LSTM))
    for name, theirs in {"a": a, "y": y, "c": c}.items():
        assert np.array_equal(np.moveaxis(trace[name], 0, 2), theirs), name


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"x": np.ones((3, 4))}, "x: got shape (3, 4), expected (n_x, m, T_x)"),
        ({"x": np.ones((3, 4, 0))}, "x: got shape (3, 4, 0), expected (n_x, m, T_x), none of them 0"),
        ({"a0": np.ones((5, 9))}, "a0: got shape (5, 9), expected (5, 4)"),
        ({"a0": np.ones(5)}, "a0: got shape (5,), expected (n_a, m)"),
        ({"Wf": np.ones((5, 3))}, "Wf: got shape (5, 3), expected (5, 8)"),
        ({"Wo": np.ones((8, 5))}, "Wo: got shape (8, 5), expected (5, 8)"),
        ({"bc": np.ones(5)}, "bc: got shape (5,), expected (5, 1)"),
        ({"Wy": np.ones((5, 2))}, "Wy: got shape (5, 2), expected (5, 5)"),
        ({"Wy": np.ones(5)}, "Wy: got shape (5,), expected (n_y, n_a)"),
        ({"by": np.ones((5, 1))}, "by: got shape (5, 1), expected (2, 1)"),
    ],
)
def test_a_wrong_shape_is_named_with_the_right_one(drawn, change, message):
    x, a0, parameters = drawn
    given = {"x": x, "a0": a0, **parameters, **change}
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        lstm_forward(given.pop("x"), given.pop("a0"), given)
    assert str(caught.value).startswith(message)


def test_a_missing_parameter_is_named_as_the_notebook_names_it(drawn):
    x, a0, parameters = drawn
    parameters["Wya"] = parameters.pop("Wy")
    with pytest.raises(ValueError, match=r"expected \[.*'Wy'.*\] \(\['Wy'\] missing\)"):
        lstm_forward(x, a0, parameters)


def test_one_steps_wrong_shapes_are_named(drawn):
    x, a0, parameters = drawn
    xt, zeros = x[:, :, 0], np.zeros((5, 4))
    with pytest.raises(ValueError, match=r"xt: got shape \(3, 4, 3\), expected \(n_x, m\)"):
        lstm_cell_forward(x, a0, zeros, parameters)
    with pytest.raises(ValueError, match=r"xt: got shape \(3, 1\), expected \(3, 4\)"):
        lstm_cell_forward(xt[:, :1], a0, zeros, parameters)
    with pytest.raises(ValueError, match=r"c_prev: got shape \(5, 1\), expected \(5, 4\)"):
        lstm_cell_forward(xt, a0, zeros[:, :1], parameters)
    *_, cache = lstm_cell_forward(xt, a0, zeros, parameters)
    with pytest.raises(ValueError, match=r"da_next: got shape \(5, 1\), expected \(5, 4\)"):
        lstm_cell_backward(zeros[:, :1], zeros, cache)
    with pytest.raises(ValueError, match=r"dc_next: got shape \(5, 1\), expected \(5, 4\)"):
        lstm_cell_backward(zeros, zeros[:, :1], cache)


@pytest.mark.parametrize(
    ("shape", "expected"), [((5, 4), "n_a, m, T_x"), ((5, 4, 4), "5, 4, 3"), ((3, 4, 3), "5, 4, 3")]
)
def test_a_gradient_of_another_shape_than_a_is_refused(drawn, shape, expected):
    *_, caches = lstm_forward(*drawn)
    with pytest.raises(ValueError, match=rf"da: got shape .*, expected \({expected}\)"):
        lstm_backward(np.ones(shape), caches)
