"""What stands below the stage's tabs, by the tab's key in a link: its label, what is said of it, and what draws it.

The code is the stage's own. Each of the others is called as `show(moment)`, for the open tab alone, at every settled
step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from app.panels import by_loss, check, damage, shapes, sizes, thread
from app.panels.moment import Moment
from rnn_core import Trace

PANELS: Mapping[str, Callable[[Moment], None]] = MappingProxyType(
    {
        "loss": by_loss.show,
        "sizes": sizes.show,
        "check": check.show,
        "shapes": shapes.show,
        "damage": damage.show,
        "thread": thread.show,
    }
)
LABELS: Mapping[str, str] = MappingProxyType(
    {
        "code": "Code",
        "loss": "By loss",
        "sizes": "Sizes",
        "check": "Check",
        "shapes": "Shapes",
        "damage": "Damage",
        "thread": "The thread",
    }
)

# What one gets there, said on hover and to listeners.
ABOUT: Mapping[str, str] = MappingProxyType(
    {
        "code": "the loop in the notebook's shape, with this step's line lit",
        "loss": "which cost sends how much to each step",
        "sizes": "how large the gradients are from step to step",
        "check": "each gradient beside the slope that was measured",
        "shapes": "what everything is at this step, and its shape",
        "damage": "which numbers the mistake makes wrong, and by how much",
        "thread": "the story of the question that this began with",
    }
)


def offered(trace: Trace) -> tuple[str, ...]:
    """Return the tabs that are offered: in a mistaken run what is wrong comes first, and some that say nothing of it
    go.

    Which cost sends what needs costs that are all in this run, sizes of gradients need gradients.
    """
    if thread.is_told(trace):
        return ("thread", "damage", "code", "check")
    tabs = ("damage", "code", "loss", "check") if trace.mistake else ("code", "loss", "sizes", "check", "shapes")
    idle = () if "J" in trace.values else ("loss", "sizes")
    return tuple(name for name in tabs if name not in (*idle, *(("loss",) if trace.problem.later else ())))
