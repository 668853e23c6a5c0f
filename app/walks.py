"""The walks: questions that learners ask, each answered in a few stops. One file each in assets/walks, strictly read.

A stop is a link and what is said there. Its sentences are in the markup of `app/scene/words`: every number in them
comes from the run at that stop. A question is plain text, with code in backticks, as in the sentences of the classic
mistakes.

>>> walk = WALKS["3"]
>>> walk.question
'Why are they added?'
>>> walk.stops[1].link
'?at=backward.3.da_total&unit=3'
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.holds import PREDICATES

FOLDER = Path(__file__).resolve().parents[1] / "assets" / "walks"
# Those that somebody opens whose code does not work, in the order of the menu; the others are numbered.
ANSWERS = (
    "only-last-dx",
    "all-zero",
    "last-da",
    "choose-wisely",
    "star-or-at",
    "one-minus-a2",
    "cell-passes",
)


class WalkError(ValueError):
    """A file that is no walk; the message names the file and what is wrong in it."""


@dataclass(frozen=True)
class Stop:
    """One place of a walk: its link, what is said there, whether one guesses first, and what has to be so there.

    `headline` and `line` stand where those of the step do, where one guesses after the guess. `holds` are names of
    `app.holds.PREDICATES`.
    """

    link: str
    headline: str
    line: str
    ask: bool = False
    holds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Walk:
    """A question and the stops that answer it."""

    id: str
    question: str
    stops: tuple[Stop, ...]

    @property
    def is_numbered(self) -> bool:
        """Return whether it is one of the lesson, not an answer to somebody in a hurry."""
        return self.id.isdecimal()


def read(text: str, name: str) -> Walk:
    """Read a walk from the text of a file, which is called `name`.

    Raises
    ------
    WalkError
        for whatever is missing, left over or of the wrong type.
    """
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise WalkError(f"{name} is no JSON: {error}") from None
    walk = _object(data, name, {"id": str, "question": str, "stops": list}, {})
    if walk["id"] != name.removesuffix(".json"):
        raise WalkError(f"{name} has the id {walk['id']!r}: it should be the file's name")
    if not walk["stops"]:
        raise WalkError(f"{name} has no stops")
    stops = tuple(_stop(stop, f"{name}, stop {i}") for i, stop in enumerate(walk["stops"], 1))
    return Walk(walk["id"], walk["question"], stops)


def _stop(data: Any, where: str) -> Stop:
    stop = _object(data, where, {"link": str, "text": str}, {"ask": bool, "holds": list})
    headline, _, line = stop["text"].partition("\n")
    if not headline or not line or "\n" in line:
        raise WalkError(f"{where}: its text should be a headline and, after \\n, one line")
    holds = tuple(stop.get("holds", ()))
    if unknown := [name for name in holds if not isinstance(name, str) or name not in PREDICATES]:
        raise WalkError(f"{where}: no predicate of app/holds is called {unknown[0]!r}")
    return Stop(stop["link"], headline, line, stop.get("ask", False), holds)


def _object(data: Any, where: str, needed: Mapping[str, type], more: Mapping[str, type]) -> dict[str, Any]:
    """Say what was found, if it has exactly such keys, of such types."""
    if not isinstance(data, dict):
        raise WalkError(f"{where} should be an object")
    kinds = {**needed, **more}
    if missing := needed.keys() - data.keys():
        raise WalkError(f"{where} has no {', '.join(sorted(missing))}")
    if unknown := data.keys() - kinds.keys():
        raise WalkError(f"{where} has an unknown key: {', '.join(sorted(unknown))}")
    for key, value in data.items():
        if type(value) is not kinds[key]:
            raise WalkError(f"{where}: {key} should be of the type {kinds[key].__name__}")
    return data


def _all() -> Mapping[str, Walk]:
    """Return every walk by its id: the numbered ones in their order, then the answers."""
    walks = {path.stem: read(path.read_text(encoding="utf-8"), path.name) for path in FOLDER.glob("*.json")}
    numbered = sorted((id for id in walks if id.isdecimal()), key=int)
    if odd := walks.keys() ^ {*numbered, *ANSWERS}:
        raise WalkError(f"in the folder or in ANSWERS of app/walks.py, but not in both: {', '.join(sorted(odd))}")
    return {id: walks[id] for id in (*numbered, *ANSWERS)}


WALKS: Mapping[str, Walk] = _all()
