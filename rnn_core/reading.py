"""Read what somebody's notebook has printed, as people paste it, or the notebook's own dictionary of arrays.

>>> from rnn_core.cases import CASES
>>> for given in read("gradients[“dba”][4] = [−0.74747722]", CASES["rnn_backward"]):
...     print(given.label, given.numbers)
dba[4] ('-0.74747722',)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnn_core.cases import Arrays, Case
from rnn_core.problems import Array

LONGEST = 100_000  # characters; the whole dictionary of `rnn_backward`, printed, has about 5,000
NOISE = 1e-14  # two right programs differ by about 1e-15 of a number's size, by the order of their sums
ZERO = 1e-8  # NumPy prints `0.` for what is exactly 0
EXACT = 1e-10  # arrays are compared this closely, in parts of their largest entry


class ReadingError(ValueError):
    """A text or arrays that cannot be read; the message says why in one sentence."""


@dataclass(frozen=True, eq=False)
class Given:
    """One entry that was given: its label, and its numbers with half a unit of the last printed digit of each.

    `digits` is how many digits each number has to show; `shape` what was said of the shape of the whole array.
    """

    label: str
    name: str
    index: tuple[int, ...]
    numbers: tuple[str, ...]
    values: Array
    tolerance: Array
    digits: Array
    shape: tuple[int, ...] | None = None

    def of(self, arrays: Arrays) -> Array | None:
        """The same entry of other arrays, as a row; None where they have not so many numbers there."""
        array = arrays[self.name]
        if self.shape is not None and array.shape != self.shape:
            return None
        if len(self.index) > array.ndim or any(i >= n for i, n in zip(self.index, array.shape, strict=False)):
            return None
        row = np.ravel(array[self.index])
        return row if row.size == self.values.size else None

    def agrees(self, arrays: Arrays) -> NDArray[np.bool_]:
        """Per number: is it that of these arrays, to its printed digits?"""
        row = self.of(arrays)
        near = np.zeros(self.values.size) if row is None else np.abs(row - self.values) <= self.tolerance
        return np.asarray(near, dtype=bool)

    def fits(self, arrays: Arrays) -> bool:
        """Whether all of it is that of these arrays, the shape too."""
        row = self.of(arrays)
        return row is not None and bool((np.abs(row - self.values) <= self.tolerance).all())


def read(given: str | Mapping[str, Any], case: Case) -> tuple[Given, ...]:
    """What was given of a case's outputs.

    Raises
    ------
    ReadingError
        for a text that has no numbers, is too long, or does not say what its numbers are; for NaN and infinity; for
        names that the case has not; for what is no array of numbers.
    """
    return tuple(_from_text(given, case) if isinstance(given, str) else _from_arrays(given, case))


def _from_arrays(arrays: Mapping[str, Any], case: Case) -> Iterator[Given]:
    if not isinstance(arrays, Mapping):
        raise ReadingError(f"Expected a text or a dictionary of arrays; got {type(arrays).__name__}.")
    known = [name for name in case.outputs if name in arrays]
    if not known:
        raise ReadingError(_unknown(list(map(str, arrays)), case))
    for name in known:
        try:
            array = np.array(arrays[name], dtype=np.float64)
        except (TypeError, ValueError):
            raise ReadingError(f"{name} is no array of numbers.") from None
        if not array.size:
            raise ReadingError(f"{name} is empty.")
        if not np.isfinite(array).all():
            raise ReadingError(f"{name} has an entry that is NaN or infinite.")
        tolerance = np.full(array.size, EXACT * max(1.0, float(np.abs(array).max())))
        digits = np.full(array.size, -np.log10(EXACT))
        yield Given(name, name, (), (), array.ravel(), tolerance, digits, array.shape)


_SAME = str.maketrans("“”„«»‘’´`−–—‐‑\u00a0\u2009\u202f", '"""""\'\'\'\'-----   ')
_KEY = re.compile(r"""\b\w+\s*\[\s*["'](\w+)["']\s*\]""")  # gradients["dx"] -> dx
_NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.])")
_NOT_FINITE = re.compile(r"(?<![\w.])[-+]?(?:nan|inf|infinity)(?!\w)", re.IGNORECASE)
_INDEX = r"((?:\s*\[\s*\d+\s*(?:,\s*\d+\s*)*\])*)"
_LABEL = re.compile(rf"""(?<![\w.])([A-Za-z_]\w*)["']?{_INDEX}(\.shape)?["'*]*\s*([=:|({{\[]|-?\.?\d|array|np\.)?""")
_NO_LABEL = {"array", "np", "numpy", "float64", "dtype", "nan", "inf", "e", "E"}


def _from_text(text: str, case: Case) -> Iterator[Given]:
    if len(text) > LONGEST:
        raise ReadingError(f"The text has more than {LONGEST:,} characters, which are the most that is read.")
    text = " ".join(text.translate(_SAME).split())  # long runs of blanks are slow to match
    text = _KEY.sub(r" \1", text)
    text = re.sub(r"\[\s*:\s*\]|,\s*:\s*(?=\])|</?\w+/?>", " ", text)
    if not _NUMBER.search(text) and not _NOT_FINITE.search(text):
        raise ReadingError("There are no numbers in this text.")
    pieces, others = _pieces(text, case)
    if not pieces:
        if others:
            raise ReadingError(_unknown(others, case))
        pieces = [(label, rest) for label, rest in _without_labels(text, case)]
    shapes = {name: shape for label, rest in pieces if (name := _shape_of(label)) and (shape := _as_shape(rest))}
    found: dict[str, Given] = {}
    for label, rest in pieces:
        given = None if _shape_of(label) else _given(label, rest, case, shapes)
        # Who pastes the expected output too has a label twice, and asks about the one that is wrong.
        if given and (label not in found or found[label].fits(case.right)):
            found[label] = given
    for name, shape in shapes.items():
        if shape != case.right[name].shape and not any(given.name == name for given in found.values()):
            empty = np.zeros(0)
            found[name] = Given(f"{name}.shape", name, (), (), empty, empty, empty, shape)
    if not found:
        raise ReadingError("There are no numbers after the names in this text.")
    yield from found.values()


def _pieces(text: str, case: Case) -> tuple[list[tuple[str, str]], list[str]]:
    """Labels such as `dx[1][2]` or `dx.shape`, each with the text up to the next; and names of something else."""
    marks: list[tuple[int, int, str]] = []
    others: list[str] = []
    for match in _LABEL.finditer(text):
        name, index, shape, value = match.groups()
        if name in case.outputs and (index.strip() or shape or value):
            numbers = "".join(f"[{i}]" for i in re.findall(r"\d+", index))
            marks.append((match.start(), match.end(3) if shape else match.end(2), f"{name}{numbers}{shape or ''}"))
        elif name not in _NO_LABEL and (index.strip() or shape or value in (":", "=", "|", "(")):
            marks.append((match.start(), match.end(2), ""))
            others += [name] if index.strip() else []
    ends = [*(start for start, _, _ in marks), len(text)][1:]
    return [(label, text[at:end]) for (_, at, label), end in zip(marks, ends, strict=True) if label], others


def _shape_of(label: str) -> str:
    return label.removesuffix(".shape") if label.endswith(".shape") else ""


def _as_shape(text: str) -> tuple[int, ...]:
    match = re.match(r"[\s=:]*\(([\d\s,]{1,40})\)", text)
    return tuple(int(size) for size in re.findall(r"\d{1,6}", match[1])) if match else ()


def _given(label: str, text: str, case: Case, shapes: Mapping[str, tuple[int, ...]]) -> Given | None:
    """The numbers after a label: those in its brackets, or as many as belong there."""
    name, *rest = re.findall(r"\w+", label)
    index = tuple(map(int, rest))
    right = case.right[name]
    if len(index) > right.ndim or any(i >= n for i, n in zip(index, right.shape, strict=False)):
        raise ReadingError(f"{label[:40]} is not there: {name} has the shape {right.shape}.")
    inside = _brackets(text)
    if inside and "..." in inside:
        return None  # NumPy has left something out
    if match := _NOT_FINITE.search(inside or text[:200]):
        raise ReadingError(f"{label} has {match[0]} in it, which is not a number to compare.")
    numbers = _NUMBER.findall(inside or text)
    numbers = numbers if inside else numbers[: np.size(right[index])]
    shape = shapes.get(name)
    return _printed(label, name, index, numbers, None if shape == right.shape else shape) if numbers else None


def _brackets(text: str) -> str:
    """What stands in the brackets with which a value begins, however many; all the rest if they do not close."""
    start = re.match(r"""[\s=:|*"'>]*(?:(?:np\.)?array)?\(?\s*\[""", text)
    if not start:
        return ""
    depth = accumulate((c == "[") - (c == "]") for c in text[start.end() - 1 :])
    end = next((i for i, level in enumerate(depth) if level == 0), len(text))
    return text[start.end() - 1 : start.end() + end]


def _printed(
    label: str, name: str, index: tuple[int, ...], numbers: list[str], shape: tuple[int, ...] | None = None
) -> Given:
    values = np.array([float(number) for number in numbers])
    if not (np.abs(values) < 1e100).all():
        raise ReadingError(f"{label} has a number beyond all bounds.")
    units = np.array([_unit(number) for number in numbers])
    digits = np.array([_digits(number) for number in numbers], dtype=float)
    # NumPy prints `0.` and `2.` for what has no other digit among those that the row shows.
    whole = np.array([float(number) == 0 or number.endswith(".") for number in numbers])
    rounded = max(ZERO, min(units[~whole], default=ZERO))
    units[whole], digits[whole] = rounded, digits[whole] - np.log10(rounded)
    tolerance = 0.5 * units * (1 + 1e-6) + NOISE * np.maximum(1.0, np.abs(values))
    return Given(label, name, index, tuple(numbers), values, tolerance, digits, shape)


def _unit(number: str) -> float:
    """One unit of the last printed digit."""
    mantissa, _, exponent = number.lower().partition("e")
    return float(10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2])))


def _digits(number: str) -> int:
    """How many digits a number shows; the zeros before them only hold the place."""
    return len(re.sub(r"\D", "", number.lower().partition("e")[0]).lstrip("0"))


def _without_labels(text: str, case: Case) -> Iterator[tuple[str, str]]:
    """Bare numbers: they are what the case prints, in its order, where that can be told."""
    if match := _NOT_FINITE.search(text):
        raise ReadingError(f"There is {match[0]} in this text, which is not a number to compare.")
    numbers = _NUMBER.findall(text)
    sizes = [np.size(case.right[name][tuple(map(int, rest))]) for name, *rest in map(_words, case.printed)]
    ways = []
    for first in range(len(sizes)):
        for last in range(first + 1, len(sizes) + 1):
            if sum(sizes[first:last]) == len(numbers):
                cuts = [0, *accumulate(sizes[first:last])]
                parts = [" ".join(numbers[a:b]) for a, b in pairwise(cuts)]
                ways.append(list(zip(case.printed[first:last], parts, strict=True)))
    right = [sum(int(_right(label, part, case)) for label, part in way) for way in ways]
    best = [way for way, count in zip(ways, right, strict=True) if count == max(right)]
    if len(best) != 1:
        raise ReadingError(
            f"It cannot be told what these numbers are; write for instance `{case.printed[-1]} =` before them."
        )
    yield from best[0]


def _right(label: str, numbers: str, case: Case) -> int:
    name, *rest = _words(label)
    return int(_printed(label, name, tuple(map(int, rest)), numbers.split()).agrees(case.right).sum())


def _words(label: str) -> list[str]:
    return re.findall(r"\w+", label)


def _unknown(names: list[str], case: Case) -> str:
    shown = ", ".join(dict.fromkeys(name[:30] for name in names[:5]))
    return f"{case.name} has {', '.join(case.outputs)}; here are {shown}. Is it another case?"
