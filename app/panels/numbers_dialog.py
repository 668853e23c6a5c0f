"""What is wrong with my numbers? Paste what the notebook printed; the core searches for the mistake behind it."""

from __future__ import annotations

from html import escape

import streamlit as st

from app import session
from app.forum_thread import CASE, posted
from app.panels import thread
from app.panels.parts import is_dark, region, show_html
from app.search import AT_ONCE, Search
from app.store import run_of
from app.view import ViewState, move
from app.view import link as link_to
from rnn_core import CASES, Case, Cause, Diagnosis
from rnn_core.diagnosis.reading import LONGEST

TEST = {name: f"{name}, the notebook's test" for name in CASES}
EXAMPLE = 'gradients["dx"][1][2] = [-0.4086444  -0.59255627  0.02466855  0.01483317]'
LOOK = 0.4  # s between two looks at a search
ROWS = 40  # of the table of numbers; a whole dictionary has hundreds
_STYLE = """
.panel .given td:nth-child(2) { font-family: "Source Code Pro", monospace; } .panel .given { width: auto; }
.panel .bad { color: var(--wrong); font-weight: 600; } .panel .cause { margin: 0 0 12px; padding-left: 12px;
  border-left: 3px solid var(--wrong); }
.panel .cause p { margin: 0 0 4px; }
"""


@st.dialog("What is wrong with my numbers?", width="large", on_dismiss=session.end_search)
def ask() -> None:
    """Ask for a text and the test that printed it, with the answer below. Nothing that is pasted is executed."""
    number, given = session.given()
    tests = list(TEST)
    first = tests.index(given.get("case", tests[0]))
    name = st.selectbox(
        "Which test printed them?", tests, first, format_func=TEST.__getitem__, key=f"ask_case {number}"
    )
    text = st.text_area(
        "Paste what it printed",
        given.get("text", ""),
        height=160,
        max_chars=LONGEST,
        placeholder=EXAMPLE,
        key=f"ask_text {number}",
    )
    find, stop, example = st.columns([1, 1, 3])
    if find.button("Find the cause", type="primary", key="ask_find"):
        session.begin_search(text, name)
    search = session.search()
    if stop.button("Stop", key="ask_stop") and search:
        search.stop()
    example.button("An example: the numbers of a forum thread", key="ask_example", on_click=_example)
    if not search:
        _show(f'<p class="note">{story(session.state())}</p>')
        return
    if not search.watch(LOOK):
        st.progress(search.share, _so_far(search))
        st.rerun(scope="fragment")  # a click is heard between two looks only
    if search.found:
        _show(answer(search.found, session.state()))
    else:
        _show(f"<p>{_code(search.error)}</p>")


def _so_far(search: Search) -> str:
    if search.waits:
        return f"waiting for its turn: {AT_ONCE} other searches are under way"
    if search.seconds_left is None:
        return "every mistake, one at a time"
    return f"pairs of mistakes: {search.done:,} of {search.total:,}, {search.seconds_left:.0f} s or less to go"


def _show(body: str) -> None:
    # A dialog stands outside the part of the page that Streamlit gives the colour scheme of the viewer's theme.
    show_html(body, f"{_STYLE} .panel {{ color-scheme: {'dark' if is_dark(None) else 'light'}; }}")


def _example() -> None:
    session.give(case=CASE.name, text=posted())


def answer(diagnosis: Diagnosis, state: ViewState = ViewState()) -> str:
    """Return the verdict, the causes with links that start from the visitor's state, each number, and what they say."""
    right = "All of these numbers are right, to their last printed digit."
    body = f"<p><b>{right if diagnosis.verdict == 'right' else diagnosis.headline}</b></p>"
    body += "".join(_story(word, cause, diagnosis.case, state) for word, cause in diagnosis.stories)
    if not diagnosis.stories:
        body += "".join(
            f"<p>{_code(cause.says)}{_to_see(cause, diagnosis.case, state)}</p>" for cause in diagnosis.causes
        )
    if not diagnosis.complete:
        body += (
            f"<p>The search was stopped before its end: {diagnosis.tried:,} mistakes and pairs of them were tried.</p>"
        )
    body += "".join(f"<p>{_code(note)}</p>" for note in diagnosis.notes)
    rows = "".join(
        f'<tr><th scope="row"><span class="code">{escape(number.label)}</span></th><td>{escape(number.text)}</td>'
        f"<td>{'✓ right' if number.right else '<span class=bad>✗ wrong</span>'}</td></tr>"
        for number in diagnosis.numbers[:ROWS]
    )
    body += region(f'<table class="given"><tbody>{rows}</tbody></table>', "Your numbers")
    if more := diagnosis.numbers[ROWS:]:
        wrong = sum(not number.right for number in more)
        body += f'<p class="note">{len(more)} more {"is" if len(more) == 1 else "are"} not shown; '
        body += f"{wrong or 'none'} of them wrong.</p>"
    return body


def _story(word: str, cause: Cause, case: Case, state: ViewState) -> str:
    look = ", ".join(f'<span class="code">{escape(line)}</span>' for line in cause.look_at)
    body = f"<p>{word}“{_code(cause.says)}”</p><p>Look at: {look}</p>"
    if see := _to_see(cause, case, state):
        body += f"<p>{see}</p>"
        if cause.name == thread.NAME:
            body += f"<p>{story(state)}</p>"
    return f'<div class="cause">{body}</div>'


def _to_see(cause: Cause, case: Case, state: ViewState) -> str:
    """Return a link to the first wrong step, if a step is wrong."""
    if not cause.at:
        return ""
    return f' <a href="{escape(link(case, cause, state))}" target="_self">See it happen at the first wrong step</a>'


def link(case: Case, cause: Cause, state: ViewState = ViewState()) -> str:
    """Link to the first wrong step of the run that makes this mistake."""
    name = case.problem.cell.name
    target = move(state, at=cause.at, problem="notebook", cell=name, test=case.test, mistake=cause.name)
    return link_to(target, run_of(target))


def story(state: ViewState) -> str:
    """Return the link to the thread whose numbers are the example."""
    return (
        f'<a href="{escape(thread.link(state))}" target="_self">The story of that thread</a>: what its numbers say, '
        "with the right run beside the mistaken one."
    )


def _code(text: str) -> str:
    """Escape a text, and write what stands between backquotes as code."""
    pieces = escape(text).split("`")
    return "".join(f'<span class="code">{piece}</span>' if i % 2 else piece for i, piece in enumerate(pieces))
