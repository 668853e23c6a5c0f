"""Backpropagation through time in NumPy, with every value of every timestep kept.

>>> from rnn_core import hello, run
>>> round(run(hello()).J, 4)
4.3705
"""

from rnn_core.assignment import (
    lstm_backward,
    lstm_cell_backward,
    lstm_cell_forward,
    lstm_forward,
    rnn_backward,
    rnn_cell_backward,
    rnn_cell_forward,
    rnn_forward,
)
from rnn_core.cells import CELLS, DENSE, GIVEN, GRU_AFTER, GRU_BEFORE, LSTM, RNN, Carry, Cell, sigmoid, softmax
from rnn_core.check import agrees, green_node, slopes
from rnn_core.problems import Problem, ProblemError, hello, notebook, random, word
from rnn_core.table import Model, TableError
from rnn_core.trace import Address, Trace, by_loss, default_address, run, selection, steps

__version__ = "0.1.0"

__all__ = [
    "CELLS",
    "DENSE",
    "GIVEN",
    "GRU_AFTER",
    "GRU_BEFORE",
    "LSTM",
    "RNN",
    "Address",
    "Carry",
    "Cell",
    "Model",
    "Problem",
    "ProblemError",
    "TableError",
    "Trace",
    "agrees",
    "by_loss",
    "default_address",
    "green_node",
    "hello",
    "lstm_backward",
    "lstm_cell_backward",
    "lstm_cell_forward",
    "lstm_forward",
    "notebook",
    "random",
    "rnn_backward",
    "rnn_cell_backward",
    "rnn_cell_forward",
    "rnn_forward",
    "run",
    "selection",
    "sigmoid",
    "slopes",
    "softmax",
    "steps",
    "word",
]
