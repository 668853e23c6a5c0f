"""Slopes measured with the forward pass alone: nudge a value, run forward, see how the losses move.

They share no line with the backward pass, so they tell whether its gradients are right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

import numpy as np

from rnn_core.edits import Scope, nudged
from rnn_core.problems import Array, Problem
from rnn_core.trace import Trace, later_cost, run_forward

Method = Literal["central", "complex"]
STEP = {"central": 1e-5, "complex": 1e-30}
AGREES = 1e-6


def slopes(
    trace: Trace, quantity: str, t: int = 0, *, method: Method = "central", entry: tuple[int, ...] | None = None
) -> Array:
    """How each loss moves when one entry of a quantity is nudged.

    Parameters
    ----------
    quantity : str
        a parameter, or at timestep t an input, what a forward line writes, or what arrives: `c_prev` is nudged as step
        t gets it, whatever else step t-1 used it for.
    method : "central" or "complex"
        central difference with h = 1e-5, or the imaginary part of a complex step, which has no rounding error.
    entry : index, from 0
        measure this entry alone, which is as much faster as there are entries.

    Returns
    -------
    array (T, *shape of the quantity), or (T,) for one entry
        `[s-1]` is dJ<s>/d(quantity); the sum over the first axis is dJ/d(quantity). If the problem hands in what later
        steps send back, one more row has the slopes of `J_later`.

    Raises
    ------
    KeyError
        for a quantity that cannot be nudged, or a run without costs.
    """
    shape = np.shape(trace.at(quantity, t))
    result = np.zeros((trace.problem.T + bool(trace.problem.later), *shape))
    h = STEP[method]
    for place in np.ndindex(shape) if entry is None else (entry,):
        nudge = np.zeros(shape, dtype=complex if method == "complex" else float)
        if method == "complex":
            nudge[place] = 1j * h
            result[:, *place] = _losses(trace, quantity, t, nudge).imag / h
        else:
            nudge[place] = h
            up, down = _losses(trace, quantity, t, nudge), _losses(trace, quantity, t, -nudge)
            result[:, *place] = (up - down) / (2 * h)
    return result if entry is None else np.array([moved[entry] for moved in result])


def _losses(trace: Trace, quantity: str, t: int, nudge: Any) -> Any:
    """All losses, shape (T,), with a nudge added to one quantity, and J_later if the problem has one. Steps before t
    are not run again: their losses do not move, so they are given as 0."""
    problem = trace.problem
    if quantity in problem.parameters:
        parameters = dict(problem.parameters) | {quantity: problem.parameters[quantity] + nudge}
        return np.array(_costs(problem, run_forward(problem, parameters=parameters)))
    start = {carry.arrives: trace.at(carry.arrives, t) for carry in problem.cell.forward_carries}
    if quantity in start:
        scopes = run_forward(problem, first=t, start={**start, quantity: start[quantity] + nudge})
    elif quantity in problem.inputs:
        series = list(problem.inputs[quantity])
        series[t - 1] = series[t - 1] + nudge
        scopes = run_forward(problem, inputs={**problem.inputs, quantity: series}, first=t, start=start)
    else:
        edited = dict(_edited(problem, quantity))
        if not edited:
            raise KeyError(f"{quantity!r} is not written by a forward line, so it cannot be nudged")
        scopes = run_forward(problem, first=t, start=start, instead=edited, extra={"nudge": nudge})
    return np.array([*[0.0] * (t - 1), *_costs(problem, scopes)])


def _costs(problem: Problem, scopes: Sequence[Scope]) -> list[Any]:
    losses = [scope["loss"] for scope in scopes]
    return [*losses, later_cost(problem, scopes[-1])] if problem.later else losses


def _edited(problem: Problem, quantity: str) -> Iterator[tuple[str, Any]]:
    for table, step in zip(problem.model.forward, (problem.cell.forward, problem.head.forward), strict=True):
        if any(line.name == quantity for line in table.lines):
            yield table.name, nudged(step, quantity)


def green_node(
    trace: Trace, t: int, state: str = "a", *, method: Method = "central", entry: tuple[int, ...] | None = None
) -> dict[str, Array]:
    """What should arrive at a green addition of timestep t, measured; by the name of the gradient it should equal.

    For `a`: its slopes on J<t>, on the later J, and on J. For another state that is carried, such as the LSTM's `c`:
    by way of this step's a (`dc_a`), by way of the next step's c_prev (`dc_time`), and on J (`dc_total`). For all
    entries of the state, or for the one at index `entry`.

    Raises
    ------
    KeyError
        for a quantity that the cell does not carry.
    """
    arrivals = {carry.leaves: carry.arrives for carry in trace.problem.cell.forward_carries}
    arrives, moved = arrivals[state], slopes(trace, state, t, method=method, entry=entry)
    whole = moved.sum(axis=0)
    if state == "a":
        return {"da_softmax": moved[t - 1], "da_time": moved[t:].sum(axis=0), "da_total": whole}
    T = trace.problem.T
    # After the last step nothing comes, or what the problem hands in.
    later = moved[T:] if t == T else slopes(trace, arrives, t + 1, method=method, entry=entry)
    later = later.sum(axis=0)
    return {f"d{state}_a": whole - later, f"d{state}_time": later, f"d{state}_total": whole}


def agrees(measured: Any, computed: Any) -> Any:
    """Per entry: do a measured slope and a computed gradient agree to 1e-6?"""
    return np.abs(np.asarray(measured) - np.asarray(computed)) <= AGREES
