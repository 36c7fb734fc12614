"""Which members are near which partitions, for the sticky assignors (KIP-881)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from barnabas.group.assignors.base import GroupMember, Racks
from barnabas.types import TopicPartition


class Nearness:
    """The racks of members and of replicas; `decides` says whether they count at all."""

    def __init__(self, members: Sequence[GroupMember], partitions: Racks) -> None:
        racks = {member.member_id: member.rack for member in members if member.rack}
        self._per_rack = Counter(racks.values())
        self._partitions = partitions
        everywhere = (
            frozenset[str]().union(*(r for held in partitions.values() for r in held)) if racks else frozenset()
        )
        # Racks decide nothing when every partition has a replica in all of them.
        self.decides = not everywhere.isdisjoint(self._per_rack) and any(
            r != everywhere for held in partitions.values() for r in held
        )
        self._members = racks if self.decides else {}

    def far(self, member: str, partition: TopicPartition) -> bool:
        """Whether the member names a rack, and the partition has no replica there."""
        rack = self._members.get(member)
        return rack is not None and rack not in self._partitions[partition.topic][partition.partition]

    def rack(self, member: str) -> str | None:
        """The member's rack if racks decide."""
        return self._members.get(member)

    def racks(self, partition: TopicPartition) -> frozenset[str]:
        """The racks with a replica."""
        return self._partitions[partition.topic][partition.partition]

    def scarce_first(self, partitions: Iterable[TopicPartition]) -> list[TopicPartition]:
        """Those with few members near come first, else the order stays."""
        if not self._per_rack:
            return list(partitions)
        return sorted(partitions, key=lambda p: sum(self._per_rack[rack] for rack in self.racks(p)))
