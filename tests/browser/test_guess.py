"""A guess before the answer, by a link, in the app and in a file: by key, click and tap, and nothing told before."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from app.export.page import export
from tests.harness import App, resize, wait_until
from tests.sample import each

ASKED = "?ask=on"
ANSWER = "0.164"  # of unit 3 at the green addition of step 3
# All that the page says of the answer, but for the choices; to listeners they are told when the question has rested.
TOLD = f"""() => {{
  const copy = document.body.cloneNode(true);
  copy.querySelectorAll(".choices, script, style").forEach((element) => element.remove());
  copy.querySelectorAll("[aria-live]").forEach((live) => {{ live.textContent = live.textContent.split(" A: ")[0]; }});
  return copy.innerHTML.includes("{ANSWER}");
}}"""


@pytest.fixture(scope="module")
def axe() -> Axe:
    return Axe()


def test_in_the_app_panels_are_closed_until_somebody_has_chosen(app: App):
    app.open(f"{ASKED}&tab=check")
    expect(app.page.locator(".choice")).to_have_count(4)
    expect(app.page.locator(".tabs *")).to_have_count(0)
    assert not app.page.evaluate(TOLD)
    expect(app.page.get_by_text("central difference")).to_have_count(0)
    app.press("b")
    expect(app.page.locator(".choice.good")).to_contain_text(ANSWER)
    expect(app.page.get_by_text("central difference").first).to_be_visible()
    assert app.link == "?tab=check&ask=on", "the link is as it was"


def test_in_the_app_a_guess_leads_to_its_run_and_back_to_itself(app: App):
    app.open(ASKED)
    app.page.get_by_role("button", name=re.compile("falls, −0.435")).click()
    app.page.get_by_role("button", name="See what goes wrong then").click()
    expect(app.page.get_by_role("button", name="Mistake on")).to_be_visible()
    expect(app.page.locator(".closeup .choices")).to_have_count(0)
    app.settle().page.get_by_role("button", name="Mistake on").click()
    expect(app.page.locator(".closeup .headline")).to_contain_text("It rises")
    expect(app.page.locator(".choice.bad")).to_contain_text("falls")


def test_another_run_is_asked_anew(app: App):
    app.open(ASKED).press("b")
    expect(app.page.locator(".choice.good")).to_be_visible()
    app.page.get_by_role("button", name="Example:").click()
    app.page.locator(".unrolled-menus dialog[open]").get_by_role("button", name="LSTM").first.click()
    expect(app.page.locator(".closeup .headline")).to_contain_text("Your turn")
    assert "ask=on" in app.settle().link


def test_a_file_asks_and_has_the_runs_of_its_wrong_choices(browser: Browser, tmp_path: Path):
    path = tmp_path / "asked.html"
    path.write_text(export(f"{ASKED}&at=backward.3.dz"), encoding="utf-8")
    page = browser.new_page(viewport={"width": 390, "height": 844}, has_touch=True)
    try:
        page.goto(path.as_uri())
        sized = "[...document.querySelectorAll('.choice')].map((e) => e.getBoundingClientRect().height)"
        assert min(page.evaluate(sized)) >= 48
        page.get_by_role("button", name=re.compile("^C")).tap()
        expect(page.locator(".choice.good")).to_be_visible()
        page.get_by_role("button", name="Step back").tap()
        expect(page.locator(".closeup .headline")).to_contain_text("Your turn")
        wrong = page.locator(".choice").filter(has_text="0.136")
        wrong.tap()
        page.get_by_role("button", name="See what goes wrong then").tap()
        page.wait_for_url("**mistake=tanh-of-a")
        expect(page.locator(".verdict")).to_contain_text("0.132")
        page.goto("about:blank")
        page.goto(path.as_uri() + "#at=backward.3.da_total")
        expect(page.locator(".closeup .choices")).to_have_count(0)
        page.keyboard.press("ArrowRight")
        expect(page.locator(".closeup .headline")).to_contain_text("Your turn"), "it waits at its step"
    finally:
        page.close()


def test_a_picture_of_a_question_has_no_answer(app: App):
    app.open(ASKED)
    app.page.get_by_role("button", name="Share").click()
    with app.page.expect_download() as saved:
        app.page.get_by_role("button", name="Save SVG").click()
    svg = Path(saved.value.path()).read_text(encoding="utf-8")
    assert "What does" in re.search("<title>(.*)</title>", svg)[1]
    assert [text for text in re.findall(r">([^<>]*)</text>", svg) if ANSWER in text] == [f"rises, {ANSWER}"]
    assert "press A to" not in svg


@pytest.mark.parametrize(
    ("view", "width", "height", "theme"),
    each(
        [
            (*where, theme)
            for where in (("", 1440, 900), ("&view=classroom", 1440, 900), ("", 390, 844))
            for theme in ("", "&embed_options=dark_theme")
        ],
        2,
        1,
    ),
)
def test_axe_finds_nothing_before_and_after(app: App, axe: Axe, theme, view, width, height):
    resize(app.page, width, height)
    app.open(f"{ASKED}{view}{theme}")
    for key in ("", "d"):
        if key:
            app.press(key)
        wait_until(app.page, "document.getAnimations().every((one) => one.id === 'pulse')")
        found = axe.run(app.page).response["violations"]
        assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found] == []
