"""The scene says what the run says: its numbers, its roads and its words come from the trace and the table."""

from __future__ import annotations

import gzip
import json
from typing import Any

import networkx as nx
import numpy as np
import pytest

import rnn_core
from app.scene.graph import Node, carriers, graph, lights
from app.scene.rich import plain, rich
from app.scene.roads import roads, state_of, states
from app.scene.scene import encode, scene
from app.scene.slopes import Effect, effects
from app.scene.types import Lights
from app.scene.words import CELL_WORDS, COMMON, WORDS, Words, add
from app.scene.words.cases import ONE_CELL_NAMES, TABLES, instead
from rnn_core import CASES, GRU_AFTER, GRU_BEFORE, LSTM, Program, Trace, run, sigmoid, slopes_at_sum
from rnn_core.mistakes.edits import LineEdit

PROBLEMS = {
    "hello": rnn_core.hello,
    "word": lambda: rnn_core.word("banana"),
    "notebook": rnn_core.notebook,
    "random": rnn_core.random_problem,
    "smallest": lambda: rnn_core.random_problem(1, 1, 2, 1, 1),
    "lstm": lambda: rnn_core.hello(LSTM),
    "lstm notebook": lambda: rnn_core.notebook(LSTM),
    "lstm smallest": lambda: rnn_core.random_problem(1, 1, 2, 1, 1, cell=LSTM),
    "gru_before": lambda: rnn_core.random_problem(cell=GRU_BEFORE),
    "gru_after": lambda: rnn_core.word("banana", cell=GRU_AFTER),
    **{name: lambda case=case: case.problem for name, case in CASES.items() if case.problem.name != "notebook"},
}


FUNCTIONS = {"tanh": np.tanh, "sigmoid": sigmoid}


@pytest.fixture(params=PROBLEMS)
def trace(request: pytest.FixtureRequest) -> Trace:
    return run(PROBLEMS[request.param]())


@pytest.fixture
def hello() -> Trace:
    return run(rnn_core.hello())


def entries(box: dict[str, Any], values: dict[str, Any]) -> np.ndarray:
    """The numbers of a box, as the stage looks them up, or computes them from the boxes inside it."""
    if "number" in box:
        return np.array([[box["number"]]])
    value = values[box["value"]]
    size = value["rows"] * value["columns"]
    start = (box["t"] - 1) * size if value.get("timed") else 0
    if "data" in value:
        array = np.array(value["data"][start : start + size], dtype=float).reshape(value["rows"], value["columns"])
    else:
        array = INSIDE[box["kind"]]([entries(one, values) for one in box["operands"]], box)
        assert array.shape == (value["rows"], value["columns"])
    return array.T if box.get("transposed") else array


INSIDE = {
    "matmul": lambda ops, box: ops[0] @ ops[1],
    "product": lambda ops, box: np.prod(np.broadcast_arrays(*ops), axis=0),
    "power": lambda ops, box: ops[0] ** ops[1],
    "negative": lambda ops, box: -ops[0],
    "sum": lambda ops, box: sum(ops),
    "difference": lambda ops, box: sum(sign * op for sign, op in zip(box["signs"], ops, strict=True)),
    "function": lambda ops, box: {**FUNCTIONS, "log": np.log, "exp": np.exp}[box["function"]](ops[0]),
}


def boxes(step: dict[str, Any]):
    """All boxes of a step, with those inside them."""
    queue = [step["result"], *step["operands"]]
    while queue:
        box = queue.pop()
        yield box
        queue += box.get("operands", [])


def test_every_step_of_the_trace_is_a_step_of_the_scene(trace):
    assert [step["at"] for step in scene(trace)["steps"]] == [str(address) for address in trace.steps]


def test_every_number_that_is_sent_is_the_core_s(trace):
    sent = scene(trace)
    for step, address in zip(sent["steps"], trace.steps, strict=True):
        result = np.atleast_2d(trace.at(address.quantity, address.t))
        assert entries(step["result"], sent["values"]) == pytest.approx(result, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("problem", "name"),
    [
        *(
            (problem, name)
            for problem in (rnn_core.hello(), rnn_core.random_problem(cell=LSTM))
            for name in ("", "order.backward.reversed")
        ),
        *((rnn_core.hello(), name) for name in ("dz.twice.a", "cache.a.earlier", "z.without.Wax-x")),
        (rnn_core.random_problem(cell=LSTM), "stacked-other-way"),
    ],
)
def test_every_operand_is_what_the_line_saw(problem, name):
    """Also those whose numbers the stage works out by itself, and what is left of a line that a mistake has changed."""
    trace = run(problem, rnn_core.mistaken(problem, name) if name else ())
    sent = scene(trace)
    for step, address in zip(sent["steps"], trace.steps, strict=True):
        line = trace.line(address)
        if line is None or len(step["operands"]) != len(line.expression.operands) or step["kind"] == "arrival":
            continue
        for box, operand in zip(step["operands"], line.expression.operands, strict=True):
            expected = np.atleast_1d(trace.evaluate(line, operand, address.t))
            expected = expected.reshape(len(expected), -1)
            assert entries(box, sent["values"]) == pytest.approx(expected, rel=1e-8, abs=1e-9), (
                step["at"],
                operand.text,
            )


def test_what_the_stage_computes_is_not_sent():
    sent = scene(run(rnn_core.hello(LSTM)))["values"]
    without = [key for key, value in sent.items() if "data" not in value]
    assert "dzo: np.tanh(c)" in without
    assert "zf: Wf @ concat" in without
    assert all(": " in key for key in without), "every quantity has its numbers"


def test_operands_give_the_result_by_the_kind_of_the_line(trace):
    sent, n_a = scene(trace), len(trace["a"][0])
    rules = {
        **INSIDE,
        "running": lambda ops, step: sum(ops),
        "stack": lambda ops, step: np.concatenate(ops),
        "part": lambda ops, step: ops[0][:n_a] if step["function"] == "upper" else ops[0][n_a:],
        "softmax": lambda ops, step: np.exp(ops[0]) / np.exp(ops[0]).sum(axis=0),
        "total": lambda ops, step: np.array([[ops[0].sum()]]),
        "arrival": lambda ops, step: ops[0] if ops else 0 * entries(step["result"], sent["values"]),
    }
    for step in sent["steps"]:
        operands = [entries(box, sent["values"]) for box in step["operands"]]
        expected = rules[step["kind"]](operands, step)
        assert entries(step["result"], sent["values"]) == pytest.approx(expected, abs=1e-7), step["at"]


def test_measured_slopes_are_measured_not_copied(hello):
    sent = scene(hello)
    step = next(step for step in sent["steps"] if step["at"] == "backward.3.da_total")
    measured, inexact = slopes_at_sum(hello, 3), False
    for box in (step["result"], *step["operands"]):
        slope = entries({**box, "value": box["measured"]["value"]}, sent["values"])
        assert slope == pytest.approx(measured[box["quantity"]], rel=1e-9)
        inexact |= bool((slope != entries(box, sent["values"])).any())
    assert inexact, "a central difference is never exact in every digit"


def test_the_second_addition_of_the_lstm_is_measured_too():
    """By way of this step's a, by way of the next cell, and both: each slope is that of its own gradient."""
    trace = run(rnn_core.hello(LSTM))
    sent = scene(trace)
    step = next(step for step in sent["steps"] if step["at"] == "backward.3.dc_total")
    for box in (step["result"], *step["operands"]):
        slope = entries({**box, "value": box["measured"]["value"]}, sent["values"])
        assert slope == pytest.approx(trace.at(box["quantity"], 3), abs=1e-6)
        assert box["measured"]["state"] == "c"
    last = next(step for step in sent["steps"] if step["at"] == "backward.4.dc_time")
    assert "measured" not in last["result"], "nothing comes after the last step"


@pytest.mark.parametrize("cell", [rnn_core.RNN, LSTM, GRU_AFTER], ids=lambda cell: cell.name)
def test_no_later_value_is_in_a_step(cell):
    """Boxes of a forward step name forward quantities of this t or before it; running totals come from the right."""
    for step in scene(run(rnn_core.hello(cell)))["steps"]:
        for box in boxes(step):
            if step["phase"] == "forward":
                assert box.get("t", 0) <= step["t"]
                assert not str(box.get("quantity", "")).startswith("d")


def test_the_scene_is_small_and_grows_in_proportion_to_T():
    small = len(gzip.compress(encode(run(rnn_core.hello()))))
    assert small <= 20_000
    assert len(gzip.compress(encode(run(rnn_core.word("helohelohelo"))))) <= 11 / 4 * small * 1.1


def test_a_scene_is_json_without_nan(trace):
    json.loads(encode(trace), parse_constant=lambda name: pytest.fail(name))


# Words


def test_every_quantity_has_words_and_no_words_are_left_over():
    """Each cell's own words are words of that cell; those of all cells are written once."""
    needed: dict[str, set[str]] = {name: set() for name in CELL_WORDS}
    for make in PROBLEMS.values():
        trace = run(make())
        needed[trace.problem.cell.name] |= {step.quantity for step in trace.steps} | set(trace.values)
    for name, quantities in needed.items():
        assert set(CELL_WORDS[name]) <= quantities
        assert quantities - {"da"} <= {*CELL_WORDS[name], *COMMON}
    assert set(WORDS) == set().union(*needed.values())
    assert set(COMMON) <= set(WORDS)


def test_other_words_for_the_notebook_s_tests_are_words_of_every_such_test():
    for table in TABLES.values():
        alike = [
            run(case.problem)
            for case in CASES.values()
            if table in instead(case.problem.cell.name, case.problem.head.name, one_cell=case.problem.T == 1)
        ]
        assert alike
        for trace in alike:
            assert set(table) <= {step.quantity for step in trace.steps}
    assert set(ONE_CELL_NAMES) <= {name for case in CASES.values() for name in run(case.problem).values}


def test_what_a_test_hands_in_from_later_steps_arrives_under_its_own_name():
    """At the last step of lstm_cell_backward no 0 arrives but dc_next, and what it should be is measured."""
    trace = run(CASES["lstm_cell_backward"].problem)
    sent = scene(trace)
    step = next(step for step in sent["steps"] if step["at"] == "backward.1.dc_time")
    (box,) = step["operands"]
    assert box["quantity"] == "dc_next"
    assert entries(box, sent["values"]) == pytest.approx(trace.problem.later["dc_next"], rel=1e-9)
    measured = entries({**step["result"], "value": step["result"]["measured"]["value"]}, sent["values"])
    assert measured == pytest.approx(trace.problem.later["dc_next"], abs=1e-6)
    assert [box["quantity"] for box in sent["steps"][12]["operands"]] == ["loss", "J_later"]
    g = graph(trace)
    assert set(g.predecessors(Node("dc_time", 1))) == {Node("dc_next", 0)}
    assert set(g.predecessors(Node("J_later", 0))) == {Node("dc_next", 0), Node("c", 1)}
    drawn = {(road["quantity"], road["from"], road["to"]) for road in roads(trace, g)}
    assert {("c", "c node", "c next"), ("dc_time", "c next", "c node")} <= drawn
    assert [state.get("handed") for state in sent["problem"]["states"]] == [None, "dc_next"]


def test_where_there_is_no_cost_the_prediction_leaves_at_the_top():
    trace = run(CASES["lstm_forward"].problem)
    drawn = roads(trace, graph(trace))
    assert not [road for road in drawn if road["back"] or road["quantity"] == "loss"]
    assert [road["t"] for road in drawn if (road["quantity"], road["to"]) == ("y", "cost")] == [1, 2, 3, 4, 5, 6, 7]
    assert scene(trace)["problem"]["top"] == "y"


def test_the_screen_says_where_the_notebook_s_names_mislead():
    """Its df, di, do and dcc are gradients before the sigmoid or tanh; its x is longer than its da; our u keeps."""
    said = {step["at"]: step for step in scene(run(rnn_core.notebook(LSTM)))["steps"]}
    for ours, theirs in {"dzf": "df", "dzi": "di", "dzo": "do", "dzc": "dcc"}.items():
        assert f"The notebook's “{theirs}” is this, before the" in plain(said[f"backward.3.{ours}"]["grey"])
    assert "x has T = 7, da T = 4" in scene(run(rnn_core.notebook(LSTM)))["problem"]["input"]
    assert "x has T = 7" in plain(said["backward.4.da_softmax"]["grey"])
    gru = {step["at"]: step for step in scene(run(rnn_core.hello(GRU_AFTER)))["steps"]}
    assert "The course's gate is the other share, 1 − u 3" in plain(gru["forward.3.u"]["grey"])


def test_two_cells_do_not_write_one_quantity_in_two_ways():
    with pytest.raises(ValueError, match="zf has"):
        add("other", "other cell", {"zf": Words(("y", "f"), "something else")})


def test_every_step_says_why_in_at_most_twelve_words(trace):
    for step in scene(trace)["steps"]:
        words = [word for part in step["headline"] for word in (part.split() if isinstance(part, str) else ["name"])]
        assert 0 < len([word for word in words if word.strip(".,:×")]) <= 12, step["at"]


def test_first_middle_and_last_timestep_say_different_things_where_the_reason_differs(hello):
    said = {step["at"]: plain(step["headline"]) for step in scene(hello)["steps"]}
    for quantity in ("a", "da_time", "da_total", "dWaa"):
        phase = "forward" if quantity == "a" else "backward"
        assert said[f"{phase}.4.{quantity}"] != said[f"{phase}.3.{quantity}"].replace("3", "4")
    assert "0" in said["backward.4.da_time"]


def test_markup_that_names_nothing_is_an_error():
    with pytest.raises(KeyError):
        rich("{nothing}", rnn_core.hello(), 1)


# The graph and the roads


def test_the_graph_is_the_reads_of_the_lines(hello):
    g = graph(hello)
    assert set(g.predecessors(Node("da_total", 3))) == {Node("da_softmax", 3), Node("da_time", 3)}
    assert set(g.predecessors(Node("da_time", 3))) == {Node("da_prev", 4)}
    assert set(g.predecessors(Node("a_prev", 1))) == {Node("a0", 0)}
    assert set(g.predecessors(Node("dWaa", 3))) == {Node("dWaa", 4), Node("dz", 3), Node("a_prev", 3)}
    assert not set(g.predecessors(Node("da_time", 4)))


def lit(sent: Lights, name: str) -> tuple[set[str], set[str]]:
    """What lights up with a quantity: what it depends on, and what depends on it."""
    nodes = sent["nodes"]
    before, after = (int(mask, 16) for mask in sent["masks"][nodes.index(name)])
    return tuple({node for i, node in enumerate(nodes) if mask >> i & 1} for mask in (before, after))


def test_what_a_quantity_depends_on_reaches_across_timesteps(hello):
    before, after = lit(lights(graph(hello)), "da_total.3")
    assert {"loss.3", "J.0"}.isdisjoint(before)  # gradients read y and target, not the loss itself
    assert {"y.3", "y.4", "da_prev.4", "da_total.4"} <= before
    assert {"da_prev.3", "da_total.1", "da0.0"} <= after


def test_what_lights_up_is_what_the_graph_connects(trace):
    """Asked of NetworkX node by node, which takes longer."""
    g = graph(trace)
    sent = lights(g)
    assert sent["nodes"]
    for name in sent["nodes"]:
        quantity, t = name.rsplit(".", 1)
        node = Node(quantity, int(t))
        for lights_up, found in zip(lit(sent, name), (nx.ancestors(g, node), nx.descendants(g, node)), strict=True):
            assert lights_up == {f"{one.quantity}.{one.t}" for one in found} & set(sent["nodes"]), name


def test_losses_reach_only_earlier_states(hello):
    g = graph(hello)
    assert carriers(g, 2, 3) == set()
    assert carriers(g, 3, 3) >= {Node("y", 3), Node("dlogits", 3), Node("da_softmax", 3), Node("da_total", 3)}
    assert {Node("da_softmax", 4), Node("da_prev", 4), Node("da_time", 3)} <= carriers(g, 4, 3)


def test_what_the_lstm_carries_has_two_roads_and_two_additions():
    """c goes straight on, and up to a. The way down from a is da_total, then what c gets of it."""
    trace = run(rnn_core.hello(LSTM))
    drawn = {(road["quantity"], road["from"], road["to"]) for road in roads(trace, graph(trace))}
    assert {("c", "c node", "node"), ("c", "c node", "c next"), ("a", "node", "next"), ("a", "node", "head")} <= drawn
    assert {("dc_time", "c next", "c node"), ("dc_a", "node", "c node"), ("dc_prev", "c node", "c start")} <= drawn
    index = {str(step): i for i, step in enumerate(trace.steps)}
    down = [r for r in roads(trace, graph(trace)) if r["quantity"] == "da_total"]
    assert [road["until"] for road in down] == [index[f"backward.{t}.dc_a"] for t in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    ("cell", "about"),
    [
        (LSTM, {"concat": "c", "f": "c", "c": "c", "zo": "a", "a": "a", "logits": "a", "da_softmax": "a", "dzo": "a"}),
        (LSTM, {"dc_a": "c", "dc_time": "c", "dc_total": "c", "dzf": "c", "dc_prev": "c", "da_prev": "a", "da0": "a"}),
        (GRU_BEFORE, {"zu": "a", "a": "a", "dzr": "a", "da_prev": "a"}),
    ],
)
def test_every_step_is_about_one_crossing(cell, about):
    model = rnn_core.hello(cell).model
    assert {name: state_of(model, name).name for name in about} == about


def test_lanes_are_as_wide_as_their_sizes(trace):
    for road in roads(trace, graph(trace)):
        if road["back"]:
            assert road["size"] == pytest.approx(np.linalg.norm(trace.at(road["quantity"], road["t"])), rel=1e-5)


def test_without_da_time_in_the_sum_there_is_no_blue_lane(hello, monkeypatch):
    """Nobody draws an arrow that the code does not compute."""
    g = graph(hello)
    g.remove_edges_from([(Node("da_time", t), Node("da_total", t)) for t in range(1, 5)])
    drawn = {road["quantity"] for road in roads(hello, g)}
    assert "da_time" not in drawn
    assert {"da_softmax", "da_total", "dx"} <= drawn


def test_with_da_given_nothing_comes_down_from_a_cost():
    trace = run(rnn_core.notebook())
    drawn = [(road["quantity"], road["from"], road["to"]) for road in roads(trace, graph(trace))]
    assert ("dlogits", "cost", "head") not in drawn
    assert drawn.count(("a", "node", "head")) == 4


@pytest.mark.parametrize(
    ("text", "alphabet", "each"),
    [
        ("𠮷野家", ["𠮷", "野", "家"], ["𠮷", "野", "家"]),
        ("हिन्दी", ["हि", "न्", "दी"], ["हि", "न्", "दी"]),
        ("banana", ["b", "a", "n"], list("banana")),
    ],
)
def test_letters_are_sent_as_a_list_of_what_a_reader_calls_letters(text, alphabet, each):
    """JavaScript counts some of them as two."""
    problem = json.loads(encode(run(rnn_core.word(text))))["problem"]
    assert (problem["alphabet"], problem["text"]) == (alphabet, each)
    nothing = json.loads(encode(run(rnn_core.notebook())))["problem"]
    assert (nothing["alphabet"], nothing["text"]) == (None, None), "an empty list is true in JavaScript"


def steps_of(sent: dict[str, Any]) -> dict[str, Any]:
    return {step["at"]: step for step in sent["steps"]}


def test_arrays_of_exact_numbers_say_how_many_decimals_they_have(hello):
    values = scene(hello)["values"]
    assert values["Wax"]["decimals"] == 2
    assert values["x"]["decimals"] == 0
    assert "decimals" not in values["a"]


@pytest.mark.parametrize(("t", "costs"), [(1, [2, " … ", 4]), (2, [3, " … ", 4]), (3, [4])])
def test_what_comes_later_is_measured_by_the_first_to_the_last_of_the_later_costs(hello, t, costs):
    addition = steps_of(scene(hello))[f"backward.{t}.da_total"]
    (later,) = (box["measured"] for box in addition["operands"] if box["quantity"] == "da_time")
    assert [part if isinstance(part, str) else part["t"] for part in later["of"]] == costs
    assert bool(later.get("many")) == (len(costs) > 1)


@pytest.mark.parametrize(
    ("slope", "long"), [("1 - z**2", False), ("1 - np.tanh(Wax @ x + Waa @ a_prev + ba)**2", True)]
)
def test_a_part_of_an_edited_line_has_its_formula_for_a_name_while_that_is_short(slope, long):
    edit = LineEdit("l", "", "backward", (f"dz = ({slope}) * da_total",))
    factor = steps_of(scene(run(rnn_core.hello(), Program.of(rnn_core.hello().model, [edit]))))["backward.3.dz"][
        "operands"
    ][0]
    assert (factor["name"] == ["as written"]) == long


@pytest.mark.parametrize("cell", rnn_core.CELLS, ids=lambda cell: cell.name)
def test_what_the_prediction_computes_is_told_from_what_the_cell_does(cell):
    steps = scene(rnn_core.run(rnn_core.hello(cell)))["steps"]
    of_head = {step["quantity"] for step in steps if "head" in step}
    assert of_head == {"logits", "y", "loss", "dlogits", "dWya", "dby", "da_softmax"}


@pytest.mark.parametrize(
    ("cell", "t", "moved"),
    [
        ("rnn", 2, {"da_softmax": ("loss", (2,)), "da_time": ("loss", (3, 4)), "da_total": ("J",)}),
        ("rnn", 4, {"da_softmax": ("loss", (4,)), "da_time": None, "da_total": ("J",)}),
        ("lstm", 2, {"dc_a": ("J", (), "a"), "dc_time": ("J", (), "", 3), "dc_total": ("J",)}),
        ("lstm", 4, {"dc_a": ("J", (), "a"), "dc_time": None, "dc_total": ("J",)}),
    ],
)
def test_each_gradient_of_an_addition_is_the_slope_of_what_sends_it(cell, t, moved):
    trace = run(rnn_core.hello(next(one for one in rnn_core.CELLS if one.name == cell)))
    state = states(trace.problem.model)[-1]
    expected = {name: Effect(*effect) if effect else None for name, effect in moved.items()}
    assert effects(trace, state, t) == expected
