"""What docs/accessibility.md claims: each criterion of WCAG 2.2 A and AA has a row, every named test exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import axe_playwright_python
import pytest

from tests.aria import CASES

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "accessibility.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d\.\d\.\d+) [^|]*\((AA?)\) \| ([^|]+) \| ([^|]+) \|$", PAGE, re.MULTILINE)
TESTS = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))
# https://www.w3.org/TR/WCAG22/, without 4.1.1, which it has taken out.
A = "1.1.1 1.2.1-3 1.3.1-3 1.4.1-2 2.1.1-2 2.1.4 2.2.1-2 2.3.1 2.4.1-4 2.5.1-4 3.1.1 3.2.1-2 3.2.6 3.3.1-2 3.3.7 4.1.2"
AA = "1.2.4-5 1.3.4-5 1.4.3-5 1.4.10-13 2.4.5-7 2.4.11 2.5.7-8 3.1.2 3.2.3-4 3.3.3-4 3.3.8 4.1.3"
# No test can check that something does not occur here, or it is for people to judge.
UNTESTED = "1.2.1-5 1.3.5 1.4.2 1.4.5 2.2.1 2.3.1 2.4.5 2.5.2 2.5.4 3.1.2 3.2.3 3.2.6 3.3.4 3.3.7-8"


def each(ranges: str) -> list[str]:
    """Numbers of criteria: "1.2.4-5" are two."""
    found = re.findall(r"(\d\.\d\.)(\d+)(?:-(\d+))?", ranges)
    return [f"{part}{i}" for part, first, last in found for i in range(int(first), int(last or first) + 1)]


@cache
def functions_of(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_criterion_of_a_and_aa_has_one_row():
    assert [number for number, level, _, _ in ROWS if level == "A"] == each(A)
    assert [number for number, level, _, _ in ROWS if level == "AA"] == each(AA)
    assert len(ROWS) == 55


@pytest.mark.parametrize(("file", "name"), TESTS, ids=[name for _, name in TESTS])
def test_every_test_that_is_named_exists(file, name):
    assert name in functions_of(file)


def test_only_what_cannot_be_tested_has_no_test():
    assert [number for number, _, _, checked in ROWS if checked == "-"] == each(UNTESTED)
    for number, _, _, checked in ROWS:
        named = re.findall(r"`tests/[\w/]+\.py::test_\w+`", checked)
        assert checked == "-" or ", ".join(named) == checked, number


def test_it_counts_the_steps_that_were_read():
    assert len(CASES) == 16
    assert "for sixteen steps" in PAGE


def test_it_names_the_axe_that_looks():
    script = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
    version = re.search(r"axe v(\d+\.\d+)\.", script)
    assert version
    assert f"axe {version[1]}." in PAGE
