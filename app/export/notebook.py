"""A trace as a frame in a notebook: the page that `export` makes of a link, in the notebook's fonts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import partial
from html import escape
from typing import Any

import numpy as np

from app.bounds import LARGEST
from app.export.page import document, problem, runs
from app.scene.scene import encode
from app.scene.words.names import COURSE, SCHEMES, Names
from app.view import Key, keys_for
from rnn_core import LSTM, RNN, Trace, mistaken, run
from rnn_core.mistakes import name_of

# Whatever the reader has, as in the notebook around; to embed ours would add half as much again to what each frame
# weighs. They are set as wide as ours, for which there is room, by the advance of a 0; fonts of code are so anyway.
# Every `font:` takes the adjustment back, so it is for each element, and important.
FONTS = """
.unrolled { --text: system-ui, sans-serif; --serif: Georgia, serif; --code: ui-monospace, monospace; }
.unrolled, .unrolled * { font-size-adjust: ch-width 0.497 !important; }
.unrolled :is(code, code *, pre, .address, .tile, .letter:not(.name *)) { font-size-adjust: none !important; }
"""
# What is inside a frame's element is seen only where the element is taken away: in a notebook that is not trusted.
STRIPPED = "To see it, run this cell or trust the notebook."


@dataclass(frozen=True)
class Shown:
    """A frame that a notebook displays. It is plain HTML: saved and converted notebooks keep it."""

    name: str
    at: str
    html: str = field(repr=False)
    height: int = field(repr=False)

    def __repr__(self) -> str:
        return f"Shown({self.name} at {self.at})"

    def _repr_html_(self) -> str:
        name = escape(f"Unrolled: {self.name}")
        style = f"width: 100%; height: {self.height}px; border: 0"
        # In single quotes, of which the document has a hundred; of the others, which JSON is full of, it has thousands.
        # An ampersand may be the first character of a reference only before a letter, a digit or #.
        inner = re.sub("&(?=[A-Za-z0-9#])", "&amp;", self.html).replace("'", "&#x27;")
        return f'<iframe title="{name}" style="{style}" srcdoc=\'{inner}\'>{name}. {STRIPPED}</iframe>'


def show(
    trace: Trace,
    at: object = None,
    *,
    unit: int | None = None,
    example: int | None = None,
    compare: bool = False,
    names: Names = COURSE,
    height: int = 900,
) -> Shown:
    """Show a run as the last line of a cell, to step through with the keys once it is clicked.

    Parameters
    ----------
    trace : any run, of a problem of one's own too
    at : the step that it opens at, an `Address` or its text, such as "backward.3.da_total"
    unit, example : what is followed, from 1
    compare : put the right run beside that of a mistake
    names : "h" calls quantities as min-char-rnn does: h, Whh, dhnext
    height : of the frame, in pixels

    Returns
    -------
    Shown
        which the notebook displays.

    Raises
    ------
    ValueError
        for a step, unit or example that this run does not have, names that nobody knows, nothing to compare with, or
        numbers beyond those that the picture has room for.
    """
    if large := [name for name, value in trace.problem.given[0].items() if np.abs(value).max() > LARGEST]:
        raise ValueError(f"{', '.join(large)}: the picture has room for entries up to {LARGEST:g}.")
    if names not in SCHEMES:
        raise ValueError(f"names is {' or '.join(map(repr, SCHEMES))}, got {names!r}.")
    if compare and not trace.mistake:
        raise ValueError("This run has no mistake, so it is the right one: there is nothing to compare it with.")
    view = "compare" if compare else "page"
    keys = keys_for(trace, view)
    opened = {
        "at": _step(keys["at"], at),
        "unit": _number(keys["unit"], unit),
        "example": _number(keys["example"], example),
        "column": str(keys["column"].default),
        "view": view,
        "tab": keys["tab"].default,
    }
    mistake = name_of(trace.mistake)
    cell = "" if trace.problem.cell is RNN else trace.problem.cell.name
    parts = (trace.problem.name, trace.problem.text, cell, mistake)
    name = " ".join(dict.fromkeys(part for part in parts if part))
    page: dict[str, Any] = {"run": "", "mistake": mistake, "open": opened, "notes": [], "walk": None}
    problems = {"": problem(trace, runs(partial(_scene, trace, names), mistake), {})}
    for only_printed in ("about", "rows"):  # a frame is no sheet of paper
        del problems[""]["scenes"][""]["problem"][only_printed]
    host = "hosts/frame-lstm.js" if trace.problem.cell is LSTM else "hosts/frame.js"
    html = document(page, problems, f"{name} - Unrolled", FONTS, host)
    return Shown(name, opened["at"], html, height)


def _scene(trace: Trace, names: Names, mistake: str) -> bytes:
    """Encode the scene of this run, or of the same problem with another mistake or none."""
    if mistake == name_of(trace.mistake):
        return encode(trace, names=names)
    return encode(run(trace.problem, mistaken(trace.problem, mistake)) if mistake else trace.right, names=names)


def _step(key: Key, at: object) -> str:
    if at is None:
        return str(key.default)
    steps = [str(step) for step in key.choices]
    if str(at) in steps:
        return str(at)
    near = get_close_matches(str(at), steps, n=1, cutoff=0)
    raise ValueError(f"This run has no step {str(at)!r}. Did you mean {near[0]!r}?")


def _number(key: Key, value: int | None) -> str:
    if value is None:
        return str(key.default)
    low, high = key.bounds or (value, value)
    if not low <= value <= high:
        raise ValueError(f"{key.name} goes from {low} to {high}, got {value}.")
    return str(int(value))
