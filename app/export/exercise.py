"""One step as an exercise: what is given, what is asked, what the answers are. All of it is read from the trace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from app.export.needs import Indices, Needs, Where
from app.export.whys import Why, about_step, whys
from app.scene import types as sent
from app.scene.axes import axes
from app.scene.rich import symbol, words_for
from app.scene.roads import state_of
from app.scene.say import DIGITS, number
from app.scene.scene import scene
from app.scene.types import Axis, Part
from app.scene.words.paper import PAPER
from app.scene.words.player import PLAYER
from app.view import Place
from rnn_core import Problem, Trace
from rnn_core.problem import Array
from rnn_core.table import Line

WORK = 30  # products that somebody is asked for; where all would be more, one unit is followed
MOST_DIGITS = 6
Source = tuple[tuple[Part, ...], str, Array, Where]  # its name as it is written, its own, its values, those that count


@dataclass(frozen=True)
class Numbers:
    """Numbers of one quantity, as they are printed: its name, and what its rows and columns are called.

    A column without a name is the only one, so is a row.
    """

    name: tuple[Part, ...]
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    printed: tuple[tuple[str, ...], ...]

    @property
    def is_single(self) -> bool:
        """Return whether it is one number, not an entry of more."""
        return (self.rows, self.columns) == (("",), ("",))

    def flat(self) -> tuple[str, ...]:
        """Return all of them, row by row."""
        return tuple(text for row in self.printed for text in row)

    def labels(self) -> Iterator[str]:
        """Say what each of them is called: its row, its column, or both."""
        for row in self.rows:
            for column in self.columns:
                yield of_both(row, column)


def of_both(row: str, column: str) -> str:
    """Return the name of an entry by those of its row and column: of a weight, `unit 3 from letter h`."""
    return f"{row} {PLAYER['entry.from'].replace('{of}', column)}" if row and column else row or column


@dataclass(frozen=True)
class Sign:
    """The first operand, and the entries whose sign the sum changes: each with its number before and after."""

    alone: str
    flips: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, eq=False)
class Exercise:
    """A step of a run without a mistake, at a place."""

    trace: Trace
    place: Place
    backward_code: bool = True
    scene: sent.Scene = field(init=False)

    def __post_init__(self) -> None:
        if self.trace.mistake:
            raise ValueError("got a run with a mistake, expected the right one: its numbers are the answers")
        object.__setattr__(self, "scene", scene(self.trace))

    @property
    def problem(self) -> Problem:
        """Say what is run."""
        return self.trace.problem

    @property
    def t(self) -> int:
        """Return the timestep, or 0."""
        return self.place.at.t

    @property
    def quantity(self) -> str:
        """Say what is asked for."""
        return self.place.at.quantity

    @cached_property
    def step(self) -> sent.Step:
        """Return the step, as the player has it."""
        return next(step for step in self.scene["steps"] if step["at"] == str(self.place.at))

    @cached_property
    def line(self) -> Line | None:
        """Return the line that computes it; none for what only arrives, and for the sum of the costs."""
        return self.trace.line(self.place.at)

    @property
    def name(self) -> tuple[Part, ...]:
        """Return the quantity's name."""
        return (symbol(self.quantity, self.t),)

    @property
    def title(self) -> tuple[Part, ...]:
        """Say what is to be done, without a hint how."""
        return self.say("title.total" if self.line and self.line.kind == "running" else "title")

    def say(self, key: str, **slots: str) -> tuple[Part, ...]:
        """Return a text of `words/paper`, about this step."""
        return about_step(PAPER[key], self.problem, self.step, **slots)

    # The line of code

    @property
    def code(self) -> tuple[str, str] | None:
        """Return the line up to the sign, and what is behind it; none where there is none, or it is homework."""
        if not self.line or (self.place.at.phase == "backward" and not self.backward_code):
            return None
        left, _, right = self.line.text.partition(" = ")
        return f"{left} =", right

    # The numbers

    @cached_property
    def places_asked(self) -> Where:
        """Say which entries are asked for: all of a vector, of one example; of weights the row or column of the unit;
        where that would be too many products, the unit's alone."""
        rows, columns = self._shape
        first, second = self._axes(self.quantity)
        whole = tuple(range(rows)), tuple(range(columns))
        choices: list[Where]
        unit, row = (min(self.place.unit, columns) - 1,), (min(self.place.unit, rows) - 1,)
        if second == "example":
            choices = [(whole[0], (self.place.example - 1,)), (row, (self.place.example - 1,))]
        elif columns == 1:
            choices = [whole, (row, (0,))]
        elif first == "unit":
            choices = [(row, whole[1]), (row, self._column(second, columns))]
        else:
            choices = [(whole[0], unit), (row, unit)]
        return next((where for where in choices if self._work(where) <= WORK), choices[-1])

    @property
    def wanted(self) -> tuple[Part, ...]:
        """Say what is asked for, in a sentence."""
        key = f"numbers{'.some' if self.which else ''}{'.one' if len(self.result.flat()) == 1 else ''}"
        return self.say(key, which=self.which, digits=str(self.digits[0]))

    @property
    def is_of_one_example(self) -> bool:
        """Return whether one example was chosen among several."""
        return self._axes(self.quantity)[1] == "example" and self.scene["problem"]["m"] > 1

    @cached_property
    def result(self) -> Numbers:
        """Return the numbers that are asked for."""
        return self._numbers(self.name, self.quantity, self._result, self.places_asked, self.digits[0])

    @property
    def which(self) -> str:
        """Return the name of what is asked for, where that is not all: `unit 3`. The example is said apart."""
        row, column = (
            ", ".join(self._labels(axis, some)) if len(some) < length and axis != "example" else ""
            for axis, some, length in zip(self._axes(self.quantity), self.places_asked, self._shape, strict=True)
        )
        return of_both(row, column)

    @cached_property
    def given(self) -> tuple[Numbers, ...]:
        """Say what the line reads, as far as what is asked for needs it; numbers alike stand together."""
        numbers = [self._numbers(*source, self._places(source[2], self.digits[1])) for source in self._sources]
        return tuple(sorted(numbers, key=lambda source: source.is_single == self.result.is_single))

    @cached_property
    def off(self) -> int:
        """Return, by how many of its last digit a result may be off that is computed from the printed numbers."""
        computed, places = self._from_printed(self.digits[1]), 10 ** self.digits[0]
        wrong = np.abs(np.round(computed * places) - np.round(self._entries * places))
        return int(wrong.max(initial=0))

    @cached_property
    def digits(self) -> tuple[int, int]:
        """Return the decimals of the result, and of what is given: as few as give the printed result, if there are
        any."""
        largest = float(np.abs(self._entries).max(initial=0))
        enough = (d for d in range(DIGITS, MOST_DIGITS) if largest * 10**d >= 10)
        result_digits = next(enough, MOST_DIGITS) if largest else DIGITS
        if not self.line:
            return result_digits, result_digits
        printed = np.round(self._entries, result_digits)
        for digits in range(result_digits, result_digits + 3):
            if (np.round(self._from_printed(digits), result_digits) == printed).all():
                return result_digits, digits
        return result_digits, result_digits + 1

    @property
    def _result(self) -> Array:
        return self.trace.at(self.quantity, self.t)

    @property
    def _shape(self) -> tuple[int, int]:
        rows, columns = np.atleast_2d(self._result).shape
        return rows, columns

    @property
    def _entries(self) -> Array:
        entries: Array = np.atleast_2d(self._result)[np.ix_(*self.places_asked)]
        return entries

    def _from_printed(self, digits: int) -> Array:
        """Say what the line gives for the entries that are asked for, from numbers with so many decimals."""
        if not self.line:
            return self._entries
        read = {name: self._read(name) for name in self.line.reads}
        scope = {name: np.round(values, self._places(values, digits)) for name, values in read.items()}
        entries: Array = np.atleast_2d(np.asarray(self.line.expression.evaluate(scope)))[np.ix_(*self.places_asked)]
        return entries

    def _read(self, name: str) -> Array:
        """Say what the line finds under a name; of a total, what there is so far."""
        return self.trace.before(name, self.t) if name == self.quantity else self.trace.at(name, self.t)

    @staticmethod
    def _places(values: Array, digits: int) -> int:
        """Say with how many decimals given numbers are printed: with fewer, where these are exact, as weights are."""
        return next((fewer for fewer in (0, 1, 2) if (np.round(values, fewer) == values).all()), digits)

    @cached_property
    def _sources(self) -> tuple[Source, ...]:
        """Say what is given."""
        if not self.line or not self._needs:
            return tuple(self._arriving())
        needed = self._needs.entries(self.places_asked)
        return tuple(
            (
                (symbol(name, self.t), *([f" {PLAYER['running.so-far']}"] if name == self.quantity else [])),
                name,
                self._read(name),
                needed[name],
            )
            for name in needed
        )

    def _arriving(self) -> Iterator[Source]:
        """Say where no line computes it: the costs, or two numbers of the cell it comes from, of which it is one."""
        problem, at = self.problem, self.place.at
        if at.phase == "turn":
            costs = [("loss", t) for t in range(1, problem.T + 1)] + [("J_later", 0)] * bool(problem.later)
            yield from (((symbol(*cost),), cost[0], self.trace.at(*cost), ((0,), (0,))) for cost in costs)
            return
        carry = next(c for c in problem.cell.backward_carries if at.quantity in (c.arrives, c.last))
        neighbour = 1 if at.phase == "end" else at.t + 1
        if neighbour > problem.T:
            names = [str(carry.first)] if carry.first in problem.later else []
        else:
            names = [state_of(problem.model, carry.leaves).total, carry.leaves]
        for name in names:
            yield (symbol(name, neighbour),), name, self.trace.at(name, neighbour), self.places_asked

    def _work(self, where: Where) -> int:
        return self._needs.work(where) if self._needs else 0

    @cached_property
    def _needs(self) -> Needs | None:
        return Needs(self.line.expression, {name: self._read(name) for name in self.line.reads}) if self.line else None

    def _numbers(self, name: tuple[Part, ...], quantity: str, values: Array, where: Where, digits: int) -> Numbers:
        """Return some entries of a quantity, printed and labelled."""
        whole, (first, second) = np.atleast_2d(values), self._axes(quantity)
        rows, columns = where
        printed = tuple(tuple(number(float(whole[r, c]), digits) for c in columns) for r in rows)
        only = whole.shape[1] == 1 or (second == "example" and len(columns) == 1)
        return Numbers(
            name,
            self._labels(first, rows) if len(whole) > 1 else ("",),
            ("",) if only else self._labels(second, columns),
            printed,
        )

    def _axes(self, quantity: str) -> tuple[Axis, Axis]:
        return axes(self.problem.model).get(quantity, ("all", "all"))

    def _labels(self, axis: Axis, indices: Indices) -> tuple[str, ...]:
        alphabet, n_a = self.scene["problem"]["alphabet"], self.scene["problem"]["n_a"]

        def label(i: int) -> str:
            match axis:
                case "unit" | "example" | "entry":
                    return PLAYER[f"entry.{axis}"].replace("{i}", str(i + 1))
                case "stack":
                    return label_of("unit", i) if i < n_a else label_of("input", i - n_a)
                case "input" | "output":
                    return label_of(axis, i)
            return ""

        def label_of(kind: str, i: int) -> str:
            if kind != "unit" and alphabet:
                return PLAYER["entry.letter"].replace("{letter}", alphabet[i])
            return PLAYER[f"entry.{'class' if kind == 'output' else kind}"].replace("{i}", str(i + 1))

        return tuple(map(label, indices))

    def _column(self, axis: Axis, columns: int) -> Indices:
        """Return the column of a weight that is followed: the chosen one, the input that is on, or the unit."""
        if self.place.column:
            return (min(self.place.column, columns) - 1,)
        if axis == "input":
            x = self.trace.at(self.problem.cell.inputs[0], self.t)
            return (int(np.argmax(np.abs(x[:, self.place.example - 1]))),)
        return (min(self.place.unit, columns) - 1,)

    # The signs

    @cached_property
    def sign(self) -> Sign | None:
        """Say where the sum at a green plus has another sign than its first operand; none where nothing is added to
        it."""
        if not self.line or self.line.kind != "sum" or not words_for(self.problem, self.quantity).verdicts:
            return None
        first, *others = self.given  # in the order in which they are written
        if not any(float(text.replace("−", "-")) for operand in others for text in operand.flat()):
            return None
        names = (self._sources[0][1], self.quantity)
        alone, total = (
            np.atleast_2d(self.trace.at(name, self.t))[np.ix_(*self.places_asked)].ravel() for name in names
        )
        entries = zip(self.result.labels(), alone * total < 0, first.flat(), self.result.flat(), strict=True)
        return Sign(names[0], tuple((label, before, after) for label, flips, before, after in entries if flips))

    @cached_property
    def whys(self) -> tuple[Why, Why]:
        """Return two questions about the reason."""
        return whys(self.trace, self.scene["steps"], self.step)

    # What was measured

    @cached_property
    def measured(self) -> tuple[Numbers, tuple[Part, ...]] | None:
        """Return the slopes that the result should equal, and what was nudged; at additions and their parts."""
        if not (measured := self.step["result"].get("measured")) or "value" not in measured:
            return None
        value = self.scene["values"][measured["value"]]
        data = np.reshape(value["data"], (-1, value["rows"], value["columns"]))
        slopes = data[self.t - 1 if "timed" in value else 0]
        text = PAPER["measured.says"].partition("{state}")
        middle, _, end = text[2].partition("{of}")
        changes = PAPER["measured.change" if "many" in measured else "measured.changes"]
        says = (text[0], symbol(measured["state"], self.t), middle, *measured["of"], end.replace("{changes}", changes))
        name = (PAPER["measured"],)
        return self._numbers(name, self.quantity, slopes, self.places_asked, self.digits[0]), says
