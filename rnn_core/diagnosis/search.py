"""What is wrong with my numbers? A search for the mistakes that give exactly the numbers that a learner has.

Every single edit and every classic mistake is tried; if none fits, each classic one with each single edit. A cause is
named only when it gives *all* the numbers, to their printed digits, and when these are more digits than chance could
have matched. What gives the same numbers is named beside it: the numbers alone cannot tell which it is. Otherwise the
answer is "no known cause", and what the numbers do say.

>>> diagnosis = diagnose("dx[1][2] = [-0.15028183 -0.34554547 0.02071758 0.01483317], dba[4] = -0.12427391")
>>> diagnosis.verdict, diagnosis.first_wrong
('cause', Address(phase='backward', t=3, quantity='dx'))
>>> [cause.name for cause in diagnosis.causes]
['never-updated', 'never-updated-inside', 'only-da']
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from rnn_core.assignment.cases import CASES, Arrays, Case, Edition
from rnn_core.diagnosis.numbers import follows, marked
from rnn_core.diagnosis.reading import Given, ReadingError, find_error, read
from rnn_core.diagnosis.report import Cause, Diagnosis
from rnn_core.mistakes import Edits, classic_of, first_wrong, of_pass, says, together
from rnn_core.mistakes.edits import LineEdit
from rnn_core.problem import same
from rnn_core.program import Program
from rnn_core.trace import run

Progress = Callable[[int, int], bool | None]
OFTEN, AT_FIRST = 500, 50  # pairs, and single edits before them, between two reports of progress
SPARE_DIGITS = 2  # more than it takes to tell the candidates apart


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
    given : str, or name -> array
        what the notebook has printed; or the dictionary that the function returns, of which every entry is compared.
    case : str or Case
        one of `CASES`.
    pairs : bool
        if nothing fits by itself, try each classic mistake together with each single edit.
    progress : function
        called with (pairs done, pairs in all), and with (0, 0) before it comes to pairs. Stops the search when it
        returns False.

    Returns
    -------
    Diagnosis
        `print` it; its `verdict` is "right", "cause" or "unknown".

    Raises
    ------
    ReadingError
        for what cannot be read; the message says why in one sentence.

    Examples
    --------
    >>> print(diagnose("dba[4] = [-0.74747722]"))
    rnn_backward: all right, to the last printed digit (1 number).
    """
    if isinstance(case, str):
        if case not in CASES:
            raise ReadingError(f"There is no case {case[:40]!r}; there are {', '.join(CASES)}.")
        case = CASES[case]
    entries = read(given, case)
    case = max((case, *case.older), key=lambda edition: _right(entries, edition))
    numbers = tuple(marked(entries, case))
    wrong = [number for number in numbers if not number.right]
    remarks: tuple[str, ...] = (case.edition,) if case.edition else ()
    if error := find_error(given):
        remarks += (f"The text has an error message, too: {error}.",)
    if not wrong:
        return Diagnosis(case, numbers, None, (), remarks, 0)
    addresses = [number.address for number in wrong if number.address]
    first = min(addresses, key=case.order.__getitem__, default=None)
    older = {old: labels for old in case.editions if (labels := _shown_in(old, entries, case))}
    remarks += tuple(old.note(labels) for old, labels in older.items())
    shown = {label for labels in older.values() for label in labels}
    rest = [entry for entry in entries if entry.label not in shown and not entry.fits(case.right)]
    another_test = any(old.right for old in older)
    if another_test and not rest:
        return Diagnosis(case, tuple(replace(number, right=True) for number in numbers), None, (), remarks, 0)
    if another_test or not rest:  # numbers of another test than this, or of none: nothing here explains them
        return Diagnosis(case, numbers, first, (), remarks, 0)
    search = _Search(case, entries, sum(number.digits for number in wrong), progress)
    fits = search.singles()
    if not fits and pairs and search.complete:
        fits = search.pairs()
    notes = (*remarks, *follows(case, entries, numbers, first))
    if not search.enough:
        notes += ("These are too few digits to tell causes apart: paste more of what was printed.",)
    return Diagnosis(case, numbers, first, _causes(case, fits), notes, search.tried, search.complete)


def _right(entries: Iterable[Given], case: Case) -> int:
    return sum(int(entry.agrees(case.right).sum()) for entry in entries)


def _shown_in(old: Edition, entries: Iterable[Given], case: Case) -> tuple[str, ...]:
    """List the labels of what is wrong, but stands so in an old edition."""
    printed = {entry.label: entry for entry in read(old.printed, case)}
    wrong = [entry for entry in entries if entry.label in printed and not entry.fits(case.right)]
    return tuple(entry.label for entry in wrong if _same_numbers(entry, printed[entry.label]))


def _same_numbers(first: Given, second: Given) -> bool:
    if first.values.size != second.values.size:
        return False
    return bool((np.abs(first.values - second.values) <= first.tolerance + second.tolerance).all())


class _Search:
    """The mistakes that give all numbers, and how many were tried. `digits` is what is to be explained."""

    def __init__(self, case: Case, entries: Sequence[Given], digits: float, progress: Progress | None) -> None:
        self.case, self.entries, self.digits, self.progress = case, entries, digits, progress
        self.tried, self.complete, self.enough = 0, True, True

    def _can_tell(self, candidates: int) -> bool:
        """Tell whether the digits are more than chance could match among this many candidates."""
        self.enough = self.digits > np.log10(max(candidates, 1)) + SPARE_DIGITS
        return self.enough

    def singles(self) -> list[Edits]:
        """Try all by themselves: single edits, and classic mistakes, which are one idea each."""
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

    def pairs(self) -> list[Edits]:
        """Try each classic mistake with another: two mistakes that nobody is known to make fit by chance."""
        classic = [mistake for mistake, _ in self.case.alone if classic_of(mistake)]
        total = len(classic) * len(self.case.alone)
        if not self._can_tell(total):
            return []
        memory = self.case.memory(())  # the same for all pairs that leave the way forward as it is
        fits: dict[frozenset[str], tuple[Edits, Edits]] = {}
        tried: set[frozenset[str]] = set()

        def attempt(first: Edits, second: Edits) -> None:
            names = frozenset(edit.name for edit in (*first, *second))
            pair = together(first, second)
            if pair is None or names in tried:
                return
            tried.add(names)
            arrays = self.case.run(pair, None if of_pass(pair, "forward") else memory)
            if arrays and self._fits(arrays):
                fits[names] = (first, second)

        for done, (first, second) in enumerate((first, second) for first in classic for second, _ in self.case.alone):
            if self.progress and done % OFTEN == 0 and self.progress(done, total) is False:
                self.complete = False
                break
            attempt(first, second)
        extended = 0
        while extended < len(fits):  # and what gives the same with another in the place of one of the two
            first, second = [*fits.values()][extended]
            for alike in self._alike(first):
                attempt(alike, second)
            for alike in self._alike(second):
                attempt(first, alike)
            extended += 1
        self.tried += len(tried)
        if self.progress and self.complete:
            self.progress(total, total)
        return [(*first, *second) for first, second in fits.values()]

    def _alike(self, mistake: Edits) -> Iterator[Edits]:
        """Pick the mistakes that, alone, do the same to all that was given."""
        outputs = next(arrays for candidate, arrays in self.case.alone if candidate == mistake)
        return (
            candidate
            for candidate, arrays in self.case.alone
            if all(_same(entry, outputs, arrays) for entry in self.entries)
        )

    def _fits(self, arrays: Arrays) -> bool:
        return all(entry.fits(arrays) for entry in self.entries)


def _same(entry: Given, first: Arrays, second: Arrays) -> bool:
    a, b = entry.of(first), entry.of(second)
    return a is b is None or (a is not None and b is not None and same(a, b))


def _causes(case: Case, fits: Iterable[Edits]) -> tuple[Cause, ...]:
    """Order what is done in the loop before what is done in a line, and what has a name before what has none."""

    def order(mistake: Edits) -> tuple[int, bool]:
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
