"""Sees from outside, all the time, whether a group has a coordinator."""

from __future__ import annotations

import threading
import time
from typing import Self

from tests.churn.clusters import coordinates
from tests.churn.life import Span

EVERY = 0.25  # seconds


class Probe:
    """Asks what is there; `with` ends it. A coordinator may be away though its broker is up, while it loads or when it could not.

    Times are of the monotonic clock. Thread-safe.
    """

    def __init__(self, bootstrap: str, group: str) -> None:
        self._bootstrap, self._group = bootstrap, group
        self._ended = threading.Event()
        self._down: list[Span] = []
        self._since: float | None = None  # the last answer before, while it is away
        self._thread = threading.Thread(target=self._run, name="coordinator probe", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def down(self) -> list[Span]:
        """When it was away, from the last answer before to the first one after, or to now."""
        found, since = list(self._down), self._since
        return found if since is None else [*found, (since, time.monotonic())]

    def _run(self) -> None:
        answered = time.monotonic()
        while not self._ended.wait(EVERY):
            if coordinates(self._bootstrap, self._group):
                now = time.monotonic()
                if self._since is not None:
                    self._down.append((self._since, now))
                answered, self._since = now, None
            else:
                self._since = answered
