"""A program: all that a run does, as one frozen value. Nothing in it knows what a mistake is.

It has two loops, one for each pass. An edit is a function from a program to a program.

>>> from rnn_core import hello
>>> program = Program.of(hello().model)
>>> [line.name for line in program.backward.lines][:4]
['dlogits', 'dWya', 'dby', 'da_softmax']
>>> program.backward.carries["da_time"]
'da_prev'
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Protocol

from rnn_core.loop import End, Loop, Start
from rnn_core.table import Model, Pass


class Edit(Protocol):
    """What makes another program out of a program: it has a name, and says what somebody has done who writes so."""

    @property
    def name(self) -> str: ...
    @property
    def says(self) -> str: ...
    @property
    def direction(self) -> Pass:
        """The pass whose loop is changed."""

    @property
    def touches(self) -> tuple[str, ...]:
        """What is changed. Two edits that touch the same cannot be made together."""

    @property
    def look_at(self) -> tuple[str, ...]:
        """Where in their code somebody finds it."""

    def __call__(self, program: Program, /) -> Program: ...


@dataclass(frozen=True)
class Program:
    """All that a run does: its forward and its backward loop, and the edits that have made it out of the right one."""

    forward: Loop
    backward: Loop
    edits: tuple[Edit, ...] = ()

    @classmethod
    def of(cls, model: Model, edits: Iterable[Edit] = ()) -> Program:
        """The right program of a cell and a head, and then one edit after the other."""
        program = _right(model)
        for edit in edits:
            program = replace(edit(program), edits=(*program.edits, edit))
        return program

    def __getitem__(self, direction: Pass) -> Loop:
        return self.forward if direction == "forward" else self.backward

    def with_loop(self, direction: Pass, **changes: Any) -> Program:
        """The same program with one loop changed."""
        loop = replace(self[direction], **changes)
        return replace(self, forward=loop) if direction == "forward" else replace(self, backward=loop)


@lru_cache(maxsize=64)
def _right(model: Model) -> Program:
    cell = model.cell
    forward = Loop(
        "forward",
        tuple(model.lines("forward").values()),
        carries={carry.arrives: carry.leaves for carry in cell.forward_carries},
        starts={carry.arrives: Start(str(carry.first), str(carry.first)) for carry in cell.forward_carries},
        ends={},
    )
    backward = Loop(
        "backward",
        tuple(model.lines("backward").values()),
        carries={carry.arrives: carry.leaves for carry in cell.backward_carries}
        | {total: total for total in model.totals},
        # Zeros in the shape of what they are the gradient of, by name: da_prev is that of a_prev, dWax that of Wax.
        starts={carry.arrives: Start(carry.leaves[1:], carry.first or "") for carry in cell.backward_carries}
        | {total: Start(total[1:]) for total in model.totals},
        ends={total: End(total) for total in model.totals}
        | {carry.last: End(carry.arrives) for carry in cell.backward_carries if carry.last},
        stacks=tuple(line for line in model.forward[0].lines if line.kind == "stack"),
    )
    return Program(forward, backward)
