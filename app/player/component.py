"""The stage as a Streamlit component: one mount that gets a scene and reports which step is on screen."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import streamlit as st

from app.bundle import app_styles, bundle, stamp


class Files(NamedTuple):
    """What the browser gets: the style sheets, and the scripts of the stage, of the menus and of what hands over."""

    css: str
    stage: str
    menus: str
    hand: str


def files() -> Files:
    """Read style sheets and scripts once, and again when one has changed: F5 shows an edit; a step reads no file."""
    return _files(stamp())


@lru_cache(maxsize=1)
def _files(_stamp: int) -> Files:
    return Files(app_styles(), bundle("hosts/streamlit.js"), bundle("hosts/menu.js"), bundle("hand.js"))


def hand_over(files: Files, name: str, value: Mapping[str, Any]) -> None:
    """Hand a few bytes to another component, by a component of its own without a picture.

    Whatever changes in a component's data sends all of it, and its scripts, again. And from 10 kB on Streamlit keeps a
    message by its hash: when one that changes comes back while the page is busy, the server may send a hash that the
    page has just forgotten, and the page dies.
    """
    mount = st.components.v2.component("unrolled_hand", js=files.hand)
    mount(key=f"hand_{name}", data={"name": name, "value": dict(value)})


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
    on_stop: Callable[[], None],
    on_walk: Callable[[], None],
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
    link : `run`, `fixed`, `mistake`, `defaults`, `served`
        the problem as a link, its part of the address, its mistake, the stage's own keys with their defaults, and
        whether there is more than the app's page on the server.
    opening : `id`, `at`, `unit`, `example`, `column`, `view`, `tab`, `tabs`, `taken`, `stop`, `notes`,
        `welcome`, `jump`, perhaps `ask`
        a command that the stage carries out once for each random id; `tabs` are those that are
        offered, key, label and what one gets there;
        `taken` is the walk that is, as app.stops tells it, or None; `welcome` says that somebody is new here; `ask` is
        a question or None, without it that of before stays.
    on_link :
        called when the browser went Back or Forward to another address.
    on_mistake :
        called when a mistake is to be made, or ("") no longer.
    on_view :
        called when both runs are to stand side by side, or one alone.
    on_stop :
        called when another stop of the walk is to be shown that has another run, or the walk is left.
    on_walk :
        called when another walk is to be begun.

    Returns
    -------
    the component's result: `shown` is `{id, at, unit, example, column, tab, stop, playing}`; `link`, a query string,
    `mistake`, `view`, `stop` and `walk`, each `{value, id}`, are there for one rerun; with an id the stage shows it
    already.
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
        on_stop_change=on_stop,
        on_walk_change=on_walk,
    )
