"""The words of the GRU, in both forms. Its u is the share of the old state that stays; the course's gate is 1 − u."""

from __future__ import annotations

from collections.abc import Mapping

from app.scene.words.entry import Words

BOX = "GRU cell"
_WHO = {"u": "the update gate", "r": "the reset gate", "c": "the candidate"}


def _total(symbol: tuple[str, str], phrase: str, headline: str, grey: str, name: str, weight: str) -> Words:
    return Words(
        symbol,
        phrase,
        path="sum",
        headline=headline,
        grey=grey,
        last=f"{weight} was used at every step: start a running total.",
        only=f"{weight} was used at one step: its share is the whole.",
        first=f"The share of step 1 is the last one: {name} is complete.",
        timed=False,
    )


def _weights(gate: str, recurrent: str, z: str) -> dict[str, Words]:
    """Return the words of the input weights, recurrent weights and bias of one gate; `recurrent` is what the recurrent
    weights read."""
    who = _WHO[gate]
    x, a, b = f"W{gate}x", f"W{gate}a", f"b{gate}"
    share = "was used at this step too. Add its share."
    return {
        x: Words(("W", f"{gate}x"), f"the weights of {who}, from the input", timed=False),
        a: Words(("W", f"{gate}a"), f"the weights of {who}, from the hidden state", timed=False),
        b: Words(("b", gate), f"the bias of {who}", timed=False),
        f"d{x}": _total(
            ("dW", f"{gate}x"),
            f"the gradient of the input weights of {who}, added up so far",
            f"{{{x}}} {share}",
            f"Each entry: {{dz{gate}}} of one unit × one input. One weight, {{uses}}.",
            f"{{d{x}}}",
            f"{{{x}}}",
        ),
        f"d{a}": _total(
            ("dW", f"{gate}a"),
            f"the gradient of the recurrent weights of {who}, added up so far",
            f"{{{a}}} {share}",
            f"Each entry: {{{z}}} of one unit × one unit of {recurrent}.",
            f"{{d{a}}}",
            f"{{{a}}}",
        ),
        f"d{b}": _bias(b, f"dz{gate}", who),
    }


def _bias(bias: str, z: str, who: str) -> Words:
    return _total(
        ("db", bias[1:]),
        f"the gradient of the bias of {who}, added up so far",
        f"{{{bias}}} was added at every step. Add this step's {{{z}}}.",
        f"A bias passes its gradient on unchanged, so its share is {{{z}}} itself, summed over the examples.",
        f"{{d{bias}}}",
        f"{{{bias}}}",
    )


_BOTH: Mapping[str, Words] = {
    **_weights("u", "{a<t-1>}", "dzu"),
    **_weights("r", "{a<t-1>}", "dzr"),
    "zu": Words(
        ("z", "u"),
        "the update gate's weighted sum, before the sigmoid",
        headline="How much of {a<t-1>} to keep depends on {x} and {a<t-1>}.",
        grey="{Wux} weighs the input, {Wua} weighs {a<t-1>}. The weights are the same at every step.",
        first="How much of {a0} to keep depends on {x} and {a0}.",
        grey_first="{Wux} weighs the input, {Wua} weighs {a0}. The same weights will be used at every step.",
    ),
    "u": Words(
        ("u", ""),
        "the update gate: which share of the old hidden state stays",
        headline="The sigmoid makes a share: how much of {a<t-1>} stays.",
        grey="The update gate: 1 keeps the old state, 0 takes the candidate. The course's gate is the other share, 1 − {u}.",
    ),
    "zr": Words(
        ("z", "r"),
        "the reset gate's weighted sum, before the sigmoid",
        headline="{x} and {a<t-1>} also decide how much past gets in.",
        grey="{Wrx} weighs the input, {Wra} weighs {a<t-1>}, now for the reset gate.",
    ),
    "r": Words(
        ("r", ""),
        "the reset gate: which share of the past the candidate sees",
        headline="The sigmoid makes a share: how much past gets in.",
        grey="The reset gate: where it is near 0, the candidate starts afresh from the input alone.",
    ),
    "cc": Words(
        ("c\u0303", ""),
        "the candidate: what could replace the old hidden state",
        headline="The candidate: what this step would put in place.",
        grey="tanh keeps it between −1 and 1. Only the share 1 − {u} of it gets in.",
    ),
    "a": Words(
        ("a", ""),
        "the hidden state: what the cell hands on",
        headline="Keep the share {u} of the old, the rest is new.",
        grey="{a} leaves on two wires: up to this step's prediction, right to the next cell. Each will bring one gradient back.",
        last="{a} is ready. Only the prediction will use it.",
        grey_last="There is no next cell. On the way back the prediction sends a gradient, and the other one is 0.",
    ),
    "dzu": Words(
        ("dz", "u"),
        "the gradient of the update gate, before its sigmoid",
        headline="{u} chose between old and new: their difference is its factor.",
        grey="More {u} means more of {a<t-1>} and less of {cc}. Times the sigmoid's slope, {u} × (1 − {u}).",
    ),
    "dzc": Words(
        ("dz", "c"),
        "the gradient of the candidate, before its tanh",
        headline="{cc} was multiplied by 1 − {u}: so is its gradient.",
        grey="Times that share, and back through tanh: its slope is 1 − {cc}².",
    ),
    "dx": Words(
        ("dx", ""),
        "the gradient of the input",
        headline="The input fed three sums, so three gradients come back. Add.",
        grey="{x} went up through three weight matrices; its gradients come down through the same, rows and columns changed over.",
    ),
    "da_prev": Words(
        ("da", "prev"),
        "what this cell sends back to the step before",
        path="time",
        headline="{a<t-1>} was used four times, so four gradients come back.",
        grey="Kept by {u}, and read by three sums. {da_prev} leaves here; on arrival at {a<t-1>} it is called {da_time<t-1>}.",
        first="{a0} was used four times too, so four gradients add up.",
        grey_first="There is no step before. {da_prev} is what {a0} gets, and it will be called {da0}.",
    ),
}

GRU_BEFORE: Mapping[str, Words] = {
    **_BOTH,
    **_weights("c", "the reset {ra}", "dzc"),
    "ra": Words(
        ("ra", ""),
        "the old hidden state after the reset: r × {a<>}",
        headline="The reset comes first: each unit of {a<t-1>} is scaled.",
        grey="This is the GRU of Cho 2014 and of the course: the reset acts before the product with {Wca}.",
        grey_first="Before the first step there is only {a0} to reset. The reset acts before the product with {Wca}.",
    ),
    "zc": Words(
        ("z", "c"),
        "the candidate's weighted sum, before tanh",
        headline="The candidate mixes the input with what the reset left.",
        grey="{Wcx} weighs the input, {Wca} weighs {ra}.",
    ),
    "dra": Words(
        ("dra", ""),
        "the gradient of the reset state",
        headline="Each unit of {ra} fed every sum, so every unit answers.",
        grey="{ra} went up through {Wca}; its gradient comes down through the same weights, rows and columns changed over.",
    ),
    "dzr": Words(
        ("dz", "r"),
        "the gradient of the reset gate, before its sigmoid",
        headline="{r} was multiplied by {a<t-1>}: so is its gradient.",
        grey="Times {a<t-1>} and the sigmoid's slope, {r} × (1 − {r}).",
        first="{r} was multiplied by {a0}: so is its gradient.",
        grey_first="Where {a0} is 0 there was nothing to reset, and nothing comes back.",
    ),
}

GRU_AFTER: Mapping[str, Words] = {
    **_BOTH,
    **_weights("c", "{a<t-1>}", "dzca"),
    "bca": Words(("b", "ca"), "the bias of the product that is reset", timed=False),
    "dbca": _bias("bca", "dzca", "the product that is reset"),
    "zca": Words(
        ("z", "ca"),
        "the product with the old hidden state, before the reset",
        headline="First the product with {a<t-1>}, the reset comes after.",
        grey="This is the GRU of PyTorch and cuDNN: all products with {a<t-1>} at once, so this one needs its own bias, {bca}.",
        first="First the product with {a0}, the reset comes after.",
        grey_first="This is the GRU of PyTorch and cuDNN. The product needs a bias of its own, {bca}.",
    ),
    "zc": Words(
        ("z", "c"),
        "the candidate's weighted sum, before tanh",
        headline="The candidate mixes the input with the share {r} of {zca}.",
        grey="{Wcx} weighs the input; of what comes from {a<t-1>}, the reset gate lets the share {r} in.",
    ),
    "dzca": Words(
        ("dz", "ca"),
        "the gradient of the product that is reset",
        headline="{zca} was multiplied by {r}: so is its gradient.",
        grey="Of what came from {a<t-1>} only the share {r} got in, so only that share answers.",
    ),
    "dzr": Words(
        ("dz", "r"),
        "the gradient of the reset gate, before its sigmoid",
        headline="{r} was multiplied by {zca}: so is its gradient.",
        grey="Times {zca} and the sigmoid's slope, {r} × (1 − {r}).",
    ),
}
