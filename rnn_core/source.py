"""The text of a step function, and the proof that it is what runs."""

from __future__ import annotations

import ast
import builtins
import inspect
import sys
from functools import lru_cache
from types import CodeType
from typing import Any

from rnn_core.cells import Step
from rnn_core.expression import NAMESPACE, TableError


def prove(step: Step, node: ast.FunctionDef) -> None:
    """Prove that a text is what runs: compiled again it gives the same code, and its functions are ours.

    Raises
    ------
    TableError
        if it is not.
    """
    # Among its imports: how `np.tanh` is called depends on whether `np` is seen to be a module.
    syntax = ast.Module([node], []) if hasattr(step, "source") else ast.parse(source(step))
    module = compile(syntax, "<table>", "exec", dont_inherit=True)
    codes = [const for const in module.co_consts if isinstance(const, CodeType)]
    recompiled = next(code for code in reversed(codes) if code.co_name == node.name)
    if _essence(recompiled) != _essence(step.__code__):
        raise TableError(
            f"{step.__name__}: its text in {step.__module__} is not what runs; reload it, without decorators"
        )
    builtin = vars(builtins)
    for name in set(recompiled.co_names) & NAMESPACE.keys():
        if step.__globals__.get(name, builtin.get(name)) is not NAMESPACE[name]:
            raise TableError(f"{step.__name__}: its {name!r} is not that of `rnn_core.cells`")


def _essence(code: CodeType) -> tuple[Any, ...]:
    """Reduce a code object to what it does, wherever it was defined."""
    consts = tuple(_essence(const) if isinstance(const, CodeType) else (type(const), const) for const in code.co_consts)
    return code.co_code, code.co_names, code.co_varnames, code.co_argcount, consts


def definition(step: Step) -> ast.FunctionDef:
    """Find the syntax tree of a step function; do not change it in place.

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
    """Find the text in which a step function stands.

    That is the text that `written` has made it from, that of its module as it is now, or, where that has no file, its
    own.

    Raises
    ------
    TableError
        where there is none.
    """
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
        "notebook, or are made of a text by `rnn_core.source.written`"
    )


def written(text: str) -> Step:
    """Make a step function from a text, which it remembers: its table is read from the lines that it runs."""
    (node,) = (node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef))
    scope = dict(NAMESPACE)
    exec(compile(ast.Module([node], []), f"<written {node.name}>", "exec"), scope)
    step: Step = scope[node.name]
    vars(step)["source"] = text
    return step


@lru_cache(32)
def _functions(text: str) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}
