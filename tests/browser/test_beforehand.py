"""Compare, and leaving a part out: shown at once from what was fetched before, and the server follows."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.harness import App, Held, wait_until

GREEN = "?at=backward.3.da_total"
FETCHED = """performance.getEntriesByType("resource")
  .some(({ name, responseEnd }) => name.includes("/runs.json") && responseEnd)"""


@pytest.fixture
def line(app: App) -> Held:
    return Held(app)


def opened(app: App, link: str) -> App:
    app.open(link)
    wait_until(app.page, FETCHED)
    return app.settle()


def test_a_part_is_left_out_before_the_server_answers(app: App, line: Held):
    opened(app, GREEN)
    line.held = True
    app.stage.get_by_role("button", name="Remove").last.click()
    expect(app.stage.get_by_role("button", name="Mistake on")).to_be_visible()
    expect(app.stage.locator(".listing .edited")).to_have_text("✗ da_total = da_softmax")
    expect(app.page).to_have_url(re.compile("mistake=only-da"))
    app.press("ArrowRight")
    assert app.at == "backward.3.dz"
    line.release()
    expect(app.page.get_by_role("radio", name="Damage")).to_be_visible()
    app.settle()
    assert app.at == "backward.3.dz", "the answer opens nothing again"
    assert app.link == "?at=backward.3.dz&mistake=only-da"
    app.page.reload()
    app.wait_at("backward.3.dz")
    expect(app.stage.get_by_role("button", name="Mistake on")).to_be_visible()


def test_two_runs_stand_side_by_side_before_the_server_answers_and_one_again(app: App, line: Held):
    opened(app, GREEN + "&mistake=only-da")
    line.held = True
    app.stage.get_by_role("button", name="Compare").click()
    expect(app.stage.locator(".run-title")).to_have_count(2)
    expect(app.page).to_have_url(re.compile("view=compare"))
    app.stage.get_by_role("button", name="One run alone").click()
    expect(app.stage.locator(".run-title")).to_have_count(0)
    app.stage.get_by_role("button", name="Turn off").click()
    expect(app.stage.get_by_role("button", name="Turn off")).to_have_count(0)
    line.release()
    expect(app.page.get_by_role("radio", name="Sizes")).to_be_visible()
    app.settle()
    assert app.link in ("", "/")
    expect(app.stage.locator(".run-title")).to_have_count(0)


def test_back_undoes_it(app: App):
    opened(app, GREEN)
    app.stage.get_by_role("button", name="Remove").last.click()
    expect(app.page.get_by_role("radio", name="Damage")).to_be_visible()
    app.settle().page.go_back()
    expect(app.stage.get_by_role("button", name="Turn off")).to_have_count(0)
    expect(app.page.get_by_role("radio", name="Sizes")).to_be_visible()


def test_of_a_run_that_takes_seconds_nothing_is_fetched_before_it_is_asked_for(app: App):
    asked: list[str] = []
    app.page.on("request", lambda request: asked.append(request.url))
    app.page.clock.install()
    app.open("?problem=random&cell=lstm&n_a=8&m=12&T=12").page.clock.run_for(5000)
    assert not [url for url in asked if "runs.json" in url]
    app.stage.get_by_role("button", name="Remove").first.click()
    expect(app.stage.get_by_role("button", name="Turn off")).to_be_visible()
