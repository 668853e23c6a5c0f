"""Is my function right? A learner's own function, run on the notebook's test and compared with the right one.

>>> import numpy as np
>>> def rnn_cell_forward(xt, a_prev, parameters):
...     p = parameters
...     a_next = np.tanh(p["Wax"] @ xt + p["Waa"] @ a_prev)
...     scores = np.exp(p["Wya"] @ a_next + p["by"])
...     return a_next, scores / scores.sum(axis=0), (a_next, a_prev, xt, parameters)
>>> checked = check(rnn_cell_forward)
>>> checked.right, checked.diagnosis.causes[0].name
(False, 'z.without.ba')
"""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import numpy as np

from rnn_core import assignment
from rnn_core.assignment.cases import CASES, Case
from rnn_core.diagnosis import Diagnosis, diagnose
from rnn_core.diagnosis.reading import ReadingError
from rnn_core.problem import same

Function = Callable[..., Any]
PREDICTION_WEIGHT = {"rnn": "Wya", "lstm": "Wy"}  # what the assignment calls our `Wya`
CACHES = {
    "rnn": ("a_next", "a_prev", "xt", "parameters"),
    "lstm": ("a_next", "c_next", "a_prev", "c_prev", "ft", "it", "cct", "ot", "xt", "parameters"),
}


@dataclass(frozen=True, eq=False)
class Checked:
    """What `check` has found. `print` it, or ask for its parts.

    Attributes
    ----------
    name : str
        that of the function of the assignment.
    diagnosis : Diagnosis or None
        its numbers compared with the right ones; None where it stopped or returned nothing that has any.
    problems : tuple of str
        sentences about what is wrong beside the numbers: an exception, and in which line; a name that is missing, or a
        cache that is not as the notebook's.
    """

    name: str
    diagnosis: Diagnosis | None
    problems: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems and self.diagnosis is not None and self.diagnosis.verdict == "right"

    def __str__(self) -> str:
        lines = [f"{self.name}: {problem}" for problem in self.problems]
        if self.right and self.diagnosis:
            lines.append(f"{self.name}: all right, each of its {len(self.diagnosis.numbers)} numbers.")
        elif self.diagnosis and self.diagnosis.verdict != "right":
            lines.append(str(self.diagnosis))
        return "\n".join(lines)

    __repr__ = __str__


def check(function: Function, name: str = "") -> Checked:
    """Run a function of the assignment on the notebook's test, and compare every entry that it returns.

    It gets what right code before it would have made, so only its own lines count. Each edition of the test is tried;
    what it says is about the first that is not passed.

    Parameters
    ----------
    function : function
        your own, with the arguments that it has in the notebook.
    name : str
        which of the eight it is, where it has another name of its own.

    Returns
    -------
    Checked
        `print` it; `right` says whether nothing is wrong.

    Raises
    ------
    ValueError
        for a function that is none of the eight, by its name.

    Examples
    --------
    >>> from rnn_core import rnn_cell_forward
    >>> check(rnn_cell_forward)
    rnn_cell_forward: all right, each of its 70 numbers.
    """
    name = name or getattr(function, "__name__", "")
    if name not in CASES:
        raise ValueError(
            f"got {name!r}, expected one of {', '.join(CASES)}; or say which it is: check(f, 'rnn_forward')"
        )
    case = CASES[name]
    editions = (_check(function, edition) for edition in (case, *case.older))
    return next((edition for edition in editions if not edition.right), Checked(name, diagnose(case.right, case), ()))


def _check(function: Function, case: Case) -> Checked:
    arguments, names = _arguments(case), arguments_of(case.name)
    signature = inspect.signature(function)
    try:
        signature.bind(*arguments)
    except TypeError:
        return Checked(case.name, None, (f"It takes {signature}, and the test calls it with ({', '.join(names)}).",))
    given = deepcopy(arguments)
    try:
        returned = function(*given)
    except Exception as error:
        return Checked(case.name, None, (_stopped(error, function),))
    changed = [name for name, *arrays in zip(names, arguments, given, strict=True) if not _alike(*arrays)]
    problems = [f"It changes its argument {name}, which others still need." for name in changed]
    outputs = _outputs(returned, case)
    if isinstance(outputs, str):
        return Checked(case.name, None, (*problems, outputs))
    try:
        diagnosis = diagnose(outputs, case)
    except ReadingError as error:
        return Checked(case.name, None, (*problems, str(error)))
    if missing := [name for name in case.outputs if name not in outputs]:
        problems.append(f"It returns no {', '.join(missing)}.")
    if diagnosis.verdict == "right" and case.direction == "forward":
        problems += _cached(returned[-1], case, arguments)
    return Checked(case.name, diagnosis, tuple(problems))


def arguments_of(name: str) -> tuple[str, ...]:
    """Name the arguments of one of the eight functions, as the assignment does."""
    return tuple(inspect.signature(getattr(assignment, name)).parameters)


def _arguments(case: Case) -> tuple[Any, ...]:
    """Make what the test calls the function with, features first and time last; right code makes the caches."""
    problem, cell = case.problem, case.problem.cell.name
    # The tests of the way back hand in the weights of the prediction, too; nothing there reads them.
    arrays = {**CASES[f"{cell}_forward"].problem.parameters, **problem.parameters}
    a0, c0 = arrays.pop("a0"), arrays.pop("c0", None)
    parameters = {PREDICTION_WEIGHT[cell] if name == "Wya" else name: array for name, array in arrays.items()}
    x = np.moveaxis(problem.inputs["x"], 0, 2)
    states = (a0,) if c0 is None else (a0, c0)
    one_step = "_cell_" in case.name
    forward = (x[:, :, 0], *states, parameters) if one_step else (x, a0, parameters)
    if case.direction == "forward":
        return forward
    da = np.moveaxis(problem.inputs["da"], 0, 2)
    *_, cached = getattr(assignment, case.name.replace("backward", "forward"))(*forward)
    return (da[:, :, 0], *problem.later.values(), cached) if one_step else (da, cached)


def _outputs(returned: Any, case: Case) -> dict[str, Any] | str:
    """Name what a function has returned as the notebook does, or say in a sentence why that cannot be."""
    if returned is None:
        return "It returns nothing."
    if case.direction == "backward":
        if not isinstance(returned, Mapping):
            return f"It returns a {type(returned).__name__}, expected the dictionary of gradients."
        outputs = {name: returned[name] for name in case.outputs if name in returned}
        return outputs or f"It returns {sorted(map(str, returned))}, expected {list(case.outputs)}."
    names = (*case.outputs, "cache" if "_cell_" in case.name else "caches")
    if not isinstance(returned, Sequence) or len(returned) != len(names):
        count = len(returned) if isinstance(returned, Sequence) else 1
        return f"It returns {count} {'value' if count == 1 else 'values'}, expected {len(names)}: {', '.join(names)}."
    return dict(zip(case.outputs, returned[:-1], strict=True))


def _cached(returned: Any, case: Case, arguments: tuple[Any, ...]) -> Iterator[str]:
    """Say what is wrong with what a forward function keeps for the way back, although what it returns is right."""
    expected, names = getattr(assignment, case.name)(*arguments)[-1], CACHES[case.problem.cell.name]
    if "_cell_" in case.name:
        returned, expected = ([returned],), ([expected],)
    try:
        pairs = list(zip(returned[0], expected[0], strict=True))
        cells = [dict(zip(names, cell, strict=True)) for cell, _ in pairs]
    except (TypeError, ValueError, IndexError, KeyError):
        yield f"What it returns is right, but a cache is not ({', '.join(names)})."
        return
    for t, (cell, (_, right)) in enumerate(zip(cells, pairs, strict=True)):
        for name, array in zip(names, right, strict=True):
            if not _alike(cell[name], array):
                yield f"What it returns is right, but what is cached at t = {t + 1} as {name} is another one."
                return


def _alike(returned: Any, expected: Any) -> bool:
    """Tell whether arrays, or what is made of them, are the same numbers."""
    if isinstance(expected, Mapping):
        return (
            isinstance(returned, Mapping)
            and returned.keys() == expected.keys()
            and all(_alike(returned[k], expected[k]) for k in expected)
        )
    if isinstance(expected, tuple | list):
        return (
            isinstance(returned, tuple | list)
            and len(returned) == len(expected)
            and all(map(_alike, returned, expected))
        )
    try:
        return same(returned, expected)
    except TypeError:
        return False


def _stopped(error: Exception, function: Function) -> str:
    """Say which exception it was, and in which line of the file in which the function stands."""
    file = inspect.getfile(inspect.unwrap(function))
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file]
    said = f"It stops with {type(error).__name__}: {error}".removesuffix(": ")
    return f"{said}, in line {frames[-1].lineno}: {frames[-1].line}" if frames else f"{said}."
