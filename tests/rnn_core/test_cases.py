"""The tests of the assignment: each has a name of its own, and is found again from its problem."""

from __future__ import annotations

import pytest

from rnn_core import CASES, EVERY_CASE, ProblemError, case_of, find_case, hello, notebook
from rnn_core.diagnosis.reading import read
from rnn_core.mistakes.edits import CarryEdit, LineEdit
from rnn_core.table import line


def test_a_case_is_found_by_its_cell_and_test_and_by_its_problem():
    assert len(EVERY_CASE) == 10
    assert len({(case.problem.cell.name, case.test) for case in EVERY_CASE}) == 10
    for case in EVERY_CASE:
        assert find_case(case.problem.cell.name, case.test) is case
        assert case_of(case.problem) is case
    older = find_case("rnn", "older_cell_backward")
    assert find_case("rnn", "cell_backward").older == (older,)
    assert case_of(notebook()) is find_case("rnn", "backward")
    assert case_of(hello()) is None


@pytest.mark.parametrize("name", CASES)
def test_nothing_that_a_case_gives_out_can_be_changed(name):
    """Or every later diagnosis would call right numbers wrong."""
    case = CASES[name]
    _, single = case.singles[0]
    for arrays in (case.right, single, case.run((case.edits[0],))):
        for array in arrays.values():
            with pytest.raises(ValueError, match="read-only"):
                array[...] = 0
        with pytest.raises(TypeError):
            arrays["dba"] = 0


EARLY = (  # as printed by right code, with the test that draws Wy and by before da
    "dx[1][2] = [0.02065391 -0.26197282 -0.0782652 0.53886581], da0[2][3] = -0.08255556764, "
    "dWf[3][1] = -0.01711007752, dWi[1][2] = 0.01006639929, dWc[3][1] = 0.1093202009, dWo[1][2] = -0.07352078455, "
    "dbf[4] = -0.42965868, dbi[4] = -0.23772939, dbc[4] = 0.12613477, dbo[4] = -0.24075244"
)


def test_the_early_v3a_of_the_lstm_is_the_one_that_draws_the_head_before_da():
    (early,) = CASES["lstm_backward"].older
    assert all(entry.fits(early.right) for entry in read(EARLY, early))
    assert not any(entry.fits(CASES["lstm_backward"].right) for entry in read(EARLY, early))


LOOP = {"da_softmax", "da_time"}


@pytest.mark.parametrize("case", EVERY_CASE, ids=lambda case: f"{case.problem.cell.name}-{case.test}")
def test_an_edit_takes_what_its_function_has(case):
    """The cell's functions have no a0, and of da the sum alone; the loop has no gradient that the cell keeps."""
    for edit in case.edits:
        for text in edit.lines if isinstance(edit, LineEdit) else ():
            reads = set(line(text).reads)
            assert not reads & {"a0", "c0"}, edit
            assert line(text).name == "da_total" or ".adds." in edit.name or not reads & LOOP, edit
        if isinstance(edit, CarryEdit):
            assert edit.quantity not in {"z", "dz", "dc_a", "dc_total", "zf", "dzf", "dconcat"}, edit


def test_the_loop_keeps_what_belongs_to_it():
    names = {edit.name for edit in CASES["rnn_forward"].edits}
    assert "carry.a_prev.stays" in names
    assert "z.a0.for.a_prev" not in names
    backward = {edit.name for edit in CASES["lstm_backward"].edits}
    assert {"carry.da_time.stays-inside", "carry.dc_time.stays", "carry.da_time.from.da_total"} <= backward
    assert {"da_prev.adds.da_time", "da_total.without.da_time"} <= backward
    assert not any(name.startswith("carry.dc0") for name in backward), "lstm_backward returns no dc0"


@pytest.mark.parametrize(("cell", "test"), [("gru_after", "backward"), ("lstm", "older_cell_backward")])
def test_what_the_notebook_has_not_is_refused(cell, test):
    with pytest.raises(ProblemError, match="The notebook has no test"):
        find_case(cell, test)
