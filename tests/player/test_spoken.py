"""What is said of a step is true: each sentence is computed again from its own numbers, for every mistake there is."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from app.scene.scene import encode
from rnn_core import LSTM, Problem, Program, Trace, hello, mistaken, notebook, run
from rnn_core.mistakes import wrong_steps
from rnn_core.mistakes.candidates import candidates
from tests.player.harness import CELL_SCENES, SCENES, Stage, ask, exporting, kept
from tests.sample import THOROUGH, crossed, of_each_kind, sample

PROBLEMS: dict[str, Problem] = {"hello": hello(), "lstm": hello(LSTM), "notebook": notebook()}
FEWER = {"hello": 2, "lstm": 8, "notebook": 8}  # of those that differ
# Of the edits: the LSTM has a thousand.
EVERY = {"hello": 1, "lstm": 40, "notebook": 5} if THOROUGH else {"hello": 2, "lstm": 80, "notebook": 10}
NAMES = [
    "render",
    "plain",
    "spokenEquation",
    "worked",
    "hasJunction",
    "junction",
    "insideWidth",
    "columnTag",
    "verdict",
    "ledger",
    "landingWords",
    "beside",
    "workedBeside",
    "boxedEntry",
    "arrivalWords",
    "STAND_IN",
]
LOAD = """async (code) => {
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  window.stage = await import(url);
}"""
# Each step in words, its picture's alternative text, what that picture draws, and every sentence that a mistake changes.
TELL = """([text, right, ats]) => { const scene = JSON.parse(text); return scene.steps.filter(({ at }) => ats.includes(at)).map((step) => {
  const selected = { ...scene.selected, column: 0 }, place = document.createElement("div"), { kind, t, at, quantity } = step;
  const drawn = (what) => { stage.render(what, place); return place; };
  const text = (what) => drawn(what).textContent.replace(/\\s+/g, " ").trim();
  const texts = (selector) => [...place.querySelectorAll(selector)].map((e) => e.textContent.replace(/\\s+/g, " ").trim());
  const told = { at, t, quantity, kind, said: stage.spokenEquation(scene, step, selected), alt: "" };
  told.out = step.operands.filter(({ struck }) => struck).map(({ name }) =>
    stage.plain(scene, name.map((part) => (part.symbol ? { ...part, t: 0 } : part)), selected));
  if (stage.hasJunction(step)) {
    const inside = stage.insideWidth(scene, step), room = { width: inside || 318, height: 330, scale: 1, inside: inside > 0 };
    drawn(stage.junction(scene, step, selected, room));
    const roads = (which) => [...place.querySelectorAll(`svg ${which}`)].map(({ dataset }) => dataset);
    told.alt = place.querySelector("[role=img]").ariaLabel;
    told.back = roads(".lane:not(.cut)").map(({ quantity }) => quantity);
    told.ways = roads(":is(.wire, .lane:not(.cut))").map(({ road }) => road);
    told.cut = roads(".cut[data-cut]").map(({ cut }) => cut);
  }
  if (scene.problem.states.some(({ prev }) => prev === quantity)) told.landing = stage.landingWords(scene, t, quantity, "will be");
  if (!right) return told;
  const good = (window.good ??= JSON.parse(right));
  const row = stage.worked(scene, step, selected), v = { scene, step, row, selected, s: 1, measure: stage.STAND_IN, room: { width: 900, height: 500, form: "wide" } };
  const index = scene.steps.indexOf(step), columns = Array.from({ length: scene.problem.T }, (_, i) => i + 1);
  told.entry = [row.result.row, row.result.column];
  told.tags = columns.map((t) => text(stage.columnTag(scene, index, step.phase, t, () => true)));
  told.signs = columns.map((t) => text(stage.columnTag(scene, index, step.phase, t, () => false)));
  told.verdict = (text(stage.verdict(v)), texts("dd"));
  if (kind === "arrival") told.aside = text(stage.arrivalWords(v, { at: 1 }));
  if (kind === "running") {
    drawn(stage.ledger(v));
    const [labels, struck, numbers] = [texts(".ledger li > span:not(.and)"), [...place.querySelectorAll(".ledger li > b")].map((e) => e.matches(".struck")), texts(".ledger li > b")];
    told.ledger = labels.map((label, i) => [label, struck[i], numbers[i]]);
  }
  const other = good.steps.find((one) => one.at === at);
  if (!other) return told;
  const runs = [{ scene: good, step: other }, { scene, step }], both = stage.beside(runs[1], runs[0], runs[0]);
  told.boxed = text(stage.boxedEntry({ ...v, step: both, row: stage.workedBeside(scene, both, selected) }));
  return told;
}); }"""


@pytest.fixture
def tell(page: Page) -> Callable[..., list[dict[str, Any]]]:
    def load() -> None:
        page.set_content("<!doctype html><title>Spoken</title>")
        page.evaluate(LOAD, exporting("hosts/streamlit.js", *NAMES))

    kept(page, "spoken", load)
    return lambda scene, ats, right="": list(ask(page, TELL, [scene, right, ats]))


def run_mistaken(name: str) -> Iterator[tuple[Trace, str]]:
    problem = PROBLEMS[name]
    every = {edit.name: edit for edit in candidates(problem)[:: EVERY[name]]}
    for chosen in sample(of_each_kind(every)[:: FEWER[name]], every):
        trace = run(problem, Program.of(problem.model, [every[chosen]]))
        yield trace, encode(trace).decode()


def looked_at(scene: Any) -> list[str]:
    """The steps that the mistake changes, the first wrong one, the additions, and what travels to them and from them."""
    states = scene["problem"]["states"]
    greens = {state[key] for state in states for key in ("total", "time", "prev", "last")}
    first = scene["mistake"]["first"]
    steps = [step for step in scene["steps"] if step["t"] in (0, 1, scene["problem"]["T"] - 1, scene["problem"]["T"])]
    told = [step["at"] for step in steps if step["quantity"] in greens or "edited" in step]
    return [*told, first, f"forward.{scene['problem']['T'] - 1}.a"]


OPERATORS = {"plus": 1, "minus": -1}


def computed(words: str) -> float:
    """What a row in words comes to: names are passed over, `minus` before a number or a first name is its sign."""
    total, product, sign, negative = 0.0, None, 1, False
    expects = True
    words = re.sub(r",? that is [^,]+(,|$)", "", words)  # the name of a number that is computed
    words = words.replace("(", "").replace(")", "")
    words = re.sub(r"\d+(?=( (?!plus|minus|times)\w+)*:)", "", words)  # a digit within a name
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
    half = 0.5 * 10.0 ** -len(text.partition(".")[2]) * (1 + 1e-5)
    return any(abs(value - result) <= max(half, 1e-8 * abs(result)) for value in values)  # ten digits are sent


def test_the_reading_of_sentences_sees_what_is_false():
    assert true("unit 3: da total 0.164 equals da softmax minus 0.435 plus da time 0.599")
    assert not true("unit 3: da total minus 0.435 equals da softmax minus 0.435 plus da time 0.599")
    assert true("unit 3: dz 0.132 equals 0.802, that is 1 minus a squared, times da total 0.164")
    assert not true("unit 3: da time 0, which left cell 4 as da prev 0.599")


@pytest.mark.parametrize("name", ["hello", "notebook", "lstm", "gru_before", "gru_after"])
def test_of_the_right_run_every_sentence_is_true(tell, name):
    scene = (SCENES | CELL_SCENES)[name]
    said = [told["said"] for told in tell(json.dumps(scene), [step["at"] for step in scene["steps"]])]
    assert [row for row in said if not true(row)] == []


def shown_false(told: dict[str, Any]) -> Iterator[str]:
    """What is said of a step's row that is not true, or not said."""
    said = told["said"]
    left_out = [part.removesuffix(" left out") for part in said.split("; ")[1:] if part.endswith(" left out")]
    named = len(left_out) == len(told["out"]) and all(map(str.__contains__, left_out, told["out"]))
    if not true(said) or not named:
        yield said


def pictured_false(told: dict[str, Any], trace: Trace, scene: Any) -> Iterator[str]:
    """What is said of a picture that it does not draw, or that the numbers contradict."""
    alt, t = told["alt"], told["t"]
    if not alt or alt.startswith("A fan"):
        return
    spoken = {plain_name(scene, q): q for q in (*told["back"], *told["cut"])}
    for part, drawn in (("Coming back: ", told["back"]), ("Crossed out: ", told["cut"])):
        for road in re.findall(
            rf"(?:^|, and )([a-z ]+) {t}(?= from|,)", found[1] if (found := re.search(part + r"([^.]*)", alt)) else ""
        ):
            if spoken.get(road) not in drawn:
                yield f"{road} is not drawn: {alt}"
    if not told["at"].startswith("backward"):
        ways = {
            "up to": ["cell-node" if " at c " in alt else "node-head"],
            "right to": ["c-next" if " at c " in alt else "node-next"],
        }
        for words, roads in ways.items():
            says = bool(re.search(rf"(?<!not ){words}", alt))
            if says != any(road in told["ways"] for road in roads) and "later steps" not in alt:
                yield f"{words}: {alt}"
        return
    state = next(s for s in scene["problem"]["states"] if f"at {s['name']} {t}" in alt)
    if any(part in told["cut"] for part in state["parts"]) and "added" in alt:
        yield f"added, though a road is cut: {alt}"
    total = trace.at(state["total"], t) if state["total"] else 0
    if "They are added" in alt and not np.allclose(sum(trace.at(part, t) for part in state["parts"]), total):
        yield f"this is not their sum: {alt}"
    if alone := re.search(r"([a-z ]+) \d+ alone", alt):
        part = next(part for part in state["parts"] if plain_name(scene, part) == alone[1].strip())
        if not np.allclose(trace.at(part, t), total):
            yield f"it is not that alone: {alt}"


def plain_name(scene: Any, quantity: str) -> str:
    words = scene["symbols"][quantity]
    return f"{words['base']} {words['sub']}".replace("[", "").replace("]", "").strip()


def number(text: str) -> float:
    found = re.search(r"−?\d+(\.\d+)?", text)
    assert found, text
    return float(found[0].replace("−", "-"))


def judged_false(told: dict[str, Any], trace: Trace, right: Trace, scene: Any) -> Iterator[str]:
    """Every judgement that is not true: tags under columns, right and wrong numbers, what arrives, what a total is made of."""
    steps = [str(step) for step in trace.steps]
    wrong = {str(step): step for step in wrong_steps(right, trace)}
    one_way, now = scene["problem"]["top"] == "y", steps.index(told["at"])
    for t, (tag, sign) in enumerate(zip(told["tags"], told["signs"], strict=True), 1):
        its = [i for i, step in enumerate(steps) if step in wrong and wrong[step].t == t]
        runs = any(step.t == t and step.phase == ("forward" if one_way else "backward") for step in trace.steps)
        claims = {
            "✓ right": not its and runs,
            "✓ still right": not its and runs,
            "✗ left out": not its and not runs,
            "✗ wrong": any(i <= now for i in its),
            "✗ will be wrong": any(i > now for i in its) and not any(i <= now for i in its),
            "✗ first wrong here": bool(wrong) and next(iter(wrong.values())).t == t,
        }
        if not claims[tag] or sign != tag[0]:
            yield f"{tag} under column {t}"
    address = trace.steps[now]
    mine, also = (np.atleast_2d(each.at(address.quantity, address.t)) for each in (trace, right))
    row, column = (i - 1 for i in told["entry"])

    def pick(value: Any) -> float:
        return float(value[min(row, len(value) - 1), min(column, value.shape[1] - 1)])

    error, out = pick(mine) - pick(also), told["said"].split("; ")[1:]
    lost = [computed(part.removesuffix(" left out")) for part in out if part.endswith(" left out")]
    if told["verdict"]:
        yours, correct, off = told["verdict"]
        half = 0.5 * 10.0 ** -max(len(text.split()[0].partition(".")[2]) for text in (yours, correct, off)) * (1 + 1e-5)
        said = (number(yours), number(correct), number(off))
        if not np.allclose(said, (pick(mine), pick(also), error), rtol=1e-9, atol=half):
            yield f"yours {yours}, correct {correct}, off {off}"
        if half > 1e-8 and abs(said[0] - said[1] - said[2]) > 1e-9:  # with eight decimals it is let be
            yield f"yours {yours} minus correct {correct} is not {off}"
        if "exactly" in off and not (len(lost) == 1 and lost[0] and abs(lost[0] + number(off)) <= 2 * half):
            yield f"the number left out is {lost}: {off}"
        if "others are wrong" in off and (abs(error) > 1e-9 or np.array_equal(mine, also)):
            yield off
    if boxed := told.get("boxed"):
        good = math.isclose(pick(mine), pick(also), rel_tol=1e-7)
        if boxed.startswith("✓") != good or ("not every other" in boxed) != (
            good and (mine.shape != also.shape or not np.allclose(mine, also, rtol=1e-8, atol=0))
        ):
            yield boxed
        if "number left out" in boxed and not (
            len(lost) == 1 and abs(lost[0] + number(boxed.partition("off by")[2])) < 1e-3
        ):
            yield f"the number left out is {lost}: {boxed}"
    if aside := told.get("aside"):
        if aside.startswith(("0,", "should be 0")):
            first = next(step for step in trace.steps if step.quantity == address.quantity)
            if (
                aside.startswith("0") == bool(mine.any())
                or ("has run before" in aside and first != address)
                or ("no step" in aside and "run" not in aside and address.t != trace.problem.T)
            ):
                yield aside
        elif left := re.match(r"left cell ⟨(\d)⟩", aside):
            prev = next(s["prev"] for s in scene["problem"]["states"] if address.quantity in (s["time"], s["last"]))
            if np.array_equal(trace.at(prev, int(left[1])), mine) == ("not arrived" in aside):
                yield aside
    if landing := told.get("landing"):
        words, symbol = landing
        came = trace.at(symbol["symbol"], address.t - 1) if address.t > 1 else trace[symbol["symbol"]]
        if words != "is not" and not np.array_equal(came, mine):
            yield f"{words}: {symbol}"
    if told.get("ledger"):
        *parts, (_, _, total) = told["ledger"]
        ran = [step.t for step in trace.steps if step.quantity == address.quantity]
        kept = [number(text) for label, struck, text in parts if not struck and text not in ("not yet", "left out")]
        digits = len(total.partition(".")[2])
        if abs(sum(kept) - number(total)) > 0.5 * 10.0**-digits * 1.001 + 1e-12:
            yield f"{told['ledger']}"
        for label, _, text in parts:
            cell = int(re.findall(r"\d+", label)[0])
            if (text == "not yet") != (cell in ran and ran.index(cell) > ran.index(address.t)) or (
                text == "left out"
            ) != (cell not in ran):
                yield f"{label}: {text}"


@pytest.mark.parametrize("name", PROBLEMS)
def test_of_every_mistake_every_sentence_is_true(tell, name):
    right, wrong = run(PROBLEMS[name]), {}
    beside = encode(right).decode()
    for trace, sent in run_mistaken(name):
        scene = json.loads(sent)
        for told in tell(sent, looked_at(scene), beside):
            for false in (
                *shown_false(told),
                *pictured_false(told, trace, scene),
                *judged_false(told, trace, right, scene),
            ):
                wrong.setdefault(f"{scene['mistake']['name']} at {told['at']}", false)
    assert not wrong, "\n".join(f"{where}: {false}" for where, false in wrong.items())


# Rows of the tables on the page whose cells do not lie in the columns of their headers, and names that are taken twice.
TABLES = """() => {
  const seen = (e) => !e.closest(".ahead") && !e.closest("[inert]"), wrong = [];
  const tables = [...root.querySelectorAll("[role=table]")].filter(seen), names = tables.map((table) => table.ariaLabel);
  if (new Set(names).size < names.length) wrong.push(`named twice: ${names}`);
  for (const table of tables) {
    const rows = [...table.querySelectorAll("[role=row]")].filter((row) => row.closest("[role=table]") === table);
    const spans = rows.map((row) => {
      let next = 1;
      return [...row.querySelectorAll("[role=cell], [role=rowheader], [role=columnheader]")].map((cell) => {
        const from = Number(cell.ariaColIndex ?? next), span = Number(cell.ariaColSpan ?? 1);
        if (from < next) wrong.push(`two cells in column ${from} of ${table.ariaLabel}: ${cell.textContent.trim()}`);
        next = from + span;
        return next - 1;
      });
    });
    const last = spans.map((span) => Math.max(...span)), headed = rows.findIndex((row) => row.querySelector("[role=columnheader]"));
    if (headed >= 0 && Math.max(...last) > last[headed]) wrong.push(`${Math.max(...last)} columns under headers of ${last[headed]}: ${table.ariaLabel}`);
    const full = spans.filter((span) => span.length > 3).map((span) => Math.max(...span));
    if (!rows[0].querySelector("[role=columnheader]") && new Set(full).size > 1) wrong.push(`${full} columns: ${table.ariaLabel}`);
  }
  return wrong;
}"""


def opened(stage: Stage, name: str, mistake: str = "", at: str = "", **more: Any) -> Any:
    problem = PROBLEMS[name]
    scene = json.loads(encode(run(problem, mistaken(problem, mistake) if mistake else ())))
    stage.open(scene, at, right=json.loads(encode(run(problem))) if more.get("view") == "compare" else None, **more)
    return scene


@pytest.mark.parametrize(
    ("run", "size"),
    crossed(
        [("hello", "", "page"), ("lstm", "", "page"), ("notebook", "", "page"), ("hello", "overwritten", "compare")],
        [(1440, 900), (390, 844)],
    ),
)
def test_every_cell_of_a_table_lies_under_its_header(stage, run, size):
    name, mistake, view = run
    scene = opened(stage.size(*size), name, mistake, view=view)
    steps = [step["at"] for step in scene["steps"] if step["t"] in (0, 2, scene["problem"]["T"])]
    assert stage.each(TABLES, steps) == {}


def test_what_is_left_out_is_said_to_be_in_the_table_the_ledger_and_the_products(stage):
    opened(stage, "hello", "only-da", "backward.3.da_total")
    table = stage.page.get_by_role("table", name="The equation, row by row")
    expect(table.get_by_role("columnheader", name="da time 3 left out")).to_have_count(1)
    assert table.get_by_role("cell", name="left out").count() == 5
    assert table.locator("s").count() == 6
    expect(table.get_by_role("img", name="plus")).to_have_count(0)
    opened(stage, "hello", "overwritten", "backward.2.dWaa")
    assert stage.page.locator(".ledger s").all_text_contents() == ["0.110 left out", "0.103 left out"]
    opened(stage, "hello", "z.without.Waa-a_prev", "forward.3.z")
    assert "left out" in stage.page.locator(".made .struck").inner_text()


def test_of_two_runs_each_is_told_with_its_own_numbers(stage):
    opened(stage, "hello", "only-da", "backward.3.da_total", view="compare")
    live = stage.page.locator("[aria-live]")
    expect(live).to_contain_text(
        "The right run: unit 3: da total 0.164 equals da softmax minus 0.435 plus da time 0.599. "
        "With the mistake: unit 3: da total minus 0.435 equals da softmax minus 0.435; da time 0.599 left out."
    )
    button = stage.page.get_by_role("button", name="One run alone")
    assert button.get_attribute("aria-pressed") is None, "its name says what it does, it is not a state"


def test_a_wrong_number_is_said_with_the_right_one(stage):
    opened(stage, "hello", "only-da", "backward.3.da_total")
    expect(stage.page.locator("[aria-live]")).to_contain_text("da time 0.599 left out; it should be 0.164.")


def test_signs_are_said_in_words(stage):
    stage.open(SCENES["hello"], "backward.3.dz")
    slider = stage.page.get_by_role("slider", name="Step")
    said = "backward, t = 3, step 40 of 70. Back through tanh: multiply by its slope, 1 minus a 3 squared."
    expect(slider).to_have_attribute("aria-valuetext", said)
    live = stage.page.locator("[aria-live]")
    expect(live).to_contain_text("dz 0.132 equals 0.802, that is 1 minus a squared, times da total 0.164.")
    stage.open(CELL_SCENES["lstm"], "backward.3.dc_time")
    expect(slider).to_have_attribute(
        "aria-valuetext", re.compile("Cell 4 used c 3 too: its answer comes straight back.$")
    )


def test_the_headline_is_said_once_where_the_slider_has_the_focus(stage):
    stage.open(SCENES["hello"], "backward.3.da_time")
    slider = stage.page.get_by_role("slider", name="Step")
    slider.focus()
    stage.press("ArrowRight")
    live = stage.page.locator("[aria-live]")
    expect(live).to_have_text(
        "unit 3: da total 0.164 equals da softmax minus 0.435 plus da time 0.599. Unit 3: this prediction alone says "
        "minus 0.435. What comes later weighs more and flips it to 0.164."
    )


def test_nothing_is_described_by_what_belongs_to_another(stage):
    stage.open(SCENES["hello"], "backward.3.da_total")
    described = "() => [...root.querySelectorAll('[aria-describedby]')].map((e) => [e.dataset.quantity, document.getElementById(e.getAttribute('aria-describedby')).textContent])"
    name = stage.page.locator(".closeup .heading .symbol[data-quantity=da_softmax]")
    name.focus()
    ((quantity, phrase),) = stage.page.evaluate(described)
    assert quantity == "da_softmax"
    assert phrase.startswith("da softmax 3: ")
    stage.page.locator(".strip .plus[data-t='3'] .disc").hover(force=True)
    ((quantity, phrase),) = stage.page.evaluate(described)
    assert (quantity, phrase.partition(":")[0]) == ("da_total", "da total 3")
    stage.press("ArrowLeft")
    stage.page.mouse.move(5, 5)
    expect(stage.page.locator(".phrase")).to_be_hidden()
    assert stage.page.evaluate(described) == []
    assert stage.page.locator(".phrase").text_content() == ""


@pytest.mark.parametrize(
    ("name", "at", "own", "another"),
    [
        ("hello", "backward.3.dWax", "default: letter l", "letter h"),
        ("hello", "backward.3.dWaa", "default: unit 3", "unit 2"),
        ("hello", "backward.3.dWya", "default: unit 3", "unit 2"),
        ("lstm", "backward.3.dWf", "default: unit 5", "letter l"),
        ("notebook", "backward.3.dWax", "default: input 3", "input 2"),
    ],
)
def test_a_column_of_a_weight_is_chosen_by_keyboard(stage, name, at, own, another):
    opened(stage, name, at=at)
    column = stage.page.get_by_label("column")
    texts = column.locator("option").all_inner_texts()
    assert texts[0] == own
    assert column.input_value() == "0"
    column.focus()
    place = texts.index(another)
    stage.press(*["ArrowDown"] * place)
    assert stage.reports[-1][1]["column"] == place
    stage.page.wait_for_function(
        "place => new URLSearchParams(location.search).get('column') === String(place)", arg=place
    )
    assert f"from {another}" in stage.page.locator(".closeup").text_content()
    column.select_option("0")
    assert stage.reports[-1][1]["column"] == 0
