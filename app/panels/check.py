"""Check: the three gradients of the selected entry beside slopes measured with the forward pass alone."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from app.panels import printed
from app.panels.moment import Moment
from app.panels.parts import region, show_html, symbol
from app.scene.say import difference, number
from app.scene.slopes import Effect, effects
from app.scene.words.names import Names, spelled
from app.store import derived
from rnn_core import Trace, agrees, slopes_at_sum
from rnn_core.measured import has_slopes
from rnn_core.problem import Array

SLOPE_DIGITS = 10
_NO_COST = "<p>This test hands in no targets, so there is no cost, and no gradient to check.</p>"
_NO_NUMBER = "<p>In this run the loss is not one number but many, so there is no slope to measure.</p>"
_STYLE = """
.panel .check { white-space: nowrap; } .panel .check tbody:not(:first-of-type) th[scope=rowgroup] { padding-top: 8px; }
.panel .check th[scope=rowgroup] { text-align: left; padding-bottom: 7px; white-space: normal; }
.panel .check th, .panel .check td { padding-left: 6px; } .panel .check tr > :first-child { padding-left: 0; }
.panel .check tr.code-row td:nth-child(2) { font-weight: 700; }
.panel hr { border: 0; border-top: 1px solid var(--hair); margin: 12px 0 10px; }
"""


def show(moment: Moment) -> None:
    """Draw a group of rows for each gradient, what the assignment prints, why the slope of tanh is taken from a."""
    body = _gradients(moment) if "J" in moment.trace.values else _NO_COST
    if entries := printed.table(moment.trace, moment.state):
        body += f"<hr><p>What the assignment prints, each a jump to its step:</p>{entries}"
    if tanh := _tanh(moment):
        body += f"<hr>{tanh}"
    show_html(body, _STYLE)


def _gradients(moment: Moment) -> str:
    trace, t, entry, state, names = moment.trace, moment.t, moment.entry, moment.crossing, moment.names
    if not has_slopes(trace):
        return _NO_NUMBER
    if t not in trace.times("forward"):
        nobody = symbol(state.name, names, t)
        return f"<p>The loop of this run leaves out step ⟨{t}⟩, so there is no {nobody} to nudge.</p>"
    central, step = derived(trace, ("slopes", state.name, t, entry), lambda: _slopes(trace, t, state.name, entry))
    moved = {
        name: _moved(effect, t, names, whole=name == state.total) for name, effect in effects(trace, state, t).items()
    }
    shape = trace.at(state.name, t).shape
    compared = [name for name in moved if trace.at(name, t).shape == shape]
    groups = "".join(
        _group(
            name,
            t,
            names,
            moved[name],
            float(trace.at(name, t)[entry]),
            float(central[name]),
            float(step[name]),
            first=name == compared[0],
        )
        for name in compared
    )
    who = f"unit {entry[0] + 1} of {symbol(state.name, names, t)}" + (
        f", example {entry[1] + 1}" if trace["a"].shape[2] > 1 else ""
    )
    good = len(compared) == len(moved) and all(
        agrees(slopes[name], trace.at(name, t)[entry]) for slopes in (central, step) for name in moved
    )
    verdict = "the costs move as the gradients say" if good else "the costs do not move as the gradients say"
    body = f"<p>Nudge {who} and run <b>forward</b> only: {verdict}.</p>"
    body += "".join(
        f"<p>{symbol(name, names, t)} has the shape {trace.at(name, t).shape}, "
        f"and {symbol(state.name, names, t)} {shape}.</p>"
        for name in moved
        if name not in compared
    )
    return body + region(f'<table class="check">{groups}</table>', "Gradients and measured slopes")


def _moved(effect: Effect | None, t: int, names: Names, *, whole: bool) -> str:
    """Say what a nudge moves."""
    if effect is None:
        return "no cost comes later"
    first, *others = (symbol(effect.cost, names, s) for s in effect.times or (0,))
    if others:
        return f"how {first} … {others[-1]} move"
    if whole:
        return f"how {first}, the sum of all costs, moves"
    through = f" via {symbol(effect.via, names, t)}" if effect.via else ""
    through += f" via cell ⟨{effect.cell}⟩" if effect.cell else ""
    return f"how {'its own cost ' if effect.times == (t,) else ''}{first} moves{through}"


def _slopes(trace: Trace, t: int, state: str, entry: tuple[int, int]) -> tuple[Mapping[str, Array], ...]:
    """Measure one entry in both ways."""
    return slopes_at_sum(trace, t, state, entry=entry), slopes_at_sum(trace, t, state, method="complex", entry=entry)


def _group(
    name: str, t: int, names: Names, what: str, computed: float, central: float, step: float, *, first: bool
) -> str:
    def row(kind: str, label: str, value: float, off: str, agreed: str) -> str:
        return (
            f'<tr{kind}><th scope="row">{label}</th><td>{number(value, SLOPE_DIGITS)}</td>'
            f'<td class="muted">{off}</td><td>{agreed}</td></tr>'
        )

    head = f'<tr><th scope="rowgroup" colspan="4">{symbol(name, names, t)} <span class="muted">{what}</span></th></tr>'
    rows = row(' class="code-row"', "backward pass", computed, "difference" if first else "", "")
    for label, value in (("central difference", central), ("complex step", step)):
        rows += row("", label, value, difference(value - computed), _tick(agrees(value, computed)))
    return f"<tbody>{head}{rows}</tbody>"


def _tick(good: bool) -> str:
    return (
        '<span class="sum" role="img" aria-label="agrees">✓</span>'
        if good
        else '<span role="img" aria-label="differs">✗</span>'
    )


def _tanh(moment: Moment) -> str:
    """Return the slope of the cell's tanh from its output and from its input; the first that is the tanh of a quantity.

    Nothing where no line is, or where the cache holds something else than this tanh.
    """
    trace, t, entry, names = moment.trace, moment.t, moment.entry, moment.names
    lines = [
        line
        for line in trace.lines("forward").values()
        if line.expression.function == "tanh" and line.expression.operands[0].kind == "name"
    ]
    if not lines or t not in trace.times("forward") or {lines[0].name, *lines[0].reads} & trace.cached.keys():
        return ""
    after, before = lines[0].name, lines[0].reads[0]
    a, z = trace.at(after, t), trace.at(before, t)
    short, long = 1 - a**2, 1 - np.tanh(z) ** 2
    rows = "".join(
        f'<tr><th scope="row"><span class="code">{code}</span></th>'
        f"<td>{number(float(value[entry]), SLOPE_DIGITS)}</td></tr>"
        for code, value in (
            (f"1 - {spelled(after, names)}**2", short),
            (f"1 - np.tanh({spelled(before, names)})**2", long),
        )
    )
    worst = float(np.abs(short - long).max())
    same = (
        "no entry differs, in any digit"
        if worst == 0
        else f"the largest difference of all entries is {difference(worst)}"
    )
    return (
        f"<p>The slope of tanh, both ways:</p><table>{rows}</table>"
        f'<p class="note">The same number: {same}. {symbol(after, names)} is tanh of {symbol(before, names)} '
        "and is in the cache, so tanh need not be computed again.</p>"
    )
