"""The table: what each line of a step function writes, reads and computes, read once from its source.

Text is sliced from the source by node (`ast.unparse` would turn `a**2` into `a ** 2`) and everything is keyed by the
quantity that a line writes, never by a line number.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from types import CodeType, MappingProxyType
from typing import Any, Literal

import numpy as np

from rnn_core.cells import FUNCTIONS, Cell, Function, Shape, Step, sigmoid, softmax

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
Pass = Literal["forward", "backward"]

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
    """A step function that breaks the rules of the table."""


@dataclass(frozen=True)
class Expression:
    """One node of a formula: its text, its kind and its operands, each an Expression that can be evaluated.

    `signs` goes with the operands of a sum or difference; `function` is the name of a function of each entry, the sign
    of a comparison, or which part of a stack this is, "upper" or "lower".
    """

    text: str
    kind: Kind
    reads: tuple[str, ...]
    operands: tuple[Expression, ...] = ()
    signs: tuple[int, ...] = ()
    function: str = ""
    code: CodeType = field(kw_only=True, repr=False, compare=False)

    def evaluate(self, scope: Mapping[str, Any]) -> Any:
        """The value of this node, where the names have the values of `scope`."""
        return eval(self.code, GLOBALS, scope)


@dataclass(frozen=True)
class Line:
    """One line `name = expression`; `text` is the line as it stands in the source, without its comment."""

    name: str
    text: str
    expression: Expression

    @property
    def kind(self) -> Kind:
        return self.expression.kind

    @property
    def reads(self) -> tuple[str, ...]:
        return self.expression.reads


@dataclass(frozen=True)
class StepTable:
    """The lines of one step function, in order, and the names it asks for."""

    name: str
    arguments: tuple[str, ...]
    lines: tuple[Line, ...]

    @cached_property
    def totals(self) -> tuple[str, ...]:
        """The running totals: lines that read their own name."""
        return tuple(line.name for line in self.lines if line.kind == "running")


def read(step: Step) -> StepTable:
    """The table of a step function: of the lines that run, or none.

    Raises
    ------
    TableError
        for a function that is not made of such lines, or whose text is not what runs.
    """
    return _read(step, step.__code__)


@cache
def _read(step: Step, code: CodeType) -> StepTable:
    """Once for each code: `%autoreload` puts new code into an old function."""
    node = definition(step)
    table = parse(node, source(step))
    _prove(step, node)
    return table


def _prove(step: Step, node: ast.FunctionDef) -> None:
    """Prove that a text is what runs: compiled anew it is the same code, and its functions are ours."""
    # Among its imports: how `np.tanh` is called depends on whether `np` is seen to be a module.
    whole = ast.Module([node], []) if hasattr(step, "source") else ast.parse(source(step))
    module = compile(whole, "<table>", "exec", dont_inherit=True)
    codes = [const for const in module.co_consts if isinstance(const, CodeType)]
    again = next(code for code in reversed(codes) if code.co_name == node.name)
    if _essence(again) != _essence(step.__code__):
        raise TableError(
            f"{step.__name__}: its text in {step.__module__} is not what runs; reload it, without decorators"
        )
    builtin = vars(builtins)
    for name in set(again.co_names) & NAMESPACE.keys():
        if step.__globals__.get(name, builtin.get(name)) is not NAMESPACE[name]:
            raise TableError(f"{step.__name__}: its {name!r} is another one than that of `rnn_core.cells`")


def _essence(code: CodeType) -> tuple[Any, ...]:
    """What a code does, wherever it stands."""
    consts = tuple(_essence(const) if isinstance(const, CodeType) else (type(const), const) for const in code.co_consts)
    return code.co_code, code.co_names, code.co_varnames, code.co_argcount, consts


def definition(step: Step) -> ast.FunctionDef:
    """The syntax tree of a step function; not to be changed in place.

    Raises
    ------
    TableError
        for a function whose text cannot be found, or that does not stand at the top level of its module.
    """
    functions = _functions(source(step))
    if step.__name__ not in functions:
        raise TableError(f"{step.__name__}: does not stand under this name at the top level of {step.__module__}")
    return functions[step.__name__]


def source(step: Step) -> str:
    """The text in which a step function stands: the one `written` has made it from, that of its module as it is now,
    or, where that has no file, its own."""
    text: str | None = getattr(step, "source", None)
    if text is not None:
        return text
    for where in (sys.modules.get(step.__module__), step):  # a notebook has no file, but its cells are remembered
        try:
            return inspect.getsource(where)  # type: ignore[arg-type]  # what is not there is a TypeError
        except (OSError, TypeError):
            continue
    raise TableError(
        f"{step.__module__}.{step.__name__} has no text to read: step functions stand in a file or in a cell of a "
        "notebook, or are made of a text by `rnn_core.table.written`"
    )


def written(text: str) -> Step:
    """Make the one step function of a text, which it remembers: its table is read from the lines that it runs."""
    (node,) = (node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef))
    scope = dict(NAMESPACE)
    exec(compile(ast.Module([node], []), f"<written {node.name}>", "exec"), scope)
    step: Step = scope[node.name]
    vars(step)["source"] = text
    return step


@lru_cache(32)
def _functions(text: str) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}


def parse(node: ast.FunctionDef, source: str) -> StepTable:
    """Read one function. Raises TableError for anything but `name = expression` lines and `return locals()`."""
    if node.decorator_list:
        raise TableError(f"{node.name}: has a decorator, so that its lines alone do not say what runs")
    *body, end = node.body
    arguments = tuple(argument.arg for argument in node.args.args)
    if not (isinstance(end, ast.Return) and ast.unparse(end) == "return locals()"):
        raise TableError(f"{node.name}: got {ast.unparse(end)!r} at the end, expected 'return locals()'")
    lines: list[Line] = []
    for statement in body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                lines.append(Line(name, _text(statement, source), _expression(value, source, name)))
            case _:
                raise TableError(f"{node.name}: got {_text(statement, source)!r}, expected 'name = expression'")
    known, written = set(arguments), set[str]()
    for line in lines:
        if line.name in written:
            raise TableError(f"{node.name}: {line.name!r} is written twice; each line has a name of its own")
        if line.name in arguments and line.kind != "running":
            raise TableError(f"{node.name}: {line.name!r} is asked for and then written, and is no running total")
        written.add(line.name)
        if unknown := set(line.reads) - known:
            raise TableError(f"{node.name}: {line.text!r} reads {sorted(unknown)}, which stand nowhere above it")
        known.add(line.name)
    return StepTable(node.name, arguments, tuple(lines))


@cache
def line(text: str) -> Line:
    """One line from its text, as `edits` writes it. What is of none of the known kinds is of the kind "other"."""
    (statement,) = ast.parse(text).body
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return Line(name, text, _expression(value, text, name, edited=True))
    raise TableError(f"got {text!r}, expected 'name = expression'")


def _text(node: ast.AST, source: str) -> str:
    return ast.get_source_segment(source, node) or ""


def names_in(node: ast.AST) -> tuple[str, ...]:
    names = [n.id for n in ast.walk(node) if isinstance(n, ast.Name) and n.id not in NAMESPACE]
    return tuple(dict.fromkeys(names))


def _expression(node: ast.expr, source: str, target: str = "", *, edited: bool = False) -> Expression:
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
        text=_text(node, source),
        kind=kind,
        reads=names_in(node),
        operands=tuple(_expression(child, source, edited=edited) for child in children),
        signs=signs,
        function=function,
        code=compile(ast.Expression(node), "<table>", "eval"),
    )


def _take_apart(node: ast.expr) -> tuple[Kind, list[ast.expr], tuple[int, ...], str]:
    """A node's kind, its operands, their signs (sums only) and its function's name (functions only)."""
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
    for function in FUNCTIONS:
        for text in function.written:
            call = ast.parse(text, mode="eval").body
            assert isinstance(call, ast.Call)
            yield function, call


_TEMPLATES = tuple(_templates())


def _argument(node: ast.Call, template: ast.Call) -> ast.expr | None:
    """What stands in a call where its template has `z`; None if anything else differs."""
    at = next(i for i, part in enumerate(template.args) if isinstance(part, ast.Name))
    if len(node.args) != len(template.args):
        return None
    args = [*node.args[:at], template.args[at], *node.args[at + 1 :]]
    return node.args[at] if ast.dump(ast.Call(node.func, args, node.keywords)) == ast.dump(template) else None


def summands(node: ast.expr, sign: int) -> list[tuple[ast.expr, int]]:
    match node:
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=right):
            return [*summands(left, sign), (right, sign if isinstance(op, ast.Add) else -sign)]
    return [(node, sign)]


def factors(node: ast.expr) -> list[ast.expr]:
    match node:
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return [*factors(left), right]
    return [node]


@dataclass(frozen=True, repr=False)
class Model:
    """A cell with its head: the lines of both passes in the order in which they run."""

    cell: Cell
    head: Cell

    def __repr__(self) -> str:
        return f"Model({self.name})"

    @property
    def name(self) -> str:
        """The names of both: rnn + dense."""
        return f"{self.cell.name} + {self.head.name}"

    @cached_property
    def forward(self) -> tuple[StepTable, StepTable]:
        """The cell first, then the prediction that reads it."""
        return read(self.cell.forward), read(self.head.forward)

    @cached_property
    def backward(self) -> tuple[StepTable, StepTable]:
        """The other way round: first what the prediction sends back, then the cell."""
        return read(self.head.backward), read(self.cell.backward)

    def lines(self, direction: Pass) -> Mapping[str, Line]:
        """Quantity -> line, of one pass, in order."""
        return self._lines[direction]

    def prove(self) -> None:
        """Prove that the step functions still have the code that was read.

        Raises
        ------
        TableError
            if they have been given other code since, as `%autoreload` does.
        """
        if any(step.__code__ is not code for step, code in self._codes):
            raise TableError(f"{self.cell.name}: its code has changed since it was read; make the problem anew")

    @cached_property
    def _codes(self) -> tuple[tuple[Step, CodeType], ...]:
        steps = (self.cell.forward, self.head.forward, self.head.backward, self.cell.backward)
        assert self._lines  # read before
        return tuple((step, step.__code__) for step in steps)

    @cached_property
    def _lines(self) -> Mapping[Pass, Mapping[str, Line]]:
        passes: dict[Pass, tuple[StepTable, StepTable]] = {"forward": self.forward, "backward": self.backward}
        for one, other in passes.values():
            if both := {line.name for line in one.lines} & {line.name for line in other.lines}:
                raise TableError(f"{one.name} and {other.name}: {sorted(both)} are written by both")
        return {
            direction: MappingProxyType({line.name: line for step in steps for line in step.lines})
            for direction, steps in passes.items()
        }

    @cached_property
    def totals(self) -> tuple[str, ...]:
        """The running totals of the backward pass."""
        return tuple(total for table in self.backward for total in table.totals)

    @cached_property
    def weights(self) -> tuple[str, ...]:
        """The weights and biases: what the forward steps ask for that is no input, not carried and not written.

        It is the forward steps' arguments that count, so an edited line changes no parameter.
        """
        known = {*self.inputs, *self.lines("forward"), *(carry.arrives for carry in self.cell.forward_carries)}
        return tuple(dict.fromkeys(name for step in self.forward for name in step.arguments if name not in known))

    @cached_property
    def starts(self) -> tuple[str, ...]:
        """What the first step gets in place of what a step before would have left: a0."""
        return tuple(carry.first for carry in self.cell.forward_carries if carry.first)

    @cached_property
    def later(self) -> Mapping[str, str]:
        """What a problem may hand in from later steps -> the state that it is a gradient of: dc_next -> c."""
        states = {f"d{carry.arrives}": carry.leaves for carry in self.cell.forward_carries}
        return {carry.first: states[carry.leaves] for carry in self.cell.backward_carries if carry.first}

    @property
    def parameters(self) -> tuple[str, ...]:
        """All that a run is given once: the weights and the starts."""
        return (*self.weights, *self.starts)

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """What the forward pass is given anew at every step: x, target or da, and the loss weight w."""
        return (*self.cell.inputs, *self.head.inputs)

    def shapes(self, n_x: int, n_a: int, n_y: int, m: int) -> dict[str, Shape]:
        """The declared shape of every parameter, and of every input at one timestep."""
        return {**self.cell.shapes(n_x, n_a, m), **self.head.shapes(n_a, n_y, m)}

    def check(self) -> None:
        """Prove that every line reads only what stands above it, is carried, stored or declared.

        Raises
        ------
        TableError
            names the function and what it asks for in vain, or the declaration that does not fit the lines.
        """
        cell = self.cell
        stored = {*self.parameters, *self.inputs, *(carry.arrives for carry in cell.forward_carries)}
        for step in self.forward:
            _supply(step, stored)
        stored |= {carry.arrives for carry in cell.backward_carries}
        for step in self.backward:
            _supply(step, stored | set(step.totals))
            stored |= {line.name for line in step.lines}
        for carry in (*cell.forward_carries, *cell.backward_carries):
            if carry.leaves not in stored:
                raise TableError(f"{cell.name}: {carry.leaves!r} is carried, but no line writes it")
        self._check_declared(stored)

    def _check_declared(self, stored: set[str]) -> None:
        """Whatever is declared is asked for, has a shape, and has something to start from."""
        cell, given = self.cell, {*self.parameters, *self.inputs}
        asked = {name for step in (*self.forward, *self.backward) for name in step.arguments}
        if idle := [name for name in self.inputs if name not in asked]:
            raise TableError(f"{cell.name}: has the inputs {idle}, which no step asks for")
        for carry in cell.forward_carries:
            if not carry.first:
                raise TableError(f"{cell.name}: the carry to {carry.arrives!r} has no first for the first step")
        if given != (shaped := set(self.shapes(1, 1, 1, 1))):
            raise TableError(f"{cell.name}: has shapes for {sorted(shaped)}, expected {sorted(given)}")
        for name in (*self.totals, *(carry.leaves for carry in cell.backward_carries)):
            if not (name.startswith("d") and name[1:] in stored):
                raise TableError(f"{cell.name}: {name!r} starts as zeros shaped as {name[1:]!r}, which is unknown")


def _supply(step: StepTable, known: set[str]) -> None:
    if missing := [name for name in step.arguments if name not in known]:
        raise TableError(f"{step.name}: asks for {missing}, which nothing above it writes, carries or stores")
    known |= {line.name for line in step.lines}
