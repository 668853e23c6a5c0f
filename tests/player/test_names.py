"""What the player calls things with `names=h`, and what it explains of names: what d means, why W is transposed, what w is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import expect

from app.export.page import export
from app.scene.scene import encode
from app.view import at_stop
from app.walks import WALKS
from rnn_core import CASES, GRU_BEFORE, LSTM, hello, mistaken, notebook, run
from tests.app.test_names import leftovers
from tests.harness import resize
from tests.lazily import Lazily
from tests.player.harness import CELL_PROBLEMS, CELL_SCENES, INK, SCENES
from tests.player.test_stage import one_of_each
from tests.sample import each, sample

RUNS = {
    "rnn": hello(),
    "lstm": hello(LSTM),
    "gru": hello(GRU_BEFORE),
    "notebook": notebook(),
    "one cell": CASES["rnn_cell_backward"].problem,
}
H: Lazily[Any] = Lazily(RUNS, lambda name: json.loads(encode(run(RUNS[name]), names="h")))
ROOMS = [(1440, 900, "page"), (1280, 640, "page"), (1024, 768, "page"), (600, 800, "page"), (390, 844, "page")]
ROOMS += [(1920, 1080, "classroom"), (1024, 768, "classroom")]

# What is seen and what listeners hear, without what the notebook calls things.
SAID = """(at) => {
  show(at);
  const read = ["aria-label", "aria-valuetext", "title"];
  const quoted = ".ahead, .equation code, .code-note, style, .junction code, .strip code, .tile";
  const own = (one) => !one.closest(quoted);
  const texts = ink(root).filter(({ node }) => own(node.parentElement)).map(({ text }) => text);
  const labels = read.flatMap((name) => [...root.querySelectorAll(`[${name}]`)].filter(own).map((one) => one.getAttribute(name)));
  const heard = [...root.querySelectorAll(".spoken")].filter(own).map((one) => one.textContent.trim());
  return [...new Set([...texts, ...labels, ...heard])];
}"""
# Where the line stands, and what lies over it.
MEANING = """() => {
  const [line] = [...root.querySelectorAll(".meaning")], all = ink(document.querySelector(".unrolled"));
  const own = all.filter(({ node }) => line.contains(node)), others = all.filter(({ node }) => !line.contains(node));
  const over = own.flatMap((one) => others.filter((other) =>
    Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1
    && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1).map((other) => `${one.text} over ${other.name}`));
  const out = own.filter((one) => one.left < 0 || one.right > innerWidth || one.top < 0 || one.bottom > innerHeight);
  return [...over, ...out.map(({ text }) => `out of sight: ${text}`), ...(own.length ? [] : ["nothing is said"])];
}"""


@pytest.mark.parametrize("name", RUNS)
def test_with_other_names_nobody_sees_or_hears_the_courses(stage, name):
    scene = H[name]
    stage.open(scene)
    theirs = {letters["base"] for letters in scene["symbols"].values()}  # y, a score; z and dz of gates
    for at in one_of_each(scene):
        said = stage.page.evaluate(SAID, at)
        assert not [(at, text, leftovers(text)) for text in said if set(leftovers(text)) - theirs]
    at = "backward.2.da_total" if "backward.2.da_total" in {step["at"] for step in scene["steps"]} else scene["at"]
    said = stage.page.evaluate(SAID, at)
    assert {"dh", "h"} <= {word for text in said for word in text.split()}


def test_the_code_the_table_and_the_strip_have_one_name_for_one_thing(stage):
    page = stage.open(H["rnn"], "backward.3.da_total").page
    expect(page.locator(".listing [aria-current]")).to_have_text("  dh = dh_softmax + dhnext")
    expect(page.locator(".code-note")).to_contain_text("In the notebook: dh is da_next, dh_softmax is da[:, :, t]")
    expect(page.locator(".equation")).to_contain_text("in the notebook:")
    expect(page.locator(".strip .name:has([data-quantity=da_time][data-t='3'])")).to_have_text("dhnext⟨3⟩")
    expect(page.locator(".gutter")).to_contain_text("h splits here;")
    assert stage.at == "backward.3.da_total", "an address is the same whatever things are called"


def test_a_phrase_says_what_others_call_it(stage):
    page = stage.open(SCENES["hello"], "backward.3.da_total").page
    page.locator(".equation .heading [data-quantity=da_time]").first.hover()
    expect(page.locator(".phrase")).to_contain_text("from the next cell; in min-char-rnn: dhnext")


# What d means


MEANT = [(name, *room) for room in ROOMS for name in ("rnn", "lstm", "notebook")]


@pytest.mark.parametrize(("name", "width", "height", "view"), each(MEANT, 2))
def test_on_the_way_back_what_d_means_is_always_in_sight(stage, name, width, height, view):
    scene = H[name]
    stage.size(width, height).open(scene, view=view)
    back = [step["at"] for step in scene["steps"] if step["phase"] in ("backward", "end") and step["t"] in (0, 3)]
    assert stage.each(MEANING, back) == {}


@pytest.mark.parametrize(
    ("name", "at", "says"),
    [
        ("hello", "backward.3.da_time", "da: how much J changes if you nudge a"),
        ("hello", "backward.3.dlogits", "dlogits: how much J changes if you nudge logits"),
        ("hello", "backward.3.dWaa", "dWaa: how much J changes if you nudge Waa"),
        ("hello", "end.da0", "da⟨0⟩: how much J changes if you nudge a⟨0⟩"),
        ("lstm", "backward.3.dc_a", "dc: how much J changes if you nudge c"),
        ("h", "backward.3.dz", "dhraw: how much J changes if you nudge hraw"),
        ("hello", "forward.3.a", ""),
        ("hello", "turn.J", ""),
    ],
)
def test_it_says_it_of_what_this_step_computes(stage, name, at, says):
    scene = H["rnn"] if name == "h" else (SCENES | CELL_SCENES)[name]
    stage.open(scene, at)
    expect(stage.page.locator(".meaning")).to_have_text(says)


def test_the_line_takes_no_room_from_the_picture(stage):
    """On the way out it is empty, and nothing moves when it is there."""
    tops = []
    for size in ((1440, 900), (1024, 768), (390, 844)):
        stage.size(*size)
        for at in ("forward.3.a", "backward.3.da_total"):
            stage.open(SCENES["hello"], at)
            tops.append(stage.page.locator(".closeup .headline").first.bounding_box()["y"])
    assert tops[::2] == tops[1::2]


# Why it is transposed, and what w is


@pytest.mark.parametrize(
    ("scene", "at", "weights"),
    [
        ("hello", "backward.3.da_softmax", "Wya"),
        ("hello", "backward.3.da_prev", "Waa"),
        ("hello", "backward.3.dx", "Wax"),
        ("gru_before", "backward.3.dra", "Wca"),
    ],
)
def test_a_fan_says_that_a_column_went_out_and_a_row_comes_back(stage, scene, at, weights):
    page = stage.open(CELL_SCENES[scene] if scene in CELL_PROBLEMS else SCENES[scene], at).page
    expect(page.locator(".fan-title")).to_contain_text(f"its column of {weights} went out, a row comes back")
    heard = page.locator(".junction").get_by_role("img").first.get_attribute("aria-label")
    assert heard
    assert heard.endswith(f"Its column of W {weights[1:]} went out, a row comes back.")


@pytest.mark.parametrize(
    ("cell", "at", "weights"),
    [
        ("gru_before", "backward.3.dx", "Wux, Wrx, Wcx"),
        ("lstm", "backward.3.dconcat", "Wf, Wi, Wc, Wo"),
    ],
)
def test_on_a_projector_a_sum_of_products_says_so_in_large_letters(stage, cell, at, weights):
    page = stage.size(1920, 1080).open(CELL_SCENES[cell], at, view="classroom").page
    told = page.locator(".closeup .told").first
    expect(told).to_have_text(f"its columns of {weights} went out, rows come back")
    assert told.evaluate("line => parseFloat(getComputedStyle(line).fontSize)") >= 28


def test_without_the_transpose_it_does_not_say_so(stage):
    wrong = json.loads(encode(run(hello(), mistaken(hello(), "waa-not-transposed"))))
    page = stage.open(wrong, "backward.3.da_prev").page
    assert page.locator(".fan-title", has_text="a row comes back").count() == 0
    page = stage.open(wrong, "backward.3.dx").page
    expect(page.locator(".fan-title")).to_contain_text("a row comes back")


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768)])
def test_the_weight_of_a_cost_is_explained_where_it_stands(stage, width, height):
    page = stage.size(width, height).open(SCENES["hello"], "backward.3.dlogits").page
    told = page.locator(".equation .told:not(.readers)")
    expect(told).to_have_text("w⟨3⟩ is how much this step's cost counts: 1 in full, 0 not at all")
    expect(told).to_be_in_viewport(ratio=1)
    stage.press("ArrowRight")
    expect(told).to_have_count(0)


@pytest.mark.parametrize("walk", sample(["1", "4"], WALKS))
def test_on_a_walk_in_the_classroom_it_lies_over_nothing(page, walk):
    """Where else it stands, there is the walk's question."""
    resize(page, 1920, 1080)
    page.emulate_media(reduced_motion="reduce")
    page.set_content(export(f"?walk={walk}&view=classroom"))
    page.evaluate(INK)
    page.evaluate("window.root = document.querySelector('.unrolled')")
    for stop in range(1, len(WALKS[walk].stops) + 1):
        at = at_stop(walk, stop).at
        page.wait_for_function("at => root.dataset.at === at && root.querySelector('.equation')", arg=str(at))
        assert set(page.evaluate(MEANING)) <= {"nothing is said"}, "on the way out"
        for _ in range(1 + WALKS[walk].stops[stop - 1].ask):  # where one is asked, first the answer is shown
            page.keyboard.press("PageDown")
