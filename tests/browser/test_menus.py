"""The two menus of the header by keyboard, mouse and touch: the focus goes in and comes back, only a choice applies."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.harness import App, resize, wait_until
from tests.sample import sample

DEFAULT = "backward.3.da_total"
EXAMPLE, WHAT_IF, LEARN = "Example:", "What if", "Learn"
INSIDE = """(() => {
  const { left, right, top, bottom } = document.querySelector("dialog[open]").getBoundingClientRect();
  return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
})()"""
NOTHING_BESIDE = "() => document.querySelector('dialog[open]').contains(document.activeElement)"


def button(app: App, name: str) -> Locator:
    return app.page.get_by_role("button", name=name)


def menu(app: App) -> Locator:
    return app.page.locator(".unrolled-menus dialog[open]")


def opened(app: App, name: str) -> Locator:
    """The menu, opened with the mouse."""
    button(app, name).click()
    expect(menu(app)).to_be_visible()
    return menu(app)


@pytest.mark.parametrize(
    ("name", "first", "down", "says", "link"),
    [
        (EXAMPLE, "hell → ello", 4, "LSTM", "?cell=lstm"),
        (WHAT_IF, "no mistake", 11, "derivative of tanh", "?mistake=derivative-of-z"),
    ],
)
def test_by_keyboard_the_arrows_move_and_enter_applies(app: App, name, first, down, says, link):
    app.open()
    button(app, name).focus()
    app.page.keyboard.press("Enter")
    focused = menu(app).locator("button:focus")
    expect(focused).to_contain_text(first)
    for _ in range(down):
        app.page.keyboard.press("ArrowDown")
    expect(focused).to_contain_text(says)
    app.page.keyboard.press("ArrowUp")
    expect(focused).not_to_contain_text(says)
    app.page.keyboard.press("ArrowDown")
    expect(menu(app)).to_be_visible()
    assert app.settle().link == "", "nothing is chosen yet"
    app.page.keyboard.press("Enter")
    expect(app.page).to_have_url(app.server.url + link)
    expect(menu(app)).to_have_count(0)
    expect(button(app.settle(), name)).to_be_focused()


@pytest.mark.parametrize("name", [EXAMPLE, WHAT_IF])
def test_the_focus_stays_in_the_menu_until_esc_gives_it_back(app: App, name):
    app.open()
    button(app, name).focus()
    app.page.keyboard.press("Space")
    items = menu(app).locator(".item")
    app.page.keyboard.press("End")
    expect(items.last).to_be_focused()
    app.page.keyboard.press("ArrowDown")
    expect(items.first).to_be_focused()
    app.press("ArrowRight", "PageDown", "g", "u", "f", "?")
    assert app.page.evaluate(NOTHING_BESIDE)
    app.page.keyboard.press("Escape")
    expect(menu(app)).to_have_count(0)
    expect(button(app, name)).to_be_focused()
    assert (app.at, app.settle().link) == (DEFAULT, ""), "no key of the menu was one of the stage's"


def test_a_click_beside_a_menu_closes_it(app: App):
    app.open()
    opened(app, EXAMPLE)
    app.page.mouse.click(20, 850)
    expect(menu(app)).to_have_count(0)
    assert (app.at, app.settle().link) == (DEFAULT, "")
    app.press("ArrowRight")
    assert app.at == "backward.3.dz", "after the mouse the keys are the stage's"


def test_one_click_opens_an_example_a_cell_or_a_test(app: App):
    app.open()
    opened(app, EXAMPLE).get_by_text("lstm_cell_backward").click()
    expect(menu(app)).to_have_count(0)
    expect(app.page).to_have_url(app.server.url + "?problem=notebook&cell=lstm&test=cell_backward")
    expect(button(app, "Example: lstm_cell_backward")).to_be_visible()
    gru = opened(app.settle(), EXAMPLE).get_by_role("button", name="GRU, reset after it")
    expect(gru).to_contain_text("with hell → ello: the notebook has no GRU")
    gru.click()
    expect(app.page).to_have_url(app.server.url + "?cell=gru_after")
    expect(opened(app.settle(), EXAMPLE).locator('[aria-pressed="true"]')).to_contain_text(
        ["hell → ello", "GRU, reset after it", "as in the course", "Show the backward code"]
    )


def test_a_word_is_typed_refused_and_typed_again_without_leaving_the_menu(app: App):
    app.open()
    button(app, EXAMPLE).focus()
    app.press("Enter", "ArrowDown", "Enter")
    word = menu(app).get_by_role("textbox", name="Word")
    expect(word).to_be_focused()
    word.fill("abcdefghi")
    app.page.keyboard.press("Enter")
    expect(menu(app).get_by_role("alert")).to_have_text("A word has 2 to 8 different letters; this one has 9.")
    expect(word).to_have_value("abcdefghi")
    assert app.link == ""
    word.fill("gurke")
    app.page.keyboard.press("Enter")
    expect(app.page).to_have_url(app.server.url + "?problem=word&word=gurke")
    expect(menu(app)).to_have_count(0)
    expect(button(app.settle(), "Example: gurk → urke · RNN")).to_be_focused()
    again = opened(app, EXAMPLE)
    expect(again.get_by_role("textbox", name="Word")).to_have_value("gurke")
    expect(again.get_by_role("alert")).to_have_count(0)


def test_random_sizes_are_chosen_with_the_mouse(app: App):
    app.open()
    sizes = opened(app, EXAMPLE)
    sizes.get_by_text("random numbers").click()
    expect(sizes).to_be_visible()
    for name, value in {"units": "2", "timesteps": "3"}.items():
        sizes.get_by_role("spinbutton", name=name).fill(value)
    sizes.get_by_role("spinbutton", name="examples").fill("13")
    sizes.get_by_role("button", name="Show", exact=True).last.click()
    expect(menu(app)).to_be_visible()  # the browser says that 13 are too many
    sizes.get_by_role("spinbutton", name="examples").fill("4")
    sizes.get_by_role("button", name="Show", exact=True).last.click()
    expect(app.page).to_have_url(app.server.url + "?problem=random&n_a=2&m=4&T=3")
    expect(menu(app)).to_have_count(0)
    app.settle().press("ArrowRight")
    assert app.at == "backward.2.dz", "after the mouse the keys are the stage's"


def test_the_backward_code_is_hidden_and_stays_hidden_where_a_panel_leads(app: App):
    app.open("?problem=notebook&at=backward.3.dz")
    opened(app, EXAMPLE).get_by_text("Show the backward code").click()
    hidden = app.page.get_by_text("The backward code is hidden for this class.")
    expect(hidden).to_be_visible()
    expect(app.page).to_have_url(re.compile("code=off"))
    app.page.get_by_role("radio", name="Check").click()
    app.page.get_by_role("link", name="dWaa[1][2]").click()
    app.wait_at("backward.1.dWaa").settle()
    assert "code=off" in app.link
    app.page.get_by_role("radio", name="Code").click()
    expect(hidden).to_be_visible()
    expect(opened(app, EXAMPLE).get_by_role("button", name="Show the backward code")).to_have_attribute(
        "aria-pressed", "false"
    )


def test_after_somebodys_own_numbers_the_focus_is_back_on_the_button(app: App):
    app.open()
    button(app, WHAT_IF).focus()
    app.press("Enter", "End", "Enter")
    dialog = app.page.get_by_role("dialog", name="What is wrong with my numbers?")
    expect(dialog).to_be_visible()
    app.settle().page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(button(app, WHAT_IF)).to_be_focused()


@pytest.mark.parametrize(
    ("name", "size"),
    sample(
        [(LEARN, (1440, 900)), (EXAMPLE, (960, 600)), (WHAT_IF, (390, 844)), (LEARN, (320, 500))],
        [
            (name, size)
            for name in (EXAMPLE, WHAT_IF, LEARN)
            for size in ((1440, 900), (960, 600), (390, 844), (320, 500))
        ],
    ),
)
def test_a_menu_stands_in_the_window_and_scrolls_where_it_is_too_long(app: App, name, size):
    width, height = size
    phone = app.fresh(has_touch=True)
    resize(phone.page, width, height)
    phone.open("?problem=word")
    button(phone, name).tap()
    expect(menu(phone)).to_be_visible()
    wait_until(phone.page, INSIDE)
    last = menu(phone).locator(".item").last
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport()
    assert menu(phone).evaluate("(e) => e.scrollWidth <= e.clientWidth")
    resize(phone.page, height, width)
    wait_until(phone.page, INSIDE)


def test_other_names_are_chosen_and_the_step_stays(app: App):
    app.open("?at=backward.3.dz")
    opened(app, EXAMPLE).get_by_text("as in min-char-rnn").click()
    expect(app.page).to_have_url(app.server.url + "?at=backward.3.dz&names=h")
    expect(app.page.locator(".listing [aria-current]")).to_contain_text("dhraw = (1 - hs[:, :, t]**2) * dh")
    for tab, says in {"Sizes": "dh", "Check": "np.tanh(hraw)", "Shapes": "dhraw"}.items():
        app.page.get_by_role("radio", name=tab).click()
        expect(app.settle().page.locator(".panel").first).to_contain_text(says)
    expect(opened(app, EXAMPLE).get_by_role("button", name="as in min-char-rnn")).to_have_attribute(
        "aria-pressed", "true"
    )
