"""A page has what its runs have in common once; what its script puts together is every scene as the app sends it."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from urllib.parse import parse_qs

import pytest

from app.bundle import PLAYER_FOLDER
from app.export.page import runs
from app.scene.scene import encode
from app.store import scene_of
from app.view import parse, run_of
from rnn_core import mistaken, run
from tests.node import find_node

WHOLE = """import { whole } from "./whole.js";
let text = "";
for await (const piece of process.stdin) text += piece;
const scenes = JSON.parse(text);
for (const name in scenes) if (name) scenes[name] = whole(scenes[name], scenes[""]);
console.log(JSON.stringify(scenes));
"""
LINKS = {
    "": {"", "only-da", "only-da-prevt"},
    "mistake=order.backward.early": {"", "only-da", "only-da-prevt", "order.backward.early"},
    "mistake=z.without.ba": {"", "only-da", "only-da-prevt", "z.without.ba"},
    "cell=lstm&mistake=only-da": {"", "only-da", "only-da-prevt", "c-past-a", "c-through-a-alone"},
    "problem=notebook&mistake=the-thread": {"", "only-da", "only-da-prevt", "the-thread"},
    "problem=notebook&test=cell_forward": {""},
}


@pytest.mark.slow
@pytest.mark.parametrize("link", LINKS)
def test_runs_are_put_together_again(link):
    if not (node := find_node()):
        pytest.skip("needs Node")
    state, notes = parse(parse_qs(link))
    trace = run_of(state)
    assert notes == ()
    found = runs(lambda mistake: scene_of(replace(state, mistake=mistake)), state.mistake)
    assert found.keys() == LINKS[link]
    done = subprocess.run(
        [node, "--input-type=module", "-e", WHOLE],
        input=json.dumps(found), cwd=PLAYER_FOLDER / "hosts", capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name, scene in json.loads(done.stdout).items():
        expected = run(trace.problem, mistaken(trace.problem, name)) if name else trace.right
        assert scene == json.loads(encode(expected)), name
