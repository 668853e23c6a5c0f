"""The tests of the assignment whose numbers people have: what is drawn, what is run, what is printed.

Source: the notebook "Building your Recurrent Neural Network - Step by Step" (C5W1A1). A case is a problem, the
notebook's names for what comes out of it, and the entries that the notebook prints.

>>> CASES["rnn_backward"].right["dx"][1][2].round(8)
array([-2.07101689, -0.59255627,  0.02466855,  0.01483317])
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from rnn_core.candidates import candidates
from rnn_core.cells import DENSE, GIVEN
from rnn_core.edits import Edit, LineEdit, Mistake, Plan, Scope, of_pass
from rnn_core.problems import Array, Problem, notebook
from rnn_core.table import Pass, line
from rnn_core.trace import Address, run_backward, run_forward

Arrays = dict[str, Array]


@dataclass(frozen=True, eq=False)
class Case:
    """One of the notebook's tests.

    Parameters
    ----------
    outputs : the notebook's name -> ours
        of the arrays that the function returns.
    printed : labels
        what the notebook prints of them, such as `dx[1][2]`, in its order.
    start : arrives -> array
        what the test hands in from later steps.
    handed : names
        what the test hands in ready made; so there is no line for it in the learner's code.
    """

    name: str
    problem: Problem
    outputs: Mapping[str, str]
    printed: tuple[str, ...]
    direction: Pass = "backward"
    start: Mapping[str, Array] = field(default_factory=dict)
    handed: tuple[str, ...] = ()

    @cached_property
    def edits(self) -> tuple[Edit, ...]:
        """The edits of code that the case runs and the learner has written."""
        edits = candidates(self.problem)
        if self.direction == "forward":
            edits = of_pass(edits, "forward")
        return tuple(edit for edit in edits if not (isinstance(edit, LineEdit) and self._handed(edit)))

    def _handed(self, edit: LineEdit) -> bool:
        lines = [line(text) for text in edit.lines]
        return any(name in self.handed for each in lines for name in (each.name, *each.reads) if name != "da_total")

    @cached_property
    def right(self) -> Arrays:
        """What the function returns, features first and time last, as in the notebook."""
        right = self.run(())
        assert right
        return right

    @cached_property
    def singles(self) -> tuple[tuple[Mistake, Arrays], ...]:
        """Every single edit with what it makes of the outputs, if NumPy runs it."""
        found = (((edit,), self.run((edit,))) for edit in self.edits)
        return tuple((mistake, arrays) for mistake, arrays in found if arrays)

    def memory(self, mistake: Mistake) -> list[Scope]:
        """What the forward pass stores, with the edits of that pass."""
        return run_forward(self.problem, plan=Plan(self.problem.model, of_pass(mistake, "forward")))

    def run(
        self,
        mistake: Mistake,
        memory: Sequence[Scope] | None = None,
        watch: Callable[[int, Scope], bool] | None = None,
    ) -> Arrays | None:
        """What the function returns with a mistake in it; None if NumPy stops or `watch` says so."""
        plan = Plan(self.problem.model, mistake)
        with np.errstate(all="ignore"):
            try:
                scopes = list(self.memory(mistake) if memory is None else memory)
                ends: Scope = {}
                if self.direction == "backward":
                    scopes, ends = run_backward(self.problem, scopes, plan, start=self.start, watch=watch)
                    if not ends:
                        return None
                elif watch and not all(watch(t, scope) for t, scope in enumerate(scopes)):
                    return None
                return {name: self._output(ours, scopes, ends) for name, ours in self.outputs.items()}
            except (ValueError, TypeError, IndexError):
                return None

    def _output(self, ours: str, scopes: Sequence[Scope], ends: Scope) -> Array:
        if ours in ends:
            return np.asarray(ends[ours])
        return np.stack([scope[ours] for scope in scopes], axis=-1) if self.by_step(ours) else scopes[0][ours]

    def by_step(self, ours: str) -> bool:
        """Whether an output has a last axis of timesteps."""
        return self.problem.T > 1 and ours in self.problem.model.lines(self.direction) and ours not in self._totals

    @cached_property
    def _totals(self) -> frozenset[str]:
        return frozenset(total for table in self.problem.model.backward for total in table.totals)

    def address(self, name: str, t: int) -> Address:
        """The step that writes an output's entry of timestep t (from 1); what is whole after the loop has no t."""
        ours = self.outputs[name]
        if any(ours == carry.last for carry in self.problem.cell.backward_carries):
            return Address("end", 0, ours)
        return Address(self.direction, t if self.by_step(ours) else 1, ours)


def _draws(shapes: Mapping[str, tuple[int, ...]]) -> tuple[Arrays, np.random.RandomState]:
    """Arrays drawn as the notebook draws them, but not from the global generator."""
    rng = np.random.RandomState(1)
    return {name: rng.randn(*shape) for name, shape in shapes.items()}, rng


def _time_first(array: Array) -> Array:
    return np.moveaxis(array, 2, 0) if array.ndim == 3 else array[np.newaxis]


def _rnn_forward(x: str, a0: str, T: tuple[int, ...]) -> Problem:
    shapes = {x: (3, 10, *T), a0: (5, 10), "Waa": (5, 5), "Wax": (5, 3), "Wya": (2, 5), "ba": (5, 1), "by": (2, 1)}
    drawn, _ = _draws(shapes)
    steps = T[0] if T else 1
    parameters = {name: drawn[name] for name in ("Waa", "Wax", "Wya", "ba", "by")} | {"a0": drawn[a0]}
    inputs = {"x": _time_first(drawn[x]), "target": np.zeros((steps, 2, 10))}  # no targets, so no loss
    return Problem("rnn_forward" if T else "rnn_cell_forward", parameters, inputs, np.ones(steps), head=DENSE, seed=1)


def _rnn_cell_backward() -> Problem:
    shapes = {"xt": (3, 10), "a_prev": (5, 10), "Wax": (5, 3), "Waa": (5, 5), "Wya": (2, 5), "ba": (5, 1), "by": (2, 1)}
    drawn, rng = _draws(shapes)
    parameters = {name: drawn[name] for name in ("Wax", "Waa", "ba")} | {"a0": drawn["a_prev"]}
    inputs = {"x": _time_first(drawn["xt"]), "da": rng.randn(1, 5, 10)}
    return Problem("rnn_cell_backward", parameters, inputs, np.ones(1), head=GIVEN, seed=1)


# What our names are called in the notebook, where a learner would not recognise them.
NOTEBOOK_NAMES: Mapping[str, str] = {
    "da_softmax": "da[:, :, t]",
    "da_time": "da_prevt",
    "da_total": "da_next",
    "dz": "dtanh",
    "dc_time": "dc_prevt",
    "dc_total": "dc_next",
}

_WEIGHTS = {name: name for name in ("dWax", "dWaa", "dba")}
_CASES = (
    Case(
        "rnn_backward",
        notebook(),
        {"dx": "dx", "da0": "da0", **_WEIGHTS},
        ("dx[1][2]", "da0[2][3]", "dWax[3][1]", "dWaa[1][2]", "dba[4]"),
    ),
    Case(
        "rnn_cell_backward",
        _rnn_cell_backward(),
        {"dxt": "dx", "da_prev": "da_prev", **_WEIGHTS},
        ("dxt[1][2]", "da_prev[2][3]", "dWax[3][1]", "dWaa[1][2]", "dba[4]"),
        handed=("da_softmax", "da_time"),
    ),
    Case(
        "rnn_forward",
        _rnn_forward("x", "a0", (4,)),
        {"a": "a", "y_pred": "y"},
        ("a[4][1]", "y_pred[1][3]"),
        direction="forward",
    ),
    Case(
        "rnn_cell_forward",
        _rnn_forward("xt", "a_prev", ()),
        {"a_next": "a", "yt_pred": "y"},
        ("a_next[4]", "yt_pred[1]"),
        direction="forward",
    ),
)
CASES: Mapping[str, Case] = {case.name: case for case in _CASES}
