"""What is measured at a green plus: which cost each gradient there is the slope of, and what a nudge does to J."""

from __future__ import annotations

from typing import NamedTuple

from app.scene import types as sent
from app.scene.rich import symbol
from app.scene.roads import State, handed_in, states
from app.scene.values import Values
from rnn_core import Trace
from rnn_core.measured import agrees, has_slopes, nudged

NUDGE = 0.001  # so large that J's change is seen in few decimals, so small that it is the slope's


def nudge_of(trace: Trace, values: Values) -> sent.Nudge:
    """Describe what a nudge of the first state does to J: at the first timestep, from where it moves every cost."""
    state, t = states(trace.problem.model)[0], 1
    up, down = "J nudged up", "J nudged down"
    values.put(up, nudged(trace, state.name, t, NUDGE))
    values.put(down, nudged(trace, state.name, t, -NUDGE))
    return {"t": t, "by": NUDGE, "up": up, "down": down}


class Effect(NamedTuple):
    """What a nudge of a state moves, as far as one gradient says: a cost, perhaps of some timesteps, perhaps by way of
    another quantity or cell alone."""

    cost: str  # loss, J or J_later
    times: tuple[int, ...] = ()
    via: str = ""  # the quantity of the same timestep that it goes through
    cell: int = 0  # the timestep of the cell that it goes through


def effects(trace: Trace, state: State, t: int) -> dict[str, Effect | None]:
    """Say what each gradient at the green plus of a state measures, in the order in which one would check them; None
    for one that nothing sends."""
    after = trace.times_after(t)
    if state.name == "a":
        effects = {"da_softmax": Effect("loss", (t,)), "da_time": Effect("loss", after) if after else None}
    else:
        effects = {part: Effect("J", via="a") for part in state.parts}
        handed = t == trace.problem.T and handed_in(state, trace.problem)
        effects[state.time] = Effect("J_later") if handed else Effect("J", cell=after[0]) if after else None
    return {**effects, state.total: Effect("J")}


def add_slopes(step: sent.Step, state: State, t: int, values: Values, *, wrong: bool) -> None:
    """Say beside a state's total and its two parts what a nudge of the state measures, and which cost it measures.

    What should stand in place of a wrong number is measured on the right run; that it is that number is all one says.
    """
    trace = values.trace.right if wrong else values.trace
    if not has_slopes(trace):
        return
    moved = effects(trace, state, t)
    for box in (step["result"], *([] if wrong else step["operands"])):
        if "quantity" not in box or not (effect := moved.get(name := box["quantity"])):
            continue
        if wrong and not agrees(values.slopes(state, t, right=True)[name], trace.at(name, t)).all():
            continue
        measured: sent.Measured = {"of": _name(effect, t), "state": state.name}
        if not wrong:
            measured["value"] = values.measured(name, state)
        if len(effect.times) > 1:
            measured["many"] = True
        box["measured"] = measured


def _name(effect: Effect, t: int) -> sent.Name:
    """Say what is moved, in the letters of the picture."""
    first, *others = (symbol(effect.cost, s) for s in effect.times or (0,))
    name: sent.Name = [first]
    if others:
        name += [" … ", others[-1]]
    if effect.via:
        name += [" via ", symbol(effect.via, t)]
    if effect.cell:
        name.append(f" via cell ⟨{effect.cell}⟩")
    return name
