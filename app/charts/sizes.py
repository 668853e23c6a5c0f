"""Sizes: how large the three gradients at a<t> are, for every t. A pure function of (trace, t)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from app.charts import style
from app.scene.palette import Palette, palette
from app.scene.words import WORDS
from app.scene.words.names import COURSE, Names, spelled
from rnn_core import Trace
from rnn_core.problem import Array

_DASH = {"soft": "7px,4px"}


def sizes(trace: Trace, quantity: str) -> Array:
    """Return the Frobenius size of a quantity at t = 1 to T: the root of the sum of its squares, all units and
    examples."""
    return np.asarray(np.sqrt((trace[quantity] ** 2).sum(axis=(1, 2))))


def sizes_figure(
    trace: Trace, t: int, gradients: Sequence[str], *, names: Names = COURSE, dark: bool = False
) -> go.Figure:
    """Return a line for each gradient in the colour of its path, the dashed one through the prediction; timestep t
    marked.

    The first of `gradients` is the sum of the others and has the thickest line; it lies under them, who may cover it.
    """
    colours, T = palette(dark), trace.problem.T
    spacing = 1 if T <= 6 else 2
    shown = [s for s in range(1, T + 1) if s % spacing == T % spacing or s == t]
    band = {"type": "rect", "x0": t - 0.4, "x1": t + 0.4, "yref": "paper", "y0": 0, "y1": 1, "layer": "below"}
    return style.figure(
        colours,
        230,
        [_line(trace, name, t, colours, names, whole=name == gradients[0]) for name in gradients],
        x={
            "tickvals": shown,
            "ticktext": [style.now(f"t = {s}" if T <= 6 else str(s), s == t) for s in shown],
            "range": [0.5, T + 0.5],
        },
        y={"rangemode": "tozero", "nticks": 5, "showgrid": True, "gridcolor": colours["hair"]},
        shapes=[{**band, "fillcolor": colours["sumT"], "line": {"width": 0}}],
    )


def _line(trace: Trace, name: str, t: int, colours: Palette, names: Names, *, whole: bool) -> style.PlotlyTrace:
    path, times = WORDS[name].path, range(1, trace.problem.T + 1)
    return {
        "type": "scatter",
        "name": name,
        "x": list(times),
        "y": sizes(trace, name),
        "mode": "lines+markers",
        "line": {"color": colours[path], "width": 5.0 if whole else 2.6, "dash": _DASH.get(path, "solid")},
        "marker": {
            "size": [11 if s == t else 7 for s in times],
            "color": colours[path],
            "line": {"color": colours["bg"], "width": 1.5},
            "opacity": 1,
        },
        "hovertemplate": f"{spelled(name, names)}⟨%{{x}}⟩: %{{y:.4g}}<extra></extra>",
        "cliponaxis": False,
    }
