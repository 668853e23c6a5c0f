"""Mistakes: what people write in place of a program's lines and loops, and how it is found by its name.

`edits` are the kinds of change, `slips` the plausible wrong ways to write a line, `candidates` every edit that makes
sense somewhere in a program, `classic` the mistakes that have a name.
"""

from rnn_core.mistakes.classic import (
    CLASSICS,
    Classic,
    Mistake,
    classic_of,
    classics,
    find_mistake,
    first_wrong,
    mistaken,
    name_of,
    says,
    without,
    wrong_steps,
)
from rnn_core.mistakes.edits import Edits, of_pass, together

__all__ = [
    "CLASSICS",
    "Classic",
    "Edits",
    "Mistake",
    "classic_of",
    "classics",
    "find_mistake",
    "first_wrong",
    "mistaken",
    "name_of",
    "of_pass",
    "says",
    "together",
    "without",
    "wrong_steps",
]
