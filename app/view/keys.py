"""The keys of a link: the fields of ViewState are the table of them, `KEYS` is that table by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from app.bounds import SIZES
from app.scene.words.names import COURSE, SCHEMES, Names
from app.walks import WALKS
from rnn_core import CELLS, EVERY_CASE, Address
from rnn_core.problems import SEEDS

Owner = Literal["stage", "problem"]


@dataclass(frozen=True)
class Key:
    """One key of a link.

    `owner` is who changes it: the stage, or what is run and shown there. `problems` are those that it belongs to
    (empty: all). Where the default is None, `keys_for` knows it, and the bounds or choices, once the problem has run.
    """

    name: str
    default: Any
    type: type
    owner: Owner
    doc: str
    choices: tuple[Any, ...] = ()
    bounds: tuple[int, int] | None = None
    problems: tuple[str, ...] = ()

    def belongs_to(self, problem: str) -> bool:
        """Return whether this key says anything about that problem."""
        return not self.problems or problem in self.problems


def _key(kind: type, owner: Owner, doc: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "owner": owner, "doc": doc, **more}


def _size(name: str, doc: str) -> dict[str, Any]:
    return _key(int, "problem", doc, bounds=SIZES[name], problems=("random",))


_PROBLEMS = ("hello", "word", "notebook", "random")
_CELL_NAMES = tuple(cell.name for cell in CELLS)
_TESTS = {"choices": tuple(dict.fromkeys(case.test for case in EVERY_CASE)), "problems": ("notebook",)}
_TABS = ("code", "loss", "sizes", "check", "shapes", "damage", "thread")
_VIEWS = ("page", "classroom", "compare")
_WALKS = ("", *WALKS)
_STOPS = max(len(walk.stops) for walk in WALKS.values())
EVERYWHERE = ("code", "names")  # what a visitor has chosen for a whole walk, not for one of its stops
_DRAWN = {"bounds": SEEDS, "problems": ("word", "random")}


@dataclass(frozen=True)
class ViewState:
    """What a link says, and the table of its keys. None: the default that the problem chooses, see `place`."""

    at: Address | None = field(default=None, metadata=_key(Address, "stage", "the step: pass.timestep.quantity"))
    problem: str = field(default="hello", metadata=_key(str, "problem", "what is run", choices=_PROBLEMS))
    word: str = field(default="banana", metadata=_key(str, "problem", "a word of one's own", problems=("word",)))
    cell: str = field(default="rnn", metadata=_key(str, "problem", "the kind of cell", choices=_CELL_NAMES))
    test: str = field(default="backward", metadata=_key(str, "problem", "which of the notebook's tests", **_TESTS))
    n_x: int = field(default=3, metadata=_size("n_x", "the number of inputs"))
    n_a: int = field(default=5, metadata=_size("n_a", "the number of units"))
    n_y: int = field(default=2, metadata=_size("n_y", "the number of classes"))
    m: int = field(default=10, metadata=_size("m", "the number of examples"))
    T: int = field(default=4, metadata=_size("T", "the number of timesteps"))
    seed: int = field(default=1, metadata=_key(int, "problem", "what the numbers are drawn from", **_DRAWN))
    mistake: str = field(default="", metadata=_key(str, "problem", "a mistake that the run makes"))
    unit: int | None = field(default=None, metadata=_key(int, "stage", "the unit to follow, from 1"))
    example: int | None = field(default=None, metadata=_key(int, "stage", "the example, from 1"))
    column: int | None = field(default=None, metadata=_key(int, "stage", "the column of weights to follow, or 0"))
    view: str = field(default="page", metadata=_key(str, "stage", "how it looks", choices=_VIEWS))
    code: str = field(default="on", metadata=_key(str, "problem", "show the backward code", choices=("on", "off")))
    names: Names = field(default=COURSE, metadata=_key(str, "problem", "what quantities are called", choices=SCHEMES))
    ask: str = field(default="off", metadata=_key(str, "problem", "guess before the answer", choices=("off", "on")))
    tab: str = field(default="code", metadata=_key(str, "stage", "the panel that is open", choices=_TABS))
    walk: str = field(default="", metadata=_key(str, "stage", "the walk that is taken", choices=_WALKS))
    stop: int = field(default=1, metadata=_key(int, "stage", "which of its stops, from 1", bounds=(1, _STOPS)))


KEYS: Mapping[str, Key] = {f.name: Key(f.name, f.default, **f.metadata) for f in fields(ViewState)}
