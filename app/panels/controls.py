"""Choosing the problem and the cell: one button that says what is shown, with the choice behind it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app import session
from app.panels.numbers import ask
from app.view import KEYS, NOTEBOOK, possible
from rnn_core import EVERY_CASE, ProblemError, case_of, classics, word
from rnn_core.problems import letters

PROBLEMS = {
    "hello": "hell → ello",
    "word": "a word of your own",
    "notebook": "the notebook's own test",
    "random": "random numbers",
}
WHAT_IF = "what_if"
CELLS = {
    "rnn": "RNN",
    "lstm": "LSTM",
    "gru_before": "GRU, reset before the product (Cho 2014, the course)",
    "gru_after": "GRU, reset after it (PyTorch, cuDNN)",
}
# By cell, what each of its tests is called.
TESTS = {
    cell: {
        case.test: case.name + (", older edition" if case.edition else "")
        for case in EVERY_CASE
        if case.problem.cell.name == cell
    }
    for cell in NOTEBOOK
}
SIZES = {"n_x": "inputs", "n_a": "units", "n_y": "classes", "m": "examples", "T": "timesteps"}


def label() -> str:
    """What is shown now, in a few letters."""
    state = session.state()
    name = PROBLEMS[state.problem]
    if state.problem == "notebook" and state.test != KEYS["test"].default:
        return f"Example: {TESTS[state.cell][state.test].removesuffix(' edition')}"  # there is little room at 1280 px
    if state.problem == "word":
        each = letters(state.word)
        name = f"{''.join(each[:-1])} → {''.join(each[1:])}" if len(each) < 7 else state.word
    name = name.replace("own test", "test")  # there is little room at 1280 px
    return f"Example: {name} · {CELLS[state.cell].partition(',')[0]}"


def controls() -> None:
    """The button and, behind it, the problem, its word, sizes and seed, and the switch for teachers."""
    menu = st.popover(label(), key=session.MENU, on_change="rerun")
    if not menu.open:  # a closed menu keeps no widgets, whose old values would come back after Back
        return
    state = session.state()
    session.prefill({name: getattr(state, name) for name in ("problem", "cell", "test", "word", "seed", *SIZES)})
    session.prefill({"code": state.code == "on"})
    with menu:
        st.radio("Example", list(PROBLEMS), format_func=PROBLEMS.__getitem__, key="choose_problem", on_change=_problem)
        st.radio("Cell", list(CELLS), format_func=CELLS.__getitem__, key="choose_cell", on_change=_cell)
        if state.problem == "notebook":
            tests = TESTS[state.cell]
            st.radio("Test", list(tests), format_func=tests.__getitem__, key="choose_test", on_change=_test)
        if state.problem == "word":
            st.text_input("Word, 3 to 13 letters", key="choose_word", max_chars=40, on_change=_word)
        if note := session.take_note():
            st.text(note)
        if state.problem == "random":
            for name, text in SIZES.items():
                _number(name, f"{text} ({name})")
        if KEYS["seed"].belongs_to(state.problem):
            _number("seed", "seed")
        st.toggle("Show the backward code", key="choose_code", on_change=_code)


def _number(name: str, text: str) -> None:
    low, high = KEYS[name].bounds or (0, 0)
    st.number_input(text, low, high, key=f"choose_{name}", on_change=_change, args=(name,))


def _problem() -> None:
    new, note = possible(replace(session.state(), problem=session.chosen("problem")))
    session.change(note, problem=new.problem, cell=new.cell)
    if session.state().problem == "hello":  # the others have more to choose
        session.close_menu()


def _cell() -> None:
    cell = session.chosen("cell")
    if session.state().problem == "notebook" and cell not in NOTEBOOK:
        session.change(f"The notebook has no GRU, so {PROBLEMS['hello']} is shown.", problem="hello", cell=cell)
    else:
        new, note = possible(replace(session.state(), cell=cell))
        session.change(note, cell=cell, test=new.test)
    session.close_menu()


def _test() -> None:
    session.change(test=session.chosen("test"))
    session.close_menu()


def _change(name: str) -> None:
    session.change(**{name: session.chosen(name)})


def _word() -> None:
    try:
        session.change(word=word(session.chosen("word")).text)
    except ProblemError as error:
        session.leave_note(f"{error} “{session.state().word}” is still shown.")


def _code() -> None:
    session.set_panel(code="on" if session.chosen("code") else "off")


def what_if() -> None:
    """The button and, behind it, the classic mistakes: one of them is made, or none."""
    state = session.state()
    menu = st.popover("What if …?", key=WHAT_IF, on_change="rerun")
    if session.take_asked():
        ask()
    if not menu.open:
        return
    problem = session.trace().problem
    case = case_of(problem)
    edits = {edit.name for edit in case.edits} if case else set()  # what the learner of this test has written
    made = [one for one in classics(problem) if not case or edits.issuperset(one.edits)]
    choices = {"": "no mistake", **{one.name: one.says.replace("`", "") for one in made}}
    session.prefill({"mistake": state.mistake if state.mistake in choices else ""})
    with menu:
        if len(choices) == 1:
            st.text("The mistakes that have a name are on the way back, and this test has none.")
        st.radio(
            "What if somebody writes it like this?",
            list(choices),
            format_func=choices.__getitem__,
            key="choose_mistake",
            on_change=_mistake,
        )
        st.button("My own numbers are wrong …", key="ask", on_click=_ask)


def _ask() -> None:
    session.close_menu(WHAT_IF)
    session.ask()


def _mistake() -> None:
    session.make(session.chosen("mistake"))
    session.close_menu(WHAT_IF)
