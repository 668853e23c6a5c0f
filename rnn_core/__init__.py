"""Backpropagation through time in NumPy, with every value of every timestep kept.

>>> from rnn_core import hello, run
>>> round(run(hello()).J, 4)
4.3705
"""

from rnn_core.assignment import rnn_backward, rnn_cell_backward, rnn_cell_forward, rnn_forward
from rnn_core.cells import DENSE, GIVEN, RNN, Carry, Cell, softmax
from rnn_core.check import agrees, green_node, slopes
from rnn_core.problems import Problem, ProblemError, hello, notebook, random, word
from rnn_core.table import Model, TableError
from rnn_core.trace import Address, Trace, by_loss, default_address, run, selection, steps

__version__ = "0.1.0"

__all__ = [
    "DENSE",
    "GIVEN",
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
    "notebook",
    "random",
    "rnn_backward",
    "rnn_cell_backward",
    "rnn_cell_forward",
    "rnn_forward",
    "run",
    "selection",
    "slopes",
    "softmax",
    "steps",
    "word",
]
