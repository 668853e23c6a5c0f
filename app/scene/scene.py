"""The scene: all steps, all values, all words of one run, as JSON for the stage. A pure function of the trace."""

from __future__ import annotations

import json
from collections.abc import Mapping

from app.scene import types as sent
from app.scene.about import about, rows
from app.scene.axes import axes
from app.scene.entry import ENTRY
from app.scene.equations import box_of, carry_equation, limits_of, line_equation
from app.scene.graph import graph, lights
from app.scene.listing import listings
from app.scene.mistaken import mark
from app.scene.rich import grey_of, headline_of, phrase, rich, words_for
from app.scene.roads import State, handed_in, roads, state_of, states
from app.scene.slopes import add_slopes, nudge_of
from app.scene.values import Values, packed
from app.scene.words import BOXES, CELL_WORDS, COMMON, WORDS
from app.scene.words.names import COURSE, Names, letters_of
from app.selection import default_address, selection
from rnn_core import Address, Problem, Trace, case_of
from rnn_core.measured import has_slopes
from rnn_core.mistakes import without, wrong_steps
from rnn_core.problems import letters


def scene(trace: Trace, *, backward_code: bool = True, names: Names = COURSE) -> sent.Scene:
    """Return everything the stage needs to draw every step without asking again; perhaps without the code to be
    written.

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
    drawn = roads(trace, g)
    unit, example = selection(trace.right)
    whole: sent.Scene = {
        "problem": _problem(problem),
        "at": str(default_address(problem)),
        "selected": {"unit": unit, "example": example},
        "symbols": {name: _letters(name, problem, names) for name in (*COMMON, *CELL_WORDS[problem.cell.name])},
        "roads": drawn,
        "lights": lights(g),
        "steps": steps,
        "values": {},
        "code": listings(trace, backward=backward_code, names=names),
    }
    if trace.mistake:
        whole["mistake"], others = mark(trace, wrong, steps, drawn)
        for key, value in others.items():
            values.put(key, value)
    whole["values"] = packed(values.encoded, problem)
    return whole


def encode(trace: Trace, *, backward_code: bool = True, names: Names = COURSE) -> bytes:
    """Return the scene as compact JSON bytes (Streamlit encodes anything else again at every rerun)."""
    whole = scene(trace, backward_code=backward_code, names=names)
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


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
    """Return the gradient in the prediction with which each timestep's way back begins, or "" where it is handed in."""
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
    if handed := handed_in(state, problem):
        about["handed"] = handed
    return about


def _input(problem: Problem) -> str:
    """Say what to know about the input: the notebook's x is longer than its da."""
    if problem.name == "notebook" and problem.cell.name == "lstm":
        return "x has T = 7, da T = 4:\nthe loop covers 4 steps"
    return ""


def _letters(name: str, problem: Problem, names: Names) -> sent.Letters:
    words = words_for(problem, name)
    base, sub = letters_of(name, words.symbol, names)
    spelling: sent.Letters = {
        "base": base,
        "sub": sub,
        "path": words.path,
        "phrase": phrase(problem, name, names=names),
        "notebook": words.notebook,
    }
    if of := _differentiated(name, problem):
        spelling["of"] = of
    if words.told:
        spelling["told"] = True
    counted = axes(problem.model).get(name, ENTRY)
    if counted != ENTRY:
        spelling["axes"] = counted
    return spelling


def _differentiated(name: str, problem: Problem) -> str:
    """Say what a gradient is the gradient of: `a` of the parts of its sum too; nothing for what is no gradient."""
    for state in states(problem.model):
        if name in (*state.parts, state.total, state.time, state.prev):
            return state.name
        if name == state.last:
            return state.start
    return name[1:] if name.startswith("d") and name[1:] in WORDS else ""


def _of_head(problem: Problem) -> set[str]:
    """Say what the lines of the prediction compute, on both passes."""
    (_, out), (back, _) = problem.model.forward, problem.model.backward
    return {line.name for line in (*out.lines, *back.lines)}


def _step(address: Address, trace: Trace, values: Values, *, wrong: bool) -> sent.Step:
    problem, t, quantity = trace.problem, address.t, address.quantity
    words = words_for(problem, quantity)
    line, result = trace.line(address), box_of(quantity, t, values)
    equation = line_equation(address, line, trace, values) if line else carry_equation(address, trace, values)
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
        if limits := limits_of(equation["function"]):
            step["limits"] = limits
    if grey := grey_of(problem, quantity, t, values.names):
        step["grey"] = grey
    if words.verdicts and (t < problem.T or handed_in(state_of(problem.model, quantity), problem)):
        step["verdicts"] = _verdicts(words.verdicts, problem, t)
    state = state_of(problem.model, quantity)
    if state != states(problem.model)[0]:
        step["about"] = state.name
    if quantity == state.total:
        _add_switches(step, problem)
    if address.phase == "turn" and has_slopes(trace):
        step["nudge"] = nudge_of(trace, values)
    if quantity in (*state.parts, state.total):
        add_slopes(step, state, t, values, wrong=wrong)
    return step


def _verdicts(words: Mapping[str, str], problem: Problem, t: int) -> sent.Verdicts:
    return {
        "flips": rich(words["flips"], problem, t),
        "cancels": rich(words["cancels"], problem, t),
        "reinforces": rich(words["reinforces"], problem, t),
        "outweighs": rich(words["outweighs"], problem, t),
        "nothing": rich(words["nothing"], problem, t),
    }


def _add_switches(step: sent.Step, problem: Problem) -> None:
    """Say which mistake leaves out each part of an addition that the learner has written."""
    case = case_of(problem)
    for box in step["operands"]:
        if "quantity" in box and box["quantity"] not in (case.handed if case else ()):
            box["without"] = without(step["quantity"], box["quantity"])
