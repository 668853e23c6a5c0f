"""The menus: example and cell, a mistake to make, a walk to take. Each item is a part of a link."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from app import session
from app.panels.lesson_dialog import lesson
from app.panels.numbers_dialog import ask
from app.player.component import Files, hand_over
from app.scene.words.names import NOTEBOOK_CELLS
from app.view import KEYS, ViewState
from app.walks import WALKS, Walk
from rnn_core import EVERY_CASE, Classic, Problem, ProblemError, case_of, word
from rnn_core.problems import letters

PROBLEMS = {
    "hello": "hell → ello",
    "word": "a word of your own",
    "notebook": "the notebook's test",
    "random": "random numbers",
}
CELL_LABELS = {
    "rnn": "RNN",
    "lstm": "LSTM",
    "gru_before": "GRU, reset before the product (Cho 2014, the course)",
    "gru_after": "GRU, reset after it (PyTorch, cuDNN)",
}
NAMES = {"a": "as in the course: a, Waa", "h": "as in min-char-rnn: h, Whh"}
# By cell and test, what the tests of the notebook are called.
TESTS = {
    (case.problem.cell.name, case.test): case.name + (", older edition" if case.edition else "") for case in EVERY_CASE
}
FIELDS = {
    "word": "Word, 3 to 13 letters",
    "n_x": "inputs (n_x)",
    "n_a": "units (n_a)",
    "n_y": "classes (n_y)",
    "m": "examples (m)",
    "T": "timesteps (T)",
    "seed": "seed",
}


TOLD = {"code", "names", "ask"}  # keys of a link that say how a step is told
DIALOGS = {"numbers": ask, "lesson": lesson}


def controls(files: Files) -> None:
    """Draw the buttons with the menus behind them, and a dialog if one was chosen."""
    state = session.state()
    menus = [examples(state), mistakes(state, session.trace().problem, session.mistakes())]
    hand_over(files, "menus", {"menus": menus, "answer": session.answer()})
    hand_over(files, "lessons", {"menus": [learning(state)]})  # apart: what is handed over has to be small
    mount = st.components.v2.component(
        "unrolled_menus", html='<div class="unrolled-menus"></div>', js=files.menus, isolate_styles=False
    )
    mount(key="menu", width="content", on_choose_change=choose)
    if dialog := DIALOGS.get(session.take_asked()):
        dialog()


def choose() -> None:
    """Do what was chosen; a word that cannot be shown is refused, and the menu says why."""
    said = session.choice()
    answered, refused = said.pop("id", ""), ""
    if "dialog" in said:
        session.ask(said["dialog"])
    elif "walk" in said:
        session.take_walk(said["walk"])
    elif "view" in said:
        session.set_view(said["view"])
    elif "mistake" in said:
        session.make(said["mistake"])
    elif said.keys() & TOLD:
        session.choose(**{name: said[name] for name in said.keys() & TOLD})
    elif not (refused := _refusal(said)):
        session.change(**{name: text for name, text in said.items() if name in KEYS})
    session.leave_answer(answered, refused)


def _refusal(said: dict[str, str]) -> str:
    try:
        word(said.get("word", KEYS["word"].default))
    except ProblemError as error:
        return str(error)
    return ""


def label(state: ViewState) -> str:
    """Say what is shown now, in a few letters: there is little room at 1280 px."""
    if state.problem == "notebook" and state.test != KEYS["test"].default:
        return f"Example: {TESTS[state.cell, state.test].removesuffix(' edition')}"
    name = PROBLEMS[state.problem]
    if state.problem == "word":
        characters = letters(state.word)
        name = f"{''.join(characters[:-1])} → {''.join(characters[1:])}" if len(characters) < 7 else state.word
    return f"Example: {name} · {CELL_LABELS[state.cell].partition(',')[0]}"


def examples(state: ViewState) -> dict[str, Any]:
    """Return the problem with its word, sizes and seed, the cell, what is called how, and the switch for teachers."""
    drawn = [_item(f"{PROBLEMS[name]} …", state.problem == name, state, problem=name) for name in ("word", "random")]
    hello = _item(PROBLEMS["hello"], state.problem == "hello", state, problem="hello")
    tests = [
        _item(
            name,
            (state.problem, state.cell, state.test) == ("notebook", cell, test),
            problem="notebook",
            cell=cell,
            test=test,
        )
        for (cell, test), name in TESTS.items()
    ]
    shown = state.code == "on"
    teachers = _item("Show the backward code", shown, code="off" if shown else "on")
    called = [_item(says, state.names == names, names=names) for names, says in NAMES.items()]
    columns = [
        [
            _group("Example", hello, *drawn),
            _group("Cell", *_cells(state)),
            _group("Names", *called),
            _group("For teachers", teachers),
        ],
        [_group("The notebook's own tests", *tests)],
    ]
    return {"label": label(state), "title": "Example", "columns": columns}


def _cells(state: ViewState) -> list[dict[str, Any]]:
    items = []
    for cell, name in CELL_LABELS.items():
        elsewhere = state.problem == "notebook" and cell not in NOTEBOOK_CELLS
        item = _item(name, state.cell == cell, cell=cell)
        if elsewhere:
            item["query"]["problem"] = "hello"
            item["note"] = f"with {PROBLEMS['hello']}: the notebook has no GRU"
        items.append(item)
    return items


def mistakes(state: ViewState, problem: Problem, classics: Sequence[Classic]) -> dict[str, Any]:
    """Return the classic mistakes that can be made here, and the way to find one's own."""
    case = case_of(problem)
    edits = {edit.name for edit in case.edits} if case else set()  # what the learner of this test has written
    possible = [mistake for mistake in classics if not case or edits.issuperset(mistake.edits)]
    items = [_item(mistake.says, state.mistake == mistake.name, mistake=mistake.name) for mistake in possible]
    classic = _group(
        "What if somebody writes it like this?", _item("no mistake", not state.mistake, mistake=""), *items
    )
    if not possible:
        classic["note"] = "None of the mistakes that have a name can be made in this test."
    own_numbers = _group("Your own", _item("My own numbers are wrong …", None, dialog="numbers"))
    return {"label": "What if …?", "title": "What if …?", "columns": [[classic, own_numbers]]}


def learning(state: ViewState) -> dict[str, Any]:
    """Open three doors: to be shown it, to find out what is wrong with one's code, to teach it."""
    lesson = [walk for walk in WALKS.values() if walk.is_numbered]
    show = _group("Show me backpropagation through time", *(_walk(walk, state) for walk in lesson))
    show["note"] = f"{len(lesson)} short walks, about two minutes each, with a guess in each"
    own_numbers = _item("Paste my numbers …", None, dialog="numbers")
    answers = [_walk(walk, state) for walk in WALKS.values() if not walk.is_numbered]
    wrong = _group("My code is wrong", *answers, own_numbers)
    wrong["note"] = "an answer in one or two stops"
    hidden = state.code == "off"
    teach = _group(
        "I teach this",
        _item("Classroom view: F leaves it, a clicker steps, Q shows a QR code", None, view="classroom"),
        _item("Ask before it shows: a guess at this step", state.ask == "on", ask="off" if state.ask == "on" else "on"),
        _item("Hide the backward code", hidden, code="on" if hidden else "off"),
        _item("A lesson of 50 minutes", None, dialog="lesson"),
    )
    teach["note"] = "for the projector; Share has every step on paper, too"
    return {"label": "Learn", "title": "Learn", "columns": [[show], [wrong], [teach]]}


def _walk(walk: Walk, state: ViewState) -> dict[str, Any]:
    number = f"{walk.id} " if walk.is_numbered else ""
    return {**_item(number + walk.question, state.walk == walk.id, walk=walk.id), "walk": walk.id}


def _group(title: str, *items: dict[str, Any]) -> dict[str, Any]:
    return {"title": title, "note": "", "items": items}


def _item(says: str, on: bool | None, state: ViewState | None = None, **query: str) -> dict[str, Any]:
    """Return an item, whether it is on, the part of a link that it stands for, and the fields that the visitor fills
    in."""
    problem = query.get("problem", "")
    fields = [
        {"name": name, "says": text, "value": getattr(state, name), "bounds": KEYS[name].bounds}
        for name, text in FIELDS.items()
        if state and KEYS[name].belongs_to(problem) and KEYS[name].problems
    ]
    return {"says": says, "note": "", "on": on, "query": query, "fields": fields}
