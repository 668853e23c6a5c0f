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
from rnn_core.assignment.cases import CASES, EVERY_CASE, Case, case_of, find_case
from rnn_core.cells import CELLS, DENSE, GIVEN, GRU_AFTER, GRU_BEFORE, LSTM, RNN, Carry, Cell, sigmoid, softmax
from rnn_core.diagnosis import Cause, Diagnosis, diagnose
from rnn_core.diagnosis.checking import Checked, check
from rnn_core.diagnosis.reading import ReadingError
from rnn_core.expression import TableError
from rnn_core.measured import agrees, slopes, slopes_at_sum
from rnn_core.mistakes import Classic, Mistake, classics, find_mistake, first_wrong, mistaken
from rnn_core.problem import Problem, ProblemError
from rnn_core.problems import hello, notebook, random_problem, word
from rnn_core.program import Program
from rnn_core.table import Model
from rnn_core.torch_state import from_torch
from rnn_core.trace import Address, Trace, by_loss, run, steps

__version__ = "0.7.3"

__all__ = [
    "CASES",
    "CELLS",
    "DENSE",
    "EVERY_CASE",
    "GIVEN",
    "GRU_AFTER",
    "GRU_BEFORE",
    "LSTM",
    "RNN",
    "Address",
    "Carry",
    "Case",
    "Cause",
    "Cell",
    "Checked",
    "Classic",
    "Diagnosis",
    "Mistake",
    "Model",
    "Problem",
    "ProblemError",
    "Program",
    "ReadingError",
    "TableError",
    "Trace",
    "agrees",
    "by_loss",
    "case_of",
    "check",
    "classics",
    "diagnose",
    "find_case",
    "find_mistake",
    "first_wrong",
    "from_torch",
    "hello",
    "lstm_backward",
    "lstm_cell_backward",
    "lstm_cell_forward",
    "lstm_forward",
    "mistaken",
    "notebook",
    "random_problem",
    "rnn_backward",
    "rnn_cell_backward",
    "rnn_cell_forward",
    "rnn_forward",
    "run",
    "sigmoid",
    "slopes",
    "slopes_at_sum",
    "softmax",
    "steps",
    "word",
]
