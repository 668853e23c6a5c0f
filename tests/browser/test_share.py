"""Sharing as somebody does it who wants to send, show or keep a step."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FrameLocator, Locator, expect

from app.export.page import export
from app.export.ways import WAYS
from app.view import parse, run_of, to_query
from tests.harness import App, resize, wait_until
from tests.pixels import ALIKE, decoded, part, unlike
from tests.sample import each

STEP = "?at=backward.2.dz&unit=2&mistake=only-da"
PICTURE = ["Copy", "SVG", "PNG"]
DARK = "&embed_options=dark_theme"


def share(app: App) -> Locator:
    app.page.get_by_role("button", name="Share").click()
    opened = app.page.get_by_role("dialog", name="Share this step")
    expect(opened).to_be_visible()
    return opened


def clipboard(app: App) -> str:
    return str(app.page.evaluate("navigator.clipboard.readText()"))


@pytest.fixture
def fresh(app: App) -> App:
    return app.fresh(permissions=["clipboard-read", "clipboard-write"])


def test_the_links_open_what_is_on_the_screen(fresh: App):
    opened = share(fresh.open(f"{STEP}&tab=damage"))
    opened.get_by_role("button", name="Copy link").click()
    expect(opened.get_by_role("status")).to_have_text("Link copied")
    assert clipboard(fresh) == fresh.page.url
    opened.get_by_role("button", name="Copy page link").click()
    expect(opened.get_by_role("status")).to_have_text("Page link copied")
    page = clipboard(fresh)
    assert urlsplit(page).path == "/play"
    fresh.page.goto(page)
    expect(fresh.stage).to_have_attribute("data-at", "backward.2.dz")
    assert fresh.page.locator(".closeup select[data-choose=unit]").input_value() == "2"
    expect(fresh.page.get_by_role("button", name="Turn off")).to_be_visible()


def test_the_html_shows_the_step_in_a_frame(fresh: App, tmp_path: Path):
    opened = share(fresh.open(STEP))
    opened.get_by_role("button", name="Copy HTML").click()
    expect(opened.get_by_role("status")).to_have_text("HTML copied")
    course = tmp_path / "course.html"
    course.write_text(f"<!DOCTYPE html><title>A course</title>{clipboard(fresh)}")
    fresh.page.goto(course.as_uri())
    frame = fresh.page.frame_locator("iframe[title^=Unrolled]")
    expect(frame.locator("[data-at]")).to_have_attribute("data-at", "backward.2.dz")


def saved(app: App, name: str, folder: Path) -> Path:
    """Save a file, as a click does."""
    with app.page.expect_download() as begun:
        share(app).get_by_role("link", name=name).click()
    path = folder / begun.value.suggested_filename
    begun.value.save_as(path)
    return path


@pytest.mark.parametrize("where", ["", "play"])
def test_what_is_saved_is_what_is_exported(app: App, where, tmp_path: Path):
    app.page.goto(app.server.url + where + STEP)
    state, _ = parse(parse_qs(STEP[1:]))
    for ending in (".py", ".npz"):
        path = saved(app, f"Save {ending}", tmp_path)
        assert path.name == f"unrolled-hello-rnn-only-da{ending}"
        assert path.read_bytes() == WAYS[ending](run_of(state), f"?{urlencode(to_query(state, run_of(state)))}")
        app.press("Escape")
    app.press("ArrowRight").wait_at("backward.2.dx")
    path = saved(app, "Save .html", tmp_path)
    assert path.name == "unrolled-backward.2.dx.html"
    assert path.read_text(encoding="utf-8") == export("?at=backward.2.dx&unit=2&mistake=only-da")


def test_a_saved_page_offers_its_own_address_alone(app: App, tmp_path: Path):
    file = tmp_path / "step.html"
    file.write_text(export(STEP), encoding="utf-8")
    app.page.goto(file.as_uri())
    assert share(app).locator("li :is(button, a)").all_inner_texts() == ["Copy link", *PICTURE]


COPIED = """async () => {
  const [item] = await navigator.clipboard.read(), reader = new FileReader();
  reader.readAsDataURL(await item.getType("image/png"));
  await new Promise((done) => { reader.onload = done; });
  return reader.result.split(",")[1];
}"""
# Where the headline stands on the page, and where in a picture, which has 24 px above, between and below its parts.
HEADLINE = """() => {
  const [figure, closeup, headline] = [".figure", ".closeup .inset", ".closeup .headline"].map((selector) =>
    document.querySelector(selector).getBoundingClientRect());
  const top = 24 + Math.ceil(figure.height) + 24 + headline.top - closeup.top;
  return [headline.left - figure.left, top, headline.left, headline.top, headline.width, headline.height];
}"""


def headlines(app: App) -> tuple[list[float], Any]:
    """Where a picture has the headline, and what it looks like on the page."""
    app.page.evaluate("document.fonts.ready.then(() => 0)")
    left, top, *box = app.page.evaluate(HEADLINE)
    clip = dict(zip(("x", "y", "width", "height"), box, strict=True))
    return [left, top, *box[2:]], decoded(app.page.screenshot(clip=clip))


@pytest.mark.parametrize(
    ("where", "theme"), each([(where, theme) for theme in ("light", "dark") for where in ("app", "play", "file")], 4)
)
def test_the_picture_is_copied_and_saved_with_the_fonts_of_the_page(app: App, where, theme, tmp_path: Path):
    visit = app.fresh(
        permissions=["clipboard-read", "clipboard-write"],
        device_scale_factor=2,
        color_scheme=theme,
        reduced_motion="reduce",
    )
    if where == "app":
        visit.open(STEP + DARK * (theme == "dark"))
    elif where == "play":
        visit.page.goto(f"{app.server.url}play{STEP}")
    else:
        (tmp_path / "step.html").write_text(export(STEP), encoding="utf-8")
        visit.page.goto((tmp_path / "step.html").as_uri())
    visit.wait_at("backward.2.dz")
    place, there = headlines(visit)
    opened = share(visit)
    opened.get_by_role("button", name="Copy picture").click()
    expect(opened.get_by_role("status")).to_have_text("Picture copied")
    copied = decoded(base64.b64decode(visit.page.evaluate(COPIED)))
    assert unlike(part(copied, *place), there) < ALIKE
    with visit.page.expect_download() as begun:
        opened.get_by_role("button", name="Save PNG").click()
    assert begun.value.suggested_filename == "unrolled-backward.2.dz.png"
    assert (decoded(begun.value.path().read_bytes()) == copied).all()
    with visit.page.expect_download() as begun:
        opened.get_by_role("button", name="Save SVG").click()
    svg = begun.value.path().read_text(encoding="utf-8")
    assert ("@font-face" in svg) == (where != "app"), "fonts are in it where they are small"


def test_the_saved_svg_has_its_fonts_in_an_image(app: App, tmp_path: Path):
    """On somebody's page, which does not have them."""
    visit = app.fresh(device_scale_factor=2, reduced_motion="reduce")
    visit.page.goto(f"{app.server.url}play{STEP}")
    visit.wait_at("backward.2.dz")
    place, there = headlines(visit)
    with visit.page.expect_download() as begun:
        share(visit).get_by_role("button", name="Save SVG").click()
    begun.value.save_as(tmp_path / "step.svg")
    (tmp_path / "blog.html").write_text('<!DOCTYPE html><body style="margin: 0"><img src="step.svg">')
    visit.page.goto((tmp_path / "blog.html").as_uri())
    here = decoded(visit.page.screenshot(full_page=True))
    assert unlike(part(here, *place), there) < ALIKE


def shared_in_a_sandbox(app: App, folder: Path) -> FrameLocator:
    """A page in a frame that may run scripts and nothing else, with its dialog open."""
    course = folder / "course.html"
    html = f'<iframe sandbox="allow-scripts" src="{app.server.url}play{STEP}" width="1200" height="900"></iframe>'
    course.write_text(f"<!DOCTYPE html><title>A course</title>{html}")
    app.page.goto(course.as_uri())
    inside = app.page.frame_locator("iframe")
    inside.get_by_role("button", name="Share").click()
    return inside


def test_in_a_frame_that_may_not_copy_a_sentence_says_what_to_do(app: App, tmp_path: Path):
    inside = shared_in_a_sandbox(app, tmp_path)
    inside.get_by_role("button", name="Copy picture").click()
    expect(inside.locator("li .refused")).to_have_text(
        "This frame does not let its page copy a picture. Save it as PNG, or open the page by itself."
    )
    assert [error for error in app.errors if "Clipboard API has been blocked" not in error] == []
    app.errors.clear()
    frame = app.page.frames[1]
    frame.evaluate("() => { HTMLAnchorElement.prototype.click = function () { window.saved = this.download; }; }")
    inside.get_by_role("button", name="Save PNG").click()
    wait_until(frame, "window.saved === 'unrolled-backward.2.dz.png'")  # the browser keeps it, but it was made


DRAWN = "it => it.decode().then(() => it.naturalWidth > 0)"


@pytest.mark.parametrize("where", ["", "play"])
def test_the_code_is_drawn_in_the_dialog_and_large_in_the_classroom(app: App, where):
    step = "?at=backward.2.dz&unit=2"
    app.page.goto(f"{app.server.url}{where}{step}&view=classroom")
    app.stage.wait_for()
    app.press("q")
    large = app.page.get_by_role("dialog", name="QR code of this step")
    expect(large.locator("figcaption")).to_have_text(f"{app.server.url}play{step}")
    expect(large).to_contain_text("This address leads to this computer alone.")
    code = large.get_by_role("img")
    assert code.evaluate(DRAWN)
    address = code.evaluate("it => new URL(it.src).searchParams.get('address')")
    app.press("q", "f")
    small = share(app).get_by_role("img")
    assert small.evaluate(DRAWN)
    assert small.evaluate("it => new URL(it.src).searchParams.get('address')") == address
    app.page.goto(address)
    expect(app.stage).to_have_attribute("data-at", "backward.2.dz")
    expect(app.page.locator(".page.classroom")).to_have_count(0)


def test_in_a_frame_that_may_run_scripts_alone_the_code_is_drawn_too(app: App, tmp_path: Path):
    inside = shared_in_a_sandbox(app, tmp_path)
    assert inside.get_by_role("img", name="QR code").evaluate(DRAWN)


@pytest.mark.parametrize("theme", each(["", DARK], 2, 1))
def test_axe_finds_nothing_in_the_large_code(app: App, theme):
    app.open(f"{STEP}&view=classroom{theme}").press("q")
    expect(app.page.get_by_role("dialog")).to_be_visible()
    assert Axe().run(app.page).response["violations"] == []


@pytest.mark.parametrize(
    ("theme", "size"), each([(theme, size) for theme in ("", DARK) for size in ((1440, 900), (360, 740))], 3)
)
def test_axe_finds_nothing(app: App, theme, size):
    resize(app.page, size[0], size[1])
    share(app.open(STEP + theme))
    found = Axe().run(app.page).response["violations"]
    assert {one["id"]: [node["html"] for node in one["nodes"]] for one in found} == {}
