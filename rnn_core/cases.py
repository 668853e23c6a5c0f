"""The tests of the assignment whose numbers people have: what is drawn, what is run, what is printed.

Source: the notebook "Building your Recurrent Neural Network - Step by Step" (C5W1A1). A case is a problem, the
notebook's names for what comes out of it, and the entries that the notebook prints.

>>> CASES["rnn_backward"].right["dx"][1][2].round(8)
array([-2.07101689, -0.59255627,  0.02466855,  0.01483317])
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from rnn_core.candidates import candidates
from rnn_core.cells import GIVEN, LSTM, PREDICTION, RNN, Cell
from rnn_core.edits import CarryEdit, Edit, LineEdit, Mistake, Plan, Scope, of_pass
from rnn_core.problems import Array, Problem, ProblemError, notebook
from rnn_core.table import Model, Pass, line
from rnn_core.trace import Address, run_backward, run_forward, steps

Arrays = dict[str, Array]
Watch = Callable[[int, Scope], bool]


@dataclass(frozen=True, eq=False)
class Case:
    """One of the notebook's tests.

    Parameters
    ----------
    outputs : the notebook's name -> ours
        of the arrays that the function returns.
    printed : labels
        what the notebook prints of them, such as `dx[1][2]`, in its order.
    handed : names
        what the test hands in ready made; so there is no line for it in the learner's code.
    older : Case
        the same test in an older edition of the notebook, with other numbers; its `edition` says so.
    """

    name: str
    problem: Problem
    outputs: Mapping[str, str]
    printed: tuple[str, ...]
    handed: tuple[str, ...] = ()
    older: Case | None = None
    edition: str = ""

    @property
    def direction(self) -> Pass:
        """The pass that the test runs last."""
        return "backward" if self.problem.cell.backward_carries else "forward"

    @property
    def test(self) -> str:
        """Which of the tests of its cell this is: "backward", "cell_forward", "older_cell_backward"."""
        name = self.name.removeprefix(f"{self.problem.cell.name}_")
        return f"older_{name}" if self.edition else name

    @cached_property
    def edits(self) -> tuple[Edit, ...]:
        """The edits of code that the case runs and the learner has written."""
        edits = candidates(self.problem)
        return tuple(edit for edit in edits if not (isinstance(edit, LineEdit) and self._handed(edit)))

    def _handed(self, edit: LineEdit) -> bool:
        lines = [line(text) for text in edit.lines]
        return any(name in self.handed for each in lines for name in (each.name, *each.reads))

    def changes_alone(self, edit: Edit) -> frozenset[str] | None:
        """The outputs that an edit can change, if they are all that it can change, whatever else is edited."""
        names = [line(text).name for text in edit.lines] if isinstance(edit, LineEdit) else []
        if isinstance(edit, CarryEdit) and edit.part == "end":
            names = [edit.arrives]
        changed = frozenset(name for name, ours in self.outputs.items() if ours in names)
        return changed if names and len(changed) == len(names) and not self._read.intersection(names) else None

    @cached_property
    def _read(self) -> frozenset[str]:
        """All quantities that something else than their own line reads, in the table or in any edit of it."""
        model, cell = self.problem.model, self.problem.cell
        lines = [*model.lines("forward").values(), *model.lines("backward").values()]
        lines += [line(text) for edit in self.edits if isinstance(edit, LineEdit) for text in edit.lines]
        found = {name for each in lines for name in each.reads if name != each.name}
        found |= {carry.leaves for carry in (*cell.forward_carries, *cell.backward_carries)}
        return frozenset(found | {edit.quantity for edit in self.edits if isinstance(edit, CarryEdit)})

    @cached_property
    def right(self) -> Arrays:
        """What the function returns, features first and time last, as in the notebook."""
        right = self.run(())
        assert right
        return right

    @cached_property
    def singles(self) -> tuple[tuple[Edit, Arrays], ...]:
        """Every single edit with what it makes of the outputs."""
        found = ((edit, self.single(edit)) for edit in self.edits)
        return tuple((edit, arrays) for edit, arrays in found if arrays)

    def single(self, edit: Edit) -> Arrays | None:
        """What one edit makes of the outputs, run once; None if NumPy stops."""
        if edit not in self._made:
            self._made[edit] = self.run((edit,))
        return self._made[edit]

    @cached_property
    def _made(self) -> dict[Edit, Arrays | None]:
        return {}

    def memory(self, mistake: Mistake) -> list[Scope]:
        """What the forward pass stores, with the edits of that pass."""
        return run_forward(self.problem, plan=Plan(self.problem.model, of_pass(mistake, "forward")))

    def run(
        self, mistake: Mistake, memory: Sequence[Scope] | None = None, only: Iterable[str] | None = None
    ) -> Arrays | None:
        """What the function returns with a mistake in it, `only` some of it; None if NumPy stops.

        `memory` is what the forward pass stores with this mistake, where that is known already.
        """
        names = self.outputs if only is None else only
        without = frozenset() if only is None else self._idle - {self.outputs[name] for name in only}
        found = self._run(mistake, memory, without)
        return {name: self._output(self.outputs[name], *found) for name in names} if found else None

    def passes(self, mistake: Mistake, memory: Sequence[Scope] | None, watch: Watch) -> bool:
        """Whether `watch` agrees with what every timestep computes. It is called as soon as a step has run."""
        return bool(self._run(mistake, memory, self._idle, watch))

    def _run(
        self, mistake: Mistake, memory: Sequence[Scope] | None, without: frozenset[str], watch: Watch | None = None
    ) -> tuple[list[Scope], Scope] | None:
        with np.errstate(all="ignore"):
            try:
                scopes = list(self.memory(mistake) if memory is None else memory)
                if self.direction == "forward":
                    return (scopes, {}) if not watch or all(map(watch, range(len(scopes)), scopes)) else None
                plan = Plan(self.problem.model, mistake, without)
                found = run_backward(self.problem, scopes, plan, watch=watch)
                return found if found[1] else None
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
    def _idle(self) -> frozenset[str]:
        """The running totals that nothing else reads, so that a run can do without them."""
        return self._totals - self._read

    @cached_property
    def _totals(self) -> frozenset[str]:
        return frozenset(total for table in self.problem.model.backward for total in table.totals)

    @cached_property
    def order(self) -> Mapping[Address, int]:
        """The place of each step in the order of the run."""
        return {address: i for i, address in enumerate(steps(self.problem))}

    def address(self, name: str, t: int) -> Address:
        """The step that writes an output's entry of timestep t (from 1); what is whole after the loop has no t."""
        ours = self.outputs[name]
        if any(ours == carry.last for carry in self.problem.cell.backward_carries):
            return Address("end", 0, ours)
        return Address(self.direction, t if self.by_step(ours) else 1, ours)


class _Drawn(dict[str, Array]):
    """Arrays drawn as the notebook draws them, `np.random.seed(1)` and then `randn`, but not from the global one."""

    def __init__(self, **shapes: tuple[int, ...]) -> None:
        self._rng = np.random.RandomState(1)
        super().__init__()
        self.then(**shapes)

    def then(self, **shapes: tuple[int, ...]) -> _Drawn:
        """More arrays from the same generator."""
        self.update({name: self._rng.randn(*shape) for name, shape in shapes.items()})
        return self

    def problem(self, name: str, cell: Cell, head: Cell, **rest: Array) -> Problem:
        """A problem of the arrays under our names; `rest` are those that are not drawn here."""
        arrays = {**self, **rest}
        model = Model(cell, head)
        inputs = {q: _time_first(arrays[q]) for q in model.inputs if q != "w"}
        steps = len(inputs["x"])
        parameters = {q: arrays[q] for q in model.parameters}
        later = {q: arrays[q] for q in model.later if q in arrays}
        return Problem(name, parameters, inputs, np.ones(steps), cell, head, seed=1, later=later)


def _time_first(array: Array) -> Array:
    return np.moveaxis(array, 2, 0) if array.ndim == 3 else array[np.newaxis]


_OUT = {"Wya": (2, 5), "ba": (5, 1), "by": (2, 1)}
_GATES = {f"{kind}{gate}": (5, 8) if kind == "W" else (5, 1) for gate in "fioc" for kind in "Wb"}
_GATES_OUT = {**_GATES, "Wya": (2, 5), "by": (2, 1)}


def _rnn_forward() -> Problem:
    drawn = _Drawn(x=(3, 10, 4), a0=(5, 10), Waa=(5, 5), Wax=(5, 3), **_OUT)
    return drawn.problem("rnn_forward", RNN.forward_only, PREDICTION)


def _rnn_cell_forward() -> Problem:
    drawn = _Drawn(x=(3, 10), a0=(5, 10), Waa=(5, 5), Wax=(5, 3), **_OUT)
    return drawn.problem("rnn_cell_forward", RNN.forward_only, PREDICTION)


def _rnn_cell_backward(name: str = "rnn_cell_backward", **stale: Array) -> Problem:
    drawn = _Drawn(x=(3, 10), a0=(5, 10), Wax=(5, 3), Waa=(5, 5), **_OUT).then(da=(5, 10))
    return drawn.problem(name, RNN, GIVEN, **stale)


def _lstm_forward() -> Problem:
    drawn = _Drawn(x=(3, 10, 7), a0=(5, 10), **_GATES_OUT)
    return drawn.problem("lstm_forward", LSTM.forward_only, PREDICTION, c0=np.zeros((5, 10)))


def _lstm_cell_forward() -> Problem:
    drawn = _Drawn(x=(3, 10), a0=(5, 10), c0=(5, 10), **_GATES_OUT)
    return drawn.problem("lstm_cell_forward", LSTM.forward_only, PREDICTION)


def _lstm_cell_backward() -> Problem:
    drawn = _Drawn(x=(3, 10), a0=(5, 10), c0=(5, 10), **_GATES_OUT).then(da=(5, 10), dc_next=(5, 10))
    return drawn.problem("lstm_cell_backward", LSTM, GIVEN)


# What our names are called in the notebook, where a learner would not recognise them.
NOTEBOOK_NAMES: Mapping[str, str] = {
    "da_softmax": "da[:, :, t]",
    "da_time": "da_prevt",
    "da_total": "da_next",
    "dz": "dtanh",
    "dc_time": "dc_prevt",
}

_RNN = {name: name for name in ("dWax", "dWaa", "dba")}
_LSTM = {f"d{kind}{gate}": f"d{kind}{gate}" for kind in "Wb" for gate in "fico"}
_RNN_PRINTED = ("dWax[3][1]", "dWaa[1][2]", "dba[4]")
_LSTM_PRINTED = ("dWf[3][1]", "dWi[1][2]", "dWc[3][1]", "dWo[1][2]", "dbf[4]", "dbi[4]", "dbc[4]", "dbo[4]")


def _cases() -> Iterator[Case]:
    yield Case(
        "rnn_backward",
        notebook(),
        {"dx": "dx", "da0": "da0", **_RNN},
        ("dx[1][2]", "da0[2][3]", *_RNN_PRINTED),
    )
    one_step: dict[str, Any] = {
        "outputs": {"dxt": "dx", "da_prev": "da_prev", **_RNN},
        "printed": ("dxt[1][2]", "da_prev[2][3]", *_RNN_PRINTED),
        "handed": ("da_softmax", "da_time"),
    }
    stale = Case(
        "rnn_cell_backward",
        _rnn_cell_backward("rnn_cell_backward, older edition", ba=_rnn_forward().parameters["ba"]),
        edition="These are the numbers of the older editions of the notebook, whose test keeps the `ba` of the cell "
        "before. Newer editions print others.",
        **one_step,
    )
    yield Case("rnn_cell_backward", _rnn_cell_backward(), older=stale, **one_step)
    yield Case("rnn_forward", _rnn_forward(), {"a": "a", "y_pred": "y"}, ("a[4][1]", "y_pred[1][3]"))
    yield Case("rnn_cell_forward", _rnn_cell_forward(), {"a_next": "a", "yt_pred": "y"}, ("a_next[4]", "yt_pred[1]"))
    yield Case(
        "lstm_backward",
        notebook(LSTM),
        {"dx": "dx", "da0": "da0", **_LSTM},
        ("dx[1][2]", "da0[2][3]", *_LSTM_PRINTED),
    )
    yield Case(
        "lstm_cell_backward",
        _lstm_cell_backward(),
        {"dxt": "dx", "da_prev": "da_prev", "dc_prev": "dc_prev", **_LSTM},
        ("dxt[1][2]", "da_prev[2][3]", "dc_prev[2][3]", *_LSTM_PRINTED),
        handed=("da_softmax", "da_time"),
    )
    yield Case(
        "lstm_forward",
        _lstm_forward(),
        {"a": "a", "y": "y", "c": "c"},
        ("a[4][3][6]", "y[1][4][3]", "c[1][2][1]"),
    )
    yield Case(
        "lstm_cell_forward",
        _lstm_cell_forward(),
        {"a_next": "a", "c_next": "c", "yt": "y"},
        ("a_next[4]", "c_next[2]", "yt[1]"),
    )


CASES: Mapping[str, Case] = {case.name: case for case in _cases()}
EVERY_CASE = tuple(found for case in CASES.values() for found in (case, case.older) if found)  # with older editions


def find_case(cell: str, test: str) -> Case:
    """The case of a cell's name and one of its tests, see `Case.test`.

    Raises
    ------
    ProblemError
        for a test that the notebook has not.
    """
    found = next((case for case in EVERY_CASE if (case.problem.cell.name, case.test) == (cell, test)), None)
    if found is None:
        raise ProblemError(f"The notebook has no test {test!r} of a cell {cell!r}.")
    return found


def case_of(problem: Problem) -> Case | None:
    """The test of the assignment that a problem belongs to."""
    wanted = (problem.name, problem.cell.name)
    return next((case for case in EVERY_CASE if (case.problem.name, case.problem.cell.name) == wanted), None)
