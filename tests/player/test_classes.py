"""Each class of the player's style sheets is made by one module, so that a search for it finds where.

A class belongs to the module that writes it into a `class=`. A word that several things may wear ("later", "active") belongs
to none: a style sheet selects it together with the thing (`.wire.later`), and the thing's module names it in quotes, in a
template or in a type.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bundle import PLAYER_FOLDER, styles

ROOT = Path(__file__).resolve().parents[2]
MODULES = {
    path.relative_to(PLAYER_FOLDER).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(PLAYER_FOLDER.rglob("*.js"))
    if path.parent.name != "vendor"
}
SHEETS = {
    path.name: path.read_text(encoding="utf-8")
    for path in sorted([*PLAYER_FOLDER.glob("*.css"), *PLAYER_FOLDER.glob("view/*.css")])
}
HOSTS = [path.read_text(encoding="utf-8") for path in sorted(PLAYER_FOLDER.glob("hosts/*.css"))]
TESTS = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests").rglob("*.py")) if path != Path(__file__)]

COMMENT = re.compile(r"/\*.*?\*/|^\s*//[^\n]*", re.DOTALL | re.MULTILINE)
CLASS = re.compile(r"(?:\bclass=|\bclassName ?[=:] |\bclassList\.(?:add|toggle)\(|setAttribute\(.class., )(?=[\"`$])")
WORD = re.compile(r"[a-z][\w-]*\*?")


def end_of(text: str, start: int) -> int:
    """Where a string, a template or an expression in braces ends that begins here, with all that is inside it."""
    closing = "}" if text[start] == "{" else text[start]
    at = start + 1
    while text[at] != closing:
        if text.startswith("${", at):
            at = end_of(text, at + 1)
        elif closing == "}" and text[at] in "\"'`{":
            at = end_of(text, at)
        else:
            at += 1
    return at + 1


def words_in(value: str, module: str) -> Iterator[str]:
    """The classes in an attribute's value, and those that its expressions may put there; `path-*` for `path-${colour}`."""
    plain, at = "", 0
    while at < len(value):
        if value.startswith("${", at):
            end = end_of(value, at + 1)
            plain += "*" if plain[-1:] not in ("", " ") else " "
            yield from words_of(value[at + 2 : end - 1], module)
            at = end
        else:
            plain += value[at]
            at += 1
    yield from WORD.findall(plain)


def words_of(expression: str, module: str) -> Iterator[str]:
    """The classes in the strings of an expression, or of the constant that it is; what is compared or asked for is none."""
    if constant := re.fullmatch(r"(\w+)(?:\(\w*\))?", expression.strip()):
        defined = re.findall(rf"\bconst {constant[1]} = ([^;]*);", module)
        expression = " ".join(one for one in defined if "html`" not in one)
    at = 0
    while at < len(expression):
        if expression[at] not in "\"'`":
            at += 1
            continue
        end = end_of(expression, at)
        if not re.search(r"([=!]==|[(,[])\s*$", expression[:at]):
            yield from words_in(expression[at + 1 : end - 1], module)
        at = end


def written_in(module: str) -> set[str]:
    """The classes that a module writes."""
    text = COMMENT.sub("", module)
    found: set[str] = set()
    for match in CLASS.finditer(text):
        at = match.end()
        if text[at] == "$":
            found.update(words_of(text[at + 2 : end_of(text, at + 1) - 1], text))
        else:
            found.update(words_in(text[at + 1 : end_of(text, at) - 1], text))
    return found


def compounds(sheet: str) -> Iterator[frozenset[str]]:
    """The classes that a style sheet selects on one element at a time, as a set for each."""
    for selectors in re.findall(r"([^{}]+)\{", COMMENT.sub("", sheet)):
        for one in re.split(r"[\s>+~]+", opened(selectors)):
            if classes := frozenset(re.findall(r"\.([a-z][\w-]*)", one)):
                yield classes


def opened(selectors: str) -> str:
    """Selectors without the brackets of `:is(.a, .b)`: as if each stood alone with what is before and after."""
    while match := re.search(r"(\S*):(?:is|not|has|where)\(([^()]*)\)([^\s,>+~]*)", selectors):
        before, inner, after = match.groups()
        alone = [f"{before}{one.strip()}{after}" for one in inner.split(",")]
        selectors = selectors[: match.start()] + " ".join(alone) + selectors[match.end() :]
    return selectors.replace(",", " ")


WRITTEN = {name: written_in(module) for name, module in MODULES.items()}


def owners(name: str) -> list[str]:
    """The modules that write a class, if need be as `path-*`."""
    return [
        module
        for module, names in WRITTEN.items()
        if name in names or any(one.endswith("*") and name.startswith(one[:-1]) for one in names)
    ]


def is_named(word: str, module: str) -> bool:
    """Whether a module has the word in a string of its own, or in a type."""
    return word in WRITTEN[module] or bool(re.search(rf'"(?:[\w-]+ )*{word}(?: [\w-]+)*"', MODULES[module]))


# Classes that more than one module may write, or none, and why.
FREE = {
    **dict.fromkeys(
        ["path-soft", "path-time", "path-sum", "path-ink", "path-wrong"], "the colour of a quantity, on anything"
    ),
    "spoken": "what only a screen reader says, anywhere",
    **dict.fromkeys(
        ["wide", "narrow", "phone", "rows", "across"], "layout.js says it, the page and the header wear it"
    ),
}


def is_equation(modules: list[str]) -> bool:
    """Whether the forms of the equation share a class: they are one table in several layouts (equation.css)."""
    return bool(modules) and all(module.startswith("view/equation-") for module in modules)


def belongs(word: str, together: frozenset[str]) -> bool:
    """Whether one module makes a class, by itself or for a thing that it is selected together with."""
    makers = owners(word)
    if word in FREE or len(makers) == 1 or is_equation(makers):
        return True
    things = [owners(thing) for thing in together - {word}]
    return any(is_named(word, makers[0]) for makers in things if len(makers) == 1)


@pytest.mark.parametrize("sheet", SHEETS)
def test_each_class_of_a_style_sheet_is_made_by_one_module(sheet):
    """Else a search for a class finds two things of the same name, or none."""
    lost = {word: owners(word) for one in compounds(SHEETS[sheet]) for word in one if not belongs(word, one)}
    assert not lost


def test_each_class_that_is_written_is_used():
    """By a style sheet, by a script that looks for it, or by a test."""
    styled = {word for sheet in [styles(), *HOSTS] for one in compounds(sheet) for word in one}
    texts = "\n".join([*MODULES.values(), *TESTS])
    asked = set(
        re.findall(r"\.([a-z][\w-]*)", " ".join(re.findall(r"(?<=[\"'`(\w] )\.[\w.-]+|(?<=[\"'`(])\.[\w.-]+", texts)))
    )
    written = {word for words in WRITTEN.values() for word in words if not word.endswith("*")}
    unused = written - styled - asked
    assert not unused


def test_every_exception_is_needed():
    """An exception that nothing needs would let in the next class of that name."""
    selected = {word for sheet in SHEETS.values() for one in compounds(sheet) for word in one}
    assert not {word for word in FREE if word not in selected or len(owners(word)) == 1}


def test_what_a_template_writes_is_found():
    """Classes in an attribute, in the branches of an expression, in a constant; not what something is compared with."""
    module = """const look = `tag ${good ? "right" : "wrong"}`;
      html`<b class=${look}></b><i class="name ${side === "left" ? "end" : ""} path-${path}" title="no class"></i>`"""
    assert written_in(module) == {"tag", "right", "wrong", "name", "end", "path-*"}


def test_what_a_sheet_selects_is_found():
    """The classes of one element together, those of others by themselves."""
    sheet = "/* .no */ .a .b.c > .d:not(.e), .f:is(.g, .h) .i { color: red } @media print { .j { top: 0 } }"
    found = {frozenset(one) for one in ("a", "bc", "de", "fg", "fh", "i", "j")}
    assert set(compounds(sheet)) == found
