"""The functions of the assignment "Building your Recurrent Neural Network - Step by Step".

Names, arguments, shapes and caches are the assignment's, features first and time last; every number comes from the step
functions of `cells`, so these functions hold no formula of their own.
"""

from rnn_core.assignment.lstm import lstm_backward, lstm_cell_backward, lstm_cell_forward, lstm_forward
from rnn_core.assignment.rnn import rnn_backward, rnn_cell_backward, rnn_cell_forward, rnn_forward

__all__ = [
    "lstm_backward",
    "lstm_cell_backward",
    "lstm_cell_forward",
    "lstm_forward",
    "rnn_backward",
    "rnn_cell_backward",
    "rnn_cell_forward",
    "rnn_forward",
]
