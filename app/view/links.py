"""A state as a link: only what differs from its defaults is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlencode

from app.view.gate import at_stop
from app.view.keys import KEYS, Key, ViewState
from app.view.places import keys_for
from rnn_core import Trace


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


def _differing(state: ViewState, keys: Iterable[Key]) -> dict[str, str]:
    stop_state = at_stop(state.walk, state.stop) if state.walk else None
    written = {}
    for key in keys:
        default = key.default if stop_state is None or key.name in ("walk", "stop") else getattr(stop_state, key.name)
        value = key.default if (chosen := getattr(state, key.name)) is None else chosen
        if key.belongs_to(state.problem) and value != default:
            written[key.name] = str(value)
    return written
