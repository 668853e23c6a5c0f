"""What is said about one quantity: what it is, why its step happens, what the notebook calls it.

Markup: `{a}` is a quantity at this step's t, `{a<t+1>}` at another, `{a<>}` at any, `{[a]t-1}` as the code writes
another, `{Waa}` a parameter, `{=da_total}` the selected
entry's number, `{t}` `{T}` `{n_a}` ... plain counts, `{letter}` the noun for a class,
`{next cell}` its name, or that there is one beyond this run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Path = Literal["soft", "time", "sum", "ink"]


@dataclass(frozen=True)
class Words:
    """Words for one quantity.

    `first` and `last` replace the headline at t = 1 and t = T where the reason differs, `grey_first` and `grey_last`
    the grey line, `only` the headline where t = 1 is the only step; `verdicts` are grey lines chosen by how the two operands of the selected entry stand to each other.
    """

    symbol: tuple[str, str]  # italic letters and subscript; letters in [] are upright
    phrase: str
    path: Path = "ink"
    headline: str = ""
    grey: str = ""
    first: str = ""
    grey_first: str = ""
    last: str = ""
    grey_last: str = ""
    only: str = ""
    notebook: str = ""
    verdicts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    timed: bool = True
    shift: int = 0  # a_prev at step t is a<t-1>
    told: bool = False  # an equation that it is in says what it is
