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
from app.scene.axes import axes
from app.scene.say import number
from app.view import ViewState, to_query
from rnn_core import Case, Trace, case_of

DIGITS = 8
WEIGHTED = ("unit", "input", "stack")  # what the columns of weights count
NOTEBOOK = ViewState(problem="notebook")


class Jump(NamedTuple):
    """A printed number, its label, and the link to its step and entry."""

    label: str
    value: float
    link: str


def jumps(trace: Trace, shown: ViewState = NOTEBOOK) -> tuple[Jump, ...]:
    """The printed entries of this test of the notebook; a row over time has one for each timestep.

    `shown` is what the links open beside the step and entry.
    """
    case = case_of(trace.problem)
    return tuple(_jumps(case, trace, shown)) if case else ()


def _jumps(case: Case, trace: Trace, shown: ViewState) -> Iterator[Jump]:
    for label in case.printed:
        name, *places = re.findall(r"\w+", label)
        right, start, ours = case.right[name], tuple(map(int, places)), case.outputs[name]
        _, columns = axes(trace.problem.model)[ours]
        for rest in np.ndindex(right[start].shape):
            place = (*start, *rest)
            state = replace(
                shown,
                at=case.address(name, place[2] + 1 if len(place) > 2 else 1),
                cell=case.problem.cell.name,
                test=case.test,
                unit=place[0] + 1,  # also of an input or a class: these tests draw both, so the unit chooses the row
                example=place[1] + 1 if columns == "example" else None,
                column=place[1] + 1 if columns in WEIGHTED else None,
            )
            link = "?" + urlencode(to_query(state, trace))
            yield Jump(label + "".join(f"[{i}]" for i in rest), float(right[place]), link)


def table(trace: Trace) -> str:
    """The jumps as a table of links; nothing for another problem."""
    rows = "".join(
        f'<tr><th scope="row"><a href="{escape(one.link)}" target="_self"><span class="code">{escape(one.label)}'
        f"</span></a></th><td>{number(one.value, DIGITS)}</td></tr>"
        for one in jumps(trace)
    )
    return region(f"<table><tbody>{rows}</tbody></table>", "What the assignment prints") if rows else ""
