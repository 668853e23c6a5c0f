"""The one file that touches st.session_state and the caches: what this visitor is looking at."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import parse_qs

import streamlit as st

from app.scene.scene import encode
from app.search import Search
from app.view import (
    ViewState,
    comparable,
    fixed,
    keys_for,
    mistake_of,
    parse,
    place,
    problem_key,
    run_of,
    stage_defaults,
)
from rnn_core import Address, ProblemError, Trace

MENU = "problem_menu"
KEPT = 64  # problems: a trace is at most a few hundred kB


class Shown(NamedTuple):
    """What is on the screen now, as far as the server knows."""

    address: Address
    selected: tuple[int, int]
    column: int


# Not st.cache_resource: it hashes the fields of a key anew at each of six calls a step, half of what the step costs.
@lru_cache(KEPT)
def _trace(key: ViewState) -> Trace:
    return run_of(key)


@lru_cache(KEPT)
def _scene(key: ViewState) -> bytes:
    return encode(_trace(key))


def state() -> ViewState:
    """The state of this session; the first call reads the link."""
    if "state" not in st.session_state:
        _open(dict(st.query_params), jump=False)
    current: ViewState = st.session_state.state
    return current


def trace() -> Trace:
    """The run of the current problem, from the cache."""
    return _trace(problem_key(state()))


def scene() -> bytes:
    """Its scene, from the cache."""
    return _scene(problem_key(state()))


def right_scene() -> bytes | None:
    """The scene of the right run, if both stand side by side."""
    return _scene(problem_key(replace(state(), mistake=""))) if state().view == "compare" else None


def link() -> dict[str, dict[str, str]]:
    """What the stage needs to write the address, apart from the panels' part."""
    return {"fixed": fixed(state(), "problem"), "defaults": stage_defaults(trace())}


def panels_link() -> dict[str, str]:
    """The panels' part of the address. It changes alone: sent with the scene it would send that again."""
    return fixed(state(), "panel")


def opening() -> Mapping[str, Any]:
    """The command by which the stage opens a step; the same until another one is given."""
    state()
    command: Mapping[str, Any] = st.session_state.opening
    return command


def change(note: str = "", **changes: Any) -> None:
    """Another problem: it opens at its default step and entry. `note` is a sentence above the picture."""
    new = replace(state(), at=None, unit=None, example=None, column=None, **changes)
    try:
        mistake_of(new)
    except ProblemError:  # with this cell or these sizes it cannot be made
        new, _ = comparable(replace(new, mistake=""))
    if problem_key(new) != problem_key(state()):
        _show(new, (note,) if note else (), jump=True)


def make(mistake: str) -> None:
    """A mistake is made, or ("") no longer."""
    if mistake != state().mistake:
        _show_here(mistake=mistake)


def set_mistake() -> None:
    """The stage wants a mistake to be made, or no longer."""
    make(st.session_state.stage.mistake or "")
    st.session_state.reopened = True


def set_view() -> None:
    """Both runs are to stand side by side, or one alone."""
    _show_here(view=st.session_state.stage.view)
    st.session_state.reopened = True


def _show_here(**changes: Any) -> None:
    """The same step and entry; the default step where there is no such step now."""
    now = shown(st.session_state.stage.get("shown"))
    unit, example = now.selected
    new, _ = comparable(replace(state(), **changes, unit=unit, example=example, column=now.column))
    steps = keys_for(_trace(problem_key(new)), new.view)["at"].choices
    _show(replace(new, at=now.address if now.address in steps else None), (), jump=True)


def set_panel(**changes: Any) -> None:
    """A panel's own keys: the step stays."""
    st.session_state.state = replace(state(), **changes)


def follow_link() -> None:
    """The browser went Back or Forward: open what the stage says the address is."""
    _open(parse_qs(str(st.session_state.stage.link).lstrip("?"), keep_blank_values=True), jump=False)
    st.session_state.reopened = True


def take_reopened() -> bool:
    """Whether a link was followed since the last call: the whole page must run again, not only the fragment."""
    return bool(st.session_state.pop("reopened", False))


def prefill(values: Mapping[str, Any], menu: str = "choose") -> None:
    """Make the widgets of the problem menu show the state, also after a link or Back."""
    for name, value in values.items():
        st.session_state[f"{menu}_{name}"] = value


def chosen(name: str) -> Any:
    """What a widget of the problem menu was set to."""
    return st.session_state[f"choose_{name}"]


def close_menu(key: str = MENU) -> None:
    """Close a menu: what was chosen is to be seen."""
    st.session_state[key] = False


def ask() -> None:
    """Somebody wants to know what is wrong with his own numbers."""
    end_search()
    st.session_state.asked = True


def take_asked() -> bool:
    """Whether that was just asked, once."""
    return bool(st.session_state.pop("asked", False))


def search() -> Search | None:
    """The search for the cause of somebody's numbers, under way or at its end."""
    found: Search | None = st.session_state.get("search")
    return found


def begin_search(text: str, case: str) -> None:
    """Search, and no longer for what was asked before."""
    end_search()
    st.session_state.search = Search(text, case)
    st.session_state.search.start()


def end_search() -> None:
    """Nobody wants to know it any more."""
    if under_way := st.session_state.pop("search", None):
        under_way.stop()


def leave_note(text: str) -> None:
    """A sentence for the menu's next drawing."""
    st.session_state.note = text


def take_note() -> str:
    """The sentence left by the last change, once."""
    return str(st.session_state.pop("note", ""))


def shown(reported: Mapping[str, Any] | None) -> Shown:
    """What the stage reports, if it has carried out the last command; until then the command itself."""
    if not reported or reported.get("id") != opening()["id"]:
        opened = place(state(), trace())
        return Shown(opened.at, (opened.unit, opened.example), opened.column)
    keys, at = keys_for(trace(), state().view), reported.get("at")
    address = next((step for step in keys["at"].choices if str(step) == at), keys["at"].default)
    unit, example, column = (_inside(reported.get(name), keys[name].bounds) for name in ("unit", "example", "column"))
    return Shown(address, (unit, example), column)


def _inside(value: Any, bounds: tuple[int, int] | None) -> int:
    assert bounds
    return min(max(value, bounds[0]), bounds[1]) if isinstance(value, int) else bounds[0]


def _open(query: Mapping[str, Any], *, jump: bool) -> None:
    new, notes = parse(query)
    _show(new, notes, jump=jump)


def _show(new: ViewState, notes: tuple[str, ...], *, jump: bool) -> None:
    st.session_state.state = new
    at, unit, example, column = place(new, _trace(problem_key(new)))
    st.session_state.opening = {
        "id": secrets.token_hex(8),  # random: a counter would start again with the server while the page stays
        "at": str(at),
        "unit": unit,
        "example": example,
        "column": column,
        "view": new.view,
        "notes": list(notes),
        "jump": jump,
    }
