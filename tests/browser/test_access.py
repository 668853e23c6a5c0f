"""What axe says about every view, at rest and in the middle of a step."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.harness import App, resize, wait_until
from tests.sample import each

GREEN = "?at=backward.3.da_total"
DARK = "&embed_options=dark_theme"
SIZES = {"page": (1440, 900), "narrow": (1024, 768), "column": (700, 900), "phone": (390, 844)}
# A step of each form that the equation takes, on either side of the turn.
FORMS = [
    "?cell=lstm&at=backward.3.dc_total",
    "?cell=lstm&at=forward.2.concat",
    "?cell=gru_after&at=backward.3.da_prev",
    "?cell=lstm&at=backward.3.dc_total&mistake=c-past-a&embed_options=dark_theme",
    "?at=backward.3.da_total&mistake=only-da&tab=damage",
    "?at=backward.1.dz&problem=notebook&mistake=the-thread&view=compare&tab=thread",
    "?at=backward.3.da_total&mistake=only-da&view=compare&embed_options=dark_theme",
    "?at=forward.1.z",
    "?at=forward.4.y",
    "?at=turn.J",
    "?at=backward.3.dWaa",
    "?problem=notebook",
    "?problem=notebook&test=forward&tab=check",
    "?problem=notebook&cell=lstm&test=cell_backward&at=backward.1.dc_total",
    "?problem=random&tab=shapes",
]


@pytest.fixture(scope="module")
def axe() -> Axe:
    return Axe()


def scan(axe: Axe, app: App) -> dict[str, Any]:
    """Rule -> the elements that break it."""
    found = axe.run(app.page).response["violations"]
    return {f"{one['id']} ({one['impact']})": [node["html"][:200] for node in one["nodes"]][:3] for one in found}


def resting(app: App) -> App:
    """Pulses are under way and nothing else moves: what fades in has its colour."""
    wait_until(app.page, "document.getAnimations().every((one) => one.id === 'pulse')")
    return app


@pytest.mark.parametrize("theme", ["", DARK], ids=["light", "dark"])
def test_axe_finds_nothing_at_any_size_in_either_theme(app: App, axe: Axe, theme):
    """The sizes by turns: which colours there are depends on the theme, and what there is on the size."""
    app.open(GREEN + theme)
    for size in each(SIZES, 2, bool(theme)):
        width, height = SIZES[size]
        resize(app.page, width, height)
        assert scan(axe, resting(app)) == {}, size


@pytest.mark.parametrize("theme", ["", DARK], ids=["light", "dark"])
def test_axe_finds_nothing_in_the_classroom(app: App, axe: Axe, theme):
    assert scan(axe, resting(app.open(f"{GREEN}&view=classroom{theme}"))) == {}


@pytest.mark.parametrize("tab", each(["loss", "check", "sizes", "shapes"], 2))
def test_axe_finds_nothing_in_a_panel(app: App, axe: Axe, tab):
    app.open(f"{GREEN}&tab={tab}")
    if tab in ("loss", "sizes"):
        app.page.locator(".js-plotly-plot .main-svg").first.wait_for()
    assert scan(axe, resting(app)) == {}


@pytest.mark.parametrize("link", each(FORMS, 4))
def test_axe_finds_nothing_at_a_step_of_any_form(app: App, axe: Axe, link):
    assert scan(axe, resting(app.open(link))) == {}


@pytest.mark.parametrize(
    ("menu", "theme"), each([(menu, theme) for menu in ("Example:", "What if") for theme in ("", DARK)], 3)
)
def test_axe_finds_nothing_in_an_open_menu(app: App, axe: Axe, menu, theme):
    app.open(f"?problem=word{theme}").page.get_by_role("button", name=menu).click()
    expect(app.page.locator(".unrolled-menus dialog[open]")).to_be_visible()
    assert scan(axe, resting(app)) == {}


def test_axe_finds_nothing_with_a_note_and_the_keys_open(app: App, axe: Axe):
    app.open("?at=backward.9.dz&problem=nonsense")
    expect(app.stage.get_by_role("status")).to_be_visible()
    app.press("?")
    expect(app.stage.get_by_role("dialog")).to_be_visible()
    assert scan(axe, resting(app)) == {}


@pytest.mark.parametrize("theme", each(["", DARK], 2, 1))
def test_axe_finds_nothing_in_the_answer_about_somebodys_numbers(app: App, axe: Axe, theme):
    app.open(GREEN + theme).page.get_by_role("button", name="What if").click()
    app.page.get_by_text("My own numbers are wrong").click()
    dialog = app.page.get_by_role("dialog")
    dialog.get_by_role("button", name="An example").click()
    dialog.get_by_role("button", name="Find the cause").click()
    expect(dialog.get_by_text("This gives all your numbers:")).to_be_visible()
    assert scan(axe, resting(app.settle())) == {}


def test_axe_finds_nothing_in_the_middle_of_a_step(app: App, axe: Axe):
    app.open("?at=backward.3.da_time").page.keyboard.press("ArrowRight")
    app.page.evaluate("document.getAnimations().forEach((one) => one.pause())")
    assert scan(axe, app) == {}


@pytest.mark.parametrize("link", [GREEN, "?problem=notebook"])
def test_on_a_phone_no_focus_is_under_the_bar_at_the_foot(app: App, link):
    resize(app.page, 390, 844)
    app.open(link).page.locator(".actions [data-act=help]").focus()
    hidden = """() => {
      const [it, bar] = [document.activeElement, document.querySelector(".transport")];
      const box = it.getBoundingClientRect(), { top } = bar.getBoundingClientRect();
      return it !== document.body && !bar.contains(it) && box.top >= top ? it.outerHTML.slice(0, 90) : "";
    }"""
    seen = set()
    for _ in range(40):
        app.press("Tab")
        seen.add(app.page.evaluate(hidden))
    assert seen == {""}


def test_the_page_around_the_player_keeps_its_title_its_rings_and_its_peace(app: App):
    """Streamlit gives the page its own title at each rerun, the part that scrolls no ring, and R reruns it."""
    app.open("?at=backward.3.da_time").press("ArrowRight").settle()
    title = "da total 3: backward, t = 3, step 39 of 70 · Unrolled"
    expect(app.page).to_have_title(title)
    app.page.evaluate("document.title = 'Unrolled: backpropagation through time'")
    expect(app.page).to_have_title(title)
    app.press("Home").page.go_back()
    app.wait_at(GREEN.removeprefix("?at="))
    expect(app.page).to_have_title(title)
    app.page.evaluate("window.heard = []; document.addEventListener('keydown', ({ key }) => heard.push(key), true)")
    for part in ("body", "[data-act=play]", "[role=slider]", "[data-unrolled-scrolls]"):
        app.page.locator(part).evaluate("(element) => element.focus()")
        app.press("r", "Shift+R")
    app.press("x")
    assert app.page.evaluate("heard.filter((key) => key !== 'Shift')") == ["x"], (
        "Streamlit, which listens there, reruns at R"
    )
    app.page.locator("[data-act=play]").focus()
    app.page.keyboard.press("Shift+Tab")
    app.page.locator("[data-unrolled-scrolls]").focus()
    ring = "getComputedStyle(document.activeElement).outline"
    assert app.page.evaluate(ring) == "rgb(29, 78, 216) solid 3px"
