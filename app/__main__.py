"""The command line of the app: what a link opens, as a file to take away.

python -m app export '?at=backward.3.da_total&mistake=only-da' -o run.py

A file that ends in .py is a script in plain NumPy that prints J and every gradient; one in .npz has every array; one in
.html is the run itself, to step through in any browser, without a server.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from app.export.ways import WAYS
from app.view import parse_link, run_of

ENDINGS = ", ".join(list(WAYS)[:-1]) + f" or {list(WAYS)[-1]}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status: 0, or 2 where nothing could be written."""
    parser = argparse.ArgumentParser("python -m app", description="Backpropagation through time, one step at a time.")
    commands = parser.add_subparsers(required=True)
    export = commands.add_parser("export", help="a run as a file", description=(__doc__ or "").partition("\n\n")[2])
    export.add_argument("link", help="an address of the app, or what it has from the question mark on")
    export.add_argument("-o", "--output", required=True, type=Path, help=f"a file that ends in {ENDINGS}")
    options = parser.parse_args(arguments)
    way = WAYS.get(options.output.suffix)
    if way is None:
        print(f"{options.output} does not end in {ENDINGS}.", file=sys.stderr)
        return 2
    state, notes = parse_link(options.link)
    for note in notes:
        print(note, file=sys.stderr)
    try:
        options.output.write_bytes(way(run_of(state), options.link))
    except OSError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
