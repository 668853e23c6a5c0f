"""What a quantity is called: by the course's names, which are our own, or by those of min-char-rnn. One table.

A link chooses with `names=h`. Layout, lines and numbers stay the same, only what they are called differs; addresses, links,
exported scripts and arrays keep our names. What no table here has keeps our name in both. `docs/notation.md` says which
names are min-char-rnn's own, which are ours by its scheme, and what other sources call the same things.

>>> letters_of("da_time", ("da", "time"), "h")
('dh', 'next')
>>> spelled("da_time", "h"), spelled("a", "h", whole=True)
('dhnext', 'hs')
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Names = Literal["a", "h"]
SCHEMES: tuple[Names, ...] = get_args(Names)
COURSE: Names = SCHEMES[0]
NOTEBOOK_CELLS = ("rnn", "lstm")  # the cells that the notebook has, and names for


@dataclass(frozen=True)
class Name:
    """What one quantity is called.

    `letters` are written in the picture: italic ones and a subscript. `code` is a variable; `whole` the array with a slice
    for each timestep, where that has another name, as min-char-rnn's `hs`. `own`: min-char-rnn has this name itself.
    """

    letters: tuple[str, str]
    code: str
    whole: str = ""
    own: bool = False


def _gate(gate: str) -> dict[str, Name]:
    """Return the weights of one gate of the GRU: from x and from h, as in Wxh and Whh; and their gradients."""
    return {
        f"{d}W{gate}{ours}": Name((f"{d}W", f"{theirs}{gate}"), f"{d}W{theirs}{gate}")
        for d in ("", "d")
        for ours, theirs in (("x", "x"), ("a", "h"))
    }


H: Mapping[str, Name] = {
    "x": Name(("x", ""), "x", whole="xs", own=True),
    "a": Name(("h", ""), "h", whole="hs", own=True),
    "a_prev": Name(("h", ""), "hprev", own=True),
    "a0": Name(("h", "⟨0⟩"), "h0"),
    "logits": Name(("y", ""), "y", whole="ys", own=True),
    "y": Name(("p", ""), "p", whole="ps", own=True),
    "Wya": Name(("W", "hy"), "Why", own=True),
    "dWya": Name(("dW", "hy"), "dWhy", own=True),
    "dlogits": Name(("dy", ""), "dy", own=True),
    "da": Name(("dhs", ""), "dhs"),
    "da_softmax": Name(("dh", "softmax"), "dh_softmax"),
    "da_time": Name(("dh", "next"), "dhnext", own=True),
    "da_total": Name(("dh", ""), "dh", own=True),
    "da_prev": Name(("dh", "prev"), "dhprev"),
    "da0": Name(("dh", "⟨0⟩"), "dh0"),
    # The plain RNN.
    "Wax": Name(("W", "xh"), "Wxh", own=True),
    "Waa": Name(("W", "hh"), "Whh", own=True),
    "ba": Name(("b", "h"), "bh", own=True),
    "z": Name(("h", "raw"), "hraw"),
    "dz": Name(("dh", "raw"), "dhraw", own=True),
    "dWax": Name(("dW", "xh"), "dWxh", own=True),
    "dWaa": Name(("dW", "hh"), "dWhh", own=True),
    "dba": Name(("db", "h"), "dbh", own=True),
    # The LSTM's gates keep their letters.
    "dc_a": Name(("dc", "via h"), "dc_h"),
    # So do the GRU's; only where its names have an a in them, that is an h.
    **_gate("u"),
    **_gate("r"),
    **_gate("c"),
    "ra": Name(("rh", ""), "rh"),
    "dra": Name(("drh", ""), "drh"),
    "bca": Name(("b", "hc"), "bhc"),
    "dbca": Name(("db", "hc"), "dbhc"),
    "zca": Name(("z", "hc"), "zhc"),
    "dzca": Name(("dz", "hc"), "dzhc"),
}
TABLES: Mapping[Names, Mapping[str, Name]] = {"a": {}, "h": H}


def letters_of(quantity: str, ours: tuple[str, str], names: Names) -> tuple[str, str]:
    """Return the letters and the subscript of a quantity whose own are `ours`."""
    name = TABLES[names].get(quantity)
    return name.letters if name else ours


def spelled(quantity: str, names: Names, *, whole: bool = False) -> str:
    """Return the variable of a quantity; `whole` is the array with a slice for each timestep."""
    name = TABLES[names].get(quantity)
    if not name:
        return quantity
    return (whole and name.whole) or name.code


def respelled(text: str, names: Names) -> str:
    """Return a piece of code with other names for its variables."""
    return re.sub(r"\b[A-Za-z]\w*", lambda match: spelled(match[0], names), text) if TABLES[names] else text


# What other sources call it, shown with what it is. Few: each that is here is said of every quantity that is pointed at.
# min-char-rnn's are in its own table.
ELSEWHERE: Mapping[str, Mapping[str, str]] = {
    "a": {"d2l": "h_t"},
    "z": {"Goodfellow": "a"},
    "Wax": {"PyTorch": "weight_ih_l0", "Goodfellow": "U"},
    "Waa": {"PyTorch": "weight_hh_l0", "Goodfellow": "W"},
    "ba": {"PyTorch": "bias_ih_l0 + bias_hh_l0"},
    "Wya": {"d2l": "W_qh", "Goodfellow": "V"},
    "by": {"d2l": "b_q", "Goodfellow": "c"},
    "logits": {"d2l, Goodfellow": "o"},
    "y": {"Goodfellow": "ŷ"},
    "da_softmax": {"min-char-rnn": "Why.T @ dy", "CS231n": "dh[:, t, :]"},
    "da_total": {"d2l": "∂L/∂h_t"},
    "da_prev": {"min-char-rnn": "the next dhnext"},
    "u": {"PyTorch": "z"},
}


def elsewhere(quantity: str, names: Names, notebook: str) -> str:
    """Say what others than the chosen names call a quantity, in a few words; nothing where they have no name for it."""
    theirs = dict(ELSEWHERE.get(quantity, {}))
    in_h = H.get(quantity)
    if names == COURSE and in_h and in_h.own:
        theirs = {"min-char-rnn": in_h.whole or in_h.code, **theirs}
    if names != COURSE and notebook:
        theirs = {"the notebook": notebook, **theirs}
    return "; ".join(f"in {source}: {name}" for source, name in theirs.items())
