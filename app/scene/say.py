"""Numbers in sentences: a true minus sign, and enough digits that printed numbers add up."""

from __future__ import annotations

from collections.abc import Sequence

DIGITS = 3
MOST = 9


def number(value: float, digits: int = DIGITS) -> str:
    """Return a number with `digits` decimals and a true minus sign; never “−0.000”."""
    text = f"{abs(value):.{digits}f}"
    return ("−" if value < 0 and float(text) else "") + text


def difference(value: float) -> str:
    """Return a small difference as a power of ten, `3·10⁻¹²`; 0 if it is exactly that."""
    if value == 0:
        return "0"
    digit, _, power = f"{abs(value):.0e}".partition("e")
    raised = str(int(power)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{digit}·10{raised}"


def percent(share: float) -> str:
    """Return a share of 1 in per cent, as short as it can be said."""
    if share == float("inf"):
        return "not 0"
    if share < 0.01:
        return "<1 %"
    return f"{100 * share:.0f} %" if share < 10 else f"{share:.0f}×"


def adding(terms: Sequence[float], total: float, least: int = DIGITS) -> tuple[list[str], str]:
    """Return the terms of a sum and the sum, with as few decimals as make the printed terms add up to the printed
    sum."""
    for digits in range(least, MOST + 1):
        printed = [round(term, digits) for term in terms]
        if round(sum(printed), digits) == round(total, digits):
            break
    return [number(term, digits) for term in terms], number(total, digits)
