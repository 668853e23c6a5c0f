"""The command line. This is the one place of the core that reads, writes and exits.

python -m rnn_core diagnose [FILE] [--case lstm_backward]

Exit status: 0 a cause was found, or all is right; 1 none fits; 2 the text could not be read.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import TextIO

from rnn_core.assignment.cases import CASES
from rnn_core.diagnosis import diagnose
from rnn_core.diagnosis.reading import LONGEST, ReadingError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status."""
    parser = argparse.ArgumentParser("python -m rnn_core", description="Backpropagation through time, in NumPy.")
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser(
        "diagnose",
        help="what is wrong with my numbers?",
        description="Compare what a test of the notebook has printed with the right numbers, and look for the mistake "
        "behind the difference.",
        epilog="Exit status: 0 a cause was found, or all is right; 1 none fits; 2 the text could not be read.",
    )
    command.add_argument("file", nargs="?", help="a text file; without one, standard input")
    command.add_argument("--case", default="rnn_backward", choices=list(CASES), help="(default: %(default)s)")
    options = parser.parse_args(arguments)
    try:
        diagnosis = diagnose(_text(options.file), options.case, progress=_progress if sys.stderr.isatty() else None)
    except (ReadingError, OSError) as error:
        _print(error, sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 1
    _print(diagnosis, sys.stdout)
    return 1 if diagnosis.verdict == "unknown" else 0


def _text(file: str | None) -> str:
    if file is None:
        return sys.stdin.read(LONGEST + 1)
    with open(file, encoding="utf-8", errors="replace") as stream:
        return stream.read(LONGEST + 1)


def _print(text: object, stream: TextIO) -> None:
    """Print; and be quiet if the reader has gone, as `head` has after its last line."""
    try:
        print(text, file=stream, flush=True)
    except BrokenPipeError:
        # What is left in the buffer is written once more at the exit: then to nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _progress(done: int, total: int) -> None:
    if not total:  # it has not come to pairs
        return
    end = "\n" if done == total else ""
    print(f"\rpairs of mistakes: {done:,} of {total:,}", end=end, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
