"""What learners' notebooks really printed: each number is read, each as what it is, and nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from rnn_core import CASES, ReadingError, diagnose
from rnn_core.diagnosis.reading import Given, find_error, read

FOLDER = Path(__file__).parents[1] / "data" / "printouts"
ANSWERS = json.loads((FOLDER / "answers.json").read_text(encoding="utf-8"))

# How many numbers each test prints after each label, as the texts have them. Compared with the texts by eye.
_WEIGHTS = {"dWf[3][1]": 1, "dWi[1][2]": 1, "dWc[3][1]": 1, "dWo[1][2]": 1}
_BIASES = {"dbf[4]": 1, "dbi[4]": 1, "dbc[4]": 1, "dbo[4]": 1}
PRINTED = {
    "rnn_forward": {"a[4][1]": 4, "y_pred[1][3]": 4},
    "rnn_backward": {"dx[1][2]": 4, "da0[2][3]": 1, "dWax[3][1]": 1, "dWaa[1][2]": 1, "dba[4]": 1},
    "rnn_cell_backward": {"dxt[1][2]": 1, "da_prev[2][3]": 1, "dWax[3][1]": 1, "dWaa[1][2]": 1, "dba[4]": 1},
    "lstm_cell_forward": {"a_next[4]": 10, "c_next[2]": 10, "yt[1]": 10},
    "lstm_forward": {"a[4][3][6]": 1, "y[1][4][3]": 1, "c[1][2][1]": 1},
    "lstm_backward": {"dx[1][2]": 4, "da0[2][3]": 1, **_WEIGHTS, **_BIASES},
    "lstm_cell_backward": {"dxt[1][2]": 1, "da_prev[2][3]": 1, "dc_prev[2][3]": 1, **_WEIGHTS, **_BIASES},
}
# What differs from that: another count, or a wrong shape.
COUNTS = {
    "constructed-decimal-comma": {"dx[1][2]": 4, "da0[2][3]": 1, "dba[4]": 1},
    "lstm_backward-dx-slots-too-many": {**PRINTED["lstm_backward"], "dx[1][2]": 7},
}
SHAPES = {
    "lstm_backward-dx-slots-too-many": {"dx": (3, 10, 7)},
    "rnn_cell_backward-no-keepdims": {"dba": (5,)},
}
ERRORS = {
    "rnn_forward-post-with-unit-test-error": "AssertionError: Wrong values for a, at the line `check(rnn_forward)`",
    "traceback-lstm_backward": "ValueError: could not broadcast input array from shape (8,10) into shape (3,10), "
    "at the line `dx[:, :, t] = out[0]`",
    "traceback-rnn_cell_backward": "TypeError: 'NoneType' object is not subscriptable, "
    'at the line `show(\'gradients["dxt"][1][2] =\', out["dxt"][1][2])`',
}
ALL_RIGHT = [
    "constructed-decimal-comma",
    "constructed-pytorch-tensors",
    "lstm_cell_forward-debug-shapes",
    "rnn_forward-expected-table-of-v3-says-y",
]


def text_of(name: str) -> str:
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def given(name: str) -> tuple[Given, ...]:
    return read(text_of(name), CASES[ANSWERS[name]["case"]])


@pytest.mark.parametrize("name", [name for name in ANSWERS if not name.startswith("traceback")])
def test_each_number_is_read_under_its_label(name):
    entries = given(name)
    expected = COUNTS.get(name, PRINTED[ANSWERS[name]["case"]])
    assert {entry.label: len(entry.numbers) for entry in entries} == expected
    assert {entry.name: entry.shape for entry in entries if entry.shape} == SHAPES.get(name, {})
    # In the same order, and digit for digit: what stands between a label and its numbers is looked at in the text.
    text, at = text_of(name).replace("−", "-"), 0
    if name == "constructed-decimal-comma":
        text = re.sub(r"(?<=\d),(?=\d)", ".", text)
    for entry in entries:
        first = re.escape(entry.name).replace("y_pred", "y(?:_pred)?")
        places = "".join(rf"\[{i}\]" for i in entry.index)
        label = re.compile(rf"""\b{first}(?:["']\])?{places}[*:=\s]*(?:tensor\()?\[?\s*""").search(text, at)
        assert label, entry.label
        at = label.end()
        for number in entry.numbers:
            assert text.startswith(number, at), (number, text[at : at + 40])
            at += len(number) + len(re.match(r"[\s,]*", text[at + len(number) :])[0])
        assert not entry.values.size or not re.match(r"-?\d", text[at:]), f"{entry.label} goes on: {text[at : at + 20]}"


@pytest.mark.parametrize("name", ANSWERS)
def test_an_error_message_is_told_and_nothing_else_is_taken_for_one(name):
    assert find_error(text_of(name)) == ERRORS.get(name, "")


@pytest.mark.parametrize("name", [name for name in ANSWERS if name.startswith("traceback")])
def test_an_error_message_alone_is_the_answer(name):
    with pytest.raises(ReadingError) as caught:
        given(name)
    assert str(caught.value) == f"This is an error message, with no numbers to compare: {ERRORS[name]}."


def test_numbers_above_an_error_message_are_diagnosed_and_the_error_is_told_too():
    name = "rnn_forward-post-with-unit-test-error"
    found = diagnose(text_of(name), "rnn_forward", pairs=False)
    assert f"The text has an error message, too: {ERRORS[name]}." in found.notes
    assert len(found.numbers) == 8
    assert not any(number.right for number in found.numbers)


@pytest.mark.parametrize("name", ALL_RIGHT)
def test_right_numbers_are_right_however_they_are_printed(name):
    assert diagnose(text_of(name), ANSWERS[name]["case"], pairs=False).verdict == "right"


def test_slots_too_many_leave_all_values_right():
    found = diagnose(text_of("lstm_backward-dx-slots-too-many"), "lstm_backward", progress=lambda *_: False)
    assert found.first_wrong is None
    assert sum(number.right for number in found.numbers) == 13
    assert found.notes == (
        "dx has the shape (3, 10, 7); expected (3, 10, 4). "
        "What belongs in dx[1][2] is right; 3 more numbers should not be there.",
    )


@pytest.mark.parametrize("name", ["lstm_forward-c-is-a", "lstm_forward-sigmoid", "lstm_cell_backward-forward-draws"])
def test_where_nothing_follows_no_hint_is_given(name):
    assert diagnose(text_of(name), ANSWERS[name]["case"], progress=lambda *_: False).notes == ()
