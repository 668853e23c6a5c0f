"""The shown loop is made from the table, and gives the trace bit for bit when it is run."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import rnn_core
from app.scene.code import code, layout, notebook_names, pass_of
from rnn_core import GRU_AFTER, GRU_BEFORE, LSTM
from rnn_core.cells import sigmoid, softmax

ROOT = Path(__file__).resolve().parents[2]
PROBLEMS = {
    "hello": rnn_core.hello(),
    "notebook": rnn_core.notebook(),
    "word": rnn_core.word("abracadabra"),
    "random": rnn_core.random_problem(n_x=4, n_a=7, n_y=3, m=9, T=12, seed=3),
    "T = 1, m = 1": rnn_core.random_problem(n_x=1, n_a=1, n_y=2, m=1, T=1),
    "weights": rnn_core.random_problem(T=5).with_weights([0.5, 0, 1, -2, 1 / 3]),
}
PROBLEMS |= {cell.name: rnn_core.hello(cell) for cell in (LSTM, GRU_BEFORE, GRU_AFTER)}
PROBLEMS |= {name: case.problem for name, case in rnn_core.CASES.items() if case.problem.name != "notebook"}
PROBLEMS |= {
    "lstm notebook": rnn_core.notebook(LSTM),
    "lstm random": rnn_core.random_problem(n_x=2, n_a=3, n_y=3, m=4, T=5, cell=LSTM),
    "gru random": rnn_core.random_problem(n_x=2, n_a=3, n_y=3, m=4, T=5, cell=GRU_BEFORE),
}
TRACES = {name: rnn_core.run(problem) for name, problem in PROBLEMS.items()}
PASSES = ("forward", "backward")


@pytest.fixture(params=TRACES)
def trace(request):
    return TRACES[request.param]


@pytest.fixture(params=[f"{name}: {way}" for name in TRACES for way in PASSES if PROBLEMS[name].model.lines(way)])
def one_pass(request):
    name, direction = request.param.split(": ")
    return TRACES[name], direction


class Loop:
    """Runs the shown text and keeps what every plain name was worth at the end of each turn of the loop."""

    def __init__(self, trace):
        self.T, self.turns = trace.problem.T, {}
        self.names = {
            "np": np,
            "softmax": softmax,
            "sigmoid": sigmoid,
            "len": len,
            "T": self.T,
            "range": range,
            "reversed": self.backward,
        }
        self.names |= {name: trace[name] for name in (*trace.problem.parameters, *trace.problem.later)}
        for name, _ in layout(trace).axes:  # time first in memory, time last to the reader
            stored = trace[name].copy() if name in trace.problem.model.inputs else np.full(trace[name].shape, np.nan)
            self.names[name] = np.moveaxis(stored, 0, -1)

    def backward(self, times):
        for t in times[::-1]:
            yield t
            self.turns[t] = dict(self.names)

    def forward(self, T):
        for t in range(T):
            yield t
            self.turns[t] = dict(self.names)

    def run(self, lines):
        forward = any("for t in range" in line.text for line in lines)
        self.names["range"] = self.forward if forward else range
        exec("\n".join(line.text for line in lines), {"__builtins__": {}}, self.names)


def test_the_shown_loops_give_the_trace_bit_for_bit(trace):
    loop, model = Loop(trace), trace.problem.model
    stored = dict(layout(trace).axes)
    for direction in PASSES if trace.problem.cell.backward_carries else PASSES[:1]:
        loop.run(code(trace, direction))
        arrivals = [carry.arrives for carry in trace.problem.cell.backward_carries] if direction == "backward" else []
        for name in (*model.lines(direction), *arrivals):
            for t in range(trace.problem.T):
                got = loop.names[name][..., t] if name in stored else loop.turns[t][name]
                assert np.array_equal(np.broadcast_to(got, trace[name][t].shape), trace[name][t]), (name, t)
    if not trace.problem.cell.backward_carries:  # nothing to keep, and no cost
        assert {"cache", "J"}.isdisjoint(loop.names)
        return
    for t in range(trace.problem.T):
        kept, carries = loop.names["cache"][t], trace.problem.cell.forward_carries
        for array, carry in zip(kept if len(carries) > 1 else (kept,), carries, strict=True):
            assert np.array_equal(array, trace[carry.arrives][t])
    assert loop.names["J"] == trace.J
    for carry in trace.problem.cell.backward_carries:
        assert np.array_equal(loop.names[carry.last], trace[carry.last])


def test_every_step_lights_one_line_and_the_lines_stand_in_the_order_of_the_steps(one_pass):
    trace, direction = one_pass
    T = trace.problem.T
    seen = [step.quantity for step in trace.steps if pass_of(step) == direction and step.t in (0, T)]
    assert [line.quantity for line in code(trace, direction) if line.quantity] == seen


def test_without_slices_a_line_is_the_line_of_the_table(one_pass):
    trace, direction = one_pass
    shown = {line.quantity: line for line in code(trace, direction)}
    for name, line in trace.problem.model.lines(direction).items():
        plain = "".join(token.text for token in shown[name].tokens if not token.index)
        assert plain.strip() == line.text


def test_a_row_may_end_behind_an_equals_sign_or_a_comma_and_before_an_operator_between_two_terms(one_pass):
    """And nowhere else: not in a slice, not around `@`, not in `(1 - a)`. The screen's width says which of them do."""
    for line in code(*one_pass):
        rows = "".join("\n" if token.text == " " else token.text for token in line.tokens).split("\n")
        assert " ".join(rows) == line.text
        for before, after in pairwise(rows):
            assert before.endswith(("=", ",")) or after.startswith(("+ ", "- ", "* ", "/ ")), line.text
            assert not after.startswith("- ") or not before.endswith("(1")
        for row in rows:
            assert not re.search(r"= |\w [*+] ", re.sub(r"\[.*?\]", "", row)), row


@pytest.mark.parametrize("trace", [trace for trace in TRACES.values() if "J" in trace.values])
def test_what_is_asked_for_again_comes_from_the_cache(trace):
    text = "\n".join(line.text for line in code(trace, "backward"))
    carries = trace.problem.cell.forward_carries
    assert f"{', '.join(carry.arrives for carry in carries)} = cache[t]" in text
    if trace.problem.cell.name == "rnn":
        assert "dWaa = dWaa + dz @ a_prev.T" in text
    assert "t-1" not in text


def test_the_backward_loop_of_hello():
    text = "\n".join(line.text for line in code(TRACES["hello"], "backward"))
    assert "  dz = (1 - a[:, :, t]**2) * da_total\n" in text
    assert "  da_time = da_prev\n  da_total = da_softmax + da_time\n" in text
    assert text.startswith("da_prev = 0\n")
    assert text.endswith("da0 = da_prev")


def test_every_name_is_a_token_of_its_own():
    tokens = [token for line in code(TRACES["hello"], "backward") for token in line.tokens if token.quantity]
    assert all(token.text == token.quantity for token in tokens)
    assert {"da_total", "da_softmax", "da_time", "Waa", "a", "w", "dWya"} <= {token.quantity for token in tokens}


def test_the_notebooks_names_stand_beside_ours_where_they_differ():
    names = dict(notebook_names(PROBLEMS["hello"], code(TRACES["hello"], "backward")))
    assert names == {"da_softmax": "da[:, :, t]", "da_time": "da_prevt", "da_total": "da_next", "dz": "dtanh"}
    assert dict(notebook_names(PROBLEMS["hello"], code(TRACES["hello"], "forward"))) == {"y": "y_pred[:, :, t]"}


def test_no_line_of_the_table_is_written_down_in_the_app():
    lines = {line.text for direction in PASSES for line in PROBLEMS["hello"].model.lines(direction).values()}
    for path in [*ROOT.glob("app/**/*.py"), *ROOT.glob("assets/**/*.js")]:
        text = path.read_text(encoding="utf-8")
        assert not [line for line in lines if re.search(rf"(?<![\w.]){re.escape(line)}(?!\w)", text)], path
