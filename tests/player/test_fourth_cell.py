"""A cell that the app has never heard of: two step functions, what they carry and words are enough to step through it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from app.scene import words
from app.scene.scene import encode
from app.scene.words import Words
from rnn_core import hello, run
from tests.player.harness import STICKS_OUT
from tests.rnn_core.minimal_gated_unit import MGU


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


@pytest.fixture
def scene() -> Iterator[Any]:
    tables: list[dict[str, Any]] = [words.WORDS, words.CELLS, words.BOXES]
    before = [dict(table) for table in tables]
    words.add("mgu", "MGU cell", MGU_WORDS)
    yield json.loads(encode(run(hello(MGU))))
    for table, saved in zip(tables, before, strict=True):
        table.clear()
        table.update(saved)


def test_the_minimal_gated_unit_can_be_stepped_through(stage, scene):
    """Strip, plain crossing and equation at every step, without an error and with nothing over anything else."""
    page = stage.open(scene, scene["steps"][0]["at"]).page
    for step in scene["steps"]:
        assert stage.at == step["at"]
        assert page.locator(".closeup .num[data-role=result]").count(), step["at"]
        assert page.locator(".closeup .junction").count() == (step["t"] > 0 and step["kind"] != "running"), step["at"]
        stage.press("ArrowRight")
    assert page.locator(".strip .node.plus").count() == 4
    assert page.locator(".strip .name", has_text="MGU cell").count() == 4
    steps = [step["at"] for step in scene["steps"] if step["t"] in (0, 3)]
    assert stage.each(STICKS_OUT, steps) == {}
