"""A person makes a classic mistake on purpose, sees what it does, and takes it back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.harness import App


def test_a_mistake_is_chosen_seen_and_taken_back(app: App):
    app.open("?at=backward.2.dz")
    app.page.get_by_role("button", name="What if").click()
    app.page.get_by_text("I already get da for every timestep").click()
    expect(app.page.get_by_role("button", name="Mistake on")).to_be_visible()
    expect(app.page).to_have_url(app.server.url + "?at=backward.2.dz&mistake=only-da")
    assert app.at == "backward.2.dz", "the same step of the other run"
    app.page.get_by_role("radio", name="Damage").click()
    expect(app.page.locator(".panel .damage .first")).to_have_text("✗ 136 %")
    app.page.get_by_role("button", name="Mistake on").click()
    expect(app.page.locator(".mistaken")).to_have_count(0)
    assert app.settle().at == "backward.2.dz"
    app.page.go_back()
    expect(app.page.locator(".mistaken")).to_have_count(1)


def test_each_part_of_an_addition_has_a_switch_that_leaves_it_out(app: App):
    app.open()
    remove = {
        part: app.stage.locator(".closeup").get_by_role("button", name=re.compile(f"Remove da.*{part}"))
        for part in ("softmax", "time")
    }
    remove["time"].click()
    expect(app.page).to_have_url(app.server.url + "?mistake=only-da")
    expect(remove["time"]).to_have_attribute("aria-pressed", "true")
    expect(app.stage.locator(".closeup .cell.struck").first).to_be_visible()
    remove["softmax"].click()
    expect(app.page).to_have_url(app.server.url + "?mistake=only-da-prevt")
    expect(remove["time"]).to_have_attribute("aria-pressed", "false")
    remove["softmax"].click()
    expect(app.page.locator(".mistaken")).to_have_count(0)
    expect(app.page).to_have_url(app.server.url)
    app.page.go_back()
    expect(remove["softmax"]).to_have_attribute("aria-pressed", "true")


def test_the_code_marks_the_line(app: App):
    app.open("?at=backward.3.da_total&mistake=only-da")
    expect(app.page.locator(".listing .edited")).to_have_text("✗ da_total = da_softmax")


@pytest.mark.parametrize("name", ["nonsense", "c-past-a"])
def test_a_mistake_that_cannot_be_made_is_said(app: App, name):
    app.open(f"?at=backward.2.dz&mistake={name}")
    expect(app.stage.get_by_role("status")).to_contain_text("No mistake is made here.")
    assert app.at == "backward.2.dz"


def test_the_mistake_does_not_follow_to_a_cell_that_cannot_make_it(app: App):
    app.open("?cell=lstm&mistake=c-past-a")
    app.page.get_by_role("button", name="Example:").click()
    app.page.get_by_text("RNN", exact=True).click()
    expect(app.page.locator(".mistaken")).to_have_count(0)


THREAD = """gradients["dx"][1][2] = [-0.4086444  -0.59255627  0.02466855  0.01483317]
gradients["da0"][2][3] = 0.35797354781107577
gradients["dWax"][3][1] = 9.080048935561893
gradients["dWaa"][1][2] = -1.1937344787376247
gradients["dba"][4] = [-1.40083774]"""


def test_somebodys_wrong_numbers_lead_to_the_mistake_behind_them(app: App):
    app.open()
    app.page.get_by_role("button", name="What if").click()
    app.page.get_by_text("My own numbers are wrong").click()
    dialog = app.page.get_by_role("dialog")
    dialog.get_by_label("Paste what it printed").fill("no numbers here")
    dialog.get_by_role("button", name="Find the cause").click()
    expect(dialog.get_by_text("There are no numbers in this text.")).to_be_visible()
    dialog.get_by_label("Paste what it printed").fill(THREAD)
    dialog.get_by_role("button", name="Find the cause").click()
    expect(dialog.get_by_text("This gives all your numbers:")).to_be_visible()
    dialog.get_by_text("See it happen at the first wrong step").click()
    app.wait_at("backward.1.dz")
    expect(app.page.get_by_role("button", name="Mistake on")).to_be_visible()


def asked(app: App, case: str, text: str) -> Locator:
    """The dialog, once somebody has said which test printed his numbers, pasted them, and asked for the cause."""
    app.open()
    app.page.get_by_role("button", name="What if").click()
    app.page.get_by_text("My own numbers are wrong").click()
    dialog = app.page.get_by_role("dialog")
    dialog.get_by_role("combobox").click()
    app.page.get_by_role("option", name=case).click()
    dialog.get_by_label("Paste what it printed").fill(text)
    dialog.get_by_role("button", name="Find the cause").click()
    return dialog


def test_a_long_search_says_how_far_it_is_and_stops_when_told(app: App):
    """One wrong number of lstm_backward alone: the longest search there is."""
    dialog = asked(app, "lstm_backward", 'gradients["dWf"][3][1] = -0.09876543210987')
    expect(dialog.get_by_text(re.compile(r"pairs of mistakes: [\d,]+ of [\d,]+, \d+ s or less to go"))).to_be_visible()
    dialog.get_by_role("button", name="Stop").click()
    expect(dialog.get_by_role("progressbar")).to_have_count(0)
    expect(dialog.get_by_label("Paste what it printed")).to_have_value('gradients["dWf"][3][1] = -0.09876543210987')
    expect(dialog.get_by_text("The search was stopped before its end")).to_be_visible()


LSTM_CELL = """gradients["dxt"][1][2] = 0.181152115261
gradients["da_prev"][2][3] = 0.0648994057216
gradients["dc_prev"][2][3] = 0.00450156960283
gradients["dWf"][3][1] = 0.330282637773
gradients["dbf"][4] = [ 0.18397807]
"""


def test_the_numbers_of_another_test_lead_into_that_test(app: App):
    """dc_next never added: the link opens lstm_cell_backward at the addition that lacks it."""
    dialog = asked(app, "lstm_cell_backward", LSTM_CELL)
    dialog.get_by_text("See it happen at the first wrong step").click()
    app.wait_at("backward.1.dc_total")
    expect(app.page).to_have_url(re.compile("cell=lstm&test=cell_backward&mistake=c-through-a-alone$"))
    expect(app.page.locator(".closeup .verdict .verdict-correct")).to_contain_text("changes this much")


def test_a_test_of_the_notebook_is_chosen_and_says_what_it_has_not(app: App):
    app.open("?problem=notebook")
    app.page.get_by_role("button", name="Example:").click()
    app.page.get_by_text("rnn_forward", exact=True).click()
    app.wait_at("forward.3.a")
    expect(app.page).to_have_url(app.server.url + "?problem=notebook&test=forward")
    expect(app.page.get_by_role("button", name="Example: rnn_forward")).to_be_visible()
    expect(app.page.get_by_role("radio", name="By loss")).to_have_count(0)
    app.page.get_by_role("radio", name="Check").click()
    expect(app.page.locator(".panel")).to_contain_text("This test hands in no targets, so there is no cost")
    app.page.get_by_role("link", name="y_pred[1][3][1]").click()
    app.wait_at("forward.2.y")
    app.page.get_by_role("button", name="What if").click()
    expect(app.page.get_by_text("the slot that it is about to fill")).to_have_count(1)
    app.open("?problem=notebook&test=cell_forward").page.get_by_role("button", name="What if").click()
    expect(app.page.get_by_text("None of the mistakes that have a name can be made in this test.")).to_be_visible()
