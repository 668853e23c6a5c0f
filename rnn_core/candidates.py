"""Every edit that makes sense somewhere in the table: each kind at each place, for any cell and head.

Nothing here knows a cell: the rules look at what a line is made of (a sum, a product, a transpose, a name), at what is
carried and at what the backward pass reads from the cache. So a new cell has its mistakes without new code. A line is
rewritten by slices of its own text, so that an edited line looks as a person would write it.

>>> from rnn_core import notebook
>>> [edit.lines[0] for edit in candidates(notebook()) if edit.name.startswith("da_total.without")]
['da_total = da_time', 'da_total = da_softmax']
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from rnn_core.edits import CacheEdit, CarryEdit, Edit, LineEdit, Mistake, OrderEdit, Plan, When
from rnn_core.problems import Problem
from rnn_core.table import NAMESPACE, Line, Pass, StepTable, factors, names_in, summands
from rnn_core.trace import run_backward, run_forward

Shapes = Mapping[str, tuple[int, ...]]
EXAMPLES = ".sum(axis=1, keepdims=True)"
SEVERAL = ("overwritten", "never-updated", "over-m")  # slips in a running total that people make in all of them


@lru_cache(maxsize=32)
def candidates(problem: Problem) -> tuple[Edit, ...]:
    """All single edits that run on a problem, the plainest first. Names are unique."""
    right, _ = run_backward(problem, run_forward(problem))
    shapes = {name: np.shape(value) for name, value in right[0].items()}
    edits = {edit.name: edit for edit in _edits(problem, shapes) if _runs(problem, (edit,))}
    return tuple(edits.values())


def _runs(problem: Problem, mistake: Mistake) -> bool:
    """Whether NumPy takes an edit and every value of it is finite."""
    plan = Plan(problem.model, mistake)
    with np.errstate(all="ignore"):
        try:
            scopes, ends = run_backward(problem, run_forward(problem, plan=plan), plan)
            values = [value for kept in (*scopes, ends) for value in kept.values()]
            return all(np.isfinite(value).all() for value in values)
        except (ValueError, TypeError, IndexError):
            return False


def _edits(problem: Problem, shapes: Shapes) -> Iterator[Edit]:
    yield from _line_edits(problem, shapes)
    if problem.T > 1:
        yield from _carry_edits(problem, shapes)
        yield from _order_edits()
    yield from _cache_edits(problem, shapes)


# Lines


class _Slip(NamedTuple):
    """One line written otherwise: by which rule, at which of its parts, and how a learner says it."""

    rule: str
    part: str
    text: str
    says: str

    @property
    def name(self) -> str:
        return ".".join(filter(None, (self.rule, self.part)))


def _line_edits(problem: Problem, shapes: Shapes) -> Iterator[Edit]:
    model, cell = problem.model, problem.cell
    passes: dict[Pass, tuple[StepTable, StepTable]] = {"backward": model.backward, "forward": model.forward}
    leaves = {carry.leaves: carry.arrives for carry in cell.backward_carries}
    if not any(table.totals for table in model.backward if table.name == cell.backward.__name__):
        leaves = {}
    for direction, tables in passes.items():
        for table in tables:
            if table.name in (problem.head.forward.__name__, problem.head.backward.__name__) and not _learns(problem):
                continue  # a head that learns nothing is the problem's own device, and nobody's code
            slips = {}
            for line in table.lines:
                others = _others(problem, direction, table, line, shapes)
                names: set[str] = set()
                for slip in _slips(line, others, leaves.get(line.name, "")):
                    count = 1 + sum(name.rstrip("0123456789").rstrip("_") == slip.name for name in names)
                    name = slip.name if count == 1 else f"{slip.name}_{count}"
                    names.add(name)
                    slips[line.name, slip.rule] = slip
                    yield LineEdit(f"{line.name}.{name}", slip.says, direction, (slip.text,))
            yield from _habits(table, direction, slips)


def _learns(problem: Problem) -> bool:
    return bool(problem.model.backward[0].totals)


def _habits(table: StepTable, direction: Pass, slips: Mapping[tuple[str, str], _Slip]) -> Iterator[Edit]:
    """The same slip in every running total."""
    says = {
        "overwritten": "I overwrite the gradients of the weights at each step instead of adding to them.",
        "never-updated": "I never add anything to the gradients of the weights.",
        "over-m": "I divide the gradients of the weights by the number of examples.",
    }
    for rule in SEVERAL:
        lines = tuple(slips[total, rule].text for total in table.totals if (total, rule) in slips)
        if len(lines) > 1:
            yield LineEdit(f"totals.{rule}", says[rule], direction, lines)


class _Other(NamedTuple):
    """What somebody could take for a name: the rule by which, its text, and what the learner says, up to the line."""

    rule: str
    text: str
    says: str


def _others(problem: Problem, direction: Pass, table: StepTable, line: Line, shapes: Shapes) -> dict[str, list[_Other]]:
    """For each name that a line reads, what somebody could take for it.

    That is what has the same role and shape and stands above, is carried or cached. What the cache has not is computed
    from what it has; it is taken only for what is computed from it (z for a).
    """
    cell, model = problem.cell, problem.model
    forward = model.lines("forward")
    asked = set(table.arguments)
    above = [name for name in (written.name for written in table.lines) if name != line.name]
    above = above[: [written.name for written in table.lines].index(line.name)]
    values = [carry.arrives for carry in cell.forward_carries]
    values += [str(carry.first) for carry in cell.forward_carries] + [n for n in asked if n in problem.inputs]
    values += [name for name in forward if name in (asked if direction == "backward" else above)]
    gradients = [carry.arrives for carry in cell.backward_carries] + ["da_softmax", *above]
    roles = [
        sorted(set(values), key=values.index),
        [name for name in problem.parameters if name not in values],
        gradients if direction == "backward" else [],
    ]
    found: dict[str, list[_Other]] = {}
    for name in line.reads:
        if not shapes[name]:
            continue
        same = [other for role in roles if name in role for other in role]
        same = [other for other in same if other != name and shapes.get(other) == shapes[name]]
        found[name] = [_Other(f"{other}.for", other, f"I take `{other}` for `{name}`") for other in same]
        if direction == "backward" and name in forward:
            for under in forward[name].reads:
                if under in forward and under not in asked and shapes[under] == shapes[name]:
                    says = f"I take `{under}` for `{name}`"
                    found[name].append(_Other(f"{under}.for", _anew(under, forward, asked), says))
            says = f"I compute `{name}` again from what the cache holds"
            found[name].append(_Other("recomputed", _anew(name, forward, asked), says))
            if (function := forward[name].expression.function) in ("tanh", "sigmoid"):
                call = f"{'np.' if function == 'tanh' else ''}{function}({name})"
                says = f"I put `{name}` through {function} once more"
                found[name].append(_Other(function, call, says))
    return found


def _anew(name: str, forward: Mapping[str, Line], asked: set[str]) -> str:
    """The formula of a forward quantity, back to what the backward pass is given."""
    text = forward[name].expression.text
    names = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)]
    for node in sorted(names, key=lambda node: -node.col_offset):
        if node.id in forward and node.id not in asked:
            text = _put(text, node, _anew(node.id, forward, asked))
    return text


def _slips(line: Line, others: Mapping[str, list[_Other]], arrives: str) -> Iterator[_Slip]:
    """All that can go wrong in one line: first in the whole of it, then in its parts."""
    q, text = line.name, line.text
    statement = ast.parse(text).body[0]
    assert isinstance(statement, ast.Assign)
    value = statement.value
    if line.kind == "running":
        yield from _running(line, value)
    if arrives:
        adds = _put(text, value, f"{_slice(text, value)} + {arrives}")
        yield _Slip("adds", arrives, adds, f"I add `{arrives}` to `{q}` instead of replacing it.")
    for node in _nodes(value):
        for rule, slot, new, says in _rewritings(q, text, node, value if line.kind == "running" else None):
            yield _Slip(rule, slot, _put(text, node, new), says)
        if isinstance(node, ast.Name):
            for rule, other, says in others.get(node.id, ()):
                yield _Slip(rule, node.id, _put(text, node, other), f"In `{q}` {says}.")


def _running(line: Line, value: ast.expr) -> Iterator[_Slip]:
    q, text = line.name, line.text
    shares = [(_slice(text, term), term) for term, _ in summands(value, 1) if names_in(term) != (q,)]
    whole = _slice(text, value)
    rest = " + ".join(share for share, _ in shares)
    yield _Slip("overwritten", "", f"{q} = {rest}", f"I overwrite `{q}` at each step instead of adding to it.")
    yield _Slip("never-updated", "", f"{q} = {q}", f"I never add anything to `{q}`.")
    yield _Slip("twice", "", f"{q} = {whole} + {rest}", f"I add each step's share to `{q}` twice.")
    yield _Slip("subtracted", "", f"{q} = {q} - {rest}", f"I have the sign of `{q}` the wrong way round.")
    for share, term in shares:
        if isinstance(term, ast.BinOp):
            over = f"{q} = {q} + {share} / {names_in(term)[0]}.shape[1]"
            yield _Slip("over-m", "", over, f"I divide `{q}` by the number of examples.")


def _nodes(node: ast.expr) -> Iterator[ast.expr]:
    """A formula and its parts, from the outside in. Of a sum, its terms; of a product, its factors."""
    yield node
    match node:
        case ast.BinOp(op=ast.Add() | ast.Sub()):
            parts = [term for term, _ in summands(node, 1)]
        case ast.BinOp(op=ast.Mult()):
            parts = factors(node)
        case ast.Call(func=ast.Attribute(value=ast.Name(id="np"))):
            parts = node.args
        case ast.Subscript(value=inner):
            parts = [inner]
        case _:
            parts = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
    for part in parts:
        if not (isinstance(part, ast.Name) and part.id in NAMESPACE):
            yield from _nodes(part)


def _rewritings(q: str, text: str, node: ast.expr, running: ast.expr | None) -> Iterator[tuple[str, str, str, str]]:
    """Other forms of one part of a line: rule, which part, its new text, and how a learner says it."""

    def cut(part: ast.expr, strength: int = 0) -> str:
        return f"({_slice(text, part)})" if _strength(part) < strength else _slice(text, part)

    match node:
        case ast.BinOp(op=ast.Add() | ast.Sub()) if node is not running:
            parts = list(summands(node, 1))
            for i, (part, sign) in enumerate(parts):
                rest = [*parts[:i], *parts[i + 1 :]]
                left_out, name = _sum([(cut(p, 2), s) for p, s in rest]), cut(part)
                yield "without", _slot(part), left_out, f"I leave `{name}` out of `{q}`."
                again = _sum([(cut(p, 2), s) for p, s in (*parts, (part, sign))])
                yield "twice", _slot(part), again, f"I count `{name}` twice in `{q}`."
                turned = _sum([(cut(p, 2), -s if p is part else s) for p, s in parts])
                yield "sign", _slot(part), turned, f"I have the sign of `{name}` the wrong way round in `{q}`."
        case ast.BinOp(op=ast.Mult()):
            parts_ = factors(node)
            for i, part in enumerate(parts_):
                name = cut(part)
                others = [*parts_[:i], *parts_[i + 1 :]]
                rest_ = " * ".join(cut(p, 2) for p in others) if len(others) > 1 else cut(others[0])
                yield "without", _slot(part), rest_, f"I leave the factor `{name}` out of `{q}`."
                again = " * ".join(cut(p, 2) for p in (*parts_, part))
                yield "twice", _slot(part), again, f"I multiply by `{name}` twice in `{q}`."
        case ast.BinOp(left=left, op=ast.MatMult(), right=right):
            a, b = cut(left, 3), cut(right, 3)
            product = cut(node)
            yield "swapped", _slot(node), f"{b} @ {a}", f"I multiply in the wrong order in `{q}`."
            yield "turned", _slot(node), f"({product}).T", f"I transpose `{product}` as a whole in `{q}`."
            yield "entrywise", _slot(node), f"{a} * {b}", f"I multiply entry by entry in `{q}`, not as matrices."
            yield "without", _slot(left), b, f"I leave `{a}` out of `{q}`."
            yield "without", _slot(right), a, f"I leave `{b}` out of `{q}`."
            for side in (left, right):
                if isinstance(side, ast.Name):
                    other = f"{side.id}.T @ {b}" if side is left else f"{a} @ {side.id}.T"
                    yield "transposed", side.id, other, f"I transpose `{side.id}` in `{q}`."
        case ast.Attribute(value=inner, attr="T"):
            yield "not-transposed", _slot(inner), cut(inner, 4), f"I forget to transpose `{cut(inner)}` in `{q}`."
        case ast.BinOp(left=left, op=ast.Pow()):
            yield "not-squared", _slot(left), cut(left), f"I forget to square `{cut(left)}` in `{q}`."
        case ast.Call(func=ast.Attribute(value=inner, attr="sum")) if _slice(text, node).endswith(EXAMPLES):
            i = cut(inner, 4)
            yield (
                "mean",
                _slot(inner),
                f"np.mean({cut(inner)}, axis=1, keepdims=True)",
                f"I take the mean over examples in `{q}`.",
            )
            yield "axis-0", _slot(inner), f"{i}.sum(axis=0, keepdims=True)", f"I sum over the wrong axis in `{q}`."
            yield "all", _slot(inner), f"{i}.sum()", f"I sum over everything in `{q}`, not over the examples alone."
            yield (
                "flat",
                _slot(inner),
                f"{i}.sum(axis=1)",
                f"I forget `keepdims` in `{q}`, so that it changes its shape.",
            )
            yield "not-summed", _slot(inner), cut(inner), f"I do not sum over the examples in `{q}`."
        case ast.Call(func=ast.Attribute(value=ast.Name(id="np"), attr="concatenate"), args=[ast.List(elts=elements)]):
            stack = ", ".join(map(cut, reversed(elements)))
            yield "other-way", "", f"np.concatenate([{stack}])", f"I stack the parts of `{q}` in the other order."
        case ast.Subscript(value=inner, slice=ast.Slice(lower=lower, upper=upper)):
            ends = f"-{cut(upper)} :" if upper else f": -{cut(lower)}" if lower else ":"
            yield "wrong-rows", _slot(inner), f"{cut(inner, 4)}[{ends}]", f"I take the rows of `{q}` from the wrong end."
        case ast.Call(func=function, args=[inner], keywords=[]):
            name = _slice(text, function)
            yield "no", name.removeprefix("np."), cut(inner, 4), f"I forget `{name}` in `{q}`."
            for other in ("np.tanh", *(["sigmoid"] if "sigmoid" in NAMESPACE else [])):
                if name in ("np.tanh", "sigmoid", "softmax") and name != other:
                    says = f"I use `{other}` in `{q}` in place of `{name}`."
                    yield "as", other.removeprefix("np."), f"{other}({cut(inner)})", says


def _slot(part: ast.expr) -> str:
    """A part by the names in it, so that links stay good when another part is added."""
    return "-".join(names_in(part)) or "number"


def _sum(parts: list[tuple[str, int]]) -> str:
    (first, sign), *rest = parts
    return ("-" if sign < 0 else "") + first + "".join(f" {'+' if s > 0 else '-'} {part}" for part, s in rest)


def _slice(text: str, node: ast.expr) -> str:
    return ast.get_source_segment(text, node) or ""


def _put(text: str, node: ast.expr, new: str) -> str:
    """The text with another text in place of one part, in parentheses where the part would come apart."""
    start, end = node.col_offset, node.end_col_offset or 0
    strength = _strength(ast.parse(new, mode="eval").body)
    bare = text[:start].rstrip().endswith(("=", "(")) and text[end:].strip()[:1] in ("", ")")
    if strength == 4 and text[:start].endswith((" (", "-(")) and text[end:].startswith(")"):
        start, end = start - 1, end + 1  # what needs no parentheses loses those that were there
    return text[:start] + (f"({new})" if strength < _strength(node) and not bare else new) + text[end:]


def _strength(node: ast.expr) -> int:
    """How tightly a node's own operator binds."""
    match node:
        case ast.BinOp(op=ast.Add() | ast.Sub()):
            return 1
        case ast.BinOp(op=ast.Mult() | ast.MatMult() | ast.Div()):
            return 2
        case ast.UnaryOp():
            return 2
        case ast.BinOp(op=ast.Pow()):
            return 3
    return 4


# Carries, cache, order


def _carry_edits(problem: Problem, shapes: Shapes) -> Iterator[Edit]:
    cell, model = problem.cell, problem.model
    head, table = model.backward
    gradients = [line.name for line in (*head.lines, *table.lines) if line.name not in (*head.totals, *table.totals)]
    for carry in cell.backward_carries:
        name, shape = carry.arrives, shapes[carry.arrives]
        same = [q for q in gradients if shapes[q] == shape]
        stays = f"I never update `{name}`, so it is the same at every step."
        yield CarryEdit(f"carry.{name}.stays", stays, "backward", name, "each", name)
        for q in (line.name for line in head.lines):
            if shapes[q] == shape and q not in head.totals:
                for when in ("last", "first"):
                    says = f"I start `{name}` with the `{q}` of the {when} timestep instead of zeros."
                    yield CarryEdit(f"carry.{name}.starts.{q}.{when}", says, "backward", name, "start", q, when)
        for q in same:
            if q != carry.leaves:
                says = f"I hand `{q}` on to the step before, where `{carry.leaves}` belongs."
                yield CarryEdit(f"carry.{name}.from.{q}", says, "backward", name, "each", q)
        if carry.last:
            for q in (name, *same):
                if q != carry.leaves:
                    says = f"I take `{q}` for `{carry.last}` after the loop."
                    yield CarryEdit(f"carry.{carry.last}.from.{q}", says, "backward", carry.last, "end", q)
            early = f"I set `{carry.last}` after the first turn of the loop and not after the last."
            yield CarryEdit(
                f"carry.{carry.last}.early", early, "backward", carry.last, "end", carry.leaves, when="first"
            )
    for carry in cell.forward_carries:
        name = carry.arrives
        stays = f"I hand `{carry.first}` to every step and never `{carry.leaves}`."
        yield CarryEdit(f"carry.{name}.stays", stays, "forward", name, "each", name)
        zeros = f"I start from zeros and not from `{carry.first}`."
        yield CarryEdit(f"carry.{name}.starts.zeros", zeros, "forward", name, "start")
        for line in model.forward[0].lines:
            if shapes[line.name] == shapes[name] and line.name != carry.leaves:
                says = f"I hand `{line.name}` on to the next step, where `{carry.leaves}` belongs."
                yield CarryEdit(f"carry.{name}.from.{line.name}", says, "forward", name, "each", line.name)


def _cache_edits(problem: Problem, shapes: Shapes) -> Iterator[Edit]:
    cell, model = problem.cell, problem.model
    asked = set(model.backward[1].arguments)
    values = [carry.arrives for carry in cell.forward_carries] + [line.name for line in model.forward[0].lines]
    cell_names = [name for name in (*values, *problem.inputs) if name in asked]
    if problem.T > 1:
        for carry in cell.forward_carries:
            if carry.arrives in asked:
                says = (
                    f"I keep `{carry.first}` in the last slot of `{carry.leaves}`, and the last step overwrites it: "
                    f"the first cache holds the last `{carry.leaves}` for `{carry.arrives}`."
                )
                aliased = f"cache.{carry.arrives}.aliased"
                yield CacheEdit(aliased, says, (carry.arrives,), carry.leaves, "last", only=True)
    for q in cell_names:
        for other in values:
            if other != q and shapes[other] == shapes[q]:
                says = f"I store `{other}` in the cache where `{q}` belongs."
                yield CacheEdit(f"cache.{q}.is.{other}", says, (q,), other)
    if problem.T > 1:
        handed = [name for name in problem.head.backward.__code__.co_varnames if name in problem.inputs]
        groups = [(q, (q,)) for q in (*cell_names, *handed)] + [("all", tuple(cell_names))]
        for name, group in groups:
            for when, words in _TIMES.items():
                what = "the whole cache" if name == "all" else f"`{name}`"
                yield CacheEdit(f"cache.{name}.{when}", f"I read {what} {words}.", group, "", when)


_TIMES: Mapping[When, str] = {
    "earlier": "of the timestep before",
    "later": "of the timestep after",
    "first": "of the first timestep at every step",
    "last": "of the last timestep at every step",
    "reversed": "in the opposite order of time",
}


def _order_edits() -> Iterator[Edit]:
    yield OrderEdit("order.backward.reversed", "I loop forward in time on the way back.", "backward", "reversed")
    late = "My loop back starts one step late and leaves out the last timestep."
    yield OrderEdit("order.backward.late", late, "backward", "without last")
    early = "My loop back ends one step early and leaves out the first timestep."
    yield OrderEdit("order.backward.early", early, "backward", "without first")
    yield OrderEdit("order.forward.reversed", "I loop from the last timestep to the first.", "forward", "reversed")
    late = "My loop starts one step late and leaves out the first timestep."
    yield OrderEdit("order.forward.late", late, "forward", "without first")
    early = "My loop ends one step early and leaves out the last timestep."
    yield OrderEdit("order.forward.early", early, "forward", "without last")
