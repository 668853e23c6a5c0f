"""Two questions about the reason of a step. The answers are what the player says of it, or of another step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.scene import types as sent
from app.scene.rich import rich, symbol, words_for
from app.scene.types import Part
from app.scene.words.paper import PAPER, SAME, WHYS, ZEROS
from rnn_core import Problem, Trace


@dataclass(frozen=True)
class Why:
    """A question, and the words that answer it."""

    question: tuple[Part, ...]
    answer: tuple[Part, ...]


def whys(trace: Trace, steps: Sequence[sent.Step], step: sent.Step) -> tuple[Why, Why]:
    """Ask why there is this step, and why it is otherwise at another timestep; where it never is, why its neighbour."""
    return _why_this(trace.problem, step), _why_otherwise(trace, steps, step) or _why_neighbour(steps, step)


def about_step(text: str, problem: Problem, step: sent.Step, **slots: str) -> tuple[Part, ...]:
    """Read a text of `words/paper` that is about a step, whose quantity is `{it}`."""
    for name, value in {"it": f"{{{step['quantity']}}}", **slots}.items():
        text = text.replace(f"{{{name}}}", value)
    return tuple(rich(text, problem, step["t"]))


def _why_this(problem: Problem, step: sent.Step) -> Why:
    question = WHYS.get(step["quantity"], {}).get(_variant(problem, step["quantity"], step["t"]), PAPER["why"])
    return Why(about_step(question, problem, step), _reason(step))


def _variant(problem: Problem, quantity: str, t: int) -> str:
    """Say which of its words a quantity has at a timestep."""
    words = words_for(problem, quantity)
    if t == problem.T and (words.last or words.grey_last):
        return "last"
    return "first" if t == 1 and (words.first or words.grey_first) else "middle"


def _why_otherwise(trace: Trace, steps: Sequence[sent.Step], step: sent.Step) -> Why | None:
    """Return the last timestep, if other words are said there, for another reason; else the nearest, or the first."""
    problem, quantity, t, T = trace.problem, step["quantity"], step["t"], trace.problem.T
    variants = {s: _variant(problem, quantity, s) for s in range(1, T + 1)}
    nearest = sorted((s for s in variants if variants[s] == "middle"), key=lambda s: abs(s - t))
    others = [*([T] if variants[T] == "last" else []), *nearest, 1]
    s = next((s for s in others if t and variants[s] != variants[t]), 0)
    if not s or quantity in SAME:
        return None
    place = quantity, step["phase"], s
    far_step = next(at for at in steps if (at["quantity"], at["phase"], at["t"]) == place)
    if variants[s] == "last" and quantity in ZEROS and not np.any(trace.at(quantity, s)):
        return Why(about_step(ZEROS[quantity].replace("<T>", f"<t+{s - t}>"), problem, step), _reason(far_step))
    key = {"last": "why.last", "first": "why.first"}.get(variants[s], "why.at")
    return Why(about_step(PAPER[key], problem, step, s=str(s)), _reason(far_step))


def _why_neighbour(steps: Sequence[sent.Step], step: sent.Step) -> Why:
    """Return the step after this one, or the one before."""
    i = steps.index(step)
    key, neighbour = ("why.next", steps[i + 1]) if i + 1 < len(steps) else ("why.before", steps[i - 1])
    before, _, after = PAPER[key].partition("{it}")
    return Why((before, symbol(neighbour["quantity"], neighbour["t"]), after), _reason(neighbour))


def _reason(step: sent.Step) -> tuple[Part, ...]:
    """Say what the player says of a step: the headline, and the grey line where it has no numbers."""
    grey = [] if "verdicts" in step else step.get("grey", [])
    return (*step["headline"], *([" ", *grey] if grey else []))
