"""Sentences with quantities in them, as HTML that the player's style sheets dress, and as plain text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape

from app.scene.types import NumberPart, Part, SelectedPart, SymbolPart
from app.scene.words import WORDS

Entry = Callable[[NumberPart], str]  # the selected entry of a quantity, printed


def typeset(parts: Sequence[Part], unit: int = 0, entry: Entry | None = None) -> str:
    """Write a sentence as HTML: maths in italics, the selected entry's numbers in the colour of their path."""
    return "".join(_html(part, unit, entry) for part in parts)


def as_text(parts: Sequence[Part], unit: int = 0, entry: Entry | None = None) -> str:
    """Write a sentence as plain text, with the signs that stand in it: `da_total⟨3⟩`."""
    return "".join(_text(part, unit, entry) for part in parts)


def coded(text: str) -> str:
    """Write plain text as HTML; what stands between backticks is code."""
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", escape(text))


def _html(part: Part, unit: int, entry: Entry | None) -> str:
    if isinstance(part, str):
        return escape(part)
    if "symbol" in part:
        return symbol(part)
    if "number" in part:
        return f'<b class="path-{part["path"]}">{_number(part, entry)}</b>'
    return str(unit)


def _text(part: Part, unit: int, entry: Entry | None) -> str:
    if isinstance(part, str):
        return part
    if "symbol" in part:
        return _name(part)
    return _number(part, entry) if "number" in part else _selected(part, unit)


def _selected(_: SelectedPart, unit: int) -> str:
    return str(unit)


def _number(part: NumberPart, entry: Entry | None) -> str:
    if not entry:
        raise ValueError(f"got the number of {part['number']}, expected somebody to say which")
    return entry(part)


def symbol(part: SymbolPart) -> str:
    """Return a quantity's name as the player draws it, see assets/player/view/rich.js."""
    words = WORDS[part["symbol"]]
    base, sub = words.symbol
    letters = "".join(
        f'<span class="upright">{escape(piece)}</span>' if i % 2 else escape(piece)
        for i, piece in enumerate(base.replace("]", "[").split("["))
    )
    above, below = _corners(part, sub)
    # What stands below is read first, as it is said: "da total 3". Only eyes need the brackets.
    seen = "".join(f'<span aria-hidden="true">{sign}</span>' if sign in "⟨⟩" else escape(sign) for sign in above)
    corners = (f"<sub>{escape(below)}</sub>" if below else "") + (f"<sup>{seen}</sup>" if above else "")
    if above and below:
        corners = f'<span class="both">{corners}</span>'
    power = f'<sup class="power">{escape(part["power"])}</sup>' if "power" in part else ""
    return f'<span class="symbol path-{words.path}"><i>{letters}</i>{corners}{power}</span>'


def _corners(part: SymbolPart, sub: str) -> tuple[str, str]:
    """Say what stands above and below a name's letters."""
    corner = sub.startswith("⟨")
    above = (
        (f"⟨{part['t']}⟩" if part.get("t") else "") + (sub if corner else "") + ("T" if "transposed" in part else "")
    )
    return above, "" if corner else sub


def _name(part: SymbolPart) -> str:
    base, sub = WORDS[part["symbol"]].symbol
    above, below = _corners(part, sub)
    return base.replace("[", "").replace("]", "") + (f"_{below}" if below else "") + above + part.get("power", "")
