"""The classic mistakes by name, each in the words of a learner who makes it. They are made of edits.

>>> from rnn_core import notebook, run
>>> problem = notebook()
>>> right, wrong = run(problem), run(problem, mistaken(problem, "only-da"))
>>> first_wrong(right, wrong)
Address(phase='backward', t=3, quantity='da_total')
"""

from __future__ import annotations

from dataclasses import dataclass

from rnn_core.mistakes.candidates import conceivable, runs
from rnn_core.mistakes.edits import Edits, together
from rnn_core.problem import Problem, ProblemError, same
from rnn_core.program import Edit, Program
from rnn_core.trace import Address, Trace

QUOTED = 80  # characters of a name that a message repeats


@dataclass(frozen=True)
class Classic:
    """A mistake that people make.

    Attributes
    ----------
    name : str
        by which `find_mistake` finds it.
    says : str
        what a learner who makes it would say.
    edits : tuple of str
        the names of its edits.
    """

    name: str
    says: str
    edits: tuple[str, ...]


class Mistake(tuple[Edit, ...]):
    """A mistake: a tuple of edits, in the order in which they are made. Print it to read its name and what it does.

    Examples
    --------
    >>> from rnn_core import hello
    >>> print(find_mistake(hello(), "dba.mean.dz"))
    bias-mean: I take the mean over the examples for the gradient of the bias.
    """

    __slots__ = ()

    @property
    def name(self) -> str:
        """The name by which `find_mistake` finds it again."""
        return name_of(self)

    @property
    def says(self) -> str:
        """What a learner who makes it would say."""
        return says(self)

    def __str__(self) -> str:
        return f"{self.name}: {self.says}"


CLASSICS = (
    Classic(
        "only-da",
        "I already get `da` for every timestep, so I never add `da_prevt`.",
        ("da_total.without.da_time",),
    ),
    Classic(
        "only-da-prevt",
        "The gradient comes back through `da_prevt`, so I never add `da[:, :, t]`.",
        ("da_total.without.da_softmax",),
    ),
    Classic(
        "started-at-da",
        "I let `da_prevt` begin with the last `da`, and add `da[:, :, t]` at every step too.",
        ("carry.da_time.starts.da_softmax.last",),
    ),
    Classic(
        "only-da-prevt-started-at-da",
        "I let `da_prevt` begin with the last `da`, and pass it alone to each step: `da[:, :, t]` is never added.",
        ("da_total.without.da_softmax", "carry.da_time.starts.da_softmax.last"),
    ),
    Classic(
        "never-updated",
        "I add `da_prevt`, but nothing in my loop ever gives it a new value.",
        ("carry.da_time.stays",),
    ),
    Classic(
        "never-updated-inside",
        "I add `da_prevt`, but nothing in my loop ever gives it a new value; `da0` I take from the last step.",
        ("carry.da_time.stays-inside",),
    ),
    Classic(
        "neither-updated",
        "I add `da_prevt` and `dc_prevt`, but nothing in my loop ever gives them new values.",
        ("carry.da_time.stays", "carry.dc_time.stays"),
    ),
    Classic(
        "neither-updated-inside",
        "I add `da_prevt` and `dc_prevt`, but nothing in my loop ever gives them new values; `da0` I take from the "
        "last step.",
        ("carry.da_time.stays-inside", "carry.dc_time.stays"),
    ),
    Classic(
        "only-da-c-never-updated",
        "I hand `da[:, :, t]` alone to each step, and with it `dc_prevt`, which never gets a new value.",
        ("da_total.without.da_time", "carry.dc_time.stays"),
    ),
    Classic(
        "c-never-updated",
        "I update `da_prevt` in my loop, but never `dc_prevt`.",
        ("carry.dc_time.stays",),
    ),
    Classic(
        "loop-forward",
        "My loop on the way back runs from the first timestep to the last.",
        ("order.backward.reversed",),
    ),
    Classic(
        "overwritten",
        "I set the gradients of the weights at each step, with `=` where they should add up.",
        ("totals.overwritten",),
    ),
    Classic(
        "waa-not-transposed",
        "I multiply by `Waa` on the way back just as on the way forward.",
        ("da_prev.not-transposed.Waa",),
    ),
    Classic(
        "no-tanh-derivative",
        "I hand the gradient through tanh as if tanh were not there.",
        ("dz.without.a",),
    ),
    Classic(
        "derivative-of-z",
        "I know that the derivative of tanh is 1 - tanh², and put `z` where `tanh(z)` belongs.",
        ("dz.z.for.a",),
    ),
    Classic(
        "tanh-of-a",
        "I write `1 - tanh(a)**2`, although `a` has been through tanh already.",
        ("dz.tanh.a",),
    ),
    Classic(
        "tanh-of-z",
        "I compute `z` again in the backward pass and write `1 - tanh(z)**2`.",
        ("dz.recomputed.a",),
    ),
    Classic(
        "a-for-a-prev",
        "I use the `a` of this step for the gradient of `Waa`, where the `a` of the step before went in.",
        ("dWaa.a.for.a_prev",),
    ),
    Classic(
        "bias-not-summed",
        "I add `dz` to the gradient of the bias as it is, one column for each example.",
        ("dba.not-summed.dz",),
    ),
    Classic(
        "bias-mean",
        "I take the mean over the examples for the gradient of the bias.",
        ("dba.mean.dz",),
    ),
    Classic(
        "aliased-cache",
        "I keep `a0` in the last slot of `a`, so that `a[:, :, t-1]` works at the first step too. My forward tests "
        "pass, but the last step overwrites that slot, and with it what I have cached for the first.",
        ("cache.a_prev.aliased",),
    ),
    Classic(
        "the-thread",
        "I keep `a0` in the last slot of `a`, which the last step overwrites, and compute `z` again from the cache for "
        "`1 - tanh(z)**2`.",
        ("cache.a_prev.aliased", "dz.recomputed.a"),
    ),
    Classic(
        "own-slot",
        "I hand `a[:, :, t]` to step t, the slot that it is about to fill: zeros on the way forward, and, as a view, "
        "the `a` of the same step in the cache.",
        ("carry.a_prev.starts.zeros", "carry.a_prev.stays", "cache.a_prev.is.a"),
    ),
    Classic(
        "own-slot-zeros",
        "I hand `a[:, :, t]` to step t, the slot that it is about to fill, which holds zeros.",
        ("carry.a_prev.starts.zeros", "carry.a_prev.stays"),
    ),
    Classic(
        "c-through-a-alone",
        "I send the gradient of `c` back through `a` alone and never add `dc_prevt`.",
        ("dc_total.without.dc_time",),
    ),
    Classic(
        "c-past-a",
        "I pass `dc_prevt` on and forget that `c` went into `a` as well.",
        ("dc_total.without.dc_a",),
    ),
    Classic(
        "derivative-of-c",
        "I write `1 - c**2` for the derivative of tanh at `c`.",
        ("dc_a.no.tanh",),
    ),
    Classic(
        "stacked-other-way",
        "I stack `x` on top of `a_prev`.",
        ("concat.other-way",),
    ),
)


def classics(problem: Problem) -> tuple[Classic, ...]:
    """List the classic mistakes that can be made with a problem's cell.

    Parameters
    ----------
    problem : Problem
        its cell and head count, and whether it has one timestep or more.

    Returns
    -------
    tuple of Classic

    Examples
    --------
    >>> from rnn_core import hello
    >>> [classic.name for classic in classics(hello())][:2]
    ['only-da', 'only-da-prevt']
    """
    edits = conceivable(problem)
    return tuple(
        classic
        for classic in CLASSICS
        if edits.keys() >= set(classic.edits) and runs(problem, tuple(edits[name] for name in classic.edits))
    )


def without(total: str, part: str) -> str:
    """Name the mistake that leaves a part out of a sum."""
    edits = (f"{total}.without.{part}",)
    return next((classic.name for classic in CLASSICS if classic.edits == edits), *edits)


def find_mistake(problem: Problem, name: str) -> Mistake:
    """Find a mistake by its name.

    Parameters
    ----------
    problem : Problem
        in whose lines and loops it is made.
    name : str
        that of a classic one, see `classics`, or of edits, joined by commas.

    Returns
    -------
    Mistake
        its edits; print it to read what a learner who makes it would say.

    Raises
    ------
    ProblemError
        for a name that is unknown or that this problem's cell does not have, for edits that change the same thing, and
        for a mistake after which NumPy stops, or a number is not finite.

    Examples
    --------
    >>> from rnn_core import hello
    >>> mistake = find_mistake(hello(), "only-da")
    >>> print(mistake)
    only-da: I already get `da` for every timestep, so I never add `da_prevt`.
    >>> [edit.name for edit in mistake]
    ['da_total.without.da_time']
    """
    edits = conceivable(problem)
    classic = next((classic.edits for classic in CLASSICS if classic.name == name), None)
    mistake: Edits = ()
    for part in classic or name.split(","):
        if part not in edits:
            raise ProblemError(f"No mistake that can be made here is called {_quoted(name if classic else part)}.")
        joined = together(mistake, (edits[part],))
        if joined is None:
            raise ProblemError(f"{_quoted(name)} cannot be made together: its parts change the same thing.")
        mistake = joined
    if not runs(problem, mistake):
        raise ProblemError(f"With {_quoted(name)} the shapes do not fit, or the numbers grow beyond all bounds.")
    return Mistake(mistake)


def mistaken(problem: Problem, name: str) -> Program:
    """Make the program with a mistake in it.

    Parameters
    ----------
    problem : Problem
        whose program is changed.
    name : str
        as for `find_mistake`.

    Returns
    -------
    Program
        for `run(problem, program)`.

    Raises
    ------
    ProblemError
        as for `find_mistake`.

    Examples
    --------
    >>> from rnn_core import hello, run
    >>> run(hello(), mistaken(hello(), "only-da")).at("da_total", 3)[2].round(3)
    array([-0.435])
    """
    return Program.of(problem.model, find_mistake(problem, name))


def _quoted(name: str) -> str:
    """Quote a name, which may come from a link: short, also where each of its letters is written as an escape."""
    text = repr(name)
    return text if len(text) <= QUOTED else f"{text[: QUOTED - 1]}…"


def name_of(edits: Edits) -> str:
    """Name a mistake so that `find_mistake` finds it again: as the classic one, if it is one."""
    return classic.name if (classic := classic_of(edits)) else ",".join(edit.name for edit in edits)


def classic_of(edits: Edits) -> Classic | None:
    """Find the classic mistake that consists of the same edits."""
    names = {edit.name for edit in edits}
    return next((classic for classic in CLASSICS if set(classic.edits) == names), None)


def says(edits: Edits) -> str:
    """Say what a learner who makes a mistake would say: of a classic one, for the edits that it consists of."""
    sentences = {edit.name: edit.says for edit in edits}
    classic = max(
        (candidate for candidate in CLASSICS if sentences.keys() >= {*candidate.edits}),
        key=lambda candidate: len(candidate.edits),
        default=None,
    )
    if classic is None:
        return " ".join(sentences.values())
    rest = tuple(edit for edit in edits if edit.name not in classic.edits)
    return f"{classic.says} {says(rest)}".strip()


def first_wrong(right: Trace, wrong: Trace) -> Address | None:
    """Find the first step whose value is not that of the right run.

    Parameters
    ----------
    right, wrong : Trace
        runs of the same problem; the steps are in the order of the wrong one.

    Returns
    -------
    Address or None
        None where every value is the same to 9 digits, or within 1e-12.

    Examples
    --------
    >>> from rnn_core import hello, run
    >>> problem = hello()
    >>> print(first_wrong(run(problem), run(problem, mistaken(problem, "only-da"))))
    backward.3.da_total
    """
    return next(iter(wrong_steps(right, wrong)), None)


def wrong_steps(right: Trace, wrong: Trace) -> tuple[Address, ...]:
    """List all steps whose value is not that of the right run, in the order in which the mistaken run takes them."""
    return tuple(address for address in wrong.steps if _differ(right, wrong, address))


def _differ(right: Trace, wrong: Trace, address: Address) -> bool:
    return not same(right[address], wrong[address])
