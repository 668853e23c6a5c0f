"""python -m app export: what a link opens, as a file; a wrong link or place is said in one sentence."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from app.__main__ import main
from rnn_core import find_mistake, hello, run

LINK = "?at=backward.3.da_total&mistake=only-da"


@pytest.mark.parametrize("link", [LINK, f"http://localhost:8501/{LINK}", LINK.removeprefix("?")])
def test_a_link_is_written_as_every_array_of_its_run(tmp_path, link):
    assert main(["export", link, "-o", str(tmp_path / "run.npz")]) == 0
    trace = run(hello(), find_mistake(hello(), "only-da"))
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
