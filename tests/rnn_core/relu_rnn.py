"""A ReLU RNN as anybody writes it. It is the example of CONTRIBUTING."""

from __future__ import annotations

import numpy as np

from rnn_core import Carry, Cell


def relu_forward_step(x, a_prev, Wax, Waa, ba):
    z = Wax @ x + Waa @ a_prev + ba
    a = np.maximum(z, 0)
    return locals()


def relu_backward_step(x, a_prev, a, da_softmax, da_time, Wax, Waa, dWax, dWaa, dba):
    da_total = da_softmax + da_time
    dz = (a > 0) * da_total
    dx = Wax.T @ dz
    dWax = dWax + dz @ x.T
    dWaa = dWaa + dz @ a_prev.T
    dba = dba + dz.sum(axis=1, keepdims=True)
    da_prev = Waa.T @ dz
    return locals()


RELU = Cell(
    "relu",
    relu_forward_step,
    relu_backward_step,
    inputs=("x",),
    shapes=lambda n_x, n_a, m: {
        "x": (n_x, m),
        "a0": (n_a, m),
        "Wax": (n_a, n_x),
        "Waa": (n_a, n_a),
        "ba": (n_a, 1),
    },
    forward_carries=(Carry("a", "a_prev", first="a0"),),
    backward_carries=(Carry("da_prev", "da_time", last="da0"),),
)
