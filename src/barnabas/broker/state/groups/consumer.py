"""A consumer group of KIP-848 as a machine: the coordinator assigns, members come to their assignment one by one.

The group has an epoch that rises with every change of its members, their subscriptions or their topics. A target assignment
is made for an epoch; each member then comes from what it has to its target in steps, told by its heartbeats: a partition
goes to its new owner only when the old one has said that it has it no more. So no partition is with two members.

Differs from Kafka: a regular expression is Python's `re`, not RE2/J (`regex` says what is refused), and it is resolved at once, where Kafka's answer comes a heartbeat later. After a restart of a broker
with `--data` the group is there with its epoch and without its members, who join again when their heartbeat is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from typing import Any, NamedTuple, Protocol
from uuid import uuid4

from barnabas.broker import codes
from barnabas.broker.state.groups.assignors import ASSIGNORS, Partition, Wish
from barnabas.broker.state.groups.consumer_member import (
    JOINING,
    LEAVING,
    LEAVING_STATIC,
    ConsumerMember,
    Phase,
    by_topic,
)
from barnabas.broker.state.groups.member import Caller, Leaving
from barnabas.broker.state.groups.regex import compiled
from barnabas.broker.state.refused import RefusedError
from barnabas.broker.timers import Timers
from barnabas.protocol.messages.consumer_group_heartbeat import (
    ConsumerGroupHeartbeatRequest,
    ConsumerGroupHeartbeatResponse,
)


class TopicLike(Protocol):
    """What a group needs to know of a topic."""

    @property
    def id(self) -> bytes: ...
    @property
    def partitions(self) -> Sequence[Any]: ...


class Limits(NamedTuple):
    """What the broker's configuration says: the group.consumer.* settings."""

    session_ms: int = 45_000
    heartbeat_ms: int = 5_000
    max_size: int = 2**31 - 1
    assignors: tuple[str, ...] = tuple(ASSIGNORS)
    interval_ms: int = 0  # between two target assignments (KIP-1263)


def check_request(request: ConsumerGroupHeartbeatRequest, version: int, assignors: Sequence[str]) -> None:
    """What is wrong with a heartbeat by itself, whatever the group.

    Raises:
        RefusedError: INVALID_REQUEST, UNSUPPORTED_ASSIGNOR or INVALID_REGULAR_EXPRESSION.
    """
    epoch = request.member_epoch

    def refuse(message: str) -> None:
        raise RefusedError(codes.INVALID_REQUEST, message)

    if not request.member_id.strip() and (version >= 1 or epoch > 0 or epoch in (LEAVING, LEAVING_STATIC)):
        refuse("MemberId can't be empty.")
    for name, value in (
        ("GroupId", request.group_id),
        ("InstanceId", request.instance_id),
        ("RackId", request.rack_id),
    ):
        if value is not None and not value.strip():
            refuse(f"{name} can't be empty.")
    if epoch == JOINING:
        if request.rebalance_timeout_ms == -1:
            refuse("RebalanceTimeoutMs must be provided in first request.")
        if request.topic_partitions is None or request.topic_partitions:
            refuse("TopicPartitions must be empty when (re-)joining.")
        if request.subscribed_topic_names is None and request.subscribed_topic_regex is None:
            refuse("Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when (re-)joining.")
    elif epoch == LEAVING_STATIC and request.instance_id is None:
        refuse("InstanceId can't be null.")
    elif epoch < LEAVING_STATIC:
        refuse(f"MemberEpoch is {epoch}, but must be greater than or equal to -2.")
    if request.server_assignor is not None and request.server_assignor not in assignors:
        known = ", ".join(assignors)
        message = f"ServerAssignor {request.server_assignor} is not supported. Supported assignors: {known}."
        raise RefusedError(codes.UNSUPPORTED_ASSIGNOR, message)


class ConsumerGroup:
    """One group. `changed` is called when what a restart needs has changed."""

    kind = "consumer"
    protocol_type = "consumer"

    def __init__(
        self,
        group_id: str,
        timers: Timers,
        limits: Limits,
        topics: Callable[[], Mapping[str, TopicLike]],
        changed: Callable[[], object],
    ) -> None:
        self.id = group_id
        self.epoch = 1
        self.target_epoch = 0
        self.members: dict[str, ConsumerMember] = {}
        self.target: dict[str, set[Partition]] = {}
        self._statics: dict[str, str] = {}
        self._assign_from = timers.now  # before that, changes are gathered (KIP-1263)
        self._seen: dict[bytes, int] = {}  # partitions of the topics that are subscribed to, as of this epoch
        self._timers = timers
        self._limits = limits
        self._topics = topics
        self._changed = changed

    @property
    def state(self) -> str:
        """Its state as Kafka names it."""
        if not self.members:
            return "Empty"
        if self.epoch > self.target_epoch:
            return "Assigning"
        done = all(member.is_reconciled(self.target_epoch) for member in self.members.values())
        return "Stable" if done else "Reconciling"

    @property
    def is_empty(self) -> bool:
        """Whether it has no members."""
        return not self.members

    @property
    def assignor(self) -> str:
        """The one that most members ask for, else the broker's first."""
        votes = Counter(member.assignor for member in self.members.values() if member.assignor is not None)
        return votes.most_common(1)[0][0] if votes else self._limits.assignors[0]

    def is_subscribed(self, topic: str) -> bool:
        """Whether a member wants the topic."""
        return any(topic in self._wanted(member) for member in self.members.values())

    def _wanted(self, member: ConsumerMember) -> Set[str]:
        if not member.regex:
            return member.topics
        pattern = compiled(member.regex)
        return member.topics | {name for name in self._topics() if pattern.fullmatch(name)}

    # -- a heartbeat

    def heartbeat(self, request: ConsumerGroupHeartbeatRequest, caller: Caller) -> ConsumerGroupHeartbeatResponse:
        """ConsumerGroupHeartbeat, of a request that `check_request` has passed.

        Raises:
            RefusedError: the member must rejoin, or cannot join.
        """
        if request.member_epoch in (LEAVING, LEAVING_STATIC):
            return self._leave(request)
        member_id = request.member_id or str(uuid4())
        if len(self.members) >= self._limits.max_size and member_id not in self.members:
            message = f"The consumer group has reached its maximum capacity of {self._limits.max_size} members."
            raise RefusedError(codes.GROUP_MAX_SIZE_REACHED, message)
        if request.subscribed_topic_regex:
            compiled(request.subscribed_topic_regex)
        owned = None
        if request.topic_partitions is not None:
            owned = {(topic.topic_id, index) for topic in request.topic_partitions for index in topic.partitions}
        member = self._member(member_id, request, owned)
        before = set(member.assigned)
        self._admit(member)
        changed = self._update(member, request, caller)
        self._follow_topics(changed)
        if self.epoch > self.target_epoch and self._timers.now >= self._assign_from:
            self._assign()
        self._reconcile(member, owned)
        self._watch(member)
        full = request.member_epoch == JOINING or (
            request.rebalance_timeout_ms != -1
            and owned is not None
            and (request.subscribed_topic_names is not None or request.subscribed_topic_regex is not None)
        )
        response = ConsumerGroupHeartbeatResponse(
            member_id=member.id, member_epoch=member.epoch, heartbeat_interval_ms=self._limits.heartbeat_ms
        )
        if full or member.assigned != before:
            item = ConsumerGroupHeartbeatResponse.TopicPartitions
            listed = [item(topic_id=topic, partitions=indexes) for topic, indexes in by_topic(member.assigned).items()]
            response.assignment = ConsumerGroupHeartbeatResponse.Assignment(topic_partitions=listed)
        return response

    def _member(
        self, member_id: str, request: ConsumerGroupHeartbeatRequest, owned: Set[Partition] | None
    ) -> ConsumerMember:
        epoch, instance_id = request.member_epoch, request.instance_id
        if instance_id is None:
            member = self.members.get(member_id)
            if member is None:
                if epoch != JOINING:
                    raise self._unknown(member_id)
                return ConsumerMember(member_id)
            member.check_epoch(epoch, owned)
            return member
        holder = self._statics.get(instance_id)
        if epoch != JOINING:
            member = self._static(instance_id, member_id)
            member.check_epoch(epoch, owned)
            return member
        if holder is None:
            return self.members.get(member_id) or ConsumerMember(member_id)
        former = self.members[holder]
        if former.epoch != LEAVING_STATIC:
            message = (
                f"Static member {member_id} with instance id {instance_id} cannot join the group because the "
                f"instance id is owned by {holder} member."
            )
            raise RefusedError(codes.UNRELEASED_INSTANCE_ID, message)
        return self._replace(former, member_id)

    def _replace(self, former: ConsumerMember, member_id: str) -> ConsumerMember:
        """An instance is back: what was its former self's is its own."""
        target = self.target.pop(former.id, set())
        self._drop(former)
        member = ConsumerMember(
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
        self.target[member_id] = target
        return member

    def _static(self, instance_id: str, member_id: str) -> ConsumerMember:
        holder = self._statics.get(instance_id)
        if holder is None:
            raise RefusedError(codes.UNKNOWN_MEMBER_ID, f"Instance id {instance_id} is unknown.")
        if holder != member_id:
            message = f"Static member {member_id} with instance id {instance_id} was fenced by member {holder}."
            raise RefusedError(codes.FENCED_INSTANCE_ID, message)
        return self.members[holder]

    def _unknown(self, member_id: str) -> RefusedError:
        return RefusedError(codes.UNKNOWN_MEMBER_ID, f"Member {member_id} is not a member of group {self.id}.")

    def _admit(self, member: ConsumerMember) -> None:
        self.members[member.id] = member

    def _update(self, member: ConsumerMember, request: ConsumerGroupHeartbeatRequest, caller: Caller) -> bool:
        """Takes over what the request says; whether the subscription has changed by it."""
        before = member.topics, member.regex
        member.caller = caller
        if request.instance_id is not None:
            member.instance_id = request.instance_id
            self._statics[request.instance_id] = member.id
        if request.rack_id is not None:
            member.rack = request.rack_id
        if request.rebalance_timeout_ms != -1:
            member.rebalance_ms = request.rebalance_timeout_ms
        if request.server_assignor is not None:
            member.assignor = request.server_assignor
        if request.subscribed_topic_names is not None:
            member.topics = frozenset(request.subscribed_topic_names)
        if request.subscribed_topic_regex is not None:
            member.regex = request.subscribed_topic_regex
        return (member.topics, member.regex) != before

    def _follow_topics(self, changed: bool) -> None:
        """Begins a new epoch if the members' wishes or their topics are not what they were."""
        topics = self._topics()
        names = {name for member in self.members.values() for name in self._wanted(member)}
        seen = {topics[name].id: len(topics[name].partitions) for name in names if name in topics}
        if changed or seen != self._seen:
            self._seen = seen
            self._bump()

    def _bump(self) -> None:
        self.epoch += 1
        self._changed()

    def _assign(self) -> None:
        """Makes the target assignment of this epoch."""
        topics = self._topics()
        wishes = {
            member.id: Wish(
                {topics[name].id for name in self._wanted(member) if name in topics},
                self.target.get(member.id, set()),
                member.instance_id,
            )
            for member in self.members.values()
        }
        self.target = ASSIGNORS[self.assignor](wishes, self._seen)
        self.target_epoch = self.epoch
        self._assign_from = self._timers.now + self._limits.interval_ms / 1000

    def _reconcile(self, member: ConsumerMember, owned: Set[Partition] | None) -> None:
        if member.is_reconciled(self.target_epoch):
            return
        before = member.phase, member.epoch
        member.reconcile(self.target_epoch, self.target.get(member.id, set()), owned, self._held)
        if (member.phase, member.epoch) == before and member.phase is Phase.UNREVOKED:
            return
        if member.revocation is not None:
            member.revocation.cancel()
            member.revocation = None
        if member.phase is Phase.UNREVOKED:
            epoch = member.epoch
            member.revocation = self._timers.after(member.rebalance_ms / 1000, lambda: self._expire(member, epoch))

    def _held(self) -> set[Partition]:
        return {at for member in self.members.values() for at in (*member.assigned, *member.revoking)}

    # -- leaving

    def _leave(self, request: ConsumerGroupHeartbeatRequest) -> ConsumerGroupHeartbeatResponse:
        member_id, epoch = request.member_id, request.member_epoch
        if request.instance_id is None:
            member = self.members.get(member_id)
            if member is None:
                raise self._unknown(member_id)
        else:
            member = self._static(request.instance_id, member_id)
        if epoch == LEAVING_STATIC:
            # It says that it comes back: its partitions stay with it until its session is over.
            member.epoch, member.revoking = LEAVING_STATIC, set()
        else:
            self._fence(member)
        return ConsumerGroupHeartbeatResponse(member_id=member_id, member_epoch=epoch)

    def leave(self, leaving: Iterable[Leaving]) -> list[int]:
        """LeaveGroup, by which an administrator puts members out (since 4.0); an error code for each."""
        given, gone = [], dict[str, ConsumerMember]()
        for member_id, instance_id in leaving:
            try:
                if instance_id is None:
                    member = self.members.get(member_id)
                    if member is None:
                        raise self._unknown(member_id)
                else:
                    member = self._static(instance_id, member_id or self._statics.get(instance_id, ""))
            except RefusedError as refused:
                given.append(refused.code)
            else:
                given.append(codes.NONE)
                gone[member.id] = member
        if gone:
            self._fence(*gone.values())
        return given

    def _fence(self, *gone: ConsumerMember) -> None:
        for member in gone:
            self._drop(member)
            self.target.pop(member.id, None)
        topics = self._topics()
        names = {name for each in self.members.values() for name in self._wanted(each)}
        self._seen = {topics[name].id: len(topics[name].partitions) for name in names if name in topics}
        self._bump()
        if not self.members:
            self.target_epoch = self.epoch  # there is nobody to assign to

    def _drop(self, member: ConsumerMember) -> None:
        member.stop()
        self.members.pop(member.id, None)
        if member.instance_id is not None and self._statics.get(member.instance_id) == member.id:
            del self._statics[member.instance_id]

    def _watch(self, member: ConsumerMember) -> None:
        if member.session is not None:
            member.session.cancel()
        member.session = self._timers.after(self._limits.session_ms / 1000, lambda: self._expire(member, None))

    def _expire(self, member: ConsumerMember, epoch: int | None) -> None:
        """Its session is over, or it has not given back what it was asked for in `epoch`."""
        if self.members.get(member.id) is member and epoch in (None, member.epoch):
            self._fence(member)

    # -- what others ask

    def check_commit(
        self,
        member_id: str,
        instance_id: str | None,
        epoch: int,
        places: Collection[Partition],
        *,
        version: int | None,
    ) -> None:
        """Whether a member, or somebody outside of an empty group, may commit offsets; `version` is None in a transaction.

        Raises:
            RefusedError: it may not.
        """
        if epoch < 0 and not self.members:
            return
        if version is None and epoch == -1 and not member_id and instance_id is None:
            return
        member = self.members.get(member_id)
        if member is None:
            raise self._unknown(member_id)
        if version is not None and version < 9:
            message = "OffsetCommit version 9 or above must be used by members using the consumer group protocol"
            raise RefusedError(codes.UNSUPPORTED_VERSION, message)
        if not member.may_commit(epoch, places):
            raise self._stale(member, epoch)

    def check_fetch(self, member_id: str | None, epoch: int) -> None:
        """Whether a member, or somebody who does not claim to be one, may see the committed offsets.

        Raises:
            RefusedError: UNKNOWN_MEMBER_ID or STALE_MEMBER_EPOCH.
        """
        if member_id is None and epoch < 0:
            return
        member = self.members.get(member_id or "")
        if member is None:
            raise self._unknown(str(member_id))
        if epoch != member.epoch:
            raise self._stale(member, epoch)

    def _stale(self, member: ConsumerMember, epoch: int) -> RefusedError:
        message = f"The received member epoch {epoch} does not match the expected member epoch {member.epoch}."
        return RefusedError(codes.STALE_MEMBER_EPOCH, message)

    def close(self) -> None:
        """It is deleted: no timer of it rings any more."""
        for member in list(self.members.values()):
            self._drop(member)

    def snapshot(self) -> dict[str, Any]:
        """What a restart needs."""
        return {"type": self.kind, "epoch": self.epoch}

    def restore(self, value: dict[str, Any]) -> None:
        """Takes a snapshot back."""
        self.epoch = self.target_epoch = value["epoch"]
