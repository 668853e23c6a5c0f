"""At a prompt or in a notebook: what is shown is short, what is asked for wrongly gets a sentence."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

from rnn_core import CASES, LSTM, RNN, Address, diagnose, hello, mistaken, notebook, random_problem, run, word
from rnn_core.trace import UnknownQuantity

TRACE = run(hello())


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (TRACE, "Trace(hello: rnn + dense, T=4, n_x=4, n_a=5, m=1, J=4.3705, 29 quantities)"),
        (
            run(hello(), mistaken(hello(), "only-da")),
            "Trace(hello: rnn + dense, T=4, n_x=4, n_a=5, m=1, J=4.3705, 29 quantities with da_total.without.da_time)",
        ),
        (hello(), "Problem(hello: rnn + dense, T=4, n_x=4, n_a=5, m=1)"),
        (notebook(LSTM), "Problem(notebook: lstm + given, T=4, n_x=3, n_a=5, m=10)"),
        (RNN, "Cell(rnn)"),
        (hello().model, "Model(rnn + dense)"),
        (CASES["rnn_backward"], "Case(rnn_backward)"),
    ],
)
def test_what_a_prompt_shows_fits_on_a_line(shown, text):
    assert repr(shown) == text


def test_a_diagnosis_shows_its_answer():
    found = diagnose("dba[4] = -0.12427391, dx[1][2] = [-0.15028183 -0.34554547 0.02071758 0.01483317]")
    assert repr(found) == str(found)


def test_a_notebook_shows_every_quantity_with_its_shape_and_line():
    table = TRACE._repr_html_()
    assert table.count("<tr>") == 1 + len(TRACE.values)
    assert "<td>da_total</td><td>(4, 5, 1)</td><td><code>da_total = da_softmax + da_time</code></td>" in table
    assert "dz = (1 - a**2) * da_total" in table


def test_an_address_is_a_key():
    for address in TRACE.steps:
        assert np.array_equal(TRACE[address], TRACE.at(address.quantity, address.t))
    assert TRACE[Address("turn", 0, "J")] == TRACE.J


@pytest.mark.parametrize(
    ("name", "said"),
    [("da_totl", "This run has no 'da_totl'. Did you mean 'da_total'?"), ("xyzzy", "This run has no 'xyzzy'.")],
)
def test_a_quantity_that_there_is_not_is_said_with_the_nearest(name, said):
    for ask in (lambda: TRACE[name], lambda: TRACE.at(name, 1)):
        with pytest.raises(UnknownQuantity) as raised:
            ask()
        assert str(raised.value) == said


@pytest.mark.parametrize(
    "make", [hello, notebook, lambda cell: word("abc", cell=cell), lambda cell: random_problem(cell=cell)]
)
def test_a_cell_by_its_name_is_refused_in_a_sentence(make):
    with pytest.raises(ValueError, match=r"^Expected a cell, such as rnn_core\.LSTM; got 'lstm'\.$"):
        make("lstm")


def test_a_problem_by_its_name_is_refused_in_a_sentence():
    with pytest.raises(TypeError, match=r"^got 'hello', expected a Problem, such as rnn_core\.hello\(\)$"):
        run("hello")


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda trace: pickle.loads(pickle.dumps(trace))])
def test_a_run_can_be_copied_and_kept(copied):
    again = copied(run(hello(), mistaken(hello(), "only-da")))
    assert repr(again) == repr(run(hello(), mistaken(hello(), "only-da")))
    assert all(np.array_equal(again[name], value) for name, value in again.values.items())
