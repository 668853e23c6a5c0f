"""The two loops of a run as a learner writes them, row by row: what goes round the lines of the table.

Unlike the loops of `scene.code`, which stand beside the picture, these run with any mistake. Every row that a mistake
can change has a place; where the right run has another row at the same place, a comment says which.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from rnn_core import Program, Trace
from rnn_core.loop import End, Find, Loop
from rnn_core.problem import Array
from rnn_core.table import Line

WIDTH = 110
STEP = " " * 4
LOOP = " " * 8


class Row(NamedTuple):
    """A row of the script; `place` is by what the right run has its own for it, if a mistake can change the row."""

    text: str
    place: str = ""


class Loops:
    """Both passes of a program on a problem, as rows. The shapes are those of the trace."""

    def __init__(self, trace: Trace, program: Program) -> None:
        self.trace, self.problem = trace, trace.problem
        self.model, self.cell = trace.problem.model, trace.problem.cell
        self.out, self.back = program.forward, program.backward
        self.costs = "loss" in self.out.line

    @cached_property
    def given(self) -> dict[str, Array]:
        """Return all arrays that are handed to the forward pass, by their names in the script."""
        inputs = {series(name): value for name, value in self.problem.inputs.items()}
        return {**self.problem.parameters, **inputs, **self.problem.later}

    @cached_property
    def kept(self) -> tuple[str, ...]:
        """Say what the cache holds of a timestep: what the backward lines read, or what is predicted."""
        arrives = [carry.arrives for carry in self.cell.forward_carries]
        if not self.costs:
            inside = _reads(self.out) - {carry.leaves for carry in self.cell.forward_carries}
            outputs = [carry.leaves for carry in self.cell.forward_carries]
            outputs += [line.name for line in self.model.forward[1].lines if line.name not in inside]
            return tuple(outputs)
        read = {*_reads(self.back), *(self.model.later[name] for name in self.problem.later)}
        read |= {*self.back.finds, *(find.quantity for find in self.back.finds.values())}
        read |= {name for stack in self._stacks for name in stack.reads}
        # A timestep without a forward pass has zeros for all that its cache holds: the weights too, as in the notebook.
        weights = self.model.parameters if self._left_out(self.out) else ()
        return tuple(name for name in (*self.model.inputs, *arrives, *self.out.line, *weights) if name in read)

    @property
    def by_name(self) -> bool:
        """Return whether something is taken out of the cache by its name."""
        return bool(self.back.finds or self.problem.later)

    @cached_property
    def _stacks(self) -> list[Line]:
        """Stacks that are put together anew, because what the cache holds of their parts is changed."""
        stacks = [stack for stack in self.back.stacks if stack.name in _reads(self.back)]
        return [stack for stack in stacks if self.back.finds.keys() & set(stack.reads)]

    def forward(self) -> Iterator[Row]:
        """Return the body of the forward function."""
        yield Row(f'{STEP}"""Run forward: {"the cost J, and " if self.costs else ""}what is kept of each timestep."""')
        for carry in self.cell.forward_carries:
            first = self.out.starts[carry.arrives].quantity or f"np.zeros_like({carry.first})"
            yield Row(f"{STEP}{carry.arrives} = {first}", f"start {carry.arrives}")
        yield Row(f"{STEP}cache = [None] * T")
        if self.costs:
            yield Row(f"{STEP}losses = [0] * T")
        yield Row(f"{STEP}for t in {_over(self.out)}:", "order")
        at = {name: _place(find) for name, find in self.out.finds.items()}
        slices = ", ".join(f"{series(name)}[{at.get(name, 't')}]" for name in self.model.inputs)
        yield Row(f"{LOOP}{', '.join(self.model.inputs)} = {slices}", "inputs")
        for line in self.out.lines:
            yield Row(LOOP + line.text, line.name)
        if self.costs:
            yield Row(f"{LOOP}losses[t] = loss")
        yield Row(f"{LOOP}cache[t] = {'Kept' if self.by_name else ''}{_tuple(self.kept)}")
        yield from self._handed_on(self.out)
        ran = self.out.times(self.problem.T)[0]
        for t in self._left_out(self.out):
            zeros = f"(0 * q for q in cache[{ran}])"
            memory = f"Kept(*{zeros})" if self.by_name else f"tuple{zeros}"
            yield Row(f"{STEP}cache[{t}] = {memory}  # left out by the loop, so there are zeros")
        later = "".join(f" + np.sum({name} * cache[-1].{self.model.later[name]})" for name in self.problem.later)
        yield Row(f"{STEP}return {f'sum(losses){later}, ' if self.costs else ''}cache")

    def backward(self) -> Iterator[Row]:
        """Return the body of the backward function."""
        yield Row(f'{STEP}"""Run backward: the gradient of J with respect to what is given."""')
        for total in self.model.totals:
            yield Row(f"{STEP}{total} = {self._zeros(total)}")
        for carry in self.cell.backward_carries:
            start = self.back.starts[carry.arrives]
            if start.quantity in self.back.line:
                yield Row(f"{STEP}t = {'T - 1' if start.when == 'last' else '0'}")
                yield from self._unpacked(STEP)
                yield from (Row(STEP + line.text) for line in self._head_lines_for(start.quantity))
            first = start.quantity if start.quantity in (*self.back.line, *self.problem.later) else ""
            first = first or self._zeros(carry.leaves)
            yield Row(f"{STEP}{carry.arrives} = {first}", f"start {carry.arrives}")
        for name in self._inputs:
            yield Row(f"{STEP}{series(f'd{name}')} = [None] * T")
        yield Row(f"{STEP}for t in {_over(self.back)}:", "order")
        yield from self._unpacked(LOOP)
        for line in self.back.lines:
            yield Row(LOOP + line.text, line.name)
        for name in self._inputs:
            yield Row(f"{LOOP}{series(f'd{name}')}[t] = d{name}")
        yield from self._early_ends()
        yield from self._handed_on(self.back)
        for t in self._left_out(self.back):
            for name in self._inputs:
                yield Row(f"{STEP}{series(f'd{name}')}[{t}] = 0 * d{name}  # left out by the loop")
        yield from self._late_ends()
        gradients = {total[1:]: total for total in self.model.totals}
        gradients |= {carry.last[1:]: carry.last for carry in self.cell.backward_carries if carry.last}
        gradients |= {series(name): f"np.array({series(f'd{name}')})" for name in self._inputs}
        in_order = [f"{name}={gradients[name]}" for name in self.given if name in gradients]
        yield from map(Row, filled(f"{STEP}return dict(", in_order, ")"))

    @property
    def _inputs(self) -> list[str]:
        """Return the inputs that have a gradient."""
        return [name for name in self.model.inputs if f"d{name}" in self.back.line]

    def _zeros(self, gradient: str) -> str:
        return f"np.zeros({self.trace.at(gradient[1:], self.problem.T).shape})"

    def _unpacked(self, indent: str) -> Iterator[Row]:
        """Say what a step of the backward pass takes out of the cache."""
        yield Row(f"{indent}{_tuple(self.kept).strip('()')} = cache[t]")
        for name, find in self.back.finds.items():
            place = f"cache[{_place(find)}].{find.quantity}"
            yield Row(f"{indent}{name} = {place}{f' if t == 0 else {name}' if find.only else ''}", f"find {name}")
        yield from (Row(indent + stack.text) for stack in self._stacks)

    def _head_lines_for(self, quantity: str) -> list[Line]:
        """Return the lines of the head that a quantity is made by."""
        needed, lines = {quantity}, []
        for name in reversed([line.name for line in self.model.backward[0].lines]):
            if name in needed:
                lines.append(self.back.line[name])
                needed |= {*lines[-1].reads}
        return lines[::-1]

    def _early_ends(self) -> Iterator[Row]:
        """Say what is taken for the end before the loop has ended: from its first turn, or what arrived at its last."""
        for last, end in self._ends.items():
            if end.when == "first":
                yield Row(f"{LOOP}if t == {self.back.times(self.problem.T)[0]}:")
                yield Row(f"{LOOP}{STEP}{last} = {end.quantity}", f"end {last}")
            elif end.when == "last" and end.quantity in self.back.carries:
                yield Row(f"{LOOP}{last} = {end.quantity}", f"end {last}")

    def _late_ends(self) -> Iterator[Row]:
        for last, end in self._ends.items():
            if not end.quantity:
                yield Row(f"{STEP}{last} = np.zeros_like({last[1:]})", f"end {last}")
            elif end.when == "after" or (end.when == "last" and end.quantity not in self.back.carries):
                yield Row(f"{STEP}{last} = {end.quantity}", f"end {last}")

    @property
    def _ends(self) -> dict[str, End]:
        """Say what a carried gradient is called after the loop."""
        return {carry.last: self.back.ends[carry.last] for carry in self.cell.backward_carries if carry.last}

    def _left_out(self, loop: Loop) -> list[int]:
        """Return the timesteps that a loop does not visit."""
        return [t for t in range(self.problem.T) if t not in loop.times(self.problem.T)]

    def _handed_on(self, loop: Loop) -> Iterator[Row]:
        """Write the rows by which what leaves a step arrives at its neighbour."""
        for arrives, quantity in loop.carries.items():
            if arrives not in loop.line:  # a running total stays where it is
                yield Row(f"{LOOP}{arrives} = {quantity}", f"carry {arrives}")


def _reads(loop: Loop) -> set[str]:
    return {name for line in loop.lines for name in line.reads}


def _over(loop: Loop) -> str:
    """Return the timesteps of a loop as they are written."""
    times = {"without first": "range(1, T)", "without last": "range(T - 1)"}.get(loop.order, "range(T)")
    return f"reversed({times})" if (loop.direction == "backward") != (loop.order == "reversed") else times


def series(name: str) -> str:
    """Say what all timesteps of an input are called."""
    return f"{name}s"


def _place(find: Find) -> str:
    """Say where timestep t looks, as `Find.place` says it."""
    places = {"earlier": "t - 1", "later": "min(t + 1, T - 1)", "first": "0", "last": "-1", "reversed": "-1 - t"}
    places["second"] = "min(1, T - 1)"
    return places.get(find.when, "t")


def _tuple(names: Sequence[str]) -> str:
    return f"({', '.join(names)}{',' if len(names) == 1 else ''})"


def marked(rows: Iterable[Row], right: Iterable[Row]) -> list[str]:
    """Return the rows, with a comment wherever the right run has another row at the same place, or none."""
    places = {row.place: row.text for row in right}
    texts = []
    for text, place in rows:
        if place and text != places.get(place):
            note = "# the mistake" + (f"; right: {' '.join(places[place].split())}" if place in places else "")
            indent = text[: len(text) - len(text.lstrip())]
            fits = len(text) + len(note) + 2 <= WIDTH
            texts += [f"{text}  {note}"] if fits else [indent + note, text]
        else:
            texts.append(text)
    return texts


def filled(before: str, items: Iterable[str], after: str) -> list[str]:
    """Return a list of items over as many rows as it takes."""
    indent = " " * (len(before) - len(before.lstrip()) + 8)
    return textwrap.wrap(before + ", ".join(items) + after, WIDTH, subsequent_indent=indent, break_long_words=False)
