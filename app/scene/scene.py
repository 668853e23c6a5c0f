"""The scene: all steps, all values, all words of one run, as JSON for the stage. A pure function of the trace."""

from __future__ import annotations

import json
from collections.abc import Iterable, Set
from typing import Any

import numpy as np

from app.scene.axes import axes
from app.scene.graph import graph, lights, ran_before
from app.scene.mistaken import mark
from app.scene.rich import Rich, formula, plain, rich, symbol, words_for
from app.scene.roads import State, roads, state_of, states
from app.scene.words import BOXES, CELLS, COMMON, WORDS
from rnn_core import Address, Problem, Trace, case_of, default_address, green_node, selection
from rnn_core.check import ENTRYWISE, agrees, has_slopes
from rnn_core.mistakes import without, wrong_steps
from rnn_core.problems import letters
from rnn_core.table import Expression, Line, Pass

SIGNIFICANT = 10  # digits sent: more than any picture prints
SHORT = 18  # characters of code that still make a name over a column
COMPUTED = ("matmul", "product", "sum", "difference", "power", "negative")
ENTRY = ("unit", "example")  # what the rows and columns of a quantity count, unless it says another


def scene(trace: Trace) -> dict[str, Any]:
    """Everything the stage needs to draw every step without asking again."""
    problem = trace.problem
    wrong = wrong_steps(trace.right, trace) if trace.mistake else ()
    is_wrong = frozenset(wrong)
    values, g = Values(trace, is_wrong), graph(trace)
    steps = [_step(address, trace, values, wrong=address in is_wrong) for address in trace.steps]
    arrivals = (carry.arrives for carry in problem.cell.forward_carries)
    for name in (*problem.parameters, *problem.inputs, *problem.later, *arrivals):
        values.add(name)
    taken = roads(trace, g)
    mistake: dict[str, Any] = {}
    if trace.mistake:
        mistake, others = mark(trace, wrong, steps, taken)
        for key, value in others.items():
            values.put(key, value)
    return {
        "problem": _problem(problem),
        **({"mistake": mistake} if mistake else {}),
        "at": str(default_address(problem)),
        "selected": dict(zip(("unit", "example"), selection(trace.right), strict=True)),
        "symbols": {name: _symbol(name, problem) for name in (*COMMON, *CELLS[problem.cell.name])},
        "roads": taken,
        "lights": lights(g),
        "steps": steps,
        "values": _packed(values.encoded, problem),
    }


def _packed(values: dict[str, Any], problem: Problem) -> dict[str, Any]:
    """The same, with arrays side by side that share numbers: what packs them looks back 32 kB, and sends these once."""
    near = {carry.leaves: carry.arrives for carry in problem.cell.forward_carries}
    near |= {carry.arrives: carry.leaves for carry in problem.cell.backward_carries}
    before = set()  # a whole with one of its pieces on either side
    for line in (*problem.model.lines("forward").values(), *problem.model.lines("backward").values()):
        if line.kind == "stack":
            first, *others = (operand.text for operand in line.expression.operands)
            near |= dict.fromkeys((first, *others), line.name)
            before |= set(others)
        elif line.kind == "part":
            near[line.name] = line.expression.operands[0].text
            before |= {line.name} if line.expression.function == "lower" else set()
    place = {key: i for i, key in enumerate(values)}

    def beside(key: str) -> tuple[int, bool, int, int]:
        run, name = ("right ", key.rpartition(" ")[2]) if "right " in key else ("", key.removeprefix("measured "))
        root, far = name, int(key.startswith("measured"))
        while root in near:
            root, far = near[root], far + 2
        return place.get(run + root, place[key]), name not in before, far, place[key]

    return {key: values[key] for key in sorted(values, key=beside)}


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
        "alphabet": letters(problem.alphabet) or None,  # lists: a letter can be more than one character
        "text": letters(problem.text) or None,
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

    def __init__(self, trace: Trace, wrong: Set[Address] = frozenset()) -> None:
        self.trace, self.wrong = trace, wrong
        self.encoded: dict[str, dict[str, Any]] = {}
        self._slopes: dict[tuple[State, int, bool], dict[str, Any]] = {}

    def add(self, name: str) -> str:
        """A quantity under its own name."""
        trace = self.trace
        if name not in self.encoded:
            constant = np.ndim(trace[name]) in (0, 2)
            self._put(name, [trace[name]] if constant else list(trace[name]), constant)
        return name

    def operand(self, line: Line, expression: Expression, *, alone: bool = False) -> str:
        """An operand of a line, as the line saw it, under its text.

        What the stage can compute from the operands inside it is sent without its numbers, unless it stands `alone`.
        """
        if expression.text in self.trace.cached and line.name in self.trace.problem.model.lines("backward"):
            return self._cached(expression.text)
        if expression.text in self.trace.values and expression.text != line.name:
            return self.add(expression.text)
        key = f"{line.name}: {expression.text}"
        numbers = alone or not _is_computed(expression)
        if key not in self.encoded or numbers > ("data" in self.encoded[key]):
            ran = [step.t for step in self.trace.steps if step.quantity == line.name]
            # A flat array is a row, as NumPy takes it.
            found = {t: np.atleast_2d(self.trace.evaluate(line, expression, t)) for t in ran}
            nothing = np.zeros_like(found[ran[0]])  # at the timesteps that a loop leaves out
            self._put(key, [found.get(t, nothing) for t in range(1, self.trace.problem.T + 1)], False)
            if not numbers:
                del self.encoded[key]["data"]
        return key

    def so_far(self, total: str, t: int) -> dict[str, Any]:
        """A running total as step t found it: as the step before has left it, or zeros."""
        if earlier := ran_before(self.trace).get(t):
            return {"value": self.add(total), "t": earlier}
        key = f"{total} so far"
        if key not in self.encoded:
            self._put(key, [self.trace.before(total, t)], constant=True)
        return {"value": key, "t": t}

    def _cached(self, name: str) -> str:
        """What the backward pass found under a name, where that is not what the forward pass computed."""
        key = f"{name} in the cache"
        if key not in self.encoded:
            self._put(key, self.trace.cached[name], False)
        return key

    def measured(self, quantity: str, state: State) -> str:
        """The slope that should equal a state's total, da_total, or one of its two parts, for all units and examples.

        It is 0 at the timesteps at which nobody asks for it, because its own step and that of the total are wrong.
        """
        key = f"measured {quantity}"
        if key not in self.encoded:
            trace, shown = self.trace, (quantity, state.total)
            asked = {step.t for step in trace.steps if step.quantity in shown and step not in self.wrong}
            nothing = np.zeros_like(trace.problem.parameters[state.start])
            times = range(1, trace.problem.T + 1)
            self._put(key, [self.slopes(state, t)[quantity] if t in asked else nothing for t in times], False)
        return key

    def slopes(self, state: State, t: int, *, right: bool = False) -> dict[str, Any]:
        """All three of them, in this run or the right one, measured once."""
        key = state, t, right
        if key not in self._slopes:
            self._slopes[key] = green_node(self.trace.right if right else self.trace, t, state.name)
        return self._slopes[key]

    def put(self, key: str, value: Any) -> None:
        """An array that the trace has not: time first, or the same at every step."""
        self._put(key, value if np.ndim(value) == 3 else [value], constant=np.ndim(value) != 3)

    def _put(self, key: str, arrays: Iterable[Any], constant: bool) -> None:
        stacked = [np.reshape(array, (len(array) if np.ndim(array) else 1, -1)) for array in arrays]
        # By a mistake a total can grow from step to step; what has one number for several entries has it for each.
        blocks = np.broadcast_arrays(*stacked)
        flat = [float(f"{value:.{SIGNIFICANT}g}") for block in blocks for value in block.ravel()]
        flat_ints = [int(value) if value == int(value) else value for value in flat]
        rows, columns = blocks[0].shape
        entry: dict[str, Any] = {"rows": rows, "columns": columns, "data": flat_ints}
        if not constant:
            entry["timed"] = True
        if decimals := _decimals(flat):
            entry["decimals"] = decimals - 1
        self.encoded[key] = entry


def _is_computed(expression: Expression) -> bool:
    """Whether the stage computes a term from the boxes inside it: see `entry` in numbers.js."""
    return expression.kind in COMPUTED or (expression.kind == "function" and expression.function in ENTRYWISE)


def _decimals(values: list[float]) -> int:
    """1 + the number of decimals (0 or 2) with which all values are exact; 0 if more are needed."""
    for decimals in (0, 2):
        if all(round(value, decimals) == value for value in values):
            return decimals + 1
    return 0


def _step(address: Address, trace: Trace, values: Values, *, wrong: bool) -> dict[str, Any]:
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
        _add_slopes(step, state, t, values, wrong=wrong)
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
                if expression.operands:
                    operand["value"] = values.operand(line, _inside(expression), alone=True)
        return equation
    box = _operand(line, mine, t, values)
    if mine.kind != "name":
        name = box["name"] if len(mine.text) < SHORT else ["what the code says"]
        box = {"name": name, "value": values.operand(line, mine, alone=True), "t": t, "path": "ink"}
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
    box: dict[str, Any] = {"name": formula(expression, t)}
    own = expression.text == line.name
    box |= values.so_far(line.name, t) if own else {"value": values.operand(line, expression), "t": t}
    box["path"] = WORDS[expression.text].path if expression.kind == "name" else "ink"
    if expression.kind == "name":
        box["quantity"] = expression.text
    if own:
        box["name"] = [*box["name"], " so far"]
    if expression.operands:
        inner = [_operand(line, operand, t, values) for operand in expression.operands]
        box |= {"kind": expression.kind, "operands": inner}
        if expression.signs:
            box["signs"] = list(expression.signs)
        if expression.function:
            box["function"] = expression.function
    return box


def _inside(expression: Expression) -> Expression:
    """What a transpose is the transpose of."""
    return _inside(expression.operands[0]) if expression.kind == "transpose" else expression


def _add_switches(step: dict[str, Any], problem: Problem) -> None:
    """Which mistake leaves out each part of an addition that the learner has written."""
    case = case_of(problem)
    for box in step["operands"]:
        if (part := box.get("quantity")) and part not in (case.handed if case else ()):
            box["without"] = without(step["quantity"], part)


def _add_slopes(step: dict[str, Any], state: State, t: int, values: Values, *, wrong: bool) -> None:
    """Beside a state's total and its two parts what a nudge of the state measures, and which cost it measures.

    What should stand in place of a wrong number is measured on the right run; that it is that number is all one says.
    """
    trace = values.trace.right if wrong else values.trace
    if not has_slopes(trace):
        return
    after, J = trace.times_after(t), symbol("J")
    handed = t == trace.problem.T and _handed(state, trace.problem)
    later: Rich = [symbol("loss", s) for s in after[:1]]
    later += [" … ", symbol("loss", after[-1])] if len(after) > 1 else []
    of: dict[str, Rich] = {"da_softmax": [symbol("loss", t)], "da_time": later}
    if state.name != "a":
        of = {part: [J, " via ", symbol("a", t)] for part in state.parts}
        of[state.time] = [symbol("J_later")] if handed else [J, f" via cell ⟨{after[0]}⟩"] if after else []
    of[state.total] = [J]
    for box in (step["result"], *([] if wrong else step["operands"])):
        name = box.get("quantity")
        if not of.get(name):
            continue
        if wrong and not agrees(values.slopes(state, t, right=True)[name], trace.at(name, t)).all():
            continue
        box["measured"] = {"of": of[name], "state": state.name}
        if not wrong:
            box["measured"]["value"] = values.measured(name, state)
        if of[name] is later and len(after) > 1:
            box["measured"]["many"] = True
