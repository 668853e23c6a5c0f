"""The forum thread: what a student posted for `rnn_backward`, what was believed of it, and what the numbers say.

>>> from rnn_core import mistaken, notebook, run
>>> trace = run(notebook(), mistaken(notebook(), "the-thread"))
>>> all(entry.same for entry in entries(trace))
True
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from rnn_core.assignment.cases import CASES, Arrays
from rnn_core.diagnosis.reading import read
from rnn_core.mistakes.edits import Edits
from rnn_core.trace import Trace

CASE = CASES["rnn_backward"]

# As posted, in a forum thread about the notebook's test of `rnn_backward`.
POSTED: Mapping[str, str] = MappingProxyType(
    {
        "dx[1][2]": "-0.4086444 -0.59255627 0.02466855 0.01483317",
        "da0[2][3]": "0.35797354781107577",
        "dWax[3][1]": "9.080048935561893",
        "dWaa[1][2]": "-1.1937344787376247",
        "dba[4]": "-1.40083774",
    }
)


class Entry(NamedTuple):
    """A number of the thread: its label, what the test expects, what was posted, and that of a run.

    `same` is whether the run has all the digits that were posted.
    """

    label: str
    expected: float
    posted: float
    ours: float
    same: bool


def posted() -> str:
    """Return all of it as the notebook prints it."""
    lines = ((*label.split("[", 1), numbers) for label, numbers in POSTED.items())
    return "\n".join(f'gradients["{name}"][{index} = [{numbers}]' for name, index, numbers in lines)


def entries(trace: Trace) -> tuple[Entry, ...]:
    """Return the thread's eight numbers beside those of a run of the notebook's fixture."""
    outputs = CASE.outputs.items()
    arrays = {name: np.moveaxis(trace[q], 0, -1) if CASE.by_step(q) else trace.ends[q] for name, q in outputs}
    rows = []
    for given in read(posted(), CASE):
        expected, ours = given.of(CASE.right), given.of(arrays)
        assert expected is not None
        assert ours is not None
        for i, same in enumerate(given.agrees(arrays)):
            label = f"{given.label}[{i}]" if len(ours) > 1 else given.label
            rows.append(Entry(label, float(expected[i]), float(given.values[i]), float(ours[i]), bool(same)))
    return tuple(rows)


def on_drawn_cache(mistake: Edits = (), seed: int = 1) -> Arrays:
    """Say what the backward pass returns where each cached `a` is drawn by itself, so that it is not tanh(z).

    Only there the thread would be right: a slope of tanh from `a` and one from `z` are then two different things.

    Parameters
    ----------
    mistake : tuple of edits
        made in the backward pass, such as the slope computed from z.
    seed : int
        of the drawn `a`, tanh of standard normal numbers in the shape (n_a, m) of the notebook's test.

    Returns
    -------
    the notebook's name -> array
        `dx (n_x, m, T)`, `da0 (n_a, m)`, `dWax (n_a, n_x)`, `dWaa (n_a, n_a)`, `dba (n_a, 1)`.
    """
    rng = np.random.default_rng(seed)
    memory = [{**scope, "a": np.tanh(rng.standard_normal(scope["a"].shape))} for scope in CASE.memory(())]
    returned = CASE.run(mistake, memory)
    assert returned
    return returned
