"""What a mistake makes of a run."""

from __future__ import annotations

import numpy as np

from app.holds.where import Where, entry_of, parts_at, predicate, value_at
from rnn_core import Trace, slopes
from rnn_core.mistakes import wrong_steps
from rnn_core.problem import same


@predicate
def first_wrong(trace: Trace, where: Where) -> bool:
    """Of all numbers of this run this step's are the first that are wrong."""
    return wrong_steps(trace.right, trace)[:1] == (where.at,)


@predicate
def wrong_here(trace: Trace, where: Where) -> bool:
    """This step's value is wrong."""
    return where.at in wrong_steps(trace.right, trace)


@predicate
def only_the_last_is_right(trace: Trace, where: Where) -> bool:
    """Of all timesteps' values of this quantity that of the last timestep alone is right."""
    wrong = {address.t for address in wrong_steps(trace.right, trace) if address.quantity == where.at.quantity}
    return wrong == set(range(1, trace.problem.T))


@predicate
def all_gradients_are_zero(trace: Trace, where: Where) -> bool:
    """What the function returns is 0 in all entries, and in the right run nothing of it is."""
    names = trace.right.ends
    return not any(trace[name].any() for name in names) and all(trace.right[name].any() for name in names)


@predicate
def seems_to_fall_but_rises(trace: Trace, where: Where) -> bool:
    """In the followed entry this run's gradient is negative, while a nudge makes J rise."""
    rises = slopes(trace, "a", where.at.t)[:, where.unit - 1, where.example - 1].sum() > 0
    return bool(rises) and entry_of(trace, where, "da_total") < 0


@predicate
def off_by_what_was_left_out(trace: Trace, where: Where) -> bool:
    """What the right sum has more than this one is what arrives from later."""
    missing = value_at(trace.right, where) - value_at(trace, where)
    return where.at in wrong_steps(trace.right, trace) and same(missing, trace.at("da_time", where.at.t))


@predicate
def its_own_part_is_missing(trace: Trace, where: Where) -> bool:
    """The sum is what arrives from later, although this step's own part is not 0."""
    own_part, later, total = (trace.at(name, where.at.t) for name in parts_at(where))
    return np.array_equal(total, later) and bool(own_part.any())


@predicate
def only_its_own_part_is_left(trace: Trace, where: Where) -> bool:
    """The sum is this step's own part, although something should arrive from later."""
    own_part, later, total = parts_at(where)
    t = where.at.t
    return np.array_equal(trace.at(total, t), trace.at(own_part, t)) and bool(trace.right.at(later, t).any())


@predicate
def the_road_is_cut(trace: Trace, where: Where) -> bool:
    """The next cell has sent something, and nothing of it arrives."""
    t = where.at.t
    return t < trace.problem.T and bool(trace.at("da_prev", t + 1).any()) and not trace.at("da_time", t).any()


@predicate
def everything_forward_is_right(trace: Trace, where: Where) -> bool:
    """A mistake is made, and no number on the way out is wrong."""
    wrong = wrong_steps(trace.right, trace)
    return bool(wrong) and all(address.phase != "forward" for address in wrong)


@predicate
def the_totals_are_off(trace: Trace, where: Where) -> bool:
    """Each weight's and bias's gradient that passes the cell ends wrong."""
    end = trace.times("backward")[-1]
    totals = set(trace.problem.model.backward[1].totals)
    return totals <= {address.quantity for address in wrong_steps(trace.right, trace) if address.t == end}


@predicate
def another_line_but_the_same_number(trace: Trace, where: Where) -> bool:
    """The mistake has changed this line, and its value is right nevertheless."""
    return where.at.quantity in trace.edited("backward") and where.at not in wrong_steps(trace.right, trace)


@predicate
def same_shape_as_the_right_one(trace: Trace, where: Where) -> bool:
    """The value is wrong, but has the shape that it should have."""
    return (
        where.at in wrong_steps(trace.right, trace)
        and value_at(trace, where).shape == value_at(trace.right, where).shape
    )


@predicate
def cache_of_another_step(trace: Trace, where: Where) -> bool:
    """The a that the backward pass found in the cache of this step is that of the step before."""
    return "a" in trace.cached and np.array_equal(
        trace.cached["a"][where.at.t - 1], trace.right.at("a_prev", where.at.t)
    )
