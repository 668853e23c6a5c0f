"""What it would cost to compute again what a line reads from the cache: counted on the lines, for all timesteps.

`1 - a**2` takes a from the cache. The same slope can be had from z, if that is kept, or from what z was made of.

>>> from rnn_core import hello, run
>>> for way in again(run(hello()), "dz"):
...     print(way.reads, "|", way.matrix_products, way.multiplications, way.functions, way.more)
a | 0 40 0 0
z | 0 40 20 160
z | 8 220 20 0
"""

from __future__ import annotations

from dataclasses import dataclass

from rnn_core import Trace
from rnn_core.expression import Expression
from rnn_core.mistakes.slips import replaced
from rnn_core.table import Line, line

BYTES = 8  # of a number


@dataclass(frozen=True)
class Way:
    """A line that takes the slope of tanh from one thing or another, and what that costs in all timesteps together.

    `reads` is what the slope is made of, `functions` counts the numbers that go through tanh, `more` the bytes that no
    other line of the backward pass has to have kept.
    """

    line: Line
    reads: str
    matrix_products: int
    multiplications: int
    functions: int
    more: int


def again(trace: Trace, quantity: str) -> tuple[Way, ...]:
    """Return three ways to compute a gradient behind a tanh: from its value, from what went into it, from what made
    that.

    Nothing for a line of the run that has no such slope, `1 - a**2`, in it.
    """
    step_line, forward = trace.lines("backward").get(quantity), trace.lines("forward")
    squared = (
        [part.operands[0].text for part in _parts(step_line.expression) if part.kind == "power"] if step_line else []
    )
    for name in squared:
        if step_line and name in forward and forward[name].expression.function == "tanh":
            inside = forward[name].expression.operands[0].text
            kept = line(replaced(step_line.text, name, forward[name].expression.text))
            recomputed = line(replaced(kept.text, inside, forward[inside].expression.text))
            return (_way(trace, step_line, name), _way(trace, kept, inside), _way(trace, recomputed, inside))
    return ()


def _way(trace: Trace, written: Line, reads: str) -> Way:
    times = trace.times("backward")
    counts = [_counts(trace, written, part, times[0]) for part in _parts(written.expression)]
    products, multiplications, functions = (len(times) * sum(count) for count in zip(*counts, strict=True))
    return Way(written, reads, products, multiplications, functions, _more(trace, written))


def _parts(expression: Expression) -> tuple[Expression, ...]:
    return (expression, *(part for operand in expression.operands for part in _parts(operand)))


def _counts(trace: Trace, written: Line, part: Expression, t: int) -> tuple[int, int, int]:
    """Count matrix products, multiplications and functions of one operator, its operands not counted."""
    size = int(trace.evaluate(written, part, t).size)
    match part.kind:
        case "matmul":
            return 1, size * trace.evaluate(written, part.operands[0], t).shape[1], 0
        case "product":
            return 0, size * (len(part.operands) - 1), 0
        case "power":
            return 0, size * (int(part.operands[1].text) - 1), 0
        case "function":
            return 0, 0, size
    return 0, 0, 0


def _more(trace: Trace, written: Line) -> int:
    """Return the bytes that a line reads from the cache and that are there for its sake alone."""
    problem, carries = trace.problem, trace.carries("forward")
    others = {
        name for reader in trace.lines("backward").values() if reader.name != written.name for name in reader.reads
    }
    numbers = 0
    for name in {*problem.inputs, *carries, *trace.lines("forward")}.intersection(written.reads) - others:
        handed_on = any(leaves == name and arrives in others for arrives, leaves in carries.items())
        numbers += trace.at(name, 1).size * (1 if handed_on else problem.T)  # nobody gets it from the last step
    return BYTES * numbers
