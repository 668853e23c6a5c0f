"""What a step function may call beside NumPy. Complex numbers pass through, for the complex-step check."""

from __future__ import annotations

from typing import Any

import numpy as np


def softmax(scores: Any) -> Any:
    """Each column of `scores` as shares that add up to 1. Shape (n_y, m) in and out."""
    shares = np.exp(scores - scores.real.max(axis=0, keepdims=True))  # .real: complex numbers have no maximum
    return shares / shares.sum(axis=0, keepdims=True)


def sigmoid(z: Any) -> Any:
    """Each entry as a share between 0 and 1: 1 / (1 + exp(-z)), in the form that does not overflow. Any shape."""
    return (1 + np.tanh(z / 2)) / 2
