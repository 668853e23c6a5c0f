"""What the assignment's functions refuse: each wrong shape is named, with the right one."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from rnn_core.cells import DENSE, Cell
from rnn_core.problem import Array
from rnn_core.table import Model


def shape_of(name: str, array: Array, axes: str) -> tuple[int, ...]:
    """Find the shape of an array that has these axes, none of them empty.

    Raises
    ------
    ValueError
        for any other array.
    """
    shape: tuple[int, ...] = np.shape(array)
    if len(shape) != len(axes.split(", ")) or 0 in shape:
        raise ValueError(f"{name}: got shape {shape}, expected ({axes}), none of them 0")
    return shape


def expect(name: str, array: Array, shape: tuple[int, ...]) -> None:
    """Raise ValueError for an array of another shape."""
    if np.shape(array) != shape:
        raise ValueError(f"{name}: got shape {np.shape(array)}, expected {shape}")


def check_parameters(parameters: Mapping[str, Array], cell: Cell, n_x: int, n_a: int, *, dense: str = "Wya") -> None:
    """Raise ValueError for a missing parameter or one of the wrong shape. `dense` is what they call `Wya`."""
    model = Model(cell, DENSE)
    names = {name: dense if name == "Wya" else name for name in model.weights}
    wanted = sorted(names.values())
    if missing := [name for name in wanted if name not in parameters]:
        raise ValueError(f"parameters: got {sorted(parameters)}, expected {wanted} ({missing} missing)")
    n_y, _ = shape_of(dense, parameters[dense], "n_y, n_a")
    shapes = model.shapes(n_x, n_a, n_y, 1)
    for name, their_name in names.items():
        expect(their_name, parameters[their_name], shapes[name])
