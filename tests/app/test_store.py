"""The store: what is made is made once, whoever asks at the same time; it never holds more than it has room for."""

from __future__ import annotations

import json
import sys
import tracemalloc
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier, Event
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from app import store
from app.export.page import scenes
from app.panels import PANELS, offered
from app.store import ROOM, Store, classics_of, read_link, run_of, scene_of, size_of
from app.view import ViewState, to_query
from tests.app.test_menus import PAGE

PATIENCE = 20  # s, where what has to happen does not


def size(value: int) -> int:
    return value


@given(st.integers(1, 12), st.lists(st.integers(0, 9), max_size=40))
def test_it_has_what_was_used_last_as_far_as_there_is_room(room, keys):
    """The value of a key is its size. Against the plainest account of it."""
    kept: OrderedDict[int, int] = OrderedDict()
    made: list[int] = []
    here = Store(room)
    for key in keys:
        assert here.find(key) == kept.get(key)
        began = len(made)
        assert here.keep(key, lambda key=key: made.append(key) or key, size) == key
        assert made[began:] == ([] if key in kept else [key])
        kept[key] = key
        kept.move_to_end(key)
        while sum(kept.values()) > room:
            kept.popitem(last=False)
        assert here.taken == sum(kept.values()) <= room


def test_what_two_threads_ask_for_at_once_is_made_once():
    here, begun, go, made = Store(100), Event(), Event(), []

    def make() -> str:
        begun.set()
        assert go.wait(PATIENCE)
        made.append("once")
        return "a run"

    with ThreadPoolExecutor(9) as pool:
        first = pool.submit(here.keep, "key", make)
        assert begun.wait(PATIENCE)
        others = [pool.submit(here.keep, "key", lambda: "another") for _ in range(7)]
        assert pool.submit(here.keep, "another key", lambda: "soon").result(PATIENCE) == "soon", "it waits for nobody"
        go.set()
        assert {one.result(PATIENCE) for one in (first, *others)} == {"a run"}
    assert made == ["once"]


def test_what_cannot_be_made_is_said_to_all_who_wait_and_tried_again_by_the_next():
    here, begun, go = Store(100), Event(), Event()

    def fail() -> str:
        begun.set()
        assert go.wait(PATIENCE)
        raise KeyError("no such mistake")

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(here.keep, "key", fail)
        assert begun.wait(PATIENCE)
        second = pool.submit(here.keep, "key", fail)
        go.set()
        assert [type(one.exception(PATIENCE)) for one in (first, second)] == [KeyError, KeyError]
    assert here.keep("key", lambda: "now") == "now"


def test_many_threads_leave_it_as_one_would():
    here, together = Store(40), Barrier(8)

    def use(seed: int) -> None:
        together.wait(PATIENCE)
        for key in ((i * seed) % 11 for i in range(300)):
            assert here.keep(key, lambda key=key: key, size) == key

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(use, range(1, 9)))
    finally:
        sys.setswitchinterval(before)
    assert here.taken == sum(here.find(key) or 0 for key in range(11)) <= here.room


def test_states_that_run_the_same_have_one_run_and_those_that_show_the_same_one_scene():
    state = ViewState(problem="word", word="cat", mistake="only-da")
    elsewhere = replace(state, unit=2, tab="loss", n_x=7, ask="on")
    hidden = replace(state, code="off")
    assert run_of(state) is run_of(elsewhere) is run_of(hidden)
    assert scene_of(state) is scene_of(elsewhere)
    assert scene_of(state) != scene_of(hidden)
    assert classics_of(state) is classics_of(replace(hidden, mistake="", names="h"))
    assert read_link("?problem=word&word=cat&mistake=only-da")[0] == state


@pytest.mark.parametrize("link", ["", "?cell=lstm&mistake=only-da", "?problem=random&n_a=8&T=12&m=12&cell=lstm"])
def test_a_run_weighs_about_what_the_store_says(link, monkeypatch):
    """Within twice either way, all of it looked at: else so many bytes of room would not be so many bytes."""
    monkeypatch.setattr(store, "STORE", Store(ROOM))
    state, _ = read_link(link)
    scene_of(state)  # so that what all runs share is there
    monkeypatch.setattr(store, "STORE", Store(ROOM))
    tracemalloc.start()
    try:
        trace = run_of(state)
        size_of(trace)
        measured, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert measured / 2 <= size_of(trace) <= 2 * measured


# The page

Counted = Callable[[], int]


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Counted:
    """How often a pass of the core has run."""
    count = 0

    def counting(run: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **more: Any) -> Any:
            nonlocal count
            count += 1
            return run(*arguments, **more)

        return counted

    for name, module in [(name, module) for name, module in sys.modules.items() if name.startswith("rnn_core")]:
        for each in ("unroll", "run_forward", "run_backward"):
            if run := getattr(module, each, None):
                monkeypatch.setattr(sys.modules[name], each, counting(run))
    return lambda: count


def opened(state: ViewState) -> AppTest:
    app = AppTest.from_file(str(PAGE), default_timeout=60)
    app.query_params.update(to_query(state, run_of(state)))
    assert not app.run().exception
    return app


RUNS = (ViewState(), ViewState(mistake="only-da"), ViewState(problem="notebook", mistake="the-thread"))
OPEN = [replace(state, tab=tab) for state in RUNS for tab in offered(run_of(state))]


@pytest.mark.parametrize("state", OPEN, ids=lambda state: f"{state.mistake or 'right'}-{state.tab}")
def test_an_idle_rerun_of_the_page_runs_nothing_of_the_core(state, runs, monkeypatch):
    monkeypatch.setattr(store, "STORE", Store(ROOM))
    app = opened(state)
    assert runs() > 0, "the first picture is computed"
    before = runs()
    assert not app.run().exception
    assert runs() == before


def test_each_panel_is_among_those_that_are_open_there():
    assert {state.tab for state in OPEN} == {"code", *PANELS}


def test_whoever_opens_what_somebody_else_has_open_runs_nothing_of_the_core(runs, monkeypatch):
    """Another session, a page to take along, and, made beforehand for that page, what one click on a part shows."""
    monkeypatch.setattr(store, "STORE", Store(ROOM))
    opened(ViewState(tab="check"))
    sent = json.loads(scenes(""))
    assert "only-da" in sent
    before = runs()
    opened(ViewState(tab="check"))
    opened(ViewState(mistake="only-da", view="compare"))
    assert json.loads(scenes("?unit=2")) == sent
    assert runs() == before
