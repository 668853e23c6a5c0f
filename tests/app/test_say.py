"""Numbers in sentences: true minus signs, no minus before what is printed as 0, sums whose printed digits add up."""

from __future__ import annotations

import math

import pytest

from app.scene.say import MOST, adding, difference, number, percent


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1644, "0.164"),
        (-0.4347, "−0.435"),
        (-0.0004, "0.000"),
        (-0.0006, "−0.001"),
        (-0.0, "0.000"),
        (12.0, "12.000"),
    ],
)
def test_a_number_has_three_decimals_and_a_minus_only_where_a_digit_is_not_0(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (3.2e-12, "3·10⁻¹²"), (-2e-05, "2·10⁻⁵"), (4.0, "4·10⁰"), (1e10, "1·10¹⁰")]
)
def test_a_difference_is_its_size_as_a_power_of_ten(value, text):
    assert difference(value) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0099, "<1 %"),
        (0.01, "1 %"),
        (1.36, "136 %"),
        (9.994, "999 %"),
        (10, "10×"),
        (99.6, "100×"),
        (math.inf, "not 0"),
    ],
)
def test_a_share_is_said_in_per_cent_until_times_is_shorter(share, text):
    assert percent(share) == text


@pytest.mark.parametrize(
    ("terms", "total", "printed"),
    [
        ((-0.4347, 0.5991), 0.1644, ["−0.435", "0.599", "0.164"]),
        ((0.25, 0.5), 0.75, ["0.250", "0.500", "0.750"]),
        ((0.0004, 0.0004), 0.0008, ["0.0004", "0.0004", "0.0008"]),
        ((0.0004444, 0.0004444), 0.0008888, ["0.0004444", "0.0004444", "0.0008888"]),
    ],
)
def test_a_sum_has_as_few_decimals_as_make_its_printed_terms_add_up(terms, total, printed):
    texts, whole = adding(terms, total)
    assert [*texts, whole] == printed


def test_a_sum_that_no_digits_make_add_up_is_said_with_the_most():
    texts, whole = adding([1.0, 1.0], 3.0)
    assert {len(text.partition(".")[2]) for text in (*texts, whole)} == {MOST}
