"""What stands below the stage's row of tabs: only the open one is drawn, and the code is the stage's own."""

from __future__ import annotations

from app import session
from app.panels import ABOUT, LABELS, PANELS, offered
from app.panels.moment import Moment
from app.view import Place
from rnn_core import Trace


def tabs(trace: Trace) -> list[tuple[str, str, str]]:
    """Name the tabs of a run: key, label, and what one gets there."""
    return [(name, LABELS[name], ABOUT[name]) for name in offered(trace)]


def panel(tab: str, place: Place) -> None:
    """Draw the open tab for the step that is on the screen; where it is not offered, the first one."""
    names = offered(session.trace())
    show = PANELS.get(tab if tab in names else names[0])
    if show:
        show(Moment(session.trace(), place, session.state()))
