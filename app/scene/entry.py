"""Which entry of a quantity the player has in its box, and its name: see `chosen` in assets/player/worked.js."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from app.scene.axes import axes
from app.scene.types import Axis
from app.scene.words.player import PLAYER
from rnn_core import Address, Problem, Trace
from rnn_core.problem import Array
from rnn_core.problems import letters

ENTRY: tuple[Axis, Axis] = ("unit", "example")  # what rows and columns count, unless a quantity says something else
WEIGHTED = ("unit", "input", "stack")  # what the columns of a weight count


class Entry(NamedTuple):
    """Which entry of a step's result: its place from 1, how it is called ("" for one number), its number."""

    row: int
    column: int
    name: str
    value: float

    def of(self, array: Array) -> float:
        """Return the number at the same place of an array of the same shape."""
        return float(np.atleast_2d(array)[self.row - 1, self.column - 1])


def entry_at(trace: Trace, at: Address, unit: int, example: int, column: int) -> Entry:
    """Return the entry that the player has in its box, see `chosen` in worked.js."""
    value = np.atleast_2d(trace.at(at.quantity, at.t))
    down, across = axes(trace.problem.model).get(at.quantity, ENTRY)

    def along(axis: Axis) -> int:
        if axis == "input" or axis == "output":
            return _hot(trace, "x" if axis == "input" else "target", at.t, unit, example)
        return {"all": 1, "example": example}.get(axis, unit)

    row = min(along(down), value.shape[0])
    col = min((across in WEIGHTED and column) or along(across), value.shape[1])
    of = _place_name(trace.problem, across, col)
    names = [_place_name(trace.problem, down, row), PLAYER["entry.from"].format(of=of) if across in WEIGHTED else of]
    return Entry(row, col, ", ".join(filter(None, names)), float(value[row - 1, col - 1]))


def _hot(trace: Trace, given: str, t: int, unit: int, example: int) -> int:
    """Return the row that is 1 among zeros, from 1; of anything else the unit's."""
    if given not in trace.values:
        return unit
    column = trace.at(given, t)[:, example - 1]
    return int(np.argmax(column)) + 1 if set(column.tolist()) == {0.0, 1.0} else unit


def _place_name(problem: Problem, axis: Axis, i: int) -> str:
    """Say what one row or column stands for: "unit 3", "letter l"."""
    n_a, m = problem.parameters["a0"].shape
    if axis == "stack":
        return _place_name(problem, "input", i - n_a) if i > n_a else _place_name(problem, "unit", i)
    if axis == "all" or (axis == "example" and m == 1):
        return ""
    if problem.alphabet and axis in ("input", "output"):
        return PLAYER["entry.letter"].format(letter=letters(problem.alphabet)[i - 1])
    named = {"unit": "unit", "example": "example", "input": "input", "output": "class"}
    return PLAYER[f"entry.{named.get(axis, 'entry')}"].format(i=i)
