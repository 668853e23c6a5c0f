"""Of WCAG 2.2 what axe cannot see: docs/accessibility.md says which criterion each of these tests stands for."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from app.scene.scene import encode
from rnn_core import LSTM, Problem, hello, mistaken, notebook, run
from tests.player.harness import CELL_SCENES, SCENES, Stage
from tests.player.test_guess import asked
from tests.sample import sample

GREEN = "backward.3.da_total"
MISTAKEN = json.loads(encode(run(hello(), mistaken(hello(), "only-da"))))
PHRASE = ".phrase:not([hidden])"

# Of every quantity that is drawn at a step: where its phrase lies over a plus, or sticks out.
PHRASES = """() => {
  const wrong = [];
  for (const drawn of root.querySelectorAll(":is(.strip, .closeup) [data-quantity]")) {
    drawn.dispatchEvent(new PointerEvent("pointerover", { bubbles: true, pointerType: "mouse" }));
    const phrase = root.querySelector(".phrase:not([hidden])"), { quantity, t } = drawn.dataset;
    if (!phrase) continue;
    const box = phrase.getBoundingClientRect();
    for (const disc of root.querySelectorAll(":is(.strip, .closeup) .plus .disc")) {
      const plus = disc.getBoundingClientRect();
      if (plus.left < box.right && box.left < plus.right && plus.top < box.bottom && box.top < plus.bottom)
        wrong.push(`over a plus: ${quantity} ${t}`);
    }
    if (box.left < 0 || box.right > innerWidth || box.top < 0) wrong.push(`sticks out: ${quantity} ${t}`);
  }
  return wrong;
}"""
# What is said of a step, beside what is drawn and what the scene has: of each timestep the lanes and where they are added.
DESCRIBED = """() => {
  const scene = data.scene, step = scene.steps.find(({ at }) => at === root.dataset.at), wrong = [];
  const spoken = (quantity) => { const { base, sub } = scene.symbols[quantity]; return `${base} ${sub}`.replace(/[[\\]⟨⟩]/g, "").trim(); };
  const slider = root.querySelector("[role=slider]").getAttribute("aria-valuetext");
  const where = root.querySelector(".count .spoken").textContent, n = scene.steps.indexOf(step) + 1;
  for (const said of [where, slider])
    if (!said.includes(`step ${n} of ${scene.steps.length}`) || (step.t && !said.includes(`t = ${step.t},`))) wrong.push(said);
  if (root.querySelector("[aria-live]").textContent) wrong.push("what was said of the step before");
  for (const [i, run] of [...root.querySelectorAll(".run")].entries()) {
    const told = [...run.querySelectorAll(".spoken p")].map((p) => p.textContent);
    if (told.length !== scene.problem.T) wrong.push(`${told.length} sentences`);
    for (const [j, sentence] of told.entries()) {
      const t = j + 1, drawn = (selector) => [...run.querySelectorAll(`svg ${selector}[data-t="${t}"]`)].map((e) => e.dataset.quantity);
      const listed = (words) => (sentence.match(new RegExp(`${words}:? ([^;.]*(?:\\\\.\\\\d[^;.]*)*)`)) ?? ["", ""])[1].split(", ").map((one) => one.replace(/ of size.*/, "")).filter(Boolean);
      const check = (words, names) => {
        const [said, seen] = [listed(words).sort().join(), [...new Set(names)].sort().join()];
        if (said !== seen) wrong.push(`t = ${t}: ${words} ${said}, drawn ${seen}`);
      };
      if (!sentence.startsWith(`t = ${t}${t === step.t ? ", this step" : ""}:`)) wrong.push(sentence);
      check("came back", drawn(".lane:not(.cut)").map(spoken));
      check("added at", drawn(".plus:not(.cut, .question)").map((total) => scene.problem.states.find((state) => state.total === total).name));
      const cost = [...run.querySelectorAll(".name")].map((e) => e.textContent.replace(/\\s+/g, "")).find((text) => text.includes(`J⟨${t}⟩=`));
      if (cost && cost.split("=")[1].replace("−", "minus ") !== (sentence.match(/cost ((?:minus )?[\\d.]+\\d)/) ?? [])[1]) wrong.push(`${cost}: ${sentence}`);
    }
  }
  return wrong;
}"""


def focused(stage: Stage) -> str:
    """What has the focus, by what names it."""
    return str(
        stage.page.evaluate(
            "(({ dataset, className, tagName }) => dataset.act ?? dataset.quantity ?? (className || tagName))(document.activeElement)"
        )
    )


def run_mistaken(stage: Stage, view: str = "page") -> None:
    stage.open(MISTAKEN, GREEN, right=SCENES["hello"] if view == "compare" else None, view=view)


@pytest.mark.parametrize(
    ("name", "size", "steps"),
    [
        ("hello", (1440, 900), [GREEN, "backward.3.da_time", "backward.2.da_prev"]),
        ("lstm", (1440, 900), ["backward.3.dc_total"]),
        *sample([("hello", (390, 844), [GREEN])], [("hello", (390, 844), [GREEN]), ("lstm", (960, 800), [GREEN])]),
    ],
)
def test_no_phrase_lies_over_a_plus_or_sticks_out(stage, name, size, steps):
    stage.size(*size).open((SCENES | CELL_SCENES)[name])
    assert stage.each(PHRASES, steps) == {}


def test_a_phrase_is_dismissed_by_esc_and_can_be_pointed_at(stage):
    stage.open(SCENES["hello"], GREEN)
    phrase = stage.page.locator(PHRASE)
    x, y = stage.page.locator(".strip .lane[data-quantity=da_time][data-t='3'] .shaft").evaluate(
        "(path) => { const { x, y } = path.getPointAtLength(30).matrixTransform(path.getScreenCTM()); return [x, y]; }"
    )
    stage.page.mouse.move(x, y)
    expect(phrase).to_contain_text("da time 3: ")
    stage.press("Escape")
    expect(phrase).to_have_count(0)
    assert stage.at == GREEN
    stage.stop_clock().page.mouse.move(5, 5)
    stage.later(1000).page.mouse.move(x, y)
    box = phrase.bounding_box()
    stage.page.mouse.move(5, 5)  # on the way to it
    stage.later(200)
    stage.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    stage.later(1000)
    expect(phrase).to_contain_text("da time 3: ")
    stage.page.mouse.move(5, 5)
    stage.later(1000)
    expect(phrase).to_have_count(0)


def test_phrases_come_by_keys_in_the_strip_and_at_every_name(stage):
    stage.open(SCENES["hello"], GREEN)
    picture = stage.page.get_by_role("group", name="The picture, a sentence for each timestep")
    picture.focus()
    live, phrase = stage.page.locator("[aria-live]"), stage.page.locator(PHRASE)
    stage.press("ArrowDown")
    expect(phrase).to_contain_text("da total 3: ")
    expect(live).to_have_text(phrase.inner_text())
    seen = set()
    for _ in range(50):
        stage.press("ArrowDown")
        seen.add(phrase.inner_text().partition(":")[0])
    assert {"da softmax 3", "da time 4", "x 1", "z 2", "J 4"} <= seen
    stage.press("Escape")
    expect(phrase).to_have_count(0)
    stage.press("ArrowUp", "Enter")
    assert stage.at != GREEN
    name = stage.page.locator(".closeup .symbol[role=button]").first
    name.focus()
    expect(phrase).to_be_visible()
    stage.press("Escape")
    expect(phrase).to_have_count(0)
    stage.press("Enter")
    expect(phrase).to_be_visible()
    assert name.get_attribute("role") == "button"
    assert "⟨" not in str(name.get_attribute("aria-label"))


def test_phrases_come_by_touch(stage):
    stage.open(SCENES["hello"], "backward.3.dz")
    stage.page.evaluate("""() => {
      window.tapped = (selector) => {
        const element = root.querySelector(selector);
        for (const type of ["pointerover", "pointerdown", "pointerup", "pointerout", "click"])
          element.dispatchEvent(new PointerEvent(type, { bubbles: true, pointerType: "touch" }));
        root.dispatchEvent(new PointerEvent("pointerleave", { pointerType: "touch" }));
      };
    }""")
    phrase = stage.page.locator(PHRASE)
    stage.page.evaluate("tapped('.strip svg .plus[data-t=\"3\"] .disc')")
    expect(phrase).to_contain_text("da total 3: ")
    assert stage.at == GREEN
    stage.page.evaluate("tapped('.closeup .heading .symbol[data-quantity=da_time]')")
    expect(phrase).to_contain_text("da time 3: ")
    stage.page.evaluate("tapped('.closeup .grey')")
    expect(phrase).to_have_count(0)


def test_the_focus_is_never_lost_to_the_page(stage):
    stage.open(SCENES["hello"], GREEN, notes=["A note."])
    close = stage.page.get_by_role("button", name="Close this note")
    close.focus()
    stage.press("Enter")
    assert focused(stage) == "play"
    stage.page.locator(".closeup .heading .symbol[data-quantity=da_time]").focus()
    stage.press("ArrowRight")
    assert focused(stage) != "BODY"
    step = stage.page.get_by_role("button", name="Step forward")
    step.focus()
    stage.press("End", "Enter", " ")
    assert focused(stage) == "step"
    stage.page.get_by_role("slider").focus()
    at = stage.at
    stage.press("ArrowDown")
    assert stage.at != at
    stage.press("ArrowUp")
    assert stage.at == at
    stage.press("f")
    assert focused(stage) != "BODY"
    stage.press("f")
    for opener in ("help", "share"):
        stage.page.locator(f".actions [data-act={opener}]").focus()
        stage.press("Enter")
        assert stage.tabs_within(12, "dialog")
        stage.press("Escape")
        assert focused(stage) == opener
    run_mistaken(stage)
    stage.page.locator("[data-act=mistake]").focus()
    stage.open(SCENES["hello"], GREEN)
    assert focused(stage) == "play"
    question = asked("hello", GREEN)
    stage.open(SCENES["hello"], GREEN, ask=question)
    stage.page.locator(".choice").first.focus()
    stage.press("Enter")
    assert "choice" in focused(stage)
    stage.press("ArrowRight")
    assert focused(stage) == "play"


def test_squares_give_their_numbers_as_tables(stage):
    stage.open(SCENES["notebook"], "backward.4.da_total")
    opener = stage.page.get_by_role("button", name="Numbers as a table")
    opener.focus()
    stage.press("Enter")
    dialog = stage.page.get_by_role("dialog", name="Numbers as a table")
    tables = dialog.get_by_role("table")
    expect(tables).to_have_count(3)
    value = SCENES["notebook"]["values"]["da_total"]
    rows = tables.first.get_by_role("row").all()
    texts = [cell.inner_text().replace("−", "-") for row in rows[1:] for cell in row.get_by_role("cell").all()]
    assert [float(text) for text in texts] == pytest.approx(value["data"][150:], abs=5e-5)
    assert rows[2].get_by_role("rowheader").inner_text() == "unit 2"
    assert rows[0].get_by_role("columnheader").last.inner_text() == "example 10"
    stage.press("Escape")
    expect(dialog).to_have_count(0)
    assert focused(stage) == "numbers"
    stage.press("Enter", "Enter")
    expect(dialog).to_have_count(0)
    assert focused(stage) == "numbers", "after the button that closes it, too"
    stage.open(SCENES["hello"], "backward.4.da_total")
    expect(opener).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_with_forced_colours_what_is_chosen_pressed_and_focused_can_be_told(stage, scheme):
    stage.page.emulate_media(forced_colors="active", color_scheme=scheme)
    run_mistaken(stage)
    looks = """([one, other]) => [one, other].map((selector) => {
      const { backgroundColor, color, outlineStyle } = getComputedStyle(root.querySelector(selector));
      return `${backgroundColor} ${color} ${outlineStyle}`;
    })"""
    for one, other in (
        (".tab-row label:has(:checked)", ".tab-row label:not(:has(:checked))"),
        (".switches [aria-pressed=true]", ".switches [aria-pressed=false]"),
        (".strip .tile.target", ".strip .tile:not(.target)"),
        (".strip .letter.target", ".strip .letter:not(.target)"),
        (".code-line[aria-current]", ".code-line:not([aria-current])"),
    ):
        chosen, not_chosen = stage.ask(looks, [one, other])
        assert chosen != not_chosen, one
    stage.page.locator(".actions [data-act=share]").focus()
    stage.press("Tab")
    for _ in range(30):
        outline = stage.page.evaluate(
            "(({ outlineStyle, outlineWidth }) => `${outlineStyle} ${outlineWidth}`)"
            "(getComputedStyle(document.activeElement.matches('.tab-row input') ? document.activeElement.parentElement : document.activeElement))"
        )
        assert outline == "solid 3px", focused(stage)
        stage.press("Tab")
        if focused(stage) == "BODY":
            break
    stage.page.emulate_media(forced_colors="none", color_scheme="light")


def test_who_asks_for_more_contrast_gets_it(stage):
    stage.open(SCENES["hello"], GREEN)
    colours = (
        "() => ['--muted', '--faint', '--hair'].map((name) => getComputedStyle(root).getPropertyValue(name).trim())"
    )
    before = stage.page.evaluate(colours)
    stage.page.emulate_media(contrast="more")
    assert not set(before) & set(stage.page.evaluate(colours))
    stage.page.emulate_media(contrast="no-preference")


PROBLEMS: dict[str, Problem] = {"hello": hello(), "lstm": hello(LSTM), "notebook": notebook()}


@pytest.mark.parametrize(
    ("name", "mistake", "view"),
    [("hello", "", "page"), ("lstm", "", "page"), ("notebook", "", "page"), ("hello", "only-da", "compare")],
)
def test_no_description_is_stale_or_says_what_is_not_drawn(stage, name, mistake, view):
    problem = PROBLEMS[name]
    scene: Any = json.loads(encode(run(problem, mistaken(problem, mistake) if mistake else ())))
    stage.open(scene, right=SCENES["hello"] if view == "compare" else None, view=view)
    steps = [step["at"] for step in scene["steps"]]
    few = [at for i, at in enumerate(steps) if i % 5 == 0 or "_total" in at or "_prev" in at or i > len(steps) - 3]
    assert stage.each(DESCRIBED, sample(few, steps)) == {}


def test_of_a_guess_neither_the_title_nor_the_picture_says_the_answer(stage):
    for name, at in [("hello", GREEN), ("lstm", "backward.3.dc_total"), ("hello", "backward.3.dz")]:
        stage.open((SCENES | CELL_SCENES)[name], at, ask=asked(name, at))
        _, t, quantity = at.split(".")
        words = quantity.replace("_", " ")
        expect(stage.page).to_have_title(re.compile(rf"^backward, t = {t}, step \d+ of \d+ · Unrolled$"))
        assert words not in stage.page.locator(f".run .spoken p:nth-child({t})").inner_text()
        assert ("added" in stage.page.locator(".run .spoken").inner_text()) == (quantity == "dz")
        stage.press("ArrowRight")
        expect(stage.page).to_have_title(re.compile(f"^{words} {t}: "))


def test_a_label_that_is_seen_is_part_of_the_name(stage):
    run_mistaken(stage, "compare")
    labels = """() => [...root.querySelectorAll("button[aria-label], a[aria-label]")].flatMap((e) => {
      const seen = e.innerText.replace(/\\s+/g, " ").trim().toLowerCase();
      return seen && !/^[‹›×]$/.test(seen) && !e.ariaLabel.toLowerCase().includes(seen) && !e.matches(".symbol") ? [`${seen}: ${e.ariaLabel}`] : [];
    })"""
    assert stage.page.evaluate(labels) == []
