"""A fourth cell in a file of its own: the minimal gated unit of Zhou et al. 2016, one gate that forgets and resets."""

from __future__ import annotations

import numpy as np

from rnn_core import Carry, Cell, sigmoid


def mgu_forward_step(x, a_prev, Wf, bf, Wc, bc):
    zf = Wf @ np.concatenate([a_prev, x]) + bf
    f = sigmoid(zf)
    reset = np.concatenate([f * a_prev, x])
    zc = Wc @ reset + bc
    cc = np.tanh(zc)
    a = (1 - f) * a_prev + f * cc
    return locals()


def mgu_backward_step(x, a_prev, f, reset, cc, da_softmax, da_time, Wf, Wc, dWf, dbf, dWc, dbc):
    da_total = da_softmax + da_time
    dzc = (1 - cc**2) * f * da_total
    dreset = Wc.T @ dzc
    dzf = f * (1 - f) * ((cc - a_prev) * da_total + a_prev * dreset[: len(a_prev)])
    dx = Wf.T[len(a_prev) :] @ dzf + dreset[len(a_prev) :]
    dWf = dWf + dzf @ np.concatenate([a_prev, x]).T
    dbf = dbf + dzf.sum(axis=1, keepdims=True)
    dWc = dWc + dzc @ reset.T
    dbc = dbc + dzc.sum(axis=1, keepdims=True)
    da_prev = (1 - f) * da_total + f * dreset[: len(a_prev)] + Wf.T[: len(a_prev)] @ dzf
    return locals()


MGU = Cell(
    "mgu",
    mgu_forward_step,
    mgu_backward_step,
    inputs=("x",),
    shapes=lambda n_x, n_a, m: {
        "x": (n_x, m),
        "a0": (n_a, m),
        **dict.fromkeys(("Wf", "Wc"), (n_a, n_a + n_x)),
        **dict.fromkeys(("bf", "bc"), (n_a, 1)),
    },
    forward_carries=(Carry("a", "a_prev", first="a0"),),
    backward_carries=(Carry("da_prev", "da_time", last="da0"),),
)
