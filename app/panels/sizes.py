"""Sizes: how large the three gradients are at every timestep."""

from __future__ import annotations

import streamlit as st

from app.charts.sizes import sizes, sizes_figure
from app.panels.parts import bold, chart, is_dark, show_html, symbol, table, timestep
from app.scene.say import number
from rnn_core import Address, Trace

_ORDER = ("da_softmax", "da_time", "da_total")
_STYLE = """
.panel .keys { display: grid; grid-template-columns: 34px auto 1fr; gap: 2px 8px; align-items: center;
  margin: 0 0 4px; }
.panel .keys b { text-align: right; }
.panel .swatch { height: 0; border-top: 3px solid; } .panel .swatch.soft { border-top-style: dashed; }
.panel .swatch.sum { border-top-width: 5px; }
"""


def show(
    trace: Trace, address: Address, selected: tuple[int, int], *, backward: bool = True, dark: bool | None = None
) -> None:
    """A sentence, a key with the sizes at this timestep, the chart, and all sizes as a table."""
    T, t = trace.problem.T, timestep(address, trace.problem.T)
    size = {name: sizes(trace, name) for name in _ORDER}
    now = {name: float(size[name][t - 1]) for name in _ORDER}
    keys = "".join(
        f'<span class="swatch {path}"></span><span>{symbol(name, t)}</span><b class="{path}">{number(now[name])}</b>'
        for name, path in (("da_softmax", "soft"), ("da_time", "time"), ("da_total", "sum"))
    )
    show_html(f'<p>{_sentence(now, t, T)}</p><div class="keys">{keys}</div>', _STYLE)
    chart(
        sizes_figure(trace, t, dark=is_dark(dark)),
        "chart-sizes",
        "The sizes of the three gradients over t; the table below has the numbers.",
    )
    show_html('<p class="note">Size: the root of the sum of squares, over all units and examples.</p>')
    with st.expander("As a table"):
        rows = [[symbol(name), *(number(value) for value in size[name])] for name in _ORDER]
        show_html(table(["t", *map(str, range(1, T + 1))], rows, now=t, label="Sizes of the gradients at every t"))


def _sentence(now: dict[str, float], t: int, T: int) -> str:
    soft, time, total = (now[name] for name in _ORDER)
    if t == T:
        return f"At the last step nothing comes from later, so {symbol('da_total', t)} is {symbol('da_softmax', t)}."
    share = total / (soft + time) if soft + time else 1.0
    what = "point the same way" if share > 0.99 else "largely cancel" if share < 0.5 else "partly cancel"
    return (
        f"At {bold(f't = {t}')} the two parts {what}: {bold(number(soft), 'soft')} and {bold(number(time), 'time')} "
        f"in size add up to a gradient of size {bold(number(total), 'sum')}."
    )
