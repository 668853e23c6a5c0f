"""The two descriptions of a scene, app/scene/types.py and assets/player/scene.d.ts: scenes satisfy both."""

from __future__ import annotations

import copy
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, NotRequired, get_args, get_origin, get_type_hints, is_typeddict

import pytest

from app.scene.ask import ask
from app.scene.scene import encode, scene
from app.scene.types import Scene
from rnn_core import CASES, CELLS, LSTM, Address, classics, hello, mistaken, notebook, random_problem, run, word
from tests import node
from tests.sample import each

PROBLEMS = {
    **{f"hello {cell.name}": hello(cell) for cell in CELLS},
    **{f"word {cell.name}": word("banana", cell=cell) for cell in CELLS},
    **{f"random {cell.name}": random_problem(cell=cell) for cell in CELLS},
    "notebook": notebook(),
    "notebook lstm": notebook(LSTM),
    "smallest": random_problem(1, 1, 2, 1, 1),
    **{f"test {name}": case.problem for name, case in CASES.items()},
}
MISTAKEN = [name for name in PROBLEMS if name.startswith(("hello", "notebook"))]


def unlike(value: object, hint: Any, at: str = "") -> Iterator[str]:
    """Everything in which a value is not what a type hint describes; a key that is not described is named."""
    if is_typeddict(hint):
        yield from _unlike_keys(value, hint, at)
    elif isinstance(hint, UnionType):
        ways = [list(unlike(value, one, at)) for one in get_args(hint)]
        yield from min(ways, key=len)
    elif get_origin(hint) is Literal:
        if not any(value is one or (type(value) is type(one) and value == one) for one in get_args(hint)):
            yield f"{at} is {value!r}, not one of {get_args(hint)}"
    elif get_origin(hint) in (list, tuple, dict):
        yield from _unlike_entries(value, hint, at)
    elif type(value) is not hint and not (hint is float and type(value) is int):
        yield f"{at} is {value!r}, not {'None' if hint is NoneType else hint.__name__}"


@cache
def _keys(hint: Any) -> dict[str, Any]:
    return get_type_hints(hint, include_extras=True)


def _unlike_keys(value: object, hint: Any, at: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{at} is {value!r}, not a {hint.__name__}"
        return
    described = _keys(hint)
    for key in value.keys() - described.keys():
        yield f"{at}.{key} is not described in {hint.__name__}"
    for key, inner in described.items():
        optional = get_origin(inner) is NotRequired
        if key in value:
            yield from unlike(value[key], get_args(inner)[0] if optional else inner, f"{at}.{key}")
        elif not optional:
            yield f"{at}.{key} is missing"


def _unlike_entries(value: object, hint: Any, at: str) -> Iterator[str]:
    kind, arguments = get_origin(hint), get_args(hint)
    if not isinstance(value, kind):
        yield f"{at} is {value!r}, not a {kind.__name__}"
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield from unlike(key, arguments[0], f"{at} (key)")
            yield from unlike(entry, arguments[1], f"{at}[{key!r}]")
    elif kind is list or arguments[-1] is ...:
        for i, entry in enumerate(value):
            yield from unlike(entry, arguments[0], f"{at}[{i}]")
    elif len(value) != len(arguments):
        yield f"{at} has {len(value)} entries, not {len(arguments)}"
    else:
        for i, (entry, inner) in enumerate(zip(value, arguments, strict=True)):
            yield from unlike(entry, inner, f"{at}[{i}]")


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_scene_of_every_problem_is_as_described(name):
    assert list(unlike(scene(run(PROBLEMS[name])), Scene)) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", each(MISTAKEN, 3))
def test_the_scene_of_every_classic_mistake_is_as_described(name):
    problem = PROBLEMS[name]
    for one in classics(problem):
        assert list(unlike(scene(run(problem, mistaken(problem, one.name))), Scene)) == [], one.name


# A change of a scene that no description allows, and what the checker says of it.
Change = Callable[[Any], object]
WRONG: dict[str, tuple[Change, str]] = {
    "missing": (lambda s: s["steps"][0].pop("line"), ".steps[0].line is missing"),
    "missing inside": (lambda s: s["roads"][-1].pop("back"), ".roads[{roads}].back is missing"),
    "literal": (lambda s: s["steps"][0].update(phase="ahead"), ".steps[0].phase is 'ahead', not one of ("),
    "many": (lambda s: s.update(version=2), ".version is not described in Scene"),
    "many inside": (
        lambda s: s["steps"][0]["operands"][0]["operands"][0].update(shade="dark"),
        ".steps[0].operands[0].operands[0].shade is not described in ValueBox",
    ),
    "type": (lambda s: s["problem"].update(T="4"), ".problem.T is '4', not int"),
    "length": (lambda s: s["lights"]["masks"].__setitem__(0, ("1",)), ".lights.masks[0] has 1 entries, not 2"),
    "none": (lambda s: s["problem"].update(input=None), ".problem.input is None, not str"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_not_as_described_is_said_where_it_is(name):
    made = copy.deepcopy(scene(run(PROBLEMS["hello rnn"])))
    change, says = WRONG[name]
    change(made)
    assert any(said.startswith(says.format(roads=len(made["roads"]) - 1)) for said in unlike(made, Scene))


@pytest.mark.slow
def test_the_player_has_the_same_description(tmp_path):
    """TypeScript accepts the same scenes and refuses the same changes."""
    command = _tsc()
    problem, other = PROBLEMS["hello rnn"], PROBLEMS["notebook lstm"]
    right = {
        "problem": run(problem),
        "lstm": run(other),
        "test": run(PROBLEMS["test lstm_cell_backward"]),
        "mistake": run(problem, mistaken(problem, "only-da")),
        "order": run(problem, mistaken(problem, "loop-forward")),
        "edited": run(other, mistaken(other, "never-updated")),
    }
    scenes = {name: json.loads(encode(trace)) for name, trace in right.items()}
    for name, (change, _) in WRONG.items():
        made = copy.deepcopy(scenes["problem"])
        change(made)
        scenes[f"wrong {name}"] = made
    asked: Any = ask(right["problem"], Address("backward", 3, "da_total"), 3, 1, 0, seed=1)
    questions = {"question": asked, "wrong question": {**asked, "choices": [{**asked["choices"][0], "right": False}]}}
    description = (node.ROOT / "assets" / "player" / "scene.d.ts").as_posix()
    for name, made in (scenes | questions).items():
        kind = "Ask" if name in questions else "Scene"
        text = f'import type {{ {kind} }} from "{description}";\nexport const made: {kind} = {json.dumps(made)};\n'
        (tmp_path / f"{name}.ts").write_text(text, encoding="utf-8")
    scenes |= questions
    said = subprocess.run(
        [*command, "--noEmit", "--strict", "--ignoreConfig", *sorted(f"{name}.ts" for name in scenes)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    refused = {line.partition(".ts(")[0] for line in said.splitlines() if ".ts(" in line}
    assert refused == {name for name in scenes if name.startswith("wrong")}, said[:2000]


def _tsc() -> list[str]:
    """How TypeScript is run; without Node or the tools `make test` has said so, and only CI fails."""
    found, tsc = node.find_node(), Path(node.TOOLS, "typescript", "bin", "tsc")
    if found and tsc.exists():
        return [str(found), str(tsc)]
    assert not os.environ.get("CI"), "python -m tests.node installs Node and TypeScript"
    pytest.skip("Node or TypeScript is not there")
