"""Finds the Chromium that the browser tests drive. Run as a program, it installs one first where there is none.

python -m tests.chromium
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGS = (
    "--no-sandbox",  # it runs as root in CI and sees our own pages only
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ADVICE = """No Chromium was found for the browser tests, and none could be installed. Any of these is enough:
  apt-get install chromium                       (as root, on Debian)
  .venv/bin/playwright install --with-deps chromium
  UNROLLED_CHROMIUM=/path/to/chrome make test    (one that you have)"""

_OWN = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"


@cache
def find_chromium() -> str:
    """The path of a Chromium that runs: UNROLLED_CHROMIUM if set, else one on the PATH, else Playwright's own."""
    chosen = os.environ.get("UNROLLED_CHROMIUM")
    paths = [chosen] if chosen else [path for name in NAMES if (path := shutil.which(name))]
    for path in paths:
        if _runs(path):
            return path
    if chosen:
        raise FileNotFoundError(f"UNROLLED_CHROMIUM is {chosen}, which does not run")
    own = _playwrights()
    if _runs(own):
        return own
    raise FileNotFoundError(ADVICE)


def install() -> None:
    """Try the ways of installing one, until one runs."""
    _call(sys.executable, "-m", "playwright", "install", "chromium")
    if _found() or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    if Path(_playwrights()).exists():  # downloaded, but the libraries that it needs are missing
        _call(sys.executable, "-m", "playwright", "install-deps", "chromium")
    if not _found():
        _call("apt-get", "update", "-qq")
        _call("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium")


def main() -> int:
    if not _found() and "UNROLLED_CHROMIUM" not in os.environ:
        print("Installing a Chromium for the browser tests", flush=True)
        install()
    try:
        print(f"Chromium: {find_chromium()}")
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _found() -> bool:
    try:
        return bool(find_chromium())
    except FileNotFoundError:
        return False


def _runs(path: str) -> bool:
    """Ubuntu's `chromium` can be a stub that asks for a snap, and a download can lack libraries: ask it."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _playwrights() -> str:
    """Where Playwright puts its own. In another process, because Playwright cannot be started twice in one."""
    return subprocess.run([sys.executable, "-c", _OWN], capture_output=True, text=True, check=True).stdout.strip()


def _call(*command: str) -> None:
    """The output counts only if nothing helps, and then ADVICE says more than it does."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, env=environment, check=False)


if __name__ == "__main__":
    sys.exit(main())
