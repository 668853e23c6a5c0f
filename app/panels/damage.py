"""Damage: how far every gradient of a mistaken run is from the right one, by quantity and timestep."""

from __future__ import annotations

from html import escape

import numpy as np

from app.panels.moment import Moment
from app.panels.parts import region, show_html, symbol
from app.scene.say import percent
from rnn_core import Trace, first_wrong
from rnn_core.mistakes import says
from rnn_core.problem import same
from rnn_core.table import Pass

_STYLE = """
.panel .damage td { padding: 2px 0 2px 5px; }
.panel .damage td > span { display: block; border-radius: 6px; padding: 1px 5px; border: 2px solid transparent;
  white-space: nowrap; }
.panel .damage .wrong { background: var(--wrongT); color: var(--wrong); font-weight: 600; }
.panel .damage .first { border-color: var(--wrong); } .panel .damage .right { color: var(--muted); }
"""


def show(moment: Moment) -> None:
    """Draw what the learner says, a grid of relative errors in the order of the last pass, and how to read it."""
    trace, right, names = moment.trace, moment.trace.right, moment.names
    first = first_wrong(right, trace)
    show_html(f"<p><b>“{escape(says(trace.mistake)).replace('`', '')}”</b></p>")
    if first is None:
        show_html("<p>With these numbers nothing comes out wrong: every value is the right one.</p>")
        return
    back = "J" in trace.values
    phase: Pass = "backward" if back else "forward"
    ran = trace.times(phase)
    left_out = [t for t in range(1, trace.problem.T + 1) if t not in ran]
    times = (*ran, *left_out)
    quantities = [step.quantity for step in trace.steps if step.phase == phase and step.t == ran[0]]
    grid = {name: [off(right, trace, name, t) for t in times] for name in quantities}
    rows = "".join(
        f'<tr><th scope="row">{symbol(name, names)}</th>'
        + "".join(_cell(error, (name, t) == (first.quantity, first.t)) for error, t in zip(errors, times, strict=True))
        + "</tr>"
        for name, errors in grid.items()
        if any(errors)
    )
    head = '<tr><th scope="col">order →</th>' + "".join(f'<th scope="col">⟨{t}⟩</th>' for t in times) + "</tr>"
    table = f'<table class="damage"><thead>{head}</thead><tbody>{rows}</tbody></table>'
    fine = [symbol(name, names) for name, errors in grid.items() if not any(errors)]
    ends = [str(carry.last) for carry in trace.problem.cell.backward_carries if back and carry.last]
    wrong = [symbol(name, names) for name in ends if off(right, trace, name, 0)]
    notes = ["How far from the right one, as a part of its size."]
    notes += [f"The loop of this run leaves out ⟨{t}⟩." for t in left_out]
    if back:
        notes.append("The right gradients of weights are running totals: whole at ⟨1⟩.")
        notes += [f"Those of this run end at ⟨{ran[-1]}⟩."] if ran[-1] != 1 else []
    notes += [f"Wrong after the loop: {', '.join(wrong)}."] if wrong else []
    notes += [f"Right at every t: {', '.join(fine)}."] if fine else []
    note = f'<p class="note">{" ".join(notes)}</p>'
    show_html((region(table, "Relative errors") if rows else "") + note, _STYLE)


def off(right: Trace, wrong: Trace, name: str, t: int) -> float:
    """Return the size of the difference over the size of the right value; infinite where that is 0, NaN for another
    shape."""
    expected, actual = right.at(name, t), wrong.at(name, t)
    if expected.shape != actual.shape:
        return np.nan
    if same(expected, actual):
        return 0.0
    size = float(np.linalg.norm(expected))
    return float(np.linalg.norm(actual - expected)) / size if size else np.inf


def _cell(error: float, first: bool) -> str:
    if not error:
        return '<td><span class="right" role="img" aria-label="right">✓</span></td>'
    return f'<td><span class="wrong{" first" if first else ""}">✗ {_size(error)}</span></td>'


def _size(error: float) -> str:
    return "another shape" if np.isnan(error) else percent(error)
