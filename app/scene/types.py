"""What a scene consists of, as it is sent. Its twin is assets/player/scene.d.ts; a test holds the two together."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict, final

from app.scene.words import Path
from rnn_core.expression import Kind
from rnn_core.trace import Phase

Sign = Literal[-1, 0, 1]  # 0: a mistake leaves this operand out
Axis = Literal["all", "input", "unit", "stack", "output", "example", "entry"]
Verdict = Literal["right", "first", "wrong"]


@final
class SymbolPart(TypedDict):
    """A quantity in a text; `t` stands in its corner, and is absent or 0 where there is none."""

    symbol: str
    t: NotRequired[int]
    transposed: NotRequired[Literal[True]]
    power: NotRequired[str]


@final
class NumberPart(TypedDict):
    """The selected entry of a quantity, in a sentence."""

    number: str
    t: int
    path: Path


@final
class SelectedPart(TypedDict):
    """The number of the selected unit, in a sentence."""

    selected: Literal["unit"]


Name = list[str | SymbolPart]
Part = str | SymbolPart | NumberPart | SelectedPart
Rich = list[Part]


class Choice(TypedDict):
    """An answer to choose: what it says, and why it is right or not. `mistake` is that of somebody who thinks so."""

    says: Rich
    why: Rich
    right: NotRequired[Literal[True]]
    mistake: NotRequired[str]


class Ask(TypedDict):
    """A question about one entry of a step, of a run by the name of its mistake or "": until somebody has chosen,
    `question` and `grey` stand in place of the headline and the grey line, and then `told` does of the headline."""

    run: str
    at: str
    unit: int
    example: int
    column: int
    question: Rich
    grey: Rich
    told: Rich
    choices: list[Choice]


class Measured(TypedDict):
    """The slopes that equal a box: `of` says which cost was measured, of which `state`; `many` costs change.

    Without `value` the box is wrong, and they equal what is right.
    """

    value: NotRequired[str]
    of: Name
    state: str
    many: NotRequired[Literal[True]]


@final
class NumberBox(TypedDict):
    """A number that the code itself names."""

    name: Name
    number: float
    path: Path


class ValueBox(TypedDict):
    """The numbers of a value at a timestep; `transposed` is read the other way round.

    `quantity` is there if it is the value of a name; `struck` if a mistake leaves it out; `without` is the mistake
    that would.
    """

    name: Name
    value: str
    t: int
    path: Path
    quantity: NotRequired[str]
    transposed: NotRequired[Literal[True]]
    struck: NotRequired[Literal[True]]
    without: NotRequired[str]
    measured: NotRequired[Measured]


class Equation(TypedDict):
    """What makes one box of others."""

    kind: Kind
    operands: list[Box]
    signs: NotRequired[list[Sign]]
    function: NotRequired[str]


class MadeBox(ValueBox, Equation):
    """A box with what it was made from inside it."""


Box = NumberBox | ValueBox | MadeBox


class Verdicts(TypedDict):
    """How the second operand of an addition stands to the first, in words.

    It agrees in sign and weighs less or more, has the other sign and weighs less or more, or one of the two is 0.
    """

    reinforces: Rich
    outweighs: Rich
    cancels: Rich
    flips: Rich
    nothing: Rich


class Nudge(TypedDict):
    """What a gradient is, in numbers: an entry is nudged `by` so much, and J is computed again.

    It is an entry of the first state at timestep t. `up` and `down` are the keys of J's values then, for each entry.
    """

    t: int
    by: float
    up: str
    down: str


class Step(Equation):
    """One line that runs, or one carry that arrives.

    `head`: what it computes is the prediction's, not the cell's. `about` is the state whose crossing it belongs to,
    where that is not the first. By a mistake its line is `edited`, or its value `wrong`, and `right` is where the right
    one is. `limits` are the ends, where it has any, of what the function of a step gives.
    """

    at: str
    phase: Phase
    t: int
    quantity: str
    headline: Rich
    line: str
    result: ValueBox
    grey: NotRequired[Rich]
    verdicts: NotRequired[Verdicts]
    head: NotRequired[Literal[True]]
    about: NotRequired[str]
    edited: NotRequired[Literal[True]]
    wrong: NotRequired[Literal[True]]
    right: NotRequired[str]
    nudge: NotRequired[Nudge]
    limits: NotRequired[list[float]]


class Value(TypedDict):
    """An array, row by row; `timed`: one for each timestep, else the same at all.

    Without `data` its numbers follow from the boxes inside. With so many `decimals` all of them are exact.
    """

    rows: int
    columns: int
    data: NotRequired[list[float]]
    timed: NotRequired[Literal[True]]
    decimals: NotRequired[Literal[0, 2]]


class Letters(TypedDict):
    """How a quantity is written, what it is, and what the notebook calls it.

    `axes` where not unit and example; a gradient is `of` a quantity; one that is `told` is explained where it stands.
    """

    base: str
    sub: str
    path: Path
    phrase: str
    notebook: str
    axes: NotRequired[tuple[Axis, Axis]]
    of: NotRequired[str]
    told: NotRequired[Literal[True]]


# What leads `from` a place `to` another, both of a timestep; `step` is the index of the step that computes what goes
# there.
Way = TypedDict("Way", {"quantity": str, "t": int, "from": str, "to": str, "path": Path, "step": int})


class OutRoad(Way):
    """A value goes."""

    back: Literal[False]


class BackRoad(Way):
    """A gradient comes back: its size; the step at which it leaves under another name; the step that ends it."""

    back: Literal[True]
    size: float
    leaves: NotRequired[int]
    until: NotRequired[int]


Road = OutRoad | BackRoad


class CutRoad(BackRoad):
    """A road that a mistake cuts."""

    cut: Literal[True]


class State(TypedDict):
    """A value that the cell carries, and its gradients by name; empty where none comes back. See app/scene/roads.py."""

    name: str
    arrives: str
    start: str
    parts: tuple[str, ...]
    total: str
    time: str
    prev: str
    last: str
    handed: NotRequired[str]


class Problem(TypedDict):
    """What is computed, and what the picture calls it; on paper, what it is `about` and what its `rows` are.

    Each timestep `begins` with one quantity, and its way back in the prediction with another, that it `returns`; empty
    where the first gradient is handed in.
    """

    name: str
    about: str
    rows: str
    T: int
    n_a: int
    m: int
    alphabet: tuple[str, ...] | None
    text: tuple[str, ...] | None
    given: bool
    top: Literal["loss", "y"]
    cell: str
    box: str
    begins: str
    returns: str
    states: list[State]
    input: str


class Mistake(TypedDict):
    """What a mistaken run is about: the address of its first wrong step or nothing, each column, the roads it cuts."""

    name: str
    says: str
    first: str
    columns: dict[int, Verdict]
    cut: list[CutRoad]


class Lights(TypedDict):
    """For each of the nodes two bit masks over all, in hex: what it depends on, and what depends on it."""

    nodes: list[str]
    masks: list[tuple[str, str]]


class Selection(TypedDict):
    """Which unit and example the picture is about."""

    unit: int
    example: int


class NameToken(TypedDict):
    """The name of a quantity; `spelled` where the code calls it otherwise."""

    name: str
    spelled: NotRequired[str]


class IndexToken(TypedDict):
    """Which timestep of an array."""

    index: str


CodeToken = str | NameToken | IndexToken


class CodeLine(TypedDict):
    """A statement; `quantity` is the one whose step runs it. A row may end at a token that is one space."""

    tokens: list[CodeToken]
    quantity: NotRequired[str]
    edited: NotRequired[Literal[True]]


class Listing(TypedDict):
    """The loop of a pass, and the names that the notebook has for ours: each with the notebook's."""

    lines: list[CodeLine]
    names: list[tuple[str, str]]


class Code(TypedDict):
    """The loops; no `backward` where the run has none, or a teacher hides it. `elsewhere`: where to look for a mistake
    that is in no line of its own."""

    forward: Listing
    backward: NotRequired[Listing]
    elsewhere: NotRequired[str]


class Scene(TypedDict):
    """Everything that the player needs to draw every step of a run without asking again."""

    problem: Problem
    mistake: NotRequired[Mistake]
    at: str
    selected: Selection
    symbols: dict[str, Letters]
    roads: list[Road]
    lights: Lights
    steps: list[Step]
    values: dict[str, Value]
    code: Code


class StopPlace(TypedDict):
    """Where a stop is, as in a link."""

    at: str
    unit: str
    example: str
    column: str
    tab: str


class Stop(TypedDict):
    """One place of a walk: the problem as a link, its mistake, where in it, what is said there, and perhaps asked."""

    run: str
    mistake: str
    place: StopPlace
    headline: Rich
    line: Rich
    ask: NotRequired[Ask]


class Walk(TypedDict):
    """A question, the stops that answer it, and the walk that comes `next`, or ""; between backquotes stands code."""

    id: str
    question: str
    next: str
    stops: list[Stop]
