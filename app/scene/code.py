"""The loop of one pass as a learner writes it in the notebook, derived from the table: the code panel's text.

Only what goes round the lines is written here: the `for`, what is carried from step to step, and the cache. The lines
themselves are the table's. The inputs, what the other pass reads and what no line reads are per-step arrays in the
notebook's layout, so those names become their time slice, `a[:, :, t]`; all other names stay plain. What is shown can
be executed, and gives the trace bit for bit (a test does so).
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from app.scene.rich import words_for
from app.scene.words.names import COURSE, Names, spelled
from rnn_core import Address, Problem, Trace
from rnn_core.expression import NAMESPACE
from rnn_core.table import Model, Pass

WIDTH = 40  # characters: 312 px of 13 px Source Code Pro, beside the picture on a page of 1440
INDENT = "  "

_LOOP = {"forward": "for t in range(T):", "backward": "for t in reversed(range(T)):"}
_LOOSEST_FIRST = {",": 0, "+": 1, "-": 1, "*": 2, "@": 2, "/": 2}


@dataclass(frozen=True)
class Token:
    """A piece of code; `quantity` if it is the name of one, `index` if it says which timestep of the array."""

    text: str
    quantity: str | None = None
    index: bool = False


@dataclass(frozen=True)
class CodeLine:
    """One statement, over more than one row if it is long; `quantity` is the one whose step runs this line."""

    tokens: tuple[Token, ...]
    quantity: str | None = None
    edited: bool = False  # by a mistake

    @property
    def text(self) -> str:
        """The line as it can be executed."""
        return "".join(token.text for token in self.tokens)


@dataclass(frozen=True)
class Layout:
    """How many axes one timestep of a per-step array has, by name; names that are not here stay plain. And how all are
    called."""

    axes: tuple[tuple[str, int], ...]
    names: Names = COURSE

    def spell(self, name: str) -> str:
        """The name in the code of a quantity or of the array of all its timesteps."""
        return spelled(name, self.names, whole=name in dict(self.axes))

    def index(self, name: str) -> str:
        """What follows the name in the code: `[:, :, t]`, `[t]` or nothing."""
        axes = dict(self.axes)
        return f"[{':, ' * axes[name]}t]" if name in axes else ""


def pass_of(address: Address) -> Pass:
    """The pass whose loop a step belongs to; the sum of the costs ends the forward pass."""
    return "forward" if address.phase in ("forward", "turn") else "backward"


def code(trace: Trace, direction: Pass, names: Names = COURSE) -> tuple[CodeLine, ...]:
    """The loop of one pass, what stands before it and what stands after it."""
    edited = tuple((name, line.text) for name, line in trace.edited(direction).items())
    return _code(
        trace.problem.model, replace(layout(trace), names=names), direction, edited, tuple(trace.problem.later)
    )


def layout(trace: Trace) -> Layout:
    """Which names are arrays with a slice for every timestep."""
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
    """The quantities that shown lines compute and the notebook calls by another name, each with that name."""
    pairs = []
    for line in lines:
        if line.quantity and (theirs := words_for(problem, line.quantity).notebook):
            written = line.text.strip().partition(" = ")[0]
            if theirs != written:
                pairs.append((line.quantity, theirs))
    return tuple(pairs)


@lru_cache(256)  # a link can ask for any number of edited texts
def _code(
    model: Model, where: Layout, direction: Pass, edited: tuple[tuple[str, str], ...], later: tuple[str, ...]
) -> tuple[CodeLine, ...]:
    before, around, after = (_out if direction == "forward" else _back)(model, where, later)
    other = {name: replace(_line(text, where, name), edited=True) for name, text in edited}
    around = [other.get(line.quantity or "", line) for line in around]
    body = [replace(line, tokens=(Token(INDENT), *line.tokens)) for line in around]
    loop = CodeLine((Token(_LOOP[direction]),))
    return tuple(_fitted(line) for line in (*before, loop, *body, *after))


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
    before += [_line(text, where) for text in _zeros(totals)]
    around = [_line(f"{', '.join(kept)} = cache[t]", where)] if kept else []
    around += [_line(line.text, where, line.name) for line in head.lines]
    around += [_line(f"{carry.arrives} = {carry.leaves}", where, carry.arrives) for carry in carries]
    around += [_line(line.text, where, line.name) for line in cell.lines]
    after = [_line(f"{carry.last} = {carry.leaves}", where, carry.last) for carry in carries if carry.last]
    return before, around, after


def _zeros(totals: Sequence[str]) -> Iterator[str]:
    """`dWf = dbf = 0`: all totals, as few statements as fit."""
    row: list[str] = []
    for name in totals:
        if row and len(" = ".join([*row, name, "0"])) > WIDTH:
            yield " = ".join([*row, "0"])
            row = []
        row.append(name)
    if row:
        yield " = ".join([*row, "0"])


def _cached(model: Model) -> list[str]:
    """What arrives at a step of the forward pass and is asked for again on the way back."""
    read_back = {name for line in model.lines("backward").values() for name in line.reads}
    return [carry.arrives for carry in model.cell.forward_carries if carry.arrives in read_back]


def _line(text: str, where: Layout, quantity: str | None = None) -> CodeLine:
    """A statement as tokens, with the names of per-step arrays followed by their slice."""
    names = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)]
    tokens: list[Token] = []
    at = 0
    for node in sorted(names, key=lambda node: node.col_offset):
        start, end = node.col_offset, node.end_col_offset or 0
        if node.id in NAMESPACE or node.id in ("cache", "t"):
            continue
        tokens += [
            Token(text[at:start]),
            Token(where.spell(node.id), quantity=node.id),
            Token(where.index(node.id), index=True),
        ]
        at = end
    tokens.append(Token(text[at:]))
    return CodeLine(tuple(token for token in tokens if token.text), quantity)


def _fitted(line: CodeLine) -> CodeLine:
    """The line over several rows if it is too long, broken where brackets allow it, else in brackets of its own."""
    text = line.text
    if len(text) <= WIDTH:
        return line
    for group in _ways(text, list(_breaks(text))):
        balanced = min(group, key=lambda place: max(map(len, _rows(text, [place]))))
        for chosen in ([balanced], group):
            if max(map(len, _rows(text, chosen))) <= WIDTH:
                return _broken(line, chosen)
    return line


def _ways(text: str, groups: list[list[_Break]]) -> Iterator[list[_Break]]:
    """Which places to try, the best first: the next rows below what they go on from, else a little to the right of the
    line's start; but terms stay whole as long as they can."""
    hanging = len(text) - len(text.lstrip()) + 4
    bare = [group for group in groups if group[0].bare]
    inside = [group for group in groups if not group[0].bare]
    moved = [[replace(place, column=hanging) for place in group] for group in (*bare, *inside)]
    yield from (*inside, *bare[:1], *moved[: len(bare)], *bare[1:], *moved[len(bare) :])
    for at in (i + 1 for i, letter in enumerate(text) if letter == "(" and text[i - 1].isalnum()):
        yield [_Break(at, hanging, bare=False, start=0, skip=0)]


@dataclass(frozen=True)
class _Break:
    """A space that may become the end of a row; `column` is where the next row starts."""

    at: int
    column: int
    bare: bool  # outside all brackets: the expression needs some
    start: int  # where the expression begins
    skip: int = 1  # the space


def _breaks(text: str) -> Iterator[list[_Break]]:
    """Groups of places that belong together, the best first: within brackets, and the loosest operators."""
    groups: dict[tuple[int, int, int], list[_Break]] = {}
    opened: list[tuple[str, int]] = []
    start = text.index("=") + 2
    ready = False  # whether something stands left of the operator
    for token in tokenize.generate_tokens(io.StringIO(text.lstrip()).readline):
        column = token.start[1] + len(text) - len(text.lstrip())
        if token.string in ("(", "["):
            opened.append(("[:" if token.string == "[" and ready else token.string, column))  # a slice, not a list
        elif token.string in (")", "]"):
            opened.pop()
        elif (
            token.string in _LOOSEST_FIRST
            and ready
            and column > start
            and not any(bracket == "[:" for bracket, _ in opened)
        ):
            inside = opened[-1][1] + 1 if opened else start + 1
            at = column + 1 if token.string == "," else column - 1
            place = (0 if opened else 1, inside, _LOOSEST_FIRST[token.string])
            groups.setdefault(place, []).append(_Break(at, inside, not opened, start))
        ready = token.string in (")", "]") or token.type in (tokenize.NAME, tokenize.NUMBER)
    for _, group in sorted(groups.items()):
        yield group


def _rows(text: str, breaks: Sequence[_Break]) -> list[str]:
    """The rows of a text that is broken there."""
    bare = int(breaks[0].bare)
    text = text[: breaks[0].start] + "(" * bare + text[breaks[0].start :]
    first, *rest = [text[start:end] for start, end in pairwise([0, *(place.at + bare for place in breaks), len(text)])]
    rows = [first, *(" " * breaks[0].column + row[breaks[0].skip :] for row in rest)]
    return [*rows[:-1], rows[-1] + ")" * bare]


def _broken(line: CodeLine, breaks: Sequence[_Break]) -> CodeLine:
    """The same tokens with the ends of the rows in them."""
    column, bare = breaks[0].column, breaks[0].bare
    inserts = {place.at: (place.skip, "\n" + " " * column) for place in breaks}
    if bare:
        inserts[breaks[0].start] = (0, "(")
    tokens: list[Token] = []
    offset = 0
    for token in line.tokens:
        piece = 0
        for at in sorted(inserts):
            if offset <= at < offset + len(token.text):
                skip, text = inserts[at]
                tokens += [replace(token, text=token.text[piece : at - offset]), Token(text)]
                piece = at - offset + skip
        tokens.append(replace(token, text=token.text[piece:]))
        offset += len(token.text)
    tokens.append(Token(")" if bare else ""))
    return replace(line, tokens=tuple(token for token in tokens if token.text))
