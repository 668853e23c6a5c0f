"""What a panel is drawn of: one run at one step, as one visitor sees it."""

from __future__ import annotations

from dataclasses import dataclass

from app.scene.roads import State, state_of
from app.scene.words.names import Names
from app.view import Place, ViewState
from rnn_core import Trace


@dataclass(frozen=True)
class Moment:
    """A run, the place in it that is shown, and the visitor's state, from which links start.

    `dark` is the theme of a chart; without it a chart takes the viewer's.
    """

    trace: Trace
    place: Place
    state: ViewState = ViewState()
    dark: bool | None = None

    @property
    def T(self) -> int:
        """Give the number of timesteps."""
        return self.trace.problem.T

    @property
    def t(self) -> int:
        """Give the timestep, as labelled, that a panel shows; where the step has none, the one next to it."""
        return self.T if self.place.at.phase == "turn" else self.place.at.t or 1

    @property
    def entry(self) -> tuple[int, int]:
        """Give the index of the selected entry of a state."""
        return self.place.unit - 1, self.place.example - 1

    @property
    def names(self) -> Names:
        """Say what quantities are called."""
        return self.state.names

    @property
    def crossing(self) -> State:
        """Give the state whose addition the step is about: what the panels with numbers show."""
        return state_of(self.trace.problem.model, self.place.at.quantity)
