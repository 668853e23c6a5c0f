"""The text that is read is the code that runs, or neither is used."""

from __future__ import annotations

import dataclasses
import functools
import importlib
import sys

import numpy as np
import pytest

from rnn_core import DENSE, RNN, Model, TableError, hello, run
from rnn_core.cells import rnn
from rnn_core.source import written
from rnn_core.table import read

HEAD = "from __future__ import annotations\n\nimport numpy as np\n\nfrom rnn_core.cells.functions import sigmoid\n\n\n"
STEP = "def step(x, b):\n    z = {} * x + b\n    a = np.tanh(z)\n    return locals()\n"


@pytest.fixture
def module(tmp_path, monkeypatch):
    """Writes a module of its own, imports it anew and hands it over."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # two texts within one second have one time stamp

    def write(text: str, name: str = "cells_of_ones_own"):
        (tmp_path / f"{name}.py").write_text(HEAD + text, "utf-8")
        importlib.invalidate_caches()
        return importlib.reload(sys.modules[name]) if name in sys.modules else importlib.import_module(name)

    yield write
    sys.modules.pop("cells_of_ones_own", None)


def test_after_a_reload_the_new_text_is_read(module):
    before = module(STEP.format("2")).step
    assert read(before).lines[0].text == "z = 2 * x + b"
    after = module(STEP.format("30")).step
    assert read(after).lines[0].text == "z = 30 * x + b"
    assert read(before).lines[0].text == "z = 2 * x + b", "it still runs, and was read in time"


def test_a_function_whose_file_has_changed_under_it_is_refused(module, tmp_path):
    """As after a `git pull` under a server, for a cell that is read late."""
    step = module(STEP.format("2")).step
    (tmp_path / "cells_of_ones_own.py").write_text(HEAD + STEP.format("30"), "utf-8")
    with pytest.raises(TableError, match="step: its text in cells_of_ones_own is not what runs"):
        read(step)


@pytest.mark.parametrize(
    "line",
    ["a = np.cosh(z)", "a = np.tanh(x)", "c = np.tanh(z)", "a = sigmoid(z)"],
    ids=["call", "read", "name", "ours"],
)
def test_every_difference_is_seen(module, tmp_path, line):
    step = module(STEP.format("2")).step
    (tmp_path / "cells_of_ones_own.py").write_text(HEAD + STEP.format("2").replace("a = np.tanh(z)", line), "utf-8")
    with pytest.raises(TableError, match="is not what runs"):
        read(step)


def test_comments_and_lines_above_make_no_difference(module, tmp_path):
    step = module(STEP.format("2")).step
    text = "# A comment.\n\n" + STEP.format("2").replace("+ b", "+ b  # the bias")
    (tmp_path / "cells_of_ones_own.py").write_text(HEAD + text, "utf-8")
    assert read(step).lines[0].text == "z = 2 * x + b"


def test_new_code_in_an_old_function_is_read_anew_and_refused_to_an_old_problem(monkeypatch):
    """So `%autoreload` does it: names that were imported before keep the function, with other code in it."""
    step = written(
        "def rnn_forward_step(x, a_prev, Wax, Waa, ba):\n    z = Wax @ x\n    a = np.tanh(z)\n    return locals()"
    )
    cell = dataclasses.replace(RNN, forward=written(_text()))
    problem = hello(cell)
    run(problem)
    cell.forward.__code__ = step.__code__
    vars(cell.forward)["source"] = vars(step)["source"]
    with pytest.raises(TableError, match="its code has changed since it was read; make the problem again"):
        run(problem)
    assert read(cell.forward).lines[0].text == "z = Wax @ x"


def _text() -> str:
    lines = ("z = Wax @ x + Waa @ a_prev + ba", "a = np.tanh(z)", "return locals()")
    return "def rnn_forward_step(x, a_prev, Wax, Waa, ba):\n" + "".join(f"    {line}\n" for line in lines)


def test_a_decorated_function_is_refused(module):
    doubled = "def doubled(step):\n    return lambda *values: step(*(2 * value for value in values))\n\n\n"
    text = (
        "import functools\n\n\n"
        + doubled.replace("return lambda", "return functools.wraps(step)(lambda")
        + "@doubled\n"
    )
    with pytest.raises(TableError, match="step: has a decorator"):
        read(module(text.replace("values))\n", "values)))\n") + STEP.format("2")).step)


def test_a_function_decorated_by_hand_is_refused():
    @functools.wraps(rnn.rnn_forward_step)
    def other(*values):
        return {name: -value for name, value in rnn.rnn_forward_step(*values).items()}

    with pytest.raises(TableError, match="is not what runs"):
        read(other)


def test_a_function_that_calls_another_sigmoid_is_refused(module):
    text = "def sigmoid(z):\n    return z\n\n\n" + STEP.format("2").replace("np.tanh(z)", "sigmoid(z)")
    with pytest.raises(TableError, match="its 'sigmoid' is not that of"):
        read(module(text).step)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (("z = x", "z = z + b"), "'z' is written twice"),
        (("z = x + b", "z = 2 * b"), "'z' is written twice"),
        (("x = 2 * x",), "'x' is asked for and then written"),
    ],
)
def test_a_name_that_is_written_twice_is_refused(lines, message):
    """The first line would vanish from the table, and the second would become a running total."""
    text = "def step(x, b):\n" + "".join(f"    {line}\n" for line in lines) + "    return locals()\n"
    with pytest.raises(TableError, match=message):
        read(written(text))


def test_a_name_that_cell_and_head_both_write_is_refused():
    text = _text().replace("    return", "    y = a\n    return")
    model = Model(dataclasses.replace(RNN, forward=written(text)), DENSE)
    with pytest.raises(TableError, match=r"rnn_forward_step and dense_forward_step: \['y'\] are written by both"):
        model.lines("forward")


def test_the_proof_costs_a_run_nothing_to_speak_of(monkeypatch):
    """A text is compiled once for each code, not once for each run."""
    problem = hello()
    run(problem)
    monkeypatch.setattr("rnn_core.table.prove", lambda *_: pytest.fail("proved again"))
    assert np.isfinite(run(problem).J)
    run(hello())
