"""The roads of the picture: which quantity travels from where to where. A road is drawn only if the code has it."""

from __future__ import annotations

from typing import Any, NamedTuple

import networkx as nx
import numpy as np

from app.scene.graph import Node
from app.scene.words import WORDS
from rnn_core import Trace


class Road(NamedTuple):
    """`quantity` goes from `start` to `stop`, where a line writing one of `readers` takes it, `later` timesteps on.

    Without readers the quantity leaves the picture there. `next` is the cell of the next timestep.
    """

    quantity: str
    start: str
    stop: str
    readers: tuple[str, ...] = ()
    later: int = 0


OUT = (
    Road("x", "input", "cell", ("z",)),
    Road("z", "cell", "node", ("a",)),
    Road("a", "node", "head", ("logits", "loss")),  # with da given there are no logits: the cost reads a itself
    Road("a", "node", "next", ("a_prev",), later=1),
    Road("loss", "head", "cost", ("J",)),
)
BACK = (
    Road("dlogits", "cost", "head", ("da_softmax",)),
    Road("da_softmax", "head", "node", ("da_total",)),
    Road("da_time", "next", "node", ("da_total",)),
    Road("da_total", "node", "cell", ("dz",)),
    Road("dx", "cell", "input"),
    Road("da_prev", "cell", "start", ("da0",)),  # at t = 1; elsewhere da_prev is the next cell's da_time
)


def roads(trace: Trace, g: nx.DiGraph[Node]) -> list[dict[str, Any]]:
    """All roads of a run, with the index of the step from which each is drawn and, on the way back, its size."""
    index = {(s.quantity, s.t): i for i, s in enumerate(trace.steps)}
    drawn: list[dict[str, Any]] = []
    for road in (*OUT, *BACK):
        for t in range(1, trace.problem.T + 1):
            if not _exists(road, t, trace, g):
                continue
            back = road in BACK
            entry: dict[str, Any] = {
                "quantity": road.quantity,
                "t": t,
                "from": road.start,
                "to": road.stop,
                "back": back,
                "path": WORDS[road.quantity].path,
                "step": index.get((road.quantity, t), 0),
            }
            if back:
                entry["size"] = float(f"{np.linalg.norm(trace.at(road.quantity, t)):.6g}")
            if road.quantity == "da_time" and t < trace.problem.T:
                entry["leaves"] = index["da_prev", t + 1]  # it is on the road before it has its name
            drawn.append(entry)
    return drawn


def _exists(road: Road, t: int, trace: Trace, g: nx.DiGraph[Node]) -> bool:
    node = Node(road.quantity, t)
    if road.later and t + road.later > trace.problem.T:
        return False
    if not road.readers:
        return node in g
    return any(
        g.has_edge(node, Node(reader, 0 if reader in ("J", "da0") else t + road.later)) for reader in road.readers
    )
