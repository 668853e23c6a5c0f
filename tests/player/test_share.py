"""The dialog in which a step is shared: what it offers, and that it has the keys and the focus to itself."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.player.harness import SCENES, STICKS_OUT, Stage
from tests.sample import each

GREEN = "backward.3.da_total"
PICTURE = ["Copy", "SVG", "PNG"]
WAYS = ["Copy link", "Copy page link", *PICTURE, "Open sheet", "Copy HTML", "Save .html", "Save .npz", "Save .py"]
NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true })"
NO_PERMISSION = """Object.defineProperty(navigator, 'clipboard', {
  value: { write: async () => { throw new DOMException('no', 'NotAllowedError'); } }, configurable: true })"""
NO_CANVAS = "void (HTMLCanvasElement.prototype.toBlob = (done) => done(null))"  # as where one is too large
CLIPBOARD = """window.copied = [];
Object.defineProperty(navigator, 'clipboard', { value: {
  writeText: async (text) => copied.push(text),
  write: async ([item]) => copied.push([item.types, (await item.getType("image/png")).size]) }, configurable: true })"""


def dialog(stage: Stage) -> Locator:
    return stage.page.get_by_role("dialog", name="Share this step")


def share(stage: Stage) -> Locator:
    stage.page.get_by_role("button", name="Share").click()
    expect(dialog(stage)).to_be_visible()
    return dialog(stage)


def focused(stage: Stage) -> str:
    return str(stage.page.evaluate("document.activeElement.textContent.trim()"))


def test_it_offers_what_the_server_can_give_and_without_one_the_link_alone(stage):
    ways = share(stage.open(SCENES["hello"], GREEN)).locator("li :is(button, a)")
    assert ways.all_inner_texts() == WAYS
    stage.press("Escape")
    share(stage.open(SCENES["hello"], GREEN, served=False))
    assert ways.all_inner_texts() == ["Copy link", *PICTURE]


def test_it_has_the_focus_and_the_keys_to_itself_and_gives_them_back(stage):
    share(stage.open(SCENES["hello"], GREEN))
    assert focused(stage) == "Copy link"
    stage.press("ArrowRight", "u", "g", "f", "Home", "?")
    assert (stage.at, len(stage.reports)) == (GREEN, 1), "nothing goes on beneath it"
    assert stage.tabs_within(8, "dialog")
    stage.press("Escape")
    expect(dialog(stage)).to_be_hidden()
    assert focused(stage) == "Share"
    stage.press("ArrowRight")
    assert stage.at == "backward.3.dz"


@pytest.mark.parametrize("how", ["the button", "a click beside it", "another step"])
def test_it_can_be_closed_and_opened_again(stage, how):
    share(stage.open(SCENES["hello"], GREEN))
    if how == "the button":
        dialog(stage).get_by_role("button", name="Close").click()
    elif how == "a click beside it":
        stage.page.mouse.click(5, 5)
    else:  # the browser went back, and Python opens what the address says
        stage.open(SCENES["hello"], "backward.2.dz")
    expect(dialog(stage)).to_be_hidden()
    share(stage)


def test_what_plays_stops(stage):
    stage.open(SCENES["hello"], "forward.1.z").press("Space")
    share(stage)
    assert stage.reports[-1][1]["playing"] is False


def test_each_text_is_copied_and_the_last_one_said(stage):
    stage.page.evaluate(CLIPBOARD)
    opened = share(stage.open(SCENES["hello"], "backward.2.dz", unit=2))
    for does, done in (
        ("Copy link", "Link copied"),
        ("Copy page link", "Page link copied"),
        ("Copy HTML", "HTML copied"),
    ):
        opened.get_by_role("button", name=does).click()
        expect(opened.get_by_role("status")).to_have_text(done)
        expect(opened.get_by_role("button", name=done)).to_be_focused()
    link, page, frame = stage.page.evaluate("copied")
    assert link.endswith("/?at=backward.2.dz&unit=2")
    assert page == link.replace("/?", "/play?")
    assert f'src="{page.replace("&", "&amp;")}"' in frame
    expect(opened.get_by_role("button", name="Copy link")).to_be_visible()
    stage.press("Escape")
    assert share(stage).locator("li :is(button, a)").all_inner_texts() == WAYS, (
        "what was copied is said until it is closed"
    )


@pytest.mark.parametrize("does", ["Copy link", "Copy page link", "Copy HTML"])
def test_without_a_clipboard_the_text_is_there_selected(stage, does):
    stage.page.evaluate(NO_CLIPBOARD)
    opened = share(stage.open(SCENES["hello"], "backward.2.dz"))
    opened.get_by_role("button", name=does).click()
    expect(opened.get_by_label("Copy it by hand:")).to_have_value(re.compile(r"\?at=backward\.2\.dz"))
    assert "?at=backward.2.dz" in stage.page.evaluate("getSelection().toString()")


def test_the_picture_is_copied_and_said(stage):
    stage.page.evaluate(CLIPBOARD)
    opened = share(stage.open(SCENES["hello"], "backward.2.dz"))
    opened.get_by_role("button", name="Copy picture").click()
    expect(opened.get_by_role("status")).to_have_text("Picture copied")
    expect(opened.get_by_role("button", name="Picture copied")).to_be_focused()
    [[types, size]] = stage.page.evaluate("copied")
    assert types == ["image/png"]
    assert size > 100_000
    opened.get_by_role("button", name="Copy link").click()
    expect(opened.get_by_role("button", name="Copy picture")).to_have_text("Copy")


# A clipboard that refuses after the picture could not be made.
REFUSED_LATE = """void (() => {
  const frame = () => new Promise(requestAnimationFrame);
  HTMLCanvasElement.prototype.toBlob = (done) => { done(null); window.tried = true; };
  const write = async () => {
    while (!window.tried) await frame();
    await frame();
    throw Error("refused");
  };
  Object.defineProperty(navigator, "clipboard", { value: { write }, configurable: true });
})()"""
SAVE_PNG = "This browser does not let this page copy a picture. Save it as PNG."
SAVE_SVG = "This browser cannot make a PNG of it. Save it as SVG."


@pytest.mark.parametrize(
    ("lacks", "does", "says"),
    [
        (NO_CLIPBOARD, "Copy picture", SAVE_PNG),
        (NO_PERMISSION, "Copy picture", SAVE_PNG),
        ("delete window.ClipboardItem", "Copy picture", SAVE_PNG),
        (NO_CANVAS, "Copy picture", SAVE_SVG),
        (NO_CANVAS, "Save PNG", SAVE_SVG),
        (REFUSED_LATE, "Copy picture", SAVE_SVG),
    ],
)
def test_where_no_picture_can_be_made_or_copied_a_sentence_says_what_to_do(stage, lacks, does, says):
    stage.page.evaluate(lacks)
    opened = share(stage.open(SCENES["hello"], "backward.2.dz"))
    opened.get_by_role("button", name=does).click()
    expect(opened.get_by_role("status")).to_have_text(says)
    expect(opened.locator("li .refused")).to_have_text(says)
    expect(opened.get_by_role("button", name=does)).to_be_focused()


def large(stage: Stage) -> Locator:
    return stage.page.get_by_role("dialog", name="QR code of this step")


def test_q_shows_the_code_of_the_page_and_hides_it(stage):
    stage.open(SCENES["hello"], "backward.2.dz").press("q")
    address = large(stage).locator("figcaption").inner_text()
    assert address.endswith("/play?at=backward.2.dz")
    code = large(stage).get_by_role("img")
    assert code.evaluate("it => new URL(it.src).searchParams.get('address')") == address
    stage.press("ArrowRight")
    assert stage.at == "backward.2.dz"
    stage.press("Shift+Q")
    expect(large(stage)).to_be_hidden()
    share(stage)
    stage.press("q")
    expect(dialog(stage)).to_be_visible()
    expect(large(stage)).to_have_count(0)


def test_in_the_classroom_q_shows_it_and_escape_leaves_the_code_alone(stage):
    stage.open(SCENES["hello"], "backward.2.dz").press("f")
    stage.page.wait_for_function("document.fullscreenElement !== null")
    stage.press("q")
    expect(large(stage)).to_be_visible()
    assert "view" not in large(stage).locator("figcaption").inner_text(), "a phone is no classroom"
    stage.page.evaluate("document.exitFullscreen()")  # as the browser does by Esc, which it keeps for itself
    expect(large(stage)).to_be_hidden()
    expect(stage.page.locator(".page.classroom")).to_be_visible()
    stage.press("q", "Escape")
    expect(large(stage)).to_be_hidden()
    expect(stage.page.locator(".page.classroom")).to_be_visible()
    stage.press("Escape")
    expect(stage.page.locator(".page.classroom")).to_have_count(0)


def test_without_a_server_there_is_no_code_and_no_such_key(stage):
    stage.open(SCENES["hello"], GREEN, served=False).press("q")
    expect(large(stage)).to_have_count(0)
    share(stage)
    expect(dialog(stage).get_by_role("img")).to_have_count(0)
    stage.press("Escape", "?")
    keys = stage.page.get_by_role("dialog", name="Keys")
    assert "Q" not in keys.locator("kbd").all_inner_texts()
    expect(keys.get_by_role("checkbox", name="Use the keys G, U, F, A, B, C, D and ?")).to_be_visible()


@pytest.mark.parametrize("size", [(1920, 1080), (1024, 768), (390, 844), (320, 256), (844, 390)])
def test_the_code_is_square_and_fits(stage, size):
    stage.size(*size).open(SCENES["hello"], GREEN).press("q")
    box, code = large(stage).bounding_box(), large(stage).get_by_role("img").bounding_box()
    assert box
    assert code
    assert min(box["x"], box["y"]) >= 0
    assert box["x"] + box["width"] <= size[0]
    assert box["y"] + box["height"] <= size[1]
    assert code["width"] == code["height"]
    assert large(stage).evaluate("it => it.scrollWidth <= it.clientWidth")


@pytest.mark.parametrize("size", each([(1440, 900), (700, 900), (360, 740), (390, 844), (320, 256), (844, 390)], 2))
def test_it_fits_and_can_be_read_to_its_end(stage, size):
    stage.page.evaluate(NO_CLIPBOARD)
    opened = share(stage.size(*size).open(SCENES["hello"], GREEN))
    opened.get_by_role("button", name="Copy HTML").click()
    opened.get_by_role("button", name="Copy picture").click()
    expect(opened.locator("li .refused")).to_have_text(SAVE_PNG)
    box = opened.bounding_box()
    assert box
    assert min(box["x"], box["y"]) >= 0
    assert box["x"] + box["width"] <= size[0]
    assert box["y"] + box["height"] <= size[1]
    assert opened.evaluate("it => it.scrollWidth <= it.clientWidth")
    assert [wrong for wrong in stage.page.evaluate(STICKS_OUT) if "share" in wrong] == []
    last = opened.locator("li :is(button, a)").last
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport(ratio=0.99)  # it scrolls by whole pixels
