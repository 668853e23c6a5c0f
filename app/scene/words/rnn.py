"""The words of the plain RNN."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.scene.words.common import COMMON
from app.scene.words.entry import Words

BOX = "tanh cell"
RNN: Mapping[str, Words] = {
    "Wax": Words(("W", "ax"), "the weights from the input to the hidden state", timed=False),
    "Waa": Words(("W", "aa"), "the weights from the last hidden state to the next", timed=False),
    "ba": Words(("b", "a"), "the bias of the hidden state", timed=False),
    "z": Words(
        ("z", ""),
        "the cell's weighted sum, before tanh",
        headline="The cell mixes this input with what it remembers.",
        grey="{Wax} weighs the input, {Waa} weighs {a<t-1>} from the step before. The weights are the same at every step.",
        first="The first cell mixes its input with a start value, {a0}.",
        grey_first="{Wax} weighs the input, {Waa} weighs {a0}. The same weights will be used at every step.",
    ),
    "dz": Words(
        ("dz", ""),
        "the gradient before tanh",
        headline="Back through tanh: multiply by its slope, 1 − {a}².",
        grey="{a} is tanh of {z} and is in the cache, so 1 − {a}² is the slope at {z}. Near ±1 hardly anything gets through.",
        notebook="dtanh",
    ),
    "dx": Words(
        ("dx", ""),
        "the gradient of the input",
        headline="The input fed every unit, so every unit answers.",
        grey="{x} went up through {Wax}; its gradient comes down through the same weights, rows and columns changed over.",
        notebook="dx[:, :, t]",
    ),
    "dWax": Words(
        ("dW", "ax"),
        "the gradient of the input weights, added up so far",
        path="sum",
        headline="{Wax} was used at this step too. Add its share.",
        grey="Each entry: {dz} of one unit × one input. One weight, {uses}.",
        last="{Wax} was used at every step: start a running total.",
        only="{Wax} was used at one step: its share is the whole.",
        first="The share of step 1 is the last one: {dWax} is complete.",
        timed=False,
        notebook="dWax",
    ),
    "dWaa": Words(
        ("dW", "aa"),
        "the gradient of the recurrent weights, added up so far",
        path="sum",
        headline="{Waa} was used at every step, so its gradients add up too.",
        grey="{J} depends on {Waa} through {a<t-1>} → cell ⟨{t}⟩ as well as through every later cell. Same rule, same plus.",
        last="{Waa} was used at every step: start a running total.",
        only="{Waa} was used at one step: its share is the whole.",
        first="The first cell used {a0}. With its share {dWaa} is complete.",
        grey_first="{a0} comes from the cache. In code, {[a]t-1} would wrap round to the last step here.",
        timed=False,
        notebook="dWaa",
    ),
    "dba": Words(
        ("db", "a"),
        "the gradient of the hidden bias, added up so far",
        path="sum",
        headline="{ba} was added at every step. Add this step's {dz}.",
        grey="A bias passes its gradient on unchanged, so its share is {dz} itself, summed over the examples.",
        last="{ba} was added at every step: start a running total.",
        only="{ba} was used at one step: its share is the whole.",
        first="{dz} of step 1 comes last: {dba} is complete.",
        timed=False,
        notebook="dba",
    ),
    # From one unit as many wires go out as it has readers: a row for each letter, and one for each unit of the next cell.
    "da_softmax": replace(
        COMMON["da_softmax"],
        grey="A unit of {a} has {wires} wires out: {n_y} to the scores, through {Wya} and not through softmax, "
        "{n_a} to cell ⟨{t+1}⟩. Two bundles, two roads.",
        grey_last=COMMON["da_softmax"].grey,
    ),
    "da_prev": Words(
        ("da", "prev"),
        "what this cell sends back to the step before",
        path="time",
        headline="Each unit of {a<t-1>} was used {n_a times}. {n_a gradients} back.",
        grey="{da_prev} leaves here. On arrival at {a<t-1>} it is called {da_time<t-1>}. {n_a wires}, one road; the other "
        "comes from above.",
        first="{a0} fed the first cell, so it gets a gradient too.",
        grey_first="There is no step before. {da_prev} is what {a0} gets, and it will be called {da0}.",
        notebook="da_prev",
    ),
}
