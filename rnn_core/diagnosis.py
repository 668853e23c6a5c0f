"""What is wrong with my numbers? A search for the mistakes that give exactly the numbers that somebody has.

Every single edit and every classic mistake is tried; if none fits, each classic one with each single edit. A cause is
named only when it gives *all* the numbers, to their printed digits, and when these are more digits than chance could
have matched. What gives the same numbers is named beside it: the numbers alone cannot tell which it is. Otherwise the
answer is "no known cause", and what the numbers do say.

>>> found = diagnose("dx[1][2] = [-0.15028183 -0.34554547 0.02071758 0.01483317], dba[4] = -0.12427391")
>>> found.verdict, found.first_wrong
('cause', Address(phase='backward', t=3, quantity='dx'))
>>> [cause.name for cause in found.causes]
['never-updated', 'never-updated-inside', 'only-da']
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from rnn_core.cases import CASES, NOTEBOOK_NAMES, Arrays, Case, Edition
from rnn_core.edits import LineEdit, Mistake, of_pass, together
from rnn_core.mistakes import classic_of, first_wrong, name_of, says
from rnn_core.problems import same
from rnn_core.program import Program
from rnn_core.reading import Given, ReadingError, find_error, is_there, read
from rnn_core.trace import Address, run

Progress = Callable[[int, int], bool | None]
OFTEN, AT_FIRST = 500, 50  # pairs, and single edits before them, between two reports of progress
SPARE_DIGITS = 2  # more than it takes to tell the candidates apart
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


def diagnose(
    given: str | Mapping[str, Any],
    case: str | Case = "rnn_backward",
    *,
    pairs: bool = True,
    progress: Progress | None = None,
) -> Diagnosis:
    """Compare numbers with the right ones of a case of the assignment, and look for the mistake behind them.

    Parameters
    ----------
    given : text, or name -> array
        what the notebook has printed; or the dictionary that the function returns, of which every entry is compared.
    case : one of `CASES`
    pairs : bool
        if nothing fits by itself, try each classic mistake together with each single edit.
    progress : called with (pairs done, pairs in all)
        and with (0, 0) before it comes to pairs. Stops the search when it returns False.

    Raises
    ------
    ReadingError
        for what cannot be read; the message says why in one sentence.
    """
    if isinstance(case, str):
        if case not in CASES:
            raise ReadingError(f"There is no case {case[:40]!r}; there are {', '.join(CASES)}.")
        case = CASES[case]
    entries = read(given, case)
    case = max((case, *case.older), key=lambda one: _right(entries, one))
    numbers = tuple(_numbers(entries, case))
    wrong = [number for number in numbers if not number.right]
    known: tuple[str, ...] = (case.edition,) if case.edition else ()
    if error := find_error(given):
        known += (f"The text has an error message, too: {error}.",)
    if not wrong:
        return Diagnosis(case, numbers, None, (), known, 0)
    addresses = [number.address for number in wrong if number.address]
    first = min(addresses, key=case.order.__getitem__, default=None)
    older = {old: labels for old in case.editions if (labels := _shown_in(old, entries, case))}
    known += tuple(old.note(labels) for old, labels in older.items())
    shown = {label for labels in older.values() for label in labels}
    rest = [entry for entry in entries if entry.label not in shown and not entry.fits(case.right)]
    another_test = any(old.right for old in older)
    if another_test and not rest:
        return Diagnosis(case, tuple(replace(number, right=True) for number in numbers), None, (), known, 0)
    if another_test or not rest:  # numbers of another test than this, or of none: nothing here explains them
        return Diagnosis(case, numbers, first, (), known, 0)
    search = _Search(case, entries, sum(number.digits for number in wrong), progress)
    fits = search.singles()
    if not fits and pairs and search.complete:
        fits = search.pairs()
    notes = (*known, *_notes(case, entries, numbers, first, search))
    return Diagnosis(case, numbers, first, _causes(case, fits), notes, search.tried, search.complete)


def _right(entries: Iterable[Given], case: Case) -> int:
    return sum(int(entry.agrees(case.right).sum()) for entry in entries)


def _shown_in(old: Edition, entries: Iterable[Given], case: Case) -> tuple[str, ...]:
    """The labels of what is wrong, but stands so in an old edition."""
    known = {entry.label: entry for entry in read(old.printed, case)}
    wrong = [entry for entry in entries if entry.label in known and not entry.fits(case.right)]
    return tuple(entry.label for entry in wrong if _same_numbers(entry, known[entry.label]))


def _same_numbers(one: Given, other: Given) -> bool:
    if one.values.size != other.values.size:
        return False
    return bool((np.abs(one.values - other.values) <= one.tolerance + other.tolerance).all())


# Numbers


def _numbers(entries: Sequence[Given], case: Case) -> Iterator[Number]:
    """Each number that was given; and a wrong shape or count, where no number of its array is wrong."""
    for entry in entries:
        yield from _numbers_of(entry, case)
    for name in dict.fromkeys(entry.name for entry in entries):
        own = [entry for entry in entries if entry.name == name]
        off = next((entry for entry in own if entry.of(case.right) is None), None)
        if off and all(number.right for entry in own for number in _numbers_of(entry, case)):
            label, shape = (name, off.shape) if off.shape else (off.label, (len(off.values),))
            # A mistake that explains them gives this shape and all these digits.
            yield Number(f"{label}.shape", str(shape), False, None, float(sum(entry.digits.sum() for entry in own)))


def _numbers_of(entry: Given, case: Case) -> Iterator[Number]:
    right, by_step = case.right[entry.name], case.by_step(case.outputs[entry.name])
    labels = [entry.label] * len(entry.values)
    if not entry.numbers and entry.shape is not None:
        labels = [f"{entry.name}{''.join(f'[{k}]' for k in place)}" for place in np.ndindex(entry.shape)]
    for i, place in enumerate(_places(entry, case)):
        value, tolerance, digits = entry.values[i], entry.tolerance[i], float(entry.digits[i])
        text = entry.numbers[i] if entry.numbers else f"{value:.8g}"
        if place is None:
            yield Number(labels[i], text, False, None, digits)
            continue
        address = case.address(entry.name, place[-1] + 1 if by_step else 1)
        off = abs(value - right[place])
        if off <= tolerance:
            yield Number(labels[i], text, True, address, 0.0)
        else:
            explained = digits if value == 0 else min(digits, float(np.log10(max(off / (2 * tolerance), 1.0))))
            yield Number(labels[i], text, False, address, explained)


def _places(entry: Given, case: Case) -> Sequence[tuple[int, ...] | None]:
    """Where each number of an entry stands in the right array; None where that has no such place, or none is known."""
    count, right = len(entry.values), case.right[entry.name]
    nowhere: list[tuple[int, ...] | None] = [None] * count
    if not is_there(entry.index, right.shape):
        return nowhere
    expected: tuple[int, ...] = right[entry.index].shape
    if entry.shape is not None:
        part = entry.shape[len(entry.index) :]
    else:
        part = expected if count == math.prod(expected) else (count,)
    if [n for n in part if n > 1] == [n for n in expected if n > 1]:
        part = expected  # (5,) for (5, 1)
    if math.prod(part) != count or len(part) != len(expected):
        return nowhere
    return [(*entry.index, *place) if is_there(place, expected) else None for place in np.ndindex(part)]


# The search


class _Search:
    """The mistakes that give all numbers, and how many were tried. `digits` is what is to be explained."""

    def __init__(self, case: Case, entries: Sequence[Given], digits: float, progress: Progress | None) -> None:
        self.case, self.entries, self.digits, self.progress = case, entries, digits, progress
        self.tried, self.complete, self.enough = 0, True, True

    def _can_tell(self, candidates: int) -> bool:
        """Whether the digits are more than chance could match among so many candidates."""
        self.enough = self.digits > np.log10(max(candidates, 1)) + SPARE_DIGITS
        return self.enough

    def singles(self) -> list[Mistake]:
        """All that fit by themselves: single edits, and classic mistakes, which are one idea each."""
        if not self._can_tell(len(self.case.edits)) or not self._run_singles():
            return []
        self.tried = len(self.case.alone)
        return [mistake for mistake, arrays in self.case.alone if self._fits(arrays)]

    def _run_singles(self) -> bool:
        """Run every single edit, which takes its time once in a process; False if the search is stopped meanwhile."""
        for done, edit in enumerate(self.case.edits):
            if self.progress and done % AT_FIRST == 0 and self.progress(0, 0) is False:
                self.complete = False
                break
            self.case.single(edit)
        return self.complete

    def pairs(self) -> list[Mistake]:
        """All that fit of a classic mistake with another: two mistakes that nobody is known to make fit by chance."""
        classic = [mistake for mistake, _ in self.case.alone if classic_of(mistake)]
        total = len(classic) * len(self.case.alone)
        if not self._can_tell(total):
            return []
        memory = self.case.memory(())  # the same for all pairs that leave the way forward as it is
        fits: dict[frozenset[str], tuple[Mistake, Mistake]] = {}
        tried: set[frozenset[str]] = set()

        def attempt(one: Mistake, other: Mistake) -> None:
            names = frozenset(edit.name for edit in (*one, *other))
            both = together(one, other)
            if both is None or names in tried:
                return
            tried.add(names)
            arrays = self.case.run(both, None if of_pass(both, "forward") else memory)
            if arrays and self._fits(arrays):
                fits[names] = (one, other)

        for done, (one, other) in enumerate((one, other) for one in classic for other, _ in self.case.alone):
            if self.progress and done % OFTEN == 0 and self.progress(done, total) is False:
                self.complete = False
                break
            attempt(one, other)
        told = 0
        while told < len(fits):  # and what gives the same with another in the place of one of the two
            one, other = [*fits.values()][told]
            for alike in self._alike(one):
                attempt(alike, other)
            for alike in self._alike(other):
                attempt(one, alike)
            told += 1
        self.tried += len(tried)
        if self.progress and self.complete:
            self.progress(total, total)
        return [(*one, *other) for one, other in fits.values()]

    def _alike(self, mistake: Mistake) -> Iterator[Mistake]:
        """The mistakes that, alone, do the same to all that was given."""
        own = next(arrays for other, arrays in self.case.alone if other == mistake)
        return (other for other, arrays in self.case.alone if all(_same(entry, own, arrays) for entry in self.entries))

    def _fits(self, arrays: Arrays) -> bool:
        return all(entry.fits(arrays) for entry in self.entries)


def _same(entry: Given, one: Arrays, other: Arrays) -> bool:
    a, b = entry.of(one), entry.of(other)
    return a is b is None or (a is not None and b is not None and same(a, b))


def _causes(case: Case, fits: Iterable[Mistake]) -> tuple[Cause, ...]:
    """What is done in the loop before what is done in a line, and what has a name before what has none."""

    def order(mistake: Mistake) -> tuple[int, bool]:
        return sum(isinstance(edit, LineEdit) for edit in mistake), classic_of(mistake) is None

    right = run(case.problem)
    return tuple(
        Cause(
            mistake,
            says(mistake),
            tuple(place for edit in mistake for place in edit.look_at),
            first_wrong(right, run(case.problem, Program.of(case.problem.model, mistake))),
        )
        for mistake in sorted(fits, key=order)
    )


# What the numbers say


def _notes(
    case: Case, entries: Sequence[Given], numbers: Sequence[Number], first: Address | None, search: _Search
) -> Iterator[str]:
    yield from _shapes(case, entries)
    placed = [number for number in numbers if number.address]
    by_step = [number for number in placed if number.address and case.by_step(number.address.quantity)]
    if first and case.by_step(first.quantity):
        yield from _in_time(case, by_step, entries, first)
    elif all(number.right for number in by_step):
        names = {number.name for number in by_step}
        rest = [number for number in placed if number.name not in names]
        wrong = {number.label: "" for number in rest if not number.right}
        right = [label for label in dict.fromkeys(number.label for number in rest) if label not in wrong]
        right += [f"{_names(by_step)} at every step that is here"] if by_step else []
        if wrong and right:
            yield f"Wrong: {_few(list(wrong))}. Right: {_few(right)}."
    if not search.enough:
        yield "These are too few digits to tell causes apart: paste more of what was printed."


def _shapes(case: Case, entries: Sequence[Given]) -> Iterator[str]:
    """Which arrays have a wrong shape, and whether that is all that is wrong with what was given of them."""
    for entry in entries:
        right, count = case.right[entry.name], len(entry.values)
        wanted = np.size(right[entry.index]) if is_there(entry.index, right.shape) else 0
        if entry.shape not in (None, right.shape):
            says = f"{entry.name} has the shape {entry.shape}; expected {right.shape}."
        elif count != wanted:
            says = f"{entry.label} has {_count(count, 'number')}; expected {wanted}."
        else:
            continue
        placed = [number for number in _numbers_of(entry, case) if number.address]
        if placed and all(number.right for number in placed):
            if more := count - len(placed):
                says += f" What belongs in {entry.label} is right; "
                says += f"{_count(more, 'more number')} should not be there."
            elif count == wanted:
                says += f" What is given of {entry.label} is right: only the shape is wrong."
            else:
                says += " They are right as far as they go."
        yield says


SHARP = 1e-6  # numbers printed less finely than this can be right by chance, where a tanh is near to 1


def _in_time(case: Case, numbers: Sequence[Number], entries: Sequence[Given], first: Address) -> Iterator[str]:
    """What follows if the array that goes wrong first is right at the steps that run before.

    There the wrong place makes no difference. So it is what is carried, or what is done with that, or it is of another
    timestep. Nothing follows from an array that is wrong from its first step on, or right again later.
    """
    name = next(number.name for number in numbers if number.address == first)
    own = [number for number in numbers if number.name == name]
    wrong = {number.address.t for number in own if number.address and not number.right}
    right = {number.address.t for number in own if number.address} - wrong
    sharp = all((entry.tolerance < SHARP).all() for entry in entries if entry.name == name)
    back = case.direction == "backward"
    if right and sharp and (min(right) > max(wrong) if back else max(right) < min(wrong)):
        yield (
            f"{name} is right at t = {_list(right)} and wrong at t = {_list(wrong)}: look at what step t hands to step "
            f"t {'-' if back else '+'} 1, at what is done with it there, and at which timesteps are looped over and "
            "read."
        )


def _list(times: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(times)))


def _names(numbers: Sequence[Number]) -> str:
    return _few(list(dict.fromkeys(number.name for number in numbers)))


def _few(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= 12 else f"{', '.join(names[:10])} and {len(names) - 10} more"


# In words


def _report(found: Diagnosis) -> Iterator[str]:
    numbers = [number for number in found.numbers if not number.label.endswith(".shape")]
    case, count, right = found.case, len(numbers), sum(number.right for number in numbers)
    if found.verdict == "right":
        yield f"{case.name}: all right, to the last printed digit ({_count(count, 'number')})."
        yield from found.notes
        return
    yield f"{case.name}: {right} of {_count(count, 'number')} right."
    yield from _table(found)
    if at := found.first_wrong:
        name = next(number.name for number in numbers if number.address == at)
        where = f" at t = {at.t}" if case.by_step(at.quantity) else ""
        yield f"First wrong, in the order of the run: {name}{where}."
    yield from found.notes
    if not found.complete:
        yield "The search was stopped before its end."
    yield found.headline if found.causes else f"{found.headline[:-1]}; {_count(found.tried, 'candidate')} tried."
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


def _count(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
