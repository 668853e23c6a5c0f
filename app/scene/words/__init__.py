"""What is said about every quantity. A cell has its own words; what means the same in all cells is written once.

A test proves that no key is missing or left over in any cell and that no headline is longer than 12 words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.scene.words import cases, gru, lstm, rnn
from app.scene.words.common import COMMON
from app.scene.words.entry import Path, Words
from app.scene.words.mistakes import ARRIVING, FIRST_SEEN, LAST, MISTAKES
from app.scene.words.names import NOTEBOOK_CELLS

__all__ = [
    "ARRIVING",
    "BOXES",
    "CELL_WORDS",
    "COMMON",
    "FIRST_SEEN",
    "LAST",
    "MISTAKES",
    "WORDS",
    "Path",
    "Words",
    "add",
    "words_of",
]

# By the cell's name: what its box is called, its own words, and every quantity of any cell (for letters and colours).
BOXES: dict[str, str] = {}
CELL_WORDS: dict[str, Mapping[str, Words]] = {}
WORDS: dict[str, Words] = dict(COMMON)


def add(cell: str, box: str, words: Mapping[str, Words]) -> None:
    """Teach the app a cell's words: `box` is what its box is called, "LSTM cell".

    Raises
    ------
    ValueError
        if a quantity that another cell has too is written with other letters or in another colour there.
    """
    for name, entry in words.items():
        before = WORDS.get(name, entry)
        if (before.symbol, before.path, before.timed, before.shift) != (
            entry.symbol,
            entry.path,
            entry.timed,
            entry.shift,
        ):
            raise ValueError(
                f"{name} has {entry.symbol} in {entry.path} in {cell}, elsewhere {before.symbol} in {before.path}"
            )
    BOXES[cell], CELL_WORDS[cell] = box, words
    WORDS.update({name: entry for name, entry in words.items() if name not in WORDS})


def words_of(cell: str, quantity: str, head: str = "dense", *, one_cell: bool = False) -> Words:
    """Return the words of a quantity in a cell below a head; `one_cell` for a test of the notebook that runs one cell
    alone."""
    tables = (*cases.instead(cell, head, one_cell=one_cell), CELL_WORDS[cell], COMMON)
    words = next(table[quantity] for table in tables if quantity in table)
    if one_cell:
        words = replace(words, notebook=cases.ONE_CELL_NAMES.get(quantity, words.notebook))
    return words if cell in NOTEBOOK_CELLS else replace(words, notebook="")


add("rnn", rnn.BOX, rnn.RNN)
add("lstm", lstm.BOX, lstm.LSTM)
add("gru_before", gru.BOX, gru.GRU_BEFORE)
add("gru_after", gru.BOX, gru.GRU_AFTER)
