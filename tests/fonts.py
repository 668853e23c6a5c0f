"""Makes the fonts of an exported page: subsets of the three faces that Streamlit serves, under names of their own.

python -m tests.fonts     (needs fonttools and brotli: pip install fonttools brotli)

The Source families are under the SIL Open Font License, which keeps the name "Source" for the originals.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import streamlit

FONTS = Path(__file__).resolve().parents[1] / "assets" / "fonts"
MEDIA = Path(streamlit.__file__).parent / "static" / "static" / "media"
# The file in Streamlit, our file, its family, the weights that the style sheets ask for.
FACES = (
    ("SourceSansVF-Upright*", "unrolled-sans", "Unrolled Sans", (400, 700)),
    ("SourceSerifVariable-Italic*", "unrolled-serif-italic", "Unrolled Serif", (400, 700)),
    ("SourceCodeVF-Upright*", "unrolled-code", "Unrolled Code", (400, 600)),
)
# What is written on the stage beside ASCII. Letters of other scripts, in a word of one's own, come from the system.
BEYOND_ASCII = (
    "«»°±²³µ·¹½×÷éèüöäßñçİıœΣαβγδεθλμσφψω∂∇√∞≈≠≤≥−∗∘⊙⊕→←↑↓↔⟨⟩…–—‘’“”•✓✗′″ᵀ₀₁₂₃₄"
    "\N{COMBINING TILDE}"  # of a candidate
)
FEATURES = ("kern", "liga", "tnum", "lnum", "mark", "ccmp")


def make() -> None:
    """Write each face as a woff2 file with the characters of BEYOND_ASCII and ASCII."""
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    FONTS.mkdir(exist_ok=True)
    for file, name, family, weights in FACES:
        font = TTFont(next(MEDIA.glob(file)))
        axes = {axis.axisTag: None for axis in font["fvar"].axes if axis.axisTag != "wght"}
        font = instancer.instantiateVariableFont(font, {**axes, "wght": weights})
        font = _again(font)
        options = subset.Options(
            flavor="woff2", layout_features=list(FEATURES), name_IDs=[0, 1, 2, 13, 14], hinting=False
        )
        cut = subset.Subsetter(options)
        cut.populate(unicodes=[*range(0x20, 0x7F), *map(ord, BEYOND_ASCII)])
        cut.subset(font)
        for record in font["name"].names:
            if record.nameID == 1:
                record.string = family
        subset.save_font(font, FONTS / f"{name}.woff2", options)


def _again(font: Any) -> Any:
    """The font as it is read from its file: what the instancer leaves is not whole."""
    from fontTools.ttLib import TTFont

    file = BytesIO()
    font.save(file)
    return TTFont(file)


if __name__ == "__main__":
    make()
    sizes = {path.name: path.stat().st_size for path in sorted(FONTS.glob("*.woff2"))}
    print(*(f"{name}: {size / 1000:.1f} kB" for name, size in sizes.items()), sep="\n")
    sys.exit(sum(sizes.values()) > 80_000)
