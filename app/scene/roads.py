"""The roads of the picture: which quantity travels from where to where. A road is drawn only if the code has it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import networkx as nx
import numpy as np

from app.scene import types as sent
from app.scene.graph import Node
from app.scene.words import WORDS
from rnn_core import Model, Problem, Trace
from rnn_core.table import Line


class Road(NamedTuple):
    """`quantity` goes from `start` to `stop`, where a line writing one of `readers` takes it, `later` timesteps on.

    Without readers the quantity leaves the picture there. `next` is the cell of the next timestep. Where a cell carries
    more than a, the places of another state begin with its name: `c node`, `c next`, `c start`. A road with `until`
    ends when that quantity, which takes the same way, has been computed.
    """

    quantity: str
    start: str
    stop: str
    readers: tuple[str, ...] = ()
    later: int = 0
    back: bool = False
    until: str = ""


class State(NamedTuple):
    """A value that the cell carries, and the gradients that meet where it splits."""

    name: str
    arrives: str  # what it is called in the next cell
    start: str  # and before the first
    parts: tuple[str, ...] = ()  # what is added at its green plus; nothing where no gradient comes back
    total: str = ""
    time: str = ""  # the part that comes from the next cell
    prev: str = ""  # and as what that left it
    last: str = ""


@lru_cache(32)
def states(model: Model) -> tuple[State, ...]:
    """Say what the cell carries, the state that the head reads first. A plus is the line that reads what has
    arrived."""
    carried, back = [], model.lines("backward")
    returning = {carry.leaves: carry for carry in model.cell.backward_carries}
    for carry in model.cell.forward_carries:
        out = (carry.leaves, carry.arrives, str(carry.first))
        if returns := returning.get(f"d{carry.arrives}"):
            total = next(line for line in back.values() if returns.arrives in line.reads)
            carried.append(State(*out, total.reads, total.name, returns.arrives, returns.leaves, str(returns.last)))
        else:
            carried.append(State(*out))
    return tuple(carried)


def state_of(model: Model, quantity: str) -> State:
    """Return the state whose crossing a quantity is about: its own, else the next on the way out, the last on the way
    back."""
    all_states = states(model)
    names = {name: state for state in all_states for name in (*state, *state.parts) if isinstance(name, str)}
    if quantity in names:
        return names[quantity]
    out, back = list(model.lines("forward")), list(model.lines("backward"))
    if quantity in out:
        later = out[out.index(quantity) :]
        return next((names[name] for name in later if name in names), all_states[0])
    before = back[: back.index(quantity)] if quantity in back else []
    return next((state for name in reversed(before) for state in all_states if name == state.total), all_states[0])


def handed_in(state: State, problem: Problem) -> str:
    """Name what a problem hands in at the last timestep as a state's gradient, in place of zeros; "" for nothing."""
    carry = next((c for c in problem.cell.backward_carries if c.arrives == state.time), None)
    return str(carry.first) if carry and carry.first in problem.later else ""


@lru_cache(32)
def _roads(model: Model) -> tuple[Road, ...]:
    """Return the roads that there may be, from what the lines read and the cell carries."""
    out, back, all_states = model.lines("forward"), model.lines("backward"), states(model)
    top, *inner = all_states
    names = {state.name for state in inner}

    def read(name: str, lines: Mapping[str, Line]) -> tuple[str, ...]:
        return tuple(line.name for line in lines.values() if name in line.reads)

    def place(state: State, where: str) -> str:
        return where if state is top else f"{state.name} {where}"

    possible = [Road(name, "input", "cell", read(name, out)) for name in model.cell.inputs]
    up = [name for name in out if name in out[top.name].reads]  # the last of what a is made from, or the other states
    possible += [Road(name, f"{name} node", "node", (top.name,)) for name in up if name in names]
    possible += [Road(name, "cell", "node", (top.name,)) for name in up[-1:] if not names & set(up)]
    # With da given there are no logits: the cost reads a itself.
    possible += [Road(top.name, "node", "head", ("logits", "loss"))]
    possible += [Road(s.name, place(s, "node"), place(s, "next"), (s.arrives,), later=1) for s in all_states]
    # To later steps of which a test hands in the gradient.
    possible += [Road(s.name, place(s, "node"), place(s, "next"), ("J_later",)) for s in all_states]
    possible += [Road("loss", "head", "cost", ("J",))] if "loss" in out else [Road("y", "head", "cost")]
    possible += [Road("dlogits", "cost", "head", ("da_softmax",), back=True)]
    possible += [Road(n, "head", "node", (top.total,), back=True) for n in top.parts if n != top.time]
    possible += [Road(s.time, place(s, "next"), place(s, "node"), (s.total,), back=True) for s in all_states]
    down = [(s, n) for s in inner for n in s.parts if n != s.time and top.total in back[n].reads]
    possible += [Road(top.total, "node", place(s, "node"), (n,), back=True, until=n) for s, n in down]
    possible += [Road(n, "node", place(s, "node"), (s.total,), back=True) for s, n in down]
    possible += [Road(top.total, "node", "cell", read(top.total, back), back=True)] if not down else []
    possible += [Road(f"d{name}", "cell", "input", back=True) for name in model.cell.inputs]
    # At t = 1; elsewhere what leaves is the next cell's da_time.
    possible += [
        Road(s.prev, "cell" if s is top else place(s, "node"), place(s, "start"), (s.last,), back=True)
        for s in all_states
    ]
    return tuple(possible)


def roads(trace: Trace, g: nx.DiGraph[Node]) -> list[sent.Road]:
    """Return all roads of a run, with the index of the step from which each is drawn and, on the way back, its size."""
    index = {(s.quantity, s.t): i for i, s in enumerate(trace.steps)}
    drawn: list[sent.Road] = []
    times = {state.time: state.prev for state in states(trace.problem.model)}
    for road in _roads(trace.problem.model):
        for t in range(1, trace.problem.T + 1):
            left_out = (road.quantity, t) not in index and road.quantity not in trace.problem.inputs
            if (
                road.quantity in times and t < trace.problem.T
            ):  # nothing comes that the loop does not hand on from there
                left_out |= not g.has_edge(Node(times[road.quantity], t + 1), Node(road.quantity, t))
            if left_out or not _exists(road, t, trace, g):
                continue
            name, start, stop, path = road.quantity, road.start, road.stop, WORDS[road.quantity].path
            step = index.get((name, t), 0)
            if not road.back:
                drawn.append(
                    {"quantity": name, "t": t, "from": start, "to": stop, "back": False, "path": path, "step": step}
                )
                continue
            back: sent.BackRoad = {
                "quantity": name,
                "t": t,
                "from": start,
                "to": stop,
                "back": True,
                "path": path,
                "step": step,
                "size": float(f"{np.linalg.norm(trace.at(name, t)):.6g}"),
            }
            if (leaving := (times.get(road.quantity, ""), t + 1)) in index:
                back["leaves"] = index[leaving]  # it is on the road before it has its name
            if road.until:
                back["until"] = index[road.until, t]
            drawn.append(back)
    return drawn


def _exists(road: Road, t: int, trace: Trace, g: nx.DiGraph[Node]) -> bool:
    node = Node(road.quantity, t)
    if road.later and t + road.later > trace.problem.T:
        return False
    if not road.readers:
        return node in g
    return any(
        g.has_edge(node, Node(reader, t + road.later)) or g.has_edge(node, Node(reader, 0)) for reader in road.readers
    )
