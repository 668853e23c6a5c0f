"""The page about the engine: its examples run, its code is the code, and each file that it names is there."""

from __future__ import annotations

import doctest
import inspect
import re
import textwrap
from pathlib import Path

from rnn_core import RNN
from rnn_core.loop import unroll
from rnn_core.trace import run

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/engine.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)


def without_comments(code: str) -> str:
    return re.sub(r"  # .*", "", textwrap.dedent(code)).strip()


def test_its_examples_give_what_it_says():
    prompts = "\n".join(re.findall(r"```pycon\n(.*?)```", TEXT, re.DOTALL))
    test = doctest.DocTestParser().get_doctest(prompts, {}, "engine.md", None, 0)
    assert len(test.examples) > 10
    assert doctest.DocTestRunner(verbose=False).run(test).failed == 0


def test_the_code_that_it_shows_is_the_code_that_runs():
    step, loop, passes = map(without_comments, BLOCKS)
    assert step == without_comments(inspect.getsource(RNN.backward))
    assert textwrap.indent(loop, "    ") in inspect.getsource(unroll)
    assert textwrap.indent(passes, "    ") in inspect.getsource(run)


def test_each_file_that_it_names_is_there():
    named = re.findall(r"`([\w/]+(?:\.py|\.md|/))`", TEXT)
    assert len(named) > 10
    for name in named:
        assert (ROOT / name).exists() or (ROOT / "rnn_core" / name).exists(), name
