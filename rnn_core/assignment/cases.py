"""The tests of the assignment whose numbers people have: what is drawn, what is run, what is printed.

Source: the notebook "Building your Recurrent Neural Network - Step by Step" (C5W1A1). A case is a problem, the
notebook's names for what comes out of it, and the entries that the notebook prints.

>>> CASES["rnn_backward"].right["dx"][1][2].round(8)
array([-2.07101689, -0.59255627,  0.02466855,  0.01483317])
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np

from rnn_core.cells import GIVEN, LSTM, PREDICTION, RNN, Cell
from rnn_core.loop import Scope, run_loop
from rnn_core.mistakes import CLASSICS
from rnn_core.mistakes.candidates import candidates
from rnn_core.mistakes.edits import CarryEdit, Edits, LineEdit, of_pass
from rnn_core.problem import Array, Problem, ProblemError, frozen
from rnn_core.problems import notebook
from rnn_core.program import Edit, Program
from rnn_core.table import Line, Model, Pass, line
from rnn_core.trace import Address, steps

Arrays = Mapping[str, Array]


@dataclass(frozen=True)
class Edition:
    """Numbers that older editions of the notebook show, and that no run here gives.

    Attributes
    ----------
    printed : str
        how they stand there.
    says : str
        what they are, after "These are" or "dx[1][2] is".
    right : bool
        whether right code prints them with the test of that edition.
    """

    printed: str
    says: str
    right: bool

    def note(self, labels: Sequence[str]) -> str:
        """Say of these entries where they come from."""
        return f"{', '.join(labels)} {'is' if len(labels) == 1 else 'are'} {self.says}"


@dataclass(frozen=True, eq=False, repr=False)
class Case:
    """One of the notebook's tests.

    Attributes
    ----------
    name : str
        that of the function that it tests, such as "rnn_backward".
    problem : Problem
        what the test draws.
    outputs : the notebook's name -> ours
        of the arrays that the function returns.
    printed : tuple of str
        what the notebook prints of them, such as `dx[1][2]`, in its order.
    handed : tuple of str
        what the test hands in ready made; so there is no line for it in the learner's code.
    older : tuple of Case
        the same test in older editions of the notebook, with other numbers.
    edition : str
        what to say of the numbers of an older edition; else empty.
    editions : tuple of Edition
        what else older editions show as the numbers of this test.

    Examples
    --------
    >>> case = CASES["rnn_backward"]
    >>> {name: array.shape for name, array in case.right.items()}
    {'dx': (3, 10, 4), 'da0': (5, 10), 'dWax': (5, 3), 'dWaa': (5, 5), 'dba': (5, 1)}
    """

    name: str
    problem: Problem
    outputs: Mapping[str, str]
    printed: tuple[str, ...]
    handed: tuple[str, ...] = ()
    older: tuple[Case, ...] = ()
    edition: str = ""
    editions: tuple[Edition, ...] = ()

    def __repr__(self) -> str:
        return f"Case({self.name}{f', {self.edition}' if self.edition else ''})"

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
        return tuple(edit for edit in candidates(self.problem) if self._can_be_written(edit))

    def _can_be_written(self, edit: Edit) -> bool:
        """Tell whether the function that an edit is made in has what it takes, and the test returns what it changes.

        The cell's functions get the sum `da_total` and not its parts, which the loop adds up; the loop gets what the
        cell returns.
        """
        match edit:
            case LineEdit():
                adds = ".adds." in edit.name  # to what the loop hands on, which is nothing that the cell's line reads
                return all(self._line_can_be_written(line(text), adds) for text in edit.lines)
            case CarryEdit(direction="backward", part="end" | "inside"):
                last = {carry.last: carry.last for carry in self.problem.cell.backward_carries}
                last |= {carry.arrives: carry.last for carry in self.problem.cell.backward_carries}
                return last[edit.arrives] in self.outputs.values() and edit.quantity in {"", *self._of_the_loop}
            case CarryEdit(direction="backward"):
                return edit.quantity in self._of_the_loop
            case CarryEdit():
                return edit.quantity in {"", *self._of_the_cache}
        return True

    def _line_can_be_written(self, edited: Line, adds: bool) -> bool:
        parts = () if adds or edited.name == "da_total" else self._parts
        return {edited.name, *edited.reads}.isdisjoint(self.handed) and not set(edited.reads).intersection(parts)

    @cached_property
    def _parts(self) -> tuple[str, ...]:
        """What only the loop has: the parts of the gradient that it hands to the cell."""
        total = self.problem.model.lines("backward").get("da_total")
        return total.reads if total else ()

    @cached_property
    def _of_the_loop(self) -> frozenset[str]:
        """What the backward loop has, or gets from the cell: no gradient of a gate or of z."""
        model = self.problem.model
        carried = [name for carry in model.cell.backward_carries for name in (carry.arrives, carry.leaves)]
        returned = [f"d{name}" for name in (*model.cell.inputs, *model.weights)]
        return frozenset({*self._parts, "da_total", *carried, *returned})

    @cached_property
    def _of_the_cache(self) -> frozenset[str]:
        """What the forward loop has, or gets from the cell: no sum that goes into a function."""
        model = self.problem.model
        into = {out.expression.operands[0].text for out in model.lines("forward").values() if out.kind == "function"}
        return frozenset({*model.lines("forward"), *(carry.arrives for carry in model.cell.forward_carries)} - into)

    @cached_property
    def right(self) -> Arrays:
        """What the function returns, features first and time last, as in the notebook."""
        right = self.run(())
        assert right
        return right

    @cached_property
    def singles(self) -> tuple[tuple[Edit, Arrays], ...]:
        """Every single edit with what it makes of the outputs."""
        made = ((edit, self.single(edit)) for edit in self.edits)
        return tuple((edit, arrays) for edit, arrays in made if arrays)

    def single(self, edit: Edit) -> Arrays | None:
        """Run the case with one edit; once, and then from memory.

        Parameters
        ----------
        edit : Edit
            such as one of `edits`.

        Returns
        -------
        name -> array, or None
            what it makes of the outputs, as `right`; None if NumPy stops.
        """
        if edit not in self._made:
            self._made[edit] = self.run((edit,))
        return self._made[edit]

    @cached_property
    def _made(self) -> dict[Edit, Arrays | None]:
        return {}

    @cached_property
    def alone(self) -> tuple[tuple[Edits, Arrays], ...]:
        """Every mistake that is one idea, with what it makes of the outputs: single edits and classic mistakes."""
        edits = {edit.name: edit for edit in self.edits}
        several = [classic.edits for classic in CLASSICS if len(classic.edits) > 1 and edits.keys() >= {*classic.edits}]
        mistakes = [tuple(edits[name] for name in names) for names in several]
        made = [((edit,), arrays) for edit, arrays in self.singles]
        return (*made, *((mistake, arrays) for mistake in mistakes if (arrays := self.run(mistake))))

    def memory(self, edits: Edits) -> Sequence[Scope]:
        """Run the forward pass, with the edits of that pass.

        Parameters
        ----------
        edits : Edits
            of both passes.

        Returns
        -------
        name -> value, for each timestep
            what it stores.
        """
        program = Program.of(self.problem.model, of_pass(edits, "forward"))
        stored, _ = run_loop(program.forward, self.problem.given, self.problem.parameters)
        return stored

    def run(self, edits: Edits, memory: Sequence[Scope] | None = None) -> Arrays | None:
        """Run the function with a mistake in it.

        Parameters
        ----------
        edits : Edits
            those of the mistake.
        memory : name -> value, for each timestep
            what the forward pass stores with this mistake, where that is known already.

        Returns
        -------
        name -> array, or None
            what it returns, frozen, features first and time last; None if NumPy stops.
        """
        ends: Scope = {}
        program = Program.of(self.problem.model, edits)
        with np.errstate(all="ignore"):
            try:
                scopes = self.memory(edits) if memory is None else memory
                if self.direction == "backward":
                    scopes, ends = run_loop(program.backward, scopes, self.problem.later)
            except (ValueError, TypeError, IndexError):
                return None
        returns = program[self.direction].returns
        outputs = {name: returns.get(quantity, quantity) for name, quantity in self.outputs.items()}
        return MappingProxyType({name: self._output(quantity, scopes, ends) for name, quantity in outputs.items()})

    def _output(self, quantity: str, scopes: Sequence[Scope], ends: Scope) -> Array:
        if quantity in ends:
            return frozen(ends[quantity])
        if self.by_step(quantity):
            return frozen(np.stack([scope[quantity] for scope in scopes], axis=-1))
        return frozen(scopes[0][quantity])

    def by_step(self, quantity: str) -> bool:
        """Tell whether an output has a last axis of timesteps.

        Parameters
        ----------
        quantity : str
            our name of the output.

        Returns
        -------
        bool
        """
        return (
            self.problem.T > 1
            and quantity in self.problem.model.lines(self.direction)
            and quantity not in self.problem.model.totals
        )

    @cached_property
    def order(self) -> Mapping[Address, int]:
        """The place of each step in the order of the run."""
        return {address: i for i, address in enumerate(steps(self.problem))}

    def address(self, name: str, t: int) -> Address:
        """Find the step that writes an output's entry of a timestep.

        Parameters
        ----------
        name : str
            the notebook's name of the output.
        t : int
            the timestep, from 1; it does not count for what is whole after the loop.

        Returns
        -------
        Address
        """
        quantity = self.outputs[name]
        if any(quantity == carry.last for carry in self.problem.cell.backward_carries):
            return Address("end", 0, quantity)
        return Address(self.direction, t if self.by_step(quantity) else 1, quantity)


class _Drawn(dict[str, Array]):
    """Arrays drawn as the notebook draws them, `np.random.seed(1)` and then `randn`, but not from the global one."""

    def __init__(self, **shapes: tuple[int, ...]) -> None:
        self._rng = np.random.RandomState(1)
        super().__init__()
        self.then(**shapes)

    def then(self, **shapes: tuple[int, ...]) -> _Drawn:
        """Draw more arrays from the same generator."""
        self.update({name: self._rng.randn(*shape) for name, shape in shapes.items()})
        return self

    def problem(self, name: str, cell: Cell, head: Cell, **rest: Array) -> Problem:
        """Make a problem of the arrays under our names; `rest` are those that are not drawn here."""
        arrays = {**self, **rest}
        model = Model(cell, head)
        inputs = {q: _time_first(arrays[q]) for q in model.inputs if q in arrays}
        parameters = {q: arrays[q] for q in model.parameters}
        later = {q: arrays[q] for q in model.later if q in arrays}
        return Problem(name, parameters, inputs, cell, head, seed=1, later=later)


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


def _early_lstm_backward() -> Problem:
    drawn = _Drawn(x=(3, 10, 7), a0=(5, 10), **_GATES_OUT).then(da=(5, 10, 4))
    x = drawn["x"][:, :, :4]  # the way back covers the first 4 of 7 steps
    return drawn.problem("lstm_backward, early v3a", LSTM, GIVEN, x=x, c0=np.zeros((5, 10)))


_LSTM_BACKWARD_EDITIONS = (
    Edition(
        "dx[1][2] = [-0.00173313 0.08287442 -0.30545663 -0.43281115], da0[2][3] = -0.095911501954, "
        "dWf[3][1] = -0.0698198561274, dWi[1][2] = 0.102371820249, dWc[3][1] = -0.0624983794927, "
        "dWo[1][2] = 0.0484389131444, dbf[4] = -0.0565788, dbi[4] = -0.06997391, dbc[4] = -0.27441821, "
        "dbo[4] = 0.16532821",
        "what the editions v1 to v3a of the notebook expect. Their table is wrong: the code behind it never updates "
        "`da_prevt` and `dc_prevt`, and its dbi, dbc and dbo agree with nothing. Newer editions expect other numbers.",
        right=False,
    ),
    Edition(
        "dx[1][2] = [-0.01745334 1.42787451 -0.43239505 0.26115842], da0[2][3] = 0.25431938852, "
        "dWf[3][1] = -0.01719933985, dWi[1][2] = -0.10484034212, dWc[3][1] = 0.04343296674, "
        "dWo[1][2] = 0.03130257523, dbf[4] = 0.43107701, dbi[4] = 0.21650777, dbc[4] = -0.98341676, "
        "dbo[4] = -0.5837018",
        "right in the first edition of the notebook, whose test draws `dc` for every timestep, beside `da`. Newer "
        "editions expect other numbers.",
        right=True,
    ),
)

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
    yield Case("rnn_cell_backward", _rnn_cell_backward(), older=(stale,), **one_step)
    yield Case("rnn_forward", _rnn_forward(), {"a": "a", "y_pred": "y"}, ("a[4][1]", "y_pred[1][3]"))
    yield Case("rnn_cell_forward", _rnn_cell_forward(), {"a_next": "a", "yt_pred": "y"}, ("a_next[4]", "yt_pred[1]"))
    all_steps: dict[str, Any] = {
        "outputs": {"dx": "dx", "da0": "da0", **_LSTM},
        "printed": ("dx[1][2]", "da0[2][3]", *_LSTM_PRINTED),
    }
    early = Case(
        "lstm_backward",
        _early_lstm_backward(),
        edition="These are the numbers of an early edition v3a of the notebook, whose test draws `Wy` and `by` before "
        "`da`. Other editions print other numbers.",
        **all_steps,
    )
    yield Case("lstm_backward", notebook(LSTM), older=(early,), editions=_LSTM_BACKWARD_EDITIONS, **all_steps)
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
EVERY_CASE = tuple(edition for case in CASES.values() for edition in (case, *case.older))  # with older editions


def find_case(cell: str, test: str) -> Case:
    """Find the case of a cell and one of its tests.

    Parameters
    ----------
    cell : str
        "rnn" or "lstm".
    test : str
        such as "backward", see `Case.test`.

    Returns
    -------
    Case

    Raises
    ------
    ProblemError
        for a test that the notebook does not have.

    Examples
    --------
    >>> find_case("lstm", "cell_forward")
    Case(lstm_cell_forward)
    """
    for case in EVERY_CASE:
        if (case.problem.cell.name, case.test) == (cell, test):
            return case
    raise ProblemError(f"The notebook has no test {test!r} of a cell {cell!r}.")


def case_of(problem: Problem) -> Case | None:
    """Find the test of the assignment that a problem belongs to.

    Parameters
    ----------
    problem : Problem
        which is recognised by its name and its cell.

    Returns
    -------
    Case or None
        None for any other problem.

    Examples
    --------
    >>> case_of(notebook()), case_of(notebook(LSTM))
    (Case(rnn_backward), Case(lstm_backward))
    """
    wanted = (problem.name, problem.cell.name)
    return next((case for case in EVERY_CASE if (case.problem.name, case.problem.cell.name) == wanted), None)
