"""What the assignment prints of its own test, each entry a jump to the step that computes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import NamedTuple

import numpy as np

from app.panels.parts import region
from app.scene.axes import axes
from app.scene.entry import WEIGHTED
from app.scene.say import number
from app.view import ViewState, link, move
from rnn_core import Case, Trace, case_of

PRINTED_DIGITS = 8


class Jump(NamedTuple):
    """A printed number, its label, and the link to its step and entry."""

    label: str
    value: float
    link: str


def jumps(trace: Trace, state: ViewState) -> tuple[Jump, ...]:
    """Return the printed entries of this test of the notebook; a row over time has one for each timestep.

    `state` is the visitor's: the links change its step and entry, and no more.
    """
    case = case_of(trace.problem)
    return tuple(_jumps(case, trace, state)) if case else ()


def _jumps(case: Case, trace: Trace, state: ViewState) -> Iterator[Jump]:
    for label in case.printed:
        name, *places = re.findall(r"\w+", label)
        right, start, ours = case.right[name], tuple(map(int, places)), case.outputs[name]
        _, columns = axes(trace.problem.model)[ours]
        for rest in np.ndindex(right[start].shape):
            place = (*start, *rest)
            target = move(
                state,
                at=case.address(name, place[2] + 1 if len(place) > 2 else 1),
                unit=place[0] + 1,  # also of an input or a class: these tests draw both, so the unit chooses the row
                example=place[1] + 1 if columns == "example" else None,
                column=place[1] + 1 if columns in WEIGHTED else None,
            )
            yield Jump(label + "".join(f"[{i}]" for i in rest), float(right[place]), link(target, trace))


def table(trace: Trace, state: ViewState) -> str:
    """Return the jumps as a table of links; nothing for another problem."""
    rows = "".join(
        f'<tr><th scope="row"><a href="{escape(jump.link)}" target="_self"><span class="code">{escape(jump.label)}'
        f"</span></a></th><td>{number(jump.value, PRINTED_DIGITS)}</td></tr>"
        for jump in jumps(trace, state)
    )
    return region(f"<table><tbody>{rows}</tbody></table>", "What the assignment prints") if rows else ""
