"""Run a problem once, forward and backward, and keep every quantity at every timestep.

>>> from rnn_core import hello, run
>>> trace = run(hello())
>>> trace.at("da_total", 3)[2].round(3)     # unit 3 at the green addition of t = 3
array([0.164])
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

import numpy as np

from rnn_core.cells import Step
from rnn_core.problems import Array, Problem
from rnn_core.table import Expression, Line

Scope = dict[str, Any]
Phase = Literal["forward", "turn", "backward", "end"]


class Address(NamedTuple):
    """A step by name: phase, timestep as labelled (from 1; 0 where there is none) and quantity."""

    phase: Phase
    t: int
    quantity: str

    def __str__(self) -> str:
        return ".".join(str(part) for part in self if part != 0)


@dataclass(frozen=True, eq=False)
class Trace:
    """Every quantity of one run, frozen. `trace["a"]` has shape (T, n_a, m): time first."""

    problem: Problem
    values: Mapping[str, Array]

    def __getitem__(self, quantity: str) -> Array:
        return self.values[quantity]

    def at(self, quantity: str, t: int = 0) -> Array:
        """A quantity at timestep t, counted from 1; parameters, `J` and `da0` need no t.

        Raises
        ------
        KeyError, IndexError
            for a quantity that this run has not, or a t outside 1..T.
        """
        value = self.values[quantity]
        if quantity in self._constant:
            return value
        if not 1 <= t <= self.problem.T:
            raise IndexError(f"t goes from 1 to {self.problem.T}, got {t}")
        one: Array = value[t - 1]
        return one

    @property
    def J(self) -> float:
        """The cost: J<1> + ... + J<T>."""
        return float(self.values["J"])

    @cached_property
    def steps(self) -> tuple[Address, ...]:
        """All steps in the order in which their lines run."""
        return steps(self.problem)

    @cached_property
    def _constant(self) -> frozenset[str]:
        lasts = (carry.last for carry in self.problem.cell.backward_carries if carry.last)
        return frozenset({*self.problem.parameters, "J", *lasts})

    def line(self, address: Address) -> Line | None:
        """The line of code behind a step; None for an arrival, the turn and the end, which no single line writes."""
        if address.phase == "forward" or address.phase == "backward":
            return self.problem.model.lines(address.phase).get(address.quantity)
        return None

    def evaluate(self, line: Line, expression: Expression, t: int) -> Array:
        """Any operand of a line, with the values that it had when the line ran at timestep t."""
        scope = {name: self.at(name, t) for name in expression.reads}
        if line.name in scope:
            scope[line.name] = self.before(line.name, t)
        return np.asarray(expression.evaluate(scope))

    def before(self, total: str, t: int) -> Array:
        """A running total as step t of the backward pass found it: zeros at T, else what step t+1 left."""
        return self.at(total, t + 1) if t < self.problem.T else np.zeros_like(self.at(total, t))


def run(problem: Problem) -> Trace:
    """Run both passes and keep everything."""
    scopes = run_backward(problem, run_forward(problem))
    model, values = problem.model, dict(problem.parameters)
    arrivals = [c.arrives for c in (*problem.cell.forward_carries, *problem.cell.backward_carries)]
    for name in (*arrivals, *model.lines("forward"), *model.lines("backward")):
        values[name] = np.array([scope[name] for scope in scopes], dtype=np.float64)
    values["J"] = np.asarray(values["loss"].sum())
    for carry in problem.cell.backward_carries:
        if carry.last:
            values[carry.last] = values[carry.leaves][0]
    for value in values.values():
        value.setflags(write=False)
    return Trace(problem, MappingProxyType(values | dict(problem.inputs) | {"w": problem.weights}))


def run_forward(
    problem: Problem,
    *,
    parameters: Mapping[str, Any] | None = None,
    inputs: Mapping[str, Any] | None = None,
    first: int = 1,
    start: Mapping[str, Any] | None = None,
    instead: Mapping[str, Step] | None = None,
    extra: Mapping[str, Any] | None = None,
) -> list[Scope]:
    """The forward pass alone: for each timestep all names and their values.

    The keywords are for measuring slopes: other `parameters` or `inputs`, a run that begins at timestep `first` with
    the carried values `start`, and in that first step edited functions `instead` of those named, with `extra` names.
    """
    fixed = dict(problem.parameters if parameters is None else parameters)
    given = problem.inputs if inputs is None else inputs
    tables, carries = problem.model.forward, problem.cell.forward_carries
    functions = dict(zip((table.name for table in tables), (problem.cell.forward, problem.head.forward), strict=True))
    now = functions | {name: partial(step, **(extra or {})) for name, step in (instead or {}).items()}
    carried = dict(start) if start else {c.arrives: fixed[str(c.first)] for c in carries}
    weights = problem.weights.tolist()
    scopes: list[Scope] = []
    for t in range(first - 1, problem.T):
        scope = {**fixed, **carried, **{name: series[t] for name, series in given.items()}, "w": weights[t]}
        for table in tables:
            scope |= now[table.name](*map(scope.__getitem__, table.arguments))
        carried = {c.arrives: scope[c.leaves] for c in carries}
        scopes.append(scope)
        now = functions
    return scopes


def run_backward(problem: Problem, memory: Sequence[Scope]) -> list[Scope]:
    """The backward pass on what the forward pass has stored; returns the same scopes with the gradients added."""
    head, cell = problem.model.backward
    carries = {carry.arrives: carry.leaves for carry in problem.cell.backward_carries}
    carries |= {total: total for total in (*head.totals, *cell.totals)}
    # What arrives at the last step: zeros in the shape of the quantity that it is the gradient of, by name: da_prev is
    # that of a_prev, dWax that of Wax.
    carried: Scope = {arrives: np.zeros(memory[-1][leaves[1:]].shape) for arrives, leaves in carries.items()}
    scopes: list[Scope] = [{}] * len(memory)
    for t in reversed(range(len(memory))):
        scope = memory[t] | carried
        scope |= problem.head.backward(*map(scope.__getitem__, head.arguments))
        scope |= problem.cell.backward(*map(scope.__getitem__, cell.arguments))
        carried = {arrives: scope[leaves] for arrives, leaves in carries.items()}
        scopes[t] = scope
    return scopes


def steps(problem: Problem) -> tuple[Address, ...]:
    """Forward line by line for each t, the sum of the costs, backward line by line from the last t, the end.

    In the backward pass an arrival is a step too: it only takes its new name. Order = order of the lines.
    """
    model, T = problem.model, problem.T
    forward = list(model.lines("forward"))
    head, cell = model.backward
    backward = [line.name for line in head.lines]
    backward += [carry.arrives for carry in problem.cell.backward_carries]
    backward += [line.name for line in cell.lines]
    return (
        *(Address("forward", t, name) for t in range(1, T + 1) for name in forward),
        Address("turn", 0, "J"),
        *(Address("backward", t, name) for t in range(T, 0, -1) for name in backward),
        *(Address("end", 0, carry.last) for carry in problem.cell.backward_carries if carry.last),
    )


def by_loss(trace: Trace, quantity: str = "da_total") -> Array:
    """How much of each J<s> reaches a quantity: the backward lines, run once per loss with the other weights at 0.

    Returns
    -------
    array (T, T, *shape)
        `[s-1, t-1]` is the part that loss s sends to timestep t; zero for s < t. The sum over s is the whole.
    """
    problem = trace.problem
    parts = []
    for s in range(problem.T):
        alone = np.where(np.arange(problem.T) == s, problem.weights, 0.0)
        parts.append(run(problem.with_weights(alone))[quantity])
    return np.stack(parts)


def selection(trace: Trace) -> tuple[int, int]:
    """The unit and the example (from 1) to follow, chosen once per problem at its default address.

    The largest |da_total| among entries whose two gradients differ in sign and where a is well inside -1 to 1
    (1 - a**2 > .4: in the RNN its tanh still bends there), else the largest.
    """
    t = default_address(trace.problem).t
    size = np.abs(trace.at("da_total", t))
    differ = trace.at("da_softmax", t) * trace.at("da_time", t) < 0
    good = differ & (1 - trace.at("a", t) ** 2 > 0.4)
    unit, example = np.unravel_index(np.argmax(np.where(good, size, -1.0) if good.any() else size), size.shape)
    return int(unit) + 1, int(example) + 1


def default_address(problem: Problem) -> Address:
    """The green addition of the last step but one (t = 3 of hello): there both gradients arrive."""
    return Address("backward", max(problem.T - 1, 1), "da_total")
