"""What a run is, in a few lines of text: the head of everything that is exported."""

from __future__ import annotations

from urllib.parse import quote

import rnn_core
from rnn_core import Trace
from rnn_core.mistakes import name_of, says


def about(trace: Trace, link: str = "") -> list[str]:
    """Say what is run, on what, with which mistake, and where it can be seen; each line of printable letters alone."""
    problem = trace.problem
    T, n_x, m = problem.inputs[problem.cell.inputs[0]].shape
    sizes = {"T": T, "n_x": n_x, "n_a": trace["a"].shape[1], "m": m}
    lines = [
        f"Problem: {problem.name}; cell: {problem.cell.name}; head: {problem.head.name}; "
        + ", ".join(f"{name} = {size}" for name, size in sizes.items()),
    ]
    if problem.text:
        inputs, targets = " ".join(problem.text[:-1]), " ".join(problem.text[1:])
        lines.append(f"Each letter predicts the next: {inputs} -> {targets}, one-hot over {' '.join(problem.alphabet)}")
    if trace.mistake:
        lines.append(f"With a mistake: {says(trace.mistake)} ({name_of(trace.mistake)})")
    if link:
        lines.append(f"Step by step: {_address(link)}")
    return [_printable(line) for line in (*lines, f"Made by Unrolled {rnn_core.__version__}")]


def _address(link: str) -> str:
    """Return the same address without anything that could end a string or a line: such letters as %xx, as browsers
    do."""
    return quote(link, safe=":/?#[]@!$&()*+,;=%", errors="replace")


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)
