"""The plain RNN of the notebook: one tanh."""

from __future__ import annotations

import numpy as np

from rnn_core.cells.cell import Carry, Cell


def rnn_forward_step(x, a_prev, Wax, Waa, ba):
    z = Wax @ x + Waa @ a_prev + ba
    a = np.tanh(z)
    return locals()


def rnn_backward_step(x, a_prev, a, da_softmax, da_time, Wax, Waa, dWax, dWaa, dba):
    da_total = da_softmax + da_time  # the green addition
    dz = (1 - a**2) * da_total
    dx = Wax.T @ dz
    dWax = dWax + dz @ x.T
    dWaa = dWaa + dz @ a_prev.T  # a_prev from the cache: a[:, :, t-1] would wrap around at t = 0
    dba = dba + dz.sum(axis=1, keepdims=True)
    da_prev = Waa.T @ dz
    return locals()


def _shapes(n_x, n_a, m):
    return {"x": (n_x, m), "a0": (n_a, m), "Wax": (n_a, n_x), "Waa": (n_a, n_a), "ba": (n_a, 1)}


RNN = Cell(
    "rnn",
    rnn_forward_step,
    rnn_backward_step,
    inputs=("x",),
    shapes=_shapes,
    forward_carries=(Carry("a", "a_prev", first="a0"),),
    backward_carries=(Carry("da_prev", "da_time", last="da0"),),
)
