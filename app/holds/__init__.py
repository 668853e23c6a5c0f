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

from app.holds import cell, crossing, forward, mistakes, totals
from app.holds.where import PREDICATES, Predicate, Where

__all__ = ["PREDICATES", "Predicate", "Where", "cell", "crossing", "forward", "mistakes", "totals"]
