"""What the player says stands in Python's table, whole and plain; its modules name all of it, and say nothing else."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from app.bundle import PLAYER_FOLDER, joined, words
from app.bundle import WORDS as MODULE
from app.scene.words import WORDS
from app.scene.words.player import PLAYER
from tests.scripts import Script

SCRIPTS = sorted(path for path in PLAYER_FOLDER.rglob("*.js") if path.parent.name != "vendor")
GROUPS = sorted({key.partition(".")[0] for key in PLAYER})
KEY = re.compile(rf"(?:{'|'.join(GROUPS)})\.[a-z0-9.-]+")
SLOT = re.compile(r"\{(.*?)\}")


def name(path: Path) -> str:
    return path.relative_to(PLAYER_FOLDER).as_posix()


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
        *_, code = [module.text for module in joined(entry) if module.name == MODULE]
        said = {key: text for key, text in PLAYER.items() if f'"{key}"' in code}
        others = "".join(module.text for module in joined(entry) if module.name != MODULE)
        assert said.keys() == {key for key in PLAYER if f'"{key}"' in others}
        assert words(said).split("=", 1)[1].strip() in code


# Attributes of an element that are read or heard, and tags, perhaps cut off at the end.
HEARD = re.compile(r"""\b(?:aria-label|title|alt|placeholder)=["']?([^\0"'>]+)""")
TAG = re.compile(r"<[^>]*(?:>|$)|&\w+;")
WORD = re.compile(r"[A-Za-z]{2,}")
TWO_WORDS = re.compile(r"[A-Za-z’']{2,}[,;:.!?]? +[A-Za-z]{2,}")
# What stands in modules, by what it is; the next lines are keys of roads and motions, beside quantities and classes.
TOKENS = {"here", "before", "inner", "node", "next", "start", "past", "cell", "number", "landing", "product"}
LEFT = {
    "a name": {"Unrolled", "SVG", "PNG"},
    "mathematics": {"(1 − tanh²", "× tanh"},
    "a sample, to be measured and not seen": {"dense + softmax: gradients add here −0.345"},
    "an error, for programmers": {"${} has no numbers", "larger than this browser's canvas"},
    "asked of the browser": {"(hover: none)", "(prefers-color-scheme: dark)", "(prefers-reduced-motion: reduce)"},
    "selectors": {
        "input, textarea, select",
        "input, textarea, select, [contenteditable]",
        "text, tspan",
        "dialog.share li button",
        "dialog.numbers-table button",
        '.strip svg [data-quantity="${}"][data-t="${}"]',
    },
    "attributes, the second half": {
        'width="100%" height="800" style="border: 0" loading="lazy" allow="fullscreen; clipboard-write"></iframe>'
    },
}


def classes() -> set[str]:
    """Words that style sheets have for elements."""
    sheets = "".join(path.read_text(encoding="utf-8") for path in PLAYER_FOLDER.rglob("*.css"))
    return set(re.findall(r"\.([a-z][a-z-]*)", sheets))


def english(read: Script) -> set[str]:
    """Texts that a module writes itself: any word in a template, two words or more in a string, but for its tokens."""
    found, tokens = set(), classes() | WORDS.keys() | TOKENS
    for one in read.literals:
        whole = "\0".join(one.pieces)
        if one.tag in {"html", "svg"}:
            texts = [*re.split("\0|\1", TAG.sub("\1", whole)), *HEARD.findall(whole)]
            found |= {text.strip() for text in texts if WORD.search(text)}
        elif any(map(TWO_WORDS.search, TAG.sub(" ", whole).split("\0"))):
            words = whole.replace("\0", "").split()
            if not all(word in tokens or re.search(r"\w[-_]", word) for word in words):
                found.add(whole.replace("\0", "${}"))
    return found


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_no_english_is_left_in_the_modules(path):
    assert english(script(path)) - set().union(*LEFT.values()) == set()


def test_english_that_is_left_would_be_found():
    left = """
      html`<p class="two words" title="seen on hover">Drawn ${x} <b>as it stands</b></p>`;
      f("said to a listener", `Of ${x} as before`, "path-time lane", "said", `<rect class="two words"/>`); // not here
    """
    assert english(Script(left)) == {"seen on hover", "Drawn", "as it stands", "said to a listener", "Of ${} as before"}
