"""The table says what the lines of `cells` say, and refuses what it cannot read."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import re

import numpy as np
import pytest

from rnn_core import DENSE, GIVEN, RNN, Cell, Model, TableError, cells, run
from rnn_core.edits import compiled, nudged, written
from rnn_core.table import definition, parse, read
from tests.rnn_core.examples import PROBLEMS

STEPS = [step for cell in (RNN, DENSE, GIVEN) for step in (cell.forward, cell.backward)]
MODELS = {"dense": Model(RNN, DENSE), "given": Model(RNN, GIVEN)}
each_step = pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)


def expressions(expression):
    """An expression and everything in it."""
    yield expression
    for operand in expression.operands:
        yield from expressions(operand)


@each_step
def test_the_text_of_each_line_is_the_source_without_its_comment(step):
    _, *body, end = [re.split(r"\s+# ", line.strip())[0] for line in inspect.getsource(step).splitlines()]
    assert end == "return locals()"
    assert [line.text for line in read(step).lines] == body


@each_step
def test_every_operand_is_a_slice_of_its_line(step):
    for line in read(step).lines:
        assert line.text == f"{line.name} = {line.expression.text}"
        for part in expressions(line.expression):
            assert part.text in line.text


def test_every_step_function_of_the_module_is_read():
    found = {node.name for node in ast.parse(inspect.getsource(cells)).body if isinstance(node, ast.FunctionDef)}
    assert found - {"softmax"} == {step.__name__ for step in STEPS}


def test_kinds():
    kinds = {line.name: line.kind for step in STEPS for line in read(step).lines}
    assert kinds == {
        "z": "sum",
        "a": "function",
        "logits": "sum",
        "y": "softmax",
        "loss": "total",
        "dlogits": "product",
        "dWya": "running",
        "dby": "running",
        "da_softmax": "product",  # of the given head, which is read last; that of the dense head is a matmul
        "da_total": "sum",
        "dz": "product",
        "dx": "matmul",
        "dWax": "running",
        "dWaa": "running",
        "dba": "running",
        "da_prev": "matmul",
    }
    assert MODELS["dense"].lines("backward")["da_softmax"].kind == "matmul"


OPERANDS = {
    "z": ["Wax @ x", "Waa @ a_prev", "ba"],
    "a": ["z"],
    "logits": ["Wya @ a", "by"],
    "y": ["logits"],
    "loss": ["-w * target * np.log(y)"],
    "dlogits": ["w", "y - target"],
    "dWya": ["dWya", "dlogits @ a.T"],
    "dby": ["dby", "dlogits.sum(axis=1, keepdims=True)"],
    "da_softmax": ["Wya.T", "dlogits"],
    "da_total": ["da_softmax", "da_time"],
    "dz": ["1 - a**2", "da_total"],
    "dx": ["Wax.T", "dz"],
    "dWax": ["dWax", "dz @ x.T"],
    "dWaa": ["dWaa", "dz @ a_prev.T"],
    "dba": ["dba", "dz.sum(axis=1, keepdims=True)"],
    "da_prev": ["Waa.T", "dz"],
}


@pytest.mark.parametrize("name", OPERANDS)
def test_operands(name):
    line = {**MODELS["dense"].lines("forward"), **MODELS["dense"].lines("backward")}[name]
    assert [operand.text for operand in line.expression.operands] == OPERANDS[name]


def test_the_lines_of_both_models_in_their_order():
    dense, given = MODELS["dense"], MODELS["given"]
    cell = ["da_total", "dz", "dx", "dWax", "dWaa", "dba", "da_prev"]
    assert list(dense.lines("forward")) == ["z", "a", "logits", "y", "loss"]
    assert list(dense.lines("backward")) == ["dlogits", "dWya", "dby", "da_softmax", *cell]
    assert list(given.lines("forward")) == ["z", "a", "loss"]
    assert list(given.lines("backward")) == ["da_softmax", *cell]
    assert dense.parameters == ("Wya", "by", "Wax", "Waa", "ba", "a0")
    assert given.parameters == ("Wax", "Waa", "ba", "a0")
    assert dense.inputs == ("x", "target", "w")
    assert given.inputs == ("x", "da", "w")


def test_a_difference_knows_its_signs():
    difference = MODELS["dense"].lines("backward")["dlogits"].expression.operands[1]
    assert (difference.kind, difference.signs) == ("difference", (1, -1))


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_line_evaluated_from_its_text_gives_the_trace_bit_for_bit(name):
    trace = run(PROBLEMS[name])
    for address in trace.steps:
        if line := trace.line(address):
            found = trace.evaluate(line, line.expression, address.t)
            assert np.array_equal(found, trace.at(line.name, address.t)), address


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_operands_values_make_the_line(name):
    """What the worked row shows: the operands of each line, put together by its kind, are its value."""
    trace = run(PROBLEMS[name])
    together = {
        "sum": lambda line, values: sum(values),
        "running": lambda line, values: sum(values),
        "product": lambda line, values: np.prod(np.broadcast_arrays(*values), axis=0),
        "matmul": lambda line, values: values[0] @ values[1],
        "function": lambda line, values: getattr(np, line.expression.function)(*values),
        "softmax": lambda line, values: cells.softmax(*values),
        "total": lambda line, values: values[0].sum(),
    }
    for address in trace.steps:
        if line := trace.line(address):
            values = [trace.evaluate(line, operand, address.t) for operand in line.expression.operands]
            found = together[line.kind](line, values)
            np.testing.assert_allclose(found, trace.at(line.name, address.t), rtol=0, atol=1e-14, err_msg=str(address))


@each_step
def test_the_unedited_function_compiled_equals_the_real_one(step):
    name = "notebook" if step in (GIVEN.forward, GIVEN.backward) else "random"
    trace = run(PROBLEMS[name])
    arguments = {q: trace.before(q, 2) if q in read(step).totals else trace.at(q, 2) for q in read(step).arguments}
    real, edited = step(**arguments), compiled(definition(step))(**arguments)
    assert list(edited) == list(real)
    for quantity in real:
        assert np.array_equal(edited[quantity], real[quantity]), quantity
    assert read(step).lines[-1].name in real


@each_step
def test_a_text_compiled_remembers_what_it_runs(step):
    again = written(inspect.getsource(step))
    assert again is not step
    assert read(again) == read(step)


def test_a_nudge_of_zero_changes_nothing_and_asks_for_its_argument():
    trace = run(PROBLEMS["hello"])
    arguments = [trace.at(name, 2) for name in read(RNN.forward).arguments]
    edited = nudged(RNN.forward, "z")
    assert np.array_equal(edited(*arguments, nudge=0.0)["a"], trace.at("a", 2))
    assert not np.array_equal(edited(*arguments, nudge=0.1)["a"], trace.at("a", 2))
    with pytest.raises(TypeError, match="nudge"):
        edited(*arguments)


def test_edited_lines_see_numpy_and_our_helpers_alone():
    with pytest.raises((NameError, ImportError)):
        written("def step(x):\n    y = open(x)\n    return locals()")("/etc/hostname")
    with pytest.raises((NameError, ImportError)):
        written("def step(x):\n    import os\n    return locals()")(1)


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_both_models_read_only_what_stands_above_is_carried_or_stored(model):
    model.check()


BACKWARD = inspect.getsource(RNN.backward)
FORWARD = inspect.getsource(RNN.forward)


def test_a_line_that_reads_something_unknown_is_refused():
    """`da_tomorrow` stands nowhere, so the cell cannot even be read."""
    model = Model(dataclasses.replace(RNN, backward=written(BACKWARD.replace("+ da_time", "+ da_tomorrow"))), DENSE)
    with pytest.raises(TableError, match=r"reads \['da_tomorrow'\], which stand nowhere above it"):
        model.check()


def test_a_line_that_reads_what_stands_below_it_is_refused():
    text = BACKWARD.replace("da_total = da_softmax + da_time", "da_total = da_softmax + dz")
    with pytest.raises(TableError, match=r"reads \['dz'\], which stand nowhere above it"):
        read(written(text))


def test_an_argument_that_nobody_supplies_is_refused():
    text = BACKWARD.replace("da_time", "da_tomorrow")  # asked for and read, but neither carried nor stored
    model = Model(dataclasses.replace(RNN, backward=written(text)), DENSE)
    with pytest.raises(TableError, match=r"rnn_backward_step: asks for \['da_tomorrow'\]"):
        model.check()


def test_a_carry_that_no_line_writes_is_refused():
    cell = dataclasses.replace(RNN, backward_carries=(cells.Carry("da_before", "da_time"),))
    with pytest.raises(TableError, match="'da_before' is carried, but no line writes it"):
        Model(cell, DENSE).check()


def test_without_the_green_addition_the_table_has_no_way_back_in_time():
    """Delete `+ da_time` from the source and whatever is drawn from the table has no blue lane."""
    text = BACKWARD.replace("da_total = da_softmax + da_time", "da_total = da_softmax")
    lines = Model(dataclasses.replace(RNN, backward=written(text)), DENSE).lines("backward")
    assert not any("da_time" in line.reads for line in lines.values())


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("b += a", "expected 'name = expression'"),
        ("b, c = a", "expected 'name = expression'"),
        ("b = c = a", "expected 'name = expression'"),
        ("print(a)", "expected 'name = expression'"),
        ("if a: b = a", "expected 'name = expression'"),
        ("b = a[0]", "none of the known kinds"),
        ("b = a if a else a", "none of the known kinds"),
        ("b = a / a", "none of the known kinds"),
        ("b = np.sum(a, axis=0)", "none of the known kinds"),
        ("b = a.sum(axis=0)", "none of the known kinds"),
    ],
)
def test_what_is_no_plain_line_of_a_known_kind_is_refused(line, message):
    text = f"def step(a):\n    {line}\n    return locals()\n"
    with pytest.raises(TableError, match=message):
        parse(ast.parse(text).body[0], text)


def test_a_step_function_returns_its_names():
    text = "def step(a):\n    b = a\n    return b\n"
    with pytest.raises(TableError, match=r"got 'return b' at the end, expected 'return locals\(\)'"):
        parse(ast.parse(text).body[0], text)


def test_a_model_is_equal_to_one_of_the_same_cell_and_head():
    used = Model(RNN, DENSE)
    used.lines("forward"), used.parameters, used.inputs  # what it has worked out already does not count
    assert used == Model(RNN, DENSE)
    assert hash(used) == hash(Model(RNN, DENSE))
    assert used != Model(RNN, GIVEN)
    assert isinstance(used.cell, Cell)
