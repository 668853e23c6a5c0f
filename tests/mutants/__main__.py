"""Make each small wrong change of the list in a copy of the project, and see whether a test notices.

python -m tests.mutants                  all of them, two at a time
python -m tests.mutants edits.py view    those whose file or text has one of these words in it

Exit status: 1 if a change was not noticed for which the list has no excuse, or one was that has.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue

from tests.mutants.mutants import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parents[2]
AT_ONCE = 2
PATIENCE = 300  # s: a change that makes a test run on and on is noticed too
PYTEST = (sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--hypothesis-seed=0")
PYTEST += ("-m", "not browser and not torch")


def main(words: Sequence[str]) -> int:
    """Try the mutants, say how each ended, and return the exit status."""
    began = time.monotonic()
    chosen = [mutant for mutant in MUTANTS if not words or any(word in f"{mutant.file} {mutant.old}" for word in words)]
    with ExitStack() as stack, ThreadPoolExecutor(AT_ONCE) as pool:
        copies: SimpleQueue[Path] = SimpleQueue()
        for _ in range(AT_ONCE):
            copies.put(_copied(Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mutants-")))))

        def passes(tests: tuple[str, ...], mutant: Mutant | None = None) -> bool:
            copy = copies.get()
            try:
                return _passes(copy, tests, mutant)
            finally:
                copies.put(copy)

        if not passes(tuple(sorted({name for mutant in chosen for name in mutant.tests}))):
            print("The tests fail without any change: make quick")
            return 1
        survived = pool.map(lambda mutant: passes(mutant.tests, mutant), chosen)
        wrong = [mutant for mutant, passed in zip(chosen, survived, strict=True) if _told(mutant, passed)]
    minutes = (time.monotonic() - began) / 60
    print(f"{len(chosen)} mutants in {minutes:.0f} min, {len(wrong)} not as they should be")
    return 1 if wrong else 0


def _told(mutant: Mutant, survived: bool) -> bool:
    """Say how it ended; whether that is wrong."""
    wrong = survived == (not mutant.excuse)
    how = ("survived" if survived else "killed") + (f" ({mutant.excuse})" if mutant.excuse else "")
    print(f"{'✗' if wrong else '✓'} {how:9} {mutant.file}: {mutant.old!r} -> {mutant.new!r}", flush=True)
    return wrong


def _copied(copy: Path) -> Path:
    """The files that git knows, and new ones, as they are now."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).exists():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, copy / name)
    return copy


def _passes(copy: Path, tests: tuple[str, ...], mutant: Mutant | None) -> bool:
    """Whether tests pass in a copy, with one change made there for that time."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}  # a change within a second may have the same size
    with ExitStack() as stack:
        if mutant:
            path = copy / mutant.file
            text = path.read_text(encoding="utf-8")
            stack.callback(path.write_text, text, encoding="utf-8")
            path.write_text(changed(text, mutant), encoding="utf-8")
        try:
            done = subprocess.run(
                [*PYTEST, *tests], cwd=copy, env=environment, capture_output=True, timeout=PATIENCE if mutant else None
            )
        except subprocess.TimeoutExpired:
            return False
    return done.returncode == 0


def changed(text: str, mutant: Mutant) -> str:
    """The text of a file with the change in it.

    Raises
    ------
    ValueError
        if what is to be changed does not stand there exactly once.
    """
    if (count := text.count(mutant.old)) != 1:
        raise ValueError(f"{mutant.file} has {mutant.old!r} {count} times, expected once")
    return text.replace(mutant.old, mutant.new)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
