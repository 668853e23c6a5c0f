"""A place that a predicate is asked about, what it reads off the run there, and the table that predicates stand in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

import numpy as np

from rnn_core import Address, Trace, run
from rnn_core.problem import Array


class Where(Protocol):
    """A place in a run, such as `app.view.Place`."""

    @property
    def at(self) -> Address: ...
    @property
    def unit(self) -> int: ...
    @property
    def example(self) -> int: ...


Predicate = Callable[[Trace, Where], bool]
PREDICATES: dict[str, Predicate] = {}


def predicate(claim: Predicate) -> Predicate:
    """Keep a predicate under its name, which has spaces in a walk's file."""
    PREDICATES[claim.__name__.replace("_", " ")] = claim
    return claim


def value_at(trace: Trace, where: Where) -> Array:
    """Return the value that the place is about."""
    return trace.at(where.at.quantity, where.at.t)


def entry_of(trace: Trace, where: Where, quantity: str) -> float:
    """Return the followed number of a quantity that has a row for each unit and a column for each example."""
    return float(trace.at(quantity, where.at.t)[where.unit - 1, where.example - 1])


def parts_at(where: Where) -> tuple[str, str, str]:
    """Return what is added up at the crossing of the place: this step's own part, that from later, the sum."""
    of_c = where.at.quantity.startswith("dc")
    return ("dc_a", "dc_time", "dc_total") if of_c else ("da_softmax", "da_time", "da_total")


def size_of(value: Array) -> float:
    """Return the root of the sum of squares."""
    return float(np.sqrt((value**2).sum()))


def parameter_of(total: str) -> str:
    """Return what a running total is the gradient of."""
    return total.removeprefix("d")


def boxed_index(trace: Trace, where: Where) -> tuple[int, int]:
    """Return the entry of a running total that is followed, from 0."""
    rows, columns = trace.at(where.at.quantity, where.at.t).shape
    row = where.unit - 1
    if parameter_of(where.at.quantity) in trace.problem.head.shapes(1, 1, 1):
        row = int(trace.at("target", where.at.t)[:, where.example - 1].argmax())
    return min(row, rows - 1), min(where.unit, columns) - 1


def share_at(trace: Trace, where: Where) -> Array:
    """Return what this step adds to its running total."""
    return value_at(trace, where) - trace.before(where.at.quantity, where.at.t)


def cost_moved(trace: Trace, where: Where, by: float) -> float:
    """Return J with the followed entry of a parameter moved."""
    name, value = parameter_of(where.at.quantity), trace.problem.parameters[parameter_of(where.at.quantity)].copy()
    value[boxed_index(trace, where)] += by
    return run(replace(trace.problem, parameters={**trace.problem.parameters, name: value})).J
