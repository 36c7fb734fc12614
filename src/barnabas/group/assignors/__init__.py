"""Assignors: how the leader of a group deals out the partitions among its members."""

from __future__ import annotations

from barnabas.group.assignors.base import Assignor, Member, Racks
from barnabas.group.assignors.range import RangeAssignor
from barnabas.group.assignors.roundrobin import RoundRobinAssignor

# By the names that go over the wire; a group needs one that all its members offer.
ASSIGNORS: dict[str, Assignor] = {assignor.name: assignor for assignor in (RangeAssignor(), RoundRobinAssignor())}

__all__ = ["ASSIGNORS", "Assignor", "Member", "Racks", "RangeAssignor", "RoundRobinAssignor"]
