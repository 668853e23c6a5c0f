"""The whole stage in a plain page: every step forward and back, its lanes, its keys, its address, what it says."""

from __future__ import annotations

import copy
import json
import re
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from app.bundle import bundle
from app.scene.scene import encode
from app.scene.words.player import PLAYER
from rnn_core import GRU_AFTER, GRU_BEFORE, RNN, Trace, random_problem, run
from tests.player.harness import (
    CELL_SCENES,
    CELL_TRACES,
    CLASSROOM,
    CLOCK,
    PAINTED,
    SCENES,
    STICKS_OUT,
    TRACES,
    Stage,
)
from tests.sample import THOROUGH, each, sample

GREEN = "backward.3.da_total"
BACK = ("dlogits", "da_softmax", "da_time", "da_total", "dx")


# Everything of the strip that a step may change, by step. The whole picture of a step stays in the page, and `changed` is
# what of it is not as it was when the step was shown before.
WALK = """(keys) => {
  const all = (query, f) => [...root.querySelectorAll(`.strip ${query}`)].map(f);
  const still = () => document.getAnimations().filter((a) => a.effect.getTiming().iterations === 1).forEach((a) => a.finish());
  const look = () => (still(), {
    at: root.dataset.at,
    headline: root.querySelector(".closeup .headline").innerText.trim(),
    slider: root.querySelector("[role=slider]").getAttribute("aria-valuetext"),
    now: Number(root.querySelector("[role=slider]").getAttribute("aria-valuenow")),
    lanes: Object.fromEntries(all(".lane", (l) => [`${l.dataset.quantity}.${l.dataset.t}`, {
      width: Number(l.querySelector("path").getAttribute("stroke-width")), dashed: l.querySelector("path").hasAttribute("stroke-dasharray"),
      path: [...l.classList].find((name) => name.startsWith("path-")), now: l.classList.contains("now"), opacity: getComputedStyle(l).opacity }])),
    plus: all(".node.plus", (node) => Number(node.dataset.t)),
    wires: Object.fromEntries(all(".wire[data-to]", (w) => [`${w.dataset.quantity}.${w.dataset.t}.${w.dataset.to}`, w.classList[1]])),
    cells: Object.fromEntries(all(".box.cell", (box) => [box.dataset.t, [Number(box.getAttribute("x")), Number(box.getAttribute("width"))]])),
    texts: all(".name", (label) => label.innerText.replace(/\\s+/g, " ").trim()),
    changed: changed(),
  });
  const picture = () => { // without what moves
    const copy = root.querySelector(".page").cloneNode(true);
    copy.querySelectorAll(".pulse, .phrase, .ahead, .spoken[aria-live]").forEach((element) => element.remove());
    return copy;
  };
  const tags = (copy) => {
    const own = (element) => [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data.trim()).join("");
    return [...copy.querySelectorAll("*")].map((e) => `${e.tagName} ${[...e.attributes].map(({ name, value }) => `${name}=${value}`).sort().join(" ")} ${own(e)}`);
  };
  const changed = () => {
    const now = picture(), before = (window.pictures ??= {})[root.dataset.at] ??= now;
    if (now.innerHTML === before.innerHTML) return [];
    const [tag, again] = [before, now].map(tags); // the same but for the order of attributes and lit's own comments?
    return tag.length === again.length ? again.filter((one, i) => one !== tag[i]).slice(0, 3) : [`${tag.length} elements, ${again.length} now`];
  };
  const seen = [look()];
  for (const key of keys) {
    tap(key);
    seen.push(look());
  }
  return seen;
}"""


WALKS: dict[str, list[dict[str, Any]]] = {}


def walk(stage: Stage, name: str, *, anew: bool = False) -> list[dict[str, Any]]:
    """All steps from the first to the last, as they are painted; walked once, unless it is to be anew."""
    scene = SCENES[name]
    if anew or name not in WALKS:
        stage.open(scene, scene["steps"][0]["at"])
        WALKS[name] = stage.ask(WALK, ["ArrowRight"] * (len(scene["steps"]) - 1))
    return WALKS[name]


@pytest.mark.parametrize("name", sample(["hello"], SCENES))
def test_every_step_forward_and_back(stage, name):
    """Going back shows what was shown on the way there: a picture is a function of the scene and the step alone."""
    scene, trace = SCENES[name], TRACES[name]
    there = walk(stage, name, anew=True)
    assert [seen["at"] for seen in there] == [str(address) for address in trace.steps]
    assert [seen["now"] for seen in there] == list(range(1, len(trace.steps) + 1))
    assert all(seen["headline"] and seen["slider"] for seen in there)
    stage.press("End", "ArrowRight")
    assert stage.at == there[-1]["at"], "nothing comes after the end"
    count = len(scene["steps"]) - 1
    back = stage.ask(WALK, ["ArrowLeft"] * (count if THOROUGH else min(count, 80)))[::-1]
    for one, other in zip(there[-len(back) :], back, strict=True):
        assert one == other, f"{one['at']} differs on the way back"
    stage.press("Home", "ArrowLeft")
    assert stage.at == there[0]["at"], "nothing comes before the beginning"


def expected_lanes(trace: Trace, index: int) -> dict[str, float]:
    """The coloured lanes of a step and their sizes, from the run alone: those of the gradients that there are."""
    at = {(step.quantity, step.t): i for i, step in enumerate(trace.steps)}
    lanes, T = {}, trace.problem.T
    for quantity in (name for name in BACK if name in trace.values):
        for t in range(1, T + 1):
            leaves = ("da_prev", t + 1) if quantity == "da_time" and t < T else (quantity, t)
            if at.get(leaves, len(at)) <= index:
                lanes[f"{quantity}.{t}"] = float(np.linalg.norm(trace.at(quantity, t)))
    if at["da_prev", 1] <= index:  # what comes back to a<0>
        lanes["da_prev.1"] = float(np.linalg.norm(trace.at("da_prev", 1)))
    return lanes


@pytest.mark.parametrize("name", SCENES)
def test_a_lane_is_there_once_its_gradient_is_and_as_wide_as_it_is_large(stage, name):
    trace = TRACES[name]
    largest = max(expected_lanes(trace, len(trace.steps)).values())
    narrow = 1 if trace.problem.T <= 5 else 0.8  # columns of level M have less room between their lanes
    for index, seen in enumerate(walk(stage, name)):
        expected = expected_lanes(trace, index)
        assert set(seen["lanes"]) == set(expected), seen["at"]
        for lane, size in expected.items():
            found = seen["lanes"][lane]
            expected_width = narrow * (1.8 + 4.2 * size / largest) if size else 1.8
            assert found["width"] == pytest.approx(expected_width, abs=1e-3), (seen["at"], lane)
            assert found["dashed"] == lane.startswith(("dlogits", "da_softmax")), lane
            assert float(found["opacity"]) == (1 if found["now"] else 0.72)


@pytest.mark.parametrize("name", SCENES)
def test_no_plus_without_the_fork_that_explains_it(stage, name):
    scene = SCENES[name]
    T = scene["problem"]["T"]
    for seen in walk(stage, name):
        for t in seen["plus"]:
            fork = [f"a.{t}.head", f"a.{t}.next"][: 2 if t < T else 1]
            assert {seen["wires"].get(wire) for wire in fork} <= {"known", "active"}, (seen["at"], t)
            arriving = {f"da_softmax.{t}", f"da_time.{t}"}
            assert arriving <= set(seen["lanes"]), (seen["at"], t)
        done = [s["t"] for s in scene["steps"][: seen["now"]] if s["quantity"] == "da_total"]
        assert sorted(seen["plus"]) == sorted(done), seen["at"]


@pytest.mark.parametrize("name", SCENES)
def test_columns_never_move(stage, name):
    first, *others = walk(stage, name)
    assert len(first["cells"]) == SCENES[name]["problem"]["T"]
    assert all(seen["cells"] == first["cells"] for seen in others)
    lefts = [x for x, _ in first["cells"].values()]
    assert np.ptp(np.diff(lefts)) < 0.01, "and are equally wide"


def test_without_its_road_there_is_no_blue_lane(stage):
    """A mistake that leaves da_time out takes its road out of the scene."""
    scene = copy.deepcopy(SCENES["hello"])
    scene["roads"] = [road for road in scene["roads"] if road["quantity"] != "da_time"]
    stage.open(scene, GREEN)
    seen = stage.ask(WALK, ["ArrowRight"] * 20)
    assert not any(lane.startswith("da_time") for one in seen for lane in one["lanes"])


def test_where_every_gradient_is_0_the_lanes_are_thin(stage):
    scene = copy.deepcopy(SCENES["hello"])
    for road in scene["roads"]:
        road |= {"size": 0} if road["back"] else {}
    [seen] = stage.open(scene, GREEN).ask(WALK, [])
    assert {lane["width"] for lane in seen["lanes"].values()} == {1.8}


@pytest.mark.parametrize("name", SCENES)
def test_at_the_last_timestep_a_literal_0_comes_back(stage, name):
    T = SCENES[name]["problem"]["T"]
    for seen in walk(stage, name):
        zeros = [text for text in seen["texts"] if re.match(r"0(, there is no step|$)", text)]
        assert len(zeros) == (f"da_time.{T}" in seen["lanes"]), seen["at"]
        if zeros and T < 6:
            assert zeros == [f"0, there is no step {T + 1}"]


# Texts of the strip that are cut, or that lie over another text, a node, a box's edge or a lane.
COLLISIONS = """() => {
  const strip = root.querySelector(".strip"), { left, right, top, bottom } = strip.getBoundingClientRect(), out = [];
  const zoom = (right - left) / strip.offsetWidth;
  const texts = ink(root.querySelector(".figure")).sort((one, other) => one.left - other.left);
  const meet = (a, b, by) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > by * zoom
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > by * zoom;
  const inside = (a, b, by) => a.left > b.left - by && a.right < b.right + by && a.top > b.top - by && a.bottom < b.bottom + by;
  const points = (shape) => { // of a lane, on the screen
    const all = [...shape.getAttribute("d").matchAll(/(-?[\\d.]+),(-?[\\d.]+)/g)].map(([, x, y]) => [left + x * zoom, top + y * zoom]);
    return all.slice(1).flatMap(([x, y], i) => {
      const [u, v] = all[i], count = Math.ceil(Math.hypot(x - u, y - v) / 3);
      return Array.from({ length: count + 1 }, (_, k) => [u + ((x - u) * k) / count, v + ((y - v) * k) / count]);
    });
  };
  const shapes = [...strip.querySelectorAll("svg :is(.disc, .ring, .box, .wire path, .lane path)")].map((shape) => ({ shape, box: shape.getBoundingClientRect() }));
  const on = (text, { shape, box }) => {
    if (!meet(text, box, -4)) return false;
    if (shape.matches("circle")) {
      const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
      const [dx, dy] = [Math.max(text.left - x, 0, x - text.right), Math.max(text.top - y, 0, y - text.bottom)];
      return Math.hypot(dx, dy) < (shape.r.baseVal.value - 1) * zoom;
    }
    if (shape.matches("rect")) return meet(text, box, 1) && !inside(text, box, 1);
    if (shape.matches(".tip")) return meet(text, box, 2);
    const half = (Number(shape.getAttribute("stroke-width")) / 2 - 1) * zoom;
    return points(shape).some(([x, y]) => x > text.left - half && x < text.right + half && y > text.top - half && y < text.bottom + half);
  };
  const name = (shape) => `${shape.parentNode.classList[0] ?? ""} ${shape.classList.value} ${shape.parentNode.dataset.quantity ?? shape.dataset.quantity ?? ""}`.trim();
  for (const [i, text] of texts.entries()) {
    const whole = () => text.node.parentElement.closest(".name, .gutter > div")?.innerText.replace(/\\s+/g, " ").trim() ?? text.text;
    if (!inside(text, { left, right, top, bottom }, 1)) out.push(`${whole()}: cut`);
    for (const other of texts.slice(i + 1)) {
      if (other.left >= text.right) break; // as do all that follow
      if (meet(text, other, 1)) out.push(`${whole()}: ${text.text} over ${other.text}`);
    }
    for (const shape of shapes) if (on(text, shape)) out.push(`${whole()}: ${text.text} over ${name(shape.shape)}`);
  }
  for (const tile of strip.querySelectorAll(".tile")) if (!inside(tile.getBoundingClientRect(), { left, right, top, bottom }, 1)) out.push(`tile ${tile.innerText}: cut`);
  return out;
}"""


def all_sorts(scene: Any) -> list[str]:
    """Every step; with many timesteps those of a few, and of these all of the last but one."""
    T = scene["problem"]["T"]
    few = sample({0, 1, T - 1, T}, (0, 1, 2, T - 1, T) if T > 6 else range(T + 1))
    alike = {step["at"] for step in scene["steps"] if T > 6 and step["t"] != T - 1 and "W" in step["quantity"]}
    return [step["at"] for step in scene["steps"] if step["t"] in few and step["at"] not in alike]


def one_of_each(scene: Any) -> list[str]:
    """The steps of the last timestep but one, the first and last additions, the turn and the end."""
    T = scene["problem"]["T"]
    ends = (f"backward.{T}.da_time", f"backward.{T}.da_total", f"backward.{T}.dWaa", "backward.1.da_prev")
    return [step["at"] for step in scene["steps"] if step["t"] in (0, T - 1) or step["at"] in ends]


WINDOWS = [(1440, 900), (1280, 640), (1264, 720), (1024, 768), (700, 900), (600, 800), (390, 844), (320, 568)]
SHOWN = [(name, window) for window in WINDOWS for name in SCENES]
# Each window with one of the problems, each problem in two windows.
CHESS = [(name, window) for name, window in SHOWN if (list(SCENES).index(name) + WINDOWS.index(window)) % 4 == 0]


@pytest.mark.parametrize(("name", "size"), sample(CHESS, SHOWN))
def test_no_text_is_cut_sticks_out_or_lies_over_something(stage, name, size):
    stage.size(*size).open(SCENES[name])
    strip = "[]" if size[0] < 390 else f"({COLLISIONS})()"  # on the narrowest page a column may scroll off
    steps = all_sorts(SCENES[name]) if THOROUGH or size in WINDOWS[::6] else one_of_each(SCENES[name])
    assert stage.each(f"() => [...({STICKS_OUT})(), ...{strip}]", steps) == {}


@pytest.mark.parametrize("name", ["hello", "lstm"])
def test_in_the_classroom_the_crossing_and_the_ledger_are_read_from_the_last_row(stage, name):
    """28 px of 1080 for what a question may be about; what stands small beside a name has less."""
    scene = (SCENES if name in SCENES else CELL_SCENES)[name]
    stage.size(1920, 1080).open(scene, view="classroom")
    sizes = """() => ink(root).map(({ node }) => node.parentElement)
      .filter((e) => e.closest(".junction .name, .ledger, .limits, .readers") && !e.closest(".small, sup, sub, .order"))
      .map((e) => [parseFloat(getComputedStyle(e).fontSize), e.textContent])
      .filter(([px]) => px < 28).map(([px, text]) => `${text}: ${px} px`)"""
    assert stage.each(sizes, one_of_each(scene)) == {}


@pytest.mark.parametrize("name", sample(["hello", "random"], SCENES))
@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1280, 720), (1024, 768)])
def test_the_classroom_is_composed_and_nothing_is_small(stage, name, width, height):
    stage.size(width, height).open(SCENES[name], view="classroom")
    least = 24 if width == 1920 else 0
    found = f"(least) => [...({CLASSROOM})(least), ...({COLLISIONS})()]"
    assert stage.each(found, one_of_each(SCENES[name]), least) == {}


@pytest.mark.parametrize(
    ("key", "start", "end"),
    [
        ("ArrowRight", GREEN, "backward.3.dz"),
        ("PageDown", GREEN, "backward.3.dz"),
        ("ArrowLeft", GREEN, "backward.3.da_time"),
        ("PageUp", GREEN, "backward.3.da_time"),
        ("Shift+ArrowRight", GREEN, "backward.2.da_total"),
        ("Shift+ArrowLeft", GREEN, "backward.4.da_total"),
        ("Shift+ArrowRight", "forward.2.a", "forward.3.a"),
        ("Shift+ArrowLeft", "forward.2.a", "forward.1.a"),
        ("Shift+ArrowRight", "forward.4.a", "turn.J"),
        ("Shift+ArrowRight", "turn.J", "backward.4.dlogits"),
        ("Shift+ArrowRight", "backward.1.dz", "end.da0"),
        ("Shift+ArrowRight", "end.da0", "end.da0"),
        ("Shift+ArrowLeft", "forward.1.a", "forward.1.z"),
        ("Home", GREEN, "forward.1.z"),
        ("End", GREEN, "end.da0"),
        ("g", "backward.2.dx", "backward.2.da_total"),
        ("Shift+G", "forward.2.y", "backward.2.da_total"),
        ("g", "turn.J", "backward.4.da_total"),
        ("g", "end.da0", "backward.1.da_total"),
        ("ArrowUp", GREEN, GREEN),
        ("ArrowDown", GREEN, GREEN),
        ("Shift+PageDown", GREEN, GREEN),
    ],
)
def test_a_key_goes_where_it_says(stage, key, start, end):
    stage.open(SCENES["hello"], start).press(key)
    assert stage.at == end


def test_keys_choose_the_unit(stage):
    stage.open(SCENES["hello"], GREEN)
    chosen = []
    for key in ("u", "u", "u", "Shift+U", "Shift+U", "Shift+U", "Shift+U"):
        stage.press(key)
        chosen.append(stage.reports[-1][1]["unit"])
    assert chosen == [4, 5, 1, 5, 4, 3, 2]
    assert stage.at == GREEN
    expect(stage.page.locator(".closeup [data-choose=unit]")).to_have_value("2")


def test_space_plays_and_pauses(stage):
    stage.open(SCENES["hello"], GREEN).press("Space")
    expect(stage.page.get_by_role("button", name="Pause")).to_be_visible()
    stage.page.wait_for_function("root.dataset.at === 'backward.3.dx'")
    stage.press("Space")
    expect(stage.page.get_by_role("button", name="Play")).to_be_visible()
    assert stage.reports[-1][1]["playing"] is False
    stage.press("Space", "ArrowLeft")
    expect(stage.page.get_by_role("button", name="Play")).to_be_visible()


def test_playing_ends_at_the_end(stage):
    stage.open(SCENES["hello"], "backward.1.da_prev").press("Space")
    stage.page.wait_for_function("root.dataset.at === 'end.da0'")
    expect(stage.page.get_by_role("button", name="Play")).to_be_visible()
    assert stage.reports[-1][1]["playing"] is False, "the server is told too"


def test_f_enters_and_leaves_the_classroom_and_escape_leaves(stage):
    classroom = stage.page.locator(".page.classroom")
    stage.open(SCENES["hello"]).press("f")
    expect(classroom).to_be_visible()
    stage.addressed("?view=classroom").press("f")
    expect(classroom).to_have_count(0)
    stage.addressed("")
    stage.press("Shift+F")
    expect(classroom).to_be_visible()
    stage.page.evaluate("document.fullscreenElement && document.exitFullscreen()")
    stage.press("Escape")
    expect(classroom).to_have_count(0)


def test_leaving_the_full_screen_leaves_the_classroom(stage):
    """The browser keeps Esc for itself while the screen is full: the page hears only that it no longer is."""
    stage.open(SCENES["hello"]).press("f")
    stage.page.wait_for_function("document.fullscreenElement !== null")
    stage.page.evaluate("document.exitFullscreen()")
    expect(stage.page.locator(".page.classroom")).to_have_count(0)


def test_help_lists_every_key_of_the_table(stage):
    stage.open(SCENES["hello"]).press("?")
    bound = [key for key in stage.page.evaluate("module.KEYS") if "walk" not in key]
    keys = [key for key in bound if "says" in key]
    listed = stage.page.get_by_role("dialog", name="Keys")
    expect(listed).to_be_visible()
    caps = [PLAYER[key["label"]] if "label" in key else key["keys"][0].upper() for key in keys]
    assert listed.locator("kbd").all_inner_texts() == caps
    assert listed.locator("dd").all_inner_texts() == [PLAYER[key["says"]] for key in keys]
    tested = {"forward", "back", "nextTimestep", "previousTimestep", "play", "first", "last"}
    tested |= {"green", "nextUnit", "previousUnit", "classroom", "help", "code", "guess"}
    tested |= {"lookNext", "lookPrevious", "lookedAt"}
    assert {key["does"] for key in bound} == tested, "a key without a test"
    stage.press("Escape")
    expect(listed).to_be_hidden()
    stage.press("?", "?")
    expect(listed).to_be_hidden()


def focused(stage: Stage) -> str:
    return str(stage.page.evaluate("document.activeElement.textContent.trim()"))


def test_the_list_of_keys_has_the_focus_and_the_keys_to_itself_and_gives_them_back(stage):
    stage.open(SCENES["hello"], GREEN)
    stage.page.get_by_role("button", name="Share").focus()
    stage.press("?")
    assert focused(stage) == "Close"
    stage.press("ArrowRight", "u", "g", "f", "Home")
    assert (stage.at, len(stage.reports)) == (GREEN, 1), "nothing goes on beneath it"
    assert stage.tabs_within(6, "dialog")
    stage.press("Escape")
    assert focused(stage) == "Share"
    stage.press("?")
    stage.page.mouse.click(5, 5)
    expect(stage.page.get_by_role("dialog", name="Keys")).to_be_hidden()


@pytest.mark.parametrize("size", [(844, 390), (320, 256), (1440, 900)])
def test_the_list_of_keys_can_be_read_to_its_end_in_a_low_window(stage, size):
    stage.size(*size).open(SCENES["hello"], GREEN).press("?")
    dialog = stage.page.get_by_role("dialog", name="Keys")
    box = dialog.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= size[0]
    assert box["y"] + box["height"] <= size[1]
    for text in ("one step forward", "this list"):
        dialog.get_by_text(text).scroll_into_view_if_needed()
        expect(dialog.get_by_text(text)).to_be_in_viewport(ratio=1)


def test_a_key_right_after_a_dialog_was_closed_is_the_players(stage):
    """Until the next frame Chromium leaves the focus on what is in the closed dialog: on a slow machine keys went there."""
    stage.open(SCENES["hello"], "backward.3.dz").press("?")
    stage.page.get_by_role("checkbox", name="Use the keys").focus()
    taken = """() => {
      root.querySelector("dialog.keys").close();
      const press = { key: "ArrowRight", bubbles: true, cancelable: true };
      return !document.activeElement.dispatchEvent(new KeyboardEvent("keydown", press));
    }"""
    assert stage.ask(taken), "the page does nothing else with it"
    assert stage.at == "backward.3.dx"


def test_keys_of_one_character_can_be_switched_off_and_the_browser_remembers_it(stage):
    stage.open(SCENES["hello"], "backward.3.dz").press("?")
    switch = stage.page.get_by_role("checkbox", name="Use the keys G, U, F, Q, A, B, C, D and ?")
    expect(switch).to_be_checked()
    switch.uncheck()
    stage.press("Escape", "g", "u", "Shift+U", "f", "?")
    assert (stage.at, len(stage.reports)) == ("backward.3.dz", 1)
    expect(stage.page.get_by_role("dialog", name="Keys")).to_be_hidden()
    stage.press("ArrowRight", "Space", "Space")
    assert stage.at == "backward.3.dx", "the others go on"
    stage.page.evaluate("stage.destroy(); mount()")
    stage.open(SCENES["hello"], GREEN).press("u")
    assert len(stage.reports) == 5, "mounted anew, as after a reload"
    stage.page.get_by_role("button", name="Keys").click()
    switch.check()
    stage.press("Escape", "u")
    assert len(stage.reports) == 6


def test_without_storage_the_switch_works_all_the_same(stage):
    stage.page.evaluate(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError'); } })"
    )
    stage.page.evaluate("stage.destroy(); mount()")
    stage.open(SCENES["hello"], GREEN).press("?")
    stage.page.get_by_role("checkbox").uncheck()
    stage.press("Escape", "u")
    assert len(stage.reports) == 1


@pytest.mark.parametrize(
    ("key", "goes_on"),
    [("ArrowRight", True), ("PageUp", True), ("f", False), (" ", False), ("?", False), ("u", False), ("End", False)],
)
def test_a_key_that_is_held_down_repeats_only_if_it_steps(stage, key, goes_on):
    stage.open(SCENES["hello"], GREEN)
    look = "[root.dataset.at, Boolean(root.querySelector('dialog[open]')), document.documentElement.dataset.unrolledView, reports.at(-1)[1].playing, reports.at(-1)[1].unit]"
    once, held = stage.page.evaluate(
        f"""(key) => {{
          const down = (repeat) => window.dispatchEvent(new KeyboardEvent("keydown", {{ key, repeat, cancelable: true }}));
          down(false);
          const once = {look}, prevented = [1, 2, 3].map(() => !down(true));
          return [once, [...{look}, ...prevented]];
        }}""",
        key,
    )
    assert (once != held[:5]) == goes_on
    assert held[5:] == [True] * 3, "and the page does not scroll by it"


OTHERS = {
    "input": "<input value='abc'>",
    "textarea": "<textarea>abc</textarea>",
    "select": "<select><option>u</option><option>g</option></select>",
    "editable": "<div contenteditable>abc</div>",
    "slider": "<div role=slider tabindex=0>abc</div>",
    "menu": "<div role=menu><div role=menuitem tabindex=0>abc</div></div>",
    "tab": "<div role=tab tabindex=0>abc</div>",
    "radio": "<div role=radio tabindex=0>abc</div>",
    "radiogroup": "<div role=radiogroup><span tabindex=0>abc</span></div>",
    "grid": "<div role=grid tabindex=0>abc</div>",
    "tree": "<div role=tree><div role=treeitem tabindex=0>abc</div></div>",
    "a button of the page's": "<button tabindex=0>abc</button>",
    "a dialog": "<div role=dialog><button tabindex=0>abc</button></div>",
    "behind a modal dialog": "<div role=dialog aria-modal=true>abc</div>",
    "behind a browser's own": "<dialog class=modal><p>abc</p></dialog>",
}


@pytest.mark.parametrize("other", OTHERS)
def test_keys_are_left_to_what_has_the_focus(stage, other):
    stage.open(SCENES["hello"], GREEN)
    stage.page.evaluate(
        "(html) => { document.body.append(document.createRange().createContextualFragment(`<div id=other>${html}</div>`));"
        "document.querySelector('#other .modal')?.showModal(); document.activeElement.blur();"
        "document.querySelector('#other :is([tabindex], input, textarea, select, [contenteditable])')?.focus(); }",
        OTHERS[other],
    )
    stage.press("ArrowRight", "ArrowLeft", "ArrowLeft", "Home", "u", "g", "f", "?", "PageDown")
    assert stage.at == GREEN
    assert len(stage.reports) == 1
    expect(stage.page.locator(".page.classroom, .keys[open]")).to_have_count(0)


def test_no_key_acts_behind_a_dialog_that_only_hides_the_page(stage):
    """As Streamlit's do, which do not say that they are modal."""
    stage.open(SCENES["hello"], GREEN)
    for hides in ("ariaHidden = true", "inert = true"):
        stage.page.evaluate(f"root.{hides}")
        stage.press("ArrowRight", "u", "f")
        stage.page.evaluate(f"root.{hides.replace('true', 'false')}")
    assert (stage.at, len(stage.reports)) == (GREEN, 1)
    stage.press("ArrowRight")
    assert stage.at == "backward.3.dz"


def test_what_the_stage_stands_in_has_no_keys_of_its_own(stage):
    """Streamlit's main part takes the focus when somebody clicks beside the controls."""
    stage.open(SCENES["hello"], GREEN)
    stage.page.evaluate("document.body.tabIndex = 0; document.body.focus()")
    stage.press("ArrowRight")
    assert stage.at == "backward.3.dz"


def test_after_a_click_into_a_panel_s_text_the_keys_step(stage):
    """By Tab such a box keeps the focus: it scrolls."""
    stage.open(SCENES["hello"], GREEN)
    stage.page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<div role=region tabindex=0 style=\"position:fixed;bottom:0\">code</div>')"
    )
    stage.page.get_by_text("code", exact=True).click()
    stage.press("ArrowRight")
    assert stage.at == "backward.3.dz"
    stage.page.locator("[role=region]").last.focus()
    stage.press("ArrowRight")
    assert stage.at == "backward.3.dz"


def test_no_focus_falls_to_the_page_where_a_control_has_nothing_more_to_do(stage):
    stage.open(SCENES["hello"], "backward.1.da_prev", notes=["A note."])
    for name, end, last in (("Step forward", "end.da0", "Home"), ("Step back", "forward.1.z", "Home")):
        button = stage.page.get_by_role("button", name=name)
        button.focus()
        stage.press("Enter", "Enter")
        assert stage.at == end
        expect(button).to_be_focused()
        expect(button).to_be_disabled()
        stage.press(last, "ArrowRight", "ArrowLeft")
    stage.page.get_by_role("button", name="Close this note").focus()
    stage.press("Enter")
    assert stage.page.evaluate("root.contains(document.activeElement)")


@pytest.mark.parametrize(
    "key", ["Control+ArrowRight", "Alt+ArrowLeft", "Meta+ArrowRight", "Control+u", "Control+Home", "Alt+f"]
)
def test_keys_with_ctrl_alt_or_meta_are_the_browser_s(stage, key):
    stage.open(SCENES["hello"], GREEN)
    *modifiers, last = key.split("+")
    flags = {f"{name.lower().replace('control', 'ctrl')}Key": True for name in modifiers}
    prevented = stage.page.evaluate(
        "([key, flags]) => !window.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true, ...flags }))",
        [last, flags],
    )
    assert not prevented
    assert (stage.at, len(stage.reports)) == (GREEN, 1)


def test_the_stage_s_own_controls_keep_the_keys(stage):
    stage.open(SCENES["hello"], GREEN)
    stage.page.get_by_role("slider").focus()
    stage.press("ArrowRight")
    assert stage.at == "backward.3.dz"
    stage.page.get_by_role("button", name="Step forward").focus()
    stage.press("ArrowRight", "Space", "Enter")
    assert stage.at == "backward.3.dWaa", "Space on a button presses that button"


def test_the_chooser_keeps_its_keys_until_the_mouse_has_chosen(stage):
    stage.open(SCENES["notebook"], GREEN)
    unit = stage.page.locator(".closeup [data-choose=unit]")
    unit.focus()
    unit.select_option("2")
    stage.addressed("?unit=2")
    stage.page.mouse.click(5, 5)
    unit.focus()
    unit.select_option("1")
    stage.press("ArrowRight")
    assert stage.at == "backward.3.dz"


def test_the_address_says_only_what_differs_and_jumps_make_history(stage):
    stage.open(SCENES["hello"]).addressed("")
    for key, how, search in [
        ("ArrowRight", "replace", "?at=backward.3.dz"),
        ("ArrowLeft", "replace", ""),
        ("u", "replace", "?unit=4"),
        ("Shift+ArrowRight", "replace", "?at=backward.2.da_total&unit=4"),
        ("Home", "push", "?at=forward.1.z&unit=4"),
        ("End", "push", "?at=end.da0&unit=4"),
        ("g", "push", "?at=backward.1.da_total&unit=4"),
        ("Shift+U", "replace", "?at=backward.1.da_total"),
        ("f", "replace", "?at=backward.1.da_total&view=classroom"),
        ("f", "replace", "?at=backward.1.da_total"),
    ]:
        count = len(stage.written)
        stage.press(key).addressed(search)
        assert stage.written[count:] == [[f"{how}State", f"/{search}"]], key


def test_the_address_of_a_step_that_is_left_has_its_own_problem_s_part(stage):
    """A new problem comes before the address of the last step was written: Back must open that step."""
    stage.open(SCENES["hello"])
    stage.page.evaluate(
        """(link) => {
          tap("ArrowRight");
          stage.update({ ...data, link: { ...data.link, fixed: link }, open: { ...data.open, id: "another", jump: true } });
        }""",
        {"problem": "word", "word": "banana"},
    )
    assert stage.written == [["replaceState", "/?at=backward.3.dz"], ["pushState", "/?problem=word&word=banana"]]


def test_going_back_leaves_the_entry_as_it_was(stage):
    """Nothing that waited for its turn is written over the address that the browser went back to."""
    stage.page.evaluate(CLOCK)
    stage.open(SCENES["hello"]).press("End")
    stage.addressed("?at=end.da0")
    stage.page.evaluate("tap('ArrowLeft'); history.back()")
    stage.addressed("")
    stage.page.evaluate("pass(1000)")
    assert stage.page.evaluate("location.search") == ""
    assert stage.reports[-1] == ["link", ""]


def test_a_page_without_an_address_steps_and_speaks_all_the_same(stage):
    """A frame's srcdoc, as in a notebook, refuses to be given one."""
    stage.page.evaluate(
        "() => { history.pushState = history.replaceState = () => { throw new DOMException('', 'SecurityError'); }; }"
    )
    stage.open(SCENES["hello"]).press("End")
    assert (stage.at, stage.reports[-1][1]["at"]) == ("end.da0", "end.da0")
    expect(stage.page.locator("[aria-live]")).not_to_have_text("")


def test_many_steps_write_the_address_once_but_a_jump_leaves_none_out(stage):
    """Browsers refuse hundreds of history calls; an entry that is left must name the step that was left."""
    stage.open(SCENES["hello"])
    stage.page.evaluate("for (let i = 0; i < 9; i++) tap('ArrowLeft'); tap('End')")
    assert stage.written == [["replaceState", "/?at=backward.4.dWax"], ["pushState", "/?at=end.da0"]]


def test_the_address_holds_python_s_part_and_the_viewer_s_own(stage):
    stage.page.evaluate("history.replaceState(null, '', '?embed=true&embed_options=dark_theme&junk=1')")
    scene = SCENES["word"]
    stage.open(scene)
    link = {
        "run": "",
        "fixed": {"problem": "word", "word": "é&=?#"},
        "mistake": "",
        "defaults": {"at": scene["at"], "unit": "1", "example": "1", "column": "0", "view": "page", "tab": "code"}
        | {"walk": "", "stop": "1"},
    }
    command = {"id": "other", "at": "forward.1.z", "unit": 2, "example": 1, "column": 0, "view": "page"} | {
        "tab": "code",
        "tabs": [["code", "Code"], ["check", "Check"]],
        "notes": [],
        "jump": True,
    }
    stage.page.evaluate("data => stage.update(data)", {"scene": scene, "link": link, "open": command})
    assert stage.written[-1][0] == "pushState", "a new problem is a jump"
    said = stage.page.evaluate("[...new URLSearchParams(location.search)]")
    assert said == [
        ["at", "forward.1.z"],
        ["unit", "2"],
        ["problem", "word"],
        ["word", "é&=?#"],
        ["embed", "true"],
        ["embed_options", "dark_theme"],
    ]


def test_back_and_forward_are_told_to_the_host(stage):
    stage.open(SCENES["hello"]).press("End")
    stage.page.evaluate("history.back()")
    stage.page.wait_for_function("reports.some(([name]) => name === 'link')")
    assert [value for name, value in stage.reports if name == "link"] == [""]


def test_every_change_is_reported(stage):
    stage.open(SCENES["notebook"]).press("ArrowRight", "u")
    reports = [
        {key: value for key, value in said.items() if key != "id"} for name, said in stage.reports if name == "shown"
    ]
    unit, example = SCENES["notebook"]["selected"].values()
    first = {
        "at": SCENES["notebook"]["at"],
        "unit": unit,
        "example": example,
        "column": 0,
        "tab": "code",
        "stop": 1,
        "playing": False,
    }
    moved = first | {"at": "backward.3.dz"}
    assert reports == [first, moved, moved | {"unit": unit % 5 + 1}]
    assert stage.reports[-1][1]["id"] == "command 1"


def test_a_click_on_a_number_or_square_chooses(stage):
    stage.open(SCENES["hello"], GREEN)
    stage.page.locator(".closeup .equation button[data-unit='5']").click()
    stage.addressed("?unit=5")
    assert stage.at == GREEN
    stage.open(SCENES["notebook"], GREEN)
    selected = SCENES["notebook"]["selected"]
    square = stage.page.locator(".closeup .equation [data-example='2'][data-unit='4']").first
    square.scroll_into_view_if_needed()
    square.click()
    last = stage.reports[-1][1]
    assert (last["unit"], last["example"]) == (4, 2) != tuple(selected.values())


@pytest.mark.parametrize(
    ("name", "quantity", "where"),
    [
        ("notebook", "dWax", ".closeup .squares.result [data-unit='4'][data-column='2']"),
        ("hello", "dWaa", ".closeup .running [data-unit='4'] [data-column='2']"),
        ("lstm", "dWf", ".closeup .squares.result [data-unit='4'][data-column='2']"),
    ],
)
def test_an_entry_of_a_weight_is_followed_by_a_link_and_by_a_click(stage, name, quantity, where):
    """Its own number at every timestep, not that of the input that happens to be on there."""
    scene, trace = (SCENES | CELL_SCENES)[name], (TRACES | CELL_TRACES)[name]

    def boxed_at(t: int) -> bool:
        text = stage.page.locator(".closeup [data-role=result]").first.inner_text()
        digits = len(text.partition(".")[2])
        return bool(abs(float(text.replace("−", "-")) - trace.at(quantity, t)[3, 1]) <= 0.5 * 10**-digits + 1e-12)

    for t in (3, 2, 1):
        stage.open(scene, f"backward.{t}.{quantity}", unit=4, column=2)
        assert boxed_at(t), t
    stage.open(scene, f"backward.3.{quantity}", unit=1, column=0)
    assert not boxed_at(3)
    entry = stage.page.locator(where).first
    entry.scroll_into_view_if_needed()
    entry.click()
    assert boxed_at(3)
    stage.page.wait_for_function("location.search.endsWith('&column=2')")
    entry.click()
    assert stage.reports[-1][1]["column"] == 0, "again: as if none were chosen"


def test_a_click_on_a_quantity_of_the_strip_goes_to_its_step(stage):
    stage.open(SCENES["hello"], GREEN)
    stage.page.locator(".strip .name [data-quantity=a][data-t='2']").click()
    assert stage.at == "forward.2.a"
    assert stage.written[-1][0] == "pushState"


@pytest.mark.parametrize("name", ["hello", "notebook"])
def test_the_live_region_says_the_step_after_a_pause(stage, name):
    stage.stop_clock().open(SCENES[name], "backward.3.dz")
    live = stage.page.locator("[aria-live=polite]")
    assert live.count() == 1
    stage.press("ArrowLeft").later(800)
    assert live.inner_text() == "", "nothing while somebody is stepping"
    slider = stage.page.get_by_role("slider", name="Step")
    said = stage.later(200).page.locator("[aria-live=polite]").inner_text()
    headline = slider.get_attribute("aria-valuetext")
    place = r"backward, t = 3, step \d+ of \d+\. "
    assert re.fullmatch(place + r"a 3 was used twice, so two gradients come back\. Add them\.", headline)
    assert said.startswith(headline)
    row = r" unit \d(, example 7)?: da total (minus )?\d\.\d+ equals da softmax (minus )?\d\.\d+ plus da time (minus )?\d\.\d+\."
    assert re.match(row + r" Unit \d: [^⟨]+\.$", said.removeprefix(headline)), (
        "and the grey line, which has the verdict"
    )
    assert "⟨" not in said
    assert "−" not in said
    stage.press("ArrowLeft")
    assert live.inner_text() == "", "what was said of another step is not left behind"


def test_it_moves_by_mouse_on_the_slider(stage):
    stage.open(SCENES["hello"], GREEN)
    slider = stage.page.get_by_role("slider", name="Step")
    box = slider.bounding_box()
    knob = stage.page.locator(".knob").bounding_box()
    assert box
    assert knob
    x, y = knob["x"] + knob["width"] / 2, knob["y"] + knob["height"] / 2
    stage.page.mouse.move(x, y)
    stage.page.mouse.down()
    assert stage.at == GREEN
    stage.page.mouse.move(x - 267, y)
    assert stage.at == "backward.2.da_total"
    stage.page.mouse.move(x - 267, box["y"] + 5)
    assert stage.at.startswith("forward.2.")
    stage.page.mouse.up()
    stage.page.mouse.move(x, y)
    assert stage.at.startswith("forward.2."), "let go"


def test_dragging_within_a_step_draws_and_reports_nothing(stage):
    stage.open(SCENES["hello"], GREEN)
    knob = stage.page.locator(".knob").bounding_box()
    assert knob
    x, y = knob["x"] + knob["width"] / 2, knob["y"] + knob["height"] / 2
    stage.page.mouse.move(x, y)
    stage.page.mouse.down()
    for move in (1, -1, 2, -2, 1, 0):
        stage.page.mouse.move(x + move, y)
    assert (stage.at, len(stage.reports)) == (GREEN, 1)
    stage.page.mouse.up()


def test_the_knob_stands_under_its_own_column(stage):
    for name in ("hello", "random"):
        stage.open(SCENES[name], SCENES[name]["steps"][0]["at"])
        knobs = stage.page.evaluate(
            """() => { const out = []; for (let before = ""; before !== root.dataset.at; tap("ArrowRight")) {
              before = root.dataset.at;
              const band = root.querySelector(".band"), x = Number(root.querySelector(".knob").getAttribute("cx"));
              if (band && !/^turn|^end/.test(before)) out.push([before, x - Number(band.getAttribute("x")), Number(band.getAttribute("width"))]);
            } return out; }"""
        )
        assert [at for at, x, width in knobs if not -3 <= x <= width + 3] == []


def test_mounted_again_it_goes_on_where_it_was(stage):
    """Streamlit may put the stage up anew, with the same command: the step that the address bar names stays."""
    scene = SCENES["hello"]
    stage.open(scene, GREEN, id="one").press("ArrowRight", "u", "f")
    assert stage.page.evaluate("document.documentElement.dataset.unrolledOpened") == "one"
    stage.page.evaluate("stage.destroy(); mount()")
    stage.open(scene, GREEN, id="one")
    stage.addressed("?at=backward.3.dz&unit=4&view=classroom")
    assert stage.at == "backward.3.dz"
    stage.press("ArrowRight")
    assert stage.at == "backward.3.dx", "one press is one step: the earlier mount no longer listens"
    stage.open(scene, GREEN, id="two")
    stage.addressed("")
    assert stage.at == GREEN


@pytest.mark.parametrize(
    ("search", "shown"),
    [
        ("?at=backward.3.dz&unit=99&example=-3&column=400&view=nonsense", (5, 1, 5)),
        ("?at=backward.3.dz&unit=nothing&example=1e9&column=NaN&view=compare", (1, 1, 0)),
        ("?at=backward.3.dz&unit=2.9&example=&column=-1", (2, 1, 0)),
    ],
)
def test_mounted_again_it_takes_no_nonsense_from_the_address(stage, search, shown):
    stage.open(SCENES["hello"], GREEN, id="one")
    stage.page.evaluate("(search) => { stage.destroy(); history.replaceState(null, '', search); mount(); }", search)
    stage.open(SCENES["hello"], GREEN, id="one")
    last = stage.reports[-1][1]
    assert (last["at"], last["unit"], last["example"], last["column"]) == ("backward.3.dz", *shown)
    expect(stage.page.locator(".page.wide .closeup .equation")).to_be_visible()


# What a stage does after so long: [what is said, what moves, close-ups out of sight, reports, listeners that are left].
AFTER = """async () => {
  await pass(5000);
  for (const key of ["ArrowRight", "u", "f", "?"]) tap(key);
  for (const event of ["resize", "popstate", "pagehide", "click", "pointerdown"]) window.dispatchEvent(new Event(event));
  for (const event of ["pointerover", "focusin", "focusout", "pointerleave"]) root.dispatchEvent(new Event(event));
  await pass(5000);
  return [root.textContent.trim(), root.querySelectorAll(".pulse, .ahead").length, document.getAnimations().length, reports.length, listeners];
}"""
LISTENERS = """() => {
  window.listeners = 0;
  for (const name of ["addEventListener", "removeEventListener"]) {
    const own = EventTarget.prototype[name];
    EventTarget.prototype[name] = function (type, does, options) {
      if ([root, window, document].includes(this) && name === "addEventListener") {
        listeners++;
        options?.signal?.addEventListener("abort", () => listeners--);
      }
      return own.call(this, type, does, options);
    };
  }
}"""


@pytest.mark.parametrize(
    "moment", ["", "tap('ArrowRight')", "tap(' ')", "tap('?')", "await pass(1000)", "stage.update({ ...data })"]
)
def test_after_its_end_a_stage_neither_moves_nor_speaks_nor_listens(stage, moment):
    stage.page.evaluate(f"() => {{ stage.destroy(); ({CLOCK})(); ({LISTENERS})(); mount(); }}")
    stage.open(SCENES["hello"], GREEN)
    assert stage.page.evaluate("listeners") > 8
    stage.page.evaluate(f"async () => {{ {moment}; stage.destroy(); window.ended = reports.length; }}")
    *quiet, reports, listeners = stage.page.evaluate(AFTER)
    assert quiet == ["", 0, 0]
    assert reports == stage.page.evaluate("ended")
    assert listeners == 0


@pytest.mark.parametrize("view", ["page", "classroom"])
def test_mounted_out_of_sight_it_is_drawn_when_it_is_shown(stage, view):
    """In a closed section or another tab it has no width; keys and commands are kept."""
    stage.page.evaluate("document.body.style.display = 'none'")
    stage.page.evaluate(PAINTED)
    stage.open(SCENES["hello"], GREEN, view=view).press("ArrowRight")
    assert stage.page.locator(".page").count() == 0
    stage.page.evaluate("document.body.style.display = ''")
    expect(stage.page.locator(".closeup .equation")).to_be_visible()
    assert stage.at == "backward.3.dz"
    stage.page.evaluate("document.body.style.display = 'none'")
    stage.page.evaluate(PAINTED)
    stage.press("ArrowRight").page.evaluate("document.body.style.display = ''")
    expect(stage.page.locator("[data-at='backward.3.dx']")).to_be_visible()


@pytest.mark.parametrize("name", each(["lstm", "hello", "random"], 3))
def test_no_size_is_too_odd_to_draw(stage, name):
    """The browser complains about a width or height below 0, and a complaint fails the test."""
    scene = (SCENES | CELL_SCENES)[name]
    for width, height in ((1, 1), (60, 900), (160, 100), (240, 2000), (620, 40), (905, 60), (1285, 80), (3000, 200)):
        stage.size(width, height)
        for view in ("page", "classroom"):
            stage.open(scene, "backward.2.da_total", view=view)
            for at in ("backward.2.dWaa" if name != "lstm" else "backward.2.dWf", "forward.1.y", "turn.J", "end.da0"):
                stage.page.evaluate("at => show(at)", at)


def test_the_same_command_is_carried_out_once(stage):
    scene = SCENES["hello"]
    stage.open(scene, GREEN, id="one").press("ArrowRight")
    stage.open(scene, GREEN, id="one")
    assert stage.at == "backward.3.dz"


def test_an_unknown_step_opens_the_first(stage):
    stage.open(SCENES["hello"], "backward.9.nothing")
    assert stage.at == "forward.1.z"


# Other cells


@pytest.mark.parametrize("name", each(["gru_after", "lstm"], 2))
def test_every_step_of_another_cell_forward_and_back(stage, name):
    """The same picture on the way back, one plus for each state once its sum is there, lanes as wide as they are large."""
    scene, trace = CELL_SCENES[name], CELL_TRACES[name]
    stage.open(scene, scene["steps"][0]["at"])
    there = stage.ask(WALK, ["ArrowRight"] * (len(scene["steps"]) - 1))
    back = stage.ask(WALK, ["ArrowLeft"] * (len(scene["steps"]) - 1))[::-1]
    assert [seen["at"] for seen in there] == [str(address) for address in trace.steps]
    for one, other in zip(there, back, strict=True):
        assert one == other, one["at"]
    totals = [state["total"] for state in scene["problem"]["states"]]
    largest = max(road["size"] for road in scene["roads"] if road["back"])
    for index, seen in enumerate(there):
        done = [step["t"] for step in scene["steps"][: index + 1] if step["quantity"] in totals]
        assert sorted(seen["plus"]) == sorted(done), seen["at"]
        for lane, drawn in seen["lanes"].items():
            quantity, t = lane.split(".")
            size = float(np.linalg.norm(trace.at(quantity, int(t))))
            double = 3 * (quantity in ("dc_time", "dc_prev"))
            expected = double + 1.8 + 4.2 * size / largest if size else 1.8
            assert drawn["width"] == pytest.approx(expected, abs=1e-3), (seen["at"], lane)


def test_the_lstm_has_a_literal_0_at_both_states_and_a_lane_for_each(stage):
    """Two rows of nodes: from the last step nothing comes back to a or c; elsewhere a single and a double blue lane."""
    [seen] = stage.open(CELL_SCENES["lstm"], "backward.3.dc_total").ask(WALK, [])
    assert [text for text in seen["texts"] if text.startswith("0, there")] == ["0, there is no step 5"] * 2
    assert {"da_softmax.3", "da_time.3", "dc_a.3", "dc_time.3", "da_time.4", "dc_time.4"} <= set(seen["lanes"])
    assert "da_total.3" not in seen["lanes"], "on the way down it has become dc_a"
    assert stage.page.locator(".strip .lane[data-quantity=dc_time][data-t='3'] .between").count() == 1
    assert stage.page.locator(".strip .lane[data-quantity=da_time] .between").count() == 0


def test_g_goes_to_the_next_addition_of_this_timestep(stage):
    stage.open(CELL_SCENES["lstm"], "backward.2.dzf")
    seen = []
    for _ in range(3):
        stage.press("g")
        seen.append(stage.at)
    assert seen == ["backward.2.da_total", "backward.2.dc_total", "backward.2.da_total"]


ROOMS = [(*window, "page") for window in WINDOWS[:4]] + [(390, 844, "page"), (1920, 1080, "classroom")]
LSTMS = [(name, *room) for room in ROOMS for name in ("lstm", "lstm word")]


@pytest.mark.parametrize(("name", "width", "height", "view"), sample([LSTMS[i] for i in (0, 5, 8, 11)], LSTMS))
def test_no_text_of_the_lstm_s_strip_is_cut_or_lies_over_something(stage, name, width, height, view):
    scene = CELL_SCENES[name]
    stage.size(width, height).open(scene, view=view)
    steps = [at for at in one_of_each(scene) if at.split(".")[-1] not in scene["values"] or "W" not in at]
    assert stage.each(COLLISIONS, steps) == {}


OTHER_CELLS = [
    (name, size) for size in [(1440, 900), (1024, 768), (390, 844)] for name in ("lstm", "gru_before", "gru_after")
]


@pytest.mark.parametrize(("name", "size"), each(OTHER_CELLS, 2))
def test_no_text_of_another_cell_sticks_out_or_lies_over_another(stage, name, size):
    stage.size(*size).open(CELL_SCENES[name])
    assert stage.each(STICKS_OUT, one_of_each(CELL_SCENES[name])) == {}


@pytest.mark.parametrize("name", CELL_SCENES)
def test_another_cell_in_the_classroom(stage, name):
    scene = CELL_SCENES[name]
    stage.size(1920, 1080).open(scene, view="classroom")
    assert stage.each(CLASSROOM, one_of_each(scene), 24) == {}


@pytest.mark.parametrize("name", ["gru_before", "word"])
def test_in_the_classroom_every_running_total_stands_above_the_keys(stage, name):
    """With the ledger beside its words, and where names have a subscript below."""
    scene = (SCENES | CELL_SCENES)[name]
    stage.size(1920, 1080).open(scene, view="classroom")
    totals = [step["at"] for step in scene["steps"] if step["kind"] == "running"]
    assert stage.each(f"(least) => [...({CLASSROOM})(least), ...({COLLISIONS})()]", totals, 24) == {}


def test_in_the_classroom_an_equation_that_is_too_tall_is_drawn_smaller(stage):
    """Nobody scrolls there: six units of a GRU, whose names have a subscript. On the page it is as large as ever."""
    scene = json.loads(encode(run(random_problem(n_a=6, m=1, T=6, cell=GRU_BEFORE))))
    stage.size(1920, 1080).open(scene, view="classroom")
    assert stage.each(CLASSROOM, one_of_each(scene), 20) == {}
    drawn = "root.querySelector('.closeup .numbers').style.transform"
    stage.page.evaluate("at => show(at)", "backward.1.dWrx")
    assert 0.8 < float(stage.page.evaluate(drawn).removeprefix("scale(").removesuffix(")")) < 1
    stage.press("f")
    assert stage.at == "backward.1.dWrx"
    assert stage.page.evaluate(drawn) == ""


@pytest.mark.parametrize("cell", [RNN, GRU_AFTER], ids=lambda cell: cell.name)
def test_one_unit_has_its_name_beside_its_number_and_one_weight_is_a_weight(stage, cell):
    scene = json.loads(encode(run(random_problem(n_x=1, n_a=1, m=1, T=2, cell=cell))))
    stage.size(1440, 900).open(scene)
    assert (
        stage.each(f"() => [...({STICKS_OUT})(), ...({COLLISIONS})()]", [step["at"] for step in scene["steps"]]) == {}
    )
    for quantity, used in (
        (("dWaa", "weight"), ("dba", "bias")) if cell is RNN else (("dWua", "weight"), ("dbu", "bias"))
    ):
        stage.page.evaluate("at => show(at)", f"backward.1.{quantity}")
        expect(stage.page.locator(".closeup .ledger b").first).to_have_text(f"One {used}, 2 uses")


def test_a_stack_has_the_notebook_s_name_and_its_two_pieces_have_not_one_between_them(stage):
    stage.open(CELL_SCENES["lstm"], "forward.3.concat")
    assert "".join(stage.page.locator(".closeup .foot code").all_inner_texts()) == "concat"


def test_notes_are_text_and_can_be_closed(stage):
    stage.open(SCENES["hello"], notes=["<b>bad</b>", "Two."])
    note = stage.page.get_by_role("status")
    expect(note).to_contain_text("<b>bad</b> Two.")
    note.get_by_role("button", name="Close this note").click()
    expect(note).to_have_count(0)


def test_pointing_at_a_quantity_lights_up_what_it_is_connected_with(stage):
    stage.open(SCENES["hello"], GREEN)
    stage.page.locator(".strip .node.plus[data-t='3']").hover()
    lit = stage.page.evaluate(
        "['before', 'after', 'self'].map((light) => [...root.querySelectorAll(`.strip .lane[data-light=${light}], .strip .plus[data-light=${light}]`)]"
        ".map((drawn) => `${drawn.dataset.quantity}.${drawn.dataset.t}`).sort())"
    )
    before, after, itself = (set(names) for names in lit)
    assert itself == {"da_total.3"}
    assert {"da_softmax.3", "da_time.3", "da_total.4", "dlogits.3", "dlogits.4"} <= before
    assert not after & {"dx.4", "da_time.3"}
    phrase = stage.page.locator(".phrase")
    expect(phrase).to_be_visible()
    assert phrase.inner_text().startswith("da total 3: ")
    stage.page.locator(".strip .lane[data-quantity=da_time][data-t='3'] .tip").first.hover()
    assert "; size " in phrase.inner_text()
    stage.page.mouse.move(5, 890)
    expect(phrase).to_be_hidden()
    stage.page.evaluate(PAINTED)


def test_a_quantity_that_has_the_focus_lights_up_too_and_says_what_it_is(stage):
    """All of this without a mouse: Tab goes to every name in the sentence and over the numbers."""
    stage.open(SCENES["hello"], GREEN)
    name = stage.page.locator(".closeup .equation .heading .symbol").first
    name.focus()
    phrase = stage.page.locator(".phrase")
    expect(phrase).to_be_visible()
    # It is drawn again where the window changes, and when fonts come; what has the focus is still told about.
    stage.page.evaluate("dispatchEvent(new Event('resize'))")
    expect(phrase).to_be_visible()
    assert phrase.inner_text().startswith("da total 3: ")
    assert name.get_attribute("aria-describedby") == phrase.get_attribute("id")
    assert stage.page.locator(".strip .lane[data-light=before]").count() > 2
    stage.page.keyboard.press("ArrowRight")
    assert stage.at == "backward.3.dz", "the keys still step"
    stage.page.get_by_role("button", name="Share").focus()
    expect(phrase).to_be_hidden()


PAPERS = {
    "#ffffff": False,
    "#0e1117": True,
    "rgba(255, 255, 255, 0.5)": False,
    "rgba(14, 17, 23, 0.25)": True,
    "white": False,
    "": False,
}


def test_the_theme_is_told_from_its_paper_also_if_that_is_translucent(stage):
    stage.open(SCENES["hello"], GREEN)
    stage.page.evaluate("stage.destroy(); root.remove()")
    stage.page.evaluate(ADAPTER, bundle("hosts/streamlit.js"))
    told = """(colour) => {
      parentElement.style.setProperty("--st-background-color", colour);
      const end = run(data), dark = parentElement.querySelector(".unrolled").classList.contains("dark");
      end();
      parentElement.innerHTML = "<div class=unrolled></div>";
      return dark;
    }"""
    assert {colour: stage.page.evaluate(told, colour) for colour in PAPERS} == PAPERS


ADAPTER = """async (code) => {
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  window.adapter = (await import(url)).default;
  window.sent = [];
  window.parentElement = document.body.appendChild(document.createElement("div"));
  parentElement.innerHTML = "<div class=unrolled></div>";
  window.run = (data) => adapter({
    data: new TextEncoder().encode(JSON.stringify(data)), parentElement,
    setStateValue: (name, value) => sent.push([performance.now(), name, value]),
    setTriggerValue: (name, value) => sent.push([performance.now(), name, value]),
  });
}"""


def test_the_adapter_cleans_up_only_the_last_time(stage):
    """Streamlit calls the module again for new data, and an earlier cleanup late or never."""
    stage.open(SCENES["hello"], GREEN)
    stage.page.evaluate("stage.destroy(); root.remove()")
    stage.page.evaluate(ADAPTER, bundle("hosts/streamlit.js"))
    shown = stage.page.locator("[data-at]")
    stage.page.evaluate("window.first = run(data); window.second = run(data); first(); tap('ArrowRight')")
    expect(shown).to_have_attribute("data-at", "backward.3.dz")
    stage.page.evaluate("second(); tap('ArrowRight')")
    expect(shown).to_have_count(0)


def test_the_adapter_reports_seldom_and_the_last_step_for_sure(stage):
    """Once the picture is painted, at most every 120 ms while steps come, and what is shown at the end."""
    stage.stop_clock().open(SCENES["hello"], "forward.1.z")
    stage.page.evaluate("stage.destroy(); root.remove()")
    stage.page.evaluate(ADAPTER, bundle("hosts/streamlit.js"))
    stage.page.evaluate("void run({ ...data, open: { ...data.open, id: 'adapter', at: 'forward.1.z' } })")
    stage.later(1000)
    assert stage.page.evaluate("sent.length") == 1
    for _ in range(20):
        stage.press("ArrowRight").later(30)
    last = stage.later(200).page.locator("[data-at]").get_attribute("data-at")
    assert stage.page.evaluate("sent.at(-1)[2].at") == last
    times = stage.page.evaluate("sent.map(([time]) => time)")
    assert min(after - before for before, after in pairwise(times)) > 119
    assert 5 <= len(times) <= 7, "20 steps in 600 ms"
