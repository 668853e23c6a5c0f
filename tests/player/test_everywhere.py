"""Problems of every kind and size, in every room: nothing is cut, and no text lies over another.

`make thorough` opens each of them in each room, `make test` a few.
"""

from __future__ import annotations

import json

import pytest

from app.scene.scene import encode
from rnn_core import CASES, GRU_AFTER, GRU_BEFORE, LSTM, RNN, hello, notebook, random_problem, run, word
from tests.lazily import Lazily
from tests.player.harness import CLASSROOM, STICKS_OUT
from tests.player.test_stage import COLLISIONS, one_of_each
from tests.sample import each

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
ROOMS = [(1440, 900), (1024, 768), (960, 800), (390, 844), (360, 740), "classroom"]
LEAST = 18  # px of 1080 in the classroom, where there are most numbers


@pytest.mark.parametrize(("name", "room"), each([(name, room) for name in PROBLEMS for room in ROOMS], 23), ids=str)
def test_nothing_is_cut_or_lies_over_another(stage, name, room):
    projected = room == "classroom"
    stage.size(*((1920, 1080) if projected else room)).open(SCENES[name], view="classroom" if projected else "page")
    scrolls = not projected and room[0] < 390  # on the narrowest page a column may scroll off
    checks = [
        f"({CLASSROOM})({LEAST})" if projected else f"({STICKS_OUT})()",
        *([] if scrolls else [f"({COLLISIONS})()"]),
    ]
    assert stage.each(f"() => [{', '.join(f'...{check}' for check in checks)}]", one_of_each(SCENES[name])) == {}
