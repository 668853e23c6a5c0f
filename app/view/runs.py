"""What a state runs: its problem, its mistake, and the key by which that is kept."""

from __future__ import annotations

import rnn_core
from app.view.keys import KEYS, ViewState
from rnn_core import CELLS, Mistake, Problem, Program, Trace, find_case


def problem_of(state: ViewState) -> Problem:
    """Return the problem that a state opens. It depends on `problem_key(state)` alone: cache it by that."""
    cell = next(cell for cell in CELLS if cell.name == state.cell)
    if state.problem == "word":
        return rnn_core.word(state.word, state.seed, cell)
    if state.problem == "random":
        return rnn_core.random_problem(state.n_x, state.n_a, state.n_y, state.m, state.T, state.seed, cell)
    return find_case(state.cell, state.test).problem if state.problem == "notebook" else rnn_core.hello(cell)


def mistake_of(state: ViewState) -> Mistake:
    """Return the mistake that is made. Raises ProblemError for a name that means none with this problem."""
    return rnn_core.find_mistake(problem_of(state), state.mistake) if state.mistake else Mistake()


def run_of(state: ViewState) -> Trace:
    """Return the run that a state shows."""
    problem = problem_of(state)
    return rnn_core.run(problem, Program.of(problem.model, mistake_of(state)))


def problem_key(state: ViewState) -> ViewState:
    """Return the state with defaults in place of everything on which neither its run nor the scene of it depends."""
    owned = [key.name for key in KEYS.values() if key.owner == "problem" and key.belongs_to(state.problem)]
    owned.remove("ask")  # what is asked is no part of a scene
    return ViewState(**{name: getattr(state, name) for name in owned})
