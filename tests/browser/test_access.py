"""For everybody: axe finds nothing, the keyboard reaches everything, and what has the focus can be seen."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.harness import App

TABS = ["Code", "By loss", "Sizes", "Check", "Shapes"]


def violations(app: App) -> list[str]:
    """What axe finds, of any impact, each with the elements and its reason."""
    app.settle()
    found = Axe().run(app.page).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:160]} {' '.join(node['failureSummary'].split())[:300]}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "link", ["", "?at=backward.4.da_time", "?at=forward.2.y", "?problem=notebook", "?at=backward.2.dWaa"]
)
def test_axe_finds_nothing_on_the_page(app: App, link: str, scheme: str):
    app.page.emulate_media(color_scheme=scheme)
    app.open(link)
    assert violations(app) == []
    app.press("ArrowRight")  # and while a step is under way
    assert violations(app) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_panel(app: App, scheme: str):
    app.page.emulate_media(color_scheme=scheme)
    app.open()
    for tab in TABS:
        panel(app, tab)
        assert violations(app) == [], tab


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("link", ["?view=classroom", "?view=classroom&problem=notebook&at=backward.3.dWaa"])
def test_axe_finds_nothing_in_the_classroom(app: App, link: str, scheme: str):
    app.page.emulate_media(color_scheme=scheme)
    app.open(link)
    assert violations(app) == []
    app.press("ArrowRight")
    assert violations(app) == []


def test_axe_finds_nothing_on_a_phone_in_the_menu_the_help_or_a_note(app: App):
    app.page.set_viewport_size({"width": 390, "height": 844})
    app.open("?unit=99")
    assert violations(app) == []
    app.page.set_viewport_size({"width": 1440, "height": 900})
    app.press("?")
    assert violations(app) == []
    app.press("?")
    app.page.get_by_role("button", name="Example:").click()
    expect(app.page.get_by_role("radio", name="random numbers")).to_be_attached()
    assert violations(app) == []


def test_axe_finds_nothing_with_reduced_motion(app: App):
    app.page.emulate_media(reduced_motion="reduce")
    app.open()
    assert violations(app) == []


def panel(app: App, name: str) -> None:
    tab = app.page.get_by_role("radio", name=name, exact=True).or_(
        app.page.get_by_role("button", name=name, exact=True)
    )
    tab.first.click()
    app.settle()


FOCUSED = """() => {
  const e = document.activeElement, style = getComputedStyle(e);
  const ring = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
  const { width, height, top, bottom } = e.getBoundingClientRect();
  return { name: e.getAttribute("aria-label") ?? e.innerText.trim(), role: e.getAttribute("role") ?? e.tagName.toLowerCase(),
    ours: Boolean(e.closest(".unrolled")), ring, seen: width > 0 && height > 0 && bottom > 0 && top < innerHeight };
}"""


def test_tab_reaches_the_stage_s_controls_and_the_panels_in_the_order_they_stand(app: App):
    app.open()
    reached = []
    for _ in range(45):
        app.page.keyboard.press("Tab")
        reached.append(app.page.evaluate(FOCUSED))
    names = [one["name"] for one in reached]
    controls = [
        "Start from the beginning",
        "Copy link",
        "Classroom",
        "Keys",
        "Step back",
        "Play",
        "Step forward",
        "Step",
    ]
    assert [name for name in names if name in controls][: len(controls)] == controls
    assert any("Code" in name for name in names[names.index("Step") :]), names
    unseen = [one for one in reached if one["ours"] and not (one["ring"] and one["seen"])]
    assert unseen == []


def test_by_the_keyboard_alone(app: App):
    app.open()
    app.page.get_by_role("button", name="Step forward").focus()
    app.page.keyboard.press("Enter")
    app.wait_at("backward.3.dz")
    app.page.keyboard.press("ArrowLeft")
    app.wait_at("backward.3.da_total")
    app.page.locator(".equation button[data-unit='2']").focus()
    app.page.keyboard.press("Enter")
    expect(app.page.locator(".equation button[data-unit='2']")).to_have_attribute("aria-pressed", "true")
    focused = app.page.evaluate("document.activeElement.dataset.unit")
    assert focused == "2", "the focus stays where it was"
    app.page.get_by_role("slider", name="Step").focus()
    app.page.keyboard.press("Home")
    app.wait_at("forward.1.z")
    app.press("?")
    dialog = app.page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    assert dialog.evaluate("dialog => dialog.contains(document.activeElement)"), "the list of keys takes the focus"
    app.press("Escape")
    expect(dialog).to_have_count(0)
    expect(app.page.get_by_role("slider", name="Step")).to_be_focused()


def test_a_screen_reader_hears_each_step_once_it_rests(app: App):
    app.open().press("ArrowRight", "ArrowRight", "ArrowLeft")
    live = app.page.locator("[aria-live=polite]")
    expect(live).to_have_count(1)
    expect(live).to_contain_text(app.page.get_by_role("slider", name="Step").get_attribute("aria-valuetext") or "?")
    expect(live).to_contain_text(re.compile(r"dz .*\d\.\d+ equals"))
    assert app.page.locator("h1").count() == 1
    levels = app.page.locator("h1, h2, h3, h4, h5, h6").evaluate_all(
        "all => all.filter((h) => h.checkVisibility()).map((h) => Number(h.tagName[1]))"
    )
    assert levels[0] == 1
    assert all(b <= a + 1 for a, b in zip(levels, levels[1:], strict=False)), levels
