"""Whatever the font, the spacing and the zoom: no text lies over another, and none is cut."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit
from playwright.sync_api import Page

from app.scene.scene import encode
from rnn_core import GRU_BEFORE, LSTM, find_mistake, hello, random, run
from tests.stage import test_junction
from tests.stage.harness import PAINTED, STICKS_OUT, Stage, served
from tests.stage.test_stage import COLLISIONS

SCENES: dict[str, Any] = {
    name: json.loads(encode(trace))
    for name, trace in {
        "hello": run(hello()),
        "lstm": run(hello(LSTM)),
        "gru": run(hello(GRU_BEFORE)),
        "mistake": run(hello(), find_mistake(hello(), "only-da")),
        "T = 12": run(random(n_a=8, m=12, T=12)),
    }.items()
}
# The green addition, where a splits, a gradient before tanh, running totals of a weight and of a bias, the head; the ends.
STEPS = ("da_total", "a", "dz", "dWaa", "dWfa", "db", "logits", "y", "loss", "da_time", "dc_total", "dzf", "z", "da_softmax", "dx", "da_prev")

MEDIA = Path(streamlit.__file__).parent / "static" / "static" / "media"
SANS = base64.b64encode(next(MEDIA.glob("SourceSansVF-Upright*")).read_bytes()).decode()


def resized(family: str, percent: int) -> str:
    """Another font, on every machine: wider or narrower than what there is."""
    source = f"url(data:font/woff2;base64,{SANS})"
    return f"@font-face {{ font-family: {family}; font-weight: 200 900; src: {source}; size-adjust: {percent}% }}"


def dressed(sans: str, serif: str, code: str) -> str:
    return f".unrolled.unrolled {{ --text: {sans}; --serif: {serif}; --code: {code} }}"


# What the reader's own style sheet says.
MODES = {
    "plain": "",
    "wide": resized("Wide", 122)
    + dressed("'DejaVu Sans', Verdana, Wide", "'DejaVu Serif', Georgia, Wide", "'DejaVu Sans Mono', Wide"),
    "narrow": resized("Narrow", 80) + dressed("Narrow", "Narrow", "Narrow"),
    "spaced": """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
        p { margin-bottom: 2em !important }""",
}


@pytest.fixture
def stage(page: Page) -> Iterator[Stage]:
    with served(page) as empty:
        yield empty


def steps_of(scene: Any) -> list[str]:
    """Some of the last timestep but one, the last, the turn and the end."""
    T = scene["problem"]["T"]
    return [
        step["at"]
        for step in scene["steps"]
        if step["t"] == 0 or (step["t"] in (T - 1, T, 1) and step["quantity"] in STEPS)
    ]


def dress(stage: Stage, mode: str) -> None:
    stage.page.evaluate(
        """async (css) => {
          document.head.append(Object.assign(document.createElement("style"), { textContent: css }));
          await Promise.all([...document.fonts].map((font) => font.load()));
        }""",
        MODES[mode],
    )
    stage.page.evaluate(PAINTED)


@pytest.mark.parametrize("size", [(1440, 900), (390, 844), (720, 450)], ids=str)
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", SCENES)
def test_no_text_is_cut_or_lies_over_another(stage, name, mode, size):
    dress(stage, mode)
    stage.size(*size).open(SCENES[name])
    steps = steps_of(SCENES[name])
    found = {}
    for check in (STICKS_OUT, COLLISIONS, test_junction.COLLISIONS):
        found |= stage.each(check, steps)
    assert found == {}
