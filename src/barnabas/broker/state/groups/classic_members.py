"""Members by the classic protocol in a consumer group, as while a group goes over from one protocol to the other (KIP-848).

Each is answered by itself and at once: JoinGroup takes it a step towards its target as a heartbeat does for others, with its
epoch as the generation, SyncGroup gives what it has now, and Heartbeat says REBALANCE_IN_PROGRESS when it has to join again. It
says what it owns only in JoinGroup; that it does so and syncs in time is watched by timers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import uuid4

from barnabas.broker.state.groups.assignors import Partition
from barnabas.broker.state.groups.consumer_member import ClassicSide, ConsumerMember, Phase
from barnabas.broker.state.groups.member import (
    KNOWN_MEMBER_ID,
    Caller,
    Joined,
    Synced,
    protocols_of,
    rebalance_ms_of,
)
from barnabas.broker.state.refused import RefusedError
from barnabas.errors import codes
from barnabas.errors.client import ProtocolError
from barnabas.protocol.consumer_protocol import PROTOCOL_TYPE, Subscription, decode_subscription
from barnabas.protocol.messages.join_group import JoinGroupRequest, JoinGroupResponse
from barnabas.protocol.messages.sync_group import SyncGroupRequest, SyncGroupResponse
from barnabas.types import TopicPartition

if TYPE_CHECKING:
    from barnabas.broker.state.groups.consumer import ConsumerGroup


class ClassicMembers:
    """Those of one group, and what their requests are answered."""

    def __init__(self, group: ConsumerGroup) -> None:
        self._group = group

    @property
    def _all(self) -> list[ClassicSide]:
        return [member.classic for member in self._group.members.values() if member.classic is not None]

    # -- joining

    def join(self, request: JoinGroupRequest, caller: Caller, version: int, answer: Joined) -> None:
        """JoinGroup."""
        try:
            response = self._join(request, caller, version)
        except RefusedError as refused:
            response = JoinGroupResponse(error_code=refused.code)
        answer(response)

    def _join(self, request: JoinGroupRequest, caller: Caller, version: int) -> JoinGroupResponse:
        group, instance_id = self._group, request.group_instance_id
        if not group.policy.mixes:
            raise RefusedError(codes.INCONSISTENT_GROUP_PROTOCOL)
        member_id = request.member_id or str(uuid4())
        group.check_room(member_id)
        if not self._supports(request):
            raise RefusedError(codes.INCONSISTENT_GROUP_PROTOCOL)
        if not request.member_id and instance_id is None and version >= KNOWN_MEMBER_ID:
            return JoinGroupResponse(error_code=codes.MEMBER_ID_REQUIRED, member_id=member_id)
        side = ClassicSide(request.session_timeout_ms, protocols_of(request))
        subscription = self._subscription(side)
        converts = self._is_last(instance_id)
        epoch = group.epoch
        member = self._member(request, member_id)
        group.roster.add(member)
        changed = self._update(member, request, caller, side, subscription)
        group.advance(member, self._owned(subscription), changed, assigns=not converts)
        if converts:
            # What was dealt out stays as it is, unless its time is over by what this member says.
            group.become_classic(epoch, rebalance=group.epoch > group.target.epoch)
        else:
            group.watch(member)
            side.sync = group.later(member.rebalance_ms, member)
        return JoinGroupResponse(
            generation_id=member.epoch,
            protocol_type=PROTOCOL_TYPE,
            protocol_name=side.protocols[0][0],
            member_id=member.id,
        )

    def _is_last(self, instance_id: str | None) -> bool:
        """Whether it is the static member that was the last one by the other protocol: under a new id, or its own."""
        known = self._group.roster.holder(instance_id)
        return known is not None and known.classic is None and self._group.may_be_classic([known], more=1)

    def _supports(self, request: JoinGroupRequest) -> bool:
        """Whether all other classic members can follow one of the assignors too, though none of them will be asked to."""
        everybody = [{name for name, _ in side.protocols} for side in self._all]
        names = [protocol.name for protocol in request.protocols]
        return request.protocol_type == PROTOCOL_TYPE and any(
            all(name in theirs for theirs in everybody) for name in names
        )

    def _member(self, request: JoinGroupRequest, member_id: str) -> ConsumerMember:
        group, instance_id = self._group, request.group_instance_id
        if request.member_id and instance_id is not None:
            return group.roster.named(member_id, instance_id)
        former = group.roster.holder(instance_id)
        if former is not None:
            return group.replace(former, member_id)
        return group.members.get(member_id) or ConsumerMember(member_id)

    def _update(
        self,
        member: ConsumerMember,
        request: JoinGroupRequest,
        caller: Caller,
        side: ClassicSide,
        subscription: Subscription,
    ) -> bool:
        """Takes over what the request says; whether the subscription has changed by it."""
        before = member.topics, member.regex
        if member.classic is not None:
            member.classic.stop()
        member.classic, member.caller = side, caller
        member.rebalance_ms = rebalance_ms_of(request)
        member.topics, member.regex = frozenset(subscription.topics), None
        if subscription.rack is not None:
            member.rack = subscription.rack
        if request.group_instance_id is not None:
            member.instance_id = request.group_instance_id
            self._group.roster.add(member)
        return (member.topics, member.regex) != before

    def _subscription(self, side: ClassicSide) -> Subscription:
        try:
            return decode_subscription(side.protocols[0][1])
        except ProtocolError:
            raise RefusedError(codes.UNKNOWN_SERVER_ERROR) from None

    def _owned(self, subscription: Subscription) -> set[Partition]:
        topics = self._group.topics
        return {(topics[name].id, index) for name, index in subscription.owned if name in topics}

    # -- syncing, staying

    def sync(self, request: SyncGroupRequest, answer: Synced) -> None:
        """SyncGroup: what the member has now."""
        try:
            member, side = self._validated(request.member_id, request.group_instance_id, request.generation_id)
            if request.protocol_type not in (None, PROTOCOL_TYPE):
                raise RefusedError(codes.INCONSISTENT_GROUP_PROTOCOL)
            if request.protocol_name not in (None, side.protocols[0][0]):
                raise RefusedError(codes.INCONSISTENT_GROUP_PROTOCOL)
            if self._group.epoch > member.epoch and member.phase is not Phase.UNREVOKED:
                self._expect(member, side)
                raise RefusedError(codes.REBALANCE_IN_PROGRESS)
        except RefusedError as refused:
            answer(SyncGroupResponse(error_code=refused.code))
            return
        if side.sync is not None:
            side.sync.cancel()
            side.sync = None
        self._group.watch(member)
        answer(
            SyncGroupResponse(
                protocol_type=request.protocol_type,
                protocol_name=request.protocol_name,
                assignment=side.assignment(self._named(member.assigned)),
            )
        )

    def heartbeat(self, member_id: str, instance_id: str | None, generation: int) -> int:
        """Heartbeat; an error code."""
        try:
            member, side = self._validated(member_id, instance_id, generation)
        except RefusedError as refused:
            return refused.code
        self._group.watch(member)
        if (
            member.epoch >= self._group.epoch
            and member.phase is not Phase.UNREVOKED
            and not (member.phase is Phase.UNRELEASED and self._group.is_free_for(member))
        ):
            return codes.NONE
        self._expect(member, side)
        return codes.REBALANCE_IN_PROGRESS

    def _expect(self, member: ConsumerMember, side: ClassicSide) -> None:
        """It has been told to join again."""
        if side.join is None:
            side.join = self._group.later(member.rebalance_ms, member)

    def _validated(
        self, member_id: str, instance_id: str | None, generation: int
    ) -> tuple[ConsumerMember, ClassicSide]:
        member = self._group.roster.named(member_id, instance_id)
        if member.classic is None:
            raise RefusedError(codes.UNKNOWN_MEMBER_ID)
        if generation != member.epoch:
            raise RefusedError(codes.ILLEGAL_GENERATION)
        return member, member.classic

    def _named(self, partitions: Iterable[Partition]) -> list[TopicPartition]:
        names = {topic.id: name for name, topic in self._group.topics.items()}
        return sorted(TopicPartition(names[id], index) for id, index in partitions if id in names)
