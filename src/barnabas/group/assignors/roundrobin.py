"""The round-robin assignor: all partitions in a row, dealt out one by one over all members."""

from __future__ import annotations

from collections.abc import Sequence

from barnabas.group.assignors.base import GroupMember, Racks, member_order
from barnabas.group.assignors.order import utf16
from barnabas.types import TopicPartition


class RoundRobinAssignor:
    """Deals the partitions of all topics, in order of topic and number, to the members in turn, exactly as Java does.

    A member that does not subscribe to a topic is passed over, so that with unequal subscriptions the loads differ.
    """

    name = "roundrobin"
    cooperative = False

    def user_data(self, owned: Sequence[TopicPartition], generation: int) -> bytes | None:
        return None

    def assign(self, members: Sequence[GroupMember], partitions: Racks) -> dict[str, list[TopicPartition]]:
        assignment: dict[str, list[TopicPartition]] = {member.member_id: [] for member in members}
        ring = sorted(members, key=member_order)
        turn = 0
        for topic in sorted(frozenset[str]().union(*(member.topics for member in members)), key=utf16):
            for partition in range(len(partitions.get(topic, ()))):
                while topic not in ring[turn].topics:  # ends: somebody subscribes to it
                    turn = (turn + 1) % len(ring)
                assignment[ring[turn].member_id].append(TopicPartition(topic, partition))
                turn = (turn + 1) % len(ring)
        return assignment
