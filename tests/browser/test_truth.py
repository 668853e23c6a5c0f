"""The numbers that are painted are the core's: in the app, at every step of hello, every number of the equation."""

from __future__ import annotations

from typing import Any

import numpy as np
from playwright.sync_api import expect

import rnn_core
from rnn_core import Address, Trace, run
from tests.harness import App

# The printed numbers by row, as they stand: the result, then the operands.
READ = """() => {
  const root = document.querySelector(".equation"), text = (element) => element.textContent.replace(/[()+]/g, "");
  const rows = (query, cells) => [...root.querySelectorAll(query)].map((row) => [...row.querySelectorAll(cells)].map(text));
  return {
    columns: [...root.querySelectorAll(".columns .line")].map((row) => [...row.querySelectorAll(".cell")].map((cell) => cell.querySelector(".value") && text(cell.querySelector(".value")))),
    matmul: rows(".matmul .whole .line", ".value, .entry"),
    vector: rows(".matmul .vector [role=row]", ".value").flat(),
    products: rows(".flat .sum", ".entry").flat(),
    running: rows(".running .line", ".entry"),
    worked: Object.fromEntries([...root.querySelectorAll(".num")].map((num) => [num.dataset.node, text(num)])),
    squares: root.querySelectorAll("rect[data-example]").length,
  };
}"""


def value(text: str) -> tuple[float, float]:
    """What a printed number says, and how far from it the true one may be."""
    return float(text.replace("−", "-")), 0.5 * 10.0 ** -len(text.partition(".")[2]) * (1 + 1e-6)


def agree(texts: list[str], truths: Any) -> bool:
    numbers = [value(text) for text in texts]
    true = np.ravel(truths)
    if len(true) == 1:  # one number may stand in every row
        true = np.repeat(true, len(numbers))
    return len(numbers) == len(true) and all(abs(n - t) <= by for (n, by), t in zip(numbers, true, strict=True))


def boxes(trace: Trace, address: Address) -> list[np.ndarray]:
    """The result and the operands of a step, from the run."""
    t, line = address.t, trace.line(address)
    result = np.atleast_2d(trace.at(address.quantity, t))
    if line is None:
        return [result]
    return [result, *(np.atleast_2d(trace.evaluate(line, operand, t)) for operand in line.expression.operands)]


def test_every_number_of_every_step_of_hello_is_the_core_s(app: App):
    trace = run(rnn_core.hello())
    app.open("?at=forward.1.z")
    counted = 0
    for address in trace.steps:
        app.wait_at(str(address))
        seen, truth = app.page.evaluate(READ), boxes(trace, address)
        printed: list[tuple[list[str], Any]] = []
        if seen["matmul"]:
            _, matrix, vector = truth
            printed += [
                ([row[0] for row in seen["matmul"]], truth[0]),
                ([n for row in seen["matmul"] for n in row[1:]], matrix),
            ]
            printed += [(seen["vector"], vector)]
        elif seen["running"]:
            rows, columns = truth[0].shape
            cells = [[row[:columns], row[columns : 2 * columns], row[2 * columns + 1 :]] for row in seen["running"]]
            printed += [([n for row in cells for n in row[i]], truth[i]) for i in range(3)]
            assert len(cells) == rows
        elif address.quantity == "J":
            assert seen["worked"]["r"] == f"{trace['J'].item():.2f}"
            printed += [([seen["worked"][f"r.{s}"] for s in range(trace.problem.T)], trace["loss"])]
        elif address.quantity == "loss":
            assert float(seen["worked"]["r"]) == round(trace.at("loss", address.t).item(), len(seen["worked"]["r"]) - 2)
        else:
            for i, box in enumerate(truth):
                column = [row[i] for row in seen["columns"] if row[i] is not None]
                printed.append((column, box))
        for texts, box in printed:
            assert agree(texts, box), (str(address), texts, box)
            counted += len(texts)
        assert seen["squares"] == 0, "hello is small enough for numbers"
        app.press("ArrowRight")
    assert counted > 1600


def test_the_printed_addition_is_the_core_s_for_every_unit(app: App):
    trace = run(rnn_core.hello())
    app.open()
    for unit in range(1, 6):
        app.page.locator(f".equation button[data-unit='{unit}']").click()
        expect(app.page.locator(f".equation button[data-unit='{unit}']")).to_have_attribute("aria-pressed", "true")
        worked = app.page.evaluate(READ)["worked"]
        for node, name in (("r", "da_total"), ("r.0", "da_softmax"), ("r.1", "da_time")):
            assert agree([worked[node]], trace.at(name, 3)[unit - 1]), (unit, name)
        total, softmax, time = (round(value(worked[node])[0] * 1000) for node in ("r", "r.0", "r.1"))
        assert total == softmax + time
    slopes = app.page.locator(".slope .differs")
    expect(slopes).to_have_count(0)


def test_the_cost_of_a_letter_and_the_strip_s_numbers(app: App):
    trace = run(rnn_core.hello())
    app.open("?at=turn.J")
    texts = app.page.locator(".strip .label").all_inner_texts()
    costs = [text.split("=")[1].strip() for text in texts if "J" in text]
    assert costs == [f"{loss.item():.2f}" for loss in trace["loss"]]


def test_the_width_of_every_lane_is_the_core_s_size(app: App):
    trace = run(rnn_core.hello())
    app.open("?at=backward.1.dx")
    lanes = app.page.locator(".strip .lane").evaluate_all(
        "lanes => lanes.map((lane) => [lane.dataset.lane, Number(lane.dataset.t), Number(lane.querySelector('path').getAttribute('stroke-width'))])"
    )
    sizes = {(name, t): float(np.linalg.norm(trace.at(name, t))) for name, t, _ in lanes}
    largest = max(sizes.values())
    for name, t, width in lanes:
        assert abs(width - (1.8 + 4.2 * sizes[name, t] / largest)) < 1e-3, (name, t)
    assert len(lanes) == 5 * trace.problem.T
