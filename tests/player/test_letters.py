"""A letter has one tile, whatever its code: JavaScript counts some letters as two, and a mark as one."""

from __future__ import annotations

import json

import pytest

from app.scene.scene import encode
from rnn_core import run, word
from rnn_core.problems import letters


@pytest.mark.parametrize("text", ["𠮷野家", "हिन्दी", "banana"])
def test_every_tile_holds_one_letter(stage, text):
    def tiles(within):
        return [tile.strip() for tile in stage.page.locator(f"{within} .tile").all_text_contents()]

    each = list(letters(text))
    scene = json.loads(encode(run(word(text))))
    stage.open(scene, f"forward.{len(each) - 1}.loss")
    assert sorted(tiles(".strip")) == sorted([*each[:-1], *each[1:]])
    stage.open(scene, "forward.1.y")
    assert tiles(".equation") == list(dict.fromkeys(each))
