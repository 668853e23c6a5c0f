"""The numbers agree with those of others: the notebook's printed ones, and PyTorch's for hello."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import rnn_core
from rnn_core import (
    CELLS,
    GRU_AFTER,
    GRU_BEFORE,
    LSTM,
    RNN,
    ProblemError,
    hello,
    lstm_backward,
    lstm_cell_backward,
    lstm_cell_forward,
    lstm_forward,
    notebook,
    rnn_backward,
    rnn_cell_backward,
    rnn_cell_forward,
    rnn_forward,
    run,
)
from tests.rnn_core.examples import entry, facts, features_first

HELLO = facts("hello")
CASES: dict[str, Any] = facts("notebook")["cases"]


def assert_as_printed(found: dict[str, Any], case: str) -> None:
    """Every printed digit, and 1e-12 of the values behind them."""
    for label, text in CASES[case]["printed"].items():
        numbers = entry(found, label)
        digits = max(len(number.partition(".")[2]) for number in text.split())  # NumPy drops a last 0, in all but one
        assert [f"{number:.{digits}f}" for number in numbers] == [f"{float(n):.{digits}f}" for n in text.split()], label
        np.testing.assert_allclose(numbers, CASES[case]["values"][label], rtol=0, atol=1e-12, err_msg=label)


class Fixture(dict[str, Any]):
    """A case's arrays, drawn as the notebook draws them, but without the global generator."""

    def __init__(self, case: str) -> None:
        self.case = CASES[case]
        self.generator = np.random.RandomState(self.case["seed"])
        super().__init__({name: self.generator.randn(*shape) for name, shape in self.case["draws"].items()})

    @property
    def parameters(self) -> dict[str, Any]:
        """The cell's and the dense layer's; in the `lstm_backward` case the latter is zeros, not drawn."""
        dense = {} if "Wya" in self or "Wy" in self else {"Wy": np.zeros((2, 5)), "by": np.zeros((2, 1))}
        return dense | {name: array for name, array in self.items() if name[0] in "Wb"}

    def after(self, name: str) -> np.ndarray:
        return self.generator.randn(*self.case["draws_after"][name])


def test_hello_has_the_oracles_letters_and_parameters():
    problem = hello()
    assert (problem.alphabet, problem.text) == (HELLO["alphabet"], HELLO["inputs"] + HELLO["targets"][-1])
    for name, expected in HELLO["parameters"].items():
        assert problem.parameters[name].tolist() == expected


@pytest.mark.parametrize("quantity", ["da_softmax", "da_time", "da_total"])
@pytest.mark.parametrize("t", [1, 2, 3, 4])
def test_hello_has_pytorchs_gradients_at_the_green_node(quantity, t):
    found = run(hello()).at(quantity, t)[:, 0]
    np.testing.assert_allclose(found, HELLO["expected"][quantity][str(t)], rtol=0, atol=1e-11)


def test_hello_has_pytorchs_losses_and_a_row_of_its_weight_gradient():
    trace = run(hello())
    np.testing.assert_allclose(trace["loss"], HELLO["expected"]["J"], rtol=0, atol=1e-11)
    np.testing.assert_allclose(trace.at("dWaa", 1)[2], HELLO["expected"]["dWaa[2]"], rtol=0, atol=1e-11)
    np.testing.assert_allclose(trace.J, sum(HELLO["expected"]["J"]), rtol=0, atol=1e-11)


def test_the_notebook_problem_gives_what_the_notebook_prints():
    trace = run(notebook())
    found = {name: trace.at(name, 1) for name in ("dWax", "dWaa", "dba")}
    assert_as_printed(found | {"dx": features_first(trace["dx"]), "da0": trace["da0"]}, "rnn_backward")


def test_rnn_cell_forward_gives_what_the_notebook_prints():
    drawn = Fixture("rnn_cell_forward")
    a_next, yt_pred, _ = rnn_cell_forward(drawn["xt"], drawn["a_prev"], drawn.parameters)
    assert_as_printed({"a_next": a_next, "yt_pred": yt_pred}, "rnn_cell_forward")


def test_rnn_forward_gives_what_the_notebook_prints():
    drawn = Fixture("rnn_forward")
    a, y_pred, _ = rnn_forward(drawn["x"], drawn["a0"], drawn.parameters)
    assert_as_printed({"a": a, "y_pred": y_pred}, "rnn_forward")


def test_rnn_cell_backward_gives_what_the_notebook_prints():
    drawn = Fixture("rnn_cell_backward")
    _, _, cache = rnn_cell_forward(drawn["xt"], drawn["a_prev"], drawn.parameters)
    assert_as_printed(rnn_cell_backward(drawn.after("da_next"), cache), "rnn_cell_backward")


def test_rnn_backward_gives_what_the_notebook_prints_and_what_the_trace_has():
    drawn = Fixture("rnn_backward")
    _, _, caches = rnn_forward(drawn["x"], drawn["a0"], drawn.parameters)
    gradients = rnn_backward(drawn.after("da"), caches)
    assert_as_printed(gradients, "rnn_backward")
    trace = run(notebook())
    np.testing.assert_allclose(gradients["dx"], features_first(trace["dx"]), rtol=0, atol=1e-12)
    np.testing.assert_allclose(gradients["da0"], trace["da0"], rtol=0, atol=1e-12)
    for name in ("dWax", "dWaa", "dba"):
        np.testing.assert_allclose(gradients[name], trace.at(name, 1), rtol=0, atol=1e-12)


def test_lstm_cell_forward_gives_what_the_notebook_prints():
    drawn = Fixture("lstm_cell_forward")
    a_next, c_next, yt, _ = lstm_cell_forward(drawn["xt"], drawn["a_prev"], drawn["c_prev"], drawn.parameters)
    assert_as_printed({"a_next": a_next, "c_next": c_next, "yt": yt}, "lstm_cell_forward")


def test_lstm_forward_gives_what_the_notebook_prints():
    drawn = Fixture("lstm_forward")
    a, y, c, _ = lstm_forward(drawn["x"], drawn["a0"], drawn.parameters)
    assert_as_printed({"a": a, "y": y, "c": c}, "lstm_forward")


def test_lstm_cell_backward_gives_what_the_notebook_prints():
    drawn = Fixture("lstm_cell_backward")
    *_, cache = lstm_cell_forward(drawn["xt"], drawn["a_prev"], drawn["c_prev"], drawn.parameters)
    gradients = lstm_cell_backward(drawn.after("da_next"), drawn.after("dc_next"), cache)
    assert_as_printed(gradients, "lstm_cell_backward")


def test_lstm_backward_gives_the_oracles_gradient_and_what_the_trace_has():
    """x has 7 timesteps and da 4. Early notebooks print other numbers: there da_prevt and dc_prevt never change."""
    drawn = Fixture("lstm_backward")
    *_, caches = lstm_forward(drawn["x"], drawn["a0"], drawn.parameters)
    gradients = lstm_backward(drawn.after("da"), caches)
    assert_as_printed(gradients, "lstm_backward")
    trace = run(notebook(LSTM))
    np.testing.assert_allclose(gradients["dx"], features_first(trace["dx"]), rtol=0, atol=1e-12)
    np.testing.assert_allclose(gradients["da0"], trace["da0"], rtol=0, atol=1e-12)
    for name in ("dWf", "dbf", "dWi", "dbi", "dWc", "dbc", "dWo", "dbo"):
        np.testing.assert_allclose(gradients[name], trace.at(name, 1), rtol=0, atol=1e-12)


def test_the_notebook_problem_of_the_lstm_gives_the_oracles_numbers():
    trace = run(notebook(LSTM))
    found = {name: trace.at(name, 1) for name in ("dWf", "dWi", "dWc", "dWo", "dbf", "dbi", "dbc", "dbo")}
    assert_as_printed(found | {"dx": features_first(trace["dx"]), "da0": trace["da0"]}, "lstm_backward")


@pytest.mark.parametrize("cell", [GRU_BEFORE, GRU_AFTER], ids=lambda cell: cell.name)
def test_the_notebook_has_no_gru(cell):
    with pytest.raises(ProblemError, match=f"The notebook has an RNN and an LSTM; got {cell.name}"):
        notebook(cell)


def test_the_core_leaves_the_global_generator_alone():
    np.random.seed(3)
    before = np.random.get_state()[1].copy()
    for cell in CELLS:
        hello(cell), rnn_core.word("banana", cell=cell), rnn_core.random_problem(cell=cell)
    notebook(RNN), notebook(LSTM)
    assert (np.random.get_state()[1] == before).all()
