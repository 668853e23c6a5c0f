"""The close-up that the next press will ask for is made ready out of sight: a press shows the same as a link does."""

from __future__ import annotations

from typing import Any

import pytest

from tests.player.harness import CELL_SCENES, PAINTED, SCENES, Stage
from tests.player.test_compare import scenes
from tests.sample import each

GREEN = "backward.3.da_total"


@pytest.fixture
def stage(stage: Stage) -> Stage:
    return stage.stop_clock()


# Press a key, when what it will show has been made ready; was it brought in, and what does it look like?
BROUGHT_IN = """(key) => {
  const ahead = root.querySelector(".ahead"), seen = root.querySelector(".closeup");
  tap(key);
  const now = root.querySelector(".closeup");
  return { brought: now === ahead, kept: now === seen, look: looks.now() };
}"""
READY = "(more) => pass(module.UNHURRIED + more)"
AT_REST = 900  # ms until it is made ready after a link
LOOK = """() => { window.looks = { now: () => {
  document.getAnimations().filter((a) => a.effect.getTiming().iterations === 1).forEach((a) => a.finish());
  const copy = root.querySelector(".page").cloneNode(true);
  copy.querySelectorAll(".pulse, .spoken[aria-live], .ahead").forEach((element) => element.remove());
  const said = (e) => [...e.attributes].filter(({ name, value }) => value && name !== "inert").map(({ name, value }) => `${name}=${value}`).sort().join(" ");
  const own = (e) => [...e.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data.trim()).join("");
  return [...copy.querySelectorAll("*")].map((e) => `${e.tagName} ${said(e)} ${own(e)}`.replace(/\\s+/g, " ").trim());
} }; }"""


def opened(stage: Stage, scene: Any, at: str, **more: Any) -> Any:
    """What a link to the step shows."""
    return stage.open(scene, at, **more).page.evaluate("looks.now()")


def after(stage: Stage, key: str, rest: int = 0) -> Any:
    """Press, when the next close-up is ready."""
    stage.page.evaluate(READY, rest)
    return stage.page.evaluate(BROUGHT_IN, key)


@pytest.mark.parametrize(
    ("name", "at", "size", "view"),
    each(
        [
            ("hello", "forward.3.z", (1440, 900), "page"),
            ("hello", "turn.J", (1440, 900), "page"),
            ("hello", GREEN, (390, 844), "page"),
            ("notebook", "backward.2.da_softmax", (1440, 900), "page"),
            ("word", GREEN, (1920, 1080), "classroom"),
            ("lstm", "backward.2.dc_a", (1024, 768), "page"),
        ],
        2,
    ),
)
def test_a_press_shows_what_a_link_shows(stage, name, at, size, view):
    scene = (SCENES | CELL_SCENES)[name]
    stage.size(*size).page.evaluate(LOOK)
    steps = [step["at"] for step in scene["steps"]]
    start = steps.index(at)
    for by, key in ((1, "ArrowRight"), (-1, "ArrowLeft")):
        stage.open(scene, at, view=view).page.evaluate("key => tap(key)", key)
        seen = [after(stage, key) for _ in range(4)]
        assert [one["brought"] for one in seen] == [True] * 4, key
        for i, one in enumerate(seen):
            assert one["look"] == opened(stage, scene, steps[start + by * (i + 2)], view=view), (key, i)


def test_the_first_press_after_a_link_finds_it_ready_too(stage):
    stage.open(SCENES["hello"], GREEN).page.evaluate(LOOK)
    assert after(stage, "ArrowRight", AT_REST)["brought"]


def test_two_runs_beside_each_other_are_made_ready_together(stage):
    right, wrong = scenes("hello", "only-da")
    stage.page.evaluate(LOOK)
    stage.open(wrong, GREEN, right=right, view="compare").press("ArrowRight")
    seen = after(stage, "ArrowRight")
    assert seen["brought"]
    assert seen["look"] == opened(stage, wrong, stage.at, right=right, view="compare")


CHANGES = {
    "another unit": "tap('u')",
    "a step back": "tap('ArrowLeft')",
    "a jump": "tap('End')",
    "the classroom": "tap('f')",
    "another scene": "stage.update({ ...data, scene: { ...data.scene } })",
}


def test_what_was_made_ready_is_outdated_by_whatever_else_happens(stage):
    """Then the next press shows what it would have shown without."""
    stage.page.evaluate(LOOK)
    for what, change in {**CHANGES, "a new width": ""}.items():
        stage.open(SCENES["hello"], GREEN).press("ArrowRight")
        stage.page.evaluate(READY, 0)
        if change:
            stage.page.evaluate(f"() => {{ {change} }}")
        else:
            stage.size(1024, 768)
        seen = stage.page.evaluate(BROUGHT_IN, "ArrowRight")
        assert not seen["brought"], what
        shown = stage.page.evaluate("reports.findLast(([name]) => name === 'shown')[1]")
        view = "classroom" if what == "the classroom" else "page"
        assert seen["look"] == opened(stage, SCENES["hello"], stage.at, unit=shown["unit"], view=view), what


def test_nobody_meets_what_is_out_of_sight(stage):
    """It is not in the window, makes nothing longer or wider, and takes no focus."""
    stage.size(1024, 768).open(SCENES["hello"], GREEN)
    size = "() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    for _ in range(8):
        stage.press("ArrowRight")
        stage.page.evaluate(PAINTED)
        before = stage.page.evaluate(size)
        stage.page.evaluate(READY, 0)
        assert stage.page.evaluate(size) == before, stage.at
        below, right = stage.page.evaluate(
            "() => { const boxes = [...root.querySelectorAll('.ahead, .ahead *')].map((e) => e.getBoundingClientRect()).filter((b) => b.width);"
            " return [Math.max(...boxes.map((b) => b.bottom)), Math.max(...boxes.map((b) => b.right))]; }"
        )
        assert below < 0, "above the window"
        assert right < 10, "and left of it"
    met = set()
    for _ in range(40):
        stage.press("Tab")
        met.add(stage.page.evaluate("Boolean(document.activeElement.closest('.ahead'))"))
    assert met == {False}


def test_who_has_the_focus_in_the_close_up_keeps_it(stage):
    stage.page.evaluate(LOOK)
    stage.open(SCENES["hello"], "backward.3.da_softmax").press("ArrowRight")
    stage.page.evaluate(READY, 0)
    stage.page.locator(".closeup button.unit").first.focus()
    assert stage.page.evaluate(BROUGHT_IN, "ArrowRight")["kept"]
    assert stage.page.evaluate("Boolean(document.activeElement.closest('.closeup button.unit'))")


def test_a_number_in_what_was_brought_in_can_be_chosen(stage):
    stage.page.evaluate(LOOK)
    stage.open(SCENES["hello"], "backward.3.da_time", unit=1).press("ArrowRight")
    assert after(stage, "ArrowRight")["brought"]
    stage.later(100).page.locator(".closeup button.unit[data-unit='4']").click()
    assert stage.page.locator(".closeup button.unit[aria-pressed=true]").get_attribute("data-unit") == "4"
