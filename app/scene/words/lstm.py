"""The words of the LSTM. The notebook's df, di, do and dcc are gradients before the sigmoid or tanh: here dzf ... dzc."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from app.scene.words.common import GIVEN as COMMON_GIVEN
from app.scene.words.entry import Words

BOX = "LSTM cell"


def _weights(gate: str, who: str) -> dict[str, Words]:
    """Return the words of the weights and bias of one gate, and their running totals."""
    w, b, dw, db = f"{{W{gate}}}", f"{{b{gate}}}", f"{{dW{gate}}}", f"{{db{gate}}}"
    return {
        f"W{gate}": Words(("W", gate), f"the weights of {who}, from the stack of {{a<>}} and {{x<>}}", timed=False),
        f"b{gate}": Words(("b", gate), f"the bias of {who}", timed=False),
        f"dW{gate}": Words(
            ("dW", gate),
            f"the gradient of the weights of {who}, added up so far",
            path="sum",
            headline=f"{w} was used at this step too. Add its share.",
            grey=f"Each entry: {{dz{gate}}} of one unit × one entry of the stack. One weight, {{uses}}.",
            last=f"{w} was used at every step: start a running total.",
            only=f"{w} was used at one step: its share is the whole.",
            first=f"The share of step 1 is the last one: {dw} is complete.",
            timed=False,
            notebook=f"dW{gate}",
        ),
        f"db{gate}": Words(
            ("db", gate),
            f"the gradient of the bias of {who}, added up so far",
            path="sum",
            headline=f"{b} was added at every step. Add this step's {{dz{gate}}}.",
            grey=f"A bias passes its gradient on unchanged, so its share is {{dz{gate}}} itself, summed over the examples.",
            last=f"{b} was added at every step: start a running total.",
            only=f"{b} was used at one step: its share is the whole.",
            first=f"{{dz{gate}}} of step 1 comes last: {db} is complete.",
            timed=False,
            notebook=f"db{gate}",
        ),
    }


LSTM: Mapping[str, Words] = {
    **_weights("f", "the forget gate"),
    **_weights("i", "the update gate"),
    **_weights("c", "the candidate"),
    **_weights("o", "the output gate"),
    "c_prev": Words(("c", ""), "the cell state of the step before, from the cache", shift=-1, notebook="c_prev"),
    "c0": Words(("c", "⟨0⟩"), "the cell state before the first step", timed=False),
    "dc_next": Words(("dc", "next"), "what the test hands in for c, from later steps", path="time", timed=False),
    "J_later": Words(("J", "later"), "a cost of later steps whose gradient is the handed-in dc next", timed=False),
    "concat": Words(
        ("[concat]", ""),
        "the stack: the last hidden state above, the input below",
        headline="One stack, {a<t-1>} over {x}, feeds all four sums.",
        grey="{a<t-1>} is what the cell remembers, {x} is new. Stacked, one weight matrix per gate reads both.",
        first="One stack, the start value over {x}, feeds all four sums.",
        grey_first="There is no step before, so the upper part is {a0}. Stacked, one weight matrix per gate reads both.",
        notebook="concat",
    ),
    "zf": Words(
        ("z", "f"),
        "the forget gate's weighted sum, before the sigmoid",
        headline="How much to forget depends on the memory and the input.",
        grey="{Wf} weighs the stack. The weights are the same at every step.",
    ),
    "f": Words(
        ("f", ""),
        "the forget gate: which share of the old cell state stays",
        headline="The sigmoid makes a share: how much of {c<t-1>} stays.",
        grey="The forget gate, one share for each unit: 0 forgets everything, 1 keeps everything.",
        notebook="ft",
    ),
    "zi": Words(
        ("z", "i"),
        "the update gate's weighted sum, before the sigmoid",
        headline="How much to write depends on the memory and the input.",
        grey="{Wi} weighs the same stack for the update gate.",
    ),
    "i": Words(
        ("i", ""),
        "the update gate (input gate): which share of the candidate is written",
        headline="The sigmoid makes a share: how much new gets in.",
        grey="The update gate, often called the input gate: 0 writes nothing, 1 writes the whole candidate.",
        notebook="it",
    ),
    "zc": Words(
        ("z", "c"),
        "the candidate's weighted sum, before tanh",
        headline="What to write comes from the same stack.",
        grey="{Wc} weighs the stack once more, now not for a gate but for the new content.",
    ),
    "cc": Words(
        ("c\u0303", ""),
        "the candidate: what could be written into the cell state",
        headline="The candidate: what this step would write into {c}.",
        grey="tanh keeps it between −1 and 1. Only the share {i} of it gets in.",
        notebook="cct",
    ),
    "c": Words(
        ("c", ""),
        "the cell state: the memory that goes straight through",
        headline="Keep a share of the old, add a share of the new.",
        grey="{c} leaves on two wires: up to {a}, right to the next cell. From {c<t-1>} to {c} there is no weight and no tanh.",
        last="{c} is ready. Only {a} will use it.",
        grey_last="There is no next cell. On the way back {a} sends a gradient, and the other one is 0.",
        notebook="c[:, :, t]",
    ),
    "zo": Words(
        ("z", "o"),
        "the output gate's weighted sum, before the sigmoid",
        headline="How much to show depends on the memory and the input.",
        grey="{Wo} weighs the same stack for the output gate.",
    ),
    "o": Words(
        ("o", ""),
        "the output gate: which share of tanh c is shown",
        headline="The sigmoid makes a share: how much of {c} shows.",
        grey="The output gate: what it hides stays in {c}, for later steps.",
        notebook="ot",
    ),
    "a": Words(
        ("a", ""),
        "the hidden state: what the cell shows",
        headline="{a} is what {o} lets through. It leaves on two wires.",
        grey="Up: this step's prediction. Right: the next cell, beside {c}. On the way back, each wire brings one gradient.",
        last="{a} is what {o} lets through. Only the prediction uses it.",
        grey_last="There is no next cell. On the way back the prediction sends a gradient, and the other one is 0.",
        notebook="a[:, :, t]",
    ),
    "dzo": Words(
        ("dz", "o"),
        "the gradient of the output gate, before its sigmoid",
        headline="{o} was multiplied by tanh {c}: so is its gradient.",
        grey="Times the other factor, tanh {c}, and the sigmoid's slope {o} × (1 − {o}). The notebook's “do” is this, before the sigmoid.",
        notebook="do",
    ),
    "dc_a": Words(
        ("dc", "via a"),
        "what comes back to c by way of this step's {a<>}",
        path="sum",
        headline="{c} made {a}: back through {o} and tanh.",
        grey="Times {o}, and back through tanh: its slope is 1 − tanh² {c}. Everything that reached {a} goes on to {c} here.",
    ),
    "dc_time": Words(
        ("dc", "time"),
        "what comes back to c from the next cell's c",
        path="time",
        headline="Cell ⟨{t+1}⟩ used {c} too: its answer comes straight back.",
        grey="{dc_prev<t+1>} left cell ⟨{t+1}⟩. On arrival at {c} it is called {dc_time}. The number is the same.",
        first="Cell ⟨2⟩ used {c} too: later costs reach even {c}.",
        last="No step comes after {T}, so nothing comes back: 0.",
        grey_last="{c} feeds no next cell. {dc_time} is 0, there is no step {T+1}.",
        notebook="dc_prevt",
    ),
    "dc_total": Words(
        ("dc", "total"),
        "everything that reaches c: the sum at the second green plus",
        path="sum",
        headline="{c} was used twice: by {a} and cell ⟨{t+1}⟩. Add.",
        last="{c} was used once, by {a}. One gradient, plus 0.",
        grey_last="The last step has no next cell, so {dc_total} is what came by way of {a}.",
        verdicts=MappingProxyType(
            {
                "flips": "Unit {unit}: by way of {a} comes {=dc_a}. What cell ⟨{t+1}⟩ sends weighs more and flips it to {=dc_total}.",
                "cancels": "Unit {unit}: by way of {a} comes {=dc_a}. What cell ⟨{t+1}⟩ sends weighs less and cancels a part: {=dc_total} is left.",
                "reinforces": "Unit {unit}: by way of {a} comes {=dc_a}. What cell ⟨{t+1}⟩ sends agrees and weighs less: {=dc_total} together.",
                "outweighs": "Unit {unit}: by way of {a} comes {=dc_a}. What cell ⟨{t+1}⟩ sends agrees and weighs more: {=dc_total} together.",
                "nothing": "Unit {unit}: one of the two is 0, so the sum {=dc_total} is the other one.",
            }
        ),
    ),
    "dzf": Words(
        ("dz", "f"),
        "the gradient of the forget gate, before its sigmoid",
        headline="{f} was multiplied by {c<t-1>}: so is its gradient.",
        grey="Times {c<t-1>} and the sigmoid's slope {f} × (1 − {f}). The notebook's “df” is this, before the sigmoid.",
        first="{f} was multiplied by {c0}: so is its gradient.",
        grey_first="Where {c0} is 0 there was nothing to forget, and nothing comes back. The notebook's “df” is this, before the sigmoid.",
        notebook="df",
    ),
    "dzi": Words(
        ("dz", "i"),
        "the gradient of the update gate, before its sigmoid",
        headline="{i} was multiplied by {cc}: so is its gradient.",
        grey="Times {cc} and the sigmoid's slope {i} × (1 − {i}). The notebook's “di” is this, before the sigmoid.",
        notebook="di",
    ),
    "dzc": Words(
        ("dz", "c"),
        "the gradient of the candidate, before its tanh",
        headline="{cc} was multiplied by {i}: so is its gradient.",
        grey="Times {i} and the slope of tanh, 1 − {cc}². The notebook's “dcc” is this, before the tanh.",
        notebook="dcc",
    ),
    "dconcat": Words(
        ("d[concat]", ""),
        "the gradient of the stack",
        headline="The stack fed four sums, so four gradients come back. Add.",
        grey="Each sum answers through its own weights, rows and columns changed over.",
    ),
    "dx": Words(
        ("dx", ""),
        "the gradient of the input",
        headline="{x} was the lower part of the stack: take its rows.",
        grey="No new numbers: these rows of {dconcat} are the gradient of the input.",
        notebook="dx[:, :, t]",
    ),
    "dc_prev": Words(
        ("dc", "prev"),
        "what this cell sends back to the cell state before",
        path="time",
        headline="{c<t-1>} was only multiplied by {f}: so is its gradient.",
        grey="No weights and no tanh: where {f} is near 1, it hardly fades. On arrival at {c<t-1>} it is called {dc_time<t-1>}.",
        first="{c0} was only multiplied by {f}: so is its gradient.",
        grey_first="There is no step before. {dc_prev} is what {c0} gets, and it will be called {dc0}.",
        notebook="dc_prev",
    ),
    "da_prev": Words(
        ("da", "prev"),
        "what this cell sends back to the hidden state before",
        path="time",
        headline="{a<t-1>} was the upper part of the stack: take its rows.",
        grey="{da_prev} leaves here. On arrival at {a<t-1>} it is called {da_time<t-1>}.",
        first="{a0} was the upper part of the stack: take its rows.",
        grey_first="There is no step before. {da_prev} is what {a0} gets, and it will be called {da0}.",
        notebook="da_prev",
    ),
    "da0": Words(
        ("da", "⟨0⟩"),
        "the gradient of the start value of {a<>}",
        path="time",
        headline="The way back ends at two start values. First {a0}.",
        grey="What left the first cell takes its last name, {da0}.",
        timed=False,
        notebook="da0",
    ),
    "dc0": Words(
        ("dc", "⟨0⟩"),
        "the gradient of the start value of c",
        path="time",
        headline="And at {c0}, where the straight way began.",
        grey="What left the first cell takes its last name, {dc0}. Every gradient is complete.",
        timed=False,
    ),
}

# With `da` handed in: the fixture of lstm_backward has more steps of x than of da.
GIVEN: Mapping[str, Words] = {
    "da_softmax": replace(
        COMMON_GIVEN["da_softmax"],
        last=COMMON_GIVEN["da_softmax"].headline,
        grey_last="x has T = 7 steps, but {da} only T = 4: the notebook's lstm_backward loops over these four.",
    ),
}
