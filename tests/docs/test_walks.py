"""What docs/walks.md, docs/teaching.md and CITATION.cff claim is true."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs

import pytest

import rnn_core
from app.view import KEYS, parse_link, place, run_of
from app.walks import ANSWERS, WALKS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "walks.md").read_text(encoding="utf-8")
TEACHING = (ROOT / "docs" / "teaching.md").read_text(encoding="utf-8")
CITATION = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
SECTIONS = re.findall(r"^## (\d+): (.*)\n((?:(?!^## ).*\n)*)", PAGE, re.MULTILINE)
NUMBERS = [
    (link, name, number)
    for _, _, text in SECTIONS
    for check in re.findall(r"\*\*Check\.\*\*(.*?)\n\n", text, re.DOTALL)
    for link, said in re.findall(r"`(\?[^`]+)`([^?]*)", check)
    for name, number in re.findall(r"`(\w+)` (−?\d+\.\d+)", said)
]
OF_WALKS = {"ask"}


def test_every_walk_has_a_section_with_its_question():
    assert [(id, question) for id, question, _ in SECTIONS] == [
        (walk.id, walk.question) for walk in WALKS.values() if walk.is_numbered
    ]


@pytest.mark.parametrize(("id", "text"), [(id, text) for id, _, text in SECTIONS], ids=[id for id, _, _ in SECTIONS])
def test_a_section_lists_the_stops_and_says_how_the_last_question_is_answered(id, text):
    listed = re.findall(r"^\d\. `(\?[^`]+)`( \(guess\))?", text, re.MULTILINE)
    assert [(link, bool(guess)) for link, guess in listed] == [(stop.link, stop.ask) for stop in WALKS[id].stops]
    parts = ["Transfer question", "Where the answer stands", "Check", "Not on the first screen"]
    assert re.findall(r"^\*\*(.+?)\.\*\*", text, re.MULTILINE) == parts
    (check,) = re.findall(r"\*\*Check\.\*\* `(\?[^`]+)`", text)
    assert check == WALKS[id].stops[-1].link


def test_the_answers_are_listed_with_their_questions():
    listed = re.findall(r"^\* `([\w-]+)`: (.*)$", PAGE, re.MULTILINE)
    assert listed == [(id, WALKS[id].question) for id in ANSWERS]


@pytest.mark.parametrize(("link", "name", "number"), NUMBERS)
def test_what_a_check_says_to_read_off_stands_there(link, name, number):
    state, notes = parse_link(link)
    assert notes == ()
    trace = run_of(state)
    there = place(state, trace)
    value = trace.at(name, there.at.t)
    shown = value[there.unit - 1, min(there.example, value.shape[1]) - 1]
    assert f"{shown:.3f}".replace("-", "−") == number


def test_every_walk_has_a_number_to_read_off():
    assert {link for link, _, _ in NUMBERS} >= {walk.stops[-1].link for walk in WALKS.values() if walk.is_numbered}


@pytest.mark.parametrize("link", re.findall(r"[`'](?:play)?(\?[^`']+)[`']", PAGE + TEACHING))
def test_every_link_of_both_pages_opens_without_a_complaint(link):
    assert parse_link(link)[1] == ()
    query = parse_qs(link[1:])
    assert set(query) <= {*KEYS, *OF_WALKS}
    if "walk" in query:
        walk = WALKS[query["walk"][0]]
        assert int(query.get("stop", ["1"])[0]) <= len(walk.stops)


def test_the_lesson_fills_fifty_minutes_without_a_gap():
    minutes = [(int(a), int(b)) for a, b in re.findall(r"^\| (\d+) to (\d+) \|", TEACHING, re.MULTILINE)]
    assert [start for start, _ in minutes] == [0, *(end for _, end in minutes[:-1])]
    assert all(start < end for start, end in minutes)
    assert minutes[-1][1] == 50
    assert "A lesson of 50 minutes" in TEACHING


def test_the_files_that_the_pages_name_exist():
    for path in re.findall(r"`((?:app|assets|docs)/[\w./-]+|CITATION\.cff)`", PAGE + TEACHING):
        assert (ROOT / path).exists(), path


def test_the_make_commands_that_the_lesson_names_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    commands = set(re.findall(r"`make (\w+)", TEACHING))
    assert commands == {"run", "site"}
    assert all(re.search(rf"^{command}:", makefile, re.MULTILINE) for command in commands)


def test_the_citation_is_of_this_version_and_has_what_its_format_needs():
    found = dict(re.findall(r'^([\w-]+): "?([^"\n]*)"?$', CITATION, re.MULTILINE))
    assert {"cff-version", "message", "title", "authors"} <= {*re.findall(r"^([\w-]+):", CITATION, re.MULTILINE)}
    assert found["version"] == rnn_core.__version__
    assert found["license"] == "MIT"
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{found['version']}] - {found['date-released']}" in changes
    assert '  - name: "The Unrolled authors"' in CITATION
    assert "The Unrolled authors" in (ROOT / "LICENSE").read_text(encoding="utf-8")
