"""The scene: all steps, all values, all words of one run, as JSON for the stage. A pure function of the trace."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import numpy as np

from app.scene.axes import axes
from app.scene.graph import graph, lights, ran_before
from app.scene.mistaken import mark
from app.scene.rich import Rich, formula, plain, rich, symbol, words_for
from app.scene.roads import State, roads, state_of, states
from app.scene.words import BOXES, CELLS, COMMON, WORDS
from rnn_core import Address, Problem, Trace, case_of, default_address, green_node, run, selection
from rnn_core.mistakes import without
from rnn_core.table import Expression, Line, Pass

SIGNIFICANT = 10  # digits sent: more than any picture prints
SHORT = 18  # characters of code that still make a name over a column
ENTRY = ("unit", "example")  # what the rows and columns of a quantity count, unless it says another


def scene(trace: Trace) -> dict[str, Any]:
    """Everything the stage needs to draw every step without asking again."""
    problem = trace.problem
    values, g = Values(trace), graph(trace)
    steps = [_step(address, trace, values) for address in trace.steps]
    arrivals = (carry.arrives for carry in problem.cell.forward_carries)
    for name in (*problem.parameters, *problem.inputs, *problem.later, *arrivals):
        values.add(name)
    right, taken = trace, roads(trace, g)
    mistake: dict[str, Any] = {}
    if trace.mistake:
        right = run(problem)
        mistake, others = mark(trace, right, steps, taken)
        for key, value in others.items():
            values.put(key, value)
    return {
        "problem": _problem(problem),
        **({"mistake": mistake} if mistake else {}),
        "at": str(default_address(problem)),
        "selected": dict(zip(("unit", "example"), selection(right), strict=True)),
        "symbols": {name: _symbol(name, problem) for name in (*COMMON, *CELLS[problem.cell.name])},
        "roads": taken,
        "lights": lights(g),
        "steps": steps,
        "values": values.encoded,
    }


def encode(trace: Trace) -> bytes:
    """The scene as compact JSON bytes (Streamlit encodes anything else again at every rerun)."""
    return json.dumps(scene(trace), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _problem(problem: Problem) -> dict[str, Any]:
    n_a, m = problem.parameters["a0"].shape
    return {
        "name": problem.name,
        "T": problem.T,
        "n_a": n_a,
        "m": m,
        "alphabet": problem.alphabet,
        "text": problem.text,
        "given": problem.head.name == "given",
        "top": "loss" if "loss" in problem.model.lines("forward") else "y",  # what leaves at the top
        "cell": problem.cell.name,
        "box": BOXES[problem.cell.name],
        "begins": next(iter(problem.model.lines("forward"))),  # the step that its box in the picture opens
        "states": [state._asdict() | _handed(state, problem) for state in states(problem.model)],
        "input": _input(problem),
    }


def _handed(state: State, problem: Problem) -> dict[str, str]:
    """What is handed in at the last timestep in place of zeros."""
    carry = next((c for c in problem.cell.backward_carries if c.arrives == state.time), None)
    return {"handed": str(carry.first)} if carry and carry.first in problem.later else {}


def _input(problem: Problem) -> str:
    """What to know about the input: the notebook's x is longer than its da."""
    if problem.name == "notebook" and problem.cell.name == "lstm":
        return "x has T = 7, da T = 4:\nthe loop covers 4 steps"
    return ""


def _symbol(name: str, problem: Problem) -> dict[str, Any]:
    words = words_for(problem, name)
    base, sub = words.symbol
    phrase = plain(rich(words.phrase, problem))
    sent = {"base": base, "sub": sub, "path": words.path, "phrase": phrase, "notebook": words.notebook}
    counted = axes(problem.model).get(name, ENTRY)
    return sent if counted == ENTRY else {**sent, "axes": counted}


class Values:
    """The arrays behind the boxes, each sent once: key -> shape, whether it changes with t, flat numbers."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.encoded: dict[str, dict[str, Any]] = {}

    def add(self, name: str) -> str:
        """A quantity under its own name."""
        trace = self.trace
        if name not in self.encoded:
            constant = np.ndim(trace[name]) in (0, 2)
            self._put(name, [trace[name]] if constant else list(trace[name]), constant)
        return name

    def operand(self, line: Line, expression: Expression) -> str:
        """An operand of a line, as the line saw it, under its text; a running total's own name means `so far`."""
        if expression.text in self.trace.cached and line.name in self.trace.problem.model.lines("backward"):
            return self._cached(expression.text)
        if expression.text in self.trace.values and expression.text != line.name:
            return self.add(expression.text)
        key = f"{line.name} so far" if expression.text == line.name else f"{line.name}: {expression.text}"
        if key not in self.encoded:
            ran = [step.t for step in self.trace.steps if step.quantity == line.name]
            # A flat array is a row, as NumPy takes it.
            found = {t: np.atleast_2d(self.trace.evaluate(line, expression, t)) for t in ran}
            nothing = np.zeros_like(found[ran[0]])  # at the timesteps that a loop leaves out
            self._put(key, [found.get(t, nothing) for t in range(1, self.trace.problem.T + 1)], False)
        return key

    def _cached(self, name: str) -> str:
        """What the backward pass found under a name, where that is not what the forward pass computed."""
        key = f"{name} in the cache"
        if key not in self.encoded:
            self._put(key, self.trace.cached[name], False)
        return key

    def measured(self, quantity: str, state: State) -> str:
        """The slopes that should equal a state's total, da_total, and its two parts, for all units and examples."""
        key = f"measured {quantity}"
        if key not in self.encoded:
            names = (*state.parts, state.total)
            self.encoded |= {f"measured {name}": {} for name in names}
            slopes = [green_node(self.trace, t, state.name) for t in range(1, self.trace.problem.T + 1)]
            for name in names:
                self._put(f"measured {name}", [slope[name] for slope in slopes], False)
        return key

    def put(self, key: str, value: Any) -> None:
        """An array that the trace has not: time first, or the same at every step."""
        self._put(key, value if np.ndim(value) == 3 else [value], constant=np.ndim(value) != 3)

    def _put(self, key: str, arrays: Iterable[Any], constant: bool) -> None:
        columns = [np.reshape(array, (len(array) if np.ndim(array) else 1, -1)) for array in arrays]
        # By a mistake a total can grow from step to step; what has one number for several entries has it for each.
        blocks = np.broadcast_arrays(*columns)
        flat = [float(f"{value:.{SIGNIFICANT}g}") for block in blocks for value in block.ravel()]
        flat_ints = [int(value) if value == int(value) else value for value in flat]
        rows, columns = blocks[0].shape
        entry: dict[str, Any] = {"rows": rows, "columns": columns, "data": flat_ints}
        if not constant:
            entry["timed"] = True
        if decimals := _decimals(flat):
            entry["decimals"] = decimals - 1
        self.encoded[key] = entry


def _decimals(values: list[float]) -> int:
    """1 + the number of decimals (0 or 2) with which all values are exact; 0 if more are needed."""
    for decimals in (0, 2):
        if all(round(value, decimals) == value for value in values):
            return decimals + 1
    return 0


def _step(address: Address, trace: Trace, values: Values) -> dict[str, Any]:
    problem, t, quantity = trace.problem, address.t, address.quantity
    words = words_for(problem, quantity)
    headline = _variant(words.headline, words.first, words.last, t, problem.T)
    if words.only and problem.T == 1:
        headline = words.only
    grey = _variant(words.grey, words.grey_first, words.grey_last, t, problem.T)
    line = trace.line(address)
    step: dict[str, Any] = {
        "at": str(address),
        "phase": address.phase,
        "t": t,
        "quantity": quantity,
        "headline": rich(headline, problem, t),
        "line": line.text if line else "",
        "result": _box(quantity, t, values),
    }
    if grey:
        step["grey"] = rich(grey, problem, t)
    if words.verdicts and (t < problem.T or _handed(state_of(problem.model, quantity), problem)):
        step["verdicts"] = {sign: rich(text, problem, t) for sign, text in words.verdicts.items()}
    if line:
        direction: Pass = "forward" if address.phase == "forward" else "backward"
        right = problem.model.lines(direction)[quantity]
        edited = quantity in trace.edited(direction)
        step |= _edited(line, right, t, values) if edited else _equation(line, t, values)
    elif address.phase == "turn":
        costs = [_box("loss", s, values) for s in range(1, problem.T + 1)]
        costs += [_box("J_later", 0, values)] if problem.later else []
        step |= {"kind": "sum", "operands": costs, "signs": [1] * len(costs)}
    elif address.phase == "end":
        carry = next(c for c in problem.cell.backward_carries if c.last == quantity)
        step |= {"kind": "arrival", "operands": [_box(carry.leaves, 1, values)]}
    else:
        carry = next(c for c in problem.cell.backward_carries if c.arrives == quantity)
        step["kind"] = "arrival"
        earlier = ran_before(trace)
        step["operands"] = [_box(carry.leaves, earlier[t], values)] if t in earlier else []
        if t == problem.T and carry.first in problem.later:
            step["operands"] = [_box(str(carry.first), 0, values)]
    state = state_of(problem.model, quantity)
    if state != states(problem.model)[0]:
        step["about"] = state.name
    if quantity == state.total:
        _add_switches(step, problem)
    if quantity in (*state.parts, state.total):
        _add_slopes(step, state, t, problem, values)
    return step


def _variant(middle: str, first: str, last: str, t: int, T: int) -> str:
    """The words for this timestep. With T = 1 the last step is what counts: nothing comes after it."""
    if t == T and last:
        return last
    return first if t == 1 and first else middle


def _equation(line: Line, t: int, values: Values) -> dict[str, Any]:
    expression = line.expression
    equation: dict[str, Any] = {
        "kind": expression.kind,
        "operands": [_operand(line, operand, t, values) for operand in expression.operands],
    }
    if expression.signs:
        equation["signs"] = list(expression.signs)
    if expression.function:
        equation["function"] = expression.function
    return equation


def _edited(line: Line, right: Line, t: int, values: Values) -> dict[str, Any]:
    """The equation of a line that a mistake has changed; what it has left out of a sum stays, struck out."""
    mine = line.expression
    whole = {operand.text for operand in right.expression.operands}
    texts = [mine.text] if mine.text in whole else [operand.text for operand in mine.operands]
    if right.kind in ("sum", "running") and set(texts) < whole and len(set(texts)) == len(texts):
        equation = _equation(right, t, values)
        for i, operand in enumerate(right.expression.operands):
            if operand.text not in texts:
                equation["operands"][i]["struck"] = True
                equation["signs"][i] = 0
        return equation
    if mine.kind in ("sum", "difference", "product", "matmul", "function", "running", "stack"):
        equation = _equation(line, t, values)
        for operand, expression in zip(equation["operands"], mine.operands, strict=True):
            if expression.kind not in ("name", "transpose", "number") and len(expression.text) >= SHORT:
                operand["name"] = ["as written"]
            if not (mine.kind == "running" and expression.kind == "matmul"):  # how it was made is another step's
                for made in ("kind", "operands", "signs", "function"):
                    operand.pop(made, None)
        return equation
    box = _operand(line, mine, t, values)
    if mine.kind != "name":
        name = box["name"] if len(mine.text) < SHORT else ["what the code says"]
        box = {
            **{key: box[key] for key in ("value", "t", "transposed", "number") if key in box},
            "name": name,
            "path": "ink",
        }
    return {"kind": "arrival", "operands": [box]}


def _box(name: str, t: int, values: Values) -> dict[str, Any]:
    """A named quantity as one box of the equation."""
    return {"name": [symbol(name, t)], "value": values.add(name), "t": t, "path": WORDS[name].path, "quantity": name}


def _operand(line: Line, expression: Expression, t: int, values: Values) -> dict[str, Any]:
    """A box and, inside it, the boxes it was made from; a transpose is its inner box read the other way round."""
    if expression.kind == "transpose":
        return {**_operand(line, expression.operands[0], t, values), "name": formula(expression, t), "transposed": True}
    if expression.kind == "number":
        return {"name": [expression.text], "number": float(expression.text), "path": "ink"}
    box: dict[str, Any] = {"name": formula(expression, t), "value": values.operand(line, expression), "t": t}
    box["path"] = WORDS[expression.text].path if expression.kind == "name" else "ink"
    if expression.kind == "name":
        box["quantity"] = expression.text
    if expression.text == line.name:
        box["name"] = [*box["name"], " so far"]
    if expression.operands:
        inner = [_operand(line, operand, t, values) for operand in expression.operands]
        box |= {"kind": expression.kind, "operands": inner}
        if expression.signs:
            box["signs"] = list(expression.signs)
        if expression.function:
            box["function"] = expression.function
    return box


def _add_switches(step: dict[str, Any], problem: Problem) -> None:
    """Which mistake leaves out each part of an addition that the learner has written."""
    case = case_of(problem)
    for box in step["operands"]:
        if (part := box.get("quantity")) and part not in (case.handed if case else ()):
            box["without"] = without(step["quantity"], part)


def _add_slopes(step: dict[str, Any], state: State, t: int, problem: Problem, values: Values) -> None:
    """Beside a state's total and its two parts what a nudge of the state measures, and which cost it measures."""
    T, handed = problem.T, _handed(state, problem)
    later: Rich = [symbol("loss", t + 1)] if t + 1 == T else [symbol("loss", t + 1), " … ", symbol("loss", T)]
    J = symbol("J")
    of: dict[str, Rich] = {"da_softmax": [symbol("loss", t)], "da_time": later}
    if state.name != "a":
        of = {part: [J, " via ", symbol("a", t)] for part in state.parts}
        of[state.time] = [symbol("J_later")] if handed and t == T else [J, f" via cell ⟨{t + 1}⟩"]
    of[state.total] = [J]
    for box in (step["result"], *step["operands"]):
        name = box.get("quantity")
        if name in of and (name != state.time or t < T or handed):
            box["measured"] = {"value": values.measured(name, state), "of": of[name], "state": state.name}
            if of[name] is later and t + 1 < T:
                box["measured"]["many"] = True
