"""The ways in which a run is taken along as a file, by the file's ending."""

from __future__ import annotations

from collections.abc import Callable

from app.export.numbers import numbers
from app.export.page import export as page
from app.export.script import script
from rnn_core import Trace

Way = Callable[[Trace, str], bytes]  # from a run, and the link that opens it

WAYS: dict[str, Way] = {
    ".html": lambda _, link: page(link).encode(),
    ".py": lambda trace, link: script(trace, link).encode(),
    ".npz": numbers,
}
