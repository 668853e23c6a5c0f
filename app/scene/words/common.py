"""What means the same in every cell: input, state a, the head, its gradients, and the green addition at a."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.scene.words.entry import Words

COMMON: Mapping[str, Words] = {
    "a": Words(
        ("a", ""),
        "the hidden state: what the cell hands on",
        headline="{a} is ready. It leaves on two wires.",
        grey="Up: this step's prediction. Right: the next cell. On the way back, each wire brings one gradient to this dot.",
        last="{a} is ready. Only the prediction will use it.",
        grey_last="There is no next cell. On the way back the prediction sends a gradient, and the other one is 0.",
        notebook="a[:, :, t]",
    ),
    "x": Words(("x", ""), "the input of this step", notebook="x[:, :, t]"),
    "target": Words(("[target]", ""), "what should have been predicted: 1 for the right {letter}, 0 for the others"),
    "w": Words(("w", ""), "how much this step's cost counts: 1 in full, 0 not at all", told=True),
    "da": Words(("da", ""), "the gradient that the notebook hands in for {a<>}", path="soft", notebook="da[:, :, t]"),
    "a_prev": Words(("a", ""), "the hidden state of the step before, from the cache", shift=-1, notebook="a_prev"),
    "Wya": Words(("W", "ya"), "the weights of the dense layer, from the hidden state to the scores", timed=False),
    "by": Words(("b", "y"), "the bias of the scores", timed=False),
    "a0": Words(("a", "⟨0⟩"), "the hidden state before the first step", timed=False, notebook="a0"),
    "logits": Words(
        ("[logits]", ""),
        "the scores (logits), one for each {letter}, before softmax",
        headline="The dense layer turns {a} into one score per {letter}.",
        grey="“Dense” is {Wya} and {by}: every unit reaches every score. There is no tanh in it.",
    ),
    "y": Words(
        ("y", ""),
        "the prediction: softmax's output, shares that add up to 1",
        headline="Softmax turns the scores into shares that add up to 1.",
        grey="{y} is the prediction. Softmax touches the scores only, never {a} itself.",
        notebook="y_pred[:, :, t]",
    ),
    "loss": Words(
        ("J", ""),
        "the cost of this step alone",
        headline="The smaller the right {letter}'s share, the higher the cost.",
        grey="The cost is −ln of the share that the right {letter} got: a share of 1 costs nothing.",
    ),
    "J": Words(
        ("J", ""),
        "the cost: J⟨1⟩ + … + J⟨T⟩, what the whole backward pass is about",
        headline="The costs add up to {J}. Now turn round.",
        grey="{J} is one number. All of the way back is about it: each gradient says how {J} changes.",
        timed=False,
    ),
    "dlogits": Words(
        ("d[logits]", ""),
        "what {J} changes by when a score is nudged: prediction minus target",
        path="soft",
        headline="A score's gradient is its error: prediction minus target.",
        grey="The right {letter} should get 1, so its score should rise. The others should get 0, so theirs should fall.",
        last="The way back starts with the error: prediction minus target.",
    ),
    "dWya": Words(
        ("dW", "ya"),
        "the gradient of the dense weights, added up so far",
        path="sum",
        headline="{Wya} made this step's scores too. Add its share.",
        grey="Each entry: the error of one score × one unit of {a}. The total grows from the last step to the first.",
        last="{Wya} is shared by all steps: start a running total.",
        only="{Wya} was used at one step: its share is the whole.",
        first="The share of step 1 is the last one: {dWya} is complete.",
        timed=False,
        notebook="",
    ),
    "dby": Words(
        ("db", "y"),
        "the gradient of the scores' bias, added up so far",
        path="sum",
        headline="{by} was added to every score. Add this step's errors.",
        grey="A bias passes its gradient on unchanged, so its share is the error itself, summed over the examples.",
        last="{by} is shared by all steps: start a running total.",
        only="{by} was used at one step: its share is the whole.",
        first="The errors of step 1 come last: {dby} is complete.",
        timed=False,
    ),
    "da_softmax": Words(
        ("da", "softmax"),
        "how this step's own cost changes with {a<>}: down the softmax and the dense layer",
        path="soft",
        headline="{a} helped score {n_y} {letters}, so {n_y} errors come back.",
        grey="Softmax acts only on the scores. But the scores are {Wya} {a} + {by}, so {a} gets a gradient through {Wya}.",
        notebook="da[:, :, t]",
    ),
    "da_time": Words(
        ("da", "time"),
        "what all later costs send back to {a<>}, from the next cell",
        path="time",
        headline="Through the next cell, all later costs reach {a}.",
        grey="{da_prev<t+1>} left cell ⟨{t+1}⟩. On arrival at {a} it is called {da_time}. The number is the same.",
        first="Through cell ⟨2⟩, every later cost reaches even {a}.",
        last="No step comes after {T}, so nothing comes back: 0.",
        grey_last="{a} feeds no next cell. {da_time} is 0, there is no step {T+1}.",
        notebook="da_prevt",
    ),
    "da_total": Words(
        ("da", "total"),
        "everything that reaches {a<>}: the sum at the green plus",
        path="sum",
        headline="{a} was used twice, so two gradients come back. Add them.",
        first="Even {a} was used twice: now, and for everything later. Add.",
        last="{a} was used once. One gradient comes back, plus 0.",
        grey_last="The last step has no next cell, so {da_total} is {da_softmax}: that is why the last step comes out right without the addition.",
        notebook="da_next",
        verdicts={
            "flips": "Unit {unit}: this prediction alone says {=da_softmax}. What comes later weighs more and flips it to {=da_total}.",
            "cancels": "Unit {unit}: this prediction alone says {=da_softmax}. What comes later weighs less and cancels a part: {=da_total} is left.",
            "reinforces": "Unit {unit}: this prediction alone says {=da_softmax}. What comes later agrees and weighs less: {=da_total} together.",
            "outweighs": "Unit {unit}: this prediction alone says {=da_softmax}. What comes later agrees and weighs more: {=da_total} together.",
            "nothing": "Unit {unit}: one of the two is 0, so the sum {=da_total} is the other one.",
        },
    ),
    "da0": Words(
        ("da", "⟨0⟩"),
        "the gradient of the start value",
        path="time",
        headline="The way back ends at the start value, {a0}.",
        grey="What left the first cell takes its last name, {da0}. Every gradient is complete.",
        timed=False,
        notebook="da0",
    ),
}

# With `da` handed in there is no dense layer and no softmax; these replace the words of the head and of what it sends.
GIVEN: Mapping[str, Words] = {
    "da_total": replace(
        COMMON["da_total"],
        verdicts={
            sign: text.replace("this prediction alone says", "the handed-in gradient says")
            for sign, text in COMMON["da_total"].verdicts.items()
        },
    ),
    "a": Words(
        ("a", ""),
        "the hidden state: what the cell hands on",
        headline="{a} is ready. It leaves on two wires.",
        grey="Up: whatever computes the cost. Right: the next cell. Each wire will bring one gradient back to this dot.",
        last="{a} is ready. Only the cost will use it.",
        grey_last="There is no next cell. On the way back {da} is handed in, and the other gradient is 0.",
        notebook="a[:, :, t]",
    ),
    "loss": Words(
        ("J", ""),
        "a cost whose gradient is the handed-in {da<>}",
        headline="Any cost with the gradient {da} will do. The simplest: multiply.",
        grey="The notebook never says what is above {a}: it hands in {da}. Ours is {loss} = sum of {da} × {a}.",
    ),
    "J": replace(
        COMMON["J"],
        grey="The notebook hands in {da<>} and no cost. Ours, the sum of {da<>} × {a<>}, has that gradient; it may be below 0.",
    ),
    "da_softmax": Words(
        ("da", "softmax"),
        "what the notebook hands in: this step's own gradient of {a<>}",
        path="soft",
        headline="The notebook starts here: it hands in {da}.",
        grey="Somebody else has been down the softmax and the dense layer already, hence the name. Here the result is given.",
        notebook="da[:, :, t]",
    ),
}
