"""A search in a thread comes to the same answer, says how far it is, and ends when it is told to or left alone."""

from __future__ import annotations

from threading import Event, Semaphore
from typing import Any

import pytest

from app import search as module
from app.panels import numbers_dialog as numbers
from app.search import AT_ONCE, PATIENCE, Search
from rnn_core import diagnose

ONLY_DA = "dx[1][2] = [-0.15028183 -0.34554547 0.02071758 0.01483317], dba[4] = -0.12427391"
LONG = "dWf[3][1] = -0.09876543210987"  # one wrong number of the LSTM alone: all pairs are tried
SOON = 300  # s: no wait of these tests takes so long, unless the search is broken


def searched(text: str, case: str = "rnn_backward") -> Search:
    search = Search(text, case)
    search.start()
    assert search.watch(SOON)
    return search


class Clock:
    """A clock that stands still until it is set."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


class Held(Search):
    """A search that goes on from one report of its progress to the next when it is told to, and no further."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._reached, self._go_on = Event(), Event()

    def run(self) -> None:
        super().run()
        self._reached.set()

    def _progress(self, done: int, total: int) -> bool:
        self._reached.set()
        assert self._go_on.wait(SOON)
        self._go_on.clear()
        return super()._progress(done, total)

    def start(self) -> None:
        super().start()
        assert self._reached.wait(SOON)

    def step(self) -> None:
        """Let it look at what it is told, and go on to its next report or to its end."""
        self._reached.clear()
        self._go_on.set()
        assert self._reached.wait(SOON)


def test_it_finds_what_the_core_finds():
    found = searched(ONLY_DA).found
    assert found
    assert [cause.name for cause in found.causes] == [cause.name for cause in diagnose(ONLY_DA).causes]


def test_a_text_that_cannot_be_read_is_said():
    search = searched("no numbers here")
    assert search.found is None
    assert "no numbers" in search.error


def test_it_says_how_far_it_is_and_stops_before_its_end():
    clock = Clock()
    search = Held(LONG, "lstm_backward", clock=clock)
    assert (search.share, search.seconds_left) == (0.0, None)
    search.start()
    reports = 0
    while not search.share and reports < 10_000:
        search.step()
        reports += 1
    assert 0 < search.share < 1
    clock.now += 2
    assert search.seconds_left == pytest.approx(2 * (1 / search.share - 1))
    search.stop()
    search.step()
    assert search.watch(SOON)
    assert search.found
    assert not search.found.complete
    assert 0 < search.done < search.total


def test_it_stops_among_the_single_edits_too():
    search = Held(LONG, "lstm_backward")
    search.start()
    search.step()
    search.stop()
    search.step()
    assert search.watch(SOON)
    assert search.found
    assert not search.found.complete
    assert (search.done, search.total, search.found.tried) == (0, 0, 0)


def test_it_ends_when_nobody_has_watched_it_for_ten_seconds():
    clock = Clock()
    search = Held(LONG, "lstm_backward", clock=clock)
    search.start()
    for _ in range(4):  # somebody looks
        clock.now += PATIENCE - 1
        search.watch(0)
        search.step()
        assert search.is_alive()
    clock.now += PATIENCE + 1
    search.step()
    search.join(SOON)
    assert not search.is_alive()
    assert search.found
    assert not search.found.complete


def test_four_run_at_once_and_the_next_one_waits_for_its_turn():
    places = Semaphore(AT_ONCE)
    searches = [Held(LONG, "lstm_backward", places=places) for _ in range(AT_ONCE)]
    for search in searches:
        search.start()
    late = Search(ONLY_DA, "rnn_backward", places=places)
    late.start()
    assert not late.watch(0)
    assert late.waits
    assert "waiting for its turn: 4 other searches are under way" in numbers._so_far(late)
    searches[0].stop()
    searches[0].step()
    assert late.watch(SOON)
    assert not late.waits
    assert late.found
    assert late.found.causes
    for search in searches[1:]:
        search.stop()
        search.step()
        assert search.watch(SOON)
    assert all(places.acquire(blocking=False) for _ in range(AT_ONCE)), "each has given its place back"


@pytest.mark.parametrize("leave", [Search.stop, lambda search: setattr(search._clock, "now", 1000.0)])
def test_one_that_waits_can_be_stopped_and_left_alone(leave):
    search = Search(ONLY_DA, "rnn_backward", clock=Clock(), places=Semaphore(0))
    search.start()
    leave(search)
    search.join(SOON)
    assert not search.is_alive()
    assert (search.found, search.error) == (None, "The search was stopped before its turn came.")


def test_a_place_is_given_back_after_any_end():
    places = Semaphore(1)
    for text in (ONLY_DA, "no numbers here"):
        search = Search(text, "rnn_backward", places=places)
        search.start()
        assert search.watch(SOON)
        assert places.acquire(blocking=False)
        places.release()


def test_all_searches_of_a_process_share_their_places():
    assert Search(ONLY_DA, "rnn_backward")._places is Search(LONG, "lstm_backward")._places is module._PLACES
