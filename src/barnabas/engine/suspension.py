"""Laptops that were asleep: the clock of timers stands still meanwhile on Linux and macOS, those of the brokers do not."""

from __future__ import annotations

import sys
import time
from typing import Final

# Brokers and the boxes between drop connections in minutes, and addresses may be others after seconds. What is open after
# so long a sleep is not worth the wait for an answer that would only end with the request's timeout.
LONG: Final = 30.0


def suspended() -> float:
    """How long this machine has been suspended since it started, in seconds; 0 where the clock of timers counts that too."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)
    if sys.platform == "darwin":  # Python's clock is mach_absolute_time, which stands still; this one does not
        return time.clock_gettime(time.CLOCK_MONOTONIC) - time.monotonic()
    return 0.0


class Sleeper:
    """Tells once of each long sleep."""

    def __init__(self) -> None:
        self._before = suspended()

    def slept(self) -> float:
        """Seconds that the machine was suspended since the last call that told of some; 0 if that was not long."""
        now = suspended()
        slept = now - self._before
        if slept < LONG:
            return 0.0
        self._before = now
        return slept
