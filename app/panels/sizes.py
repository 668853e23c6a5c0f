"""Sizes: how large the three gradients are at every timestep."""

from __future__ import annotations

import streamlit as st

from app.charts.sizes import sizes, sizes_figure
from app.panels.moment import Moment
from app.panels.parts import bold, chart, is_dark, show_html, symbol, table
from app.scene.say import number
from app.scene.words import WORDS
from app.scene.words.names import Names

_STYLE = """
.panel .keys { display: grid; grid-template-columns: 34px auto 1fr; gap: 2px 8px; align-items: center;
  margin: 0 0 4px; }
.panel .keys b { text-align: right; }
.panel .swatch { height: 0; border-top: 3px solid; } .panel .swatch.soft { border-top-style: dashed; }
.panel .swatch.whole { border-top-width: 5px; }
"""


def show(moment: Moment) -> None:
    """Draw a sentence, a key with the sizes at this timestep, the chart, and all sizes as a table."""
    trace, T, t = moment.trace, moment.T, moment.t
    state, names = moment.crossing, moment.names
    order = (*state.parts, state.total)
    size = {name: sizes(trace, name) for name in order}
    now = {name: float(size[name][t - 1]) for name in order}
    keys = "".join(
        f'<span class="swatch {WORDS[name].path} {"whole" if name == state.total else ""}"></span>'
        f'<span>{symbol(name, names, t)}</span><b class="{WORDS[name].path}">{number(now[name])}</b>'
        for name in order
    )
    show_html(f'<p>{_sentence(now, t, T, names)}</p><div class="keys">{keys}</div>', _STYLE)
    chart(
        sizes_figure(trace, t, (state.total, *state.parts), names=names, dark=is_dark(moment.dark)),
        "chart-sizes",
        "The sizes of the three gradients over t; the table below has the numbers.",
    )
    show_html('<p class="note">Size: the root of the sum of squares, over all units and examples.</p>')
    with st.expander("As a table"):
        rows = [[symbol(name, names), *(number(value) for value in size[name])] for name in order]
        show_html(table(["t", *map(str, range(1, T + 1))], rows, now=t, label="Sizes of the gradients at every t"))


def _sentence(now: dict[str, float], t: int, T: int, names: Names) -> str:
    (own_part, first), (time_part, second), (total, whole) = now.items()
    if t == T and not second:
        return (
            f"At the last step nothing comes from later, so {symbol(total, names, t)} is {symbol(own_part, names, t)}."
        )
    share = whole / (first + second) if first + second else 1.0
    what = "point the same way" if share > 0.99 else "largely cancel" if share < 0.5 else "partly cancel"
    return (
        f"At {bold(f't = {t}')} the two parts {what}: {bold(number(first), WORDS[own_part].path)} and "
        f"{bold(number(second), WORDS[time_part].path)} "
        f"in size add up to a gradient of size {bold(number(whole), 'sum')}."
    )
