"""What the house looks like, where import-linter cannot say it."""

from __future__ import annotations

import ast
import builtins
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import rnn_core

ROOT = Path(__file__).resolve().parents[1]
CORE = sorted(ROOT.glob("rnn_core/**/*.py"))
APP = sorted(ROOT.glob("app/**/*.py"))
TESTS = [
    path for path in sorted(ROOT.glob("tests/**/*.py")) if path.name != "harness.py" and "benchmarks" not in path.parts
]
SCRIPTS = [path for path in sorted(ROOT.glob("assets/**/*.js")) if "vendor" not in path.parts]

TOP = {"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "pyproject.toml", ".gitignore", ".ci"}
TOP |= {"requirements.txt", "requirements-dev.txt", "requirements-torch.txt", "requirements-browsers.txt"}
TOP |= {"package.json", "package-lock.json", "biome.json", "tsconfig.json"}  # the checks of the JavaScript
TOP |= {"setup.py", "MANIFEST.in"}  # the wheel
TOP |= {"rnn_core", "app", "unrolled", "assets", "docs", "tests", "CITATION.cff"}
RUNS_LINES = {"rnn_core/expression.py", "rnn_core/loop.py", "rnn_core/source.py"}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(path: Path) -> set[str]:
    """The top-level packages that a file imports, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def test_the_top_level_holds_what_the_design_says():
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    assert {path.partition("/")[0] for path in listing.splitlines()} <= TOP


@pytest.mark.parametrize("path", CORE, ids=name)
def test_the_core_needs_numpy_and_the_standard_library_alone(path):
    assert imported(path) <= {"numpy", "rnn_core", *sys.stdlib_module_names}


@pytest.mark.parametrize("path", CORE, ids=name)
def test_the_core_does_no_io_outside_its_main(path):
    io = r"\b(print|open|input)\(|\bsys\.std|\bread_text\(|\bnp\.(load|save|loadtxt|random\.(seed|rand|randn))\("
    code = ast.parse(path.read_text(encoding="utf-8"))
    calls = [ast.unparse(node) for node in ast.walk(code) if isinstance(node, ast.Call | ast.Attribute)]
    assert path.name == "__main__.py" or not [call for call in calls if re.match(io, call)]


@pytest.mark.parametrize("path", APP, ids=name)
def test_only_the_rooms_that_draw_import_streamlit(path):
    room = path.relative_to(ROOT / "app").parts[0]
    assert "streamlit" not in imported(path) or room in {"panels", "player", "session.py", "page.py", "main.py"}


@pytest.mark.parametrize("path", APP, ids=name)
def test_only_session_touches_the_session_state(path):
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    touched = [node for node in nodes if isinstance(node, ast.Attribute) and node.attr == "session_state"]
    assert not touched or name(path) == "app/session.py"


@pytest.mark.parametrize("path", [*CORE, *APP], ids=name)
def test_no_text_becomes_code_or_html(path):
    """Nothing in a link is rendered as HTML or executed; the lines of step functions are, in two places of the core."""
    text = path.read_text(encoding="utf-8")
    assert "unsafe_allow" not in text
    assert not re.search(r"(?<![\w.])(eval|exec|compile)\(", text) or name(path) in RUNS_LINES


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_no_script_writes_html_or_runs_text(path):
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|unsafeHTML"
    assert not re.search(forbidden, path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", TESTS, ids=name)
def test_no_test_waits_for_a_while(path):
    """What has to happen is waited for, or a stopped clock goes on: a busy machine takes longer than any while."""
    calls = [node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    waits = {"wait_for_timeout", "sleep"}
    assert not [one for one in calls if getattr(one, "attr", getattr(one, "id", "")) in waits]
    assert not re.search(r"new Promise\([^;]*setTimeout", path.read_text(encoding="utf-8"))


def test_bounds_that_the_wheel_and_the_app_both_have_are_the_same():
    """But NumPy's lowest: learners have that of their course, see tests/test_wheel.py."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    app = (ROOT / "requirements.txt").read_text(encoding="utf-8").split()
    asked = [*project["dependencies"], *project["optional-dependencies"]["notebook"]]
    (numpy,) = [one for one in asked if one.startswith("numpy")]
    assert {*asked} - {numpy} <= {*app}
    assert numpy.split(",")[1] == next(one for one in app if one.startswith("numpy")).split(",")[1]


def test_no_name_of_the_library_hides_a_builtin_a_module_or_one_of_its_own():
    """`from rnn_core import *` must not take `random` away, and `rnn_core.table` is a module for all who look."""
    own = {path.stem for path in (ROOT / "rnn_core").iterdir()}
    assert not {*rnn_core.__all__} & ({*dir(builtins), *sys.stdlib_module_names} | own)
