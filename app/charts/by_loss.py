"""By loss: how much of each J<s> reaches each a<t>, for one entry. A pure function of the parts and the step.

The diagonal is the path through this step's own prediction, below it is the path through time, and each column adds up
to the green addition of its timestep, which stands under a gap.
"""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from app.charts.style import PlotlyTrace, Shape, corner, figure, now
from app.scene.palette import Palette, contrast, mix, palette
from app.scene.say import number
from rnn_core.problem import Array

GAP = 0.35  # of a row, between the parts and their sums
MOST_PRINTED = 6  # columns: with more, the numbers are in the table and on hover
INKS = ("#000000", "#ffffff")  # one of them has a contrast of at least 4.5 on any ground


def entry(parts: Array, selected: tuple[int, int]) -> Array:
    """Return rows J<1> to J<T>, columns a<1> to a<T>, of `rnn_core.by_loss` for one unit and example (from 1)."""
    unit, example = selected
    return parts[:, :, unit - 1, example - 1]


def reached(shown: Array) -> NDArray[np.bool_]:
    """Say where a cost can have sent something: to what comes before it, and in a mistaken run wherever it has."""
    reach: NDArray[np.bool_] = np.tril(np.ones(shown.shape, dtype=bool)) | (shown != 0)
    return reach


def by_loss_figure(parts: Array, t: int, selected: tuple[int, int], *, of: str = "a", dark: bool = False) -> go.Figure:
    """Return the parts as a heat map, violet for negative and charcoal for positive, and the column of timestep t
    framed.

    `of` is what the state that the costs reach is called: a, in the LSTM also c.
    """
    colours, shown = palette(dark), entry(parts, selected)
    T = len(shown)
    small = T <= MOST_PRINTED
    times, bottom = range(1, T + 1), T + 1 + GAP
    rows = [*times, bottom - 1, bottom]  # the last but one is the gap
    z = np.vstack([np.where(reached(shown), shown, np.nan), np.full(T, np.nan), shown.sum(axis=0)])
    largest = float(np.nanmax(np.abs(z))) or 1.0
    data = [_squares(z, largest, colours, of)]
    if small:
        data.append(_numbers(z, rows, largest, colours))
    frames = [_frame(s, s, s, colours["soft"], 2.6 if s == t else 1.2, "4px,3px") for s in times]
    if t < T:
        frames.append(_frame(t, t + 1, T, colours["time"], 2.6))
    frames.append(_frame(t, bottom, bottom, colours["sum"], 2.6))
    letters = {"size": 17, "color": colours["muted"]} if small else {"size": 14, "color": colours["muted"]}
    columns = [corner(of, s) if small else str(s) for s in times]
    costs = [corner("J", s) if small else f"<i>J</i>⟨{s}⟩" for s in times]
    return figure(
        colours,
        round((40 if small else 22) * (T + 1 + GAP) + (40 if small else 62)),
        data,
        x={
            "tickvals": list(times),
            "ticktext": [now(label, s == t) for s, label in zip(times, columns, strict=True)],
            "tickfont": letters,
            "range": [0.46, T + 0.54],
            **({} if small else {"title": {"text": f"t of <i>{of}</i>⟨t⟩", "font": {"size": 14}, "standoff": 6}}),
        },
        y={
            "tickvals": [*times, bottom],
            "ticktext": [*(now(label, s >= t) for s, label in zip(times, costs, strict=True)), "sum"],
            "tickfont": letters,
            "range": [bottom + 0.56, 0.44],
        },
        shapes=frames,
    )


def _squares(z: Array, largest: float, colours: Palette, of: str) -> PlotlyTrace:
    T = z.shape[1]
    what = [*(f"J⟨{s}⟩ sends" for s in range(1, T + 1)), "", "all costs together send"]
    return {
        "type": "heatmap",
        "z": z,
        "x": list(range(1, T + 1)),
        "y": [*(s - 0.5 for s in range(1, T + 2)), T + 0.5 + GAP, T + 1.5 + GAP],  # the edges of the rows
        "zmin": -largest,
        "zmax": largest,
        "colorscale": [[0, colours["minus"]], [0.5, colours["outT"]], [1, colours["plus"]]],
        "showscale": False,
        "xgap": 3,
        "ygap": 3,
        "hoverongaps": False,
        "hoverinfo": "text",
        "hovertext": [
            [f"{says} {of}⟨{t}⟩ {number(value, 6)}" for t, value in enumerate(row, start=1)]
            for says, row in zip(what, z, strict=True)
        ],
    }


def _numbers(z: Array, rows: list[float], largest: float, colours: Palette) -> PlotlyTrace:
    """Return the numbers on the squares, each in black or white, whichever is read better there."""
    places = [place for place in np.ndindex(z.shape) if np.isfinite(z[place])]
    values = [float(z[place]) for place in places]
    return {
        "type": "scatter",
        "mode": "text",
        "x": [column + 1 for _, column in places],
        "y": [rows[row] for row, _ in places],
        "text": [number(value) for value in values],
        "textfont": {"size": 14, "color": [_readable(colours, value / largest) for value in values]},
        "hoverinfo": "skip",
    }


def _readable(colours: Palette, share: float) -> str:
    ground = mix(colours["outT"], colours["plus" if share > 0 else "minus"], abs(share))
    return max(INKS, key=lambda ink: contrast(ink, ground))


def _frame(x: float, top: float, bottom: float, colour: str, width: float, dash: str = "solid") -> Shape:
    box = {"x0": x - 0.48, "x1": x + 0.48, "y0": top - 0.47, "y1": bottom + 0.47}
    return {"type": "rect", **box, "line": {"color": colour, "width": width, "dash": dash}, "layer": "above"}
