"""A search in a thread comes to the same answer, says how far it is, and ends when it is told to."""

from __future__ import annotations

from app.search import Search
from rnn_core import diagnose

ONLY_DA = "dx[1][2] = [-0.15028183 -0.34554547 0.02071758 0.01483317], dba[4] = -0.12427391"
LONG = "dWf[3][1] = -0.09876543210987"  # one wrong number of the LSTM alone: all pairs are tried


def searched(text: str, case: str = "rnn_backward") -> Search:
    search = Search(text, case)
    search.start()
    search.join(60)
    return search


def test_it_finds_what_the_core_finds():
    found = searched(ONLY_DA).found
    assert found
    assert [cause.name for cause in found.causes] == [cause.name for cause in diagnose(ONLY_DA).causes]


def test_a_text_that_cannot_be_read_is_said():
    search = searched("no numbers here")
    assert search.found is None
    assert "no numbers" in search.error


def test_it_says_how_far_it_is_and_stops_before_its_end():
    search = Search(LONG, "lstm_backward")
    assert (search.share, search.seconds_left) == (0.0, None)
    search.start()
    while not 0 < search.share < 1:
        search.join(0.02)
    assert search.seconds_left
    assert search.seconds_left > 0
    search.stop()
    search.join(30)
    assert search.found
    assert not search.found.complete
    assert search.done < search.total
