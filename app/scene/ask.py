"""A guess before the answer: one question about a step, and choices of which each wrong one is a known idea.

Wrong choices are slips of the very line that runs there, made with the numbers that it had.

>>> from rnn_core import Address, hello, run
>>> question = ask(run(hello()), Address("backward", 3, "da_total"), 3, 1, 0, seed=1)
>>> for choice in question["choices"]:
...     print(*choice["says"], choice.get("mistake", "") if "right" not in choice else "(right)")
rises, 1.034 da_total.sign.da_softmax
rises, 0.164 (right)
rises, 0.599 only-da-prevt
falls, −0.435 only-da
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TypedDict

from app.scene.entry import Entry, entry_at
from app.scene.rich import formula, grey_of, headline_of, joined, rich, symbol
from app.scene.roads import State, state_of, states
from app.scene.say import DIGITS, MOST, adding, number
from app.scene.slipped import Slip, slipped
from app.scene.types import Ask, Choice, Name, Rich
from app.scene.words import MISTAKES, asked
from app.scene.words.player import PLAYER
from app.view import ViewState, place
from rnn_core import Address, Problem, ProblemError, Trace, find_mistake
from rnn_core.mistakes import name_of, wrong_steps
from rnn_core.mistakes.edits import LineEdit
from rnn_core.table import Line, Pass

WRONG = 3  # choices beside the right one, at most
LEAST = 2
CODE = re.compile(r"\bnp\b|[@\[]")  # in a formula that could not be put into the letters of maths
COSTS = ("loss", "J")
Slots = Mapping[str, str | Rich]


class Question(TypedDict):
    """A question, without its place."""

    question: Rich
    grey: Rich
    told: Rich
    choices: list[Choice]


def ask_of(state: ViewState, trace: Trace) -> Ask | None:
    """Return the question of a link, if it wants one and there is one at its step."""
    return ask(trace, *place(state, trace), seed=state.seed) if state.ask == "on" else None


def ask(trace: Trace, at: Address, unit: int, example: int, column: int, seed: int) -> Ask | None:
    """Ask for the selected entry of a step; None where nothing is computed, or a mistake has changed what is.

    Parameters
    ----------
    unit, example, column : as in a link, from 1; column 0 is the one that is followed unless somebody chose
    seed : the order of the choices follows from it and from the place
    """
    line = trace.line(at)
    if line is None or line.kind in ("stack", "part") or _is_given(trace, at) or not _is_right(trace, at):
        return None
    entry = entry_at(trace, at, unit, example, column)
    state = state_of(trace.problem.model, at.quantity)
    nudged = _nudge(trace, at, line, entry, state) if at.quantity == state.total else None
    question = nudged or _which(trace, at, line, entry)
    if question is None and at.phase != "backward":
        return None  # nobody learns from the sign of what is always positive
    question = question or _sign(trace, at, entry)
    random.Random(f"{seed} {at} {unit} {example} {column}").shuffle(question["choices"])
    return {
        **question,
        "at": str(at),
        "unit": unit,
        "example": example,
        "column": column,
        "run": name_of(trace.mistake),
    }


def _is_given(trace: Trace, at: Address) -> bool:
    """Return whether a line is the device of a test that hands in `da`: nobody's code."""
    (_, out), (back, _) = trace.problem.model.forward, trace.problem.model.backward
    return trace.problem.head.name == "given" and at.quantity in {line.name for line in (*out.lines, *back.lines)}


def _is_right(trace: Trace, at: Address) -> bool:
    """Return whether a step does what it should, with the right number, in a loop that a mistake has not changed."""
    if not all(isinstance(edit, LineEdit) for edit in trace.mistake):
        return False
    phase: Pass = "forward" if at.phase == "forward" else "backward"
    return not trace.mistake or (at.quantity not in trace.edited(phase) and at not in wrong_steps(trace.right, trace))


# Numbers as the picture prints them


def _digits(trace: Trace, at: Address, value: float) -> int:
    """Return as many decimals as the picture begins with, and more for a number that would be printed as nothing."""
    least = 2 if at.quantity in COSTS else DIGITS if trace["a"].shape[2] == 1 else DIGITS + 1
    return next((n for n in range(least, MOST) if not value or float(f"{value:.{n}f}")), least)


def _printed(value: float, digits: int) -> str:
    return "0" if value == 0 else number(value, digits)


# The plus of a state


def _nudge(trace: Trace, at: Address, line: Line, entry: Entry, state: State) -> Question | None:
    """Say what does the cost do when the state is nudged? It needs no formula: both uses move the cost."""
    problem, t = trace.problem, at.t
    if line.kind != "sum" or set(line.reads) != set(state.parts) or len(state.parts) != 2:
        return None
    digits = _digits(trace, at, entry.value)
    wrong = _wrong(trace, at, entry, digits)
    if len(wrong) < LEAST:
        return None
    slots: dict[str, str | Rich] = {"state": [symbol(state.name, t)], "entry": entry.name, "does": _does(entry.value)}
    parts = {name: entry.of(trace.at(name, t)) for name in line.reads}
    kind = _later(trace, state, t)
    slots["own"] = _measured(next(value for name, value in parts.items() if name != state.time), digits)
    slots["later"] = _measured(parts[state.time], digits, "many" if kind == "many" else "one")
    terms, slots["number"] = adding([*parts.values()], entry.value, digits)
    slots["sum"] = " + ".join(
        _term(value, text, i) for i, (value, text) in enumerate(zip(parts.values(), terms, strict=True))
    )
    top, *_ = states(problem.model)
    whose = ("given" if problem.head.name == "given" else "prediction") if state == top else "inner"
    choices = [
        _choice(problem, _moves(value, digits), _why(trace, at, slip, asked.ADDED_WHY), slip) for slip, value in wrong
    ]
    choices.append({"says": _moves(entry.value, digits), "why": _fill(asked.ADDED, problem, t), "right": True})
    return {
        "question": _fill(asked.NUDGE, problem, t, slots),
        "grey": _fill(f"{asked.OWN[whose]}; {asked.LATER[kind]}", problem, t, slots),
        "told": _fill(asked.TOLD_LAST if kind == "none" else asked.TOLD, problem, t, slots),
        "choices": choices,
    }


def _later(trace: Trace, state: State, t: int) -> str:
    """Say what sends the other part: one later cost or several, the next cell to an inner state, a test, or nothing."""
    problem, after = trace.problem, trace.times_after(t)
    if not after:
        handed = any(c.arrives == state.time and c.first in problem.later for c in problem.cell.backward_carries)
        return "handed" if handed else "none"
    if state != states(problem.model)[0]:
        return "inner"
    return "one" if len(after) == 1 else "many"


def _does(value: float, many: str = "one") -> str:
    falls, rises, stays = asked.DOES[many]
    return stays if value == 0 else rises if value > 0 else falls


def _moves(value: float, digits: int) -> Rich:
    return [asked.MOVES.format(does=_does(value), number=_printed(value, digits))]


def _measured(value: float, digits: int, many: str = "one") -> str:
    return asked.MEASURED.format(does=_does(value, many), number=_printed(value, digits))


def _term(value: float, text: str, i: int) -> str:
    """Return a term of a printed sum: in brackets where its minus would follow the plus."""
    text = text if value else "0"
    return f"({text})" if i and text.startswith("−") else text


# Any other line


def _which(trace: Trace, at: Address, line: Line, entry: Entry) -> Question | None:
    """Ask which of these lines it is, each with the number that comes out of it."""
    problem, t = trace.problem, at.t
    digits = _digits(trace, at, entry.value)
    wrong = _wrong(trace, at, entry, digits)
    if len(wrong) < LEAST:
        return None
    choices = [
        _choice(
            problem,
            _outcome(slip.shown(line, trace.problem.model.totals), t, value, digits),
            _why(trace, at, slip),
            slip,
        )
        for slip, value in wrong
    ]
    right = _outcome(line, t, entry.value, digits)
    choices.append({"says": right, "why": _reason(problem, at), "right": True})
    question = asked.WHICH if entry.name else asked.WHICH_ALONE
    return _about(problem, at, entry, question, asked.WHICH_GREY, choices)


def _sign(trace: Trace, at: Address, entry: Entry) -> Question:
    """Ask: is it positive, negative or 0?"""
    problem, t = trace.problem, at.t
    right = 2 if entry.value == 0 else int(entry.value > 0)
    number = _printed(entry.value, _digits(trace, at, entry.value))
    why = _fill(asked.SIGN_WHY, problem, t, {"number": number})
    choices: list[Choice] = [{"says": [name], "why": why} for name in asked.SIGNS]
    choices[right] = {"says": [asked.SIGNS[right]], "why": _reason(problem, at), "right": True}
    question = asked.SIGN if entry.name else asked.SIGN_ALONE
    return _about(problem, at, entry, question, asked.SIGN_GREY, choices)


def _about(problem: Problem, at: Address, entry: Entry, question: str, grey: str, choices: list[Choice]) -> Question:
    """Return a question about the result of a step."""
    return {
        "question": _fill(question, problem, at.t, {"result": [symbol(at.quantity, at.t)], "entry": entry.name}),
        "grey": _fill(grey, problem, at.t),
        "told": headline_of(problem, at.quantity, at.t),
        "choices": choices,
    }


def _reason(problem: Problem, at: Address) -> Rich:
    """Say why a line is as it is: what its step says of it."""
    return grey_of(problem, at.quantity, at.t) or headline_of(problem, at.quantity, at.t)


def _outcome(line: Line, t: int, value: float, digits: int) -> Rich:
    """Return a line in the letters of maths, and what comes out; of what cannot be written so, the number alone."""
    parts: Name = [
        PLAYER["running.so-far"] if part == {"symbol": line.name} else part for part in formula(line.expression, t)
    ]
    text = _printed(value, digits)
    if any(isinstance(part, str) and CODE.search(part) for part in parts):
        return [text]
    return joined([*parts, f" = {text}"])


def _choice(problem: Problem, says: Rich, why: Rich, slip: Slip) -> Choice:
    if slip.mistake and _runs(problem, slip.mistake):
        return {"says": says, "why": why, "mistake": slip.mistake}
    return {"says": says, "why": why}


def _runs(problem: Problem, name: str) -> bool:
    """Return whether a mistake can be made with a problem."""
    try:
        find_mistake(problem, name)
    except ProblemError:
        return False
    return True


def _wrong(trace: Trace, at: Address, entry: Entry, digits: int) -> list[tuple[Slip, float]]:
    """Return the first slips of a line whose numbers are printed otherwise than the right one and each other."""
    wrong: list[tuple[Slip, float]] = []
    printed = {round(entry.value, digits)}
    for slip, array in slipped(trace, at):
        value = entry.of(array)
        if round(value, digits) not in printed:
            printed.add(round(value, digits))
            wrong.append((slip, value))
        if len(wrong) == WRONG:
            break
    return wrong


# Words


def _why(trace: Trace, at: Address, slip: Slip, words: Mapping[str, str] = MappingProxyType({})) -> Rich:
    """Say why a slip is wrong: as its mistake says it, if it has words, else by its rule."""
    classic, _ = MISTAKES.get(slip.mistake, ("", ""))
    slots: dict[str, str | Rich] = {"part": _symbols(slip.part, at.t), "other": _symbols(slip.instead, at.t)}
    slots["result"] = [symbol(at.quantity, at.t)]
    return _fill(classic or words.get(slip.rule) or asked.WHY[slip.rule], trace.problem, at.t, slots)


def _symbols(names: str, t: int) -> Rich:
    """Put names side by side: a product."""
    parts: Rich = []
    for name in names.split():
        parts += [" ", symbol(name, t)] if parts else [symbol(name, t)]
    return parts


def _fill(text: str, problem: Problem, t: int, slots: Slots = MappingProxyType({})) -> Rich:
    """Parse a text of `words`, with something of one's own in some of its slots."""
    parts: Rich = []
    for i, piece in enumerate(re.split(rf"{{({'|'.join(slots or ['-'])})}}", text)):
        filled = slots[piece] if i % 2 else rich(piece, problem, t)
        parts += [filled] if isinstance(filled, str) else filled
    return joined(parts)
