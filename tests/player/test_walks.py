"""Every stop of every walk in the player, before and after its answer: nothing is cut or lies over something, axe finds nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from app.scene.scene import encode
from app.stops import describe_walk, on_walk
from app.view import ViewState, parse_link, run_of
from app.walks import WALKS
from tests.lazily import Lazily
from tests.player.harness import CLASSROOM, STICKS_OUT, Stage
from tests.player.test_stage import COLLISIONS
from tests.sample import sample


def opened(walk: str) -> tuple[Any, list[tuple[ViewState, Any, Any]]]:
    """A walk as the player is told of it, and its stops, each with its scene and the right run's."""
    state, notes = parse_link(f"?walk={walk}")
    assert notes == ()
    found = []
    for there in on_walk(state):
        trace = run_of(there)
        right = json.loads(encode(trace.right)) if there.mistake else None
        found.append((there, json.loads(encode(trace)), right))
    return describe_walk(state, run_of), found


OPENED = Lazily({walk: None for walk in WALKS}, opened)
VIEWS = {"page": ("page", 1440, 900), "classroom": ("classroom", 1920, 1080), "phone": ("page", 390, 844)}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
EVERY = [(walk, view) for walk in WALKS for view in VIEWS]
FEW = [(walk, view) for i, walk in enumerate(WALKS) for view in [list(VIEWS)[i % 3]]] + [("3", view) for view in VIEWS]


def show(stage: Stage, walk: str, number: int, view: str) -> Any:
    """Open a stop, as the app does; what is asked there, if anything."""
    taken, stops = OPENED[walk]
    _, scene, right = stops[number - 1]
    stop = taken["stops"][number - 1]
    place = {key: int(value) for key, value in stop["place"].items() if key in ("unit", "example", "column")}
    asked = stop.get("ask")
    stage.open(
        scene, stop["place"]["at"], right=right, view=VIEWS[view][0], taken=taken, stop=number, ask=asked, **place
    )
    return asked


def wrong(stage: Stage, view: str) -> list[str]:
    check = f"({CLASSROOM})(24)" if view == "classroom" else f"[...({STICKS_OUT})(), ...({COLLISIONS})()]"
    found: list[str] = stage.page.evaluate(f"() => {check}")
    return [one for one in found if not one.startswith("?: ? over ")]  # it stands on its node


@pytest.mark.parametrize(("walk", "view"), sample(dict.fromkeys(FEW), EVERY))
def test_every_stop_fits_before_and_after_its_answer(stage, walk, view):
    stage.size(*VIEWS[view][1:])
    found = {}
    for number in range(1, len(WALKS[walk].stops) + 1):
        asked = show(stage, walk, number, view)
        found[f"{number}"] = wrong(stage, view)
        if asked:
            wrong_one = next(i for i, choice in enumerate(asked["choices"]) if "right" not in choice)
            stage.press("abcd"[wrong_one])
            assert stage.page.locator(".closeup .choice.bad").count() == 1
            found[f"{number}, answered"] = wrong(stage, view)
    assert {where: what for where, what in found.items() if what} == {}


@pytest.mark.parametrize("walk", sample(["3"], WALKS))
def test_axe_finds_nothing_at_a_stop(stage, walk):
    stage.size(1440, 900)
    for number in range(1, len(WALKS[walk].stops) + 1):
        show(stage, walk, number, "page")
        results = Axe().run(stage.page, options={"runOnly": RULES, "resultTypes": ["violations"]})
        assert results.response["violations"] == [], number


def test_mounted_anew_on_a_walk_it_is_at_the_stop_that_the_address_bar_names(stage):
    """What the address leaves out is as that stop has it, not as the problem, nor as the stop of the last command."""
    show(stage, "3", 2, "page")
    stage.press("PageUp")
    stage.addressed("?walk=3")
    stage.page.evaluate("stage.destroy(); mount(); stage.update(data)")
    taken, _ = OPENED["3"]
    assert stage.at == taken["stops"][0]["place"]["at"] != taken["stops"][1]["place"]["at"]
    assert stage.page.locator(".closeup .where").inner_text() == "1 of 5"
    assert stage.page.locator(".closeup [data-act='this-stop']").count() == 0
    assert stage.page.locator(".closeup .choices").count() == 0, "that stop asks nothing"
