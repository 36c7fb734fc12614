"""What grows with each failure: back-off (KIP-144, KIP-580) and patience (KIP-601), as arithmetic without a clock."""

from __future__ import annotations

from random import SystemRandom
from typing import Final, NamedTuple

# Not the random module's own: its seed is the user's affair, and a fork's children would all wait for the same time.
JITTER: Final = SystemRandom()


class Backoff(NamedTuple):
    """`first` seconds, doubled each time up to `most`, each 20 % more or less."""

    first: float
    most: float

    def delay(self, failures: int) -> float:
        """How long to wait after so many failures in a row, in seconds.

        >>> 0.08 <= Backoff(0.1, 1.0).delay(1) <= 0.12
        True
        >>> Backoff(0.1, 1.0).delay(50) <= 1.2
        True
        """
        if failures <= 0:
            return 0.0
        base = min(self.most, self.first * 2.0 ** min(failures - 1, 30))
        return base * JITTER.uniform(0.8, 1.2)


class Patience(NamedTuple):
    """How long a connection may take to be set up: `first` seconds, doubled by each failure, never more than `most` (KIP-601).

    Each is 20 % more or less, as in Java's client, so that clients which lost a broker together do not come back together.
    """

    first: float
    most: float

    def after(self, failures: int) -> float:
        """The time for the next attempt after so many failures in a row, in seconds.

        >>> 8 <= Patience(10, 30).after(0) <= 12
        True
        >>> 16 <= Patience(10, 30).after(1) <= 24
        True
        >>> 24 <= Patience(10, 30).after(50) <= 30
        True
        >>> Patience(10, 5).after(3)
        5
        """
        if self.most <= self.first:
            return self.most
        base = min(self.most, self.first * 2.0 ** min(failures, 30))
        return round(min(self.most, base * JITTER.uniform(0.8, 1.2)), 3)
