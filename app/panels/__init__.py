"""The panels beside or below the stage, by their key in a link: label, and what draws them.

Each is called as `show(trace, address, selected, view=, dark=)`, for the open panel alone, at every settled step:
`view` is the state of the visitor, from which links start; without `dark` a chart takes the viewer's theme.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from app.panels import by_loss, check, code, damage, shapes, sizes, thread
from rnn_core import Trace

PANELS: Mapping[str, tuple[str, Callable[..., None]]] = MappingProxyType(
    {
        "code": ("Code", code.show),
        "loss": ("By loss", by_loss.show),
        "sizes": ("Sizes", sizes.show),
        "check": ("Check", check.show),
        "shapes": ("Shapes", shapes.show),
        "damage": ("Damage", damage.show),
        "thread": ("The thread", thread.show),
    }
)


def offered(trace: Trace) -> tuple[str, ...]:
    """The panels that are offered: in a mistaken run what is wrong comes first, and some that say nothing of it go.

    Which cost sends what needs costs that are all in this run, sizes of gradients need gradients.
    """
    if thread.is_told(trace):
        return ("thread", "damage", "code", "check")
    found = ("damage", "code", "loss", "check") if trace.mistake else ("code", "loss", "sizes", "check", "shapes")
    idle = () if "J" in trace.values else ("loss", "sizes")
    return tuple(name for name in found if name not in (*idle, *(("loss",) if trace.problem.later else ())))
