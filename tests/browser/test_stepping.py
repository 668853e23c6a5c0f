"""A person steps through the app in a real browser, follows links, goes back, reloads."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

import rnn_core
from rnn_core import run
from tests.harness import App

DEFAULT = "backward.3.da_total"


def number(text: str) -> float:
    """A printed number: true minus sign, perhaps in brackets."""
    return float(text.strip("()").replace("−", "-"))


def test_the_first_screen_is_the_green_addition_of_hello(app: App):
    app.open()
    assert app.at == DEFAULT
    assert "was used twice, so two gradients come back. Add them." in app.headline
    assert app.link == "", "the default state needs no key in the link"
    expect(app.stage.locator('.strip .node.plus[data-t="3"]')).to_be_visible()
    expect(app.page.get_by_role("button", name="Start from the beginning")).to_be_visible()


def test_keys_step_forward_and_back_and_the_address_follows(app: App):
    app.open().press("ArrowRight")
    assert app.at == "backward.3.dz"
    expect(app.page).to_have_url(app.server.url + "?at=backward.3.dz")
    app.press("PageUp")
    assert app.at == DEFAULT
    expect(app.page).to_have_url(app.server.url)
    app.press("Shift+ArrowRight")
    assert app.at == "backward.2.da_total"
    app.press("Shift+ArrowLeft", "Home")
    assert app.at == "forward.1.z"
    app.press("End")
    assert app.at == "end.da0"
    app.press("g")
    assert app.at == "backward.1.da_total"


def test_no_key_press_is_lost_and_the_server_does_not_pull_back(app: App):
    app.open("?at=forward.1.z")
    for _ in range(30):
        app.page.keyboard.press("ArrowRight")
    steps = [str(step) for step in run(rnn_core.hello()).steps]
    app.wait_at(steps[30]).settle()
    assert app.at == steps[30]
    expect(app.page).to_have_url(f"{app.server.url}?at={steps[30]}")


def test_buttons_and_slider_do_what_the_keys_do(app: App):
    app.open()
    app.page.get_by_role("button", name="Step forward").click()
    app.wait_at("backward.3.dz")
    app.page.get_by_role("button", name="Step back").click()
    app.wait_at(DEFAULT)
    app.page.get_by_role("button", name="Start from the beginning").click()
    app.wait_at("forward.1.z")
    slider = app.page.get_by_role("slider", name="Step")
    box = slider.bounding_box()
    assert box
    app.page.mouse.click(box["x"] + 300, box["y"] + 14)
    assert app.at.startswith("forward.1.")
    app.page.mouse.click(box["x"] + 300, box["y"] + 38)
    assert app.at.startswith("backward.1.")
    assert slider.get_attribute("aria-valuenow") == str(1 + [str(s) for s in run(rnn_core.hello()).steps].index(app.at))


def test_play_steps_until_a_key_stops_it(app: App):
    fresh = app.fresh(new=True).open("?at=backward.2.dlogits")
    fresh.page.clock.install()
    fresh.press("Space").wait_at("backward.2.dby").press("Space")
    stopped = fresh.at
    fresh.page.clock.run_for(5000)
    assert fresh.at == stopped


def test_back_undoes_a_jump_but_not_every_step(app: App):
    fresh = app.fresh().open()
    fresh.press("ArrowRight", "ArrowRight", "End")
    fresh.wait_at("end.da0").page.go_back()
    fresh.wait_at("backward.3.dx")
    fresh.page.go_forward()
    fresh.wait_at("end.da0")


def test_back_undoes_a_new_problem_and_its_step(app: App):
    fresh = app.fresh().open().press("ArrowRight")
    choose(fresh, "rnn_backward")
    fresh.wait_at(DEFAULT)
    expect(fresh.page).to_have_url(re.compile("problem=notebook"))
    fresh.page.go_back()
    fresh.wait_at("backward.3.dz").settle()
    expect(fresh.page).to_have_url(fresh.server.url + "?at=backward.3.dz")


def test_a_chosen_tab_is_in_the_address_and_back_forward_and_a_reload_open_it(app: App):
    """It is sent without the scene, so the stage has it from somewhere else."""
    fresh = app.fresh().open("?at=backward.2.dz")
    tab = fresh.page.get_by_role("radio", name="Shapes")
    tab.click()
    expect(fresh.page).to_have_url(f"{fresh.server.url}?at=backward.2.dz&tab=shapes")
    fresh.settle().press("ArrowRight").wait_at("backward.2.dx")
    expect(fresh.page).to_have_url(f"{fresh.server.url}?at=backward.2.dx&tab=shapes")
    fresh.press("End").wait_at("end.da0")
    fresh.page.reload()
    fresh.wait_at("end.da0").settle()
    expect(tab).to_be_checked()
    expect(fresh.page).to_have_url(f"{fresh.server.url}?at=end.da0&tab=shapes")
    fresh.page.get_by_role("radio", name="Check").click()
    expect(fresh.page).to_have_url(f"{fresh.server.url}?at=end.da0&tab=check")
    fresh.settle().page.go_back()
    fresh.wait_at("backward.2.dx").settle()
    expect(tab).to_be_checked()
    expect(fresh.page).to_have_url(f"{fresh.server.url}?at=backward.2.dx&tab=shapes")
    fresh.page.go_forward()
    fresh.wait_at("end.da0").settle()
    expect(fresh.page.get_by_role("radio", name="Check")).to_be_checked()


def test_after_a_tab_was_chosen_with_the_mouse_the_keys_step(app: App):
    app.open().page.get_by_role("radio", name="Shapes").click()
    expect(app.page).to_have_url(re.compile("tab=shapes"))
    app.settle().press("ArrowRight")
    assert app.at == "backward.3.dz"


def choose(app: App, name: str) -> None:
    app.page.get_by_role("button", name="Example:").click()
    app.page.locator(".unrolled-menus dialog[open]").get_by_text(name, exact=True).click()
    app.settle()


def test_another_cell_is_chosen_stepped_through_and_left_again(app: App):
    """The Cell control, the link, the panels of the LSTM; a cell that the notebook has not is said in one line."""
    fresh = app.fresh().open()
    choose(fresh, "LSTM")
    fresh.wait_at(DEFAULT)
    expect(fresh.page).to_have_url(re.compile(r"\?cell=lstm$"))
    fresh.press("g").wait_at("backward.3.dc_total").settle()
    expect(fresh.page.locator(".listing [aria-current=step]")).to_contain_text("dc_total = dc_a + dc_time")
    expect(fresh.page.locator(".listing [aria-current=step]")).to_be_in_viewport()
    fresh.page.go_back()
    fresh.wait_at(DEFAULT)
    fresh.open("?cell=gru_after&problem=notebook")
    expect(fresh.stage.get_by_role("status")).to_contain_text("no GRU, so its RNN is shown")
    fresh.open("?cell=gru_before&at=backward.2.dzr")
    assert fresh.at == "backward.2.dzr"
    assert "was multiplied by" in fresh.headline


def test_after_choosing_with_the_mouse_the_keys_are_the_stage_s(app: App):
    app.open()
    choose(app, "rnn_backward")
    expect(app.page).to_have_url(re.compile("problem=notebook"))
    app.settle().press("ArrowRight")
    assert app.at == "backward.3.dz"


def test_a_link_opens_elsewhere_exactly_what_is_on_the_screen(app: App):
    app.open("?at=backward.2.da_total&problem=word&word=banana&seed=3&unit=2")
    expect(app.page).to_have_url(re.compile("seed=3$"))  # as the stage writes it
    headline, link = app.headline, app.link
    other = app.fresh().open(link)
    assert (other.at, other.headline, other.link) == ("backward.2.da_total", headline, link)
    other.page.reload()
    other.wait_at("backward.2.da_total")


@pytest.mark.parametrize(
    ("link", "at", "said"),
    [
        ("?at=backward.9.dz", "backward.4.dz", "Timesteps go from 1 to 4"),
        ("?at=<script>alert(1)</script>", DEFAULT, "at names a pass"),
        ("?problem=word&word=no+spaces+please", "backward.4.da_total", "letters only"),
        ("?unit=99", DEFAULT, "unit goes from 1 to 5"),
    ],
)
def test_a_bad_link_opens_the_nearest_state_and_says_so(app: App, link: str, at: str, said: str):
    app.open(link)
    app.wait_at(at)
    expect(app.stage.get_by_role("status")).to_contain_text(said)
    assert app.page.locator("script", has_text="alert(1)").count() == 0


def test_the_server_restarting_under_an_open_page_loses_no_step(app: App):
    fresh = app.fresh().open().press("ArrowRight", "ArrowRight")
    app.server.stop()
    fresh.press("ArrowRight")
    assert fresh.at == "backward.3.dWax"
    lost = fresh.page.get_by_role("dialog").filter(has_text="Connection error")
    lost.wait_for()  # Streamlit says it in a dialog, behind which no key acts
    app.server.start()
    lost.wait_for(state="hidden")
    fresh.settle().press("ArrowRight")
    assert fresh.at == "backward.3.dWaa"
    expect(fresh.page.locator("[data-testid=stConnectionStatus]")).to_have_count(0)
    fresh.errors.clear()  # the browser itself logs that the server was away


def test_no_key_acts_behind_a_dialog(app: App):
    app.open("?problem=notebook").page.get_by_role("button", name="What if").click()
    app.page.get_by_text("My own numbers are wrong").click()
    dialog = app.page.get_by_role("dialog").filter(has_text="numbers")
    dialog.get_by_role("button", name="An example").focus()
    before = app.link
    app.press("ArrowRight", "u", "f", "End")
    app.page.evaluate("document.activeElement.blur()")
    app.press("ArrowRight", "u", "f", "End")
    assert (app.at, app.link) == (DEFAULT, before)
    expect(dialog).to_be_visible()


def test_typing_a_word_is_not_stepping(app: App):
    app.open("?problem=word&word=banana")
    at = app.at
    app.page.get_by_role("button", name="Example:").click()
    word = app.page.get_by_role("textbox", name="Word")
    word.fill("gu")
    word.press("ArrowLeft")
    word.press("u")
    assert app.at == at
