"""Reads the player's JavaScript as far as tests need it: comments, strings and templates, the calls of a function."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_SKIP = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"|\'((?:[^\'\\\n]|\\.)*)\'')
# A slash begins a regular expression where a value may stand.
_REGEX = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
_VALUE = re.compile(r"(?:[(,=:\[!&|?{};>]|\breturn|^)\s*$")
_TEMPLATE = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*", re.DOTALL)


class Literal(NamedTuple):
    """A string or a template: where it begins and ends, what tags it (`html`), and its text between the `${}`."""

    start: int
    end: int
    tag: str
    pieces: tuple[str, ...]


class Script:
    """A module: its literals in the order in which they begin, and its `code`, as long as the text, in which comments
    and the text of literals are blank."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.literals: list[Literal] = []
        self._code = list(text)
        self._read(0, "")
        self.literals.sort()
        self.code = "".join(self._code)

    def calls(self, names: str) -> Iterator[list[tuple[int, int]]]:
        """Where the arguments are, for each call of one of these functions (a pattern); not where it is declared."""
        for found in re.finditer(rf"(?<![\w.$])(?:{names})\(", self.code):
            if not re.search(r"function\s+$", self.code[: found.start()]):
                yield list(self._parts(found.end()))

    def keys(self, start: int, end: int) -> set[str]:
        """The names in an object that is written out between two places: `{ a, b: 1 }`.

        Raises
        ------
        ValueError
            if what is there is no such object.
        """
        if self.code[start:end].strip()[:1] != "{":
            raise ValueError(f"no object: {self.text[start:end].strip()}")
        inside = self.code.index("{", start) + 1
        parts = [self.text[one:other].strip() for one, other in self._parts(inside)]
        return {part.partition(":")[0].strip() for part in parts if part}

    def _parts(self, start: int) -> Iterator[tuple[int, int]]:
        """What commas separate from here to the bracket that closes."""
        depth, begun = 0, start
        for at in range(start, len(self.code)):
            letter = self.code[at]
            if letter in ")]}" and depth == 0:
                yield begun, at
                return
            if letter == "," and depth == 0:
                yield begun, at
                begun = at + 1
            depth += (letter in "([{") - (letter in ")]}")

    def _blank(self, start: int, end: int) -> None:
        self._code[start:end] = [letter if letter == "\n" else " " for letter in self.text[start:end]]

    def _read(self, at: int, until: str) -> int:
        """Code from a place to the bracket that closes a `${`, or to the end."""
        depth = 0
        while at < len(self.text):
            letter = self.text[at]
            if skipped := _SKIP.match(self.text, at):
                self._blank(at, skipped.end())
                at = skipped.end()
            elif string := _STRING.match(self.text, at):
                self.literals.append(Literal(at, string.end(), "", (string[1] or string[2] or "",)))
                self._blank(at + 1, string.end() - 1)
                at = string.end()
            elif (
                letter == "/"
                and _VALUE.search(self.text[max(0, at - 40) : at])
                and (regex := _REGEX.match(self.text, at))
            ):
                self._blank(at + 1, regex.end() - 1)
                at = regex.end()
            elif letter == "`":
                at = self._template(at)
            elif letter == until and depth == 0:
                return at
            else:
                depth += (letter == "{") - (letter == "}")
                at += 1
        return at

    def _template(self, start: int) -> int:
        tag = re.search(r"\w*$", self.text[max(0, start - 20) : start])
        pieces, at = [], start + 1
        while True:
            piece = _TEMPLATE.match(self.text, at)
            assert piece
            pieces.append(piece[0])
            self._blank(at, piece.end())
            if self.text[piece.end()] == "`":
                self.literals.append(Literal(start, piece.end() + 1, tag[0] if tag else "", tuple(pieces)))
                return piece.end() + 1
            at = self._read(piece.end() + 2, "}") + 1
