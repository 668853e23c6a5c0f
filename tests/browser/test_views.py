"""Every width, light and dark, and the classroom: nothing is cut, nothing lies over something else, nothing is too small."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.harness import PAINTED, App
from tests.stage.harness import INK

SIZES = [(1920, 1080), (1440, 900), (1280, 640), (1024, 768), (700, 900), (600, 800), (390, 844)]
PROJECTORS = [(1920, 1080), (1280, 720), (1024, 768)]
STEPS = [
    *("forward.1.z", "forward.2.a", "forward.3.logits", "forward.3.y", "forward.4.loss", "turn.J"),
    *("backward.4.da_time", "backward.4.da_total", "backward.3.dlogits", "backward.3.dWya", "backward.3.da_softmax"),
    *(
        "backward.3.da_total",
        "backward.3.dz",
        "backward.2.dx",
        "backward.2.dWaa",
        "backward.2.dba",
        "backward.1.da_prev",
    ),
    "end.da0",
]

# What a person would trip over. Texts of the stage are looked at one by one, those of Streamlit by their boxes.
TROUBLE = """() => {
  const out = [], box = (query) => document.querySelector(query)?.getBoundingClientRect();
  const main = document.querySelector("[data-testid=stMain]");
  for (const scroller of [document.documentElement, main]) {
    if (scroller.scrollWidth > scroller.clientWidth + 1) out.push(`scrolls sideways by ${scroller.scrollWidth - scroller.clientWidth}`);
  }
  const name = (text) => `${text.text.slice(0, 40)} (${text.node.parentElement.closest("[class]").classList.value})`;
  const texts = ink(document.querySelector(".unrolled"));
  const scrolls = (node) => node.parentElement.closest(".products, .scrolls");
  for (const text of texts) {
    if ((text.left < -1 || text.right > innerWidth + 1) && !text.node.parentElement.closest(".strip, .transport") && !scrolls(text.node)) {
      out.push(`sticks out: ${name(text)}`);
    }
  }
  for (const element of document.querySelectorAll("body *")) {
    const says = element.textContent.trim();
    if (!element.children.length && says && element.clientWidth && element.scrollWidth > element.clientWidth + 1
      && getComputedStyle(element).overflow !== "visible" && says !== "Skip to main content") out.push(`cut: ${says.slice(0, 40)}`);
  }
  const meet = (a, b) => a.width && b.width && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  const controls = box(".st-key-controls"), panels = box(".st-key-panels");
  for (const text of texts) {
    const at = { ...text, width: text.right - text.left };
    if (controls && meet(at, controls) && !text.node.parentElement.closest(".notes")) out.push(`under the problem's button: ${name(text)}`);
    if (panels && meet(at, panels) && !text.node.parentElement.closest(".transport")) out.push(`under the panels: ${name(text)}`);
  }
  const top = texts.filter(({ node }) => node.parentElement.closest(".top"));
  const close = texts.filter(({ node }) => node.parentElement.closest(".closeup"));
  for (const some of [top, close]) {
    for (const [i, one] of some.entries()) for (const other of some.slice(i + 1)) {
      const [w, h] = [Math.min(one.right, other.right) - Math.max(one.left, other.left), Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top)];
      if (w > 1.5 && h > 1.5) out.push(`${name(one)} over ${name(other)}`);
    }
  }
  return out;
}"""
ALL = f"""async (steps) => {{
  const found = {{}}, check = {TROUBLE}, root = document.querySelector(".unrolled");
  const tap = (key) => window.dispatchEvent(new KeyboardEvent("keydown", {{ key, cancelable: true }}));
  tap("Home");
  for (let before = ""; before !== root.dataset.at; tap("ArrowRight")) {{
    before = root.dataset.at;
    if (!steps.includes(before)) continue;
    await new Promise((done) => requestAnimationFrame(done));
    for (const animation of document.getAnimations()) if (animation.effect.getTiming().iterations === 1) animation.finish();
    for (const wrong of check()) (found[wrong] ??= []).push(before);
  }}
  return found;
}}"""


def looked_at(app: App, width: int, height: int) -> dict[str, Any]:
    app.page.set_viewport_size({"width": width, "height": height})
    app.page.evaluate(PAINTED)
    app.page.evaluate(INK)
    return dict(app.page.evaluate(ALL, STEPS))


@pytest.mark.parametrize(
    "link", ["", "?problem=notebook", "?problem=word&word=banana", "?problem=random&T=12&m=12&n_a=8"]
)
def test_at_every_width_nothing_is_cut_or_covered(app: App, link: str):
    app.open(link)
    found = {f"{width}x{height}": looked_at(app, width, height) for width, height in SIZES}
    assert {size: wrong for size, wrong in found.items() if wrong} == {}


def test_in_the_dark_it_is_as_large_and_dark(app: App):
    app.page.emulate_media(color_scheme="dark")
    app.open()
    expect(app.page.locator(".unrolled.dark")).to_be_visible()
    ground = "e => getComputedStyle(e).backgroundColor"
    assert app.page.locator(".unrolled").evaluate(ground) == app.page.locator("[data-testid=stApp]").evaluate(ground)
    found = {f"{width}x{height}": looked_at(app, width, height) for width, height in SIZES[1::2]}
    assert {size: wrong for size, wrong in found.items() if wrong} == {}
    app.page.emulate_media(color_scheme="light")
    expect(app.page.locator(".unrolled.dark")).to_have_count(0)


@pytest.mark.parametrize(
    "link", ["", "?at=backward.4.da_total", "?problem=word&word=banana", "?at=backward.3.da_softmax"]
)
def test_the_selected_row_and_its_slope_are_above_the_fold(app: App, link: str):
    app.open(link)
    for width, height in [(1280, 640), (1280, 720), (1440, 900), (1920, 1080)]:
        app.page.set_viewport_size({"width": width, "height": height})
        app.page.evaluate(PAINTED)
        for part in (".equation .line.now .cell", ".equation .slope"):
            box = app.page.locator(part).first.bounding_box()
            assert box, part
            assert box["y"] + box["height"] <= height, (width, height, part)


def test_the_strip_gives_way_before_the_close_up_does(app: App):
    app.open()
    heights = []
    for height in (640, 720, 800, 900, 1080):
        app.page.set_viewport_size({"width": 1440, "height": height})
        app.page.evaluate(PAINTED)
        heights.append(app.page.locator(".strip").evaluate("strip => strip.offsetHeight"))
    assert heights == sorted(heights)
    assert (heights[0], heights[-1]) == (190, 302)


# Visible texts of the classroom that are smaller than a size on the projector, or do not fit on it.
CLASSROOM = """(least) => {
  const page = document.querySelector(".page.classroom"), zoom = page.getBoundingClientRect().width / page.offsetWidth, out = [];
  for (const text of ink(document.querySelector(".unrolled"))) {
    const size = parseFloat(getComputedStyle(text.node.parentElement).fontSize) * zoom;
    const name = `${text.text.slice(0, 40)} (${text.node.parentElement.closest("[class]").classList.value})`;
    if (size < least - 0.01) out.push(`${size.toFixed(1)} px: ${name}`);
    if (text.left < 0 || text.top < 0 || text.right > innerWidth || text.bottom > innerHeight) out.push(`out of the picture: ${name}`);
  }
  for (const box of page.querySelectorAll("svg, .frame, .junction")) {
    const { right, bottom, width } = box.getBoundingClientRect();
    if (width && (right > innerWidth + 1 || bottom > innerHeight + 1)) out.push(`out of the picture: ${box.classList.value || box.parentElement.classList.value}`);
  }
  return out;
}"""
LESSON = f"""([least, steps]) => {{
  const found = {{}}, check = {CLASSROOM}, root = document.querySelector(".unrolled");
  const tap = (key) => window.dispatchEvent(new KeyboardEvent("keydown", {{ key, cancelable: true }}));
  tap("Home");
  for (let before = ""; before !== root.dataset.at; tap("ArrowRight")) {{
    before = root.dataset.at;
    for (const animation of document.getAnimations()) if (animation.effect.getTiming().iterations === 1) animation.finish();
    if (!steps.length || steps.includes(before)) for (const wrong of check(least)) (found[wrong] ??= []).push(before);
  }}
  return Object.fromEntries(Object.entries(found).map(([wrong, at]) => [wrong, at.slice(0, 3)]));
}}"""


@pytest.mark.parametrize(
    "link", ["", "&problem=notebook", "&problem=random&T=12&m=12&n_a=8", "&problem=word&word=banana"]
)
def test_the_classroom_is_composed_on_every_projector(app: App, link: str):
    app.page.set_viewport_size({"width": 1920, "height": 1080})
    app.open(f"?view=classroom{link}")
    app.page.evaluate(INK)
    found = {}
    for width, height in PROJECTORS:
        app.page.set_viewport_size({"width": width, "height": height})
        app.page.evaluate(PAINTED)
        found[f"{width}x{height}"] = app.page.evaluate(
            LESSON, [24 if width == 1920 else 0, STEPS if "T=12" in link else []]
        )
    assert {size: wrong for size, wrong in found.items() if wrong} == {}


def test_f_enters_the_classroom_and_f_or_escape_leaves_it(app: App):
    app.open()
    panels, controls = app.page.locator(".st-key-panels"), app.page.locator(".st-key-controls")
    header, classroom = app.page.locator(".unrolled .top"), app.page.locator(".page.classroom")
    for leave in ("f", "Escape"):
        expect(panels).to_be_visible()
        app.press("f")
        expect(classroom).to_be_visible()
        for gone in (
            panels,
            controls,
            header,
            app.page.locator(".unrolled .rail"),
            app.page.locator(".unrolled .buttons"),
        ):
            expect(gone).to_be_hidden()
        assert app.stage.evaluate("stage => getComputedStyle(stage).cursor") == "none"
        box = app.stage.bounding_box()
        assert box == {"x": 0, "y": 0, "width": 1440, "height": 900}, "and nothing else is on the screen"
        app.press("PageDown")
        expect(app.stage.locator("[data-count]")).to_contain_text("/70")
        app.press("PageUp")
        app.page.evaluate("() => document.fullscreenElement && document.exitFullscreen()")
        if leave == "f":
            expect(classroom).to_have_count(0)  # as after Esc in full screen, which the browser keeps for itself
            app.press("f", "f")
        else:
            app.press("Escape")
        expect(classroom).to_have_count(0)
    expect(header).to_be_visible()
    expect(controls).to_be_visible()
    app.page.wait_for_function("location.search === ''")


def test_the_classroom_opens_by_link_and_by_its_button(app: App):
    app.open("?view=classroom&at=backward.2.da_total")
    expect(app.page.locator(".page.classroom")).to_be_visible()
    app.press("f").settle()
    app.page.get_by_role("button", name="Classroom").click()
    expect(app.page.locator(".page.classroom")).to_be_visible()
    app.wait_at("backward.2.da_total")


def test_on_a_phone_the_transport_is_under_the_thumb(app: App):
    app.page.set_viewport_size({"width": 390, "height": 844})
    app.open()
    for scroll in (0, 300):
        app.page.evaluate("y => document.querySelector('[data-testid=stMain]').scrollTo(0, y)", scroll)
        transport = app.page.locator(".transport").bounding_box()
        assert transport
        assert transport["y"] + transport["height"] == 844
        for name in ("Step back", "Play", "Step forward"):
            box = app.page.get_by_role("button", name=name).bounding_box()
            assert box
            assert min(box["width"], box["height"]) >= 48
            assert 0 <= box["x"] <= box["x"] + box["width"] <= 390
    app.page.get_by_role("button", name="Step forward").click()
    app.wait_at("backward.3.dz")


def test_what_is_below_the_phone_s_transport_can_be_reached(app: App):
    app.page.set_viewport_size({"width": 390, "height": 844})
    app.open()
    app.page.evaluate(
        "() => { const main = document.querySelector('[data-testid=stMain]'); main.scrollTo(0, main.scrollHeight); }"
    )
    panels, transport = app.page.locator(".st-key-panels").bounding_box(), app.page.locator(".transport").bounding_box()
    assert panels
    assert transport
    assert panels["y"] + panels["height"] <= transport["y"]
