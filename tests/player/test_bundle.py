"""The modules of the stage, joined into one: nothing is missing, left over or never used, and errors name their file."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest

from app import bundle as bundles
from app.bundle import PLAYER_FOLDER, WORDS, BundleError, app_styles, bundle, joined, read, stamp, styles

TESTS = Path(__file__).resolve().parents[1]

MODULES = sorted(
    path.relative_to(PLAYER_FOLDER).as_posix() for path in PLAYER_FOLDER.rglob("*.js") if path.parent.name != "vendor"
)
ENTRIES = {
    "hand.js": ["export default exported"],
    "hosts/streamlit.js": ["export default exported"],
    "hosts/page.js": [],
    "hosts/frame.js": [],
    "hosts/frame-lstm.js": [],
    "hosts/paper.js": [],
    "hosts/menu.js": ["export default exported"],
}


def test_every_module_is_on_the_page():
    on_the_page = {module.name for entry in ENTRIES for module in joined(entry)}
    assert {*MODULES, "vendor/lit-html.js", WORDS} == on_the_page


def test_what_is_exported_is_needed_somewhere():
    """By another module or by a test. (What is imported and not used, the linter finds.)"""
    imported = {
        (source, name)
        for module in MODULES
        for source, names in bundles._imports(module, (PLAYER_FOLDER / module).read_text(encoding="utf-8"))
        for name, _ in names
    }
    tests = "".join(path.read_text(encoding="utf-8") for path in TESTS.rglob("*.*") if path.suffix in {".py", ".js"})
    for module in MODULES:
        names = set(read(module).exports) - {name for source, name in imported if source == module} - {"default"}
        assert [name for name in names if not re.search(rf"\b{name}\b", tests)] == [], module


@pytest.fixture
def made(monkeypatch, tmp_path) -> Callable[..., Path]:
    """Write modules of our own, by name without `.js`; they are joined in place of the stage's."""

    def write(**modules: str) -> Path:
        for module, written in modules.items():
            path = tmp_path / f"{module.replace('__', '/')}.js"
            path.parent.mkdir(exist_ok=True)
            path.write_text(written, encoding="utf-8")
        monkeypatch.setattr("app.bundle.PLAYER_FOLDER", tmp_path)
        return tmp_path

    return write


RUN = """async (code) => {
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const { default: first, ...rest } = await import(url);
  return first ? first() : rest;
}"""


def test_joined_modules_run_each_in_a_scope_of_its_own(page, made):
    """Two modules may have a name in common; an import may be renamed, or stand on several lines."""
    made(
        leaf="const hidden = 1;\nexport const shown = hidden + 1;\nexport function twice(x) { return 2 * x; }\n",
        view__part='import {\n  shown as seen,\n  twice,\n} from "../leaf.js";\nconst hidden = 10;\nexport const sum = hidden + twice(seen);\n',
        entry='import { sum } from "./view/part.js";\nimport { shown } from "./leaf.js";\nexport default function () { return [sum, shown, typeof hidden]; }\n',
    )
    assert page.evaluate(RUN, bundle("entry.js")) == [14, 2, "undefined"]


def test_a_name_that_is_not_imported_is_unknown_though_another_module_has_it(page, made):
    """With one scope for all modules it would be taken from the other one, and nobody would notice."""
    made(
        leaf="export const format = String;\nexport const other = 1;\n",
        entry='import { other } from "./leaf.js";\nexport const text = () => format(other);\nexport default function () { try { return text(); } catch (error) { return error.name; } }\n',
    )
    assert page.evaluate(RUN, bundle("entry.js")) == "ReferenceError"


@pytest.mark.parametrize(
    ("modules", "says"),
    [
        (
            {
                "a": 'import { b } from "./b.js";\nexport const a = 1;\n',
                "b": 'import { a } from "./a.js";\nexport const b = 1;\n',
            },
            "a.js imports b.js imports a.js: modules import in a circle",
        ),
        ({"a": 'import { c } from "./b.js";\n', "b": "export const b = 1;\n"}, "a.js imports c from b.js"),
        ({"a": 'import { b } from "./b.js";\n'}, "b.js: there is no such module"),
        ({"a": 'import * as b from "./b.js";\n', "b": "export const b = 1;\n"}, "a.js: cannot read 'import * as b"),
        ({"a": "export const { b, c } = { b: 1, c: 2 };\n"}, "a.js: cannot read 'export const { b, c }"),
    ],
)
def test_what_cannot_be_joined_is_refused_with_the_file_s_name(made, modules, says):
    made(**modules)
    with pytest.raises(BundleError, match=re.escape(says)):
        bundle("a.js")


@pytest.mark.parametrize("entry", ENTRIES)
def test_the_source_map_leads_from_each_line_to_its_file_and_line(entry):
    """As the format's description has it: sections, in each a base-64 digit for each of four differences."""
    *lines, comment = bundle(entry).split("\n")
    found = json.loads(unquote(comment.removeprefix("//# sourceMappingURL=data:application/json,")))
    ends = [section["offset"]["line"] for section in found["sections"][1:]] + [len(lines)]
    for section, end in zip(found["sections"], ends, strict=True):
        if not section["map"]["sources"]:
            continue  # the words, which have no file
        start, (source,) = section["offset"]["line"], section["map"]["sources"]
        mappings = section["map"]["mappings"].split(";")
        assert mappings[0] == "AAAA", "line 0 of the file"
        assert set(mappings[1:]) <= {"AACA"}, "each the line after the last one"
        written = (PLAYER_FOLDER / source).read_text(encoding="utf-8").split("\n")
        assert end > start + len(mappings) - 1
        for at in range(len(mappings)):
            if not re.match(r"\s*(import|export|[\w, ]+,?$|\} from|//|/\*| \*)|.*export\{", written[at]):
                line = re.escape(lines[start + at])
                assert re.fullmatch(rf"{line}( // .*)?", written[at].lstrip()), f"{source}:{at + 1}"


def test_comments_are_left_out_and_what_only_looks_like_one_is_not(made):
    made(
        entry='// gone\nexport const kept = "// kept"; // kept\n  /* gone,\n * and gone */\nexport const more = `a // b`;\n/** gone */\n'
    )
    assert (
        read("entry.js").text.split("\n")[1:-2]
        == ["", 'const kept = "// kept"; // kept', "", "", "const more = `a // b`;", ""][:5]
    )


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_bundle_exports_what_its_entry_does(entry):
    left = re.findall(r"^(?:import|export)\b.*", bundle(entry), re.MULTILINE)
    assert [line[: len(start)] for line, start in zip(left, ENTRIES[entry], strict=True)] == ENTRIES[entry]


def test_without_a_map_the_text_is_minified_and_says_the_same(page, made):
    """Names become numbers and letters; what is written in strings and templates stays."""
    made(
        leaf='export const first = 1;\nexport const second = "b; // kept";\nexport function third(x) {\n  return `${x} // kept`;\n}\n',
        entry='import { third as shown, second } from "./leaf.js";\n// gone\nexport const both = [second, shown(2)];\nexport default function () { return both; }\n',
    )
    text = bundle("entry.js", mapped=False)
    assert page.evaluate(RUN, text) == ["b; // kept", "2 // kept"]
    assert "gone" not in text
    assert not re.search("first|second|third|leaf|entry", text)


def test_nothing_is_declared_right_before_something_is_taken_apart_by_the_same_word():
    """What minify 2.24.12 gets wrong, see app/bundle.py."""
    for name in MODULES:
        text = (PLAYER_FOLDER / name).read_text(encoding="utf-8")
        assert not re.search(r"^( *)let \w[^;]*;\n\1(const|let) [\[{]", text, re.MULTILINE), name


def test_an_edit_is_seen_without_starting_the_server_again(monkeypatch, tmp_path):
    copy = tmp_path / "player"
    shutil.copytree(PLAYER_FOLDER, copy)
    monkeypatch.setattr("app.bundle.PLAYER_FOLDER", copy)
    before = stamp()
    keys = (copy / "keys.js").read_text(encoding="utf-8")
    (copy / "keys.js").write_text(keys.replace("unrolled-letters", "edited"), encoding="utf-8")
    (copy / "zz.css").write_text(".edited {}", encoding="utf-8")
    assert stamp() > before
    assert '"edited"' in bundle("hosts/streamlit.js")
    assert ".edited{}" in styles()


def test_style_sheets_aim_at_the_stage_and_at_public_classes_alone():
    rules = re.sub(r"/\*.*?\*/", "", app_styles(), flags=re.DOTALL)
    selectors = re.findall(r"([^{};]+)\{", rules)
    strange = [
        s.strip()
        for s in selectors
        if not re.match(
            r"\s*(@media|@page|@supports|\.unrolled|\.panel\b|\.st-key-|\[class\*=.st-key-|(:root)?\[data-unrolled-)", s
        )
    ]
    assert strange == []
    assert not re.search(r"data-testid|\.st(?!-key-)[A-Z]|emotion", rules)
