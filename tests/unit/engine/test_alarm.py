"""One timer for many deadlines: it rings at the earliest, and is set anew only for an earlier one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from barnabas.engine.alarm import Alarm


class Clock:
    """A loop's clock and timers, as far as an alarm needs them."""

    def __init__(self) -> None:
        self.now = 0.0
        self.made = 0
        self._timers: list[asyncio.TimerHandle] = []

    def call_at(self, when: float, fn: Callable[[], object]) -> asyncio.TimerHandle:
        self.made += 1
        handle = asyncio.TimerHandle(when, fn, (), self)  # type: ignore[arg-type]
        self._timers.append(handle)
        return handle

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        self._timers.remove(handle)

    def get_debug(self) -> bool:
        return False

    def advance(self, to: float) -> None:
        """Lets the time pass, and rings on its way."""
        while due := [timer for timer in self._timers if timer.when() <= to]:
            first = min(due, key=lambda timer: timer.when())
            self.now = first.when()
            self._timers.remove(first)
            first._run()
        self.now = to


def alarm(clock: Clock) -> tuple[Alarm, list[float]]:
    rung: list[float] = []
    loop: Any = clock
    return Alarm(loop, lambda: rung.append(clock.now)), rung


def test_it_rings_once_at_the_earliest() -> None:
    clock = Clock()
    ours, rung = alarm(clock)
    for when in (5.0, 3.0, 4.0, 3.0):
        ours.by(when)
    clock.advance(10)
    assert rung == [3.0]
    ours.by(11)
    clock.advance(20)
    assert rung == [3.0, 11.0]


def test_a_later_deadline_costs_no_timer() -> None:
    clock = Clock()
    ours, _ = alarm(clock)
    for when in range(1, 1000):
        ours.by(float(when))
    assert clock.made == 1


def test_it_may_be_set_while_it_rings() -> None:
    clock = Clock()
    rung: list[float] = []
    loop: Any = clock

    def ring() -> None:
        rung.append(clock.now)
        if len(rung) < 3:
            ours.by(clock.now + 1)

    ours = Alarm(loop, ring)
    ours.by(1.0)
    clock.advance(10)
    assert rung == [1.0, 2.0, 3.0]


def test_it_is_stopped_and_set_again() -> None:
    clock = Clock()
    ours, rung = alarm(clock)
    ours.stop()
    ours.by(1.0)
    ours.stop()
    clock.advance(5)
    assert not rung
    ours.by(6.0)
    clock.advance(7)
    assert rung == [6.0]
