"""python -m app: what a link opens, as a file or on paper; a wrong link or place is said in one sentence."""

from __future__ import annotations

import csv
import subprocess
import sys

import numpy as np
import pytest

from app.__main__ import main
from app.export.handout import handout
from app.export.sheet import sheet
from rnn_core import hello, mistaken, run, word

LINK = "?at=backward.3.da_total&mistake=only-da"


@pytest.mark.parametrize("link", [LINK, f"http://localhost:8501/{LINK}", LINK.removeprefix("?")])
def test_a_link_is_written_as_every_array_of_its_run(tmp_path, link):
    assert main(["export", link, "-o", str(tmp_path / "run.npz")]) == 0
    trace = run(hello(), mistaken(hello(), "only-da"))
    with np.load(tmp_path / "run.npz", allow_pickle=False) as file:
        assert np.array_equal(file["da_total"], trace["da_total"])


@pytest.mark.slow
def test_a_link_is_written_as_a_script_that_prints_the_cost_of_its_run(tmp_path):
    assert main(["export", LINK, "-o", str(tmp_path / "run.py")]) == 0
    done = subprocess.run([sys.executable, tmp_path / "run.py"], capture_output=True, text=True, check=True)
    assert f"J = {run(hello()).J!r}" in done.stdout
    assert "dWaa" in done.stdout


def test_a_wrong_link_is_written_as_the_nearest_one_and_said(tmp_path, capsys):
    assert main(["export", "?mistake=none-such", "-o", str(tmp_path / "run.npz")]) == 0
    assert "No mistake is made here." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("file", "says"), [("run.txt", "does not end in .html, .py or .npz"), ("none/run.py", "No such file")]
)
def test_what_cannot_be_written_is_said_in_one_sentence(tmp_path, capsys, file, says):
    assert main(["export", LINK, "-o", str(tmp_path / file)]) == 2
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1


def test_a_step_is_written_as_an_exercise(tmp_path, capsys):
    assert main(["worksheet", LINK, "-o", str(tmp_path / "out.html")]) == 0
    assert (tmp_path / "out.html").read_text(encoding="utf-8") == sheet(LINK)
    assert "so the mistake only-da is left out" in capsys.readouterr().err


@pytest.mark.parametrize("address", ["https://host.example/a", "https://host.example/a/"])
def test_the_address_of_a_server_is_printed_with_the_step(tmp_path, address):
    assert main(["worksheet", "?", "--address", address, "-o", str(tmp_path / "out.html")]) == 0
    assert "https://host.example/a/play?at=backward.3.da_total" in (tmp_path / "out.html").read_text(encoding="utf-8")


def test_a_class_gets_a_folder_with_sheets_answers_and_a_key_that_is_its_runs(tmp_path):
    folder = tmp_path / "made" / "class"
    assert main(["worksheet", "?at=backward.2.dz", "--students", "3", "-o", str(folder)]) == 0
    assert sorted(path.name for path in folder.iterdir()) == ["answers.html", "key.csv", "sheets.html"]
    with (folder / "key.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["student"] for row in rows} == {"1", "2", "3"}
    for row in rows:
        if row["question"].startswith("dz⟨2⟩, unit "):
            unit = int(row["question"].rpartition(" ")[2]) - 1
            trace = run(word("hello", int(row["seed"])))
            assert float(row["answer"]) == pytest.approx(trace.at("dz", 2)[unit, 0], abs=0.51 * 10 ** -_decimals(row))


def _decimals(row: dict[str, str]) -> int:
    return len(row["answer"].partition(".")[2])


def test_a_walk_is_written_as_its_handout(tmp_path):
    assert main(["handout", "3", "-o", str(tmp_path / "walk.html")]) == 0
    assert (tmp_path / "walk.html").read_text(encoding="utf-8") == handout("3")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["worksheet", "?", "-o", "sheet.pdf"], "does not end in .html"),
        (["worksheet", "?", "--students", "many", "-o", "class"], "--students is a whole number"),
        (["worksheet", "?", "--students", "0", "-o", "class"], "A class has 1 to 200 students"),
        (["worksheet", "?problem=notebook", "--students", "2", "-o", "class"], "have fixed numbers"),
        (["worksheet", "?", "--address", "host", "-o", "sheet.html"], "--address begins with"),
        (["handout", "none", "-o", "walk.html"], "There is no walk 'none'; the walks are "),
        (["handout", "3", "-o", "none/walk.html"], "No such file"),
    ],
)
def test_what_cannot_be_printed_is_said_in_one_sentence(tmp_path, monkeypatch, capsys, arguments, says):
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
