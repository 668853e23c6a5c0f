"""The rooms that the stage is seen in: a projector, with a hand or none before it, a phone, a window that is low."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from app.scene.scene import encode
from rnn_core import LSTM, RNN, hello, mistaken, run
from tests.player.harness import CELL_SCENES, OVER, SCENES, Stage
from tests.player.test_stage import one_of_each
from tests.sample import crossed, sample

GREEN = "backward.3.da_total"
CELLS = {"rnn": lambda: SCENES["hello"], "lstm": lambda: CELL_SCENES["lstm"], "gru": lambda: CELL_SCENES["gru_before"]}
# What a class has to read of the strip: texts that are smaller than so many px of a projector.
SMALL = """(least) => ink(root).filter(({ node }) => {
  const { parentElement: it } = node;
  return it.closest(".figure, .count, .meaning") && !it.closest(".leave") && parseFloat(getComputedStyle(it).fontSize) < least;
}).map(({ name }) => name)"""
# A finger from the middle of the strip, across and down.
SWEEP = """([across, down]) => {
  const strip = root.querySelector(".strip"), { left, top, width, height } = strip.getBoundingClientRect();
  const [x, y] = [left + width / 2, top + height / 2], finger = { bubbles: true, pointerId: 7, pointerType: "touch" };
  strip.dispatchEvent(new PointerEvent("pointerdown", { ...finger, clientX: x, clientY: y }));
  strip.dispatchEvent(new PointerEvent("pointerup", { ...finger, clientX: x + across, clientY: y + down }));
}"""
HAND = """() => [getComputedStyle(root).cursor, getComputedStyle(root.querySelector(".buttons")).opacity]"""
# Names in the strip over the numbers of an order.
NUMBERED = """() => {
  const texts = ink(root.querySelector(".figure")).filter(({ node }) => !node.parentElement.closest("svg"));
  return [...root.querySelectorAll(".strip circle.order")].flatMap((circle) => {
    const { left, right, top, bottom } = circle.getBoundingClientRect();
    return texts.filter((text) => Math.min(right, text.right) - Math.max(left, text.left) > 0.5
      && Math.min(bottom, text.bottom) - Math.max(top, text.top) > 0.5).map(({ name }) => name);
  });
}"""


def test_on_a_projector_nothing_that_is_asked_about_is_small(stage):
    """Everything in the strip has 28 px of 1080 or more; a hint of a key may have less."""
    stage.size(1920, 1080).open(SCENES["hello"], view="classroom")
    steps = ["forward.2.a", "forward.3.loss", "turn.J", GREEN, "backward.3.da_prev", "backward.4.da_time", "end.da0"]
    assert stage.each(SMALL, steps, 28) == {}


def test_on_a_projector_it_says_what_comes_next(stage):
    """But at the end."""
    stage.size(1920, 1080).open(SCENES["hello"], view="classroom")
    said = "() => [...root.querySelectorAll('.upcoming .symbol')].map((name) => name.textContent)"
    comes = {"forward.3.loss": "z⟨4⟩", "turn.J": "dlogits⟨4⟩", GREEN: "dz⟨3⟩", "backward.3.da_prev": "dlogits⟨2⟩"}
    assert stage.each(said, ["end.da0", *comes]) == {name: [at] for at, name in comes.items()}
    expect(stage.page.locator(".upcoming")).to_be_visible()


def test_before_a_class_pointer_and_buttons_are_there_while_a_hand_moves(stage):
    stage.size(1280, 720).open(SCENES["hello"], GREEN, view="classroom").stop_clock()
    assert stage.ask(HAND) == ["none", "0"], "a clicker needs neither"
    stage.page.mouse.move(300, 300)
    assert stage.ask(HAND) == ["auto", "1"]
    stage.page.mouse.move(320, 300)
    assert stage.later(3000).ask(HAND) == ["none", "0"]
    stage.page.mouse.move(340, 300)
    for name in ("Step back", "Play", "Step forward", "Leave"):
        box = stage.page.get_by_role("button", name=name, exact=True).bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44, f"{name} is smaller than a finger"
    stage.page.get_by_role("button", name="Step forward").click()
    assert stage.at == "backward.3.dz"
    stage.page.get_by_role("button", name="Leave").click()
    expect(stage.page.locator(".page.classroom")).to_have_count(0)
    expect(stage.page.locator("[data-act=classroom]")).to_be_focused()


@pytest.mark.parametrize("size", [(390, 844), (844, 390), (720, 450)], ids=str)
def test_where_a_projectors_picture_could_not_be_read_the_page_stands_in_its_place(stage, size):
    """A phone that opens a classroom's link; a window that is magnified: there texts grow."""
    stage.size(*size).open(SCENES["hello"], GREEN, view="classroom")
    expect(stage.page.locator(".page.classroom")).to_have_count(0)
    stage.page.get_by_role("button", name="Step forward").click()
    assert stage.at == "backward.3.dz"
    expect(stage.size(1280, 720).page.locator(".page.classroom")).to_be_visible()


@pytest.mark.parametrize(
    ("cell", "size"), [*((cell, (390, 844)) for cell in CELLS), ("rnn", (360, 740)), ("gru", (360, 740))]
)
def test_on_a_phone_every_row_is_above_the_bar_and_what_filled_means(stage, cell, size):
    """The strip gives way. (On the smaller phone an LSTM's, with its two rows, cannot give way so far.)"""
    stage.size(*size).open(CELLS[cell](), GREEN)
    bottom = "(parts) => Math.max(...[...root.querySelectorAll(parts)].map((e) => e.getBoundingClientRect().bottom))"
    bar = stage.page.evaluate("root.querySelector('.transport').getBoundingClientRect().top")
    assert stage.page.locator(".closeup .line").count() == 5
    assert 0 < stage.page.evaluate(bottom, ".closeup .line .cell") <= bar
    assert 0 < stage.page.evaluate(bottom, ".closeup :is(.filled-is, .hollow-is)") <= bar


@pytest.mark.parametrize("cell", sample(["lstm", "gru"], CELLS))
def test_on_a_phone_the_row_that_is_spoken_of_is_above_the_bar_at_every_step(stage, cell):
    """Also where more is said than in two lines. A running total stands first, and its table below; so does a piece of a stack."""
    scene = CELLS[cell]()
    rows = [step for step in scene["steps"] if step["kind"] not in ("running", "part")]
    below = """() => {
      const bar = root.querySelector('.transport').getBoundingClientRect().top;
      const row = [...root.querySelectorAll('.closeup .line.now .cell')].map((e) => e.getBoundingClientRect().bottom);
      return Math.max(0, ...row) > bar + 0.5 ? [`below the bar by ${Math.max(...row) - bar} px`] : [];
    }"""
    assert stage.size(390, 844).open(scene).each(below, one_of_each({**scene, "steps": rows})) == {}


@pytest.mark.parametrize("cell", [RNN, LSTM], ids=lambda cell: cell.name)
def test_on_a_phone_a_mistakes_row_is_above_the_bar_too(stage, cell):
    scene = json.loads(encode(run(hello(cell), mistaken(hello(cell), "only-da"))))
    stage.size(390, 844).open(scene, GREEN)
    bar = stage.page.evaluate("root.querySelector('.transport').getBoundingClientRect().top")
    box = stage.page.locator(".closeup .line.now .cell").first.bounding_box()
    assert box
    assert box["y"] + box["height"] <= bar


def test_on_a_phone_no_row_of_letters_is_kept_free_above_a_matrix(stage):
    """There it is in squares, which are too small for letters."""
    stage.size(390, 844).open(SCENES["hello"], "backward.3.da_softmax")
    names, first = (
        stage.page.locator(f".closeup .matmul {part}").first.bounding_box() for part in (".heading", ".value")
    )
    assert names
    assert first
    assert first["y"] - names["y"] - names["height"] < 20


def test_on_a_projector_the_squares_of_running_totals_are_large(stage):
    stage.size(1920, 1080).open(CELL_SCENES["lstm"], "backward.3.dWf", view="classroom")
    total = stage.page.locator(".closeup .squares.result").bounding_box()
    assert total
    assert total["width"] / 9 > 26


@pytest.mark.parametrize("size", [(390, 844), (360, 740)])
def test_on_a_phone_both_zeros_of_an_lstm_say_why(stage, size):
    """Between the two there is room for the words, and they lie over nothing."""
    stage.size(*size).open(CELLS["lstm"](), "backward.4.dc_total")
    why = stage.page.locator(".strip .why")
    expect(why).to_have_text("there isno step 5")
    box = why.bounding_box()
    assert box
    assert box["x"] + box["width"] <= size[0]
    assert stage.page.evaluate(f"({OVER})(ink(root.querySelector('.strip')))") == []


def test_on_a_phone_a_finger_across_the_strip_goes_by_column(stage):
    """To the left shows what is right of it, in both passes; a short way is a tap, and a way down scrolls."""
    stage.size(390, 844).open(SCENES["hello"], "backward.3.dz")
    ways = [((-80, 10), "backward.4.dz"), ((-80, 0), "backward.4.dz"), ((90, 0), "backward.3.dz")]
    ways += [((30, 0), "backward.3.dz"), ((60, 90), "backward.3.dz"), ((200, -40), "backward.2.dz")]
    for way, at in ways:
        stage.page.evaluate(SWEEP, way)
        assert stage.at == at, way
    assert stage.page.evaluate("getComputedStyle(root.querySelector('.strip')).touchAction") == "pan-y pinch-zoom"
    stage.page.get_by_role("button", name="1 more ›").click()
    assert stage.at == "backward.3.dz"
    stage.page.get_by_role("button", name="‹ 2 more").click()
    assert stage.at == "backward.2.dz"


@pytest.mark.parametrize("size", [(844, 390), (720, 450)], ids=str)
def test_in_a_low_window_the_words_stand_beside_the_strip_and_the_buttons_are_in_sight(stage, size):
    """A phone that is turned, and a page at 200 %: a picture with its names."""
    stage.size(*size).open(SCENES["hello"], GREEN)
    boxes = {
        part: stage.page.locator(selector).first.bounding_box()
        for part, selector in {"strip": ".strip", "said": ".closeup .headline", "step": "[data-act=step]"}.items()
    }
    assert all(boxes.values())
    assert boxes["said"]["x"] >= boxes["strip"]["x"] + boxes["strip"]["width"]
    assert boxes["said"]["y"] < boxes["strip"]["y"] + boxes["strip"]["height"] / 2
    assert boxes["step"]["y"] + boxes["step"]["height"] <= size[1]
    names = stage.page.locator(".strip").inner_text().replace("\n", " ")
    assert all(name in names for name in ("tanh cell", "= 1.79", "h", "no step 5"))
    assert "prediction" in stage.page.locator(".gutter").inner_text()


@pytest.mark.parametrize(
    ("view", "size"),
    [("page", (1440, 900)), ("page", (960, 800)), ("page", (390, 844)), ("classroom", (1920, 1080))],
    ids=str,
)
def test_what_pale_means_is_said_on_the_way_out_and_what_wide_means_on_the_way_back(stage: Stage, view, size):
    said = stage.size(*size).page.locator(".looks, .beside-strip, .meaning")
    for at, word, other in (("forward.2.a", "pale = still to come", "wider"), (GREEN, "wider arrow =", "pale")):
        stage.open(SCENES["hello"], at, view=view)
        words = " ".join(" ".join(said.all_inner_texts()).split())
        assert word in words
        assert other not in words


@pytest.mark.parametrize("at", [GREEN, "backward.3.dc_total"])
def test_on_a_small_phone_the_row_that_is_spoken_of_is_above_the_bar_with_two_states_too(stage: Stage, at):
    """The strip has given what it can: the rows give a little."""
    page = stage.size(360, 740).open(CELL_SCENES["lstm"], at).page
    boxed = page.locator(".closeup:not(.ahead) .line.now")
    row, bar = boxed.locator(".cell").first.bounding_box(), page.locator(".transport").bounding_box()
    assert row
    assert bar
    assert row["y"] + row["height"] <= bar["y"]


@pytest.mark.parametrize("size", [(360, 225), (320, 256)], ids=str)
def test_at_400_percent_nothing_is_fixed(stage: Stage, size):
    """The bar would leave no room for what it is about."""
    stage.size(*size).open(SCENES["hello"], GREEN)
    assert stage.page.evaluate("getComputedStyle(root.querySelector('.transport')).position") != "fixed"
    assert stage.page.evaluate("document.documentElement.scrollWidth") <= size[0]
    stage.page.get_by_role("button", name="unit 5").focus()
    box = stage.page.get_by_role("button", name="unit 5").bounding_box()
    assert box
    assert 0 <= box["y"] <= size[1] - box["height"]


@pytest.mark.parametrize(
    ("cell", "room"),
    crossed(CELLS, [((1440, 900), "page"), ((390, 844), "page"), ((1920, 1080), "classroom")]),
)
def test_without_motion_no_number_of_the_order_lies_over_a_name(stage, cell, room):
    scene, (size, view) = CELLS[cell](), room
    stage.size(*size).calm().open(scene, view=view)
    assert stage.each(NUMBERED, [step["at"] for step in scene["steps"] if step["t"] == 3]) == {}


BARS = """() => [...root.querySelectorAll(".closeup .equation svg.bars")].map((svg) =>
  [...svg.querySelectorAll("rect")].map((bar) => bar.width.baseVal.value + (bar.matches(".hollow") ? 0.8 : 0)))"""


@pytest.mark.parametrize("size", [(1440, 900), (390, 844), (360, 740)])
@pytest.mark.parametrize(("cell", "total"), [("rnn", "da_total"), ("lstm", "dc_total")])
def test_bars_that_share_a_scale_are_as_long_as_their_numbers_are_large(stage, size, cell, total):
    """In every column so many px stand for 1, as "one scale" says, however wide the column is."""
    stage.size(*size).open(CELLS[cell](), f"backward.3.{total}")
    trace = run(hello(LSTM if cell == "lstm" else RNN))
    line = trace.lines("backward")[total]
    pixels = []
    for bars, quantity in zip(stage.ask(BARS), (total, *[part.text for part in line.expression.operands]), strict=True):
        values = [abs(value) for value in trace.at(quantity, 3)[:, 0] if value]
        pixels += [bar / value for bar, value in zip(bars, values, strict=True) if bar > 8]
    assert len(pixels) > 5
    assert max(pixels) < 1.02 * min(pixels)
