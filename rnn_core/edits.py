"""Edited step functions. They go through one compile function whose namespace holds NumPy and our helpers alone."""

from __future__ import annotations

import ast
import copy
from functools import cache

from rnn_core.cells import Step
from rnn_core.table import NAMESPACE, definition


def compiled(node: ast.FunctionDef) -> Step:
    """A function from its syntax tree."""
    scope = dict(NAMESPACE)
    module = ast.fix_missing_locations(ast.Module([node], []))
    exec(compile(module, f"<edited {node.name}>", "exec"), scope)
    function: Step = scope[node.name]
    return function


def written(text: str) -> Step:
    """The one step function of a text, which it remembers: its table is read from the lines that it runs."""
    (node,) = (node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef))
    step = compiled(node)
    vars(step)["source"] = text
    return step


@cache
def nudged(step: Step, quantity: str) -> Step:
    """`step` with a nudge inserted after the line that writes `quantity`; it asks for one more argument, `nudge`."""
    node = copy.deepcopy(definition(step))
    node.args.kwonlyargs.append(ast.arg("nudge"))
    node.args.kw_defaults.append(None)
    at = next(i for i, line in enumerate(node.body) if isinstance(line, ast.Assign) and _name(line) == quantity)
    node.body.insert(at + 1, ast.parse(f"{quantity} = {quantity} + nudge").body[0])
    return compiled(node)


def _name(line: ast.Assign) -> str:
    target = line.targets[0]
    return target.id if isinstance(target, ast.Name) else ""
