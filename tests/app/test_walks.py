"""The walks: their files are strictly read, and what a stop says is true of the run that it shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import combinations
from typing import Any

import pytest

from app import walks
from app.holds import PREDICATES
from app.scene import types as sent
from app.scene.axes import axes
from app.scene.entry import ENTRY
from app.scene.rich import rich
from app.scene.scene import scene
from app.view import Place, ViewState, parse_link, place, problem_key, run_of
from app.walks import ANSWERS, WALKS, Stop, WalkError, read
from rnn_core import Address, Trace

STOPS = [(walk, number, stop) for walk in WALKS.values() for number, stop in enumerate(walk.stops, 1)]
NUMBERED = [walk for walk in WALKS.values() if walk.is_numbered]
NAMES = [f"{walk.id}-{number}" for walk, number, _ in STOPS]
every_stop = pytest.mark.parametrize(("walk", "number", "stop"), STOPS, ids=NAMES)
every_walk = pytest.mark.parametrize("walk", NUMBERED, ids=lambda walk: walk.id)

GOOD: dict[str, Any] = {"id": "good", "question": "Why?", "stops": [{"link": "?", "text": "Because.\nIt is so."}]}
MARK = re.compile(r"\{[^{}]+\}")
# What a text may say in digits: the 1 of tanh's slope, and code.
FIXED = re.compile(r"1 − (?=\{a\}²|tanh²)|axis=1")


@cache
def shown(link: str) -> tuple[ViewState, Trace, Place]:
    state, _ = parse_link(link)
    trace = run_of(replace(state, at=None, unit=None, example=None, column=None))
    return state, trace, place(state, trace)


@cache
def run_once(state: ViewState) -> Trace:
    return run_of(state)


def at(link: str) -> tuple[Trace, Place]:
    state, _, there = shown(link)
    return run_once(problem_key(state)), there


@cache
def scene_of(trace: Trace) -> sent.Scene:
    return scene(trace)


def with_stop(**changes: Any) -> dict[str, Any]:
    return {**GOOD, "stops": [{**GOOD["stops"][0], **changes}]}


@pytest.mark.parametrize(
    ("found", "says"),
    [
        ("{", "good.json is no JSON"),
        ([], "good.json should be an object"),
        ({"id": "good", "stops": GOOD["stops"]}, "good.json has no question"),
        ({**GOOD, "by": "me"}, "good.json has an unknown key: by"),
        ({**GOOD, "question": 1}, "good.json: question should be of the type str"),
        ({**GOOD, "id": "other"}, "good.json has the id 'other'"),
        ({**GOOD, "stops": []}, "good.json has no stops"),
        ({**GOOD, "stops": ["?"]}, "good.json, stop 1 should be an object"),
        ({**GOOD, "stops": [{"link": "?"}]}, "good.json, stop 1 has no text"),
        (with_stop(note="x"), "good.json, stop 1 has an unknown key: note"),
        (with_stop(ask=1), "good.json, stop 1: ask should be of the type bool"),
        (with_stop(text="One line alone."), "good.json, stop 1: its text should be a headline"),
        (with_stop(text="\nNo headline."), "good.json, stop 1: its text should be a headline"),
        (with_stop(text="Three\nlines\nare too many."), "good.json, stop 1: its text should be a headline"),
        (with_stop(holds="sign flips"), "good.json, stop 1: holds should be of the type list"),
        (with_stop(holds=[1]), "good.json, stop 1: no predicate of app/holds is called 1"),
        (with_stop(holds=["pigs fly"]), "good.json, stop 1: no predicate of app/holds is called 'pigs fly'"),
    ],
)
def test_a_file_that_is_no_walk_is_refused_and_the_message_says_where(found, says):
    with pytest.raises(WalkError, match=re.escape(says)):
        read(found if isinstance(found, str) else json.dumps(found), "good.json")


def test_what_a_file_says_is_what_is_read():
    found = read(json.dumps(with_stop(ask=True, holds=["sign flips"])), "good.json")
    assert (found.id, found.question) == ("good", "Why?")
    assert found.stops == (Stop("?", "Because.", "It is so.", ask=True, holds=("sign flips",)),)
    assert read(json.dumps(GOOD), "good.json").stops[0] == Stop("?", "Because.", "It is so.")


def test_eight_walks_in_the_order_of_a_lesson_then_the_answers_in_that_of_the_menu():
    assert list(WALKS) == [*map(str, range(1, 9)), *ANSWERS]
    assert len(ANSWERS) == 7


def test_a_file_without_a_place_in_the_menu_and_an_answer_without_a_file_are_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(walks, "FOLDER", tmp_path)
    (tmp_path / "stray.json").write_text(json.dumps({**GOOD, "id": "stray"}), encoding="utf-8")
    with pytest.raises(WalkError, match=r"not in both: all-zero.*, stray"):
        walks._all()


@pytest.mark.parametrize("walk", WALKS.values(), ids=lambda walk: walk.id)
def test_a_walk_has_at_most_five_stops_and_an_answer_two(walk):
    assert len(walk.stops) <= (5 if walk.is_numbered else 2)
    assert not re.search(r"[{}]", walk.question), "a question is read in menus and titles: plain text"


@every_walk
def test_one_guesses_on_the_way_and_last_of_all_at_another_step_or_example(walk):
    *before, last = [at(stop.link) for stop in walk.stops if stop.ask]
    assert walk.stops[-1].ask
    assert before
    for trace, there in before:
        assert (trace.problem is not last[0].problem) or there.at.t != last[1].at.t


@every_stop
def test_a_stop_is_where_its_link_says(walk, number, stop):
    state, notes = parse_link(stop.link)
    assert notes == ()
    assert f"at={shown(stop.link)[2].at}" in stop.link
    assert not stop.ask or not state.mistake, "a guess about a right line"


@every_stop
def test_a_stop_is_read_in_seconds(walk, number, stop):
    headline, line = (len(MARK.sub("symbol", text).split()) for text in (stop.headline, stop.line))
    assert headline <= 12
    assert headline + line <= 25


@every_stop
def test_no_number_is_typed(walk, number, stop):
    for text in (stop.headline, stop.line):
        assert not re.search(r"\d", MARK.sub("", FIXED.sub("", text)))


@every_stop
def test_every_mark_means_something_at_its_stop(walk, number, stop):
    trace, there = at(stop.link)
    found, t = scene_of(trace), there.at.t
    for part in (*rich(stop.headline, trace.problem, t), *rich(stop.line, trace.problem, t)):
        if isinstance(part, str):
            assert not re.search(r"[{}]", part)
        elif "symbol" in part:
            assert part["symbol"] in found["symbols"]
            assert 0 <= part.get("t", 0) <= trace.problem.T
        elif "number" in part:
            assert "data" in found["values"][part["number"]], "the player has it"
            followed = axes(trace.problem.model).get(part["number"], ENTRY)
            assert followed in (ENTRY, ("unit", "all")), "the unit's number, as the player prints it"


@every_stop
def test_numbers_that_are_said_to_make_a_number_do_so_as_printed(walk, number, stop):
    trace, there = at(stop.link)
    said = {name: printed(trace, there, name) for name in re.findall(r"\{=(\w+)\}", stop.line)}
    for parts, total in ((("da_softmax", "da_time"), "da_total"), (("dc_a", "dc_time"), "dc_total")):
        if {*parts, total} <= set(said):
            assert sum(said[part] for part in parts) == said[total]
    if "{=f} × {=dc_total} = {=dc_prev}" in stop.line:
        assert round(said["f"] * said["dc_total"], 3) == said["dc_prev"]


def printed(trace: Trace, there: Place, name: str) -> Decimal:
    """A number with as many decimals as the player gives it: see `decimals` in numbers.js."""
    value = trace.at(name, there.at.t)
    number = value[there.unit - 1, min(there.example, value.shape[1]) - 1]
    return Decimal(f"{number:.{3 if value.shape[1] == 1 else 4}f}")


@every_stop
def test_what_a_stop_claims_holds_there(walk, number, stop):
    assert stop.holds, "something that can be checked"
    for name in stop.holds:
        assert PREDICATES[name](*at(stop.link)), name


@every_walk
def test_no_stop_shows_the_answer_of_a_later_one(walk):
    for earlier, later in combinations(walk.stops, 2):
        if later.ask and at(earlier.link)[0].problem.name == at(later.link)[0].problem.name:
            trace, there = at(later.link)
            same_cell = at(earlier.link)[0].problem.cell is trace.problem.cell
            assert not same_cell or one_name(there.at) not in set(printed_at(earlier))


def printed_at(stop: Stop) -> Iterator[Address]:
    """What stands in numbers at a stop: its step's result, what that is made of, and the numbers in its sentences."""
    trace, there = at(stop.link)
    phase, t, name = there.at
    line = trace.right.line(there.at)
    said = re.findall(r"\{=(\w+)\}", stop.headline + stop.line)
    for quantity in (name, *(line.reads if line else ()), *said):
        yield one_name(Address(phase, t, quantity))


def one_name(address: Address) -> Address:
    """A quantity under the name with which it left its cell: on arrival it has another."""
    _, t, name = address
    return Address("backward", t + 1, name.replace("time", "prev")) if name in ("da_time", "dc_time") else address


# Where a predicate is false that is true at each stop that names it: near by, and for a reason that one can see.
HELLO, LSTM, NOTEBOOK, VANISH = "?", "?cell=lstm&", "?problem=notebook&", "?problem=word&word=vanish&seed=1041&"
FALSE_AT = {
    "a reaches every score": HELLO + "at=forward.3.z",
    "a is not read": HELLO + "at=forward.3.logits",
    "used twice": HELLO + "at=forward.4.a",
    "one weight in several steps": HELLO + "at=forward.1.z",
    "every letter is felt": HELLO + "at=forward.4.a&mistake=own-slot-zeros",
    "J is the sum of the costs": HELLO + "at=forward.4.loss",
    "prediction minus target": HELLO + "at=backward.3.dlogits&mistake=dlogits.without.target",
    "only the right one is negative": HELLO + "at=forward.3.logits",
    "every score answers": HELLO + "at=backward.3.da_total",
    "measured": HELLO + "at=backward.3.da_total&mistake=only-da",
    "cost of this step alone": HELLO + "at=backward.3.da_total",
    "two costs move": HELLO + "at=backward.2.da_total",
    "sum of its parts": HELLO + "at=backward.3.da_total&mistake=only-da",
    "sign flips": HELLO + "at=backward.3.da_total&unit=2",
    "nothing comes back": HELLO + "at=backward.3.da_total",
    "right without the addition": HELLO + "at=backward.3.da_total",
    "same as what left the next cell": HELLO + "at=backward.3.da_time&mistake=never-updated",
    "no slice of da": NOTEBOOK + "at=backward.3.da_time&mistake=carry.da_time.from.da_softmax",
    "more than half is from later": HELLO + "at=backward.2.da_total&unit=3",
    "mostly its own": HELLO + "at=backward.1.da_total&unit=3",
    "tanh lets little through": VANISH + "at=backward.5.dz&unit=4",
    "tanh lets most through": VANISH + "at=backward.5.dz&unit=3",
    "the cell lets little through": HELLO + "at=backward.3.da_time",
    "the weights enlarged it": VANISH + "at=backward.3.da_time&mistake=da_prev.without.Waa",
    "the last cost fades but no sum": HELLO + "at=backward.1.da_total",
    "multiplied by f alone": LSTM + "at=backward.2.dc_prev&mistake=dc_prev.without.f",
    "less than half passes": LSTM + "at=backward.3.dc_prev&unit=5",
    "so far plus this share": HELLO + "at=backward.4.dWaa",
    "share is dz times what went in": HELLO + "at=backward.3.dWaa&mistake=a-for-a-prev",
    "this share is zero": HELLO + "at=backward.1.dba",
    "the share points the other way": HELLO + "at=backward.1.dba&unit=1",
    "this share turns the sign": HELLO + "at=backward.1.dba&unit=1",
    "summed over the examples": NOTEBOOK + "at=backward.3.dba&mistake=bias-mean",
    "tanh acts on each entry alone": NOTEBOOK + "at=backward.3.dba&mistake=no-tanh-derivative",
    "of no parameter": HELLO + "at=backward.3.dWaa",
    "raising it raises J": HELLO + "at=backward.1.dba",
    "raising it lowers J": HELLO + "at=backward.1.dba&unit=5",
    "a small step lowers J": HELLO + "at=end.da0&mistake=totals.never-updated,head-totals.never-updated",
    "first wrong": HELLO + "at=backward.2.da_total&mistake=only-da",
    "wrong here": HELLO + "at=backward.4.da_total&mistake=only-da",
    "only the last is right": HELLO + "at=backward.4.dx&mistake=no-tanh-derivative",
    "all gradients are zero": NOTEBOOK + "at=backward.4.da_total&mistake=only-da",
    "seems to fall but rises": HELLO + "at=backward.3.da_total&unit=2&mistake=only-da",
    "off by what was left out": HELLO + "at=backward.4.da_total&mistake=only-da",
    "its own part is missing": HELLO + "at=backward.3.da_total&mistake=only-da",
    "only its own part is left": HELLO + "at=backward.4.da_total&mistake=only-da",
    "the road is cut": HELLO + "at=backward.3.da_time&mistake=only-da",
    "everything forward is right": HELLO + "at=forward.4.a&mistake=a.no.tanh",
    "the totals are off": HELLO + "at=backward.2.da_total&mistake=tanh-of-z",
    "another line but the same number": NOTEBOOK + "at=backward.3.dz&mistake=tanh-of-a",
    "same shape as the right one": NOTEBOOK + "at=backward.3.dba&mistake=bias-not-summed",
    "cache of another step": NOTEBOOK + "at=backward.4.dz&mistake=cache.all.later",
}


def test_every_predicate_is_named_by_a_stop_and_has_a_case_against_it():
    assert set(PREDICATES) == {name for _, _, stop in STOPS for name in stop.holds} == set(FALSE_AT)


@pytest.mark.parametrize(("name", "link"), FALSE_AT.items(), ids=FALSE_AT)
def test_a_predicate_is_false_where_it_should_be(name, link):
    assert parse_link(link)[1] == ()
    assert not PREDICATES[name](*at(link))


def test_every_predicate_says_what_it_means():
    for name, predicate in PREDICATES.items():
        assert re.fullmatch(r"[A-Z][^\n]*\.", predicate.__doc__ or ""), name
