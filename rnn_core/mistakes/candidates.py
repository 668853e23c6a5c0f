"""Every edit that makes sense somewhere in the table: each kind at each place, for any cell and head.

Nothing here knows a cell: the rules look at what a line is made of, at what is carried, and at what the backward pass
reads from the cache. So a new cell has its mistakes without new code.

>>> from rnn_core import notebook
>>> [edit.lines[0] for edit in candidates(notebook()) if edit.name.startswith("da_total.without")]
['da_total = da_time', 'da_total = da_softmax']
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import permutations
from types import MappingProxyType

import numpy as np

from rnn_core.expression import factors, names_in
from rnn_core.loop import When, run_loop
from rnn_core.mistakes.edits import CacheEdit, CarryEdit, Edits, LineEdit, OrderEdit, ReturnEdit
from rnn_core.mistakes.slips import ACTIVATIONS, Confusion, Slip, formula, multiplied, replaced, slips, through
from rnn_core.problem import Problem
from rnn_core.program import Edit, Program
from rnn_core.table import Line, Model, Pass, StepTable

Shapes = Mapping[str, tuple[int, ...]]
# Slips in a running total that people make in all of them, and in all of the biases.
SEVERAL = {
    "overwritten": "I overwrite the gradients of the weights at each step instead of adding to them.",
    "never-updated": "I never add anything to the gradients of the weights.",
    "over-m": "I divide what I add to the gradients of the weights by the number of examples.",
    "mean": "I take the mean over the examples in the gradients of the biases.",
    "flat": "I forget `keepdims` in the gradients of the biases, so that they change their shape.",
    "not-summed": "I do not sum over the examples in the gradients of the biases.",
}


@lru_cache(maxsize=32)
def candidates(problem: Problem) -> tuple[Edit, ...]:
    """List all single edits that run on a problem, the plainest first. Names are unique."""
    return tuple(edit for edit in conceivable(problem).values() if runs(problem, (edit,)))


def conceivable(problem: Problem) -> Mapping[str, Edit]:
    """Map names to the edits that the table suggests, whether or not NumPy takes them. The numbers do not matter."""
    program = Program.of(problem.model)
    stored, _ = run_loop(program.forward, problem.given, problem.parameters)
    values, _ = run_loop(program.backward, stored, problem.later)
    shapes = tuple((name, np.shape(value)) for name, value in values[0].items())
    return _conceivable(problem.model, shapes, problem.T > 1)


@lru_cache(maxsize=64)
def _conceivable(model: Model, shapes: tuple[tuple[str, tuple[int, ...]], ...], several: bool) -> Mapping[str, Edit]:
    return MappingProxyType({edit.name: edit for edit in _edits(model, dict(shapes), several)})


def runs(problem: Problem, edits: Edits) -> bool:
    """Tell whether NumPy takes some edits, and every value of the run is finite."""
    program = Program.of(problem.model, edits)
    with np.errstate(all="ignore"):
        try:
            stored, _ = run_loop(program.forward, problem.given, problem.parameters)
            values, ends = run_loop(program.backward, stored, problem.later)
        except (ValueError, TypeError, IndexError):
            return False
        return all(np.isfinite(value).all() for kept in (*values, ends) for value in kept.values())


def _edits(model: Model, shapes: Shapes, several: bool) -> Iterator[Edit]:
    yield from _line_edits(model, shapes, several)
    if several:
        yield from _carry_edits(model, shapes)
        yield from _order_edits(model)
        yield from _return_edits(model, shapes)
    yield from _cache_edits(model, shapes, several)


# Lines


def _line_edits(model: Model, shapes: Shapes, several: bool) -> Iterator[Edit]:
    tables: list[tuple[Pass, StepTable]] = [("backward", table) for table in model.backward]
    tables += [("forward", table) for table in model.forward]
    if not set(model.forward[1].arguments).intersection(model.weights):
        # A head that learns nothing is the problem's own device, and nobody's code.
        tables = [("backward", model.backward[1]), ("forward", model.forward[0])]
    for direction, table in tables:
        confused = {written.name: _confusions(model, direction, table, written, shapes) for written in table.lines}
        slips_in = {written.name: [*slips(written, confused[written.name])] for written in table.lines}
        for written in table.lines:
            if direction == "backward":
                slips_in[written.name] += _carried(model, written)
                slips_in[written.name] += _written_out(model, table, written, confused)
                slips_in[written.name] += _in_all_weights(written, confused[written.name])
            if not several:
                slips_in[written.name] = [_share(written, slip) for slip in slips_in[written.name]]
            for name, slip in _named(written, slips_in[written.name]):
                yield LineEdit(name, slip.says, direction, (slip.text,))
        whose = "totals" if table.name == model.cell.backward.__name__ else "head-totals"
        for rule, says in SEVERAL.items():
            lines = [slip.text for total in table.totals for slip in slips_in[total] if slip.rule == rule]
            if len(lines) > 1:
                yield LineEdit(f"{whose}.{rule}", says, direction, tuple(lines))
        if direction == "backward":
            yield from _gate_edits(model, table, slips_in)


def _share(written: Line, slip: Slip) -> Slip:
    """Leave the total out of a slip of another shape, where one step is all there is: it is the result."""
    if written.kind == "running" and slip.rule in ("axis-0", "all", "flat"):
        return slip._replace(text=slip.text.replace(f"= {written.name} + ", "= ", 1))
    return slip


def _in_all_weights(written: Line, confused: Mapping[str, list[Confusion]]) -> Iterator[Slip]:
    """Put the gradient of each weight in its place, in a line that reads several."""
    gradients = {
        name: confusion.text
        for name, confusions in confused.items()
        for confusion in confusions
        if confusion.rule == f"d{name}.for"
    }
    if len(gradients) > 1:
        text = written.text
        for name, gradient in gradients.items():
            text = replaced(text, name, gradient)
        says = (
            f"In `{written.name}` I take the gradients {_listed([f'd{name}' for name in gradients])} for the weights."
        )
        yield Slip("gradients.for", "weights", text, says)


def _gate_edits(model: Model, table: StepTable, slips_in: Mapping[str, list[Slip]]) -> Iterator[Edit]:
    """Make what people do in the gradients of all gates alike, or take over from one gate's line into another's."""
    outs = {f"d{under}": out for out, under in _through_functions(model).items()}
    gates = [written for written in table.lines if written.name in outs and written.kind == "product"]
    if len(gates) < 2:
        return
    alike: dict[str, dict[str, Slip]] = {}
    for written in gates:
        for slip in slips_in[written.name]:
            alike.setdefault(slip.name, {}).setdefault(written.name, slip)
        parts = factors(formula(written.text))
        rest = [part for part in parts if names_in(part) != (outs[written.name],)]
        if 0 < len(rest) < len(parts):
            text = f"{written.name} = {multiplied(written.text, rest)}"
            says = f"I leave the slope of the gate itself out of `{written.name}`."
            alike.setdefault("no-slope", {})[written.name] = Slip("no-slope", "", text, says)
            if len(rest) < len(parts) - 1:
                yield LineEdit(f"{written.name}.no-slope", says, "backward", (text,))
    for name, slips_of in alike.items():
        if len(slips_of) > 1:
            (first, slip), *_ = slips_of.items()
            says = slip.says.replace(f"`{first}`", _listed([*slips_of]))
            yield LineEdit(f"gates.{name}", says, "backward", tuple(slip.text for slip in slips_of.values()))
    above = set(table.arguments)
    for written in table.lines:
        for gate in gates:
            if written in gates and written is not gate and above.issuperset(gate.reads):
                says = f"In `{written.name}` I have copied the formula of `{gate.name}`."
                text = f"{written.name} = {_right_side(gate.text)}"
                yield LineEdit(f"{written.name}.copied.{gate.name}", says, "backward", (text,))
        above.add(written.name)


def _through_functions(model: Model) -> Mapping[str, str]:
    """Map what comes out of a function to what goes in, by name."""
    return {
        out.name: out.expression.operands[0].text
        for out in model.lines("forward").values()
        if out.expression.function in ACTIVATIONS
    }


def _listed(names: Sequence[str]) -> str:
    *most, last = (f"`{name}`" for name in names)
    return f"{', '.join(most)} and {last}"


def _named(written: Line, suggested: list[Slip]) -> Iterator[tuple[str, Slip]]:
    """Name each text once: where a rule fits several parts of the same name, they are counted."""
    names: Counter[str] = Counter()
    texts = {written.text}
    for slip in suggested:
        if slip.text not in texts:
            texts.add(slip.text)
            names[slip.name] += 1
            count = names[slip.name]
            yield f"{written.name}.{slip.name}" + (f"_{count}" if count > 1 else ""), slip


def _carried(model: Model, written: Line) -> Iterator[Slip]:
    """Add the value of a line to what arrives, as a running total is, if it is carried."""
    for carry in model.cell.backward_carries:
        if carry.leaves == written.name:
            says = f"I add `{carry.arrives}` to `{written.name}` instead of replacing it."
            yield Slip("adds", carry.arrives, f"{written.text} + {carry.arrives}", says)


def _written_out(
    model: Model, table: StepTable, written: Line, confused: Mapping[str, Mapping[str, list[Confusion]]]
) -> Iterator[Slip]:
    """Make slips in what people write out where the table has a name for it, at this one place alone.

    That is the sum with what arrives from later steps, where several lines read it, a stack of which a line is a part,
    and a slope that every line below it reads. So one gate can miss a factor that the others have.
    """
    lines = {line.name: line for line in table.lines}
    arrives = {carry.arrives for carry in model.cell.backward_carries}
    slopes = {f"d{under}" for under in _through_functions(model).values()}
    for name in written.reads:
        inlined = lines.get(name)
        if inlined is None or inlined is written:
            continue
        readers = [reader for reader in table.lines if name in reader.reads]
        if written.kind == "part":
            weights = {q: confusions for q, confusions in confused[name].items() if q in model.weights}
            inner = [(slip, slip.text) for slip in slips(inlined, weights)]
        elif arrives.intersection(inlined.reads) and len(readers) > 1:
            inner = [(slip, slip.text) for slip in slips(inlined)]
            for part in inlined.reads:
                if part in lines:
                    for slip in slips(lines[part]):
                        inner.append((slip, replaced(inlined.text, part, _right_side(slip.text))))
        elif name in slopes and readers == list(table.lines[table.lines.index(inlined) + 1 :]):
            inner = [(slip, slip.text) for slip in slips(inlined)]
        else:
            continue
        for slip, text in inner:
            says = slip.says.rstrip(".") + f" where it goes into `{written.name}`, and only there."
            yield Slip(f"{name}-{slip.rule}", slip.part, replaced(written.text, name, _right_side(text)), says)


def _right_side(text: str) -> str:
    return text.partition("=")[2].strip()


def _confusions(
    model: Model, direction: Pass, table: StepTable, written: Line, shapes: Shapes
) -> dict[str, list[Confusion]]:
    """List for each name that a line reads what a learner could take for it.

    That is what has the same role and shape and stands above, is carried or cached. What goes into a function (z) is
    taken only for what comes out of it (a). What the cache does not have is computed from what it has.
    """
    cell, forward = model.cell, model.lines("forward")
    arguments = table.arguments
    above = [line.name for line in table.lines[: table.lines.index(written)]]
    leaves = [carry.leaves for carry in cell.forward_carries]  # a and c, which every cache holds
    if direction == "forward":
        available = [name for name in forward if name in above or name in arguments]
        gradients = []
    else:
        available = [name for name in forward if name in arguments or name in leaves]
        gradients = [q for q in above if q not in table.totals]
        if table.name == cell.backward.__name__:
            gradients = [*(carry.arrives for carry in cell.backward_carries), "da_softmax", *gradients]
    values = [carry.arrives for carry in cell.forward_carries] + [q for q in arguments if q in model.inputs]
    into = set(_through_functions(model).values())
    roles = [
        [q for q in (*values, *available) if q not in into],
        [q for q in available if q in into],
        [q for q in model.weights if q not in values],
        gradients,
    ]
    confusions: dict[str, list[Confusion]] = {}
    for name in written.reads:
        if not shapes[name]:
            continue
        alike = dict.fromkeys(q for role in roles if name in role for q in role if q != name)
        confusions[name] = [
            Confusion(f"{q}.for", q, f"I take `{q}` for `{name}`") for q in alike if shapes.get(q) == shapes[name]
        ]
        if direction == "backward":
            confusions[name] += _gradient_of(name, table, written)
        if name in forward and (direction == "backward" or name in above):
            confusions[name] += _through(name, forward, arguments if direction == "backward" else (*forward,))
    return confusions


def _gradient_of(name: str, table: StepTable, written: Line) -> Iterator[Confusion]:
    """Put the gradient of a value in its place, as this step makes it: by its name, or made on the spot."""
    lines = {line.name: line for line in table.lines}
    gradient = lines.get(f"d{name}")
    if gradient is None or gradient is written:
        return
    above = [line.name for line in table.lines[: table.lines.index(written)]]
    available = {*above, *table.arguments} - set(table.totals)
    text = _right_side(gradient.text)
    if gradient.kind == "running":
        text = text.removeprefix(f"{gradient.name} + ")
    elif gradient.name in above:
        text = gradient.name
    if available.issuperset(names_in(ast.parse(text))):
        yield Confusion(f"{gradient.name}.for", text, f"I take `{gradient.name}` for `{name}`")


def _through(name: str, forward: Mapping[str, Line], available: tuple[str, ...]) -> Iterator[Confusion]:
    """List what is confused about a quantity that went through a function: before it, through it twice, recomputed."""
    function = forward[name].expression.function
    if function in ACTIVATIONS:
        under = forward[name].expression.operands[0].text
        if under in forward:
            recomputed = under if under in available else _formula_from(under, forward, available)
            yield Confusion(f"{under}.for", recomputed, f"I take `{under}` for `{name}`")
        yield Confusion(function, through(ACTIVATIONS[function], name), f"I put `{name}` through {function} once more")
    if name in available and forward[name].kind != "stack":
        recomputed = _formula_from(name, forward, available)
        yield Confusion("recomputed", recomputed, f"I compute `{name}` again from what the cache holds")
        for under in forward[name].reads:
            if under in forward and under not in available:
                for slip in slips(forward[under]):
                    if slip.rule == "without":
                        text = replaced(forward[name].text, under, _right_side(slip.text))
                        says = f"I compute `{name}` again, and {slip.says[0].lower()}{slip.says[1:].rstrip('.')}"
                        yield Confusion(
                            f"recomputed-without-{slip.part}", _right_side(text), says.replace("and i ", "and ")
                        )


def _formula_from(name: str, forward: Mapping[str, Line], available: tuple[str, ...]) -> str:
    """Write the formula of a forward quantity, back to what the backward pass is given."""
    text = forward[name].text
    for under in forward[name].reads:
        if under in forward and under not in available:
            text = replaced(text, under, _formula_from(under, forward, available))
    return _right_side(text)


# Carries, cache, order


def _carry_edits(model: Model, shapes: Shapes) -> Iterator[Edit]:
    cell = model.cell
    head, table = model.backward
    gradients = [line.name for line in (*head.lines, *table.lines) if line.name not in (*head.totals, *table.totals)]
    for carry in cell.backward_carries:
        name, shape = carry.arrives, shapes[carry.arrives]
        same = [q for q in gradients if shapes[q] == shape]
        stays = f"I never update `{name}`, so it is the same at every step."
        yield CarryEdit(f"carry.{name}.stays", stays, "backward", name, "each", name)
        if carry.last:
            says = f"I never update `{name}` in the loop, though `{carry.last}` is what the last step sends back."
            yield CarryEdit(f"carry.{name}.stays-inside", says, "backward", name, "inside", name)
        for q in (line.name for line in head.lines):
            if shapes[q] == shape and q not in head.totals:
                for when in ("last", "first"):
                    says = f"I start `{name}` with the `{q}` of the {when} timestep instead of zeros."
                    yield CarryEdit(f"carry.{name}.starts.{q}.{when}", says, "backward", name, "start", q, when)
        for q in same:
            if q != carry.leaves:
                says = f"I hand `{q}` on to the step before, where `{carry.leaves}` belongs."
                yield CarryEdit(f"carry.{name}.from.{q}", says, "backward", name, "each", q)
        if carry.last:
            for q in (name, *same):
                if q != carry.leaves:
                    says = f"I take `{q}` for `{carry.last}` after the loop."
                    yield CarryEdit(f"carry.{carry.last}.from.{q}", says, "backward", carry.last, "end", q)
            yield CarryEdit(f"carry.{carry.last}.zeros", f"I never set `{carry.last}`.", "backward", carry.last, "end")
            early = f"I set `{carry.last}` after the first turn of the loop and not after the last."
            yield CarryEdit(
                f"carry.{carry.last}.early", early, "backward", carry.last, "end", carry.leaves, when="first"
            )
    for carry in cell.forward_carries:
        name = carry.arrives
        stays = f"I hand `{carry.first}` to every step and never `{carry.leaves}`."
        yield CarryEdit(f"carry.{name}.stays", stays, "forward", name, "each", name)
        zeros = f"I start from zeros and not from `{carry.first}`."
        yield CarryEdit(f"carry.{name}.starts.zeros", zeros, "forward", name, "start")
        for line in model.forward[0].lines:
            if shapes[line.name] == shapes[name] and line.name != carry.leaves:
                says = f"I hand `{line.name}` on to the next step, where `{carry.leaves}` belongs."
                yield CarryEdit(f"carry.{name}.from.{line.name}", says, "forward", name, "each", line.name)


def _cache_edits(model: Model, shapes: Shapes, several: bool) -> Iterator[Edit]:
    cell = model.cell
    cached = set(model.backward[1].arguments)
    stacks = [line for line in model.forward[0].lines if line.kind == "stack" and line.name in cached]
    cached |= {name for stack in stacks for name in stack.reads}
    cached -= {stack.name for stack in stacks}  # rebuilt from its parts
    values = [carry.arrives for carry in cell.forward_carries] + [line.name for line in model.forward[0].lines]
    cell_names = [name for name in (*values, *model.inputs) if name in cached]
    if several:
        for carry in cell.forward_carries:
            if carry.arrives in cached:
                says = (
                    f"I keep `{carry.first}` in the last slot of `{carry.leaves}`, and the last step overwrites it: "
                    f"the first cache holds the last `{carry.leaves}` for `{carry.arrives}`."
                )
                aliased = f"cache.{carry.arrives}.aliased"
                yield CacheEdit(aliased, says, (carry.arrives,), carry.leaves, "last", only=True)
                says = (
                    f"I start from the first slot of `{carry.leaves}`, a view, and the first step overwrites it: the "
                    f"first cache holds the first `{carry.leaves}` for `{carry.arrives}`."
                )
                yield CacheEdit(f"cache.{carry.arrives}.view", says, (carry.arrives,), carry.leaves, only=True)
    for q in cell_names:
        written = model.lines("forward").get(q)
        leaves = (carry.leaves for carry in cell.forward_carries)
        for stand_in in dict.fromkeys((*cell_names, *leaves, *(written.reads if written else ()))):
            if stand_in != q and shapes[stand_in] == shapes[q] and stand_in not in model.parameters:
                says = f"I store `{stand_in}` in the cache where `{q}` belongs."
                yield CacheEdit(f"cache.{q}.is.{stand_in}", says, (q,), stand_in)
    if several:
        handed = [name for name in model.backward[0].arguments if shapes[name] and name in model.inputs]
        groups = [(q, (q,)) for q in (*cell_names, *handed)] + ([("all", tuple(cell_names))] if cell_names else [])
        for name, group in groups:
            for when, words in _TIMES.items():
                what = "the whole cache" if name == "all" else f"`{name}`"
                yield CacheEdit(f"cache.{name}.{when}", f"I read {what} {words}.", group, "", when)
        for name in cell.inputs:
            for when, words in {**_TIMES, "second": "of the second timestep at every step"}.items():
                says = f"On the way forward I read `{name}` {words}."
                yield CacheEdit(f"input.{name}.{when}", says, (name,), "", when, direction="forward")


_TIMES: Mapping[When, str] = {
    "earlier": "of the timestep before",
    "later": "of the timestep after",
    "first": "of the first timestep at every step",
    "last": "of the last timestep at every step",
    "reversed": "in the opposite order of time",
}


def _order_edits(model: Model) -> Iterator[Edit]:
    if model.cell.backward_carries:
        yield OrderEdit("order.backward.reversed", "I loop forward in time on the way back.", "backward", "reversed")
        late = "My loop back starts one step late and leaves out the last timestep."
        yield OrderEdit("order.backward.late", late, "backward", "without last")
        early = "My loop back ends one step early and leaves out the first timestep."
        yield OrderEdit("order.backward.early", early, "backward", "without first")
    yield OrderEdit("order.forward.reversed", "I loop from the last timestep to the first.", "forward", "reversed")
    late = "My loop starts one step late and leaves out the first timestep."
    yield OrderEdit("order.forward.late", late, "forward", "without first")
    early = "My loop ends one step early and leaves out the last timestep."
    yield OrderEdit("order.forward.early", early, "forward", "without last")


def _return_edits(model: Model, shapes: Shapes) -> Iterator[Edit]:
    """Make one array of two states. With a way back what the cache holds is asked for, and that stays right."""
    leaves = [carry.leaves for carry in model.cell.forward_carries if not model.cell.backward_carries]
    for q, stored in permutations(leaves, 2):
        if shapes[q] == shapes[stored]:
            says = f"I make one array for both `{q}` and `{stored}`: as `{stored}` is stored, it overwrites `{q}`."
            yield ReturnEdit(f"returns.{stored}.for.{q}", says, q, stored)
