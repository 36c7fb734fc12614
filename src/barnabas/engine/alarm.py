"""One timer for many deadlines."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Alarm:
    """Calls `ring` at the earliest of the times that it was set for.

    Nothing is taken back when a deadline is met or put off, which happens with each request: the timer may ring for nothing, and whoever it
    is finds out what is due and sets it for what is next. Loop's thread only.
    """

    __slots__ = ("_loop", "_ring", "_timer")

    def __init__(self, loop: asyncio.AbstractEventLoop, ring: Callable[[], object]) -> None:
        self._loop = loop
        self._ring = ring
        self._timer: asyncio.TimerHandle | None = None

    def by(self, when: float) -> None:
        """Rings at `when` by the loop's clock, if not before."""
        if self._timer is not None:
            if self._timer.when() <= when:
                return
            self._timer.cancel()
        self._timer = self._loop.call_at(when, self._rings)

    def _rings(self) -> None:
        self._timer = None
        self._ring()

    def stop(self) -> None:
        """Rings no more, unless it is set again."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
