"""The loop of one pass as a learner writes it in the notebook, derived from the table: the code panel's text.

Only what goes round the lines is written here: the `for`, what is carried from step to step, and the cache. The lines
themselves are the table's. The inputs, what the other pass reads and what no line reads are per-step arrays in the
notebook's layout, so those names become their time slice, `a[:, :, t]`; all other names stay plain. What is shown can
be executed, and gives the trace bit for bit (a test does so).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.scene.rich import words_for
from app.scene.words.names import COURSE, Names, spelled
from rnn_core import Address, Problem, Trace
from rnn_core.expression import NAMESPACE
from rnn_core.table import Model, Pass

INDENT = "  "

# A row may end behind `=` and a comma, and before an operator that stands between two terms: not in `(1 - a)`.
_ROW_ENDS = re.compile(r"(?<=[=,]) |^([^(]*?) (?=[-+*/] )")
_LOOP = {"forward": "for t in range(T):", "backward": "for t in reversed(range(T)):"}


@dataclass(frozen=True)
class Token:
    """A piece of code; `quantity` if it is the name of one, `index` if it says which timestep of the array.

    A row of the screen may end only at a piece that is one space.
    """

    text: str
    quantity: str | None = None
    index: bool = False


@dataclass(frozen=True)
class CodeLine:
    """One statement; `quantity` is the one whose step runs this line."""

    tokens: tuple[Token, ...]
    quantity: str | None = None
    edited: bool = False  # by a mistake

    @property
    def text(self) -> str:
        """Return the line as it can be executed."""
        return "".join(token.text for token in self.tokens)


@dataclass(frozen=True)
class Layout:
    """How many axes one timestep of a per-step array has, by name; names that are not here stay plain. And how all are
    called."""

    axes: tuple[tuple[str, int], ...]
    names: Names = COURSE

    def spell(self, name: str) -> str:
        """Return the name in the code of a quantity or of the array of all its timesteps."""
        return spelled(name, self.names, whole=name in dict(self.axes))

    def index(self, name: str) -> str:
        """Say what follows the name in the code: `[:, :, t]`, `[t]` or nothing."""
        axes = dict(self.axes)
        return f"[{':, ' * axes[name]}t]" if name in axes else ""


def pass_of(address: Address) -> Pass:
    """Return the pass whose loop a step belongs to; the sum of the costs ends the forward pass."""
    return "forward" if address.phase in ("forward", "turn") else "backward"


def code(trace: Trace, direction: Pass, names: Names = COURSE) -> tuple[CodeLine, ...]:
    """Return the loop of one pass, what stands before it and what stands after it."""
    where = replace(layout(trace), names=names)
    before, around, after = (_out if direction == "forward" else _back)(
        trace.problem.model, where, tuple(trace.problem.later)
    )
    edited = {
        name: replace(_line(line.text, where, name), edited=True) for name, line in trace.edited(direction).items()
    }
    body = [edited.get(line.quantity or "", line) for line in around]
    body = [replace(line, tokens=(Token(INDENT), *line.tokens)) for line in body]
    return (*before, CodeLine((Token(_LOOP[direction]),)), *body, *after)


def layout(trace: Trace) -> Layout:
    """Say which names are arrays with a slice for every timestep."""
    model = trace.problem.model
    out, back = model.lines("forward"), model.lines("backward")
    carries = (*trace.problem.cell.forward_carries, *trace.problem.cell.backward_carries)
    carried = {carry.leaves for carry in carries}
    read_out = {name for line in out.values() for name in line.reads}
    # Without a way back, what the cell carries is kept too: it is what the notebook's function returns.
    read_back = {name for line in back.values() for name in line.reads} or carried
    stored = [
        *model.inputs,
        *(name for name in out if name in read_back or name not in read_out | carried),
        *(name for name in back if name not in read_back | carried),
    ]
    return Layout(tuple((name, trace[name].ndim - 1) for name in stored))


def notebook_names(problem: Problem, lines: Sequence[CodeLine]) -> tuple[tuple[str, str], ...]:
    """Return the quantities that shown lines compute and the notebook calls by another name, each with that name."""
    pairs = []
    for line in lines:
        if line.quantity and (theirs := words_for(problem, line.quantity).notebook):
            written = line.text.strip().partition(" = ")[0]
            if theirs != written:
                pairs.append((line.quantity, theirs))
    return tuple(pairs)


Parts = tuple[list[CodeLine], list[CodeLine], list[CodeLine]]


def _out(model: Model, where: Layout, later: tuple[str, ...]) -> Parts:
    carries = model.cell.forward_carries
    kept = _cached(model)
    before = [_line("cache = {}", where)] if kept else []
    before += [_line(f"{carry.arrives} = {carry.first or 0}", where) for carry in carries]
    around = [_line(f"cache[t] = {', '.join(kept)}", where)] if kept else []
    around += [_line(line.text, where, line.name) for line in model.lines("forward").values()]
    around += [_line(f"{carry.arrives} = {carry.leaves}", where) for carry in carries]
    if "loss" not in model.lines("forward"):
        return before, around, []
    after = replace(where, axes=tuple(pair for pair in where.axes if pair[0] != "loss"))  # all steps' losses at once
    costs = ["loss.sum()", *(f"np.sum({name} * {model.later[name]})" for name in later)]
    return before, around, [_line(f"J = {' + '.join(costs)}", after, "J")]


def _back(model: Model, where: Layout, later: tuple[str, ...]) -> Parts:
    carries = model.cell.backward_carries
    head, cell = model.backward
    kept, totals = _cached(model), (*head.totals, *cell.totals)
    before = [_line(f"{carry.leaves} = {carry.first if carry.first in later else 0}", where) for carry in carries]
    before += [_line(" = ".join([*totals, "0"]), where)] if totals else []
    around = [_line(f"{', '.join(kept)} = cache[t]", where)] if kept else []
    around += [_line(line.text, where, line.name) for line in head.lines]
    around += [_line(f"{carry.arrives} = {carry.leaves}", where, carry.arrives) for carry in carries]
    around += [_line(line.text, where, line.name) for line in cell.lines]
    after = [_line(f"{carry.last} = {carry.leaves}", where, carry.last) for carry in carries if carry.last]
    return before, around, after


def _cached(model: Model) -> list[str]:
    """Say what arrives at a step of the forward pass and is asked for again on the way back."""
    read_back = {name for line in model.lines("backward").values() for name in line.reads}
    return [carry.arrives for carry in model.cell.forward_carries if carry.arrives in read_back]


def _line(text: str, where: Layout, quantity: str | None = None) -> CodeLine:
    """Return a statement as tokens, with the names of per-step arrays followed by their slice."""
    names = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)]
    tokens: list[Token] = []
    at = 0
    for node in sorted(names, key=lambda node: node.col_offset):
        start, end = node.col_offset, node.end_col_offset or 0
        if node.id in NAMESPACE or node.id in ("cache", "t"):
            continue
        tokens += [
            *_pieces(text[at:start]),
            Token(where.spell(node.id), quantity=node.id),
            Token(where.index(node.id), index=True),
        ]
        at = end
    tokens += _pieces(text[at:])
    return CodeLine(tuple(token for token in tokens if token.text), quantity)


def _pieces(text: str) -> Iterator[Token]:
    """Say what stands between two names; each space at which a row may end is a token of its own."""
    for i, piece in enumerate(_ROW_ENDS.sub(r"\1\n", text).split("\n")):
        yield from (Token(" " if i else ""), Token(piece))
