"""The tests of the assignment: each has a name of its own, and is found again from its problem."""

from __future__ import annotations

import pytest

from rnn_core import EVERY_CASE, ProblemError, case_of, find_case, hello, notebook


def test_a_case_is_found_by_its_cell_and_test_and_by_its_problem():
    assert len(EVERY_CASE) == 9
    assert len({(case.problem.cell.name, case.test) for case in EVERY_CASE}) == 9
    for case in EVERY_CASE:
        assert find_case(case.problem.cell.name, case.test) is case
        assert case_of(case.problem) is case
    older = find_case("rnn", "older_cell_backward")
    assert older is find_case("rnn", "cell_backward").older
    assert case_of(notebook()) is find_case("rnn", "backward")
    assert case_of(hello()) is None


@pytest.mark.parametrize(("cell", "test"), [("gru_after", "backward"), ("lstm", "older_cell_backward")])
def test_what_the_notebook_has_not_is_refused(cell, test):
    with pytest.raises(ProblemError, match="The notebook has no test"):
        find_case(cell, test)
