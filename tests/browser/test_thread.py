"""The story of the forum thread: opened from a link or the dialog, stepped through beside the right run, left again."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from playwright.sync_api import expect

from app.forum_thread import posted
from app.panels import thread
from app.selection import selection
from rnn_core import Trace, mistaken, notebook, run
from tests.browser.test_numbers import number
from tests.harness import App, Held

PAGE = thread.link()
RUNS = (run(notebook()), run(notebook(), mistaken(notebook(), thread.NAME)))
PAINTED = """() => [...document.querySelectorAll(".closeup .numbers")].map((half) => ({
  boxed: half.querySelector(".boxed-entry b").textContent,
  wrong: half.querySelector(".boxed-entry").matches(".wrong"),
  operands: [...half.querySelectorAll('.stacked [data-role="operand"]')].map((e) => e.textContent),
}))"""


def same(text: str, value: float) -> bool:
    shown, off = number(text)
    return abs(shown - value) <= off


def check(app: App, traces: tuple[Trace, Trace]) -> list[Any]:
    """Both halves have the numbers of their runs, at the step that is painted."""
    unit, example = selection(traces[0])
    at = next(step for step in traces[1].steps if str(step) == app.at)
    halves: list[Any] = app.page.evaluate(PAINTED)
    for trace, half in zip(traces, halves, strict=True):
        value = trace.at(at.quantity, at.t)
        entry = (unit - 1, example - 1)
        if value.shape == (5, 10):
            assert same(half["boxed"], value[entry]), at
        assert any(same(half["boxed"], one) for one in value.ravel()), at
        line = trace.line(at)
        if line and line.kind == "product":
            operands = [trace.evaluate(line, operand, at.t)[entry] for operand in line.expression.operands]
            assert all(same(text, one) for text, one in zip(half["operands"], operands, strict=True)), at
    return [half["wrong"] for half in halves]


def test_the_link_opens_both_runs_with_the_account_and_the_keys_step_both(app: App):
    visitor = app.fresh().open(PAGE)
    assert visitor.at == "backward.1.dz"
    expect(visitor.page.get_by_role("radio", name="The thread")).to_be_checked()
    expect(visitor.page.locator(".panel .thread tbody tr")).to_have_count(8)
    assert "What the thread believed" in visitor.page.locator(".panel .told").inner_text()
    assert check(visitor, RUNS) == [False, True]
    visitor.press("ArrowLeft")
    assert visitor.at == "backward.1.da_total"
    assert check(visitor, RUNS) == [False, False]
    for _ in range(7):
        visitor.press("ArrowRight")
        assert check(visitor, RUNS)[1] == (not np.allclose(*(trace.at(*_at(visitor)) for trace in RUNS)))
    assert visitor.at == "end.da0"


def _at(app: App) -> tuple[str, int]:
    at = next(step for step in RUNS[1].steps if str(step) == app.at)
    return at.quantity, at.t


def test_back_and_reload_keep_it_and_a_button_leaves_it(app: App):
    app.open(PAGE).press("ArrowRight")
    expect(app.page).to_have_url(re.compile(r"at=backward\.1\.dx&"))
    app.page.reload()
    app.wait_at("backward.1.dx").settle()
    expect(app.page.locator(".run-title")).to_have_count(2)
    app.page.get_by_role("button", name="One run alone").click()
    expect(app.page.locator(".run-title")).to_have_count(0)
    assert app.settle().at == "backward.1.dx"
    assert "view=" not in app.link
    app.page.go_back()
    expect(app.page.locator(".run-title")).to_have_count(2)
    app.wait_at("backward.1.dx").settle()
    check(app, RUNS)
    app.press("f")
    expect(app.page.locator(".page.classroom .run-title")).to_have_count(0)
    app.press("f")
    expect(app.page.locator(".run-title")).to_have_count(2)
    app.page.get_by_role("button", name="Mistake on").click()
    expect(app.page.locator(".mistaken")).to_have_count(0)
    assert "view=" not in app.settle().link, "there is nothing left to compare"


def test_any_mistake_can_be_compared(app: App):
    app.open("?at=backward.3.dz&mistake=only-da")
    app.page.get_by_role("button", name="Compare with the right run").click()
    expect(app.page.locator(".run-title").last).to_have_text("✗ With the mistake")
    assert app.settle().at == "backward.3.dz"
    app.page.get_by_role("button", name="Example:").click()
    app.page.get_by_text("LSTM", exact=True).click()
    expect(app.page.locator(".run-title")).to_have_count(2)
    app.wait_at("backward.3.da_total")


def test_a_step_that_only_the_right_run_has_stays_when_the_page_is_loaded_again(app: App):
    link = "?at=backward.1.dz&mistake=order.backward.early&view=compare"
    app.open(link)
    assert app.at == "backward.1.dz"
    expect(app.page.locator(".closeup .left-out")).to_have_text("With the mistake the loop leaves this step out.")
    for tab in ("Damage", "By loss", "Check"):
        app.page.get_by_role("radio", name=tab).click()
        expect(app.page.get_by_role("radio", name=tab)).to_be_checked()
        app.settle()
    assert app.at == "backward.1.dz"
    app.page.get_by_role("button", name="One run alone").click()
    app.wait_at("backward.2.dz")
    expect(app.stage.get_by_role("status")).to_contain_text("Timesteps go from 2 to 4")


def test_the_jumps_of_the_account_lead_to_their_steps(app: App):
    app.open(PAGE)
    app.page.get_by_role("link", name="dba[4]").click()
    app.wait_at("backward.1.dba").settle()
    expect(app.page.locator(".closeup .boxed-entry").first).to_contain_text("unit 5")
    boxed = app.page.evaluate(PAINTED)
    assert same(boxed[0]["boxed"], -0.7474772166221403)
    assert same(boxed[1]["boxed"], -1.4008377444886193)
    app.page.get_by_role("link", name="on the same cache").click()
    app.wait_at("backward.1.dWaa").settle()
    expect(app.page.locator(".run-title").last).to_have_text("✗ With the mistake")
    app.page.go_back()
    app.wait_at("backward.1.dba").settle()
    app.page.get_by_role("link", name="alone").click()
    expect(app.page.locator(".run-title").last).to_have_text("✗ With the mistake")
    assert [half["wrong"] for half in app.page.evaluate(PAINTED)] == [False, False], "it changes no number"


def test_the_dialog_fills_in_the_threads_numbers_and_leads_to_its_story(app: App):
    """Also when the next click is made before the answer to the first has come."""
    line = Held(app)
    app.open()
    app.page.get_by_role("button", name="What if").click()
    app.page.get_by_text("My own numbers are wrong").click()
    dialog = app.page.get_by_role("dialog")
    example = dialog.get_by_role("button", name="An example: the numbers of a forum thread")
    expect(example).to_be_visible()
    line.held = True
    example.click()
    line.wait()
    dialog.get_by_role("button", name="Find the cause").click()
    line.release()
    expect(dialog.get_by_text("This gives all your numbers:")).to_be_visible()
    expect(dialog.get_by_label("Paste what it printed")).to_have_value(posted())
    dialog.get_by_role("link", name="The story of that thread").click()
    app.wait_at("backward.1.dz").settle()
    expect(app.page.locator(".run-title")).to_have_count(2)
