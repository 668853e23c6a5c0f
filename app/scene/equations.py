"""The boxes of each step: what is computed there, of what, as the line that ran has it."""

from __future__ import annotations

from math import isfinite

from app.scene import types as sent
from app.scene.graph import ran_before
from app.scene.rich import formula, symbol
from app.scene.values import Values
from app.scene.words import WORDS
from app.scene.words.player import PLAYER
from rnn_core import Address, Trace
from rnn_core.cells import FUNCTIONS
from rnn_core.expression import Expression
from rnn_core.table import Line, Pass

SHORT = 18  # characters of code that still make a name over a column


def line_equation(address: Address, line: Line, trace: Trace, values: Values) -> sent.Equation:
    """Return the equation of a line that runs, as the code or a mistake has it."""
    direction: Pass = "forward" if address.phase == "forward" else "backward"
    if address.quantity not in trace.edited(direction):
        return _equation(line, address.t, values)
    return _edited(line, trace.problem.model.lines(direction)[address.quantity], address.t, values)


def carry_equation(address: Address, trace: Trace, values: Values) -> sent.Equation:
    """Return the sum of the costs, or where what is carried has come from."""
    problem, t, quantity = trace.problem, address.t, address.quantity
    if address.phase == "turn":
        costs: list[sent.Box] = [box_of("loss", s, values) for s in range(1, problem.T + 1)]
        costs += [box_of("J_later", 0, values)] if problem.later else []
        return {"kind": "sum", "operands": costs, "signs": [1] * len(costs)}
    carries = problem.cell.backward_carries
    if address.phase == "end":
        carry = next(c for c in carries if c.last == quantity)
        return {"kind": "arrival", "operands": [box_of(carry.leaves, 1, values)]}
    carry, earlier = next(c for c in carries if c.arrives == quantity), ran_before(trace)
    if t == problem.T and carry.first in problem.later:
        return {"kind": "arrival", "operands": [box_of(str(carry.first), 0, values)]}
    return {"kind": "arrival", "operands": [box_of(carry.leaves, earlier[t], values)] if t in earlier else []}


def _equation(line: Line, t: int, values: Values) -> sent.Equation:
    expression = line.expression
    if expression.kind == "comparison":  # its values are sent, and drawn as they are
        return {"kind": "arrival", "operands": [_operand(line, expression, t, values)]}
    return _made(expression, [_operand(line, operand, t, values) for operand in expression.operands])


def _made(expression: Expression, operands: list[sent.Box]) -> sent.Equation:
    """Say how an expression is made of its operands."""
    equation: sent.Equation = {"kind": expression.kind, "operands": operands}
    if expression.signs:
        equation["signs"] = [1 if sign > 0 else -1 for sign in expression.signs]
    if expression.function:
        equation["function"] = expression.function
    return equation


def limits_of(name: str) -> list[float]:
    """Return the ends of what a function gives, of those that it has."""
    function = FUNCTIONS.get(name)
    return [end for end in (function.low, function.high) if isfinite(end)] if function else []


def _edited(line: Line, right: Line, t: int, values: Values) -> sent.Equation:
    """Return the equation of a line that a mistake has changed; what it has left out of a sum stays, struck out."""
    expression = line.expression
    whole = {operand.text for operand in right.expression.operands}
    texts = [expression.text] if expression.text in whole else [operand.text for operand in expression.operands]
    if right.kind in ("sum", "running") and set(texts) < whole and len(set(texts)) == len(texts):
        return _struck(_equation(right, t, values), [term.text in texts for term in right.expression.operands])
    if expression.kind in ("sum", "difference", "product", "matmul", "function", "running", "stack"):
        return _made(expression, [_as_written(line, operand, t, values) for operand in expression.operands])
    box = _operand(line, expression, t, values)
    if expression.kind != "name":
        name: sent.Name = box["name"] if len(expression.text) < SHORT else ["what the code says"]
        box = {"name": name, "value": values.operand(line, expression, alone=True), "t": t, "path": "ink"}
    return {"kind": "arrival", "operands": [box]}


def _struck(equation: sent.Equation, used: list[bool]) -> sent.Equation:
    """Return a sum of which not all operands are used."""
    for i, box in enumerate(equation["operands"]):
        if not used[i] and "value" in box:
            box["struck"] = True
            equation["signs"][i] = 0
    return equation


def _as_written(line: Line, expression: Expression, t: int, values: Values) -> sent.Box:
    """Return an operand of an edited line: how it was made is shown only where it is one step's share of a total."""
    box = _operand(line, expression, t, values)
    if expression.kind not in ("name", "transpose", "number") and len(expression.text) >= SHORT:
        box["name"] = ["as written"]
    if "number" in box or (line.kind == "running" and expression.kind == "matmul"):
        return box
    alone: sent.ValueBox = {"name": box["name"], "value": box["value"], "t": box["t"], "path": box["path"]}
    if "quantity" in box:
        alone["quantity"] = box["quantity"]
    if "transposed" in box:
        alone["transposed"] = True
    if expression.operands:
        alone["value"] = values.operand(line, _inside(expression), alone=True)
    return alone


def box_of(name: str, t: int, values: Values) -> sent.ValueBox:
    """Return a named quantity as one box of the equation."""
    return {"name": [symbol(name, t)], "value": values.add(name), "t": t, "path": WORDS[name].path, "quantity": name}


def _operand(line: Line, expression: Expression, t: int, values: Values) -> sent.Box:
    """Return a box and, inside it, the boxes it was made from; a transpose is its inner box read the other way
    round."""
    name = formula(expression, t, values.names)
    if expression.kind == "number":
        return {"name": name, "number": float(expression.text), "path": "ink"}
    if expression.kind == "transpose":
        inner = _operand(line, expression.operands[0], t, values)
        return inner if "number" in inner else {**inner, "name": name, "transposed": True}
    if expression.text == line.name:
        value, ran = values.so_far(line.name, t)
        name = [*name, f" {PLAYER['running.so-far']}"]
    else:
        value, ran = values.operand(line, expression), t
    path = WORDS[expression.text].path if expression.kind == "name" else "ink"
    box: sent.ValueBox = {"name": name, "value": value, "t": ran, "path": path}
    if expression.kind == "name":
        box["quantity"] = expression.text
    if not expression.operands or expression.kind == "comparison":
        return box
    return {**box, **_made(expression, [_operand(line, operand, t, values) for operand in expression.operands])}


def _inside(expression: Expression) -> Expression:
    """Say what a transpose is the transpose of."""
    return _inside(expression.operands[0]) if expression.kind == "transpose" else expression
