"""What a cell is: two step functions, what it carries from step to step, what it is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

Step = Callable[..., dict[str, Any]]
Shape = tuple[int, ...]  # of one timestep: rows and columns, or () for a number, as the weight of a loss is


@dataclass(frozen=True)
class Carry:
    """What leaves one step under one name and arrives at its neighbour under another.

    A running total needs no Carry: it is a line that reads its own name.

    Attributes
    ----------
    leaves, arrives : str
        the two names, such as "a" and "a_prev".
    first : str or None
        the name of what the first step of a pass gets: in the forward pass a parameter; in the backward pass what a
        problem may hand in, else zeros.
    last : str or None
        what the value that leaves the last step is called.
    """

    leaves: str
    arrives: str
    first: str | None = None
    last: str | None = None


@dataclass(frozen=True, repr=False)
class Cell:
    """A forward and a backward step function and what they carry. A head is a cell without carries.

    Parameters
    ----------
    name : str
        what it is called where it is shown, and in links.
    forward, backward : step functions
        one timestep of each pass; see `rnn_core.cells` for how they are written.
    inputs : tuple of str
        what the forward step is given at every timestep. Whatever else it asks for that nothing carries or writes
        is a parameter: so a cell whose backward lines are edited keeps its parameters.
    shapes : (rows in, rows out, examples) -> name -> tuple of int
        of the inputs and the parameters, for a cell from (n_x, n_a, m) and for a head from (n_a, n_y, m). They are
        declared and not derived, for the same reason: an edited line changes no shape. A bias has a name with b.
    forward_carries, backward_carries : tuple of Carry
        what each pass hands on from step to step.

    Examples
    --------
    >>> from rnn_core import LSTM
    >>> [(carry.leaves, carry.arrives) for carry in LSTM.backward_carries]
    [('da_prev', 'da_time'), ('dc_prev', 'dc_time')]
    """

    name: str
    forward: Step
    backward: Step
    inputs: tuple[str, ...]
    shapes: Callable[[int, int, int], Mapping[str, Shape]]
    forward_carries: tuple[Carry, ...] = ()
    backward_carries: tuple[Carry, ...] = ()

    def __repr__(self) -> str:
        return f"Cell({self.name})"

    @property
    def forward_only(self) -> Cell:
        """The same cell where no cost is known, so that nothing comes back."""
        return replace(self, backward=nothing_back_step, backward_carries=())


def nothing_back_step() -> dict[str, Any]:
    return locals()
