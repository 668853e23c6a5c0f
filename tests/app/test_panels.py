"""Each panel at every step: no exception, the core's numbers, everything escaped, nothing hidden in the page."""

from __future__ import annotations

import re
from html import unescape

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import rnn_core
from app.panels import PANELS, offered
from app.scene.facts import as_numpy, facts
from app.scene.graph import graph
from app.selection import selection

HELLO = rnn_core.hello()
TRACE = rnn_core.run(HELLO)


def page(key: str, at: str, problem: str) -> None:
    """Draws one panel for one step."""
    import rnn_core
    from app.panels import PANELS
    from app.panels.moment import Moment
    from app.selection import selection
    from app.view import Place

    makes = {"hello": rnn_core.hello, "notebook": rnn_core.notebook}
    name, _, which = problem.partition(" ")
    cell = next(cell for cell in rnn_core.CELLS if cell.name == (which or "rnn"))
    case = rnn_core.CASES.get(name)
    trace = rnn_core.run(case.problem if case else makes.get(name, rnn_core.random_problem)(cell=cell))
    address = next(step for step in trace.steps if str(step) == at)
    PANELS[key](Moment(trace, Place(address, *selection(trace), 0)))


def drawn(key: str, at: str, problem: str = "hello") -> AppTest:
    app = AppTest.from_function(page, args=(key, at, problem), default_timeout=60).run()
    assert not app.exception
    return app


def html(app: AppTest) -> str:
    return "".join(element.proto.body for element in app.get("html"))


def text(app: AppTest) -> str:
    return unescape(re.sub(r"<style>.*?</style>|<[^>]+>", "", html(app), flags=re.DOTALL))


@pytest.mark.parametrize(
    ("problem", "at"),
    [
        ("rnn_forward", "forward.1.z"),
        ("lstm_cell_forward", "forward.1.y"),
        ("lstm_cell_backward", "backward.1.dc_time"),
    ],
)
def test_what_is_offered_in_a_test_of_the_notebook_opens(problem, at):
    for key in PANELS.keys() & set(offered(rnn_core.run(rnn_core.CASES[problem].problem))):
        drawn(key, at, problem)


def test_check_measures_what_a_test_hands_in():
    said = text(drawn("check", "backward.1.dc_total", "lstm_cell_backward"))
    assert "the costs move as the gradients say" in said
    assert "how Jlater moves" in said
    assert "no cost comes later" not in said
    assert "there is no cost" in text(drawn("check", "forward.2.a", "lstm_forward"))


def test_sizes_say_what_arrives_at_the_last_step():
    assert "the two parts" in text(drawn("sizes", "backward.1.dc_total", "lstm_cell_backward"))
    assert "nothing comes from later" in text(drawn("sizes", "backward.1.da_total", "lstm_cell_backward"))


@pytest.mark.slow
@pytest.mark.parametrize("key", [key for key in PANELS if key != "thread"])  # that one tells of one run alone
@pytest.mark.parametrize(
    ("problem", "steps"),
    [
        ("hello", "forward.1.z turn.J backward.4.da_time end.da0"),
        ("notebook", "forward.4.loss backward.1.da_softmax"),
        ("random", "backward.1.da_prev"),
        ("hello lstm", "forward.1.concat backward.3.dc_total end.dc0"),
        ("notebook lstm", "backward.4.dc_time"),
        ("hello gru_before", "backward.3.dra"),
        ("random gru_after", "forward.2.zca"),
    ],
)
def test_every_panel_opens_at_every_kind_of_step(key, problem, steps):
    for at in steps.split():
        drawn(key, at, problem)


@pytest.mark.parametrize("at", ["forward.1.z", "turn.J", "backward.1.dz", "end.da0"])
def test_the_story_of_the_thread_opens_at_every_kind_of_step(at):
    assert "gives 3 of 8" in text(drawn("thread", at, "notebook")), "of the right run, here"


def test_by_loss_says_by_which_roads_the_last_cost_comes():
    assert "From J⟨4⟩ it comes, cell by cell, as datime⟨3⟩, datime⟨2⟩." in text(drawn("loss", "backward.2.da_total"))
    assert "it comes, cell by cell" not in text(drawn("loss", "backward.4.da_total"))
    said = text(drawn("loss", "backward.3.dc_total", "hello lstm"))
    assert "as dctime⟨3⟩, datime⟨3⟩." in said


def test_by_loss_says_the_sum_in_words_and_has_a_table():
    app = drawn("loss", "backward.3.da_total")
    shown = text(app)
    for part in ("−0.435", "0.599", "0.164"):
        assert part in shown
    parts = rnn_core.by_loss(TRACE)[:, :, 2, 0]
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", html(app))
    assert cells[:4] == [f"{parts[0, 0]:.3f}".replace("-", "−"), "", "", ""]
    assert len(cells) == 5 * 4


def test_at_the_last_step_there_is_nothing_later():
    assert "No cost comes after" in text(drawn("loss", "backward.4.da_total"))
    assert "no cost comes later" in text(drawn("check", "backward.4.da_total"))


def test_sizes_has_the_sizes_of_this_step_and_a_table():
    shown = text(drawn("sizes", "backward.3.da_total"))
    for name in ("da_softmax", "da_time", "da_total"):
        assert f"{np.linalg.norm(TRACE.at(name, 3)):.3f}" in shown


@pytest.mark.parametrize("problem", ["hello", "notebook"])
def test_check_measures_what_the_backward_pass_says(problem):
    app = drawn("check", "backward.3.da_total", problem)
    trace = rnn_core.run(HELLO if problem == "hello" else rnn_core.notebook())
    unit, example = selection(trace)
    for name in ("da_softmax", "da_time", "da_total"):
        assert f"{trace.at(name, 3)[unit - 1, example - 1]:.10f}".replace("-", "−") in text(app)
    assert html(app).count('aria-label="agrees"') == 6
    assert "the costs move as the gradients say" in text(app)
    assert "no entry differs, in any digit" in text(app)


def test_at_the_second_addition_the_panels_are_about_c():
    """Check, Sizes and By loss show dc_a, dc_time and dc_total at the steps that are about c."""
    trace = rnn_core.run(rnn_core.hello(rnn_core.LSTM))
    unit, example = selection(trace)
    check, sizes = (text(drawn(key, "backward.3.dc_total", "hello lstm")) for key in ("check", "sizes"))
    for name in ("dc_a", "dc_time", "dc_total"):
        assert f"{trace.at(name, 3)[unit - 1, example - 1]:.10f}".replace("-", "−") in check
        assert f"{np.linalg.norm(trace.at(name, 3)):.3f}" in sizes
    assert "the costs move as the gradients say" in check
    assert "1 - cc**2" in check
    parts = rnn_core.by_loss(trace, "dc_total")[:, 2, unit - 1, example - 1]
    assert f"{parts[2]:.3f}".replace("-", "−") in text(drawn("loss", "backward.3.dc_total", "hello lstm"))


def test_one_entry_is_measured_as_all_entries_are():
    for method in ("central", "complex"):
        every = rnn_core.slopes_at_sum(TRACE, 2, method=method)
        for entry in np.ndindex(5, 1):
            one = rnn_core.slopes_at_sum(TRACE, 2, method=method, entry=entry)
            assert all(abs(one[name] - every[name][entry]) < 1e-9 for name in every)
    assert rnn_core.slopes(TRACE, "Waa", entry=(1, 2)).shape == (4,)


@pytest.mark.parametrize("t", [1, 2, 4])
def test_shapes_knows_every_quantity_of_its_timestep(t):
    known = {fact.name: fact for fact in facts(TRACE, t, graph(TRACE))}
    model = HELLO.model
    assert set(known) >= {
        *model.inputs,
        *model.parameters,
        *model.lines("forward"),
        *model.lines("backward"),
        "a_prev",
        "da_time",
    }
    assert known["da_total"].shape == (5, 1)
    assert known["da_total"].reads == ("da_softmax", "da_time")
    assert known["da_total"].readers == ("dz",)
    assert known["Waa"].readers == ("z", "da_prev")
    assert known["da_prev"].readers == ((f"da_time⟨{t - 1}⟩",) if t > 1 else ("da0",))
    assert ("a_prev⟨2⟩" in known["a"].readers) == (t == 1)


@pytest.mark.parametrize("name", ["da_total", "Waa", "loss", "dWya", "J", "x"])
def test_a_copied_array_is_exactly_the_same_array(name):
    value = TRACE.at(name, 3)
    scope = {"np": np}
    exec(as_numpy(name, value), scope)
    assert np.array_equal(scope[name], value)
    assert np.shape(scope[name]) == np.shape(value)


def test_the_array_is_sent_only_when_it_is_asked_for():
    app = drawn("shapes", "backward.3.da_total")
    assert not app.code
    app.session_state["shapes-copy"] = True
    app.run()
    assert app.code[0].value == as_numpy("da_total", TRACE.at("da_total", 3))
    app.selectbox(key="shapes-array").select("Waa").run()
    assert app.code[0].value == as_numpy("Waa", TRACE.at("Waa"))


def test_the_sizes_that_stand_out_are_those_of_this_step():
    bold = re.findall(r'<b class="\w+">([\d.]+)</b>', html(drawn("sizes", "backward.2.da_total")))
    wanted = [f"{np.linalg.norm(TRACE.at(name, 2)):.3f}" for name in ("da_softmax", "da_time", "da_total")]
    assert bold == [*wanted, *wanted], "in the sentence and in the key"
