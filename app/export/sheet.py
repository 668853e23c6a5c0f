"""A step on paper: an exercise with blanks, and on a second page its answers. For one, or for a class."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from typing import NamedTuple
from urllib.parse import urlencode

from app.export.exercise import Exercise, Sign
from app.export.paper import about, document, footer, picture, rows
from app.export.tables import answer_table, fits, numbers
from app.export.typeset import as_text, typeset
from app.scene.types import Part
from app.scene.words.paper import PAPER
from app.store import read_link, run_of
from app.view import ViewState, place, to_query, valid

STUDENTS = (1, 200)
FIXED = "The notebook's tests have fixed numbers, so no student would have others; take problem=word or problem=random."
RIGHT = "An exercise has the right run, so the mistake {mistake} is left out."
TITLE = "Exercise - Unrolled: backpropagation through time"
CLASS = "Exercises - Unrolled: backpropagation through time"
KEY = ("student", "seed", "link", "question", "answer")


class PaperError(ValueError):
    """What cannot be printed; the message says why in one sentence."""


class Sheet(NamedTuple):
    """An exercise, and what was changed in the link that asked for it; `number` is whose it is, in a class."""

    exercise: Exercise
    state: ViewState
    notes: tuple[str, ...] = ()
    number: int = 0

    @property
    def link(self) -> str:
        """Return the link of the step."""
        at = {"at": str(self.exercise.place.at)}  # said also where it is the one that the problem opens at
        return f"?{urlencode(at | to_query(self.state, self.exercise.trace))}"

    @property
    def name(self) -> str:
        """Say what the document calls its run."""
        return f"run {self.number}"


class Class(NamedTuple):
    """Sheets and answers as documents, the key as a table, and what was changed in the link."""

    sheets: str
    answers: str
    key: str
    notes: tuple[str, ...]


def sheet(link: str, address: str = "") -> str:
    """Write the exercise of a link, with its answers on a second page.

    Parameters
    ----------
    link : an address of the app, or what it has from the question mark on; a wrong one gives the nearest, and who opens
        the document is told
    address : of the server that the step can be opened on, up to the last slash; a page that is served knows it itself
    """
    exercise_sheet = _sheet(*_right(link))
    pages = _questions(exercise_sheet, address, PAPER["answers.there"]) + _answers(exercise_sheet)
    return document(TITLE, pages, {exercise_sheet.name: exercise_sheet.exercise.scene}, exercise_sheet.notes)


def worksheets(link: str, students: int, address: str = "") -> Class:
    """Write a sheet for each of a class, with numbers drawn from another seed each; the answers apart, and the key.

    Raises
    ------
    PaperError
        where the numbers of a problem cannot be drawn, or for too many students.
    """
    least, most = STUDENTS
    if not least <= students <= most:
        raise PaperError(f"A class has {least} to {most} students, got {students}.")
    state, notes = _right(link)
    if state.problem == "notebook":
        raise PaperError(FIXED)
    if state.problem == "hello":
        state = replace(state, problem="word", word="hello")
    sheets = [_sheet(replace(state, seed=seed), notes, seed) for seed in range(1, students + 1)]
    runs = {page.name: page.exercise.scene for page in sheets}
    question_pages = "".join(_questions(page, address, "") for page in sheets)
    answer_pages = "".join(_answers(page) for page in sheets)
    return Class(document(CLASS, question_pages, runs), document(CLASS, answer_pages, runs), _key(sheets), notes)


def notes_of(link: str) -> tuple[str, ...]:
    """Say what is changed in a link for its exercise."""
    return _right(link)[1]


def _right(link: str) -> tuple[ViewState, tuple[str, ...]]:
    """Return the state of a link without its mistake, and what was changed."""
    state, notes = read_link(link)
    state = replace(state, walk="", stop=1)  # else the mistake of a walk's stop came back
    if not state.mistake:
        return replace(state, view="page"), notes
    right, more = valid(replace(state, mistake="", view="page"), run_of)
    return right, (*notes, RIGHT.replace("{mistake}", state.mistake), *more)


def _sheet(state: ViewState, notes: tuple[str, ...], number: int = 0) -> Sheet:
    trace = run_of(state)
    return Sheet(Exercise(trace, place(state, trace), backward_code=state.code == "on"), state, notes, number)


def _questions(page: Sheet, address: str, beside: str) -> str:
    """Return the page with blanks: nothing on it is an answer."""
    exercise = page.exercise
    items = "".join(f"<li>{item}</li>\n" for item in _asked(exercise))
    return (
        '<section class="sheet">\n'
        f"<header><h1>{typeset(exercise.title)}</h1>"
        f'<p class="who">{escape(PAPER["name"])}<u></u></p></header>\n'
        f"{about(exercise.trace, page.state, exercise.place)}"
        f"{picture(page.name, str(exercise.place.at), hides_result=True)}{rows(exercise.scene)}"
        f'<ol class="questions">\n{items}</ol>\n'
        f"{footer(page.link, address, _numbered(page) or beside)}</section>\n"
    )


def _asked(exercise: Exercise) -> Iterator[str]:
    if exercise.code:
        left, _ = exercise.code
        yield f'{escape(PAPER["code"])}<div class="line"><code>{escape(left)}</code><u></u></div>'
    if fits(exercise):
        yield f"{_wanted(exercise)}{numbers(exercise, filled=False)}"
    if exercise.sign:
        yield f'{typeset(_sign(exercise, exercise.sign))}<span class="ruled"></span>'
    for why in exercise.whys:
        yield f'{typeset(why.question)}<span class="ruled"></span><span class="ruled"></span>'


def _answers(page: Sheet) -> str:
    """Return the page with the answers, numbered as the questions are, and the picture with the result in it."""
    exercise = page.exercise
    items = "".join(f"<li>{item}</li>\n" for item in _answered(exercise))
    return (
        '<section class="sheet">\n'
        f'<header><h1>{escape(PAPER["answers"])}</h1><p class="who">{escape(_numbered(page))}</p></header>\n'
        f"{about(exercise.trace, page.state, exercise.place)}"
        f"{picture(page.name, str(exercise.place.at))}"
        f'<ol class="questions">\n{items}</ol>\n</section>\n'
    )


def _answered(exercise: Exercise) -> Iterator[str]:
    if exercise.code:
        yield f"{_again(escape(PAPER['code']))}<code>{escape(' '.join(exercise.code))}</code>"
    if fits(exercise):
        yield f"{_again(_wanted(exercise))}{answer_table(exercise)}"
    if exercise.sign:
        yield f"{_again(typeset(_sign(exercise, exercise.sign)))}{escape(_flips(exercise.sign))}"
    for why in exercise.whys:
        yield f"{_again(typeset(why.question))}{typeset(why.answer)}"


def _again(question: str) -> str:
    """Return a question, above its answer."""
    return f'<p class="small">{question}</p>'


def _wanted(exercise: Exercise) -> str:
    """Say what numbers are asked for, and of which example."""
    example = PAPER["numbers.example"].replace("{example}", str(exercise.place.example))
    return typeset(exercise.wanted) + (f" {escape(example)}" if exercise.is_of_one_example else "")


def _sign(exercise: Exercise, sign: Sign) -> tuple[Part, ...]:
    return exercise.say("sign", alone=f"{{{sign.alone}}}")


def _flips(sign: Sign) -> str:
    return ", ".join(f"{label} ({before} → {after})" for label, before, after in sign.flips) or PAPER["sign.none"]


def _numbered(page: Sheet) -> str:
    return PAPER["sheet"].replace("{number}", str(page.number)) if page.number else ""


def _key(sheets: list[Sheet]) -> str:
    """Return the answers of a class as CSV: a line for each blank, its numbers with a minus sign that spreadsheets
    read."""
    table = io.StringIO(newline="")
    lines = csv.writer(table)
    lines.writerow(KEY)
    for page in sheets:
        for question, answer in _pairs(page.exercise):
            lines.writerow((page.number, page.state.seed, page.link, question, answer))
    return table.getvalue()


def _pairs(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """List each blank, and what belongs there, as plain text."""
    if exercise.code:
        left, right = exercise.code
        yield f"{PAPER['code']} {left}", right
    name = as_text(exercise.name)
    for label, text in zip(exercise.result.labels(), exercise.result.flat(), strict=True) if fits(exercise) else ():
        yield ", ".join(filter(None, (name, label))), text.replace("−", "-")
    if exercise.sign:
        yield as_text(_sign(exercise, exercise.sign)), _flips(exercise.sign)
    for why in exercise.whys:
        yield as_text(why.question), as_text(why.answer)
