"""A full trace against PyTorch's nn.RNN + autograd doing the same work. Run: python -m tests.benchmarks trace

The same work: the losses, and the gradients of every parameter, of x and of a0. Ours also keeps every value in between
at every timestep, which autograd does not. Both run in float64 on one thread, in short turns, so that whatever else the
machine is doing slows both alike; the figures are medians.
"""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import torch

from rnn_core import GIVEN, Problem, Trace, notebook, run

TURNS = 60
RUNS = 20  # a turn: long enough that neither side pays for the other's use of the processor's caches
WARM_UP = 50


def measure() -> list[dict[str, Any]]:
    """One row a problem: our median in ms, its bound (the budget times PyTorch's median), and ours over PyTorch's."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # NumPy's BLAS starts no threads for products as small as these
    try:
        return [
            _row("notebook size, da given", notebook(), 0.5),
            _row("classroom size, da given", _da_given(classroom()), 0.7),
            _row("classroom size, with softmax, dense layer and cross-entropy (no promise)", classroom(), None),
        ]
    finally:
        torch.set_num_threads(threads)


def classroom() -> Problem:
    """n_x 8, n_a 16, n_y 8, m 16, T 12: larger than `random()` allows, so it is built by hand."""
    n_x, n_a, n_y, m, T = 8, 16, 8, 16, 12
    rng = np.random.default_rng(1)
    parameters = {
        "Wax": rng.standard_normal((n_a, n_x)) / np.sqrt(n_x),
        "Waa": rng.standard_normal((n_a, n_a)) / np.sqrt(n_a),
        "ba": 0.1 * rng.standard_normal((n_a, 1)),
        "Wya": rng.standard_normal((n_y, n_a)) / np.sqrt(n_a),
        "by": 0.1 * rng.standard_normal((n_y, 1)),
        "a0": 0.5 * rng.standard_normal((n_a, m)),
    }
    target = np.ascontiguousarray(np.moveaxis(np.eye(n_y)[rng.integers(n_y, size=(T, m))], 2, 1))
    return Problem("classroom", parameters, {"x": rng.standard_normal((T, n_x, m)), "target": target})


def _da_given(problem: Problem) -> Problem:
    """The cell alone, as in the notebook: what nn.RNN computes, without a prediction."""
    parameters = {name: value for name, value in problem.parameters.items() if name not in ("Wya", "by")}
    da = np.random.default_rng(2).standard_normal((problem.T, *parameters["a0"].shape))
    return Problem(problem.name, parameters, {"x": problem.inputs["x"], "da": da}, head=GIVEN)


def _row(what: str, problem: Problem, budget: float | None) -> dict[str, Any]:
    backpropagate = _pytorch(problem)
    _same_gradients(run(problem), backpropagate())
    for _ in range(WARM_UP):
        run(problem)
        backpropagate()
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(TURNS):
        ours += [_milliseconds(lambda: run(problem)) for _ in range(RUNS)]
        theirs += [_milliseconds(backpropagate) for _ in range(RUNS)]
    return {
        "what": f"full trace, {what}, over PyTorch",
        "figure": median(ours),
        "budget": budget and budget * median(theirs),
        "unit": "ms",
        "ratio": median(ours) / median(theirs),
    }


def _milliseconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return 1e3 * (perf_counter() - start)


def _pytorch(problem: Problem) -> Callable[[], dict[str, Any]]:
    """The same problem in PyTorch: a function that runs it forward and backward and returns the gradients."""
    p = {name: torch.tensor(value) for name, value in problem.parameters.items()}
    rows = {name: torch.tensor(series).mT.contiguous() for name, series in problem.inputs.items() if series.ndim == 3}
    n_a, n_x = p["Wax"].shape
    rnn = torch.nn.RNN(n_x, n_a, dtype=torch.float64)
    weights = {"weight_ih_l0": p["Wax"], "weight_hh_l0": p["Waa"], "bias_ih_l0": p["ba"][:, 0]}
    rnn.load_state_dict(weights | {"bias_hh_l0": torch.zeros(n_a, dtype=torch.float64)})
    x = rows["x"].requires_grad_()
    a0 = p["a0"].T[None].contiguous().requires_grad_()
    leaves = {"x": x, "a0": a0, "Wax": rnn.weight_ih_l0, "Waa": rnn.weight_hh_l0, "ba": rnn.bias_ih_l0}
    if "da" in rows:

        def cost(a: torch.Tensor) -> torch.Tensor:
            return (rows["da"] * a).sum()

    else:
        dense = torch.nn.Linear(n_a, len(p["by"]), dtype=torch.float64)
        dense.load_state_dict({"weight": p["Wya"], "bias": p["by"][:, 0]})
        leaves |= {"Wya": dense.weight, "by": dense.bias}
        classes = rows["target"].argmax(dim=2).flatten()

        def cost(a: torch.Tensor) -> torch.Tensor:
            return torch.nn.functional.cross_entropy(dense(a).flatten(0, 1), classes, reduction="sum")

    def backpropagate() -> dict[str, Any]:
        for leaf in (*leaves.values(), rnn.bias_hh_l0):
            leaf.grad = None
        a, _ = rnn(x, a0)
        cost(a).backward()
        return {name: leaf.grad for name, leaf in leaves.items()}

    return backpropagate


def _same_gradients(trace: Trace, gradients: dict[str, Any]) -> None:
    """A figure would mean nothing if the two sides computed different things."""
    for name, gradient in gradients.items():
        ours = trace["d" + name] if name in ("x", "a0") else trace["d" + name][0]  # a running total is whole at t = 1
        theirs = gradient.mT.numpy() if name in ("x", "a0") else gradient.numpy()
        np.testing.assert_allclose(ours.reshape(theirs.shape), theirs, rtol=0, atol=1e-12, err_msg=name)


if __name__ == "__main__":
    for row in measure():
        print("{what}: {figure:.3f} ms, budget {budget} ms, ratio {ratio:.2f}".format(**row))
