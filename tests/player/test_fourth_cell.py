"""A cell that the app has never heard of: two step functions, what they carry and words are enough to step through it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from app.scene import words
from app.scene.scene import encode
from app.scene.words import Words
from rnn_core import hello, run
from tests.player.harness import STICKS_OUT
from tests.rnn_core.minimal_gated_unit import MGU
from tests.rnn_core.relu_rnn import RELU


def weights(gate: str, who: str) -> dict[str, Words]:
    """The words of a gate's weights and bias, and of their running totals."""
    found = {}
    for letter, what in (("W", "weights"), ("b", "bias")):
        name = f"{letter}{gate}"
        found[name] = Words((letter, gate), f"the {what} of {who}", timed=False)
        found[f"d{name}"] = Words(
            (f"d{letter}", gate),
            f"the gradient of the {what} of {who}, added up so far",
            path="sum",
            headline=f"{{{name}}} was used at this step too. Add its share.",
            timed=False,
        )
    return found


MGU_WORDS = {
    **weights("f", "the gate"),
    **weights("c", "the candidate"),
    "zf": Words(("z", "f"), "the gate's weighted sum", headline="How much to forget depends on both."),
    "f": Words(("f", ""), "the only gate", headline="One gate forgets and resets."),
    "reset": Words(("[reset]", ""), "what the candidate reads", headline="The gate scales {a<t-1>} first."),
    "zc": Words(("z", "c"), "the candidate's weighted sum", headline="The candidate reads what is left, and {x}."),
    "cc": Words(("c\u0303", ""), "the candidate", headline="The candidate for {a}."),
    "dzc": Words(("dz", "c"), "its gradient before tanh", headline="{cc} was multiplied by {f}: so is its gradient."),
    "dreset": Words(("d[reset]", ""), "the gradient of what it read", headline="Each entry fed every unit."),
    "dzf": Words(("dz", "f"), "the gate's gradient", headline="The gate was used twice, so two gradients add up."),
    "dx": Words(("dx", ""), "the gradient of the input", headline="The input was read twice. Add."),
    "da_prev": Words(
        ("da", "prev"),
        "what goes back",
        path="time",
        headline="{a<t-1>} was used three times.",
        grey="{da_prev} leaves.",
    ),
}


RELU_WORDS = {
    **words.rnn.RNN,
    "z": Words(("z", ""), "the cell's weighted sum, before the ReLU", headline="The cell mixes {x} with {a<t-1>}."),
    "dz": Words(
        ("dz", ""),
        "the gradient before the ReLU",
        headline="What the ReLU has cut off lets nothing back.",
        grey="Its slope at {z} is 1 where {a} is positive and 0 elsewhere.",
    ),
}
TAUGHT = {"mgu": (MGU, "MGU cell", MGU_WORDS), "relu": (RELU, "ReLU cell", RELU_WORDS)}


# Each step, as the key leads to it: whether its results and a crossing are there.
WALK = """async (steps) => {
  const found = [], there = (part) => Boolean(root.querySelector(`.closeup ${part}`));
  for (let i = 0; i < steps; i++) {
    found.push({ at: root.dataset.at, results: there(".num[data-role=result]"), crossing: there(".junction") });
    tap("ArrowRight");
    await begun();
  }
  return found;
}"""


@pytest.fixture(params=TAUGHT)
def taught(request: pytest.FixtureRequest) -> Iterator[tuple[Any, str]]:
    tables: list[dict[str, Any]] = [words.WORDS, words.CELL_WORDS, words.BOXES]
    before = [dict(table) for table in tables]
    cell, box, its_words = TAUGHT[request.param]
    words.add(request.param, box, its_words)
    yield json.loads(encode(run(hello(cell)))), box
    for table, saved in zip(tables, before, strict=True):
        table.clear()
        table.update(saved)


def test_a_cell_that_the_app_has_never_heard_of_can_be_stepped_through(stage, taught):
    """Strip, plain crossing and equation at every step, without an error and with nothing over anything else."""
    scene, box = taught
    page = stage.open(scene, scene["steps"][0]["at"]).page
    for step, seen in zip(scene["steps"], stage.ask(WALK, len(scene["steps"])), strict=True):
        crossing = step["t"] > 0 and step["kind"] != "running"
        assert seen == {"at": step["at"], "results": True, "crossing": crossing}
    assert page.locator(".strip .node.plus").count() == 4
    assert page.locator(".strip .name", has_text=box).count() == 4
    steps = [step["at"] for step in scene["steps"] if step["t"] in (0, 3)]
    assert stage.each(STICKS_OUT, steps) == {}


def numbers(page: Page, role: str) -> list[float]:
    """What the worked row prints of the result, or of the operands."""
    texts = page.locator(f".closeup .num[data-role={role}]").all_inner_texts()
    return [float(text.replace("\u2212", "-").strip("() \n")) for text in texts]


@pytest.mark.parametrize("taught", ["relu"], indirect=True)
def test_a_relu_is_computed_from_what_is_printed_and_its_slope_is_1_or_0(stage, taught):
    scene, _ = taught
    slopes = set()
    for unit in range(1, 6):
        page = stage.open(scene, "forward.3.a", unit=unit).page
        assert page.locator(".closeup .limits span").all_inner_texts() == ["0"], "it has one bound"
        (z,), (a,) = numbers(page, "operand"), numbers(page, "result")
        assert a == max(z, 0)
        stage.open(scene, "backward.3.dz", unit=unit)
        (slope, comes), (dz,) = numbers(page, "operand"), numbers(page, "result")
        assert dz == slope * comes
        slopes.add(slope)
    assert slopes == {0, 1}
    assert "> 0" in page.locator(".closeup").inner_text()
