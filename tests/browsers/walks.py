"""What is walked in each browser: the player as a file from disk, in a frame, as `play`, and the app.

Every step of hello and of the LSTM, phone, classroom, dark, a mistake, two runs, a guess, a walk, the keys: no error,
no text over another or out of its window, no sideways scroll, the step's line of code in sight. What it looks like is
saved into out/browsers, to be looked at side by side.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.export.page import export
from app.view import parse_link, run_of
from rnn_core import hello, mistaken, run
from tests.browsers.chromium import Chromium
from tests.browsers.firefox import Firefox
from tests.browsers.visitor import PAINTED, Visitor
from tests.browsers.webkit import NOTES, WebKit
from tests.harness import ROOT, Server
from tests.player.harness import CLASSROOM, INK, STICKS_OUT
from unrolled import show

PICTURES = ROOT / "out" / "browsers"
WIDE, TABLET, PHONE, PROJECTOR = (1440, 900), (1024, 768), (390, 844), (1920, 1080)
GREEN = "?at=backward.3.da_total"
MISTAKEN = f"{GREEN}&mistake=only-da"
THERE = "document.querySelector('[data-at]')"
QUIET = "document.querySelector('[data-testid=stApp][data-test-script-state=notRunning]')"
# What moves has moved: numbers that fly are over others.
SETTLE = """() => {
  for (const motion of document.getAnimations())
    if (motion.effect.getComputedTiming().endTime !== Infinity) motion.finish();
}"""
# Is the line of the step where it is in its loop, and to be seen? One that only sticks to an edge is above another.
LINE = """() => {
  const line = document.querySelector(".listing [aria-current]"), listing = line?.closest(".listing");
  if (!listing) return [];
  const [at, box] = [line, listing].map((one) => one.getBoundingClientRect());
  const before = line.previousElementSibling?.getBoundingClientRect().bottom ?? at.top;
  const wrong = Math.abs(before - at.top) > 2 ? ["the line of code is not at its place"] : [];
  return at.top < box.top - 1 || at.bottom > box.bottom + 1 ? [...wrong, "the line of code is out of sight"] : wrong;
}"""
WRONG = f"""(least) => {{
  ({SETTLE})();
  const sideways = document.documentElement.scrollWidth - innerWidth;
  const classroom = document.querySelector(".page.classroom");
  const shown = matchMedia("(hover: none)").matches ? (1080 - 72) / 1080 : 1;
  const texts = classroom ? ({CLASSROOM})(least * shown) : ({STICKS_OUT})();
  return [...texts, ...(sideways > 0 ? [`it scrolls sideways by ${{sideways}} px`] : []), ...({LINE})()];
}}"""
LEAST = 24  # px of a letter on a projector; where nothing hovers, as here, the buttons take a part of the height


@pytest.fixture(scope="session", params=["chromium", "firefox", "webkit"])
def which(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def begun(which: str, request: pytest.FixtureRequest, *, dark: bool = False) -> Visitor:
    if which == "chromium":
        return Chromium(request.getfixturevalue("browser"), dark=dark)
    return {"firefox": Firefox, "webkit": WebKit}[which](dark=dark)


@pytest.fixture(scope="session")
def visitor(which: str, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    visitor = begun(which, request)
    print(f"\n{visitor.name} {visitor.version}")
    yield visitor
    visitor.close()


@pytest.fixture(scope="session")
def at_night(which: str, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """The same with a dark theme."""
    visitor = begun(which, request, dark=True)
    yield visitor
    visitor.close()


def opened(visitor: Visitor, tmp_path: Path, html: str, size: tuple[int, int]) -> None:
    """Open a document from disk; it notes what goes wrong, for a browser that tells nothing of it."""
    path = tmp_path / "page.html"
    path.write_text(html.replace("<head>", f"<head><script>{NOTES}</script>", 1), encoding="utf-8")
    visitor.open(path.as_uri(), *size)
    ready(visitor)


def ready(visitor: Visitor) -> None:
    visitor.wait(THERE)
    visitor.ask("() => document.fonts.ready.then(() => null)")
    visitor.ask(INK)
    visitor.ask(PAINTED)


def saved(visitor: Visitor, name: str) -> None:
    visitor.ask(SETTLE)
    visitor.ask(PAINTED)
    PICTURES.mkdir(parents=True, exist_ok=True)
    visitor.shot(PICTURES / f"{name}-{visitor.name}.png")


def wrong_at(visitor: Visitor) -> list[str]:
    return [f"{visitor.at}: {wrong}" for wrong in visitor.ask(WRONG, LEAST)]


EVERY_STEP = {
    "hello": (GREEN, WIDE),
    "lstm": ("?cell=lstm", WIDE),
    "hello-phone": (GREEN, PHONE),
    "hello-tablet": (GREEN, TABLET),
    "lstm-phone": ("?cell=lstm", PHONE),
    "hello-classroom": (f"{GREEN}&view=classroom", PROJECTOR),
    "compare": (f"{MISTAKEN}&view=compare", WIDE),
    "mistake-phone": (MISTAKEN, PHONE),
}


@pytest.mark.parametrize("name", EVERY_STEP)
def test_every_step_is_whole(visitor: Visitor, tmp_path: Path, name: str) -> None:
    link, size = EVERY_STEP[name]
    opened(visitor, tmp_path, export(link), size)
    saved(visitor, name)
    visitor.press("Home")
    steps = [str(step) for step in run_of(parse_link(link)[0]).steps]
    found, wrong = [visitor.at], wrong_at(visitor)
    for _ in steps[1:]:
        visitor.press("ArrowRight")
        visitor.wait(f"{THERE}.dataset.at !== '{found[-1]}'")
        found.append(visitor.at)
        wrong += wrong_at(visitor)
    assert found == steps
    assert wrong == []
    assert visitor.errors == []


def test_keys_do_what_they_say(visitor: Visitor, tmp_path: Path) -> None:
    opened(visitor, tmp_path, export(GREEN), WIDE)
    for key, at in {
        "ArrowRight": "backward.3.dz",
        "PageDown": "backward.3.dx",
        "PageUp": "backward.3.dz",
        "ArrowLeft": "backward.3.da_total",
        "Shift+ArrowRight": "backward.2.da_total",
        "End": "end.da0",
        "Home": "forward.1.z",
        "g": "backward.1.da_total",
    }.items():
        visitor.press(key)
        visitor.wait(f"{THERE}.dataset.at === '{at}'")
    for key, unit in (("u", 4), ("Shift+U", 3)):
        visitor.press(key)
        visitor.wait(f"document.querySelector('[data-choose=unit]').value === '{unit}'")
    visitor.press("?")
    visitor.wait("document.querySelector('dialog.keys').open")
    saved(visitor, "keys")
    visitor.press("Escape")
    visitor.wait("!document.querySelector('dialog.keys').open")
    visitor.press("f")
    visitor.wait(f"{THERE}.dataset.view === 'classroom'")
    visitor.press("f")
    visitor.wait(f"{THERE}.dataset.view === 'page'")
    visitor.press("Space")
    visitor.wait(f"{THERE}.dataset.at === 'backward.1.dz'")
    visitor.press("Space")
    visitor.wait("document.querySelector('[data-act=play]').ariaLabel === 'Play'")
    assert visitor.errors == []


def test_a_guess_is_made_and_answered(visitor: Visitor, tmp_path: Path) -> None:
    opened(visitor, tmp_path, export(f"{GREEN}&ask=on"), WIDE)
    assert wrong_at(visitor) == []
    saved(visitor, "guess")
    visitor.press("b")
    visitor.wait("document.querySelector('.choice.good')")
    assert wrong_at(visitor) == []
    assert visitor.errors == []


def test_a_walk_is_taken_to_its_end(visitor: Visitor, tmp_path: Path) -> None:
    opened(visitor, tmp_path, export("?walk=3"), WIDE)
    saved(visitor, "walk")
    wrong = wrong_at(visitor)
    there = "() => document.querySelector('[data-act=next-stop]') !== null"
    for _ in range(40):  # a press ends what is played on the way to a stop, or shows an answer, or goes on
        if not visitor.ask(there):
            break
        visitor.ask("() => { document.querySelector('[data-act=next-stop]').click(); }")
        visitor.ask(PAINTED)
        wrong += wrong_at(visitor)
    assert not visitor.ask(there), "it does not end"
    assert wrong == []
    assert visitor.errors == []


@pytest.mark.parametrize(("name", "link", "size"), [("dark", MISTAKEN, WIDE), ("dark-phone", GREEN, PHONE)])
def test_it_is_dark_at_night(at_night: Visitor, tmp_path: Path, name: str, link: str, size: tuple[int, int]) -> None:
    opened(at_night, tmp_path, export(link), size)
    saved(at_night, name)
    assert (
        at_night.ask("() => getComputedStyle(document.querySelector('.unrolled')).backgroundColor") == "rgb(14, 17, 23)"
    )
    assert wrong_at(at_night) == []
    assert at_night.errors == []


def test_a_notebook_s_frame_steps(visitor: Visitor, tmp_path: Path) -> None:
    """`srcdoc` has no address, and a file no server."""
    frame = show(run(hello(), mistaken(hello(), "only-da")), at="backward.3.da_total", compare=True)._repr_html_()
    path = tmp_path / "notebook.html"
    path.write_text(f"<!DOCTYPE html><head><script>{NOTES}</script></head><body>{frame}", encoding="utf-8")
    visitor.open(path.as_uri(), *WIDE)
    inside = "document.querySelector('iframe').contentDocument?.querySelector('[data-at]')"
    visitor.wait(inside)
    visitor.ask("() => { document.querySelector('iframe').contentWindow.focus(); }")
    visitor.press("ArrowRight")
    visitor.wait(f"{inside}.dataset.at === 'backward.3.dz'")
    assert visitor.errors == []


def test_printing_makes_a_sheet_of_it(visitor: Visitor, tmp_path: Path) -> None:
    opened(visitor, tmp_path, export(f"{MISTAKEN}&view=compare"), WIDE)
    visitor.ask("() => { dispatchEvent(new Event('beforeprint')); }")
    sizes = """() => ["standing", "lying"].map((way) => {
      const [place, picture] = [".plate", ".scaled"].map((part) =>
        document.querySelector(`.printed .${way} ${part}`).getBoundingClientRect());
      return picture.width < place.width + 1 && picture.height < place.height + 1;
    })"""
    assert visitor.ask(sizes) == [True, True]
    visitor.ask("() => { dispatchEvent(new Event('afterprint')); }")
    if isinstance(visitor, Firefox):  # WebKitGTK's driver cannot print
        for width, height in ((21.0, 29.7), (27.94, 21.59)):
            assert pages_of(visitor.printed(width, height)) == 1
    assert visitor.errors == []


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF has whose objects are packed."""
    packed = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    return sum(len(re.findall(rb"/Type\s*/Page\b(?!s)", _unpacked(one))) for one in [zlib.compress(pdf), *packed])


def _unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return b""  # a font, perhaps


# Served

# What a page of the app may say that is no error of ours.
OTHERS = {
    "/_stcore/": "Streamlit's socket, when the page is left",
    "WebAssembly": "Streamlit asks whether it may; our policy says no",
    "ResizeObserver loop": "WebKit's notice that the rest is measured in the next frame: its scrollbars take 6 px then",
}


@pytest.mark.parametrize(("name", "link", "size"), [("play", MISTAKEN, WIDE), ("play-phone", "?cell=lstm", PHONE)])
def test_play_is_the_same(visitor: Visitor, server: Server, name: str, link: str, size: tuple[int, int]) -> None:
    visitor.open(f"{server.url}play{link}", *size)
    ready(visitor)
    saved(visitor, name)
    before = visitor.at
    assert wrong_at(visitor) == []
    visitor.press("ArrowRight")
    visitor.wait(f"{THERE}.dataset.at !== '{before}'")
    assert wrong_at(visitor) == []
    assert visitor.errors == []


APP = {
    "app": ("", WIDE),
    "app-lstm": ("?cell=lstm&at=backward.2.dWf", WIDE),
    "app-mistake": (MISTAKEN, WIDE),
    "app-compare": (f"{MISTAKEN}&view=compare", WIDE),
    "app-classroom": (f"{GREEN}&view=classroom", PROJECTOR),
    "app-walk": ("?walk=3", WIDE),
    "app-notebook": ("?problem=notebook&tab=sizes", WIDE),
    "app-tablet": ("?cell=lstm", TABLET),
    "app-half": (GREEN, (960, 800)),
    "app-phone": ("", PHONE),
    "app-phone-mistake": (MISTAKEN, PHONE),
}


@pytest.mark.parametrize("name", APP)
def test_the_app_is_whole_and_steps(visitor: Visitor, server: Server, name: str) -> None:
    link, size = APP[name]
    visitor.open(f"{server.url}{link}", *size)
    visitor.wait(f"{THERE} && {QUIET}")
    ready(visitor)
    saved(visitor, name)
    wrong, before = wrong_at(visitor), visitor.at
    visitor.press("ArrowRight")
    visitor.wait(f"{THERE}.dataset.at !== '{before}'")
    visitor.wait(QUIET)
    wrong += wrong_at(visitor)
    assert wrong == []
    assert [error for error in visitor.errors if not any(part in error for part in OTHERS)] == []


def test_the_row_of_tabs_stands_in_one_line(visitor: Visitor, server: Server) -> None:
    """With room to spare: letters are wider elsewhere."""
    visitor.open(server.url, *WIDE)
    visitor.wait(f"{THERE} && {QUIET}")
    tops = "() => [...document.querySelectorAll('.tab-row label')].map((one) => one.getBoundingClientRect().top)"
    assert len(set(visitor.ask(tops))) == 1
    between = """() => document.querySelector(".unrolled-menus").getBoundingClientRect().left
      - document.querySelector(".tagline").getBoundingClientRect().right"""
    assert visitor.ask(between) >= 12
