"""What has to be so at a stop of a walk: pure functions of the run and the place that the stop shows, by name.

A stop's sentence claims something of its picture, and the predicates that it names check the claim. Their names are
claims too. They look at the place's unit and example; in a running total at the row of the unit or, above the cell, of
the target, and at the column of the same number, as far as it has one.

>>> from types import SimpleNamespace
>>> from rnn_core import Address, hello, run
>>> here = SimpleNamespace(at=Address("backward", 3, "da_total"), unit=3, example=1)
>>> PREDICATES["sign flips"](run(hello()), here)
True
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

import numpy as np

from rnn_core import Address, Trace, agrees, by_loss, mistaken, run, slopes
from rnn_core.mistakes import wrong_steps
from rnn_core.problem import Array, same


class Where(Protocol):
    """A place in a run, such as `app.view.Place`."""

    @property
    def at(self) -> Address: ...
    @property
    def unit(self) -> int: ...
    @property
    def example(self) -> int: ...


Predicate = Callable[[Trace, Where], bool]
PREDICATES: dict[str, Predicate] = {}

LITTLE, MOST = 0.1, 0.8  # of what arrives: "little" and "most" of it
STEP = 1e-4  # of a nudge that only has to show a direction
RATE = 0.01  # of a small step against the gradient


def _predicate(predicate: Predicate) -> Predicate:
    """Keep a predicate under its name, which has spaces in a walk's file."""
    PREDICATES[predicate.__name__.replace("_", " ")] = predicate
    return predicate


# What a predicate reads off a run.


def _value_at(trace: Trace, where: Where) -> Array:
    return trace.at(where.at.quantity, where.at.t)


def _entry(trace: Trace, where: Where, quantity: str) -> float:
    """The followed number of a quantity that has a row for each unit and a column for each example."""
    return float(trace.at(quantity, where.at.t)[where.unit - 1, where.example - 1])


def _parts(where: Where) -> tuple[str, str, str]:
    """What is added up at the crossing that the place is about: this step's own part, that from later, the sum."""
    of_c = where.at.quantity.startswith("dc")
    return ("dc_a", "dc_time", "dc_total") if of_c else ("da_softmax", "da_time", "da_total")


def _size(value: Array) -> float:
    return float(np.sqrt((value**2).sum()))


def _weights(total: str) -> str:
    """What a running total is the gradient of."""
    return total.removeprefix("d")


def _boxed(trace: Trace, where: Where) -> tuple[int, int]:
    """The entry of a running total that is followed, from 0."""
    rows, columns = trace.at(where.at.quantity, where.at.t).shape
    row = where.unit - 1
    if _weights(where.at.quantity) in trace.problem.head.shapes(1, 1, 1):
        row = int(trace.at("target", where.at.t)[:, where.example - 1].argmax())
    return min(row, rows - 1), min(where.unit, columns) - 1


def _share(trace: Trace, where: Where) -> Array:
    """What this step adds to its running total."""
    return _value_at(trace, where) - trace.before(where.at.quantity, where.at.t)


def _moved(trace: Trace, where: Where, by: float) -> float:
    """J with the followed entry of a parameter moved."""
    name, value = _weights(where.at.quantity), trace.problem.parameters[_weights(where.at.quantity)].copy()
    value[_boxed(trace, where)] += by
    return run(replace(trace.problem, parameters={**trace.problem.parameters, name: value})).J


# On the way out.


@_predicate
def a_reaches_every_score(trace: Trace, where: Where) -> bool:
    """Every score moves when the unit of a is nudged."""
    return bool((trace["Wya"][:, where.unit - 1] != 0).all()) and "a" in trace.lines("forward")[where.at.quantity].reads


@_predicate
def a_is_not_read(trace: Trace, where: Where) -> bool:
    """The line of this step does not have a in it."""
    line = trace.line(where.at)
    return line is not None and "a" not in line.reads


@_predicate
def used_twice(trace: Trace, where: Where) -> bool:
    """One line of this timestep reads it, and the next cell is handed it."""
    name = where.at.quantity
    readers = [line for line in trace.lines("forward").values() if name in line.reads]
    handed_on = name in trace.carries("forward").values() and where.at.t < trace.problem.T
    return len(readers) + handed_on == 2


@_predicate
def one_weight_in_several_steps(trace: Trace, where: Where) -> bool:
    """The unit's weight to itself is multiplied by something at this step and at another one."""
    felt = trace["a_prev"][:, where.unit - 1, where.example - 1] != 0
    return bool(felt[where.at.t - 1]) and int(felt.sum()) > 1


@_predicate
def every_letter_is_felt(trace: Trace, where: Where) -> bool:
    """Without the input of any one step up to here, this step's value would be another."""
    problem = trace.problem

    def without(t: int) -> Array:
        x = problem.inputs["x"].copy()
        x[t - 1] = 0
        return _value_at(run(replace(problem, inputs={**problem.inputs, "x": x}), trace.program), where)

    return not any(same(without(t), _value_at(trace, where)) for t in range(1, where.at.t + 1))


@_predicate
def J_is_the_sum_of_the_costs(trace: Trace, where: Where) -> bool:
    """J, which is shown, is what the costs of all timesteps add up to."""
    return where.at.quantity == "J" and same(trace["loss"].sum(), trace.J)


# At the prediction.


@_predicate
def prediction_minus_target(trace: Trace, where: Where) -> bool:
    """The value is the prediction minus the target."""
    off = trace.at("y", where.at.t) - trace.at("target", where.at.t)
    return off.shape == _value_at(trace, where).shape and np.array_equal(_value_at(trace, where), off)


@_predicate
def only_the_right_one_is_negative(trace: Trace, where: Where) -> bool:
    """The value is negative in the target's row, positive in all others."""
    return np.array_equal(_value_at(trace, where) < 0, trace.at("target", where.at.t) == 1) and bool(
        _value_at(trace, where).all()
    )


@_predicate
def every_score_answers(trace: Trace, where: Where) -> bool:
    """Each score's error times its weight is a part of the unit's gradient, none is 0, and together they are all."""
    sent = trace["Wya"][:, where.unit - 1] * trace.at("dlogits", where.at.t)[:, where.example - 1]
    return bool(sent.all()) and same(sent.sum(), _value_at(trace, where)[where.unit - 1, where.example - 1])


# At a crossing.


@_predicate
def measured(trace: Trace, where: Where) -> bool:
    """The value is what a nudge of what it is the gradient of does to the costs that it is about."""
    _, t, name = where.at
    nudged = {
        "da_softmax": "a",
        "da_time": "a",
        "da_total": "a",
        "dc_total": "c",
        "da_prev": "a_prev",
        "dc_prev": "c_prev",
    }
    if (of := nudged.get(name, _weights(name))) not in trace.values:
        return False
    moved = slopes(trace, of, 0 if of in trace.problem.parameters else t)
    if name.endswith("_prev"):  # what leaves is about its own road alone, so c_prev as this cell gets it
        return bool(agrees(moved.sum(axis=0), _value_at(trace, where)).all())
    about = {"da_softmax": moved[t - 1], "da_time": moved[t:].sum(axis=0)}.get(name, moved.sum(axis=0))
    return bool(agrees(about, _value_at(trace, where)).all())


@_predicate
def cost_of_this_step_alone(trace: Trace, where: Where) -> bool:
    """The value is what a nudge of a does to this step's own cost."""
    own_slope = slopes(trace, "a", where.at.t)[where.at.t - 1]
    return own_slope.shape == _value_at(trace, where).shape and bool(agrees(own_slope, _value_at(trace, where)).all())


@_predicate
def two_costs_move(trace: Trace, where: Where) -> bool:
    """A nudge of the unit of a moves the cost of this step and that of the next, and no other."""
    moved = np.abs(slopes(trace, "a", where.at.t)[:, where.unit - 1, where.example - 1]) > 1e-6
    return np.flatnonzero(moved).tolist() == [where.at.t - 1, where.at.t]


@_predicate
def sum_of_its_parts(trace: Trace, where: Where) -> bool:
    """At the crossing the sum is made of this step's own part and of what comes from later."""
    own_part, later, total = (trace.at(name, where.at.t) for name in _parts(where))
    return where.at.quantity == _parts(where)[2] and same(own_part + later, total)


@_predicate
def sign_flips(trace: Trace, where: Where) -> bool:
    """In the followed entry this step's own part and the sum have opposite signs."""
    own_part, _, total = _parts(where)
    return _entry(trace, where, own_part) * _entry(trace, where, total) < 0


@_predicate
def nothing_comes_back(trace: Trace, where: Where) -> bool:
    """What arrives from later is 0 in all entries."""
    return not trace.at(_parts(where)[1], where.at.t).any()


@_predicate
def right_without_the_addition(trace: Trace, where: Where) -> bool:
    """Code that never adds what comes from later gets this value right."""
    return same(_value_at(run(trace.problem, mistaken(trace.problem, "only-da")), where), _value_at(trace, where))


@_predicate
def same_as_what_left_the_next_cell(trace: Trace, where: Where) -> bool:
    """What arrives from later is what the next cell has sent, and it is not 0."""
    _, later, _ = _parts(where)
    if where.at.t == trace.problem.T:
        return False
    left = trace.at(later.replace("time", "prev"), where.at.t + 1)
    return bool(left.any()) and np.array_equal(trace.at(later, where.at.t), left)


@_predicate
def no_slice_of_da(trace: Trace, where: Where) -> bool:
    """The value is this step's own part at no timestep."""
    return not any(same(_value_at(trace, where), part) for part in trace["da_softmax"])


@_predicate
def more_than_half_is_from_later(trace: Trace, where: Where) -> bool:
    """In the followed entry both parts have the same sign, and the one from later is the larger."""
    own_part, later, _ = (_entry(trace, where, name) for name in _parts(where))
    return own_part * later > 0 and abs(later) > abs(own_part)


@_predicate
def mostly_its_own(trace: Trace, where: Where) -> bool:
    """In the followed entry nearly all of the sum is this step's own part."""
    own_part, later, total = (_entry(trace, where, name) for name in _parts(where))
    return own_part * total > 0 and abs(later) < LITTLE * abs(total)


# Through a cell.


@_predicate
def tanh_lets_little_through(trace: Trace, where: Where) -> bool:
    """In the followed entry dz is less than a tenth of da_total."""
    return abs(_entry(trace, where, "dz")) < LITTLE * abs(_entry(trace, where, "da_total"))


@_predicate
def tanh_lets_most_through(trace: Trace, where: Where) -> bool:
    """In the followed entry dz is more than four fifths of da_total."""
    return abs(_entry(trace, where, "dz")) > MOST * abs(_entry(trace, where, "da_total"))


@_predicate
def the_cell_lets_little_through(trace: Trace, where: Where) -> bool:
    """What arrives from the next cell is, in size, less than a tenth of what had arrived there."""
    t = where.at.t
    return t < trace.problem.T and _size(trace.at("da_time", t)) < LITTLE * _size(trace.at("da_total", t + 1))


@_predicate
def the_weights_enlarged_it(trace: Trace, where: Where) -> bool:
    """What arrives from the next cell is, in size, larger than what came through its tanh."""
    t = where.at.t
    return t < trace.problem.T and _size(trace.at("da_time", t)) > _size(trace.at("dz", t + 1))


@_predicate
def the_last_cost_fades_but_no_sum(trace: Trace, where: Where) -> bool:
    """The last cost's part shrinks at each step back, in the end to a tenth; no sum is half as small as the last."""
    part, total = (
        [_size(gradient) for gradient in by_loss(trace)[-1]],
        [_size(gradient) for gradient in trace["da_total"]],
    )
    return part == sorted(part) and part[0] < LITTLE * part[-1] and min(total) > total[-1] / 2


@_predicate
def multiplied_by_f_alone(trace: Trace, where: Where) -> bool:
    """What goes back to the cell state before is dc_total times the forget gate."""
    t = where.at.t
    return where.at.quantity == "dc_prev" and same(_value_at(trace, where), trace.at("f", t) * trace.at("dc_total", t))


@_predicate
def less_than_half_passes(trace: Trace, where: Where) -> bool:
    """In the followed entry the forget gate is below one half."""
    return _entry(trace, where, "f") < 0.5


# Running totals and parameters.


@_predicate
def so_far_plus_this_share(trace: Trace, where: Where) -> bool:
    """To something that is there already this step adds something, in the followed entry."""
    boxed = _boxed(trace, where)
    return bool(trace.before(where.at.quantity, where.at.t)[boxed]) and bool(_share(trace, where)[boxed])


@_predicate
def share_is_dz_times_what_went_in(trace: Trace, where: Where) -> bool:
    """What this step adds is dz, unit by unit, times what each unit was before; it is not 0."""
    product = trace.at("dz", where.at.t) @ trace.at("a_prev", where.at.t).T
    return bool(product.any()) and same(product, _share(trace, where))


@_predicate
def this_share_is_zero(trace: Trace, where: Where) -> bool:
    """This step adds 0 to every entry."""
    return not _share(trace, where).any()


@_predicate
def the_share_points_the_other_way(trace: Trace, where: Where) -> bool:
    """In the followed entry this step's share and the total have opposite signs."""
    boxed = _boxed(trace, where)
    return bool(_share(trace, where)[boxed] * _value_at(trace, where)[boxed] < 0)


@_predicate
def this_share_turns_the_sign(trace: Trace, where: Where) -> bool:
    """In the followed entry the total so far and the total have opposite signs."""
    boxed = _boxed(trace, where)
    return bool(trace.before(where.at.quantity, where.at.t)[boxed] * _value_at(trace, where)[boxed] < 0)


@_predicate
def summed_over_the_examples(trace: Trace, where: Where) -> bool:
    """What this step adds to the bias is dz, added up over more than one example."""
    dz = trace.at("dz", where.at.t)
    return dz.shape[1] > 1 and same(_share(trace, where), dz.sum(axis=1, keepdims=True))


@_predicate
def tanh_acts_on_each_entry_alone(trace: Trace, where: Where) -> bool:
    """The gradient dz is da_total, entry by entry, times the slope of tanh there."""
    slope = 1 - np.tanh(trace.at("z", where.at.t)) ** 2
    return same(trace.at("dz", where.at.t), slope * trace.at("da_total", where.at.t))


@_predicate
def of_no_parameter(trace: Trace, where: Where) -> bool:
    """It is the gradient of something that is computed, not learned."""
    return where.at.phase == "backward" and _weights(where.at.quantity) not in trace.problem.parameters


@_predicate
def raising_it_raises_J(trace: Trace, where: Where) -> bool:
    """Run again with the followed entry of the parameter a little larger, and J is larger."""
    return _moved(trace, where, STEP) > trace.J


@_predicate
def raising_it_lowers_J(trace: Trace, where: Where) -> bool:
    """Run again with the followed entry of the parameter a little larger, and J is smaller."""
    return _moved(trace, where, STEP) < trace.J


@_predicate
def a_small_step_lowers_J(trace: Trace, where: Where) -> bool:
    """Every weight and bias a little against its own gradient, all at once, and J is smaller."""
    problem = trace.problem
    gradients = {name: trace.at(f"d{name}", trace.times("backward")[-1]) for name in problem.model.weights}
    stepped = {name: problem.parameters[name] - RATE * gradient for name, gradient in gradients.items()}
    return run(replace(problem, parameters={**problem.parameters, **stepped})).J < trace.J


# What a mistake makes of it.


@_predicate
def first_wrong(trace: Trace, where: Where) -> bool:
    """Of all numbers of this run this step's are the first that are wrong."""
    return wrong_steps(trace.right, trace)[:1] == (where.at,)


@_predicate
def wrong_here(trace: Trace, where: Where) -> bool:
    """This step's value is wrong."""
    return where.at in wrong_steps(trace.right, trace)


@_predicate
def only_the_last_is_right(trace: Trace, where: Where) -> bool:
    """Of all timesteps' values of this quantity that of the last timestep alone is right."""
    wrong = {address.t for address in wrong_steps(trace.right, trace) if address.quantity == where.at.quantity}
    return wrong == set(range(1, trace.problem.T))


@_predicate
def all_gradients_are_zero(trace: Trace, where: Where) -> bool:
    """What the function returns is 0 in all entries, and in the right run nothing of it is."""
    names = trace.right.ends
    return not any(trace[name].any() for name in names) and all(trace.right[name].any() for name in names)


@_predicate
def seems_to_fall_but_rises(trace: Trace, where: Where) -> bool:
    """In the followed entry this run's gradient is negative, while a nudge makes J rise."""
    rises = slopes(trace, "a", where.at.t)[:, where.unit - 1, where.example - 1].sum() > 0
    return bool(rises) and _entry(trace, where, "da_total") < 0


@_predicate
def off_by_what_was_left_out(trace: Trace, where: Where) -> bool:
    """What the right sum has more than this one is what arrives from later."""
    missing = _value_at(trace.right, where) - _value_at(trace, where)
    return where.at in wrong_steps(trace.right, trace) and same(missing, trace.at("da_time", where.at.t))


@_predicate
def its_own_part_is_missing(trace: Trace, where: Where) -> bool:
    """The sum is what arrives from later, although this step's own part is not 0."""
    own_part, later, total = (trace.at(name, where.at.t) for name in _parts(where))
    return np.array_equal(total, later) and bool(own_part.any())


@_predicate
def only_its_own_part_is_left(trace: Trace, where: Where) -> bool:
    """The sum is this step's own part, although something should arrive from later."""
    own_part, later, total = _parts(where)
    t = where.at.t
    return np.array_equal(trace.at(total, t), trace.at(own_part, t)) and bool(trace.right.at(later, t).any())


@_predicate
def the_road_is_cut(trace: Trace, where: Where) -> bool:
    """The next cell has sent something, and nothing of it arrives."""
    t = where.at.t
    return t < trace.problem.T and bool(trace.at("da_prev", t + 1).any()) and not trace.at("da_time", t).any()


@_predicate
def everything_forward_is_right(trace: Trace, where: Where) -> bool:
    """A mistake is made, and no number on the way out is wrong."""
    wrong = wrong_steps(trace.right, trace)
    return bool(wrong) and all(address.phase != "forward" for address in wrong)


@_predicate
def the_totals_are_off(trace: Trace, where: Where) -> bool:
    """Each weight's and bias's gradient that passes the cell ends wrong."""
    end = trace.times("backward")[-1]
    totals = set(trace.problem.model.backward[1].totals)
    return totals <= {address.quantity for address in wrong_steps(trace.right, trace) if address.t == end}


@_predicate
def another_line_but_the_same_number(trace: Trace, where: Where) -> bool:
    """The mistake has changed this line, and its value is right nevertheless."""
    return where.at.quantity in trace.edited("backward") and where.at not in wrong_steps(trace.right, trace)


@_predicate
def same_shape_as_the_right_one(trace: Trace, where: Where) -> bool:
    """The value is wrong, but has the shape that it should have."""
    return (
        where.at in wrong_steps(trace.right, trace)
        and _value_at(trace, where).shape == _value_at(trace.right, where).shape
    )


@_predicate
def cache_of_another_step(trace: Trace, where: Where) -> bool:
    """The a that the backward pass found in the cache of this step is that of the step before."""
    return "a" in trace.cached and np.array_equal(
        trace.cached["a"][where.at.t - 1], trace.right.at("a_prev", where.at.t)
    )
