"""The LSTM of the notebook: three gates between 0 and 1, a candidate, and a second carry, the cell state c.

Every weight matrix reads the stack of a_prev and x, in that order. `zf`, `zi`, `zc`, `zo` are the weighted sums before
the sigmoids and the tanh. The notebook calls their gradients `df`, `di`, `dcc`, `do`, though they are not those of the
gates themselves; here they are `dzf`, `dzi`, `dzc`, `dzo`. The candidate `cc` is the notebook's `cct`.
"""

from __future__ import annotations

import numpy as np

from rnn_core.cells.cell import Carry, Cell
from rnn_core.cells.functions import sigmoid


def lstm_forward_step(x, a_prev, c_prev, Wf, bf, Wi, bi, Wc, bc, Wo, bo):
    concat = np.concatenate([a_prev, x])
    zf = Wf @ concat + bf
    f = sigmoid(zf)
    zi = Wi @ concat + bi
    i = sigmoid(zi)
    zc = Wc @ concat + bc
    cc = np.tanh(zc)
    c = f * c_prev + i * cc
    zo = Wo @ concat + bo
    o = sigmoid(zo)
    a = o * np.tanh(c)
    return locals()


def lstm_backward_step(
    a_prev, c_prev, concat, f, i, cc, c, o, da_softmax, da_time, dc_time,
    Wf, Wi, Wc, Wo, dWf, dbf, dWi, dbi, dWc, dbc, dWo, dbo,
):  # fmt: skip
    da_total = da_softmax + da_time  # a was used twice: by the prediction and by the next step
    dzo = o * (1 - o) * np.tanh(c) * da_total
    dc_a = o * (1 - np.tanh(c) ** 2) * da_total
    dc_total = dc_a + dc_time  # c was used twice: for a and by the next step
    dzf = f * (1 - f) * c_prev * dc_total
    dzi = i * (1 - i) * cc * dc_total
    dzc = (1 - cc**2) * i * dc_total
    dconcat = Wf.T @ dzf + Wi.T @ dzi + Wc.T @ dzc + Wo.T @ dzo
    dx = dconcat[len(a_prev) :]
    dWf = dWf + dzf @ concat.T
    dbf = dbf + dzf.sum(axis=1, keepdims=True)
    dWi = dWi + dzi @ concat.T
    dbi = dbi + dzi.sum(axis=1, keepdims=True)
    dWc = dWc + dzc @ concat.T
    dbc = dbc + dzc.sum(axis=1, keepdims=True)
    dWo = dWo + dzo @ concat.T
    dbo = dbo + dzo.sum(axis=1, keepdims=True)
    dc_prev = f * dc_total
    da_prev = dconcat[: len(a_prev)]
    return locals()


def _shapes(n_x, n_a, m):
    return {
        "x": (n_x, m),
        **dict.fromkeys(("a0", "c0"), (n_a, m)),
        **dict.fromkeys(("Wf", "Wi", "Wc", "Wo"), (n_a, n_a + n_x)),
        **dict.fromkeys(("bf", "bi", "bc", "bo"), (n_a, 1)),
    }


LSTM = Cell(
    "lstm",
    lstm_forward_step,
    lstm_backward_step,
    inputs=("x",),
    shapes=_shapes,
    forward_carries=(Carry("a", "a_prev", first="a0"), Carry("c", "c_prev", first="c0")),
    backward_carries=(
        Carry("da_prev", "da_time", last="da0"),
        Carry("dc_prev", "dc_time", first="dc_next", last="dc0"),
    ),
)
