"""What is measured from a mistaken run is measured on that run: on its own lines, carries, inputs and order."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rnn_core import (
    CELLS,
    LSTM,
    RNN,
    Problem,
    Trace,
    agrees,
    classics,
    hello,
    mistaken,
    notebook,
    random_problem,
    run,
    slopes,
    slopes_at_sum,
)
from rnn_core.measured import has_slopes, nudged
from rnn_core.mistakes.candidates import conceivable, runs
from rnn_core.mistakes.edits import LineEdit
from tests.rnn_core.examples import PROBLEMS
from tests.sample import THOROUGH

H = 1e-6
# As many units as examples and inputs: so a product written the wrong way round runs, too, and mixes the examples.
SQUARE = {cell.name: random_problem(n_x=3, n_a=3, n_y=3, m=3, T=3, seed=6, cell=cell) for cell in CELLS}


def forward_edits(problem: Problem) -> list[str]:
    """All of the RNN that run, or each third line; of the other cells all but lines, and of those each seventh."""
    edits = [edit for edit in conceivable(problem).values() if edit.direction == "forward"]
    lines = [edit for edit in edits if isinstance(edit, LineEdit)]
    chosen = [edit for edit in edits if edit not in lines] + lines[
        :: (1 if THOROUGH else 3) if problem.cell is RNN else 7
    ]
    return [edit.name for edit in chosen if runs(problem, (edit,))]


MISTAKES = [
    pytest.param(problem, name, id=f"{cell}-{name}")
    for cell, problem in SQUARE.items()
    for name in forward_edits(problem)
]
SOME = ((0, 0), (1, 2))  # entries, from 0


def losses(trace: Trace, quantity: str, t: int, nudge: np.ndarray) -> np.ndarray:
    """All losses of the run that a trace has made, worked out line by line, with a nudge added to one quantity."""
    problem, found = trace.problem, np.zeros(trace.problem.T)
    carried = {
        carry.arrives: trace.at(carry.arrives, trace.times("forward")[0]) for carry in problem.cell.forward_carries
    }
    for s in trace.times("forward"):
        inputs = {name: trace.at(name, s) for name in problem.model.inputs}
        scope = {**problem.parameters, **inputs, **carried}
        if s == t and quantity in scope:
            scope[quantity] = scope[quantity] + nudge
        for line in trace.lines("forward").values():
            scope[line.name] = line.expression.evaluate(scope)
            if s == t and line.name == quantity:
                scope[quantity] = scope[quantity] + nudge
        found[s - 1] = scope["loss"]
        carried = {arrives: scope[leaves] for arrives, leaves in trace.carries("forward").items()}
    return found


def difference(trace: Trace, quantity: str, t: int, place: tuple[int, int]) -> np.ndarray:
    """The slopes of all losses by central difference, for one entry."""
    nudge = np.zeros(trace.at(quantity, t).shape)
    nudge[place] = H
    found: np.ndarray = (losses(trace, quantity, t, nudge) - losses(trace, quantity, t, -nudge)) / (2 * H)
    return found


@pytest.mark.slow
@pytest.mark.parametrize(("problem", "name"), MISTAKES)
def test_the_slopes_of_a_mistaken_run_are_those_of_its_own_forward_pass(problem, name):
    trace = run(problem, mistaken(problem, name))
    if not has_slopes(trace):
        with pytest.raises(ValueError, match="not one number"):
            slopes(trace, "a", 1)
        return
    for carry in problem.cell.forward_carries:
        for quantity, t in ((carry.leaves, 1), (carry.leaves, 2), (carry.arrives, 2)):
            measured = slopes(trace, quantity, t)
            for place in SOME:
                expected = difference(trace, quantity, t, place)
                np.testing.assert_allclose(measured[:, *place], expected, rtol=1e-5, atol=1e-6)
                alone = slopes(trace, quantity, t, entry=place, method="complex")
                np.testing.assert_allclose(alone, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(("cell", "name"), [*((cell, "") for cell in SQUARE), ("rnn", "z.transposed.x")])
def test_j_of_a_nudged_entry_is_that_of_a_run_with_that_number_changed(cell, name):
    """Of each entry alone, whether one run can nudge them all or, because a mistake mixes the examples, it cannot."""
    problem = SQUARE[cell]
    trace = run(problem, mistaken(problem, name) if name else None)
    for quantity, t in (("a", 1), ("x", 2)):
        found = nudged(trace, quantity, t, 0.01)
        for place in np.ndindex(3, 3):
            nudge = np.zeros((3, 3))
            nudge[place] = 0.01
            np.testing.assert_allclose(found[place], losses(trace, quantity, t, nudge).sum(), rtol=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize(("problem", "name"), MISTAKES)
def test_the_slopes_of_a_parameter_are_those_of_the_whole_mistaken_run(problem, name):
    """`run` itself is the oracle: the same mistake, made with another weight."""
    trace = run(problem, mistaken(problem, name))
    if not has_slopes(trace):
        return
    for parameter, value in problem.parameters.items():
        nudge = np.zeros(value.shape)
        nudge[-1, -1] = H
        up, down = (
            run(replace(problem, parameters={**problem.parameters, parameter: value + by}), trace.program)
            for by in (nudge, -nudge)
        )
        measured = slopes(trace, parameter, entry=(value.shape[0] - 1, value.shape[1] - 1))
        np.testing.assert_allclose(measured.sum(), (up.J - down.J) / (2 * H), rtol=1e-5, atol=1e-6, err_msg=parameter)


@pytest.mark.parametrize("problem", [hello(), notebook(), notebook(LSTM)], ids=["hello", "notebook", "notebook-lstm"])
def test_a_line_left_out_on_the_way_out_leaves_the_gradients_exact(problem):
    """The backward pass goes back through the network that has run, so Check may not call its gradients wrong."""
    bias = "ba" if problem.cell is RNN else "bf"
    trace = run(problem, mistaken(problem, f"z{bias[1:] if problem.cell is LSTM else ''}.without.{bias}"))
    for t in range(1, problem.T + 1):
        for state in (carry.leaves for carry in problem.cell.forward_carries):
            for name, measured in slopes_at_sum(trace, t, state).items():
                assert agrees(measured, trace.at(name, t)).all(), f"{name} at t = {t}"


def test_stacked_the_other_way_both_ways_the_weights_meet_the_same_numbers():
    """`stacked-other-way` is made on the way out alone, so what comes back is wrong: this must not be hidden."""
    problem = hello(LSTM)
    trace = run(problem, mistaken(problem, "stacked-other-way"))
    measured = slopes_at_sum(trace, 3)
    assert agrees(measured["da_softmax"], trace.at("da_softmax", 3)).all()
    assert not agrees(measured["da_time"], trace.at("da_time", 3)).all()
    np.testing.assert_allclose(measured["da_time"][2, 0], difference(trace, "a", 3, (2, 0))[3], atol=1e-6)


def test_a_loop_turned_round_both_ways_has_exact_gradients_and_its_costs_come_from_before():
    problem = hello()
    trace = run(problem, mistaken(problem, "order.forward.reversed,order.backward.reversed"))
    assert trace.times("forward") == (4, 3, 2, 1)
    assert trace.times_after(3) == (2, 1)
    for t in range(1, 5):
        for name, measured in slopes_at_sum(trace, t).items():
            assert agrees(measured, trace.at(name, t)).all(), f"{name} at t = {t}"


def test_nothing_moves_at_a_step_that_the_loop_leaves_out():
    problem = hello(LSTM)
    trace = run(problem, mistaken(problem, "order.forward.late"))
    assert trace.times_after(1) == ()
    assert not slopes(trace, "a", 1).any()
    assert all(not measured.any() for measured in slopes_at_sum(trace, 1, "c").values())


def test_a_state_that_is_handed_on_in_place_of_another_is_measured_where_it_goes():
    """c goes on as a_prev, too: what it does there is no part of what it does by way of this step's a."""
    problem = SQUARE["lstm"]
    trace = run(problem, mistaken(problem, "carry.a_prev.from.c"))
    found = slopes_at_sum(trace, 2, "c", method="complex")
    through = (
        slopes(trace, "a", 2, method="complex").sum(axis=0) * trace.at("o", 2) * (1 - np.tanh(trace.at("c", 2)) ** 2)
    )
    np.testing.assert_allclose(found["dc_a"], through, atol=1e-12)


@pytest.mark.parametrize("name", PROBLEMS)
def test_all_entries_at_once_are_measured_as_each_alone(name):
    """Examples that do not mix are nudged side by side in one run."""
    trace = run(PROBLEMS[name])
    for quantity in (
        trace.problem.cell.inputs[0],
        "a",
        *(carry.arrives for carry in trace.problem.cell.forward_carries),
    ):
        for method, tolerance in (("central", 1e-9), ("complex", 1e-13)):
            everything = slopes(trace, quantity, 1, method=method)
            for place in np.ndindex(everything.shape[1:]):
                alone = slopes(trace, quantity, 1, method=method, entry=place)
                np.testing.assert_allclose(everything[:, *place], alone, rtol=0, atol=tolerance)


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
def test_a_trace_knows_the_right_run_of_its_problem(cell):
    problem = hello(cell)
    for one in classics(problem):
        trace = run(problem, mistaken(problem, one.name))
        assert trace.right.mistake == ()
        assert trace.right.problem is problem
        assert trace.right is trace.right
    assert run(problem).right.mistake == ()


def test_a_slope_agrees_to_a_millionth_and_no_closer():
    assert agrees([1.0, -3.0], [1.0 + 0.9e-6, -3.0 - 0.9e-6]).all()
    assert not agrees([1.0, -3.0], [1.0 + 1.1e-6, -3.0 - 1.1e-6]).any()
