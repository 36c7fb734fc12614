"""Who is in a consumer group, and whose an instance id is (KIP-345)."""

from __future__ import annotations

from collections.abc import Iterable

from barnabas.broker.state.groups.assignors import Partition
from barnabas.broker.state.groups.consumer_member import JOINING, ConsumerMember
from barnabas.broker.state.refused import RefusedError
from barnabas.errors import codes


class ConsumerRoster:
    """One group's. `members` may be read."""

    def __init__(self, group_id: str) -> None:
        self.members: dict[str, ConsumerMember] = {}
        self._group_id = group_id
        self._statics: dict[str, str] = {}  # instance id: member id

    def add(self, member: ConsumerMember) -> None:
        """It is one of the group, also if it was before; its instance id is its own."""
        self.members[member.id] = member
        if member.instance_id is not None:
            self._statics[member.instance_id] = member.id

    def drop(self, member: ConsumerMember) -> None:
        """It is none any more, and nothing is awaited of it."""
        member.stop()
        self.members.pop(member.id, None)
        if member.instance_id is not None and self._statics.get(member.instance_id) == member.id:
            del self._statics[member.instance_id]

    def holder(self, instance_id: str | None) -> ConsumerMember | None:
        """The member whose an instance id is."""
        holder = self._statics.get(instance_id) if instance_id is not None else None
        return None if holder is None else self.members[holder]

    def named(self, member_id: str, instance_id: str | None) -> ConsumerMember:
        """The member that a request names, by its instance id too where it has one.

        Raises:
            RefusedError: UNKNOWN_MEMBER_ID, or FENCED_INSTANCE_ID where the instance is another member by now.
        """
        if instance_id is None:
            member = self.members.get(member_id)
            if member is None:
                text = f"Member {member_id} is not a member of group {self._group_id}."
                raise RefusedError(codes.UNKNOWN_MEMBER_ID, text)
            return member
        holder = self.holder(instance_id)
        if holder is None:
            raise RefusedError(codes.UNKNOWN_MEMBER_ID, f"Instance id {instance_id} is unknown.")
        if holder.id != member_id:
            text = f"Static member {member_id} with instance id {instance_id} was fenced by member {holder.id}."
            raise RefusedError(codes.FENCED_INSTANCE_ID, text)
        return holder

    def replace(self, former: ConsumerMember, member_id: str) -> ConsumerMember:
        """An instance is back under a new id: what was its former self's is its own. It is to be added yet."""
        self.drop(former)
        return ConsumerMember(
            member_id,
            former.instance_id,
            former.rack,
            former.caller,
            former.rebalance_ms,
            former.topics,
            former.regex,
            former.assignor,
            previous_epoch=JOINING,
            phase=former.phase,
            assigned=former.assigned,
            since=former.since,
        )

    def held(self) -> set[Partition]:
        """All that any member has, or has not given back yet."""
        return {at for member in self.members.values() for at in (*member.assigned, *member.revoking)}

    def without(self, gone: Iterable[ConsumerMember]) -> list[ConsumerMember]:
        """The others."""
        ids = {member.id for member in gone}
        return [member for member in self.members.values() if member.id not in ids]
