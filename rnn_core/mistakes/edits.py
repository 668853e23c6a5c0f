"""Edits of a program: a mistake is one edit or a few, and what comes out is run like any other program.

An edit is a frozen value with a stable name, and a function from a program to a program. It is of one of five kinds:
other *lines*, another *carry*, another *cache*, another *order* of the steps, another array *returned*. It is picked by
its name from those that `candidates` makes out of the table; no text that comes from outside is compiled. Edited lines
see NumPy and our helpers alone.

>>> from rnn_core import Program, notebook, run
>>> slip = LineEdit("da_total.without.da_time", "I never add da_time.", "backward", ("da_total = da_softmax",))
>>> float(run(notebook(), Program.of(notebook().model, [slip])).at("dba", 1)[4, 0].round(8))
-0.12427391
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from rnn_core.loop import End, Find, Order, When
from rnn_core.program import Edit, Program
from rnn_core.table import Pass, line


@dataclass(frozen=True)
class _Edit:
    name: str
    says: str = field(compare=False)  # the sentence of a learner who makes it


@dataclass(frozen=True)
class LineEdit(_Edit):
    """Other lines: `lines` stand in place of those that write the same quantities.

    Like every edit it says what it `touches` (two edits that touch the same thing cannot be made together) and where a
    learner should `look_at`.
    """

    direction: Pass
    lines: tuple[str, ...]

    @property
    def touches(self) -> tuple[str, ...]:
        return tuple(f"{self.direction} {line(text).name}" for text in self.lines)

    @property
    def look_at(self) -> tuple[str, ...]:
        return self.lines

    def __call__(self, program: Program) -> Program:
        edited = {line(text).name: line(text) for text in self.lines}
        lines = tuple(edited.get(each.name, each) for each in program[self.direction].lines)
        return program.with_loop(self.direction, lines=lines)


@dataclass(frozen=True)
class CarryEdit(_Edit):
    """Another carry: `part` of what arrives as `arrives` is `quantity`.

    part "each": what every later step gets, in place of what should leave; its own name: it is never updated.
    part "inside": the same inside the loop, but what the last step leaves is called as it should be after the loop.
    part "start": what the first step to run gets: `quantity` of timestep `when`; without one, zeros.
    part "end": what the carried value is called after the loop: `quantity` of the `when` step to run.
    """

    direction: Pass
    arrives: str
    part: Literal["each", "inside", "start", "end"]
    quantity: str = ""
    when: Literal["first", "last"] = "last"

    @property
    def touches(self) -> tuple[str, ...]:
        return (f"{'each' if self.part == 'inside' else self.part} {self.arrives}",)

    @property
    def look_at(self) -> tuple[str, ...]:
        hands_on = "what the loop hands on as"
        where = {"each": hands_on, "inside": hands_on, "start": "what stands before the loop for", "end": "the last"}
        return (f"{where[self.part]} {self.arrives}",)

    def __call__(self, program: Program) -> Program:
        loop = program[self.direction]
        if self.part == "start":
            start = replace(loop.starts[self.arrives], quantity=self.quantity, when=self.when)
            return program.with_loop(self.direction, starts={**loop.starts, self.arrives: start})
        if self.part == "end":
            end = End(self.quantity, self.when)
            return program.with_loop(self.direction, ends={**loop.ends, self.arrives: end})
        carries = {**loop.carries, self.arrives: self.quantity}
        if self.part == "each":
            return program.with_loop(self.direction, carries=carries)
        leaves = End(loop.carries[self.arrives], "last")
        ends = {name: leaves if end == End(self.arrives) else end for name, end in loop.ends.items()}
        return program.with_loop(self.direction, carries=carries, ends=ends)


@dataclass(frozen=True)
class CacheEdit(_Edit):
    """Another cache: what a pass finds under `quantities` is `instead` of another timestep.

    The backward pass finds what the forward pass has stored, the forward pass its inputs. `only` limits the edit to
    the first timestep.
    """

    quantities: tuple[str, ...]
    instead: str = ""  # nothing: the quantity itself
    when: When = "same"
    only: bool = False
    direction: Pass = "backward"

    @property
    def touches(self) -> tuple[str, ...]:
        return tuple(f"{self.direction} finds {quantity}" for quantity in self.quantities)

    def __call__(self, program: Program) -> Program:
        finds = {name: Find(self.instead or name, self.when, self.only) for name in self.quantities}
        return program.with_loop(self.direction, finds={**program[self.direction].finds, **finds})

    @property
    def look_at(self) -> tuple[str, ...]:
        return (f"what is stored and read as {', '.join(self.quantities)}",)


@dataclass(frozen=True)
class OrderEdit(_Edit):
    """Another order: the loop of one pass runs the other way round, or leaves out an end of time."""

    direction: Pass
    order: Order

    @property
    def touches(self) -> tuple[str, ...]:
        return (f"{self.direction} order",)

    @property
    def look_at(self) -> tuple[str, ...]:
        return (f"the `for` of the {self.direction} loop",)

    def __call__(self, program: Program) -> Program:
        return program.with_loop(self.direction, order=self.order)


@dataclass(frozen=True)
class ReturnEdit(_Edit):
    """Another array returned: no step is changed, but what is called `quantity` after the loop is `instead`."""

    quantity: str
    instead: str
    direction: Pass = "forward"

    @property
    def touches(self) -> tuple[str, ...]:
        return (f"returns {self.quantity}",)

    @property
    def look_at(self) -> tuple[str, ...]:
        return (f"where the arrays {self.quantity} and {self.instead} are made, before the loop",)

    def __call__(self, program: Program) -> Program:
        returns = {**program[self.direction].returns, self.quantity: self.instead}
        return program.with_loop(self.direction, returns=returns)


Mistake = tuple[Edit, ...]


def of_pass(mistake: Mistake, direction: Pass) -> Mistake:
    """The edits that change one pass."""
    return tuple(edit for edit in mistake if edit.direction == direction)


def together(one: Mistake, other: Mistake) -> Mistake | None:
    """Both mistakes made at once; None if they want to change the same thing."""
    taken = {place for edit in one for place in edit.touches}
    return None if any(place in taken for edit in other for place in edit.touches) else (*one, *other)
