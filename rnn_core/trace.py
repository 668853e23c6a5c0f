"""Run a problem once, forward and backward, and keep every quantity at every timestep.

>>> from rnn_core import hello, run
>>> trace = run(hello())
>>> trace.at("da_total", 3)[2].round(3)     # unit 3 at the green addition of t = 3
array([0.164])
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property
from html import escape
from typing import Any, Literal, NamedTuple

import numpy as np

from rnn_core.expression import Expression
from rnn_core.loop import Scope, run_loop
from rnn_core.problem import Array, Problem, frozen
from rnn_core.program import Edit, Program
from rnn_core.table import Line, Pass

Phase = Literal["forward", "turn", "backward", "end"]


class Address(NamedTuple):
    """A step by name. Its text is `backward.3.da_total`.

    Attributes
    ----------
    phase : "forward", "turn", "backward" or "end"
        the pass; "turn" is the sum of the costs, "end" what is left after the backward loop.
    t : int
        the timestep as labelled, from 1; 0 where there is none.
    quantity : str
        what the step makes.
    """

    phase: Phase
    t: int
    quantity: str

    def __str__(self) -> str:
        return ".".join(str(part) for part in self if part != 0)


class Series(Mapping[str, Array]):
    """Frozen arrays by name, time first.

    Each is joined from what the timesteps have left when it is first asked for: joining all takes as long as running.

    Parameters
    ----------
    kept : name -> scopes
        the scopes of all timesteps, for the names in them that this is about.
    joined : name -> array
        what has no timesteps, or is joined already.
    """

    def __init__(self, kept: Mapping[str, Sequence[Scope]], joined: dict[str, Array]) -> None:
        self._kept = kept
        self._joined = joined

    def __getitem__(self, name: str) -> Array:
        if name not in self._joined:
            self._joined[name] = frozen([scope[name] for scope in self._kept[name]])
        return self._joined[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._joined, **self._kept})

    def __len__(self) -> int:
        return len(set(self))


class UnknownQuantity(KeyError):
    """A quantity that a run does not have."""

    def __init__(self, name: object, names: Iterable[str]) -> None:
        near = get_close_matches(str(name), names, n=1)
        super().__init__(f"This run has no {name!r}." + (f" Did you mean {near[0]!r}?" if near else ""))

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, eq=False, repr=False)
class Trace:
    """Every quantity of one run, frozen. `trace["a"]` has shape (T, n_a, m): time first.

    Attributes
    ----------
    problem : Problem
        what was run.
    program : Program
        by which lines and loops, which `edited` and `mistake` compare with the right ones.
    values : name -> array
        every quantity, time first where it has a timestep; zeros for the timesteps that a loop leaves out.
    cached : name -> array, time first
        what the backward pass found in the cache, where that may not be what the forward pass computed; so only in the
        run of an edited program.

    Examples
    --------
    >>> from rnn_core import hello, run
    >>> trace = run(hello())
    >>> trace
    Trace(hello: rnn + dense, T=4, n_x=4, n_a=5, m=1, J=4.3705, 29 quantities)
    >>> trace["a"].shape, trace.at("dWaa", 1).shape
    ((4, 5, 1), (5, 5))
    >>> print(trace.steps[-1], trace[trace.steps[-1]].shape)
    end.da0 (5, 1)
    """

    problem: Problem
    program: Program
    values: Mapping[str, Array]
    cached: Mapping[str, Array] = field(default_factory=dict)

    def __getitem__(self, key: str | Address) -> Array:
        """Get a quantity at every timestep, by its name; or what one step has made, by its address.

        Parameters
        ----------
        key : str or Address
            the name of a quantity, or a step.

        Returns
        -------
        array (T, *shape), or (*shape) for an address and for what has no timesteps

        Raises
        ------
        UnknownQuantity
            for a quantity that this run does not have.
        """
        if isinstance(key, Address):
            return self.at(key.quantity, key.t)
        try:
            return self.values[key]
        except KeyError:
            raise UnknownQuantity(key, self.values) from None

    def __repr__(self) -> str:
        edited = f" with {', '.join(edit.name for edit in self.mistake)}" if self.mistake else ""
        J = f", J={self.J:.4f}" if "J" in self.values else ""
        return f"Trace({self.problem.summary}{J}, {len(self.values)} quantities{edited})"

    def _repr_html_(self) -> str:
        """Make a table for notebooks: each quantity, its shape, the line that makes it."""
        lines = {**self.lines("forward"), **self.lines("backward")}
        rows = "".join(
            f"<tr><td>{escape(name)}</td><td>{self.values[name].shape}</td>"
            f"<td><code>{escape(lines[name].text if name in lines else '')}</code></td></tr>"
            for name in self.values
        )
        head = "<tr><th>quantity</th><th>shape</th><th>line</th></tr>"
        return f"<table><caption>{escape(repr(self))}</caption>{head}{rows}</table>"

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what `copy` and `pickle` need to run it again."""
        return _run_edited, (self.problem, self.mistake)

    def at(self, quantity: str, t: int = 0) -> Array:
        """Get a quantity at one timestep.

        Parameters
        ----------
        quantity : str
            its name.
        t : int
            the timestep, from 1; parameters, `J`, `da0` and `dc_next` need none.

        Returns
        -------
        array of the quantity's shape, such as (n_a, m)

        Raises
        ------
        UnknownQuantity
            for a quantity that this run does not have.
        IndexError
            for a t outside 1..T.
        """
        value = self[quantity]
        if quantity in self._constant:
            return value
        if not 1 <= t <= self.problem.T:
            raise IndexError(f"t goes from 1 to {self.problem.T}, got {t}")
        entry: Array = value[t - 1]
        return entry

    @property
    def J(self) -> float:
        """The cost: J<1> + ... + J<T>, and that of later steps where a problem hands in its gradient.

        Raises
        ------
        KeyError
            for a run without costs.
        """
        return float(self.values["J"])

    @cached_property
    def steps(self) -> tuple[Address, ...]:
        """All steps in the order in which their lines run."""
        return steps(self.problem, self.program)

    @cached_property
    def ends(self) -> Mapping[str, Array]:
        """What the backward pass hands out, by name: `da0` and the running totals, whole."""
        last = self.times("backward")[-1]
        return {name: self.at(name, last) for name in self.program.backward.ends}

    @property
    def mistake(self) -> tuple[Edit, ...]:
        """The edits of its program; none for the right one."""
        return self.program.edits

    @cached_property
    def right(self) -> Trace:
        """The run of the right program on the same problem."""
        return run(self.problem) if self.mistake else self

    def times(self, direction: Pass) -> tuple[int, ...]:
        """List the timesteps, as labelled from 1, in the order in which this run visits them.

        Parameters
        ----------
        direction : "forward" or "backward"
            the pass.

        Returns
        -------
        tuple of int
        """
        return tuple(t + 1 for t in self.program[direction].times(self.problem.T))

    def times_after(self, t: int) -> tuple[int, ...]:
        """List the timesteps that the forward pass visits after t: those to which t can send something.

        Parameters
        ----------
        t : int
            the timestep, from 1.

        Returns
        -------
        tuple of int
            from 1; none for a t that the forward pass leaves out.
        """
        times = self.times("forward")
        return times[times.index(t) + 1 :] if t in times else ()

    def lines(self, direction: Pass) -> Mapping[str, Line]:
        """Map each quantity of one pass to the line that made it, in order.

        Returns
        -------
        quantity -> Line
        """
        return self.program[direction].line

    def edited(self, direction: Pass) -> Mapping[str, Line]:
        """Map each quantity of one pass to the line that made it, where that is not the model's.

        Returns
        -------
        quantity -> Line
            none for the right program.
        """
        right = self.problem.model.lines(direction)
        return {name: line for name, line in self.lines(direction).items() if line is not right[name]}

    def carries(self, direction: Pass) -> Mapping[str, str]:
        """Map what arrives at a step of one pass to what leaves its neighbour, running totals left out.

        Returns
        -------
        arrives -> leaves
            its own name for what a mistake never updates.
        """
        cell, carries = self.problem.cell, self.program[direction].carries
        declared = cell.forward_carries if direction == "forward" else cell.backward_carries
        return {carry.arrives: carries[carry.arrives] for carry in declared}

    @cached_property
    def _constant(self) -> frozenset[str]:
        lasts = (carry.last for carry in self.problem.cell.backward_carries if carry.last)
        return frozenset({*self.problem.parameters, *self.problem.later, "J", "J_later", *lasts})

    def line(self, address: Address) -> Line | None:
        """Find the line of code behind a step.

        Parameters
        ----------
        address : Address
            the step.

        Returns
        -------
        Line or None
            None for an arrival, the turn and the end, which no single line writes.
        """
        if address.phase == "forward" or address.phase == "backward":
            return self.lines(address.phase).get(address.quantity)
        return None

    def evaluate(self, line: Line, expression: Expression, t: int) -> Array:
        """Evaluate any operand of a line, with the values that it had when the line ran.

        Parameters
        ----------
        line : Line
            a line of this run.
        expression : Expression
            its expression, or an operand at any depth.
        t : int
            the timestep, from 1.

        Returns
        -------
        array

        Examples
        --------
        >>> from rnn_core import hello, run
        >>> trace = run(hello())
        >>> line = trace.lines("backward")["da_prev"]
        >>> matrix, _ = line.expression.operands
        >>> matrix.text, trace.evaluate(line, matrix, 3).shape
        ('Waa.T', (5, 5))
        """
        scope = {name: self.at(name, t) for name in expression.reads}
        if line.name in self.problem.model.lines("backward"):
            scope |= {name: series[t - 1] for name, series in self.cached.items() if name in scope}
        if line.name in scope:
            scope[line.name] = self.before(line.name, t)
        return np.asarray(expression.evaluate(scope), dtype=np.float64)

    def before(self, total: str, t: int) -> Array:
        """Get a running total as step t of the backward pass found it.

        Parameters
        ----------
        total : str
            its name, such as "dWaa".
        t : int
            the timestep, from 1.

        Returns
        -------
        array
            zeros at the first step to run (at T), else what the step before left, at t+1.
        """
        times = self.times("backward")
        at = times.index(t) if t in times else 0
        return self.at(total, times[at - 1]) if at else np.zeros_like(self.at(total, t))


def run(problem: Problem, program: Program | None = None) -> Trace:
    """Run both passes of a program, by default the right one, and keep everything.

    Parameters
    ----------
    problem : Problem
        the numbers, such as `hello()`.
    program : Program
        the lines and loops; see `Program.of` and `mistaken`.

    Returns
    -------
    Trace
        every quantity at every timestep.

    Raises
    ------
    TypeError
        for what is no problem, or no program.
    ProblemError
        for a program that visits no timestep.
    TableError
        if the code of the cell has changed since it was read.

    Examples
    --------
    >>> from rnn_core import hello, mistaken, run
    >>> trace = run(hello())
    >>> round(trace.J, 4)
    4.3705
    >>> trace.at("da_total", 3).ravel().round(3)
    array([-0.096, -0.464,  0.164, -0.257,  0.099])
    >>> run(hello(), mistaken(hello(), "only-da")).at("da_total", 3)[2].round(3)  # unit 3
    array([-0.435])
    """
    if not isinstance(problem, Problem):
        raise TypeError(f"got {problem!r}, expected a Problem, such as rnn_core.hello()")
    problem.model.prove()
    program = program or Program.of(problem.model)
    if not isinstance(program, Program):
        raise TypeError(f"got {program!r}, expected a Program, such as mistaken(problem, 'only-da')")
    stored, _ = run_loop(program.forward, problem.given, problem.parameters)
    gradients, ends = run_loop(program.backward, stored, problem.later)
    return _trace(problem, program, stored, gradients, ends)


def _trace(
    problem: Problem, program: Program, stored: Sequence[Scope], gradients: Sequence[Scope], ends: Scope
) -> Trace:
    """Gather what has been run, by quantity and time first."""
    forward, backward = program.forward, program.backward
    given = forward.look_up(problem.given)
    joined = {**problem.parameters, **problem.inputs, **_cost(problem, stored)}
    joined |= {name: frozen([values[name] for values in given]) for name in forward.finds}
    joined |= {str(carry.last): frozen(ends[carry.last]) for carry in problem.cell.backward_carries if carry.last}
    kept = dict.fromkeys(forward.quantities, stored) | dict.fromkeys(backward.quantities, gradients)
    elsewhere = backward.looked_up_elsewhere
    if len(forward.times(problem.T)) < problem.T:  # at a step that the loop leaves out, not even the weights
        elsewhere += tuple(problem.parameters)
    return Trace(problem, program, Series(kept, joined), Series(dict.fromkeys(elsewhere, gradients), {}))


def _run_edited(problem: Problem, edits: Sequence[Edit]) -> Trace:
    return run(problem, Program.of(problem.model, edits))


def _cost(problem: Problem, stored: Sequence[Scope]) -> Scope:
    """Add up J and what belongs to it; nothing where no step has a loss."""
    if "loss" not in problem.model.lines("forward"):
        return {}
    J = sum(values["loss"] for values in stored)
    if not problem.later:
        return {"J": frozen(J)}
    later = later_cost(problem, stored[-1])
    return {**problem.later, "J_later": frozen(later), "J": frozen(J + later)}


def later_cost(problem: Problem, last: Scope) -> Any:
    """Add up J_later: a cost whose gradients are those that a problem hands in from later steps; `last` is step T."""
    return sum(np.sum(problem.later[name] * last[problem.model.later[name]]) for name in problem.later)


def steps(problem: Problem, program: Program | None = None) -> tuple[Address, ...]:
    """List the steps of a run in their order.

    That is forward line by line for each t, the sum of the costs, backward line by line from the last t, and the end;
    without a cost the forward pass alone. A mistake can leave out timesteps or turn their order round. In the backward
    pass an arrival is a step too: it only takes its new name.

    Parameters
    ----------
    problem : Problem
        whose cell, head and T say which steps there are.
    program : Program
        the right one by default.

    Returns
    -------
    tuple of Address

    Raises
    ------
    ProblemError
        for a program that visits no timestep.

    Examples
    --------
    >>> from rnn_core import hello
    >>> [str(address) for address in steps(hello())[:3]]
    ['forward.1.z', 'forward.1.a', 'forward.1.logits']
    """
    model, program = problem.model, program or Program.of(problem.model)
    forward = list(model.lines("forward"))
    head, cell = model.backward
    backward = [line.name for line in head.lines]
    backward += [carry.arrives for carry in problem.cell.backward_carries]
    backward += [line.name for line in cell.lines]
    return (
        *(Address("forward", t + 1, name) for t in program.forward.times(problem.T) for name in forward),
        *([Address("turn", 0, "J")] if "loss" in forward else []),
        *(Address("backward", t + 1, name) for t in program.backward.times(problem.T) for name in backward),
        *(Address("end", 0, carry.last) for carry in problem.cell.backward_carries if carry.last),
    )


def by_loss(trace: Trace, quantity: str = "da_total") -> Array:
    """Measure how much of each J<s> reaches a gradient: run the backward lines once per loss, the other weights at 0.

    Each of these runs is of the trace's own program. With some mistakes the sum of the parts is not the whole: those
    after which the gradients are no longer proportional to the weights of the losses.

    Parameters
    ----------
    trace : Trace
        a run with a cost.
    quantity : str
        the gradient, what a backward line writes.

    Returns
    -------
    array (T, T, *shape)
        `[s-1, t-1]` is the part that loss s sends to timestep t; zero for s < t. The sum over s is the whole. If the
        problem hands in what later steps send back, one more row has their part.

    Raises
    ------
    KeyError
        for a run without costs, or a quantity that it does not have.

    Examples
    --------
    >>> from rnn_core import hello, run
    >>> parts = by_loss(run(hello()), "da_total")
    >>> parts[:, 2, 2, 0].round(3)  # to unit 3 at t = 3
    array([ 0.   ,  0.   , -0.435,  0.599])
    """
    problem, program = trace.problem, trace.program
    alone = np.diag(problem.weights)
    parts = [run(replace(problem.with_weights(weights), later={}), program)[quantity] for weights in alone]
    if problem.later:
        parts.append(run(problem.with_weights(0 * problem.weights), program)[quantity])
    return np.stack(parts)
