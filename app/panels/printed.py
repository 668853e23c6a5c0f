"""What the assignment prints of its own test, each entry a jump to the step that computes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import NamedTuple
from urllib.parse import urlencode

import numpy as np

from app.panels.parts import region
from app.scene.say import number
from rnn_core import CASES, Case, Trace

DIGITS = 8


class Jump(NamedTuple):
    """A printed number, its label, and the link to its step and entry."""

    label: str
    value: float
    link: str


def jumps(trace: Trace) -> tuple[Jump, ...]:
    """The printed entries of the notebook's test of this cell; a row over time has one for each timestep."""
    if trace.problem.name != "notebook":
        return ()
    return tuple(_jumps(CASES[f"{trace.problem.cell.name}_backward"]))


def _jumps(case: Case) -> Iterator[Jump]:
    for label in case.printed:
        name, *places = re.findall(r"\w+", label)
        index = tuple(map(int, places))
        values = np.atleast_1d(case.right[name][index])
        over_time = case.right[name].ndim == 3
        for i, value in enumerate(values):
            at = case.address(name, i + 1)
            keys = {"at": str(at), "problem": "notebook", "cell": case.problem.cell.name}
            if name != "dx":
                keys["unit"] = str(index[0] + 1)
            if len(index) > 1 and case.right[name].shape[1] == _examples(case):
                keys["example"] = str(index[1] + 1)
            link = "?" + urlencode({key: text for key, text in keys.items() if (key, text) != ("cell", "rnn")})
            yield Jump(f"{label}[{i}]" if over_time else label, float(value), link)


def _examples(case: Case) -> int:
    return int(case.problem.parameters["a0"].shape[1])


def table(trace: Trace) -> str:
    """The jumps as a table of links; nothing for another problem."""
    rows = "".join(
        f'<tr><th scope="row"><a href="{escape(one.link)}" target="_self"><span class="code">{escape(one.label)}'
        f"</span></a></th><td>{number(one.value, DIGITS)}</td></tr>"
        for one in jumps(trace)
    )
    return region(f"<table><tbody>{rows}</tbody></table>", "What the assignment prints") if rows else ""
