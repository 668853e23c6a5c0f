"""Problems of every kind and size, in every room: nothing is cut, and no text lies over another.

`make thorough` opens each of them in each room, `make test` a few.
"""

from __future__ import annotations

import json

import pytest

from app.scene.ask import ask
from app.scene.scene import encode
from app.selection import selection
from rnn_core import CASES, GRU_AFTER, GRU_BEFORE, LSTM, RNN, hello, notebook, random_problem, run, word
from tests.lazily import Lazily
from tests.player.harness import CLASSROOM, STICKS_OUT
from tests.player.test_stage import COLLISIONS, one_of_each
from tests.sample import each, sample

KINDS = {
    "hello": lambda cell: hello(cell),
    "banana": lambda cell: word("banana", cell=cell),
    "mississippian": lambda cell: word("mississippian", cell=cell),
    "many examples": lambda cell: random_problem(n_a=5, m=10, T=4, cell=cell),
    "six units": lambda cell: random_problem(n_a=6, m=1, T=6, cell=cell),
    "three of each": lambda cell: random_problem(n_a=3, m=3, T=3, cell=cell),
    "two units": lambda cell: random_problem(n_x=2, n_a=2, m=1, T=2, cell=cell),
    "one unit": lambda cell: random_problem(n_x=1, n_a=1, m=1, T=1, cell=cell),
}
PROBLEMS = {
    **{
        f"{kind}, {cell.name}": make(cell)
        for kind, make in KINDS.items()
        for cell in (RNN, LSTM, GRU_BEFORE, GRU_AFTER)
    },
    **{f"notebook, {cell.name}": notebook(cell) for cell in (RNN, LSTM)},
    **{name: case.problem for name, case in CASES.items()},
}
SCENES = Lazily(PROBLEMS, lambda name: json.loads(encode(run(PROBLEMS[name]))))
OTHERS = Lazily(PROBLEMS, lambda name: json.loads(encode(run(PROBLEMS[name]), names="h")))
ROOMS = [(1440, 900), (1024, 768), (960, 800), (390, 844), (360, 740), "classroom"]
CROWDED = ["mississippian, lstm"]  # its rings lie over the numbers of cells on a projector, while something is asked
LEAST = 18  # px of 1080 in the classroom, where there are most numbers

# A question, and where its mark, its names or its choices once lay over something.
ASKED = [
    ("hello, rnn", (1024, 768), "backward.3.dx"),
    ("hello, rnn", (1280, 640), "backward.3.da_total"),
    ("hello, gru_before", (1280, 640), "backward.3.dlogits"),
    ("hello, gru_before", "classroom", "backward.3.dbr"),
    ("hello, lstm", "classroom", "backward.3.dconcat"),
    ("six units, rnn", "classroom", "backward.5.da_softmax"),
]


def looked_for(room):
    """What there must not be in a room, as a script."""
    projected = room == "classroom"
    scrolls = not projected and room[0] < 390  # on the narrowest page a column may scroll off
    checks = [
        f"({CLASSROOM})({LEAST})" if projected else f"({STICKS_OUT})()",
        *([] if scrolls else [f"({COLLISIONS})()"]),
    ]
    return f"() => [{', '.join(f'...{check}' for check in checks)}]"


def enter(stage, room):
    """Make the window one of that room; the name of its view."""
    stage.size(*((1920, 1080) if room == "classroom" else room))
    return "classroom" if room == "classroom" else "page"


@pytest.mark.parametrize(("name", "room"), each([(name, room) for name in PROBLEMS for room in ROOMS], 23), ids=str)
def test_nothing_is_cut_or_lies_over_another(stage, name, room):
    view = enter(stage, room)
    stage.open(SCENES[name], view=view)
    assert stage.each(looked_for(room), one_of_each(SCENES[name])) == {}


@pytest.mark.parametrize(
    ("name", "room"),
    sample(
        [("hello, rnn", (390, 844)), ("six units, rnn", "classroom")], [(n, room) for n in PROBLEMS for room in ROOMS]
    ),
    ids=str,
)
def test_with_the_names_of_other_courses_neither(stage, name, room):
    view = enter(stage, room)
    stage.open(OTHERS[name], view=view)
    assert stage.each(looked_for(room), one_of_each(OTHERS[name])) == {}


@pytest.mark.parametrize(
    ("name", "room", "at"),
    sample(
        ASKED,
        [*ASKED, *((name, room, "") for name in PROBLEMS for room in [*ROOMS, (1280, 640)] if name not in CROWDED)],
    ),
    ids=str,
)
def test_a_question_lies_over_nothing_before_and_after_its_answer(stage, name, room, at):
    """But its mark, over the box or the road that will have the result."""
    view = enter(stage, room)
    trace, looked_at = run(PROBLEMS[name]), [at] if at else one_of_each(SCENES[name])
    for step in (step for step in trace.steps if str(step) in looked_at):
        if question := ask(trace, step, *selection(trace), column=0, seed=1):
            stage.open(SCENES[name], str(step), ask=question, view=view)
            found = stage.page.evaluate(looked_for(room))
            assert [one for one in found if not one.startswith("?")] == [], step
            stage.press("ArrowRight")
            assert stage.page.evaluate(looked_for(room)) == [], step
