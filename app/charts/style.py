"""What the charts share: no clutter, the page's own type and colours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from app.scene.palette import Palette

FONT = '"Source Sans", sans-serif'
PlotlyTrace = dict[str, Any]
Shape = dict[str, Any]


def figure(
    colours: Palette,
    height: int,
    data: Sequence[PlotlyTrace],
    *,
    x: dict[str, Any],
    y: dict[str, Any],
    shapes: Sequence[Shape] = (),
) -> go.Figure:
    """Return a figure with its paper, its ink, two axes and nothing else. Built in one go: Plotly checks each change
    again."""
    font = {"family": FONT, "size": 14, "color": colours["ink"]}
    layout = {
        "height": height,
        "margin": {"l": 44, "r": 6, "t": 6, "b": 34},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": font,
        "showlegend": False,
        "dragmode": False,
        "hoverlabel": {"bgcolor": colours["bg"], "bordercolor": colours["faint"], "font": font},
        "xaxis": _axis(colours, x),
        "yaxis": _axis(colours, y),
        "shapes": list(shapes),
    }
    return go.Figure(data=list(data), layout=layout)


def _axis(colours: Palette, settings: dict[str, Any]) -> dict[str, Any]:
    """Return an axis without a grid, a zero line or a way to zoom, except for what it says itself."""
    plain = {"showgrid": False, "zeroline": False, "showline": False, "ticks": "", "fixedrange": True, "tickangle": 0}
    return {**plain, "tickfont": {"size": 14, "color": colours["muted"]}, **settings}


def corner(letters: str, above: int) -> str:
    """Return a quantity's letters with the timestep above, in Plotly's markup (the corner has 70 % of the size)."""
    return f"<i>{letters}</i><sup>⟨{above}⟩</sup>"


def now(text: str, is_now: bool) -> str:
    """Return the label of the current timestep is bold."""
    return f"<b>{text}</b>" if is_now else text
