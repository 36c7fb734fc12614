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
        self._thread = threading.Thread(target=self._run, name="coordinator probe", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def down(self) -> list[Span]:
        """When it was away, from the last answer before to the first one after."""
        return list(self._down)

    def _run(self) -> None:
        answered = time.monotonic()
        away = False
        while not self._ended.wait(EVERY):
            if coordinates(self._bootstrap, self._group):
                now = time.monotonic()
                if away:
                    self._down.append((answered, now))
                answered, away = now, False
            else:
                away = True
        if away:
            self._down.append((answered, time.monotonic()))
