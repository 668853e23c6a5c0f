"""The scene of the default and of the largest problem allowed. Run: python -m tests.benchmarks scene

It is made at each click on a size, and sent whole. What counts is the processor's own time, and the bytes packed.
"""

from __future__ import annotations

import gzip
from statistics import median
from time import process_time
from typing import Any

from app.scene.scene import encode
from rnn_core import CELLS, hello, random, run
from rnn_core.problems import SIZES

TURNS = 7
LARGEST = {name: most for name, (_, most) in SIZES.items()}


def measure() -> list[dict[str, Any]]:
    """Milliseconds to make each scene, and kilobytes of it."""
    rows = [_size("hello", encode(run(hello())), 20)]
    for cell in CELLS:
        trace = run(random(**LARGEST, cell=cell))
        times = []
        for _ in range(TURNS):
            start = process_time()
            sent = encode(trace)
            times.append(1e3 * (process_time() - start))
        what = f"largest {cell.name}"
        rows.append({"what": f"scene, {what}, made", "figure": median(times), "budget": 500, "unit": "ms"})
        rows.append(_size(what, sent, 300))
    return rows


def _size(what: str, sent: bytes, budget: float) -> dict[str, Any]:
    return {"what": f"scene, {what}, gzip", "figure": len(gzip.compress(sent)) / 1e3, "budget": budget, "unit": "kB"}
