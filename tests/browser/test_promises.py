"""The promises that a browser can watch over at every change. How they are measured: tests/benchmarks/bench_stage.py.

Sizes and the work done are what they are on any machine and have their budgets here. Times are not, where the machine
that runs these tests does much else meanwhile: `make bench` has those.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Browser, WebSocket, expect

from rnn_core import hello, word
from tests.benchmarks.bench_stage import (
    NOTHING,
    STAGE,
    empty_page,
    first_visit,
    heap_growth,
    panels_follow,
    scene_size,
)
from tests.harness import App, Server


def test_before_the_first_stage_comes_little_more_than_for_an_empty_page(
    browser_with_scrollbars: Browser, server: Server
):
    with empty_page() as empty:
        least = first_visit(browser_with_scrollbars, empty.url, NOTHING)
    ours = first_visit(browser_with_scrollbars, server.url, STAGE)
    # Streamlit's own fonts are loaded when a text first needs one, and other runs are fetched ahead: on a slow machine
    # both can come before the stage is painted, which does not wait for them.
    waits_for = [name for name in ours.bytes if not name.endswith(".woff2") and not name.startswith("runs.json")]
    more = {name: ours.bytes[name] - least.bytes.get(name, 0) for name in waits_for}
    assert sum(more.values()) <= 200_000, more


def test_the_first_view_needs_no_plotly_until_a_chart_is_opened(app: App):
    asked: list[str] = []
    app.page.on("request", lambda request: asked.append(request.url))
    app.open()
    assert not [url for url in asked if "plotly" in url.lower()]
    app.page.get_by_role("radio", name="By loss").click()
    expect(app.page.locator(".js-plotly-plot").first).to_be_visible()
    assert [url for url in asked if "plotly" in url.lower()], "this test no longer knows Plotly when it sees it"


def test_a_step_or_another_tab_or_theme_sends_no_scene_and_no_script_again(app: App):
    """The panel's own words alone, at most 10 kB; of the LSTM, whose scene has half a megabyte, Shapes has 59 facts."""
    frames: list[bytes] = []
    sockets: list[WebSocket] = []
    app.page.on("websocket", lambda socket: sockets.append(socket))
    app.page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(bytes(frame))))

    def largest(act: Callable[[], object]) -> int:
        with sockets[-1].expect_event("framereceived"):
            act()
        app.settle()
        assert not [frame for frame in frames if b"createPlayer" in frame or b'"steps":' in frame]
        size = max(map(len, frames))
        frames.clear()
        return size

    app.open("?cell=lstm")
    assert max(map(len, frames)) > 100_000, "this test knows a scene when it sees it"
    assert [frame for frame in frames if b"createPlayer" in frame and b'"steps":' in frame]
    frames.clear()
    for tab in ("Shapes", "Check", "Code"):
        assert largest(app.page.get_by_role("radio", name=tab).click) <= 10_000, tab
        expect(app.page).to_have_url(re.compile("tab=" + tab.lower() if tab != "Code" else r"lstm$"))
    assert largest(lambda: app.press("ArrowRight")) <= 10_000, "a step"
    # The charts are to be drawn in other colours.
    assert largest(lambda: app.page.emulate_media(color_scheme="dark")) <= 10_000, "the theme"
    expect(app.stage).to_have_class(re.compile("dark"))


def test_the_panels_follow_also_when_keys_come_quickly(app: App):
    assert len(panels_follow(app, burst=1, count=3)) >= 3
    assert len(panels_follow(app, burst=3, count=3)) >= 3


def test_stepping_leaves_nothing_behind(app: App):
    growth, nodes = heap_growth(app, steps=80, pause=0)
    assert growth <= 2 * 6, "kB a step"
    assert nodes < 1, "DOM nodes a step"


def test_the_scene_is_small_and_grows_with_the_timesteps_only():
    assert scene_size(hello()) <= 20
    half, whole = scene_size(word("abcabca")), scene_size(word("abcabcabcabca"))  # T = 6 and 12
    assert whole <= 2.2 * half
