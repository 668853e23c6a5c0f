"""A walk on paper, which is also its text: its question, each stop with its picture, the last one for the reader to do,
and the answer on a page of its own."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

import numpy as np

from app.export.exercise import Exercise
from app.export.paper import about, document, footer, picture, rows
from app.export.tables import answer_table, fits, numbers
from app.export.typeset import Entry, coded, typeset
from app.scene import types as sent
from app.scene.rich import rich
from app.scene.say import DIGITS, number
from app.scene.scene import scene
from app.scene.types import NumberPart
from app.scene.words.paper import PAPER
from app.store import run_of
from app.view import Place, ViewState, at_stop, place, problem_key, query_of
from app.walks import WALKS, Stop
from rnn_core import Trace

TITLE = "{question} - Unrolled: backpropagation through time"
NEAREST = "There is no walk “{asked}”, so walk {walk} is shown."
QUOTED = 40  # characters of a link that a note repeats


class Halt(NamedTuple):
    """A stop with the run that it shows; `run` is what the document calls it."""

    stop: Stop
    state: ViewState
    trace: Trace
    place: Place
    run: str

    def say(self, text: str) -> str:
        """Return a sentence in the markup of the words, typeset with the numbers of this run."""
        parts = rich(text, self.trace.problem, self.place.at.t)
        return typeset(parts, self.place.unit, entry_of(self.trace, self.place))

    @property
    def said(self) -> str:
        """Say what is said below the headline."""
        return f'<p class="said">{self.say(self.stop.line)}</p>\n'


def asked_walk(link: str) -> tuple[str, tuple[str, ...]]:
    """Read which walk a link asks for, and what to say where there is none of that name: the first is shown."""
    wanted = query_of(link).get("walk", [""])[-1]
    if wanted in WALKS:
        return wanted, ()
    walk = next(iter(WALKS))
    return walk, (NEAREST.replace("{walk}", walk).replace("{asked}", wanted[:QUOTED]),)


def handout_of(link: str) -> str:
    """Write the handout that a link asks for."""
    return handout(*asked_walk(link))


def handout(walk_id: str, notes: tuple[str, ...] = (), address: str = "") -> str:
    """Write the handout of a walk.

    Parameters
    ----------
    walk_id : one of `WALKS`
    notes : sentences for who opens it; they are not printed
    address : of the server that the walk can be opened on, up to the last slash
    """
    walk = WALKS[walk_id]
    keys: dict[ViewState, str] = {}
    halts = [_halt(stop, at_stop(walk.id, i), keys) for i, stop in enumerate(walk.stops, 1)]
    (*shown, last), first = halts, halts[0]
    if not last.stop.ask or last.trace.mistake:
        shown = halts
    runs: dict[str, sent.Scene] = {halt.run: scene(halt.trace) for halt in halts}
    named = PAPER["walk"].replace("{number}", walk.id) if walk.is_numbered else ""
    stops = "".join(
        _stop(halt, i, _elsewhere(halt, first), rows(runs[halt.run]) if i == 1 else "")
        for i, halt in enumerate(shown, 1)
    )
    pages = (
        '<section class="sheet flow">\n'
        f'<header><h1>{coded(walk.question)}</h1><p class="who">{escape(named)}</p></header>\n'
        f"{about(first.trace, first.state)}{stops}"
    )
    foot = footer(f"?walk={walk.id}", address, opens=PAPER["walk.open"])
    if shown is halts:
        pages += f"{foot}</section>\n"
    else:
        exercise = Exercise(last.trace, last.place)
        pages += (
            f"{_yours(last, exercise, len(halts), _elsewhere(last, first))}{foot}</section>\n{_answer(last, exercise)}"
        )
    return document(TITLE.replace("{question}", walk.question.replace("`", "")), pages, runs, notes)


def _halt(stop: Stop, state: ViewState, keys: dict[ViewState, str]) -> Halt:
    trace = run_of(state)
    run = keys.setdefault(problem_key(state), f"run {len(keys)}")
    return Halt(stop, state, trace, place(state, trace), run)


def _stop(halt: Halt, index: int, above: str, below: str) -> str:
    return (
        f'<section class="stop">\n<h2>{index}. {halt.say(halt.stop.headline)}</h2>\n'
        f"{halt.said}{above}{picture(halt.run, str(halt.place.at))}{below}</section>\n"
    )


def _elsewhere(halt: Halt, first: Halt) -> str:
    """Say what is run at a stop, where that is something else than at the first."""
    run, first_run = (about(shown.trace, shown.state) for shown in (halt, first))
    return run if run != first_run else ""


def _yours(halt: Halt, exercise: Exercise, index: int, above: str) -> str:
    """Return the last stop without what it says: its numbers are for the reader to find."""
    blanks = numbers(exercise, filled=False) if fits(exercise) else ""
    return (
        f'<section class="stop">\n<h2>{index}. {escape(PAPER["yours"])}</h2>\n'
        f'<p class="said">{typeset(exercise.wanted)} {escape(PAPER["yours.there"])}</p>\n'
        f"{above}{picture(halt.run, str(halt.place.at), hides_result=True)}{blanks}</section>\n"
    )


def _answer(halt: Halt, exercise: Exercise) -> str:
    numbered = answer_table(exercise) if fits(exercise) else ""
    return (
        f'<section class="sheet">\n<header><h1>{escape(PAPER["answers"])}</h1></header>\n'
        f'<section class="stop">\n<h2>{halt.say(halt.stop.headline)}</h2>\n'
        f"{halt.said}{picture(halt.run, str(halt.place.at))}{numbered}</section>\n</section>\n"
    )


def entry_of(trace: Trace, place: Place) -> Entry:
    """Return the selected entry of a quantity in a sentence, printed as the player does."""
    digits = DIGITS if trace["a"].shape[2] == 1 else DIGITS + 1

    def entry(part: NumberPart) -> str:
        values = np.atleast_2d(trace.at(part["number"], part["t"]))
        row, column = (min(i, length) - 1 for i, length in zip(place.selected, values.shape, strict=True))
        return number(float(values[row, column]), digits)

    return entry
