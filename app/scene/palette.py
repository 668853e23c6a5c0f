"""The colours of STAGE.md §9, one table for each look. A colour means the same thing on the stage, in text and charts.

`soft` is the path through the prediction, `time` the path through the next cell, `sum` where they are added; a name in
`T` is the tint behind a line or column of that path (`outT`: of none).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

Palette = Mapping[str, str]

LIGHT: Final[Palette] = MappingProxyType(
    {
        "bg": "#ffffff",
        "ink": "#17202b",
        "muted": "#515c69",
        "faint": "#808b98",
        "hair": "#d9dee4",
        "soft": "#c2410c",
        "time": "#1d4ed8",
        "sum": "#15803d",
        "wrong": "#a21caf",
        "softT": "#fdf1ea",
        "timeT": "#eef3ff",
        "sumT": "#eaf6ee",
        "wrongT": "#fbeffd",
        "outT": "#f4f6f8",
        "on_sum": "#ffffff",
        "minus": "#7c3aed",
        "plus": "#333c47",
    }
)
DARK: Final[Palette] = MappingProxyType(
    {
        "bg": "#0e1117",
        "ink": "#f1f4f7",
        "muted": "#a8b3c0",
        "faint": "#73808f",
        "hair": "#2e3642",
        "soft": "#ff9d66",
        "time": "#8fb5ff",
        "sum": "#6fdc97",
        "wrong": "#f0a3ff",
        "softT": "#2e1b10",
        "timeT": "#16213a",
        "sumT": "#10291b",
        "wrongT": "#2e1534",
        "outT": "#1a2029",
        "on_sum": "#07150c",
        "minus": "#b69cff",
        "plus": "#c9d1da",
    }
)
CLASSROOM: Final[Palette] = MappingProxyType(
    {
        **LIGHT,
        "ink": "#000000",
        "muted": "#363c43",
        "faint": "#69727d",
        "hair": "#b9c0c8",
        "soft": "#9a3208",
        "time": "#123fbe",
        "sum": "#0c5c2a",
        "wrong": "#86198f",
        "sumT": "#e2f3e7",
        "wrongT": "#fbe9fd",
    }
)
TINT: Final[Mapping[str, str]] = MappingProxyType({"soft": "softT", "time": "timeT", "sum": "sumT", "ink": "outT"})


def palette(dark: bool) -> Palette:
    """Return the colours of the page in one of its two looks."""
    return DARK if dark else LIGHT


def stronger(palette: Palette) -> Palette:
    """Give the colours to somebody who asks for more contrast: greys each a grade darker, or on black brighter."""
    return {**palette, "muted": palette["ink"], "faint": palette["muted"], "hair": palette["faint"]}


def luminance(colour: str) -> float:
    """Return the relative luminance of a `#rrggbb` colour (WCAG 2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(ink: str, ground: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2)."""
    light, dark = sorted((luminance(ink), luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mix(colour: str, into: str, share: float) -> str:
    """Return a colour between two: `share` 0 gives the first, 1 the second."""
    pairs = [(int(colour[i : i + 2], 16), int(into[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
