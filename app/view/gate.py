"""The one gate: the nearest state that can be shown, for links, menus and requests, and what was changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from urllib.parse import parse_qs

from app.scene.words.names import NOTEBOOK_CELLS
from app.view.keys import EVERYWHERE, KEYS, Key, ViewState
from app.view.nearest import either, last_text, nearest_value, quoted
from app.view.places import Place, keys_for, place
from app.view.runs import run_of
from app.walks import WALKS
from rnn_core import EVERY_CASE, ProblemError, Trace

Query = Mapping[str, str | Sequence[str]]


def valid(state: ViewState, trace_of: Callable[[ViewState], Trace] | None = None) -> tuple[ViewState, tuple[str, ...]]:
    """Return the nearest state that can be shown, and one sentence of plain text for each thing that was changed.

    The one gate for menus, the stage's requests and links: what a state says is read as a link is, so its values may be
    texts, or anything that a browser sends. What its problem has no use for, such as another problem's word, is kept.
    """
    values = {name: str(value) for name in KEYS if (value := getattr(state, name)) is not None}
    said = {name: text for name, text in values.items() if KEYS[name].belongs_to(state.problem)}
    nearest, notes = parse(said, trace_of)
    useless = [name for name in values.keys() - said.keys() if not KEYS[name].belongs_to(nearest.problem)]
    kept = {name: nearest_value(KEYS[name], values[name])[0] for name in useless}
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
    texts = {name: text for name in KEYS if (text := last_text(query.get(name, ()))) is not None}
    notes: dict[str, str] = {}

    walk, stop, texts = _on_the_way(texts, notes)

    def read(state: ViewState, keys: Mapping[str, Key]) -> ViewState:
        for name, key in keys.items():  # `problem` stands before the keys that belong to some problems only
            if name not in texts:
                continue
            text = texts[name]
            if key.belongs_to(state.problem):
                value, rule = nearest_value(key, text)
                if rule:
                    notes[name] = f"{rule}, so {value} is shown instead of {quoted(text)}."
                state = replace(state, **{name: KEYS[name].default if value == key.default else value})
            elif "problem" not in notes:  # else that note has said it
                notes[name] = f"{name} needs problem={either(key.problems)}, so {quoted(text)} is ignored."
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
        notes["walk"] = f"There is no walk {quoted(name)}, so none is taken."
        return "", 1, said
    stops = WALKS[name].stops
    stop, rule = nearest_value(replace(KEYS["stop"], bounds=(1, len(stops))), texts.get("stop", "1"))
    if rule:
        notes["stop"] = f"{rule}, so {stop} is shown instead of {quoted(texts['stop'])}."
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


@lru_cache
def at_stop(walk: str, stop: int) -> ViewState:
    """Return the state that a stop's own link opens, with a value for every key."""
    state, _ = parse_link(WALKS[walk].stops[stop - 1].link)
    return replace(state, **place(state, run_of(state))._asdict())
