"""The stage as a Streamlit component: one mount that gets a scene and reports which step is on screen."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import streamlit as st

from app.stage.bundle import bundle, styles


class Files(NamedTuple):
    """What the browser gets: the style sheets, and the scripts of the stage and of the panels' part of the link."""

    css: str
    stage: str
    panels: str


def files() -> Files:
    """Style sheets and scripts, read once for a full run: F5 shows an edit, and a step reads no file."""
    return Files(styles(), bundle("index.js"), bundle("panels.js"))


def hand_over(files: Files, part: Mapping[str, str]) -> None:
    """Hand the panels' part of the link to the stage, which writes the address.

    It is a component of its own: whatever changes in a component's data sends all of it, and its scripts, again.
    """
    st.components.v2.component("unrolled_panels", js=files.panels)(key="panels_link", data=dict(part))


def stage(
    files: Files,
    scene: bytes,
    right: bytes | None,
    link: Mapping[str, Any],
    opening: Mapping[str, Any],
    *,
    on_link: Callable[[], None],
    on_mistake: Callable[[], None],
    on_view: Callable[[], None],
) -> Any:
    """Draw the stage.

    Parameters
    ----------
    files : texts
        what `files()` gives.
    scene : encoded JSON
        all steps and values; nothing in it depends on the step that is shown.
    right : encoded JSON
        the scene of the right run, if a mistaken one is to stand beside it.
    link : `fixed` and `defaults`
        the problem's part of the address, and the stage's own keys with their defaults.
    opening : `id`, `at`, `unit`, `example`, `column`, `view`, `notes`, `jump`
        a command that the stage carries out once for each random id.
    on_link :
        called when the browser went Back or Forward to another address.
    on_mistake :
        called when a mistake is to be made, or ("") no longer.
    on_view :
        called when both runs are to stand side by side, or one alone.

    Returns
    -------
    the component's result: `shown` is `{id, at, unit, example, column, playing}`; `link`, a query string, `mistake`, a
    name, and `view` are there for one rerun.
    """
    rest = json.dumps({"link": link, "open": opening}, ensure_ascii=False, separators=(",", ":")).encode()
    data = b'{"scene":' + scene + (b',"right":' + right if right else b"") + b"," + rest[1:]
    mount = st.components.v2.component(
        "unrolled_stage", html='<div class="unrolled"></div>', css=files.css, js=files.stage, isolate_styles=False
    )
    return mount(
        key="stage",
        data=data,
        default={"shown": None, "dark": None},
        on_shown_change=lambda: None,
        on_dark_change=lambda: None,  # the viewer switched the theme: charts are drawn again in its colours
        on_link_change=on_link,
        on_mistake_change=on_mistake,
        on_view_change=on_view,
    )
