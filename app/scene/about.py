"""What a run is, and what the rows of its picture are: a line each, for those who have nobody to ask."""

from __future__ import annotations

from app.scene.words import BOXES
from app.scene.words.paper import CELL_NAMES, PAPER
from app.scene.words.player import PLAYER
from rnn_core import Problem, case_of
from rnn_core.problems import letters


def about(problem: Problem) -> str:
    """Say what is run: `hell → ello · RNN, 5 units`."""
    n_a, m = problem.parameters["a0"].shape
    if problem.text:
        word = letters(problem.text)
        named = f"{''.join(word[:-1])} → {''.join(word[1:])}"
    elif case := case_of(problem):
        named = case.name
    else:
        named = problem.name
    parts = [named, f"{CELL_NAMES.get(problem.cell.name, problem.cell.name)}, {n_a} unit{'s' * (n_a > 1)}"]
    return " · ".join(parts + [f"{m} examples"] * (m > 1))


def rows(problem: Problem) -> str:
    """Say what the rows of the picture are; no row says what is added where."""
    letter, back = bool(problem.alphabet), "loss" in problem.model.lines("forward")
    cost = "gutter.cost.target" if letter else "gutter.cost" if back else "gutter.prediction"
    named = [PLAYER[cost], *([PLAYER["gutter.prediction"]] if back and problem.head.name != "given" else [])]
    named += [PLAYER["gutter.cell"], BOXES[problem.cell.name]]
    named += [PLAYER["gutter.input.letter" if letter else "gutter.input"]]
    return PAPER["rows" if back else "rows.one-way"].replace("{rows}", ", ".join(named))
