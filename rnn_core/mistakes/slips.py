"""Rewrite a line of a step function in every plausible wrong way, by rules that know only its syntax.

A line is rewritten by slices of its own text, never printed from a tree, so that it looks as a person would write it.

>>> from rnn_core.table import line
>>> for slip in slips(line("da_total = da_softmax + da_time")):
...     print(slip.name, "|", slip.text)
without.da_softmax | da_total = da_time
twice.da_softmax | da_total = da_softmax + da_time + da_softmax
sign.da_softmax | da_total = -da_softmax + da_time
without.da_time | da_total = da_softmax
twice.da_time | da_total = da_softmax + da_time + da_time
sign.da_time | da_total = da_softmax - da_time
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from math import isfinite
from typing import NamedTuple

from rnn_core.cells import FUNCTIONS, Function
from rnn_core.expression import NAMESPACE, factors, names_in, summands
from rnn_core.table import Line, line

EXAMPLES = ".sum(axis=1, keepdims=True)"
# The functions that a unit's sum may go through, as they are called; one that has two bounds is taken for another.
ACTIVATIONS = {name: function for name, function in FUNCTIONS.items() if isfinite(function.low)}
BOUNDED = {name: function for name, function in ACTIVATIONS.items() if isfinite(function.high)}


class Slip(NamedTuple):
    """A line rewritten: by which rule, at which of its parts, the whole new line, how a learner says it."""

    rule: str
    part: str
    text: str
    says: str

    @property
    def name(self) -> str:
        return ".".join(filter(None, (self.rule, self.part)))


class Confusion(NamedTuple):
    """What a learner could take for a name: the rule by which, its text, and how they say it, up to the line."""

    rule: str
    text: str
    says: str


def slips(written: Line, confused: Mapping[str, Sequence[Confusion]] | None = None) -> Iterator[Slip]:
    """Rewrite a line in every plausible wrong way: first as a whole, then in its parts, from the outside in.

    `confused` says for a name in it what could be taken for it.
    """
    q, text = written.name, written.text
    value = formula(text)
    if written.kind == "running":
        yield from _running(q, text, value)
    for node in _nodes(value):
        if not (written.kind == "running" and node is value):
            for rule, part, new, says in _rewritings(q, text, node):
                yield Slip(rule, part, put(text, node, new), says)
        if isinstance(node, ast.Name) and confused:
            for rule, taken_for, says in confused.get(node.id, ()):
                yield Slip(rule, node.id, put(text, node, taken_for), f"In `{q}` {says}.")


def formula(text: str) -> ast.expr:
    """Parse the right side of a line."""
    statement = ast.parse(text).body[0]
    assert isinstance(statement, ast.Assign)
    return statement.value


def put(text: str, node: ast.expr, new: str) -> str:
    """Put a new text in place of one part, in parentheses where it would come apart."""
    start, end = node.col_offset, node.end_col_offset or 0
    part = ast.parse(new, mode="eval").body
    if isinstance(part, ATOMS) and text[:start].endswith((" (", "-(")) and text[end:].startswith(")"):
        start, end = start - 1, end + 1  # what needs no parentheses loses those that were there
    bare = text[:start] + new + text[end:]
    return bare if _stands(part, bare, start, start + len(new)) else f"{text[:start]}({new}){text[end:]}"


def _stands(part: ast.expr, text: str, start: int, end: int) -> bool:
    """Tell whether what stands between two places of a text is one part of its formula, and that part."""
    try:
        nodes = ast.walk(formula(text))
    except SyntaxError:  # `2.sum` is no number and no method
        return False
    parts = (n for n in nodes if isinstance(n, ast.expr) and (n.col_offset, n.end_col_offset) == (start, end))
    return any(ast.dump(node) == ast.dump(part) for node in parts)


def replaced(text: str, name: str, new: str) -> str:
    """Put a formula in place of each occurrence of a name in a line."""
    names = [node for node in ast.walk(formula(text)) if isinstance(node, ast.Name) and node.id == name]
    for node in sorted(names, key=lambda node: -node.col_offset):
        text = put(text, node, new)
    return text


# How tightly the operator of a part binds, from loose to tight.
COMPARISON, SUM, PRODUCT, POWER, ATOM = range(5)
ATOMS = (ast.Name, ast.Constant, ast.Attribute, ast.Call, ast.Subscript)


def _strength(node: ast.expr) -> int:
    """Rank how tightly the operator of a node binds."""
    match node:
        case ast.Compare():
            return COMPARISON
        case ast.BinOp(op=ast.Add() | ast.Sub()):
            return SUM
        case ast.BinOp(op=ast.Mult() | ast.MatMult() | ast.Div()) | ast.UnaryOp():
            return PRODUCT
        case ast.BinOp(op=ast.Pow()):
            return POWER
    return ATOM


def _slice(text: str, node: ast.expr) -> str:
    return ast.get_source_segment(text, node) or ""


def _cut(text: str, part: ast.expr, strength: int = 0) -> str:
    """Cut out the text of a part, in parentheses where its operator binds less tightly than `strength`."""
    return f"({_slice(text, part)})" if _strength(part) < strength else _slice(text, part)


def multiplied(text: str, parts: Sequence[ast.expr]) -> str:
    """Multiply some factors of a text."""
    return " * ".join(_cut(text, part, PRODUCT) for part in parts) if len(parts) > 1 else _cut(text, parts[0])


def _nodes(node: ast.expr) -> Iterator[ast.expr]:
    """Walk through a formula and its parts. Of a sum the parts are its terms, of a product its factors."""
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


def _running(q: str, text: str, value: ast.expr) -> Iterator[Slip]:
    """Rewrite a running total: what is added to it, and whether it is."""
    shares = [term for term, _ in summands(value, 1) if names_in(term) != (q,)]
    right_side, share = _slice(text, value), " + ".join(_slice(text, term) for term in shares)
    yield Slip("overwritten", "", f"{q} = {share}", f"I overwrite `{q}` at each step instead of adding to it.")
    yield Slip("never-updated", "", f"{q} = {q}", f"I never add anything to `{q}`.")
    yield Slip("twice", "", f"{q} = {right_side} + {share}", f"I add each step's share to `{q}` twice.")
    yield Slip("subtracted", "", f"{q} = {q} - {share}", f"I have the sign of `{q}` the wrong way round.")
    if isinstance(shares[0], ast.BinOp):
        over = f"{q} = {right_side} / {names_in(shares[0])[0]}.shape[1]"
        yield Slip("over-m", "", over, f"I divide what I add to `{q}` by the number of examples.")


def _rewritings(q: str, text: str, node: ast.expr) -> Iterator[tuple[str, str, str, str]]:
    """Rewrite one part of a line: by which rule, which part, its new text, how a learner says it."""

    cut = partial(_cut, text)
    match node:
        case ast.BinOp(op=ast.Add() | ast.Sub()):
            terms = summands(node, 1)
            if isinstance(node.left, ast.Constant) and isinstance(node.op, ast.Sub):
                name = cut(node.right)
                yield "alone", _slot(node.right), name, f"I write `{name}` for `{cut(node)}` in `{q}`."
            for i, (part, sign) in enumerate(terms):
                rest = [*terms[:i], *terms[i + 1 :]]
                name, slot = cut(part), _slot(part)
                yield "without", slot, _sum([(cut(p, PRODUCT), s) for p, s in rest]), f"I leave `{name}` out of `{q}`."
                again = _sum([(cut(p, PRODUCT), s) for p, s in (*terms, (part, sign))])
                yield "twice", slot, again, f"I count `{name}` twice in `{q}`."
                turned = _sum([(cut(p, PRODUCT), -s if p is part else s) for p, s in terms])
                yield "sign", slot, turned, f"I have the sign of `{name}` the wrong way round in `{q}`."
        case ast.BinOp(op=ast.Mult()):
            parts = factors(node)
            for i, part in enumerate(parts):
                kept = [*parts[:i], *parts[i + 1 :]]
                name, slot = cut(part), _slot(part)
                yield "without", slot, multiplied(text, kept), f"I leave the factor `{name}` out of `{q}`."
                again = " * ".join(cut(p, PRODUCT) for p in (*parts, part))
                yield "twice", slot, again, f"I multiply by `{name}` twice in `{q}`."
        case ast.BinOp(left=first, op=ast.MatMult(), right=second):
            a, b, product = cut(first, POWER), cut(second, POWER), cut(node)
            yield "swapped", _slot(node), f"{b} @ {a}", f"I multiply in the wrong order in `{q}`."
            yield "turned", _slot(node), f"({product}).T", f"I transpose `{product}` as a whole in `{q}`."
            yield "entrywise", _slot(node), f"{a} * {b}", f"I multiply entry by entry in `{q}`, not as matrices."
            yield "without", _slot(first), b, f"I leave `{a}` out of `{q}`."
            yield "without", _slot(second), a, f"I leave `{b}` out of `{q}`."
            for side in (first, second):
                if isinstance(side, ast.Name):
                    turned = f"{side.id}.T @ {b}" if side is first else f"{a} @ {side.id}.T"
                    yield "transposed", side.id, turned, f"I transpose `{side.id}` in `{q}`."
        case ast.Attribute(value=inner, attr="T"):
            yield "not-transposed", _slot(inner), cut(inner, ATOM), f"I forget to transpose `{cut(inner)}` in `{q}`."
        case ast.BinOp(left=inner, op=ast.Pow()):
            yield "not-squared", _slot(inner), cut(inner), f"I forget to square `{cut(inner)}` in `{q}`."
        case ast.Call(func=ast.Attribute(value=inner, attr="sum")) if _slice(text, node).endswith(EXAMPLES):
            inside, slot = cut(inner, ATOM), _slot(inner)
            mean = f"np.mean({cut(inner)}, axis=1, keepdims=True)"
            yield "mean", slot, mean, f"I take the mean over the examples in `{q}`."
            yield "axis-0", slot, f"{inside}.sum(axis=0, keepdims=True)", f"I sum over the wrong axis in `{q}`."
            yield "all", slot, f"{inside}.sum()", f"I sum over everything in `{q}`, not over the examples alone."
            yield "flat", slot, f"{inside}.sum(axis=1)", f"I forget `keepdims` in `{q}`, so that it changes its shape."
            yield "not-summed", slot, cut(inner), f"I do not sum over the examples in `{q}`."
        case ast.Call(func=ast.Attribute(value=ast.Name(id="np"), attr="concatenate"), args=[ast.List(elts=parts)]):
            stack = ", ".join(map(cut, reversed(parts)))
            yield "other-way", "", f"np.concatenate([{stack}])", f"I stack the parts of `{q}` in the other order."
            empty = ", ".join(f"np.zeros_like({cut(part)})" for part in parts)
            yield "zeros", "", f"np.concatenate([{empty}])", f"I make `{q}` of zeros and never fill it."
        case ast.Subscript(value=inner, slice=ast.Slice(lower=lower, upper=upper)):
            ends = f"-{cut(upper)} :" if upper else f": -{cut(lower)}" if lower else ":"
            yield (
                "wrong-rows",
                _slot(inner),
                f"{cut(inner, ATOM)}[{ends}]",
                f"I take the rows of `{q}` from the wrong end.",
            )
        case ast.Call(func=ast.Name(id="softmax"), args=[inner]):
            yield (
                "axis-1",
                "",
                f"softmax({cut(inner, ATOM)}.T).T",
                f"I take the softmax of `{cut(inner)}` over the examples.",
            )
            everything = f"np.exp({cut(inner)}) / np.exp({cut(inner)}).sum()"
            yield "all", "", everything, f"I divide by the sum over everything in the softmax of `{cut(inner)}`."
            yield "exp", "", f"np.exp({cut(inner)})", f"I forget to divide in the softmax of `{cut(inner)}`."
            yield "as", "sigmoid", f"sigmoid({cut(inner)})", f"I use the sigmoid in `{q}` in place of the softmax."
        case ast.Call(func=function, args=[inner] | [inner, ast.Constant()] | [ast.Constant(), inner], keywords=[]):
            name = _slice(text, function)
            yield "no", name.removeprefix("np."), cut(inner, ATOM), f"I forget `{name}` in `{q}`."
            yield from _other_functions(q, text, node, inner)


def _other_functions(q: str, text: str, node: ast.expr, inner: ast.expr) -> Iterator[tuple[str, str, str, str]]:
    """Put each of the other activations in the place of one."""
    name = line(f"{q} = {_slice(text, node)}").expression.function
    for function in BOUNDED.values() if name in ACTIVATIONS else ():
        if function.name != name:
            says = f"I use `{function.name}` in `{q}` in place of `{name}`."
            yield "as", function.name, through(function, _cut(text, inner)), says


def through(function: Function, text: str) -> str:
    """Write the code that puts a formula through a function."""
    return re.sub(r"\bz\b", text.replace("\\", r"\\"), function.written[0])


def _slot(part: ast.expr) -> str:
    """Name a part by the names in it, so that links stay good when another part is added."""
    return "-".join(names_in(part)) or "number"


def _sum(terms: Sequence[tuple[str, int]]) -> str:
    (first, sign), *rest = terms
    return ("-" if sign < 0 else "") + first + "".join(f" {'+' if s > 0 else '-'} {part}" for part, s in rest)
