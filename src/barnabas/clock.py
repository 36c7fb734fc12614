"""A clock that a test moves by hand, for the development broker and for clients of it.

Event loops that run on it take their time from it, so that everything that waits for a while on them waits for `advance`.
"""

from __future__ import annotations

import asyncio
import select
import selectors
import threading
import time
from collections.abc import Mapping
from typing import Any

from barnabas.errors.client import ConfigurationError, KafkaTimeoutError

QUIET = 0.0005  # seconds for which nobody may have stirred: other threads than the loops' may be about to say something
LIMIT = 10.0  # seconds of real time that the loops may take to come to rest


class ManualClock:
    """Time that stands still until `advance`. Given to a broker and to its clients, it makes 45 seconds pass in milliseconds.

    What goes by it: at the broker everything (sessions, rebalances, long polls, transactions, retention, append times); in a
    client its engine: heartbeats, sessions, back-off, request timeouts, the age of metadata, ``max_poll_interval_ms``, the
    interval of automatic commits and the age of tokens (which `barnabas.security`'s own sources date by real time); and the
    times of records that are sent without one. What does not: the time that a call of the user's may take
    (``poll(timeout=...)``), the producer's batching and ``delivery_timeout_ms``, and the dates of certificates.

    Args:
        wall: seconds since 1970 at the start; by default now.

    >>> clock = ManualClock(wall=1_700_000_000)
    >>> clock.advance(45)
    >>> clock.now, clock.wall_ms
    (45.0, 1700000045000)

    Thread-safe.
    """

    def __init__(self, wall: float | None = None) -> None:
        self._wall = time.time() if wall is None else wall
        self._now = 0.0
        self._lock = threading.Lock()  # one `advance` at a time
        self._loops: list[DrivenLoop] = []

    @property
    def now(self) -> float:
        """Seconds since the clock was made."""
        return self._now

    @property
    def wall_ms(self) -> int:
        """Milliseconds since 1970."""
        return int((self._wall + self._now) * 1000)

    def advance(self, seconds: float) -> None:
        """Moves the clock on, stopping at everything that is due on the way until all of it is done.

        So who has to give a sign of life every 3 seconds gives 15 of them in `advance(45)`. Waits for the loops to come to rest:
        not to be called on one of them.

        Raises:
            ConfigurationError: `seconds` is negative.
            KafkaTimeoutError: the loops were still busy after 10 s of real time.
        """
        _forward(seconds)
        with self._lock:
            target = self._now + seconds
            while True:
                self._settle()
                due = min((loop.due for loop in self._running() if loop.due is not None), default=None)
                if due is None or due > target:
                    break
                self._now = max(self._now, due)
                self._wake()
            self._now = target
            self._wake()
            self._settle()

    def jump(self, seconds: float) -> None:
        """Moves the clock on at once, as a machine finds it that was suspended: what was due meanwhile is all due now, and late.

        Given to a client only, it is the laptop that slept while the cluster went on. Otherwise as `advance`.

        >>> clock = ManualClock()
        >>> clock.jump(3600)
        >>> clock.now
        3600.0

        Raises:
            ConfigurationError: `seconds` is negative.
            KafkaTimeoutError: the loops were still busy after 10 s of real time.
        """
        _forward(seconds)
        with self._lock:
            self._settle()
            self._now += seconds
            self._wake()
            self._settle()

    def _settle(self) -> None:
        """Waits until every loop on this clock waits, and has nothing to read."""
        end = time.monotonic() + LIMIT
        quiet_since: float | None = None
        before: list[int] = []
        while True:
            loops = self._running()
            counts = [loop.stirred for loop in loops]
            now = time.monotonic()
            if not all(loop.resting for loop in loops) or counts != before:
                quiet_since = now
            elif quiet_since is not None and now - quiet_since >= QUIET:
                return
            if not loops:
                return
            before = counts
            if now > end:
                raise KafkaTimeoutError(f"a loop on the clock was still busy after {LIMIT:g} s")
            time.sleep(QUIET / 5)

    def _running(self) -> list[DrivenLoop]:
        self._loops = [loop for loop in self._loops if not loop.is_closed()]
        return [loop for loop in self._loops if loop.is_running()]

    def _wake(self) -> None:
        for loop in self._running():
            if loop.due is not None and loop.due <= self._now:
                loop.wake()

    def _join(self, loop: DrivenLoop) -> None:
        """A loop takes its time from here."""
        self._loops = [*self._loops, loop]


class _Selector(selectors.BaseSelector):
    """Waits for I/O only: when a time is due, the clock says."""

    def __init__(self, clock: ManualClock) -> None:
        self._selector = selectors.DefaultSelector()
        self._clock = clock
        self.due: float | None = None
        self.waiting = False
        self.stirred = 0
        self._ready = select.poll()  # of the selector itself: whether it would return at once
        self._ready.register(self._selector.fileno(), select.POLLIN)

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is not None and timeout <= 0:
            return self._selector.select(0)
        # What it waits for is read before the clock may move on, for it moves only while all wait.
        self.due = None if timeout is None else self._clock.now + timeout
        self.waiting = True
        try:
            return self._selector.select(None)
        finally:
            self.waiting = False
            self.stirred += 1

    @property
    def resting(self) -> bool:
        """Whether it waits, and would go on waiting."""
        return self.waiting and not self._ready.poll(0)

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        return self._selector.register(fileobj, events, data)

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        return self._selector.unregister(fileobj)

    def modify(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        return self._selector.modify(fileobj, events, data)

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        return self._selector.get_map()

    def close(self) -> None:
        self._selector.close()


class DrivenLoop(asyncio.SelectorEventLoop):
    """An event loop whose time is a `ManualClock`'s."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock
        self._driven = _Selector(clock)
        super().__init__(self._driven)
        clock._join(self)

    def time(self) -> float:
        """The clock's."""
        return self._clock.now

    @property
    def due(self) -> float | None:
        """When the next thing is due, as far as it waits for one."""
        return self._driven.due

    @property
    def stirred(self) -> int:
        """How often it was woken."""
        return self._driven.stirred

    @property
    def resting(self) -> bool:
        """Whether it waits for what will not come by itself."""
        return self._driven.resting

    def wake(self) -> None:
        """Has it look at the clock."""
        self.call_soon_threadsafe(_nothing)


def _forward(seconds: float) -> None:
    if not seconds >= 0:
        raise ConfigurationError(
            f"ManualClock: seconds={seconds!r} is not accepted: a clock goes forward, expected a number of at least 0"
        )


def _nothing() -> None:
    """What a loop is woken with."""
