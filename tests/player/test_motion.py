"""Each row of the table of motion: what moved, in which order, for how long. And when nothing may move."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.player.harness import CELL_SCENES, CLOCK, PAINTED, SCENES, Stage
from tests.sample import each

EASING = "cubic-bezier(0.3, 0, 0.2, 1)"
GREEN = "backward.3.da_total"

# Motion as the design has it, for hello: step -> what moves, from and until when, in ms.
TABLE: dict[str, dict[str, tuple[int, int]]] = {
    "forward.3.z": {"wire x.3.cell": (0, 400), "wire a.2.next": (0, 400)},
    "forward.3.a": {"wire z.3.node": (0, 150), "wire a.3.head": (150, 450), "wire a.3.next": (150, 450)},
    "forward.3.logits": {"wire a.3.head": (0, 300)},
    "forward.3.y": {"bar 3": (0, 350)},
    "forward.3.loss": {"gap 3": (0, 300), "wire loss.3.cost": (150, 450)},
    "backward.3.dlogits": {"tile": (0, 200), "gap 3": (200, 450), "lane dlogits.3": (0, 300)},
    "backward.3.da_softmax": {"head 3": (0, 150), "lane da_softmax.3": (0, 450), "equation": (150, 450)},
    "backward.3.da_time": {"lane da_time.3": (0, 450), "equation": (150, 450)},
    "backward.3.da_total": {
        "plus 3": (0, 200),
        "pulse on da_softmax.3": (200, 500),
        "pulse on da_time.3": (200, 500),
        "operand": (500, 750),
        "result": (500, 750),
        "lane da_total.3": (600, 850),
    },
    "backward.3.dz": {"pulse on da_total.3": (0, 400), "equation": (0, 400)},
    "backward.3.dx": {"lane dx.3": (0, 300)},
    "backward.3.dWya": {"square": (0, 350), "result": (0, 350)},
    "backward.3.dby": {"square": (0, 350), "result": (0, 350)},
    "backward.3.dWax": {"square": (0, 350), "result": (0, 350)},
    "backward.3.dWaa": {"square": (0, 350), "result": (0, 350)},
    "backward.3.dba": {"square": (0, 350), "result": (0, 350)},
    "backward.3.da_prev": {"lane da_time.2": (0, 500)},
    "backward.1.da_prev": {"lane da_prev.1": (0, 500)},
}
LASTS = {
    "z": 400,
    "a": 450,
    "logits": 300,
    "y": 350,
    "loss": 450,
    "J": 450,
    "dlogits": 450,
    "da_softmax": 450,
    "da_time": 450,
}
LASTS |= {"da_total": 850, "dz": 400, "dx": 300, "dWya": 350, "dby": 350, "dWax": 350, "dWaa": 350, "dba": 350}
LASTS |= {"da_prev": 500, "da0": 300}

MOVING = """() => {
  const what = (e) => {
    const { quantity, t, to, role } = e.dataset, column = e.closest("[data-t]")?.dataset.t;
    if (e.matches(".pulse")) return `pulse on ${what(e.parentNode).replace("lane ", "")}`;
    if (e.matches(".lane")) return `lane ${quantity}.${t}`;
    if (e.matches(".wire")) return `wire ${quantity}.${t}.${to}`;
    if (e.matches(".plus")) return `plus ${t}`;
    for (const name of ["head", "bar", "gap"]) if (e.matches("." + name)) return `${name} ${column}`;
    if (e.matches(".band")) return "band";
    if (e.matches(".closeup .numbers")) return "equation";
    if (role === "result") return "result";
    if (e.parentNode === root && e.getAttribute("aria-hidden")) return e.matches(".tile") ? "tile" : "operand";
    return e.style.position === "fixed" ? "square" : e.className.baseVal ?? e.className;
  };
  return document.getAnimations().map((animation) => {
    const { delay, duration, easing, iterations, fill } = animation.effect.getTiming();
    const names = new Set(animation.effect.getKeyframes().flatMap(Object.keys));
    for (const other of ["offset", "computedOffset", "easing", "composite"]) names.delete(other);
    return { what: what(animation.effect.target), from: delay, until: delay + duration, easing, iterations, fill, names: [...names].sort(),
      css: animation instanceof CSSTransition };
  });
}"""
# What needs places starts to move two frames after the step: until it is painted nothing is asked for its place. All that
# moves is stopped on its way: a busy machine may take longer for these frames than the motion lasts.
STEP = f"""async (key) => {{
  tap(key);
  const stop = () => document.getAnimations().forEach((one) => one.pause());
  stop();
  await begun();
  stop();
  return ({MOVING})();
}}"""

AT_ONCE = f"""(key) => {{ tap(key); return ({MOVING})(); }}"""


def before(at: str, name: str = "hello") -> str:
    addresses = [step["at"] for step in SCENES[name]["steps"]]
    return addresses[addresses.index(at) - 1]


def moving(stage: Stage) -> list[dict[str, Any]]:
    return list(stage.ask(MOVING))


@pytest.mark.parametrize("at", TABLE)
def test_what_moves_in_which_order_for_how_long(stage, at):
    stage.open(SCENES["hello"], before(at))
    assert moving(stage) == [], "a step that a link opens stands still"
    found = stage.ask(STEP, "ArrowRight")
    assert stage.at == at
    times = {one["what"]: (one["from"], one["until"]) for one in found}
    for what, when in TABLE[at].items():
        assert times.get(what) == when, f"{what} of {times}"
    extra = set(times) - set(TABLE[at]) - {"equation", "band"}
    assert extra == set(), "moves too"
    assert {one["easing"] for one in found} == {EASING}
    assert {one["iterations"] for one in found} == {1}
    assert max(one["until"] for one in found if one["what"] != "band") <= LASTS[at.split(".")[2]]


@pytest.mark.parametrize("name", each(["hello", "random", "notebook"], 2))
def test_every_step_moves_and_none_longer_than_the_table_says(stage, name):
    scene = SCENES[name]
    stage.open(scene, scene["steps"][0]["at"])
    lasts = LASTS | ({} if scene["problem"]["alphabet"] else {"dlogits": 300})  # without letters no tile and no bar
    for step in scene["steps"][1:][:120]:
        found = [one for one in stage.ask(AT_ONCE, "ArrowRight") if one["what"] != "band"]
        assert found, f"nothing moves at {step['at']}"
        assert max(one["until"] for one in found) == lasts[step["quantity"]], step["at"]


@pytest.mark.parametrize("name", each(["lstm", "gru_before"], 2))
def test_every_step_of_another_cell_moves(stage, name):
    """What the table does not name moves by its kind; the second addition moves as the first."""
    scene = CELL_SCENES[name]
    first = next(i for i, step in enumerate(scene["steps"]) if step["at"] == "forward.4.a")
    stage.open(scene, scene["steps"][first - 1]["at"])
    for step in scene["steps"][first : first + 60]:
        found = [one for one in stage.ask(AT_ONCE, "ArrowRight") if one["what"] != "band"]
        assert stage.at == step["at"]
        assert found, f"nothing moves at {step['at']}"
        assert max(one["until"] for one in found) <= LASTS.get(step["quantity"], 500) + 350 * ("total" in step["at"])


def test_at_the_second_addition_both_gradients_arrive_together(stage):
    stage.open(CELL_SCENES["lstm"], "backward.3.dc_a")
    times = {one["what"]: (one["from"], one["until"]) for one in stage.ask(STEP, "ArrowRight")}
    assert times["pulse on dc_a.3"] == times["pulse on dc_time.3"] == (200, 500)
    assert times["plus 3"] == (0, 200)


def test_at_the_last_timestep_the_0_only_fades_in(stage):
    stage.open(SCENES["hello"], before("backward.4.da_time"))
    found = stage.ask(STEP, "ArrowRight")
    assert max(one["until"] for one in found) == 450
    assert {name for one in found for name in one["names"]} == {"opacity"}


def test_the_costs_slide_together(stage):
    stage.open(SCENES["hello"], before("turn.J"))
    found = stage.ask(STEP, "ArrowRight")
    assert any("transform" in one["names"] for one in found)
    assert max(one["until"] for one in found) <= 450


def test_the_addition_s_operands_end_on_its_result(stage):
    """Both, whichever form the equation takes; afterwards nothing is left of what moved."""
    for name in ("hello", "notebook"):
        stage.open(SCENES[name], before(GREEN, name))
        found = stage.ask(STEP, "ArrowRight")
        assert sum(one["what"] == "operand" for one in found) == 2, name
    stage.press("ArrowRight", "ArrowLeft")
    stage.page.evaluate(PAINTED)
    assert stage.page.locator(".unrolled > [style*=fixed], .pulse").count() == 0


# Texts of the stand-in that counts and of what it stands for, at these times of the step (ms).
COUNTS = """async ([key, times]) => {
  tap(key);
  const seen = [], frame = () => new Promise(requestAnimationFrame);
  await begun();
  document.getAnimations().forEach((animation) => animation.pause());
  for (const time of times) {
    document.getAnimations().forEach((animation) => { animation.currentTime = time; });
    await frame();
    await frame(); // in which the stand-in has counted
    for (const counter of root.querySelectorAll(":scope > .num")) {
      const equation = root.querySelector(".closeup .equation"), [before, after] = ["operand", "result"].map((role) => equation.querySelector(`[data-role="${role}"]`));
      const [a, b] = [counter.getBoundingClientRect(), after.getBoundingClientRect()];
      seen.push({ text: counter.textContent, before: before.textContent, after: after.textContent,
        off: Math.hypot(a.right - b.right, a.top - b.top), type: [counter, after].map((e) => { const { fontSize, fontWeight, fontFamily, color } = getComputedStyle(e); return [fontSize, fontWeight, fontFamily, color]; }) });
    }
  }
  document.getAnimations().forEach((animation) => animation.finish());
  await frame();
  await frame();
  return { seen, left: root.querySelectorAll(":scope > .num").length };
}"""
TIMES = (1, 90, 175, 260, 349)


def value(text: str) -> float:
    return float(text.replace("−", "-"))


@pytest.mark.parametrize(
    ("scene", "quantity", "size", "view"),
    [
        (SCENES["hello"], "dWaa", (1440, 900), "page"),
        (SCENES["hello"], "dba", (1440, 900), "page"),
        (SCENES["hello"], "dWya", (390, 844), "page"),
        (SCENES["hello"], "dby", (1440, 900), "classroom"),
        (SCENES["notebook"], "dWax", (1440, 900), "page"),
        (CELL_SCENES["lstm"], "dbo", (1440, 900), "page"),
    ],
)
def test_a_running_total_counts_from_its_value_before_to_its_value_after(stage, scene, quantity, size, view):
    addresses = [step["at"] for step in scene["steps"]]
    at = f"backward.2.{quantity}"
    stage.size(*size).open(scene, addresses[addresses.index(at) - 1], view=view)
    found = stage.page.evaluate(COUNTS, ["ArrowRight", TIMES])
    assert stage.at == at
    assert (len(found["seen"]), found["left"]) == (len(TIMES), 0)
    low, high = sorted((value(found["seen"][0]["before"]), value(found["seen"][0]["after"])))
    counted = [value(one["text"]) for one in found["seen"]]
    assert all(low <= number <= high for number in counted)
    assert counted == sorted(counted, reverse=counted[0] > counted[-1]), "one way"
    assert len(counted) == len(TIMES)
    assert len(set(counted)) > 2, "it does count"
    for one in found["seen"]:
        assert len(one["text"].partition(".")[2]) == len(one["after"].partition(".")[2]), "in the printed digits"
        assert one["off"] < 1.5, "where the number stands"
        assert one["type"][0] == one["type"][1], "as it looks"


def test_nothing_of_a_count_is_left_when_it_is_interrupted(stage):
    at = "backward.3.dba"
    for interrupt in (
        "tap('ArrowLeft')",
        "tap('u')",
        "root.querySelector('.closeup .unit').click()",
        "stage.update(data)",
    ):
        stage.open(SCENES["hello"], before(at), unit=3)
        stage.ask(STEP, "ArrowRight")
        assert stage.page.locator(".unrolled > .num").count() == 1
        stage.page.evaluate(f"() => {{ {interrupt}; document.getAnimations().forEach((one) => one.play()); }}")
        printed = stage.page.locator(".closeup [data-role=result]").all_inner_texts()
        stage.page.wait_for_function("document.getAnimations().every(({ id }) => id === 'pulse')")
        stage.page.evaluate(PAINTED)
        assert stage.page.locator(".unrolled > .num").count() == 0, interrupt
        assert stage.page.locator(".closeup [data-role=result]").all_inner_texts() == printed
        stage.open(
            SCENES["hello"],
            stage.at,
            unit=stage.page.evaluate("reports.findLast(([name]) => name === 'shown')[1].unit"),
        )
        assert stage.page.locator(".closeup [data-role=result]").all_inner_texts() == printed, "as if nothing had moved"


def test_at_dlogits_the_target_is_taken_off_its_bar(stage):
    """The tile ends on top of its bar; the gap begins as the whole target, 100 %, and ends as what is left of it."""
    stage.open(SCENES["hello"], before("backward.3.dlogits"))
    stage.ask(STEP, "ArrowRight")
    tile, bar, gap = stage.page.evaluate(
        """() => {
          const of = (name) => document.getAnimations().find(({ effect: { target } }) => target.matches(name));
          const place = (e) => { const { left, right, top, bottom } = e.getBoundingClientRect(); return { x: (left + right) / 2, top, bottom }; };
          const [tile, gap] = [of(".tile"), of(".gap")], bar = gap.effect.target.previousElementSibling;
          [tile, gap].forEach((animation) => animation.pause());
          tile.currentTime = 199.99; gap.currentTime = 0;
          return [tile.effect.target, bar, gap.effect.target].map(place);
        }"""
    )
    assert (tile["x"], tile["top"]) == (pytest.approx(gap["x"], abs=1), pytest.approx(gap["top"], abs=1))
    assert gap["bottom"] == pytest.approx(bar["bottom"], abs=1)
    assert gap["top"] < bar["top"]


def test_the_band_slides_to_the_next_column_with_the_same_easing(stage):
    stage.open(SCENES["hello"], "backward.3.da_prev")
    band = [one for one in stage.ask(STEP, "ArrowRight") if one["what"] == "band"]
    assert [(one["from"], one["until"], one["easing"]) for one in band] == [(0, 500, EASING)]


def test_a_key_press_finishes_the_running_step_at_once(stage):
    stage.open(SCENES["hello"], before(GREEN))
    first = stage.ask(STEP, "ArrowRight")
    second = stage.ask(STEP, "ArrowRight")
    assert {one["what"] for one in second} == {"pulse on da_total.3", "equation"} != {one["what"] for one in first}
    stage.page.evaluate(PAINTED)
    assert stage.page.locator(".lane .pulse").count() == 1, "the dots of the step before are gone"
    for key in ("ArrowLeft", "u", "?", "End"):
        stage.open(SCENES["hello"], before(GREEN)).ask(STEP, "ArrowRight")
        assert stage.ask(STEP, key) == [], f"{key} does not finish it"
    stage.open(SCENES["hello"], "backward.3.da_prev").ask(STEP, "ArrowRight")
    assert "band" not in {one["what"] for one in stage.ask(STEP, "ArrowRight")}


@pytest.mark.parametrize("name", ["hello", "random"])
def test_going_back_animates_nothing(stage, name):
    stage.open(SCENES[name], "end.da0")
    moved = stage.page.evaluate(
        f"() => {{ const out = []; for (let before = ''; before !== root.dataset.at;) {{ before = root.dataset.at;"
        f"for (const {{ what }} of ({AT_ONCE})('ArrowLeft')) out.push(`${{root.dataset.at}} ${{what}}`); }} return out; }}"
    )
    assert moved == []


def test_opening_by_link_animates_nothing(stage):
    stage.open(SCENES["hello"])
    assert moving(stage) == []
    stage.open(SCENES["hello"], "backward.2.da_total")
    assert moving(stage) == [], "nor by a second link, as after Back"


@pytest.mark.parametrize("name", ["hello", "lstm"])
def test_no_name_in_the_strip_goes_out_when_a_step_is_taken(stage, name):
    """What a name stands beside moves; the name itself is to be read all the while."""
    scene = (SCENES | CELL_SCENES)[name]
    first = next(step["at"] for step in scene["steps"] if step["phase"] == "backward")
    stage.open(scene, first)
    gone = set()
    for _ in range(40):
        stage.page.evaluate("tap('ArrowRight')")
        gone |= set(
            stage.page.evaluate(
                "document.getAnimations().map((one) => one.effect.target.closest?.('.name')?.innerText).filter(Boolean)"
            )
        )
    assert gone == set()


# Timers that are set while a step is played, each after how much of the motion: [ms, is anything still moving].
PAUSES = """() => {
  const start = window.setTimeout;
  window.pauses = [];
  window.setTimeout = (f, ms, ...rest) => { pauses.push([ms, document.getAnimations().length > 0]); return start(f, ms, ...rest); };
}"""


@pytest.mark.parametrize(("presses", "pause"), [(0, 900), (1, 450), (2, 1800)])
def test_speed_changes_only_the_pause_which_begins_when_the_step_has_moved(stage, presses, pause):
    """At the addition the operands slide and the lane grows until 850 ms; at double speed, too."""
    stage.open(SCENES["hello"], before(GREEN)).ask(PAUSES)
    for _ in range(presses):
        stage.page.get_by_role("button", name="Speed").click()
    stage.page.get_by_role("button", name="Play").click()
    stage.page.wait_for_function("root.dataset.at === 'backward.3.da_total'")
    stage.page.evaluate("pauses.length = 0")
    moved = stage.page.evaluate(
        """async () => {
          await begun();
          const until = document.getAnimations().map(({ effect }) => effect.getTiming()).map(({ delay, duration }) => delay + duration);
          while (!document.getAnimations().length) await new Promise(requestAnimationFrame);
          await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
          await new Promise(requestAnimationFrame);
          return [Math.max(...until), pauses.filter(([ms]) => ms > module.UNHURRIED)];
        }"""
    )
    assert moved == [850, [[pause, False]]]


def test_while_playing_nothing_is_said_and_no_dot_goes(stage):
    """A step would be announced as it leaves; the one at which it stops is said."""
    stage.page.evaluate(CLOCK)
    stage.calm()  # no motion to wait for: the clock alone plays
    stage.open(SCENES["hello"], "backward.3.dlogits").press("Space")
    stage.page.evaluate(
        "window.live = root.querySelector('[aria-live]'); window.said = [];"
        "new MutationObserver(() => said.push(live.textContent)).observe(live, { childList: true })"
    )
    stage.page.evaluate("pass(5 * 900)")
    assert stage.at == GREEN
    assert stage.page.evaluate("said") == []
    assert stage.page.get_by_role("slider").get_attribute("aria-valuetext") == "playing"
    stage.press("Space").page.evaluate("pass(900)")
    assert len(stage.page.evaluate("said")) == 1


def test_while_a_step_rests_dots_go_along_its_lanes(stage):
    stage.open(SCENES["hello"], GREEN)
    stage.page.locator(".pulse").first.wait_for(state="attached")
    lanes = stage.page.evaluate(
        """() => [...root.querySelectorAll(".strip .lane")].map((lane) => {
          const dots = [...lane.querySelectorAll(".pulse")], length = lane.querySelector("path").getTotalLength();
          const frames = dots[0]?.getAnimations()[0].effect.getKeyframes().filter(({ opacity }) => opacity === "1");
          return { lane: lane.dataset.quantity + "." + lane.dataset.t, now: lane.classList.contains("now"), dots: dots.length, length,
            r: dots[0]?.r.baseVal.value, goes: frames && frames.at(-1).computedOffset };
        })"""
    )
    for lane in lanes:
        assert lane["dots"] == lane["now"], lane
        if lane["now"]:
            assert lane["r"] == 5
            assert lane["goes"] == pytest.approx(lane["length"] / 220 / 1.6, rel=0.1), lane
    assert {lane["lane"] for lane in lanes if lane["now"]} == {"dlogits.3", "da_softmax.3", "da_time.3", "da_total.3"}
    for one in moving(stage):
        assert one["what"].startswith("pulse on ")
        assert (one["until"], one["iterations"]) == (1600, 3), "within 5 seconds"
        assert one["names"] == ["opacity", "transform"], "what the compositor does without the main thread"
    assert stage.page.evaluate("tap('ArrowLeft'); root.querySelectorAll('.pulse').length") == 0, (
        "a step takes them away"
    )


def test_after_three_rounds_no_dot_is_left(stage):
    stage.open(SCENES["hello"], GREEN)
    stage.page.locator(".pulse").first.wait_for(state="attached")
    stage.page.evaluate("document.getAnimations().forEach((one) => { one.pause(); one.currentTime = 4799; })")
    assert stage.page.locator(".pulse").count() == 4
    stage.page.evaluate("document.getAnimations().forEach((one) => { one.play(); one.currentTime = 4801; })")
    expect(stage.page.locator(".pulse")).to_have_count(0)


def test_reduced_motion_that_is_switched_on_takes_effect_at_once(stage):
    stage.open(SCENES["hello"], GREEN)
    stage.page.locator(".pulse").first.wait_for(state="attached")
    stage.calm()
    stage.page.wait_for_function("!document.getAnimations().length && !root.querySelector('.pulse')")
    assert orders(stage) == {"da_softmax.3": "1", "da_time.3": "1", "da_total.3": "2"}
    stage.page.emulate_media(reduced_motion="no-preference")
    stage.page.wait_for_function("!root.querySelector('.strip .lane text')")
    stage.press("ArrowLeft", "ArrowRight")
    assert moving(stage) != []


def test_forward_nothing_loops(stage):
    stage.open(SCENES["hello"], "forward.2.a")
    stage.page.wait_for_function("root.querySelector('[aria-live]').textContent !== ''")
    assert moving(stage) == []


@pytest.mark.parametrize("name", ["hello", "notebook"])
def test_with_reduced_motion_nothing_moves(stage, name):
    stage.calm()
    scene = SCENES[name]
    stage.open(scene, scene["steps"][0]["at"])
    for step in scene["steps"][1:]:
        found = [one for one in stage.ask(STEP, "ArrowRight") if one["names"] != ["opacity"] or one["until"] > 100]
        assert found == [], step["at"]
    stage.open(scene, GREEN)
    stage.page.wait_for_function("root.querySelector('[aria-live]').textContent !== ''")
    assert moving(stage) == []


def orders(stage: Stage) -> dict[str, str]:
    """The number on each lane, of those that carry an arrowhead in their middle too."""
    return dict(
        stage.page.evaluate(
            """() => [...root.querySelectorAll(".strip .lane")].filter((lane) => lane.querySelector("text"))
              .map((lane) => [`${lane.dataset.quantity}.${lane.dataset.t}`, `${lane.querySelector("text").textContent}${lane.querySelectorAll(".tip").length > 1 ? "" : " without arrowhead"}`])"""
        )
    )


@pytest.mark.parametrize(
    ("at", "numbers"),
    [
        ("backward.3.da_softmax", {"dlogits.3": "1", "da_softmax.3": "2"}),
        ("backward.3.da_time", {"da_time.3": "1"}),
        ("backward.3.da_total", {"da_softmax.3": "1", "da_time.3": "1", "da_total.3": "2"}),
        ("backward.4.da_total", {"da_softmax.4": "1", "da_time.4": "1", "da_total.4": "2"}),
        ("backward.3.dz", {"da_total.3": "1"}),
        ("backward.3.dx", {"dx.3": "1"}),
        ("backward.3.da_prev", {"da_time.2": "1"}),
        ("forward.3.a", {}),
    ],
)
def test_with_reduced_motion_lanes_carry_their_order(stage, at, numbers):
    stage.open(SCENES["hello"], at)
    assert orders(stage) == {}, "who likes motion sees it move"
    stage.calm()
    stage.press("ArrowRight", "ArrowLeft")
    assert orders(stage) == numbers


@pytest.mark.parametrize(
    ("name", "at", "numbers", "at_plus"),
    [
        ("lstm", "backward.3.da_total", {"da_softmax.3": "1", "da_time.3": "1", "da_total.3": "2"}, {}),
        ("lstm", "backward.3.dc_a", {"dc_a.3": "2"}, {"da_total": "1"}),
        ("lstm", "backward.3.dc_total", {"dc_a.3": "1", "dc_time.3": "1"}, {"dc_total": "2"}),
        ("lstm", "backward.3.dc_prev", {"dc_time.2": "2"}, {"dc_total": "1"}),
        ("gru_before", "backward.3.da_total", {"da_softmax.3": "1", "da_time.3": "1", "da_total.3": "2"}, {}),
        ("notebook", "backward.3.da_softmax", {"da_softmax.3": "1"}, {}),
        ("random", "backward.12.da_total", {"da_softmax.12": "1", "da_time.12": "1", "da_total.12": "2"}, {}),
        ("notebook", "backward.3.da_total", {"da_softmax.3": "1", "da_time.3": "1", "da_total.3": "2"}, {}),
    ],
)
def test_with_reduced_motion_the_other_problems_have_their_order_too(stage, name, at, numbers, at_plus):
    """A total without a lane of its own carries its number at its plus; a lane that is too short, beside it."""
    stage.calm()
    stage.open((SCENES | CELL_SCENES)[name], at)
    assert orders(stage) == numbers
    plus = stage.page.locator(".strip [data-order]").evaluate_all(
        "all => Object.fromEntries(all.map((e) => [e.dataset.order, e.textContent.trim()]))"
    )
    assert plus == at_plus
    over = stage.page.evaluate(
        """() => { const rect = (e) => e.getBoundingClientRect(), meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;
          return [...root.querySelectorAll(".strip circle.order")].flatMap((e) => [...root.querySelectorAll(".strip .name")]
            .filter((other) => meet(rect(e), rect(other))).map((other) => other.innerText)); }"""
    )
    assert over == [], "no number lies over a name"
    assert stage.page.locator(".closeup .junction .order").count() >= len(numbers)
