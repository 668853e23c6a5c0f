"""The assignment's four functions for the plain RNN.

>>> import numpy as np
>>> rng = np.random.default_rng(0)
>>> shapes = {"Waa": (5, 5), "Wax": (5, 3), "Wya": (2, 5), "ba": (5, 1), "by": (2, 1)}
>>> parameters = {name: rng.standard_normal(shape) for name, shape in shapes.items()}
>>> a, y_pred, caches = rnn_forward(rng.standard_normal((3, 10, 4)), np.zeros((5, 10)), parameters)
>>> gradients = rnn_backward(np.ones_like(a), caches)
>>> {name: gradient.shape for name, gradient in gradients.items()}
{'dx': (3, 10, 4), 'da0': (5, 10), 'dWax': (5, 3), 'dWaa': (5, 5), 'dba': (5, 1)}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from rnn_core.assignment.shapes import check_parameters, expect, shape_of
from rnn_core.cells import GIVEN, PREDICTION, RNN
from rnn_core.loop import Scope, run_loop
from rnn_core.problem import Array
from rnn_core.program import Program
from rnn_core.table import Model

Parameters = Mapping[str, Array]
Cache = tuple[Array, Array, Array, Parameters]
Caches = tuple[list[Cache], Array]
Gradients = dict[str, Array]

TOTALS = ("dWax", "dWaa", "dba")


def rnn_cell_forward(xt: Array, a_prev: Array, parameters: Parameters) -> tuple[Array, Array, Cache]:
    """Run one timestep forward.

    Parameters
    ----------
    xt : array (n_x, m)
    a_prev : array (n_a, m)
        the hidden state that the step before has left.
    parameters : name -> array
        `Wax (n_a, n_x)`, `Waa (n_a, n_a)`, `Wya (n_y, n_a)`, `ba (n_a, 1)`, `by (n_y, 1)`.

    Returns
    -------
    a_next : array (n_a, m)
    yt_pred : array (n_y, m)
        each column adds up to 1.
    cache : (a_next, a_prev, xt, parameters)
        what `rnn_cell_backward` needs.

    Raises
    ------
    ValueError
        for a missing parameter or a shape that does not fit.

    Examples
    --------
    >>> import numpy as np
    >>> names = {"Waa": (2, 2), "Wax": (2, 3), "Wya": (4, 2), "ba": (2, 1), "by": (4, 1)}
    >>> zeros = {name: np.zeros(shape) for name, shape in names.items()}
    >>> a_next, yt_pred, cache = rnn_cell_forward(np.ones((3, 1)), np.zeros((2, 1)), zeros)
    >>> yt_pred.ravel()
    array([0.25, 0.25, 0.25, 0.25])
    """
    (n_x, _), (n_a, m) = shape_of("xt", xt, "n_x, m"), shape_of("a_prev", a_prev, "n_a, m")
    check_parameters(parameters, RNN, n_x, n_a)
    expect("xt", xt, (n_x, m))
    ((a_next, yt_pred, cache),) = _forward([xt], a_prev, parameters)
    return a_next, yt_pred, cache


def rnn_forward(x: Array, a0: Array, parameters: Parameters) -> tuple[Array, Array, Caches]:
    """Run all timesteps forward.

    Parameters
    ----------
    x : array (n_x, m, T_x)
    a0 : array (n_a, m)
    parameters : name -> array
        as for `rnn_cell_forward`.

    Returns
    -------
    a : array (n_a, m, T_x)
    y_pred : array (n_y, m, T_x)
    caches : (list of T_x caches, x)
        the `a_prev` of the first cache is `a0` itself, that of each later one the `a_next` of the cache before.

    Raises
    ------
    ValueError
        for a missing parameter or a shape that does not fit.

    Examples
    --------
    >>> import numpy as np
    >>> names = {"Waa": (2, 2), "Wax": (2, 3), "Wya": (4, 2), "ba": (2, 1), "by": (4, 1)}
    >>> ones = {name: np.ones(shape) for name, shape in names.items()}
    >>> a, y_pred, (cells, x) = rnn_forward(np.zeros((3, 1, 2)), np.zeros((2, 1)), ones)
    >>> a[0, 0].round(4)
    array([0.7616, 0.9872])
    """
    (n_x, m, _), (n_a, _) = shape_of("x", x, "n_x, m, T_x"), shape_of("a0", a0, "n_a, m")
    expect("a0", a0, (n_a, m))
    check_parameters(parameters, RNN, n_x, n_a)
    states, predictions, cells = zip(*_forward(list(np.moveaxis(x, 2, 0)), a0, parameters), strict=True)
    return np.stack(states, axis=2), np.stack(predictions, axis=2), (list(cells), x)


def rnn_cell_backward(da_next: Array, cache: Cache) -> Gradients:
    """Run one timestep backward.

    Parameters
    ----------
    da_next : array (n_a, m)
        the whole gradient of a_next: the part from this step's prediction and the part from later steps, added.
    cache : (a_next, a_prev, xt, parameters)
        from `rnn_cell_forward`.

    Returns
    -------
    dict
        `dxt (n_x, m)`, `da_prev (n_a, m)`, and this step's share of `dWax (n_a, n_x)`, `dWaa (n_a, n_a)` and
        `dba (n_a, 1)`.

    Raises
    ------
    ValueError
        for a gradient that does not have the shape of a_next.

    Examples
    --------
    >>> import numpy as np
    >>> names = {"Waa": (2, 2), "Wax": (2, 3), "Wya": (4, 2), "ba": (2, 1), "by": (4, 1)}
    >>> ones = {name: np.ones(shape) for name, shape in names.items()}
    >>> _, _, cache = rnn_cell_forward(np.zeros((3, 1)), np.zeros((2, 1)), ones)
    >>> rnn_cell_backward(np.ones((2, 1)), cache)["dba"].round(4)
    array([[0.42],
           [0.42]])
    """
    expect("da_next", da_next, np.shape(cache[0]))
    # da_next is the total already, so nothing is left to come in from later steps.
    (step,), _ = _backward([da_next], [cache])
    return {"dxt": step["dx"], "da_prev": step["da_prev"], **{name: step[name] for name in TOTALS}}


def rnn_backward(da: Array, caches: Caches) -> Gradients:
    """Run all timesteps backward.

    Parameters
    ----------
    da : array (n_a, m, T_x)
        for each timestep the gradient of a<t> by way of that step's own prediction alone. What later losses send
        back through the hidden state is computed here and added.
    caches : (list of caches, x)
        from `rnn_forward`.

    Returns
    -------
    dict
        `dx (n_x, m, T_x)`, `da0 (n_a, m)`, `dWax (n_a, n_x)`, `dWaa (n_a, n_a)`, `dba (n_a, 1)`.

    Raises
    ------
    ValueError
        for a gradient that does not have the shape of a.

    Examples
    --------
    >>> import numpy as np
    >>> names = {"Waa": (2, 2), "Wax": (2, 3), "Wya": (4, 2), "ba": (2, 1), "by": (4, 1)}
    >>> ones = {name: np.ones(shape) for name, shape in names.items()}
    >>> a, _, caches = rnn_forward(np.zeros((3, 1, 2)), np.zeros((2, 1)), ones)
    >>> rnn_backward(np.ones_like(a), caches)["da0"].round(4)
    array([[0.8826],
           [0.8826]])
    """
    cells, _ = caches
    expect("da", da, (*np.shape(cells[0][0]), len(cells)))
    steps, ends = _backward(list(np.moveaxis(da, 2, 0)), cells)
    return {"dx": np.stack([step["dx"] for step in steps], axis=2), **{name: ends[name] for name in ("da0", *TOTALS)}}


def _forward(x: Sequence[Array], a0: Array, parameters: Parameters) -> list[tuple[Array, Array, Cache]]:
    """Run forward; list the state, the prediction and the cache of each timestep."""
    loop = Program.of(Model(RNN.forward_only, PREDICTION)).forward
    steps, _ = run_loop(loop, [{**parameters, "x": xt} for xt in x], {"a0": a0})
    return [(step["a"], step["y"], (step["a"], step["a_prev"], step["x"], parameters)) for step in steps]


def _backward(da: Sequence[Array], caches: Sequence[Cache]) -> tuple[Sequence[Scope], Scope]:
    loop = Program.of(Model(RNN, GIVEN)).backward
    cached = [
        {**parameters, "a": a_next, "a_prev": a_prev, "x": xt, "da": da_t, "w": 1.0}
        for da_t, (a_next, a_prev, xt, parameters) in zip(da, caches, strict=False)
    ]
    return run_loop(loop, cached, {})
