"""What tests ask coordinators for: the requests of groups, with what each side made up filled in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from barnabas.protocol.consumer_protocol import Subscription, encode_subscription
from barnabas.protocol.message import Request
from barnabas.protocol.messages.consumer_group_heartbeat import ConsumerGroupHeartbeatRequest
from barnabas.protocol.messages.heartbeat import HeartbeatRequest
from barnabas.protocol.messages.init_producer_id import InitProducerIdRequest
from barnabas.protocol.messages.join_group import JoinGroupRequest
from barnabas.protocol.messages.leave_group import LeaveGroupRequest
from barnabas.protocol.messages.offset_commit import OffsetCommitRequest
from barnabas.protocol.messages.offset_delete import OffsetDeleteRequest
from barnabas.protocol.messages.offset_fetch import OffsetFetchRequest
from barnabas.protocol.messages.sync_group import SyncGroupRequest
from tests.embedded.two_coordinators import Make, Pair, Side

VERSIONS = ("4.4.0", "3.9.1")
SESSION, REBALANCE = 30_000, 60_000


# -- requests


def join(group: str | None = "g", member: str = "", *, version: int = 9, **fields: Any) -> Make:
    """`member` is a name that was learned, or ``""``, or ``"!id"`` for an id as it stands."""

    def make(side: Side) -> Request:
        one = JoinGroupRequest.JoinGroupRequestProtocol
        topics = tuple(side.topic(name) for name in fields.get("topics", ("t",)))
        metadata = encode_subscription(Subscription(topics), 0)
        request = JoinGroupRequest(
            group_id=side.group(group) if group else "",
            member_id=known(side, member),
            session_timeout_ms=fields.get("session", SESSION),
            protocol_type=fields.get("kind", "consumer"),
            protocols=[one(name=name, metadata=metadata) for name in fields.get("protocols", ("range",))],
        )
        if version >= 1:
            request.rebalance_timeout_ms = REBALANCE
        if version >= 5:
            request.group_instance_id = fields.get("instance")
        return request

    return make


def known(side: Side, name: str) -> str:
    if not name or name.startswith("!"):
        return name[1:]
    found: str = side[name]
    return found


def sync(
    group: str, member: str, generation: int, assigned: tuple[str, ...] = (), *, version: int = 5, **fields: Any
) -> Make:
    def make(side: Side) -> Request:
        one = SyncGroupRequest.SyncGroupRequestAssignment
        request = SyncGroupRequest(
            group_id=side.group(group) if group else "",
            member_id=known(side, member),
            generation_id=generation,
            assignments=[one(member_id=known(side, name), assignment=b"for " + name.encode()) for name in assigned],
        )
        if version >= 3:
            request.group_instance_id = fields.get("instance")
        if version >= 5:
            request.protocol_type, request.protocol_name = fields.get("protocol", ("consumer", "range"))
        return request

    return make


def heartbeat(group: str, member: str, generation: int, instance: str | None = None) -> Make:
    return lambda side: HeartbeatRequest(
        group_id=side.group(group) if group else "",
        member_id=known(side, member),
        generation_id=generation,
        group_instance_id=instance,
    )


def leave(group: str, *members: tuple[str, str | None], version: int = 5) -> Make:
    def make(side: Side) -> Request:
        group_id = side.group(group) if group else ""
        if version < 3:
            return LeaveGroupRequest(group_id=group_id, member_id=known(side, members[0][0]))
        one = LeaveGroupRequest.MemberIdentity
        listed = [one(member_id=known(side, member), group_instance_id=instance) for member, instance in members]
        return LeaveGroupRequest(group_id=group_id, members=listed)

    return make


def commit(
    version: int,
    group: str = "g",
    member: str = "",
    epoch: int = -1,
    *,
    places: tuple[tuple[str, int], ...] = (("t", 0), ("t", 7), ("nowhere", 0)),
    metadata: str | None = "note",
    instance: str | None = None,
    offset: int = 5,
) -> Make:
    def make(side: Side) -> Request:
        topics: dict[str, OffsetCommitRequest.OffsetCommitRequestTopic] = {}
        for name, index in places:
            topic = topics.setdefault(name, OffsetCommitRequest.OffsetCommitRequestTopic())
            if version >= 10:
                topic.topic_id = side.topic_id(name)
            else:
                topic.name = side.topic(name)
            part = OffsetCommitRequest.OffsetCommitRequestPartition(
                partition_index=index, committed_offset=offset, committed_metadata=metadata
            )
            if version >= 6:
                part.committed_leader_epoch = 3
            topic.partitions.append(part)
        request = OffsetCommitRequest(group_id=side.group(group) if group else "", topics=list(topics.values()))
        if version >= 1:
            request.member_id, request.generation_id_or_member_epoch = known(side, member), epoch
        if version >= 7:
            request.group_instance_id = instance
        return request

    return make


def fetch(
    version: int,
    *groups: str,
    places: tuple[tuple[str, int], ...] | None = (("t", 0), ("t", 1), ("nowhere", 0)),
    member: str | None = None,
    epoch: int = -1,
    stable: bool = False,
) -> Make:
    def make(side: Side) -> Request:
        indexes: dict[str, list[int]] = {}
        for name, index in places or ():
            indexes.setdefault(name, []).append(index)
        request = OffsetFetchRequest()
        if version >= 7:
            request.require_stable = stable
        if version < 8:
            one = OffsetFetchRequest.OffsetFetchRequestTopic
            request.group_id = side.group(groups[0]) if groups[0] else ""
            request.topics = [one(name=side.topic(name), partition_indexes=found) for name, found in indexes.items()]
            if places is None:
                request.topics = None
            return request
        for group in groups:
            asked = OffsetFetchRequest.OffsetFetchRequestGroup(group_id=side.group(group) if group else "", topics=None)
            if version >= 9 and member is not None:
                asked.member_id, asked.member_epoch = known(side, member), epoch
            if places is not None:
                asked.topics = []
                for name, found in indexes.items():
                    topic = OffsetFetchRequest.OffsetFetchRequestTopics(partition_indexes=found)
                    if version >= 10:
                        topic.topic_id = side.topic_id(name)
                    else:
                        topic.name = side.topic(name)
                    asked.topics.append(topic)
            request.groups.append(asked)
        return request

    return make


def consumer(group: str | None, member: str, epoch: int, **fields: Any) -> Make:
    """A heartbeat of KIP-848; `topics` and `owned` by the test's names."""

    def make(side: Side) -> Request:
        asked = dict(fields)
        topics, owned = asked.pop("topics", None), asked.pop("owned", None)
        request = ConsumerGroupHeartbeatRequest(
            group_id=side.group(group) if group else "", member_id=known(side, member), member_epoch=epoch, **asked
        )
        if topics is not None:
            request.subscribed_topic_names = [side.topic(name) for name in topics]
        if owned is not None:
            one = ConsumerGroupHeartbeatRequest.TopicPartitions
            request.topic_partitions = [
                one(topic_id=side.topic_id(name), partitions=list(indexes)) for name, indexes in owned.items()
            ]
        return request

    return make


def admin(request: Callable[[Side], Request]) -> Make:
    return request


def delete_offsets(pair: Pair, *topics: str, group: str = "g") -> None:
    topic = OffsetDeleteRequest.OffsetDeleteRequestTopic
    part = OffsetDeleteRequest.OffsetDeleteRequestPartition

    def make(side: Side) -> Request:
        listed = [
            topic(name=side.topic(name), partitions=[part(partition_index=index) for index in (0, 1, 9)])
            for name in topics
        ]
        return OffsetDeleteRequest(group_id=side.group(group), topics=listed)

    pair.same(make, 0)


def init(
    transactional_id: str | None = "x", timeout: int = 60_000, producer: str | None = None, epoch: int = -1
) -> Make:
    def make(side: Side) -> Request:
        name = side.group(transactional_id) if transactional_id else transactional_id
        request = InitProducerIdRequest(transactional_id=name, transaction_timeout_ms=timeout)
        if producer is not None:
            request.producer_id = side[producer] if not producer.startswith("!") else int(producer[1:])
            request.producer_epoch = epoch
        return request

    return make
