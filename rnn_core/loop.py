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

    Attributes
    ----------
    like : str
        the quantity in whose shape there are zeros, if nothing else is said or given.
    quantity : str
        what is given under this name; or what its line makes of what the timestep `when` is given.
    when : "first" or "last"
        that timestep.
    """

    like: str
    quantity: str = ""
    when: Literal["first", "last"] = "last"


@dataclass(frozen=True)
class End:
    """The value that a name gets after the loop.

    Attributes
    ----------
    quantity : str
        whose value it is; zeros if there is no name.
    when : "after", "first" or "last"
        the value that has been handed on at the end, or the one that the first or last timestep to run has made.
    """

    quantity: str
    when: Literal["after", "first", "last"] = "after"


@dataclass(frozen=True)
class Find:
    """Where a timestep looks for a quantity.

    Attributes
    ----------
    quantity : str
        the name under which it looks.
    when : When
        the timestep to which that is given: "same", "earlier", "later", "first", "second", "last" or "reversed".
    only : bool
        only the first timestep looks there, and all others where they should.
    """

    quantity: str
    when: When = "same"
    only: bool = False

    def place(self, t: int, T: int) -> int:
        """Find the timestep to which timestep t looks.

        Parameters
        ----------
        t, T : int
            the timestep, from 0, and how many there are.

        Returns
        -------
        int
            from 0; -1 before the first step, which wraps around, as t - 1 does in NumPy.
        """
        places = {"same": t, "earlier": t - 1, "later": min(t + 1, T - 1), "last": -1, "reversed": -1 - t}
        places |= {"first": 0, "second": min(1, T - 1)}
        return places[self.when]


@dataclass(frozen=True)
class Loop:
    """One pass, from one timestep to the next; `run_loop` runs it.

    Attributes
    ----------
    direction : "forward" or "backward"
        the pass.
    lines : tuple of Line
        those of a timestep, in order.
    carries : arrives -> leaves
        what each timestep gets from the one that ran before; a running total is carried to itself.
    starts : arrives -> Start
        what the first timestep gets in its place.
    ends : name after the loop -> End
        what is left after the loop.
    finds : quantity -> Find
        where a timestep looks for it, where that is not what the timestep itself is given.
    stacks : tuple of Line
        rebuilt from what has been looked up, as the notebook stacks a_prev and x again on the way back.
    order : Order
        of the timesteps: "right", "reversed", "without first" or "without last".
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
        """List the timesteps, from 0, in the order in which the loop visits them.

        Parameters
        ----------
        T : int
            how many there are.

        Returns
        -------
        sequence of int

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

    def look_up(self, given: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
        """Look up what each timestep finds, of what each has been given.

        Parameters
        ----------
        given : name -> value, for each timestep
            as in `run_loop`.

        Returns
        -------
        name -> value, for each timestep
            the same, where nothing is looked for elsewhere.
        """
        if not self.finds:
            return given
        scopes = [dict(values) for values in given]
        for name, find in self.finds.items():
            for t, values in enumerate(scopes):
                if t == 0 or not find.only:
                    values[name] = given[find.place(t, len(given))][find.quantity]
        for values in scopes:
            values |= {stack.name: stack.expression.evaluate(values) for stack in self._stacked}
        return scopes

    @property
    def looked_up_elsewhere(self) -> tuple[str, ...]:
        """What a timestep may find with another value than it has been given."""
        return (*self.finds, *(stack.name for stack in self._stacked))

    @cached_property
    def _stacked(self) -> tuple[Line, ...]:
        return tuple(stack for stack in self.stacks if self.finds.keys() & set(stack.reads))

    def start(self, given: Sequence[Mapping[str, Any]], handed: Mapping[str, Any]) -> Scope:
        """Make what the first timestep gets as its carried values.

        Parameters
        ----------
        given : name -> value, for each timestep
            what each has looked up.
        handed : name -> value
            what the loop is given from outside.

        Returns
        -------
        arrives -> value
        """
        carried: Scope = {}
        for arrives, start in self.starts.items():
            value = handed.get(start.quantity)
            carried[arrives] = np.zeros(np.shape(given[-1][start.like])) if value is None else value
        for arrives, start in self.starts.items():
            if start.quantity in self.line:
                scope = {**given[-1 if start.when == "last" else 0], **carried}
                carried[arrives] = self._made(start.quantity, scope)
        return carried

    def _made(self, quantity: str, values: Scope) -> Any:
        """Evaluate the line of a quantity, and first those of what it reads and `values` does not have yet."""
        line = self.line[quantity]
        missing = {name: self._made(name, values) for name in line.reads if name not in values}
        return line.expression.evaluate(values | missing)

    def end(self, values: Sequence[Scope], carried: Scope) -> Scope:
        """Collect the values that are left after the loop, by name.

        Parameters
        ----------
        values : name -> value, for each timestep
            what each has made.
        carried : arrives -> value
            what the last one handed on.

        Returns
        -------
        name after the loop -> value
        """
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
        """Add a line to the loop: as soon as a quantity is known, `nudge` is added to it.

        Parameters
        ----------
        quantity : str
            what a line writes; or what a timestep is given, and then the line is its first.

        Returns
        -------
        Loop
        """
        more = line(f"{quantity} = {quantity} + nudge")
        if quantity not in self.line:
            return replace(self, lines=(more, *self.lines))
        at = [written.name for written in self.lines].index(quantity) + 1
        return replace(self, lines=(*self.lines[:at], more, *self.lines[at:]))


def run_loop(
    loop: Loop, given: Sequence[Mapping[str, Any]], handed: Mapping[str, Any]
) -> tuple[Sequence[Scope], Scope]:
    """Run one pass from its start to its end.

    Parameters
    ----------
    loop : Loop
        see `Program`.
    given : name -> value, for each timestep
        the inputs and parameters; for the backward pass what the forward pass has stored.
    handed : name -> value
        what carried values may start with: `a0`, or the `dc_next` of later steps.

    Returns
    -------
    values : name -> value, for each timestep
        all names at each timestep, zeros where the loop leaves it out.
    ends : name -> value
        what there is after the loop: `da0` and the running totals.

    Raises
    ------
    ProblemError
        for a loop that visits no timestep.

    Examples
    --------
    >>> from rnn_core import Program, hello
    >>> problem = hello()
    >>> stored, _ = run_loop(Program.of(problem.model).forward, problem.given, problem.parameters)
    >>> len(stored), stored[0]["a"].shape
    (4, (5, 1))
    """
    looked_up = loop.look_up(given)
    values, carried = unroll(loop, looked_up, loop.start(looked_up, handed), loop.times(len(looked_up)))
    return _whole(values), loop.end(values, carried)


def unroll(
    loop: Loop, given: Sequence[Mapping[str, Any]], carried: Scope, times: Sequence[int]
) -> tuple[list[Scope], Scope]:
    """Run the lines of a loop at one timestep after the other: what leaves one arrives at the next.

    Parameters
    ----------
    loop : Loop
        whose lines and carries are used, and neither its starts nor its order.
    given : name -> value, for each timestep
        what it has without the others: its inputs, or what the forward pass has stored.
    carried : arrives -> value
        what the first timestep gets.
    times : timesteps, from 0
        in the order in which they run.

    Returns
    -------
    values : name -> value, for each timestep
        all names at each timestep, none where it has not run.
    carried : arrives -> value
        what the last one hands on.
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
    """Fill the timesteps that a loop has left out with zeros."""
    if all(values):
        return values
    zeros = {name: np.zeros(np.shape(value)) for name, value in next(filter(None, values)).items()}
    return [scope or dict(zeros) for scope in values]
