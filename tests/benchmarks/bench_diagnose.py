"""What is wrong with my numbers: how long the search takes. Run: python -m tests.benchmarks diagnose

Processor time of one core, in a process that has not searched before, for the thread's numbers and for numbers that
nothing gives, so that every candidate is tried.
"""

from __future__ import annotations

from time import process_time
from typing import Any

from rnn_core import CASES, diagnose

NOTHING = {
    "rnn_backward": "dx[1][2] = [-2.1 0.31234567 0.41234567 0.01483317], dWaa[1][2] = 1.23456789, dba[4] = 0.12345678",
    "lstm_backward": "dx[1][2] = [-2.1 0.31234567 0.41234567 -0.43281115], dWf[3][1] = 1.23456789, dbf[4] = 0.12345678",
}


def measure() -> list[dict[str, Any]]:
    """Seconds for all that is tried by itself, and for all pairs, and how many there are."""
    rows = []
    for name, singles, pairs in (("rnn_backward", 1.0, 10.0), ("lstm_backward", None, 60.0)):
        text, cell = NOTHING[name], name.partition("_")[0].upper()
        spent, found = _seconds(text, name, pairs=False)
        rows.append(_row(f"diagnose, {cell}, all {found.tried} mistakes by themselves", spent, singles))
        spent, found = _seconds(text, name)
        rows.append(_row(f"diagnose, {cell}, all {found.tried:,} candidates, pairs too", spent, pairs))
    return rows


def _seconds(text: str, case: str, **options: Any) -> tuple[float, Any]:
    """Processor time of one diagnosis that finds no cause."""
    for kept in ("singles", "alone"):  # by an earlier search
        vars(CASES[case]).pop(kept, None)
    start = process_time()
    found = diagnose(text, case, **options)
    spent = process_time() - start
    assert found.verdict == "unknown", found
    return spent, found


def _row(what: str, figure: float, budget: float | None) -> dict[str, Any]:
    return {"what": what, "figure": figure, "budget": budget, "unit": "s"}
