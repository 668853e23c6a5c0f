"""Numbers are read as people paste them, and what cannot be read is refused in one sentence."""

from __future__ import annotations

import contextlib
from time import process_time

import numpy as np
import pytest

from rnn_core import CASES, ReadingError
from rnn_core.reading import LONGEST, read

CASE = CASES["rnn_backward"]
ROW = ("-0.4086444", "-0.59255627", "0.02466855", "0.01483317")


def found(text: str, case: str = "rnn_backward") -> dict[str, tuple[str, ...]]:
    return {given.label: given.numbers for given in read(text, CASES[case])}


@pytest.mark.parametrize(
    "text",
    [
        'gradients["dx"][1][2] = [-0.4086444 -0.59255627 0.02466855 0.01483317]',
        "gradients['dx'][1][2] = [-0.4086444 -0.59255627 0.02466855 0.01483317]",
        "gradients[“dx”][1][2] = [-0.4086444 -0.59255627  0.02466855  0.01483317]",
        "gradients[‘dx’][1][2] = [−0.4086444 −0.59255627 0.02466855 0.01483317]",
        'gradients["dx"][1][2] = [-0.4086444  -0.59255627\n  0.02466855  0.01483317]',
        'gradients["dx"][1][2] =\n [-0.4086444, -0.59255627, 0.02466855, 0.01483317]\n',
        "dx[1][2]: -0.4086444 -0.59255627 0.02466855 0.01483317",
        "dx[1, 2] = array([-0.4086444 , -0.59255627,  0.02466855,  0.01483317])",
        "grads['dx'][1, 2, :] = np.array([-0.4086444, -0.59255627, 0.02466855, 0.01483317], dtype=float64)",
        '**gradients["dx"][1][2]** | [-0.4086444 -0.59255627 0.02466855 0.01483317] |',
        '<td> **gradients["dx"][1][2]** = </td>\n<td> [-0.4086444 -0.59255627 0.02466855 0.01483317] </td>',
        "my output is\n\ndx[1][2] [-0.4086444 -0.59255627 0.02466855 0.01483317\n",
        "-0.4086444 -0.59255627 0.02466855 0.01483317",
        "I get [-0.4086444 -0.59255627 0.02466855 0.01483317]. Why?",
    ],
)
def test_one_row_in_all_the_ways_in_which_it_is_pasted(text):
    assert found(text) == {"dx[1][2]": ROW}


def test_all_lines_with_shapes_in_between():
    text = """gradients["dx"][1][2] = [-0.4086444 -0.59255627 0.02466855 0.01483317]
        gradients["dx"].shape = (3, 10, 4)
        gradients["da0"][2][3] = 0.35797354781107577
        gradients["da0"].shape = (5, 10)
        gradients["dba"][4] = [-1.40083774]
        gradients["dba"].shape = (5, 1)"""
    assert found(text) == {"dx[1][2]": ROW, "da0[2][3]": ("0.35797354781107577",), "dba[4]": ("-1.40083774",)}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("da0[2][3] = np.float64(-0.3149)", ("-0.3149",)),
        ("da0[2][3] = -3.149e-01", ("-3.149e-01",)),
        ("da0[2][3] = -.3149 (expected -0.31494)", ("-.3149",)),
        ("da0[2][3] is 0.", ("0.",)),
        ("da0[2][3] = 1e-8", ("1e-8",)),
    ],
)
def test_one_number_in_all_the_ways_in_which_it_is_printed(text, numbers):
    assert found(text) == {"da0[2][3]": numbers}


def test_bare_numbers_are_told_by_what_is_right_among_them():
    everything = "-2.07101689 -0.59255627 0.02466855 0.01483317 -0.314942375127 11.2641044965 2.30333312658 -0.74747722"
    assert list(found(everything)) == list(CASE.printed)
    assert found("-0.74747722") == {"dba[4]": ("-0.74747722",)}


def test_who_pastes_the_expected_output_too_asks_about_their_own():
    mine, expected = "gradients['dba'][4] = [-1.4]", "gradients['dba'][4] = [-0.74747722]"
    assert found(f"{mine}\nExpected Output:\n{expected}") == {"dba[4]": ("-1.4",)}
    assert found(f"Expected Output:\n{expected}\nmine:\n{mine}") == {"dba[4]": ("-1.4",)}


def test_names_of_something_else_take_their_numbers_with_them():
    text = "a[4][1] = [0.1 0.2 0.3 0.4]\ncaches[1][1][3] = [-1.1 0.5 0.9 0.9]\nlen(caches) = 2"
    assert found(text, "rnn_forward") == {"a[4][1]": ("0.1", "0.2", "0.3", "0.4")}


def test_a_whole_array_and_a_dictionary_as_they_are_printed():
    text = "{'dba': array([[1.1],\n       [2.2], [3.3], [4.4], [5.5]]), 'da0': array([[1., 2., ..., 3.]])}"
    assert found(text) == {"dba": ("1.1", "2.2", "3.3", "4.4", "5.5")}  # of da0 NumPy has left something out


def test_a_wrong_shape_is_kept_and_a_right_one_is_not_worth_a_word():
    (given,) = read("dba.shape = (5, 10)\ndba[4] = [0.1 0.2]", CASE)
    assert given.shape == (5, 10)
    (given,) = read("dba.shape = (5, 1)\ndba[4] = [0.1]", CASE)
    assert given.shape is None
    (given,) = read("dba.shape = (5,)", CASE)
    assert (given.shape, given.numbers) == ((5,), ())


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("-0.74747722", True),
        ("-0.74747721", False),
        ("-0.747477216622", True),
        ("-0.7474772166221403", True),
        ("-0.7474772166221", True),
        ("-0.7474772166231", False),
        ("-0.75", True),
        ("-0.74", False),
        ("-7.4747722e-01", True),
        ("0.74747722", False),
        ("0", False),
        ("-1", True),  # by hand
        ("-1.", False),  # by NumPy: exactly
    ],
)
def test_a_number_is_right_to_its_printed_digits(number, right):
    (given,) = read(f"dba[4] = {number}", CASE)
    assert given.fits(CASE.right) is right


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no numbers"),
        ("my gradients are all wrong, help", "no numbers"),
        ("9" * 2_000_000, f"more than {LONGEST:,} characters"),
        ("dba[4] = " + "9" * 5000, "beyond all bounds"),
        ("dba[4] = 1e999", "beyond all bounds"),
        ("dba[4] = nan", r"dba\[4\] has nan in it"),
        ("dx[1][2] = [0.1 NaN 0.2 0.3]", r"dx\[1\]\[2\] has NaN in it"),
        ("dba[4] = -inf", r"dba\[4\] has -inf in it"),
        ("nan nan nan nan", "There is nan in this text"),
        ("dba[9] = 0.5", r"dba\[9\] is not there: dba has the shape \(5, 1\)"),
        ("dba[4][0][0] = 0.5", "is not there"),
        ("dWf[3][1] = 0.5", "Is it another case"),
        ("0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9", "cannot be told what these numbers are"),
        ("0.123", "cannot be told what these numbers are"),
        ("dba[4] =", "no numbers"),
        ("dba[4] = dx[1][2]", "no numbers"),
        ("da0 = [[1. 2. ... 3.]]", "no numbers after the names"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(text, message):
    with pytest.raises(ReadingError, match=message) as caught:
        read(text, CASE)
    assert len(str(caught.value)) < 200
    assert "\n" not in str(caught.value)


HOSTILE = [
    "[" * LONGEST,
    "-" * LONGEST,
    "1." * 40_000,
    "dx[1" * 20_000,
    "dx[1]" * 20_000,
    "dx" + "[1]" * 30_000,
    "dx[1][2] = " * 9000,
    "dx[1][2] = [1 " * 7000,
    "dx" + " " * 90_000 + "1",
    "dx[1][2] = [1 " + "=" * 90_000,
    "dx.shape = (" + "1 " * 40_000,
    "dx[" + "1," * 40_000,
    "x[ 'dx " * 14_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_takes_no_time(text):
    """Patterns that backtrack would take minutes here."""
    start = process_time()
    with contextlib.suppress(ReadingError):
        read(text, CASE)
    assert process_time() - start < 5


@pytest.mark.parametrize(
    ("gradients", "message"),
    [
        ({}, "rnn_backward has dx, da0"),
        ({"dWf": np.ones((5, 8))}, "here are dWf. Is it another case"),
        ({"dba": "many"}, "dba is no array of numbers"),
        ({"dba": [[1], [2, 3]]}, "dba is no array of numbers"),
        ({"dba": np.full((5, 1), np.nan)}, "NaN or infinite"),
        ({"dba": []}, "dba is empty"),
        ({"dba": [1j]}, "dba is no array of numbers"),
        (None, "Expected a text or a dictionary"),
        ([1, 2], "Expected a text or a dictionary"),
    ],
)
def test_arrays_that_cannot_be_compared_are_refused_in_one_sentence(gradients, message):
    with pytest.raises(ReadingError, match=message):
        read(gradients, CASE)


def test_arrays_give_every_entry_with_its_shape():
    given = read({"dx": CASE.right["dx"], "dba": np.ones((5, 10)), "more": 3}, CASE)
    assert [(g.label, g.shape, len(g.values)) for g in given] == [("dx", (3, 10, 4), 120), ("dba", (5, 10), 50)]
    assert given[0].fits(CASE.right)
    assert not given[1].fits(CASE.right)
