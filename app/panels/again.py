"""1 - a**2 or 1 - tanh(z)**2, and why a cache: what three ways to the slope of tanh cost, counted, and one measured."""

from __future__ import annotations

from statistics import median
from time import perf_counter

from app.panels.parts import show_html, symbol, table
from app.scene.again import Way
from app.scene.words.names import Names
from app.store import derived
from rnn_core import Trace

TIMES = 15  # that each way is measured, in turn


def show(trace: Trace, ways: tuple[Way, ...], names: Names) -> None:
    """Draw the counts as a table, and how much longer the last way takes than the first."""
    kept, inside, _ = (symbol(way.reads, names) for way in ways)
    labels = (f"{kept} kept", f"{inside} kept", f"{inside} again")
    rows = [
        [label, *(f"{n:,}" for n in (way.matrix_products, way.multiplications, way.functions, way.more))]
        for label, way in zip(labels, ways, strict=True)
    ]
    head = ["slope from", "matrix products", "multipli\u00adcations", "tanh", "more bytes to keep"]
    factor = derived(trace, ("again", ways), lambda: longer(trace, ways))
    show_html(
        f"<p>{kept} is tanh of {inside}, so the slope 1 − {kept}² can be had from {inside} too: the same number. "
        "In all timesteps together:</p>"
        + table(head, rows, label="What each way to the slope costs")
        + '<p class="note">More to keep: what no other line of the way back reads. Measured on this server: with '
        f"{inside} computed again this line takes about {factor:.1f} times as long.</p>"
    )


def longer(trace: Trace, ways: tuple[Way, ...]) -> float:
    """Say how many times as long the last way takes as the first: the median of several, measured in turn."""
    seconds: tuple[list[float], list[float]] = ([], [])
    chosen = (ways[0], ways[-1])
    scopes = [[_scope(trace, way, t) for t in trace.times("backward")] for way in chosen]
    for _ in range(TIMES):
        for durations, way, way_scopes in zip(seconds, chosen, scopes, strict=True):
            began = perf_counter()
            for scope in way_scopes:
                way.line.expression.evaluate(scope)
            durations.append(perf_counter() - began)
    first, last = map(median, seconds)
    return last / first


def _scope(trace: Trace, way: Way, t: int) -> dict[str, object]:
    return {name: trace.at(name, t) for name in way.line.reads}
