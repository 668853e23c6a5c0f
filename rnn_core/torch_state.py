"""A model of PyTorch's as a problem: its own weights, your data, and every value of every timestep.

It needs no PyTorch: a `state_dict` is names and arrays.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from rnn_core.cells import DENSE, GRU_AFTER, LSTM, RNN, Cell
from rnn_core.problem import Array, Problem, ProblemError

BLOCKS = {1: RNN, 3: GRU_AFTER, 4: LSTM}  # how many blocks of n_a rows a weight matrix has
GATES = {"lstm": "ifco", "gru_after": "ruc"}  # in PyTorch's order, by our letters
LAYER = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")


def from_torch(state: Mapping[str, Any], x: Any, target: Any, *, mean: bool = False) -> Problem:
    """Make a problem of a model's `state_dict()`: one layer of `nn.RNN`, `nn.LSTM` or `nn.GRU`, then one `nn.Linear`.

    The RNN is one with tanh. Its two biases, and the LSTM's, are added up: they get the same gradient. Of the GRU the
    candidate's two stay apart. States start as zeros.

    Parameters
    ----------
    state : name -> tensor or array
        with `weight_ih_l0` and its like at the end of four names, and one `weight` and one `bias` of the `nn.Linear`.
    x : array (T, m, n_x)
        what the model is given, as with `batch_first=False`.
    target : array of int (T, m)
        the right class of each output, as `nn.CrossEntropyLoss` takes it.
    mean : bool
        whether the loss is the mean over timesteps and examples, as that one is by default; else their sum.

    Returns
    -------
    Problem
        with the parameters under our names, features first and examples second.

    Raises
    ------
    ProblemError
        for another kind of model; for data that do not fit it.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(0)
    >>> shapes = {"weight_ih_l0": (5, 3), "weight_hh_l0": (5, 5), "bias_ih_l0": (5,), "bias_hh_l0": (5,)}
    >>> shapes |= {"weight": (2, 5), "bias": (2,)}
    >>> state = {name: rng.standard_normal(shape) for name, shape in shapes.items()}
    >>> from_torch(state, rng.standard_normal((4, 10, 3)), rng.integers(2, size=(4, 10)))
    Problem(from torch: rnn + dense, T=4, n_x=3, n_a=5, m=10)
    """
    arrays = {name: _array(name, value) for name, value in state.items()}
    layer = {name: _only(name, arrays) for name in LAYER}
    weight, bias = (_only(name, arrays) for name in ("weight", "bias"))
    n_a = layer["weight_hh_l0"].shape[-1]
    cell = BLOCKS.get(len(layer["weight_hh_l0"]) // n_a)
    if cell is None:
        raise ProblemError(f"weight_hh_l0 has shape {layer['weight_hh_l0'].shape}, which is no RNN's, LSTM's or GRU's.")
    x, labels = _array("x", x), np.asarray(target)
    if x.ndim != 3 or labels.shape != x.shape[:2] or labels.dtype.kind not in "iu":
        raise ProblemError(f"x has shape {x.shape}, target {labels.shape}; expected (T, m, n_x), and integers (T, m).")
    T, m, _ = x.shape
    if not 0 <= labels.min() <= labels.max() < len(weight):
        raise ProblemError(
            f"target goes from {labels.min()} to {labels.max()}, expected classes 0 to {len(weight) - 1}."
        )
    starts = {str(carry.first): np.zeros((n_a, m)) for carry in cell.forward_carries}
    parameters = {**_parameters(cell, layer, n_a), "Wya": weight, "by": bias[:, None], **starts}
    inputs = {"x": np.moveaxis(x, 2, 1), "target": np.moveaxis(np.eye(len(weight))[labels], 2, 1)}
    weights = np.full(T, 1 / (T * m) if mean else 1.0)
    return Problem("from torch", parameters, {**inputs, "w": weights}, cell, DENSE)


def _parameters(cell: Cell, layer: Mapping[str, Array], n_a: int) -> dict[str, Array]:
    into, across, bias_in, bias_across = (layer[name] for name in LAYER)
    if cell is RNN:
        return {"Wax": into, "Waa": across, "ba": (bias_in + bias_across)[:, None]}
    parameters: dict[str, Array] = {}
    for i, gate in enumerate(GATES[cell.name]):
        rows = slice(i * n_a, (i + 1) * n_a)
        biases = (bias_in + bias_across)[rows, None]
        if cell is LSTM:
            parameters |= {f"W{gate}": np.hstack([across[rows], into[rows]]), f"b{gate}": biases}
        else:
            parameters |= {f"W{gate}x": into[rows], f"W{gate}a": across[rows], f"b{gate}": biases}
    if cell is GRU_AFTER:  # the reset gate comes between the candidate's two biases
        parameters |= {"bc": bias_in[2 * n_a :, None], "bca": bias_across[2 * n_a :, None]}
    return parameters


def _array(name: str, value: Any) -> Array:
    """Turn a tensor or an array into an array; one that gathers gradients is detached from them."""
    try:
        return np.array(value.detach().cpu().numpy() if hasattr(value, "detach") else value, dtype=np.float64)
    except (TypeError, ValueError):
        raise ProblemError(f"{name} is no array of numbers.") from None


def _only(end: str, arrays: Mapping[str, Array]) -> Array:
    """Find the one array whose name ends so."""
    matching = [array for name, array in arrays.items() if name.split(".")[-1] == end]
    if len(matching) != 1:
        whose = "one recurrent layer with biases" if end in LAYER else "one nn.Linear"
        raise ProblemError(f"Expected one {end}, of {whose}; got {len(matching)}.")
    return matching[0]
