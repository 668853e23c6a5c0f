"""A mistake is an edit and runs like anything else; what is not edited stays as it was, bit for bit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rnn_core import (
    DENSE,
    GIVEN,
    LSTM,
    RNN,
    Address,
    ProblemError,
    Program,
    mistaken,
    notebook,
    random_problem,
    run,
    slopes,
)
from rnn_core.loop import Find, Loop, unroll
from rnn_core.mistakes.edits import CacheEdit, CarryEdit, LineEdit, OrderEdit, ReturnEdit, of_pass, together
from rnn_core.table import line, read
from tests.rnn_core.examples import PROBLEMS

STEPS = [step for cell in (RNN, LSTM, DENSE, GIVEN) for step in (cell.forward, cell.backward)]
ONLY_DA = LineEdit("only", "", "backward", ("da_total = da_softmax",))


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_a_step_run_by_its_lines_is_the_step_bit_for_bit(step):
    """The functions of a cell are what is read; what runs are their lines."""
    problem = next(p for p in PROBLEMS.values() for part in (p.cell, p.head) if step in (part.forward, part.backward))
    trace, table = run(problem), read(step)
    arguments = [trace.before(q, 2) if q in table.totals else trace.at(q, 2) for q in table.arguments]
    real = step(*arguments)
    loop = Loop("forward", table.lines, carries={}, starts={}, ends={})
    (found,), _ = unroll(loop, [dict(zip(table.arguments, arguments, strict=True))], {}, [0])
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
    right, same = run(problem), run(problem, Program.of(problem.model, nothing))
    assert set(same.values) == set(right.values)
    for quantity, value in right.values.items():
        assert np.array_equal(same[quantity], value), quantity
    assert same.steps == right.steps


def test_a_line_edit_changes_its_line_and_what_follows_from_it():
    right, wrong = run(notebook()), run(notebook(), Program.of(notebook().model, [ONLY_DA]))
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
    trace = run(problem, mistaken(problem, name))
    for address in trace.steps:
        if line := trace.line(address):
            found = trace.evaluate(line, line.expression, address.t)
            assert np.array_equal(found, trace.at(line.name, address.t)), address


def test_what_the_forward_pass_computed_and_what_the_cache_holds_are_both_told():
    problem = notebook()
    right, wrong = run(problem), run(problem, mistaken(problem, "aliased-cache"))
    assert np.array_equal(wrong["a_prev"], right["a_prev"])
    assert np.array_equal(wrong.cached["a_prev"][0], right["a"][3])
    assert np.array_equal(wrong.cached["a_prev"][1:], right["a_prev"][1:])
    assert not wrong.cached["a_prev"].flags.writeable
    assert right.cached == {}


@pytest.mark.parametrize("name", ["only-da", "aliased-cache", "input.x.earlier"])
def test_every_value_of_a_mistaken_run_is_frozen(name):
    problem = notebook()
    wrong = run(problem, mistaken(problem, name))
    assert not any(value.flags.writeable for value in wrong.values.values())


def test_the_steps_of_a_loop_that_runs_the_other_way_or_leaves_out_a_step():
    problem = notebook()

    def visited(name):
        steps = run(problem, mistaken(problem, name)).steps
        return list(dict.fromkeys(step.t for step in steps if step.phase == "backward"))

    assert visited("order.backward.reversed") == [1, 2, 3, 4]
    assert visited("order.backward.late") == [3, 2, 1]
    assert visited("order.backward.early") == [4, 3, 2]
    late = run(problem, mistaken(problem, "order.backward.late"))
    assert not late.at("dx", 4).any()
    assert late.at("dx", 3).any()


def test_a_look_before_the_first_step_wraps_around_as_in_numpy():
    problem = notebook()
    wrong = run(problem, mistaken(problem, "cache.a_prev.earlier"))
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


def test_a_program_is_shared_and_cannot_be_changed():
    program = Program.of(notebook().model)
    assert Program.of(notebook().model) is program
    for loop in (program.forward, program.backward):
        for kept in (loop.carries, loop.starts, loop.ends, loop.finds, loop.returns, loop.line):
            with pytest.raises(TypeError):
                kept["da_time"] = "da_time"
        with pytest.raises(AttributeError):
            loop.order = "reversed"


EACH_KIND = (
    ONLY_DA,
    CarryEdit("c", "", "backward", "da_time", "each", "da_time"),
    CarryEdit("i", "", "backward", "da_time", "inside", "da_time"),
    CarryEdit("s", "", "backward", "da_time", "start", "da_softmax"),
    CarryEdit("e", "", "backward", "da0", "end"),
    CacheEdit("h", "", ("a",), "a_prev"),
    OrderEdit("o", "", "backward", "reversed"),
    ReturnEdit("r", "", "a", "z"),
)


@pytest.mark.parametrize("edit", EACH_KIND, ids=lambda edit: edit.name)
def test_an_edit_makes_another_program_and_leaves_the_first_as_it_was(edit):
    right = Program.of(notebook().model)
    before = (right.forward, right.backward)
    wrong = edit(right)
    assert (wrong.forward, wrong.backward) != before
    assert (right.forward, right.backward) == before
    assert wrong[edit.direction] != right[edit.direction]
    assert Program.of(notebook().model, [edit]).edits == (edit,)
    assert right.edits == ()


@pytest.mark.parametrize("first", EACH_KIND, ids=lambda edit: edit.name)
@pytest.mark.parametrize("second", EACH_KIND, ids=lambda edit: edit.name)
def test_two_edits_that_can_be_made_together_make_the_same_program_in_either_order(first, second):
    if together((first,), (second,)):
        one, other = (Program.of(notebook().model, edits) for edits in ((first, second), (second, first)))
        assert (one.forward, one.backward) == (other.forward, other.backward)


@pytest.mark.parametrize("direction", ["forward", "backward"])
@pytest.mark.parametrize("order", ["without first", "without last"])
def test_a_loop_that_leaves_out_all_there_is_is_one_clear_error(direction, order):
    with pytest.raises(ProblemError, match=f"A {direction} loop {order} has no timestep left to run"):
        run(random_problem(T=1), Program.of(random_problem(T=1).model, [OrderEdit("x", "", direction, order)]))


def test_what_is_never_updated_in_the_loop_can_be_right_after_it():
    problem = notebook()
    lost = run(problem, mistaken(problem, "never-updated"))
    inside = run(problem, mistaken(problem, "never-updated-inside"))
    assert np.array_equal(inside["da_total"], lost["da_total"])
    assert not lost["da0"].any()
    assert np.array_equal(inside["da0"], inside.at("da_prev", 1))


@pytest.mark.parametrize("instead", [(), (LineEdit("l", "", "forward", ("z = Wax @ x + Waa @ a_prev",)),)])
def test_a_nudge_is_added_after_the_line_that_ran(instead):
    """To the right line or to the one that stands in its place; a nudge of zero changes nothing."""
    program = Program.of(notebook().model, instead)
    trace, loop = run(notebook(), program), program.forward.nudged("z")
    assert [line.name for line in loop.lines] == ["z", "z", "a", "loss"]
    for nudge in (0.0, 0.25):
        given = {**notebook().given[1], "nudge": nudge}
        (found,), _ = unroll(loop, [given], {"a_prev": trace.at("a_prev", 2)}, [0])
        assert np.array_equal(found["z"], trace.at("z", 2) + nudge)
        assert np.array_equal(found["a"], np.tanh(trace.at("z", 2) + nudge))


def test_what_arrives_is_nudged_before_any_line_reads_it_and_what_is_not_there_cannot_be():
    assert [line.text for line in Program.of(notebook().model).forward.nudged("a_prev").lines][:2] == [
        "a_prev = a_prev + nudge",
        "z = Wax @ x + Waa @ a_prev + ba",
    ]
    with pytest.raises(KeyError, match="'dz' is not there on the way forward"):
        slopes(run(notebook()), "dz", 2)


def test_an_edited_line_sees_numpy_and_our_helpers_alone():
    for text in ("da_total = __import__('os').getcwd()", "da_total = open('/etc/hostname')"):
        edit = LineEdit("bad", "", "backward", (text,))
        with pytest.raises((NameError, KeyError)):
            run(notebook(), Program.of(notebook().model, [edit]))


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
    assert [Find("a", when).place(t, 4) for t in range(4)] == places
    given = [{"a": t} for t in range(4)]
    loop = Program.of(notebook().model).backward
    found, first = (replace(loop, finds={"a": Find("a", when, only)}).look_up(given) for only in (False, True))
    assert [values["a"] for values in found] == [place % 4 for place in places]
    assert [values["a"] for values in first] == [places[0] % 4, 1, 2, 3]


def test_what_is_set_after_the_first_turn_of_the_loop_is_what_left_that_step():
    problem = notebook()
    right = run(problem)
    early, late = (CarryEdit("e", "", "backward", "da0", "end", "dz", when) for when in ("first", "last"))
    assert np.array_equal(run(problem, Program.of(problem.model, [early]))["da0"], right.at("dz", 4))
    assert np.array_equal(run(problem, Program.of(problem.model, [late]))["da0"], right.at("dz", 1))


@pytest.mark.parametrize(("when", "t"), [("first", 1), ("last", 4)])
def test_what_the_loop_starts_with_is_made_at_the_timestep_that_is_named(when, t):
    problem = notebook()
    started = CarryEdit("s", "", "backward", "da_time", "start", "da_softmax", when)
    trace = run(problem, Program.of(problem.model, [started]))
    assert np.array_equal(trace.at("da_time", 4), trace.at("da_softmax", t))
