"""The loops as the Code tab shows them: lines of coloured tokens, and what the notebook calls their names."""

from __future__ import annotations

from app.scene import types as sent
from app.scene.code import CodeLine, Token, code, notebook_names
from app.scene.words.names import COURSE, Names, respelled
from rnn_core import Trace
from rnn_core.mistakes.edits import LineEdit


def listings(trace: Trace, *, backward: bool = True, names: Names = COURSE) -> sent.Code:
    """Return the loop of each pass that the run has.

    Parameters
    ----------
    backward : False leaves out that of the backward pass, for a teacher who wants it to be written
    names : what variables are called
    """
    model = trace.problem.model
    loops: sent.Code = {"forward": _listing(code(trace, "forward", names), trace)}
    if backward and model.lines("backward"):
        loops["backward"] = _listing(code(trace, "backward", names), trace)
    elsewhere = [place for edit in trace.mistake if not isinstance(edit, LineEdit) for place in edit.look_at]
    if elsewhere:
        loops["elsewhere"] = respelled(", ".join(elsewhere), names)
    return loops


def _listing(lines: tuple[CodeLine, ...], trace: Trace) -> sent.Listing:
    return {"lines": [_line(line) for line in lines], "names": list(notebook_names(trace.problem, lines))}


def _line(line: CodeLine) -> sent.CodeLine:
    line_sent: sent.CodeLine = {"tokens": [_token(token) for token in line.tokens if token.text]}
    if line.quantity:
        line_sent["quantity"] = line.quantity
    if line.edited:
        line_sent["edited"] = True
    return line_sent


def _token(token: Token) -> sent.CodeToken:
    if token.index:
        return {"index": token.text}
    if not token.quantity:
        return token.text
    name_token: sent.NameToken = {"name": token.quantity}
    if token.text != token.quantity:
        name_token["spelled"] = token.text
    return name_token
