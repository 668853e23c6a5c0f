"""Where in its run a state is: its own step and entry, or those at which its problem opens."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from app.selection import default_address, selection
from app.view.keys import KEYS, Key, ViewState
from app.view.nearest import nearest_step
from rnn_core import Address, Trace


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
    begin, _ = nearest_step(
        replace(KEYS["at"], default=trace.steps[0], choices=trace.steps), str(default_address(trace.problem))
    )
    of_problem: dict[str, dict[str, Any]] = {
        "at": {"default": begin, "choices": steps},
        "unit": {"default": unit, "bounds": (1, n_a)},
        "example": {"default": example, "bounds": (1, m)},
        "column": {"default": 0, "bounds": (0, max(trace[weight].shape[1] for weight in trace.problem.model.weights))},
    }
    return {name: replace(key, **of_problem.get(name, {})) for name, key in KEYS.items()}


def place(state: ViewState, trace: Trace) -> Place:
    """Return the step, unit, example and column that a state shows: its own, or the defaults of its problem."""
    keys, chosen = keys_for(trace), {name: getattr(state, name) for name in Place._fields}
    return Place(**{name: keys[name].default if value is None else value for name, value in chosen.items()})


def move(state: ViewState, **changes: Any) -> ViewState:
    """Return a visitor's state somewhere else: another step or problem. Only the old step and entry are left behind."""
    return replace(state, **{**dict.fromkeys(Place._fields), "walk": "", "stop": 1, **changes})
