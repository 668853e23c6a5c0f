"""Code: the loop of the pass that runs, in the notebook's shape, with the line of this step lit."""

from __future__ import annotations

from html import escape

from app.panels.parts import region, show_html
from app.scene.code import CodeLine, Token, code, notebook_names, pass_of
from app.scene.palette import TINT
from app.scene.words import WORDS
from app.view import ViewState
from rnn_core import Address, Trace
from rnn_core.edits import LineEdit

ROWS = 24  # as many as stand beside the picture on a page of 1440x900
_STYLE = "".join(f".panel .line.on-{path} {{ background: var(--{tint}); }}" for path, tint in TINT.items())
_STYLE += """
.panel .listing { padding: 2px 0; }
.panel .listing code { display: block; width: max-content; min-width: 100%; white-space: pre; padding: 0; margin: 0;
  background: none; border: 0; color: inherit; font: inherit; }
.panel .line { display: block; padding: 0 8px; border-radius: 4px; }
.panel .line:is(.on-soft, .on-time, .on-sum, .on-ink) { font-weight: 700; }
/* A long loop scrolls by itself; the line of this step stays in sight, at the edge if it must. */
:root[data-unrolled-kind="wide"] .panel .long { max-height: 408px; overflow: auto; scroll-padding-block: 150px; }
.panel .long .line:is(.on-soft, .on-time, .on-sum, .on-ink) { position: sticky; top: 0; bottom: 0;
  scroll-initial-target: nearest; }
.panel .line .edited { color: var(--wrong); } .panel .edited span { color: inherit; }
.panel .index { color: var(--muted); font-weight: 400; }
.panel .names { display: inline; } .panel .names > span { white-space: nowrap; }
"""


def show(
    trace: Trace,
    address: Address,
    selected: tuple[int, int],
    *,
    view: ViewState = ViewState(),
    dark: bool | None = None,
) -> None:
    """The loop; where a link hides the backward code, a line in place of the loop of the backward pass."""
    direction = pass_of(address)
    if direction == "backward" and view.code == "off":
        show_html("<p>The backward code is hidden for this class.</p>")
        return
    lines = code(trace, direction)
    listing = "".join(_line(line, address.quantity) for line in lines)
    rows = sum(line.text.count("\n") + 1 for line in lines)
    note = (
        f"Here {_mono(f't = {address.t - 1}')}: code counts from 0, labels from 1." if address.t else "After the loop."
    )
    if names := notebook_names(trace.problem, lines):
        # The name of this step first: it is the one that is looked for.
        ordered = sorted(names, key=lambda pair: pair[0] != address.quantity)
        pairs = ", ".join(f"<span>{_name(ours)} is {_mono(theirs)}</span>" for ours, theirs in ordered)
        note += f" In the notebook: {pairs}."
    if elsewhere := [place for edit in trace.mistake if not isinstance(edit, LineEdit) for place in edit.look_at]:
        note = f"<b>The mistake is in no line of its own: look at {escape(', '.join(elsewhere))}.</b> {note}"
    box = region(
        f"<code>{listing}</code>",
        f"The loop of the {direction} pass",
        "scroll code listing" + (" long" if rows > ROWS else ""),
    )
    show_html(f'{box}<p class="note">{note}</p>', _STYLE)


def _line(line: CodeLine, quantity: str) -> str:
    tokens = "".join(_token(token) for token in line.tokens)
    if line.edited:
        tokens = f'<span class="edited" title="a mistake">✗{tokens[1:]}</span>'
    if line.quantity == quantity:
        return f'<span class="line on-{WORDS[quantity].path}" aria-current="step">{tokens}</span>'
    return f'<span class="line">{tokens}</span>'


def _token(token: Token) -> str:
    if token.index:
        return f'<span class="index">{escape(token.text)}</span>'
    if token.quantity and (path := WORDS[token.quantity].path) != "ink":
        return f'<span class="{path}">{escape(token.text)}</span>'
    return escape(token.text)


def _name(quantity: str) -> str:
    return f'<span class="code {WORDS[quantity].path}">{escape(quantity)}</span>'


def _mono(text: str) -> str:
    return f'<span class="code">{escape(text)}</span>'
