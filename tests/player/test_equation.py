"""The equation alone, in a plain page: does every worked row compute from its printed digits, and does it fit?"""

from __future__ import annotations

import copy
import json
import math
import re
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from app.bundle import styles
from app.scene.scene import encode
from rnn_core import CASES, GRU_AFTER, GRU_BEFORE, LSTM, hello, notebook, random_problem, run, word
from tests.harness import resize
from tests.lazily import Lazily
from tests.player.harness import ask, exporting, fonts, kept
from tests.sample import each, sample

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
    "random": random_problem(),
    "long": word("abcdefghabcde"),
    "large": random_problem(n_x=8, n_a=8, n_y=8, m=12, T=2),
    "one example": random_problem(n_x=3, n_a=8, n_y=3, m=1, T=2),
    "lstm": hello(LSTM),
    "lstm notebook": notebook(LSTM),
    "lstm large": random_problem(n_x=8, n_a=8, n_y=8, m=1, T=2, cell=LSTM),
    "lstm_cell_backward": CASES["lstm_cell_backward"].problem,
    "rnn_forward": CASES["rnn_forward"].problem,
    "gru_before": hello(GRU_BEFORE),
    "gru_after": random_problem(n_x=3, n_a=5, n_y=2, m=2, T=2, cell=GRU_AFTER),
    "gru_after large": random_problem(n_x=8, n_a=8, n_y=3, m=1, T=2, cell=GRU_AFTER),
}
TRACES = Lazily(PROBLEMS, lambda name: run(PROBLEMS[name]))
SCENES = Lazily(TRACES, lambda name: json.loads(encode(TRACES[name])))
LOAD = """async (code) => {
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
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
  const whole = document.documentElement.scrollWidth;
  if (whole > Math.max(innerWidth, room.width + 1)) out.push({ className: "page", textContent: `scrolls to ${whole}` });
  return { at, kind: step.kind, result: strip(result), results: results.map(strip), terms: terms.map(strip), numbers,
    out: out.slice(0, 3).map((e) => `${e.className.baseVal ?? e.className}: ${e.textContent.slice(0, 40)}`) };
})"""


@pytest.fixture
def show(page: Page) -> Any:
    def load() -> None:
        page.set_content(
            f"<!doctype html><html lang='en'><title>Equation</title><style>{fonts()} body {{ margin: 0 }}{styles()}</style>"
            "<main class='unrolled'><div class='page'></div></main>"
        )
        page.evaluate(LOAD, exporting("view/equation.js", "render", "worked"))
        page.evaluate("() => Promise.all([...document.fonts].map((font) => font.load())).then(() => null)")

    kept(page, "equation", load)
    resize(page, 300, 900)
    return lambda scene, ats, room="beside", selected=None: ask(
        page, SHOW, [scene, ats, selected or scene["selected"], ROOMS[room]]
    )


def parsed(text: str) -> float:
    return float(text.replace("−", "-"))


def recompute(term: dict[str, Any], numbers: dict[str, str]) -> float:
    """A term's value from what the page prints of it, or from what is printed below it."""
    if term["shown"] and term["at"] in numbers:
        return parsed(numbers[term["at"]])
    return combine(term, numbers) if term["parts"] else parsed(term["text"])


FUNCTIONS = {"tanh": math.tanh, "log": math.log, "sigmoid": lambda z: 1 / (1 + math.exp(-z))}


def combine(term: dict[str, Any], numbers: dict[str, str]) -> float:
    values = [recompute(part, numbers) for part in term["parts"]]
    match term["kind"]:
        case "product":
            return math.prod(values)
        case "power":
            return values[0] ** values[1]
        case "function":
            return FUNCTIONS[term["function"]](values[0])
        case "arrival" | "stack" | "part":
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
        results = [result["text"] for result in shown["results"]]
        wrong += [f"{text} is {share}" for text, share in zip(results, shares, strict=True) if not agrees(share, text)]
    else:
        visit(shown["result"])
    return wrong


def steps_of(scene: Any) -> list[str]:
    """Steps of the first timestep, of one in the middle and of the last; of a short problem there may be all."""
    T = scene["problem"]["T"]
    few = {0, 1, (T + 1) // 2, T}
    few = sample(few, range(T + 1) if T < 6 else few)
    return [step["at"] for step in scene["steps"] if step["t"] in few]


LOOKED_AT = [(name, room) for name in PROBLEMS for room in ROOMS]
FEWER = {  # fewer where many problems or steps look alike: those where numbers are many or rooms are narrow
    "banana": ["beside", "full", "tablet", "phone", "classroom"],
    "random": ["beside", "full", "tablet", "phone", "classroom"],
    "long": ["beside", "full", "tablet", "phone", "classroom"],
    "lstm": ["beside", "full", "tablet", "phone", "classroom"],
    "lstm notebook": ["beside", "phone"],
    "lstm large": ["beside", "phone"],
    "lstm_cell_backward": ["beside", "phone"],
    "rnn_forward": ["classroom"],
    "gru_before": ["beside", "phone", "classroom"],
    "gru_after": ["tablet"],
    "gru_after large": ["phone"],
}
LOOKED_AT = [(name, room) for name, room in LOOKED_AT if room in FEWER.get(name, room)]


@pytest.mark.parametrize(("name", "room"), each(LOOKED_AT, 5))
def test_every_step_fits_and_computes_from_its_printed_digits(show, name, room):
    scene, wrong = SCENES[name], {}
    for shown in show(scene, steps_of(scene), room):
        found = [f"sticks out: {text}" for text in shown["out"]] + problems_of(shown)
        found += [] if any(at.startswith("r") for at in shown["numbers"]) else ["no result"]
        if found:
            wrong[shown["at"]] = found
    assert not wrong


@pytest.mark.parametrize("unit", range(1, 6))
def test_every_unit_can_be_followed(show, unit):
    scene = SCENES["hello"]
    for shown in show(scene, steps_of(scene), "beside", {"unit": unit, "example": 1}):
        assert not shown["out"] + problems_of(shown), shown["at"]


def rows_shown(page: Page, cells: str) -> list[list[float]]:
    texts = page.locator(".equation .line").evaluate_all(
        "(rows, cells) => rows.map((row) => [...row.querySelectorAll(cells)].map((e) => e.textContent.trim()))", cells
    )
    return [[parsed(text.strip("()")) for text in row] for row in texts]


def agree(shown: list[list[float]], true: Any) -> None:
    np.testing.assert_allclose(shown, true, atol=0.00051)


def test_all_rows_of_a_sum_are_the_trace(show, page: Page):
    for name in ("hello", "banana"):
        for t in range(1, PROBLEMS[name].T + 1):
            show(SCENES[name], [f"backward.{t}.da_total"])
            true = [TRACES[name][quantity][t - 1][:, 0] for quantity in ("da_total", "da_softmax", "da_time")]
            agree(rows_shown(page, ".value"), np.transpose(true))


def test_all_entries_of_a_matrix_product_are_the_trace(show, page: Page):
    trace = TRACES["hello"]
    for t in range(1, 5):
        show(SCENES["hello"], [f"backward.{t}.da_prev"])
        agree(rows_shown(page, ".entry"), trace["Waa"].T)
        agree(rows_shown(page, ".value"), trace["da_prev"][t - 1])


def test_a_sum_that_is_multiplied_stands_in_brackets(show, page: Page):
    """(1 − u) × the candidate: without them the printed numbers would say something else."""
    show(SCENES["gru_before"], ["forward.3.a"], "960")
    made = " ".join(page.locator(".line.now .how, .made p").all_inner_texts())
    assert re.search(r"\(1 − 0\.\d+\) × ", made), made


def test_a_stack_has_its_parts_beside_it_row_by_row(show, page: Page):
    """concat is a_prev over x; dx and da_prev are the lower and upper rows of dconcat, and stand beside them."""
    trace = TRACES["lstm"]
    stack = trace["concat"][1]
    show(SCENES["lstm"], ["forward.2.concat"])
    agree(rows_shown(page, ".value"), np.hstack([stack, stack]))
    whole = trace["dconcat"][1]
    for name, rows in (("da_prev", slice(0, 5)), ("dx", slice(5, 9))):
        show(SCENES["lstm"], [f"backward.2.{name}"])
        shown = [row for row in rows_shown(page, ".value") if len(row) == 2]
        agree(shown, np.hstack([whole[rows], whole[rows]]))


def test_all_entries_of_a_running_total_are_the_trace(show, page: Page):
    trace = TRACES["hello"]
    for t in range(1, 5):
        show(SCENES["hello"], [f"backward.{t}.dWaa"], "full")
        after, dz, a_prev = trace["dWaa"][t - 1], trace["dz"][t - 1], trace["a_prev"][t - 1]
        now = dz @ a_prev.T
        agree(rows_shown(page, ".entry"), np.hstack([after, after - now, dz, now]))


@pytest.mark.parametrize("name", ["hello", "lstm", "gru_before"])
def test_under_what_is_computed_in_the_cell_stands_which_lines_read_it_on(show, page: Page, name):
    """A picture beside it may have no room for them: a phone has none, and the LSTM's inside names what it reads."""
    lines = PROBLEMS[name].model.lines("backward")
    inside = [one for one in lines if one.startswith("dz") or one in ("dconcat", "dra")]
    assert inside
    for quantity in inside:
        show(SCENES[name], [f"backward.2.{quantity}"], "phone")
        (_, *told) = page.locator(".readers .symbol").evaluate_all("all => all.map((e) => e.dataset.quantity)")
        assert told == [one for one, line in lines.items() if quantity in line.reads], quantity
    for quantity in ("da_total", "da_prev"):
        show(SCENES[name], [f"backward.2.{quantity}"], "phone")
        assert page.locator(".readers").count() == 0, "where it goes, its lane shows"


@pytest.mark.parametrize(("name", "t"), [("hello", 3), ("notebook", 2), ("lstm", 1)])
def test_which_of_two_gradients_is_larger_is_said_where_they_are_added(show, page: Page, name, t):
    """Of the whole, by the sizes that the arrows are as wide as. At the last step one is 0: nothing is to be compared."""
    trace = TRACES[name]
    show(SCENES[name], [f"backward.{t}.da_total"], "phone")
    said = page.locator(".added-sizes").inner_text()
    softmax, time = (np.linalg.norm(trace[part][t - 1]) for part in ("da_softmax", "da_time"))
    printed = [float(number) for number in re.findall(r"\d+\.\d+", said)]
    np.testing.assert_allclose(printed, [softmax, time], atol=0.005)
    assert printed[0] != printed[1], "so that one sees which is larger"
    show(SCENES[name], [f"backward.{PROBLEMS[name].T}.da_total"], "phone")
    assert page.locator(".added-sizes").count() == 0


@pytest.mark.parametrize(("name", "room"), [("hello", "full"), ("lstm", "phone"), ("notebook", "classroom")])
def test_what_a_gradient_is_comes_out_of_the_numbers_beside_it(show, page: Page, name, room):
    """At the turn: of each unit the change of J, over that of a, prints as the gradient that the way back finds."""
    trace, selected = TRACES[name], SCENES[name]["selected"]
    for unit in range(1, trace["a"].shape[1] + 1):
        show(SCENES[name], ["turn.J"], room, {**selected, "unit": unit})
        rows = [
            texts.split("|")
            for texts in page.locator(".changes > div").evaluate_all(
                "(rows) => rows.map((row) => [...row.querySelectorAll('b, small')].map((e) => e.textContent).join('|'))"
            )
        ]
        for by, ends in rows:
            start, end = (parsed(text) for text in ends.split(" → "))
            assert agrees(end - start, by), (unit, by, ends)
        nudge, change = (parsed(by) for by, _ in rows)
        slope = page.locator(".nudge > p b.path-sum").inner_text()
        assert nudge == pytest.approx(0.002)
        assert agrees(change / nudge, slope), (unit, rows, slope)
        assert agrees(trace["da_total"][0][unit - 1, selected["example"] - 1], slope)


def test_the_ledger_never_shows_a_cell_before_its_step(show, page: Page):
    for t in range(1, 5):
        show(SCENES["hello"], [f"backward.{t}.dWaa"], "full")
        cells = page.locator(".ledger li[data-cell]").all_inner_texts()
        assert len(cells) == 4
        assert ["not yet" in text for text in cells] == [cell < t for cell in range(1, 5)]


@pytest.mark.parametrize("t", [2, 4])
def test_what_is_boxed_is_said_in_three_lines(show, page: Page, t):
    for name, quantity in (("hello", "dWya"), ("hello", "dby"), ("notebook", "dWax")):
        show(SCENES[name], [f"backward.{t}.{quantity}"], "full")
        said = page.locator(".ledger p")
        assert said.bounding_box()["height"] <= 3 * 1.25 * 16 + 1, said.inner_text()
        assert said.inner_text().startswith("One bias" if quantity == "dby" else "One weight")


def test_the_legend_explains_bars_where_there_are_some(show, page: Page):
    for quantity, drawn in (("da_total", True), ("da_prev", False), ("da_softmax", True)):
        show(SCENES["hello"], [f"backward.3.{quantity}"], "beside")
        assert (page.locator(".bars, .bar-of").count() > 0) == drawn
        assert page.locator(".legend .filled-is").is_visible() == drawn


def test_a_tick_stands_only_where_the_slope_agrees(show, page: Page):
    scene = copy.deepcopy(SCENES["hello"])
    show(scene, ["backward.3.da_total"])
    assert " ".join(page.locator(".slope").first.inner_text().split()) == "J changes 0.164 times as much; agrees ✓"
    assert page.locator(".agrees").count() == 3
    scene["values"]["measured da_time"]["data"] = [x + 1e-5 for x in scene["values"]["measured da_time"]["data"]]
    show(scene, ["backward.3.da_total"])
    assert page.locator(".agrees").count() == 2
    assert page.locator(".differs").inner_text() == "differs ✗"


def test_the_last_step_receives_a_literal_zero(show, page: Page):
    show(SCENES["hello"], ["backward.4.da_time"])
    assert page.locator(".aside").inner_text() == "0, there is no step 5"
    assert page.locator(".line .value").all_inner_texts() == ["0"] * 5


DRAWN = [("hello", "full"), ("random", "phone"), ("hello", "phone"), ("random", "full")]


@pytest.mark.parametrize(("name", "room"), sample(DRAWN[:2], DRAWN))
def test_it_is_accessible(show, page: Page, name, room):
    scene = SCENES[name]
    quantities = ("z", "a", "y", "loss", "dlogits", "da_softmax", "da_time", "da_total", "dz", "dWaa", "dba", "J")
    for quantity in each(quantities, 2, DRAWN.index((name, room)) % 2):
        at = next(step["at"] for step in scene["steps"] if step["t"] in (0, 3) and step["quantity"] == quantity)
        show(scene, [at], room)
        page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
        found = Axe().run(page, context=".equation").response["violations"]
        assert not [(v["id"], [node["html"][:120] for node in v["nodes"][:2]]) for v in found], at
