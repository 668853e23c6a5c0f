"""What has to be so where a state splits, and its gradients meet."""

from __future__ import annotations

import numpy as np

from app.holds.where import Where, entry_of, parameter_of, parts_at, predicate, value_at
from rnn_core import Trace, agrees, mistaken, run, slopes
from rnn_core.problem import same

LITTLE, MOST = 0.1, 0.8  # of what arrives: "little" and "most" of it


@predicate
def measured(trace: Trace, where: Where) -> bool:
    """The value is what a nudge of what it is the gradient of does to the costs that it is about."""
    _, t, name = where.at
    nudged = {
        "da_softmax": "a",
        "da_time": "a",
        "da_total": "a",
        "dc_total": "c",
        "da_prev": "a_prev",
        "dc_prev": "c_prev",
    }
    if (of := nudged.get(name, parameter_of(name))) not in trace.values:
        return False
    moved = slopes(trace, of, 0 if of in trace.problem.parameters else t)
    if name.endswith("_prev"):  # what leaves is about its own road alone, so c_prev as this cell gets it
        return bool(agrees(moved.sum(axis=0), value_at(trace, where)).all())
    about = {"da_softmax": moved[t - 1], "da_time": moved[t:].sum(axis=0)}.get(name, moved.sum(axis=0))
    return bool(agrees(about, value_at(trace, where)).all())


@predicate
def cost_of_this_step_alone(trace: Trace, where: Where) -> bool:
    """The value is what a nudge of a does to this step's own cost."""
    own_slope = slopes(trace, "a", where.at.t)[where.at.t - 1]
    return own_slope.shape == value_at(trace, where).shape and bool(agrees(own_slope, value_at(trace, where)).all())


@predicate
def two_costs_move(trace: Trace, where: Where) -> bool:
    """A nudge of the unit of a moves the cost of this step and that of the next, and no other."""
    moved = np.abs(slopes(trace, "a", where.at.t)[:, where.unit - 1, where.example - 1]) > 1e-6
    return np.flatnonzero(moved).tolist() == [where.at.t - 1, where.at.t]


@predicate
def sum_of_its_parts(trace: Trace, where: Where) -> bool:
    """At the crossing the sum is made of this step's own part and of what comes from later."""
    own_part, later, total = (trace.at(name, where.at.t) for name in parts_at(where))
    return where.at.quantity == parts_at(where)[2] and same(own_part + later, total)


@predicate
def sign_flips(trace: Trace, where: Where) -> bool:
    """In the followed entry this step's own part and the sum have opposite signs."""
    own_part, _, total = parts_at(where)
    return entry_of(trace, where, own_part) * entry_of(trace, where, total) < 0


@predicate
def nothing_comes_back(trace: Trace, where: Where) -> bool:
    """What arrives from later is 0 in all entries."""
    return not trace.at(parts_at(where)[1], where.at.t).any()


@predicate
def right_without_the_addition(trace: Trace, where: Where) -> bool:
    """Code that never adds what comes from later gets this value right."""
    return same(value_at(run(trace.problem, mistaken(trace.problem, "only-da")), where), value_at(trace, where))


@predicate
def same_as_what_left_the_next_cell(trace: Trace, where: Where) -> bool:
    """What arrives from later is what the next cell has sent, and it is not 0."""
    _, later, _ = parts_at(where)
    if where.at.t == trace.problem.T:
        return False
    left = trace.at(later.replace("time", "prev"), where.at.t + 1)
    return bool(left.any()) and np.array_equal(trace.at(later, where.at.t), left)


@predicate
def no_slice_of_da(trace: Trace, where: Where) -> bool:
    """The value is this step's own part at no timestep."""
    return not any(same(value_at(trace, where), part) for part in trace["da_softmax"])


@predicate
def more_than_half_is_from_later(trace: Trace, where: Where) -> bool:
    """In the followed entry both parts have the same sign, and the one from later is the larger."""
    own_part, later, _ = (entry_of(trace, where, name) for name in parts_at(where))
    return own_part * later > 0 and abs(later) > abs(own_part)


@predicate
def mostly_its_own(trace: Trace, where: Where) -> bool:
    """In the followed entry nearly all of the sum is this step's own part."""
    own_part, later, total = (entry_of(trace, where, name) for name in parts_at(where))
    return own_part * total > 0 and abs(later) < LITTLE * abs(total)
