"""The GRU, in the two forms of the field. They differ in where the reset gate r acts on a_prev.

`GRU_BEFORE` resets before the product with Wca: Cho et al. 2014, and the course. `GRU_AFTER` resets after it, so the
product needs a bias of its own, bca: PyTorch and cuDNN, which do all products with a_prev at once.

The update gate u is the share of a_prev that is kept, as in Cho 2014, PyTorch and cuDNN (there z, a name that is taken
here). The course's gate is 1 - u: the same cell with Wux, Wua and bu negated. The candidate is `cc`, as in the LSTM.
"""

from __future__ import annotations

import numpy as np

from rnn_core.cells.cell import Carry, Cell, Shape
from rnn_core.cells.functions import sigmoid


def gru_before_forward_step(x, a_prev, Wux, Wua, bu, Wrx, Wra, br, Wcx, Wca, bc):
    zu = Wux @ x + Wua @ a_prev + bu
    u = sigmoid(zu)
    zr = Wrx @ x + Wra @ a_prev + br
    r = sigmoid(zr)
    ra = r * a_prev
    zc = Wcx @ x + Wca @ ra + bc
    cc = np.tanh(zc)
    a = u * a_prev + (1 - u) * cc
    return locals()


def gru_before_backward_step(
    x, a_prev, u, r, ra, cc, da_softmax, da_time, Wux, Wua, Wrx, Wra, Wcx, Wca,
    dWux, dWua, dbu, dWrx, dWra, dbr, dWcx, dWca, dbc,
):  # fmt: skip
    da_total = da_softmax + da_time  # the green addition
    dzu = u * (1 - u) * (a_prev - cc) * da_total
    dzc = (1 - cc**2) * (1 - u) * da_total
    dra = Wca.T @ dzc
    dzr = r * (1 - r) * a_prev * dra
    dx = Wux.T @ dzu + Wrx.T @ dzr + Wcx.T @ dzc
    dWux = dWux + dzu @ x.T
    dWua = dWua + dzu @ a_prev.T
    dbu = dbu + dzu.sum(axis=1, keepdims=True)
    dWrx = dWrx + dzr @ x.T
    dWra = dWra + dzr @ a_prev.T
    dbr = dbr + dzr.sum(axis=1, keepdims=True)
    dWcx = dWcx + dzc @ x.T
    dWca = dWca + dzc @ ra.T
    dbc = dbc + dzc.sum(axis=1, keepdims=True)
    da_prev = u * da_total + r * dra + Wua.T @ dzu + Wra.T @ dzr  # a_prev was used four times
    return locals()


def gru_after_forward_step(x, a_prev, Wux, Wua, bu, Wrx, Wra, br, Wcx, bc, Wca, bca):
    zu = Wux @ x + Wua @ a_prev + bu
    u = sigmoid(zu)
    zr = Wrx @ x + Wra @ a_prev + br
    r = sigmoid(zr)
    zca = Wca @ a_prev + bca
    zc = Wcx @ x + bc + r * zca
    cc = np.tanh(zc)
    a = u * a_prev + (1 - u) * cc
    return locals()


def gru_after_backward_step(
    x, a_prev, u, r, zca, cc, da_softmax, da_time, Wux, Wua, Wrx, Wra, Wcx, Wca,
    dWux, dWua, dbu, dWrx, dWra, dbr, dWcx, dbc, dWca, dbca,
):  # fmt: skip
    da_total = da_softmax + da_time  # the green addition
    dzu = u * (1 - u) * (a_prev - cc) * da_total
    dzc = (1 - cc**2) * (1 - u) * da_total
    dzca = r * dzc
    dzr = r * (1 - r) * zca * dzc
    dx = Wux.T @ dzu + Wrx.T @ dzr + Wcx.T @ dzc
    dWux = dWux + dzu @ x.T
    dWua = dWua + dzu @ a_prev.T
    dbu = dbu + dzu.sum(axis=1, keepdims=True)
    dWrx = dWrx + dzr @ x.T
    dWra = dWra + dzr @ a_prev.T
    dbr = dbr + dzr.sum(axis=1, keepdims=True)
    dWcx = dWcx + dzc @ x.T
    dbc = dbc + dzc.sum(axis=1, keepdims=True)
    dWca = dWca + dzca @ a_prev.T
    dbca = dbca + dzca.sum(axis=1, keepdims=True)
    da_prev = u * da_total + Wua.T @ dzu + Wra.T @ dzr + Wca.T @ dzca  # a_prev was used four times
    return locals()


def _shapes(n_x: int, n_a: int, m: int) -> dict[str, Shape]:
    return {
        "x": (n_x, m),
        "a0": (n_a, m),
        **dict.fromkeys(("Wux", "Wrx", "Wcx"), (n_a, n_x)),
        **dict.fromkeys(("Wua", "Wra", "Wca"), (n_a, n_a)),
        **dict.fromkeys(("bu", "br", "bc"), (n_a, 1)),
    }


GRU_BEFORE = Cell(
    "gru_before",
    gru_before_forward_step,
    gru_before_backward_step,
    inputs=("x",),
    shapes=_shapes,
    forward_carries=(Carry("a", "a_prev", first="a0"),),
    backward_carries=(Carry("da_prev", "da_time", last="da0"),),
)


def _shapes_after(n_x, n_a, m):
    return {**_shapes(n_x, n_a, m), "bca": (n_a, 1)}


GRU_AFTER = Cell(
    "gru_after",
    gru_after_forward_step,
    gru_after_backward_step,
    inputs=("x",),
    shapes=_shapes_after,
    forward_carries=(Carry("a", "a_prev", first="a0"),),
    backward_carries=(Carry("da_prev", "da_time", last="da0"),),
)
