"""Who reads whom, across timesteps: a NetworkX graph over (quantity, t), derived from the table alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import reduce
from operator import or_
from typing import NamedTuple

import networkx as nx

from app.scene.types import Lights
from rnn_core import Trace
from rnn_core.table import Pass

PASSES: tuple[Pass, ...] = ("forward", "backward")


class Node(NamedTuple):
    """A quantity at a timestep (from 1); parameters, J, da0 and dc_next have t = 0."""

    quantity: str
    t: int


def ran_before(trace: Trace) -> dict[int, int]:
    """Say which timestep the backward pass has run just before another: the next one, unless a mistake turns the
    loop."""
    times = trace.times("backward")
    return dict(zip(times[1:], times, strict=False))


def graph(trace: Trace) -> nx.DiGraph[Node]:
    """Return the graph whose edges run from what is read to what is written, in the lines and carries that this run
    has."""
    g: nx.DiGraph[Node] = nx.DiGraph()
    earlier = ran_before(trace)
    problem, cell = trace.problem, trace.problem.cell
    handed = {carry.arrives: carry.first for carry in cell.backward_carries}

    def node(name: str, t: int) -> Node:
        return Node(name, 0 if name in problem.parameters or name in problem.later else t)

    out = trace.times("forward")
    sent = dict(zip(out[1:], out, strict=False))
    for t in range(1, problem.T + 1):
        for name, leaves in trace.carries("forward").items():
            if t in sent:
                g.add_edge(Node(leaves, sent[t]), Node(name, t))
            elif t in out and (start := trace.program.forward.starts[name].quantity):
                g.add_edge(Node(start, 0), Node(name, t))
        for name, leaves in trace.carries("backward").items():
            g.add_node(Node(name, t))
            if t in earlier and leaves != name:
                g.add_edge(Node(leaves, earlier[t]), Node(name, t))
            elif t == problem.T and handed.get(name) in problem.later:
                g.add_edge(Node(str(handed[name]), 0), Node(name, t))
        for direction in PASSES:
            for line in trace.lines(direction).values():
                written = Node(line.name, t)
                g.add_node(written)
                for name in line.reads:
                    if name != line.name:
                        g.add_edge(node(name, t), written)
                    elif t in earlier:  # a running total reads what the step before has left
                        g.add_edge(Node(name, earlier[t]), written)
        if "loss" in trace.values:
            g.add_edge(Node("loss", t), Node("J", 0))
    for name in problem.later:
        g.add_edges_from([(node(name, 0), Node("J_later", 0)), (Node("J_later", 0), Node("J", 0))])
        g.add_edge(Node(problem.model.later[name], problem.T), Node("J_later", 0))
    for carry in cell.backward_carries:
        if carry.last:
            g.add_edge(Node(carry.leaves, 1), Node(carry.last, 0))
    return g


def carriers(g: nx.DiGraph[Node], loss: int, t: int, total: str = "da_total") -> set[Node]:
    """Return the part of the graph by which J<loss> reaches a<t>: what depends on the one and feeds the other."""
    start, goal = Node("y" if Node("y", loss) in g else "da", loss), Node(total, t)
    if loss < t:
        return set()
    return (nx.descendants(g, start) | {start}) & (nx.ancestors(g, goal) | {goal})


def lights(g: nx.DiGraph[Node]) -> Lights:
    """Return, for every quantity, what lights up with it: `nodes` in order, and per node two bit masks over them, in
    hex.

    The first mask is what it depends on, the second what depends on it; bit i stands for node i. Parameters light
    nothing: everything depends on them.
    """
    nodes = [node for node in g if g.in_degree(node) or node.t]
    bit = {node: 1 << i for i, node in enumerate(nodes)}

    def reached(order: list[Node], nearest: Callable[[Node], Iterator[Node]]) -> dict[Node, int]:
        """Return each quantity's mask, made of those of its nearest, which come before it in this order."""
        masks: dict[Node, int] = {}
        for node in order:
            masks[node] = reduce(or_, (bit.get(near, 0) | masks[near] for near in nearest(node)), 0)
        return masks

    order = list(nx.topological_sort(g))
    before, after = reached(order, g.predecessors), reached(order[::-1], g.successors)
    return {
        "nodes": [f"{node.quantity}.{node.t}" for node in nodes],
        "masks": [(f"{before[node]:x}", f"{after[node]:x}") for node in nodes],
    }
