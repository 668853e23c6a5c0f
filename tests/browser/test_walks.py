"""Walks in the app and in the exported page: a stop's sentence stands where the step's does, the way on is clear."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.export.page import export
from app.scene.rich import rich
from app.stops import asked_at
from app.view import at_stop, parse_link, problem_of, run_of
from app.walks import WALKS
from tests.harness import App, resize
from tests.player.harness import INK
from tests.sample import each

WALK = WALKS["3"]
COUNT = len(WALK.stops)


def at(stop: int) -> str:
    return str(at_stop(WALK.id, stop).at)


def words(stop: int) -> list[str]:
    """The headline of a stop, without its symbols."""
    said, there = WALK.stops[stop - 1], at_stop(WALK.id, stop)
    assert there.at is not None
    parts = rich(said.headline, problem_of(there), there.at.t)
    return [part.strip() for part in parts if isinstance(part, str)]


def headline(page: Page) -> str:
    return page.locator(".closeup .headline").inner_text()


def show(page: Page, stop: int) -> None:
    """The answer, where one is asked: by the button that else goes on."""
    if WALK.stops[stop - 1].ask:
        expect(page.locator(".closeup .headline")).to_contain_text("Your turn")
        page.locator('.closeup [data-act="next-stop"]').click()
        expect(page.locator(".closeup .headline")).not_to_contain_text("Your turn")


def expect_stop(page: Page, stop: int) -> None:
    expect(page.locator("[data-at]")).to_have_attribute("data-at", at(stop))
    expect(page.locator(".closeup .where")).to_have_text(f"{stop} of {COUNT}")


@pytest.mark.parametrize("size", each([(1440, 900), (960, 800), (390, 844)], 3, 1))
def test_from_stop_to_stop_by_button_and_the_last_ends_it(app: App, size):
    """Stops with another run, too: the right sentence stands beside the right run, and the address is the stop's."""
    resize(app.page, size[0], size[1])
    app.open(f"?walk={WALK.id}")
    for stop in range(1, COUNT + 1):
        expect_stop(app.page, stop)
        show(app.page, stop)
        for piece in words(stop):
            assert piece in " ".join(headline(app.page).split()), stop
        wanted = f"?walk={WALK.id}" + (f"&stop={stop}" if stop > 1 else "")
        expect(app.page).to_have_url(app.server.url + wanted)
        app.page.locator('.closeup [data-act="next-stop"]').click()
    expect(app.page.locator(".closeup .headline")).to_have_text(WALK.question)
    app.settle().page.get_by_role("button", name="Learn").click()
    tick = app.page.locator("dialog[open] .item", has_text=WALK.question).locator(".tick")
    expect(tick).to_have_text("✓")


def test_the_clicker_goes_by_stops_the_arrows_by_steps_and_leaving_brings_ones_own_back(app: App):
    app.open("?at=forward.2.z&unit=2&code=off").page.get_by_role("button", name="Learn").click()
    app.page.locator("dialog[open] .item", has_text=WALK.question).click()
    expect_stop(app.page, 1)
    app.press("ArrowRight")
    expect(app.page.locator(".closeup [data-act='this-stop']")).to_be_visible()
    assert app.at != at(1)
    app.page.locator(".closeup [data-act='this-stop']").click()
    expect_stop(app.page, 1)
    app.press("PageDown")
    expect_stop(app.page, 2)
    app.press("PageDown")
    expect(app.page.locator(".closeup .headline")).not_to_contain_text("Your turn")  # what is asked is shown first
    app.press("PageDown")
    expect_stop(app.page, 3)
    app.press("PageUp", "PageUp")
    expect_stop(app.page, 1)
    expect(app.page.locator(".tabs")).not_to_contain_text("da_softmax")  # code=off is kept on the way
    app.page.locator(".closeup [data-act='quit']").click()
    expect(app.page).to_have_url(app.server.url + "?at=forward.2.z&unit=2&code=off")
    expect(app.page.locator(".closeup .walk")).to_have_count(0)


def test_back_and_reload_stay_on_the_walk(app: App):
    app.open(f"?walk={WALK.id}&stop=2")
    expect_stop(app.page, 2)
    app.press("PageDown", "PageDown")
    expect_stop(app.settle().page, 3)
    app.page.reload()
    expect_stop(app.page, 3)
    app.page.go_back()
    expect_stop(app.page, 2)


def test_a_walk_that_is_not_there_is_said_to_be_none_and_the_page_is_shown(app: App):
    app.open("?walk=<b>9</b>&stop=-4&at=forward.1.z")
    expect(app.page.locator(".notes")).to_contain_text("There is no walk “<b>9</b>”")
    assert app.at == "forward.1.z"
    expect(app.page.locator(".closeup .walk")).to_have_count(0)


def test_who_comes_without_a_link_is_told_where_this_is_and_where_to_begin(app: App):
    app.open()
    expect(app.page.locator(".welcome")).to_contain_text("step 39 of 70")
    app.press("ArrowRight")
    expect(app.page.locator(".welcome")).to_have_count(0)
    app.open("?at=backward.3.dz")
    expect(app.page.locator(".welcome")).to_have_count(0)
    app.open().page.locator("[data-act='first-walk']").click()
    expect(app.page.locator(".closeup .where")).to_contain_text("1 of")
    expect(app.page).to_have_url(app.server.url + "?walk=1")


@pytest.mark.parametrize("size", [(1440, 900), (1920, 1080)])
def test_on_a_high_window_the_welcome_lies_over_nothing(app: App, size):
    resize(app.page, *size)
    app.open()
    app.page.evaluate(INK)
    under = """() => {
      const meets = (a, b) => Math.min(a.right, b.right) > Math.max(a.left, b.left)
        && Math.min(a.bottom, b.bottom) > Math.max(a.top, b.top);
      const lower = document.querySelector(".lower"), card = document.querySelector(".welcome").getBoundingClientRect();
      const drawn = [...lower.querySelectorAll("svg :is(rect, circle, path), button")];
      const all = [...ink(lower), ...drawn.map((shape) => shape.getBoundingClientRect())];
      return [card, all.filter((one) => meets(card, one)).map(({ text, width }) => text ?? width)];
    }"""
    card, lies_over = app.page.evaluate(under)
    assert lies_over == []
    assert 0 <= card["left"] < card["right"] <= size[0]
    assert card["bottom"] <= size[1]


def test_on_a_small_phone_the_first_screen_has_every_row_and_what_filled_means(app: App):
    """The welcome stands where the menus stand when it has gone; nothing below moves."""
    resize(app.page, 360, 740)
    app.open()
    bar = app.page.locator(".transport").bounding_box()
    rows = app.page.locator(".closeup:not(.ahead) .line")
    expect(rows).to_have_count(5)
    places = [box.bounding_box() for box in [rows.last.locator(".cell").first, app.page.locator(".hollow-is").first]]
    assert bar
    assert all(place and place["y"] + place["height"] <= bar["y"] for place in places)
    expect(app.page.get_by_role("button", name="Learn")).to_have_count(0)
    app.page.locator(".welcome .quit").click()
    expect(app.page.get_by_role("button", name="Learn")).to_be_visible()
    assert rows.last.locator(".cell").first.bounding_box() == places[0]


def test_listeners_hear_where_they_are_then_the_sentence_of_a_stop_and_a_question_before_its_answer(app: App):
    app.open(f"?walk={WALK.id}")
    spoken = app.page.locator("[aria-live=polite]")
    where = r"^\s*backward, t = \d, step \d+ of \d+\. "
    expect(spoken).to_have_text(re.compile(rf"{where}{re.escape(words(1)[0])}"))
    app.press("PageDown")
    expect(spoken).to_have_text(re.compile(rf"{where}Your turn"))
    app.press("PageDown")
    expect(spoken).to_contain_text(words(2)[0])


def test_at_the_end_one_is_told_where_one_has_guessed_what_is_not_so(app: App):
    """The first guess counts, also after one has looked again; nothing of it is kept elsewhere."""
    state, _ = parse_link(f"?walk={WALK.id}&stop={COUNT}")
    ask = asked_at(state, run_of(state))
    assert ask is not None
    keys = {bool(choice.get("right")): "abcd"[i] for i, choice in enumerate(ask["choices"])}
    app.open(f"?walk={WALK.id}&stop={COUNT}").press(keys[False], "ArrowLeft", keys[True])
    expect(app.page.locator(".closeup .choice.good[aria-pressed=true]")).to_be_visible()
    app.page.locator('.closeup [data-act="next-stop"]').click()
    expect(app.page.locator(".closeup .grey")).to_contain_text(f"all {COUNT} stops")
    expect(app.page.locator(".closeup .grey")).to_contain_text(f"stop {COUNT}.")


@pytest.fixture
def saved(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """The walk's page, opened from disk without a network."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True)
    file = tmp_path / "walk.html"
    file.write_text(export(f"?walk={WALK.id}"), encoding="utf-8")
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(file.as_uri())
    yield page
    context.close()
    assert wrong == []


def test_the_exported_page_has_every_stop_in_it_and_its_address_is_the_hash(saved: Page):
    for stop in range(1, COUNT + 1):
        expect_stop(saved, stop)
        if stop == 3:
            expect(saved).to_have_url(re.compile(rf"#walk={WALK.id}&stop=3$"))
            saved.reload()
            expect_stop(saved, 3)
        saved.keyboard.press("PageDown")
        if WALK.stops[stop - 1].ask:
            saved.keyboard.press("PageDown")
    expect(saved.locator(".closeup .headline")).to_have_text(WALK.question)
    saved.locator(".closeup [data-act='quit']").click()
    expect(saved.locator(".closeup .walk")).to_have_count(0)
    saved.go_back()
    expect_stop(saved, COUNT)
