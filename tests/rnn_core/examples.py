"""The problems that every gradient is checked on, and the facts that are compared with."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from rnn_core import CASES, CELLS, LSTM, RNN, Model, Problem, hello, notebook, random_problem, word
from rnn_core.cells import HEADS

PROBLEMS: dict[str, Problem] = {
    "hello": hello(),
    "word": word("banana", seed=7),
    "notebook": notebook(),
    "random": random_problem(n_x=2, n_a=3, n_y=4, m=3, T=3, seed=5),
    "lstm-notebook": notebook(LSTM),
}
later = random_problem(n_x=2, n_a=3, n_y=4, m=3, T=3, seed=5, cell=LSTM)
PROBLEMS["lstm-later"] = replace(later, later={"dc_next": np.random.default_rng(0).standard_normal((3, 3))})
PROBLEMS["lstm-cell-backward"] = CASES["lstm_cell_backward"].problem
for cell in CELLS:
    if cell is not RNN:
        PROBLEMS[f"{cell.name}-hello"] = hello(cell)
        PROBLEMS[f"{cell.name}-random"] = random_problem(n_x=2, n_a=3, n_y=4, m=3, T=3, seed=5, cell=cell)
MODELS = {f"{cell.name}-{head.name}": Model(cell, head) for cell in CELLS for head in HEADS}


def facts(name: str) -> dict[str, Any]:
    """What a file of tests/data says."""
    data: dict[str, Any] = json.loads((Path(__file__).parents[1] / "data" / f"{name}.json").read_text("utf-8"))
    return data


def entry(values: dict[str, Any], label: str) -> np.ndarray:
    """What the notebook prints under a label such as `dx[1][2]`: that part of the array, as a row."""
    name, *indices = re.findall(r"\w+", label)
    return np.atleast_1d(np.asarray(values[name])[tuple(map(int, indices))])


def features_first(blocks: np.ndarray) -> np.ndarray:
    """(T, n, m), as a trace stores it, to the notebook's (n, m, T)."""
    return np.moveaxis(blocks, 0, 2)
