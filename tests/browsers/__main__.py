"""Walk the player and the app in each browser, and say what to install where one is missing.

python -m tests.browsers                 all three
python -m tests.browsers -k firefox      what pytest is told
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.browsers.firefox import FIREFOX, find_firefox
from tests.browsers.webkit import WEBKIT, XVFB, find_driver, find_screen

CLIENT = "Selenium, which drives them, is not here. Install it: .venv/bin/pip install -r requirements-browsers.txt"


def missing() -> list[str]:
    """Say what has to be installed, a sentence each."""
    needed = (
        (find_spec("selenium"), CLIENT),
        (find_firefox(), FIREFOX),
        (find_driver(), WEBKIT),
        (find_screen(), XVFB),
    )
    return [advice for found, advice in needed if not found]


def main(arguments: Sequence[str]) -> int:
    """Run the walks and return pytest's exit status, or 2 where something is missing."""
    if lacking := missing():
        print("\n".join(lacking), file=sys.stderr)
        return 2
    walks = str(Path(__file__).with_name("walks.py"))
    options = ["-q", "-p", "no:cacheprovider", "-W", "ignore"]  # what a client and its driver leave open or behind
    return int(pytest.main([*options, walks, *arguments]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
