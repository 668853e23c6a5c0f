"""Numbers are read as people paste them, and what cannot be read is refused in one sentence."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from rnn_core import CASES, ReadingError, diagnose
from rnn_core.diagnosis import reading, tracebacks
from rnn_core.diagnosis.reading import LONGEST, read

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


ARRAY = ("-2.0710", "-0.5926", "0.0247", "0.0148")


@pytest.mark.parametrize(
    "text",
    [
        "dx[1][2] = tensor([-2.0710, -0.5926,  0.0247,  0.0148], dtype=torch.float64)",
        "dx[1][2] = torch.tensor([-2.0710, -0.5926, 0.0247, 0.0148], device='cuda:0', grad_fn=<SelectBackward0>)",
        "dx[1][2]: Array([-2.0710, -0.5926, 0.0247, 0.0148], dtype=float32)",
        "dx[1][2] = <tf.Tensor: shape=(4,), dtype=float64, numpy=array([-2.0710, -0.5926,  0.0247,  0.0148])>",
        "dx[1][2] = [np.float64(-2.0710), np.float64(-0.5926), np.float64(0.0247), np.float64(0.0148)]",
        "In [4]: gradients['dx'][1][2]\nOut[4]: array([-2.0710, -0.5926,  0.0247,  0.0148])",
        "Out[5]: array([-2.0710, -0.5926,  0.0247,  0.0148])",
        "dx[1][2] = [-2,0710 -0,5926  0,0247  0,0148]",
        "dx[1][2] = [-2,0710, -0,5926, 0,0247, 0,0148]",
        "dx[1][2]: -2,0710; -0,5926; 0,0247; 0,0148",
        "-2,0710 -0,5926 0,0247 0,0148",
        "dx[-2][-8] = [-2.0710 -0.5926 0.0247 0.0148]",
        "**dx[1][2]**:\n[-2.0710 -0.5926 0.0247 0.0148]",
        "dx[1][2] = [-2.0710 -0.5926 0.0247 0.0148]\n\x1b[92mAll tests passed",
        "[92m 3  Tests passed\ndx[1][2] = -2.0710 -0.5926 0.0247 0.0148\n\\x1b[91m 1  Tests failed\x1b[0m",
        "&lt;b&gt;gradients[&quot;dx&quot;][1][2]&lt;/b&gt; = [-2.0710 -0.5926 0.0247 0.0148]",
        "x.py:12: RuntimeWarning: overflow in exp\n  return 1 / 2\ndx[1][2] = [-2.0710 -0.5926 0.0247 0.0148]",
    ],
)
def test_one_row_as_other_libraries_and_pages_show_it(text):
    (given,) = read(text, CASE)
    assert (given.index, given.numbers, given.shape) == ((1, 2), ARRAY, None)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("dx[1][2] = [1,2 3,4]", ("1", "2", "3", "4")),
        ("dx[1][2] = [1,2,3,4]", ("1", "2", "3", "4")),
        ("dx[1][2] = [0.5,1.5,2.5,3.5]", ("0.5", "1.5", "2.5", "3.5")),
        ("dba[4] = 0,5", ("0.5",)),
        ("dba[4] = 0,5 and then", ("0.5",)),
        ("dba[4] = [1,2]", ("1.2",)),
        ("dx = [1,2]", ("1", "2")),
        ("dba[4] = -7,4747722e-01", ("-7.4747722e-01",)),
    ],
)
def test_a_comma_is_a_decimal_comma_where_nothing_else_fits(text, numbers):
    (given,) = read(text, CASE)
    assert given.numbers == numbers


@pytest.mark.parametrize(
    "text",
    [
        "dba: (5, 1)",
        "dba = (5, 10)",
        "dba (3, 10)",
        "dba shape (5, 1)",
        "dba shape: (5, 1)",
        "shape of dba: (7, 8)",
        "the shape of dba is (7, 8)",
        "dba: torch.Size([5, 1])",
        "dba: TensorShape([7, 8])",
        "dba[4].shape = (1,)",
        "dba[4]: (1,)",
        "(5, 1)",
        "(5, 1)\n(3, 10, 4)",
        "dba = np.zeros((5, 1))",
        "dba += np.sum(dtanh, axis=1, keepdims=True)[3]",
        "dba[:, 0] = [1.5 2.5 3.5 4.5 5.5]",
        "a[5, 2, 2:6] = [1.5 2.5 3.5 4.5]",
        "dx[:, t] = 3.5",
        "dx[1, 2, 1:3] = [1.5 2.5]",
        "In a[0]: 7",
        "len(caches) = 2",
        "dba[4] is wrong, see step 3",
        "dba[4] should be -0.9",
        "I have 3 of them.",
        "test 3 of 5: 3 tests passed",
    ],
)
def test_what_is_no_number_of_the_array_is_not_read(text):
    """A shape, a line of code, a place that cannot be read, a remark."""
    (given,) = read(f"{text}\ndba[-1] = [0.25]", CASE)
    assert (given.label, given.index, given.numbers) == ("dba[-1]", (4,), ("0.25",))


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("dba.shape: torch.Size([5])\ndba[4] = 0.25", (5,)),
        ("dba shape (5,)\ndba[4] = 0.25", (5,)),
        ("dba.shape = (5,)\nExpected:\ndba.shape = (5, 1)\ndba[4] = [0.25]", (5,)),
        ("dba: (5,)", (5,)),
        ("dba is (5, 10)", (5, 10)),
        ("dba: (5,)\ndba[4] = 0.25", None),  # printed on the way, perhaps
        ("dba.shape (7, 8)\ndba.shape (5, 1)\ndba[4] = [0.25]", None),  # there is one number at [4], not 8
    ],
)
def test_a_shape_counts_where_the_numbers_do_not_contradict_it(text, shape):
    (given,) = read(text, CASE)
    assert (given.name, given.shape) == ("dba", shape)


def test_two_shapes_of_one_name_and_nothing_else_say_nothing():
    with pytest.raises(ReadingError, match="no numbers after the names"):
        read("dba: (5, 1)\ndba: (7, 8)", CASE)


@pytest.mark.parametrize(
    ("case", "other", "name"),
    [
        ("rnn_forward", "y[1][3]", "y_pred[1][3]"),
        ("rnn_cell_forward", "yt[1]", "yt_pred[1]"),
        ("lstm_forward", "y_pred[1][4][3]", "y[1][4][3]"),
        ("lstm_cell_forward", "yt_pred[1]", "yt[1]"),
    ],
)
def test_an_output_has_another_name_in_other_editions(case, other, name):
    assert found(f"{other} = [0.5]", case) == {name: ("0.5",)}
    array, right = other.partition("[")[0], CASES[case].right[name.partition("[")[0]]
    (given,) = read({array: right}, CASES[case])
    assert given.fits(CASES[case].right)


def test_a_name_of_neither_edition_is_another_case():
    with pytest.raises(ReadingError, match="Is it another case"):
        read("y[1][3] = [0.5]", CASES["rnn_cell_forward"])


@pytest.mark.parametrize("index", ["[-1]", "[-1][-1]", "[-1, 0]", "[4]"])
def test_a_negative_index_counts_from_the_end(index):
    (given,) = read(f"dba{index} = -0.74747722", CASE)
    assert given.fits(CASE.right)
    (given,) = read("dba[-6] = 0.5, dba[-1] = -0.74747722", CASE)
    assert given.label == "dba[-1]"
    with pytest.raises(ReadingError, match=r"dba\[-6\] is not there: dba has the shape"):
        read("dba[-6] = 0.5", CASE)


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
    "9" * 90_000 + "x",
    "9" * 90_000 + " tests failed",
    "a." * 45_000,
    "A" * 90_000 + ".",
    ":1" * 45_000 + "Warning",
    "&#" + "9" * 90_000 + ";",
    "dx[" + "9" * 90_000 + "] = 1.5",
    "dx.shape = (3,) dx[1] = [1.5] " * 3000,
    "".join(f"dx.shape = ({i},) dba[{i % 5}] = [1.5] " for i in range(2500)),
    "in f(" * 20_000,
    "File " * 20_000,
    "---> 1 \n" * 12_000 + "ValueError: x",
    "ValueError: x\n" * 7000,
    "Traceback (most recent call last)\n" * 2900,
    "dba[4] = 1e-" + "9" * 90_000,
    "dba[4] = 0e" + "9" * 400,
    "dba[4] = 0." + "0" * 90_000 + "1",
]


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_read_or_refused(text):
    """Patterns that backtrack would take minutes here; see the next test."""
    with contextlib.suppress(ReadingError):
        read(text[:LONGEST], CASE)


PATTERNS = {
    f"{module.__name__}.{name}": pattern
    for module in (reading, tracebacks)
    for name, pattern in vars(module).items()
    if isinstance(pattern, re.Pattern)
}


@pytest.mark.parametrize("name", PATTERNS)
def test_no_pattern_can_take_long(name):
    """Time is linear in the text, by how the patterns are made.

    A repeat without bound inside of another can share a text among the two in exponentially many ways, unless one of
    them gives nothing back. One at the beginning is tried from each character on, unless what stands before is looked
    at, or the pattern is tied to the beginning.
    """
    pattern = PATTERNS[name]
    tree = re._parser.parse(pattern.pattern, pattern.flags)
    assert not list(_nested(tree, inside=False))
    first = str(tree[0][0])
    assert first not in ("MAX_REPEAT", "MIN_REPEAT") or not _endless(tree[0][1])


def _endless(repeat: tuple[int, Any, Any]) -> bool:
    return repeat[1] is re._constants.MAXREPEAT


def _nested(tree: Any, inside: bool) -> Iterator[str]:
    """The repeats without bound that stand in another, where both give back what they have taken."""
    for operator, argument in tree:
        match str(operator):
            case "MAX_REPEAT" | "MIN_REPEAT":
                if inside and _endless(argument):
                    yield str(argument)
                yield from _nested(argument[2], inside or _endless(argument))
            case "POSSESSIVE_REPEAT":
                yield from _nested(argument[2], False)
            case "SUBPATTERN":
                yield from _nested(argument[3], inside)
            case "BRANCH":
                for branch in argument[1]:
                    yield from _nested(branch, inside)
            case "ASSERT" | "ASSERT_NOT":
                yield from _nested(argument[1], inside)
            case "ATOMIC_GROUP":
                yield from _nested(argument, False)


# What texts are made of here, so that a drawn one meets every rule often.
WORDS = [
    *["dx", "da0", "dba", "y", "a_next", "gradients", "Traceback (most recent call last)", "ValueError", "in f(x)"],
    *["Cell In[3], line 7", "File 'x.py', line 3", "---> 57 ", "x.py:1: Warning", "array(", "tensor(", "np.float64("],
    *[
        "[",
        "]",
        "(",
        ")",
        "{",
        "}",
        "=",
        ":",
        "|",
        "'",
        '"',
        ",",
        ".",
        "...",
        "-",
        "+",
        "*",
        " ",
        "\n",
        "\t",
        "<td>",
        ">",
    ],
    *[
        "<tf.Tensor: shape=(4,), numpy=",
        ".shape",
        "shape of ",
        "torch.Size([",
        "Out[5]:",
        "\x1b[92m",
        "[0m",
        "&lt;",
        "&#",
    ],
    *[
        "0",
        "1",
        "12",
        "-1",
        "0.5",
        "-0,74",
        "1e5",
        "1e-400",
        "0e999",
        "9" * 30,
        "nan",
        "inf",
        "is ",
        "I get ",
        "²",
        "٣",
    ],
]
TEXTS = st.lists(st.sampled_from(WORDS) | st.text(max_size=3), max_size=30).map("".join)


@settings(max_examples=400, deadline=None)
@drawn(text=TEXTS | st.text(), case=st.sampled_from(list(CASES)))
def test_any_text_is_read_or_refused_in_one_sentence(text, case):
    refused = ""
    entries: tuple[reading.Given, ...] = ()
    try:
        entries = read(text, CASES[case])
    except ReadingError as error:
        refused = str(error)
    assert bool(entries) != bool(refused)
    assert len(refused) < 300
    for entry in entries:
        assert len(entry.numbers) == len(entry.values) == len(entry.tolerance) == len(entry.digits)
        assert np.isfinite(entry.values).all()
        assert (entry.tolerance >= 0).all()
        entry.agrees(CASES[case].right)


@settings(max_examples=150, deadline=None)
@drawn(text=TEXTS)
def test_any_text_is_diagnosed_or_refused(text):
    with contextlib.suppress(ReadingError):
        str(diagnose(text, "lstm_forward", progress=lambda *_: False))


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


def test_a_number_is_right_to_half_a_unit_of_its_last_digit_and_no_further():
    """All of dx with four decimals, of which some are rounded by nearly half a unit; then with another last digit."""
    right = CASE.right["dx"]
    for place, value in np.ndenumerate(right):
        label = "dx" + "".join(f"[{i}]" for i in place)
        for off, same in ((0, True), (1e-4, False), (-1e-4, False)):
            (given,) = read(f"{label} = {round(value, 4) + off:.4f}", CASE)
            assert given.agrees(CASE.right).all() == same, (label, value, off)


def test_arrays_are_compared_to_ten_digits_of_their_largest_entry():
    right = CASE.right["dWax"]
    for off, same in ((1e-12, True), (1e-8, False)):
        (given,) = read({"dWax": right + off * np.abs(right).max()}, CASE)
        assert given.agrees(CASE.right).all() == same


def test_a_hundred_thousand_characters_are_read_and_no_more():
    text = "dba[4] = -0.74747722"
    assert read(text + " " * (100_000 - len(text)), CASE)
    with pytest.raises(ReadingError, match="more than 100,000 characters"):
        read(text + " " * (100_001 - len(text)), CASE)


@pytest.mark.parametrize(
    ("number", "digits", "tolerance"),
    [("0.00120", 3, 0.5e-5), ("-9.95", 3, 0.5e-2), ("12.5e-3", 3, 0.5e-4), ("1.25e50", 3, 0.5e48)],
)
def test_a_number_shows_its_digits_without_the_zeros_before_them(number, digits, tolerance):
    (given,) = read(f"dba[4] = {number}", CASE)
    assert given.digits.tolist() == [digits]
    assert given.tolerance == pytest.approx([tolerance], rel=1e-4)


def test_a_bare_0_stands_for_what_is_exactly_0():
    (given,) = read("dba[4] = [0.]", CASE)
    assert given.tolerance == pytest.approx([0.5e-8], rel=1e-4)
