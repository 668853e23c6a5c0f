"""What the picture has room for, of problems that people make.

Within these bounds, and with the parameters that `random_problem` draws, no value of a run is NaN or infinite: of no
cell that the app offers |a| goes beyond 1 or its a0, so a score is at most the sum of one row of weights, far from 700,
where log(softmax) breaks.
"""

from __future__ import annotations

from collections.abc import Mapping

SIZES: Mapping[str, tuple[int, int]] = {"n_x": (1, 8), "n_a": (1, 8), "n_y": (2, 8), "m": (1, 12), "T": (1, 12)}
LARGEST = 100.0  # of any number that a run in a notebook is given
