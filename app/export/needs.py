"""What somebody has to have who computes a part of a line's result by hand: which entries of which names, and how much
work it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from rnn_core.expression import Expression
from rnn_core.problem import Array

Indices = tuple[int, ...]  # of rows or columns, from 0
Where = tuple[Indices, Indices]


class Needs:
    """What an expression needs, where its names have the values of `scope`."""

    def __init__(self, expression: Expression, scope: Mapping[str, Array]) -> None:
        self._expression, self._scope = expression, scope

    def entries(self, where: Where) -> dict[str, Where]:
        """Return, by name, in the order in which they are written, the entries that a part of the result needs."""
        places: dict[str, Where] = {}
        for name, (rows, columns) in self._names(self._expression, where):
            old = places.get(name, ((), ()))
            places[name] = tuple(sorted({*old[0], *rows})), tuple(sorted({*old[1], *columns}))
        return places

    def work(self, where: Where) -> int:
        """Return the number of products in products of matrices, and of examples that are added up."""
        return self._work(self._expression, where)

    def _names(self, expression: Expression, where: Where) -> Iterator[tuple[str, Where]]:
        if expression.kind == "name":
            yield expression.text, self._within(expression, where)
        for operand, inner in self._inside(expression, where):
            yield from self._names(operand, inner)

    def _work(self, expression: Expression, where: Where) -> int:
        inside = list(self._inside(expression, where))
        products = 0
        if expression.kind == "matmul":
            products = len(where[0]) * len(inside[0][1][1]) * len(where[1])
        elif expression.kind == "examples":
            products = len(where[0]) * len(inside[0][1][1])
        return products + sum(self._work(operand, inner) for operand, inner in inside)

    def _inside(self, expression: Expression, where: Where) -> Iterator[tuple[Expression, Where]]:
        """Return the operands of an expression, each with the entries of its value that some of the whole needs."""
        (rows, columns), operands = where, expression.operands
        match expression.kind:
            case "transpose":
                yield operands[0], (columns, rows)
            case "matmul":
                between = tuple(range(self._shape(operands[0])[1]))
                yield operands[0], (rows, between)
                yield operands[1], (between, columns)
            case "softmax":
                yield operands[0], (self._every(operands[0])[0], columns)
            case "total":
                yield operands[0], self._every(operands[0])
            case "examples":
                yield operands[0], (rows, self._every(operands[0])[1])
            case "stack":
                above = 0
                for operand in operands:
                    height = self._shape(operand)[0]
                    yield operand, (tuple(i - above for i in rows if above <= i < above + height), columns)
                    above += height
            case "part":
                yield operands[0], (self._every(operands[0])[0], columns)  # which rows it takes is for others to say
            case _:
                for operand in operands:
                    yield operand, self._within(operand, where)

    def _within(self, expression: Expression, where: Where) -> Where:
        """Return the same where there is a single row, or column, that stands for all."""
        pairs = zip(self._shape(expression), where, strict=True)
        rows, columns = ((0,) if length == 1 else indices for length, indices in pairs)
        return rows, columns

    def _every(self, expression: Expression) -> Where:
        rows, columns = self._shape(expression)
        return tuple(range(rows)), tuple(range(columns))

    def _shape(self, expression: Expression) -> tuple[int, int]:
        rows, columns = np.atleast_2d(np.asarray(expression.evaluate(self._scope))).shape
        return rows, columns
