"""What a consumer group's members want, and what each of them is to have: the target assignment of an epoch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import Any, Protocol

from barnabas.broker.state.groups.assignors import ASSIGNORS, Partition, Wish
from barnabas.broker.state.groups.consumer_member import ConsumerMember
from barnabas.broker.state.groups.regex import compiled
from barnabas.broker.state.groups.settings import ConsumerLimits
from barnabas.broker.timers import Timers


class TopicLike(Protocol):
    """What a group needs to know of a topic."""

    @property
    def id(self) -> bytes: ...
    @property
    def partitions(self) -> Sequence[Any]: ...


class Target:
    """One group's: `shares` by member id, dealt out for the group's `epoch`."""

    def __init__(
        self,
        members: Mapping[str, ConsumerMember],
        topics: Callable[[], Mapping[str, TopicLike]],
        limits: ConsumerLimits,
        timers: Timers,
    ) -> None:
        self.epoch = 0
        self.shares: dict[str, set[Partition]] = {}
        self._members = members
        self._topics = topics
        self._limits = limits
        self._timers = timers
        self._from = timers.now  # before that, changes are gathered (KIP-1263)
        self._seen: dict[bytes, int] = {}  # partitions of the topics that are wanted, when it was looked last

    @property
    def assignor(self) -> str:
        """The one that most members ask for, else the broker's first."""
        votes = Counter(member.assignor for member in self._members.values() if member.assignor is not None)
        return votes.most_common(1)[0][0] if votes else self._limits.assignors[0]

    def wants(self, topic: str) -> bool:
        """Whether a member wants the topic."""
        return any(topic in self._wanted(member) for member in self._members.values())

    def _wanted(self, member: ConsumerMember) -> Set[str]:
        if not member.regex:
            return member.topics
        pattern = compiled(member.regex)
        return member.topics | {name for name in self._topics() if pattern.fullmatch(name)}

    def look(self) -> bool:
        """Whether the topics that are wanted, or their partitions, are others than when it was looked last."""
        topics, before = self._topics(), self._seen
        names = {name for member in self._members.values() for name in self._wanted(member)}
        self._seen = {topics[name].id: len(topics[name].partitions) for name in names if name in topics}
        return self._seen != before

    def deal(self, epoch: int) -> None:
        """Makes the target assignment for an epoch of the group, if that has none and enough time has passed since the last."""
        if epoch <= self.epoch or self._timers.now < self._from:
            return
        topics = self._topics()
        wishes = {
            member.id: Wish(
                {topics[name].id for name in self._wanted(member) if name in topics},
                self.share(member.id),
                member.instance_id,
            )
            for member in self._members.values()
        }
        self.shares = ASSIGNORS[self.assignor](wishes, self._seen)
        self.epoch = epoch
        self._from = self._timers.now + self._limits.interval_ms / 1000

    def share(self, member_id: str) -> set[Partition]:
        """What a member is to have."""
        return self.shares.get(member_id, set())

    def pass_on(self, former_id: str, member_id: str) -> None:
        """An instance is back under a new id: it is to have the same."""
        self.shares[member_id] = self.shares.pop(former_id, set())

    def take_over(self, epoch: int, members: Iterable[ConsumerMember]) -> None:
        """Each is to have what it has."""
        self.epoch = epoch
        self.shares = {member.id: set(member.assigned) for member in members}
        self.look()
