"""The arrays of a scene: each is sent once, with as few numbers as it takes."""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import Any, Literal

import numpy as np

from app.scene import types as sent
from app.scene.graph import ran_before
from app.scene.roads import State
from app.scene.words.names import COURSE, Names
from rnn_core import Address, Problem, Trace, slopes_at_sum
from rnn_core.cells import FUNCTIONS
from rnn_core.expression import Expression
from rnn_core.problem import Array
from rnn_core.table import Line

SIGNIFICANT = 10  # digits sent: more than any picture prints
COMPUTED = ("matmul", "product", "sum", "difference", "power", "negative")


class Values:
    """The arrays behind the boxes, each sent once: key -> shape, whether it changes with t, flat numbers."""

    def __init__(self, trace: Trace, wrong: Set[Address] = frozenset(), names: Names = COURSE) -> None:
        self.trace, self.wrong, self.names = trace, wrong, names
        self.encoded: dict[str, sent.Value] = {}
        self._slopes: dict[tuple[State, int, bool], dict[str, Array]] = {}

    def add(self, name: str) -> str:
        """Add a quantity under its own name, and return its key."""
        trace = self.trace
        if name not in self.encoded:
            constant = np.ndim(trace[name]) in (0, 2)
            self._put(name, [trace[name]] if constant else list(trace[name]), constant)
        return name

    def operand(self, line: Line, expression: Expression, *, alone: bool = False) -> str:
        """Add an operand of a line, as the line saw it, under its text.

        What the stage can compute from the operands inside it is sent without its numbers, unless it stands `alone`.
        """
        if expression.text in self.trace.cached and line.name in self.trace.problem.model.lines("backward"):
            return self._cached(expression.text)
        if expression.text in self.trace.values and expression.text != line.name:
            return self.add(expression.text)
        key = f"{line.name}: {expression.text}"
        numbers = alone or not _is_computed(expression)
        if key not in self.encoded or numbers > ("data" in self.encoded[key]):
            ran = [step.t for step in self.trace.steps if step.quantity == line.name]
            # A flat array is a row, as NumPy takes it.
            by_time = {t: np.atleast_2d(self.trace.evaluate(line, expression, t)) for t in ran}
            nothing = np.zeros_like(by_time[ran[0]])  # at the timesteps that a loop leaves out
            self._put(key, [by_time.get(t, nothing) for t in range(1, self.trace.problem.T + 1)], False)
            if not numbers:
                del self.encoded[key]["data"]
        return key

    def so_far(self, total: str, t: int) -> tuple[str, int]:
        """Return a running total as step t found it: as the step before has left it, or zeros; its key and timestep."""
        if earlier := ran_before(self.trace).get(t):
            return self.add(total), earlier
        key = f"{total} so far"
        if key not in self.encoded:
            self._put(key, [self.trace.before(total, t)], constant=True)
        return key, t

    def _cached(self, name: str) -> str:
        """Say what the backward pass found under a name, where that is not what the forward pass computed."""
        key = f"{name} in the cache"
        if key not in self.encoded:
            self._put(key, self.trace.cached[name], False)
        return key

    def measured(self, quantity: str, state: State) -> str:
        """Return the slope that should equal a state's total, da_total, or one of its two parts, for all units and
        examples.

        It is 0 at the timesteps at which nobody asks for it, because its own step and that of the total are wrong.
        """
        key = f"measured {quantity}"
        if key not in self.encoded:
            trace, shown = self.trace, (quantity, state.total)
            needed = {step.t for step in trace.steps if step.quantity in shown and step not in self.wrong}
            nothing = np.zeros_like(trace.problem.parameters[state.start])
            times = range(1, trace.problem.T + 1)
            self._put(key, [self.slopes(state, t)[quantity] if t in needed else nothing for t in times], False)
        return key

    def slopes(self, state: State, t: int, *, right: bool = False) -> dict[str, Array]:
        """Return all three of them, in this run or the right one, measured once."""
        key = state, t, right
        if key not in self._slopes:
            self._slopes[key] = slopes_at_sum(self.trace.right if right else self.trace, t, state.name)
        return self._slopes[key]

    def put(self, key: str, value: Array) -> None:
        """Add an array that the trace does not have: time first, or the same at every step."""
        self._put(key, value if np.ndim(value) == 3 else [value], constant=np.ndim(value) != 3)

    def _put(self, key: str, arrays: Iterable[Any], constant: bool) -> None:
        stacked = [np.reshape(array, (len(array) if np.ndim(array) else 1, -1)) for array in arrays]
        # By a mistake a total can grow from step to step; what has one number for several entries has it for each.
        blocks = np.broadcast_arrays(*stacked)
        flat = [float(f"{value:.{SIGNIFICANT}g}") for block in blocks for value in block.ravel()]
        flat_ints = [int(value) if value == int(value) else value for value in flat]
        rows, columns = blocks[0].shape
        entry: sent.Value = {"rows": rows, "columns": columns, "data": flat_ints}
        if not constant:
            entry["timed"] = True
        if (decimals := _decimals(flat)) is not None:
            entry["decimals"] = decimals
        self.encoded[key] = entry


def _is_computed(expression: Expression) -> bool:
    """Return whether the stage computes a term from the boxes inside it: see `entry` in numbers.js."""
    return expression.kind in COMPUTED or (expression.kind == "function" and expression.function in FUNCTIONS)


def _decimals(values: list[float]) -> Literal[0, 2] | None:
    """Return the number of decimals with which all values are exact, where so few are enough."""
    if all(round(value) == value for value in values):
        return 0
    return 2 if all(round(value, 2) == value for value in values) else None


def packed(values: dict[str, sent.Value], problem: Problem) -> dict[str, sent.Value]:
    """Return the same, with arrays side by side that share numbers: what packs them looks back 32 kB, and sends these
    once."""
    near = {carry.leaves: carry.arrives for carry in problem.cell.forward_carries}
    near |= {carry.arrives: carry.leaves for carry in problem.cell.backward_carries}
    before: set[str] = set()  # a whole with one of its pieces on either side
    for line in (*problem.model.lines("forward").values(), *problem.model.lines("backward").values()):
        if line.kind == "stack":
            first, *others = (operand.text for operand in line.expression.operands)
            near |= dict.fromkeys((first, *others), line.name)
            before |= set(others)
        elif line.kind == "part":
            near[line.name] = line.expression.operands[0].text
            before |= {line.name} if line.expression.function == "lower" else set()
    place = {key: i for i, key in enumerate(values)}

    def beside(key: str) -> tuple[int, bool, int, int]:
        run, name = ("right ", key.rpartition(" ")[2]) if "right " in key else ("", key.removeprefix("measured "))
        root, far = name, int(key.startswith("measured"))
        while root in near:
            root, far = near[root], far + 2
        return place.get(run + root, place[key]), name not in before, far, place[key]

    return {key: values[key] for key in sorted(values, key=beside)}
