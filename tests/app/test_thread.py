"""The account of the forum thread: its words, its numbers, and where its links lead."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs

import numpy as np

from app.forum_thread import entries, on_drawn_cache
from app.panels import offered, thread
from app.scene.say import number
from app.view import ViewState, parse, place, run_of
from rnn_core import find_mistake, first_wrong, hello, mistaken, notebook, run

PROBLEM = notebook()
RIGHT = run(PROBLEM)


def made(name):
    return run(PROBLEM, mistaken(PROBLEM, name))


TRACE = made(thread.NAME)
PAGE = ViewState(problem="notebook", mistake=thread.NAME, view="compare", tab="thread")
ACCOUNT = thread.account(TRACE, PAGE)


def said(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def opened(link: str) -> ViewState:
    state, notes = parse(parse_qs(unescape(link)[1:]))
    assert notes == (), link
    return state


def test_it_is_offered_for_the_notebooks_run_of_this_mistake_alone():
    assert "thread" in offered(TRACE)
    assert "thread" not in offered(run(hello(), mistaken(hello(), thread.NAME)))
    assert "thread" not in offered(made("aliased-cache"))


def test_the_page_opens_both_runs_and_the_account_at_the_first_wrong_step():
    state = opened(thread.link())
    assert (state.view, state.tab, state.mistake) == ("compare", "thread", "the-thread")
    assert state.at == first_wrong(RIGHT, run_of(state))


def test_the_table_has_the_eight_numbers_each_beside_the_expected_one():
    table = thread.numbers(TRACE, PAGE)
    rows = [[said(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)] for row in table.split("<tr>")[2:]]
    for row, one in zip(rows, entries(TRACE), strict=True):
        good = abs(one.expected - one.posted) < 1e-6
        sign = "✓" if good else "✗"
        assert row[0].startswith(one.label)
        assert row[1:] == [
            number(one.expected, 6),
            f"{sign} {number(one.posted, 6)}",
            f"{sign} {number(one.ours, 6)}",
        ]
    assert "This run gives 8 of 8, to the last posted digit or two" in said(table)
    assert "gives 3 of 8" in said(thread.numbers(RIGHT, PAGE)), "counted, not claimed"


def test_each_entry_is_a_jump_to_its_step_beside_the_right_run():
    links = re.findall(r'href="([^"]+)"', thread.numbers(TRACE, PAGE))
    assert len(links) == 8
    for link, one in zip(links, entries(TRACE), strict=True):
        state = opened(link)
        assert (state.view, state.tab, state.mistake) == ("compare", "thread", "the-thread")
        assert state.at in TRACE.steps
        value = TRACE.at(state.at.quantity, state.at.t)
        assert np.isclose(value, one.ours).any()
        _, unit, example, column = place(state, TRACE)
        last = {"dx": example, "da0": example, "dba": 1}.get(state.at.quantity, column)
        assert value[unit - 1, last - 1] == one.ours, "the very entry that is boxed there"


def test_every_number_of_the_account_is_the_cores():
    words = said(ACCOUNT)
    assert len(f"{said(thread.numbers(TRACE, PAGE))} {words}".split()) < 220 + 32, (
        "short: 32 are the cells of the table"
    )
    assert np.abs(RIGHT["a"] - np.tanh(RIGHT["z"])).max() == 0
    assert "the largest |a − tanh(z)| is 0," in words
    assert first_wrong(RIGHT, made("tanh-of-z")) is None
    assert "1 − tanh(z)² alone gives 8 of the 8 expected numbers" in words
    assert np.array_equal(TRACE.cached["a_prev"][0], TRACE.at("a", PROBLEM.T))
    assert "step 4 writes a⟨4⟩ there" in words
    aliased = made("aliased-cache")
    wrong = [name for name in aliased.ends if not np.allclose(aliased.ends[name], RIGHT.ends[name])]
    assert wrong == ["dWaa"]
    assert np.array_equal(aliased["dx"], RIGHT["dx"])
    assert "dx, da⟨0⟩, dWax and dba come out right; only dWaa is wrong" in words
    assert f"{aliased.ends['dWaa'][1, 2]:.8f}" == "2.28659491"
    assert "dWaa[1][2] is 2.28659491, not 2.30333313." in words
    by_a = on_drawn_cache(seed=1)["dx"][1, 2, 0]
    by_z = on_drawn_cache(find_mistake(PROBLEM, "tanh-of-z"), seed=1)["dx"][1, 2, 0]
    assert abs(by_a - by_z) > 1
    assert f"dx[1][2] at ⟨1⟩ is {number(by_a)} by a, {number(by_z)} by z." in words
    assert "inferred" in words


def test_its_two_links_make_one_of_the_two_mistakes_each():
    by_z, aliased = (opened(link) for link in re.findall(r'href="([^"]+)"', ACCOUNT))
    assert (by_z.mistake, aliased.mistake) == ("tanh-of-z", "aliased-cache")
    assert {by_z.view, aliased.view} == {"compare"}
    assert aliased.at == first_wrong(RIGHT, run_of(aliased))
    both = (*find_mistake(PROBLEM, aliased.mistake), *find_mistake(PROBLEM, by_z.mistake))
    assert both == TRACE.mistake
