"""What is made once and kept for all: runs, their scenes, what panels and pages take from them. It forgets by itself.

One store for the sessions, the panels and what is exported: whoever opens what somebody else has open gets the same
trace. It has room for so many bytes, and lets go of what nobody has used for longest. Two threads that ask for the same
at once get it from one computation.

>>> store = Store(room=100)
>>> [store.keep("letters", lambda: "hello", len), store.keep("letters", lambda: "never made", len)]
['hello', 'hello']
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import replace
from threading import Lock
from typing import Any, TypeVar

from app import view
from app.scene.scene import encode
from app.view import ViewState, problem_key, problem_of
from rnn_core import Classic, Trace, classics

ROOM = 128_000_000  # bytes: some thousand runs and scenes of hello, or some forty of the largest problem that there is
AROUND = 30_000  # bytes of a run beside its numbers: names, and what Python keeps of each array
LITTLE = 1_000  # bytes of what has few numbers
V = TypeVar("V")


class Store:
    """Values by key, as many as there is room for; any thread may ask."""

    def __init__(self, room: int) -> None:
        self.room, self.taken = room, 0  # bytes
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._under_way: dict[Hashable, Future[Any]] = {}

    def find(self, key: Hashable) -> Any:
        """Look up what is kept, and keep it for longer; None where nothing is."""
        with self._lock:
            return self._find(key)

    def keep(self, key: Hashable, make: Callable[[], V], size: Callable[[V], int] = lambda _: LITTLE) -> V:
        """Look up what is kept, or make it and keep it. Whoever asks meanwhile waits, and gets the same.

        What `make` raises is raised for all who wait, and the next one tries again. `size` is in bytes; what is larger
        than the whole room is made each time.
        """
        with self._lock:
            if key in self._kept:
                value: V = self._find(key)
                return value
            future = self._under_way.get(key)
            if begins := future is None:
                future = self._under_way[key] = Future()
        if not begins:
            value = future.result()
            return value
        try:
            value = make()
            self._put(key, value, size(value))
        except BaseException as error:
            future.set_exception(error)
            raise
        finally:
            with self._lock:
                del self._under_way[key]
        future.set_result(value)
        return value

    def _find(self, key: Hashable) -> Any:
        if key not in self._kept:
            return None
        self._kept.move_to_end(key)
        return self._kept[key][0]

    def _put(self, key: Hashable, value: Any, size: int) -> None:
        """Keep a value, and let go of what was used longest ago until all fits."""
        with self._lock:
            self._kept[key] = value, size
            self.taken += size
            while self.taken > self.room:
                _, (_, freed) = self._kept.popitem(last=False)
                self.taken -= freed


STORE = Store(ROOM)


def run_of(state: ViewState) -> Trace:
    """Run what a state shows."""
    key = problem_key(state)
    return STORE.keep(("run", replace(key, code="on", names="a")), lambda: view.run_of(key), size_of)


def scene_of(state: ViewState) -> bytes:
    """Write the scene of what a state shows, encoded."""
    key = problem_key(state)
    return STORE.keep(("scene", key), lambda: encode(run_of(key), backward_code=key.code == "on", names=key.names), len)


def classics_of(state: ViewState) -> tuple[Classic, ...]:
    """List the classic mistakes that can be made with the problem of a state."""
    key = problem_key(replace(state, mistake="", code="on", names="a"))
    return STORE.keep(("classics", key), lambda: classics(problem_of(key)))


def derived(trace: Trace, what: Hashable, make: Callable[[], V]) -> V:
    """Keep what a panel computes of a run, under a name of its own: a few numbers."""
    return STORE.keep((trace, what), make)


def read_link(link: str) -> tuple[ViewState, tuple[str, ...]]:
    """Read a link, as `app.view.parse_link`, with its run from here."""
    return view.parse_link(link, run_of)


def size_of(trace: Trace) -> int:
    """Say how many bytes a run holds, about: its numbers, each in an array of its own and in one of all timesteps."""
    runs = {id(run): run for run in (trace, trace.right)}.values()
    return sum(AROUND + 2 * sum(run[name].nbytes for name in run.values) for run in runs)
