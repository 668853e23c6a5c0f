"""The panels beside or below the stage: only the open one runs."""

from __future__ import annotations

import streamlit as st

from app import session
from app.panels import PANELS, offered
from app.view import Place


def panels(place: Place) -> None:
    """The row of tabs and the open panel, for the step that is on the screen."""
    state = session.state()
    labels = {key: PANELS[key][0] for key in offered(session.trace())}
    tab = state.tab if state.tab in labels else next(iter(labels))
    session.prefill({"tab": tab})
    st.segmented_control(
        "Panel",
        list(labels),
        format_func=labels.__getitem__,
        key="choose_tab",
        on_change=_tab,
        label_visibility="collapsed",
    )
    _, show = PANELS[tab]
    show(session.trace(), place.at, place.selected, view=state)


def _tab() -> None:
    if tab := session.chosen("tab"):
        session.set_panel(tab=tab)
