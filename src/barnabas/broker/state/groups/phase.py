"""The states of a classic group."""

from __future__ import annotations

from enum import Enum


class Phase(Enum):
    """By the names that DescribeGroups gives."""

    EMPTY = "Empty"
    PREPARING = "PreparingRebalance"
    COMPLETING = "CompletingRebalance"
    STABLE = "Stable"
