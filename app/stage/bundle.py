"""Joins the ES modules of assets/stage into one string: the way of loading them that works from any directory.

(`enableStaticServing`, a packaged asset_dir and a mounted route each fail in some setting.)
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from app.scene.palette import CLASSROOM, DARK, LIGHT, Palette

STAGE = Path(__file__).resolve().parents[2] / "assets" / "stage"
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=const |function |class |default )", re.MULTILINE)
_VENDOR_EXPORT = re.compile(r"export\s*\{([^}]*)\};?\s*$")


def bundle(entry: str) -> str:
    """One ES module from an entry file and all that it imports, each once, dependencies first."""
    return _bundle(entry, stamp())


def styles() -> str:
    """The colours of the three looks, then all style sheets in the order of their names."""
    looks = {".unrolled": LIGHT, '[data-unrolled-view="classroom"] .unrolled': CLASSROOM, ".unrolled.dark": DARK}
    colours = [f"{look} {{ {_variables(palette)} }}" for look, palette in looks.items()]
    sheets = [path.read_text(encoding="utf-8") for path in sorted(STAGE.glob("*.css"))]
    return "\n".join([*colours, *sheets])


def _variables(palette: Palette) -> str:
    return " ".join(f"--{name.replace('_', '-')}: {colour};" for name, colour in palette.items())


def stamp() -> int:
    """When a file of the stage last changed: part of the cache's key, so that a reload shows an edit."""
    return max(path.stat().st_mtime_ns for path in STAGE.rglob("*.*"))


@cache
def _bundle(entry: str, _stamp: int) -> str:
    order: list[str] = []

    def visit(name: str) -> None:
        if name not in order:
            for needed in _IMPORT.findall((STAGE / name).read_text(encoding="utf-8")):
                visit(needed)
            order.append(name)

    visit(entry)
    return "\n".join(_module(name, last=name == entry) for name in order)


def _module(name: str, *, last: bool) -> str:
    text = (STAGE / name).read_text(encoding="utf-8")
    if name.startswith("vendor/"):
        match = _VENDOR_EXPORT.search(text)
        assert match, f"{name}: no export list at the end"
        names = [pair.split(" as ") for pair in match[1].split(",")]
        public = [(inner, outer) for inner, outer in names if outer.isalpha()]
        body = text[: match.start()]
        returned = ", ".join(f"{outer}: {inner}" for inner, outer in public)
        return f"const {{ {', '.join(o for _, o in public)} }} = (() => {{ {body}\nreturn {{ {returned} }}; }})();"
    text = _IMPORT.sub("", text)
    return text if last else _EXPORT.sub("", text)
