"""What a mistake does to the picture: which numbers are wrong, what they should be, and which road is cut."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.scene import types as sent
from app.scene.graph import PASSES, graph, ran_before
from app.scene.rich import rich, words_for
from app.scene.roads import State, roads, state_of
from app.scene.words import ARRIVING, FIRST_SEEN, LAST, MISTAKES
from rnn_core import Address, Trace
from rnn_core.mistakes import name_of, says
from rnn_core.mistakes.edits import CarryEdit
from rnn_core.problem import Array
from rnn_core.table import Pass


def mark(
    trace: Trace, wrong: Sequence[Address], steps: list[sent.Step], drawn: list[sent.Road]
) -> tuple[sent.Mistake, dict[str, Array]]:
    """Say what the stage has to know of a mistaken run, and the right values where they differ; marks the steps.

    `wrong` are the steps whose value is not the right one, in their order, `taken` the roads that this run still has.

    A marked step has `wrong` and the key of its `right` value; it has other words where those of the right run would
    not be true of this one.
    """
    right, first = trace.right, wrong[0] if wrong else None
    values = {f"right {q}": _right(right, q, wrong) for q in dict.fromkeys(address.quantity for address in wrong)}
    for address, step in zip(trace.steps, steps, strict=True):
        if address in wrong:
            step["wrong"] = True
            step["right"] = f"right {address.quantity}"
        is_edited = _is_edited(trace, address)
        if is_edited:
            step["edited"] = True
        words = words_for(trace.problem, address.quantity)
        if "{wires}" in words.grey and (trace.edited("forward") or _goes_otherwise(trace, "forward")):
            step["grey"] = rich(words.grey_last, trace.problem, address.t)  # who reads it, the mistake may have changed
        if headline := _headline(trace, address, first, wrong=address in wrong, is_edited=is_edited):
            step["headline"] = rich(headline, trace.problem, address.t)
            step.pop("grey", None)
        if address in wrong or is_edited:
            step["grey"] = rich(_grey(trace, address, first, wrong=address in wrong), trace.problem, address.t)
            step.pop("verdicts", None)
    last = "backward" if "J" in trace.values else "forward"  # the pass whose columns are told right or wrong
    mistaken = {step.t for step in wrong if step.phase == last}
    columns: dict[int, sent.Verdict] = {
        t: "first" if first and t == first.t else "wrong" if t in mistaken else "right"
        for t in range(1, trace.problem.T + 1)
    }
    about: sent.Mistake = {
        "name": name_of(trace.mistake),
        "says": says(trace.mistake),
        "first": str(first) if first else "",
        "columns": columns,
        "cut": _cut(trace, drawn),
    }
    return about, values


def _cut(trace: Trace, drawn: list[sent.Road]) -> list[sent.CutRoad]:
    """Return the gradients that nobody takes any more, from when they are missed, in the order of this run."""
    right = trace.right
    ways = {(road["quantity"], road["t"], road["to"]) for road in drawn}
    index = {(step.quantity, step.t): i for i, step in enumerate(trace.steps)}

    def time_of(when: int) -> int:
        step = right.steps[when]
        return index.get((step.quantity, step.t), when)

    cut: list[sent.CutRoad] = []
    for road in roads(right, graph(right)):
        if road["back"] and (road["quantity"], road["t"], road["to"]) not in ways:
            missed: sent.CutRoad = {**road, "step": time_of(road["step"]), "cut": True}
            if "leaves" in road:
                missed["leaves"] = time_of(road["leaves"])
            if "until" in road:
                missed["until"] = time_of(road["until"])
            cut.append(missed)
    return cut


def _right(right: Trace, quantity: str, wrong: Sequence[Address]) -> Array:
    """Say what a quantity should be, time first, and 0 at the timesteps at which nobody asks, where it is right."""
    value = right[quantity]
    if value.ndim == 1:
        value = np.reshape(value, (*value.shape, 1, 1))
    if value.ndim < 3:
        return value
    at_wrong_steps = np.isin(
        np.arange(1, len(value) + 1), [address.t for address in wrong if address.quantity == quantity]
    )
    return np.where(at_wrong_steps[:, None, None], value, 0.0)


def _is_edited(trace: Trace, address: Address) -> bool:
    """Return whether this step runs a line that the mistake has changed."""
    phase = address.phase
    return (phase == "forward" or phase == "backward") and address.quantity in trace.edited(phase)


def _headline(trace: Trace, address: Address, first: Address | None, *, wrong: bool, is_edited: bool) -> str:
    """Return other words for a step where those of the right run would not be true; else none."""
    name, t = name_of(trace.mistake), address.t
    says_why, says_harmless = MISTAKES.get(name, ("", ""))
    if is_edited:
        return (says_why if wrong else says_harmless) or "This line is not the right one."
    text = ""
    if first and wrong and address.quantity == first.quantity:
        text = FIRST_SEEN.get(name, ("", ""))[address != first]
    elif wrong:
        came = address.phase == "backward" and not trace.line(address)
        text = ARRIVING.get(name, ("", ""))[t in ran_before(trace)] if came else ""
        if t == trace.problem.T:
            text = text or LAST.get(name, {}).get(address.quantity, "")
    return text or _plain(trace, address, wrong=wrong)


def _plain(trace: Trace, address: Address, *, wrong: bool) -> str:
    """Say what is true of a step whatever the mistake, where the loop hands on something else or takes another
    order."""
    problem, quantity, t = trace.problem, address.quantity, address.t
    state = state_of(problem.model, quantity)
    if address.phase == "forward" and quantity == state.name and _goes_otherwise(trace, "forward"):
        return f"{{{quantity}}} is ready."
    if quantity == state.total and any(_goes_otherwise(trace, direction) for direction in PASSES):
        return "Add what has come back."
    if not wrong or address.phase == "forward":
        return ""
    if address.phase == "end":
        last = trace.at(state.prev, 1)
        return (
            ""
            if np.array_equal(trace.at(quantity), last)
            else f"This is not what leaves cell ⟨1⟩ as {{{state.prev}<t+1>}}."
        )
    if quantity == state.time:
        return _arrives(trace, state, t)
    if quantity in trace.problem.model.totals and _goes_otherwise(trace, "backward"):
        return "Add this step's share."
    return ""


def _arrives(trace: Trace, state: State, t: int) -> str:
    """Say how a wrong number has come to a step from its neighbour, or to the first step that runs."""
    came = ran_before(trace).get(t)
    if came:
        if np.array_equal(trace.at(state.prev, came), trace.at(state.time, t)):
            return f"A wrong number arrives from cell ⟨{came}⟩."
        return f"What left cell ⟨{came}⟩ as {{{state.prev}<t{came - t:+d}>}} has not arrived."
    if trace.at(state.time, t).any():
        return "Step {t} runs first here, and does not begin with zeros."
    return "Step {t} runs first here: nothing has come back yet."


def _goes_otherwise(trace: Trace, direction: Pass) -> bool:
    """Return whether the loop of one pass hands on something else than the right one, or takes another order."""
    right = trace.right
    return trace.times(direction) != right.times(direction) or any(
        isinstance(edit, CarryEdit) and edit.direction == direction for edit in trace.mistake
    )


def _grey(trace: Trace, address: Address, first: Address | None, *, wrong: bool) -> str:
    if not wrong:
        return "The mistake is in this line, but here its number comes out right."
    if first is None or address == first:
        luck = _luck(trace, address)
        return f"✗ The first wrong number: {{{address.quantity}}}. Everything computed before it is right{luck}."
    before = f"{{{first.quantity}<t{first.t - address.t:+d}>}}" if first.t else f"{{{first.quantity}}}"
    return f"✗ Wrong: the first wrong number was {before}."


def _luck(trace: Trace, address: Address) -> str:
    """Say why a sum without its time part was right at the step before: that part was 0 there."""
    state, came = state_of(trace.problem.model, address.quantity), ran_before(trace).get(address.t)
    edited = trace.edited("backward").get(state.total)
    if address.quantity != state.total or not came or not edited or state.time in edited.reads:
        return ""
    if trace.right.at(state.time, came).any():
        return ""
    return f", as {{{state.time}<t{came - address.t:+d}>}} is 0"
