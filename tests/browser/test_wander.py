"""Somebody presses, clicks, goes back and turns the window at random: the page lives on, and nothing complains.

What is done comes from a seed, a fixed number of actions whatever time they take. `make wander SEED=7` does many more
of another seed; a test that fails says its seed and its last actions.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Error, expect

from app.scene.words.names import NOTEBOOK_CELLS
from app.walks import WALKS
from rnn_core import CELLS, EVERY_CASE, classics, hello
from tests.harness import App

SEED = os.environ.get("UNROLLED_WANDER", "")
ACTIONS = 400 if SEED else 25
KEYS = ["ArrowRight", "ArrowLeft", "PageDown", "PageUp", "Shift+ArrowRight", "Shift+ArrowLeft", "Home", "End", "Space"]
KEYS += ["g", "u", "Shift+U", "f", "?", "Escape", "Tab", "Shift+Tab", "Enter", "ArrowDown", "ArrowUp", *"abcd"]
SIZES = [(1440, 900), (1280, 640), (1285, 720), (1024, 768), (960, 600), (700, 900), (390, 844), (360, 640), (844, 390)]
# What can be clicked, by where it is.
PLACES = {
    "strip": ".strip [data-quantity]",
    "close-up": ".closeup :is(button, [data-unit], [data-column], a, summary)",
    "transport": ".transport :is(button, .rail)",
    "actions": ".actions button, .notes button, .welcome button",
    "menus": ".opener",
    "what is open": "dialog[open] :is(button, label, input), [role=dialog] :is(button, a)",
    "tabs": ".tab-row input",
    "panel": ".st-key-panels :is(a, summary)",
}
LINKS = [
    "",
    "?problem=word&word=mississippian&seed=3",
    "?problem=random&n_a=8&m=12&T=12&unit=8&example=12",
    "?problem=random&n_x=1&n_a=1&n_y=2&m=1&T=1",
    "?at=backward.9.dz&unit=99&tab=nonsense&problem=nonsense",
    "?at=backward.3.da_total&view=classroom",
    "?code=off&tab=loss",
    "?ask=on&names=h",
    *(f"?walk={walk.id}&stop={len(walk.stops)}" for walk in WALKS.values()),
    *(f"?cell={cell.name}&at=backward.2.da_total" for cell in CELLS),
    *(f"?problem=notebook&cell={case.problem.cell.name}&test={case.test}" for case in EVERY_CASE),
    *(f"?cell={cell.name}&mistake={one.name}" for cell in CELLS for one in classics(hello(cell))),
    *(f"?problem=notebook&cell={cell}&mistake=never-updated&view=compare&tab=damage" for cell in NOTEBOOK_CELLS),
]
# The place of one of the elements that can be seen, brought into sight; nothing where there is none.
PLACE = """([selector, share]) => {
  const visible = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length;
  const seen = [...document.querySelectorAll(selector)].filter(visible), chosen = seen[Math.floor(share * seen.length)];
  chosen?.scrollIntoView({ block: "nearest", inline: "nearest" });
  const box = chosen?.getBoundingClientRect();
  return box && [box.left + box.width / 2, box.top + box.height / 2];
}"""


class Wanderer:
    """One visitor who does what the seed says, and notes it down."""

    def __init__(self, app: App, seed: str) -> None:
        self.app, self.chance, self.done = app, random.Random(seed), [f"seed {seed}"]
        self.ways: dict[str, tuple[int, Callable[[], str]]] = {
            "press": (12, self.press),
            "click": (14, self.click),
            "type": (1, self.type),
            "go back": (2, self.go_back),
            "go forward": (1, self.go_forward),
            "reload": (1, self.reload),
            "resize": (2, self.resize),
            "open": (2, self.open),
        }

    def act(self) -> None:
        """One action, noted down before its consequences are seen."""
        weights = [weight for weight, _ in self.ways.values()]
        way = self.chance.choices(list(self.ways), weights)[0]
        self.done.append(way)
        self.done[-1] += f" {self.ways[way][1]()}"

    def press(self) -> str:
        key = self.chance.choice(KEYS)
        self.app.page.keyboard.press(key)
        return key

    def click(self) -> str:
        place, share = self.chance.choice(list(PLACES)), self.chance.random()
        where = self.app.page.evaluate(PLACE, [PLACES[place], share])
        if where:
            self.app.page.mouse.click(*where)
        return f"{place} {where or 'nowhere'}"

    def type(self) -> str:
        """Letters and digits that neither the stage nor Streamlit takes for itself, into whatever has the focus."""
        text = "".join(self.chance.choices("abdeln7", k=3))
        self.app.page.keyboard.type(text)
        return text

    def go_back(self) -> str:
        self.app.page.go_back(wait_until="commit")
        if not self.app.page.url.startswith(self.app.server.url):  # before the first page there is an empty one
            self.app.page.go_forward(wait_until="commit")
        return ""

    def go_forward(self) -> str:
        self.app.page.go_forward(wait_until="commit")
        return ""

    def reload(self) -> str:
        self.app.page.reload(wait_until="commit")
        return ""

    def resize(self) -> str:
        width, height = self.chance.choice(SIZES)
        self.app.page.set_viewport_size({"width": width, "height": height})
        return f"{width} x {height}"

    def open(self) -> str:
        link = self.chance.choice(LINKS)
        self.app.page.goto(self.app.server.url + link, wait_until="commit")
        return link

    def look(self, logged: int) -> None:
        """The page is alive: a step is painted, there is no exception on it, in its console or in the server's log."""
        app, story = self.app, "; ".join([self.done[0], *self.done[1:][-12:]])
        broken = app.page.get_by_test_id("stException")
        app.stage.or_(broken).first.wait_for()
        app.settle()
        assert not broken.count(), story
        expect(app.stage, story).to_have_attribute("data-at", re.compile(r"^(forward|turn|backward|end)\."))
        expect(app.stage.locator(".headline").first, story).not_to_be_empty()
        assert not app.errors, story
        assert "Traceback" not in app.server.log[logged:], story


@pytest.mark.parametrize("seed", [SEED or "1"])
def test_whatever_is_done_at_random_the_page_lives_on(app: App, seed: str):
    visitor, logged = app.fresh().open(), len(app.server.log)
    wanderer = Wanderer(visitor, seed)
    for _ in range(ACTIONS):
        try:
            wanderer.act()
            wanderer.look(logged)
        except Error as error:
            if "context was destroyed" not in str(error) and "navigation" not in str(error).lower():
                raise AssertionError("; ".join([wanderer.done[0], *wanderer.done[1:][-12:]])) from error
            wanderer.look(logged)  # a link was on its way to another page
