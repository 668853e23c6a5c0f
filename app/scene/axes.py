"""What the rows and columns of a quantity count: units, inputs, outputs, examples, or a stack of units and inputs."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from app.scene.types import Axis
from rnn_core import Model, Problem, run

# Sizes of which none is the sum of others, except for the stack: so a length says what it counts.
_INPUTS, _UNITS, _OUTPUTS, _EXAMPLES = 2, 3, 7, 11
_COUNTS: dict[int, Axis] = {
    1: "all",
    _INPUTS: "input",
    _UNITS: "unit",
    _INPUTS + _UNITS: "stack",
    _OUTPUTS: "output",
    _EXAMPLES: "example",
}


@lru_cache(32)
def axes(model: Model) -> dict[str, tuple[Axis, Axis]]:
    """Return both by quantity, found by running the cell and its head once with sizes that tell each other apart."""
    shapes = model.shapes(_INPUTS, _UNITS, _OUTPUTS, _EXAMPLES)
    zeros = {name: np.zeros(shape) for name, shape in shapes.items()}
    parameters = {name: zeros[name] for name in model.parameters}
    inputs = {name: zeros[name][None] for name in model.inputs}
    later = dict.fromkeys(model.later, np.zeros((_UNITS, _EXAMPLES)))
    trace = run(Problem("axes", parameters, inputs, model.cell, model.head, later=later))
    measured = {name: np.shape(trace.at(name, 1)) for name in trace.values}
    return {name: (_what(shape, 0), _what(shape, 1)) for name, shape in measured.items()}


def _what(shape: tuple[int, ...], axis: int) -> Axis:
    return _COUNTS.get(shape[axis], "entry") if len(shape) > axis else "all"
