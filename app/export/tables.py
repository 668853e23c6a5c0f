"""The numbers of an exercise as tables: what is given, and the result or blanks for it, as large as there is room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from html import escape

from app.export.exercise import Exercise, Numbers
from app.export.typeset import typeset
from app.scene.words.paper import PAPER

# mm, about
WIDTH = 172  # that tables have
HEIGHT = 70  # that they may be tall
SIGN = 16  # less, where the question of the sign is below them
ROWS = [7 - 0.2 * i for i in range(18)]  # how tall a row of numbers may be
LETTERS = 6.4  # the row from which on its letters are no larger
LETTER = 1.95  # the width of such a letter
BOX, GAP, NAME, BETWEEN = 20, 3.5, 14, 8  # a blank, the room before a column, a quantity's name, between two tables
BLANK = "\0"  # in place of a number: to be filled in


def numbers(exercise: Exercise, *, filled: bool) -> str:
    """Say what is given, and the result: its numbers, with what was measured beside them, or blanks."""
    result = exercise.result if filled else _blank(exercise.result)
    blocks = [*exercise.given, result, *([exercise.measured[0]] if filled and exercise.measured else [])]
    grouped = tables(blocks)
    row = _row(exercise, grouped)
    drawn = "".join(_table(group, result if filled else None) for group in grouped)
    return f'<div class="tables" style="--row:{row:.2f}mm">{drawn}</div>\n'


def _blank(numbers: Numbers) -> Numbers:
    return replace(numbers, printed=tuple(tuple(BLANK for _ in row) for row in numbers.printed))


def answer_table(exercise: Exercise) -> str:
    """Return the numbers with the result, and how it was measured."""
    notes = [typeset(exercise.measured[1])] if exercise.measured else []
    notes += [escape(PAPER["off"].replace("{off}", str(exercise.off)))] if exercise.off else []
    return numbers(exercise, filled=True) + "".join(f'<p class="small">{note}</p>' for note in notes)


def tables(blocks: Iterable[Numbers]) -> list[tuple[Numbers, ...]]:
    """Put numbers into tables: neighbours with the same rows and one column each share one."""
    merged: list[tuple[Numbers, ...]] = []
    for block in blocks:
        alike = bool(merged) and all((part.rows, len(part.columns)) == (block.rows, 1) for part in (*merged[-1], block))
        if alike:
            merged[-1] = (*merged[-1], block)
        else:
            merged.append((block,))
    return merged


def fits(exercise: Exercise) -> bool:
    """Return whether there is room for the numbers: of a cost of many examples and classes there are too many."""
    return _row(exercise, tables([*exercise.given, _blank(exercise.result)])) > 0


def _row(exercise: Exercise, grouped: Sequence[Sequence[Numbers]]) -> float:
    """Say how tall a row can be, so that all tables are in their room; 0 where they are not even with the smallest."""
    room = HEIGHT - SIGN * bool(exercise.sign)
    return next((row for row in ROWS if row * _rows(grouped, min(1, row / LETTERS)) <= room), 0)


def _rows(grouped: Sequence[Sequence[Numbers]], scale: float) -> float:
    """Say how many rows all tables have below each other, where some stand beside each other; headings are a bit
    taller."""
    across, tallest, total = 0.0, 0.0, 0.0
    for group in grouped:
        wide = scale * (_widest(group[0].rows) + sum(map(_width, group)))
        high = len(group[0].rows) + (1.4 if all(block.columns == ("",) for block in group) else 2.4)
        if across and across + BETWEEN + wide > WIDTH:
            across, total, tallest = 0.0, total + tallest, 0.0
        across, tallest = across + BETWEEN * bool(across) + wide, max(tallest, high)
    return total + tallest


def _width(block: Numbers) -> float:
    """Say about how wide the columns of a quantity are, in mm."""
    blank = BLANK in block.flat()
    numbers = [BOX if blank else _widest(column) for column in zip(*block.printed, strict=True)]
    columns = [GAP + max(widest, _widest([label])) for widest, label in zip(numbers, block.columns, strict=True)]
    return max(sum(columns), NAME)


def _widest(texts: Iterable[str]) -> float:
    return LETTER * max(map(len, texts))


def _table(group: Sequence[Numbers], strong: Numbers | None) -> str:
    """Write numbers side by side that have the same rows."""
    labelled = any(group[0].rows)
    corner = "<td></td>" if labelled else ""
    names = "".join(
        f'<th scope="colgroup" colspan="{len(block.columns)}">{typeset(block.name)}</th>' for block in group
    )
    columns = "".join(
        f'<th scope="col">{escape(column)}</th>' if column else "<td></td>"
        for block in group
        for column in block.columns
    )

    def first(label: str) -> str:
        return f'<th scope="row">{escape(label)}</th>' if labelled else ""

    second = f"<tr>{corner}{columns}</tr>" if any(column for block in group for column in block.columns) else ""
    body = "".join(
        f"<tr>{first(label)}"
        + "".join(_cell(text, block is strong) for block in group for text in block.printed[i])
        + "</tr>"
        for i, label in enumerate(group[0].rows)
    )
    return f"<table><thead><tr>{corner}{names}</tr>{second}</thead><tbody>{body}</tbody></table>\n"


def _cell(text: str, strong: bool) -> str:
    if text == BLANK:
        return '<td><span class="blank"></span></td>'
    return f"<td><b>{text}</b></td>" if strong else f"<td>{text}</td>"
