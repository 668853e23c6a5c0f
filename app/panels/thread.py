"""The thread: what a student posted for `rnn_backward`, what the thread believed of it, and what the numbers say.

It has the course's names, whatever the names around it: that is what the thread speaks of.
"""

from __future__ import annotations

from html import escape

import numpy as np

from app.forum_thread import CASE, Entry, entries, on_drawn_cache
from app.panels.moment import Moment
from app.panels.parts import region, show_html, symbol
from app.panels.printed import jumps
from app.scene.say import difference, number
from app.scene.words.names import COURSE
from app.store import derived, run_of
from app.view import ViewState, move
from app.view import link as link_to
from rnn_core import Address, Trace, find_mistake, first_wrong
from rnn_core.mistakes import name_of
from rnn_core.problem import same

NAME = "the-thread"
ALIASED, BY_Z = "aliased-cache", "tanh-of-z"  # the two things that together are the cause
SEED = 1
POSTED_DIGITS = 6
_STYLE = """
.panel .thread td { white-space: nowrap; } .panel .thread .wrong { color: var(--wrong); font-weight: 600; }
.panel ol { margin: 0 0 8px; padding-left: 20px; font-size: 15px; line-height: 1.4; }
.panel .told { max-width: 640px; } .panel .told b { font-weight: 600; } .panel .told .scroll + p { margin-top: 8px; }
"""


def is_told(trace: Trace) -> bool:
    """Return whether this is the run of the thread."""
    return (trace.problem.name, name_of(trace.mistake)) == (CASE.problem.name, NAME)


def link(state: ViewState = ViewState(), mistake: str = NAME) -> str:
    """Link to both runs side by side at the first wrong step: the thread's with its account, or another mistake."""
    trace = _run(mistake)
    at = first_wrong(trace.right, trace) or Address("backward", 1, "dz")
    tab = "thread" if mistake == NAME else "code"
    target = move(
        state, at=at, problem="notebook", cell="rnn", test="backward", mistake=mistake, view="compare", tab=tab
    )
    return link_to(target, trace)


def show(moment: Moment) -> None:
    """Draw the eight numbers, each a jump to its step; then the account."""
    show_html(
        f'<div class="told">{numbers(moment.trace, moment.state)}{account(moment.trace, moment.state)}</div>', _STYLE
    )


def numbers(trace: Trace, state: ViewState) -> str:
    """Return the eight numbers in a table: expected, posted, and those of a run."""
    thread = entries(trace)
    rows = "".join(
        f'<tr><th scope="row"><a href="{escape(jump.link)}" target="_self"><span class="code">{escape(jump.label)}'
        f"</span></a></th><td>{number(entry.expected, POSTED_DIGITS)}</td>"
        f"{_cell(entry, entry.posted)}{_cell(entry, entry.ours)}</tr>"
        for jump, entry in zip(jumps(trace, state), thread, strict=True)
    )
    head = "".join(f'<th scope="col">{name}</th>' for name in ("entry", "expected", "posted", "this run"))
    table = f'<table class="thread"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    same = sum(entry.same for entry in thread)
    return (
        f"<p>A student posted these for <span class=code>rnn_backward</span>. This run gives {same} of {len(thread)}, "
        f"to the last posted digit or two:</p>{region(table, 'The eight numbers')}"
    )


def _cell(entry: Entry, value: float) -> str:
    right = round(value, POSTED_DIGITS) == round(entry.expected, POSTED_DIGITS)
    return f"<td{'' if right else ' class=wrong'}>{'✓' if right else '✗'} {number(value, POSTED_DIGITS)}</td>"


def account(trace: Trace, state: ViewState) -> str:
    """Say what was believed and what is so, in words whose numbers and names come from five runs."""
    problem = trace.problem
    right, aliased = trace.right, _run(ALIASED)
    apart = difference(float(np.abs(right["a"] - np.tanh(right["z"])).max()))
    fine = [name for name in CASE.outputs if same(aliased[name], right[name])]
    spoilt = [name for name in CASE.outputs if name not in fine]
    hidden = next(entry for entry in entries(aliased) if entry.label.startswith(spoilt[0]))
    by_z_alone = entries(_run(BY_Z))
    expected = sum(same(entry.ours, entry.expected) for entry in by_z_alone)
    by_a, by_z = derived(right, "drawn cache", lambda: [_on_drawn_cache(mistake) for mistake in ("", BY_Z)])
    return f"""
<p><b>What the thread believed.</b> The test draws a and z independently: 1 − tanh(z)² is right, and only fails the
test.</p>
<p><b>What the numbers say.</b> The caches come from <span class=code>rnn_forward</span>: the largest |a − tanh(z)| is
{apart}, and {_a(state, BY_Z, "1 − tanh(z)² alone")} gives {expected} of the {len(by_z_alone)} expected numbers. The
cause is two things together:</p>
<ol><li><span class=code>a0</span> was kept in the last slot of <span class=code>a</span>. The
<span class=code>a_prev</span> cached at t = 1 is a view of it, and step {problem.T} writes
{symbol("a", COURSE, problem.T)} there.</li><li>z was computed again from that cache.</li></ol>
<p>The numbers fix what the cache held; that a view put it there is inferred.</p>
<p><b>The workaround hides it.</b> With 1 − a² {_a(state, ALIASED, "on the same cache")}, {_list(fine)} come out right;
only {_list(spoilt)} is wrong: <span class=code>{hidden.label}</span> is {number(hidden.ours, 8)}, not
{number(hidden.expected, 8)}. Mend the cache: carry <span class=code>a_next</span> on, or store a copy.</p>
<p><b>When it would be true.</b> Draw each cached a by itself (seed {SEED}), and the slopes differ:
<span class=code>dx[1][2]</span> at ⟨1⟩ is {number(by_a)} by a, {number(by_z)} by z.</p>"""


def _run(mistake: str) -> Trace:
    """Run the notebook's test with a mistake."""
    return run_of(ViewState(problem="notebook", mistake=mistake))


def _on_drawn_cache(mistake: str) -> float:
    """Return the number by which one can tell, where each cached a is drawn by itself."""
    edits = find_mistake(CASE.problem, mistake) if mistake else ()
    return float(on_drawn_cache(edits, SEED)["dx"][1, 2, 0])


def _a(state: ViewState, mistake: str, words: str) -> str:
    return f'<a href="{escape(link(state, mistake))}" target="_self">{words}</a>'


def _list(names: list[str]) -> str:
    symbols = [symbol(name, COURSE) for name in names]
    return " and ".join([", ".join(symbols[:-1]), symbols[-1]] if len(symbols) > 1 else symbols)
