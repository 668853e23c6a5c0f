"""A loop: the lines of one pass, from one timestep to the next, and how it runs.

It has the lines of a timestep, what it carries to the timestep that runs next, what that starts with and what it is
called at the end, where it looks for what it is given, and the order of the timesteps. Both passes are such a loop.

>>> from rnn_core.table import line
>>> start, end = {"a_prev": Start("a0", "a0")}, {"last": End("a_prev")}
>>> doubling = Loop("forward", (line("a = a_prev + a_prev"),), {"a_prev": "a"}, start, end)
>>> values, ends = run_loop(doubling, [{}, {}, {}], {"a0": 1})
>>> [now["a"] for now in values], ends
([2, 4, 8], {'last': 8})
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import CodeType, MappingProxyType
from typing import Any, Literal

import numpy as np

from rnn_core.expression import GLOBALS
from rnn_core.problem import ProblemError
from rnn_core.table import Line, Pass, line

Scope = dict[str, Any]  # the names at one timestep and their values
When = Literal["same", "earlier", "later", "first", "second", "last", "reversed"]
Order = Literal["right", "reversed", "without first", "without last"]


@dataclass(frozen=True)
class Start:
    """What the first timestep of a loop gets as a carried value.

    Parameters
    ----------
    like : name
        the quantity in whose shape there are zeros, if nothing else is said or given.
    quantity : name
        what is given under this name; or what its line makes of what the timestep `when` is given.
    """

    like: str
    quantity: str = ""
    when: Literal["first", "last"] = "last"


@dataclass(frozen=True)
class End:
    """What a carried value is called after the loop: what has been handed on as `quantity`, or, at the timestep that
    has run `first` or `last`, the value of `quantity`; zeros if there is no name."""

    quantity: str
    when: Literal["after", "first", "last"] = "after"


@dataclass(frozen=True)
class Find:
    """Where a timestep looks for a quantity: what is given as `quantity` to the timestep that `when` names.

    With `only` the first timestep looks there, and all others where they should.
    """

    quantity: str
    when: When = "same"
    only: bool = False

    def place(self, t: int, T: int) -> int:
        """Where timestep t looks (from 0). A look before the first step wraps around, as t - 1 does in NumPy."""
        places = {"same": t, "earlier": t - 1, "later": min(t + 1, T - 1), "last": -1, "reversed": -1 - t}
        places |= {"first": 0, "second": min(1, T - 1)}
        return places[self.when]


@dataclass(frozen=True)
class Loop:
    """One pass.

    Parameters
    ----------
    lines : lines
        of a timestep, in order.
    carries : arrives -> leaves
        what each timestep gets from the one that ran before; a running total is carried to itself.
    starts : arrives -> start
    ends : name after the loop -> end
    finds : quantity -> where to look for it
        where that is not what the timestep itself is given.
    stacks : lines
        made anew out of what has been found, as the notebook stacks a_prev and x again on the way back.
    order : order
        of the timesteps.
    returns : name after the loop -> quantity
        for arrays that are called by the name of another.
    """

    direction: Pass
    lines: tuple[Line, ...]
    carries: Mapping[str, str]
    starts: Mapping[str, Start]
    ends: Mapping[str, End]
    finds: Mapping[str, Find] = field(default_factory=dict)
    stacks: tuple[Line, ...] = ()
    order: Order = "right"
    returns: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("carries", "starts", "ends", "finds", "returns"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    @cached_property
    def formulas(self) -> tuple[tuple[str, CodeType], ...]:
        """The lines as they are run: a name and the code of its formula."""
        return tuple((line.name, line.expression.code) for line in self.lines)

    @cached_property
    def line(self) -> Mapping[str, Line]:
        """Quantity -> the line that writes it, in order."""
        return MappingProxyType({line.name: line for line in self.lines})

    @cached_property
    def quantities(self) -> tuple[str, ...]:
        """What a timestep has made: what arrives, and what the lines write."""
        return (*(name for name in self.carries if name not in self.line), *self.line)

    def times(self, T: int) -> Sequence[int]:
        """The timesteps from 0 in the order in which the loop visits them.

        Raises
        ------
        ProblemError
            where the order leaves out all that there are.
        """
        times = range(T)
        if self.order == "without first":
            times = times[1:]
        elif self.order == "without last":
            times = times[:-1]
        if not times:
            raise ProblemError(f"A {self.direction} loop {self.order} has no timestep left to run.")
        return times[::-1] if (self.direction == "backward") != (self.order == "reversed") else times

    def found(self, given: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
        """What each timestep finds, of what each has been given."""
        if not self.finds:
            return given
        found = [dict(values) for values in given]
        for name, find in self.finds.items():
            for t, values in enumerate(found):
                if t == 0 or not find.only:
                    values[name] = given[find.place(t, len(given))][find.quantity]
        for values in found:
            values |= {stack.name: stack.expression.evaluate(values) for stack in self._stacked}
        return found

    @property
    def found_otherwise(self) -> tuple[str, ...]:
        """What a timestep may find with another value than it has been given."""
        return (*self.finds, *(stack.name for stack in self._stacked))

    @cached_property
    def _stacked(self) -> tuple[Line, ...]:
        return tuple(stack for stack in self.stacks if self.finds.keys() & set(stack.reads))

    def start(self, given: Sequence[Mapping[str, Any]], handed: Mapping[str, Any]) -> Scope:
        """What the first timestep gets as its carried values; `handed` is what the loop is given from outside."""
        carried: Scope = {}
        for arrives, start in self.starts.items():
            value = handed.get(start.quantity)
            carried[arrives] = np.zeros(np.shape(given[-1][start.like])) if value is None else value
        for arrives, start in self.starts.items():
            if start.quantity in self.line:
                there = {**given[-1 if start.when == "last" else 0], **carried}
                carried[arrives] = self._made(start.quantity, there)
        return carried

    def _made(self, quantity: str, values: Scope) -> Any:
        """A quantity by its line, and those that this line reads and that are not there yet by theirs."""
        line = self.line[quantity]
        missing = {name: self._made(name, values) for name in line.reads if name not in values}
        return line.expression.evaluate(values | missing)

    def end(self, values: Sequence[Scope], carried: Scope) -> Scope:
        """What is there under a name after the loop: of what it has made, and handed on last."""
        times = self.times(len(values))
        ends: Scope = {}
        for name, end in self.ends.items():
            if end.when == "after":
                ends[name] = carried[end.quantity]
            elif end.quantity:
                ends[name] = values[times[-1 if end.when == "last" else 0]][end.quantity]
            else:
                ends[name] = np.zeros(np.shape(values[times[-1]][name[1:]]))
        return ends

    def nudged(self, quantity: str) -> Loop:
        """The loop with one line more: as soon as a quantity is there, what is given as `nudge` is added to it."""
        more = line(f"{quantity} = {quantity} + nudge")
        if quantity not in self.line:
            return replace(self, lines=(more, *self.lines))
        at = [each.name for each in self.lines].index(quantity) + 1
        return replace(self, lines=(*self.lines[:at], more, *self.lines[at:]))


def run_loop(
    loop: Loop, given: Sequence[Mapping[str, Any]], handed: Mapping[str, Any]
) -> tuple[Sequence[Scope], Scope]:
    """Run one pass from its start to its end.

    Parameters
    ----------
    given : name -> value, for each timestep
        the inputs and parameters; for the backward pass what the forward pass has stored.
    handed : name -> value
        what carried values may start with: `a0`, or the `dc_next` of later steps.

    Returns
    -------
    values, ends
        for each timestep all names and their values, zeros where the loop leaves it out; and what there is after the
        loop: `da0` and the running totals.
    """
    found = loop.found(given)
    values, carried = unroll(loop, found, loop.start(found, handed), loop.times(len(found)))
    return _whole(values), loop.end(values, carried)


def unroll(
    loop: Loop, given: Sequence[Mapping[str, Any]], carried: Scope, times: Sequence[int]
) -> tuple[list[Scope], Scope]:
    """Run the lines of a loop at one timestep after the other: what leaves one arrives at the next.

    Parameters
    ----------
    given : name -> value, for each timestep
        what it has without the others: its inputs, or what the forward pass has stored.
    carried : arrives -> value
        what the first timestep gets.
    times : timesteps, from 0
        in the order in which they run.

    Returns
    -------
    values, carried
        for each timestep all names and their values, none where it has not run; and what the last one hands on.
    """
    values: list[Scope] = [{}] * len(given)
    for t in times:
        now = {**given[t], **carried}
        for name, formula in loop.formulas:
            now[name] = eval(formula, GLOBALS, now)
        carried = {arrives: now[leaves] for arrives, leaves in loop.carries.items()}
        values[t] = now
    return values, carried


def _whole(values: list[Scope]) -> list[Scope]:
    """All timesteps: zeros for those that a loop has left out."""
    if all(values):
        return values
    zeros = {name: np.zeros(np.shape(value)) for name, value in next(filter(None, values)).items()}
    return [here or dict(zeros) for here in values]
