"""The menus and the session: whatever is chosen, after whatever else, opens what it says and locks nobody in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from app import session, store, view
from app.bundle import bundle
from app.forum_thread import posted
from app.panels import controls, offered
from app.panels.numbers_dialog import answer, story
from app.view import KEYS, ViewState, parse, problem_of, run_of, valid
from rnn_core import EVERY_CASE, classics, diagnose, hello
from tests.sample import each, sample

DEFAULT = "backward.3.da_total"
PAGE = Path(__file__).parents[2] / "app" / "page.py"
CELLS = KEYS["cell"].choices
TESTS = [(case.problem.cell.name, case.test) for case in EVERY_CASE]
# Every (problem, cell, test) that there is.
STATES = [ViewState(problem=name, cell=cell) for name in ("hello", "word", "random") for cell in CELLS]
STATES += [ViewState(problem="notebook", cell=cell, test=test) for cell, test in TESTS]


def name(state: ViewState) -> str:
    return f"{state.problem}-{state.cell}-{state.test}"


def page(main: str) -> None:
    """The app, once it has done what was chosen in a menu: Streamlit calls back before it runs the page."""
    import runpy

    from app import session
    from app.panels import controls

    if session.choice():
        controls.choose()
    runpy.run_path(main)


def panels() -> None:
    """All that is offered for a run, one panel under the other, each as the page draws it when its tab is open."""
    import streamlit as st

    from app import session
    from app.panels import offered
    from app.panels.tabs import panel

    for tab in offered(session.trace()):
        st.html(f"<i>tab {tab}</i>")
        panel(tab, session.shown(None))


def html_of(app: AppTest) -> str:
    return "".join(element.proto.body for element in app.get("html"))


def drawn(state: ViewState) -> dict[str, str]:
    """What the panels of a state say, by their tabs."""
    app = AppTest.from_function(panels, default_timeout=60)
    app.session_state.state = state
    app.run()
    assert not app.exception, state
    _, *said = re.split("<i>tab (.*?)</i>", html_of(app))
    return dict(zip(said[::2], said[1::2], strict=True))


class Visit:
    """A session of the app. A component is nothing that AppTest can click, so what a menu would send is said here."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **link: str) -> None:
        self._said: Mapping[str, str] = {}
        monkeypatch.setattr(session, "choice", lambda: dict(self._said))
        self.app = AppTest.from_function(page, args=(str(PAGE),), default_timeout=60)
        for key, value in link.items():
            self.app.query_params[key] = value
        self.choose()

    def choose(self, **said: str) -> Visit:
        self._said = said
        self.app.run()
        assert not self.app.exception, (said, self.state)
        return self

    @property
    def state(self) -> ViewState:
        found: ViewState = self.app.session_state.state
        return found

    @property
    def notes(self) -> list[str]:
        found: list[str] = self.app.session_state.opening["notes"]
        return found

    @property
    def html(self) -> str:
        return html_of(self.app)

    @property
    def scene(self) -> dict[str, Any]:
        """What the stage gets."""
        (stage,) = (one for one in self.app.get("bidi_component") if one.proto.component_name == "unrolled_stage")
        scene: dict[str, Any] = json.loads(stage.proto.bytes)["scene"]
        return scene


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch) -> Any:
    return lambda **link: Visit(monkeypatch, **link)


def asks(state: ViewState) -> dict[str, str]:
    return {key: getattr(state, key) for key in ("problem", "cell", "test")}


# Each cell, each problem, each test.
DIFFERENT = [state for i, state in enumerate(STATES) if i in (0, 2, 5, 10) or state.problem == "notebook"]


@pytest.mark.slow
def test_every_example_opens_after_every_other(visit):
    """All ordered pairs of (problem, cell, test): from each to each that stands below it in the list, and back."""
    here, states = visit(), sample(DIFFERENT, STATES)
    for i, one in enumerate(states):
        for state in (one, *(state for other in states[i + 1 :] for state in (other, one))):
            here.choose(**asks(state))
            assert asks(here.state) == asks(state)
            assert here.notes == []


OTHERS = [(problem, cell) for problem in KEYS["problem"].choices for cell in CELLS]


@pytest.mark.slow
@pytest.mark.parametrize(("problem", "cell"), sample([OTHERS[i] for i in (0, 2, 5, 7, 8, 10, 13, 15)], OTHERS))
def test_what_another_problem_has_left_behind_locks_nobody_in(visit, problem, cell):
    """A test that this cell does not have waits behind another problem, until the notebook is chosen again."""
    here = visit()
    for test in KEYS["test"].choices:
        here.choose(problem="notebook", cell="rnn", test=test).choose(problem=problem).choose(cell=cell)
        here.choose(problem="notebook")
        assert here.state.problem == "notebook"
        run_of(here.state)
        assert here.choose(problem="hello").state.problem == "hello"


def test_an_older_test_then_hello_the_lstm_and_the_notebook_is_no_dead_end(visit):
    here = visit(problem="notebook", test="older_cell_backward")
    here.choose(problem="hello").choose(cell="lstm").choose(problem="notebook")
    assert asks(here.state) == {"problem": "notebook", "cell": "lstm", "test": "cell_backward"}
    assert here.notes == ["The LSTM's test is the same in older editions."]


@pytest.mark.slow
@pytest.mark.parametrize("state", each(STATES, 3), ids=name)
def test_every_panel_that_is_offered_can_be_drawn_with_every_classic_mistake(state):
    every = ["", *(one.name for one in classics(problem_of(state)))]
    # Of each problem and cell other ones; all of the plain RNN.
    few = every if state == STATES[0] else ["", *every[1 + STATES.index(state) % 3 :: 3]]
    for mistake in sample(few, every):
        made = replace(state, mistake=mistake)
        panels = drawn(made)
        assert tuple(panels) == offered(run_of(made))
        assert [tab for tab, html in panels.items() if not html] == ["code"], "that one is the stage's own"


# What the menus offer


def items(menu: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for column in menu["columns"]:
        for group in column:
            yield from group["items"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "state",
    [
        ViewState(),
        ViewState(problem="word", cell="gru_before"),
        ViewState(problem="notebook", test="older_cell_backward"),
        ViewState(problem="notebook", cell="lstm", test="forward"),
    ],
    ids=name,
)
def test_each_item_opens_what_it_says_and_is_marked_then(visit, state):
    here = visit()
    for item in items(controls.examples(state)):
        here.choose(**asks(state)).choose(**item["query"])
        now = {one["says"]: one["on"] for one in items(controls.examples(here.state))}
        assert now[item["says"]] is (item["query"].get("code") != "off")
        assert all(note.endswith("test is the same in older editions.") for note in here.notes)


def test_what_is_typed_is_part_of_the_choice(visit):
    here = visit().choose(problem="word", word=" Gurke ", seed="7", id="1")
    assert (here.state.word, here.state.seed) == ("gurke", 7)
    assert here.app.session_state.answer == {"id": "1", "refused": ""}
    here.choose(problem="random", n_x="1", n_a="2", n_y="3", m="4", T="5", seed="6", id="2")
    assert here.state == ViewState(problem="random", word="gurke", n_x=1, n_a=2, n_y=3, m=4, T=5, seed=6)


def test_the_fields_of_an_item_are_the_keys_that_its_problem_has_of_its_own():
    fields = {
        item["says"]: {field["name"] for field in item["fields"]} for item in items(controls.examples(ViewState()))
    }
    assert fields.pop("a word of your own …") == {"word", "seed"}
    assert fields.pop("random numbers …") == {"n_x", "n_a", "n_y", "m", "T", "seed"}
    assert set().union(*fields.values()) == set()


@pytest.mark.parametrize("state", STATES, ids=name)
def test_what_the_menus_offer_is_too_small_for_streamlit_to_keep_it_by_its_hash(state):
    """A message from 10 kB that changes and comes back can be missed by a busy page, which then dies."""
    state = replace(state, word="mississippian", mistake="only-da", code="off")
    menus = [controls.examples(state), controls.mistakes(state, problem_of(state), classics(problem_of(state)))]
    assert len(json.dumps(menus)) + len(bundle("hand.js")) < 9_000


def test_a_word_that_cannot_be_shown_is_refused_and_nothing_is_lost(visit):
    here = visit(problem="word", word="cat").choose(problem="word", word="abcdefghi", seed="1", id="x")
    assert here.state.word == "cat"
    refused = "A word has 2 to 8 different letters; this one has 9."
    assert here.app.session_state.answer == {"id": "x", "refused": refused}
    assert here.notes == []


def test_a_size_beyond_its_bounds_is_held_and_said(visit):
    here = visit().choose(problem="random", n_a="99", T="no number")
    assert (here.state.n_a, here.state.T) == (8, 4)
    assert len(here.notes) == 2


@pytest.mark.parametrize(
    "said",
    [{"problem": "minecraft"}, {"cell": "<b>"}, {"code": "perhaps"}, {"__class__": "x"}, {"tab": "loss", "id": "7"}],
)
def test_what_no_menu_offers_does_no_harm(visit, said):
    here = visit(tab="check").choose(**said)
    assert here.state.problem == "hello"
    assert here.state.code == "on"
    assert here.choose(cell="lstm").state.cell == "lstm"


@pytest.mark.parametrize("said", [None, 7, "problem=word", ["problem"], {"problem": None}, {1: 2}])
def test_what_is_no_choice_at_all_is_read_as_none(monkeypatch, said):
    class Menu:
        choose = said

    class State:
        menu = Menu()

    monkeypatch.setattr(session.st, "session_state", State())
    assert all(type(one) is str for pair in session.choice().items() for one in pair)


def test_choosing_what_is_on_already_keeps_the_step(visit):
    here = visit(at="backward.1.dz")
    assert str(here.choose(problem="hello").state.at) == "backward.1.dz"
    assert here.choose(cell="lstm").state.at is None


def test_a_mistake_is_made_at_the_same_step_and_dropped_with_a_sentence_where_it_cannot_be_made(visit):
    here = visit(cell="lstm", at="backward.2.dc_total").choose(mistake="c-past-a")
    assert (str(here.state.at), here.state.mistake, here.notes) == ("backward.2.dc_total", "c-past-a", [])
    here.choose(cell="rnn")
    assert here.state.mistake == ""
    assert here.notes == ["No mistake that can be made here is called 'c-past-a'. No mistake is made here."]


def test_without_a_mistake_two_runs_are_one_and_nothing_needs_to_be_said(visit):
    here = visit(mistake="only-da", view="compare").choose(mistake="")
    assert (here.state.view, here.notes) == ("page", [])


def test_the_mistakes_of_a_test_are_those_of_what_its_learner_has_written():
    for state in STATES:
        problem = problem_of(state)
        menu = controls.mistakes(state, problem, classics(problem))
        made = {item["query"].get("mistake") for item in items(menu)} - {"", None}
        assert made <= {one.name for one in classics(problem)}
        assert bool(menu["columns"][0][0]["note"]) == (not made)
    every = classics(hello())
    says = [item["says"] for item in items(controls.mistakes(ViewState(), hello(), every))]
    assert says == ["no mistake", *(one.says for one in every), "My own numbers are wrong …"]


# What the stage reports and asks for


def asked(name, said) -> None:
    """Does what the stage asks for, and notes what is shown then."""
    import streamlit as st

    from app import session

    class Stage(dict):
        __getattr__ = dict.__getitem__

    before = session.opening()["id"]
    now = {"id": before, "at": "backward.2.dz", "unit": 4, "example": 1, "column": 2}
    if name == "shown":
        st.session_state.found = session.shown(said if not isinstance(said, dict) else now | said)
    else:
        st.session_state.stage = Stage(shown=now, **{name: said})
        {"view": session.set_view, "mistake": session.set_mistake, "link": session.follow_link}[name]()
        st.session_state.found = session.shown(None)


def after(name: str, said: Any, **link: str) -> Any:
    app = AppTest.from_function(asked, args=(name, said), default_timeout=60)
    for key, value in link.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app.session_state


@pytest.mark.parametrize("said", [None, True, "2", 1.5, [3], {"unit": 1}, -1, -(10**400), 0])
def test_what_is_no_number_of_an_entry_is_the_first(said):
    report = {"unit": said, "example": said, "column": said}
    assert after("shown", report, problem="notebook").found[1:] == (1, 1, 0)


def test_a_number_beyond_the_last_entry_is_the_last():
    report = dict.fromkeys(("unit", "example", "column"), 10**400)
    assert after("shown", report, problem="notebook").found[1:] == (5, 10, 5)


@pytest.mark.parametrize("said", [None, "shown", 7, [], {"id": "of an earlier command"}, {"at": 3}])
def test_a_report_that_makes_no_sense_is_no_report(said):
    assert str(after("shown", said).found.at) == DEFAULT


@pytest.mark.parametrize("said", [7, "nonsense", "<b>", ["compare"]])
def test_a_view_or_mistake_that_there_is_not_is_not_shown(said):
    for name in ("view", "mistake"):
        state = after(name, {"value": said, "id": "7"}, tab="check").state
        assert (state.view, state.mistake, state.tab) == ("page", "", "check")
        assert str(state.at) == "backward.2.dz", "the step stays"


@pytest.mark.parametrize("said", [7, "only-da", ["compare"], {}])
def test_a_request_that_makes_no_sense_asks_for_nothing(said):
    for name in ("view", "mistake"):
        state = after(name, said, tab="check").state
        assert (state.view, state.mistake, state.tab) == ("page", "", "check")


def test_the_answer_to_what_the_stage_shows_already_has_its_id():
    """So the stage opens nothing again; but where something else is shown than it thinks, it does."""
    made = after("mistake", {"value": "only-da", "id": "0.5"})
    assert (made.state.mistake, made.opening["id"]) == ("only-da", "0.5")
    both = after("view", {"value": "compare", "id": "0.6"}, mistake="only-da")
    assert (both.state.view, both.opening["id"]) == ("compare", "0.6")
    undone = after("mistake", {"value": "", "id": "0.9"})  # what was asked for before it has not come through
    assert (undone.state.mistake, undone.opening["id"]) == ("", "0.9")
    refused = after("mistake", {"value": "nonsense", "id": "0.7"}).opening
    assert refused["notes"]
    assert refused["id"] != "0.7"
    assert after("mistake", {"value": "only-da", "id": ""}).opening["id"]


@pytest.mark.parametrize("said", [None, 7, "", "?", "?at=%ff&&=&unit=9", "?at=a&at=b", ["?"]])
def test_whatever_is_in_the_address_bar_opens(said):
    assert str(after("link", said).found.at) == DEFAULT


# Run first, stored after


@pytest.mark.parametrize("broken", ["run_of", "scene_of"])
def test_whatever_raises_leaves_the_session_as_it_was(visit, monkeypatch, broken):
    here = visit(problem="word", word="cat", at="backward.1.dz", code="off")
    before, good = here.state, getattr(store, broken)

    def raises(state: ViewState) -> Any:
        if state.cell == "lstm":
            raise StopIteration("a fault of ours")
        return good(state)

    monkeypatch.setattr(store, broken, raises)
    here.choose(cell="lstm")
    assert asks(here.state) == asks(before)
    assert (str(here.state.at), here.state.word, here.state.code) == ("backward.1.dz", "cat", "off")
    assert here.notes == [session.FAILED]
    assert here.choose(cell="gru_after").notes == []


def test_a_link_that_cannot_be_run_opens_the_default(visit, monkeypatch):
    good = store.scene_of
    monkeypatch.setattr(store, "scene_of", lambda state: good(state) if state == ViewState() else {}[state])
    here = visit(cell="lstm")
    assert (here.state, here.notes) == (ViewState(), [session.FAILED])


def test_opening_a_link_runs_its_problem_once(visit, monkeypatch):
    ran: list[ViewState] = []
    monkeypatch.setattr(store, "STORE", store.Store(store.ROOM))
    monkeypatch.setattr(view, "run_of", lambda key: ran.append(key) or run_of(key))
    visit(problem="random", seed="77", mistake="only-da", unit="2")
    assert len(ran) == 1


# The links of the panels


def links(html: str) -> list[str]:
    return [unescape(link) for link in re.findall(r'href="(\?[^"]*)"', html)]


@pytest.mark.slow
@pytest.mark.parametrize("mistake", ["", "only-da", "the-thread"])
@pytest.mark.parametrize(("cell", "test"), TESTS)
def test_every_link_of_a_panel_keeps_the_backward_code_hidden(cell, test, mistake):
    state, _ = valid(ViewState(problem="notebook", cell=cell, test=test, mistake=mistake, code="off"))
    found = links("".join(drawn(state).values()))
    assert found
    for link in found:
        there, notes = parse(parse_qs(link[1:]))
        assert (there.code, notes) == ("off", ()), link
        if there.tab == "check":  # an entry that is printed: its step, and nothing else, is another one
            assert there.mistake == state.mistake


def test_every_link_of_the_dialog_keeps_the_backward_code_hidden():
    view = ViewState(code="off", cell="gru_after", view="classroom")
    found = links(answer(diagnose(posted()), view) + story(view))
    assert len(found) == 3
    for link in found:
        there, notes = parse(parse_qs(link[1:]))
        assert (there.problem, there.cell, there.code, notes) == ("notebook", "rnn", "off", ())


def test_a_jump_of_the_panel_followed_shows_no_backward_code(visit):
    here = visit(problem="notebook", code="off", tab="check", example="3")
    jump = next(link for link in links(here.html) if "dWaa" in link)
    said = {key: values[-1] for key, values in parse_qs(jump[1:]).items()}
    assert said["tab"] == "check"
    there = visit(**{**said, "tab": "code"})
    assert list(there.scene["code"]) == ["forward"], "nothing of the other is sent"
