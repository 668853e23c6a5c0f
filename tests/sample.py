"""What `make test` looks at where many cases are alike: those that differ. `make thorough` looks at every one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from itertools import product
from typing import TypeVar

from rnn_core import Problem
from rnn_core.mistakes.candidates import conceivable, runs
from rnn_core.mistakes.edits import LineEdit

Case, Kind = TypeVar("Case"), TypeVar("Kind")
THOROUGH = bool(os.environ.get("UNROLLED_THOROUGH"))


def sample(few: Iterable[Case], every: Iterable[Case]) -> list[Case]:
    """These few, which differ, or every one."""
    few, every = list(few), list(every)
    assert all(case in every for case in few), "a case that there is not"
    return every if THOROUGH else few


def each(every: Iterable[Case], step: int, first: int = 0) -> list[Case]:
    """Each `step`-th, where neighbours are alike, or every one."""
    every = list(every)
    return sample(every[first::step], every)


def crossed(one: Iterable[Case], other: Iterable[Kind]) -> list[tuple[Case, Kind]]:
    """Each of one kind and each of the other in at least one pair, or every pair of them."""
    one, other = list(one), list(other)
    few = [(one[i % len(one)], other[i % len(other)]) for i in range(max(len(one), len(other)))]
    return sample(few, product(one, other))


def edits(problem: Problem, step: int, seen: Iterable[str] = ()) -> list[str]:
    """The names of a problem's mistakes: of all that are no lines and of each `step`-th line, those that differ.

    Also from those that are `seen` in another problem of the same cell.
    """
    known = conceivable(problem)
    lines = [name for name, edit in known.items() if isinstance(edit, LineEdit)]
    every = [name for name in known if name not in lines] + lines[::step]

    def does_run(name: str) -> bool:
        return runs(problem, (known[name],))

    return [*filter(does_run, every)] if THOROUGH else of_each_kind(every, does_run, seen)


def of_each_kind(
    names: Iterable[str], can: Callable[[str], bool] = lambda _: True, before: Iterable[str] = ()
) -> list[str]:
    """Names that have a part which none of those before has at its place, as each of carry.da_time.stays has.

    Of those that `can` be taken, which is asked only where a name would be chosen.
    """
    seen = {part for name in before for part in enumerate(name.split("."))}
    chosen = []
    for name in names:
        parts = set(enumerate(name.split(".")))
        if not parts <= seen and can(name):
            chosen.append(name)
            seen |= parts
    return chosen
