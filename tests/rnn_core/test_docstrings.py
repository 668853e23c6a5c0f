"""What `help` shows of the library: what a name does, takes, returns and raises, and that it is so.

No numpydoc here: its validator brings Sphinx with it, and does not look at what is raised.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest

import rnn_core
import unrolled
from rnn_core.expression import Expression
from rnn_core.loop import End, Find, Loop, Start, run_loop, unroll
from rnn_core.mistakes.edits import CacheEdit, CarryEdit, LineEdit, OrderEdit, ReturnEdit
from rnn_core.table import Line, StepTable

FILES = sorted((Path(__file__).resolve().parents[2] / "rnn_core").glob("**/*.py"))
# The engine, for those who write a cell or a mistake of their own.
ENGINE = [Expression, Line, StepTable, Loop, Start, End, Find, run_loop, unroll]
ENGINE += [LineEdit, CarryEdit, CacheEdit, OrderEdit, ReturnEdit]
PUBLIC = [getattr(rnn_core, name) for name in rnn_core.__all__] + ENGINE
FUNCTIONS = {value.__name__: value for value in [*PUBLIC, unrolled.show] if inspect.isfunction(value)}
CLASSES = {value.__name__: value for value in PUBLIC if inspect.isclass(value)}


def members(*kinds: type) -> dict[str, Any]:
    """The public members of the classes that are of some kinds, such as `Trace.at`."""
    return {
        f"{name}.{member}": getattr(cls, member)
        for name, cls in CLASSES.items()
        for member, value in vars(cls).items()
        if isinstance(value, kinds) and not member.startswith("_")
    }


CALLED = FUNCTIONS | members(FunctionType, classmethod)
NAMED = CALLED | CLASSES | members(property, cached_property)
VERBS = """
add ask change collect compare compute copy count cut draw evaluate fill find gather get label leave list look make
map mark measure multiply name order parse pick print prove put quote raise rank read reduce repeat replace return
rewrite run say show slice split take tell try turn walk write yield
"""


def sections(documented: Any) -> dict[str, list[str]]:
    """The sections of a docstring -> the names that they list, such as `n_x, m : int`, or what stands for one."""
    lines = (inspect.getdoc(documented) or "").splitlines()
    listed: dict[str, list[str]] = {}
    names: list[str] = []
    for line, under in zip(lines, [*lines[1:], ""], strict=True):
        if line and under == "-" * len(line):
            names = listed.setdefault(line, [])
        elif line and not line.startswith((" ", "-")):
            names += [name.strip().lstrip("*") for name in line.partition(" : ")[0].split(",")]
    return listed


def parameters(called: Callable[..., Any]) -> list[str]:
    names = list(inspect.signature(called).parameters)
    return names[1:] if names[:1] == ["self"] else names


def raised(called: Callable[..., Any]) -> set[str]:
    """The exceptions that stand in the body of a function itself."""
    body = ast.parse(textwrap.dedent(inspect.getsource(called)))
    errors = [node.exc for node in ast.walk(body) if isinstance(node, ast.Raise) and node.exc]
    return {ast.unparse(error.func if isinstance(error, ast.Call) else error) for error in errors}


def documented(path: Path) -> Iterator[tuple[str, str]]:
    """Each function of a file that is no property, and its docstring."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and not any("property" in ast.unparse(d) for d in node.decorator_list):
            yield node.name, ast.get_docstring(node) or ""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_docstring_of_a_function_begins_with_what_it_does(path):
    """`help` is scanned by its verbs; private helpers may have no docstring, but none that begins with a noun."""
    begins = {name: re.split(r"\W", text)[0] for name, text in documented(path) if text}
    assert {name: word for name, word in begins.items() if not (word.istitle() and word.lower() in VERBS.split())} == {}


@pytest.mark.parametrize("name", NAMED)
def test_every_public_name_says_in_one_line_what_it_is(name):
    first, *rest = (NAMED[name].__doc__ or "").splitlines() or [""]
    assert first.endswith(".")
    assert not rest or not rest[0]


@pytest.mark.parametrize("name", CALLED)
def test_parameters_are_those_of_the_signature(name):
    """One alone may be plain from the name, as of `Trace.times(direction)`; two and more are explained."""
    said = sections(CALLED[name]).get("Parameters", [])
    wanted = parameters(CALLED[name])
    assert said == wanted or (not said and len(wanted) < 2)


@pytest.mark.parametrize("name", CALLED)
def test_what_comes_back_is_said_where_something_does(name):
    assert ("Returns" in sections(CALLED[name])) == (inspect.signature(CALLED[name]).return_annotation != "None")


@pytest.mark.parametrize("name", CALLED)
def test_what_is_raised_is_said(name):
    assert raised(CALLED[name]) <= {*sections(CALLED[name]).get("Raises", [])}


@pytest.mark.parametrize("name", [name for name in rnn_core.__all__ if name in FUNCTIONS])
def test_every_function_has_an_example(name):
    assert ">>> " in inspect.getdoc(FUNCTIONS[name]).partition("Examples\n--------\n")[2]


@pytest.mark.parametrize("name", CLASSES)
def test_every_field_of_a_class_is_explained(name):
    cls, said = CLASSES[name], sections(CLASSES[name])
    fields = getattr(cls, "__dataclass_fields__", getattr(cls, "_fields", ()))  # an Address is a named tuple
    assert {*said.get("Parameters", []), *said.get("Attributes", [])} == {*fields}
