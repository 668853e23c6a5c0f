"""The slips of the line of one step that one may think of first, made with the numbers that the line had."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

import numpy as np

from app.scene.words import WORDS, asked
from rnn_core import Address, Trace, table
from rnn_core.mistakes import CLASSICS
from rnn_core.mistakes.candidates import conceivable
from rnn_core.mistakes.edits import LineEdit
from rnn_core.mistakes.slips import formula, put, replaced
from rnn_core.problem import Array
from rnn_core.table import Line

SIGNS = ("negated", "sign", "subtracted")
LAST = ("for", "again", "twice", "twice-part")  # nobody's first thought
INSIDE = ("product", "negative", "total")  # a sign in them is that of a part; the whole has one of its own


class Slip(NamedTuple):
    """A line written otherwise: by which rule of `asked.WHY`, what was done to which part, perhaps with what other, and
    the name of the mistake, where it is one that can be looked for."""

    rule: str
    line: Line
    part: str = ""
    instead: str = ""
    mistake: str = ""

    def shown(self, right: Line, totals: Collection[str]) -> Line:
        """Return the line as one would say it: what was taken for a part by its name, though it has to be made there.
        What a running total has in its place is one step's share."""
        if (
            self.rule == "for"
            and self.instead not in totals
            and len(re.findall(rf"\b{self.part}\b", right.expression.text)) == 1
        ):
            return table.line(replaced(right.text, self.part, self.instead))
        return self.line


def slipped(trace: Trace, at: Address) -> Iterator[tuple[Slip, Array]]:
    """Make the slips of a step's line, and what comes of each: classic mistakes first, then signs, other operands, what
    is left out, the rest."""
    right = trace.at(at.quantity, at.t)
    for slip in _ranked(trace, at):
        with np.errstate(all="ignore"):
            try:
                value = trace.evaluate(slip.line, slip.line.expression, at.t)
            except (ValueError, TypeError, IndexError, KeyError):
                continue  # these numbers do not fit together
        if np.shape(value) == np.shape(right) and np.isfinite(value).all():
            yield slip, value


def _ranked(trace: Trace, at: Address) -> list[Slip]:
    """Return the slips of a line for which there are words."""
    quantity = at.quantity
    line_edits = {name: edit for name, edit in conceivable(trace.problem).items() if isinstance(edit, LineEdit)}
    edits = {name: edit for name, edit in line_edits.items() if edit.direction == at.phase}
    classic = _classic_lines(edits, quantity)
    slips = [
        _read(name, line, classic.get(line.text, name))
        for name, edit in edits.items()
        if name.startswith(f"{quantity}.") and len(edit.lines) == 1 and (line := table.line(edit.lines[0]))
    ]
    worded = [slip for slip in (*slips, *_unlisted(trace, at)) if slip.rule in asked.WHY and _has_names(slip)]
    order = [*classic.values()]

    def rank(slip: Slip) -> int:
        return order.index(slip.mistake) if slip.mistake in order else len(order) + _rank(slip)

    return sorted(worded, key=rank)


def _classic_lines(edits: Mapping[str, LineEdit], quantity: str) -> dict[str, str]:
    """Say how classic mistakes that are made of lines alone write this one -> the name of the first that does."""
    names: dict[str, str] = {}
    for classic in CLASSICS:
        if edits.keys() >= set(classic.edits):
            for text in (text for name in classic.edits for text in edits[name].lines):
                if table.line(text).name == quantity:
                    names.setdefault(text, classic.name)
    return names


def _unlisted(trace: Trace, at: Address) -> Iterator[Slip]:
    """Return slips that the core does not have, as they explain nobody's numbers, but that one may think of."""
    line = trace.line(at)
    if line is None or at.phase != "backward" or line.kind == "running":
        return
    if line.kind not in ("sum", "part"):
        yield Slip("negated", table.line(put(line.text, formula(line.text), f"-({line.expression.text})")))
    if at.quantity == "dlogits":
        yield Slip("slope", table.line(f"{line.text} * y * (1 - y)"))


def _read(name: str, line: Line, mistake: str) -> Slip:
    """Say what an edit of one line does, from its name: dz.without.a, da_total.da_time.for.da_softmax, dz.alone.a_2."""
    _, rule, *rest = re.sub(r"_\d+$", "", name).split(".")
    if rest[:1] == ["for"]:
        return Slip("for", line, rest[1], rule, mistake)
    if rule in ("no", "as"):  # of a function
        rest = []
    if rule == "twice" and rest:
        rule = "twice-part"
    names = sorted("-".join(rest).split("-"), key=lambda name: not name[:1].isupper())  # weights come first
    return Slip("again" if rule in ("tanh", "sigmoid") else rule, line, " ".join(names), "", mistake)


def _has_names(slip: Slip) -> bool:
    """Return whether it is about quantities alone, and about none that has to be explained: nobody thinks of that
    first."""
    names = {*slip.part.split(), *slip.instead.split()}
    return names <= WORDS.keys() and not any(WORDS[name].told for name in names)


def _rank(slip: Slip) -> int:
    if slip.rule in SIGNS:
        return 3 if slip.rule == "sign" and slip.line.kind in INSIDE else 0
    gradient = slip.rule == "for" and slip.part.startswith("d")
    if gradient or slip.rule == "slope" or (slip.rule, slip.part) == ("without", "target"):
        return 1
    return 3 if slip.rule in LAST else 2
