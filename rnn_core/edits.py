"""Edits of the table: a mistake is one edit or a few, and is run like anything else.

An edit is a frozen value with a stable name, of one of five kinds: other *lines*, another *carry*, another *cache*,
another *order* of the steps, another array *returned*. It is picked by its name from those that `candidates` makes out
of the table; no text that comes from outside is compiled. Edited lines and nudges see NumPy and our helpers alone.

>>> from rnn_core import notebook, run
>>> slip = LineEdit("da_total.without.da_time", "I never add da_time.", "backward", ("da_total = da_softmax",))
>>> float(run(notebook(), (slip,)).at("dba", 1)[4, 0].round(8))
-0.12427391
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from operator import itemgetter
from types import MappingProxyType
from typing import Any, Literal

from rnn_core.cells import Step
from rnn_core.problems import ProblemError, frozen
from rnn_core.table import NAMESPACE, Line, Model, Pass, line, read

Scope = dict[str, Any]
Asked = tuple[Step, tuple[str, ...]]  # a step function and the names that it asks for
Call = tuple[Step, Callable[[Scope], Iterable[Any]]]
When = Literal["same", "earlier", "later", "first", "second", "last", "reversed"]
Order = Literal["right", "reversed", "without first", "without last"]


@dataclass(frozen=True)
class _Edit:
    name: str
    says: str = field(compare=False)  # the sentence of a learner who makes it


@dataclass(frozen=True)
class LineEdit(_Edit):
    """Other lines: `lines` stand in place of those that write the same quantities.

    Like every edit it says what it `touches` (two edits that touch the same thing cannot be made together), where a
    learner should `look_at`, and how it will `change` a plan.
    """

    direction: Pass
    lines: tuple[str, ...]

    @property
    def touches(self) -> tuple[str, ...]:
        return tuple(f"{self.direction} {line(text).name}" for text in self.lines)

    @property
    def look_at(self) -> tuple[str, ...]:
        return self.lines

    def change(self, plan: Draft) -> None:
        edited = {line(text).name: line(text) for text in self.lines}
        plan.lines[self.direction] = {**plan.lines[self.direction], **edited}


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

    @property
    def place(self) -> int:
        """Which of the steps in the order in which they ran `when` means, for an end."""
        return 0 if self.when == "first" else -1

    def change(self, plan: Draft) -> None:
        if self.part in ("each", "inside"):
            plan.carries[self.direction] = {**plan.carries[self.direction], self.arrives: self.quantity}
            if self.part == "inside":
                plan.inside |= {self.arrives}
        elif self.part == "start":
            plan.starts[self.arrives] = self
        else:
            plan.ends[self.arrives] = self


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

    def change(self, plan: Draft) -> None:
        plan.finds[self.direction] = (*plan.finds[self.direction], self)

    @property
    def look_at(self) -> tuple[str, ...]:
        return (f"what is stored and read as {', '.join(self.quantities)}",)

    def found(self, t: int, T: int) -> int:
        """Where step t looks (from 0). A look before the first step wraps around, as t - 1 does in NumPy."""
        places = {"same": t, "earlier": t - 1, "later": min(t + 1, T - 1), "last": -1, "reversed": -1 - t}
        places |= {"first": 0, "second": min(1, T - 1)}
        return places[self.when] if t == 0 or not self.only else t


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

    def change(self, plan: Draft) -> None:
        plan.order[self.direction] = self.order


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

    def change(self, plan: Draft) -> None:
        """Leave the run as it is: see `Case.run`."""


Edit = LineEdit | CarryEdit | CacheEdit | OrderEdit | ReturnEdit
Mistake = tuple[Edit, ...]


def of_pass(mistake: Mistake, direction: Pass) -> Mistake:
    """The edits that change one pass."""
    return tuple(edit for edit in mistake if edit.direction == direction)


def together(one: Mistake, other: Mistake) -> Mistake | None:
    """Both mistakes made at once; None if they want to change the same thing."""
    taken = {place for edit in one for place in edit.touches}
    return None if any(place in taken for edit in other for place in edit.touches) else (*one, *other)


@dataclass
class Draft:
    """What the edits of a mistake write on, before it becomes a plan."""

    carries: dict[Pass, Mapping[str, str]]
    lines: dict[Pass, Mapping[str, Line]] = field(default_factory=lambda: {"forward": {}, "backward": {}})
    starts: dict[str, CarryEdit] = field(default_factory=dict)
    ends: dict[str, CarryEdit] = field(default_factory=dict)
    inside: frozenset[str] = frozenset()
    finds: dict[Pass, tuple[CacheEdit, ...]] = field(default_factory=lambda: {"forward": (), "backward": ()})
    order: dict[Pass, Order] = field(default_factory=lambda: {"forward": "right", "backward": "right"})


class Plan:
    """What one run does: its lines, carries, starts and ends, what it finds, its order.

    It is read only, as plans are shared. `inside` are carries whose end is not what the loop hands on.
    """

    def __init__(self, model: Model, mistake: Mistake = ()) -> None:
        right, self.totals, self.gradients = _right(model)
        draft = Draft(dict(right))
        for edit in mistake:
            edit.change(draft)
        self.lines = MappingProxyType({way: MappingProxyType(dict(lines)) for way, lines in draft.lines.items()})
        self.carries = MappingProxyType({way: MappingProxyType(dict(each)) for way, each in draft.carries.items()})
        self.starts, self.ends = MappingProxyType(draft.starts), MappingProxyType(draft.ends)
        self.inside = draft.inside
        self.finds, self.order = MappingProxyType(draft.finds), MappingProxyType(draft.order)
        self._model = model
        self._steps: dict[Pass, tuple[Asked, ...]] = {}
        self._calls: dict[Pass, tuple[Call, ...]] = {}

    def steps(self, direction: Pass) -> tuple[Asked, ...]:
        """The step functions of a pass in their order, each with the names that it asks for."""
        if direction not in self._steps:
            right, instead = _steps(self._model)[direction], self.lines[direction]
            self._steps[direction] = tuple(_edited(step, asked, instead) for step, asked in right)
        return self._steps[direction]

    def calls(self, direction: Pass) -> tuple[Call, ...]:
        """The same, each with a function that takes what it asks for out of a scope."""
        if direction not in self._calls:
            self._calls[direction] = tuple((step, picker(asked)) for step, asked in self.steps(direction))
        return self._calls[direction]

    def nudged(self, quantity: str) -> tuple[Asked, ...]:
        """The forward steps, with `nudge` added to what the line of a quantity writes.

        Raises
        ------
        KeyError
            for what no forward line writes.
        """
        if quantity not in self._model.lines("forward"):
            raise KeyError(f"{quantity!r} is not written by a forward line, so it cannot be nudged")
        instead = self.lines["forward"]
        return tuple(_edited(step, asked, instead, quantity) for step, asked in _steps(self._model)["forward"])

    def times(self, direction: Pass, first: int, T: int) -> Sequence[int]:
        """The timesteps from 0 in the order in which a pass visits them.

        Raises
        ------
        ProblemError
            where the order leaves out all that there are.
        """
        times = range(first, T)
        order = self.order[direction]
        if order == "without first":
            times = times[1:]
        elif order == "without last":
            times = times[:-1]
        if not times:
            raise ProblemError(f"A {direction} loop {order} has no timestep left to run.")
        return times[::-1] if (direction == "backward") != (order == "reversed") else times

    def given(self, inputs: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the forward pass finds in the place of its inputs, time first."""
        found = inputs
        for edit in self.finds["forward"]:
            for name in edit.quantities:
                series = inputs[name]
                found = {**found, name: frozen([series[edit.found(t, len(series))] for t in range(len(series))])}
        return found

    def remembered(self, memory: Sequence[Scope]) -> Sequence[Scope]:
        """What the backward pass finds in the place of what the forward pass has stored."""
        if not self.finds["backward"]:
            return memory
        found = [dict(scope) for scope in memory]
        for edit in self.finds["backward"]:
            for t, scope in enumerate(found):
                source = memory[edit.found(t, len(memory))]
                if t == 0 or not edit.only:
                    scope |= {name: source[edit.instead or name] for name in edit.quantities}
        for scope in found:
            scope |= {stack.name: stack.expression.evaluate(scope) for stack in self._stacks()}
        return found

    def remembered_otherwise(self) -> tuple[str, ...]:
        """What the backward pass finds with another value than the forward pass has given it."""
        if not self.finds["backward"]:
            return ()
        names = [name for edit in self.finds["backward"] for name in edit.quantities]
        return (*names, *(stack.name for stack in self._stacks()))

    def _stacks(self) -> list[Line]:
        """Stacks are put together anew from what the cache holds, as the notebook does with a_prev and x."""
        names = {name for edit in self.finds["backward"] for name in edit.quantities}
        lines = self._model.forward[0].lines
        return [each for each in lines if each.kind == "stack" and names.intersection(each.reads)]


@cache
def right_plan(model: Model) -> Plan:
    """The plan of a run without a mistake."""
    return Plan(model)


@lru_cache
def _right(model: Model) -> tuple[Mapping[Pass, Mapping[str, str]], tuple[str, ...], Mapping[str, str]]:
    """arrives -> leaves of both passes; the running totals, each carried to itself; what arrives is a gradient of."""
    totals = tuple(total for table in model.backward for total in table.totals)
    forward = {carry.arrives: carry.leaves for carry in model.cell.forward_carries}
    backward = {carry.arrives: carry.leaves for carry in model.cell.backward_carries} | {name: name for name in totals}
    return (
        {"forward": forward, "backward": backward},
        totals,
        {arrives: leaves[1:] for arrives, leaves in backward.items()},
    )


@lru_cache
def _steps(model: Model) -> Mapping[Pass, tuple[Asked, ...]]:
    cell, head = model.cell, model.head
    steps: dict[Pass, tuple[Step, Step]] = {
        "forward": (cell.forward, head.forward),
        "backward": (head.backward, cell.backward),
    }
    return {direction: tuple((step, read(step).arguments) for step in both) for direction, both in steps.items()}


def _edited(step: Step, asked: tuple[str, ...], instead: Mapping[str, Line], nudged: str = "") -> Asked:
    """The step function itself where nothing is edited; else its lines, evaluated one after the other.

    After the line that writes `nudged` a `nudge` is added to it.
    """
    right = read(step).lines
    if not any(each.name in instead or each.name == nudged for each in right):
        return step, asked
    lines: list[Line] = []
    for each in right:
        lines += [instead.get(each.name, each)]
        lines += [line(f"{nudged} = {nudged} + nudge")] if each.name == nudged else []
    written = {each.name for each in right}
    more = {q for each in lines for q in each.reads if q not in asked and q not in written}
    return by_lines(lines, (*asked, *more))


def picker(names: tuple[str, ...]) -> Callable[[Scope], Iterable[Any]]:
    """Takes the values of some names out of a scope, as fast as Python can."""
    return itemgetter(*names) if len(names) > 1 else lambda scope: [scope[name] for name in names]


def by_lines(lines: Iterable[Line], asked: tuple[str, ...]) -> Asked:
    """A step function that evaluates lines in their order, and the names that it asks for."""
    formulas = [(each.name, each.expression) for each in lines]

    def step(*values: Any) -> Scope:
        scope = dict(zip(asked, values, strict=True))
        for name, formula in formulas:
            scope[name] = formula.evaluate(scope)
        return scope

    return step, asked


def compiled(node: ast.FunctionDef) -> Step:
    """A function from its syntax tree."""
    scope = dict(NAMESPACE)
    module = ast.fix_missing_locations(ast.Module([node], []))
    exec(compile(module, f"<edited {node.name}>", "exec"), scope)
    function: Step = scope[node.name]
    return function


def written(text: str) -> Step:
    """The one step function of a text, which it remembers: its table is read from the lines that it runs."""
    (node,) = (node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef))
    step = compiled(node)
    vars(step)["source"] = text
    return step
