"""By loss: which cost sends how much to which a<t>, for the selected entry."""

from __future__ import annotations

import streamlit as st

from app.charts.by_loss import by_loss_figure, entry
from app.panels.parts import bold, chart, crossing, is_dark, show_html, symbol, table, timestep
from app.scene.graph import carriers, graph
from app.scene.roads import State, states
from app.scene.say import adding, number
from app.view import ViewState
from rnn_core import Address, Trace
from rnn_core import by_loss as every_loss_alone
from rnn_core.problems import Array

_KEY = "".join(
    f'<span class="entry"><span class="box {kind}"></span>{text}</span>'
    for kind, text in (("minus", "negative"), ("plus", "positive"), ("own", "its own cost"))
)
_STYLE = """
.panel .box { display: inline-block; width: 12px; height: 12px; vertical-align: -1px; margin: 0 5px 0 0; }
.panel .entry { white-space: nowrap; margin-right: 14px; }
.panel .box.minus { background: var(--minus); } .panel .box.plus { background: var(--plus); }
.panel .box.own { border: 2px dashed var(--soft); width: 8px; height: 8px; }
"""


def show(
    trace: Trace,
    address: Address,
    selected: tuple[int, int],
    *,
    view: ViewState = ViewState(),
    dark: bool | None = None,
) -> None:
    """A sentence with the numbers of this column, the chart, and the same as a table."""
    T, t = trace.problem.T, timestep(address, trace.problem.T)
    state = crossing(trace, address)
    parts = every_loss_alone(trace, state.total)
    shown = entry(parts, selected)
    show_html(f"<p>{_sentence(trace, shown, t, selected, state.name)}</p>")
    times = range(1, T + 1)
    chart(
        by_loss_figure(parts, t, selected, of=state.name, dark=is_dark(dark)),
        "chart-loss",
        f"The same numbers stand in the table below: what each cost sends to {state.name}{t}.",
    )
    show_html(f'<p class="note">{_KEY}</p>{_way(trace, t, state)}', _STYLE)
    with st.expander("As a table"):
        rows = [[symbol("loss", s), *(number(shown[s - 1, r - 1]) if s >= r else "" for r in times)] for s in times]
        rows.append([bold("sum", "sum"), *(number(value) for value in shown.sum(axis=0))])
        show_html(
            table(
                ["cost", *(symbol(state.name, r) for r in times)],
                rows,
                now=t,
                label=f"What each cost sends to each {state.name}",
            )
        )


def _way(trace: Trace, t: int, state: State) -> str:
    """As what the last cost's share has come from cell to cell."""
    T, every = trace.problem.T, {one.time for one in states(trace.problem.model)}
    way = sorted(
        (node for node in carriers(graph(trace), T, t, state.total) if node.quantity in every),
        reverse=True,
        key=lambda node: (node.t, node.quantity),
    )
    crossed = [symbol(node.quantity, node.t) for node in way if node.t < T]
    return f"<p>From {symbol('loss', T)} it comes, cell by cell, as {', '.join(crossed)}.</p>" if crossed else ""


def _sentence(trace: Trace, shown: Array, t: int, selected: tuple[int, int], state: str) -> str:
    unit, example = selected
    T, m = trace.problem.T, trace["a"].shape[2]
    given = trace.problem.head.name == "given"
    way = f"via {symbol('a', t)}" if state != "a" else "directly" if given else "through the prediction"
    who = f"unit {unit} of {symbol(state, t)}" + (f", example {example}," if m > 1 else "")
    own, later = float(shown[t - 1, t - 1]), float(shown[t:, t - 1].sum())
    (first, second), total = adding([own, later], own + later)
    if t == T:
        return f"No cost comes after {symbol('loss', T)}: all that {who} gets is its own {bold(first, 'soft')}."
    others = symbol("loss", T) if t + 1 == T else f"{symbol('loss', t + 1)} … {symbol('loss', T)}"
    return (
        f"To {who} its own cost {symbol('loss', t)} sends {bold(first, 'soft')} {way}. "
        f"{others} {'sends' if t + 1 == T else 'send'} {bold(second, 'time')} through time. "
        f"The column adds up to {bold(total, 'sum')}, the green plus."
    )
