"""A model of PyTorch's: a problem made of its weights has its outputs, its loss and all its gradients."""

from __future__ import annotations

import numpy as np
import pytest

from rnn_core import LSTM, RNN, ProblemError, from_torch, run
from unrolled import show

torch = pytest.importorskip(
    "torch", reason="PyTorch is not here, so nothing is compared with it; to do so: pip install torch==2.13.0"
)
CLOSE = {"rtol": 0, "atol": 1e-12}


class Model(torch.nn.Module):
    """What people write: a recurrent layer, and a linear one on each of its outputs."""

    def __init__(self, layer, n_x=3, n_a=4, n_y=5):
        super().__init__()
        self.rnn = layer(n_x, n_a)
        self.out = torch.nn.Linear(n_a, n_y)

    def forward(self, x):
        return self.out(self.rnn(x)[0])


def trained(layer, mean: bool):
    """A model after its backward pass, in float64, with the data and the loss."""
    torch.manual_seed(1)
    model = Model(layer).double()
    x, target = torch.randn(6, 2, 3, dtype=torch.float64, requires_grad=True), torch.randint(5, (6, 2))
    criterion = torch.nn.CrossEntropyLoss(reduction="mean" if mean else "sum")
    loss = criterion(model(x).reshape(-1, 5), target.reshape(-1))
    loss.backward()
    return model, x, target, loss


@pytest.mark.parametrize("mean", [False, True])
@pytest.mark.parametrize("layer", [torch.nn.RNN, torch.nn.LSTM, torch.nn.GRU])
def test_it_has_the_models_loss_and_every_gradient(layer, mean):
    model, x, target, loss = trained(layer, mean)
    problem = from_torch(model.state_dict(), x, target, mean=mean)
    trace = run(problem)
    np.testing.assert_allclose(trace.J, loss.item(), **CLOSE)
    np.testing.assert_allclose(np.moveaxis(trace["dx"], 1, 2), x.grad.numpy(), **CLOSE)
    # As a state of gradients is a state: what is stacked there is stacked here.
    gradients = {name: parameter.grad for name, parameter in model.named_parameters()}
    for name, value in from_torch(gradients, x, target).parameters.items():
        if name.startswith(("b", "W")):
            # Two biases that are one here have both the same gradient, so their sum has twice as much.
            twice = 2 if name in ("ba", "bf", "bi", "bo", "br", "bu") or (name == "bc" and problem.cell is LSTM) else 1
            np.testing.assert_allclose(twice * trace.ends[f"d{name}"], value, **CLOSE, err_msg=name)


def test_it_can_be_shown():
    model, x, target, _ = trained(torch.nn.LSTM, False)
    assert repr(show(run(from_torch(model.state_dict(), x, target)))) == "Shown(from torch lstm at backward.5.da_total)"


def test_arrays_will_do_and_need_no_prefix():
    model, x, target, _ = trained(torch.nn.RNN, False)
    state = {name.split(".")[-1]: value.numpy() for name, value in model.state_dict().items()}
    problem = from_torch(state, x.detach().numpy(), target.numpy())
    assert problem.cell is RNN
    assert run(problem).J == run(from_torch(model.state_dict(), x, target)).J


NO_MODEL = {
    "two linear layers": ({"other.weight": 0}, "Expected one weight, of one nn.Linear; got 2."),
    "no recurrent layer": ({"rnn.bias_ih_l0": None}, "Expected one bias_ih_l0, of one recurrent layer with .*; got 0."),
    "two blocks": ({"rnn.weight_hh_l0": np.zeros((8, 4))}, r"weight_hh_l0 has shape \(8, 4\), which is no RNN's, .*"),
    "no numbers": ({"out.bias": "nothing"}, "out.bias is no array of numbers."),
}


@pytest.mark.parametrize("kind", NO_MODEL)
def test_what_is_no_such_model_is_refused_in_a_sentence(kind):
    (change, said), (model, x, target, _) = NO_MODEL[kind], trained(torch.nn.RNN, False)
    state = {name: value for name, value in (dict(model.state_dict()) | change).items() if value is not None}
    with pytest.raises(ProblemError, match=f"^{said}$"):
        from_torch(state, x, target)


@pytest.mark.parametrize(
    ("times", "more", "said"),
    [
        (1, 0, r"x has shape \(6, 3\), target \(6, 2\); expected \(T, m, n_x\), and integers \(T, m\)\."),
        (0, 0.5, r"x has shape \(6, 2, 3\), target \(6, 2\); expected \(T, m, n_x\), and integers \(T, m\)\."),
        (0, 5, r"target goes from \d to \d, expected classes 0 to 4\."),
    ],
)
def test_what_is_no_such_data_is_refused_in_a_sentence(times, more, said):
    model, x, target, _ = trained(torch.nn.RNN, False)
    with pytest.raises(ProblemError, match=f"^{said}$"):
        from_torch(model.state_dict(), x[:, 0] if times else x, target + more)


def test_data_that_do_not_fit_the_model_are_refused():
    model, x, target, _ = trained(torch.nn.RNN, False)
    with pytest.raises(ProblemError, match=r"Wax has shape \(4, 3\), expected \(4, 2\)"):
        from_torch(model.state_dict(), x[:, :, :2], target)
