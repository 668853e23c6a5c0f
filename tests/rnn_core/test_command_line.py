"""The command line: what it prints, and with which status it ends."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rnn_core.__main__ import main
from tests.rnn_core.examples import facts

RIGHT = "dba[4] = [-0.74747722]"
ONLY_DA = "dba[4] = [-0.12427391]"


@pytest.mark.parametrize(
    ("text", "arguments", "status", "said"),
    [
        (RIGHT, [], 0, "all right"),
        (ONLY_DA, [], 0, "I already get `da`"),
        ("dba[4] = [-0.12427399]", [], 1, "No known cause"),
        ("dxt[1][2] = -1.3872130506", ["--case", "rnn_cell_backward"], 0, "all right"),
    ],
)
def test_status_and_answer(monkeypatch, capsys, text, arguments, status, said):
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    assert main(["diagnose", *arguments]) == status
    assert said in capsys.readouterr().out


@pytest.mark.parametrize("text", ["", "no number here", "dba[4] = nan", "9" * 300_000, "dWf[3][1] = 0.1"])
def test_what_cannot_be_read_is_said_in_one_line_and_ends_with_2(monkeypatch, capsys, text):
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    assert main(["diagnose"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.strip().splitlines()) == 1


def test_a_file_and_one_that_is_not_there(tmp_path: Path, capsys):
    file = tmp_path / "numbers.txt"
    file.write_text(ONLY_DA, encoding="utf-8")
    assert main(["diagnose", str(file)]) == 0
    file.write_bytes(b"\xff\xfe dba[4] = [-0.12427391]")
    assert main(["diagnose", str(file)]) == 0
    capsys.readouterr()
    assert main(["diagnose", str(tmp_path / "none.txt")]) == 2
    assert "none.txt" in capsys.readouterr().err


def test_an_unknown_case_ends_with_2(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["diagnose", "--case", "gru_backward"])
    assert caught.value.code == 2
    assert "lstm_backward" in capsys.readouterr().err


def test_it_runs_as_a_module_with_the_threads_numbers_on_standard_input():
    text = "\n".join(f"{label} = {numbers}" for label, numbers in facts("notebook")["thread"].items())
    command = [sys.executable, "-m", "rnn_core", "diagnose"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    assert "the-thread" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "status"),
    [(RIGHT, 0), ("dba[4] = [-0.12427399]", 1), ("no number", 2)],
    ids=["right", "unknown", "unread"],
)
def test_it_is_quiet_when_nobody_reads_its_answer(text, status):
    """As `... | head -1` does, after its line."""
    read_end, write_end = os.pipe()
    os.close(read_end)
    command = [sys.executable, "-m", "rnn_core", "diagnose"]
    # What cannot be read is said on the other stream.
    streams = {"stdout": write_end, "stderr": subprocess.PIPE} if status < 2 else {"stderr": write_end}
    done = subprocess.run(command, input=text, text=True, check=False, timeout=120, **streams)
    os.close(write_end)
    assert done.returncode == status
    assert not done.stderr


def test_an_error_message_ends_with_2_and_is_named(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.StringIO("Cell In[2], line 7\n    dba[4] = x\nNameError: name 'x'"))
    assert main(["diagnose"]) == 2
    said = "This is an error message, with no numbers to compare: NameError: name 'x', at the line `dba[4] = x`.\n"
    assert capsys.readouterr().err == said
