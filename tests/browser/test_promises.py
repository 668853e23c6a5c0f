"""The promises that a browser can watch over at every change. How they are measured: tests/benchmarks/bench_stage.py.

Sizes and the work done are what they are on any machine and have their budgets here. Times are not, where the machine
that runs these tests does much else meanwhile: `make bench` has those.
"""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from rnn_core import hello, word
from tests.benchmarks.bench_stage import (
    NOTHING,
    STAGE,
    devtools,
    empty_page,
    first_visit,
    heap_growth,
    metrics,
    panels_follow,
    scene_size,
)
from tests.harness import App, Server


def test_before_the_first_stage_comes_little_more_than_for_an_empty_page(browser: Browser, server: Server):
    with empty_page() as empty:
        least = first_visit(browser, empty, NOTHING)
    ours = first_visit(browser, server, STAGE)
    # Streamlit's own fonts are loaded when a text first needs one, which on a slow machine can be before the stage.
    more = {name: size - least.bytes.get(name, 0) for name, size in ours.bytes.items() if not name.endswith(".woff2")}
    assert sum(more.values()) <= 200_000, more


def test_the_first_view_needs_no_plotly_until_a_chart_is_opened(app: App):
    asked: list[str] = []
    app.page.on("request", lambda request: asked.append(request.url))
    app.open()
    assert not [url for url in asked if "plotly" in url.lower()]
    app.page.get_by_role("radio", name="By loss").click()
    expect(app.page.locator(".js-plotly-plot").first).to_be_visible()
    assert [url for url in asked if "plotly" in url.lower()], "this test no longer knows Plotly when it sees it"


def test_the_panels_follow_also_when_keys_come_quickly(app: App):
    assert len(panels_follow(app, burst=1, count=3)) == 3
    assert len(panels_follow(app, burst=3, count=3)) == 3


FRAMES = """(count) => new Promise((done) => {
  const next = () => (count-- ? requestAnimationFrame(next) : done());
  next();
})"""


def test_pulses_leave_the_main_thread_alone(app: App):
    """In processor time, which other programs do not add to: 15 % of a frame of 60 in a second."""
    app.open("?at=backward.3.da_total").page.locator(".pulse").first.wait_for(state="attached")
    with devtools(app.settle()) as tools:
        before = metrics(tools)
        app.page.evaluate(FRAMES, 60)
        after = metrics(tools)
    assert (after["ThreadTime"] - before["ThreadTime"]) / 60 <= 0.15 / 60


def test_stepping_leaves_nothing_behind(app: App):
    growth, nodes = heap_growth(app, steps=80, pause=0)
    assert growth <= 2 * 6, "kB a step"
    assert nodes < 1, "DOM nodes a step"


def test_the_scene_is_small_and_grows_with_the_timesteps_only():
    assert scene_size(hello()) <= 20
    half, whole = scene_size(word("abcabca")), scene_size(word("abcabcabcabca"))  # T = 6 and 12
    assert whole <= 2.2 * half
