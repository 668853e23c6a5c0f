"""The page: choose a problem, step on the stage, read what stands beside it."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # `streamlit run` puts app/ on the path, not its parent

import streamlit as st

from app import session
from app.panels.controls import controls
from app.panels.tabs import panel, tabs
from app.player.component import Files, files, stage


def main() -> None:
    st.set_page_config(page_title="Unrolled: backpropagation through time", page_icon=None, layout="wide")
    sent = files()
    with st.container(key="page"):
        beside_the_name = st.container(key="controls", width="content", gap=None)
        body(sent)
        with beside_the_name:  # after the stage: what comes before it delays the first picture
            controls(sent)
    reconnect()


@st.fragment
def body(files: Files) -> None:
    """Draw the stage and what stands below its tabs: stepping reruns only this."""
    with st.container(key="frame"):
        result = stage(
            files,
            *session.scenes(),
            session.link(),
            {**session.opening(), "tabs": tabs(session.trace())},
            on_link=session.follow_link,
            on_mistake=session.set_mistake,
            on_view=session.set_view,
            on_stop=session.go_to_stop,
            on_walk=session.take_walk,
        )
        if session.take_reopened():
            st.rerun()
        with st.container(key="panels"):
            panel(session.open_tab(result.shown), session.shown(result.shown))


@st.fragment(run_every=86400)
def reconnect() -> None:
    """Show nothing. A page with this asks for a full rerun when it comes back to a restarted server."""


main()
