"""What is run: a cell, a head, inputs, targets, parameters, seed and loss weights, all frozen.

Bounds are stated here, where they are chosen. Within `SIZES` and with the parameters drawn here no value of a run is
NaN or infinite: no cell's |a| goes beyond 1 or its a0, so a score is at most the sum of one row of weights, far from
700, where log(softmax) breaks.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnn_core.cells import DENSE, GIVEN, RNN, Cell
from rnn_core.table import Model

Array = NDArray[np.float64]

SIZES: Mapping[str, tuple[int, int]] = {"n_x": (1, 8), "n_a": (1, 8), "n_y": (2, 8), "m": (1, 12), "T": (1, 12)}
LARGEST = 100.0  # of any entry of a problem that somebody makes
SEEDS = (0, 2**31 - 1)
LETTERS = (3, 13)  # a word of n letters gives n - 1 steps
ALPHABET = (2, 8)
WORD_UNITS = 5
MARKS = 4  # on one letter
_JOINERS = "\u200c\u200d"  # within a word of some scripts, such as Persian or Hindi


class ProblemError(ValueError):
    """A problem that cannot be run; the message says what was wrong in one sentence."""


@dataclass(frozen=True, eq=False, repr=False)
class Problem:
    """Everything a run needs. Arrays are copied and frozen: later changes by the caller do not reach it.

    Parameters
    ----------
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

    Raises
    ------
    ProblemError
        for arrays that are missing, of the wrong shape, or not finite.
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
        """Made anew from what it was made from: so `copy` and `pickle` take it."""
        given = (getattr(self, each.name) for each in fields(self) if each.init)
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
        for name, axes in {x: "T, n_x, m", state: "n_a, m", out: "T, n, m" if out in self.inputs else "n, n_a"}.items():
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
        """What each timestep of the forward pass is given: the parameters, and its inputs."""
        # NumPy multiplies by a number of Python's faster than by one of its own.
        inputs = {name: list(series) if series.ndim > 1 else series.tolist() for name, series in self.inputs.items()}
        return [{**self.parameters, **{name: series[t] for name, series in inputs.items()}} for t in range(self.T)]

    @property
    def weights(self) -> Array:
        """The weight of each loss, shape (T,)."""
        return self.inputs["w"]

    def with_weights(self, weights: Any) -> Problem:
        """The same problem with other loss weights, shape (T,)."""
        return replace(self, inputs={**self.inputs, "w": np.asarray(weights)})


def frozen(values: Any) -> Array:
    """A copy that nobody can change; what it was copied from stays writable."""
    array = np.array(values, dtype=np.float64, order="C")
    array.setflags(write=False)
    return array


def same(one: Any, other: Any) -> bool:
    """Whether two arrays are the same numbers but for rounding: of one shape, each to 9 digits or within 1e-12.

    The one definition of a wrong number, for mistakes, causes, claims and ticks alike.
    """
    return np.shape(one) == np.shape(other) and bool(np.allclose(one, other, rtol=1e-9, atol=1e-12))


def _checked(name: str, value: Any) -> Array:
    array = frozen(value)
    if not np.isfinite(array).all():
        raise ProblemError(f"{name} has an entry that is NaN or infinite.")
    if np.abs(array).max(initial=0.0) > LARGEST:
        raise ProblemError(f"{name} has an entry beyond ±{LARGEST:g}.")
    return array


def one_hot(text: str, alphabet: str) -> Array:
    """Letters as columns, time first: shape (letters of the text, letters of the alphabet, 1)."""
    known = letters(alphabet)
    return np.array([[[float(letter == other)] for other in known] for letter in letters(text)])


def letters(text: str) -> tuple[str, ...]:
    """What a reader calls the letters of a text: each with the marks that are written on it.

    >>> len("हिन्दी"), len(letters("हिन्दी"))
    (6, 3)
    """
    found: list[str] = []
    for character in text:
        if found and (unicodedata.category(character).startswith("M") or character in _JOINERS):
            found[-1] += character
        else:
            found.append(character)
    return tuple(found)


def _letters(
    name: str, text: str, alphabet: str, parameters: Mapping[str, Any], cell: Cell = RNN, seed: int | None = None
) -> Problem:
    """Each letter of a text predicts the next; what the cell carries starts from zeros."""
    each = letters(text)
    inputs, targets = "".join(each[:-1]), "".join(each[1:])
    starts = {str(carry.first): np.zeros((WORD_UNITS, 1)) for carry in cell.forward_carries}
    return Problem(
        name,
        {**parameters, **starts},
        {"x": one_hot(inputs, alphabet), "target": one_hot(targets, alphabet)},
        cell,
        alphabet=alphabet,
        text=text,
        seed=seed,
    )


def _two_decimals(seed: int, letters: int, cell: Cell) -> dict[str, Array]:
    """Weights and biases drawn from a seed, exactly as they will be printed."""
    rng, model = np.random.default_rng(seed), Model(cell, DENSE)
    shapes = model.shapes(letters, WORD_UNITS, letters, 1)
    return {
        name: np.round((0.1 if _is_bias(name) else 0.7) * rng.standard_normal(shapes[name]), 2)
        for name in model.weights
    }


def _is_bias(name: str) -> bool:
    return name.startswith("b")


# Found by a search over seeds so that the picture teaches: at t = 3, in unit 3, the two gradients have opposite signs
# and their sum flips the sign. Exactly two decimals, so a printed weight is the weight that is used.
_HELLO = {
    "Wax": [
        [-0.31, -0.35, -0.22, -1.02],
        [0.86, -0.19, -1.01, -0.39],
        [0.63, 0.09, -1.03, -0.67],
        [0.95, -0.46, -0.81, -1.05],
        [-0.13, 0.08, -0.08, 0.64],
    ],
    "Waa": [
        [1.46, 0.06, 0.7, 0.3, 1.19],
        [-0.03, -0.12, 1.12, -0.37, -0.85],
        [-0.5, 0.43, 1.32, 0.01, 0.37],
        [0.07, 0.45, -0.36, -0.25, 0.18],
        [0.45, 0.96, -0.58, 0.8, 1.36],
    ],
    "ba": [[0.06], [0.09], [-0.01], [0.13], [0.01]],
    "Wya": [
        [-0.66, -0.29, 0.64, -1.7, -0.36],
        [0.6, 0.5, 0.86, 0.07, 0.32],
        [0.16, 0.18, 0.51, -0.28, -0.41],
        [1.13, -0.9, -1.38, 0.27, 0.41],
    ],
    "by": [[-0.15], [0.07], [-0.12], [0.27]],
}


# For other cells the parameters are drawn as for a word. The same search over the seeds below 10,000: at t = 3, in the
# selected unit, da_softmax and da_time have opposite signs and their sum flips the sign, in the LSTM dc_a and dc_time
# too; three of the four predicted letters are right; and of those the seed whose smallest part or sum is the largest.
_HELLO_SEEDS = {"lstm": 5870, "gru_before": 1013, "gru_after": 8422}


def hello(cell: Cell = RNN) -> Problem:
    """The default: h e l l -> e l l o over the alphabet h e l o, 5 units, one example."""
    _expect_cell(cell)
    if cell.name == "rnn":
        return _letters("hello", "hello", "helo", _HELLO, cell)
    seed = _HELLO_SEEDS.get(cell.name, 1)
    return _letters("hello", "hello", "helo", _two_decimals(seed, 4, cell), cell, seed)


def word(text: str, seed: int = 1, cell: Cell = RNN) -> Problem:
    """Each letter of a word predicts the next; 5 units, parameters of two decimals drawn from `seed`.

    Raises
    ------
    ProblemError
        unless the word has 3 to 13 letters, 2 to 8 of them different.
    """
    _expect_cell(cell)
    # The lower case of İ is an i with a second dot on it, which nobody writes.
    text = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).strip().lower().replace("i\u0307", "i"))
    each = letters(text)
    if not each or not all(letter[0].isalpha() for letter in each):
        raise ProblemError("A word has letters only, without spaces, digits or signs.")
    if max(map(len, each)) > 1 + MARKS:
        raise ProblemError(f"A letter has at most {MARKS} marks on it.")
    if not LETTERS[0] <= len(each) <= LETTERS[1]:
        raise ProblemError(f"A word has {LETTERS[0]} to {LETTERS[1]} letters; this one has {len(each)}.")
    different = tuple(dict.fromkeys(each))
    if not ALPHABET[0] <= len(different) <= ALPHABET[1]:
        raise ProblemError(
            f"A word has {ALPHABET[0]} to {ALPHABET[1]} different letters; this one has {len(different)}."
        )
    _within("seed", seed, SEEDS)
    return _letters("word", text, "".join(different), _two_decimals(seed, len(different), cell), cell, seed)


def notebook(cell: Cell = RNN) -> Problem:
    """The fixture of the assignment's own `rnn_backward` or `lstm_backward` test: n_x 3, m 10, T 4, n_a 5, `da` given.

    Drawn as the notebook draws it (`np.random.seed(1)`, features first), then laid time first. For the LSTM it draws an
    x of 7 timesteps and a da of 4: its backward loop covers the first 4 steps alone, and so does this problem. Source:
    the notebook C5W1A1; the numbers are in the test data.

    Raises
    ------
    ProblemError
        for a cell that the notebook has not.
    """
    _expect_cell(cell)
    if cell.name not in ("rnn", "lstm"):
        raise ProblemError(f"The notebook has an RNN and an LSTM; got {cell.name}.")
    rng = np.random.RandomState(1)  # the notebook's own generator, but not the global one
    drawn = _notebook_lstm(rng) if cell.name == "lstm" else _notebook_rnn(rng)
    da = np.moveaxis(rng.randn(5, 10, 4), 2, 0)
    x = np.moveaxis(drawn.pop("x"), 2, 0)[: len(da)]
    return Problem("notebook", drawn, {"x": x, "da": da}, cell, GIVEN, seed=1)


def _notebook_rnn(rng: np.random.RandomState) -> dict[str, Array]:
    x, a0 = rng.randn(3, 10, 4), rng.randn(5, 10)
    Wax, Waa, _Wya, ba, _by = rng.randn(5, 3), rng.randn(5, 5), rng.randn(2, 5), rng.randn(5, 1), rng.randn(2, 1)
    return {"x": x, "Wax": Wax, "Waa": Waa, "ba": ba, "a0": a0}


def _notebook_lstm(rng: np.random.RandomState) -> dict[str, Array]:
    drawn = {"x": rng.randn(3, 10, 7), "a0": rng.randn(5, 10)}
    for gate in "fioc":
        drawn |= {f"W{gate}": rng.randn(5, 8), f"b{gate}": rng.randn(5, 1)}
    return drawn | {"c0": np.zeros((5, 10))}


def random_problem(
    n_x: int = 3, n_a: int = 5, n_y: int = 2, m: int = 10, T: int = 4, seed: int = 1, cell: Cell = RNN
) -> Problem:
    """Sizes and seed of one's own, with a real head: x and all parameters drawn, one target class per column.

    Raises
    ------
    ProblemError
        for a size or seed outside `SIZES` and `SEEDS`.
    """
    _expect_cell(cell)
    sizes = {"n_x": n_x, "n_a": n_a, "n_y": n_y, "m": m, "T": T}
    for name, size in sizes.items():
        _within(name, size, SIZES[name])
    _within("seed", seed, SEEDS)
    rng, model = np.random.default_rng(seed), Model(cell, DENSE)
    shapes = model.shapes(n_x, n_a, n_y, m)
    parameters = {}
    for name in model.parameters:
        drawn = rng.standard_normal(shapes[name])
        if name in model.starts:
            parameters[name] = 0.5 * drawn
        else:
            parameters[name] = 0.1 * drawn if _is_bias(name) else drawn / np.sqrt(shapes[name][1])
    x = rng.standard_normal((T, n_x, m))
    target = np.moveaxis(np.eye(n_y)[rng.integers(n_y, size=(T, m))], 2, 1)
    return Problem("random", parameters, {"x": x, "target": target}, cell, seed=seed)


def _expect_cell(cell: object) -> None:
    if not isinstance(cell, Cell):
        raise ProblemError(f"Expected a cell, such as rnn_core.LSTM; got {cell!r}.")


def _within(name: str, value: int, bounds: tuple[int, int]) -> None:
    if not bounds[0] <= value <= bounds[1]:
        raise ProblemError(f"{name} goes from {bounds[0]} to {bounds[1]}; got {value}.")
