"""The equation alone, in a plain page: does every worked row compute from its printed digits, and does it fit?"""

from __future__ import annotations

import base64
import copy
import json
import math
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import streamlit
from playwright.sync_api import Page

from app.scene.scene import encode
from app.stage.bundle import bundle, styles
from rnn_core import hello, notebook, random, run, word

ROOMS = {
    "beside": {"width": 640, "height": 430, "scale": 1, "form": "wide"},
    "full": {"width": 1010, "height": 430, "scale": 1, "form": "wide"},
    "960": {"width": 960, "height": 500, "scale": 1, "form": "wide"},
    "600": {"width": 600, "height": 500, "scale": 1, "form": "wide"},
    "tablet": {"width": 560, "height": 700, "scale": 1, "form": "wide"},
    "phone": {"width": 358, "height": 900, "scale": 1, "form": "phone"},
    "classroom": {"width": 1400, "height": 560, "scale": 1.66, "form": "classroom"},
}
PROBLEMS = {
    "hello": hello(),
    "notebook": notebook(),
    "banana": word("banana"),
    "random": random(),
    "long": word("abcdefghabcde"),
    "large": random(n_x=8, n_a=8, n_y=8, m=12, T=2),
    "one example": random(n_x=3, n_a=8, n_y=3, m=1, T=2),
}
TRACES = {name: run(problem) for name, problem in PROBLEMS.items()}
SCENES = {name: json.loads(encode(trace)) for name, trace in TRACES.items()}
LOAD = """async (code) => {
  const url = URL.createObjectURL(new Blob([code + "\\nexport { render, worked };"], { type: "text/javascript" }));
  window.stage = await import(url);
}"""
# What the worked row shows: the tree of its terms, the text of each number in the page, and whatever sticks out.
SHOW = """([scene, ats, selected, room]) => ats.map((at) => {
  const step = scene.steps.find((step) => step.at === at), root = document.querySelector(".page");
  root.className = `page ${room.form}`;
  root.style.width = room.width + "px";
  window.stage.render(window.stage.equation(scene, step, selected, room), root);
  const edge = root.getBoundingClientRect();
  const seen = [...root.querySelectorAll(".equation *")].filter((e) => !e.closest(".spoken, svg *")
    && (!e.closest("details:not([open])") || e.closest("summary")));
  const out = seen.filter((e) => {
    const { left, right, width } = e.getBoundingClientRect();
    return width && (right > edge.right + 1 || left < edge.left - 1);
  });
  const strip = ({ box, ...term }) => ({ ...term, parts: term.parts.map(strip), results: undefined });
  const { result, results, terms } = window.stage.worked(scene, step, selected);
  const numbers = {};
  for (const e of root.querySelectorAll(".num")) numbers[e.dataset.node] = e.textContent;
  if (document.documentElement.scrollWidth > Math.max(innerWidth, room.width + 1)) out.push({ className: "page", textContent: `scrolls to ${document.documentElement.scrollWidth}` });
  return { at, kind: step.kind, result: strip(result), results: results.map(strip), terms: terms.map(strip), numbers,
    out: out.slice(0, 3).map((e) => `${e.className.baseVal ?? e.className}: ${e.textContent.slice(0, 40)}`) };
})"""


@cache
def fonts() -> str:
    """The fonts that Streamlit serves, so that text is as wide as in the app."""
    media = Path(streamlit.__file__).parent / "static" / "static" / "media"
    files = {"Source Sans": "SourceSansVF-Upright", "Source Serif": "SourceSerifVariable-Italic", "Source Code Pro": "SourceCodeVF-Upright"}
    rules = []
    for family, file in files.items():
        data = base64.b64encode(next(media.glob(f"{file}*")).read_bytes()).decode()
        style = "italic" if "Italic" in file else "normal"
        rules.append(f"@font-face{{font-family:'{family}';font-style:{style};font-weight:200 900;src:url(data:font/woff2;base64,{data})}}")
    return "".join(rules)


@pytest.fixture
def show(page: Page) -> Any:
    page.set_content(f"<style>{fonts()} body {{ margin: 0 }}{styles()}</style><div class='unrolled'><div class='page'></div></div>")
    page.evaluate(LOAD, bundle("equation.js"))
    page.evaluate("() => Promise.all([...document.fonts].map((font) => font.load())).then(() => null)")
    page.set_viewport_size({"width": 300, "height": 900})
    return lambda scene, ats, room="beside", selected=None: page.evaluate(
        SHOW, [scene, ats, selected or scene["selected"], ROOMS[room]]
    )


def parsed(text: str) -> float:
    return float(text.replace("−", "-"))


def recompute(term: dict[str, Any], numbers: dict[str, str]) -> float:
    """A term's value from what the page prints of it, or from what is printed below it."""
    if term["shown"] and term["at"] in numbers:
        return parsed(numbers[term["at"]])
    return combine(term, numbers) if term["parts"] else parsed(term["text"])


def combine(term: dict[str, Any], numbers: dict[str, str]) -> float:
    values = [recompute(part, numbers) for part in term["parts"]]
    match term["kind"]:
        case "product":
            return math.prod(values)
        case "power":
            return values[0] ** values[1]
        case "function":
            return {"tanh": math.tanh, "log": math.log}[term["function"]](values[0])
        case "arrival":
            return values[0] if values else 0.0
    return sum(part["sign"] * value for part, value in zip(term["parts"], values, strict=True))


def agrees(computed: float, text: str) -> bool:
    """Rounded to the printed digits, halves going away from 0 as people round."""
    digits = len(text.partition(".")[2])
    return abs(computed - parsed(text)) <= 0.5 * 10**-digits * (1 + 1e-5)


def problems_of(shown: dict[str, Any]) -> list[str]:
    """Everything printed in the worked row that does not follow from what is printed below it."""
    wrong: list[str] = []
    numbers = shown["numbers"]

    def visit(term: dict[str, Any]) -> None:
        if term["at"] in numbers and not agrees(term["value"], numbers[term["at"]]):
            wrong.append(f"{numbers[term['at']]} is not {term['value']}")
        if term["parts"] and term["shown"] and not agrees(combine(term, numbers), term["text"]):
            wrong.append(f"{term['kind']} {term['text']} computes to {combine(term, numbers)}")
        for part in term["parts"]:
            visit(part)

    for term in shown["terms"]:
        visit(term)
    if shown["kind"] == "softmax":
        scores = np.array([recompute(term, numbers) for term in shown["terms"]])
        shares = np.exp(scores - scores.max()) / np.exp(scores - scores.max()).sum()
        wrong += [f"{r['text']} is {s}" for r, s in zip(shown["results"], shares, strict=True) if not agrees(s, r["text"])]
    else:
        visit(shown["result"])
    return wrong


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("name", PROBLEMS)
def test_every_step_fits_and_computes_from_its_printed_digits(show, name, room):
    scene, wrong = SCENES[name], {}
    for shown in show(scene, [step["at"] for step in scene["steps"]], room):
        found = [f"sticks out: {text}" for text in shown["out"]] + problems_of(shown)
        found += [] if any(at.startswith("r") for at in shown["numbers"]) else ["no result"]
        if found:
            wrong[shown["at"]] = found
    assert not wrong
