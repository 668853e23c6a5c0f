"""Every edit that makes sense somewhere: none missing that people make, none that cannot run, for any cell."""

from __future__ import annotations

import ast

import numpy as np
import pytest

from rnn_core import CASES, CELLS, RNN, Problem, Program, find_mistake, first_wrong, mistaken, random_problem, run
from rnn_core.mistakes.candidates import candidates, conceivable, runs
from rnn_core.mistakes.edits import LineEdit, OrderEdit
from rnn_core.mistakes.slips import put, replaced, slips
from rnn_core.table import line
from tests.rnn_core.examples import PROBLEMS
from tests.rnn_core.minimal_gated_unit import MGU
from tests.sample import of_each_kind, sample

GENERATED = {**PROBLEMS, "square": random_problem(n_x=3, n_a=3, n_y=3, m=3, T=3), "one step": random_problem(T=1)}
GENERATED["mgu"] = random_problem(n_x=2, n_a=3, n_y=4, m=5, T=3, cell=MGU)


def named(problem: Problem) -> dict[str, LineEdit]:
    return {edit.name: edit for edit in candidates(problem)}


@pytest.mark.parametrize("name", GENERATED)
def test_every_edit_has_a_name_of_its_own_that_goes_into_a_link(name):
    edits = conceivable(GENERATED[name])
    assert len(edits) > 50
    assert all(edit.name == name for name, edit in edits.items())
    assert all(edit.name.replace(".", "").replace("-", "").replace("_", "").isalnum() for edit in edits.values())


@pytest.mark.parametrize("name", GENERATED)
def test_every_edit_says_what_the_learner_does_and_where_to_look(name):
    for edit in conceivable(GENERATED[name]).values():
        assert edit.says[0].isupper(), edit
        assert edit.says.endswith("."), edit
        assert all(edit.look_at), edit


@pytest.mark.slow
@pytest.mark.parametrize("name", ["notebook", "lstm-notebook", "gru_before-random", "mgu", "square"])
def test_every_edit_runs_and_changes_a_step_or_is_known_to_change_nothing(name):
    """An edit without effect by itself is kept, because with another it can have one: the thread's is such a pair."""
    problem = GENERATED[name]
    right = run(problem)
    edits = {edit.name: edit for edit in candidates(problem)}
    expected = {name for name in edits if "recomputed." in name}
    without_effect = set()
    for edit in map(edits.get, sample({*of_each_kind(edits), *expected}, edits)):
        wrong = run(problem, Program.of(problem.model, [edit]))
        assert all(np.isfinite(value).all() for value in wrong.values.values()), edit
        if first_wrong(right, wrong) is None:
            without_effect.add(edit.name)
    others = {"dlogits.without.w", "dlogits.twice.w", "loss.twice.target"}  # each weight is 1, each target 0 or 1
    others |= {"carry.c_prev.starts.zeros"}  # c0 is zeros in the notebook
    assert expected <= without_effect <= expected | others


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
def test_a_name_means_the_same_whatever_the_sizes_and_the_numbers_are(cell):
    """A link that names a mistake is good for other numbers, too. Where all sizes are equal, more can be confused."""
    sizes = {"n_x": 2, "n_a": 3, "n_y": 4, "m": 5, "T": 3}
    one = conceivable(random_problem(**sizes, seed=1, cell=cell))
    square = conceivable(random_problem(n_x=3, n_a=3, n_y=3, m=3, T=3, cell=cell))
    assert conceivable(random_problem(**sizes, seed=2, cell=cell)) == one
    assert {name: square[name] for name in one} == one


@pytest.mark.parametrize("name", ["notebook", "random", "lstm-notebook", "gru_after-random"])
def test_an_edited_line_is_a_line_with_the_same_name_and_another_formula(name):
    lines = {**GENERATED[name].model.lines("forward"), **GENERATED[name].model.lines("backward")}
    for edit in candidates(GENERATED[name]):
        for text in edit.lines if isinstance(edit, LineEdit) else ():
            quantity, _, formula = text.partition(" = ")
            assert ast.dump(ast.parse(formula)) != ast.dump(ast.parse(lines[quantity].expression.text)), edit.name


MISTAKES = {
    "da_total = da_softmax": "the time path left out",
    "dz = da_total": "tanh without a derivative",
    "dz = (1 - (Wax @ x + Waa @ a_prev + ba)**2) * da_total": "1 - z**2",
    "dz = (1 - np.tanh(a)**2) * da_total": "1 - tanh(a)**2",
    "dz = (1 - np.tanh(Wax @ x + Waa @ a_prev + ba)**2) * da_total": "1 - tanh(z)**2, from the cache",
    "dz = (1 - a_prev**2) * da_total": "the other a",
    "dz = (1 - a) * da_total": "not squared",
    "dz = (1 - a**2) * da_softmax": "da for the total",
    "dz = (a**2) * da_total": "the 1 - forgotten",
    "dWax = dWax + (a**2) * da_total @ x.T": "the same where it is written out, in one line alone",
    "dWaa = dWaa + dz @ (Waa.T @ dz).T": "da_prev for a_prev",
    "dWax = dz @ x.T": "overwritten",
    "dWax = dWax": "never updated",
    "dWaa = dWaa + dz @ a.T": "a for a_prev",
    "dba = dba + dz": "no sum",
    "dba = dba + np.mean(dz, axis=1, keepdims=True)": "mean",
    "dba = dba + dz.sum(axis=0, keepdims=True)": "the wrong axis",
    "da_prev = Waa @ dz": "not transposed",
    "dx = Wax.T @ da_total": "dx from the total",
    "z = Wax @ x + Waa @ a_prev": "no bias",
    "a = z": "no tanh",
}


@pytest.mark.parametrize("text", MISTAKES, ids=MISTAKES.get)
def test_what_people_write_in_the_rnn_is_among_them(text):
    assert any(text in edit.lines for edit in candidates(GENERATED["notebook"]) if isinstance(edit, LineEdit))


@pytest.mark.parametrize(
    "text",
    [
        "dzf = f * (1 - f) * c_prev * dc_a",
        "dzo = o * np.tanh(c) * da_total",
        "dc_prev = f * dc_time",
        "dzi = i * (1 - i) * cc * (o * da_total + dc_time)",  # in one gate alone, as the notebook writes it out
        "dx = (Wi.T @ dzi + Wc.T @ dzc + Wo.T @ dzo)[len(a_prev) :]",
        "dx = dconcat[: -len(a_prev)]",
        "concat = np.concatenate([x, a_prev])",
        "dWf = dWf + dzi @ concat.T",
        "dconcat = Wi.T @ dzf + Wi.T @ dzi + Wc.T @ dzc + Wo.T @ dzo",
        "cc = sigmoid(zc)",
        "o = np.tanh(zo)",
        "a = o * c",
        "concat = np.concatenate([np.zeros_like(a_prev), np.zeros_like(x)])",
        "dzf = (1 - cc**2) * i * dc_total",  # a copied line
        "dzo = o * (1 - o) * np.tanh(a) * da_total",
        "dzi = cc * dc_total",
    ],
)
def test_what_people_write_in_the_lstm_is_among_them(text):
    assert any(text in edit.lines for edit in candidates(GENERATED["lstm-notebook"]) if isinstance(edit, LineEdit))


@pytest.mark.parametrize(
    "name",
    [
        "carry.da_time.stays",
        "carry.da_time.starts.da_softmax.last",
        "carry.da_time.from.da_total",
        "carry.da0.from.da_total",
        "carry.a_prev.stays",
        "carry.a_prev.starts.zeros",
        "cache.a_prev.aliased",
        "cache.a_prev.is.a",
        "cache.x.last",
        "cache.all.earlier",
        "cache.da.reversed",
        "input.x.earlier",
        "order.backward.reversed",
        "order.backward.late",
        "totals.overwritten",
        "carry.da_time.stays-inside",
        "cache.a_prev.view",
        "input.x.second",
    ],
)
def test_the_other_kinds_are_there(name):
    assert name in named(GENERATED["notebook"])
    assert name in named(GENERATED["lstm-notebook"])


def test_what_is_done_in_all_gates_alike_is_one_edit():
    edits = named(GENERATED["lstm-notebook"])
    assert edits["gates.no-slope"].lines == (
        "dzo = np.tanh(c) * da_total",
        "dzf = c_prev * dc_total",
        "dzi = cc * dc_total",
        "dzc = i * dc_total",
    )
    assert edits["gates.no-slope"].says == (
        "I leave the slope of the gate itself out of `dzo`, `dzf`, `dzi` and `dzc`."
    )
    assert "dWo" in edits["dconcat.gradients.for.weights"].says
    assert "(dzo @ concat.T).T @ dzo" in edits["dconcat.gradients.for.weights"].lines[0]
    assert len(edits["totals.flat"].lines) == len(edits["totals.mean"].lines) == 4
    assert not any(name.startswith("gates.") for name in named(GENERATED["notebook"]))


def test_in_one_step_alone_a_sum_without_keepdims_is_the_whole_result():
    """There is no total to add it to, so that the shape changes as in the notebook's test of one cell."""
    case = CASES["rnn_cell_backward"]
    arrays = case.run(find_mistake(case.problem, "dba.flat.dz"))
    assert arrays["dba"].shape == (5,)
    assert np.array_equal(arrays["dba"], case.right["dba"][:, 0])


def test_one_array_with_two_names_returns_the_other_and_changes_no_step():
    case = CASES["lstm_forward"]
    arrays = case.run(find_mistake(case.problem, "returns.c.for.a"))
    assert np.array_equal(arrays["a"], case.right["c"])
    assert np.array_equal(arrays["y"], case.right["y"])
    assert first_wrong(run(case.problem), run(case.problem, mistaken(case.problem, "returns.c.for.a"))) is None
    assert not any(edit.name.startswith("returns.") for edit in CASES["lstm_backward"].edits)


def test_one_step_alone_has_no_carries_and_no_order():
    kinds = {name.split(".")[0] for name in named(GENERATED["one step"])}
    assert not kinds & {"carry", "order", "input"}


def test_the_da_that_is_handed_in_is_nobodys_line():
    assert not any(name.startswith(("da_softmax.", "loss.")) for name in named(GENERATED["notebook"]))
    assert any(name.startswith("dlogits.") for name in named(GENERATED["random"]))


def test_a_part_is_replaced_with_parentheses_only_where_they_are_needed():
    text = "q = (1 - a**2) * b + c.T"
    node = {node.id: node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
    assert put(text, node["a"], "x + y") == "q = (1 - (x + y)**2) * b + c.T"
    assert put(text, node["b"], "x * y") == "q = (1 - a**2) * (x * y) + c.T"
    assert put(text, node["c"], "x @ y") == "q = (1 - a**2) * b + (x @ y).T"
    assert replaced("q = a + np.tanh(a)", "a", "x * y") == "q = x * y + np.tanh(x * y)"


def test_the_slips_of_a_line_keep_its_own_way_of_writing():
    texts = [slip.text for slip in slips(line("dz = (1 - a**2) * da_total"))]
    assert "dz = (1 - a**2) * da_total * (1 - a**2)" in texts
    assert not any("a ** 2" in text for text in texts)


def test_the_cases_leave_out_what_is_handed_in():
    """The test of one step hands in da_next whole, so no learner's code adds it up."""
    names = {edit.name for edit in CASES["rnn_cell_backward"].edits}
    assert "dz.without.a" in names
    assert not any("da_time" in name or name.startswith("da_total.") for name in names)
    assert "dc_total.without.dc_time" in {edit.name for edit in CASES["lstm_cell_backward"].edits}


def test_a_forward_case_has_forward_edits_alone():
    assert {edit.direction for edit in CASES["rnn_forward"].edits} == {"forward"}
    assert CASES["rnn_forward"].problem.cell.forward is RNN.forward


def test_what_is_taken_off_is_taken_off_twice():
    texts = {slip.name: slip.text for slip in slips(line("dlogits = y - target"))}
    assert texts["twice.target"] == "dlogits = y - target - target"
    assert texts["twice.y"] == "dlogits = y - target + y"


@pytest.mark.parametrize(("T", "loops"), [(1, False), (2, True), (3, True)])
def test_only_a_loop_of_several_steps_can_run_in_another_order(T, loops):
    assert any(isinstance(edit, OrderEdit) for edit in conceivable(random_problem(T=T)).values()) == loops


@pytest.mark.parametrize(
    ("share", "finite"), [("1e300", True), ("1e300 * 1e300", False), ("0 * (1e300 * 1e300)", False)]
)
def test_a_mistake_that_makes_a_number_infinite_or_none_does_not_run(share, finite):
    edit = LineEdit("l", "", "backward", (f"dba = dba + {share}",))
    assert runs(random_problem(), (edit,)) == finite
