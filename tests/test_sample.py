"""A sample has each kind, and one switch looks at every case."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rnn_core import LSTM, hello
from rnn_core.mistakes.candidates import candidates
from tests import sample as samples
from tests.sample import crossed, of_each_kind, sample


def test_a_sample_is_of_the_cases_that_there_are(monkeypatch):
    for thorough, chosen in ((False, [1, 3]), (True, [1, 2, 3])):
        monkeypatch.setattr(samples, "THOROUGH", thorough)
        assert sample([1, 3], [1, 2, 3]) == chosen
        with pytest.raises(AssertionError, match="a case that there is not"):
            sample([4], [1, 2, 3])


def test_two_kinds_are_crossed_so_that_none_is_left_out(monkeypatch):
    monkeypatch.setattr(samples, "THOROUGH", False)
    assert crossed("abc", [1, 2]) == [("a", 1), ("b", 2), ("c", 1)]
    assert crossed("a", [1, 2]) == [("a", 1), ("a", 2)]
    monkeypatch.setattr(samples, "THOROUGH", True)
    assert len(set(crossed("abc", [1, 2]))) == 6


@pytest.mark.parametrize("problem", [hello(), hello(LSTM)], ids=["rnn", "lstm"])
def test_of_edits_each_quantity_and_each_slip_is_there_and_the_choice_is_always_the_same(problem):
    every = [edit.name for edit in candidates(problem)]
    few = of_each_kind(every)
    assert len(few) < 0.5 * len(every)
    assert of_each_kind(every) == few
    for place in range(3):
        parts = [{name.split(".")[place] for name in names if name.count(".") >= place} for names in (few, every)]
        assert parts[0] == parts[1]


def test_make_thorough_sets_the_switch():
    root = Path(__file__).resolve().parents[1]
    (name,) = re.findall(r"^thorough: export (\w+) = 1$", (root / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert f'environ.get("{name}")' in (root / "tests" / "sample.py").read_text("utf-8")
