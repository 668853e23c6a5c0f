"""What is said in the notebook's tests: where `da` is handed in, where there is no way back, where one cell runs alone.

A table replaces words of the cell. Its name says when, see `instead`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from app.scene.words.common import COMMON, GIVEN
from app.scene.words.entry import Words
from app.scene.words.lstm import GIVEN as LSTM_GIVEN
from app.scene.words.lstm import LSTM
from app.scene.words.rnn import RNN

# What the notebook's functions for one cell call it; nothing where they have no such thing.
ONE_CELL_NAMES: Mapping[str, str] = {
    "x": "xt",
    "a": "a_next",
    "c": "c_next",
    "y": "yt_pred",
    "da_softmax": "",
    "da_time": "",
    "dc_time": "dc_next",
    "dx": "dxt",
}


def instead(cell: str, head: str, *, one_cell: bool) -> Iterator[Mapping[str, Words]]:
    """Return the tables for a cell below a head, `one` if it runs alone; the first that has a quantity counts."""
    for name in (f"{cell} {head} one", f"{head} one") if one_cell else ():
        yield TABLES.get(name, {})
    for name in (f"{cell} {head}", head):
        yield TABLES.get(name, {})


def _says(words: Words, headline: str, grey: str) -> Words:
    """Say something else, at every timestep."""
    return replace(words, headline=headline, grey=grey, first="", grey_first="", last="", grey_last="")


_RETURNED = "{{{state}0}} is the notebook's {state}_prev, and {{d{state}_prev}} is what the function returns."
_ENDS = "The test ends here. It hands in no targets, so there is no cost, and nothing comes back."

TABLES: Mapping[str, Mapping[str, Words]] = {
    "given": GIVEN,
    "lstm given": LSTM_GIVEN,
    "given one": {
        "a": _says(
            GIVEN["a"],
            "{a} is ready. The notebook calls it a_next.",
            "The test runs one cell alone and stops here. For the way back it hands in {da}.",
        ),
        "da_softmax": _says(
            replace(GIVEN["da_softmax"], phrase="what the test hands in: all that reaches {a<>}, its da_next"),
            "The test hands in da_next: everything that reaches {a}.",
            "In the loop over all steps you make this sum yourself: da[:, :, t] + da_prevt. Here it comes ready made.",
        ),
        "da_time": _says(
            COMMON["da_time"],
            "What later steps send back is in da_next already: 0 here.",
            "This is why the notebook's function for one cell has no addition in it: the loop makes the sum.",
        ),
        "da_total": _says(
            GIVEN["da_total"],
            "Nothing is left to add: {da_total} is what was handed in.",
            "In the loop over all steps this is da[:, :, t] + da_prevt. The notebook calls the sum da_next.",
        ),
    },
    "rnn given one": {"da_prev": replace(RNN["da_prev"], grey_first=_RETURNED.format(state="a"))},
    "lstm given one": {
        "c": _says(
            LSTM["c"],
            "Keep a share of the old, add a share of the new.",
            "{c} leaves on two wires: up to {a}, right to later steps. The test has none, but hands in their gradient.",
        ),
        "J": _says(
            COMMON["J"],
            "The costs add up to {J}. Now turn round.",
            "{J_later} stands for all later steps: any cost with the gradient {dc_next} will do. Ours is the sum of "
            "{dc_next} × {c<t+1>}.",
        ),
        "dc_time": _says(
            LSTM["dc_time"],
            "The test hands in what later steps send back: {dc_next}.",
            "There is no step {T+1} here; {dc_next} is drawn at random. On arrival at {c} it is called {dc_time}.",
        ),
        "dc_total": replace(
            _says(LSTM["dc_total"], "{c} was used twice: by {a} and by later steps. Add.", ""),
            verdicts={
                sign: text.replace("What cell ⟨{t+1}⟩ sends", "What is handed in")
                for sign, text in LSTM["dc_total"].verdicts.items()
            },
        ),
        "dc_prev": replace(LSTM["dc_prev"], grey_first=_RETURNED.format(state="c")),
        "da_prev": replace(LSTM["da_prev"], grey_first=_RETURNED.format(state="a")),
    },
    "prediction": {
        "a": replace(
            COMMON["a"],
            grey="Up: this step's prediction. Right: the next cell.",
            grey_last="There is no next cell, and this test has no way back.",
        ),
        "y": replace(COMMON["y"], grey_last=_ENDS),
    },
    "lstm prediction": {
        "a": replace(
            LSTM["a"],
            grey="Up: this step's prediction. Right: the next cell, beside {c}.",
            grey_last="There is no next cell, and this test has no way back.",
        ),
        "c": replace(LSTM["c"], grey_last="There is no next cell, and this test has no way back."),
    },
    "prediction one": {
        "a": _says(
            COMMON["a"],
            "{a} is ready. The notebook calls it a_next.",
            "Up: the prediction. A next cell would get {a} too, but this test runs one cell alone.",
        ),
    },
    "lstm prediction one": {
        "c": _says(
            LSTM["c"],
            "Keep a share of the old, add a share of the new.",
            "The notebook calls {c} c_next. From {c0} to {c} there is no weight and no tanh.",
        ),
    },
}
