"""What a screen reader gets of a step, as text: the tree of roles and names that Playwright reads, title, words.

Writes tests/data/aria, which tests/player/test_aria.py compares. Run: make aria"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from app.scene.ask import ask
from app.scene.scene import encode
from app.selection import selection
from rnn_core import GRU_AFTER, LSTM, Problem, Trace, hello, mistaken, notebook, run
from tests.harness import ROOT, SIZE, Watched, browsing
from tests.player.harness import Stage, served

FOLDER = ROOT / "tests" / "data" / "aria"
LATER = 1000  # ms: a step rests, and is said
PARTS = (".figure", ".transport", ".meaning", ".closeup")
GREEN = "backward.3.da_total"


def _scene(trace: Trace) -> Any:
    return json.loads(encode(trace))


def _step(problem: Callable[[], Problem], at: str, stage: Stage) -> None:
    stage.open(_scene(run(problem())), at)


def _mistake(view: str, stage: Stage) -> None:
    wrong = run(hello(), mistaken(hello(), "only-da"))
    stage.open(_scene(wrong), GREEN, right=_scene(wrong.right) if view == "compare" else None, view=view)


def _guess(keys: str, stage: Stage) -> None:
    trace = run(hello())
    address = next(step for step in trace.steps if str(step) == GREEN)
    question = ask(trace, address, *selection(trace), column=0, seed=1)
    stage.open(_scene(trace), GREEN, ask=question)
    stage.press(*keys)


def _table(stage: Stage) -> None:
    _step(notebook, "backward.4.da_total", stage)
    stage.page.get_by_role("button", name="Numbers as a table").click()


CASES: Mapping[str, Callable[[Stage], None]] = {
    "rnn-product": partial(_step, hello, "forward.3.z"),
    "rnn-addition": partial(_step, hello, GREEN),
    "rnn-weight": partial(_step, hello, "backward.3.dWax"),
    "rnn-cost": partial(_step, hello, "turn.J"),
    "lstm-forward": partial(_step, partial(hello, LSTM), "forward.3.c"),
    "lstm-addition": partial(_step, partial(hello, LSTM), "backward.3.dc_total"),
    "lstm-product": partial(_step, partial(hello, LSTM), "backward.3.dzf"),
    "gru-forward": partial(_step, partial(hello, GRU_AFTER), "forward.3.a"),
    "gru-addition": partial(_step, partial(hello, GRU_AFTER), GREEN),
    "gru-back": partial(_step, partial(hello, GRU_AFTER), "backward.3.da_prev"),
    "squares": partial(_step, notebook, "backward.4.da_total"),
    "squares-table": _table,
    "mistake": partial(_mistake, "page"),
    "compare": partial(_mistake, "compare"),
    "guess": partial(_guess, ""),
    "guess-answered": partial(_guess, "a"),
}


def heard(stage: Stage, case: str) -> str:
    """What there is to hear of a step: the title, each part of the picture, an open dialog, what is said at rest."""
    stage.stop_clock()
    CASES[case](stage)
    stage.later(LATER)
    return "\n".join([f"title: {stage.page.title()}", *_parts(stage), f"said: {_said(stage)}", ""])


def _parts(stage: Stage) -> Iterator[str]:
    for part in PARTS:
        yield f"\n{part}\n{stage.page.locator(part).aria_snapshot()}"
    for dialog in stage.page.locator("dialog[open]").all():
        yield f"\ndialog\n{dialog.aria_snapshot()}"
    yield ""


def _said(stage: Stage) -> str:
    return stage.page.locator("[aria-live]").text_content() or ""


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with browsing() as browser:
        page = Watched(browser.new_context(viewport={"width": SIZE["width"], "height": SIZE["height"]})).page
        for case in CASES:
            page.goto("about:blank")
            (FOLDER / f"{case}.txt").write_text(heard(served(page), case), encoding="utf-8")
    print(f"{len(CASES)} steps in {FOLDER.relative_to(ROOT)}; read what git diff shows as a listener would")


if __name__ == "__main__":
    main()
