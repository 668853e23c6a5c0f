"""A search for the cause of wrong numbers, in a thread: the page can say how far it is, and tell it to stop."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Semaphore, Thread
from time import monotonic

from rnn_core import Diagnosis, ReadingError, diagnose

AT_ONCE = 4  # searches that run in one process; the next ones wait for their turn
PATIENCE = 10.0  # s: a search that nobody has watched for so long ends, as its page is gone
_PLACES = Semaphore(AT_ONCE)
_ASK = 0.2  # s between two tries to get a place


class Search(Thread):
    """`found` is the answer, or `error` a sentence that says why there is none, once it is no longer alive.

    `clock` tells the time in seconds; `places` are those of the searches that may run at once.
    """

    def __init__(
        self, text: str, case: str, *, clock: Callable[[], float] = monotonic, places: Semaphore = _PLACES
    ) -> None:
        super().__init__(daemon=True)  # it does not keep a server that ends
        self.text, self.case = text, case
        self.found: Diagnosis | None = None
        self.error = "The search broke off."  # replaced unless it really does
        self.done, self.total = 0, 0  # pairs of mistakes
        self._clock, self._places = clock, places
        self._watched = clock()
        self._began: float | None = None
        self._stopped = Event()

    def run(self) -> None:
        """Wait for a place, and look for the cause."""
        while not self._places.acquire(timeout=_ASK):
            if self._is_over():
                self.error = "The search was stopped before its turn came."
                return
        self._began = self._clock()
        try:
            self.found = diagnose(self.text, self.case, progress=self._progress)
        except ReadingError as error:
            self.error = str(error)
        finally:
            self._places.release()

    def _progress(self, done: int, total: int) -> bool:
        self.done, self.total = done, total
        return not self._is_over()

    def _is_over(self) -> bool:
        return self._stopped.is_set() or self._clock() - self._watched > PATIENCE

    def watch(self, seconds: float) -> bool:
        """Wait at most so long, and tell whether it has ended. Who no longer does that does not want to know."""
        self._watched = self._clock()
        self.join(seconds)
        self._watched = self._clock()
        return not self.is_alive()

    def stop(self) -> None:
        """End soon, with what has been tried by then."""
        self._stopped.set()

    @property
    def waits(self) -> bool:
        """Return whether it has not had its turn yet."""
        return self._began is None

    @property
    def share(self) -> float:
        """Say how much of it is done, from 0 to 1."""
        return self.done / self.total if self.total else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Return at most this long, if it goes on as it has; None before that can be said."""
        if not self.share or self._began is None:
            return None
        return (self._clock() - self._began) * (1 / self.share - 1)
