"""Read what a learner's notebook has printed, as people paste it, or the notebook's own dictionary of arrays.

>>> from rnn_core.assignment.cases import CASES
>>> for given in read("gradients[“dba”][4] = [−0.74747722]", CASES["rnn_backward"]):
...     print(given.label, given.numbers)
dba[4] ('-0.74747722',)
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnn_core.assignment.cases import Arrays, Case
from rnn_core.diagnosis.tracebacks import split_error
from rnn_core.problem import Array

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
        """Take the same entry of other arrays, as a row; None where they do not have as many numbers there."""
        array = arrays[self.name]
        if self.shape is not None and array.shape != self.shape:
            return None
        if len(self.index) > array.ndim or any(i >= n for i, n in zip(self.index, array.shape, strict=False)):
            return None
        row = np.ravel(array[self.index])
        return row if row.size == self.values.size else None

    def agrees(self, arrays: Arrays) -> NDArray[np.bool_]:
        """Tell for each number whether it is that of these arrays, to its printed digits."""
        row = self.of(arrays)
        near = np.zeros(self.values.size) if row is None else np.abs(row - self.values) <= self.tolerance
        return np.asarray(near, dtype=bool)

    def fits(self, arrays: Arrays) -> bool:
        """Tell whether all of it is that of these arrays, the shape too."""
        row = self.of(arrays)
        return row is not None and bool((np.abs(row - self.values) <= self.tolerance).all())


def read(given: str | Mapping[str, Any], case: Case) -> tuple[Given, ...]:
    """Read what was given of a case's outputs.

    Raises
    ------
    ReadingError
        for a text that has no numbers, is too long, or does not say what its numbers are; for NaN and infinity; for
        names that the case does not have; for what is no array of numbers.
    """
    return tuple(_from_text(given, case) if isinstance(given, str) else _from_arrays(given, case))


def _from_arrays(arrays: Mapping[str, Any], case: Case) -> Iterator[Given]:
    if not isinstance(arrays, Mapping):
        raise ReadingError(f"Expected a text or a dictionary of arrays; got {type(arrays).__name__}.")
    key_of = {name: key for key in map(str, arrays) if (name := _canonical(key, case)) and key in arrays}
    key_of |= {name: name for name in case.outputs if name in arrays}
    if not key_of:
        raise ReadingError(_unknown(list(map(str, arrays)), case))
    for name in (name for name in case.outputs if name in key_of):
        try:
            array = np.array(arrays[key_of[name]], dtype=np.float64)
        except (TypeError, ValueError):
            raise ReadingError(f"{name} is no array of numbers.") from None
        if not array.size:
            raise ReadingError(f"{name} is empty.")
        if not np.isfinite(array).all():
            raise ReadingError(f"{name} has an entry that is NaN or infinite.")
        tolerance = np.full(array.size, EXACT * max(1.0, float(np.abs(array).max())))
        digits = np.full(array.size, -np.log10(EXACT))
        yield Given(name, name, (), (), array.ravel(), tolerance, digits, array.shape)


# 1:1 where a character has another form; forums write quotes, dashes and dots their own way.
_SAME = str.maketrans(
    {**dict(zip("“”„«»‘’´`−–—‐‑\u00a0\u2009\u202f", '"""""\'\'\'\'-----   ', strict=True)), "…": "..."}
)
_ENTITY = re.compile(r"&(?:\w{1,8}|#\d{1,6}|#x[\da-fA-F]{1,6});")
_COLOUR = re.compile(r"(?:\x1b|\\x1b|\\033|\\u001b|\\e)\[[\d;]{0,20}[A-Za-z]|\[\d{1,3}(?:;\d{1,3}){0,4}m")
_TESTS = re.compile(r"(?<!\d)\d++\s{1,9}tests? (?:passed|failed)", re.IGNORECASE)  # the notebook's own count
_PROMPT = re.compile(r"\b(?:In|Out) ?\[ ?\d* ?\] ?:")
_TAG = re.compile(r"</?(?:t[drh]|table|tbody|thead|b|p|br|div|span|pre|code|strong|em|i)\b[^<>]{0,200}>")
_KEY = re.compile(r"""\b\w+ ?\[ ?["'](\w+)["'] ?\]""")  # gradients["dx"] -> dx
_WHOLE_AXIS = re.compile(r"\[ ?: ?\]|, ?: ?(?=\])")  # dx[1, 2, :] -> dx[1, 2]
_DIGITS = r"[-+]?(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][-+]?\d++)?(?![\w.])"
_NUMBER = re.compile(rf"(?<![\w.]){_DIGITS}")
_NOT_FINITE = re.compile(r"(?<![\w.])[-+]?(?:nan|inf|infinity)(?!\w)", re.IGNORECASE)
_INDEX = r"((?: ?\[ ?-?\d{1,9}+ ?(?:, ?-?\d{1,9}+ ?)*+\])*+)"
_CALL = r"(?:(?:np|numpy|torch|tf|jnp)\.)?(?:array|asarray|[Tt]ensor|(?:Device)?Array|float\d\d)\("
_BEGINS = rf"[=:|({{\[]|-?\d*\.\d|shape\b|is \(|<tf\.|{_CALL}"  # what a value or a shape begins with
_LABEL = re.compile(rf"""(?<![\w.])([A-Za-z_]\w*+)["']?{_INDEX}(\.shape\b)?["'* ]*+({_BEGINS})?""")
_NO_LABEL = {"array", "asarray", "np", "numpy", "float64", "float32", "dtype", "nan", "inf", "e", "E"}
_NO_LABEL |= {"tensor", "Tensor", "torch", "tf", "shape", "Array", "DeviceArray", "size", "Size", "TensorShape"}
# `a.shape = (5, 10)`, `shape of a: (5, 10)`, and torch's `torch.Size([5, 10])`; the same after a bare name.
_SHAPE = re.compile(
    r"""[ =:|"'*>]*+(shape\b[ =:|"'*>]*+)?(?:is )?(?:torch\.Size|TensorShape)?"""
    r"""\( ?\[?((?:\d{1,6}+ ?+,?+ ?+){1,6}+)\]?+ ?\)"""
)
_TUPLE = re.compile(r"\( ?\d{1,6}+ ?,(?: ?\d{1,6}+ ?,?){0,5}+ ?\)")
_VALUE = re.compile(rf"""([ =:|"'*>]*+)(?:<tf\.Tensor[^<>]{{0,80}}?numpy= ?)?(?:{_CALL})?[( ]*+""")
_SAID = re.compile(r" ?:? ?(?:(?:is|are|was|gives|equals|i|get|got) ){1,4}(?=[-+.\d])", re.IGNORECASE)  # I get 0.5
_CODE = re.compile(rf" ?= ?(?!{_CALL})[A-Za-z_][\w.]*+[([]")  # dba = np.zeros((5, 1))
_STOP = rf"[-+]?(?:nan|inf|infinity)(?!\w)|{_DIGITS}"
_RUN = re.compile(rf"(?:[ ,;|]|(?<![\w.])(?:{_STOP}))*+", re.IGNORECASE)  # numbers, and what stands between them
_TOKEN = re.compile(
    rf"[ ,;|()]|(?P<open>\[)|(?P<close>\])|(?<![\w.])(?:{_STOP})|(?P<left_out>\.\.\.)|{_CALL}", re.IGNORECASE
)
_DECIMAL_COMMA = re.compile(r"[-+]?\d++,\d++(?:[eE][-+]?\d++)?")
_WHOLE = re.compile(r"[-+]?\d++")
# One of these is the other in another edition of the notebook.
_ALIASES = {"y": "y_pred", "y_pred": "y", "yt": "yt_pred", "yt_pred": "yt"}


@dataclass(frozen=True)
class _Piece:
    """An array's name with an index or `.shape` behind it, and the text up to the next name."""

    name: str
    index: tuple[int, ...]
    is_shape: bool
    text: str

    @property
    def label(self) -> str:
        return self.name + "".join(f"[{i}]" for i in self.index)


def find_error(given: str | Mapping[str, Any]) -> str:
    """Say which error message a text has in it, and the line of code that it names; empty without one."""
    return split_error(_cleaned(given))[1] if isinstance(given, str) else ""


def _cleaned(text: str) -> str:
    """Write all quotes, dashes and blanks in one form, and without colours."""
    if len(text) > LONGEST:
        raise ReadingError(f"The text has more than {LONGEST:,} characters, which are the most that is read.")
    return _TESTS.sub(" ", _COLOUR.sub("", _ENTITY.sub(lambda match: unescape(match[0]), text).translate(_SAME)))


def _from_text(text: str, case: Case) -> Iterator[Given]:
    text, error = split_error(_cleaned(text))
    nothing = f"This is an error message, with no numbers to compare: {error}." if error else ""
    text = " ".join(text.split())  # long runs of blanks are slow to match
    text = _KEY.sub(r" \1", _TAG.sub(" ", _PROMPT.sub(" ", text)))
    text = _WHOLE_AXIS.sub(" ", text)
    if not _NUMBER.search(text) and not _NOT_FINITE.search(text):
        raise ReadingError(nothing or "There are no numbers in this text.")
    pieces, unknown = _pieces(text, case)
    if not pieces:
        if nothing or unknown:  # bare numbers above an error are what a learner looked at, not what the test prints
            raise ReadingError(nothing or _unknown(unknown, case))
        pieces = [_Piece(*_parsed(label), False, f"= {numbers}") for label, numbers in _without_labels(text, case)]
    entries = list(_given(pieces, case))
    if not entries:
        raise ReadingError(nothing or _not_there(pieces, case) or "There are no numbers after the names in this text.")
    yield from entries


def _pieces(text: str, case: Case) -> tuple[list[_Piece], list[str]]:
    """Split a text at the names of the case's outputs; and the names of something else that has an index."""
    marks: list[tuple[re.Match[str], str]] = []
    unknown: list[str] = []
    for match in _LABEL.finditer(text):
        word, index, shape, value = match.groups()
        name = _canonical(word, case)
        if name and (index or shape or value):
            marks.append((match, name))
        elif word not in _NO_LABEL and (index or shape or value in (":", "=", "|", "(")):
            marks.append((match, ""))
            unknown += [word] if index else []
    ends = [*(match.start() for match, _ in marks), len(text)][1:]
    pieces = []
    for (match, name), end in zip(marks, ends, strict=True):
        if name:
            index = tuple(map(int, re.findall(r"-?\d+", match[2])))
            pieces.append(_Piece(name, index, bool(match[3]), text[match.end(3) if match[3] else match.end(2) : end]))
    return pieces, unknown


def _canonical(word: str, case: Case) -> str:
    """Find the case's own name of an output, which some editions call differently; empty if it is none."""
    return next((name for name in (word, _ALIASES.get(word, "")) if name in case.outputs), "")


def _given(pieces: Sequence[_Piece], case: Case) -> Iterator[Given]:
    """Read the numbers of each piece, and the shape that was said of their array, if it is a wrong one."""
    numbers = [(piece, _numbers_of(piece, case)) for piece in pieces]
    counts: dict[str, list[tuple[tuple[int, ...], int]]] = {}
    for piece, row in numbers:
        if row:
            counts.setdefault(piece.name, []).append((piece.index, len(row)))
    shapes = _shapes(pieces, counts, case)
    entries: dict[str, Given] = {}
    for piece, row in numbers:
        sizes = shapes.get(piece.name, case.right[piece.name].shape)
        if row and is_there(piece.index, sizes):
            index = tuple(i % size for i, size in zip(piece.index, sizes, strict=False))
            given = _printed(piece.label, piece.name, index, row, shapes.get(piece.name))
            # Whoever also pastes the expected output has a label twice, and asks about the one that is wrong.
            if piece.label not in entries or entries[piece.label].fits(case.right):
                entries[piece.label] = given
    for name, shape in shapes.items():
        if not any(given.name == name for given in entries.values()):
            empty = np.zeros(0)
            entries[name] = Given(f"{name}.shape", name, (), (), empty, empty, empty, shape)
    yield from entries.values()


def _shapes(
    pieces: Sequence[_Piece], counts: Mapping[str, Sequence[tuple[tuple[int, ...], int]]], case: Case
) -> dict[str, tuple[int, ...]]:
    """Find the wrong shapes that were said, where the numbers of the same array do not contradict them.

    What stands bare after a name, as in `dx: (3, 10)`, is often printed by a learner who looks for a mistake, inside
    a loop or for another test. It counts if there is nothing else.
    """
    said: dict[str, list[tuple[int, ...]]] = {}
    bare: dict[str, list[tuple[int, ...]]] = {}
    for piece in pieces:
        if not piece.index and (match := _SHAPE.match(piece.text)):
            shape = tuple(int(size) for size in re.findall(r"\d+", match[2]))
            explicit = piece.is_shape or match[1]
            (said if explicit else bare).setdefault(piece.name, []).append(shape)
    if not said and not counts:
        said = {name: shapes for name, shapes in bare.items() if len(set(shapes)) == 1}
    wrong = {}
    for name, shapes in said.items():
        shapes = shapes[-10:]
        likely = [shape for shape in shapes if all(_has(shape, *numbers) for numbers in counts.get(name, ()))] or shapes
        if off := [shape for shape in likely if shape != case.right[name].shape]:
            wrong[name] = off[-1]
    return wrong


def _has(shape: tuple[int, ...], index: tuple[int, ...], count: int) -> bool:
    """Tell whether an array of a shape has this many numbers at an index."""
    return is_there(index, shape) and math.prod(shape[len(index) :]) == count


def is_there(index: tuple[int, ...], shape: tuple[int, ...]) -> bool:
    """Tell whether an array of a shape has an index; a negative one counts from the end."""
    return len(index) <= len(shape) and all(-n <= i < n for i, n in zip(index, shape, strict=False))


def _not_there(pieces: Sequence[_Piece], case: Case) -> str:
    """Say which index is beyond its array; empty if none is."""
    for piece in pieces:
        shape = case.right[piece.name].shape
        if not is_there(piece.index, shape):
            return f"{piece.label[:40]} is not there: {piece.name} has the shape {shape}."
    return ""


def _numbers_of(piece: _Piece, case: Case) -> list[str]:
    """Read the numbers after a label: those in its brackets, or as many as belong there."""
    text, right = piece.text, case.right[piece.name]
    if piece.is_shape or _CODE.match(text) or (_SHAPE.match(text) and "," in text[: text.find(")")]):
        return []
    start = _VALUE.match(text)
    assert start
    begin, size = start.end(), np.size(right[piece.index]) if is_there(piece.index, right.shape) else 1
    if text[begin : begin + 1] == "[":
        # Without anything between, it is an index that cannot be read, such as `dx[1, t]`.
        value = _in_brackets(text[begin:]) if begin else ""
    else:
        run = _RUN.match(text, begin)
        assert run
        value = run[0]
        if piece.index and (said := _SAID.match(text)):
            run = _RUN.match(text, said.end())
            value = run[0] if run else ""
    if match := _NOT_FINITE.search(value):
        raise ReadingError(f"{piece.label[:40]} has {match[0]} in it, which is not a number to compare.")
    numbers = _NUMBER.findall(_with_points(value, size))
    if value.startswith("["):
        return numbers
    return numbers[:size] if piece.index or len(numbers) == size else []


def _in_brackets(text: str) -> str:
    """Cut out the brackets a text begins with; all numbers if they do not close; "" if some are left out."""
    depth = end = 0
    while match := _TOKEN.match(text, end):
        if match["left_out"]:
            return ""
        depth += bool(match["open"]) - bool(match["close"])
        end = match.end()
        if not depth:
            break
    return text[:end]


def _with_points(text: str, size: int | None = None) -> str:
    """Write decimal commas as points, where a comma cannot be anything else.

    That is where no number has a point or a second comma; and where there are as many numbers as belong there (`size`)
    with such commas, or at least not with commas between two numbers, and some have too many digits for that.
    """
    words = [word.rstrip(",") for word in re.split(r"[\s\[\]();|]+", text)]
    words = [word for word in words if any(map(str.isdigit, word))]
    decimal = [word for word in words if _DECIMAL_COMMA.fullmatch(word)]
    integers = [word for word in words if _WHOLE.fullmatch(word)]
    count = len(decimal) + len(integers)
    if not decimal or count < len(words):
        return text
    is_long = any(len(word.partition(",")[2]) > 2 for word in decimal)
    if size not in (None, count) and (size == count + len(decimal) or not is_long):
        return text
    return re.sub(r"(?<=\d),(?=\d)", ".", text)


def _printed(
    label: str, name: str, index: tuple[int, ...], numbers: list[str], shape: tuple[int, ...] | None = None
) -> Given:
    values = np.array([float(number) for number in numbers])
    units = np.array([_unit(number) for number in numbers])
    if not (np.abs(values) < 1e100).all() or not (units < 1e100).all():
        raise ReadingError(f"{label[:40]} has a number beyond all bounds.")
    digits = np.array([_digits(number) for number in numbers], dtype=float)
    # NumPy prints `0.` and `2.` for what has no other digit among those that the row shows.
    is_whole = np.array([float(number) == 0 or number.endswith(".") for number in numbers])
    rounded = max(ZERO, min(units[~is_whole], default=ZERO))
    units[is_whole], digits[is_whole] = rounded, digits[is_whole] - np.log10(rounded)
    tolerance = 0.5 * units * (1 + 1e-6) + NOISE * np.maximum(1.0, np.abs(values))
    return Given(label, name, index, tuple(numbers), values, tolerance, digits, shape)


def _unit(number: str) -> float:
    """Compute one unit of the last printed digit."""
    mantissa, _, exponent = number.lower().partition("e")
    power = int(exponent[:8] or 0) - len(mantissa.partition(".")[2])
    return float(10.0 ** min(max(power, -400), 300))


def _digits(number: str) -> int:
    """Count the digits that a number shows; the zeros before them only hold the place."""
    return len(re.sub(r"\D", "", number.lower().partition("e")[0]).lstrip("0"))


def _without_labels(text: str, case: Case) -> Iterator[tuple[str, str]]:
    """Label bare numbers: they are what the case prints, in its order, where that is clear."""
    if match := _NOT_FINITE.search(text):
        raise ReadingError(f"There is {match[0]} in this text, which is not a number to compare.")
    numbers = _NUMBER.findall(_with_points(_TUPLE.sub(" ", text)))
    sizes = [np.size(case.right[name][index]) for name, index in map(_parsed, case.printed)]
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
    return int(_printed(label, *_parsed(label), numbers.split()).agrees(case.right).sum())


def _parsed(label: str) -> tuple[str, tuple[int, ...]]:
    """Split a label of the case's own into its name and its index."""
    name, *index = re.findall(r"\w+", label)
    return name, tuple(map(int, index))


def _unknown(names: list[str], case: Case) -> str:
    shown = ", ".join(dict.fromkeys(name[:30] for name in names[:5]))
    return f"{case.name} has {', '.join(case.outputs)}; here are {shown}. Is it another case?"
