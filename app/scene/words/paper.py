"""What stands on paper: on an exercise and its answers, on the handout of a walk. In the markup of `entry`; `{it}` is the
quantity that is asked for.

What is answered is not here: the answers to *why* are the words of a step, its headline and grey line.
"""

from __future__ import annotations

from collections.abc import Mapping

PAPER: Mapping[str, str] = {
    "title": "Find {it}",
    "title.total": "Find {it}, with the share of t = {t}",
    "name": "name",
    "sheet": "sheet {number}",
    "answers": "Answers",
    "answers.there": "answers on page 2",
    "rows": "Top to bottom: {rows}. Grey goes out, colour comes back; wider is larger.",
    "rows.one-way": "Top to bottom: {rows}.",
    "picture": "The timesteps side by side; what is asked for is marked with a question mark.",
    "picture.whole": "The timesteps side by side, up to this step.",
    "open.code": "QR code that opens this step",
    # Questions. What the numbers are made from stands beside them, how it does not.
    "code": "Complete the line of code.",
    "numbers": "Find the numbers of {it}, with {digits} decimals.",
    "numbers.one": "Find the number of {it}, with {digits} decimals.",
    "numbers.some": "Find the numbers of {it}, for {which} alone, with {digits} decimals.",
    "numbers.some.one": "Find the number of {it}, for {which} alone, with {digits} decimals.",
    "numbers.example": "All numbers are those of example {example}.",
    "sign": "For which units does the sign of {it} differ from the sign of {alone} alone?",
    "sign.none": "For none.",
    "why": "Why this step? Give the reason in one or two sentences.",
    "why.at": "At t = {s} something is different. What, and why?",
    "why.first": "At the first step, t = 1, something is different. What, and why?",
    "why.last": "At the last step, t = {T}, something is different. What, and why?",
    "why.next": "The next step finds {it}. What happens there, and why?",
    "why.before": "The step before has found {it}. What happened there, and why?",
    # Answers
    "off": "Computed from the printed numbers, the last digit may be off by {off}.",
    "measured": "measured",
    "measured.says": "Measured: one unit of {state} is nudged up and down, and {of} {changes} so many times as much.",
    "measured.changes": "changes",
    "measured.change": "change",
    # The handout of a walk
    "walk": "walk {number}",
    "yours": "Now you",
    "yours.there": "The answer stands on the last page.",
    "walk.open": "Open this walk:",
}

# In place of "why", where a step's words do not say why its line is as it is; of the first, the last or any other step.
WHYS: Mapping[str, Mapping[str, str]] = {
    "a": dict.fromkeys(("first", "last", "middle"), "What happens to {it} from here on?"),
    "c": {"last": "What happens to {it} from here on?"},
    "da_total": {"middle": "Why do two gradients come back to {a}?"},
    "da_time": dict.fromkeys(
        ("first", "last", "middle"), "What comes back to {a} from later steps, and which way does it take?"
    ),
    "dc_time": dict.fromkeys(
        ("first", "last", "middle"), "What comes back to {c} from later steps, and which way does it take?"
    ),
    "J": {"middle": "What is {it}, and what is asked from here on?"},
    "da0": {"middle": "Where does {it} come from, and what ends here?"},
    "dc0": {"middle": "Where does {it} come from, and what ends here?"},
}

# Quantities that have other words at the last step, but the same reason.
SAME = frozenset({"dlogits"})

# In place of "why.last", where the answer says why something is 0.
ZEROS: Mapping[str, str] = {"da_time": "Why is {da_time<T>} 0?", "dc_time": "Why is {dc_time<T>} 0?"}

CELL_NAMES: Mapping[str, str] = {
    "rnn": "RNN",
    "lstm": "LSTM",
    "gru_before": "GRU, reset before the product",
    "gru_after": "GRU, reset after the product",
}
