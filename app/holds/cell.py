"""What has to be so on the way back through a cell."""

from __future__ import annotations

from app.holds.where import Where, entry_of, predicate, size_of, value_at
from rnn_core import Trace, by_loss
from rnn_core.problem import same

LITTLE, MOST = 0.1, 0.8  # of what arrives: "little" and "most" of it


@predicate
def tanh_lets_little_through(trace: Trace, where: Where) -> bool:
    """In the followed entry dz is less than a tenth of da_total."""
    return abs(entry_of(trace, where, "dz")) < LITTLE * abs(entry_of(trace, where, "da_total"))


@predicate
def tanh_lets_most_through(trace: Trace, where: Where) -> bool:
    """In the followed entry dz is more than four fifths of da_total."""
    return abs(entry_of(trace, where, "dz")) > MOST * abs(entry_of(trace, where, "da_total"))


@predicate
def the_cell_lets_little_through(trace: Trace, where: Where) -> bool:
    """What arrives from the next cell is, in size, less than a tenth of what had arrived there."""
    t = where.at.t
    return t < trace.problem.T and size_of(trace.at("da_time", t)) < LITTLE * size_of(trace.at("da_total", t + 1))


@predicate
def the_weights_enlarged_it(trace: Trace, where: Where) -> bool:
    """What arrives from the next cell is, in size, larger than what came through its tanh."""
    t = where.at.t
    return t < trace.problem.T and size_of(trace.at("da_time", t)) > size_of(trace.at("dz", t + 1))


@predicate
def the_last_cost_fades_but_no_sum(trace: Trace, where: Where) -> bool:
    """The last cost's part shrinks at each step back, in the end to a tenth; no sum is half as small as the last."""
    part, total = (
        [size_of(gradient) for gradient in by_loss(trace)[-1]],
        [size_of(gradient) for gradient in trace["da_total"]],
    )
    return part == sorted(part) and part[0] < LITTLE * part[-1] and min(total) > total[-1] / 2


@predicate
def multiplied_by_f_alone(trace: Trace, where: Where) -> bool:
    """What goes back to the cell state before is dc_total times the forget gate."""
    t = where.at.t
    return where.at.quantity == "dc_prev" and same(value_at(trace, where), trace.at("f", t) * trace.at("dc_total", t))


@predicate
def less_than_half_passes(trace: Trace, where: Where) -> bool:
    """In the followed entry the forget gate is below one half."""
    return entry_of(trace, where, "f") < 0.5
