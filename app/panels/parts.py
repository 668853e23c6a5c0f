"""What the panels share: their own small HTML, with every text escaped, in colours that follow the viewer's theme."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import streamlit as st

from app.scene.words import WORDS
from app.scene.words.names import Names, letters_of

_MUTE = '<span aria-hidden="true">{}</span>'  # a bracket that listeners do not need


def show_html(body: str, style: str = "") -> None:
    """Draw a panel's own HTML; `style` are the rules of this panel, each beginning with `.panel`.

    What all panels share is in panel.css, which comes with the stage, once.
    """
    st.html(f'<div class="panel">{f"<style>{style}</style>" if style else ""}{body}</div>')


def is_dark(dark: bool | None) -> bool:
    """Return what the caller says, or else the viewer's theme. For charts only: the HTML follows the theme by
    itself."""
    return st.context.theme.type == "dark" if dark is None else dark


def symbol(name: str, names: Names, t: int = 0) -> str:
    """Return a quantity's name as the stage draws it, in the colour of its path."""
    words = WORDS[name]
    base, sub = letters_of(name, words.symbol, names)
    letters = "".join(
        f'<span class="upright">{escape(piece)}</span>' if i % 2 else escape(piece)
        for i, piece in enumerate(base.replace("]", "[").split("["))
    )
    number = str(t + words.shift) if t else sub.strip("⟨⟩") if sub.startswith("⟨") else ""
    below = "" if sub.startswith("⟨") else escape(sub)
    place = "both" if number and below else "up" if number else "down"
    above = f"<sup>{_MUTE.format('⟨')}{number}{_MUTE.format('⟩')}</sup>" if number else ""
    corner = (f"<sub>{below}</sub>" if below else "") + above  # in the order in which it is said
    return f'<span class="symbol {words.path}"><i>{letters}</i><span class="corner {place}">{corner}</span></span>'


def bold(text: str, path: str = "") -> str:
    """Return a number that matters, in the colour of a path."""
    return f'<b class="{escape(path)}">{escape(text)}</b>'


def table(head: Iterable[str], rows: Iterable[Sequence[str]], *, now: int | None = None, label: str = "") -> str:
    """Return a table of HTML cells, the first of each row its heading; `now` is the column that is marked, from 0."""

    def marked(i: int) -> str:
        return ' class="now"' if i == now else ""

    def heading(i: int) -> str:
        return ' aria-current="true"' if i == now else ""

    top = "".join(f'<th scope="col"{marked(i)}{heading(i)}>{cell}</th>' for i, cell in enumerate(head))
    body = "".join(
        f'<tr><th scope="row">{first}</th>'
        + "".join(f"<td{marked(i)}>{cell}</td>" for i, cell in enumerate(rest, start=1))
        + "</tr>"
        for first, *rest in rows
    )
    return region(f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>", label)


def region(body: str, label: str, kind: str = "scroll") -> str:
    """Return a box that scrolls by itself where it is too narrow, so the keyboard has to reach it."""
    return f'<div class="{kind}" tabindex="0" role="region" aria-label="{escape(label)}">{body}</div>'


def chart(figure: Any, key: str, alt: str) -> None:
    """Draw a Plotly figure in its own colours, without a toolbar; `alt` says where its numbers stand as text."""
    st.plotly_chart(figure, key=key, theme=None, config={"displayModeBar": False, "displaylogo": False}, alt=alt)
