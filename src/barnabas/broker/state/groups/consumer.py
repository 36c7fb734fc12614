"""A consumer group of KIP-848 as a machine: the coordinator assigns, members come to their assignment one by one.

The group has an epoch that rises with every change of its members, their subscriptions or their topics. A target assignment
is made for an epoch; each member then comes from what it has to its target in steps, told by its heartbeats: a partition
goes to its new owner only when the old one has said that it has it no more. So no partition is with two members.

What each is to have is `target`'s, one member's steps are `consumer_member`'s, who is in the group is `consumer_roster`'s. Members by
the classic protocol have a file of their own (`classic_members`), and so has what becomes of a group that goes over to the other
protocol (`conversion`).

Differs from Kafka: a regular expression is Python's `re`, not RE2/J (`regex` says what is refused), and it is resolved at once, where Kafka's answer comes a heartbeat later. After a restart of a broker
with `--data` the group is there with its epoch and without its members, who join again when their heartbeat is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Set
from typing import Any
from uuid import uuid4

from barnabas.broker.state.groups.assignors import Partition
from barnabas.broker.state.groups.classic_members import ClassicMembers
from barnabas.broker.state.groups.consumer_member import (
    JOINING,
    LEAVING,
    LEAVING_STATIC,
    ConsumerMember,
    Phase,
    by_topic,
)
from barnabas.broker.state.groups.consumer_roster import ConsumerRoster
from barnabas.broker.state.groups.member import Caller, Leaving
from barnabas.broker.state.groups.policy import Policy
from barnabas.broker.state.groups.regex import compiled
from barnabas.broker.state.groups.settings import ConsumerLimits
from barnabas.broker.state.groups.target import Target, TopicLike
from barnabas.broker.state.refused import RefusedError
from barnabas.broker.timers import Timer, Timers
from barnabas.errors import codes
from barnabas.protocol.messages.consumer_group_heartbeat import (
    ConsumerGroupHeartbeatRequest,
    ConsumerGroupHeartbeatResponse,
)


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
        limits: ConsumerLimits,
        topics: Callable[[], Mapping[str, TopicLike]],
        changed: Callable[[], object],
        becomes_classic: Callable[[int, Mapping[str, Set[Partition]], bool], object],
    ) -> None:
        self.id = group_id
        self.epoch = 1
        self.roster = ConsumerRoster(group_id)
        self.members: Mapping[str, ConsumerMember] = self.roster.members
        self.target = Target(self.members, topics, limits, timers)
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
        if self.epoch > self.target.epoch:
            return "Assigning"
        done = all(member.is_reconciled(self.target.epoch) for member in self.members.values())
        return "Stable" if done else "Reconciling"

    @property
    def is_empty(self) -> bool:
        """Whether it has no members."""
        return not self.members

    @property
    def topics(self) -> Mapping[str, TopicLike]:
        """The cluster's topics by name."""
        return self._topics()

    def is_subscribed(self, topic: str) -> bool:
        """Whether a member wants the topic."""
        return self.target.wants(topic)

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
        self.roster.add(member)
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
        instance_id = request.instance_id
        if request.member_epoch != JOINING:
            member = self.roster.named(member_id, instance_id)
            member.check_epoch(request.member_epoch, owned)
            return member
        former = self.roster.holder(instance_id)
        if former is None:
            return self.members.get(member_id) or ConsumerMember(member_id)
        if former.epoch != LEAVING_STATIC and former.classic is None:
            message = (
                f"Static member {member_id} with instance id {instance_id} cannot join the group because the "
                f"instance id is owned by {former.id} member."
            )
            raise RefusedError(codes.UNRELEASED_INSTANCE_ID, message)
        return self.replace(former, member_id)

    def replace(self, former: ConsumerMember, member_id: str) -> ConsumerMember:
        """An instance is back: what was its former self's is its own."""
        self.target.pass_on(former.id, member_id)
        return self.roster.replace(former, member_id)

    @property
    def policy(self) -> Policy:
        """Whether it takes members by the classic protocol, and may become a group of them."""
        return self._limits.policy

    def advance(
        self, member: ConsumerMember, owned: Set[Partition] | None, changed: bool, *, assigns: bool = True
    ) -> None:
        """Takes the group, whose subscriptions may have changed, and this member of it one step on; `owned` is what it says it has."""
        if self.target.look() or changed:
            self._bump()
        if assigns:
            self.target.deal(self.epoch)
        self._reconcile(member, owned)

    def _update(self, member: ConsumerMember, request: ConsumerGroupHeartbeatRequest, caller: Caller) -> bool:
        """Takes over what the request says; whether there is something else to be dealt out by it, or in another way."""
        before = member.topics, member.regex, self.target.assignor
        member.caller = caller
        if member.classic is not None:
            member.classic.stop()
            member.classic = None
        if request.instance_id is not None:
            member.instance_id = request.instance_id
            self.roster.add(member)
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
        return (member.topics, member.regex, self.target.assignor) != before

    def _bump(self) -> None:
        self.epoch += 1
        self._changed()

    def _reconcile(self, member: ConsumerMember, owned: Set[Partition] | None) -> None:
        if member.is_reconciled(self.target.epoch):
            return
        before = member.phase, member.epoch
        member.reconcile(self.target.epoch, self.target.share(member.id), owned, self.roster.held)
        if (member.phase, member.epoch) == before and member.phase is Phase.UNREVOKED:
            return
        if member.revocation is not None:
            member.revocation.cancel()
            member.revocation = None
        if member.phase is Phase.UNREVOKED and member.classic is None:
            epoch = member.epoch
            member.revocation = self._timers.after(member.rebalance_ms / 1000, lambda: self._expire(member, epoch))

    def is_free_for(self, member: ConsumerMember) -> bool:
        """Whether nobody else has any more of what the member is to have."""
        return not (self.target.share(member.id) - member.assigned) & self.roster.held()

    # -- leaving

    def _leave(self, request: ConsumerGroupHeartbeatRequest) -> ConsumerGroupHeartbeatResponse:
        member_id, epoch = request.member_id, request.member_epoch
        member = self.roster.named(member_id, request.instance_id)
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
                holder = self.roster.holder(instance_id)
                member = self.roster.named(member_id or (holder.id if holder is not None else ""), instance_id)
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
        if self.may_be_classic(gone):
            for member in gone:
                self.roster.drop(member)
            self.become_classic(self.epoch, rebalance=True)
            return
        for member in gone:
            self.roster.drop(member)
            self.target.shares.pop(member.id, None)
        self.target.look()
        self._bump()
        if not self.members:
            self.target.epoch = self.epoch  # there is nobody to assign to

    def may_be_classic(self, gone: Iterable[ConsumerMember], *, more: int = 0) -> bool:
        """Whether without these members it is one of classic members only, and may become a classic group then; with so many
        more of them that join now.
        """
        left = self.roster.without(gone)
        return (
            0 < len(left) + more <= self._limits.classic_max_size
            and self.policy.downgrades
            and all(member.classic is not None for member in left)
        )

    def become_classic(self, epoch: int, *, rebalance: bool) -> None:
        """It is over; a classic group has its members. With `rebalance` these have to join again."""
        self._becomes_classic(epoch, self.target.shares, rebalance)

    def take_over(self, epoch: int, members: Iterable[ConsumerMember]) -> None:
        """Goes on where a classic group was: each member has what it was to have, in the epoch that was the generation."""
        self.epoch = epoch
        for member in members:
            self.roster.add(member)
            self.watch(member)
        self.target.take_over(epoch, self.members.values())

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
        member = self.roster.named(member_id, None)
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
        member = self.roster.named(member_id or "", None)
        if epoch != member.epoch:
            raise self._stale(member, epoch)

    def _stale(self, member: ConsumerMember, epoch: int) -> RefusedError:
        message = f"The received member epoch {epoch} does not match the expected member epoch {member.epoch}."
        return RefusedError(codes.STALE_MEMBER_EPOCH if member.classic is None else codes.ILLEGAL_GENERATION, message)

    def close(self) -> None:
        """It is deleted: no timer of it rings any more."""
        for member in list(self.members.values()):
            self.roster.drop(member)

    def snapshot(self) -> dict[str, Any]:
        """What a restart needs."""
        return {"type": self.kind, "epoch": self.epoch}

    def restore(self, value: dict[str, Any]) -> None:
        """Takes a snapshot back."""
        self.epoch = self.target.epoch = value["epoch"]
