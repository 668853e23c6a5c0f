"""A problem: what is run. A cell, a head, inputs, targets and parameters, all frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnn_core.cells import DENSE, RNN, Cell
from rnn_core.table import Model

Array = NDArray[np.float64]


class ProblemError(ValueError):
    """A problem that cannot be made or run; the message says what was wrong in one sentence."""


@dataclass(frozen=True, eq=False, repr=False)
class Problem:
    """Everything a run needs. Arrays are copied and frozen: later changes by the caller do not reach it.

    Parameters
    ----------
    name : str
        what it is called where it is shown.
    parameters : name -> array
        what `Model.parameters` names, of the shapes that the cell and the head declare: for the RNN `Wax (n_a, n_x)`,
        `Waa (n_a, n_a)`, `ba (n_a, 1)`, `a0 (n_a, m)`, and those of the head.
    inputs : name -> array, time first
        `x (T, n_x, m)` and what the head reads: `target (T, n_y, m)` or `da (T, n_a, m)`, and `w (T,)`, the weight of
        each loss: 1 for the sum, 1/m for the mean, 0 for off. Without `w` each is 1.
    later : name -> array (n_a, m)
        gradients handed in from later steps, of those that `Model.later` names: the LSTM's `dc_next`. They arrive at
        the last timestep, where else zeros do. Any cost with such a gradient will do; ours is the sum of its products
        with the last state.
    cell : Cell
        such as `rnn_core.LSTM`, or one of your own.
    head : Cell
        what stands above it: `DENSE` (a softmax and a loss) or `GIVEN` (the gradient `da` is handed in).
    alphabet, text : str
        the letters that the rows of `x` stand for, and those that it spells, if it does.
    seed : int or None
        what its numbers were drawn from, if they were.

    Attributes
    ----------
    model : Model
        the cell with its head.

    Raises
    ------
    ProblemError
        for arrays that are missing, of the wrong shape, or not finite.

    Examples
    --------
    >>> import numpy as np
    >>> from rnn_core import GIVEN, run
    >>> parameters = {"Wax": np.ones((5, 3)), "Waa": np.eye(5), "ba": np.zeros((5, 1)), "a0": np.zeros((5, 10))}
    >>> mine = Problem("mine", parameters, {"x": np.ones((4, 3, 10)), "da": np.ones((4, 5, 10))}, head=GIVEN)
    >>> mine
    Problem(mine: rnn + given, T=4, n_x=3, n_a=5, m=10)
    >>> run(mine).at("dWax", 1).shape
    (5, 3)
    """

    name: str
    parameters: Mapping[str, Array]
    inputs: Mapping[str, Array]
    cell: Cell = RNN
    head: Cell = DENSE
    alphabet: str = ""
    text: str = ""
    seed: int | None = None
    later: Mapping[str, Array] = field(default_factory=dict)
    model: Model = field(init=False)

    def __post_init__(self) -> None:
        freeze = object.__setattr__
        freeze(self, "model", Model(self.cell, self.head))
        if "w" in self.model.inputs and "w" not in self.inputs:
            freeze(
                self, "inputs", {**self.inputs, "w": np.ones(np.shape(self.inputs.get(self.cell.inputs[0], ()))[:1])}
            )
        for name in ("parameters", "inputs", "later"):
            freeze(self, name, MappingProxyType({k: _checked(k, v) for k, v in getattr(self, name).items()}))
        self._check()

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what `copy` and `pickle` need to make it again."""
        given = (getattr(self, part.name) for part in fields(self) if part.init)
        return Problem, tuple(dict(value) if isinstance(value, MappingProxyType) else value for value in given)

    def _check(self) -> None:
        wanted = {*self.model.parameters, *self.model.inputs}
        given = {*self.parameters, *self.inputs}
        if wanted != given:
            raise ProblemError(f"{self.name}: got {sorted(given)}, expected {sorted(wanted)}.")
        if unknown := set(self.later) - set(self.model.later):
            raise ProblemError(f"{self.name}: {sorted(unknown)} cannot be handed in from later steps.")
        arrays = {**self.parameters, **self.inputs, **self.later}
        x, state = self.cell.inputs[0], str(self.cell.forward_carries[0].first)
        out = next(iter(self.head.shapes(1, 1, 1)))  # its rows are the outputs
        layouts = {x: "T, n_x, m", state: "n_a, m", out: "T, n, m" if out in self.inputs else "n, n_a"}
        for name, axes in layouts.items():
            if arrays[name].ndim != len(axes.split()) or min(arrays[name].shape) < 1:
                raise ProblemError(
                    f"{self.name}: {name} has shape {arrays[name].shape}, expected ({axes}) with none of them 0."
                )
        (T, n_x, _), (n_a, m), n_y = arrays[x].shape, arrays[state].shape, arrays[out].shape[-2]
        one_step = self.model.shapes(n_x, n_a, n_y, m)
        shapes = {**one_step, **{name: (T, *one_step[name]) for name in self.inputs}}
        shapes |= dict.fromkeys(self.later, (n_a, m))
        for name, array in arrays.items():
            if array.shape != shapes[name]:
                raise ProblemError(f"{self.name}: {name} has shape {array.shape}, expected {shapes[name]}.")

    def __repr__(self) -> str:
        return f"Problem({self.summary})"

    @property
    def summary(self) -> str:
        """Its name, cell and head, and sizes, in a line."""
        (T, n_x, m), n_a = self.inputs[self.cell.inputs[0]].shape, len(self.parameters[self.model.starts[0]])
        sizes = {"T": T, "n_x": n_x, "n_a": n_a, "m": m}
        return f"{self.name}: {self.model.name}, {', '.join(f'{name}={size}' for name, size in sizes.items())}"

    @property
    def T(self) -> int:
        """The number of timesteps."""
        return len(self.inputs[self.cell.inputs[0]])

    @cached_property
    def given(self) -> Sequence[Mapping[str, Any]]:
        """What each timestep of the forward pass is given, by name: the parameters, and its inputs."""
        # NumPy multiplies by a number of Python's faster than by one of its own.
        inputs = {name: list(series) if series.ndim > 1 else series.tolist() for name, series in self.inputs.items()}
        return [{**self.parameters, **{name: series[t] for name, series in inputs.items()}} for t in range(self.T)]

    @property
    def weights(self) -> Array:
        """The weight of each loss, shape (T,)."""
        return self.inputs["w"]

    def with_weights(self, weights: Any) -> Problem:
        """Replace the weight of each loss.

        Parameters
        ----------
        weights : array (T,)
            0 for a loss that does not count.

        Returns
        -------
        Problem
            the same but for these.
        """
        return replace(self, inputs={**self.inputs, "w": np.asarray(weights)})


def frozen(values: Any) -> Array:
    """Copy an array so that nobody can change it; what it was copied from stays writable."""
    array = np.array(values, dtype=np.float64, order="C")
    array.setflags(write=False)
    return array


def same(first: Any, second: Any) -> bool:
    """Tell whether two arrays are the same numbers but for rounding: of one shape, each to 9 digits or within 1e-12.

    The one definition of a wrong number, for mistakes, causes, claims and ticks alike.
    """
    return np.shape(first) == np.shape(second) and bool(np.allclose(first, second, rtol=1e-9, atol=1e-12))


def _checked(name: str, value: Any) -> Array:
    array = frozen(value)
    if not np.isfinite(array).all():
        raise ProblemError(f"{name} has an entry that is NaN or infinite.")
    return array
