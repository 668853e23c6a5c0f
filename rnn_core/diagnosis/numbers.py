"""A learner's numbers beside the right ones: each marked right or wrong, and what follows from that alone."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from rnn_core.assignment.cases import Case
from rnn_core.diagnosis.reading import Given, is_there
from rnn_core.diagnosis.report import Number, counted
from rnn_core.trace import Address

SHARP = 1e-6  # numbers printed less finely than this can be right by chance, where a tanh is near to 1


def marked(entries: Sequence[Given], case: Case) -> Iterator[Number]:
    """Mark each number that was given; and a wrong shape or count, where no number of its array is wrong."""
    for entry in entries:
        yield from _numbers_of(entry, case)
    for name in dict.fromkeys(entry.name for entry in entries):
        in_array = [entry for entry in entries if entry.name == name]
        off = next((entry for entry in in_array if entry.of(case.right) is None), None)
        if off and all(number.right for entry in in_array for number in _numbers_of(entry, case)):
            label, shape = (name, off.shape) if off.shape else (off.label, (len(off.values),))
            # A mistake that explains them gives this shape and all these digits.
            yield Number(
                f"{label}.shape", str(shape), False, None, float(sum(entry.digits.sum() for entry in in_array))
            )


def _numbers_of(entry: Given, case: Case) -> Iterator[Number]:
    right, by_step = case.right[entry.name], case.by_step(case.outputs[entry.name])
    labels = [entry.label] * len(entry.values)
    if not entry.numbers and entry.shape is not None:
        labels = [f"{entry.name}{''.join(f'[{k}]' for k in place)}" for place in np.ndindex(entry.shape)]
    for i, place in enumerate(_places(entry, case)):
        value, tolerance, digits = entry.values[i], entry.tolerance[i], float(entry.digits[i])
        text = entry.numbers[i] if entry.numbers else f"{value:.8g}"
        if place is None:
            yield Number(labels[i], text, False, None, digits)
            continue
        address = case.address(entry.name, place[-1] + 1 if by_step else 1)
        off = abs(value - right[place])
        if off <= tolerance:
            yield Number(labels[i], text, True, address, 0.0)
        else:
            explained = digits if value == 0 else min(digits, float(np.log10(max(off / (2 * tolerance), 1.0))))
            yield Number(labels[i], text, False, address, explained)


def _places(entry: Given, case: Case) -> Sequence[tuple[int, ...] | None]:
    """Find where each number of an entry stands in the right array; None where that has no place, or it is unknown."""
    count, right = len(entry.values), case.right[entry.name]
    nowhere: list[tuple[int, ...] | None] = [None] * count
    if not is_there(entry.index, right.shape):
        return nowhere
    expected: tuple[int, ...] = right[entry.index].shape
    if entry.shape is not None:
        part = entry.shape[len(entry.index) :]
    else:
        part = expected if count == math.prod(expected) else (count,)
    if [n for n in part if n > 1] == [n for n in expected if n > 1]:
        part = expected  # (5,) for (5, 1)
    if math.prod(part) != count or len(part) != len(expected):
        return nowhere
    return [(*entry.index, *place) if is_there(place, expected) else None for place in np.ndindex(part)]


def follows(case: Case, entries: Sequence[Given], numbers: Sequence[Number], first: Address | None) -> Iterator[str]:
    """Say what the numbers themselves tell, whatever the cause; `first` is the first step that is wrong."""
    yield from _shapes(case, entries)
    placed = [number for number in numbers if number.address]
    by_step = [number for number in placed if number.address and case.by_step(number.address.quantity)]
    if first and case.by_step(first.quantity):
        yield from _in_time(case, by_step, entries, first)
    elif all(number.right for number in by_step):
        names = {number.name for number in by_step}
        rest = [number for number in placed if number.name not in names]
        wrong = {number.label: "" for number in rest if not number.right}
        right = [label for label in dict.fromkeys(number.label for number in rest) if label not in wrong]
        right += [f"{_names(by_step)} at every step that is here"] if by_step else []
        if wrong and right:
            yield f"Wrong: {_few(list(wrong))}. Right: {_few(right)}."


def _shapes(case: Case, entries: Sequence[Given]) -> Iterator[str]:
    """Say which arrays have a wrong shape, and whether that is all that is wrong with what was given of them."""
    for entry in entries:
        right, count = case.right[entry.name], len(entry.values)
        wanted = np.size(right[entry.index]) if is_there(entry.index, right.shape) else 0
        if entry.shape not in (None, right.shape):
            says = f"{entry.name} has the shape {entry.shape}; expected {right.shape}."
        elif count != wanted:
            says = f"{entry.label} has {counted(count, 'number')}; expected {wanted}."
        else:
            continue
        placed = [number for number in _numbers_of(entry, case) if number.address]
        if placed and all(number.right for number in placed):
            if more := count - len(placed):
                says += f" What belongs in {entry.label} is right; "
                says += f"{counted(more, 'more number')} should not be there."
            elif count == wanted:
                says += f" What is given of {entry.label} is right: only the shape is wrong."
            else:
                says += " They are right as far as they go."
        yield says


def _in_time(case: Case, numbers: Sequence[Number], entries: Sequence[Given], first: Address) -> Iterator[str]:
    """Say what follows if the array that goes wrong first is right at the steps that run before.

    There the wrong place makes no difference. So it is what is carried, or what is done with that, or it is of another
    timestep. Nothing follows from an array that is wrong from its first step on, or right again later.
    """
    name = next(number.name for number in numbers if number.address == first)
    in_array = [number for number in numbers if number.name == name]
    wrong = {number.address.t for number in in_array if number.address and not number.right}
    right = {number.address.t for number in in_array if number.address} - wrong
    sharp = all((entry.tolerance < SHARP).all() for entry in entries if entry.name == name)
    back = case.direction == "backward"
    if right and sharp and (min(right) > max(wrong) if back else max(right) < min(wrong)):
        yield (
            f"{name} is right at t = {_list(right)} and wrong at t = {_list(wrong)}: look at what step t hands to step "
            f"t {'-' if back else '+'} 1, at what is done with it there, and at which timesteps are looped over and "
            "read."
        )


def _list(times: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(times)))


def _names(numbers: Sequence[Number]) -> str:
    return _few(list(dict.fromkeys(number.name for number in numbers)))


def _few(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= 12 else f"{', '.join(names[:10])} and {len(names) - 10} more"
