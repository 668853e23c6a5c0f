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

__all__ = [
    "ARRIVING",
    "BOXES",
    "CELLS",
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
NOTEBOOK = ("rnn", "lstm")  # the cells that the notebook has, and names for
BOXES: dict[str, str] = {}
CELLS: dict[str, Mapping[str, Words]] = {}
WORDS: dict[str, Words] = dict(COMMON)


def add(cell: str, box: str, words: Mapping[str, Words]) -> None:
    """Teach the app a cell's words: `box` is what its box is called, "LSTM cell".

    Raises
    ------
    ValueError
        if a quantity that another cell has too is written with other letters or in another colour there.
    """
    for name, mine in words.items():
        known = WORDS.get(name, mine)
        if (known.symbol, known.path, known.timed, known.shift) != (mine.symbol, mine.path, mine.timed, mine.shift):
            raise ValueError(
                f"{name} has {mine.symbol} in {mine.path} in {cell}, elsewhere {known.symbol} in {known.path}"
            )
    BOXES[cell], CELLS[cell] = box, words
    WORDS.update({name: mine for name, mine in words.items() if name not in WORDS})


def words_of(cell: str, quantity: str, head: str = "dense", *, one: bool = False) -> Words:
    """The words of a quantity in a cell below a head; `one` for a test of the notebook that runs one cell alone."""
    tables = (*cases.instead(cell, head, one=one), CELLS[cell], COMMON)
    found = next(table[quantity] for table in tables if quantity in table)
    if one:
        found = replace(found, notebook=cases.ONE_CELL_NAMES.get(quantity, found.notebook))
    return found if cell in NOTEBOOK else replace(found, notebook="")


add("rnn", rnn.BOX, rnn.RNN)
add("lstm", lstm.BOX, lstm.LSTM)
add("gru_before", gru.BOX, gru.GRU_BEFORE)
add("gru_after", gru.BOX, gru.GRU_AFTER)
