"""Where a run is first looked at: the step, the unit and the example.

>>> from rnn_core import hello, run
>>> str(default_address(hello())), selection(run(hello()))
('backward.3.da_total', (3, 1))
"""

from __future__ import annotations

import numpy as np

from rnn_core import Address, Problem, Trace


def selection(trace: Trace) -> tuple[int, int]:
    """Choose the unit and the example (from 1) to follow, once per problem at its default address.

    The largest |da_total| among entries whose two gradients differ in sign and where a is well inside -1 to 1
    (1 - a**2 > .4: in the RNN its tanh still bends there), else the largest. Without gradients the largest such |a|.
    """
    _, t, quantity = default_address(trace.problem)
    size = np.abs(trace.at(quantity, t))
    good = 1 - trace.at("a", t) ** 2 > 0.4
    if quantity == "da_total":
        good &= trace.at("da_softmax", t) * trace.at("da_time", t) < 0
    unit, example = np.unravel_index(np.argmax(np.where(good, size, -1.0) if good.any() else size), size.shape)
    return int(unit) + 1, int(example) + 1


def default_address(problem: Problem) -> Address:
    """Find the green addition of the last step but one (t = 3 of hello): there both gradients arrive. Where none comes
    back, the same place on the way out: there `a` leaves on two wires."""
    t = max(problem.T - 1, 1)
    return Address("backward", t, "da_total") if problem.cell.backward_carries else Address("forward", t, "a")
