"""Assignors: how the leader of a group deals out the partitions among its members."""

from __future__ import annotations

from typing import Any

from barnabas.group.assignors.base import Assignor, GroupMember, Racks, Shares
from barnabas.group.assignors.range import RangeAssignor
from barnabas.group.assignors.roundrobin import RoundRobinAssignor
from barnabas.group.assignors.sticky import CooperativeStickyAssignor, StickyAssignor

# By the names that go over the wire; a group needs one that all its members offer.
ASSIGNORS: dict[str, Assignor] = {
    assignor.name: assignor
    for assignor in (RangeAssignor(), RoundRobinAssignor(), StickyAssignor(), CooperativeStickyAssignor())
}


def assignor(given: Any) -> Assignor:
    """One by its name, or the user's own.

    Raises:
        ValueError: it is neither.
    """
    if isinstance(given, str) and given in ASSIGNORS:
        return ASSIGNORS[given]
    name = getattr(given, "name", None)
    if (
        isinstance(name, str)
        and name
        and isinstance(getattr(given, "cooperative", None), bool)
        and not isinstance(given, type)
        and all(callable(getattr(given, method, None)) for method in ("assign", "user_data"))
    ):
        return given  # type: ignore[no-any-return]
    raise ValueError(f"{given!r} is no assignor")


__all__ = [
    "ASSIGNORS",
    "Assignor",
    "CooperativeStickyAssignor",
    "GroupMember",
    "Racks",
    "RangeAssignor",
    "RoundRobinAssignor",
    "Shares",
    "StickyAssignor",
    "assignor",
]
