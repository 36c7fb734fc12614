"""The range assignor: each topic's partitions cut into one run per member; rack-aware since KIP-881."""

from __future__ import annotations

from collections.abc import Sequence

from barnabas.group.assignors.base import GroupMember, Racks, member_order
from barnabas.types import TopicPartition


class RangeAssignor:
    """Gives each member one run of every topic's partitions, exactly as Java does.

    Topics with the same subscribers and the same number of partitions are cut alike, so that a member gets the same
    partition numbers of each. Where members name their rack and replicas differ in theirs, a member is given partitions
    with a replica in its rack first, as far as the balance allows (KIP-881).
    """

    name = "range"
    cooperative = False

    def user_data(self, owned: Sequence[TopicPartition], generation: int) -> bytes | None:
        return None

    def assign(self, members: Sequence[GroupMember], partitions: Racks) -> dict[str, list[TopicPartition]]:
        assignment: dict[str, list[TopicPartition]] = {member.member_id: [] for member in members}
        ordered = sorted(members, key=member_order)
        topics = [
            _Topic(topic, racks, [member for member in ordered if topic in member.topics], assignment)
            for topic, racks in partitions.items()
            if len(racks)
        ]
        by_rack = any(topic.by_rack for topic in topics)
        if by_rack:
            _match_racks(topics)
        for topic in topics:
            topic.give_runs()
        if by_rack:
            for given in assignment.values():
                given.sort()
        return assignment


def _match_racks(topics: list[_Topic]) -> None:
    # Topics with equal subscribers and partition counts stay aligned: a member gets partition n of all of them or none.
    alike: dict[tuple[tuple[str, ...], int], list[_Topic]] = {}
    for topic in topics:
        alike.setdefault((tuple(topic.members), len(topic.racks)), []).append(topic)
    for together in alike.values():
        if len(together) > 1:
            _match_aligned(together)
        elif together[0].by_rack:
            together[0].give_runs(match=True)


def _match_aligned(topics: list[_Topic]) -> None:
    candidates = list(topics[0].members)
    for partition in range(len(topics[0].racks)):
        for member in candidates:
            if all(topic.racks_match(member, partition) and topic.room(member) > 0 for topic in topics):
                for topic in topics:
                    topic.give(member, [partition])
                if not any(topic.room(member) > 0 for topic in topics):
                    candidates.remove(member)
                break
        if not candidates:
            break


class _Topic:
    """One topic while it is dealt out."""

    __slots__ = ("_assignment", "_given", "_larger_left", "_run", "_unassigned", "by_rack", "members", "name", "racks")

    def __init__(
        self,
        name: str,
        racks: Sequence[frozenset[str]],
        subscribers: Sequence[GroupMember],
        assignment: dict[str, list[TopicPartition]],
    ) -> None:
        self.name = name
        self.members = {member.member_id: member.rack or None for member in subscribers}
        self._assignment = assignment
        self._given = dict.fromkeys(self.members, 0)
        self._unassigned = dict.fromkeys(range(len(racks)))
        # Members get `run` partitions each, and `larger_left` of them one more.
        self._run, self._larger_left = divmod(len(racks), len(self.members)) if self.members else (0, 0)

        member_racks = {rack for rack in self.members.values() if rack is not None}
        all_racks = frozenset[str]().union(*racks) if member_racks else frozenset[str]()
        self.racks = racks if member_racks else ()
        # Racks decide nothing when every partition has a replica in all of them.
        self.by_rack = not member_racks.isdisjoint(all_racks) and any(held != all_racks for held in racks)

    def racks_match(self, member: str, partition: int) -> bool:
        rack = self.members[member]
        return rack is None or (partition < len(self.racks) and rack in self.racks[partition])

    def room(self, member: str) -> int:
        return max(0, self._run + (1 if self._larger_left > 0 else 0) - self._given[member])

    def give_runs(self, *, match: bool = False) -> None:
        for member in self.members:
            if not self._unassigned:
                break
            fitting = [p for p in self._unassigned if not match or self.racks_match(member, p)]
            if run := fitting[: self.room(member)]:
                self.give(member, run)

    def give(self, member: str, partitions: list[int]) -> None:
        self._assignment[member].extend(TopicPartition(self.name, partition) for partition in partitions)
        self._given[member] += len(partitions)
        if self._given[member] > self._run:
            self._larger_left -= 1
        for partition in partitions:
            del self._unassigned[partition]
