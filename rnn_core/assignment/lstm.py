"""The assignment's four functions for the LSTM.

>>> import numpy as np
>>> rng = np.random.default_rng(0)
>>> shapes = dict.fromkeys(("Wf", "Wi", "Wc", "Wo"), (5, 8)) | dict.fromkeys(("bf", "bi", "bc", "bo"), (5, 1))
>>> shapes |= {"Wy": (2, 5), "by": (2, 1)}
>>> parameters = {name: rng.standard_normal(shape) for name, shape in shapes.items()}
>>> a, y, c, caches = lstm_forward(rng.standard_normal((3, 10, 4)), np.zeros((5, 10)), parameters)
>>> gradients = lstm_backward(np.ones_like(a), caches)
>>> gradients["dx"].shape, gradients["da0"].shape, gradients["dWf"].shape, gradients["dbf"].shape
((3, 10, 4), (5, 10), (5, 8), (5, 1))
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from rnn_core.assignment.shapes import check_parameters, expect, shape_of
from rnn_core.cells import GIVEN, LSTM, PREDICTION
from rnn_core.loop import Scope, run_loop
from rnn_core.problem import Array
from rnn_core.program import Program
from rnn_core.table import Model

Parameters = Mapping[str, Array]
Cache = tuple[Array, Array, Array, Array, Array, Array, Array, Array, Array, Parameters]
Caches = tuple[list[Cache], Array]
Gradients = dict[str, Array]

TOTALS = ("dWf", "dbf", "dWi", "dbi", "dWc", "dbc", "dWo", "dbo")
CACHED = ("a", "c", "a_prev", "c_prev", "f", "i", "cc", "o", "x")  # what stands in a cache before the parameters


def lstm_cell_forward(
    xt: Array, a_prev: Array, c_prev: Array, parameters: Parameters
) -> tuple[Array, Array, Array, Cache]:
    """Run one timestep forward.

    Parameters
    ----------
    xt : array (n_x, m)
    a_prev : array (n_a, m)
        the hidden state that the step before has left.
    c_prev : array (n_a, m)
        the cell state that the step before has left.
    parameters : name -> array
        `Wf`, `Wi`, `Wc`, `Wo (n_a, n_a + n_x)`, `bf`, `bi`, `bc`, `bo (n_a, 1)`, `Wy (n_y, n_a)`, `by (n_y, 1)`.

    Returns
    -------
    a_next : array (n_a, m)
    c_next : array (n_a, m)
    yt_pred : array (n_y, m)
        each column adds up to 1.
    cache : (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)
        what `lstm_cell_backward` needs.

    Raises
    ------
    ValueError
        for a missing parameter or a shape that does not fit.

    Examples
    --------
    >>> import numpy as np
    >>> names = dict.fromkeys(("Wf", "Wi", "Wc", "Wo"), (2, 5)) | dict.fromkeys(("bf", "bi", "bc", "bo"), (2, 1))
    >>> zeros = {name: np.zeros(shape) for name, shape in (names | {"Wy": (4, 2), "by": (4, 1)}).items()}
    >>> _, c_next, yt_pred, _ = lstm_cell_forward(np.ones((3, 1)), np.zeros((2, 1)), np.ones((2, 1)), zeros)
    >>> c_next.ravel(), yt_pred.ravel()  # a forget gate of a half
    (array([0.5, 0.5]), array([0.25, 0.25, 0.25, 0.25]))
    """
    (n_x, _), (n_a, m) = shape_of("xt", xt, "n_x, m"), shape_of("a_prev", a_prev, "n_a, m")
    check_parameters(parameters, LSTM, n_x, n_a, dense="Wy")
    expect("xt", xt, (n_x, m))
    expect("c_prev", c_prev, (n_a, m))
    ((a_next, c_next, yt_pred, cache),) = _forward([xt], a_prev, c_prev, parameters)
    return a_next, c_next, yt_pred, cache


def lstm_forward(x: Array, a0: Array, parameters: Parameters) -> tuple[Array, Array, Array, Caches]:
    """Run all timesteps forward. The cell state starts from zeros.

    Parameters
    ----------
    x : array (n_x, m, T_x)
    a0 : array (n_a, m)
    parameters : name -> array
        as for `lstm_cell_forward`.

    Returns
    -------
    a : array (n_a, m, T_x)
    y : array (n_y, m, T_x)
    c : array (n_a, m, T_x)
    caches : (list of T_x caches, x)
        the `a_prev` of the first cache is `a0` itself, that of each later one the `a_next` of the cache before.

    Raises
    ------
    ValueError
        for a missing parameter or a shape that does not fit.

    Examples
    --------
    >>> import numpy as np
    >>> names = dict.fromkeys(("Wf", "Wi", "Wc", "Wo"), (2, 5)) | dict.fromkeys(("bf", "bi", "bc", "bo"), (2, 1))
    >>> ones = {name: np.ones(shape) for name, shape in (names | {"Wy": (4, 2), "by": (4, 1)}).items()}
    >>> a, y, c, caches = lstm_forward(np.zeros((3, 1, 2)), np.zeros((2, 1)), ones)
    >>> c[0, 0].round(4)
    array([0.5568, 1.2732])
    """
    (n_x, m, _), (n_a, _) = shape_of("x", x, "n_x, m, T_x"), shape_of("a0", a0, "n_a, m")
    expect("a0", a0, (n_a, m))
    check_parameters(parameters, LSTM, n_x, n_a, dense="Wy")
    steps = _forward(list(np.moveaxis(x, 2, 0)), a0, np.zeros(np.shape(a0)), parameters)
    states, memories, predictions, cells = zip(*steps, strict=True)
    return np.stack(states, axis=2), np.stack(predictions, axis=2), np.stack(memories, axis=2), (list(cells), x)


def lstm_cell_backward(da_next: Array, dc_next: Array, cache: Cache) -> Gradients:
    """Run one timestep backward.

    Parameters
    ----------
    da_next : array (n_a, m)
        the whole gradient of a_next: the part from this step's prediction and the part from later steps, added.
    dc_next : array (n_a, m)
        the gradient of c_next by way of the next step's cell state alone. What comes back through a_next is computed
        here and added.
    cache : (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)
        from `lstm_cell_forward`.

    Returns
    -------
    dict
        `dxt (n_x, m)`, `da_prev (n_a, m)`, `dc_prev (n_a, m)`, and this step's share of `dWf`, `dWi`, `dWc`,
        `dWo (n_a, n_a + n_x)` and `dbf`, `dbi`, `dbc`, `dbo (n_a, 1)`.

    Raises
    ------
    ValueError
        for a gradient that does not have the shape of a_next.

    Examples
    --------
    >>> import numpy as np
    >>> names = dict.fromkeys(("Wf", "Wi", "Wc", "Wo"), (2, 5)) | dict.fromkeys(("bf", "bi", "bc", "bo"), (2, 1))
    >>> zeros = {name: np.zeros(shape) for name, shape in (names | {"Wy": (4, 2), "by": (4, 1)}).items()}
    >>> *_, cache = lstm_cell_forward(np.ones((3, 1)), np.zeros((2, 1)), np.zeros((2, 1)), zeros)
    >>> lstm_cell_backward(np.ones((2, 1)), np.zeros((2, 1)), cache)["dc_prev"].ravel()  # half of half of 1
    array([0.25, 0.25])
    """
    expect("da_next", da_next, np.shape(cache[0]))
    expect("dc_next", dc_next, np.shape(cache[1]))
    # da_next is the total already, so nothing is left to come in from later steps; dc_next is only what they send.
    (step,), _ = _backward([da_next], [cache], {"dc_next": dc_next})
    return {"dxt": step["dx"], **{name: step[name] for name in ("da_prev", "dc_prev", *TOTALS)}}


def lstm_backward(da: Array, caches: Caches) -> Gradients:
    """Run all timesteps backward.

    Parameters
    ----------
    da : array (n_a, m, T_x)
        for each timestep the gradient of a<t> by way of that step's own prediction alone. If it has fewer timesteps
        than there are caches, the first ones are used: the assignment's own test does so, with 4 of 7.
    caches : (list of caches, x)
        from `lstm_forward`.

    Returns
    -------
    dict
        `dx (n_x, m, T_x)`, `da0 (n_a, m)`, `dWf`, `dWi`, `dWc`, `dWo (n_a, n_a + n_x)`, `dbf`, `dbi`, `dbc`,
        `dbo (n_a, 1)`.

    Raises
    ------
    ValueError
        for a gradient that does not have the shape of a, or has more timesteps.

    Examples
    --------
    >>> import numpy as np
    >>> names = dict.fromkeys(("Wf", "Wi", "Wc", "Wo"), (2, 5)) | dict.fromkeys(("bf", "bi", "bc", "bo"), (2, 1))
    >>> ones = {name: np.ones(shape) for name, shape in (names | {"Wy": (4, 2), "by": (4, 1)}).items()}
    >>> a, _, _, caches = lstm_forward(np.zeros((3, 1, 2)), np.zeros((2, 1)), ones)
    >>> lstm_backward(np.ones_like(a), caches)["da0"].round(4)
    array([[1.1175],
           [1.1175]])
    """
    cells, _ = caches
    *_, T_x = shape_of("da", da, "n_a, m, T_x")
    expect("da", da, (*np.shape(cells[0][0]), min(T_x, len(cells))))
    steps, ends = _backward(list(np.moveaxis(da, 2, 0)), cells, {})
    return {"dx": np.stack([step["dx"] for step in steps], axis=2), **{name: ends[name] for name in ("da0", *TOTALS)}}


def _forward(
    x: Sequence[Array], a0: Array, c0: Array, parameters: Parameters
) -> list[tuple[Array, Array, Array, Cache]]:
    """Run forward; list both states, the prediction and the cache of each timestep."""
    loop = Program.of(Model(LSTM.forward_only, PREDICTION)).forward
    steps, _ = run_loop(loop, [{**parameters, "Wya": parameters["Wy"], "x": xt} for xt in x], {"a0": a0, "c0": c0})
    return [(step["a"], step["c"], step["y"], (*(step[name] for name in CACHED), parameters)) for step in steps]


def _backward(
    da: Sequence[Array], caches: Sequence[Cache], handed: Mapping[str, Array]
) -> tuple[Sequence[Scope], Scope]:
    loop = Program.of(Model(LSTM, GIVEN)).backward
    cached: list[Scope] = []
    for da_t, (*values, parameters) in zip(da, caches, strict=False):
        step = {**parameters, **dict(zip(CACHED, values, strict=True)), "da": da_t, "w": 1.0}
        # The notebook's cache leaves out what it stacks.
        cached.append(step | {stack.name: stack.expression.evaluate(step) for stack in loop.stacks})
    return run_loop(loop, cached, handed)
