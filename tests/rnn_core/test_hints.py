"""A hint is given only where it follows from the numbers: tried with every edit that gives such numbers."""

from __future__ import annotations

import re

import numpy as np
import pytest

from rnn_core import CASES, Case, diagnose
from rnn_core.assignment.cases import EVERY_CASE
from rnn_core.mistakes.edits import CacheEdit, CarryEdit, Edit, OrderEdit, together
from tests.rnn_core.test_diagnosis import as_printed
from tests.sample import sample

HINT = re.compile(
    r"(\w+) is right at t = ([\d, ]+) and wrong at t = ([\d, ]+): look at what step t hands to step t . 1"
)
IN_TIME = [case for case in EVERY_CASE if any(map(case.by_step, case.outputs.values()))]
PRINTED = [(case, decimals) for case in IN_TIME for decimals in (8, 6)]
ONE_BY_ONE = [(case, (8, 6)[i % 2]) for i, case in enumerate(IN_TIME)]


def notes(text, case: Case) -> tuple[str, ...]:
    """What is said of some numbers, whatever their cause."""
    return diagnose(text, case, progress=lambda *_: False).notes


def follows(case: Case, edit: Edit, name: str) -> bool:
    """Whether a hint at what is carried, what is done with it, and the timesteps is true of an edit.

    It is for the carries, the order, and for what is read of another timestep. Of anything else it is true if it makes
    no difference where nothing is carried.
    """
    if isinstance(edit, (CarryEdit, OrderEdit)) or (isinstance(edit, CacheEdit) and edit.when):
        return True
    carries = case.problem.cell.backward_carries if case.direction == "backward" else case.problem.cell.forward_carries
    kept = {f"carry.{carry.arrives}.stays" for carry in carries}
    nothing = tuple(stays for stays in case.edits if stays.name in kept)
    assert len(nothing) == len(kept)
    both = together((edit,), nothing)
    assert both
    with_it, without = case.run(both), case.run(nothing)
    return bool(with_it and without and np.allclose(with_it[name], without[name], rtol=1e-12, atol=1e-14))


@pytest.mark.slow
@pytest.mark.parametrize(("case", "decimals"), sample(ONE_BY_ONE, PRINTED), ids=lambda of: getattr(of, "name", None))
def test_each_hint_is_true_of_every_edit_that_gives_such_numbers(case, decimals):
    """Row by row of all that is returned, as NumPy prints it."""
    rng = np.random.default_rng(0)
    given = silent = 0
    for edit, arrays in case.singles:
        text = []
        for name, ours in case.outputs.items():
            if case.by_step(ours) and arrays[name].shape == case.right[name].shape:
                place = tuple(int(rng.integers(n)) for n in arrays[name].shape[:-1])
                row = np.array2string(arrays[name][place], precision=decimals)
                text.append(f"{name}{''.join(f'[{i}]' for i in place)} = {row}")
        said = [note for note in notes("\n".join(text), case) if "look at" in note] if text else []
        assert len(said) <= 1, said
        for note in said:
            match = HINT.match(note)
            assert match, note
            name, right, wrong = match.groups()
            off = np.abs(arrays[name] - case.right[name]).max(axis=(0, 1)) > 1e-7
            assert [f"{t}" for t in range(1, case.problem.T + 1) if not off[t - 1]] == right.split(", "), (edit, note)
            assert [f"{t}" for t in range(1, case.problem.T + 1) if off[t - 1]] == wrong.split(", "), (edit, note)
            assert follows(case, edit, name), (edit, note)
            given += 1
        silent += not said
    assert given >= 3
    assert silent > given


@pytest.mark.slow
@pytest.mark.parametrize("case", IN_TIME, ids=lambda case: case.name)
def test_numbers_of_three_decimals_give_no_hint(case):
    """Where a tanh is near to 1, one can be right by chance."""
    for _, arrays in case.singles[::7]:
        if any(arrays[name].shape != case.right[name].shape for name in case.outputs):
            continue
        text = as_printed({name: np.round(array, 3) for name, array in arrays.items()}, case.printed)
        assert not any("look at" in note for note in notes(text, case))


def test_a_hint_speaks_of_one_array_and_is_silent_where_nothing_follows():
    forward, y = CASES["lstm_forward"], "y[1][4][3] = 0.847495018014"
    rest = "a[4][3][6] = 0.172117767533\nc[1][2][1] = -0.855544916718"
    assert notes(f"{y}\n{rest}", forward) == (), "three arrays of one timestep each"
    backward = CASES["rnn_backward"]
    assert notes("dx[1][2] = [1.12345678 2.12345678 3.12345678 4.41234567]", backward) == (), (
        "wrong from the first step"
    )
    again = "dx[1][2] = [-2.07101689 -0.59255627 9.02466855 0.01483317]"
    assert notes(again, backward) == (), "right again later"


def test_only_a_shape_is_wrong_and_all_values_are_right():
    case = CASES["lstm_backward"]
    dx = np.concatenate([case.right["dx"], np.zeros((3, 10, 3))], axis=-1)
    text = as_printed({**case.right, "dx": dx}, case.printed)
    says = "What belongs in dx[1][2] is right; 3 more numbers should not be there."
    assert notes(text, case) == (f"dx[1][2] has 7 numbers; expected 4. {says}",)
    shape = "dx.shape = (3, 10, 7)"
    assert notes(f"{text}\n{shape}", case) == (f"dx has the shape (3, 10, 7); expected (3, 10, 4). {says}",)
    found = diagnose({**case.right, "dx": dx}, case, pairs=False)
    assert (found.verdict, found.first_wrong) == ("unknown", None)
    assert next(number.label for number in found.numbers if not number.right) == "dx[0][0][4]"
    assert sum(not number.right for number in found.numbers) == 3 * 10 * 3
    flat = diagnose("dba[4] = -0.7474772166221\ndba.shape = (5,)", pairs=False)
    assert flat.notes[0] == (
        "dba has the shape (5,); expected (5, 1). What is given of dba[4] is right: only the shape is wrong."
    )
    assert (flat.verdict, [(number.label, number.right) for number in flat.numbers]) == (
        "unknown",
        [("dba[4]", True), ("dba.shape", False)],
    )
    assert "1 of 1 number right" in str(flat)


def test_numbers_that_break_off_are_right_as_far_as_they_go():
    text = "dx[1][2] = [-2.07101689 -0.59255627"
    assert notes(text, CASES["rnn_backward"])[0] == (
        "dx[1][2] has 2 numbers; expected 4. They are right as far as they go."
    )
    assert diagnose(text, pairs=False).verdict == "unknown"
    assert notes("dba = [0.5]", CASES["rnn_backward"])[0] == "dba has 1 number; expected 5."


def test_a_label_is_not_right_and_wrong_at_once():
    row = np.array2string(CASES["rnn_cell_forward"].right["a_next"][4], precision=8).replace("[", "[0.5 ").split()
    text = f"a_next[4] = {' '.join([row[0], *row[2:]])}\nyt_pred[1] = [0.1"
    (note, *_) = notes(text, CASES["rnn_cell_forward"])
    assert note == "yt_pred[1] has 1 number; expected 10."
    whole = np.array2string(CASES["rnn_cell_forward"].right["yt_pred"][1], precision=8)
    (note, *_) = notes(f"a_next[4] = {' '.join([row[0], *row[2:]])}\nyt_pred[1] = {whole}", CASES["rnn_cell_forward"])
    assert note == "Wrong: a_next[4]. Right: yt_pred[1]."
