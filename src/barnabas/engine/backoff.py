"""Exponential backoff with jitter (KIP-144, KIP-580), as arithmetic without a clock."""

from __future__ import annotations

import random
from typing import NamedTuple


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
        return base * random.uniform(0.8, 1.2)
