"""A mistaken run on the stage and in the panels: what is marked wrong is wrong, and nothing else is."""

from __future__ import annotations

import gzip
import json
import re
from functools import cache

import numpy as np
import pytest

from app.bounds import SIZES
from app.panels import LABELS, offered
from app.panels.damage import off
from app.scene.code import code
from app.scene.rich import plain, rich, words_for
from app.scene.roads import state_of, states
from app.scene.say import percent
from app.scene.scene import encode, scene
from app.scene.words import ARRIVING, FIRST_SEEN, LAST, MISTAKES
from app.view import fixed, parse, run_of, to_query
from rnn_core import (
    CASES,
    CELLS,
    GRU_AFTER,
    LSTM,
    RNN,
    agrees,
    classics,
    first_wrong,
    hello,
    mistaken,
    notebook,
    random_problem,
    run,
    slopes_at_sum,
    word,
)
from rnn_core.mistakes import CLASSICS, wrong_steps
from tests.sample import each, edits

# Every mistake with every cell; with other heads and sizes, some of them.
EVERY = [(problem, one.name) for problem in map(hello, CELLS) for one in classics(problem)]
ELSEWHERE = [notebook(), random_problem(n_a=3, m=3, T=3)]
EVERY += each([(problem, one.name) for problem in ELSEWHERE for one in classics(problem)], 3)
NAMES = [f"{problem.name}-{problem.cell.name}-{name}" for problem, name in EVERY]


def made(problem, name):
    return run(problem, mistaken(problem, name))


@cache
def right_run(problem):
    """The right run of a problem and its scene; many mistakes are compared with it."""
    trace = run(problem)
    return trace, json.loads(encode(trace))


@pytest.mark.slow
@pytest.mark.parametrize(("problem", "name"), EVERY, ids=NAMES)
def test_what_is_marked_wrong_differs_from_the_right_run_and_nothing_else_does(problem, name):
    """And the first wrong number has a headline of its own: the right run's would say why it is right."""
    (right, right_drawn), wrong = right_run(problem), made(problem, name)
    drawn = json.loads(encode(wrong))
    for address, step in zip(wrong.steps, drawn["steps"], strict=True):
        mine, other = wrong.at(address.quantity, address.t), right.at(address.quantity, address.t)
        same = mine.shape == other.shape and np.allclose(mine, other, rtol=1e-9, atol=1e-12)
        assert step.get("wrong", False) == (not same), address
        if not same:
            kept = drawn["values"][step["right"]]
            count = kept["rows"] * kept["columns"]
            start = count * (address.t - 1) if kept.get("timed") else 0
            np.testing.assert_allclose(kept["data"][start : start + count], other.ravel(), rtol=1e-8, atol=1e-12)
    first = first_wrong(right, wrong)
    assert drawn["mistake"]["first"] == (str(first) if first else "")
    assert drawn["selected"] == right_drawn["selected"], "one follows the same unit in both runs"
    if first:
        said = [
            next(step["headline"] for step in one["steps"] if step["at"] == str(first)) for one in (right_drawn, drawn)
        ]
        assert said[0] != said[1]


@pytest.mark.parametrize(
    "words",
    [
        text
        for pair in (
            *MISTAKES.values(),
            *FIRST_SEEN.values(),
            *ARRIVING.values(),
            *(one.values() for one in LAST.values()),
        )
        for text in pair
        if text
    ],
)
def test_a_headline_of_a_mistake_is_short(words):
    said = re.sub(r"\{[^}]*\}", "x", words)  # a quantity is one word
    assert len(said.split()) <= 12, words


def test_every_mistake_with_words_is_a_classic_one():
    assert {*MISTAKES, *FIRST_SEEN, *ARRIVING, *LAST} <= {one.name for one in CLASSICS}


def test_where_a_line_only_copies_the_copied_quantity_has_its_name_and_colour():
    steps = {step["at"]: step for step in scene(made(hello(), "no-tanh-derivative"))["steps"]}
    (copied,) = steps["backward.4.dz"]["operands"]
    assert (copied["name"], copied["path"]) == ([{"symbol": "da_total", "t": 4}], "sum")


def test_a_product_with_what_the_cache_held_adds_up_from_what_is_sent():
    trace = made(notebook(), "aliased-cache")
    drawn = scene(trace)
    (step,) = (step for step in drawn["steps"] if step["at"] == "backward.1.dWaa")
    product = step["operands"][1]
    sent = [drawn["values"][box["value"]] for box in product["operands"]]
    whole = trace.at("dWaa", 1) - trace.before("dWaa", 1)
    dz, a_prev = (np.reshape(one["data"][: one["rows"] * one["columns"]], (one["rows"], -1)) for one in sent)
    np.testing.assert_allclose(dz @ a_prev.T, whole, rtol=1e-8)
    np.testing.assert_allclose(a_prev, trace.at("a", 4), rtol=1e-8)
    assert not np.allclose(a_prev, trace.problem.parameters["a0"])


@pytest.mark.parametrize("problem", [*map(hello, CELLS)], ids=lambda problem: problem.cell.name)
@pytest.mark.parametrize("direction", ["forward", "backward"])
@pytest.mark.parametrize("part", ["late", "early"])
def test_what_a_loop_leaves_out_has_neither_step_nor_road(problem, direction, part):
    trace = made(problem, f"order.{direction}.{part}")
    drawn = json.loads(encode(trace))
    ran = {(step["quantity"], step["t"]) for step in drawn["steps"]}
    assert len(ran) < len(run(problem).steps)
    assert {(road["quantity"], road["t"]) for road in drawn["roads"] if road["quantity"] != "x"} <= ran


def test_a_mistake_in_a_long_word_has_words():
    assert encode(made(word("abcabcabcabca"), "only-da"))


def test_what_is_left_out_is_struck_and_its_road_cut():
    drawn = scene(made(hello(), "only-da"))
    step = next(step for step in drawn["steps"] if step["at"] == "backward.3.da_total")
    assert [operand.get("struck", False) for operand in step["operands"]] == [False, True]
    assert step["signs"] == [1, 0]
    assert {(road["quantity"], road["t"]) for road in drawn["mistake"]["cut"]} == {("da_time", t) for t in range(1, 5)}
    assert not [road for road in drawn["roads"] if road["quantity"] == "da_time"]
    assert drawn["mistake"]["columns"] == {1: "wrong", 2: "wrong", 3: "first", 4: "right"}


def test_what_the_loop_never_hands_on_has_no_road():
    """A loop that runs forward gets what the step before has left, and says so; none comes from the next cell."""
    for name in ("never-updated", "loop-forward"):
        drawn = scene(made(hello(), name))
        steps = {step["at"]: step for step in drawn["steps"]}
        assert {road["t"] for road in drawn["roads"] if road["quantity"] == "da_time"} == {4}
        cut = {road["t"]: road for road in drawn["mistake"]["cut"] if road["quantity"] == "da_time"}
        assert cut.keys() == {1, 2, 3}
        assert all(drawn["steps"][road["step"]]["at"] == f"backward.{t}.da_time" for t, road in cut.items())
    assert steps["backward.1.da_time"]["operands"] == []
    (came,) = steps["backward.2.da_time"]["operands"]
    assert (came["quantity"], came["t"]) == ("da_prev", 1)
    assert steps["backward.2.da_time"]["headline"][-1].endswith("cell ⟨1⟩.")
    assert "plus 0" not in steps["backward.4.da_total"]["headline"][-1], "there is something to add"


def test_a_changed_line_keeps_the_letters_of_maths():
    stacked = scene(made(hello(LSTM), "stacked-other-way"))
    step = next(step for step in stacked["steps"] if step["at"] == "forward.3.concat")
    assert [operand["quantity"] for operand in step["operands"]] == ["x", "a_prev"]
    twice = scene(made(hello(), "tanh-of-a"))
    name = next(step for step in twice["steps"] if step["at"] == "backward.4.dz")["operands"][0]["name"]
    assert name == ["1", " − ", "tanh²(", {"symbol": "a", "t": 4}, ")"]


@pytest.mark.parametrize("problem", [*(hello(cell) for cell in CELLS), notebook()], ids=lambda one: one.cell.name)
def test_the_switch_at_a_part_of_an_addition_leaves_out_that_part(problem):
    def switched(trace):
        return [(step, box) for step in scene(trace)["steps"] for box in step["operands"] if "without" in box]

    switches = {box["without"]: (step["quantity"], box["quantity"]) for step, box in switched(run(problem))}
    assert len(switches) == sum(len(state.parts) for state in states(problem.model))
    for mistake, (total, part) in switches.items():
        wrong = switched(made(problem, mistake))
        struck = {(step["quantity"], box["quantity"]) for step, box in wrong if box.get("struck")}
        assert struck == {(total, part)}


def test_what_a_test_hands_in_ready_made_has_no_switch():
    sent = scene(run(CASES["rnn_cell_backward"].problem))
    assert not [box for step in sent["steps"] for box in step["operands"] if "without" in box]


@pytest.mark.parametrize("name", ["loss.no.sum", "loss.no.log", "y.exp"])
def test_a_mistake_in_the_cost_has_a_picture(name):
    assert scene(made(hello(), name))["mistake"]["first"]


def test_the_code_shows_the_line_that_ran():
    lines = {line.quantity: line for line in code(made(hello(), "only-da"), "backward") if line.quantity}
    assert lines["da_total"].text.strip() == "da_total = da_softmax"
    assert [name for name, line in lines.items() if line.edited] == ["da_total"]


def test_damage_is_the_relative_error():
    right, wrong = run(hello()), made(hello(), "only-da")
    one, other = right.at("dz", 2), wrong.at("dz", 2)
    assert off(right, wrong, "dz", 2) == pytest.approx(np.linalg.norm(other - one) / np.linalg.norm(one))
    assert off(right, wrong, "dz", 4) == 0
    assert [percent(share) for share in (0.004, 0.514, 12.3, np.inf)] == ["<1 %", "51 %", "12×", "not 0"]


def test_a_mistaken_run_has_its_own_row_of_tabs():
    right, mistaken, thread = (
        offered(trace) for trace in (run(notebook()), made(notebook(), "only-da"), made(notebook(), "the-thread"))
    )
    assert (mistaken[0], thread[0]) == ("damage", "thread")
    assert not {"damage", "thread"} & set(right)
    assert {*right, *mistaken, *thread} == set(LABELS)


def test_panels_that_need_a_cost_are_not_offered_without_one():
    """A forward test has none; where later costs are only handed in, not every part of a gradient has a name."""
    assert offered(run(CASES["rnn_forward"].problem)) == ("code", "check", "shapes")
    assert offered(made(CASES["lstm_forward"].problem, "stacked-other-way")) == ("damage", "code", "check")
    assert offered(run(CASES["lstm_cell_backward"].problem)) == ("code", "sizes", "check", "shapes")


def test_in_a_forward_test_the_columns_of_the_way_out_are_told_right_or_wrong():
    sent = scene(made(CASES["rnn_forward"].problem, "input.x.first"))
    assert sent["mistake"]["first"] == "forward.2.z"
    assert sent["mistake"]["columns"] == {1: "right", 2: "first", 3: "wrong", 4: "wrong"}


def test_a_mistake_in_a_link_survives_the_round_trip():
    state, notes = parse({"mistake": "only-da", "at": "backward.2.dz"})
    assert (state.mistake, notes) == ("only-da", ())
    assert to_query(state, run_of(state)) == {"at": "backward.2.dz", "mistake": "only-da"}
    assert fixed(state) == {}, "the stage itself turns a mistake off, so it hands that on apart"


@pytest.mark.parametrize(
    "name", ["nonsense", "<b>x</b>", "c-past-a", "only-da,only-da-prevt", "__import__('os')", "," * 99]
)
def test_an_unknown_or_impossible_mistake_is_said_and_not_made(name):
    state, notes = parse({"mistake": name, "at": "backward.2.dz"})
    assert state.mistake == ""
    assert len(notes) == 1
    assert notes[0].endswith("No mistake is made here.")
    assert str(state.at) == "backward.2.dz", "nothing else is lost"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("problem", "name"),
    [
        *each(EVERY, 2),
        (hello(), "z.without.ba"),
        (hello(LSTM), "carry.a_prev.from.c"),
        (hello(), "order.forward.reversed"),
        (hello(), "loss.no.sum"),
    ],
)
def test_what_is_measured_beside_a_number_is_the_slope_of_the_run_that_it_belongs_to(problem, name):
    """Beside a wrong number stands the right one, and `measured ✓`: that is said of the right run and is true."""
    trace = made(problem, name)
    drawn, compared = scene(trace), 0
    for address, step in zip(trace.steps, drawn["steps"], strict=True):
        for box in (step["result"], *step["operands"]):
            if "measured" not in box:
                continue
            one = trace.right if step.get("wrong") else trace
            slope = slopes_at_sum(one, address.t, box["measured"]["state"])[box["quantity"]]
            if step.get("wrong"):
                compared += 1
                assert agrees(slope, one.at(box["quantity"], address.t)).all()
                continue
            sent = drawn["values"][box["measured"]["value"]]
            count = sent["rows"] * sent["columns"]
            found = np.reshape(sent["data"][count * (address.t - 1) :][:count], (sent["rows"], -1))
            np.testing.assert_allclose(found, slope, rtol=1e-8, atol=1e-12)
    assert compared or not any("measured" in step["result"] and step.get("wrong") for step in drawn["steps"])


def test_a_right_number_that_is_not_measured_to_be_right_is_not_said_to_be(monkeypatch):
    def told(trace):
        return [step["at"] for step in scene(trace)["steps"] if step.get("wrong") and "measured" in step["result"]]

    assert "backward.3.da_total" in told(made(hello(), "only-da"))
    monkeypatch.setattr("app.scene.slopes.agrees", lambda measured, computed: np.arange(measured.size) > 0)
    assert told(made(hello(), "only-da")) == []


LARGEST = {name: most for name, (_, most) in SIZES.items()}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cell", "name", "most"),
    [
        (RNN, "own-slot", 200),
        (LSTM, "only-da", 240),
        (LSTM, "own-slot", 300),
        (LSTM, "stacked-other-way", 300),
        (GRU_AFTER, "own-slot", 240),
    ],
)
def test_the_scene_of_a_mistaken_run_is_small(cell, name, most):
    """What is right is not sent twice, and nothing that nobody asks for."""
    sizes = LARGEST if cell is RNN else LARGEST | {"n_a": 5, "m": 10}
    assert len(gzip.compress(encode(made(random_problem(**sizes, cell=cell), name)))) <= 1000 * most


CLAIMED = [
    pytest.param(problem, name, id=f"{problem.name}-{problem.cell.name}-{name}")
    for problem, names in (
        (hello(), edits(hello(), 3)),
        (hello(LSTM), edits(hello(LSTM), 25)),
        (notebook(), edits(notebook(), 10, edits(hello(), 3))),
    )
    for name in each(names, 2)
]


@pytest.mark.slow
@pytest.mark.parametrize(("problem", "name"), CLAIMED)
def test_what_is_said_beside_a_mistaken_run_is_true_of_it(problem, name):
    trace = made(problem, name)
    drawn = scene(trace)
    said = {}
    for address, step in zip(trace.steps, drawn["steps"], strict=True):
        said[address] = (plain(step["headline"]), plain(step.get("grey", [])))
    wrong = wrong_steps(trace.right, trace)
    first = wrong[0] if wrong else None
    out, back = trace.times("forward"), trace.times("backward")
    for index, (address, (headline, grey)) in enumerate(said.items()):
        state, t = state_of(problem.model, address.quantity), address.t
        if "Everything computed before it is right" in grey:
            assert address == first
            for earlier in trace.steps[:index]:
                mine, other = (one.at(earlier.quantity, earlier.t) for one in (trace, trace.right))
                assert mine.shape == other.shape
                assert np.allclose(mine, other, rtol=1e-9, atol=1e-12), earlier
        if "start a running total" in headline:
            assert t == back[0]
        if "is complete" in headline:
            assert t == back[-1]
        if "nothing comes back: 0" in headline or "plus 0" in headline:
            assert not trace.at(state.time, t).any()
        if "nothing has come back yet" in headline:
            assert t == back[0]
        if number := re.search(r"A wrong number arrives from cell ⟨(\d)⟩", headline):
            assert np.array_equal(trace.at(state.prev, int(number[1])), trace.at(address.quantity, t))
        if number := re.search(r"What left cell ⟨(\d)⟩ as .* has not arrived", headline):
            assert not np.array_equal(trace.at(state.prev, int(number[1])), trace.at(address.quantity, t))
        if "will use it" in headline or "used once" in headline:
            assert t == out[-1]
        if "two wires" in headline + grey or "used twice" in headline:
            following = out[out.index(t) + 1 : out.index(t) + 2]
            assert following
            assert np.array_equal(trace.at(state.name, t), trace.at(state.arrives, following[0]))
        if address in wrong and address.quantity in trace.edited("backward"):
            assert headline != plain(rich(words_for(problem, address.quantity).headline, problem, t))
