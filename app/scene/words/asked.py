"""What is asked before an answer is shown, and why each choice is right or not.

The same markup as everywhere; `{slots}` of one's own are filled in by `app/scene/ask.py`: `{entry}` names the entry that
is asked for, `{result}` its quantity, `{part}` and `{other}` what a slip has done something to.
"""

from __future__ import annotations

from collections.abc import Mapping

# At the plus of a state, which needs no formula: what the cost does, as one knows it from each of its uses.
NUDGE = "Your turn: nudge {state} ({entry}) up a little. What does {J} do?"
OWN: Mapping[str, str] = {
    "prediction": "By its own prediction {loss} {own}",
    "given": "By itself {loss} {own}",
    "inner": "By {a} {J} {own}",
}
LATER: Mapping[str, str] = {
    "one": "by {next cell} {loss<t+1>} {later}.",
    "many": "by {next cell} the later costs together {later}.",
    "inner": "by {next cell} {J} {later}.",
    "handed": "by later steps {J_later} {later}.",
    "none": "there is no next cell.",
}
# What a cost does, or several; without a number, and with one.
DOES: Mapping[str, tuple[str, str, str]] = {
    "one": ("falls", "rises", "stays as it is"),
    "many": ("fall", "rise", "stay as they are"),
}
MOVES = "{does}, {number}"
MEASURED = "{does} ({number})"
TOLD = "It {does}: {sum} = {number}. Both uses count, so {state} gets the sum."
TOLD_LAST = "It {does}: {sum} = {number}. {state} was used once."
ADDED = "{J} is a sum, so its parts add, sign included."
ADDED_WHY: Mapping[str, str] = {
    "sign": "It turns the sign of {part} round: {J} is a sum, so its parts add, sign included.",
}

# At any other line: which of these is it?
WHICH = "Your turn: what is {result} ({entry})?"
WHICH_ALONE = "Your turn: what is {result}?"
WHICH_GREY = "Each choice says how, and what comes out of the numbers on the screen."
# And where the slips of a line come to the same number: only its sign.
SIGN = "Your turn: is {result} ({entry}) positive, negative or 0?"
SIGN_ALONE = "Your turn: is {result} positive, negative or 0?"
SIGN_GREY = "What it is made of is on the screen."
SIGNS: tuple[str, str, str] = ("negative", "positive", "0")
SIGN_WHY = "It is {number}."

# By the rule of a slip. Of a classic mistake `MISTAKES` says it better.
WHY: Mapping[str, str] = {
    "negated": "It has the sign the wrong way round.",
    "sign": "It turns the sign of {part} round.",
    "subtracted": "It takes this step's share away, where it is added.",
    "without": "It leaves {part} out.",
    "for": "It takes {other} for {part}.",
    "slope": "The slope of softmax is in {y} − {target} already.",
    "alone": "It leaves out the “1 −”.",
    "not-transposed": "It does not transpose {part}.",
    "transposed": "It transposes {part}.",
    "no-slope": "It leaves out the slope of the gate itself.",
    "not-squared": "It does not square {part}.",
    "again": "{part} has been through it already: here it goes twice.",
    "no": "It leaves out what makes {result} of it.",
    "as": "It takes another function.",
    "exp": "It does not divide by their sum, so these are no shares.",
    "overwritten": "It is set, not added: what is there so far is lost.",
    "never-updated": "It adds nothing: this step's share is missing.",
    "mean": "It takes the mean over the examples, where they add up.",
    "over-m": "It divides by the number of examples, where they add up.",
    "other-way": "It is stacked the other way round.",
    "zeros": "It is never filled.",
    "wrong-rows": "It takes the rows from the other end.",
    "entrywise": "It multiplies entry by entry, not as matrices.",
    "twice": "It counts this step's share twice.",
    "twice-part": "It uses {part} twice.",
}
