"""What a cache saves: three ways to the slope of tanh give the same numbers, and what is counted is what they cost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rnn_core
from app.bounds import SIZES
from app.panels.again import longer
from app.scene.again import again
from rnn_core import CELLS, RNN, Trace, find_case, hello, mistaken, random_problem, run
from tests.app.test_panels import drawn, text

sizes = st.fixed_dictionaries({name: st.integers(*bounds) for name, bounds in SIZES.items()})


@given(sizes)
def test_the_counts_follow_the_sizes_of_the_problem(size):
    n_x, n_a, m, T = (size[name] for name in ("n_x", "n_a", "m", "T"))
    kept, inside, made = again(run(random_problem(**size)), "dz")
    entries = T * n_a * m
    assert [way.matrix_products for way in (kept, inside, made)] == [0, 0, 2 * T]
    assert [way.functions for way in (kept, inside, made)] == [0, entries, entries]
    assert kept.multiplications == inside.multiplications == 2 * entries, "the square, and times da_total"
    assert made.multiplications == 2 * entries + T * m * n_a * (n_x + n_a)
    assert [way.more for way in (kept, inside, made)] == [0, 8 * entries, 0], "a made the scores, so it is kept anyway"


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
def test_all_three_ways_give_the_gradient(cell):
    trace = run(hello(cell))
    found = {name: ways for name in trace.lines("backward") if (ways := again(trace, name))}
    assert list(found) == (["dz"] if cell is RNN else ["dzc"])
    for name, ways in found.items():
        for way in ways:
            for t in range(1, trace.problem.T + 1):
                value = trace.evaluate(way.line, way.line.expression, t)
                assert np.allclose(value, trace.at(name, t), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(
    ("trace", "bytes_of_a"),
    [
        (run(rnn_core.notebook()), 8 * 5 * 10),
        (run(find_case("rnn", "cell_backward").problem), 8 * 5 * 10),
    ],
    ids=["all steps", "one step"],
)
def test_where_no_score_reads_a_the_last_step_keeps_it_for_its_slope_alone(trace, bytes_of_a):
    """At each other step the next one has kept it, as its a_prev."""
    kept, inside, made = again(trace, "dz")
    assert (kept.more, inside.more, made.more) == (bytes_of_a, 8 * trace["z"].size, 0)


def test_a_line_without_such_a_slope_and_one_that_a_mistake_has_taken_it_from_have_nothing_to_say():
    assert again(run(hello()), "da_total") == ()
    assert again(run(hello(), mistaken(hello(), "no-tanh-derivative")), "dz") == ()


def counted(trace: Trace) -> list[str]:
    ways = again(trace, "dz")
    return [f"{n:,}" for way in ways for n in (way.matrix_products, way.multiplications, way.functions, way.more)]


def test_the_panel_has_the_counts_once_it_is_opened_and_a_measured_ratio():
    app = drawn("shapes", "backward.3.dz")
    assert "computed again" not in text(app)
    app.session_state["shapes-again"] = True
    said = text(app.run())
    trace = run(hello())
    rows = said.partition("more bytes to keep")[2].partition("More to keep")[0]
    assert rows == "".join(
        f"{label}{''.join(counted(trace)[4 * i : 4 * i + 4])}"
        for i, label in enumerate(("a kept", "z kept", "z again"))
    )
    assert "this line takes about" in said
    assert np.isfinite(longer(trace, again(trace, "dz")))


def test_no_other_step_of_the_panel_has_that_section():
    app = drawn("shapes", "backward.3.da_total")
    app.session_state["shapes-again"] = True
    assert "computed again" not in text(app.run())
