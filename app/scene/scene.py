"""The scene: all steps, all values, all words of one run, as JSON for the stage. A pure function of the trace."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Set
from typing import Any, Literal

import numpy as np

from app.scene import types as sent
from app.scene.about import about, rows
from app.scene.axes import axes
from app.scene.graph import graph, lights, ran_before
from app.scene.listing import listings
from app.scene.mistaken import mark
from app.scene.rich import formula, grey_of, headline_of, phrase, rich, symbol, words_for
from app.scene.roads import State, roads, state_of, states
from app.scene.words import BOXES, CELLS, COMMON, WORDS
from app.scene.words.names import COURSE, Names, written
from app.scene.words.player import PLAYER
from app.selection import default_address, selection
from rnn_core import Address, Problem, Trace, case_of, slopes_at_sum
from rnn_core.expression import Expression
from rnn_core.measured import ENTRYWISE, agrees, has_slopes, nudged
from rnn_core.mistakes import without, wrong_steps
from rnn_core.problem import Array
from rnn_core.problems import letters
from rnn_core.table import Line, Pass

SIGNIFICANT = 10  # digits sent: more than any picture prints
NUDGE = 0.001  # so large that J's change is seen in few decimals, so small that it is the slope's
SHORT = 18  # characters of code that still make a name over a column
COMPUTED = ("matmul", "product", "sum", "difference", "power", "negative")
ENTRY: tuple[sent.Axis, sent.Axis] = (
    "unit",
    "example",
)  # what the rows and columns of a quantity count, unless it says another


def scene(trace: Trace, *, backward_code: bool = True, names: Names = COURSE) -> sent.Scene:
    """Everything the stage needs to draw every step without asking again; perhaps without the code to be written.

    `names` is what quantities are called there. The keys by which they are known stay ours.
    """
    problem = trace.problem
    wrong = wrong_steps(trace.right, trace) if trace.mistake else ()
    is_wrong = frozenset(wrong)
    values, g = Values(trace, is_wrong, names), graph(trace)
    steps = [_step(address, trace, values, wrong=address in is_wrong) for address in trace.steps]
    arrivals = (carry.arrives for carry in problem.cell.forward_carries)
    for name in (*problem.parameters, *problem.inputs, *problem.later, *arrivals):
        values.add(name)
    taken = roads(trace, g)
    unit, example = selection(trace.right)
    found: sent.Scene = {
        "problem": _problem(problem),
        "at": str(default_address(problem)),
        "selected": {"unit": unit, "example": example},
        "symbols": {name: _letters(name, problem, names) for name in (*COMMON, *CELLS[problem.cell.name])},
        "roads": taken,
        "lights": lights(g),
        "steps": steps,
        "values": {},
        "code": listings(trace, backward=backward_code, names=names),
    }
    if trace.mistake:
        found["mistake"], others = mark(trace, wrong, steps, taken)
        for key, value in others.items():
            values.put(key, value)
    found["values"] = _packed(values.encoded, problem)
    return found


def _packed(values: dict[str, sent.Value], problem: Problem) -> dict[str, sent.Value]:
    """The same, with arrays side by side that share numbers: what packs them looks back 32 kB, and sends these once."""
    near = {carry.leaves: carry.arrives for carry in problem.cell.forward_carries}
    near |= {carry.arrives: carry.leaves for carry in problem.cell.backward_carries}
    before: set[str] = set()  # a whole with one of its pieces on either side
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


def encode(trace: Trace, *, backward_code: bool = True, names: Names = COURSE) -> bytes:
    """The scene as compact JSON bytes (Streamlit encodes anything else again at every rerun)."""
    found = scene(trace, backward_code=backward_code, names=names)
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _problem(problem: Problem) -> sent.Problem:
    n_a, m = problem.parameters["a0"].shape
    return {
        "name": problem.name,
        "about": about(problem),
        "rows": rows(problem),
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
        "returns": _returns(problem),
        "states": [_state(state, problem) for state in states(problem.model)],
        "input": _input(problem),
    }


def _returns(problem: Problem) -> str:
    """The gradient in the prediction with which each timestep's way back begins, or "" where it is handed in."""
    head, _ = problem.model.backward
    arriving = {part for state in states(problem.model) for part in state.parts}
    return next((line.name for line in head.lines if line.name not in arriving), "")


def _state(state: State, problem: Problem) -> sent.State:
    about: sent.State = {
        "name": state.name,
        "arrives": state.arrives,
        "start": state.start,
        "parts": state.parts,
        "total": state.total,
        "time": state.time,
        "prev": state.prev,
        "last": state.last,
    }
    if handed := _handed(state, problem):
        about["handed"] = handed
    return about


def _handed(state: State, problem: Problem) -> str:
    """What is handed in at the last timestep in place of zeros, if anything is."""
    carry = next((c for c in problem.cell.backward_carries if c.arrives == state.time), None)
    return str(carry.first) if carry and carry.first in problem.later else ""


def _input(problem: Problem) -> str:
    """What to know about the input: the notebook's x is longer than its da."""
    if problem.name == "notebook" and problem.cell.name == "lstm":
        return "x has T = 7, da T = 4:\nthe loop covers 4 steps"
    return ""


def _letters(name: str, problem: Problem, names: Names) -> sent.Letters:
    words = words_for(problem, name)
    base, sub = written(name, words.symbol, names)
    found: sent.Letters = {
        "base": base,
        "sub": sub,
        "path": words.path,
        "phrase": phrase(problem, name, names=names),
        "notebook": words.notebook,
    }
    if of := _differentiated(name, problem):
        found["of"] = of
    if words.told:
        found["told"] = True
    counted = axes(problem.model).get(name, ENTRY)
    if counted != ENTRY:
        found["axes"] = counted
    return found


def _differentiated(name: str, problem: Problem) -> str:
    """What a gradient is the gradient of: `a` of the parts of its sum too; nothing for what is no gradient."""
    for state in states(problem.model):
        if name in (*state.parts, state.total, state.time, state.prev):
            return state.name
        if name == state.last:
            return state.start
    return name[1:] if name.startswith("d") and name[1:] in WORDS else ""


class Values:
    """The arrays behind the boxes, each sent once: key -> shape, whether it changes with t, flat numbers."""

    def __init__(self, trace: Trace, wrong: Set[Address] = frozenset(), names: Names = COURSE) -> None:
        self.trace, self.wrong, self.names = trace, wrong, names
        self.encoded: dict[str, sent.Value] = {}
        self._slopes: dict[tuple[State, int, bool], dict[str, Array]] = {}

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

    def so_far(self, total: str, t: int) -> tuple[str, int]:
        """A running total as step t found it: as the step before has left it, or zeros; its key and timestep."""
        if earlier := ran_before(self.trace).get(t):
            return self.add(total), earlier
        key = f"{total} so far"
        if key not in self.encoded:
            self._put(key, [self.trace.before(total, t)], constant=True)
        return key, t

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

    def slopes(self, state: State, t: int, *, right: bool = False) -> dict[str, Array]:
        """All three of them, in this run or the right one, measured once."""
        key = state, t, right
        if key not in self._slopes:
            self._slopes[key] = slopes_at_sum(self.trace.right if right else self.trace, t, state.name)
        return self._slopes[key]

    def put(self, key: str, value: Array) -> None:
        """An array that the trace has not: time first, or the same at every step."""
        self._put(key, value if np.ndim(value) == 3 else [value], constant=np.ndim(value) != 3)

    def _put(self, key: str, arrays: Iterable[Any], constant: bool) -> None:
        stacked = [np.reshape(array, (len(array) if np.ndim(array) else 1, -1)) for array in arrays]
        # By a mistake a total can grow from step to step; what has one number for several entries has it for each.
        blocks = np.broadcast_arrays(*stacked)
        flat = [float(f"{value:.{SIGNIFICANT}g}") for block in blocks for value in block.ravel()]
        flat_ints = [int(value) if value == int(value) else value for value in flat]
        rows, columns = blocks[0].shape
        entry: sent.Value = {"rows": rows, "columns": columns, "data": flat_ints}
        if not constant:
            entry["timed"] = True
        if (decimals := _decimals(flat)) is not None:
            entry["decimals"] = decimals
        self.encoded[key] = entry


def _is_computed(expression: Expression) -> bool:
    """Whether the stage computes a term from the boxes inside it: see `entry` in numbers.js."""
    return expression.kind in COMPUTED or (expression.kind == "function" and expression.function in ENTRYWISE)


def _decimals(values: list[float]) -> Literal[0, 2] | None:
    """The number of decimals with which all values are exact, where so few are enough."""
    if all(round(value) == value for value in values):
        return 0
    return 2 if all(round(value, 2) == value for value in values) else None


def _of_head(problem: Problem) -> set[str]:
    """What the lines of the prediction compute, on both passes."""
    (_, out), (back, _) = problem.model.forward, problem.model.backward
    return {line.name for line in (*out.lines, *back.lines)}


def _step(address: Address, trace: Trace, values: Values, *, wrong: bool) -> sent.Step:
    problem, t, quantity = trace.problem, address.t, address.quantity
    words = words_for(problem, quantity)
    line, result = trace.line(address), _box(quantity, t, values)
    equation = _line_equation(address, line, trace, values) if line else _carry_equation(address, trace, values)
    step: sent.Step = {
        "at": str(address),
        "phase": address.phase,
        "t": t,
        "quantity": quantity,
        "headline": headline_of(problem, quantity, t, values.names),
        "line": line.text if line else "",
        "result": result,
        "kind": equation["kind"],
        "operands": equation["operands"],
    }
    if line and line.name in _of_head(problem):
        step["head"] = True
    if "signs" in equation:
        step["signs"] = equation["signs"]
    if "function" in equation:
        step["function"] = equation["function"]
    if grey := grey_of(problem, quantity, t, values.names):
        step["grey"] = grey
    if words.verdicts and (t < problem.T or _handed(state_of(problem.model, quantity), problem)):
        step["verdicts"] = _verdicts(words.verdicts, problem, t)
    state = state_of(problem.model, quantity)
    if state != states(problem.model)[0]:
        step["about"] = state.name
    if quantity == state.total:
        _add_switches(step, problem)
    if address.phase == "turn" and has_slopes(trace):
        step["nudge"] = _nudge(trace, values)
    if quantity in (*state.parts, state.total):
        _add_slopes(step, state, t, values, wrong=wrong)
    return step


def _line_equation(address: Address, line: Line, trace: Trace, values: Values) -> sent.Equation:
    """The equation of a line that runs, as the code or a mistake has it."""
    direction: Pass = "forward" if address.phase == "forward" else "backward"
    if address.quantity not in trace.edited(direction):
        return _equation(line, address.t, values)
    return _edited(line, trace.problem.model.lines(direction)[address.quantity], address.t, values)


def _carry_equation(address: Address, trace: Trace, values: Values) -> sent.Equation:
    """The sum of the costs, or where what is carried has come from."""
    problem, t, quantity = trace.problem, address.t, address.quantity
    if address.phase == "turn":
        costs: list[sent.Box] = [_box("loss", s, values) for s in range(1, problem.T + 1)]
        costs += [_box("J_later", 0, values)] if problem.later else []
        return {"kind": "sum", "operands": costs, "signs": [1] * len(costs)}
    carries = problem.cell.backward_carries
    if address.phase == "end":
        carry = next(c for c in carries if c.last == quantity)
        return {"kind": "arrival", "operands": [_box(carry.leaves, 1, values)]}
    carry, earlier = next(c for c in carries if c.arrives == quantity), ran_before(trace)
    if t == problem.T and carry.first in problem.later:
        return {"kind": "arrival", "operands": [_box(str(carry.first), 0, values)]}
    return {"kind": "arrival", "operands": [_box(carry.leaves, earlier[t], values)] if t in earlier else []}


def _verdicts(words: Mapping[str, str], problem: Problem, t: int) -> sent.Verdicts:
    return {
        "flips": rich(words["flips"], problem, t),
        "cancels": rich(words["cancels"], problem, t),
        "reinforces": rich(words["reinforces"], problem, t),
        "outweighs": rich(words["outweighs"], problem, t),
        "nothing": rich(words["nothing"], problem, t),
    }


def _equation(line: Line, t: int, values: Values) -> sent.Equation:
    expression = line.expression
    return _made(expression, [_operand(line, operand, t, values) for operand in expression.operands])


def _made(expression: Expression, operands: list[sent.Box]) -> sent.Equation:
    """How an expression is made of its operands."""
    equation: sent.Equation = {"kind": expression.kind, "operands": operands}
    if expression.signs:
        equation["signs"] = [1 if sign > 0 else -1 for sign in expression.signs]
    if expression.function:
        equation["function"] = expression.function
    return equation


def _edited(line: Line, right: Line, t: int, values: Values) -> sent.Equation:
    """The equation of a line that a mistake has changed; what it has left out of a sum stays, struck out."""
    mine = line.expression
    whole = {operand.text for operand in right.expression.operands}
    texts = [mine.text] if mine.text in whole else [operand.text for operand in mine.operands]
    if right.kind in ("sum", "running") and set(texts) < whole and len(set(texts)) == len(texts):
        return _struck(_equation(right, t, values), [one.text in texts for one in right.expression.operands])
    if mine.kind in ("sum", "difference", "product", "matmul", "function", "running", "stack"):
        return _made(mine, [_as_written(line, operand, t, values) for operand in mine.operands])
    box = _operand(line, mine, t, values)
    if mine.kind != "name":
        name: sent.Name = box["name"] if len(mine.text) < SHORT else ["what the code says"]
        box = {"name": name, "value": values.operand(line, mine, alone=True), "t": t, "path": "ink"}
    return {"kind": "arrival", "operands": [box]}


def _struck(equation: sent.Equation, used: list[bool]) -> sent.Equation:
    """A sum of which not all operands are used."""
    for i, box in enumerate(equation["operands"]):
        if not used[i] and "value" in box:
            box["struck"] = True
            equation["signs"][i] = 0
    return equation


def _as_written(line: Line, expression: Expression, t: int, values: Values) -> sent.Box:
    """An operand of an edited line: how it was made is shown only where it is one step's share of a total."""
    box = _operand(line, expression, t, values)
    if expression.kind not in ("name", "transpose", "number") and len(expression.text) >= SHORT:
        box["name"] = ["as written"]
    if "number" in box or (line.kind == "running" and expression.kind == "matmul"):
        return box
    alone: sent.ValueBox = {"name": box["name"], "value": box["value"], "t": box["t"], "path": box["path"]}
    if "quantity" in box:
        alone["quantity"] = box["quantity"]
    if "transposed" in box:
        alone["transposed"] = True
    if expression.operands:
        alone["value"] = values.operand(line, _inside(expression), alone=True)
    return alone


def _box(name: str, t: int, values: Values) -> sent.ValueBox:
    """A named quantity as one box of the equation."""
    return {"name": [symbol(name, t)], "value": values.add(name), "t": t, "path": WORDS[name].path, "quantity": name}


def _operand(line: Line, expression: Expression, t: int, values: Values) -> sent.Box:
    """A box and, inside it, the boxes it was made from; a transpose is its inner box read the other way round."""
    name = formula(expression, t, values.names)
    if expression.kind == "number":
        return {"name": name, "number": float(expression.text), "path": "ink"}
    if expression.kind == "transpose":
        inner = _operand(line, expression.operands[0], t, values)
        return inner if "number" in inner else {**inner, "name": name, "transposed": True}
    if expression.text == line.name:
        value, ran = values.so_far(line.name, t)
        name = [*name, f" {PLAYER['running.so-far']}"]
    else:
        value, ran = values.operand(line, expression), t
    path = WORDS[expression.text].path if expression.kind == "name" else "ink"
    box: sent.ValueBox = {"name": name, "value": value, "t": ran, "path": path}
    if expression.kind == "name":
        box["quantity"] = expression.text
    if not expression.operands:
        return box
    return {**box, **_made(expression, [_operand(line, operand, t, values) for operand in expression.operands])}


def _inside(expression: Expression) -> Expression:
    """What a transpose is the transpose of."""
    return _inside(expression.operands[0]) if expression.kind == "transpose" else expression


def _add_switches(step: sent.Step, problem: Problem) -> None:
    """Which mistake leaves out each part of an addition that the learner has written."""
    case = case_of(problem)
    for box in step["operands"]:
        if "quantity" in box and box["quantity"] not in (case.handed if case else ()):
            box["without"] = without(step["quantity"], box["quantity"])


def _nudge(trace: Trace, values: Values) -> sent.Nudge:
    """What a nudge of the first state does to J. It is the first timestep's: from there it moves every cost."""
    state, t = states(trace.problem.model)[0], 1
    up, down = "J nudged up", "J nudged down"
    values.put(up, nudged(trace, state.name, t, NUDGE))
    values.put(down, nudged(trace, state.name, t, -NUDGE))
    return {"t": t, "by": NUDGE, "up": up, "down": down}


def _add_slopes(step: sent.Step, state: State, t: int, values: Values, *, wrong: bool) -> None:
    """Beside a state's total and its two parts what a nudge of the state measures, and which cost it measures.

    What should stand in place of a wrong number is measured on the right run; that it is that number is all one says.
    """
    trace = values.trace.right if wrong else values.trace
    if not has_slopes(trace):
        return
    after, J = trace.times_after(t), symbol("J")
    handed = t == trace.problem.T and _handed(state, trace.problem)
    later: sent.Name = [symbol("loss", s) for s in after[:1]]
    later += [" … ", symbol("loss", after[-1])] if len(after) > 1 else []
    of: dict[str, sent.Name] = {"da_softmax": [symbol("loss", t)], "da_time": later}
    if state.name != "a":
        of = {part: [J, " via ", symbol("a", t)] for part in state.parts}
        of[state.time] = [symbol("J_later")] if handed else [J, f" via cell ⟨{after[0]}⟩"] if after else []
    of[state.total] = [J]
    for box in (step["result"], *([] if wrong else step["operands"])):
        if "quantity" not in box or not of.get(name := box["quantity"]):
            continue
        if wrong and not agrees(values.slopes(state, t, right=True)[name], trace.at(name, t)).all():
            continue
        measured: sent.Measured = {"of": of[name], "state": state.name}
        if not wrong:
            measured["value"] = values.measured(name, state)
        if of[name] is later and len(after) > 1:
            measured["many"] = True
        box["measured"] = measured
