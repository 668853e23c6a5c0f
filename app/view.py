"""A link is the whole state: the frozen ViewState and the one codec between it and a query string.

The fields of ViewState are the table of all keys of a link; `KEYS` is that table by name, and nothing else here knows a
bound, a choice or a default. What a link says is only ever compared, clamped or counted, never executed.

>>> state, notes = parse({"problem": "notebook", "at": "backward.9.dz"})
>>> print(notes[0])
Timesteps go from 1 to 4, so backward.4.dz is shown instead of “backward.9.dz”.
>>> to_query(state, rnn_core.run(problem_of(state)))
{'at': 'backward.4.dz', 'problem': 'notebook'}
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, Literal, NamedTuple, get_args
from urllib.parse import parse_qs, urlencode

import rnn_core
from app.scene.words.names import COURSE, NOTEBOOK_CELLS, SCHEMES, Names
from app.selection import default_address, selection
from app.walks import WALKS
from rnn_core import (
    CELLS,
    DENSE,
    EVERY_CASE,
    GIVEN,
    Address,
    Mistake,
    Model,
    Problem,
    ProblemError,
    Program,
    Trace,
    find_case,
)
from rnn_core.problems import SEEDS
from rnn_core.trace import Phase

Owner = Literal["stage", "problem"]
Query = Mapping[str, str | Sequence[str]]
QUOTED = 40  # characters of a link that a note repeats


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


class Place(NamedTuple):
    """The step, unit and example that are shown, and the column of every weight (0: the input that is on; the unit)."""

    at: Address
    unit: int
    example: int
    column: int

    @property
    def selected(self) -> tuple[int, int]:
        """Give the unit and the example."""
        return self.unit, self.example

    def to_texts(self) -> dict[str, str]:
        """Write it as the player takes it: by key, as in a link."""
        return {key: str(value) for key, value in self._asdict().items()}


def keys_for(trace: Trace, view: str = "page") -> dict[str, Key]:
    """Return the table with everything that depends on the problem filled in."""
    # A mistake changes neither the unit that is followed nor, where its run has that step, where one begins.
    unit, example = selection(trace.right)
    _, n_a, m = trace["a"].shape
    # Of two runs side by side the one with more steps is stepped through.
    steps = max(trace.steps, trace.right.steps, key=len) if view == "compare" else trace.steps
    begin, _ = _nearest_step(
        replace(KEYS["at"], default=trace.steps[0], choices=trace.steps), str(default_address(trace.problem))
    )
    of_problem: dict[str, dict[str, Any]] = {
        "at": {"default": begin, "choices": steps},
        "unit": {"default": unit, "bounds": (1, n_a)},
        "example": {"default": example, "bounds": (1, m)},
        "column": {"default": 0, "bounds": (0, max(trace[weight].shape[1] for weight in trace.problem.model.weights))},
    }
    return {name: replace(key, **of_problem.get(name, {})) for name, key in KEYS.items()}


def valid(state: ViewState, trace_of: Callable[[ViewState], Trace] | None = None) -> tuple[ViewState, tuple[str, ...]]:
    """Return the nearest state that can be shown, and one sentence of plain text for each thing that was changed.

    The one gate for menus, the stage's requests and links: what a state says is read as a link is, so its values may be
    texts, or anything that a browser sends. What its problem has no use for, such as another problem's word, is kept.
    """
    values = {name: str(value) for name in KEYS if (value := getattr(state, name)) is not None}
    said = {name: text for name, text in values.items() if KEYS[name].belongs_to(state.problem)}
    nearest, notes = parse(said, trace_of)
    useless = [name for name in values.keys() - said.keys() if not KEYS[name].belongs_to(nearest.problem)]
    kept = {name: _nearest(KEYS[name], values[name])[0] for name in useless}
    return replace(nearest, **kept), notes


def parse_link(link: str, trace_of: Callable[[ViewState], Trace] | None = None) -> tuple[ViewState, tuple[str, ...]]:
    """Return the same as `parse`, of an address or what it has from its first question mark on."""
    return parse(query_of(link), trace_of)


def parse(query: Query, trace_of: Callable[[ViewState], Trace] | None = None) -> tuple[ViewState, tuple[str, ...]]:
    """Return the valid state nearest to a link, and one sentence of plain text for each thing that was changed. Never
    raises.

    Of a repeated key the last value counts; unknown keys are ignored. A default of the problem is None in the state, so
    links to one picture give equal states. Notes quote the link: show them as text, not Markdown. `trace_of` is
    `run_of`, or caches it.
    """
    texts = {name: text for name in KEYS if (text := _last(query.get(name, ()))) is not None}
    notes: dict[str, str] = {}

    walk, stop, texts = _on_the_way(texts, notes)

    def read(state: ViewState, keys: Mapping[str, Key]) -> ViewState:
        for name, key in keys.items():  # `problem` stands before the keys that belong to some problems only
            if name not in texts:
                continue
            text = texts[name]
            if key.belongs_to(state.problem):
                value, rule = _nearest(key, text)
                if rule:
                    notes[name] = f"{rule}, so {value} is shown instead of {_quoted(text)}."
                state = replace(state, **{name: KEYS[name].default if value == key.default else value})
            elif "problem" not in notes:  # else that note has said it
                notes[name] = f"{name} needs problem={_either(key.problems)}, so {_quoted(text)} is ignored."
        return state

    state = read(ViewState(), {name: key for name, key in KEYS.items() if key.default is not None})
    state, trace, more = _runnable(state, trace_of or run_of)
    notes |= more
    keys = keys_for(trace, state.view)
    state = read(state, {name: keys[name] for name in Place._fields})
    if walk and _is_elsewhere(state, at_stop(walk, stop)):
        plain_state, said = parse(
            {name: text for name, text in query.items() if name not in ("walk", "stop")}, trace_of
        )
        return plain_state, ("A walk has problems of its own, so none is taken here.", *said)
    if walk:  # a default is one's own, too, where the stop says something else
        state = replace(state, walk=walk, stop=stop, **place(state, trace)._asdict())
    return state, tuple(notes.values())


def _on_the_way(texts: dict[str, str], notes: dict[str, str]) -> tuple[str, int, dict[str, str]]:
    """Return the walk that is taken, if any, at which of its stops, and what the link says, and for the rest the
    stop's."""
    said = {name: text for name, text in texts.items() if name not in ("walk", "stop")}
    name = texts.get("walk", "").strip()
    if not name:
        return "", 1, said
    if name not in WALKS:
        notes["walk"] = f"There is no walk {_quoted(name)}, so none is taken."
        return "", 1, said
    stops = WALKS[name].stops
    stop, rule = _nearest(replace(KEYS["stop"], bounds=(1, len(stops))), texts.get("stop", "1"))
    if rule:
        notes["stop"] = f"{rule}, so {stop} is shown instead of {_quoted(texts['stop'])}."
    return name, stop, {name: texts[-1] for name, texts in query_of(stops[stop - 1].link).items()} | said


def _is_elsewhere(state: ViewState, stop_state: ViewState) -> bool:
    """Return whether a link asks for another problem than its walk's stop has: what is said there would not be true of
    it."""
    free = ("mistake", "ask", *EVERYWHERE)
    named = [key for key in KEYS.values() if key.owner == "problem" and key.name not in free]
    return any(
        getattr(state, key.name) != getattr(stop_state, key.name) for key in named if key.belongs_to(stop_state.problem)
    )


def query_of(link: str) -> dict[str, list[str]]:
    """Read the keys of an address, or of what it has from its question mark on, each with its values."""
    return parse_qs(link.partition("?")[2] if "?" in link else link, keep_blank_values=True)


def _runnable(state: ViewState, trace_of: Callable[[ViewState], Trace]) -> tuple[ViewState, Trace, Mapping[str, str]]:
    """Return the nearest state whose keys go together, its run, and by key a sentence for each thing that was
    changed."""
    notes: dict[str, str] = {}
    if state.problem == "notebook" and state.cell not in NOTEBOOK_CELLS:
        state = replace(state, cell=NOTEBOOK_CELLS[0])
        notes["cell"] = "The notebook has an RNN and an LSTM, but no GRU, so its RNN is shown."
    tests = {(case.problem.cell.name, case.test) for case in EVERY_CASE}
    if state.problem == "notebook" and (state.cell, state.test) not in tests:
        state = replace(state, test=state.test.removeprefix("older_"))
        notes["test"] = f"The {state.cell.upper()}'s test is the same in older editions."
    try:
        trace = trace_of(state)
    except ProblemError as error:
        notes["mistake"] = f"{error} No mistake is made here."
        state = replace(state, mistake="")
        trace = trace_of(state)
    if state.view == "compare" and not state.mistake:
        state = replace(state, view="page")
        notes["view"] = "Two runs are compared when a mistake is on, so the page of one run is shown."
    return state, trace, notes


def problem_of(state: ViewState) -> Problem:
    """Return the problem that a state opens. It depends on `problem_key(state)` alone: cache it by that."""
    cell = next(cell for cell in CELLS if cell.name == state.cell)
    if state.problem == "word":
        return rnn_core.word(state.word, state.seed, cell)
    if state.problem == "random":
        return rnn_core.random_problem(state.n_x, state.n_a, state.n_y, state.m, state.T, state.seed, cell)
    return find_case(state.cell, state.test).problem if state.problem == "notebook" else rnn_core.hello(cell)


def mistake_of(state: ViewState) -> Mistake:
    """Return the mistake that is made. Raises ProblemError for a name that means none with this problem."""
    return rnn_core.find_mistake(problem_of(state), state.mistake) if state.mistake else ()


def run_of(state: ViewState) -> Trace:
    """Return the run that a state shows."""
    problem = problem_of(state)
    return rnn_core.run(problem, Program.of(problem.model, mistake_of(state)))


def problem_key(state: ViewState) -> ViewState:
    """Return the state with defaults in place of everything on which neither its run nor the scene of it depends."""
    owned = [key.name for key in KEYS.values() if key.owner == "problem" and key.belongs_to(state.problem)]
    owned.remove("ask")  # what is asked is no part of a scene
    return ViewState(**{name: getattr(state, name) for name in owned})


def place(state: ViewState, trace: Trace) -> Place:
    """Return the step, unit, example and column that a state shows: its own, or the defaults of its problem."""
    keys, chosen = keys_for(trace), {name: getattr(state, name) for name in Place._fields}
    return Place(**{name: keys[name].default if value is None else value for name, value in chosen.items()})


def move(state: ViewState, **changes: Any) -> ViewState:
    """Return a visitor's state somewhere else: another step or problem. Only the old step and entry are left behind."""
    return replace(state, **{**dict.fromkeys(Place._fields), "walk": "", "stop": 1, **changes})


def link(state: ViewState, trace: Trace) -> str:
    """Return the link to a state of this run."""
    return "?" + urlencode(to_query(state, trace))


def to_query(state: ViewState, trace: Trace) -> dict[str, str]:
    """Return the query string of a state: only what differs from the defaults of its problem, or from its walk's
    stop."""
    return _differing(state, keys_for(trace).values())


def fixed(state: ViewState) -> dict[str, str]:
    """Return the part of `to_query` that the stage, the only writer of the address bar, hands on unchanged: the
    problem's, without its mistake."""
    return _differing(state, [key for key in KEYS.values() if key.owner == "problem" and key.name != "mistake"])


def run_query(state: ViewState) -> str:
    """Return the link to the problem of a state, without its mistake: what has the same is shown with the same runs."""
    return urlencode(fixed(replace(state, walk="", stop=1, ask="off")))


def stage_defaults(trace: Trace) -> dict[str, str]:
    """Return the stage's own keys with their defaults, as written in a link: the stage leaves out what equals them."""
    return {name: str(key.default) for name, key in keys_for(trace).items() if key.owner == "stage"}


@lru_cache
def at_stop(walk: str, stop: int) -> ViewState:
    """Return the state that a stop's own link opens, with a value for every key."""
    state, _ = parse_link(WALKS[walk].stops[stop - 1].link)
    return replace(state, **place(state, run_of(state))._asdict())


def _differing(state: ViewState, keys: Iterable[Key]) -> dict[str, str]:
    stop_state = at_stop(state.walk, state.stop) if state.walk else None
    written = {}
    for key in keys:
        default = key.default if stop_state is None or key.name in ("walk", "stop") else getattr(stop_state, key.name)
        value = key.default if (chosen := getattr(state, key.name)) is None else chosen
        if key.belongs_to(state.problem) and value != default:
            written[key.name] = str(value)
    return written


def _nearest(key: Key, text: str) -> tuple[Any, str]:
    """Return the valid value nearest to a text, and the rule that the text breaks, if any."""
    if key.type is Address:
        return _nearest_step(key, text.strip())
    if key.bounds:
        low, high = key.bounds
        if (number := _whole(text)) is None:
            return key.default, f"{key.name} is a whole number from {low} to {high}"
        inside = min(max(number, low), high)
        return inside, "" if inside == number else f"{key.name} goes from {low} to {high}"
    if key.choices:
        nearest = _closest(text.strip(), key.choices, cutoff=0.6) or key.default
        return nearest, "" if nearest == text.strip().lower() else f"{key.name} can be {_either(key.choices)}"
    if key.name == "mistake":  # its problem says whether it can be made
        return text.strip(), ""
    try:
        return rnn_core.word(text).text, ""
    except ProblemError as error:
        return key.default, str(error).removesuffix(".")


def _nearest_step(key: Key, text: str) -> tuple[Address, str]:
    """Return the same pass and quantity at the nearest timestep; else the nearest quantity there; else the default
    step."""
    name_of_pass, _, rest = text.partition(".")
    steps = [step for step in key.choices if step.phase == name_of_pass]
    number, _, name = rest.partition(".") if steps and steps[0].t else ("0", "", rest)  # turn.J, end.da0 have no t
    if not steps and name_of_pass in get_args(Phase):
        return key.default, "This problem has no such step"
    if not steps or (t := _whole(number)) is None:
        return key.default, "at names a pass, a timestep and a quantity"
    low, high = min(step.t for step in steps), max(step.t for step in steps)
    inside = min(max(t, low), high)
    by_quantity = {step.quantity: step for step in steps if step.t == inside}
    if name in by_quantity:
        return by_quantity[name], "" if inside == t else f"Timesteps go from {low} to {high}"
    return by_quantity[_nearest_quantity(steps[0].phase, name, tuple(by_quantity))], "This problem has no such step"


def _nearest_quantity(phase: Phase, name: str, quantities: tuple[str, ...]) -> str:
    """Return `zf` as `z` where there is one gate less. If another cell or head writes it: what comes next in its lines
    and exists here. Else the closest name."""
    if name[:-1] in quantities:
        return name[:-1]
    if phase == "forward" or phase == "backward":
        tables = [list(Model(cell, head).lines(phase)) for cell in CELLS for head in (DENSE, GIVEN)]
        later = [line for lines in tables if name in lines for line in lines[lines.index(name) :] if line in quantities]
        if later:
            return later[0]
    return _closest(name, quantities, cutoff=0.0)


def _closest(text: str, names: Sequence[str], *, cutoff: float) -> str:
    lowered = {name.lower(): name for name in names}
    return next((lowered[n] for n in get_close_matches(text[:QUOTED].lower(), lowered, n=1, cutoff=cutoff)), "")


def _whole(text: str) -> int | None:
    text = text.strip()[:4000]  # Python reads no more than 4,300 digits
    return int(text) if re.fullmatch(r"[+-]?\d+", text) else None


def _last(value: object) -> str | None:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return str(value[-1]) if value else None
    return str(value)


def _either(names: tuple[str, ...]) -> str:
    return ", ".join((*names[:-2], " or ".join(names[-2:])))


def _quoted(text: str) -> str:
    short = text if len(text) <= QUOTED else text[: QUOTED - 1] + "…"
    return "“" + "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in short) + "”"
