"""The step functions: one timestep of one pass, one equation a line.

These files are the table from which everything else is derived: `table` reads their text, so a line's name, operands
and formula on the screen are the ones that run here. Rules: `name = expression`, one a line, no decorators, never in
place (`+=` would make all recorded steps one array). Features come first and examples second, as in the notebook:
`x (n_x, m)`, `a (n_a, m)`, `y (n_y, m)`. A gradient `d<q>` has the shape of `q`.

Your own cell is two such functions in any module, and a `Cell` that names them. It hands `a` up to its head, gets
`da_softmax` down from it, and begins the way back with `da_total`, the sum of that and of what comes from later steps.
"""

from rnn_core.cells.cell import Carry, Cell, Shape, Step
from rnn_core.cells.functions import FUNCTIONS, Function, sigmoid, softmax
from rnn_core.cells.gru import GRU_AFTER, GRU_BEFORE
from rnn_core.cells.heads import DENSE, GIVEN, PREDICTION
from rnn_core.cells.lstm import LSTM
from rnn_core.cells.rnn import RNN

CELLS = (RNN, LSTM, GRU_BEFORE, GRU_AFTER)
HEADS = (DENSE, GIVEN)  # those with a cost

__all__ = [
    "CELLS",
    "DENSE",
    "FUNCTIONS",
    "GIVEN",
    "GRU_AFTER",
    "GRU_BEFORE",
    "HEADS",
    "LSTM",
    "PREDICTION",
    "RNN",
    "Carry",
    "Cell",
    "Function",
    "Shape",
    "Step",
    "sigmoid",
    "softmax",
]
