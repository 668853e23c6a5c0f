"""PyTorch's autograd in float64 agrees, and its `out.grad` is what DESIGN says it is."""

from __future__ import annotations

import numpy as np
import pytest

from rnn_core import Problem, hello, notebook, random, run

torch = pytest.importorskip(
    "torch", reason="PyTorch is not here, so nothing is compared with it; to do so: pip install torch==2.13.0"
)
PROBLEMS = {
    "hello": hello(),
    "notebook": notebook(),
    "random": random(n_x=3, n_a=4, n_y=3, m=2, T=5, seed=11),
    "weighted": random(n_x=2, n_a=3, n_y=2, m=4, T=4, seed=2).with_weights([0.25, 0.0, 1.0, 2.0]),
}
CLOSE = {"rtol": 0, "atol": 1e-12}


def leaves(problem: Problem):
    """The parameters and each step's x, as tensors that gather gradients."""
    given = {name: torch.tensor(value, requires_grad=True) for name, value in problem.parameters.items()}
    return given, [torch.tensor(x, requires_grad=True) for x in problem.inputs["x"]]


def loss(problem: Problem, p, a, t: int):
    """J<t> in PyTorch's own functions, and the logits where there are any."""
    w = float(problem.weights[t])
    if "da" in problem.inputs:
        return w * (torch.tensor(problem.inputs["da"][t]) * a).sum(), None
    logits = p["Wya"] @ a + p["by"]
    target = torch.tensor(problem.inputs["target"][t])
    return -w * (target * torch.log_softmax(logits, dim=0)).sum(), logits


@pytest.mark.parametrize("name", PROBLEMS)
def test_an_unrolled_loop_gives_every_row(name):
    problem = PROBLEMS[name]
    trace = run(problem)
    p, xs = leaves(problem)
    a, total, kept = p["a0"], 0.0, []
    for t, x in enumerate(xs):
        z = p["Wax"] @ x + p["Waa"] @ a + p["ba"]
        a = torch.tanh(z)
        J, logits = loss(problem, p, a, t)
        total = total + J
        rows = {"dz": z, "da_total": a} | ({} if logits is None else {"dlogits": logits})
        for tensor in rows.values():
            tensor.retain_grad()
        kept.append(rows | {"dx": x})
    total.backward()
    np.testing.assert_allclose(trace.J, total.item(), **CLOSE)
    for t, rows in enumerate(kept, start=1):
        for row, tensor in rows.items():
            np.testing.assert_allclose(trace.at(row, t), tensor.grad.numpy(), **CLOSE, err_msg=f"{row} at t = {t}")
    for parameter, tensor in p.items():
        found = trace["da0"] if parameter == "a0" else trace.at(f"d{parameter}", 1)
        np.testing.assert_allclose(found, tensor.grad.numpy(), **CLOSE, err_msg=parameter)


@pytest.mark.parametrize("name", PROBLEMS)
def test_out_grad_of_nn_rnn_is_da_softmax_and_not_da_total(name):
    """`out` has no way back into the loop, so what later losses send through the hidden state never reaches it."""
    problem = PROBLEMS[name]
    trace = run(problem)
    p = {name: torch.tensor(value) for name, value in problem.parameters.items()}
    n_a, n_x = p["Wax"].shape
    rnn = torch.nn.RNN(n_x, n_a, dtype=torch.float64)
    weights = {"weight_ih_l0": p["Wax"], "weight_hh_l0": p["Waa"], "bias_ih_l0": p["ba"][:, 0]}
    rnn.load_state_dict(weights | {"bias_hh_l0": torch.zeros(n_a, dtype=torch.float64)})
    out, _ = rnn(torch.tensor(problem.inputs["x"]).mT.contiguous(), p["a0"].T[None].contiguous())
    out.retain_grad()
    sum(loss(problem, p, out[t].T, t)[0] for t in range(problem.T)).backward()
    found = out.grad.mT.numpy()
    np.testing.assert_allclose(found, trace["da_softmax"], **CLOSE)
    assert np.abs(found[:-1] - trace["da_total"][:-1]).max() > 1e-3
    np.testing.assert_allclose(rnn.weight_hh_l0.grad.numpy(), trace.at("dWaa", 1), **CLOSE)
