"""What has to be so at running totals, and of the parameters whose gradients they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from app.holds.where import Where, boxed_index, cost_moved, parameter_of, predicate, share_at, value_at
from rnn_core import Trace, run
from rnn_core.problem import same

STEP = 1e-4  # of a nudge that only has to show a direction
RATE = 0.01  # of a small step against the gradient


@predicate
def so_far_plus_this_share(trace: Trace, where: Where) -> bool:
    """To something that is there already this step adds something, in the followed entry."""
    boxed = boxed_index(trace, where)
    return bool(trace.before(where.at.quantity, where.at.t)[boxed]) and bool(share_at(trace, where)[boxed])


@predicate
def share_is_dz_times_what_went_in(trace: Trace, where: Where) -> bool:
    """What this step adds is dz, unit by unit, times what each unit was before; it is not 0."""
    product = trace.at("dz", where.at.t) @ trace.at("a_prev", where.at.t).T
    return bool(product.any()) and same(product, share_at(trace, where))


@predicate
def this_share_is_zero(trace: Trace, where: Where) -> bool:
    """This step adds 0 to every entry."""
    return not share_at(trace, where).any()


@predicate
def the_share_points_the_other_way(trace: Trace, where: Where) -> bool:
    """In the followed entry this step's share and the total have opposite signs."""
    boxed = boxed_index(trace, where)
    return bool(share_at(trace, where)[boxed] * value_at(trace, where)[boxed] < 0)


@predicate
def this_share_turns_the_sign(trace: Trace, where: Where) -> bool:
    """In the followed entry the total so far and the total have opposite signs."""
    boxed = boxed_index(trace, where)
    return bool(trace.before(where.at.quantity, where.at.t)[boxed] * value_at(trace, where)[boxed] < 0)


@predicate
def summed_over_the_examples(trace: Trace, where: Where) -> bool:
    """What this step adds to the bias is dz, added up over more than one example."""
    dz = trace.at("dz", where.at.t)
    return dz.shape[1] > 1 and same(share_at(trace, where), dz.sum(axis=1, keepdims=True))


@predicate
def tanh_acts_on_each_entry_alone(trace: Trace, where: Where) -> bool:
    """The gradient dz is da_total, entry by entry, times the slope of tanh there."""
    slope = 1 - np.tanh(trace.at("z", where.at.t)) ** 2
    return same(trace.at("dz", where.at.t), slope * trace.at("da_total", where.at.t))


@predicate
def of_no_parameter(trace: Trace, where: Where) -> bool:
    """It is the gradient of something that is computed, not learned."""
    return where.at.phase == "backward" and parameter_of(where.at.quantity) not in trace.problem.parameters


@predicate
def raising_it_raises_J(trace: Trace, where: Where) -> bool:
    """Run again with the followed entry of the parameter a little larger, and J is larger."""
    return cost_moved(trace, where, STEP) > trace.J


@predicate
def raising_it_lowers_J(trace: Trace, where: Where) -> bool:
    """Run again with the followed entry of the parameter a little larger, and J is smaller."""
    return cost_moved(trace, where, STEP) < trace.J


@predicate
def a_small_step_lowers_J(trace: Trace, where: Where) -> bool:
    """Every weight and bias a little against its own gradient, all at once, and J is smaller."""
    problem = trace.problem
    gradients = {name: trace.at(f"d{name}", trace.times("backward")[-1]) for name in problem.model.weights}
    stepped = {name: problem.parameters[name] - RATE * gradient for name, gradient in gradients.items()}
    return run(replace(problem, parameters={**problem.parameters, **stepped})).J < trace.J
