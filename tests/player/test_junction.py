"""The junction alone, in a plain page: what is drawn at which step, how wide, with which numbers, and where."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from app.bundle import styles
from app.scene.scene import encode
from rnn_core import CASES, GRU_BEFORE, LSTM, hello, notebook, random_problem, run, word
from tests.lazily import Lazily
from tests.player.harness import ask, exporting, fonts, kept
from tests.sample import crossed

PAGE, CLASSROOM = {"width": 318, "height": 330, "scale": 1}, {"width": 528, "height": 548, "scale": 1.66}
LOW, SMALL = {**CLASSROOM, "height": 444}, {"width": 273.48, "height": 283.8, "scale": 0.86}
ROOMS = {"page": PAGE, "small": SMALL, "classroom": CLASSROOM, "low": LOW}
LOAD = """async (code) => {
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  window.module = await import(url);
  window.draw = (at, selected, room) => {
    const step = scene.steps.find((step) => step.at === at);
    const place = document.querySelector(".page");
    place.classList.toggle("classroom", room.scale > 1);
    const picture = module.hasJunction(step) && module.junction(scene, step, selected ?? scene.selected, room);
    module.render(picture || null, place);
    return module.junctionWords(scene, step);
  };
  await Promise.all([...document.fonts].map((font) => font.load()));
}"""
ROADS = {
    "dlogits": [],
    "da_time": ["da_softmax", "da_time"],
    "da_total": ["da_softmax", "da_time", "da_total"],
    "dz": ["da_softmax", "da_time", "da_total"],
}
PROBLEMS = {p.name + str(p.T): p for p in (hello(), notebook(), word("abcdefghabcde"[:13]), random_problem())}
SCENES = Lazily(PROBLEMS, lambda name: json.loads(encode(run(PROBLEMS[name]))))

CELL_PROBLEMS = {
    "lstm": hello(LSTM),
    "lstm notebook": notebook(LSTM),
    "lstm forward": CASES["lstm_forward"].problem,
    "lstm cell_backward": CASES["lstm_cell_backward"].problem,
    "lstm word": word("abcabcabcabca", cell=LSTM),
    "gru": hello(GRU_BEFORE),
}
CELLS = Lazily(CELL_PROBLEMS, lambda name: json.loads(encode(run(CELL_PROBLEMS[name]))))

Draw = Callable[..., str]


@pytest.fixture
def stage(page: Page) -> Callable[[Any], Draw]:
    """Load a scene; then `draw` draws one step of it and returns the words for a screen reader."""

    def load() -> None:
        page.set_content(f"<style>{fonts()}{styles()}</style><div class='unrolled'><div class='page'></div></div>")
        page.evaluate(LOAD, exporting("hosts/app.js", "render", "worked", "junctionWords", "junction", "hasJunction"))

    def show(scene: Any) -> Draw:
        kept(page, "junction", load)
        ask(page, "given => { window.scene = given; }", scene)

        def draw(at: str, selected: Any = None, room: Any = PAGE) -> str:
            return str(ask(page, "draw", at, selected, room))

        return draw

    return show


def coloured(page: Page) -> list[str]:
    return page.locator("svg .lane:not(.cut)").evaluate_all("roads => roads.map((road) => road.dataset.quantity)")


def grey(page: Page, more: str = "") -> list[str]:
    return page.locator(f"svg .wire[data-road]{more}").evaluate_all(
        "roads => roads.map((road) => road.dataset.road).sort()"
    )


def width(page: Page, road: str) -> float:
    return float(page.locator(f"svg {road} .shaft").get_attribute("stroke-width") or 0)


@pytest.mark.parametrize("quantity", ROADS)
def test_a_gradient_is_on_its_road_once_it_has_been_computed(page, stage, quantity):
    stage(SCENES["hello4"])(f"backward.3.{quantity}")
    assert sorted(coloured(page)) == sorted(ROADS[quantity])
    assert page.locator("svg .plus").count() == (quantity in ("da_total", "dz"))
    assert page.locator("svg .node:not(.plus) .ring").count() == (quantity in ("dlogits", "da_time"))
    assert grey(page) == ["cell-node", "node-head", "node-next"]
    assert page.locator("svg .lane[data-road=head-node] .shaft[stroke-dasharray]").count() == len(ROADS[quantity][:1])


@pytest.mark.parametrize(("problem", "quantity"), [(PROBLEMS["hello4"], "dz"), (CELL_PROBLEMS["gru"], "dzu")])
def test_where_what_the_cell_has_computed_goes_on_to_is_drawn(page, stage, problem, quantity):
    """Each line that reads it, under its own name: those with a road at its end, the others at the right of the cell."""
    lines = problem.model.lines("backward")
    readers = {name for name, line in lines.items() if quantity in line.reads}
    stage(SCENES["hello4"] if quantity == "dz" else CELLS["gru"])(f"backward.3.{quantity}")
    drawn = page.locator(".name.small .symbol").evaluate_all("names => names.map((e) => e.dataset.quantity)")
    assert len(readers) > 3
    assert set(drawn) == readers
    roads = readers & {"dx", "da_prev"}
    assert page.locator("svg .wire[data-to=reader]").count() == len(roads) + 1, "one for all without a road"


def test_running_totals_the_turn_and_the_end_have_none(page, stage):
    draw, without = stage(SCENES["hello4"]), set()
    for step in SCENES["hello4"]["steps"]:
        draw(step["at"])
        if not page.locator(".junction").count():
            without.add(step["quantity"])
    assert without == {"J", "dWya", "dby", "dWax", "dWaa", "dba", "da0"}


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
def test_the_way_out_lights_the_wires_in_use(page, stage, quantity, active):
    stage(SCENES["hello4"])(f"forward.2.{quantity}")
    assert grey(page, ".active") == active
    assert not coloured(page)
    assert not page.locator("svg .plus").count()


def test_at_the_last_step_a_literal_0_comes_back(page, stage):
    draw = stage(SCENES["hello4"])
    draw("backward.4.dlogits")
    assert not page.locator("b[data-quantity=da_time]").count()
    for quantity in ("da_time", "da_total", "dz"):
        draw(f"backward.4.{quantity}")
        assert page.locator("b[data-quantity=da_time]").inner_text() == "0"
        assert "there is no step 5" in " ".join(page.locator(".junction").inner_text().split())
        assert grey(page) == ["cell-node", "node-head"]
    assert page.locator("svg .plus").count() == 1


@pytest.mark.parametrize("name", SCENES)
def test_width_is_size(page, stage, name):
    scene = SCENES[name]
    draw = stage(scene)
    sizes = {(road["quantity"], road["t"]): road["size"] for road in scene["roads"] if road["back"]}
    for t in range(1, scene["problem"]["T"] + 1):
        draw(f"backward.{t}.da_total")
        for quantity in ("da_softmax", "da_time", "da_total"):
            expected = 1.3 * (1.8 + 4.2 * sizes[quantity, t] / max(sizes.values()))
            assert width(page, f".lane[data-quantity={quantity}][data-t='{t}']") == pytest.approx(expected)


def test_where_every_gradient_is_0_the_lanes_are_thin(page, stage):
    scene = copy.deepcopy(SCENES["hello4"])
    for road in scene["roads"]:
        road |= {"size": 0} if road["back"] else {}
    stage(scene)("backward.3.da_total")
    assert width(page, "[data-quantity=da_time]") == pytest.approx(1.3 * 1.8)


def test_no_road_no_lane_and_nothing_to_add(page, stage):
    """A mistake that leaves da_time out takes its road out of the scene."""
    scene = copy.deepcopy(SCENES["hello4"])
    scene["roads"] = [road for road in scene["roads"] if road["quantity"] != "da_time"]
    draw = stage(scene)
    draw("backward.3.da_total")
    assert coloured(page) == ["da_softmax", "da_total"]
    assert not page.locator("svg .plus").count()
    assert not page.locator(".junction .path-time").count()
    draw("backward.4.da_total")
    assert not page.locator(".junction b").count()


FANS = """unit => scene.steps.filter((s) => s.phase === "backward" && s.kind === "matmul").map((step) => {
  const selected = { ...scene.selected, unit };
  draw(step.at, selected, { width: 318, height: 330, scale: 1 });
  const all = (query, f) => [...document.querySelectorAll(query)].map(f);
  return {
    at: step.at,
    result: module.worked(scene, step, selected).result.text,
    products: all(".product", (name) => name.innerText),
    widths: all(".lane:not(.cut) .shaft", (shaft) => Number(shaft.getAttribute("stroke-width"))),
  };
})"""


@pytest.mark.parametrize("name", SCENES)
def test_what_a_fan_brings_adds_up_to_the_entry(page, stage, name):
    scene = SCENES[name]
    stage(scene)
    for unit in range(1, scene["problem"]["n_a"] + 1):
        fans = page.evaluate(FANS, unit)
        assert len(fans) == scene["problem"]["T"] * (2 if scene["problem"]["given"] else 3)
        for found in fans:
            products = [float(text.replace("−", "-")) for text in found["products"]]
            result = found["result"].replace("−", "-")
            digits = len(result.partition(".")[2])
            assert abs(sum(products) - float(result)) <= 0.5 * 10**-digits + 1e-9, found
            ranks = sorted(range(len(products)), key=lambda k: abs(products[k]))
            assert [found["widths"][k] for k in ranks] == pytest.approx(sorted(found["widths"]), abs=0.05), found["at"]


def test_a_fan_starts_at_a_dot_that_is_not_yet_a_plus(page, stage):
    draw = stage(SCENES["hello4"])
    for quantity, t in (("da_softmax", 3), ("da_prev", 2)):
        draw(f"backward.3.{quantity}")
        assert page.locator(f"svg .node[data-quantity=a][data-t='{t}'] .ring").count() == 1
        assert not page.locator("svg .plus").count()
    assert page.locator(".name [data-quantity=da_time][data-t='2']").count() == 1
    draw("backward.1.da_prev")
    assert page.locator("svg .ring.plain").count() == 1, "nothing will be added at a<0>"
    assert page.locator(".name [data-quantity=da0]").count() == 1


def test_numbers_with_many_digits_stand_clear_of_their_unit(page, stage):
    stage(json.loads(encode(run(random_problem(n_a=4, m=3, T=3, seed=5)))))(
        "backward.1.da_prev", {"unit": 1, "example": 3}
    )
    gaps, texts = page.evaluate(
        """() => {
          const box = (e) => e.getBoundingClientRect(), circles = [...document.querySelectorAll(".fan-end")].map(box);
          const numbers = [...document.querySelectorAll(".name.product")], edge = box(document.querySelector(".junction")).right;
          return [numbers.map((e, i) => Math.min(box(e).left - circles[i].right, edge + 4 - box(e).right)), numbers.map((e) => e.textContent)];
        }"""
    )
    assert max(len(text) for text in texts) >= 10, "many digits"
    assert min(gaps) > 3


WIDE = run(random_problem(n_a=8, n_x=8, n_y=8, m=2))


def test_where_a_fan_would_have_too_many_targets_the_crossing_is_shown(page, stage):
    scene = json.loads(encode(WIDE))
    draw = stage(scene)
    draw("backward.3.dx")
    assert page.locator("svg .fan-end").count() == 8
    for value in ("Wax", "Waa"):  # as if there were nine units
        scene["values"][value] |= {"rows": 9, "data": [0] * 9 * 8}
    draw = stage(scene)
    draw("backward.3.dx")
    assert coloured(page) == ["da_softmax", "da_time", "da_total", "dx"]
    assert page.evaluate(COLLISIONS) == []
    draw("backward.3.da_prev")
    assert coloured(page) == ["da_softmax", "da_time", "da_total", "da_prev"]
    assert page.locator(".junction .small").inner_text().strip() == "arrives as"
    assert page.evaluate(COLLISIONS) == []


@pytest.mark.parametrize(("name", "room"), crossed([*SCENES, "wide"], ROOMS))
def test_nothing_overlaps_or_is_cut(page, stage, name, room):
    room = ROOMS[room]
    stage(SCENES.get(name) or json.loads(encode(WIDE)))
    every = f"""room => scene.steps.flatMap(({{ at }}) => {{
      draw(at, null, room);
      return ({COLLISIONS})().map((problem) => at + ": " + problem);
    }})"""
    assert page.evaluate(every, room) == []


INSIDE = {"page": (476, 330, 1), "small": (409, 284, 0.86), "low": (790, 510, 1.66)}


@pytest.mark.parametrize(("name", "room"), crossed([name for name in CELLS if name.startswith("lstm")], INSIDE))
def test_nothing_overlaps_inside_the_lstm(page, stage, name, room):
    """Names of the drawn inside are not cut and do not lie over each other, at any step, nor are they small in class."""
    width, height, scale = INSIDE[room]
    stage(CELLS[name])
    NAMES = COLLISIONS.replace(
        ".wire path, .lane path, .ring, .box", ".box.next, .box.head"
    )  # wires cross; names beside them
    every = f"""room => scene.steps.filter(({{ t }}) => t < 3 || t > scene.problem.T - 2).flatMap(({{ at }}) => {{
      draw(at, null, room);
      return ({NAMES})().map((problem) => at + ": " + problem);
    }})"""
    assert page.evaluate(every, {"width": width, "height": height, "scale": scale, "inside": True}) == []


@pytest.mark.parametrize(
    ("name", "inside"), [("lstm", True), ("lstm", False), ("lstm cell_backward", True), ("gru", False)]
)
def test_without_motion_nothing_overlaps_and_names_carry_their_order(page, stage, name, inside):
    stage(CELLS[name])
    names = COLLISIONS.replace(".wire path, .lane path, .ring, .box", ".box.next, .box.head") if inside else COLLISIONS
    every = f"""room => scene.steps.filter(({{ t, phase }}) => t !== 2 && phase === "backward").flatMap(({{ at }}) => {{
      draw(at, null, room);
      return ({names})().map((problem) => at + ": " + problem);
    }})"""
    for room in [INSIDE["page"], INSIDE["low"]] if inside else [(318, 330, 1), (528, 444, 1.66)]:
        width, height, scale = room
        assert (
            page.evaluate(every, {"width": width, "height": height, "scale": scale, "inside": inside, "still": True})
            == []
        )


@pytest.mark.parametrize(
    ("name", "at", "inside", "numbers"),
    [
        ("gru", "backward.3.da_total", False, {"da_softmax": "1", "da_time": "1", "da_total": "2"}),
        ("gru", "backward.4.da_total", False, {"da_softmax": "1", "da_time": "1", "da_total": "2"}),
        ("lstm", "backward.3.da_total", True, {"da_softmax": "1", "da_time": "1", "da_total": "2"}),
        ("lstm", "backward.3.dc_total", True, {"dc_a": "1", "dc_time": "1", "dc_total": "2"}),
        ("lstm", "backward.3.dc_total", False, {"dc_a": "1", "dc_time": "1", "dc_total": "2"}),
        ("lstm", "backward.4.dc_total", True, {"dc_a": "1", "dc_time": "1", "dc_total": "2"}),
        ("lstm", "backward.3.dc_a", True, {"da_total": "1", "dc_a": "2"}),
        ("lstm", "forward.3.c", True, {}),
    ],
)
def test_without_motion_the_order_stands_before_the_names(page, stage, name, at, inside, numbers):
    draw, room = stage(CELLS[name]), {"width": 476 if inside else 318, "height": 330, "scale": 1, "inside": inside}
    draw(at, None, room)
    assert page.locator(".order").count() == 0, "who likes motion sees it move"
    draw(at, None, {**room, "still": True})
    found = page.evaluate(
        """() => [...[...document.querySelectorAll(".name b.order")].map((e) => [e.parentNode.querySelector("[data-quantity]").dataset.quantity, e.textContent]),
          ...[...document.querySelectorAll("[data-order]")].map((e) => [e.dataset.order, e.querySelector("text").textContent])]"""
    )
    assert sorted(found) == sorted([quantity, number] for quantity, number in numbers.items()), "each once"


@pytest.mark.parametrize("name", ["lstm", "lstm cell_backward", "gru"])
def test_nothing_overlaps_at_the_plain_crossings_of_other_cells(page, stage, name):
    """Where the inside is not drawn, each step has the crossing of the state that it is about."""
    stage(CELLS[name])
    every = f"""room => scene.steps.filter(({{ t }}) => t !== 2).flatMap(({{ at }}) => {{
      draw(at, null, room);
      return ({COLLISIONS})().map((problem) => at + ": " + problem);
    }})"""
    assert page.evaluate(every, PAGE) == []


def test_the_lstm_s_second_addition(page, stage):
    """At c: by way of a from above, from the next cell with a double line, and on to the gates."""
    draw = stage(CELLS["lstm"])
    said = draw("backward.3.dc_total")
    assert sorted(coloured(page)) == ["dc_a", "dc_time", "dc_total"]
    assert page.locator("svg .plus[data-quantity=dc_total]").count() == 1
    assert page.locator("svg .lane[data-quantity=dc_time] .between").count() == 1
    assert "The crossing at c 3" in said
    draw("backward.4.dc_total")
    assert page.locator("b[data-quantity=dc_time]").inner_text() == "0"


def test_the_inside_shows_a_gradient_once_it_has_been_computed(page, stage):
    """Inside the LSTM, the same rule as everywhere: a wire has its colour once the step has been taken."""
    draw, room = stage(CELLS["lstm"]), {"width": 476, "height": 330, "scale": 1, "inside": True}
    seen = []
    for quantity in ("da_time", "da_total", "dzo", "dc_a", "dc_total", "dzf", "dzi", "dzc", "dc_prev", "da_prev"):
        draw(f"backward.3.{quantity}", None, room)
        now = set(coloured(page))
        seen.append(quantity in now or quantity == "da_total")
        assert page.locator("svg .plus").count() == (quantity != "da_time") + (
            quantity not in ("da_time", "da_total", "dzo", "dc_a")
        )
    assert all(seen)
    draw("backward.3.dzi", None, room)
    assert "dzc" not in coloured(page)
    assert page.locator(".name", has_text="candidate").count() == 1


def test_inside_the_lstm_a_step_names_what_it_reads_and_writes(page, stage):
    """All else is pale and unnamed: but for where a gradient lands, no other gradient and no other gate's value is named."""
    draw, room = stage(CELLS["lstm"]), {"width": 476, "height": 330, "scale": 1, "inside": True}
    model, lands = CELL_PROBLEMS["lstm"].model, {"dc_prev": "dc_time", "da_prev": "da_time"}
    seen = 0
    for phase in ("forward", "backward"):
        lines = {name: set(line.reads) for name, line in model.lines(phase).items()}
        for step in CELLS["lstm"]["steps"]:
            quantity = step["quantity"]
            if step["phase"] != phase or step["t"] != 2 or step.get("head") or step["kind"] == "running":
                continue
            draw(step["at"], None, room)
            names = page.locator(".junction .name .symbol").evaluate_all("all => all.map((e) => e.dataset.quantity)")
            told = {name for name in names if name in ("f", "i", "cc", "o") or (name.startswith("d") and name != "da")}
            may = {"f", quantity, *lines.get(quantity, ()), lands.get(quantity, quantity)}  # × f is a box on the way
            assert told <= may, step["at"]
            seen += quantity in told
    assert seen >= 14


COLLISIONS = """() => {
  const junction = document.querySelector(".junction"), out = [];
  if (!junction) return out;
  const box = junction.getBoundingClientRect();
  const range = document.createRange(); // one for all: each that there is makes every change of the page slower
  const names = [...junction.querySelectorAll(".name, .fan-title")].map((name) => {
    range.selectNodeContents(name);
    const size = parseFloat(getComputedStyle(name).fontSize);
    return { text: name.innerText.replace(/\\s+/g, " "), at: range.getBoundingClientRect(), size };
  });
  range.selectNodeContents(document.head);
  const shared = (a, b) => [Math.min(a.right, b.right) - Math.max(a.left, b.left),
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)];
  const high = 5 * junction.style.getPropertyValue("--scale"); // a name's box is higher than its ink
  const meet = (a, b) => shared(a, b)[0] > 2 && shared(a, b)[1] > high;
  const inside = (a, b, by) => a.left > b.left - by && a.right < b.right + by
    && a.top > b.top - by && a.bottom < b.bottom + by;
  for (const [i, name] of names.entries()) {
    if (!inside(name.at, box, 1)) out.push(`cut: ${name.text}`);
    if (junction.closest(".classroom") && name.size < 24) out.push(`small: ${name.text}`);
    for (const other of names.slice(i + 1)) if (meet(name.at, other.at)) out.push(`${name.text} over ${other.text}`);
  }
  for (const shape of junction.querySelectorAll(".wire path, .lane path, .ring, .box")) {
    const at = shape.getBoundingClientRect(), what = shape.parentNode.dataset.road ?? shape.classList;
    if (!inside(at, box, 1)) out.push(`cut: ${what}`);
    if (what === "fan") continue; // its lanes are slanted, their boxes say nothing
    for (const name of names) {
      const holds = shape.matches(".box") && inside(name.at, at, 2);
      if (meet(name.at, at) && !holds) out.push(`${name.text} over ${what}`);
    }
  }
  return out;
}"""


@pytest.mark.parametrize(
    ("at", "active", "beside"),
    [
        ("forward.3.r", [], "r"),  # neither has left the cell
        ("forward.3.zc", ["input-cell"], "zc"),
        ("forward.3.cc", ["cell-node"], ""),
        ("backward.3.dzc", [], "dzc"),
    ],
)
def test_what_a_cell_computes_stands_beside_its_box_until_something_leaves(page, stage, at, active, beside):
    draw = stage(CELLS["gru"])
    draw(at, None, PAGE)
    assert grey(page, ".active") == active
    named = page.locator(".name .symbol").evaluate_all("all => all.map((e) => e.dataset.quantity)")
    assert (beside in named) if beside else ("cc" in named)
    assert "a" not in named or at.startswith("backward"), "it is not there yet"


def test_the_words_say_what_is_there_and_give_no_number_away(stage):
    draw = stage(SCENES["hello4"])
    steps = [step for step in SCENES["hello4"]["steps"] if step["t"] and step["kind"] != "running"]
    said = {step["at"]: draw(step["at"]) for step in steps}
    assert said["backward.3.da_total"] == (
        "The crossing at a 3. Coming back: da softmax 3 from the prediction, and da time 3 from cell 4."
        " They are added and go down to tanh cell 3."
    )
    assert "0, as there is no step 5" in said["backward.4.da_time"]
    assert all(not re.search(r"\d\.\d", words) for words in said.values())
