"""A folder of exported pages for any web space: which there are, and the index that leads to them.

`tests/site.py` writes it, with a preview picture of each page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from typing import NamedTuple

import rnn_core
from app.export.page import NAME, html
from app.export.typeset import coded
from app.scene.palette import DARK, LIGHT, Palette
from app.store import classics_of, run_of
from app.view import ViewState, link
from app.walks import WALKS
from rnn_core import first_wrong

PREVIEW = (720, 450)  # CSS pixels
HARMLESS = "With these numbers nothing comes out wrong."


class Page(NamedTuple):
    """One page of the site: what its files are called, what the index says of it, and the link it is made from."""

    name: str
    heading: str
    line: str
    link: str

    @property
    def file(self) -> str:
        return f"{self.name}.html"

    @property
    def preview(self) -> str:
        return f"previews/{self.name}.png"


RUNS = (
    ("hello", "hello", "A plain RNN learns hell → ello, one letter after the other.", ViewState()),
    (
        "lstm",
        "LSTM",
        "The same letters through an LSTM: a second state, and a second addition.",
        ViewState(cell="lstm"),
    ),
    (
        "gru-before",
        "GRU, reset before",
        "The form whose reset gate acts on the state, before it is multiplied by the weights.",
        ViewState(cell="gru_before"),
    ),
    (
        "gru-after",
        "GRU, reset after",
        "The form whose reset gate acts on the product, after the weights, as in PyTorch and cuDNN.",
        ViewState(cell="gru_after"),
    ),
    (
        "notebook",
        "The notebook's test",
        "The assignment's own test of rnn_backward, with the numbers that it expects.",
        ViewState(problem="notebook"),
    ),
)


def groups() -> dict[str, tuple[Page, ...]]:
    """List all pages by the heading that they stand under in the index."""
    runs = tuple(Page(name, heading, line, link(state, run_of(state))) for name, heading, line, state in RUNS)
    lesson, answers = tuple(_walks(numbered=True)), tuple(_walks(numbered=False))
    return {
        "Walks: the questions that learners ask, in the order of a lesson": lesson,
        **({"My code is wrong: an answer in one or two stops": answers} if answers else {}),
        "Runs": runs,
        "Classic mistakes in hello": tuple(_mistaken("hello")),
        "Classic mistakes in the notebook's rnn_backward": tuple(_mistaken("notebook")),
    }


def pages() -> tuple[Page, ...]:
    """List all pages in the order of the index."""
    return tuple(page for group in groups().values() for page in group)


def _walks(*, numbered: bool) -> Iterator[Page]:
    """Return the walks of the lesson, or the answers."""
    for walk in WALKS.values():
        if walk.is_numbered == numbered:
            heading = f"{walk.id} {walk.question}" if numbered else walk.question
            stops = "1 stop" if len(walk.stops) == 1 else f"{len(walk.stops)} stops"
            yield Page(f"walk-{walk.id}", heading, f"{stops}.", f"?walk={walk.id}")


def _mistaken(problem: str) -> Iterator[Page]:
    """Return every classic mistake of a problem, opened where it is first wrong."""
    for classic in classics_of(ViewState(problem=problem)):
        state = ViewState(problem=problem, mistake=classic.name)
        trace = run_of(state)
        at = first_wrong(trace.right, trace)
        line = classic.says if at else f"{classic.says} {HARMLESS}"
        yield Page(f"{problem}-{classic.name}", classic.name, line, link(replace(state, at=at), trace))


def index(shown: Sequence[Page]) -> str:
    """Write the page that leads to all others, which are `shown`: it needs nothing but the files beside it."""
    sections = "".join(
        f"<section>\n<h2>{escape(heading)}</h2>\n<ul>\n{''.join(map(_card, listed))}</ul>\n</section>\n"
        for heading, group in groups().items()
        if (listed := [page for page in group if page in shown])
    )
    style = f"""
:root {{ color-scheme: light dark; {_variables(LIGHT)} }}
@media (prefers-color-scheme: dark) {{ :root {{ {_variables(DARK)} }} }}
{STYLE}"""
    body = f"""<main>
<header>
<h1>Unrolled</h1>
<p>Backpropagation through time, one step at a time: every line of the forward and the backward pass of a recurrent
network, with the numbers that it computes. At the green addition two gradients meet, one from this step's prediction
and one from the next cell. → and ← step, G goes to the green addition, ? lists all keys.</p>
</header>
{sections}</main>
<footer><p>Made by Unrolled {escape(rnn_core.__version__)}. Each page is one file that needs no server and no
network.</p></footer>
"""
    return html(NAME, style, body, about="Backpropagation through time, one step at a time.")


def _card(page: Page) -> str:
    width, height = PREVIEW
    return (
        f'<li><a href="{escape(page.file)}"><img src="{escape(page.preview)}" alt="" width="{width}" height="{height}" '
        f'loading="lazy"><span class="name">{coded(page.heading)}</span></a><p>{coded(page.line)}</p></li>\n'
    )


def _variables(palette: Palette) -> str:
    return " ".join(f"--{name}: {palette[name]};" for name in ("bg", "ink", "muted", "hair", "time", "outT"))


STYLE = """\
body { margin: 0; background: var(--bg); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main, footer { max-width: 1200px; margin: 0 auto; padding: 16px 24px; }
h1 { font-size: 2rem; margin: 16px 0 8px; }
h2 { font-size: 1.25rem; margin: 32px 0 12px; }
header p { max-width: 46em; margin: 0; }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: 24px;
  grid-template-columns: repeat(auto-fill, minmax(260px, 1fr)); }
img { display: block; width: 100%; height: auto; box-sizing: border-box;
  border: 1px solid var(--hair); border-radius: 6px; }
a { color: var(--time); font-weight: 600; text-decoration: none; }
a:hover .name, a:focus-visible .name { text-decoration: underline; }
.name { display: block; margin-top: 8px; }
li p { margin: 2px 0 0; font-size: .9375rem; overflow-wrap: break-word; }
code { background: var(--outT); padding: 0 3px; border-radius: 3px; font: .875em ui-monospace, monospace; }
footer { color: var(--muted); font-size: .875rem; }
"""
