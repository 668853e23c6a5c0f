"""What a mistake does to the picture: which numbers are wrong, what they should be, and which road is cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from app.scene.graph import graph, ran_before
from app.scene.rich import rich
from app.scene.roads import roads
from app.scene.words import ARRIVING, FIRST_SEEN, LAST, MISTAKES
from rnn_core import Address, Trace
from rnn_core.mistakes import name_of, says


def mark(
    trace: Trace, wrong: Sequence[Address], steps: list[dict[str, Any]], taken: list[dict[str, Any]]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the stage has to know of a mistaken run, and the right values where they differ; marks the steps.

    `wrong` are the steps whose value is not the right one, in their order, `taken` the roads that this run still has.

    A marked step has `wrong`, the key of its `right` value, and other words where the mistake itself is made or the
    first wrong number stands.
    """
    right, first = trace.right, wrong[0] if wrong else None
    values = {f"right {q}": _right(right, q) for q in dict.fromkeys(address.quantity for address in wrong)}
    for address, step in zip(trace.steps, steps, strict=True):
        if address in wrong:
            step |= {"wrong": True, "right": f"right {address.quantity}"}
        made = _made(trace, address)
        if made:
            step["edited"] = True
        if address in wrong or made:
            step |= _words(trace, address, first, wrong=address in wrong, made=made)
            step.pop("verdicts", None)
    last = "backward" if "J" in trace.values else "forward"  # the pass whose columns are told right or wrong
    there = {step.t for step in wrong if step.phase == last}
    columns = {
        t: "first" if first and t == first.t else "wrong" if t in there else "right"
        for t in range(1, trace.problem.T + 1)
    }
    drawn = {(road["quantity"], road["t"], road["to"]) for road in taken}
    cut = [road for road in roads(right, graph(right)) if (road["quantity"], road["t"], road["to"]) not in drawn]
    index = {(s.quantity, s.t): i for i, s in enumerate(trace.steps)}
    for road in cut:  # from when they are missed, in the order of this run
        for when in {"step", "leaves", "until"} & road.keys():
            there = right.steps[road[when]]
            road[when] = index.get((there.quantity, there.t), road[when])
    about = {
        "name": name_of(trace.mistake),
        "says": says(trace.mistake),
        "first": str(first) if first else "",
        "columns": columns,
        "cut": [{**road, "cut": True} for road in cut if road["back"]],
    }
    return about, values


def _right(right: Trace, quantity: str) -> Any:
    value = right[quantity]
    return value if value.ndim == 3 else np.reshape(value, (*value.shape[:1], -1, 1)) if value.ndim == 1 else value


def _made(trace: Trace, address: Address) -> bool:
    """Whether this step runs a line that the mistake has changed."""
    phase = address.phase
    return (phase == "forward" or phase == "backward") and address.quantity in trace.edited(phase)


def _words(trace: Trace, address: Address, first: Address | None, *, wrong: bool, made: bool) -> dict[str, Any]:
    problem, t = trace.problem, address.t
    says_why, says_harmless = MISTAKES.get(name_of(trace.mistake), ("", ""))
    words: dict[str, Any] = {}
    text = says_why if wrong else says_harmless
    if not made and first and address.quantity == first.quantity:
        text = FIRST_SEEN.get(name_of(trace.mistake), ("", ""))[address != first]
    elif not made:
        came = wrong and address.phase == "backward" and not trace.line(address)
        text = ARRIVING.get(name_of(trace.mistake), ("", ""))[t in ran_before(trace)] if came else ""
        if wrong and t == problem.T:
            text = text or LAST.get(name_of(trace.mistake), {}).get(address.quantity, "")
    if text:
        words["headline"] = rich(text, problem, t)
    if not wrong:
        words["grey"] = rich("The mistake is in this line, but here its number comes out right.", problem, t)
    elif address == first:
        words["grey"] = rich(
            f"✗ The first wrong number: {{{address.quantity}}}. Everything before it is right.", problem, t
        )
    elif first:
        before = f"{{{first.quantity}<t{first.t - t:+d}>}}" if first.t else f"{{{first.quantity}}}"
        words["grey"] = rich(f"✗ Wrong: the first wrong number was {before}.", problem, t)
    return words
