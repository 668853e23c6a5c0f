"""What the player says stands in Python's table, whole and plain; its modules name all of it, and say nothing else."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from app.bundle import STAGE, WORDS, joined, words
from app.scene.words.player import PLAYER
from tests.scripts import Script

SCRIPTS = sorted(path for path in STAGE.rglob("*.js") if path.parent.name != "vendor")
GROUPS = sorted({key.partition(".")[0] for key in PLAYER})
KEY = re.compile(rf"(?:{'|'.join(GROUPS)})\.[a-z0-9.-]+")
SLOT = re.compile(r"\{(.*?)\}")


def name(path: Path) -> str:
    return path.relative_to(STAGE).as_posix()


@cache
def script(path: Path) -> Script:
    return Script(path.read_text(encoding="utf-8"))


def test_every_text_is_said_and_every_text_that_is_said_is_there():
    said = {piece for path in SCRIPTS for one in script(path).literals for piece in one.pieces if KEY.fullmatch(piece)}
    assert said - PLAYER.keys() == set(), "no such text"
    assert PLAYER.keys() - said == set(), "nobody says it"


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_slots_are_those_of_the_text(path):
    """Where a text is chosen, each that may be said has the same; a key that is handed on is of a text without any."""
    read = script(path)
    handed = {one.start: one.pieces[0] for one in read.literals if KEY.fullmatch(one.pieces[0])}
    for (start, end), *given in read.calls("says?"):
        filled = read.keys(*given[0]) if given else set()
        keys = [handed.pop(at) for at in list(handed) if start <= at < end]
        assert keys or not filled, f"slots of which text? {read.text[start:end]}"
        assert {key: set(SLOT.findall(PLAYER[key])) for key in keys} == dict.fromkeys(keys, filled)
    assert [key for key in handed.values() if SLOT.search(PLAYER[key])] == []


@pytest.mark.parametrize("key", PLAYER)
def test_texts_are_plain(key):
    text = PLAYER[key]
    assert not re.search(r"<\w|&\w+;", text), "HTML would be shown as it stands"
    assert re.sub(r"\{[a-z]+\}", "", text).strip("{}") == re.sub(r"\{[a-z]+\}", "", text), "a slot is a word in braces"


def test_a_bundle_has_the_words_that_its_modules_say_and_no_others():
    for entry in ("hosts/frame.js", "hosts/page.js", "hosts/streamlit.js"):
        *_, code = [module.text for module in joined(entry) if module.name == WORDS]
        said = {key: text for key, text in PLAYER.items() if f'"{key}"' in code}
        others = "".join(module.text for module in joined(entry) if module.name != WORDS)
        assert said.keys() == {key for key in PLAYER if f'"{key}"' in others}
        assert words(said).split("=", 1)[1].strip() in code
