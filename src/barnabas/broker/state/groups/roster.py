"""Who is in a classic group, who was given an id and may yet come, who leads, and what all of them have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from barnabas.broker.state.groups.member import Member
from barnabas.broker.state.refused import RefusedError
from barnabas.broker.timers import Timer
from barnabas.errors import codes
from barnabas.errors.client import ProtocolError
from barnabas.protocol.consumer_protocol import decode_subscription
from barnabas.protocol.messages.sync_group import SyncGroupResponse


class Roster:
    """One group's. `members` and `leader` may be read; the leader is always a member."""

    def __init__(self) -> None:
        self.members: dict[str, Member] = {}
        self.leader: str | None = None
        self.pending: dict[str, Timer] = {}  # ids that were given out and have not joined with
        self._statics: dict[str, str] = {}  # instance id: member id

    # -- who

    def add(self, members: Iterable[Member]) -> None:
        """The first one leads."""
        for member in members:
            self.members[member.id] = member
            if member.instance_id is not None:
                self._statics[member.instance_id] = member.id
            if self.leader is None:
                self.leader = member.id

    def remove(self, member_id: str) -> None:
        """Nothing of it is awaited any more; another one leads."""
        member = self.members.pop(member_id, None)
        if member is not None:
            member.stop()
            if member.instance_id is not None:
                self._statics.pop(member.instance_id, None)
            member.answer_sync(SyncGroupResponse(error_code=codes.UNKNOWN_MEMBER_ID))
        if self.leader == member_id:
            self.leader = next(iter(self.members), None)
        pending = self.pending.pop(member_id, None)
        if pending is not None:
            pending.cancel()

    def replace(self, old: Member, new_id: str) -> Member:
        """An instance is back under a new id (KIP-345): it has what the old one had."""
        del self.members[old.id]
        old.stop()
        member = Member(
            new_id, old.instance_id, old.caller, old.rebalance_ms, old.session_ms, old.protocols, old.assignment
        )
        leads = self.leader == old.id
        self.add([member])
        if leads:
            self.leader = new_id
        return member

    def static(self, instance_id: str | None) -> Member | None:
        """The member that an instance id belongs to."""
        return self.members[self._statics[instance_id]] if instance_id in self._statics else None

    def validated(self, member_id: str, instance_id: str | None) -> Member:
        """The member that a request names.

        Raises:
            RefusedError: UNKNOWN_MEMBER_ID, or FENCED_INSTANCE_ID where another member has taken the instance id.
        """
        if instance_id is not None:
            known = self._statics.get(instance_id)
            if known is not None and known != member_id:
                raise RefusedError(codes.FENCED_INSTANCE_ID)
            if known is None:
                raise RefusedError(codes.UNKNOWN_MEMBER_ID)
        if member_id not in self.members:
            raise RefusedError(codes.UNKNOWN_MEMBER_ID)
        return self.members[member_id]

    # -- all of them

    @property
    def all_joined(self) -> bool:
        """Whether nobody is awaited."""
        return not self.pending and all(member.joining is not None for member in self.members.values())

    @property
    def rebalance_ms(self) -> int:
        """The longest time that one of them may take to join again."""
        return max((member.rebalance_ms for member in self.members.values()), default=0)

    def elect(self) -> bool:
        """Has one lead that has joined; whether there is one."""
        leader = self.members.get(self.leader or "")
        if leader is not None and leader.joining is not None:
            return True
        there = next((member.id for member in self.members.values() if member.joining is not None), None)
        if there is not None:
            self.leader = there
        return there is not None

    def candidates(self) -> set[str]:
        """The assignors that all of them can follow."""
        counts = Counter(name for member in self.members.values() for name in member.protocol_names)
        return {name for name, count in counts.items() if count == len(self.members)}

    def elected(self) -> str | None:
        """The one of these that most of them prefer."""
        candidates = self.candidates()
        votes = Counter(vote for member in self.members.values() if (vote := member.vote(candidates)) is not None)
        return votes.most_common(1)[0][0] if votes else None

    def subscriptions(self, protocol: str | None) -> set[str] | None:
        """The topics that any of them wants; None where they cannot be read."""
        try:
            said = [decode_subscription(member.metadata(protocol)) for member in self.members.values()]
        except ProtocolError:
            return None
        return {topic for subscription in said for topic in subscription.topics}
