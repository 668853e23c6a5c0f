"""A walk as the player is told of it: where its stops are, and what is said there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any, cast

from app.scene import types as sent
from app.scene.ask import ask, ask_of
from app.scene.rich import rich
from app.view import EVERYWHERE, ViewState, at_stop, place, run_query
from app.walks import WALKS, Stop, Walk
from rnn_core import Trace


def on_walk(state: ViewState) -> list[ViewState]:
    """List the states of all stops of a walk; what the visitor has chosen for all of it is kept."""
    stops = WALKS[state.walk].stops if state.walk else ()
    return [replace(at_stop(state.walk, i), **_of_all(state), walk=state.walk, stop=i) for i, _ in enumerate(stops, 1)]


def _of_all(state: ViewState) -> dict[str, Any]:
    """Say what the visitor has chosen for the whole of a walk."""
    return {name: getattr(state, name) for name in EVERYWHERE}


def describe_walk(state: ViewState, trace_of: Callable[[ViewState], Trace]) -> sent.Walk | None:
    """Describe the walk that a state is on, if any; its runs are those of `trace_of`: `run_of`, or what caches it."""
    if not state.walk:
        return None
    walk = WALKS[state.walk]
    stops = [
        _stop(said, stop_state, trace_of(stop_state))
        for said, stop_state in zip(walk.stops, on_walk(state), strict=True)
    ]
    return {"id": walk.id, "question": walk.question, "next": following(walk), "stops": stops}


def asked_at(state: ViewState, trace: Trace) -> sent.Ask | None:
    """Return the question that is asked where a state is: that of its walk's stop, or, if its link wants one, of its
    step."""
    if state.walk and WALKS[state.walk].stops[state.stop - 1].ask:
        stop_state = at_stop(state.walk, state.stop)
        return (
            ask(trace, *place(stop_state, trace), seed=stop_state.seed) if state.mistake == stop_state.mistake else None
        )
    return ask_of(state, trace)


def choices_at(state: ViewState, trace: Trace) -> list[str]:
    """Name the mistakes that may be chosen where one is asked."""
    question = asked_at(state, trace)
    return [choice["mistake"] for choice in question["choices"] if "mistake" in choice] if question else []


def following(walk: Walk) -> str:
    """Name the walk that comes after a numbered one, or nothing."""
    numbered = [walk_before.id for walk_before in WALKS.values() if walk_before.is_numbered]
    return next((id for before, id in pairwise(numbered) if before == walk.id), "")


def _stop(said: Stop, stop_state: ViewState, trace: Trace) -> sent.Stop:
    t = place(stop_state, trace).at.t
    stop: sent.Stop = {
        "run": run_query(stop_state),
        "mistake": stop_state.mistake,
        "place": cast(sent.StopPlace, {**place(stop_state, trace).to_texts(), "tab": stop_state.tab}),
        "headline": rich(said.headline, trace.problem, t, stop_state.names),
        "line": rich(said.line, trace.problem, t, stop_state.names),
    }
    if question := asked_at(stop_state, trace):
        stop["ask"] = question
    return stop
