"""Exercises and handouts as they are printed: two pages of A4 or Letter, nothing cut, nothing of the answer drawn.

And a step as the browser prints it, from the app or from a page: one sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from app.export.handout import handout
from app.export.page import export
from app.export.sheet import sheet, worksheets
from app.walks import WALKS
from tests.browser.saved import Saved
from tests.harness import App, resize
from tests.player.harness import INK, OVER
from tests.sample import each, sample

GREEN = "?at=backward.3.da_total"
MOST = "problem=random&n_x=8&n_a=8&n_y=8"
LINKS = [
    GREEN,
    "?at=forward.1.z",
    "?at=forward.3.a",
    "?at=turn.J",
    "?at=end.da0",
    "?cell=lstm&at=end.dc0",
    "?at=backward.1.dWaa&problem=word&word=banana",
    "?at=backward.2.da_prev&cell=lstm",
    "?at=backward.3.dzu&cell=gru_before",
    "?at=backward.2.da_total&T=3&m=1&" + MOST,  # eight units, and the question of their signs
    "?at=forward.2.concat&T=12&m=12&cell=lstm&" + MOST,  # sixteen rows
    "?at=backward.5.dconcat&T=12&m=12&cell=lstm&" + MOST,
    "?at=forward.2.loss&T=3&m=12&" + MOST,  # more numbers than there is room for
    "?problem=notebook&at=forward.3.loss",
    "?problem=notebook&cell=lstm&test=cell_backward&at=backward.1.dc_total",
    "?problem=notebook&cell=lstm&at=backward.4.dc_time",
]
# Texts over each other, out of their page, cut in their picture, behind the question mark; pages that are too tall.
WRONG = f"""() => {{
  const wrong = [], over = {OVER}, mm = 96 / 25.4;
  for (const page of document.querySelectorAll(".sheet:not(.flow)")) {{
    const box = page.getBoundingClientRect();
    if (box.height > 253 * mm + 1) wrong.push(`taller than a page: ${{box.height / mm}} mm`);
    const texts = ink(page);
    wrong.push(...over(texts));
    for (const {{ name, left, right }} of texts)
      if (left < box.left - 1 || right > box.right + 1) wrong.push(`sticks out: ${{name}}`);
  }}
  for (const picture of document.querySelectorAll("[data-at]")) {{
    const box = picture.getBoundingClientRect();
    const mark = picture.querySelector(".question .disc")?.getBoundingClientRect();
    for (const name of picture.querySelectorAll(".name")) {{
      const at = name.getBoundingClientRect(), said = name.textContent.trim();
      if (!said) continue;
      const inside = at.left > box.left - 1 && at.right < box.right + 1 && at.bottom < box.bottom + 1;
      if (!inside) wrong.push(`cut: ${{said}}`);
      const across = mark && Math.min(at.right, mark.right) - Math.max(at.left, mark.left);
      const down = mark && Math.min(at.bottom, mark.bottom) - Math.max(at.top, mark.top);
      if (across > 2 && down > 4) wrong.push(`behind the question mark: ${{said}}`);
    }}
  }}
  return wrong;
}}"""


class Paper(Saved):
    """What is printed."""

    def open(self, html: str, media: str = "print") -> Paper:
        self.path.write_text(html, encoding="utf-8")
        self.page.emulate_media(media="print" if media == "print" else "screen")
        self.page.goto(self.path.as_uri())
        self.page.locator(".strip").first.wait_for()
        self.page.evaluate(INK)
        return self

    def printed(self, paper: str) -> int:
        """The number of pages."""
        return pages_of(self.page.pdf(format=paper, print_background=True))


@pytest.fixture(scope="module")
def kept(browser: Browser) -> Iterator[Paper]:
    """A page without a network, as wide as what is printed of it."""
    offline = browser.new_context(viewport={"width": 681, "height": 960}, offline=True)
    yield Paper(offline.new_page())
    offline.close()


@pytest.fixture
def paper(kept: Paper, tmp_path: Path) -> Iterator[Paper]:
    yield kept.begin(tmp_path / "paper.html")
    assert kept.wrong == [], "it asked for something, or its console said something"


# Each kind of step and each cell, and those that need most room.
FULL = [LINKS[i] for i in (0, 3, 5, 8, 9, 10, 12)]


@pytest.mark.parametrize("link", sample(FULL, LINKS))
def test_a_sheet_is_two_pages_on_either_paper_and_nothing_is_cut_or_over_another(paper: Paper, link):
    paper.open(sheet(link, "https://unrolled.example/somewhere/"))
    assert paper.page.evaluate(WRONG) == []
    assert [paper.printed("A4"), paper.printed("Letter")] == [2, 2]


@pytest.mark.parametrize("walk", each(WALKS, 4))
def test_a_handout_is_printed_on_few_pages_and_nothing_is_cut(paper: Paper, walk):
    paper.open(handout(walk))
    assert paper.page.evaluate(WRONG) == []
    stops = len(WALKS[walk].stops)
    for size in ("A4", "Letter"):
        assert paper.printed(size) <= 2 + stops // 2, "three stops have room on a page"
    heights = paper.page.locator(".stop").evaluate_all(
        "(stops) => stops.map((one) => one.getBoundingClientRect().height)"
    )
    assert max(heights) < 250 * 96 / 25.4, "a stop fits on a page, and is not broken"


def test_a_class_has_a_page_for_each_student(paper: Paper):
    made = worksheets(GREEN, 3)
    assert paper.open(made.sheets).printed("A4") == 3
    assert paper.page.evaluate(WRONG) == []
    assert paper.open(made.answers).printed("Letter") == 3


def test_the_picture_of_the_question_has_no_result_and_that_of_the_answer_has(paper: Paper):
    paper.open(sheet(GREEN))
    question, answer = (paper.page.locator(".sheet").nth(i).locator(".picture") for i in (0, 1))
    lane, plus = '.lane[data-quantity="da_total"][data-t="3"]', '.plus[data-t="3"]:not(.question)'
    assert [question.locator(lane).count(), answer.locator(lane).count()] == [0, 1]
    assert [question.locator(plus).count(), answer.locator(plus).count()] == [0, 1]
    assert not question.locator(".sign").filter(visible=True).count(), "the plus at t = 4 would say how"
    assert answer.locator(".sign").filter(visible=True).count() == 2
    assert [question.locator(".question").count(), answer.locator(".question").count()] == [1, 0]
    assert "no step 5" not in question.inner_text()
    assert "no step 5" in answer.inner_text().replace("\n", " ")
    assert question.locator('.lane[data-quantity="da_softmax"][data-t="3"]').count() == 1, "what it reads is there"


def test_what_leaves_an_asked_state_is_not_drawn_as_leaving(paper: Paper):
    paper.open(sheet("?at=forward.3.a"))
    wires = '.wire.active[data-quantity="a"][data-t="3"]'
    assert paper.page.locator(f"[data-asked] {wires}").count() == 0
    assert paper.page.locator(f".picture:not([data-asked]) {wires}").count() == 2


def test_its_own_fonts_are_used(paper: Paper):
    paper.open(sheet(GREEN))
    loaded = paper.page.evaluate(
        "[...document.fonts].filter((face) => face.status === 'loaded').map((face) => face.family)"
    )
    assert {"Unrolled Sans", "Unrolled Serif", "Unrolled Code"} == {family.strip("\"'") for family in loaded}


@pytest.mark.parametrize("make", [lambda: sheet(f"{GREEN}&mistake=only-da"), lambda: handout("3")])
def test_on_a_screen_it_is_readable_and_has_no_fault_for_a_listener(paper: Paper, make):
    paper.open(make(), media="screen")
    found = Axe().run(paper.page).response["violations"]
    assert [one["id"] for one in found] == []


# A step, by the browser's own print command

MISTAKEN = f"{GREEN}&mistake=only-da"
STEPS = [
    f"{MISTAKEN}&view=compare",
    "?at=backward.2.dc_total&cell=lstm",
    f"{GREEN}&ask=on",
    MISTAKEN,
    GREEN,
    "?at=backward.3.dzu&cell=gru_before",
    "?at=turn.J",
    "?at=forward.2.a&T=12&m=12&" + MOST,
    "?at=backward.4.dWaa&problem=notebook",
    "?walk=3&stop=1",
]
FORMS = [("A4", False), ("Letter", False), ("A4", True), ("Letter", True)]
INSIDE = {"standing": (681, 960), "lying": (942, 706)}  # px between the margins
# Texts over each other or out of the sheet, a picture that is cut, what there is to be pressed.
PRINTED_WRONG = f"""(way) => {{
  const sheet = document.querySelector(`.printed .sheet.${{way}}`), texts = ink(sheet), over = {OVER};
  const [box, place, picture] = [".sheet", ".plate", ".scaled"].map((part) =>
    (sheet.querySelector(part) ?? sheet).getBoundingClientRect());
  const sides = (one, all) => [one.left - all.left, one.top - all.top, all.right - one.right, all.bottom - one.bottom];
  const within = (one, all) => sides(one, all).every((side) => side > -1);
  const wrong = over(texts);
  for (const text of texts) if (!within(text, box)) wrong.push(`sticks out: ${{text.name}}`);
  if (!within(picture, place)) wrong.push(`the picture is cut: ${{sides(picture, place)}}`);
  if (Math.max(picture.width / place.width, picture.height / place.height) < 0.99) wrong.push("the picture is small");
  for (const control of sheet.querySelectorAll("button:not(.choice, .unit, .weights), select, input, [role=slider]"))
    if (control.checkVisibility()) wrong.push(`to be pressed: ${{control.outerHTML}}`);
  if (box.bottom > innerHeight + 1 || box.right > innerWidth + 1) wrong.push("larger than the paper");
  return wrong;
}}"""


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


@pytest.mark.parametrize("link", sample(STEPS[:3], STEPS))
def test_a_step_is_printed_whole_on_one_sheet(paper: Paper, link):
    """Light from a dark screen, of either size and lying either way; its text is text."""
    page = paper.page
    page.emulate_media(media="null", color_scheme="dark")
    paper.path.write_text(export(link), encoding="utf-8")
    page.goto(paper.path.as_uri())
    page.locator("[data-at]").wait_for()
    page.evaluate(INK)
    headline = " ".join(page.locator(".closeup .headline").inner_text().split())
    for size, lying in FORMS:
        pdf = page.pdf(format=size, landscape=lying, print_background=True)
        assert pages_of(pdf) == 1
        assert b"/ToUnicode" in pdf
        assert not re.search(rb"/Subtype\s*/Image", pdf), "what is drawn stays sharp"
    page.emulate_media(media="print")
    for way, (width, height) in INSIDE.items():
        resize(page, width, height)
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        sheet = page.locator(f".printed .sheet.{way}")
        assert page.evaluate(PRINTED_WRONG, way) == []
        said = " ".join(sheet.inner_text().split())
        assert headline in said
        assert "Open this step: paper.html" in said
        assert ("With the mistake" in said) == ("mistake" in link)
        assert sheet.locator(".strip").count() == 1 + ("compare" in link)
        assert sheet.evaluate("(one) => getComputedStyle(one).backgroundColor") == "rgb(255, 255, 255)"
        if "ask=on" in link:
            assert sheet.locator(".question").count() == 2, "in the strip and in the crossing"
            assert sheet.locator(".of-code, .lane[data-quantity=da_total][data-t='3']").count() == 0, "the answer"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".printed").count() == 0


def test_the_app_prints_the_sheet_and_nothing_around_it(app: App):
    """Streamlit's page has a scrolling box of its own, and menus and panels beside the player."""
    app.open(f"{GREEN}&view=classroom")
    app.page.emulate_media(media="null")
    assert [pages_of(app.page.pdf(format="A4", landscape=lying)) for lying in (False, True)] == [1, 1]
    app.page.emulate_media(media="print")
    app.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    seen = "[...document.body.children].filter((one) => one.checkVisibility()).map((one) => one.classList[1])"
    assert app.page.evaluate(seen) == ["printed"]
    expect(app.page.locator(".printed .standing footer")).to_contain_text(f"{app.server.url}play")
    assert "classroom" not in app.page.locator(".printed").inner_text()
    app.page.evaluate("dispatchEvent(new Event('afterprint'))")
    app.page.emulate_media(media="screen")
    assert app.press("ArrowRight").at == "backward.3.dz", "it goes on as before"


# Served


def test_a_served_sheet_knows_its_address_and_draws_its_code(app: App):
    app.page.goto(f"{app.server.url}sheet?at=backward.2.dzf&cell=lstm")
    address = app.page.locator("[data-address]")
    expect(address).to_have_text(f"{app.server.url}play?at=backward.2.dzf&cell=lstm")
    code = app.page.locator("footer img")
    expect(code).to_be_visible()
    app.page.wait_for_function("document.querySelector('footer img').naturalWidth > 0")


def test_the_dialog_opens_the_sheet_of_the_step_on_screen(app: App):
    app.open(GREEN).press("ArrowRight")
    app.page.get_by_role("button", name="Share").click()
    with app.page.context.expect_page() as opened:
        app.page.get_by_role("link", name="Open sheet").click()
    page = opened.value
    page.locator(".question").wait_for()
    assert page.url == f"{app.server.url}sheet?at=backward.3.dz"
    assert page.locator("[data-asked]").get_attribute("data-at") == "backward.3.dz"
    page.close()
