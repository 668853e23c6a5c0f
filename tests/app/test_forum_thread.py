"""What the account of the forum thread says is what the core computes."""

from __future__ import annotations

import numpy as np
import pytest

from app.forum_thread import CASE, POSTED, entries, on_drawn_cache, posted
from rnn_core import find_mistake, first_wrong, mistaken, notebook, run
from tests.rnn_core.examples import facts

PROBLEM = notebook()


def made(name):
    return run(PROBLEM, mistaken(PROBLEM, name))


def test_the_posted_numbers_are_those_of_the_facts():
    assert facts("notebook")["thread"] == POSTED
    assert posted().startswith('gradients["dx"][1][2] = [-0.4086444 -0.59255627')


def test_the_mistake_gives_all_eight_numbers_and_no_other_run_does():
    found = entries(made("the-thread"))
    assert [one.label for one in found] == [
        *(f"dx[1][2][{t}]" for t in range(4)),
        "da0[2][3]",
        "dWax[3][1]",
        "dWaa[1][2]",
        "dba[4]",
    ]
    assert all(one.same for one in found)
    for name in ("aliased-cache", "tanh-of-z", "only-da"):
        assert not all(one.same for one in entries(made(name))), name
    assert [one.same for one in entries(run(PROBLEM))] == [False, True, True, True, False, False, False, False]


def test_the_right_run_has_the_expected_numbers():
    assert all(one.ours == pytest.approx(one.expected, rel=1e-12) for one in entries(run(PROBLEM)))


def test_the_cached_a_prev_of_the_first_step_is_the_last_a():
    trace = made("the-thread")
    assert np.array_equal(trace.cached["a_prev"][0], trace.at("a", PROBLEM.T))
    assert np.array_equal(trace.cached["a_prev"][1:], trace["a_prev"][1:]), "the first alone"
    assert str(first_wrong(run(PROBLEM), trace)) == "backward.1.dz"


def test_only_on_a_drawn_cache_the_two_slopes_of_tanh_differ():
    by_a, by_z = on_drawn_cache(), on_drawn_cache(find_mistake(PROBLEM, "tanh-of-z"))
    assert {name: array.shape for name, array in by_a.items()} == {
        name: array.shape for name, array in CASE.right.items()
    }
    for name in by_a:
        assert np.abs(by_a[name] - by_z[name]).max() > 1, name
    # Here a *is* tanh(z): the same lines on the cache of rnn_forward.
    assert first_wrong(run(PROBLEM), made("tanh-of-z")) is None


def test_the_seed_is_what_the_cache_is_drawn_from():
    one, same, other = on_drawn_cache(seed=1), on_drawn_cache(seed=1), on_drawn_cache(seed=2)
    assert np.array_equal(one["dx"], same["dx"])
    assert not np.allclose(one["dx"], other["dx"])
