"""Runs every bench_*.py and prints one table. Run: make bench, or python -m tests.benchmarks trace session

Exit status 1 if a figure is over its budget or could not be measured.
"""

from __future__ import annotations

import sys
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any

COLUMNS = ("what", "figure", "budget", "ratio", "")


def main(names: list[str]) -> int:
    known = sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))
    if unknown := [name for name in names if name not in known]:
        print(f"No such benchmark: {', '.join(unknown)}. There are {', '.join(known)}.", file=sys.stderr)
        return 2
    rows = []
    for name in names or known:
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        rows += _measured(name)
    print(table(rows))
    return 1 if any(failed(row) for row in rows) else 0


def _measured(name: str) -> list[dict[str, Any]]:
    """The rows of one benchmark. One that breaks is a failed row, so that the others still say what they found."""
    try:
        rows: list[dict[str, Any]] = import_module(f"tests.benchmarks.bench_{name}").measure()
    except Exception as error:
        traceback.print_exc()
        return [{"what": f"{name}: {type(error).__name__}", "figure": None, "budget": None, "unit": ""}]
    return rows


def failed(row: dict[str, Any]) -> bool:
    """Whether a promise is broken or was not measured."""
    figure, budget = row["figure"], row["budget"]
    return figure is None or (budget is not None and not figure <= budget)


def table(rows: list[dict[str, Any]]) -> str:
    """One line a row, in columns."""
    cells = [COLUMNS, *(_cells(row) for row in rows)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(COLUMNS))]
    lines = [
        f"{line[0]:<{widths[0]}}" + "".join(f"  {c:>{w}}" for c, w in zip(line[1:], widths[1:], strict=True))
        for line in cells
    ]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    figure, budget, ratio = row["figure"], row["budget"], row.get("ratio")
    if ratio is None and figure is not None and budget:
        ratio = figure / budget
    verdict = "FAILED" if failed(row) else "reported" if budget is None else "ok"
    amounts = ["-" if value is None else f"{_number(value)} {row['unit']}".rstrip() for value in (figure, budget)]
    return row["what"], *amounts, "-" if ratio is None else f"{ratio:.2f}", verdict


def _number(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
