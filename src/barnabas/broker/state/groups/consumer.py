"""A consumer group of KIP-848 as a machine: the coordinator assigns, members come to their assignment one by one.

The group has an epoch that rises with every change of its members, their subscriptions or their topics. A target assignment
is made for an epoch; each member then comes from what it has to its target in steps, told by its heartbeats: a partition
goes to its new owner only when the old one has said that it has it no more. So no partition is with two members.

Members by the classic protocol have a file of their own (`classic_members`), and so has what becomes of a group that goes over to
the other protocol (`conversion`).

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
from barnabas.broker.state.groups.classic_members import ClassicMembers
from barnabas.broker.state.groups.consumer_member import (
    JOINING,
    LEAVING,
    LEAVING_STATIC,
    ConsumerMember,
    Phase,
    by_topic,
)
from barnabas.broker.state.groups.member import Caller, Leaving
from barnabas.broker.state.groups.policy import Policy
from barnabas.broker.state.groups.regex import compiled
from barnabas.broker.state.refused import RefusedError
from barnabas.broker.timers import Timer, Timers
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
    policy: Policy = Policy.BIDIRECTIONAL
    classic_max_size: int = 2**31 - 1  # group.max.size


class ConsumerGroup:
    """One group. `changed` is called when what a restart needs has changed, `becomes_classic` when only classic members are left:
    with the epoch to go on from, what each member was to have, and whether they have to join again.
    """

    kind = "consumer"
    protocol_type = "consumer"

    def __init__(
        self,
        group_id: str,
        timers: Timers,
        limits: Limits,
        topics: Callable[[], Mapping[str, TopicLike]],
        changed: Callable[[], object],
        becomes_classic: Callable[[int, Mapping[str, Set[Partition]], bool], object],
    ) -> None:
        self.id = group_id
        self.epoch = 1
        self.target_epoch = 0
        self.members: dict[str, ConsumerMember] = {}
        self.target: dict[str, set[Partition]] = {}
        self.statics: dict[str, str] = {}
        self._assign_from = timers.now  # before that, changes are gathered (KIP-1263)
        self._seen: dict[bytes, int] = {}  # partitions of the topics that are subscribed to, as of this epoch
        self._timers = timers
        self._limits = limits
        self._topics = topics
        self._changed = changed
        self._becomes_classic = becomes_classic
        self.classic = ClassicMembers(self)

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
    def topics(self) -> Mapping[str, TopicLike]:
        """The cluster's topics by name."""
        return self._topics()

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
        self.check_room(member_id)
        if request.subscribed_topic_regex:
            compiled(request.subscribed_topic_regex)
        owned = None
        if request.topic_partitions is not None:
            owned = {(topic.topic_id, index) for topic in request.topic_partitions for index in topic.partitions}
        member = self._member(member_id, request, owned)
        before = set(member.assigned)
        self.admit(member)
        self.advance(member, owned, self._update(member, request, caller))
        self.watch(member)
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

    def check_room(self, member_id: str) -> None:
        """Whether it may become a member, if it is none.

        Raises:
            RefusedError: GROUP_MAX_SIZE_REACHED.
        """
        if len(self.members) >= self._limits.max_size and member_id not in self.members:
            message = f"The consumer group has reached its maximum capacity of {self._limits.max_size} members."
            raise RefusedError(codes.GROUP_MAX_SIZE_REACHED, message)

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
        holder = self.statics.get(instance_id)
        if epoch != JOINING:
            member = self.static(instance_id, member_id)
            member.check_epoch(epoch, owned)
            return member
        if holder is None:
            return self.members.get(member_id) or ConsumerMember(member_id)
        former = self.members[holder]
        if former.epoch != LEAVING_STATIC and former.classic is None:
            message = (
                f"Static member {member_id} with instance id {instance_id} cannot join the group because the "
                f"instance id is owned by {holder} member."
            )
            raise RefusedError(codes.UNRELEASED_INSTANCE_ID, message)
        return self.replace(former, member_id)

    def replace(self, former: ConsumerMember, member_id: str) -> ConsumerMember:
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

    def static(self, instance_id: str, member_id: str) -> ConsumerMember:
        """The member with an instance id.

        Raises:
            RefusedError: UNKNOWN_MEMBER_ID, or FENCED_INSTANCE_ID where it is another one.
        """
        holder = self.statics.get(instance_id)
        if holder is None:
            raise RefusedError(codes.UNKNOWN_MEMBER_ID, f"Instance id {instance_id} is unknown.")
        if holder != member_id:
            message = f"Static member {member_id} with instance id {instance_id} was fenced by member {holder}."
            raise RefusedError(codes.FENCED_INSTANCE_ID, message)
        return self.members[holder]

    def _unknown(self, member_id: str) -> RefusedError:
        return RefusedError(codes.UNKNOWN_MEMBER_ID, f"Member {member_id} is not a member of group {self.id}.")

    def admit(self, member: ConsumerMember) -> None:
        """It is one of the group."""
        self.members[member.id] = member

    @property
    def policy(self) -> Policy:
        """Whether it takes members by the classic protocol, and may become a group of them."""
        return self._limits.policy

    def advance(
        self, member: ConsumerMember, owned: Set[Partition] | None, changed: bool, *, assigns: bool = True
    ) -> None:
        """Takes the group, whose subscriptions may have changed, and this member of it one step on; `owned` is what it says it has."""
        self._follow_topics(changed)
        if assigns and self.epoch > self.target_epoch and self._timers.now >= self._assign_from:
            self._assign()
        self._reconcile(member, owned)

    def _update(self, member: ConsumerMember, request: ConsumerGroupHeartbeatRequest, caller: Caller) -> bool:
        """Takes over what the request says; whether there is something else to be dealt out by it, or in another way."""
        before = member.topics, member.regex, self.assignor
        member.caller = caller
        if member.classic is not None:
            member.classic.stop()
            member.classic = None
        if request.instance_id is not None:
            member.instance_id = request.instance_id
            self.statics[request.instance_id] = member.id
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
        return (member.topics, member.regex, self.assignor) != before

    def _follow_topics(self, changed: bool) -> None:
        """Begins a new epoch if the members' wishes or their topics are not what they were."""
        seen = self._wanted_topics()
        if changed or seen != self._seen:
            self._seen = seen
            self._bump()

    def _wanted_topics(self) -> dict[bytes, int]:
        topics = self._topics()
        names = {name for member in self.members.values() for name in self._wanted(member)}
        return {topics[name].id: len(topics[name].partitions) for name in names if name in topics}

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
        if member.phase is Phase.UNREVOKED and member.classic is None:
            epoch = member.epoch
            member.revocation = self._timers.after(member.rebalance_ms / 1000, lambda: self._expire(member, epoch))

    def _held(self) -> set[Partition]:
        return {at for member in self.members.values() for at in (*member.assigned, *member.revoking)}

    def is_free_for(self, member: ConsumerMember) -> bool:
        """Whether nobody else has any more of what the member is to have."""
        return not (self.target.get(member.id, set()) - member.assigned) & self._held()

    # -- leaving

    def _leave(self, request: ConsumerGroupHeartbeatRequest) -> ConsumerGroupHeartbeatResponse:
        member_id, epoch = request.member_id, request.member_epoch
        if request.instance_id is None:
            member = self.members.get(member_id)
            if member is None:
                raise self._unknown(member_id)
        else:
            member = self.static(request.instance_id, member_id)
        if epoch == LEAVING_STATIC:
            # It says that it comes back: its partitions stay with it until its session is over.
            member.epoch, member.revoking = LEAVING_STATIC, set()
        else:
            self.fence(member)
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
                    member = self.static(instance_id, member_id or self.statics.get(instance_id, ""))
            except RefusedError as refused:
                given.append(refused.code)
            else:
                given.append(codes.NONE)
                gone[member.id] = member
        if gone:
            self.fence(*gone.values())
        return given

    def fence(self, *gone: ConsumerMember) -> None:
        """Members are put out. If all that are left speak the classic protocol the group becomes one of theirs."""
        if self.may_be_classic({member.id for member in gone}):
            for member in gone:
                self._drop(member)
            self.become_classic(self.epoch, self.target, rebalance=True)
            return
        for member in gone:
            self._drop(member)
            self.target.pop(member.id, None)
        self._seen = self._wanted_topics()
        self._bump()
        if not self.members:
            self.target_epoch = self.epoch  # there is nobody to assign to

    def may_be_classic(self, without: Set[str], *, more: int = 0) -> bool:
        """Whether without these members it is one of classic members only, and may become a classic group then; with so many
        more of them that join now.
        """
        left = [member for member in self.members.values() if member.id not in without]
        return (
            0 < len(left) + more <= self._limits.classic_max_size
            and self.policy.downgrades
            and all(member.classic is not None for member in left)
        )

    def become_classic(self, epoch: int, target: Mapping[str, Set[Partition]], *, rebalance: bool = False) -> None:
        """It is over; a classic group has its members. With `rebalance` these have to join again."""
        self._becomes_classic(epoch, target, rebalance)

    def take_over(self, epoch: int, members: Iterable[ConsumerMember]) -> None:
        """Goes on where a classic group was: each member has what it was to have, in the epoch that was the generation."""
        self.epoch = self.target_epoch = epoch
        for member in members:
            self.members[member.id] = member
            if member.instance_id is not None:
                self.statics[member.instance_id] = member.id
            self.target[member.id] = set(member.assigned)
            self.watch(member)
        self._seen = self._wanted_topics()

    def _drop(self, member: ConsumerMember) -> None:
        member.stop()
        self.members.pop(member.id, None)
        if member.instance_id is not None and self.statics.get(member.instance_id) == member.id:
            del self.statics[member.instance_id]

    def watch(self, member: ConsumerMember) -> None:
        """Its session begins anew."""
        if member.session is not None:
            member.session.cancel()
        wait = self._limits.session_ms if member.classic is None else member.classic.session_ms
        member.session = self.later(wait, member)

    def later(self, milliseconds: int, member: ConsumerMember) -> Timer:
        """A timer that puts the member out."""
        return self._timers.after(milliseconds / 1000, lambda: self._expire(member, None))

    def _expire(self, member: ConsumerMember, epoch: int | None) -> None:
        """Its session is over, or it has not given back what it was asked for in `epoch`."""
        if self.members.get(member.id) is member and epoch in (None, member.epoch):
            self.fence(member)

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
        if version is not None and version < 9 and member.classic is None:
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
        return RefusedError(codes.STALE_MEMBER_EPOCH if member.classic is None else codes.ILLEGAL_GENERATION, message)

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
