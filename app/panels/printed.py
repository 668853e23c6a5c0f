"""What the assignment prints of its own test, each entry a jump to the step that computes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from typing import NamedTuple
from urllib.parse import urlencode

import numpy as np

from app.panels.parts import region
from app.scene.say import number
from app.view import ViewState, to_query
from rnn_core import CASES, Case, Trace

DIGITS = 8
NOTEBOOK = ViewState(problem="notebook")


class Jump(NamedTuple):
    """A printed number, its label, and the link to its step and entry."""

    label: str
    value: float
    link: str


def jumps(trace: Trace, shown: ViewState = NOTEBOOK) -> tuple[Jump, ...]:
    """The printed entries of the notebook's test of this cell; a row over time has one for each timestep.

    `shown` is what the links open beside the step, unit and example.
    """
    if trace.problem.name != "notebook":
        return ()
    return tuple(_jumps(CASES[f"{trace.problem.cell.name}_backward"], trace, shown))


def _jumps(case: Case, trace: Trace, shown: ViewState) -> Iterator[Jump]:
    examples = trace["a"].shape[2]
    for label in case.printed:
        name, *places = re.findall(r"\w+", label)
        index = tuple(map(int, places))
        values = np.atleast_1d(case.right[name][index])
        over_time = case.right[name].ndim == 3
        for i, value in enumerate(values):
            state = replace(
                shown,
                at=case.address(name, i + 1),
                cell=case.problem.cell.name,
                unit=index[0] + 1,
                example=index[1] + 1 if len(index) > 1 and case.right[name].shape[1] == examples else None,
            )
            link = "?" + urlencode(to_query(state, trace))
            yield Jump(f"{label}[{i}]" if over_time else label, float(value), link)


def table(trace: Trace) -> str:
    """The jumps as a table of links; nothing for another problem."""
    rows = "".join(
        f'<tr><th scope="row"><a href="{escape(one.link)}" target="_self"><span class="code">{escape(one.label)}'
        f"</span></a></th><td>{number(one.value, DIGITS)}</td></tr>"
        for one in jumps(trace)
    )
    return region(f"<table><tbody>{rows}</tbody></table>", "What the assignment prints") if rows else ""
