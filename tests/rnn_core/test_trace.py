"""A trace: frozen, complete, in order; and what follows from the sum of the losses, at any size."""

from __future__ import annotations

import copy
import dataclasses
import pickle

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rnn_core import (
    CASES,
    CELLS,
    GRU_AFTER,
    GRU_BEFORE,
    LSTM,
    Problem,
    by_loss,
    hello,
    mistaken,
    notebook,
    random_problem,
    run,
    slopes,
    steps,
    word,
)
from tests.rnn_core.examples import PROBLEMS

SIZES = {"n_x": (1, 4), "n_a": (1, 4), "n_y": (2, 4), "m": (1, 3), "T": (1, 5), "seed": (0, 2**31 - 1)}
problems = st.builds(
    random_problem, **{name: st.integers(*bounds) for name, bounds in SIZES.items()}, cell=st.sampled_from(CELLS)
)
SMALLEST = random_problem(n_x=1, n_a=1, n_y=2, m=1, T=1, seed=1)
any_size = settings(max_examples=25, deadline=None)


@any_size
@given(problems)
@example(SMALLEST)
def test_the_parts_of_all_losses_add_up_to_the_whole_at_every_entry(problem):
    trace = run(problem)
    arrivals = [carry.arrives for carry in problem.cell.backward_carries]
    for quantity in (*problem.model.lines("backward"), *arrivals):
        parts = by_loss(trace, quantity).sum(axis=0)
        np.testing.assert_allclose(parts, trace[quantity], rtol=0, atol=1e-12, err_msg=quantity)


@pytest.mark.parametrize("name", ["lstm-later", "lstm-cell-backward"])
def test_what_is_handed_in_from_later_steps_has_a_part_of_its_own(name):
    problem = PROBLEMS[name]
    trace = run(problem)
    np.testing.assert_array_equal(trace.at("dc_time", problem.T), problem.later["dc_next"])
    assert abs(trace["loss"].sum() + (problem.later["dc_next"] * trace["c"][-1]).sum() - trace.J) < 1e-12
    for quantity in ("da_total", "dc_total", "dx", "dWf"):
        parts = by_loss(trace, quantity)
        assert len(parts) == problem.T + 1
        np.testing.assert_allclose(parts.sum(axis=0), trace[quantity], rtol=0, atol=1e-12, err_msg=quantity)


@pytest.mark.parametrize("name", [name for name in CASES if name.endswith("forward")])
def test_without_targets_a_run_ends_with_the_prediction(name):
    """No loss, no J, no step on the way back, and nothing to measure."""
    problem = CASES[name].problem
    trace = run(problem)
    assert trace.steps[-1] == ("forward", problem.T, "y")
    assert {step.phase for step in trace.steps} == {"forward"}
    assert {"loss", "J", "target"}.isdisjoint(trace.values)
    with pytest.raises(KeyError):
        slopes(trace, "a", 1)
    with pytest.raises(KeyError):
        _ = trace.J
    problem.model.check()


@pytest.mark.parametrize(
    "again", [copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))], ids=["copy", "pickle"]
)
@pytest.mark.parametrize("name", PROBLEMS)
def test_a_trace_can_be_copied_and_pickled(name, again):
    trace = run(PROBLEMS[name], mistaken(PROBLEMS[name], "overwritten"))
    other = again(trace)
    assert other is not trace
    assert (other.mistake, other.problem.model) == (trace.mistake, trace.problem.model)
    assert set(other.values) == set(trace.values)
    for quantity, value in trace.values.items():
        assert np.array_equal(other[quantity], value), quantity
        assert not other[quantity].flags.writeable


@any_size
@given(problems)
@example(SMALLEST)
def test_no_loss_reaches_a_later_timestep(problem):
    parts = by_loss(run(problem), "da_total")
    for s in range(problem.T):
        assert not parts[s, s + 1 :].any()
        assert parts[s, s].any()


@any_size
@given(problems)
@example(SMALLEST)
def test_the_part_of_a_steps_own_loss_is_da_softmax_and_the_later_ones_are_da_time(problem):
    trace = run(problem)
    parts = by_loss(trace, "da_total")
    for t in range(problem.T):
        np.testing.assert_allclose(parts[t, t], trace["da_softmax"][t], rtol=0, atol=1e-12)
        np.testing.assert_allclose(parts[t + 1 :, t].sum(axis=0), trace["da_time"][t], rtol=0, atol=1e-12)


@any_size
@given(problems, st.data())
@example(SMALLEST, None)
def test_doubling_a_losss_weight_doubles_its_part_and_leaves_the_others(problem, data):
    s = data.draw(st.integers(0, problem.T - 1)) if data else 0
    doubled = np.where(np.arange(problem.T) == s, 2.0, 1.0) * problem.weights
    before, after = by_loss(run(problem)), by_loss(run(problem.with_weights(doubled)))
    factor = np.where(np.arange(problem.T) == s, 2.0, 1.0).reshape(-1, 1, 1, 1)
    assert np.array_equal(after, factor * before)  # a factor of two is exact


@any_size
@given(problems)
@example(SMALLEST)
def test_every_time_path_begins_with_zeros_and_ends_in_da0_or_dc0(problem):
    trace = run(problem)
    for back in problem.cell.backward_carries:
        assert not trace.at(back.arrives, problem.T).any()
        assert np.array_equal(trace[back.last], trace.at(back.leaves, 1))
        for t in range(2, problem.T + 1):
            assert np.array_equal(trace.at(back.arrives, t - 1), trace.at(back.leaves, t))
    for carry in problem.cell.forward_carries:
        assert np.array_equal(trace.at(carry.arrives, 1), trace[carry.first])
        for t in range(2, problem.T + 1):
            assert np.array_equal(trace.at(carry.arrives, t), trace.at(carry.leaves, t - 1))


@any_size
@given(problems)
@example(SMALLEST)
def test_all_is_finite_and_J_is_the_sum_of_the_losses(problem):
    trace = run(problem)
    assert all(np.isfinite(value).all() for value in trace.values.values())
    np.testing.assert_allclose(trace.J, trace["loss"].sum(), rtol=0, atol=1e-12)


@any_size
@given(problems)
@example(SMALLEST)
def test_running_again_gives_the_same_bits(problem):
    first, second = run(problem), run(problem)
    for name in first.values:
        assert np.array_equal(first[name], second[name]), name


def test_a_loss_that_is_off_sends_nothing_back():
    trace = run(hello().with_weights([1, 1, 0, 1]))
    assert trace["loss"][2] == 0
    assert not trace.at("da_softmax", 3).any()
    assert trace.at("da_time", 3).any()


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_value_is_frozen(name):
    trace = run(PROBLEMS[name])
    for quantity, value in trace.values.items():
        with pytest.raises(ValueError, match="read-only"):
            value[...] = 0
        if value.base is not None:
            assert not value.base.flags.writeable, quantity
    with pytest.raises(TypeError):
        trace.values["a"] = trace["a_prev"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        trace.values = {}


def test_all_names_are_there_before_they_are_asked_for_and_an_array_stays_the_same():
    values = run(hello()).values
    names = set(values)
    assert len(values) == len(names)
    assert {"x", "Wax", "a", "da_total", "J", "da0"} <= names
    assert all(values[name] is values[name] for name in names)
    assert set(values) == names


@pytest.mark.parametrize("name", PROBLEMS)
def test_what_at_returns_cannot_be_written_to(name):
    trace = run(PROBLEMS[name])
    with pytest.raises(ValueError, match="read-only"):
        trace.at("a", 1)[0] = 0
    with pytest.raises(ValueError, match="read-only"):
        trace.at("da0")[0] = 0


def mine() -> dict[str, np.ndarray]:
    """Somebody's own arrays, and a problem made of them."""
    drawn = PROBLEMS["random"]
    arrays = {**drawn.parameters, **drawn.inputs}
    return {name: np.array(array) for name, array in arrays.items()}


def of(arrays: dict[str, np.ndarray]) -> Problem:
    inputs = {name: arrays[name] for name in ("x", "target", "w")}
    parameters = {name: arrays[name] for name in arrays if name not in inputs}
    return Problem("mine", parameters, inputs)


def test_a_trace_does_not_change_when_the_caller_changes_the_inputs():
    arrays = mine()
    problem = of(arrays)
    trace = run(problem)
    before = {name: value.copy() for name, value in trace.values.items()}
    for array in arrays.values():
        array[...] = 7.0
    for name, value in trace.values.items():
        assert np.array_equal(value, before[name]), name
    again = run(problem)
    for name in before:
        assert np.array_equal(again[name], before[name]), name


def test_the_callers_arrays_stay_as_they_were_and_writable():
    arrays = mine()
    before = {name: array.copy() for name, array in arrays.items()}
    trace = run(of(arrays))
    by_loss(trace)
    for name, array in arrays.items():
        assert array.flags.writeable, name
        assert np.array_equal(array, before[name]), name
        assert not np.shares_memory(array, trace.values.get(name, trace["w"])), name


def test_a_problem_remembers_none_of_the_callers_dictionaries():
    arrays = mine()
    inputs = {name: arrays[name] for name in ("x", "target")}
    parameters = {name: arrays[name] for name in arrays if name not in (*inputs, "w")}
    problem = Problem("mine", parameters, inputs)
    assert "w" not in inputs
    parameters.clear()
    assert set(problem.parameters) == {"Wax", "Waa", "ba", "Wya", "by", "a0"}
    with pytest.raises(TypeError):
        problem.parameters["Wax"] = arrays["Wax"]


def test_an_edited_weight_makes_another_problem_and_leaves_the_first():
    problem = hello()
    other = problem.with_weights([0, 0, 1, 0])
    assert problem.weights.tolist() == [1, 1, 1, 1]
    assert other.weights.tolist() == [0, 0, 1, 0]
    assert other.model == problem.model
    assert problem != other
    assert len({problem, other, problem}) == 2


FORWARD = ["z", "a", "logits", "y", "loss"]
BACKWARD = ["dlogits", "dWya", "dby", "da_softmax", "da_time", "da_total", "dz", "dx", "dWax", "dWaa", "dba", "da_prev"]


def test_the_steps_of_hello_are_its_lines_in_the_order_in_which_they_run():
    assert [str(address) for address in steps(hello())] == [
        *(f"forward.{t}.{name}" for t in (1, 2, 3, 4) for name in FORWARD),
        "turn.J",
        *(f"backward.{t}.{name}" for t in (4, 3, 2, 1) for name in BACKWARD),
        "end.da0",
    ]


def test_the_steps_of_the_lstm_begin_each_t_with_both_arrivals_and_end_with_both_starts():
    problem = notebook(LSTM)
    at_4 = [address.quantity for address in steps(problem) if address.phase == "backward" and address.t == 4]
    assert at_4[:7] == ["da_softmax", "da_time", "dc_time", "da_total", "dzo", "dc_a", "dc_total"]
    assert at_4[-2:] == ["dc_prev", "da_prev"]
    assert [str(address) for address in steps(problem)[-2:]] == ["end.da0", "end.dc0"]


COUNTS = [
    (hello(), 70),
    (notebook(), 50),
    (word("abc"), 2 * 17 + 2),
    (random_problem(T=12), 12 * 17 + 2),
    (SMALLEST, 19),
]
COUNTS += [(hello(LSTM), 4 * 39 + 3), (notebook(LSTM), 4 * 34 + 3)]
COUNTS += [(hello(GRU_BEFORE), 4 * 32 + 2), (hello(GRU_AFTER), 4 * 33 + 2)]


@pytest.mark.parametrize(("problem", "count"), COUNTS)
def test_the_number_of_steps(problem, count):
    trace = run(problem)
    assert len(trace.steps) == count == len(set(trace.steps))
    assert trace.steps == steps(problem)


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_step_has_a_value_and_every_line_is_a_step(name):
    trace = run(PROBLEMS[name])
    for address in trace.steps:
        assert trace.at(address.quantity, address.t).size
        arrivals = [carry.arrives for carry in trace.problem.cell.backward_carries]
        named = address.phase in ("forward", "backward") and address.quantity not in arrivals
        assert (trace.line(address) is not None) == named


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_line_reads_only_what_an_earlier_step_has_written(name):
    """In the order of the steps. Known from the start: what is given, and what the step before has left."""
    trace = run(PROBLEMS[name])
    arrivals = [carry.arrives for carry in trace.problem.cell.forward_carries]
    known = {(q, t) for q in (*trace.problem.inputs, "w", *arrivals) for t in range(1, trace.problem.T + 1)}
    known |= {(q, t) for q in trace.problem.parameters for t in range(1, trace.problem.T + 1)}
    for address in trace.steps:
        if line := trace.line(address):
            unknown = {(q, address.t) for q in line.reads if q != line.name} - known
            assert not unknown, address
        known.add((address.quantity, address.t))


def test_at_counts_from_one_and_refuses_what_is_not_there():
    trace = run(hello())
    assert np.array_equal(trace.at("a", 1), trace["a"][0])
    assert np.array_equal(trace.at("Wax", 3), trace["Wax"])
    for t in (0, 5, -1):
        with pytest.raises(IndexError, match=f"t goes from 1 to 4, got {t}"):
            trace.at("a", t)
    with pytest.raises(KeyError):
        trace.at("da_next", 1)


def test_a_running_total_starts_from_zeros_at_the_last_step():
    trace = run(hello())
    assert not trace.before("dWax", 4).any()
    assert np.array_equal(trace.before("dWax", 2), trace.at("dWax", 3))
