"""What README and CHANGELOG claim is true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

import rnn_core
from app import main as served
from app.__main__ import main
from app.export.page import export
from app.panels import thread
from app.view import KEYS, parse, problem_of, to_query
from app.walks import WALKS
from rnn_core import mistaken, run

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", README, re.DOTALL)  # of the core, of a notebook
PARTS = {"lint", "torch", "chromium"}  # of the others
LINKS = re.findall(r"(?:<http://localhost:8501/|`)(\?[^>`]+)[>`]", README)


def printed(text: str) -> float:
    return float(text.replace("−", "-"))


def test_the_sum_in_the_readme_is_the_sum_at_the_green_node():
    trace = run(rnn_core.hello())
    values = [trace.at(name, 3)[2, 0] for name in ("da_total", "da_softmax", "da_time")]
    sums = re.findall(r"(\d\.\d{3}) = (−\d\.\d{3}) \+ (\d\.\d{3})", README)
    assert len(sums) == 2, "the picture's caption and the example"
    for found in sums:
        assert [printed(text) for text in found] == [round(value, 3) for value in values]


def test_the_example_runs_and_has_the_shape_it_says():
    code, _ = EXAMPLES
    scope: dict[str, object] = {}
    exec(code, scope)
    assert scope["trace"].at("da_total", 3).shape == (5, 1)  # type: ignore[attr-defined]
    assert "(5, 1)" in code


def test_each_frame_of_the_example_for_notebooks_shows_what_it_says():
    _, code = EXAMPLES
    scope: dict[str, object] = {}
    imports, cells = code.split("\n\n")
    exec(imports, scope)
    shown = [repr(eval(cell, scope)) for cell in cells.splitlines()]
    assert shown == ["Shown(hello at backward.3.da_total)", "Shown(hello only-da at backward.3.da_total)"]


def test_the_notebook_s_numbers_are_what_rnn_backward_gives():
    problem = rnn_core.notebook()
    x, a0 = np.moveaxis(problem.inputs["x"], 0, 2), problem.parameters["a0"]
    parameters = {name: problem.parameters[name] for name in ("Wax", "Waa", "ba")}
    parameters |= {"Wya": np.zeros((2, 5)), "by": np.zeros((2, 1))}
    _, _, caches = rnn_core.rnn_forward(x, a0, parameters)
    gradients = rnn_core.rnn_backward(np.moveaxis(problem.inputs["da"], 0, 2), caches)
    with np.printoptions(precision=8):
        assert f"= {' '.join(str(gradients['dx'][1][2]).split())}" in README


def test_the_number_that_the_readme_diagnoses_has_the_cause_that_it_says():
    ((number, sentence),) = re.findall(r"`(dba\[4\] = \S+)`, for\s*instance, is \"([^\"]+)\"", README)
    assert rnn_core.diagnose(number).causes[0].says == " ".join(sentence.split())


@pytest.mark.parametrize("link", LINKS)
def test_every_link_opens_without_a_complaint(link):
    query = parse_qs(urlsplit(link).query)
    state, notes = parse(query)
    assert not notes
    assert set(query) <= set(KEYS)
    problem = problem_of(state)
    written = to_query(state, run(problem, mistaken(problem, state.mistake) if state.mistake else ()))
    assert written.items() <= {key: values[-1] for key, values in query.items()}.items()
    assert parse(written) == (state, ()), "what the link leaves out, or says without need, is the default"


def test_all_eight_tests_of_the_notebook_open_from_a_link():
    assert "so for all eight" in README
    for name, case in rnn_core.CASES.items():
        cell, _, test = name.partition("_")
        state, notes = parse({"problem": "notebook", "cell": cell, "test": test})
        assert rnn_core.case_of(problem_of(state)) is case
        assert not notes
    assert len(rnn_core.CASES) == 8


def test_the_link_to_the_threads_story_opens_it():
    (story,) = (link for link in LINKS if "mistake=the-thread" in link)
    state, _ = parse(parse_qs(urlsplit(story).query))
    assert state == parse(parse_qs(urlsplit(thread.link()).query))[0]


def test_the_links_that_the_readme_mentions_are_found():
    assert len(LINKS) >= 4


COMMANDS = re.findall(r"(?:^|`)make (\w+)", README + CONTRIBUTING, re.MULTILINE)  # as code: the verb is no command


@pytest.mark.parametrize("command", COMMANDS)
def test_every_make_command_exists(command):
    assert re.search(rf"^{command}:", MAKEFILE, re.MULTILINE)


def test_the_make_commands_that_are_mentioned_are_found():
    assert {"run", "test"} <= set(COMMANDS)


def test_make_help_names_every_command_and_no_other():
    (phony,) = re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    helped = re.findall(r"make (\w+)  +\S", MAKEFILE)
    assert {*helped, "help", *PARTS} == set(phony.split())


PATH = re.compile(r"(?:[\w.-]+/)*[\w.*-]+\.(?:py|js|css|md|ts)|(?:[\w.-]+/)+")
ROWS = re.findall(
    r"^\| (.+?) \| (.+) \|$", README.partition("| to change | look at |\n")[2].partition("\n\n")[0], re.M
)[1:]


def places(text: str) -> Iterator[tuple[str, list[Path]]]:
    """What stands between backquotes, and the files that it is the path of: none for a name. A path may leave out the
    folder that the one before it has, or that of the player."""
    folder = ROOT
    for quoted in re.findall(r"`([^`]+)`", text):
        files: list[Path] = []
        if PATH.fullmatch(quoted):
            bases = (ROOT, folder, ROOT / "assets" / "player", ROOT / "app" / "scene" / "words")
            files = next((found for base in bases if (found := sorted(base.glob(quoted)))), [])
            assert files, f"{quoted} is nowhere"
            folder = files[0] if files[0].is_dir() else files[0].parent
        yield quoted, files


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


@pytest.mark.parametrize(("change", "where"), ROWS)
def test_each_row_of_what_to_change_names_a_file_and_what_is_made_there(change, where):
    """`name` in `file`: that file, the next in the row, defines it."""
    found = list(places(where))
    assert any(files for _, files in found), "a file"
    names = [(name, i) for i, (name, files) in enumerate(found) if not files and name not in ("play",)]
    assert names or any(name == "CONTRIBUTING.md" for name, _ in found), "a name in it"
    for name, i in names:
        path = next(files[0] for _, files in (*found[i:], *reversed(found[:i])) if files)
        made = rf"\b(?:def|class|function|const|@?typedef(?: \S+)?) {name}\b|^{name}\b"
        assert re.search(made, text_of(path), re.M), f"{path.name} does not make {name}"


def test_the_rows_of_what_to_change_are_found():
    assert len(ROWS) >= 40


@pytest.mark.parametrize("path", re.findall(r"`((?:app|assets|rnn_core)/[\w./]*)`", README))
def test_every_path_exists(path):
    assert (ROOT / path).exists() or (ROOT / f"{path}.py").exists()


def test_the_picture_exists_and_is_the_first_screen_s_size():
    header = (ROOT / "assets" / "readme.png").read_bytes()[16:24]
    assert (int.from_bytes(header[:4], "big"), int.from_bytes(header[4:], "big")) == (1440, 900)


def test_the_changelog_knows_the_version():
    assert f"## [{rnn_core.__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_command_that_writes_a_run_does(tmp_path, monkeypatch):
    ((link, file),) = re.findall(r"`python -m app export '([^']+)' -o (\S+)`", README)
    monkeypatch.chdir(tmp_path)
    assert main(["export", link, "-o", file]) == 0
    assert "The same forward lines, with torch's functions" in (tmp_path / file).read_text(encoding="utf-8")
    assert main(["export", link, "-o", re.findall(r"`-o (\S+\.npz)`", README)[0]]) == 0


def test_the_commands_that_write_paper_do(tmp_path, monkeypatch):
    """And the walks are as many, and of as many kinds, as is said."""
    monkeypatch.chdir(tmp_path)
    flat = " ".join(README.split())
    ((link, students, folder),) = re.findall(r"`python -m app worksheet '([^']+)' --students (\d+) -o (\w+)`", flat)
    assert main(["worksheet", link, "--students", students, "-o", folder]) == 0
    ((walk, file),) = re.findall(r"`python -m app handout (\w+) -o (\S+)`", flat)
    assert main(["handout", walk, "-o", file]) == 0
    assert WALKS[walk].question in (tmp_path / file).read_text(encoding="utf-8")
    assert f"`?walk={walk}` is *{WALKS[walk].question}*" in flat
    numbered = [one for one in WALKS.values() if one.is_numbered]
    assert (len(numbered), len(WALKS) - len(numbered)) == (8, 7)
    assert "has eight walks of two minutes, in the order of a lesson, and seven short answers" in flat


def test_the_page_of_the_link_that_the_readme_gives_is_at_its_step():
    (link,) = re.findall(r"<http://localhost:8501/play(\?[^>]+)>", README)
    assert parse(parse_qs(link[1:]))[1] == ()
    assert f'"open":{{"at":"{parse_qs(link[1:])["at"][0]}"' in export(link)


def test_what_the_readme_says_is_served_beside_the_app_is():
    (files,) = re.findall(r"`([\w.]+)` and `([\w.]+)` in place of `play`", README)
    assert set(files) == set(served.FILES)


def test_the_key_for_the_qr_code_is_in_the_table_of_keys():
    (key,) = re.findall(r"classroom view \*\*(\w)\*\* shows", README)
    keys = (ROOT / "assets" / "player" / "keys.js").read_text(encoding="utf-8")
    assert re.search(rf'keys: \["{key.lower()}", "{key}"\], does: "code"', keys)


def test_the_settings_in_the_environment_are_those_that_are_read():
    """What they do is asserted where they are tried: tests/browser/test_served.py."""
    read = (ROOT / "app" / "main.py").read_text(encoding="utf-8")
    assert set(re.findall(r"\bUNROLLED_[A-Z_]+", README)) == set(re.findall(r"\bUNROLLED_[A-Z_]+", read)) != set()
