"""Tell an error message from a printout: what it quotes of the code are no numbers of the learner's.

>>> text = 'dba[4] = 0.5\\nCell In[3], line 7\\n----> 7 dx[:, :, t] = g["dxt"]\\nKeyError: 1'
>>> split_error(text)
('dba[4] = 0.5', 'KeyError: 1, at the line `dx[:, :, t] = g["dxt"]`')
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_NAME = r"(?:\w+\.)*+[A-Z]\w*?(?:Error|Exception|Interrupt|Iteration|Exit)"
_ENDS = re.compile(rf"^\W{{0,20}}({_NAME})\s*+(?::(.*))?$")  # ValueError: could not broadcast ...
_IN_PROSE = re.compile(rf"(?<![\w.])({_NAME})\s?:\s?(\S.*)")
_BEGINS = re.compile(rf"(?:(?<![\w.])({_NAME})\s{{0,200}})?Traceback \(most recent call last\)")
# Where one frame of a traceback stands, in the words of IPython, its later editions, Python, and of forums that have
# taken `<ipython-input-7-0a1b2c3d>` and `<module>` for HTML.
_FRAME = re.compile(
    r"""^\W{0,20}(?:
        ipython-input-.*
      | (?:Input\ |Cell\ )In\ ?\[\d*\],?\ .*
      | In\ ?\[\d*\],?\ (?:in|line)\ .*
      | File\ .*(?:,\ line\ \d|:\d+,\ in\ ).*
      | \S*\.py(?::\d+,)?\ in\ .*
      | __array_function__\ internals.*
      | in(?:\ \w+\(.*\)|\ <\w+>)?:?
    )$""",
    re.VERBOSE,
)
_LIBRARY = re.compile(r"(?:site|dist)-packages|lib/python\d|__array_function__|<frozen|_utils?\.py|tests?\.py")
_ARROW = re.compile(r"^\W{0,20}?-{1,20}> ?\d+ ?(.*)$")  # ---> 57         dx[:, :, t] = out[0]
_WARNING = re.compile(r":\d+: \w*Warning\b")
# After an error only what has a place or a shape before it is a printout again: `dx[1][2] =`, `**a.shape**:`.
_PRINTOUT = re.compile(
    r"""^\W{0,20}(?:\w+ ?\[ ?["']\w+["'] ?\]|\w+)(?: ?\[[-\d, ]{1,40}\]|\.shape\b)["'*\s]*(?:[=:|[]|$)"""
)
_LONGEST_MESSAGE, _LONGEST_LINE = 90, 60


def split_error(text: str) -> tuple[str, str]:
    """Split a text into what is no error message, and what the last error in it is, with the line that it names.

    The second is empty where there is no error. Warnings are left out without a word.
    """
    kept: list[str] = []
    error = ""
    lines = text.splitlines()
    last = max((i for i, line in enumerate(lines) if _ENDS.match(line)), default=-1)
    at = 0
    while at < len(lines):
        line = lines[at]
        begins, prose = _BEGINS.search(line), _IN_PROSE.search(line)
        if _WARNING.search(line):
            at += 1
            if at < len(lines) and lines[at][:1].isspace() and not _PRINTOUT.match(lines[at]):
                at += 1  # the line of code that it quotes
        elif begins or (at <= last and _opens(line)):
            kept += [line[: begins.start()]] if begins else []
            end = next((i for i in range(at, len(lines)) if _ENDS.match(lines[i])), len(lines) - 1)
            error = _describe(lines[at : end + 1])
            at = end + 1
            while at < len(lines) and not (
                _PRINTOUT.match(lines[at]) or _BEGINS.search(lines[at]) or _opens(lines[at])
            ):
                at += 1
        elif prose:
            kept.append(line[: prose.start()])
            error = _named(prose[1], prose[2])
            at += 1
        else:
            kept.append(line)
            at += 1
    return "\n".join(kept), error


def _describe(lines: Sequence[str]) -> str:
    """Say which error some lines of a traceback are of, and which line of the learner's own code they name last."""
    begins, ends = _BEGINS.search(lines[0]), _ENDS.match(lines[-1])
    if ends:
        error = _named(ends[1], ends[2] or "")
    else:  # cut off, or all in one line
        name = (begins and begins[1]) or "Error"
        message = lines[-1].rpartition(f"{name}:")[2] if f"{name}:" in lines[-1] else ""
        error = _named(name, message)
    named = [(library, code) for library, code in _named_lines(lines) if code]
    _, code = next((line for line in reversed(named) if not line[0]), named[-1] if named else (False, ""))
    return f"{error}, at the line `{_short(code, _LONGEST_LINE)}`" if code else error


def _named_lines(lines: Sequence[str]) -> Iterator[tuple[bool, str]]:
    """Yield each line of code that a traceback names, the innermost last: whether it is a library's, and its text."""
    library = False
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if arrow := _ARROW.match(line):
            code = arrow[1].strip()
            yield library or code.startswith("assert"), code  # an assertion is the test's own line
        elif _FRAME.match(line):
            library = bool(_LIBRARY.search(line))
            if not (after.strip()[:1].isdigit() or any(p.match(after) for p in (_ARROW, _FRAME, _ENDS))):
                yield library, after.strip()


def _opens(line: str) -> bool:
    """Tell whether an error message can begin with a line; `in` and `in f(x)` stand inside one only."""
    frame = _FRAME.match(line) and not line.lstrip().startswith("in")
    return bool(frame or _ARROW.match(line) or _ENDS.match(line))


def _named(name: str, message: str) -> str:
    message = _short(message.strip().rstrip("."), _LONGEST_MESSAGE)
    return f"{name}: {message}" if message else name


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most].rstrip()}..."
