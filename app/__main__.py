"""The command line of the app: what a link opens, as a file to take away or on paper.

python -m app export '?at=backward.3.da_total&mistake=only-da' -o run.py
python -m app worksheet '?at=backward.3.da_total' -o sheet.html
python -m app worksheet '?at=backward.3.da_total' --students 30 -o class
python -m app handout 3 -o walk.html
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from app.export.handout import handout
from app.export.sheet import PaperError, notes_of, sheet, worksheets
from app.export.ways import WAYS
from app.store import read_link, run_of
from app.walks import WALKS

ENDINGS = ", ".join(list(WAYS)[:-1]) + f" or {list(WAYS)[-1]}"
EXPORT = """A file that ends in .py is a script in plain NumPy that prints J and every gradient; one in .npz has every
array; one in .html is the run itself, to step through in any browser, without a server."""
WORKSHEET = """A step as an exercise, with its answers on a second page. For a class: a folder with sheets.html, one
sheet for each student, whose numbers are drawn from a seed of their own; answers.html; and key.csv, every answer."""
HANDOUT = "A walk on paper: its question, its stops with their pictures, the last one to be done, and the answer."
LINK = "an address of the app, or what it has from the question mark on"
ADDRESS = re.compile(r"https?://[!-~]+")


class Refused(ValueError):
    """What is asked for cannot be written; the message says why in one sentence."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status: 0, or 2 where nothing could be written."""
    parser = argparse.ArgumentParser("python -m app", description="Backpropagation through time, one step at a time.")
    commands = parser.add_subparsers(required=True)
    export = commands.add_parser("export", help="a run as a file", description=EXPORT)
    export.add_argument("link", help=LINK)
    export.add_argument("-o", "--output", required=True, type=Path, help=f"a file that ends in {ENDINGS}")
    export.set_defaults(does=_export)
    worksheet = commands.add_parser("worksheet", help="a step on paper, for one or for a class", description=WORKSHEET)
    worksheet.add_argument("link", help=LINK)
    worksheet.add_argument("--students", help="how many sheets, each with another seed")
    worksheet.add_argument("--address", default="", help="of the server that it can be opened on: https://host/")
    worksheet.add_argument("-o", "--output", required=True, type=Path, help="an HTML file; for a class, a folder")
    worksheet.set_defaults(does=_worksheet)
    paper = commands.add_parser("handout", help="a walk on paper", description=HANDOUT)
    paper.add_argument("walk", help=", ".join(WALKS))
    paper.add_argument("--address", default="", help="of the server that it can be opened on: https://host/")
    paper.add_argument("-o", "--output", required=True, type=Path, help="an HTML file")
    paper.set_defaults(does=_handout)
    options = parser.parse_args(arguments)
    try:
        options.does(options)
    except (Refused, PaperError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _export(options: argparse.Namespace) -> None:
    way = WAYS.get(options.output.suffix)
    if way is None:
        raise Refused(f"{options.output} does not end in {ENDINGS}.")
    state, notes = read_link(options.link)
    _say(notes)
    options.output.write_bytes(way(run_of(state), options.link))


def _worksheet(options: argparse.Namespace) -> None:
    address = _address(options.address)
    if options.students is None:
        _html(options.output).write_text(sheet(options.link, address), encoding="utf-8")
        _say(notes_of(options.link))
        return
    if not options.students.isdecimal():
        raise Refused(f"--students is a whole number, got {options.students!r}.")
    of_all = worksheets(options.link, int(options.students), address)
    _say(of_all.notes)
    options.output.mkdir(parents=True, exist_ok=True)
    for name, text in {"sheets.html": of_all.sheets, "answers.html": of_all.answers, "key.csv": of_all.key}.items():
        (options.output / name).write_text(text, encoding="utf-8", newline="")


def _handout(options: argparse.Namespace) -> None:
    if options.walk not in WALKS:
        raise Refused(f"There is no walk {options.walk!r}; the walks are {', '.join(WALKS)}.")
    address = _address(options.address)
    _html(options.output).write_text(handout(options.walk, address=address), encoding="utf-8")


def _html(path: Path) -> Path:
    if path.suffix != ".html":
        raise Refused(f"{path} does not end in .html.")
    return path


def _address(text: str) -> str:
    """Return an address up to its last slash, or nothing."""
    if text and not ADDRESS.fullmatch(text):
        raise Refused(f"--address begins with http:// or https:// and has no spaces, got {text!r}.")
    return text if not text or text.endswith("/") else f"{text}/"


def _say(notes: Sequence[str]) -> None:
    for note in notes:
        print(note, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
