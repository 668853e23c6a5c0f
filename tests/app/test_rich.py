"""Words and formulas with quantities in them: the timestep in a quantity's corner, and the sign between two."""

from __future__ import annotations

import pytest

from app.scene.rich import formula, rich, symbol
from rnn_core import hello
from rnn_core.table import line


@pytest.mark.parametrize(
    ("name", "t", "drawn"),
    [
        ("a", 1, {"symbol": "a", "t": 1}),
        ("a", 0, {"symbol": "a0"}),
        ("a_prev", 1, {"symbol": "a0"}),
        ("a_prev", 2, {"symbol": "a_prev", "t": 1}),  # it is the a of the step before
        ("Wax", 2, {"symbol": "Wax"}),
    ],
)
def test_the_corner_says_the_timestep_and_a_start_has_a_name_of_its_own(name, t, drawn):
    assert symbol(name, t) == drawn


@pytest.mark.parametrize(("mark", "t"), [("a<t>", 2), ("a<t+1>", 3), ("a<t-1>", 1), ("a<t+2>", 4)])
def test_a_mark_counts_from_the_step_that_is_shown(mark, t):
    assert rich(f"{{{mark}}}", hello(), 2) == [{"symbol": "a", "t": t}]


@pytest.mark.parametrize(("t", "text"), [(3, "cell ⟨4⟩"), (4, "the next cell")])
def test_the_next_cell_has_a_number_where_there_is_one(t, text):
    assert rich("{next cell}", hello(), t) == [text]


@pytest.mark.parametrize(
    ("text", "between"),
    [("d = y + target", ["", " + "]), ("d = y - target", ["", " − "]), ("d = -y + y", ["−", " + "])],
)
def test_a_sum_has_its_signs(text, between):
    parts = ["", *formula(line(text).expression, 2)]
    found = ["".join(filter(lambda part: isinstance(part, str), parts[:2])), parts[-2]]
    assert found == between
