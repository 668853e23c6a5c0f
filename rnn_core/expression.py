"""A formula: what it computes, of which kind it is, what it is made of. It is read from the code's own syntax tree.

Text is sliced from the source by node (`ast.unparse` would turn `a**2` into `a ** 2`).
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import CodeType
from typing import Any, Literal

import numpy as np

from rnn_core.cells import FUNCTIONS, Function, sigmoid, softmax

Kind = Literal[
    "name",
    "number",
    "transpose",
    "negative",
    "power",
    "sum",
    "difference",
    "product",
    "matmul",
    "function",
    "comparison",
    "softmax",
    "stack",
    "part",
    "total",
    "examples",
    "running",
    "arrival",
    "other",
]
# All that a step function may call.
NAMESPACE: Mapping[str, Any] = {
    "np": np,
    "sigmoid": sigmoid,
    "softmax": softmax,
    "len": builtins.len,
    "locals": builtins.locals,
    "__builtins__": {},
}
GLOBALS = dict(NAMESPACE)  # as `eval` wants them; a formula has no statement that could change them
np.zeros(1).sum()  # NumPy imports what this method needs when it is first called, and formulas have no `__import__`


class TableError(ValueError):
    """A step function that breaks the rules of the table; the message names it and says what was expected."""


@dataclass(frozen=True)
class Expression:
    """One node of a formula, which can be evaluated, as each of its operands can.

    Attributes
    ----------
    text : str
        the node as it stands in the source.
    kind : Kind
        what it is made of: "name", "sum", "matmul", "function" and so on; "other" for what only an edit writes.
    reads : tuple of str
        the names in it, each once, without those of functions.
    operands : tuple of Expression
        its parts; the terms of a sum and the factors of a product stand side by side.
    signs : tuple of int
        1 or -1 for each operand of a sum or difference; else empty.
    function : str
        the name of a function of each entry, the sign of a comparison, or which part of a stack this is, "upper" or
        "lower"; else empty.
    code : code
        the node compiled.
    """

    text: str
    kind: Kind
    reads: tuple[str, ...]
    operands: tuple[Expression, ...] = ()
    signs: tuple[int, ...] = ()
    function: str = ""
    code: CodeType = field(kw_only=True, repr=False, compare=False)

    def evaluate(self, scope: Mapping[str, Any]) -> Any:
        """Evaluate this node, where the names have the values of `scope`.

        Returns
        -------
        array or number
        """
        return eval(self.code, GLOBALS, scope)


def text_of(node: ast.AST, source: str) -> str:
    """Slice the text of a node from its source."""
    return ast.get_source_segment(source, node) or ""


def names_in(node: ast.AST) -> tuple[str, ...]:
    """List the names that a node reads, each once, without those of functions."""
    names = [n.id for n in ast.walk(node) if isinstance(n, ast.Name) and n.id not in NAMESPACE]
    return tuple(dict.fromkeys(names))


def expression_of(node: ast.expr, source: str, target: str = "", *, edited: bool = False) -> Expression:
    """Read the formula of a line that writes `target`. Only an `edited` line may be of none of the known kinds.

    Raises
    ------
    TableError
        for a formula of none of the known kinds.
    """
    kind: Kind
    children: list[ast.expr]
    signs: tuple[int, ...]
    try:
        kind, children, signs, function = _take_apart(node)
    except TableError:
        if not edited:
            raise
        kind, children, signs, function = "other", [], (), ""
    if kind == "sum" and target in names_in(node):
        kind = "running"
    return Expression(
        text=text_of(node, source),
        kind=kind,
        reads=names_in(node),
        operands=tuple(expression_of(child, source, edited=edited) for child in children),
        signs=signs,
        function=function,
        code=compile(ast.Expression(node), "<table>", "eval"),
    )


def _take_apart(node: ast.expr) -> tuple[Kind, list[ast.expr], tuple[int, ...], str]:
    """Find a node's kind, its operands, their signs (sums only) and its function's name (functions only)."""
    if isinstance(node, ast.Call):
        for function, template in _TEMPLATES:
            if (argument := _argument(node, template)) is not None:
                return "function", [argument], (), function.name
    match node:
        case ast.Name():
            return "name", [], (), ""
        case ast.Constant():
            return "number", [], (), ""
        case ast.Attribute(value=inner, attr="T"):
            return "transpose", [inner], (), ""
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return "negative", [inner], (), ""
        case ast.BinOp(op=ast.Add() | ast.Sub()):
            terms = list(summands(node, 1))
            signs = tuple(sign for _, sign in terms)
            return ("sum" if min(signs) > 0 else "difference"), [term for term, _ in terms], signs, ""
        case ast.BinOp(op=ast.Mult()):
            return "product", list(factors(node)), (), ""
        case ast.BinOp(left=left, op=ast.MatMult(), right=right):
            return "matmul", [left, right], (), ""
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return "power", [left, right], (), ""
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in COMPARISONS:
            return "comparison", [left, right], (), COMPARISONS[type(op)]
        case ast.Call(func=ast.Name(id="softmax"), args=[inner]):
            return "softmax", [inner], (), "softmax"
        case ast.Call(
            func=ast.Attribute(value=ast.Name(id="np"), attr="concatenate"), args=[ast.List(elts=parts)], keywords=[]
        ):
            return "stack", parts, (), ""
        case ast.Subscript(value=inner, slice=ast.Slice(lower=None, upper=ast.Call(func=ast.Name(id="len")))):
            return "part", [inner], (), "upper"
        case ast.Subscript(value=inner, slice=ast.Slice(lower=ast.Call(func=ast.Name(id="len")), upper=None)):
            return "part", [inner], (), "lower"
        case ast.Call(func=ast.Attribute(value=ast.Name(id="np"), attr="sum"), args=[inner], keywords=[]):
            return "total", [inner], (), "sum"
        case ast.Call(func=ast.Attribute(value=inner, attr="sum"), args=[], keywords=[]):
            return "total", [inner], (), "sum"
        case ast.Call(func=ast.Attribute(value=inner, attr="sum")) if ast.unparse(node).endswith(
            ".sum(axis=1, keepdims=True)"
        ):
            return "examples", [inner], (), "sum"
        case ast.Call(func=ast.Attribute(value=ast.Name(id="np"), attr=name), args=[inner], keywords=[]):
            return "function", [inner], (), name
    raise TableError(f"got {ast.unparse(node)!r}, which is none of the known kinds of expression")


COMPARISONS: Mapping[type[ast.cmpop], str] = {ast.Gt: ">", ast.GtE: ">=", ast.Lt: "<", ast.LtE: "<="}


def _templates() -> Iterator[tuple[Function, ast.Call]]:
    for function in FUNCTIONS.values():
        for text in function.written:
            call = ast.parse(text, mode="eval").body
            assert isinstance(call, ast.Call)
            yield function, call


_TEMPLATES = tuple(_templates())


def _argument(node: ast.Call, template: ast.Call) -> ast.expr | None:
    """Find what stands in a call where its template has `z`; None if anything else differs."""
    at = next(i for i, part in enumerate(template.args) if isinstance(part, ast.Name))
    args = [*node.args[:at], template.args[at], *node.args[at + 1 :]]
    return node.args[at] if ast.dump(ast.Call(node.func, args, node.keywords)) == ast.dump(template) else None


def summands(node: ast.expr, sign: int) -> list[tuple[ast.expr, int]]:
    """List the terms of a sum or difference, each with its sign."""
    match node:
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=right):
            return [*summands(left, sign), (right, sign if isinstance(op, ast.Add) else -sign)]
    return [(node, sign)]


def factors(node: ast.expr) -> list[ast.expr]:
    """List the factors of a product."""
    match node:
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return [*factors(left), right]
    return [node]
