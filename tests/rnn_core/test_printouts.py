"""What learners' notebooks really printed: a cause that is named is true, or its truth is named beside it.

`tests/data/printouts` has the texts, and in `answers.json` for each the case, the truth in words, and the names of the
mistakes that have to be among those named; none where it is known of no mistake of ours that it is the cause.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rnn_core import CASES, Diagnosis, ReadingError, diagnose
from tests.sample import sample

PRINTOUTS = Path(__file__).parents[1] / "data" / "printouts"
ANSWERS = json.loads((PRINTOUTS / "answers.json").read_text("utf-8"))


# Of those whose search takes seconds, as all pairs are tried, one of each end is enough: a pair, and nothing.
LONG = {
    "lstm_backward-dx-slots-too-many",
    "lstm_backward-equations-without-parentheses",
    "lstm_backward-overwritten-and-no-carry",
    "lstm_backward-stale-global-weights",
}


def diagnosed(name: str) -> Diagnosis | None:
    """The answer; None for a text that has no numbers of the case."""
    try:
        return diagnose((PRINTOUTS / f"{name}.txt").read_text("utf-8"), ANSWERS[name]["case"])
    except ReadingError:
        return None


def test_each_printout_has_an_answer():
    assert {path.stem for path in PRINTOUTS.glob("*.txt")} == ANSWERS.keys()


@pytest.mark.slow
@pytest.mark.parametrize("name", sample([name for name in ANSWERS if name not in LONG], ANSWERS))
def test_no_printout_gets_a_false_cause(name):
    found, truth = diagnosed(name), ANSWERS[name]["causes"]
    named = [cause.name for cause in found.causes] if found else []
    if named or truth:
        assert truth, named
        assert set(truth) <= set(named)


def test_the_commonest_printout_has_its_truth_and_its_edition():
    """The loop first, and which of its numbers the older editions expect."""
    found = diagnosed("lstm_backward-carry-never-updated-1")
    assert [cause.name for cause in found.causes] == ["neither-updated-inside", "only-da-c-never-updated"]
    note = found.notes[0]
    assert note.startswith("dx[1][2], da0[2][3], dWf[3][1], dWi[1][2], dWc[3][1], dWo[1][2], dbf[4] are what")
    assert "editions v1 to v3a" in note
    assert "never updates" in note
    assert not any(name in note.partition(" are ")[0] for name in ("dbi", "dbc", "dbo"))


def test_the_table_of_the_older_editions_is_recognised_and_not_explained():
    found = diagnosed("lstm_backward-expected-of-the-old-edition")
    assert (found.verdict, found.tried) == ("unknown", 0)
    assert "agree with nothing" in found.notes[0]


def test_the_first_edition_is_right_for_its_own_test():
    found = diagnosed("lstm_backward-first-edition-da-and-dc")
    assert found.verdict == "right"
    assert all(number.right for number in found.numbers)
    assert "first edition" in str(found)


def test_what_is_wrong_in_the_first_edition_is_not_explained_by_another_test():
    found = diagnose("dx[1][2] = [-0.01745334 1.42787451 -0.43239505 0.26115842], dbf[4] = 0.5", "lstm_backward")
    assert (found.verdict, found.tried) == ("unknown", 0)
    assert found.notes[0].startswith("dx[1][2] is right in the first edition")


def test_the_edition_that_draws_the_head_before_da_is_an_older_case():
    found = diagnosed("lstm_backward-v3a-Wy-drawn")
    assert found.case is CASES["lstm_backward"].older[0]
    assert "early edition v3a" in found.notes[0]
