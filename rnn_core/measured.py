"""Slopes measured with the forward pass alone: nudge a value, run forward, see how the losses move.

They share no line with the backward pass, so they tell whether its gradients are right. The forward pass is the one
that the trace has run, with its mistake if it has one.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any, Literal

import numpy as np

from rnn_core.cells import FUNCTIONS
from rnn_core.expression import Expression
from rnn_core.loop import Scope, run_loop, unroll
from rnn_core.problem import Array, Problem
from rnn_core.trace import Trace

Method = Literal["central", "complex"]
STEP = {"central": 1e-5, "complex": 1e-30}
AGREES = 1e-6
# What takes complex numbers as it takes real ones, as it is called: `np.abs`, for one, does not.
COMPLEX = {text.partition("(")[0].removeprefix("np.") for function in FUNCTIONS.values() for text in function.written}
COMPLEX |= {"softmax", "sum", "mean", "concatenate", "zeros_like", "len"}


def slopes(
    trace: Trace, quantity: str, t: int = 0, *, method: Method = "central", entry: tuple[int, ...] | None = None
) -> Array:
    """Measure how each loss moves when one entry of a quantity is nudged.

    Parameters
    ----------
    trace : Trace
        the run whose forward pass is run again.
    quantity : str
        a parameter, or at timestep t an input, what a forward line writes, or what arrives: `x` and `c_prev` are nudged
        as step t gets them, whatever else step t-1 used `c_prev` for.
    t : int
        the timestep, from 1; a parameter needs none.
    method : "central" or "complex"
        central difference with h = 1e-5, or the imaginary part of a complex step, which has no rounding error.
    entry : index, from 0
        measure this entry alone.

    Returns
    -------
    array (T, *shape of the quantity), or (T,) for one entry
        `[s-1]` is dJ<s>/d(quantity); the sum over the first axis is dJ/d(quantity). If the problem hands in what later
        steps send back, one more row has the slopes of `J_later`. At a timestep that a mistake leaves out nothing
        moves.

    Raises
    ------
    KeyError
        for a quantity that cannot be nudged, or a run without costs.
    ValueError
        for a run whose loss is not one number, because of a mistake, or that has a value at a kink, as a ReLU has one
        at 0; for a complex step through a function that does not take complex numbers as it takes real ones.

    Examples
    --------
    >>> from rnn_core import hello, run
    >>> trace = run(hello())
    >>> measured = slopes(trace, "Waa").sum(axis=0)
    >>> measured.shape, bool(agrees(measured, trace.at("dWaa", 1)).all())
    ((5, 5), True)
    """
    if method == "complex" and (text := unfit_for_complex(trace)):
        raise ValueError(f"a complex step does not go through {text!r}; take method='central'")
    result = _each_entry(trace, quantity, t, partial(_slope, trace, quantity, t, method=method), entry)
    return result if entry is None else np.array([moved[entry] for moved in result])


def nudged(trace: Trace, quantity: str, t: int, by: float) -> Array:
    """Compute J when one entry of a quantity is nudged, for each entry alone: run forward with that number changed.

    Parameters
    ----------
    trace : Trace
        the run whose forward pass is run again.
    quantity : str
        what a forward line writes at timestep t, or an input.
    t : int
        the timestep, from 1.
    by : float
        what is added to the entry.

    Returns
    -------
    array of the quantity's shape

    Raises
    ------
    KeyError, ValueError
        as for `slopes`.
    """

    def losses(size: float) -> Array:
        def nudge(direction: Array, copies: int = 0) -> Any:
            return _losses(trace, quantity, t, size * direction, copies)

        return _each_entry(trace, quantity, t, nudge)

    costs: Array = trace["J"] + (losses(by) - losses(0.0)).sum(axis=0)
    return costs


def _each_entry(
    trace: Trace, quantity: str, t: int, moved: Callable[..., Any], entry: tuple[int, ...] | None = None
) -> Array:
    """Ask `moved(direction, copies=)` of each loss when one entry is nudged, for each entry alone, or for one."""
    if not has_slopes(trace):
        raise ValueError("got a loss that is not one number, or a value at a kink, expected a loss that has slopes")
    shape = np.shape(trace.at(quantity, t))
    if entry is None and quantity not in trace.problem.parameters and _examples_stay_apart(trace):
        units, m = shape
        # One copy of all examples for each unit: there this unit is nudged, in each example, by one run for all.
        costs: Array = moved(np.repeat(np.eye(units), m, axis=1), copies=units)
        return costs
    result = np.zeros((trace.problem.T + bool(trace.problem.later), *shape))
    for place in np.ndindex(shape) if entry is None else (entry,):
        direction = np.zeros(shape)
        direction[place] = 1
        result[:, *place] = moved(direction)
    return result


def unfit_for_complex(trace: Trace) -> str:
    """Find what of the forward pass does not take complex numbers as it takes real ones; "" if all does."""
    return next(filter(None, (_unfit(line.text) for line in trace.program.forward.lines)), "")


@lru_cache(maxsize=1024)
def _unfit(text: str) -> str:
    """Find the first call in a line that does not take complex numbers as it takes real ones; "" if there is none."""
    calls = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
    unfit = (call for call in calls if ast.unparse(call.func).rpartition(".")[2] not in COMPLEX)
    return next(map(ast.unparse, unfit), "")


def has_slopes(trace: Trace) -> bool:
    """Tell whether the losses of a run have slopes.

    They have if each is a number, as without a mistake in its line, and no function is at one of its kinks.
    """
    return not any(np.ndim(trace.at("loss", t)) or _at_a_kink(trace, t) for t in trace.times("forward"))


def _at_a_kink(trace: Trace, t: int) -> bool:
    return any(
        np.any(np.abs(trace.evaluate(line, line.expression.operands[0], t) - kink) <= STEP["central"])
        for line in trace.program.forward.lines
        if (function := FUNCTIONS.get(line.expression.function))
        for kink in function.kinks
    )


def _slope(trace: Trace, quantity: str, t: int, direction: Array, method: Method, copies: int = 0) -> Array:
    """Measure how the losses move as a quantity goes in one direction."""
    h = STEP[method]
    if method == "complex":
        moved: Array = _losses(trace, quantity, t, 1j * h * direction, copies).imag / h
        return moved
    up, down = (_losses(trace, quantity, t, nudge, copies) for nudge in (h * direction, -h * direction))
    slope: Array = (up - down) / (2 * h)
    return slope


def _losses(trace: Trace, quantity: str, t: int, nudge: Any, copies: int) -> Any:
    """Compute all losses, shape (T,), with a nudge added to one quantity, and J_later if the problem has one.

    Steps that ran before t are not run again: their losses do not move, so they are given as 0. With `copies` of the
    examples side by side, the losses of each example in each copy: shape (T, copies, m).
    """
    problem, times = trace.problem, trace.times("forward")
    m = problem.inputs[problem.cell.inputs[0]].shape[2]
    wide = _side_by_side(problem, copies) if copies else problem
    if quantity in problem.parameters:
        values = _with_parameter(trace, quantity, problem.parameters[quantity] + nudge)
    elif t in times:
        times = times[times.index(t) :]
        values = _from(trace, wide, quantity, times, nudge, copies)
    else:
        times = ()

    def cost(values: Any) -> Any:
        return values.sum(axis=0).reshape(copies, m) if copies else np.sum(values)

    loss = trace.lines("forward")["loss"].expression
    nothing = np.zeros((copies, m)) if copies else 0.0
    costs = [nothing] * problem.T
    for s in times:
        costs[s - 1] = cost(loss.operands[0].evaluate(values[s - 1]) if copies else values[s - 1]["loss"])
    if problem.later:
        at_T = values[-1] if problem.T in times else {}
        costs.append(sum(cost(wide.later[name] * at_T[of]) for name, of in problem.model.later.items() if at_T))
    return np.array(costs)


def _with_parameter(trace: Trace, name: str, value: Any) -> Sequence[Scope]:
    """Run the forward pass with another value of a parameter, which may be complex."""
    problem, loop = trace.problem, trace.program.forward
    given = [{**step, name: value} for step in problem.given]
    values, _ = run_loop(loop, given, {**problem.parameters, name: value})
    return values


def _from(
    trace: Trace, problem: Problem, quantity: str, times: Sequence[int], nudge: Any, copies: int
) -> Sequence[Scope]:
    """Run the forward pass from a timestep on, with a nudge added to a quantity there."""
    loop, (t, *_) = trace.program.forward, times
    given = [{**step, "nudge": 0.0} for step in loop.look_up(problem.given)]
    given[t - 1]["nudge"] = nudge
    if quantity not in {*given[t - 1], *loop.carries, *loop.line}:
        raise KeyError(f"{quantity!r} is not there on the way forward, so it cannot be nudged")
    carried = {name: np.tile(trace.at(name, t), (1, max(copies, 1))) for name in trace.carries("forward")}
    values, _ = unroll(loop.nudged(quantity), given, carried, [s - 1 for s in times])
    return values


def _side_by_side(problem: Problem, copies: int) -> Problem:
    """Repeat all examples of a problem."""

    def wide(name: str, value: Array) -> Array:
        return value if name in (*problem.model.weights, "w") else np.tile(value, copies)

    return replace(
        problem,
        parameters={name: wide(name, value) for name, value in problem.parameters.items()},
        inputs={name: wide(name, value) for name, value in problem.inputs.items()},
        later={name: wide(name, value) for name, value in problem.later.items()},
    )


def _examples_stay_apart(trace: Trace) -> bool:
    """Tell whether no forward line mixes its columns, and each loss adds them up: then one run can nudge them all."""
    weights = {name: trace[name] for name in trace.problem.model.weights}
    lines = dict(trace.lines("forward"))
    loss = lines.pop("loss").expression
    if loss.kind != "total":
        return False
    return all(
        _stays_apart(formula, weights) for formula in (*loss.operands, *(line.expression for line in lines.values()))
    )


def _stays_apart(expression: Expression, weights: Mapping[str, Array]) -> bool:
    if weights.keys() >= set(expression.reads):  # the same for all examples if it has one column, as a bias has
        return np.shape(expression.evaluate(weights))[-1:] in ((), (1,))
    match expression.kind:
        case "matmul":
            left, right = expression.operands
            return weights.keys() >= set(left.reads) and _stays_apart(right, weights)
        case "transpose" | "total" | "examples" | "other":
            return False
        case "function" if expression.function not in FUNCTIONS:
            return False
    return all(_stays_apart(operand, weights) for operand in expression.operands)


def slopes_at_sum(
    trace: Trace, t: int, state: str = "a", *, method: Method = "central", entry: tuple[int, ...] | None = None
) -> dict[str, Array]:
    """Measure what should arrive at a green addition of timestep t.

    For `a` these are its slopes on J<t>, on all other J, and on J. For another state that is carried, such as the
    LSTM's `c`: by way of this step's a (`dc_a`), by way of the next step's c_prev (`dc_time`), and on J (`dc_total`).

    Parameters
    ----------
    trace : Trace
        the run whose forward pass is run again.
    t : int
        the timestep, from 1.
    state : str
        what the cell carries forward: "a", or the LSTM's "c".
    method : "central" or "complex"
        as for `slopes`.
    entry : index, from 0
        measure this entry of the state alone.

    Returns
    -------
    name -> array (n_a, m), or number for one entry
        by the names of the gradients that they should equal: `da_softmax`, `da_time`, `da_total`.

    Raises
    ------
    KeyError
        for a quantity that the cell does not carry, or a run without costs.
    ValueError
        as for `slopes`.

    Examples
    --------
    >>> from rnn_core import hello, run
    >>> parts = slopes_at_sum(run(hello()), 3)
    >>> {name: float(slope[2, 0].round(3)) for name, slope in parts.items()}  # unit 3
    {'da_softmax': -0.435, 'da_time': 0.599, 'da_total': 0.164}
    """
    if state not in (carry.leaves for carry in trace.problem.cell.forward_carries):
        raise KeyError(f"{state!r} is not carried from step to step")
    moved = slopes(trace, state, t, method=method, entry=entry)
    total = moved.sum(axis=0)
    if state == "a":
        return {"da_softmax": moved[t - 1], "da_time": np.delete(moved, t - 1, axis=0).sum(axis=0), "da_total": total}
    T, after = trace.problem.T, trace.times_after(t)
    later = moved[T:].sum(axis=0) if t == T else np.zeros_like(total)  # what the problem hands in, else nothing
    for arrives, leaves in trace.carries("forward").items():
        if after and leaves == state:
            later = later + slopes(trace, arrives, after[0], method=method, entry=entry).sum(axis=0)
    return {f"d{state}_a": total - later, f"d{state}_time": later, f"d{state}_total": total}


def agrees(measured: Any, computed: Any) -> Any:
    """Tell for each entry whether a measured slope and a computed gradient agree to 1e-6.

    Parameters
    ----------
    measured, computed : array or number
        of one shape.

    Returns
    -------
    array of bool, or bool

    Examples
    --------
    >>> agrees([0.5, 0.5], [0.5000001, 0.501])
    array([ True, False])
    """
    return np.abs(np.asarray(measured) - np.asarray(computed)) <= AGREES
