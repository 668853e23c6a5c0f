"""What has to be so on the way out, and at the prediction."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from app.holds.where import Where, predicate, value_at
from rnn_core import Trace, run
from rnn_core.problem import Array, same


@predicate
def a_reaches_every_score(trace: Trace, where: Where) -> bool:
    """Every score moves when the unit of a is nudged."""
    return bool((trace["Wya"][:, where.unit - 1] != 0).all()) and "a" in trace.lines("forward")[where.at.quantity].reads


@predicate
def a_is_not_read(trace: Trace, where: Where) -> bool:
    """The line of this step does not have a in it."""
    line = trace.line(where.at)
    return line is not None and "a" not in line.reads


@predicate
def used_twice(trace: Trace, where: Where) -> bool:
    """One line of this timestep reads it, and the next cell is handed it."""
    name = where.at.quantity
    readers = [line for line in trace.lines("forward").values() if name in line.reads]
    handed_on = name in trace.carries("forward").values() and where.at.t < trace.problem.T
    return len(readers) + handed_on == 2


@predicate
def one_weight_in_several_steps(trace: Trace, where: Where) -> bool:
    """The unit's weight to itself is multiplied by something at this step and at another one."""
    felt = trace["a_prev"][:, where.unit - 1, where.example - 1] != 0
    return bool(felt[where.at.t - 1]) and int(felt.sum()) > 1


@predicate
def every_letter_is_felt(trace: Trace, where: Where) -> bool:
    """Without the input of any one step up to here, this step's value would be another."""
    problem = trace.problem

    def without(t: int) -> Array:
        x = problem.inputs["x"].copy()
        x[t - 1] = 0
        return value_at(run(replace(problem, inputs={**problem.inputs, "x": x}), trace.program), where)

    return not any(same(without(t), value_at(trace, where)) for t in range(1, where.at.t + 1))


@predicate
def J_is_the_sum_of_the_costs(trace: Trace, where: Where) -> bool:
    """J, which is shown, is what the costs of all timesteps add up to."""
    return where.at.quantity == "J" and same(trace["loss"].sum(), trace.J)


@predicate
def prediction_minus_target(trace: Trace, where: Where) -> bool:
    """The value is the prediction minus the target."""
    off = trace.at("y", where.at.t) - trace.at("target", where.at.t)
    return off.shape == value_at(trace, where).shape and np.array_equal(value_at(trace, where), off)


@predicate
def only_the_right_one_is_negative(trace: Trace, where: Where) -> bool:
    """The value is negative in the target's row, positive in all others."""
    return np.array_equal(value_at(trace, where) < 0, trace.at("target", where.at.t) == 1) and bool(
        value_at(trace, where).all()
    )


@predicate
def every_score_answers(trace: Trace, where: Where) -> bool:
    """Each score's error times its weight is a part of the unit's gradient, none is 0, and together they are all."""
    sent = trace["Wya"][:, where.unit - 1] * trace.at("dlogits", where.at.t)[:, where.example - 1]
    return bool(sent.all()) and same(sent.sum(), value_at(trace, where)[where.unit - 1, where.example - 1])
