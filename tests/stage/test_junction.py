"""The junction alone, in a plain page: what is drawn at which step, how wide, with which numbers, and inside its box."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from app.scene.scene import encode
from app.stage.bundle import bundle, styles
from rnn_core import hello, notebook, random, run, word

PAGE, CLASSROOM = {"width": 318, "height": 330, "scale": 1}, {"width": 528, "height": 444, "scale": 1.66}
DRAW = """async ([code, scene, at, selected, room, classroom]) => {
  const url = URL.createObjectURL(new Blob([code + "\\nexport { render };"], { type: "text/javascript" }));
  const { junction, junctionWords, hasJunction, render } = await import(url);
  const step = scene.steps.find((step) => step.at === at);
  const place = document.querySelector(".page");
  place.classList.toggle("classroom", classroom);
  render(hasJunction(step) ? junction(scene, step, selected, room) : null, place);
  return junctionWords(scene, step);
}"""
BACKWARD = ["dlogits", "da_softmax", "da_time", "da_total", "dz", "dx", "da_prev"]
ROADS = {
    "dlogits": [],
    "da_time": ["da_softmax", "da_time"],
    "da_total": ["da_softmax", "da_time", "da_total"],
    "dz": ["da_softmax", "da_time", "da_total"],
}
PROBLEMS = {p.name + str(p.T): p for p in (hello(), notebook(), word("abcdefghabcde"[:13]), random())}
SCENES = {name: json.loads(encode(run(problem))) for name, problem in PROBLEMS.items()}

Draw = Callable[..., str]


@pytest.fixture
def draw(page: Page) -> Draw:
    """Draw one step; returns the words for a screen reader."""
    page.set_content(f"<style>{styles()}</style><div class='unrolled'><div class='page'></div></div>")

    def draw(scene: Any, at: str, selected: Any = None, room: Any = PAGE) -> str:
        return page.evaluate(
            DRAW, [bundle("junction.js"), scene, at, selected or scene["selected"], room, room["scale"] > 1]
        )

    return draw


def coloured(page: Page) -> list[str]:
    return page.locator("svg .road.back").evaluate_all("roads => roads.map((road) => road.dataset.quantity)")


def width(page: Page, road: str) -> float:
    return float(page.locator(f"svg {road} .shaft").get_attribute("stroke-width") or 0)


@pytest.mark.parametrize("quantity", ROADS)
def test_a_gradient_is_on_its_road_once_it_has_been_computed(page, draw, quantity):
    draw(SCENES["hello4"], f"backward.3.{quantity}")
    assert sorted(coloured(page)) == sorted(ROADS[quantity])
    assert page.locator("svg .plus").count() == (quantity in ("da_total", "dz"))
    assert page.locator("svg .dot .ring").count() == (quantity in ("dlogits", "da_time"))
    grey = page.locator("svg .road.out").evaluate_all("roads => roads.map((road) => road.dataset.road)")
    assert sorted(grey) == ["cell-node", "node-head", "node-next"]


def test_running_totals_the_turn_and_the_end_have_none(page, draw):
    without = []
    for step in SCENES["hello4"]["steps"]:
        draw(SCENES["hello4"], step["at"])
        if not page.locator(".junction").count():
            without.append(step["quantity"])
    assert set(without) == {"J", "dWya", "dby", "dWax", "dWaa", "dba", "da0"}


@pytest.mark.parametrize(
    ("quantity", "active"),
    [
        ("z", ["cell-node", "input-cell", "past-cell"]),
        ("a", ["cell-node", "node-head", "node-next"]),
        ("logits", ["node-head"]),
        ("y", ["node-head"]),
        ("loss", ["node-head"]),
    ],
)
def test_the_way_out_lights_the_wires_in_use(page, draw, quantity, active):
    draw(SCENES["hello4"], f"forward.2.{quantity}")
    lit = page.locator("svg .road.active").evaluate_all("roads => roads.map((road) => road.dataset.road)")
    assert sorted(lit) == active
    assert not coloured(page)
    assert not page.locator("svg .plus").count()


def test_at_the_last_step_a_literal_0_comes_back(page, draw):
    scene = SCENES["hello4"]
    draw(scene, "backward.4.dlogits")
    assert "0" not in page.locator(".junction").inner_text()
    for quantity in ("da_time", "da_total", "dz"):
        draw(scene, f"backward.4.{quantity}")
        assert page.locator("b[data-quantity=da_time]").inner_text() == "0"
        assert "there is no step 5" in " ".join(page.locator(".junction").inner_text().split())
        assert not page.locator("svg [data-road=node-next]").count()
    assert page.locator("svg .plus").count() == 1


@pytest.mark.parametrize("name", SCENES)
def test_width_is_size(page, draw, name):
    scene = SCENES[name]
    sizes = {(road["quantity"], road["t"]): road["size"] for road in scene["roads"] if road["back"]}
    for t in range(1, scene["problem"]["T"] + 1):
        draw(scene, f"backward.{t}.da_total")
        for quantity in ("da_softmax", "da_time", "da_total"):
            expected = 1.3 * (1.8 + 4.2 * sizes[quantity, t] / max(sizes.values()))
            assert width(page, f".back[data-quantity={quantity}][data-t='{t}']") == pytest.approx(expected)


def test_with_no_gradient_at_all_no_width_is_not_a_number(page, draw):
    scene = copy.deepcopy(SCENES["hello4"])
    for road in scene["roads"]:
        road |= {"size": 0} if road["back"] else {}
    draw(scene, "backward.3.da_total")
    assert width(page, "[data-quantity=da_time]") == pytest.approx(1.3 * 1.8)


def test_no_road_no_lane_and_nothing_to_add(page, draw):
    """A mistake that leaves da_time out takes its road out of the scene."""
    scene = copy.deepcopy(SCENES["hello4"])
    scene["roads"] = [road for road in scene["roads"] if road["quantity"] != "da_time"]
    draw(scene, "backward.3.da_total")
    assert coloured(page) == ["da_softmax", "da_total"]
    assert not page.locator("svg .plus").count()
    assert not page.locator(".path-time").count()
    draw(scene, "backward.4.da_total")
    assert not page.locator("b").count()


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("quantity", ["da_softmax", "dx", "da_prev"])
def test_what_a_fan_brings_adds_up_to_the_entry(page, draw, name, quantity):
    scene = SCENES[name]
    for t in range(1, scene["problem"]["T"] + 1):
        step = next(s for s in scene["steps"] if s["at"] == f"backward.{t}.{quantity}")
        for unit in (1, scene["selected"]["unit"]):
            draw(scene, step["at"], {"unit": unit, "example": scene["selected"]["example"]})
            products = [text.replace("−", "-") for text in page.locator(".product").all_inner_texts()]
            if not products:
                assert quantity == "da_softmax"
                assert scene["problem"]["given"]
                continue
            digits = len(products[0].partition(".")[2])
            value = scene["values"][quantity]
            row = min(unit, value["rows"])
            entry = ((t - 1) * value["rows"] + row - 1) * value["columns"] + scene["selected"]["example"] - 1
            assert f"{sum(map(float, products)):.{digits}f}" == f"{value['data'][entry] + 0.0:.{digits}f}"
            widths = [float(w) for w in page.locator("svg .back .shaft").evaluate_all(WIDTHS)]
            ranks = sorted(range(len(products)), key=lambda k: abs(float(products[k])))
            assert [widths[k] for k in ranks] == sorted(widths)


WIDTHS = "shafts => shafts.map((shaft) => shaft.getAttribute('stroke-width'))"


def test_a_fan_starts_at_a_dot_that_is_not_yet_a_plus(page, draw):
    for quantity, t in (("da_softmax", 3), ("da_prev", 2)):
        draw(SCENES["hello4"], f"backward.3.{quantity}")
        assert page.locator(f"svg .dot[data-quantity=a][data-t='{t}'] .ring").count() == 1
        assert not page.locator("svg .plus").count()
    assert page.locator(".landing [data-quantity=da_time][data-t='2']").count() == 1
    draw(SCENES["hello4"], "backward.1.da_prev")
    assert page.locator(".landing [data-quantity=da0]").count() == 1


def test_a_layer_too_wide_for_a_fan_shows_the_crossing(page, draw):
    scene = json.loads(encode(run(random(n_a=12))))
    draw(scene, "backward.3.da_prev")
    assert coloured(page) == ["da_softmax", "da_time", "da_total", "da_prev"]
    assert "arrives as" in page.locator(".junction").inner_text()
    draw(scene, "backward.3.dx")
    assert coloured(page)[-1] == "dx"


@pytest.mark.parametrize("room", [PAGE, CLASSROOM], ids=["page", "classroom"])
@pytest.mark.parametrize("name", SCENES)
def test_nothing_overlaps_or_is_cut(page, draw, name, room):
    scene, wrong = SCENES[name], []
    for step in scene["steps"]:
        draw(scene, step["at"], None, room)
        wrong += [f"{step['at']}: {problem}" for problem in page.evaluate(COLLISIONS)]
    assert not wrong


COLLISIONS = """() => {
  const junction = document.querySelector(".junction");
  if (!junction) return [];
  const box = junction.getBoundingClientRect(), out = [];
  const names = [...junction.querySelectorAll(".name")].map((e) => {
    const range = document.createRange();
    range.selectNodeContents(e);
    return { text: e.innerText.replace(/\\s+/g, " "), e, r: range.getBoundingClientRect() };
  });
  for (const { text, r, e } of names) {
    if (r.left < box.left - 1 || r.right > box.right + 1 || r.top < box.top - 1 || r.bottom > box.bottom + 1)
      out.push(`cut: ${text}`);
    if (junction.closest(".classroom") && parseFloat(getComputedStyle(e).fontSize) < 24) out.push(`small: ${text}`);
  }
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4;
  names.forEach((a, i) => names.slice(i + 1).forEach((b) => { if (meet(a.r, b.r)) out.push(`${a.text} over ${b.text}`); }));
  for (const path of junction.querySelectorAll(".road path, .ring, .place")) {
    const r = path.getBoundingClientRect();
    if (r.left < box.left - 1 || r.right > box.right + 1 || r.top < box.top - 1 || r.bottom > box.bottom + 1)
      out.push(`cut: ${path.parentNode.dataset.road}`);
    for (const name of names) {
      const inside = name.r.left > r.left && name.r.right < r.right && name.r.top > r.top - 2 && name.r.bottom < r.bottom + 2;
      if (!path.matches(".place") && !path.closest("[data-road=fan]") && meet(name.r, r)) out.push(`${name.text} over ${path.parentNode.dataset.road}`);
      if (path.matches(".place") && meet(name.r, r) && !inside) out.push(`${name.text} leaves its box`);
    }
  }
  return out;
}"""


def test_the_words_say_what_is_there_and_give_no_number_away(draw):
    scene = SCENES["hello4"]
    said = {step["at"]: draw(scene, step["at"]) for step in scene["steps"] if step["t"] and step["kind"] != "running"}
    assert said["backward.3.da_total"] == (
        "The crossing at a 3. Coming back: da softmax 3 from the prediction, and da time 3 from cell 4."
        " They are added and go down to tanh cell 3."
    )
    assert "0, as there is no step 5" in said["backward.4.da_time"]
    assert all(not re.search(r"\d\.\d", words) for words in said.values())
