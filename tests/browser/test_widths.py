"""At every width, with the scrollbars of Windows and Linux: nothing scrolls sideways, no control lies over another."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.harness import PAINTED, App, Server, resize
from tests.sample import each, sample

LINKS = {
    "hello": "",
    "word": "?problem=word&word=mississippian&cell=gru_before",
    "notebook": "?problem=notebook",
    "an older test": "?problem=notebook&test=older_cell_backward",
    "lstm": "?cell=lstm",
    "a mistake": "?at=backward.3.da_total&mistake=only-da",
    "a mistake in the notebook": "?problem=notebook&mistake=the-thread",
    "compare": "?at=backward.3.da_total&mistake=only-da&view=compare",
}
# From wide to narrow, so that each has the one before still on the page; a phone is turned.
SIZES = [
    (width, 800)
    for width in (1456, 1440, 1366, 1290, 1289, 1285, 1280, 1279, 1100, 1089, 1024, 1000, 960, 950, 910, 905, 900)
]
SIZES += [
    (844, 390),
    (390, 844),
    (700, 800),
    (650, 800),
    (612, 800),
    (605, 800),
    (595, 800),
    (390, 844),
    (360, 740),
    (320, 568),
]
# Of these, both sides of every bound, and the odd ones; every other of them for each link.
BOUNDS = [
    size
    for size in SIZES
    if size[0] in (1456, 1440, 1289, 1280, 1279, 1024, 960, 905, 900, 844, 390, 605, 595, 360, 320)
]
# With touch a scrollbar takes no room: the widths of each kind of layout, and those of phones.
TOUCHED = [
    (1440, 800),
    (1280, 800),
    (1279, 800),
    (960, 800),
    (900, 800),
    (844, 390),
    (390, 844),
    (650, 800),
    (595, 800),
]
TOUCHED += [(390, 844), (320, 568)]
WRONG = """() => {
  const page = document.querySelector(".st-key-page");
  let main = page.parentElement;
  while (!/auto|scroll/.test(getComputedStyle(main).overflowY)) main = main.parentElement;
  const { left, right } = main.getBoundingClientRect(), edge = left + main.clientWidth, out = [];
  const beyond = main.scrollWidth - main.clientWidth;
  if (beyond > 0) out.push(`the page scrolls ${beyond} px sideways`);
  if (document.querySelector(".unrolled").getBoundingClientRect().top) out.push("there is something above the stage");
  if (document.documentElement.scrollWidth > innerWidth) out.push("the document scrolls sideways");
  const parts = ".brand:not(.spoken) h1, .actions button, .st-key-controls > *, .figure, .tabs, .panel";
  const drawn = [...document.querySelectorAll(parts)].map((element) =>
    ({ name: element.innerText.split("\\n")[0] || element.className, box: element.getBoundingClientRect() }))
    .filter(({ box }) => box.width);
  for (const [i, { name, box }] of drawn.entries()) {
    if (box.left < left - 1 || box.right > edge + 1) out.push(`${name} sticks out`);
    for (const other of drawn.slice(i + 1)) {
      const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
      const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
      if (across > 0 && down > 1) out.push(`${name} over ${other.name}`);
    }
  }
  const tabs = document.querySelector(".tabs").getBoundingClientRect();
  const beside = tabs.top < document.querySelector(".closeup").getBoundingClientRect().bottom;
  if (beside && tabs.width < 300) out.push(`tabs of ${tabs.width} px`);
  return out;
}"""


EVERY = [(name, touch) for name in LINKS for touch in (False, True)]
FEW = [
    ("a mistake in the notebook", False),
    ("lstm", False),
    ("compare", True),
    ("an older test", False),
]


@pytest.mark.parametrize(("name", "touch"), sample(FEW, EVERY))
def test_whatever_the_width_all_has_its_place(browser_with_scrollbars: Browser, server: Server, name: str, touch: bool):
    """Also while a narrower window still holds what was made ready for a wider one."""
    visitor = App(browser_with_scrollbars, server, has_touch=touch, is_mobile=touch)
    found = {}
    resize(visitor.page, SIZES[0][0], SIZES[0][1])
    visitor.open(LINKS[name]).press("ArrowRight")
    visitor.page.locator(".ahead").wait_for(state="attached")
    for width, height in sample(TOUCHED if touch else BOUNDS[list(LINKS).index(name) % 2 :: 2], SIZES):
        resize(visitor.page, width, height)
        visitor.page.evaluate(PAINTED)
        if wrong := visitor.page.evaluate(WRONG):
            found[width] = wrong
    assert found == {}
    assert not visitor.leave()


@pytest.mark.parametrize("width", each([1440, 1366, 1289, 1280, 1024, 905, 390], 3))
def test_a_scrollbar_that_comes_with_the_picture_makes_nothing_wider(
    browser_with_scrollbars: Browser, server: Server, width: int
):
    """The page is measured before there is anything to scroll."""
    visitor = App(browser_with_scrollbars, server, has_touch=False, is_mobile=False)
    resize(visitor.page, width, 720)
    visitor.open()
    assert visitor.page.evaluate("document.documentElement.clientHeight") == 720
    assert visitor.page.evaluate(WRONG) == []
    beside = visitor.page.evaluate("document.documentElement.dataset.unrolledKind") == "wide"
    assert beside == (width >= 1280), "the tabs stand beside the close-up"
    assert not visitor.leave()
