"""The numbers that are painted in the real app are the core's, at every step of hello."""

from __future__ import annotations

from itertools import groupby

import numpy as np

from rnn_core import Trace, hello, run
from rnn_core.trace import Address
from tests.harness import App

# Every number of the equation that stands for an entry, by the table's column or block it stands in.
PAINTED = """() => {
  const piece = (n) => n.nodeType !== Node.COMMENT_NODE && !(n.nodeType === 1 && n.matches(".how, .spoken"));
  const text = (e) => [...e.childNodes].filter(piece).map((n) => n.textContent).join("").trim();
  const find = (selector, within = document.querySelector(".closeup")) => [...within.querySelectorAll(selector)];
  const rows = (table, cells) => find(`.equation ${table} > [role=row].line`).map((row) => find(cells, row).map(text));
  return {
    columns: rows(".columns", ".cell.value, .cell .value"),
    matmul: rows(".matmul .whole", ":scope > .value, :scope > .entry"),
    vector: find(".equation .matmul .vector .value").map((e) => [text(e)]),
    running: rows(".running", ":scope > .entry"),
    addition: find(".equation .addition .line .value").map((e) => [text(e)]),
  };
}"""


def number(text: str) -> tuple[float, float]:
    """A printed number and by how much it may be off: half of its last digit."""
    bare = text.strip("() ").replace("−", "-")
    decimals = len(bare.partition(".")[2])
    return float(bare), 0.5 * 10**-decimals + 1e-12


def same(painted: list[list[str]], expected: list[np.ndarray]) -> None:
    """Blocks side by side: row by row, what is painted is what the core says."""
    for r, row in enumerate(painted):
        wanted = np.concatenate([np.atleast_2d(block)[r] for block in expected if r < len(np.atleast_2d(block))])
        assert len(row) == len(wanted), (row, wanted)
        for text, value in zip(row, wanted, strict=True):
            shown, off = number(text)
            assert abs(shown - value) <= off, f"{text} for {value}"


def boxes(trace: Trace, at: Address) -> list[np.ndarray]:
    """The result and the operands of a step, as the core has them."""
    line = trace.line(at)
    if line:
        operands = [trace.evaluate(line, operand, at.t) for operand in line.expression.operands]
        return [np.asarray(trace.at(at.quantity, at.t)), *operands]
    if at.phase == "turn":
        return [np.asarray(trace.J), *trace["loss"]]
    return [trace.at(at.quantity, at.t)]


def test_at_every_step_of_hello_by_key_the_painted_numbers_are_the_cores(app: App):
    """In the order of the core's steps, each with its sentence."""
    trace = run(hello())
    app.open("?at=forward.1.z")
    seen: dict[str, int] = {}
    for at in trace.steps:
        app.wait_at(str(at))
        assert app.headline
        painted = app.page.evaluate(PAINTED)
        expected = [np.asarray(box, dtype=float).reshape(len(np.atleast_1d(box)), -1) for box in boxes(trace, at)]
        if painted["matmul"]:
            result, matrix, vector = expected
            same(painted["matmul"], [result, matrix])
            same(painted["vector"], [vector])
        elif painted["running"]:
            _, so_far, step = expected
            line = trace.line(at)
            assert line
            side = trace.evaluate(line, line.expression.operands[1].operands[0], at.t)
            same(painted["running"], [expected[0], so_far, side, step])
        elif painted["addition"]:
            assert at.phase == "turn"
            same(painted["addition"], [*expected[1:], expected[0]])
        else:
            assert painted["columns"], at
            for r, row in enumerate(painted["columns"]):  # one number stands for all rows, or beside the selected one
                same([row], [box[[min(r, len(box) - 1)]] for box in expected][-len(row) :])
        for form, rows in painted.items():
            seen[form] = seen.get(form, 0) + bool(rows)
        app.page.keyboard.press("ArrowRight")
    assert min(seen[form] for form in ("columns", "matmul", "running")) > 10, seen
    assert [phase for phase, _ in groupby(trace.steps, key=lambda at: at.phase)] == [
        "forward",
        "turn",
        "backward",
        "end",
    ]
