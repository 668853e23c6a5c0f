"""The table: what each line of a step function writes, reads and computes, read once from its source.

Everything is keyed by the quantity that a line writes, never by a line number.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from types import CodeType, MappingProxyType
from typing import Literal

from rnn_core.cells import Cell, Shape, Step
from rnn_core.expression import Expression, Kind, TableError, expression_of, text_of
from rnn_core.source import definition, prove, source

Pass = Literal["forward", "backward"]


@dataclass(frozen=True)
class Line:
    """One line of a step function: `name = expression`.

    Attributes
    ----------
    name : str
        the quantity that it writes.
    text : str
        the line as it stands in the source, without its comment.
    expression : Expression
        its right side.
    """

    name: str
    text: str
    expression: Expression

    @property
    def kind(self) -> Kind:
        """What the line computes: the kind of its expression."""
        return self.expression.kind

    @property
    def reads(self) -> tuple[str, ...]:
        """The quantities that it reads; a running total reads its own."""
        return self.expression.reads


@dataclass(frozen=True)
class StepTable:
    """The lines of one step function.

    Attributes
    ----------
    name : str
        that of the function.
    arguments : tuple of str
        the names that it asks for.
    lines : tuple of Line
        in the order in which they run.
    """

    name: str
    arguments: tuple[str, ...]
    lines: tuple[Line, ...]

    @cached_property
    def totals(self) -> tuple[str, ...]:
        """The running totals: lines that read their own name."""
        return tuple(line.name for line in self.lines if line.kind == "running")


def read(step: Step) -> StepTable:
    """Read the table of a step function: of the lines that run, or none.

    Returns
    -------
    StepTable

    Raises
    ------
    TableError
        for a function that is not made of such lines, or whose text is not what runs.
    """
    return _read(step, step.__code__)


@cache
def _read(step: Step, code: CodeType) -> StepTable:
    """Read once for each code: `%autoreload` puts new code into an old function."""
    node = definition(step)
    table = parse(node, source(step))
    prove(step, node)
    return table


def parse(node: ast.FunctionDef, source: str) -> StepTable:
    """Read one function of a source.

    Raises
    ------
    TableError
        for anything but `name = expression` lines, each with a name of its own, and `return locals()`.
    """
    if node.decorator_list:
        raise TableError(f"{node.name}: has a decorator, so that its lines alone do not say what runs")
    *body, end = node.body
    arguments = tuple(argument.arg for argument in node.args.args)
    if not (isinstance(end, ast.Return) and ast.unparse(end) == "return locals()"):
        raise TableError(f"{node.name}: got {ast.unparse(end)!r} at the end, expected 'return locals()'")
    lines: list[Line] = []
    for statement in body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                lines.append(Line(name, text_of(statement, source), expression_of(value, source, name)))
            case _:
                raise TableError(f"{node.name}: got {text_of(statement, source)!r}, expected 'name = expression'")
    defined, written = set(arguments), set[str]()
    for line in lines:
        if line.name in written:
            raise TableError(f"{node.name}: {line.name!r} is written twice; each line has a name of its own")
        if line.name in arguments and line.kind != "running":
            raise TableError(f"{node.name}: {line.name!r} is asked for and then written, and is no running total")
        written.add(line.name)
        if unknown := set(line.reads) - defined:
            raise TableError(f"{node.name}: {line.text!r} reads {sorted(unknown)}, which stand nowhere above it")
        defined.add(line.name)
    return StepTable(node.name, arguments, tuple(lines))


@cache
def line(text: str) -> Line:
    """Read one line from its text, as an edit writes it. What is of none of the known kinds is of the kind "other".

    Raises
    ------
    TableError
        for what is not `name = expression`.
    """
    (statement,) = ast.parse(text).body
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return Line(name, text, expression_of(value, text, name, edited=True))
    raise TableError(f"got {text!r}, expected 'name = expression'")


@dataclass(frozen=True, repr=False)
class Model:
    """A cell with its head: the lines of both passes in the order in which they run.

    Attributes
    ----------
    cell : Cell
        what runs from timestep to timestep.
    head : Cell
        what stands above it at each timestep, and most often turns `a` into a loss.

    Examples
    --------
    >>> from rnn_core import DENSE, RNN
    >>> model = Model(RNN, DENSE)
    >>> model.weights
    ('Wax', 'Waa', 'ba', 'Wya', 'by')
    >>> model.lines("backward")["da_total"].text
    'da_total = da_softmax + da_time'
    """

    cell: Cell
    head: Cell

    def __repr__(self) -> str:
        return f"Model({self.name})"

    @property
    def name(self) -> str:
        """The names of both: rnn + dense."""
        return f"{self.cell.name} + {self.head.name}"

    @cached_property
    def forward(self) -> tuple[StepTable, StepTable]:
        """The cell first, then the prediction that reads it."""
        return read(self.cell.forward), read(self.head.forward)

    @cached_property
    def backward(self) -> tuple[StepTable, StepTable]:
        """The other way round: first what the prediction sends back, then the cell."""
        return read(self.head.backward), read(self.cell.backward)

    def lines(self, direction: Pass) -> Mapping[str, Line]:
        """Map each quantity of one pass to its line, in the order in which they run.

        Returns
        -------
        quantity -> Line
        """
        return self._lines[direction]

    def prove(self) -> None:
        """Prove that the step functions still have the code that was read.

        Raises
        ------
        TableError
            if they have been given other code since, as `%autoreload` does.
        """
        if any(step.__code__ is not code for step, code in self._codes):
            raise TableError(f"{self.cell.name}: its code has changed since it was read; make the problem again")

    @cached_property
    def _codes(self) -> tuple[tuple[Step, CodeType], ...]:
        steps = (self.cell.forward, self.head.forward, self.head.backward, self.cell.backward)
        assert self._lines  # read before
        return tuple((step, step.__code__) for step in steps)

    @cached_property
    def _lines(self) -> Mapping[Pass, Mapping[str, Line]]:
        passes: dict[Pass, tuple[StepTable, StepTable]] = {"forward": self.forward, "backward": self.backward}
        for first, second in passes.values():
            if shared := {line.name for line in first.lines} & {line.name for line in second.lines}:
                raise TableError(f"{first.name} and {second.name}: {sorted(shared)} are written by both")
        return {
            direction: MappingProxyType({line.name: line for step in steps for line in step.lines})
            for direction, steps in passes.items()
        }

    @cached_property
    def totals(self) -> tuple[str, ...]:
        """The running totals of the backward pass."""
        return tuple(total for table in self.backward for total in table.totals)

    @cached_property
    def weights(self) -> tuple[str, ...]:
        """The weights and biases: what the forward steps ask for that is no input, not carried and not written.

        It is the forward steps' arguments that count, so an edited line changes no parameter.
        """
        supplied = {*self.inputs, *self.lines("forward"), *(carry.arrives for carry in self.cell.forward_carries)}
        return tuple(dict.fromkeys(name for step in self.forward for name in step.arguments if name not in supplied))

    @cached_property
    def starts(self) -> tuple[str, ...]:
        """The parameters that the first step gets in place of what a step before would have left: a0."""
        return tuple(carry.first for carry in self.cell.forward_carries if carry.first)

    @cached_property
    def later(self) -> Mapping[str, str]:
        """What a problem may hand in from later steps -> the state that it is a gradient of: dc_next -> c."""
        states = {f"d{carry.arrives}": carry.leaves for carry in self.cell.forward_carries}
        return {carry.first: states[carry.leaves] for carry in self.cell.backward_carries if carry.first}

    @property
    def parameters(self) -> tuple[str, ...]:
        """All that a run is given once: the weights and the starts."""
        return (*self.weights, *self.starts)

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """What the forward pass is given at every step: x, target or da, and the loss weight w."""
        return (*self.cell.inputs, *self.head.inputs)

    def shapes(self, n_x: int, n_a: int, n_y: int, m: int) -> dict[str, Shape]:
        """Name the shape of every parameter, and of every input at one timestep, as the cell and the head declare it.

        Parameters
        ----------
        n_x, n_a, n_y, m : int
            the rows of x, of a and of the head's output, and the number of examples.

        Returns
        -------
        name -> tuple of int
        """
        return {**self.cell.shapes(n_x, n_a, m), **self.head.shapes(n_a, n_y, m)}

    def check(self) -> None:
        """Prove that every line reads only what stands above it, is carried, stored or declared.

        Raises
        ------
        TableError
            names the function and what it asks for in vain, or the declaration that does not fit the lines.
        """
        cell = self.cell
        stored = {*self.parameters, *self.inputs, *(carry.arrives for carry in cell.forward_carries)}
        for step in self.forward:
            _supply(step, stored)
        stored |= {carry.arrives for carry in cell.backward_carries}
        for step in self.backward:
            _supply(step, stored | set(step.totals))
            stored |= {line.name for line in step.lines}
        for carry in (*cell.forward_carries, *cell.backward_carries):
            if carry.leaves not in stored:
                raise TableError(f"{cell.name}: {carry.leaves!r} is carried, but no line writes it")
        self._check_declared(stored)

    def _check_declared(self, stored: set[str]) -> None:
        """Prove that whatever is declared is asked for, has a shape, and has something to start from."""
        cell, given = self.cell, {*self.parameters, *self.inputs}
        arguments = {name for step in (*self.forward, *self.backward) for name in step.arguments}
        if idle := [name for name in self.inputs if name not in arguments]:
            raise TableError(f"{cell.name}: has the inputs {idle}, which no step asks for")
        for carry in cell.forward_carries:
            if not carry.first:
                raise TableError(f"{cell.name}: the carry to {carry.arrives!r} has no first for the first step")
        if given != (shaped := set(self.shapes(1, 1, 1, 1))):
            raise TableError(f"{cell.name}: has shapes for {sorted(shaped)}, expected {sorted(given)}")
        for name in (*self.totals, *(carry.leaves for carry in cell.backward_carries)):
            if not (name.startswith("d") and name[1:] in stored):
                raise TableError(f"{cell.name}: {name!r} starts as zeros shaped as {name[1:]!r}, which is unknown")


def _supply(step: StepTable, available: set[str]) -> None:
    if missing := [name for name in step.arguments if name not in available]:
        raise TableError(f"{step.name}: asks for {missing}, which nothing above it writes, carries or stores")
    available |= {line.name for line in step.lines}
