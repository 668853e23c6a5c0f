"""The modules of the stage, joined into one: nothing is defined twice, missing, left over or never used."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from app.stage.bundle import STAGE, bundle, stamp, styles

MODULES = sorted(STAGE.glob("*.js"))
ENTRIES = {
    "choices.js": "export default function",
    "index.js": "export default function",
    "menu.js": "export default function",
    "stage.js": "export function createStage",
}
IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([^"]+)";$', re.MULTILINE)
DECLARED = re.compile(
    r"^(?:export )?(?:default )?(?:async )?(?:function\*?|const|let|var|class) (\w+|[\[{][^=]*[\]}])", re.MULTILINE
)


def name(path: Path) -> str:
    return path.name


def text(module: str) -> str:
    return (STAGE / module).read_text(encoding="utf-8")


def code(module: str) -> str:
    """A module without its imports and comments."""
    without = IMPORT.sub("", text(module))
    return re.sub(r"(?<![:\"'`\w])//.*$", "", re.sub(r"/\*.*?\*/", "", without, flags=re.DOTALL), flags=re.MULTILINE)


def imports(module: str) -> dict[str, list[str]]:
    """From which module, which names."""
    return {source: names.replace(" ", "").split(",") for names, source in IMPORT.findall(text(module))}


def declared(module: str) -> list[str]:
    """The top-level names; all our modules begin them at the start of a line."""
    return [found for names in DECLARED.findall(code(module)) for found in re.findall(r"\w+", names)]


def exported(module: str) -> set[str]:
    if module.startswith("vendor/"):
        pairs = re.search(r"export\s*\{([^}]*)\};?\s*$", text(module))
        assert pairs
        return {pair.split(" as ")[-1] for pair in pairs[1].split(",")}
    return set(re.findall(r"^export (?:async )?(?:function\*?|const|class) (\w+)", text(module), re.MULTILINE))


def reached(entry: str) -> set[str]:
    found, queue = set(), [entry]
    while queue:
        module = queue.pop()
        if module not in found:
            found.add(module)
            queue += imports(module)
    return found


def test_no_top_level_name_is_taken_twice():
    taken = Counter(found for module in MODULES for found in declared(module.name))
    taken += Counter(
        {
            found
            for module in MODULES
            for source, names in imports(module.name).items()
            if "/" in source
            for found in names
        }
    )
    assert {found: times for found, times in taken.items() if times > 1} == {}


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_imports_name_what_is_exported_and_are_used(module):
    for source, names in imports(module.name).items():
        assert set(names) <= exported(source), source
    imported = [found for names in imports(module.name).values() for found in names]
    assert [found for found in imported if not re.search(rf"(?<![\w.]){found}\b", code(module.name))] == []
    assert text(module.name).count("import {") == len(imports(module.name)), (
        "an import that the bundle does not understand"
    )


def test_every_module_is_on_the_page():
    assert {module.name for module in MODULES} | {"vendor/lit-html.js"} == set().union(*map(reached, ENTRIES))


def test_what_is_exported_is_needed_somewhere():
    """By another module or by a test."""
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("*.py"))
    for module in MODULES:
        needed = {found for other in MODULES for found in imports(other.name).get(module.name, [])}
        assert {found for found in exported(module.name) - needed if not re.search(rf"\b{found}\b", tests)} == set(), (
            module.name
        )


@pytest.mark.parametrize("entry", ENTRIES)
def test_no_module_syntax_is_left_but_the_entry_s_own(entry):
    joined = bundle(entry)
    left = re.findall(r"^[ \t]*(?:import|export)\b.*", joined, re.MULTILINE)
    assert len(left) == 1
    assert left[0].startswith(ENTRIES[entry])
    assert "import(" not in re.sub(r"/\*.*?\*/", "", joined, flags=re.DOTALL)
    for module in reached(entry) - {"vendor/lit-html.js"}:
        for found in declared(module):
            declares = (
                rf"^(?:export )?(?:async )?(?:function\*?|const|let|var|class) (?:{found}\b|[\[{{][^=]*\b{found}\b)"
            )
            assert len(re.findall(declares, joined, re.MULTILINE)) == 1, found


@pytest.mark.skipif(not shutil.which("node"), reason="no node")
@pytest.mark.parametrize("entry", ENTRIES)
def test_node_can_read_it(entry, tmp_path):
    joined = tmp_path / "bundle.mjs"
    joined.write_text(bundle(entry), encoding="utf-8")
    checked = subprocess.run(["node", "--check", joined], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


def test_an_edit_is_seen_without_starting_the_server_again(monkeypatch, tmp_path):
    copy = tmp_path / "stage"
    shutil.copytree(STAGE, copy)
    monkeypatch.setattr("app.stage.bundle.STAGE", copy)
    before = stamp()
    (copy / "keys.js").write_text("export const KEYS = 'edited';\nexport const action = 1;\n", encoding="utf-8")
    (copy / "zz.css").write_text(".edited {}", encoding="utf-8")
    assert stamp() > before
    assert "'edited'" in bundle("stage.js")
    assert styles().endswith(".edited {}")


def test_style_sheets_aim_at_the_stage_and_at_public_classes_alone():
    rules = re.sub(r"/\*.*?\*/", "", styles(), flags=re.DOTALL)
    selectors = re.findall(r"([^{};]+)\{", rules)
    strange = [
        s.strip() for s in selectors if not re.match(r"\s*(@media|\.unrolled|\.st-key-|(:root)?\[data-unrolled-)", s)
    ]
    assert strange == []
    assert not re.search(r"data-testid|\.st(?!-key-)[A-Z]|emotion", rules)
