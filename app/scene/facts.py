"""Every quantity of one timestep: what it is, its shape, what it reads and who reads it, and its array as NumPy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import networkx as nx
import numpy as np

from app.scene.graph import Node
from app.scene.rich import phrase
from app.scene.words.names import COURSE, Names
from rnn_core import Trace
from rnn_core.problem import Array


@dataclass(frozen=True)
class Fact:
    """One quantity; names in `reads` and `readers` belong to the same timestep unless they say another."""

    name: str
    group: str
    phrase: str
    shape: tuple[int, ...]
    reads: tuple[str, ...]
    readers: tuple[str, ...]


def facts(trace: Trace, t: int, g: nx.DiGraph[Node], names: Names = COURSE) -> tuple[Fact, ...]:
    """Return all quantities of timestep t in the order in which they appear, then the parameters."""
    problem, model = trace.problem, trace.problem.model
    ends = [carry.last for carry in problem.cell.backward_carries if carry.last]
    groups = {
        "Given": [*model.inputs, *problem.later],
        "Forward": [
            *(carry.arrives for carry in problem.cell.forward_carries),
            *model.lines("forward"),
            *(name for name in ("J_later", "J") if name in trace.values),
        ],
        "Backward": [step.quantity for step in trace.steps if step.phase == "backward" and step.t == t],
        "The same at every step": [*model.parameters, *ends],
    }
    return tuple(_fact(trace, name, group, t, g, names) for group, members in groups.items() for name in members)


def _fact(trace: Trace, name: str, group: str, t: int, g: nx.DiGraph[Node], names: Names) -> Fact:
    fixed = Node(name, 0) in g
    node = Node(name, 0 if fixed else t)
    readers = [n for n in g.successors(node) if not fixed or n.t in (0, t)]
    return Fact(
        name,
        group,
        phrase(trace.problem, name, t, names),
        np.shape(trace.at(name, t)),
        _names(g.predecessors(node), t),
        _names(readers, t),
    )


def _names(nodes: Iterable[Node], t: int) -> tuple[str, ...]:
    return tuple(node.quantity + (f"⟨{node.t}⟩" if node.t not in (0, t) else "") for node in nodes)


def as_numpy(name: str, value: Array) -> str:
    """Return the assignment that makes exactly this array, or this number, again: one row of the array a line."""
    if value.ndim == 0:
        return f"{name} = {float(value)!r}"
    rows = "".join(f"    [{', '.join(repr(float(entry)) for entry in row)}],\n" for row in value)
    return f"{name} = np.array([\n{rows}])"
