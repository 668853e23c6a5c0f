"""The answer of a diagnosis: what it is made of, and how it is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rnn_core.assignment.cases import NOTEBOOK_NAMES, Case
from rnn_core.mistakes import Edits, name_of
from rnn_core.trace import Address

FEW = 5  # stories that can be read as *either ... or*


@dataclass(frozen=True)
class Number:
    """One number that was given, marked.

    Attributes
    ----------
    label : str
        what it was printed as, such as `dx[1][2]`; that of a wrong shape ends with `.shape`.
    text : str
        the number as it was printed.
    right : bool
        whether it is that of right code, to its printed digits.
    address : Address or None
        the step that computes it; None for what has no place in the right array, and for a shape.
    digits : float
        how many of its digits the right run does not explain.
    """

    label: str
    text: str
    right: bool
    address: Address | None
    digits: float

    @property
    def name(self) -> str:
        """The notebook's name of the array."""
        return re.split(r"\W", self.label)[0]


@dataclass(frozen=True)
class Cause:
    """A mistake that gives all the numbers.

    Attributes
    ----------
    mistake : Edits
        the edits that it consists of.
    says : str
        what a learner who makes it would say.
    look_at : tuple of str
        the lines, or the places in the loop, to look at.
    at : Address or None
        the first step that goes wrong; None where every step is right, and only what is returned is wrong.
    """

    mistake: Edits
    says: str
    look_at: tuple[str, ...]
    at: Address | None

    @property
    def name(self) -> str:
        """The name by which `find_mistake` finds it again, and a link can name it."""
        return name_of(self.mistake)


@dataclass(frozen=True, eq=False, repr=False)
class Diagnosis:
    """The answer of `diagnose`. `print` it, or ask for its parts.

    Attributes
    ----------
    case : Case
        the test, in the edition whose numbers fit best.
    numbers : tuple of Number
        each number that was given, marked right or wrong.
    first_wrong : Address or None
        the first step, in the order of the run, of which a number is wrong.
    causes : tuple of Cause
        all that fit, what is done in the loop before what is done in a line. It is one of them, and these numbers
        cannot tell which.
    notes : tuple of str
        what the numbers themselves say, whatever the cause.
    tried : int
        how many candidates were compared.
    complete : bool
        False if the search was stopped.
    """

    case: Case
    numbers: tuple[Number, ...]
    first_wrong: Address | None
    causes: tuple[Cause, ...]
    notes: tuple[str, ...]
    tried: int
    complete: bool = True

    @property
    def verdict(self) -> Literal["right", "cause", "unknown"]:
        """Whether all is right, a cause was found, or none is known."""
        if self.causes:
            return "cause"
        return "right" if all(number.right for number in self.numbers) else "unknown"

    @property
    def headline(self) -> str:
        """What can be said of the causes, or that there is none."""
        many = len(self.causes)
        if many > FEW:
            return (
                f"{many} mistakes give all your numbers, which cannot tell them apart: paste more of what was printed."
            )
        if many > 1:
            return "It is one of these: each gives all your numbers, which cannot tell them apart."
        return "This gives all your numbers:" if many else "No known cause gives all your numbers."

    @property
    def stories(self) -> tuple[tuple[str, Cause], ...]:
        """The causes to print in full, each with the word that stands before it; none if they are too many."""
        words = ("Either: ", *("Or: " for _ in self.causes[1:])) if len(self.causes) > 1 else ("",)
        return tuple(zip(words, self.causes, strict=False)) if len(self.causes) <= FEW else ()

    def __str__(self) -> str:
        return "\n".join(_report(self))

    __repr__ = __str__  # the answer, as the last line of a cell


def _report(diagnosis: Diagnosis) -> Iterator[str]:
    numbers = [number for number in diagnosis.numbers if not number.label.endswith(".shape")]
    case, count, right = diagnosis.case, len(numbers), sum(number.right for number in numbers)
    if diagnosis.verdict == "right":
        yield f"{case.name}: all right, to the last printed digit ({counted(count, 'number')})."
        yield from diagnosis.notes
        return
    yield f"{case.name}: {right} of {counted(count, 'number')} right."
    yield from _table(diagnosis)
    if at := diagnosis.first_wrong:
        name = next(number.name for number in numbers if number.address == at)
        where = f" at t = {at.t}" if case.by_step(at.quantity) else ""
        yield f"First wrong, in the order of the run: {name}{where}."
    yield from diagnosis.notes
    if not diagnosis.complete:
        yield "The search was stopped before its end."
    yield (
        diagnosis.headline
        if diagnosis.causes
        else f"{diagnosis.headline[:-1]}; {counted(diagnosis.tried, 'candidate')} tried."
    )
    for word, cause in diagnosis.stories:
        yield f"{word}{cause.says}"
        yield from (f"   look at  {place}" for place in cause.look_at)
        yield f"   mistake  {cause.name}" + (f", first wrong at {cause.at}" if cause.at else "")
    if not diagnosis.stories:
        yield from (f"   {cause.name}: {cause.says}" for cause in diagnosis.causes)
    spoken = " ".join(
        [*diagnosis.notes, *(text for cause in diagnosis.causes for text in (cause.says, *cause.look_at))]
    )
    renamed = [f"{name} is {written}" for name, written in NOTEBOOK_NAMES.items() if re.search(rf"\b{name}\b", spoken)]
    if renamed:
        yield f"In the notebook, {'; '.join(renamed)}."


def _table(diagnosis: Diagnosis) -> Iterator[str]:
    if len(diagnosis.numbers) > 40:
        for name in dict.fromkeys(number.name for number in diagnosis.numbers):
            marks = [number.right for number in diagnosis.numbers if number.name == name]
            yield f"  {name:<12} {sum(marks)} of {len(marks)} right"
        return
    for number in diagnosis.numbers:
        at = number.address
        t = f"t = {at.t}" if at and diagnosis.case.by_step(at.quantity) else ""
        yield f"  {number.label:<14} {t:<6} {number.text:>22}  {'right' if number.right else 'wrong'}"


def counted(count: int, what: str) -> str:
    """Write how many there are of something."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"
