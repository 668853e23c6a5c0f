"""Heads: what stands above the cell. Most turn `a` into a cost. In the notebook's LSTM, `Wya` is called `Wy`."""

from __future__ import annotations

import numpy as np

from rnn_core.cells.cell import Cell, nothing_back_step
from rnn_core.cells.functions import softmax


def dense_forward_step(a, target, w, Wya, by):
    logits = Wya @ a + by
    y = softmax(logits)
    loss = np.sum(-w * target * np.log(y))
    return locals()


def dense_backward_step(a, y, target, w, Wya, dWya, dby):
    dlogits = w * (y - target)
    dWya = dWya + dlogits @ a.T
    dby = dby + dlogits.sum(axis=1, keepdims=True)
    da_softmax = Wya.T @ dlogits
    return locals()


def given_forward_step(a, da, w):
    loss = (w * da * a).sum()  # any cost with the gradient da will do; this is the simplest
    return locals()


def given_backward_step(da, w):
    da_softmax = w * da
    return locals()


def prediction_forward_step(a, Wya, by):
    logits = Wya @ a + by
    y = softmax(logits)
    return locals()


def _dense_shapes(n_a, n_y, m):
    return {"target": (n_y, m), "w": (), "Wya": (n_y, n_a), "by": (n_y, 1)}


def _prediction_shapes(n_a, n_y, m):
    return {"Wya": (n_y, n_a), "by": (n_y, 1)}


def _given_shapes(n_a, n_y, m):
    return {"da": (n_a, m), "w": ()}


DENSE = Cell(
    "dense",
    dense_forward_step,
    dense_backward_step,
    inputs=("target", "w"),
    shapes=_dense_shapes,
)
GIVEN = Cell(
    "given",
    given_forward_step,
    given_backward_step,
    inputs=("da", "w"),
    shapes=_given_shapes,
)
PREDICTION = Cell(  # no targets, so no cost and no way back: below it stands a cell that is `forward_only`
    "prediction",
    prediction_forward_step,
    nothing_back_step,
    inputs=(),
    shapes=_prediction_shapes,
)
