"""Headlines of steps in which a mistake is made: why the number is wrong there, and why it may still be right.

By the mistake's name in a link. For a mistake that is not here the step keeps its own headline. The same markup and the
same limit of 12 words as everywhere. What is wrong in no line of its own, a carry, the cache or the order of the loop, is
said where it is first seen.
"""

from __future__ import annotations

from collections.abc import Mapping

MISTAKES: Mapping[str, tuple[str, str]] = {
    "only-da": (
        "Without {da_time}, step {t} forgets that {a} also feeds {next cell}.",
        "Nothing comes after step {T}: leaving out {da_time} changes nothing here.",
    ),
    "only-da-c-never-updated": (
        "Without {da_time}, step {t} forgets that {a} also feeds {next cell}.",
        "Nothing comes after step {T}: leaving out {da_time} changes nothing here.",
    ),
    "only-da-prevt": ("Without {da_softmax}, step {t} forgets its own prediction.", ""),
    "only-da-prevt-started-at-da": (
        "Without {da_softmax}, step {t} forgets its own prediction.",
        "{da_time} has begun with {da_softmax}, so nothing is missing here.",
    ),
    "overwritten": (
        "Set, not added: the shares of the later steps are lost.",
        "At the last step there is nothing to add to yet.",
    ),
    "waa-not-transposed": ("Without the transpose, the gradients arrive at the wrong units.", ""),
    "no-tanh-derivative": ("Handed through as if there were no tanh.", ""),
    "derivative-of-z": ("The slope of tanh is 1 − {a}², not 1 − {z}².", ""),
    "tanh-of-a": ("{a} has been through tanh already: here it goes twice.", ""),
    "tanh-of-z": ("", "1 − tanh({z})² is the same number as 1 − {a}²."),
    "a-for-a-prev": ("{Waa} was multiplied by {a<t-1>}, not by {a}.", ""),
    "bias-mean": ("One bias served all examples: their gradients add up.", ""),
    "bias-not-summed": ("One bias served all examples: their gradients add up.", ""),
    "the-thread": ("{z} is computed again, from a cache that holds a wrong {a0}.", ""),
    "c-through-a-alone": ("Without {dc_time}, step {t} forgets that {next cell} keeps {c}.", ""),
    "c-past-a": ("Without {dc_a}, step {t} forgets that {c} also made {a}.", ""),
    "derivative-of-c": ("The slope of tanh at {c} is 1 − tanh({c})².", ""),
    "stacked-other-way": ("{x} is on top: every weight meets the wrong number.", ""),
}

# By the mistake's name: at the first wrong number, and where the same quantity is wrong at another step.
FIRST_SEEN: Mapping[str, tuple[str, str]] = {
    "started-at-da": ("{da_time} begins with {da_softmax}, so that is counted twice.", ""),
    "only-da-prevt-started-at-da": ("{da_time} begins with {da_softmax}: nothing has come back yet.", ""),
    "never-updated": ("{da_prev<t+1>} was computed, but the loop never handed it on.",) * 2,
    "never-updated-inside": ("{da_prev<t+1>} was computed, but the loop never handed it on.",) * 2,
    "neither-updated-inside": ("{da_prev<t+1>} was computed, but the loop never handed it on.",) * 2,
    "only-da-c-never-updated": ("{dc_prev<t+1>} was computed, but the loop never handed it on.",) * 2,
    "own-slot": ("Step {t} was handed a slot of zeros, not {a<t-1>}.",) * 2,
    "own-slot-zeros": ("Step {t} was handed a slot of zeros, not {a<t-1>}.",) * 2,
    "neither-updated": ("{da_prev<t+1>} was computed, but the loop never handed it on.",) * 2,
    "c-never-updated": ("{dc_prev<t+1>} was computed, but the loop never handed it on.",) * 2,
    "loop-forward": (
        "The loop begins at step {t}, so nothing later has run yet.",
        "The loop runs from the first step: later shares are missing.",
    ),
    "aliased-cache": ("The last step has overwritten {a0}, and the cache with it.", ""),
}

# By the mistake's name: at a wrong number that has come from another step, at the loop's first step and at the others.
ARRIVING: Mapping[str, tuple[str, str]] = {
    "loop-forward": (
        "Step {t} runs first here: nothing from later steps is there yet.",
        "This loop runs forward: what arrives comes from cell ⟨{t-1}⟩.",
    ),
}

# By the mistake's name and a quantity that is wrong at the last step, where its own words say that nothing comes back.
LAST: Mapping[str, Mapping[str, str]] = {
    "started-at-da": {"da_total": "{da_softmax} counts twice: from above, and again as {da_time}."},
    "loop-forward": {"da_total": "The loop runs forward: what came from cell ⟨{t-1}⟩ is added."},
}
