"""The table says what the lines of `cells` say, and refuses what it cannot read."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
import pkgutil
import re

import numpy as np
import pytest

from rnn_core import CELLS, DENSE, GIVEN, GRU_AFTER, GRU_BEFORE, LSTM, RNN, Cell, Model, TableError, cells, run
from rnn_core.cells import HEADS
from rnn_core.expression import NAMESPACE
from rnn_core.source import definition, written
from rnn_core.table import line as read_line
from rnn_core.table import parse, read
from tests.rnn_core.examples import MODELS, PROBLEMS

STEPS = [step for cell in (*CELLS, *HEADS) for step in (cell.forward, cell.backward)]
each_step = pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)


def expressions(expression):
    """An expression and everything in it."""
    yield expression
    for operand in expression.operands:
        yield from expressions(operand)


@each_step
def test_the_text_of_each_line_is_the_source_without_its_comment(step):
    node = definition(step)
    lines = inspect.getsource(step).splitlines()[node.body[0].lineno - node.lineno :]
    *body, end = [re.split(r"\s+# ", line.strip())[0] for line in lines]
    assert end == "return locals()"
    assert [line.text for line in read(step).lines] == body


@each_step
def test_every_operand_is_a_slice_of_its_line(step):
    for line in read(step).lines:
        assert line.text == f"{line.name} = {line.expression.text}"
        for part in expressions(line.expression):
            assert part.text in line.text


def test_every_step_function_of_the_package_is_read():
    modules = [importlib.import_module(f"rnn_core.cells.{info.name}") for info in pkgutil.iter_modules(cells.__path__)]
    trees = [ast.parse(inspect.getsource(module)).body for module in modules]
    found = [node.name for tree in trees for node in tree if isinstance(node, ast.FunctionDef)]
    assert {name for name in found if name.endswith("_step")} == {
        *(step.__name__ for step in STEPS),
        "prediction_forward_step",
        "nothing_back_step",
    }
    others = {name for name in found if not name.endswith("_step") and "_shapes" not in name}
    assert others == {"softmax", "sigmoid"}


KINDS = {
    RNN: {
        "z": "sum",
        "a": "function",
        "da_total": "sum",
        "dz": "product",
        "dx": "matmul",
        "dWax": "running",
        "dWaa": "running",
        "dba": "running",
        "da_prev": "matmul",
    },
    LSTM: {
        "concat": "stack",
        **dict.fromkeys(("zf", "zi", "zc", "zo"), "sum"),
        **dict.fromkeys(("f", "i", "cc", "o"), "function"),
        "c": "sum",
        "a": "product",
        **dict.fromkeys(("da_total", "dc_total"), "sum"),
        **dict.fromkeys(("dzo", "dc_a", "dzf", "dzi", "dzc", "dc_prev"), "product"),
        "dconcat": "sum",
        **dict.fromkeys(("dx", "da_prev"), "part"),
        **dict.fromkeys(("dWf", "dbf", "dWi", "dbi", "dWc", "dbc", "dWo", "dbo"), "running"),
    },
    GRU_BEFORE: {
        **dict.fromkeys(("zu", "zr", "zc"), "sum"),
        **dict.fromkeys(("u", "r", "cc"), "function"),
        "ra": "product",
        **dict.fromkeys(("a", "da_total", "dx", "da_prev"), "sum"),
        **dict.fromkeys(("dzu", "dzc", "dzr"), "product"),
        "dra": "matmul",
        **dict.fromkeys(("dWux", "dWua", "dbu", "dWrx", "dWra", "dbr", "dWcx", "dWca", "dbc"), "running"),
    },
    GRU_AFTER: {
        **dict.fromkeys(("zu", "zr", "zca", "zc"), "sum"),
        **dict.fromkeys(("u", "r", "cc"), "function"),
        **dict.fromkeys(("a", "da_total", "dx", "da_prev"), "sum"),
        **dict.fromkeys(("dzu", "dzc", "dzca", "dzr"), "product"),
        **dict.fromkeys(("dWux", "dWua", "dbu", "dWrx", "dWra", "dbr", "dWcx", "dbc", "dWca", "dbca"), "running"),
    },
    DENSE: {
        "logits": "sum",
        "y": "softmax",
        "loss": "total",
        "dlogits": "product",
        "dWya": "running",
        "dby": "running",
        "da_softmax": "matmul",
    },
    GIVEN: {"loss": "total", "da_softmax": "product"},
}


@pytest.mark.parametrize("cell", KINDS, ids=lambda cell: cell.name)
def test_kinds(cell):
    lines = (line for step in (cell.forward, cell.backward) for line in read(step).lines)
    assert {line.name: line.kind for line in lines} == KINDS[cell]


OPERANDS = {
    "rnn-dense": {
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
    },
    "lstm-dense": {
        "concat": ["a_prev", "x"],
        "f": ["zf"],
        "c": ["f * c_prev", "i * cc"],
        "a": ["o", "np.tanh(c)"],
        "dzo": ["o", "1 - o", "np.tanh(c)", "da_total"],
        "dc_a": ["o", "1 - np.tanh(c) ** 2", "da_total"],
        "dc_total": ["dc_a", "dc_time"],
        "dconcat": ["Wf.T @ dzf", "Wi.T @ dzi", "Wc.T @ dzc", "Wo.T @ dzo"],
        "dx": ["dconcat"],
        "da_prev": ["dconcat"],
    },
    "gru_before-dense": {
        "a": ["u * a_prev", "(1 - u) * cc"],
        "da_prev": ["u * da_total", "r * dra", "Wua.T @ dzu", "Wra.T @ dzr"],
    },
    "gru_after-dense": {
        "zc": ["Wcx @ x", "bc", "r * zca"],
        "da_prev": ["u * da_total", "Wua.T @ dzu", "Wra.T @ dzr", "Wca.T @ dzca"],
    },
}


@pytest.mark.parametrize(("model", "name"), [(model, name) for model in OPERANDS for name in OPERANDS[model]])
def test_operands(model, name):
    line = {**MODELS[model].lines("forward"), **MODELS[model].lines("backward")}[name]
    assert [operand.text for operand in line.expression.operands] == OPERANDS[model][name]


def test_a_part_of_a_stack_says_which():
    lines = MODELS["lstm-dense"].lines("backward")
    assert [lines[name].expression.function for name in ("da_prev", "dx")] == ["upper", "lower"]


def test_the_lines_of_both_models_in_their_order():
    dense, given = MODELS["rnn-dense"], MODELS["rnn-given"]
    cell = ["da_total", "dz", "dx", "dWax", "dWaa", "dba", "da_prev"]
    assert list(dense.lines("forward")) == ["z", "a", "logits", "y", "loss"]
    assert list(dense.lines("backward")) == ["dlogits", "dWya", "dby", "da_softmax", *cell]
    assert list(given.lines("forward")) == ["z", "a", "loss"]
    assert list(given.lines("backward")) == ["da_softmax", *cell]
    assert dense.parameters == ("Wax", "Waa", "ba", "Wya", "by", "a0")
    assert given.parameters == ("Wax", "Waa", "ba", "a0")
    assert dense.inputs == ("x", "target", "w")
    assert given.inputs == ("x", "da", "w")


def test_the_lines_of_the_lstm_in_their_order():
    model = MODELS["lstm-given"]
    totals = ["dWf", "dbf", "dWi", "dbi", "dWc", "dbc", "dWo", "dbo"]
    back = ["da_total", "dzo", "dc_a", "dc_total", "dzf", "dzi", "dzc", "dconcat", "dx", *totals, "dc_prev", "da_prev"]
    assert list(model.lines("forward")) == ["concat", "zf", "f", "zi", "i", "zc", "cc", "c", "zo", "o", "a", "loss"]
    assert list(model.lines("backward")) == ["da_softmax", *back]
    assert model.parameters == ("Wf", "bf", "Wi", "bi", "Wc", "bc", "Wo", "bo", "a0", "c0")
    assert model.inputs == ("x", "da", "w")


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_an_edited_backward_pass_leaves_parameters_and_inputs_as_they_are(model):
    """A mistake that drops every running total must not lose the parameters that the forward pass asks for."""
    nothing = written("def nothing():\n    da_total = 0\n    return locals()")
    edited = Model(dataclasses.replace(model.cell, backward=nothing), model.head)
    assert (edited.parameters, edited.inputs) == (model.parameters, model.inputs)


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_every_parameter_has_its_gradient(model):
    totals = [total for step in model.backward for total in step.totals]
    assert sorted(totals) == sorted(f"d{name}" for name in model.weights)
    assert [carry.last for carry in model.cell.backward_carries] == [f"d{name}" for name in model.starts]


def test_a_difference_knows_its_signs():
    difference = MODELS["rnn-dense"].lines("backward")["dlogits"].expression.operands[1]
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
        "function": lambda line, values: vars(np).get(line.expression.function, cells.sigmoid)(*values),
        "softmax": lambda line, values: cells.softmax(*values),
        "stack": lambda line, values: np.concatenate(values),
        "total": lambda line, values: values[0].sum(),
    }
    for address in trace.steps:
        if line := trace.line(address):
            values = [trace.evaluate(line, operand, address.t) for operand in line.expression.operands]
            if line.kind == "part":  # the rows of the stack that are as many as its own, from the top or the bottom
                rows = len(trace.at(line.name, address.t))
                part = values[0][:rows] if line.expression.function == "upper" else values[0][-rows:]
                assert np.array_equal(part, trace.at(line.name, address.t)), address
                continue
            found = together[line.kind](line, values)
            np.testing.assert_allclose(found, trace.at(line.name, address.t), rtol=0, atol=1e-14, err_msg=str(address))


@each_step
def test_the_unedited_function_compiled_equals_the_real_one(step):
    given = step in (GIVEN.forward, GIVEN.backward)
    cell = next((cell for cell in CELLS if step in (cell.forward, cell.backward)), RNN)
    trace = run(PROBLEMS["notebook" if given else "random" if cell is RNN else f"{cell.name}-random"])
    arguments = {q: trace.before(q, 2) if q in read(step).totals else trace.at(q, 2) for q in read(step).arguments}
    real, edited = step(**arguments), written(inspect.getsource(step))(**arguments)
    assert list(edited) == list(real)
    for quantity in real:
        assert np.array_equal(edited[quantity], real[quantity]), quantity
    assert read(step).lines[-1].name in real


@each_step
def test_a_text_compiled_remembers_what_it_runs(step):
    again = written(inspect.getsource(step))
    assert again is not step
    assert read(again) == read(step)


def test_a_step_function_sees_numpy_and_four_functions():
    assert set(NAMESPACE) == {"np", "sigmoid", "softmax", "len", "locals", "__builtins__"}
    assert NAMESPACE["__builtins__"] == {}


def test_edited_lines_see_numpy_and_our_helpers_alone():
    with pytest.raises((NameError, ImportError)):
        written("def step(x):\n    y = open(x)\n    return locals()")("/etc/hostname")
    with pytest.raises((NameError, ImportError)):
        written("def step(x):\n    import os\n    return locals()")(1)


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_all_models_read_only_what_stands_above_is_carried_or_stored(model):
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
        ("b = a[1:]", "none of the known kinds"),
        ("b = a[len(a) :, 0]", "none of the known kinds"),
        ("b = a[:: len(a)]", "none of the known kinds"),
        ("b = np.concatenate([a, a], axis=1)", "none of the known kinds"),
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


@pytest.mark.parametrize("text", ["dW = dW + dz @ x.T", "dW = dz @ x.T + dW", "dW = 2 * dz + dz @ dW + dz"])
def test_a_sum_that_reads_its_own_name_anywhere_is_a_running_total(text):
    assert read_line(text).kind == "running"


def test_an_input_that_no_step_asks_for_is_refused():
    cell = dataclasses.replace(RNN, inputs=("x", "weather"))
    with pytest.raises(TableError, match=r"rnn: has the inputs \['weather'\], which no step asks for"):
        Model(cell, DENSE).check()


def test_a_running_total_that_nobody_hands_on_is_refused():
    text = "def step(x):\n    total = total + x\n    return locals()\n"
    with pytest.raises(TableError, match=r"reads \['total'\], which stand nowhere above it"):
        read(written(text))
