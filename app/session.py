"""The one file that touches st.session_state: what this visitor is looking at."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from app import store
from app.headers import ROUTES
from app.search import Search
from app.stops import asked_at, describe_walk
from app.view import (
    EVERYWHERE,
    KEYS,
    Place,
    ViewState,
    fixed,
    keys_for,
    move,
    parse,
    parse_link,
    place,
    run_query,
    stage_defaults,
    valid,
)
from rnn_core import Classic, Trace

FAILED = "That could not be shown, so nothing has changed."
Reader = Callable[[Any, Callable[[ViewState], Trace]], tuple[ViewState, tuple[str, ...]]]


def _scenes(state: ViewState) -> tuple[bytes, bytes | None]:
    right = store.scene_of(replace(state, mistake="")) if state.view == "compare" else None
    return store.scene_of(state), right


def state() -> ViewState:
    """Return the state of this session; the first call reads the link. Who comes without one is told where to begin."""
    if "state" not in st.session_state:
        query = dict(st.query_params)
        _show(parse, query, jump=False)
        st.session_state.opening["welcome"] = not query.keys() & KEYS.keys()
    current: ViewState = st.session_state.state
    return current


def trace() -> Trace:
    """Get the run of the current problem."""
    return store.run_of(state())


def mistakes() -> tuple[Classic, ...]:
    """List the classic mistakes that can be made with the current problem."""
    return store.classics_of(state())


def scenes() -> tuple[bytes, bytes | None]:
    """Get the scene of this run, and that of the right run if both stand side by side."""
    return _scenes(state())


def link() -> dict[str, Any]:
    """Say what the stage needs to write the address, and whether `play` is beside it."""
    served = ROUTES in st.context.headers
    return {
        "run": run_query(state()),
        "fixed": fixed(state()),
        "mistake": state().mistake,
        "defaults": stage_defaults(trace()),
        "served": served,
    }


def opening() -> Mapping[str, Any]:
    """Return the command by which the stage opens a step; the same until another one is given."""
    state()
    command: Mapping[str, Any] = st.session_state.opening
    return command


def change(**changes: Any) -> None:
    """Show another problem, at its default step and entry; the values may be texts, as in a link."""
    now = state()
    if any(str(getattr(now, name)) != str(value) for name, value in changes.items()):
        _show(valid, move(now, **changes), jump=True)


def make(mistake: str, answer_to: str = "") -> None:
    """Make a mistake, or ("") none; without one there is nothing to compare with.

    The stage is answered also if it asks for what is so: two requests in quick succession can arrive as the last alone.
    """
    now = _on_screen()
    view = "page" if now.view == "compare" and not mistake else now.view
    if answer_to or mistake != now.mistake:
        _show(valid, replace(now, mistake=mistake, view=view), jump=True, answer_to=answer_to, anew=False)


def set_mistake() -> None:
    """Make the mistake that the stage asks for, or none."""
    make(*_request_in(st.session_state.stage.mistake))
    st.session_state.reopened = True


def set_view(view: str = "") -> None:
    """Show both runs side by side, one alone, or the classroom: the one that is named, or that the stage asks for."""
    answer_to = ""
    if not view:
        view, answer_to = _request_in(st.session_state.stage.view)
    _show(valid, replace(_on_screen(), view=view), jump=True, answer_to=answer_to, anew=False)
    st.session_state.reopened = True


def take_walk(walk: str = "") -> None:
    """Begin a walk: the one that is named, or that the stage asks for."""
    named = walk or _request_in(st.session_state.stage.walk)[0]
    now = _on_screen()
    kept = {name: getattr(now, name) for name in EVERYWHERE}
    _show(parse, {"walk": named, "view": "page" if now.view == "compare" else now.view, **kept}, jump=True)
    st.session_state.reopened = True


def go_to_stop() -> None:
    """Open another stop of the walk, or ("0") leave it: one's own state comes back."""
    stop, answer_to = _request_in(st.session_state.stage.stop)
    now = _on_screen()
    if stop != "0":
        for_the_walk = {name: getattr(now, name) for name in ("walk", "view", *EVERYWHERE)}
        _show(parse, {**for_the_walk, "stop": stop}, jump=True, answer_to=answer_to)
    else:
        _show(valid, st.session_state.pop("own", None) or replace(now, walk="", stop=1), jump=True)
    st.session_state.reopened = True


def _request_in(said: Any) -> tuple[str, str]:
    """Say what the stage asks for, and the id of it if it shows that already."""
    request = said if isinstance(said, Mapping) else {}
    return str(request.get("value", "")), str(request.get("id", ""))[:40]


def _on_screen() -> ViewState:
    """Return the state with the step and entry that are on the screen."""
    stage = st.session_state.get("stage")
    reported = stage.get("shown") if stage else None
    now = state()
    stop = now.stop
    if now.walk and isinstance(reported, Mapping) and _is_done(reported):
        stop = _inside(reported.get("stop"), KEYS["stop"].bounds)
    return replace(now, **shown(reported)._asdict(), tab=open_tab(reported), stop=stop)


def choose(**chosen: Any) -> None:
    """Choose how the step that is shown is told: with its backward code or not, by which names, asked first or not."""
    _show(valid, replace(_on_screen(), **chosen), jump=False, anew="ask" in chosen)


def follow_link() -> None:
    """Open what the stage says the address is: the browser went Back or Forward."""
    _show(parse_link, str(st.session_state.stage.link), jump=False)
    st.session_state.reopened = True


def take_reopened() -> bool:
    """Return whether a link was followed since the last call: the whole page must run again, not only the fragment."""
    return bool(st.session_state.pop("reopened", False))


def given() -> tuple[int, Mapping[str, str]]:
    """Say what the fields of the dialog about somebody's own numbers have in them at first, and a number for their
    keys."""
    now: tuple[int, Mapping[str, str]] = st.session_state.get("given", (0, {}))
    return now


def give(**values: str) -> None:
    """Put new fields with these texts in the place of those in the dialog.

    New ones: what a click says of the old ones that was made before these came is not taken for theirs. And at first:
    a text that is set later is lost where a click interrupts the run that sends it.
    """
    st.session_state.given = (given()[0] + 1, values)


def choice() -> dict[str, str]:
    """Say what was chosen in a menu: keys of a link with their texts, and perhaps `ask`, and the `id` to answer to."""
    said = st.session_state.menu.choose
    return {str(name): str(text) for name, text in said.items()} if isinstance(said, Mapping) else {}


def leave_answer(choice: str, refused: str = "") -> None:
    """Answer the choice with this id: done, or a sentence why it was refused."""
    st.session_state.answer = {"id": choice, "refused": refused}


def answer() -> Mapping[str, str]:
    """Return the answer to the last choice."""
    last: Mapping[str, str] = st.session_state.get("answer", {})
    return last


def ask(dialog: str) -> None:
    """Open a dialog: somebody asks what is wrong with their own numbers, or how to teach."""
    end_search()
    give()
    st.session_state.asked = dialog


def take_asked() -> str:
    """Name the dialog that was just asked for, once."""
    return str(st.session_state.pop("asked", ""))


def search() -> Search | None:
    """Return the search for the cause of somebody's numbers, under way or at its end."""
    under_way: Search | None = st.session_state.get("search")
    return under_way


def begin_search(text: str, case: str) -> None:
    """Search, and no longer for what was asked before."""
    end_search()
    st.session_state.search = Search(text, case)
    st.session_state.search.start()


def end_search() -> None:
    """Stop the search, if one is under way."""
    if under_way := st.session_state.pop("search", None):
        under_way.stop()


def _is_done(reported: Any) -> bool:
    """Return whether the stage reports that it has carried out the last command."""
    return isinstance(reported, Mapping) and reported.get("id") == opening()["id"]


def shown(reported: Any) -> Place:
    """Say what the stage reports, if it has carried out the last command; until then the command itself."""
    if not _is_done(reported):
        return place(state(), trace())
    keys, at = keys_for(trace(), state().view), reported.get("at")
    address = next((step for step in keys["at"].choices if str(step) == at), keys["at"].default)
    return Place(address, *(_inside(reported.get(name), keys[name].bounds) for name in Place._fields[1:]))


def open_tab(reported: Any) -> str:
    """Say which tab the stage reports to be open, until it has carried out the last command that of the command, or
    where a question is asked the one that has nothing here: no panel shows an answer that somebody is to guess."""
    done = _is_done(reported)
    first = KEYS["tab"].default if opening().get("ask") else state().tab
    return next((tab for tab in KEYS["tab"].choices if done and reported.get("tab") == tab), first)


def _inside(value: Any, bounds: tuple[int, int] | None) -> int:
    """Return a number that the browser reports, held within its bounds; the lower one for what is no whole number."""
    low, high = bounds or (0, 0)
    return min(max(value, low), high) if type(value) is int else low  # a bool is an int too


def _show(read: Reader, wanted: Any, *, jump: bool, answer_to: str = "", anew: bool = True) -> None:
    """Show what is asked for: a link, if `parse` is to read it, or for `valid` a state.

    With an id to `answer_to` the stage shows it already, and has nothing to open unless it was to be changed. What is
    opened `anew` has a question of its own, if it wants one; else the stage keeps the one that it has.

    It is run and drawn first and stored after. Whatever goes wrong there is a fault of ours, and is for the log; the
    visitor keeps what is on the screen.
    """
    try:
        new, notes = read(wanted, store.run_of)
        _scenes(new)
    except Exception:
        logging.getLogger(__name__).exception("cannot show %r", wanted)
        new, notes = _on_screen() if "state" in st.session_state else ViewState(), (FAILED,)
    opened = place(new, store.run_of(new))
    before: ViewState | None = st.session_state.get("state")
    if before and new.walk and not before.walk:
        st.session_state.own = before
    st.session_state.state = new
    st.session_state.opening = {
        # Random: a counter would start again with the server while the page stays.
        "id": (not notes and answer_to) or secrets.token_hex(8),
        **opened.to_texts(),
        "view": new.view,
        "tab": new.tab,
        "taken": describe_walk(new, store.run_of),
        "stop": new.stop,
        "notes": list(notes),
        "welcome": False,
        "jump": jump,
        **({"ask": asked_at(new, store.run_of(new))} if anew else {}),
    }
