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
    """What makes another program out of a program: a frozen value that is called with the program."""

    @property
    def name(self) -> str:
        """Its stable name, by which `find_mistake` finds it."""

    @property
    def says(self) -> str:
        """What a learner who writes this would say."""

    @property
    def direction(self) -> Pass:
        """The pass whose loop is changed."""

    @property
    def touches(self) -> tuple[str, ...]:
        """What is changed. Two edits that touch the same cannot be made together."""

    @property
    def look_at(self) -> tuple[str, ...]:
        """The lines of code, or places in the loop, where a learner finds it."""

    def __call__(self, program: Program, /) -> Program: ...


@dataclass(frozen=True)
class Program:
    """All that a run does.

    Attributes
    ----------
    forward, backward : Loop
        the loop of each pass; `program["forward"]` is another way to write it.
    edits : tuple of Edit
        those that have made it out of the right program; none for the right one.

    Examples
    --------
    >>> from rnn_core import hello, mistaken, run
    >>> wrong = mistaken(hello(), "only-da")
    >>> wrong.backward.line["da_total"].text
    'da_total = da_softmax'
    >>> float(run(hello(), wrong).at("da_total", 3)[2, 0].round(3))
    -0.435
    """

    forward: Loop
    backward: Loop
    edits: tuple[Edit, ...] = ()

    @classmethod
    def of(cls, model: Model, edits: Iterable[Edit] = ()) -> Program:
        """Make the right program of a cell and a head, and change it by one edit after the other.

        Parameters
        ----------
        model : Model
            the cell with its head.
        edits : Edits
            in the order in which they are made; see `find_mistake`.

        Returns
        -------
        Program
        """
        program = _right(model)
        for edit in edits:
            program = replace(edit(program), edits=(*program.edits, edit))
        return program

    def __getitem__(self, direction: Pass) -> Loop:
        return self.forward if direction == "forward" else self.backward

    def with_loop(self, direction: Pass, **changes: Any) -> Program:
        """Change one loop.

        Parameters
        ----------
        direction : "forward" or "backward"
            the pass whose loop is changed.
        **changes : field of a Loop -> value
            what it has instead.

        Returns
        -------
        Program
            the same but for these.
        """
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
