"""Exercises and handouts: nothing of an answer on the first page, every answer as the trace and the words have it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from html import unescape

import numpy as np
import pytest

from app.export.exercise import Exercise, Numbers
from app.export.handout import handout
from app.export.needs import Needs
from app.export.paper import code_in_page
from app.export.sheet import FIXED, STUDENTS, PaperError, sheet, worksheets
from app.export.tables import fits
from app.export.typeset import as_text, coded, symbol
from app.scene.rich import rich, words_for
from app.scene.words.paper import CELL_NAMES, PAPER, SAME, WHYS, ZEROS
from app.view import ViewState, parse_link, place, run_of
from app.walks import WALKS
from rnn_core import CELLS as EVERY_CELL
from rnn_core import Address, Trace, slopes_at_sum
from tests.sample import THOROUGH, each

GREEN = "?at=backward.3.da_total"
NOTEBOOK = "?problem=notebook"
PROBLEMS = [
    "?",
    "?cell=lstm",
    "?cell=gru_before",
    "?cell=gru_after",
    NOTEBOOK,
    f"{NOTEBOOK}&cell=lstm&test=cell_backward",
    f"{NOTEBOOK}&test=forward",
    "?problem=random&T=1",
    "?problem=random&n_x=8&n_a=8&n_y=8&m=12&T=2",
]
NUMBER = re.compile(r"−?\d+\.\d+")


@cache
def opened(link: str) -> tuple[ViewState, Trace]:
    state, notes = parse_link(link)
    assert not notes
    return state, run_of(state)


def steps(trace: Trace) -> Iterator[Address]:
    """Each quantity once, at timesteps that differ; if thorough, every step."""
    if THOROUGH:
        yield from trace.steps
        return
    names = dict.fromkeys((step.phase, step.quantity) for step in trace.steps)
    for i, (phase, name) in enumerate(names):
        found = [step for step in trace.steps if (step.phase, step.quantity) == (phase, name)]
        yield found[i % len(found)]


@cache
def exercises(link: str) -> list[Exercise]:
    state, trace = opened(link)
    return [Exercise(trace, place(replace(state, at=at), trace)) for at in steps(trace)]


def exercise(link: str) -> Exercise:
    state, trace = opened(link)
    return Exercise(trace, place(state, trace))


def pages(html: str) -> list[str]:
    """The printed pages, without the head and the data."""
    (main,) = re.findall(r"<main.*?</main>", html, re.DOTALL)
    return re.findall(r'<section class="sheet.*?(?=<section class="sheet|</main>)', main, re.DOTALL)


def text(html: str) -> str:
    """What one reads."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


def value(printed: str) -> float:
    return float(printed.replace("−", "-"))


def flat(numbers: Numbers) -> np.ndarray:
    return np.array([value(one) for one in numbers.flat()])


def asked(one: Exercise) -> np.ndarray:
    return np.atleast_2d(one.trace.at(one.quantity, one.t))[np.ix_(*one.places_asked)].ravel()


# What is asked, and what is given for it


def test_a_name_on_paper_is_read_as_it_is_said():
    """As on the screen: what stands below first, and no bracket."""
    heard = re.sub(r'<span aria-hidden="true">.</span>', "", symbol({"symbol": "da_total", "t": 3}))
    assert re.sub(r"<[^>]*>", " ", heard).split() == ["da", "total", "3"]


@pytest.mark.parametrize("link", each(PROBLEMS, 3, 1))
def test_answers_are_the_numbers_of_the_trace(link):
    for one in exercises(link):
        assert len(one.result.flat()) == len(asked(one)) > 0, one.place.at
        assert np.allclose(flat(one.result), asked(one), rtol=0, atol=0.5 * 10.0 ** -one.digits[0]), one.place.at


@pytest.mark.parametrize("link", each(PROBLEMS, 2))
def test_what_is_given_is_all_that_is_needed(link):
    """Without any other number the line gives the same for what is asked."""
    for one in exercises(link):
        if not one.line:
            continue
        read = {name: one._read(name) for name in one.line.reads}
        needed = Needs(one.line.expression, read).entries(one.places_asked)
        scope = {}
        for name, values in read.items():
            hidden = np.full(np.atleast_2d(values).shape, np.nan)
            if name in needed:
                places = np.ix_(*needed[name])
                hidden[places] = np.atleast_2d(values)[places]
            scope[name] = hidden.reshape(np.shape(values))
        found = np.atleast_2d(one.line.expression.evaluate(scope))[np.ix_(*one.places_asked)].ravel()
        assert np.allclose(found, asked(one), rtol=0, atol=1e-12), one.place.at
        assert len(one.given) == len(needed), one.place.at


@pytest.mark.parametrize("link", PROBLEMS)
def test_the_printed_numbers_give_the_printed_answer_or_the_sheet_says_by_how_much_not(link):
    """Who computes from what is printed gets what is printed."""
    for one in exercises(link):
        if not one.line:
            continue
        scope = {}
        for name in one.line.reads:
            values = one._read(name)
            scope[name] = np.round(values, one._places(values, one.digits[1]))
        found = np.atleast_2d(one.line.expression.evaluate(scope))[np.ix_(*one.places_asked)].ravel()
        last = 10.0 ** -one.digits[0]
        assert np.abs(found - flat(one.result)).max() <= (0.5 + one.off) * last * (1 + 1e-9), one.place.at
        assert one.off <= 2, one.place.at


def test_all_units_are_asked_for_where_that_is_not_too_much_and_else_one():
    assert len(exercise(GREEN).result.flat()) == 5
    assert len(exercise("?at=backward.3.da_prev").result.flat()) == 5
    assert (exercise("?at=forward.3.z&unit=2").result.rows, exercise("?at=forward.3.z&unit=2").which) == (
        ("unit 2",),
        "unit 2",
    )
    row = exercise("?at=backward.3.dWaa&unit=2").result
    assert (row.rows, row.columns) == (("unit 2",), tuple(f"unit {i}" for i in range(1, 6)))
    column = exercise("?at=backward.3.dWya&unit=2").result
    assert (column.rows[0], column.columns) == ("letter h", ("unit 2",))
    assert next(row.labels()) == "unit 2 from unit 1"
    of_many = exercise(f"{NOTEBOOK}&at=backward.3.dWaa&unit=2&column=4")
    assert (of_many.which, list(of_many.result.labels())) == ("unit 2 from unit 4", ["unit 2 from unit 4"])


def test_what_arrives_stands_beside_what_does_not():
    """Else nothing is asked: the answer would be the only number there is."""
    one = exercise("?at=backward.3.da_time")
    assert [as_text(numbers.name) for numbers in one.given] == ["da_total⟨4⟩", "da_prev⟨4⟩"]
    assert one.code is None
    assert [as_text(numbers.name) for numbers in exercise("?at=turn.J").given] == [f"J⟨{t}⟩" for t in range(1, 5)]


def test_the_sign_asks_for_every_unit_that_flips():
    one = exercise(GREEN)
    alone, total = one.trace.at("da_softmax", 3).ravel(), one.trace.at("da_total", 3).ravel()
    flips = [f"unit {i + 1}" for i in range(5) if alone[i] * total[i] < 0]
    assert one.sign
    assert [label for label, _, _ in one.sign.flips] == flips == ["unit 1", "unit 3"]


@pytest.mark.parametrize(
    "link", ["?at=backward.4.da_total", "?at=backward.3.dz", "?at=backward.3.dWaa", "?problem=random&T=1"]
)
def test_the_sign_is_left_out_where_nothing_is_added(link):
    assert exercise(link).sign is None


# The whys


@pytest.mark.parametrize("link", PROBLEMS)
def test_both_whys_are_answered_by_the_words_of_a_step(link):
    for one in exercises(link):
        said = [as_text(step["headline"]) for step in one.scene["steps"]]
        this, other = (as_text(why.answer) for why in one.whys)
        assert this.startswith(as_text(one.step["headline"])), one.place.at
        assert any(other.startswith(headline) for headline in said), one.place.at
        assert this != other, one.place.at
        assert len({as_text(why.question) for why in one.whys}) == 2, one.place.at


def test_why_nothing_comes_to_the_last_step_is_asked_where_something_comes():
    why = exercise("?at=backward.3.da_time").whys[1]
    assert as_text(why.question) == "Why is da_time⟨4⟩ 0?"
    assert "there is no step 5" in as_text(why.answer)


def test_every_question_is_about_a_quantity_that_has_words():
    problems = [opened(link)[1].problem for link in PROBLEMS]
    known = {step.quantity for link in PROBLEMS for step in opened(link)[1].steps}
    assert {*WHYS, *ZEROS, *SAME} <= known
    variants = {"first", "last", "middle"}
    assert all(variants >= asked.keys() for asked in WHYS.values())
    for quantity, asked in {**WHYS, **{name: {"": text} for name, text in ZEROS.items()}}.items():
        problem = next(one for one in problems if _has(one, quantity))
        for question in asked.values():
            said = question.replace("{it}", f"{{{quantity}}}").replace("<T>", "")
            assert as_text(rich(said, problem, 1)).endswith("?")
    assert CELL_NAMES.keys() == {cell.name for cell in EVERY_CELL}


def _has(problem, quantity: str) -> bool:
    try:
        return bool(words_for(problem, quantity))
    except StopIteration:
        return False


# The two pages


@pytest.mark.slow
@pytest.mark.parametrize("link", each(PROBLEMS, 3))
def test_the_first_page_has_no_answer_and_a_blank_for_each(link):
    for one in exercises(link):
        there = f"{link}&at={one.place.at}"
        first, second = pages(sheet(there))
        read = text(first)
        shown = {number for numbers in one.given for number in numbers.flat()}
        hidden = set(one.result.flat()) - shown
        assert not hidden & set(NUMBER.findall(read)), there
        assert first.count('class="blank"') == len(one.result.flat()) * fits(one), there
        for why in one.whys:
            assert not [part for part in why.answer if isinstance(part, str) and part[15:] and part.strip() in read]
        if one.code:
            assert one.code[0] in read
            assert one.code[1] not in read, there
            assert " ".join(one.code) in text(second)
        if fits(one):
            assert set(one.result.flat()) <= set(NUMBER.findall(text(second))), there


def test_nothing_in_the_questions_says_how():
    """Not the title, not the names of the numbers: `total`, `+` and the words of the step are the answer's."""
    first, _ = pages(sheet(GREEN))
    read = text(first)
    assert " + " not in read
    assert not re.search(r"\b(add|sum|plus|twice)", read, re.IGNORECASE)
    assert "no step 5" not in read


def test_the_first_pages_of_a_class_have_no_number_that_is_hidden_in_their_data():
    """A file that goes to students is not only printed."""
    made = worksheets(GREEN, 2)
    (data,) = re.findall(r'id="unrolled-paper">(.*?)</script>', made.sheets, re.DOTALL)
    assert '"da_total": {"rows": 5, "columns": 1, "timed": true}' in data
    assert "Add them." not in made.sheets


def test_the_measured_slopes_stand_beside_the_result():
    _, second = pages(sheet(GREEN))
    trace = opened("?")[1]
    slopes = [f"{slope:.3f}".replace("-", "−") for slope in slopes_at_sum(trace, 3)["da_total"].ravel()]
    one = exercise(GREEN)
    assert one.measured
    assert list(one.measured[0].flat()) == slopes
    assert text(second).count(slopes[2]) >= 2
    assert exercise("?at=backward.3.dz").measured is None


def test_hidden_code_is_neither_asked_for_nor_answered():
    one = sheet(f"{GREEN}&code=off")
    assert "da_softmax + da_time" not in text("".join(pages(one)))
    assert PAPER["code"] not in text("".join(pages(one)))
    assert PAPER["code"] in text("".join(pages(sheet("?at=forward.3.a&code=off"))))


def test_a_mistake_is_left_out_and_said():
    html = sheet(f"{GREEN}&mistake=only-da")
    assert pages(html) == pages(sheet(GREEN))
    assert "so the mistake only-da is left out" in text(html)


@pytest.mark.parametrize("nasty", ["?at=<script>alert(1)</script>", "?problem=word&word=</script><b>x"])
def test_nothing_in_a_link_becomes_html(nasty):
    html = sheet(nasty)
    assert html.count("<script") == 2
    assert "<b>x" not in html


def test_the_address_is_there_with_its_code_where_it_is_known_and_else_the_link():
    known = pages(sheet(GREEN, "https://host.example/a/"))[0]
    whole = "https://host.example/a/play?at=backward.3.da_total"
    assert whole in text(known)
    assert f'src="{code_in_page(whole)}"' in known
    alone = pages(sheet(GREEN))[0]
    assert "src=" not in alone
    assert 'data-link="?at=backward.3.da_total"' in alone


# A class


def test_each_of_a_class_has_other_numbers_and_the_key_has_them_all():
    made = worksheets("?at=backward.2.da_total&cell=gru_after", 4)
    rows = list(csv.DictReader(io.StringIO(made.key)))
    assert len(pages(made.sheets)) == len(pages(made.answers)) == 4
    for student in range(1, 5):
        mine = [row for row in rows if row["student"] == str(student)]
        assert {row["seed"] for row in mine} == {str(student)}
        (link,) = {row["link"] for row in mine}
        trace = opened(link)[1]
        numbers = [float(row["answer"]) for row in mine if row["question"].startswith("da_total⟨2⟩, unit")]
        assert np.allclose(numbers, trace.at("da_total", 2).ravel(), rtol=0, atol=0.5e-3)
        assert link in unescape(pages(made.sheets)[student - 1])
        assert f"sheet {student}" in text(pages(made.sheets)[student - 1])
        assert f"sheet {student}" in text(pages(made.answers)[student - 1])
    first = [row["answer"] for row in rows if row["question"] == "da_total⟨2⟩, unit 1"]
    assert len(set(first)) == 4


def test_hello_becomes_the_same_letters_with_drawn_numbers():
    state, _ = parse_link(next(csv.DictReader(io.StringIO(worksheets(GREEN, 1).key)))["link"])
    assert (state.problem, state.word) == ("word", "hello")


def test_what_has_fixed_numbers_is_refused():
    with pytest.raises(PaperError, match=re.escape(FIXED)):
        worksheets(f"{NOTEBOOK}&at=backward.3.dz", 2)


@pytest.mark.parametrize("students", [STUDENTS[0] - 1, STUDENTS[1] + 1])
def test_a_class_has_a_size(students):
    with pytest.raises(PaperError, match="A class has 1 to 200 students"):
        worksheets(GREEN, students)


# The handout of a walk


@pytest.mark.parametrize("walk", each(WALKS, 2))
def test_a_handout_has_the_text_of_every_stop_and_the_last_one_asks(walk):
    printed, stops = pages(handout(walk)), WALKS[walk].stops
    asks = stops[-1].ask and not parse_link(stops[-1].link)[0].mistake
    assert len(printed) == 1 + asks, "the answer has a page of its own"
    shown, last = printed[: len(printed) - asks], printed[-1]
    assert "{" not in text("".join([*shown, last]))
    assert len(re.findall('class="stop"', "".join(shown))) == len(stops)
    assert text(coded(WALKS[walk].question)) in text(shown[0])
    if not asks:
        return
    one = exercise(stops[-1].link)
    answer = text("".join(shown))
    given = {number for numbers in one.given for number in numbers.flat()}
    assert not set(NUMBER.findall(answer)) & (set(one.result.flat()) - given)
    assert set(one.result.flat()) <= set(NUMBER.findall(text(last)))
    assert "data-asked" in shown[-1]
    assert "data-asked" not in last


def test_the_numbers_of_a_stop_are_those_of_its_run():
    read = text(handout("3"))
    one = opened("?")[1]
    for name in ("da_softmax", "da_time", "da_total"):
        assert f"{one.at(name, 3)[2, 0]:.3f}".replace("-", "−") in read
