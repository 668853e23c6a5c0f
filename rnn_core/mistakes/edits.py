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

Edits = tuple[Edit, ...]  # of one learner, in the order in which they are made


@dataclass(frozen=True)
class _Edit:
    name: str
    says: str = field(compare=False)  # what a learner who makes it would say


@dataclass(frozen=True)
class LineEdit(_Edit):
    """Other lines: `lines` stand in place of those that write the same quantities.

    Attributes
    ----------
    name : str
        by which `find_mistake` finds it.
    says : str
        what a learner who makes it would say.
    direction : "forward" or "backward"
        the pass whose loop is changed.
    lines : tuple of str
        each `name = expression`.
    """

    direction: Pass
    lines: tuple[str, ...]

    @property
    def touches(self) -> tuple[str, ...]:
        """The quantities whose lines it writes."""
        return tuple(f"{self.direction} {line(text).name}" for text in self.lines)

    @property
    def look_at(self) -> tuple[str, ...]:
        """The lines as they are written."""
        return self.lines

    def __call__(self, program: Program) -> Program:
        edited = {line(text).name: line(text) for text in self.lines}
        lines = tuple(edited.get(original.name, original) for original in program[self.direction].lines)
        return program.with_loop(self.direction, lines=lines)


@dataclass(frozen=True)
class CarryEdit(_Edit):
    """Another carry: `part` of what arrives as `arrives` is `quantity`.

    Attributes
    ----------
    name : str
        by which `find_mistake` finds it.
    says : str
        what a learner who makes it would say.
    direction : "forward" or "backward"
        the pass whose loop is changed.
    arrives : str
        the name under which the value arrives, or, for the part "end", its name after the loop.
    part : "each", "inside", "start" or "end"
        "each": what every later step gets, in place of what should leave. "inside": the same inside the loop, but what
        the last step leaves is called as it should be after the loop. "start": what the first step to run gets. "end":
        what there is after the loop.
    quantity : str
        what is carried instead: `arrives` itself if it is never updated, no name for zeros.
    when : "first" or "last"
        the timestep, or for the part "end" the step to run, whose `quantity` it is.
    """

    direction: Pass
    arrives: str
    part: Literal["each", "inside", "start", "end"]
    quantity: str = ""
    when: Literal["first", "last"] = "last"

    @property
    def touches(self) -> tuple[str, ...]:
        """The part of the carry that it changes."""
        return (f"{'each' if self.part == 'inside' else self.part} {self.arrives}",)

    @property
    def look_at(self) -> tuple[str, ...]:
        """The place in or around the loop where the value is handed on."""
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

    The backward pass finds what the forward pass has stored, the forward pass its inputs.

    Attributes
    ----------
    name : str
        by which `find_mistake` finds it.
    says : str
        what a learner who makes it would say.
    quantities : tuple of str
        what is looked for elsewhere.
    instead : str
        under which name; without one, its own.
    when : When
        at which timestep, see `rnn_core.loop.Find`.
    only : bool
        only the first timestep finds it so.
    direction : "forward" or "backward"
        the pass whose loop is changed.
    """

    quantities: tuple[str, ...]
    instead: str = ""  # nothing: the quantity itself
    when: When = "same"
    only: bool = False
    direction: Pass = "backward"

    @property
    def touches(self) -> tuple[str, ...]:
        """The quantities that are found elsewhere."""
        return tuple(f"{self.direction} finds {quantity}" for quantity in self.quantities)

    def __call__(self, program: Program) -> Program:
        finds = {name: Find(self.instead or name, self.when, self.only) for name in self.quantities}
        return program.with_loop(self.direction, finds={**program[self.direction].finds, **finds})

    @property
    def look_at(self) -> tuple[str, ...]:
        """The place where they are stored and read."""
        return (f"what is stored and read as {', '.join(self.quantities)}",)


@dataclass(frozen=True)
class OrderEdit(_Edit):
    """Another order: the loop of one pass runs the other way round, or leaves out an end of time.

    Attributes
    ----------
    name : str
        by which `find_mistake` finds it.
    says : str
        what a learner who makes it would say.
    direction : "forward" or "backward"
        the pass whose loop is changed.
    order : "reversed", "without first" or "without last"
        that of the timesteps.
    """

    direction: Pass
    order: Order

    @property
    def touches(self) -> tuple[str, ...]:
        """The order of the loop."""
        return (f"{self.direction} order",)

    @property
    def look_at(self) -> tuple[str, ...]:
        """The `for` of the loop."""
        return (f"the `for` of the {self.direction} loop",)

    def __call__(self, program: Program) -> Program:
        return program.with_loop(self.direction, order=self.order)


@dataclass(frozen=True)
class ReturnEdit(_Edit):
    """Another array returned: no step is changed, but what is called `quantity` after the loop is `instead`.

    Attributes
    ----------
    name : str
        by which `find_mistake` finds it.
    says : str
        what a learner who makes it would say.
    quantity, instead : str
        the array that should be returned, and the one that is.
    direction : "forward" or "backward"
        the pass whose loop is changed.
    """

    quantity: str
    instead: str
    direction: Pass = "forward"

    @property
    def touches(self) -> tuple[str, ...]:
        """The array that is returned."""
        return (f"returns {self.quantity}",)

    @property
    def look_at(self) -> tuple[str, ...]:
        """The place where the arrays are made."""
        return (f"where the arrays {self.quantity} and {self.instead} are made, before the loop",)

    def __call__(self, program: Program) -> Program:
        returns = {**program[self.direction].returns, self.quantity: self.instead}
        return program.with_loop(self.direction, returns=returns)


def of_pass(edits: Edits, direction: Pass) -> Edits:
    """Pick the edits that change one pass."""
    return tuple(edit for edit in edits if edit.direction == direction)


def together(first: Edits, second: Edits) -> Edits | None:
    """Make two mistakes at once; None if they want to change the same thing."""
    touched = {place for edit in first for place in edit.touches}
    return None if any(place in touched for edit in second for place in edit.touches) else (*first, *second)
