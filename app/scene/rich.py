"""Text with quantities in it, as parts that the stage can typeset: strings, symbols, numbers of the selected entry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from app.scene.types import Name, NumberPart, Part, Rich, SelectedPart, SymbolPart
from app.scene.words import WORDS, Words, words_of
from app.scene.words.names import COURSE, Names, elsewhere, letters_of, respelled, spelled
from rnn_core import RNN, Problem
from rnn_core.expression import Expression

STARTS = {"a": "a0", "a_prev": "a0", "c": "c0", "c_prev": "c0"}  # what a state is called at t = 0
_COUNTS = ("none", "once", "twice", "three times", "four times")
_NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_MARK = re.compile(r"\{([^{}]+)\}")
_TIMED = re.compile(r"(\w+)<t([+-]\d+)?>")
_ANY = re.compile(r"(\w+)<>")
_CODE = re.compile(r"\[(\w+)\](.+)")


def words_for(problem: Problem, quantity: str) -> Words:
    """Return the words of a quantity in this problem."""
    head = problem.head.name
    return words_of(problem.cell.name, quantity, head, one_cell=problem.T == 1 and head != "dense")


def phrase(problem: Problem, quantity: str, t: int = 0, names: Names = COURSE) -> str:
    """Say what a quantity is, as plain text, and what other sources call it: they all speak of a plain RNN."""
    words = words_for(problem, quantity)
    explained = problem.cell is RNN or names != COURSE
    other_name = elsewhere(quantity, names, words.notebook) if explained else ""
    return "; ".join(filter(None, (plain(rich(words.phrase, problem, t, names), names), other_name)))


def rich(text: str, problem: Problem, t: int = 0, names: Names = COURSE) -> Rich:
    """Parse the markup of `words` for one timestep."""
    pieces = enumerate(_MARK.split(text))
    return joined(piece if index % 2 == 0 else _mark(piece, problem, t, names) for index, piece in pieces)


def joined(parts: Iterable[Part]) -> Rich:
    """Put texts that stand beside each other into one; a text of nothing is left out."""
    whole: Rich = []
    for part in parts:
        if isinstance(part, str) and whole and isinstance(whole[-1], str):
            whole[-1] += part
        elif part:
            whole.append(part)
    return whole


def headline_of(problem: Problem, quantity: str, t: int, names: Names = COURSE) -> Rich:
    """Say why a step happens, at this timestep."""
    words = words_for(problem, quantity)
    text = (
        words.only if words.only and problem.T == 1 else _variant(words.headline, words.first, words.last, t, problem)
    )
    return rich(text, problem, t, names)


def grey_of(problem: Problem, quantity: str, t: int, names: Names = COURSE) -> Rich:
    """Return the grey line of a step, or nothing."""
    words = words_for(problem, quantity)
    return rich(_variant(words.grey, words.grey_first, words.grey_last, t, problem), problem, t, names)


def _variant(middle: str, first: str, last: str, t: int, problem: Problem) -> str:
    """Return the words for this timestep. With T = 1 the last step is what counts: nothing comes after it."""
    if t == problem.T and last:
        return last
    return first if t == 1 and first else middle


def _mark(mark: str, problem: Problem, t: int, names: Names) -> Part:
    counts = _counts(problem, t)
    if mark in counts:
        return counts[mark]
    if mark == "unit":
        return {"selected": "unit"}
    if mark.startswith("="):
        return {"number": mark[1:], "t": t, "path": WORDS[mark[1:]].path}
    if match := _TIMED.fullmatch(mark):
        name, offset = match[1], int(match[2] or 0)
        return symbol(name, t + offset)
    if match := _ANY.fullmatch(mark):
        return {"symbol": match[1]}
    if match := _CODE.fullmatch(mark):
        return f"{spelled(match[1], names, whole=True)}[:, :, {match[2]}]"
    return symbol(mark, t)


def _counts(problem: Problem, t: int) -> Mapping[str, str]:
    n_a = len(problem.parameters["a0"])
    n_y = len(problem.parameters["by"]) if "by" in problem.parameters else 0
    letters = bool(problem.alphabet)
    times = _COUNTS[n_a] if n_a < len(_COUNTS) else f"{_counted(n_a)} times"
    return {
        "t": str(t),
        "t+1": str(t + 1),
        "t-1": str(t - 1),
        "T": str(problem.T),
        "T+1": str(problem.T + 1),
        "next cell": f"cell ⟨{t + 1}⟩" if t < problem.T else "the next cell",
        "uses": "one use, one share" if problem.T == 1 else f"{problem.T} uses, {problem.T} shares",
        "n_y": _counted(n_y),
        "n_a": _counted(n_a),
        "wires": _counted(n_y + n_a),
        "n_a times": times,
        "n_a wires": "One wire" if n_a == 1 else f"{_counted(n_a).capitalize()} wires",
        "n_a gradients": "One gradient comes" if n_a == 1 else f"{_counted(n_a).capitalize()} gradients come",
        "letter": "letter" if letters else "class",
        "letters": "letters" if letters else "classes",
    }


def _counted(n: int) -> str:
    return _NUMBERS[n] if n < len(_NUMBERS) else str(n)


def symbol(name: str, t: int = 0) -> SymbolPart:
    """Return a quantity as the stage draws it: its name (the stage looks the letters up) and the timestep in its
    corner."""
    words = WORDS[name]
    if name in STARTS and t + words.shift == 0:
        return {"symbol": STARTS[name]}
    if words.timed and t:
        return {"symbol": name, "t": t + words.shift}
    return {"symbol": name}


_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def formula(expression: Expression, t: int, names: Names = COURSE) -> Name:
    """Return an expression of the code in the letters of maths."""
    inner = [formula(operand, t, names) for operand in expression.operands]
    match expression.kind:
        case "name":
            return [symbol(expression.text, t)]
        case "number":
            return [expression.text]
        case "transpose":
            return [_transposed(inner[0][0])] if len(inner[0]) == 1 else ["(", *inner[0], ")ᵀ"]
        case "power":
            base, exponent = expression.operands[0], expression.operands[1].text
            if base.kind == "name":
                return [_raised(inner[0][0], exponent)]
            if base.kind == "function":  # tanh²(c)
                first, *rest = inner[0]
                return [f"{str(first).removesuffix('(')}{exponent.translate(_RAISED)}(", *rest]
            return ["(", *inner[0], f"){exponent.translate(_RAISED)}"]
        case "negative":
            return ["−", *inner[0]]
        case "sum" | "difference" | "running":
            parts: Name = []
            for sign, term in zip(expression.signs, inner, strict=True):
                parts += ([" + " if sign > 0 else " − "] if parts else ["−"] if sign < 0 else []) + term
            return parts
        case "product":
            bracketed: list[Name] = [
                ["(", *part, ")"] if operand.kind in ("sum", "difference", "comparison") else part
                for operand, part in zip(expression.operands, inner, strict=True)
            ]
            return [piece for i, part in enumerate(bracketed) for piece in ([" × ", *part] if i else part)]
        case "matmul":
            return [*inner[0], " ", *inner[1]]
        case "comparison":
            return [*inner[0], f" {expression.function} ", *inner[1]]
        case "examples":
            return ["sum over examples of ", *inner[0]]
        case "total":
            return ["sum of ", *inner[0]]
        case "stack":
            stacked: Name = ["["]
            for part in inner:
                stacked += [*(["; "] if len(stacked) > 1 else []), *part]
            return [*stacked, "]"]
        case "part":
            return [f"{expression.function} part of ", *inner[0]]
        case "function" | "softmax":
            name = "ln" if expression.function == "log" else expression.function
            return [f"{name}(", *inner[0], ")"]
    return [respelled(expression.text, names)]


def _transposed(part: str | SymbolPart) -> str | SymbolPart:
    return part if isinstance(part, str) else {**part, "transposed": True}


def _raised(part: str | SymbolPart, power: str) -> str | SymbolPart:
    return part if isinstance(part, str) else {**part, "power": power}


def plain(parts: Rich, names: Names = COURSE) -> str:
    """Return the same text for a screen reader: `da total 3`. Numbers of the selected entry are left to the stage."""
    return "".join(part if isinstance(part, str) else _spoken(part, names) for part in parts)


def _spoken(part: SymbolPart | NumberPart | SelectedPart, names: Names) -> str:
    if "symbol" not in part:
        return "…"
    base, sub = letters_of(part["symbol"], WORDS[part["symbol"]].symbol, names)
    words = [
        base.replace("[", "").replace("]", "").replace("\u0303", " tilde"),
        sub.strip("⟨⟩"),
        str(part.get("t", "")),
    ]
    return " ".join(word for word in words if word) + (" transposed" if part.get("transposed") else "")
