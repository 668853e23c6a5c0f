"""Joins the ES modules of assets/player into one string: the way of loading them that works from any directory.

(`enableStaticServing`, a packaged asset_dir and a mounted route each fail in some setting.) Each module keeps a scope
of its own, so a name that is not imported is unknown there, and its lines, so a source map leads back to its file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import NamedTuple

import minify

from app.scene.palette import CLASSROOM, DARK, LIGHT, Palette, stronger
from app.scene.words.player import PLAYER

WORDS = "words.js"  # a module without a file: what the player says
PLAYER_FOLDER = Path(__file__).resolve().parents[1] / "assets" / "player"
_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.[^"]+)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:const|class|function\*?) (\w+))", re.MULTILINE)
_EXPORT_DEFAULT = re.compile(r"^export default (?=function \()", re.MULTILINE)
_EXPORT_LIST = re.compile(r"\bexport\s*\{([^}]*)\};?\s*$")
# Lines that are a comment and nothing else; a sixth of what is sent.
_COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)[ \t]*$", re.MULTILINE)
_CSS_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
# Room round a rule; no text in a style sheet has such a sign.
_BETWEEN = re.compile(r"\s*([{};])\s*")
_NAMED = re.compile(r'"([\w.-]+)"')  # what may be a key of the words
_SAID = re.compile(r"(?<=^const WORDS = )\{.*\}(?=;$)", re.MULTILINE)
# A comment after code; what has a quote in it may be text that only looks like one.
_TRAILING = re.compile(r"(?<=[;,{}()\]]) // [^\n\"'`]*$", re.MULTILINE)
_MARGIN = re.compile(r"^[ \t]+", re.MULTILINE)  # every line stays one
# Before a line's text. In templates, which the minifier leaves alone, HTML makes one space of it all.
_INDENTED = re.compile(r"\n\s+")
# A name that a line takes out of something, and one that it just declares: minify 2.24.12 puts the former before the
# latter where they are joined, whatever it needs (github.com/tdewolff/minify/issues/958). So they are of two kinds.
_TAKES_APART = re.compile(r"^(\s*)const (?=[{[])", re.MULTILINE)
# In the joined text: what a module takes of another, what it gives, where it begins.
_TAKEN = re.compile(r'(?<=const )\{ ([^}]*) \} = modules\["([^"]+)"\];')
_GIVEN = re.compile(r"^return \{ ([^}]*) \};(?=\n\}\)\(\);$)", re.MULTILINE)
_MODULE = re.compile(r'^modules\["([^"]+)"\] =', re.MULTILINE)
_LEFT = re.compile(r"^[ \t]*(?:import|export)\b.*", re.MULTILINE)


class BundleError(ValueError):
    """Modules that cannot be joined; the message names the file."""


class Module(NamedTuple):
    """A module in a scope of its own: its name, the modules it needs, what it exports, its text."""

    name: str
    needs: tuple[str, ...]
    exports: tuple[str, ...]
    text: str


def bundle(entry: str, *, mapped: bool = True) -> str:
    """Join an entry file and all that it imports, each once, dependencies first, into one ES module.

    It exports what the entry exports. If it is to be `mapped`, it ends in a source map, no line is indented, and
    `modules` in it has the exports of every module by its file's name; else it is minified, which is less to send.

    Raises
    ------
    BundleError
        for modules that import each other in a circle, for a name that is imported and not exported, for a form of
        import or export that is not read here.
    """
    return _bundle(entry, mapped, stamp())


def styles(entry: str = "") -> str:
    """Give the colours of the player's three looks, then its style sheets in the order of their names.

    A sheet of view/ is for the module of its name: with an entry file only those come that its modules need.
    """
    projected = {name: colour for name, colour in CLASSROOM.items() if colour != LIGHT[name]}
    looks = {".unrolled": LIGHT, '.unrolled[data-view="classroom"]': projected, ".unrolled.dark": DARK}
    colours = [f"{look} {{ {_variables(palette)} }}" for look, palette in looks.items()]
    colours.append(_more({".unrolled": (LIGHT, stronger(CLASSROOM)), ".unrolled.dark": (DARK, stronger(DARK))}))
    needed = {module.name for module in joined(entry)} if entry else set()
    views = [path for path in (PLAYER_FOLDER / "view").glob("*.css") if not entry or f"view/{path.stem}.js" in needed]
    text = "\n".join([*colours, *_sheets(*PLAYER_FOLDER.glob("*.css")), *_sheets(*views)])
    return _BETWEEN.sub(r"\1", text)


def app_styles() -> str:
    """Give the same, and what stands around the player in the app: the page's containers, the menus, the panels."""
    # `light-dark()` reads the colour scheme that Streamlit sets on the page, so a switch of the theme needs no rerun.
    panel = _both(LIGHT, DARK)
    more = _more({".panel": (panel, _both(stronger(CLASSROOM), stronger(DARK)))})
    focus = f":root[data-unrolled-view] {{ --focus: {panel['time']}; }}"
    sheets = _sheets(*(PLAYER_FOLDER / "hosts").glob("*.css"))
    # Streamlit takes a text of one line for the name of a file.
    return styles() + "\n" + _BETWEEN.sub(r"\1", "\n".join([f".panel {{ {_variables(panel)} }}", more, focus, *sheets]))


def _both(light: Palette, dark: Palette) -> Palette:
    """Take of each colour the one of the page's scheme."""
    return {name: f"light-dark({light[name]}, {dark[name]})" for name in light}


def _more(looks: Mapping[str, tuple[Palette, Palette]]) -> str:
    """Give colours to somebody who has asked for more contrast, those that are others than the usual ones."""
    rules = " ".join(
        f"{look} {{ {_variables({name: colour for name, colour in more.items() if colour != usual[name]})} }}"
        for look, (usual, more) in looks.items()
    )
    return f"@media (prefers-contrast: more) {{ {rules} }}"


def _sheets(*paths: Path) -> list[str]:
    """Return style sheets in the order of their names, without their comments."""
    return [_CSS_COMMENT.sub("", path.read_text(encoding="utf-8")) for path in sorted(paths)]


def _variables(palette: Mapping[str, str]) -> str:
    return " ".join(f"--{name.replace('_', '-')}: {colour};" for name, colour in palette.items())


def stamp() -> int:
    """Say when a file of the stage last changed: part of the cache's key, so that a reload shows an edit."""
    return max(path.stat().st_mtime_ns for path in PLAYER_FOLDER.rglob("*.*"))


@cache
def _bundle(entry: str, mapped: bool, _stamp: int) -> str:
    modules = joined(entry)
    exports = modules[-1].exports
    named = ", ".join(name for name in exports if name != "default")
    ends = [f'export const {{ {named} }} = modules["{entry}"];'] if named else []
    if "default" in exports:
        ends += [f'const {{ default: exported }} = modules["{entry}"];', "export default exported;"]
    text = "\n".join(["const modules = {};", *(module.text for module in modules), *ends])
    return f"{_MARGIN.sub('', _TRAILING.sub('', text))}\n{_source_map(modules)}" if mapped else _minified(text, modules)


def _minified(text: str, modules: list[Module]) -> str:
    """Return the joined text as short as it goes. Modules, what they export, and the player's words are called by
    numbers (a word by its place in a list of those that it says): a minifier leaves the names of properties alone."""
    exports = {module.name: module.exports for module in modules}
    numbers = {name: number for number, name in enumerate(exports)}

    def numbered(match: re.Match[str]) -> str:
        pairs = [f"{exports[match[2]].index(outer)}: {inner}" for outer, inner in _properties(match[1])]
        return f"{{ {', '.join(pairs)} }} = modules[{numbers[match[2]]}];"

    said = dict(json.loads(found[0]) if (found := _SAID.search(text)) else {})
    text = _SAID.sub(lambda _: json.dumps(list(said.values()), ensure_ascii=False), text)
    words = {key: str(number) for number, key in enumerate(said)}
    text = _NAMED.sub(lambda match: f'"{words.get(match[1], match[1])}"', text)
    text = _GIVEN.sub(lambda match: f"return [{', '.join(inner for _, inner in _properties(match[1]))}];", text)
    text = _MODULE.sub(lambda match: f"modules[{numbers[match[1]]}] =", _TAKEN.sub(numbered, text))
    text = _INDENTED.sub("\n", _TAKES_APART.sub(r"\1let ", text))
    alone = not modules[-1].exports  # then what stands outside the modules can have other names, too
    return str(minify.string("text/javascript", f"(() => {{\n{text}\n}})();" if alone else text))


def _properties(text: str) -> list[tuple[str, str]]:
    """Return `a, b: c` as pairs of the property's name and the variable's."""
    pairs = [piece.partition(": ") for piece in text.split(", ") if piece]
    return [(outer, inner or outer) for outer, _, inner in pairs]


def joined(entry: str) -> list[Module]:
    """List an entry file's modules and itself in the order in which they are joined; of the words, those they say."""
    modules = list(_in_order(entry, {}, ()))
    named = {name for module in modules if module.name != WORDS for name in _NAMED.findall(module.text)}
    said = {key: text for key, text in PLAYER.items() if key in named}
    return [_scoped(WORDS, words(said)) if module.name == WORDS else module for module in modules]


def words(table: Mapping[str, str] = PLAYER) -> str:
    """Write the module that has what the player says."""
    return f"export const WORDS = {json.dumps(table, ensure_ascii=False)};\n"


def _in_order(name: str, by_name: dict[str, Module], above: tuple[str, ...]) -> Iterator[Module]:
    """Return a module and those it needs, each once, after those that it needs itself."""
    if name in above:
        raise BundleError(f"{' imports '.join((*above[above.index(name) :], name))}: modules import in a circle")
    if name not in by_name:
        module = read(name)
        for needed in module.needs:
            yield from _in_order(needed, by_name, (*above, name))
        for source, names in _imports(name, _text(name)):
            if missing := [outer for outer, _ in names if outer not in by_name[source].exports]:
                raise BundleError(f"{name} imports {', '.join(missing)} from {source}, which does not export it")
        by_name[name] = module
        yield module


def read(name: str) -> Module:
    """Read a module and put it into a scope of its own, without its comments; every line stays where it is, one further
    down."""
    return _scoped(name, _text(name))


def _scoped(name: str, text: str) -> Module:
    needs = tuple(source for source, _ in _imports(name, text))
    exports: list[tuple[str, str]] = [(inner, inner) for inner in _EXPORT.findall(text)]
    text = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    body = _EXPORT.sub("", _IMPORT.sub(lambda match: _from_scope(name, match), text))
    if _EXPORT_DEFAULT.search(body):
        exports.append(("exported", "default"))
        body = _EXPORT_DEFAULT.sub("const exported = ", body)
    if last := _EXPORT_LIST.search(body):
        exports += _names(last[1])  # `inner as outer`
        body = body[: last.start()]
    if left := _LEFT.search(body):
        raise BundleError(f"{name}: cannot read {left[0].strip()!r}")
    returned = ", ".join(inner if inner == outer else f"{outer}: {inner}" for inner, outer in exports)
    scope = f'modules["{name}"] = (() => {{\n{body.rstrip()}\nreturn {{ {returned} }};\n}})();'
    return Module(name, needs, tuple(outer for _, outer in exports), scope)


def _text(name: str) -> str:
    if name == WORDS:
        return words()
    try:
        return (PLAYER_FOLDER / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise BundleError(f"{name}: there is no such module") from None


def _imports(name: str, text: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return from which module come which names: [as they are there, as they are here]."""
    return [(_beside(name, source), _names(names)) for names, source in _IMPORT.findall(text)]


def _beside(name: str, source: str) -> str:
    """Return the path from assets/player of a module that `name` calls `source`."""
    return normpath(join(dirname(name), source))


def _names(text: str) -> list[tuple[str, str]]:
    """Return `a, b as c` as pairs of what stands before and after `as`; in an export list that is the other way
    round."""
    pairs = [piece.split(" as ") for piece in re.sub(r"\s+", " ", text).split(",") if piece.strip()]
    return [(pair[0].strip(), pair[-1].strip()) for pair in pairs]


def _from_scope(name: str, match: re.Match[str]) -> str:
    """Return an import as a line that takes the names out of the other module's exports, with as many line breaks."""
    names = ", ".join(outer if outer == inner else f"{outer}: {inner}" for outer, inner in _names(match[1]))
    return f'const {{ {names} }} = modules["{_beside(name, match[2])}"];' + "\n" * match[0].count("\n")


def _source_map(modules: list[Module]) -> str:
    """Return a comment that leads from each line of the joined text back to its file and line, where it has one."""
    sections, line = [], 1  # the line that makes `modules`
    for module in modules:
        lines = module.text.count("\n") - 2  # those of the file: one stands before them, two after
        mapped = {
            "version": 3,
            "sources": [] if module.name == WORDS else [module.name],
            "names": [],
            "mappings": "" if module.name == WORDS else ";".join(["AAAA"] + ["AACA"] * (lines - 1)),
        }
        sections.append({"offset": {"line": line + 1, "column": 0}, "map": mapped})
        line += module.text.count("\n") + 1
    text = json.dumps({"version": 3, "sections": sections}, separators=(",", ":")).replace("%", "%25")
    return f"//# sourceMappingURL=data:application/json,{text.replace(' ', '%20')}"
