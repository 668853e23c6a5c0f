"""The step functions: one timestep of one pass, one equation a line.

This file is the table from which everything else is derived: `table` reads its text, so a line's name, operands and
formula on the screen are the ones that run here. Rules: `name = expression`, one a line, no decorators, never in place
(`+=` would make all recorded steps one array). Features come first and examples second, as in the notebook:
`x (n_x, m)`, `a (n_a, m)`, `y (n_y, m)`. A gradient `d<q>` has the shape of `q`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Step = Callable[..., dict[str, Any]]


def softmax(scores: Any) -> Any:
    """Each column of `scores` as shares that add up to 1. Shape (n_y, m) in and out."""
    shares = np.exp(scores - scores.real.max(axis=0, keepdims=True))  # .real: the complex-step check passes through
    return shares / shares.sum(axis=0, keepdims=True)


def rnn_forward_step(x, a_prev, Wax, Waa, ba):
    z = Wax @ x + Waa @ a_prev + ba
    a = np.tanh(z)
    return locals()


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


def rnn_backward_step(x, a_prev, a, da_softmax, da_time, Wax, Waa, dWax, dWaa, dba):
    da_total = da_softmax + da_time  # the green addition
    dz = (1 - a**2) * da_total
    dx = Wax.T @ dz
    dWax = dWax + dz @ x.T
    dWaa = dWaa + dz @ a_prev.T  # a_prev from the cache: a[:, :, t-1] would wrap around at t = 0
    dba = dba + dz.sum(axis=1, keepdims=True)
    da_prev = Waa.T @ dz
    return locals()


def given_forward_step(a, da, w):
    loss = np.sum(w * da * a)  # any cost with the gradient da will do; this is the simplest
    return locals()


def given_backward_step(da, w):
    da_softmax = w * da
    return locals()


@dataclass(frozen=True)
class Carry:
    """What leaves one step under one name and arrives at its neighbour under another.

    `first` names the parameter that the first step gets; without one it gets zeros. `last` is what the value that
    leaves the last step is called. A running total needs no Carry: it is a line that reads its own name.
    """

    leaves: str
    arrives: str
    first: str | None = None
    last: str | None = None


@dataclass(frozen=True)
class Cell:
    """A forward and a backward step function and what they carry. A head is a cell without carries."""

    name: str
    forward: Step
    backward: Step
    forward_carries: tuple[Carry, ...] = ()
    backward_carries: tuple[Carry, ...] = ()


RNN = Cell(
    "rnn",
    rnn_forward_step,
    rnn_backward_step,
    forward_carries=(Carry("a", "a_prev", first="a0"),),
    backward_carries=(Carry("da_prev", "da_time", last="da0"),),
)
DENSE = Cell("dense", dense_forward_step, dense_backward_step)
GIVEN = Cell("given", given_forward_step, given_backward_step)
CELLS = (RNN,)
