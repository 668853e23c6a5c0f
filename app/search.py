"""A search for the cause of wrong numbers, in a thread: the page can say how far it is, and tell it to stop."""

from __future__ import annotations

from threading import Event, Thread
from time import monotonic

from rnn_core import Diagnosis, ReadingError, diagnose


class Search(Thread):
    """`found` is the answer, or `error` a sentence that says why there is none, once it is no longer alive."""

    def __init__(self, text: str, case: str) -> None:
        super().__init__(daemon=True)  # nobody waits for it when the server ends
        self.text, self.case = text, case
        self.found: Diagnosis | None = None
        self.error = "The search broke off."  # until it knows better
        self.done, self.total = 0, 0  # pairs of mistakes
        self._began = monotonic()
        self._stopped = Event()

    def run(self) -> None:
        """Look for the cause."""
        try:
            self.found = diagnose(self.text, self.case, progress=self._progress)
        except ReadingError as error:
            self.error = str(error)

    def _progress(self, done: int, total: int) -> bool:
        self.done, self.total = done, total
        return not self._stopped.is_set()

    def stop(self) -> None:
        """End soon, with what has been tried by then."""
        self._stopped.set()

    @property
    def share(self) -> float:
        """How much of it is done, from 0 to 1."""
        return self.done / self.total if self.total else 0.0

    @property
    def seconds_left(self) -> float | None:
        """At most this long, if it goes on as it has; None before that can be said."""
        return (monotonic() - self._began) * (1 / self.share - 1) if self.share else None
