"""Find the valid value nearest to a text of a link, and the rule that the text breaks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, get_args

import rnn_core
from app.view.keys import Key
from rnn_core import CELLS, DENSE, GIVEN, Address, Model, ProblemError
from rnn_core.trace import Phase

QUOTED = 40  # characters of a link that a note repeats


def nearest_value(key: Key, text: str) -> tuple[Any, str]:
    """Return the valid value nearest to a text, and the rule that the text breaks, if any."""
    if key.type is Address:
        return nearest_step(key, text.strip())
    if key.bounds:
        low, high = key.bounds
        if (number := _whole(text)) is None:
            return key.default, f"{key.name} is a whole number from {low} to {high}"
        inside = min(max(number, low), high)
        return inside, "" if inside == number else f"{key.name} goes from {low} to {high}"
    if key.choices:
        nearest = closest(text.strip(), key.choices, cutoff=0.6) or key.default
        return nearest, "" if nearest == text.strip().lower() else f"{key.name} can be {either(key.choices)}"
    return _FREE[key.name](key, text)


def _mistake(_: Key, text: str) -> tuple[str, str]:
    return text.strip(), ""  # its problem says whether it can be made


def _word(key: Key, text: str) -> tuple[str, str]:
    try:
        return rnn_core.word(text).text, ""
    except ProblemError as error:
        return str(key.default), str(error).removesuffix(".")


# What is neither a number nor one of a few choices: each such key is read in a way of its own.
_FREE: Mapping[str, Callable[[Key, str], tuple[str, str]]] = {"mistake": _mistake, "word": _word}


def nearest_step(key: Key, text: str) -> tuple[Address, str]:
    """Return the same pass and quantity at the nearest timestep; else the nearest quantity there; else the default
    step."""
    name_of_pass, _, rest = text.partition(".")
    steps = [step for step in key.choices if step.phase == name_of_pass]
    number, _, name = rest.partition(".") if steps and steps[0].t else ("0", "", rest)  # turn.J, end.da0 have no t
    if not steps and name_of_pass in get_args(Phase):
        return key.default, "This problem has no such step"
    if not steps or (t := _whole(number)) is None:
        return key.default, "at names a pass, a timestep and a quantity"
    low, high = min(step.t for step in steps), max(step.t for step in steps)
    inside = min(max(t, low), high)
    by_quantity = {step.quantity: step for step in steps if step.t == inside}
    if name in by_quantity:
        return by_quantity[name], "" if inside == t else f"Timesteps go from {low} to {high}"
    return by_quantity[_nearest_quantity(steps[0].phase, name, tuple(by_quantity))], "This problem has no such step"


def _nearest_quantity(phase: Phase, name: str, quantities: tuple[str, ...]) -> str:
    """Return `zf` as `z` where there is one gate less. If another cell or head writes it: what comes next in its lines
    and exists here. Else the closest name."""
    if name[:-1] in quantities:
        return name[:-1]
    if phase == "forward" or phase == "backward":
        tables = [list(Model(cell, head).lines(phase)) for cell in CELLS for head in (DENSE, GIVEN)]
        later = [line for lines in tables if name in lines for line in lines[lines.index(name) :] if line in quantities]
        if later:
            return later[0]
    return closest(name, quantities, cutoff=0.0)


def closest(text: str, names: Sequence[str], *, cutoff: float) -> str:
    """Find the name that is closest to a text, or nothing."""
    lowered = {name.lower(): name for name in names}
    return next((lowered[n] for n in get_close_matches(text[:QUOTED].lower(), lowered, n=1, cutoff=cutoff)), "")


def _whole(text: str) -> int | None:
    text = text.strip()[:4000]  # Python reads no more than 4,300 digits
    return int(text) if re.fullmatch(r"[+-]?\d+", text) else None


def last_text(value: object) -> str | None:
    """Take the last of the values that a link gives a key, as text; None where it gives none."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return str(value[-1]) if value else None
    return str(value)


def either(names: tuple[str, ...]) -> str:
    """List the names that may be chosen."""
    return ", ".join((*names[:-2], " or ".join(names[-2:])))


def quoted(text: str) -> str:
    """Quote what a link says, cut and made printable."""
    short = text if len(text) <= QUOTED else text[: QUOTED - 1] + "…"
    return "“" + "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in short) + "”"
