"""A run as numbers: an .npz file of all its arrays."""

from __future__ import annotations

import io
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import numpy as np

from app.export.about import about
from rnn_core import Trace

README = "README"
CACHED = "cached_"  # before the name of what a backward pass has found, where a mistake makes that another value


def numbers(trace: Trace, link: str = "") -> bytes:
    """Pack every array of a run under its name, as `trace.values` has it; the same bytes for the same run and link.

    `np.load` needs no pickle for it. `README` says in words what the rest is, which stands in alphabetical order: that
    of `trace.values` depends on what has been looked at.
    """
    cached = {CACHED + name: value for name, value in trace.cached.items()}
    readme = [
        *about(trace, link),
        "What belongs to a timestep has time first: a[t] is a of timestep t, counted from 0, with a row for each unit "
        "and a column for each example.",
    ]
    if "J" in trace.values:
        readme += [
            "d<q> is the gradient of J with respect to <q>. The gradients of the weights have time first too: dW[t] is "
            "what the total had become when the backward pass left timestep t."
        ]
    if cached:
        readme += [f"{CACHED}<q> is what the backward pass found in the cache as <q>, because of the mistake."]
    file = io.BytesIO()
    with ZipFile(file, "w") as archive:
        for name, array in {README: np.array(readme), **dict(sorted(trace.values.items())), **cached}.items():
            member = ZipInfo(f"{name}.npy")  # without the time of day, which np.savez does not promise
            member.compress_type = ZIP_DEFLATED
            with archive.open(member, "w") as entry:
                np.lib.format.write_array(entry, np.asarray(array), allow_pickle=False)
    return file.getvalue()
