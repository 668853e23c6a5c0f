"""What is said about every quantity. A cell has its own words; what means the same in all cells is written once.

A test proves that no key is missing or left over in any cell and that no headline is longer than 12 words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.scene.words import gru, lstm, rnn
from app.scene.words.common import COMMON, GIVEN
from app.scene.words.entry import Path, Words
from app.scene.words.mistakes import MISTAKES

__all__ = ["BOXES", "CELLS", "COMMON", "GIVEN", "MISTAKES", "WORDS", "Path", "Words", "add", "words_of"]

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


def words_of(cell: str, quantity: str, *, given: bool = False) -> Words:
    """The words of a quantity in a cell; with `da` given, the head has others."""
    if given and cell == "lstm" and quantity in lstm.GIVEN:
        return lstm.GIVEN[quantity]
    if given and quantity in GIVEN:
        return GIVEN[quantity]
    found = CELLS[cell].get(quantity) or COMMON[quantity]
    return found if cell in NOTEBOOK else replace(found, notebook="")


add("rnn", rnn.BOX, rnn.RNN)
add("lstm", lstm.BOX, lstm.LSTM)
add("gru_before", gru.BOX, gru.GRU_BEFORE)
add("gru_after", gru.BOX, gru.GRU_AFTER)
