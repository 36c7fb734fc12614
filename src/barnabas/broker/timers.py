"""Time as an argument: what is due when, in order. The state machines of the broker know no other clock."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from itertools import count


class Timer:
    """Something that is due; `cancel` takes it back."""

    __slots__ = ("call", "when")

    def __init__(self, when: float, call: Callable[[], object]) -> None:
        self.when = when
        self.call: Callable[[], object] | None = call

    def cancel(self) -> None:
        """It will not be called; harmless when it was already."""
        self.call = None


class Timers:
    """A clock that its driver moves, and what is due on it. Seconds; `wall_ms` is the time that records carry.

    >>> timers, rung = Timers(), []
    >>> _ = timers.after(10, lambda: rung.append(timers.now))
    >>> timers.run(9.5), rung
    (None, [])
    >>> timers.run(12.0), rung
    (None, [10.0])
    """

    def __init__(self, now: float = 0.0, wall_ms: Callable[[], int] | None = None) -> None:
        self.now = now
        self._wall_ms = wall_ms
        self._heap: list[tuple[float, int, Timer]] = []
        self._order = count()
        self.changed: Callable[[], object] = lambda: None  # the driver is told when the next deadline may be earlier

    @property
    def wall_ms(self) -> int:
        """Milliseconds since 1970 by this clock."""
        return self._wall_ms() if self._wall_ms is not None else int(self.now * 1000)

    def at(self, when: float, call: Callable[[], object]) -> Timer:
        """Has `call` called when the clock reaches `when`."""
        timer = Timer(when, call)
        first = not self._heap or when < self._heap[0][0]
        heapq.heappush(self._heap, (when, next(self._order), timer))
        if first:
            self.changed()
        return timer

    def after(self, seconds: float, call: Callable[[], object]) -> Timer:
        """As `at`, counted from now."""
        return self.at(self.now + seconds, call)

    def next(self) -> float | None:
        """When the next one is due; None if nothing is."""
        while self._heap and self._heap[0][2].call is None:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def run(self, now: float) -> None:
        """Moves the clock to `now`, calling what is due on the way, each at its own time."""
        while (due := self.next()) is not None and due <= now:
            timer = heapq.heappop(self._heap)[2]
            self.now = max(self.now, due)
            call, timer.call = timer.call, None
            if call is not None:
                call()
        self.now = max(self.now, now)
