"""What a screen reader gets of a step is what somebody has read as a listener would: tests/data/aria, written by make aria."""

from __future__ import annotations

import pytest

from tests.aria import CASES, FOLDER, heard
from tests.sample import each


@pytest.mark.parametrize("case", each(CASES, 2))
def test_what_is_heard_of_a_step_is_what_was_read(stage, case):
    assert heard(stage, case) == (FOLDER / f"{case}.txt").read_text(encoding="utf-8")


def test_every_step_that_was_read_is_one_that_is_heard():
    assert {path.stem for path in FOLDER.iterdir()} == set(CASES)
