"""Luminance and contrast are those of WCAG 2, by its own examples; a mixed colour stands between the two."""

from __future__ import annotations

import pytest

from app.scene.palette import contrast, luminance, mix


@pytest.mark.parametrize(
    ("colour", "value"),
    [
        ("#000000", 0),
        ("#ffffff", 1),
        ("#ff0000", 0.2126),
        ("#00ff00", 0.7152),
        ("#0000ff", 0.0722),
        ("#0a0a0a", 10 / 255 / 12.92),
        ("#808080", 0.215861),
        ("#404040", 0.051269),
    ],
)
def test_luminance(colour, value):
    assert luminance(colour) == pytest.approx(value, abs=1e-6)


def test_contrast_goes_from_1_to_21_whichever_comes_first():
    assert contrast("#ffffff", "#ffffff") == 1
    assert contrast("#000000", "#ffffff") == contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=1e-3)  # the grey that just fails AA


def test_a_mixed_colour():
    assert mix("#102030", "#ffffff", 0) == "#102030"
    assert mix("#102030", "#ffffff", 1) == "#ffffff"
    assert mix("#000000", "#ff8040", 0.25) == "#402010"
