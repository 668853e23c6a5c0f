"""What a step function may call beside NumPy's sums and stacks. Complex numbers pass through, for the complex step.

A function of each entry alone is one entry of `FUNCTIONS`: how it is written and computed, its slope, where it has
none, and between which bounds its values are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
from types import MappingProxyType
from typing import Any

import numpy as np


def softmax(scores: Any) -> Any:
    """Turn each column of `scores` into shares that add up to 1.

    Parameters
    ----------
    scores : array (n_y, m)
        of any size: it cannot overflow.

    Returns
    -------
    array (n_y, m)

    Examples
    --------
    >>> softmax(np.array([[0.0, 1000.0], [0.0, 0.0]]))
    array([[0.5, 1. ],
           [0.5, 0. ]])
    """
    shares = np.exp(scores - scores.real.max(axis=0, keepdims=True))  # .real: complex numbers have no maximum
    return shares / shares.sum(axis=0, keepdims=True)


def sigmoid(z: Any) -> Any:
    """Turn each entry into a share between 0 and 1: 1 / (1 + exp(-z)), in a form that cannot overflow.

    Parameters
    ----------
    z : array of any shape

    Returns
    -------
    array of the same shape

    Examples
    --------
    >>> sigmoid(np.array([0.0, 1000.0]))
    array([0.5, 1. ])
    """
    return (1 + np.tanh(z / 2)) / 2


@dataclass(frozen=True)
class Function:
    """A function of each entry alone.

    Parameters
    ----------
    name : str
        what it is called.
    written : texts
        how code writes it, of `z`; the first is how we would.
    compute, slope : functions of an array
        its values, and how fast each of them changes with its entry.
    low, high : float
        the bounds of its values.
    kinks : numbers
        where it has no slope.
    """

    name: str
    written: tuple[str, ...]
    compute: Callable[[Any], Any]
    slope: Callable[[Any], Any]
    low: float = -inf
    high: float = inf
    kinks: tuple[float, ...] = ()


_EACH = (
    Function("tanh", ("np.tanh(z)",), np.tanh, lambda z: 1 - np.tanh(z) ** 2, -1, 1),
    Function("sigmoid", ("sigmoid(z)",), sigmoid, lambda z: sigmoid(z) * (1 - sigmoid(z)), 0, 1),
    Function(
        "relu",
        ("np.maximum(z, 0)", "np.maximum(0, z)"),
        lambda z: np.maximum(z, 0),
        lambda z: z > 0,
        low=0,
        kinks=(0.0,),
    ),
    Function("exp", ("np.exp(z)",), np.exp, np.exp, low=0),
    Function("log", ("np.log(z)",), np.log, lambda z: 1 / z),
)
FUNCTIONS: Mapping[str, Function] = MappingProxyType({function.name: function for function in _EACH})
