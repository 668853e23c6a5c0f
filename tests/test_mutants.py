"""The list of mutants is true: what they change stands where they say, and what they become is Python."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.mutants.__main__ import changed
from tests.mutants.mutants import MUTANTS

ROOT = Path(__file__).resolve().parents[1]


@cache
def original(file: str) -> tuple[str, str]:
    """The text of a file, and what Python makes of it."""
    text = (ROOT / file).read_text(encoding="utf-8")
    return text, ast.dump(ast.parse(text))


@pytest.mark.slow
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: f"{one.file} {one.old} {one.new}")
def test_what_a_mutant_changes_stands_there_once(mutant):
    text, parsed = original(mutant.file)
    assert ast.dump(ast.parse(changed(text, mutant))) != parsed
    assert all((ROOT / name).exists() for name in mutant.tests)


def test_there_are_many_and_each_is_another():
    assert len(set(MUTANTS)) == len(MUTANTS) >= 80
