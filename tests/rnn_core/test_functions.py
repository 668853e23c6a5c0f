"""The two functions that a step may call beside NumPy's."""

from __future__ import annotations

import numpy as np

from rnn_core import sigmoid, softmax


def test_sigmoid_is_the_notebooks():
    z = np.linspace(-30, 30, 1001)
    np.testing.assert_allclose(sigmoid(z), 1 / (1 + np.exp(-z)), rtol=0, atol=1e-15)
    assert sigmoid(np.zeros((2, 3))).tolist() == [[0.5] * 3] * 2


def test_sigmoid_and_softmax_take_any_size_without_a_warning():
    """Warnings are errors here: 1 / (1 + exp(1000)) would overflow."""
    assert sigmoid(np.array([-1e300, -1000.0, 1000.0, 1e300])).tolist() == [0, 0, 1, 1]
    assert softmax(np.array([[-1000.0], [1000.0]])).tolist() == [[0], [1]]


def test_complex_numbers_pass_through_with_the_exact_slope():
    z, h = np.array([[-40.0, -3.0], [0.5, 700.0]]), 1e-30
    y = sigmoid(z)
    np.testing.assert_allclose(sigmoid(z + 1j * h).imag / h, y * (1 - y), rtol=0, atol=1e-15)
    shares, nudge = softmax(z), np.array([[1j * h, 0], [0, 0]])
    slope = shares[0, 0] * (np.array([1.0, 0.0]) - shares[:, 0])
    np.testing.assert_allclose(softmax(z + nudge).imag[:, 0] / h, slope, rtol=0, atol=1e-15)
