"""What is said of a step is true: each sentence is computed again from its own numbers, for every mistake there is."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from app.scene.scene import encode
from app.stage.bundle import bundle
from rnn_core import LSTM, Problem, Trace, hello, notebook, run
from rnn_core.candidates import candidates
from rnn_core.edits import Edit
from tests.stage.harness import CELL_SCENES, SCENES

PROBLEMS: dict[str, Problem] = {"hello": hello(), "lstm": hello(LSTM), "notebook": notebook()}
EVERY = {"hello": 1, "lstm": 25, "notebook": 3}  # of the edits: the LSTM has a thousand
NAMES = "render, plain, spokenStep, spokenEquation, hasJunction, junction, junctionWords, insideWidth"
LOAD = f"""async (code) => {{
  const url = URL.createObjectURL(new Blob([`${{code}}\\nexport {{ {NAMES} }};`], {{ type: "text/javascript" }}));
  window.stage = await import(url);
}}"""
# Each step in words, its picture's alternative text, and what that picture draws.
TELL = """([scene, ats]) => scene.steps.filter(({ at }) => !ats || ats.includes(at)).map((step) => {
  const selected = { ...scene.selected, column: 0 }, place = document.createElement("div");
  const pictured = stage.hasJunction(step), inside = stage.insideWidth(scene, step);
  const room = { width: inside || 318, height: 330, scale: 1, inside: inside > 0 };
  if (pictured) stage.render(stage.junction(scene, step, selected, room), place);
  const drawn = (which) => [...place.querySelectorAll(`svg ${which}`)].map(({ dataset }) => dataset.cut ?? dataset.quantity);
  return { at: step.at, t: step.t, said: stage.spokenEquation(scene, step, selected), kind: step.kind,
    out: step.operands.filter(({ struck }) => struck).map(({ name }) => stage.plain(scene, name.map((part) => (part.symbol ? { ...part, t: 0 } : part)), selected)),
    alt: place.querySelector("[role=img]")?.ariaLabel ?? "", back: drawn(".road.back"), cut: drawn(".cut"),
    forward: [...place.querySelectorAll("svg .road.out")].map(({ dataset }) => dataset.road) };
})"""


@pytest.fixture
def tell(page: Page) -> Callable[..., list[dict[str, Any]]]:
    page.set_content("<!doctype html><title>Spoken</title>")
    page.evaluate(LOAD, bundle("stage.js"))
    return lambda scene, ats=None: list(page.evaluate(TELL, [scene, ats]))


def mistaken(name: str) -> Iterator[tuple[Edit, Trace, Any]]:
    problem = PROBLEMS[name]
    for edit in candidates(problem)[:: EVERY[name]]:
        trace = run(problem, (edit,))
        yield edit, trace, json.loads(encode(trace))


def looked_at(scene: Any) -> list[str]:
    """The steps that the mistake changes, the first wrong one, and the additions."""
    greens = {total for state in scene["problem"]["states"] if (total := state["total"])}
    first = scene["mistake"]["first"]
    return [s["at"] for s in scene["steps"] if s["at"] == first or s["quantity"] in greens or "edited" in s]


OPERATORS = {"plus": 1, "minus": -1}


def computed(words: str) -> float:
    """What a row in words comes to: names are passed over, `minus` before a number or a first name is its sign."""
    total, product, sign, negative = 0.0, None, 1, False
    expects = True
    words = re.sub(r",? that is [^,]+(,|$)", "", words)  # the name of a number that is computed
    words = words.replace("(", "").replace(")", "")
    words = re.sub(r"\d+(?=( (?!plus|minus|times)\w+)+:)", "", words)  # a digit within a name
    for word in words.replace(",", "").split():
        if expects and re.fullmatch(r"\d+(\.\d+)?", word):
            value = float(word) * (-1 if negative else 1)
            product = value if product is None else product * value
            expects, negative = False, False
        elif expects:
            negative = word == "minus"
        elif word == "times":
            expects = True
        else:
            total, product, sign = total + sign * (product or 0), None, OPERATORS.get(word, math.nan)
            expects = True
    return total + sign * (math.nan if product is None else product)


def true(said: str) -> bool:
    """Whether a spoken row comes out, to its printed digits."""
    whole, _, made = said.partition(" equals ")
    if not made:
        whole, *after = re.split(r"[;,] (?!example|from )", said, maxsplit=1)
        (rest,) = after
        printed = re.search(r"(minus )?(\d[\d.]*)$", whole)
        assert printed, said
        if re.search("there is no step \\d+$|no step has run before$", rest):
            return (printed[0] == "0") == (not rest.startswith("it should be 0"))
        left = re.search(r"(minus )?(\d[\d.]*)( left cell \d+ and has not arrived)?$", rest)
        assert left, said
        same = float(left[2]) == float(printed[2]) and left[1] == printed[1]
        return same == (left[3] is None)
    printed = re.search(r"(minus )?(\d[\d.]*)(, that is .*)?$", whole)
    assert printed, said
    text = printed[2]
    result = float(text) * (-1 if printed[1] else 1)
    made = made.split("; ")[0]
    made = re.sub(r"^(the sum of \d+ products: |the (upper|lower) part of )", "", made)
    if found := re.match(r"(tanh|sigmoid|softmax|ln|exp) of (?!\()", made):
        parts = [computed(part) for part in re.split(", (?!that is)", made[found.end() :])]
        functions = {"tanh": math.tanh, "sigmoid": lambda z: 1 / (1 + math.exp(-z)), "ln": math.log, "exp": math.exp}
        values = (
            [np.exp(part) / np.exp(parts).sum() for part in parts]
            if found[1] == "softmax"
            else [functions[found[1]](parts[0])]
        )
    else:
        values = [computed(made)]
    half = 0.5 * 10.0 ** -len(text.partition(".")[2])
    return any(abs(value - result) <= half * (1 + 1e-5) for value in values)


def test_the_reading_of_sentences_sees_what_is_false():
    assert true("unit 3: da total 0.164 equals da softmax minus 0.435 plus da time 0.599")
    assert not true("unit 3: da total minus 0.435 equals da softmax minus 0.435 plus da time 0.599")
    assert true("unit 3: dz 0.132 equals 0.802, that is 1 minus a squared, times da total 0.164")
    assert not true("unit 3: da time 0, which left cell 4 as da prev 0.599")


@pytest.mark.parametrize("name", ["hello", "notebook", "lstm", "gru_before", "gru_after"])
def test_of_the_right_run_every_sentence_is_true(tell, name):
    scene = (SCENES | CELL_SCENES)[name]
    assert [told["said"] for told in tell(scene) if not true(told["said"])] == []


@pytest.mark.parametrize("name", PROBLEMS)
def test_of_every_mistake_every_sentence_is_true(tell, name):
    wrong: dict[str, str] = {}
    for edit, _, scene in mistaken(name):
        for told in tell(scene, looked_at(scene)):
            said = told["said"]
            left_out = [part.removesuffix(" left out") for part in said.split("; ")[1:] if part.endswith(" left out")]
            right = true(said) and len(left_out) == len(told["out"])
            if not right or not all(part.startswith(out) for part, out in zip(left_out, told["out"], strict=True)):
                wrong.setdefault(edit.name, f"{told['at']}: {said}")
    assert not wrong, "\n".join(f"{edit}: {said}" for edit, said in wrong.items())
