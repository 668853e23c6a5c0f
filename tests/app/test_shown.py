"""What the server believes is on the screen: what the stage reports, held within what the problem has."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest


def page(answers, said, changes) -> None:
    """Asks what is shown, once the stage has said something and perhaps the menu has changed the problem."""
    import streamlit as st

    from app import session

    report = {"id": session.opening()["id"] if answers else "of an earlier command", **said}
    if changes:
        session.change(**changes)
    now = session.shown(report)
    st.session_state.found = (str(now.at), now.unit, now.example, now.column)


def shown(link: dict[str, str], said: dict[str, Any], *, answers: bool = True, **changes: Any) -> Any:
    app = AppTest.from_function(page, args=(answers, said, changes), default_timeout=60)
    for key, value in link.items():
        app.query_params[key] = value
    assert not app.run().exception
    return app.session_state.found


REPORT = {"at": "backward.2.dz", "unit": 4, "example": 1, "column": 2}


def test_what_the_stage_reports_is_what_is_shown():
    assert shown({}, REPORT) == ("backward.2.dz", 4, 1, 2)


@pytest.mark.parametrize(
    ("problem", "said", "entry"),
    [
        ("notebook", {"unit": 99, "example": 99}, (5, 10, 2)),
        ("notebook", {"unit": 6, "example": 11}, (5, 10, 2)),
        ("notebook", {"unit": 0, "example": 0}, (1, 1, 2)),
        ("hello", {"column": 6}, (4, 1, 5)),
        ("hello", {"column": -1}, (4, 1, 0)),
        ("hello", {"column": True}, (4, 1, 0)),
        ("hello", {"unit": "2", "example": None, "column": 1.5}, (1, 1, 0)),
    ],
)
def test_what_no_entry_has_is_held_within_what_there_is(problem, said, entry):
    assert shown({"problem": problem}, REPORT | said) == ("backward.2.dz", *entry)


def test_a_step_that_the_run_does_not_have_is_its_default():
    assert shown({}, REPORT | {"at": "backward.9.dz"})[0] == "backward.3.da_total"


def test_until_the_stage_has_carried_out_the_last_command_that_command_is_shown():
    assert shown({"at": "forward.1.a", "unit": "2"}, REPORT, answers=False) == ("forward.1.a", 2, 1, 0)


def test_another_problem_opens_at_its_own_step_and_entry():
    link = {"at": "forward.1.a", "unit": "1", "column": "3"}
    assert shown(link, REPORT, problem="notebook") == shown({"problem": "notebook"}, REPORT, answers=False)
