"""How long a rebalance of a classic group waits for its members to join."""

from __future__ import annotations

from collections.abc import Callable

from barnabas.broker.timers import Timer, Timers


class JoinTime:
    """One group's; `over` is called when that time has passed, at once where there is none.

    The first rebalance of a group that was empty lasts as long as its initial delay (KIP-134): it starts anew, within the rebalance
    timeout, when somebody has joined meanwhile. Any other lasts until all have joined, at most as long as they may take.
    """

    def __init__(self, timers: Timers, delay_ms: int, over: Callable[[], object]) -> None:
        self.initial = False  # the rebalance under way is the first one
        self._newcomer = False  # somebody joined within the initial delay
        self._timers = timers
        self._delay_ms = delay_ms
        self._over = over
        self._timer: Timer | None = None

    def begin(self, *, initial: bool) -> None:
        """A rebalance begins."""
        self.initial, self._newcomer = initial, False

    def welcome(self) -> None:
        """Somebody has joined who was not there before."""
        self._newcomer = self.initial

    def delay(self, rebalance_ms: int) -> None:
        """The initial delay begins."""
        self._delay(self._delay_ms, max(rebalance_ms - self._delay_ms, 0))

    def _delay(self, wait_ms: int, left_ms: int) -> None:
        def over() -> None:
            if self._newcomer and left_ms:
                self._newcomer = False
                again = min(self._delay_ms, left_ms)
                self._delay(again, max(left_ms - wait_ms, 0))
            else:
                self._over()

        if wait_ms:
            self._wait(wait_ms, over)
        else:
            self.end()
            over()

    def wait(self, rebalance_ms: int) -> None:
        """All that are known have so long."""
        self._wait(rebalance_ms, self._over)

    def _wait(self, milliseconds: int, over: Callable[[], object]) -> None:
        self.end()
        self._timer = self._timers.after(milliseconds / 1000, over)

    def end(self) -> None:
        """Nobody is awaited any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
