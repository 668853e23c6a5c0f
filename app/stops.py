"""A walk as the player is told of it: where its stops are, and what is said there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

from app.scene import types as sent
from app.scene.rich import rich
from app.view import EVERYWHERE, ViewState, at_stop, run_query
from app.walks import WALKS, Stop, Walk
from rnn_core import Trace


def on_walk(state: ViewState) -> list[ViewState]:
    """List the states of all stops of a walk; what the visitor has chosen for all of it is kept."""
    stops = WALKS[state.walk].stops if state.walk else ()
    kept: Any = {name: getattr(state, name) for name in EVERYWHERE}
    return [replace(at_stop(state.walk, i), **kept) for i, _ in enumerate(stops, 1)]


def told(state: ViewState, trace_of: Callable[[ViewState], Trace]) -> sent.Walk | None:
    """Describe the walk that a state is on, if any; its runs are those of `trace_of`: `run_of`, or what caches it."""
    if not state.walk:
        return None
    walk = WALKS[state.walk]
    stops = [_stop(said, there, trace_of(there)) for said, there in zip(walk.stops, on_walk(state), strict=True)]
    return {"id": walk.id, "question": walk.question, "next": following(walk), "stops": stops}


def following(walk: Walk) -> str:
    """Name the walk that comes after a numbered one, or nothing."""
    numbered = [one.id for one in WALKS.values() if one.is_numbered]
    return next((id for before, id in pairwise(numbered) if before == walk.id), "")


def _stop(said: Stop, there: ViewState, trace: Trace) -> sent.Stop:
    assert there.at is not None
    t = there.at.t
    return {
        "run": run_query(there),
        "mistake": there.mistake,
        "place": {
            "at": str(there.at),
            "unit": str(there.unit),
            "example": str(there.example),
            "column": str(there.column),
            "tab": there.tab,
        },
        "headline": rich(said.headline, trace.problem, t, there.names),
        "line": rich(said.line, trace.problem, t, there.names),
    }
