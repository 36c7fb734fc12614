"""What a member by the classic protocol is made of, and what it says to its coordinator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from barnabas.group.assignors import Assignor
from barnabas.group.machine import REASON_MOST
from barnabas.protocol.consumer_protocol import PROTOCOL_TYPE, Subscription, encode_subscription
from barnabas.protocol.messages.heartbeat import HeartbeatRequest
from barnabas.protocol.messages.join_group import JoinGroupRequest
from barnabas.protocol.messages.sync_group import SyncGroupRequest
from barnabas.types import TopicPartition


class Settings(NamedTuple):
    """What a member is made of; times in seconds.

    Attributes:
        assignors: the preferred one first.
        rebalance_timeout: also the most that may pass between two polls (Kafka's max.poll.interval.ms is both).
    """

    group_id: str
    instance_id: str | None
    topics: tuple[str, ...]
    assignors: tuple[Assignor, ...]
    session_timeout: float
    heartbeat_interval: float
    rebalance_timeout: float
    rack: str | None = None


class Share(NamedTuple):
    """What was dealt to a member last, and in which generation: sticky leaders want to know, also when it was lost since."""

    partitions: Sequence[TopicPartition] = ()
    generation_id: int = -1


def join_request(
    settings: Settings,
    member_id: str,
    *,
    owned: Iterable[TopicPartition],
    generation_id: int,
    last: Share,
    reason: str | None,
) -> JoinGroupRequest:
    """JoinGroup, with what the member tells each assignor's leader; `generation_id` is that of a member that holds nothing."""
    held = tuple(sorted(owned))
    # An eager member has given up everything before; what a cooperative one holds it has from its last assignment, whatever
    # rebalances began and failed since (KIP-792).
    generation = last.generation_id if held else generation_id

    def subscription(assignor: Assignor) -> bytes:
        said = assignor.user_data(*last)
        return encode_subscription(Subscription(settings.topics, said, held, generation, settings.rack))

    protocol = JoinGroupRequest.JoinGroupRequestProtocol
    return JoinGroupRequest(
        group_id=settings.group_id,
        session_timeout_ms=round(settings.session_timeout * 1000),
        rebalance_timeout_ms=round(settings.rebalance_timeout * 1000),
        member_id=member_id,
        group_instance_id=settings.instance_id,
        protocol_type=PROTOCOL_TYPE,
        protocols=[protocol(name=assignor.name, metadata=subscription(assignor)) for assignor in settings.assignors],
        reason=reason[:REASON_MOST] if reason else None,
    )


def sync_request(
    settings: Settings, member_id: str, generation_id: int, protocol: str, shares: Mapping[str, bytes]
) -> SyncGroupRequest:
    """SyncGroup; a leader has each member's share."""
    share = SyncGroupRequest.SyncGroupRequestAssignment
    return SyncGroupRequest(
        group_id=settings.group_id,
        generation_id=generation_id,
        member_id=member_id,
        group_instance_id=settings.instance_id,
        protocol_type=PROTOCOL_TYPE,
        protocol_name=protocol,
        assignments=[share(member_id=id, assignment=data) for id, data in shares.items()],
    )


def heartbeat_request(settings: Settings, member_id: str, generation_id: int) -> HeartbeatRequest:
    """Heartbeat."""
    return HeartbeatRequest(
        group_id=settings.group_id,
        generation_id=generation_id,
        member_id=member_id,
        group_instance_id=settings.instance_id,
    )
