"""A mistake is an edit and runs like anything else; what is not edited stays as it was, bit for bit."""

from __future__ import annotations

import numpy as np
import pytest

from rnn_core import DENSE, GIVEN, LSTM, RNN, Address, ProblemError, find_mistake, notebook, random, run
from rnn_core.edits import CacheEdit, CarryEdit, LineEdit, OrderEdit, Plan, by_lines, of_pass, right_plan, together
from rnn_core.table import line, read
from tests.rnn_core.examples import PROBLEMS

STEPS = [step for cell in (RNN, LSTM, DENSE, GIVEN) for step in (cell.forward, cell.backward)]
ONLY_DA = LineEdit("only", "", "backward", ("da_total = da_softmax",))


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_a_step_run_by_its_lines_is_the_step_bit_for_bit(step):
    """The way in which edited lines run changes nothing by itself."""
    problem = next(p for p in PROBLEMS.values() for part in (p.cell, p.head) if step in (part.forward, part.backward))
    trace, table = run(problem), read(step)
    arguments = [trace.before(q, 2) if q in table.totals else trace.at(q, 2) for q in table.arguments]
    real = step(*arguments)
    evaluated, asked = by_lines(table.lines, table.arguments)
    found = evaluated(*arguments)
    assert asked == table.arguments
    assert list(found) == list(real)
    for quantity in real:
        assert np.array_equal(found[quantity], real[quantity]), quantity


@pytest.mark.parametrize("name", PROBLEMS)
def test_edits_that_edit_nothing_leave_the_run_as_it_is(name):
    """Each kind of edit, made so that it says what is there already."""
    problem = PROBLEMS[name]
    carry = problem.cell.backward_carries[0]
    nothing = (
        LineEdit("l", "", "backward", tuple(line.text for line in problem.model.lines("backward").values())),
        LineEdit("f", "", "forward", tuple(line.text for line in problem.model.lines("forward").values())),
        CarryEdit("c", "", "backward", carry.arrives, "each", carry.leaves),
        CarryEdit("e", "", "backward", str(carry.last), "end", carry.leaves),
        CacheEdit("h", "", ("a",), "a"),
        OrderEdit("o", "", "backward", "right"),
    )
    right, same = run(problem), run(problem, nothing)
    assert set(same.values) == set(right.values)
    for quantity, value in right.values.items():
        assert np.array_equal(same[quantity], value), quantity
    assert same.steps == right.steps


def test_a_line_edit_changes_its_line_and_what_follows_from_it():
    right, wrong = run(notebook()), run(notebook(), (ONLY_DA,))
    assert wrong.mistake == (ONLY_DA,)
    assert wrong.line(Address("backward", 2, "da_total")).text == "da_total = da_softmax"
    assert np.array_equal(wrong["da_total"], wrong["da_softmax"])
    assert np.array_equal(wrong.at("dz", 4), right.at("dz", 4))
    assert not np.allclose(wrong.at("dz", 3), right.at("dz", 3))
    assert np.array_equal(wrong["a"], right["a"])


@pytest.mark.parametrize(
    "name",
    ["only-da", "loop-forward", "overwritten", "aliased-cache", "the-thread", "carry.a_prev.stays", "input.x.earlier"],
)
def test_a_line_of_a_mistaken_trace_gives_its_value(name):
    """The worked row on the screen computes with a mistake, too: with the wrong cache and the other order."""
    problem = notebook()
    trace = run(problem, find_mistake(problem, name))
    for address in trace.steps:
        if line := trace.line(address):
            found = trace.evaluate(line, line.expression, address.t)
            assert np.array_equal(found, trace.at(line.name, address.t)), address


def test_what_the_forward_pass_computed_and_what_the_cache_holds_are_both_told():
    problem = notebook()
    right, wrong = run(problem), run(problem, find_mistake(problem, "aliased-cache"))
    assert np.array_equal(wrong["a_prev"], right["a_prev"])
    assert np.array_equal(wrong.cached["a_prev"][0], right["a"][3])
    assert np.array_equal(wrong.cached["a_prev"][1:], right["a_prev"][1:])
    assert not wrong.cached["a_prev"].flags.writeable
    assert right.cached == {}


@pytest.mark.parametrize("name", ["only-da", "aliased-cache", "input.x.earlier"])
def test_every_value_of_a_mistaken_run_is_frozen(name):
    problem = notebook()
    wrong = run(problem, find_mistake(problem, name))
    assert not any(value.flags.writeable for value in wrong.values.values())


def test_the_steps_of_a_loop_that_runs_the_other_way_or_leaves_out_a_step():
    problem = notebook()

    def visited(name):
        steps = run(problem, find_mistake(problem, name)).steps
        return list(dict.fromkeys(step.t for step in steps if step.phase == "backward"))

    assert visited("order.backward.reversed") == [1, 2, 3, 4]
    assert visited("order.backward.late") == [3, 2, 1]
    assert visited("order.backward.early") == [4, 3, 2]
    late = run(problem, find_mistake(problem, "order.backward.late"))
    assert not late.at("dx", 4).any()
    assert late.at("dx", 3).any()


def test_a_look_before_the_first_step_wraps_around_as_in_numpy():
    problem = notebook()
    wrong = run(problem, find_mistake(problem, "cache.a_prev.earlier"))
    assert np.array_equal(wrong.cached["a_prev"], np.roll(run(problem)["a_prev"], 1, axis=0))


def test_two_edits_of_the_same_thing_cannot_be_made_together():
    other = LineEdit("other", "", "backward", ("da_total = da_time",))
    elsewhere = LineEdit("elsewhere", "", "forward", ("z = ba",))
    assert together((ONLY_DA,), (other,)) is None
    assert together((ONLY_DA,), (elsewhere,)) == (ONLY_DA, elsewhere)
    assert of_pass((ONLY_DA, elsewhere), "forward") == (elsewhere,)


def test_an_edit_is_a_value():
    same = LineEdit("only", "said otherwise", "backward", ("da_total = da_softmax",))
    assert same == ONLY_DA
    assert hash(same) == hash(ONLY_DA)
    with pytest.raises(AttributeError):
        same.name = "x"  # type: ignore[misc]


def test_a_plan_is_shared_and_cannot_be_changed():
    plan = right_plan(notebook().model)
    for kept in (plan.lines, plan.carries, plan.starts, plan.ends, plan.finds, plan.order, plan.carries["backward"]):
        with pytest.raises(TypeError):
            kept["da_time"] = "da_time"


@pytest.mark.parametrize("direction", ["forward", "backward"])
@pytest.mark.parametrize("order", ["without first", "without last"])
def test_a_loop_that_leaves_out_all_there_is_is_one_clear_error(direction, order):
    with pytest.raises(ProblemError, match=f"A {direction} loop {order} has no timestep left to run"):
        run(random(T=1), (OrderEdit("x", "", direction, order),))


def test_what_is_never_updated_in_the_loop_can_be_right_after_it():
    problem = notebook()
    lost = run(problem, find_mistake(problem, "never-updated"))
    inside = run(problem, find_mistake(problem, "never-updated-inside"))
    assert np.array_equal(inside["da_total"], lost["da_total"])
    assert not lost["da0"].any()
    assert np.array_equal(inside["da0"], inside.at("da_prev", 1))


@pytest.mark.parametrize("instead", [(), (LineEdit("l", "", "forward", ("z = Wax @ x + Waa @ a_prev",)),)])
def test_a_nudge_is_added_after_the_line_that_ran(instead):
    """To the right line or to the one that stands in its place; a nudge of zero changes nothing."""
    plan, trace = Plan(notebook().model, instead), run(notebook(), instead)
    (step, asked), head = plan.nudged("z")
    assert head == plan.steps("forward")[1]
    given = {name: trace.at(name, 2) for name in asked if name != "nudge"}
    for nudge in (0.0, 0.25):
        found = step(*({**given, "nudge": nudge}[name] for name in asked))
        assert np.array_equal(found["z"], trace.at("z", 2) + nudge)
        assert np.array_equal(found["a"], np.tanh(trace.at("z", 2) + nudge))
    with pytest.raises(KeyError, match="'dz' is not written by a forward line"):
        plan.nudged("dz")


def test_an_edited_line_sees_numpy_and_our_helpers_alone():
    for text in ("da_total = __import__('os').getcwd()", "da_total = open('/etc/hostname')"):
        edit = LineEdit("bad", "", "backward", (text,))
        with pytest.raises((NameError, KeyError)):
            run(notebook(), (edit,))


def test_a_line_of_no_known_kind_is_refused_in_a_cell_and_allowed_in_an_edit():
    edited = line("dba = dba + np.mean(dz, axis=1, keepdims=True)")
    assert edited.kind == "running"
    assert edited.expression.operands[1].kind == "other"


@pytest.mark.parametrize(
    ("when", "places"),
    [
        ("same", [0, 1, 2, 3]),
        ("earlier", [-1, 0, 1, 2]),
        ("later", [1, 2, 3, 3]),
        ("first", [0, 0, 0, 0]),
        ("last", [-1, -1, -1, -1]),
        ("reversed", [-1, -2, -3, -4]),
    ],
)
def test_a_look_before_the_first_step_wraps_around_as_in_numpy_and_none_goes_beyond_the_last(when, places):
    edit = CacheEdit("c", "", ("a",), when=when)
    assert [edit.found(t, 4) for t in range(4)] == places
    only = CacheEdit("c", "", ("a",), when=when, only=True)
    assert [only.found(t, 4) for t in range(4)] == [places[0], 1, 2, 3]


def test_what_is_set_after_the_first_turn_of_the_loop_is_what_left_that_step():
    problem = notebook()
    right = run(problem)
    early, late = (CarryEdit("e", "", "backward", "da0", "end", "dz", when) for when in ("first", "last"))
    assert np.array_equal(run(problem, (early,))["da0"], right.at("dz", 4))
    assert np.array_equal(run(problem, (late,))["da0"], right.at("dz", 1))
