"""Luminance and contrast are those of WCAG 2, by its own examples; a mixed colour stands between the two."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from app.bundle import app_styles
from app.scene.palette import CLASSROOM, DARK, LIGHT, contrast, luminance, mix, palette, stronger

ROOT = Path(__file__).resolve().parents[2]


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


LOOKS = {
    "light": LIGHT,
    "dark": DARK,
    "classroom": CLASSROOM,
    "light, more": stronger(CLASSROOM),
    "dark, more": stronger(DARK),
}


@pytest.mark.parametrize("look", LOOKS)
def test_texts_and_lines_have_the_contrast_that_they_need(look):
    colours = LOOKS[look]
    paper = colours["bg"]
    for text in ("ink", "muted", "soft", "time", "sum", "wrong"):
        assert contrast(colours[text], paper) >= 4.5, text
    assert contrast(colours["on_sum"], colours["sum"]) >= 4.5
    assert contrast(colours["faint"], paper) >= 3
    if "more" in look:
        assert contrast(colours["muted"], paper) >= 7
        assert contrast(colours["hair"], paper) >= 3


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_borders_and_rings_around_the_stage_have_three_to_one(theme):
    config = tomllib.loads((ROOT / "app" / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    colours = config["theme"][theme]
    assert contrast(colours["borderColor"], colours["backgroundColor"]) >= 3
    assert contrast(palette(theme == "dark")["time"], colours["backgroundColor"]) >= 3
    assert f"--focus: light-dark({LIGHT['time']}, {DARK['time']})" in app_styles()
