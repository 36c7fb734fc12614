"""What a classic group may be in, and what limits it."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Phase(Enum):
    """The state of a classic group, by the names that DescribeGroups gives."""

    EMPTY = "Empty"
    PREPARING = "PreparingRebalance"
    COMPLETING = "CompletingRebalance"
    STABLE = "Stable"


class Limits(NamedTuple):
    """What the broker's configuration says: group.initial.rebalance.delay.ms and group.max.size."""

    initial_delay_ms: int = 0
    max_size: int = 2**31 - 1
