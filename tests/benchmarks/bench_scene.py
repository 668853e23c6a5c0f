"""Scenes: the default, and the largest problem allowed, right and mistaken. Run: python -m tests.benchmarks scene

It is made at each click on a size, and sent whole. What counts is the processor's own time, and the bytes packed.
"""

from __future__ import annotations

import gzip
from statistics import median
from time import process_time
from typing import Any

from app.bounds import SIZES
from app.scene.scene import encode
from rnn_core import CELLS, RNN, Trace, hello, mistaken, random_problem, run

TURNS = 7
LARGEST = {name: most for name, (_, most) in SIZES.items()}
PROMISED = LARGEST | {"n_a": 5, "m": 10}  # of a cell with gates, whatever mistake is made
MISTAKES = ("only-da", "own-slot")  # the commonest, and the one that makes nearly every number wrong


def measure() -> list[dict[str, Any]]:
    """Milliseconds to make each scene, and kilobytes of it."""
    rows = [_size("hello", encode(run(hello())), 20)]
    for cell in CELLS:
        largest = random_problem(**LARGEST, cell=cell)
        promised = largest if cell is RNN else random_problem(**PROMISED, cell=cell)
        rows += _made(f"largest {cell.name}", run(largest))
        for name in MISTAKES:
            rows += _made(f"promised {cell.name}, {name}", run(promised, mistaken(promised, name)))
            if promised != largest:
                rows += _made(f"largest {cell.name}, {name}", run(largest, mistaken(largest, name)), None)
    return rows


def _made(what: str, trace: Trace, budget: float | None = 300) -> list[dict[str, Any]]:
    times = []
    for _ in range(TURNS):
        start = process_time()
        sent = encode(trace)
        times.append(1e3 * (process_time() - start))
    time = {"what": f"scene, {what}, made", "figure": median(times), "budget": 500, "unit": "ms"}
    return [time, _size(what, sent, budget)]


def _size(what: str, sent: bytes, budget: float | None) -> dict[str, Any]:
    return {"what": f"scene, {what}, gzip", "figure": len(gzip.compress(sent)) / 1e3, "budget": budget, "unit": "kB"}
