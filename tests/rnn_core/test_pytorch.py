"""PyTorch's autograd in float64 agrees, and its `out.grad` is what DESIGN says it is."""

from __future__ import annotations

import numpy as np
import pytest

from rnn_core import GRU_AFTER, GRU_BEFORE, LSTM, Cell, Problem, Trace, hello, notebook, random_problem, run

torch = pytest.importorskip(
    "torch", reason="PyTorch is not here, so nothing is compared with it; to do so: pip install torch==2.13.0"
)
PROBLEMS = {
    "hello": hello(),
    "notebook": notebook(),
    "random": random_problem(n_x=3, n_a=4, n_y=3, m=2, T=5, seed=11),
    "weighted": random_problem(n_x=2, n_a=3, n_y=2, m=4, T=4, seed=2).with_weights([0.25, 0.0, 1.0, 2.0]),
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


def of(cell: Cell) -> list[Problem]:
    """Problems of several sizes, with and without losses left out, and the smallest."""
    return [
        hello(cell),
        *([notebook(cell)] if cell is LSTM else []),
        random_problem(n_x=3, n_a=4, n_y=3, m=2, T=5, seed=11, cell=cell),
        random_problem(n_x=2, n_a=3, n_y=2, m=4, T=4, seed=2, cell=cell).with_weights([0.25, 0.0, 1.0, 2.0]),
        random_problem(n_x=1, n_a=1, n_y=2, m=1, T=1, seed=3, cell=cell),
    ]


OTHERS = [
    pytest.param(problem, id=f"{problem.cell.name}-{i}")
    for cell in (LSTM, GRU_AFTER)
    for i, problem in enumerate(of(cell))
]


def modules_weights(problem: Problem, values) -> dict[str, np.ndarray]:
    """Parameters, or their gradients, as `nn.LSTM` (i, f, candidate, o) and `nn.GRU` (r, u, candidate) stack them."""
    if problem.cell is LSTM:
        n_a = len(problem.parameters["a0"])
        stacked = np.concatenate([values[f"W{gate}"] for gate in "ifco"])
        bias = np.concatenate([values[f"b{gate}"] for gate in "ifco"])[:, 0]
        return {"weight_ih_l0": stacked[:, n_a:], "weight_hh_l0": stacked[:, :n_a], "bias_ih_l0": bias}
    return {
        "weight_ih_l0": np.concatenate([values[f"W{gate}x"] for gate in "ruc"]),
        "weight_hh_l0": np.concatenate([values[f"W{gate}a"] for gate in "ruc"]),
        "bias_ih_l0": np.concatenate([values[f"b{gate}"] for gate in "ruc"])[:, 0],
    }


def second_bias(problem: Problem, values) -> np.ndarray:
    """PyTorch's bias beside a_prev. It is needed for the GRU's candidate alone; elsewhere it adds to the first one."""
    n_a = len(problem.parameters["a0"])
    bias = np.zeros(4 * n_a if problem.cell is LSTM else 3 * n_a)
    if problem.cell is GRU_AFTER:
        bias[2 * n_a :] = values["bca"][:, 0]
    return bias


@pytest.mark.parametrize("problem", OTHERS)
def test_nn_lstm_and_nn_gru_give_the_states_the_costs_and_every_gradient(problem: Problem):
    trace = run(problem)
    p, xs = leaves(problem)
    n_a, n_x = len(p["a0"]), problem.inputs["x"].shape[1]
    module = (torch.nn.LSTM if problem.cell is LSTM else torch.nn.GRU)(n_x, n_a, dtype=torch.float64)
    weights = modules_weights(problem, problem.parameters) | {"bias_hh_l0": second_bias(problem, problem.parameters)}
    module.load_state_dict({name: torch.tensor(value) for name, value in weights.items()})
    starts = tuple(p[name].T[None].contiguous() for name in problem.model.starts)
    out, last = module(torch.stack(xs).mT.contiguous(), starts if problem.cell is LSTM else starts[0])
    out.retain_grad()
    total = sum(loss(problem, p, out[t].T, t)[0] for t in range(problem.T))
    total.backward()

    np.testing.assert_allclose(trace["a"], out.detach().mT.numpy(), **CLOSE)
    if problem.cell is LSTM:
        np.testing.assert_allclose(trace.at("c", problem.T), last[1][0].detach().T.numpy(), **CLOSE)
    np.testing.assert_allclose(trace.J, total.item(), **CLOSE)
    np.testing.assert_allclose(trace["da_softmax"], out.grad.mT.numpy(), **CLOSE)
    np.testing.assert_allclose(trace["dx"], np.stack([x.grad.numpy() for x in xs]), **CLOSE)
    for name in (*problem.model.starts, *(name for name in ("Wya", "by") if name in p)):
        np.testing.assert_allclose(gradient(trace, name), p[name].grad.numpy(), **CLOSE, err_msg=name)
    gradients = {name: gradient(trace, name) for name in problem.model.weights}
    for name, found in modules_weights(problem, gradients).items():
        np.testing.assert_allclose(found, getattr(module, name).grad.numpy(), **CLOSE, err_msg=name)
    if problem.cell is GRU_AFTER:
        found = module.bias_hh_l0.grad.numpy()[2 * n_a :]
        np.testing.assert_allclose(gradients["bca"][:, 0], found, **CLOSE)


def gradient(trace: Trace, parameter: str) -> np.ndarray:
    return trace[f"d{parameter}"] if parameter in trace.problem.model.starts else trace.at(f"d{parameter}", 1)


def lstm_step(p, x, arrived):
    """One step of the LSTM in PyTorch's own functions: its rows by name, and what it hands on."""
    a_prev, c_prev = arrived
    concat = torch.cat([a_prev, x])
    zf, zi, zc, zo = (p[f"W{gate}"] @ concat + p[f"b{gate}"] for gate in "fico")
    c = torch.sigmoid(zf) * c_prev + torch.sigmoid(zi) * torch.tanh(zc)
    a = torch.sigmoid(zo) * torch.tanh(c)
    return {"dconcat": concat, "dzf": zf, "dzi": zi, "dzc": zc, "dzo": zo, "dc_total": c, "da_total": a}, (a, c)


def gru_before_step(p, x, arrived):
    (a_prev,) = arrived
    zu, zr = (p[f"W{gate}x"] @ x + p[f"W{gate}a"] @ a_prev + p[f"b{gate}"] for gate in "ur")
    u, ra = torch.sigmoid(zu), torch.sigmoid(zr) * a_prev
    zc = p["Wcx"] @ x + p["Wca"] @ ra + p["bc"]
    a = u * a_prev + (1 - u) * torch.tanh(zc)
    return {"dzu": zu, "dzr": zr, "dra": ra, "dzc": zc, "da_total": a}, (a,)


def gru_after_step(p, x, arrived):
    (a_prev,) = arrived
    zu, zr = (p[f"W{gate}x"] @ x + p[f"W{gate}a"] @ a_prev + p[f"b{gate}"] for gate in "ur")
    u, zca = torch.sigmoid(zu), p["Wca"] @ a_prev + p["bca"]
    zc = p["Wcx"] @ x + p["bc"] + torch.sigmoid(zr) * zca
    a = u * a_prev + (1 - u) * torch.tanh(zc)
    return {"dzu": zu, "dzr": zr, "dzca": zca, "dzc": zc, "da_total": a}, (a,)


UNROLLED = [(LSTM, lstm_step), (GRU_BEFORE, gru_before_step), (GRU_AFTER, gru_after_step)]


@pytest.mark.parametrize(
    ("problem", "step"),
    [pytest.param(p, step, id=f"{cell.name}-{i}") for cell, step in UNROLLED for i, p in enumerate(of(cell))],
)
def test_an_unrolled_loop_of_any_cell_gives_every_row(problem: Problem, step):
    """Autograd on the cell written out once more, by somebody else's functions: what no module hands out."""
    trace = run(problem)
    p, xs = leaves(problem)
    arrived, total, kept = tuple(p[name] for name in problem.model.starts), 0.0, []
    for t, x in enumerate(xs):
        rows, arrived = step(p, x, arrived)
        J, logits = loss(problem, p, arrived[0], t)
        total = total + J
        rows |= {} if logits is None else {"dlogits": logits}
        for tensor in rows.values():
            tensor.retain_grad()
        kept.append(rows | {"dx": x})
    total.backward()
    for t, rows in enumerate(kept, start=1):
        for row, tensor in rows.items():
            np.testing.assert_allclose(trace.at(row, t), tensor.grad.numpy(), **CLOSE, err_msg=f"{row} at t = {t}")
    for name, tensor in p.items():
        np.testing.assert_allclose(gradient(trace, name), tensor.grad.numpy(), **CLOSE, err_msg=name)
