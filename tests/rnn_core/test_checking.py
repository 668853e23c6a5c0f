"""A learner's own function: what is said of it is true, and its exceptions become sentences."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import rnn_core
from rnn_core import CASES, check, rnn_cell_backward, rnn_forward
from rnn_core.diagnosis.checking import arguments_of


@pytest.mark.parametrize("name", CASES)
def test_each_of_the_right_functions_is_right(name):
    found = check(getattr(rnn_core, name))
    assert found.right
    assert str(found) == f"{name}: all right, each of its {len(found.diagnosis.numbers)} numbers."
    assert len(found.diagnosis.numbers) == sum(array.size for array in CASES[name].right.values())


@pytest.mark.parametrize("name", CASES)
def test_of_every_output_every_entry_is_compared(name):
    """One entry of one array off by a billionth part of its size is noticed."""
    right = getattr(rnn_core, name)
    for output in CASES[name].outputs:

        def almost(*given: Any, output: str = output) -> Any:
            returned = right(*given)
            arrays = returned if isinstance(returned, dict) else dict(zip(CASES[name].outputs, returned, strict=False))
            array = np.array(arrays[output])
            array.flat[-1] += 1e-9 * np.abs(array).max()
            arrays = {**arrays, output: array}
            return arrays if isinstance(returned, dict) else (*arrays.values(), returned[-1])

        found = check(almost, name)
        assert not found.right
        assert [number.name for number in found.diagnosis.numbers if not number.right] == [output]


@pytest.mark.parametrize("name", CASES)
def test_arguments_are_those_of_the_notebook(name):
    seen = []
    check(lambda *given: seen.append(given), name)
    assert len(seen[0]) == len(arguments_of(name))
    assert all(array.flags.writeable for array in seen[0] if isinstance(array, np.ndarray)), "a copy of their own"


def loop(hand_on: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    """`rnn_backward` as the notebook's template has it; `hand_on` makes what the cell gets of da and da_prevt."""

    def rnn_backward(da, caches):
        cells, x = caches
        totals = {"dWax": 0, "dWaa": 0, "dba": 0}
        dx, da_prevt = np.zeros(x.shape), np.zeros(da.shape[:2])
        for t in reversed(range(da.shape[2])):
            gradients = rnn_cell_backward(hand_on(da[:, :, t], da_prevt), cells[t])
            dx[:, :, t], da_prevt = gradients["dxt"], gradients["da_prev"]
            totals = {name: total + gradients[name] for name, total in totals.items()}
        return {"dx": dx, "da0": da_prevt, **totals}

    return rnn_backward


def test_a_loop_with_a_mistake_gets_its_cause():
    assert check(loop(lambda da, da_prevt: da + da_prevt)).right
    found = check(loop(lambda da, da_prevt: da))
    assert "only-da" in [cause.name for cause in found.diagnosis.causes]
    assert "I never add `da_prevt`" in str(found)
    found = check(loop(lambda da, da_prevt: da_prevt))
    assert "only-da-prevt" in [cause.name for cause in found.diagnosis.causes]


def stops(da, caches):
    return da["x"]


def swapped(x, a0, parameters):
    """Right, but the first cache has the last state: the aliased cache."""
    a, y_pred, (cells, x) = rnn_forward(x, a0, parameters)
    return a, y_pred, ([(cells[0][0], cells[-1][0], *cells[0][2:]), *cells[1:]], x)


def shorter(x, a0, parameters):
    a, y_pred, (cells, x) = rnn_forward(x, a0, parameters)
    return a, y_pred, ([cell[:3] for cell in cells], x)


def in_place(da, caches):
    gradients = rnn_core.rnn_backward(da, caches)
    da *= 2
    return gradients


@pytest.mark.parametrize(
    ("function", "name", "said"),
    [
        (stops, "rnn_backward", 'It stops with IndexError: only integers.*, in line \\d+: return da\\["x"\\]'),
        (lambda da, caches: None, "rnn_backward", "It returns nothing."),
        (lambda da: None, "rnn_backward", r"It takes \(da\), and the test calls it with \(da, caches\)."),
        (lambda da, caches: (1, 2), "rnn_backward", "It returns a tuple, expected the dictionary of gradients."),
        (lambda da, caches: {"x": 1}, "rnn_backward", r"It returns \['x'\], expected \['dx', 'da0'.*"),
        (lambda x, a0, parameters: (a0, a0), "rnn_forward", "It returns 2 values, expected 3: a, y_pred, caches."),
        (lambda x, a0, parameters: 7, "rnn_forward", "It returns 1 value, expected 3: a, y_pred, caches."),
        (lambda da, caches: {"dx": np.nan * da}, "rnn_backward", "dx has an entry that is NaN or infinite."),
        (swapped, "rnn_forward", "What it returns is right, but what is cached at t = 1 as a_prev is another one."),
        (shorter, "rnn_forward", r"What it returns is right, but a cache is not \(a_next, a_prev, xt, parameters\)."),
        (in_place, "rnn_backward", "It changes its argument da, which others still need."),
    ],
)
def test_what_is_wrong_beside_the_numbers_is_said_in_a_sentence(function, name, said):
    found = check(function, name)
    assert not found.right
    assert len(found.problems) == 1
    assert re.fullmatch(said, found.problems[0])
    assert str(found).startswith(f"{name}: ")


def test_what_is_missing_is_said_and_the_rest_compared():
    found = check(lambda da, caches: {"dx": rnn_core.rnn_backward(da, caches)["dx"]}, "rnn_backward")
    assert found.problems == ("It returns no da0, dWax, dWaa, dba.",)
    assert found.diagnosis.verdict == "right"
    assert not found.right
    assert str(found) == "rnn_backward: It returns no da0, dWax, dWaa, dba."


def test_a_function_that_is_none_of_the_eight_is_refused():
    with pytest.raises(ValueError, match="got 'stops', expected one of rnn_backward"):
        check(stops)
