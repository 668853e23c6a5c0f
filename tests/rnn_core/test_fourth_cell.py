"""Two step functions and what they carry, in a file that the core has never heard of, are a whole cell."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import linecache
import sys

import numpy as np
import pytest

from rnn_core import Carry, Model, Problem, TableError, hello, random_problem, run, slopes, steps, word
from rnn_core.cells import DENSE, GIVEN
from rnn_core.source import written
from rnn_core.table import read
from tests.rnn_core import minimal_gated_unit
from tests.rnn_core.minimal_gated_unit import MGU, mgu_backward_step, mgu_forward_step

PROBLEM = random_problem(n_x=2, n_a=3, n_y=3, m=2, T=4, seed=8, cell=MGU)


@pytest.mark.parametrize("head", [DENSE, GIVEN], ids=["dense", "given"])
def test_its_lines_read_only_what_stands_above_is_carried_or_declared(head):
    Model(MGU, head).check()


def test_it_runs_with_every_problem_that_draws_its_numbers():
    for problem in (PROBLEM, hello(MGU), word("banana", 3, MGU)):
        trace = run(problem)
        assert all(np.isfinite(value).all() for value in trace.values.values())
        assert len(trace.steps) == problem.T * (6 + 3 + 4 + 1 + 10) + 2 == len(set(steps(problem)))


def test_every_gradient_is_the_slope_of_the_cost():
    trace = run(PROBLEM)
    for name in PROBLEM.parameters:
        found = trace["da0"] if name == "a0" else trace.at(f"d{name}", 1)
        np.testing.assert_allclose(found, slopes(trace, name, method="complex").sum(0), rtol=0, atol=1e-10)
    for t in range(1, PROBLEM.T + 1):
        for row, quantity in {"da_total": "a", "da_prev": "a_prev"}.items() | {
            (row, row[1:]) for row in ("dx", "dzf", "dzc", "dreset", "dlogits")
        }:
            measured = slopes(trace, quantity, t, method="complex")[t - 1 :].sum(0)
            np.testing.assert_allclose(trace.at(row, t), measured, rtol=0, atol=1e-10, err_msg=f"{row} at t = {t}")


def test_its_table_is_the_text_of_its_file():
    text, trace = inspect.getsource(sys.modules[mgu_forward_step.__module__]), run(PROBLEM)
    for step in (mgu_forward_step, mgu_backward_step):
        assert all(f"    {line.text}\n" in text for line in read(step).lines)
        arguments = {
            name: trace.before(name, 2) if name in read(step).totals else trace.at(name, 2)
            for name in read(step).arguments
        }
        real, again = step(**arguments), written(inspect.getsource(step))(**arguments)
        assert all(np.array_equal(again[name], real[name]) for name in real)


def test_its_text_is_read_once(monkeypatch):
    table = read(mgu_forward_step)
    monkeypatch.delitem(sys.modules, mgu_forward_step.__module__)
    assert read(mgu_forward_step) is table


def test_a_function_without_a_file_is_refused_with_a_way_out():
    def step(x):
        return locals()

    with pytest.raises(TableError, match="step: does not stand under this name at the top level"):
        read(step)
    scope = {"__name__": "nowhere"}
    exec("def step(x):\n    return locals()", scope)
    step = scope["step"]
    with pytest.raises(TableError, match=r"nowhere\.step has no text to read.*source\.written"):
        read(step)
    assert read(written("def step(x):\n    y = x\n    return locals()")).lines[0].text == "y = x"


def test_a_cell_written_in_a_notebook_runs_and_its_gradients_are_right(monkeypatch):
    """As IPython runs what stands in a cell: one statement after the other, of a file that only `linecache` knows."""
    text, name = inspect.getsource(minimal_gated_unit), "/tmp/ipykernel_7/41.py"
    monkeypatch.setitem(linecache.cache, name, (len(text), None, text.splitlines(keepends=True), name))
    scope = {"__name__": "a notebook"}
    for statement in ast.parse(text).body:
        exec(compile(ast.Module([statement], []), name, "exec"), scope)
    trace = run(random_problem(n_x=2, n_a=3, n_y=3, m=2, T=4, seed=8, cell=scope["MGU"]))
    assert np.array_equal(trace["da_total"], run(PROBLEM)["da_total"])
    for weight in trace.problem.model.weights:
        measured = slopes(trace, weight, method="complex").sum(axis=0)
        np.testing.assert_allclose(trace.ends[f"d{weight}"], measured, rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"inputs": ("x", "mask")}, r"mgu: has the inputs \['mask'\], which no step asks for"),
        (
            {"shapes": lambda n_x, n_a, m: {"x": (n_x, m)}},
            "has shapes for .*'target', 'w', 'x'], expected .*'Wc', 'Wf'",
        ),
        ({"forward_carries": (Carry("a", "a_prev"),)}, "the carry to 'a_prev' has no first"),
        ({"forward_carries": ()}, "has shapes for"),
        ({"forward_carries": (Carry("h", "a_prev", first="a0"),)}, "'h' is carried, but no line writes it"),
        ({"backward_carries": (Carry("da_prev", "da_later"),)}, r"mgu_backward_step: asks for \['da_time'\]"),
        (
            {"backward_carries": (Carry("dzf", "da_time"), Carry("cc", "more"))},
            "'cc' starts as zeros shaped as 'c'",
        ),
    ],
)
def test_a_declaration_that_does_not_fit_is_named(change, message):
    with pytest.raises(TableError, match=message):
        Model(dataclasses.replace(MGU, **change), DENSE).check()


def test_a_problem_of_it_is_checked_by_its_own_shapes():
    arrays = dict(PROBLEM.parameters) | {"Wf": np.ones((3, 2))}
    with pytest.raises(ValueError, match=r"mine: Wf has shape \(3, 2\), expected \(3, 5\)\."):
        Problem("mine", arrays, PROBLEM.inputs, MGU)
