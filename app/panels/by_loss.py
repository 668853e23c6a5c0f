"""By loss: which cost sends how much to which a<t>, for the selected entry."""

from __future__ import annotations

import streamlit as st

from app.charts.by_loss import by_loss_figure, entry, reached
from app.panels.moment import Moment
from app.panels.parts import bold, chart, is_dark, show_html, symbol, table
from app.scene.graph import carriers, graph
from app.scene.roads import states
from app.scene.say import adding, number
from app.scene.words import WORDS
from app.scene.words.names import Names, letters_of
from app.store import derived
from rnn_core import by_loss as each_loss_alone
from rnn_core.problem import Array, same

_KEY = "".join(
    f'<span class="entry"><span class="box {kind}"></span>{text}</span>'
    for kind, text in (("minus", "negative"), ("plus", "positive"), ("own", "its own cost"))
)
_NO_PARTS = (
    "Which cost sends how much cannot be said of this run: with its mistake, what each cost makes alone does not add "
    "up to {total}."
)
_STYLE = """
.panel .box { display: inline-block; width: 12px; height: 12px; vertical-align: -1px; margin: 0 5px 0 0; }
.panel .entry { white-space: nowrap; margin-right: 14px; }
.panel .box.minus { background: var(--minus); } .panel .box.plus { background: var(--plus); }
.panel .box.own { border: 2px dashed var(--soft); width: 8px; height: 8px; }
"""


def show(moment: Moment) -> None:
    """Draw a sentence with the numbers of this column, the chart, and the same as a table."""
    trace, T, t = moment.trace, moment.T, moment.t
    state, names, selected = moment.crossing, moment.names, moment.place.selected
    # As many runs as there are costs, the same at every step.
    parts: Array = derived(trace, ("by loss", state.total), lambda: each_loss_alone(trace, state.total))
    if not same(parts.sum(axis=0), trace[state.total]):
        show_html(f"<p>{_NO_PARTS.format(total=symbol(state.total, names))}</p>")
        return
    shown = entry(parts, selected)
    letter, _ = letters_of(state.name, WORDS[state.name].symbol, names)
    sentence = _mistaken if trace.mistake else _sentence
    show_html(f"<p>{sentence(moment, shown)}</p>")
    times = range(1, T + 1)
    chart(
        by_loss_figure(parts, t, selected, of=letter, dark=is_dark(moment.dark)),
        "chart-loss",
        f"The same numbers stand in the table below: what each cost sends to {letter}{t}.",
    )
    show_html(f'<p class="note">{_KEY}</p>{_way(moment, shown)}', _STYLE)
    with st.expander("As a table"):
        sent = reached(shown)
        rows = [
            [symbol("loss", names, s), *(number(shown[s - 1, r - 1]) if sent[s - 1, r - 1] else "" for r in times)]
            for s in times
        ]
        rows.append([bold("sum", "sum"), *(number(value) for value in shown.sum(axis=0))])
        show_html(
            table(
                ["cost", *(symbol(state.name, names, r) for r in times)],
                rows,
                now=t,
                label=f"What each cost sends to each {letter}",
            )
        )


def _way(moment: Moment, shown: Array) -> str:
    """Say as what the last cost's share has come from cell to cell, if there is any."""
    trace, T, t, names = moment.trace, moment.T, moment.t, moment.names
    time_parts = {state.time for state in states(trace.problem.model)}
    if not shown[T - 1, t - 1]:
        return ""
    way = sorted(
        (node for node in carriers(graph(trace), T, t, moment.crossing.total) if node.quantity in time_parts),
        reverse=True,
        key=lambda node: (node.t, node.quantity),
    )
    crossed = [symbol(node.quantity, names, node.t) for node in way if node.t < T]
    return f"<p>From {symbol('loss', names, T)} it comes, cell by cell, as {', '.join(crossed)}.</p>" if crossed else ""


def _sentence(moment: Moment, shown: Array) -> str:
    T, t, state, names = moment.T, moment.t, moment.crossing, moment.names
    given = moment.trace.problem.head.name == "given"
    way = f"via {symbol('a', names, t)}" if state.name != "a" else "directly" if given else "through the prediction"
    who = _who(moment)
    own_cost, later = float(shown[t - 1, t - 1]), float(shown[t:, t - 1].sum())
    (first, second), total = adding([own_cost, later], own_cost + later)
    if t == T:
        return f"No cost comes after {symbol('loss', names, T)}: all that {who} gets is its own {bold(first, 'soft')}."
    return (
        f"To {who} its own cost {symbol('loss', names, t)} sends {bold(first, 'soft')} {way}. "
        f"{_costs(t + 1, T, names)} {'sends' if t + 1 == T else 'send'} {bold(second, 'time')} through time. "
        f"The column adds up to {bold(total, 'sum')}, the green plus."
    )


def _mistaken(moment: Moment, shown: Array) -> str:
    """Return the same of a mistaken run, whatever its mistake: not by which roads, and earlier costs may send
    something."""
    T, t, names = moment.T, moment.t, moment.names
    column = shown[:, t - 1]
    parts = [(f"its own cost {symbol('loss', names, t)}", float(column[t - 1]), "soft")]
    if t < T:
        parts.append((_costs(t + 1, T, names), float(column[t:].sum()), "time"))
    if column[: t - 1].any():
        parts.append((_costs(1, t - 1, names), float(column[: t - 1].sum()), ""))
    printed, total = adding([part for _, part, _ in parts], float(column.sum()))
    *more, last = [f"{bold(text, path)} from {name}" for text, (name, _, path) in zip(printed, parts, strict=True)]
    return (
        f"In this run {_who(moment)} gets {', '.join(more)}{' and ' if more else ''}{last}. "
        f"The column adds up to {bold(total, 'sum')}, this run's {symbol(moment.crossing.total, names, t)}."
    )


def _who(moment: Moment) -> str:
    of = symbol(moment.crossing.name, moment.names, moment.t)
    example = f", example {moment.place.example}," if moment.trace["a"].shape[2] > 1 else ""
    return f"unit {moment.place.unit} of {of}{example}"


def _costs(first: int, last: int, names: Names) -> str:
    return (
        symbol("loss", names, last)
        if first == last
        else f"{symbol('loss', names, first)} … {symbol('loss', names, last)}"
    )
