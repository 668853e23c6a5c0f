"""The answer of a diagnosis: what it is made of, and how it is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rnn_core.assignment.cases import NOTEBOOK_NAMES, Case
from rnn_core.mistakes import Mistake, name_of
from rnn_core.trace import Address

FEW = 5  # stories that can be read as *either ... or*


@dataclass(frozen=True)
class Number:
    """One number that was given: right or wrong to its printed digits, and the step that computes it.

    What has no place in the right array has no `address`. Nor has a wrong shape, whose label ends with `.shape`.
    """

    label: str
    text: str
    right: bool
    address: Address | None
    digits: float  # how many of its digits the right run does not explain

    @property
    def name(self) -> str:
        """The notebook's name of the array."""
        return re.split(r"\W", self.label)[0]


@dataclass(frozen=True)
class Cause:
    """A mistake that gives all the numbers.

    `says` is the learner's sentence, `look_at` the lines or the place in the loop to look at, `at` the first step that
    goes wrong; None where every step is right, and only what is returned is wrong.
    """

    mistake: Mistake
    says: str
    look_at: tuple[str, ...]
    at: Address | None

    @property
    def name(self) -> str:
        """By which `find_mistake` finds it again, and a link can name it."""
        return name_of(self.mistake)


@dataclass(frozen=True, eq=False, repr=False)
class Diagnosis:
    """The answer. `print` it, or ask for its parts.

    `causes` are all that fit, what is done in the loop before what is done in a line: one of them it is, and these
    numbers cannot tell which. `notes` is what the numbers themselves say; `tried` counts the candidates that were
    compared; `complete` is False if the search was stopped.
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
        """The causes to be told in full, each with the word that stands before it; none if they are too many."""
        words = ("Either: ", *("Or: " for _ in self.causes[1:])) if len(self.causes) > 1 else ("",)
        return tuple(zip(words, self.causes, strict=False)) if len(self.causes) <= FEW else ()

    def __str__(self) -> str:
        return "\n".join(_report(self))

    __repr__ = __str__  # the answer, as the last line of a cell


def _report(found: Diagnosis) -> Iterator[str]:
    numbers = [number for number in found.numbers if not number.label.endswith(".shape")]
    case, count, right = found.case, len(numbers), sum(number.right for number in numbers)
    if found.verdict == "right":
        yield f"{case.name}: all right, to the last printed digit ({counted(count, 'number')})."
        yield from found.notes
        return
    yield f"{case.name}: {right} of {counted(count, 'number')} right."
    yield from _table(found)
    if at := found.first_wrong:
        name = next(number.name for number in numbers if number.address == at)
        where = f" at t = {at.t}" if case.by_step(at.quantity) else ""
        yield f"First wrong, in the order of the run: {name}{where}."
    yield from found.notes
    if not found.complete:
        yield "The search was stopped before its end."
    yield found.headline if found.causes else f"{found.headline[:-1]}; {counted(found.tried, 'candidate')} tried."
    for word, cause in found.stories:
        yield f"{word}{cause.says}"
        yield from (f"   look at  {place}" for place in cause.look_at)
        yield f"   mistake  {cause.name}" + (f", first wrong at {cause.at}" if cause.at else "")
    if not found.stories:
        yield from (f"   {cause.name}: {cause.says}" for cause in found.causes)
    spoken = " ".join([*found.notes, *(text for cause in found.causes for text in (cause.says, *cause.look_at))])
    known = [f"{ours} is {theirs}" for ours, theirs in NOTEBOOK_NAMES.items() if re.search(rf"\b{ours}\b", spoken)]
    if known:
        yield f"In the notebook, {'; '.join(known)}."


def _table(found: Diagnosis) -> Iterator[str]:
    if len(found.numbers) > 40:
        for name in dict.fromkeys(number.name for number in found.numbers):
            here = [number.right for number in found.numbers if number.name == name]
            yield f"  {name:<12} {sum(here)} of {len(here)} right"
        return
    for number in found.numbers:
        at = number.address
        t = f"t = {at.t}" if at and found.case.by_step(at.quantity) else ""
        yield f"  {number.label:<14} {t:<6} {number.text:>22}  {'right' if number.right else 'wrong'}"


def counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
