"""What members and their leader tell each other through the coordinator, which does not look into it.

Both messages begin with a version of two bytes. A reader takes a newer version for the newest it knows: new fields come
last, so that what it reads is right and what follows is left (as all of Kafka's clients do).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeVar

from barnabas.errors.client import ProtocolError
from barnabas.protocol.message import Message
from barnabas.protocol.messages.consumer_protocol_assignment import ConsumerProtocolAssignment
from barnabas.protocol.messages.consumer_protocol_subscription import ConsumerProtocolSubscription
from barnabas.types import TopicPartition

PROTOCOL_TYPE = "consumer"
VERSION_BYTES = 2

M = TypeVar("M", bound=Message)


class Subscription(NamedTuple):
    """What a member wants and, with assignors that let it keep something, what it holds (KIP-429, KIP-792, KIP-881)."""

    topics: tuple[str, ...]
    user_data: bytes | None = None
    owned: tuple[TopicPartition, ...] = ()
    generation: int = -1
    rack: str | None = None


def encode_subscription(subscription: Subscription, version: int = ConsumerProtocolSubscription.MAX_VERSION) -> bytes:
    """A member's metadata for JoinGroup."""
    held = ConsumerProtocolSubscription.TopicPartition
    message = ConsumerProtocolSubscription(
        topics=list(subscription.topics),
        user_data=subscription.user_data,
        owned_partitions=[held(topic=t, partitions=p) for t, p in by_topic(subscription.owned).items()],
        generation_id=subscription.generation,
        rack_id=subscription.rack,
    )
    return _versioned(message, version)


def decode_subscription(data: bytes) -> Subscription:
    """What a member said.

    Raises:
        ProtocolError: the bytes are no subscription.
    """
    message = _read(ConsumerProtocolSubscription, data)
    owned = tuple(TopicPartition(item.topic, p) for item in message.owned_partitions for p in item.partitions)
    return Subscription(tuple(message.topics), message.user_data, owned, message.generation_id, message.rack_id)


def encode_assignment(
    partitions: Iterable[TopicPartition],
    user_data: bytes | None = None,
    version: int = ConsumerProtocolAssignment.MAX_VERSION,
) -> bytes:
    """A member's share for SyncGroup."""
    given = ConsumerProtocolAssignment.TopicPartition
    items = [given(topic=topic, partitions=numbers) for topic, numbers in by_topic(partitions).items()]
    return _versioned(ConsumerProtocolAssignment(assigned_partitions=items, user_data=user_data), version)


def decode_assignment(data: bytes) -> list[TopicPartition]:
    """The partitions that the leader gave; no bytes at all mean none (a leader may leave a member out).

    Raises:
        ProtocolError: the bytes are no assignment.
    """
    if not data:
        return []
    message = _read(ConsumerProtocolAssignment, data)
    return [TopicPartition(item.topic, p) for item in message.assigned_partitions for p in item.partitions]


def assignment_user_data(data: bytes) -> bytes | None:
    """What an assignor of one's own told a member beside its share.

    Raises:
        ProtocolError: the bytes are no assignment.
    """
    return _read(ConsumerProtocolAssignment, data).user_data if data else None


def by_topic(partitions: Iterable[TopicPartition]) -> dict[str, list[int]]:
    """The partition numbers of each topic, in the order given."""
    topics: dict[str, list[int]] = {}
    for topic, partition in partitions:
        topics.setdefault(topic, []).append(partition)
    return topics


def _versioned(message: Message, version: int) -> bytes:
    return version.to_bytes(VERSION_BYTES, "big") + message.encode(version)


def _read(kind: type[M], data: bytes) -> M:
    if len(data) < VERSION_BYTES:
        raise ProtocolError(f"{kind.NAME} has {len(data)} bytes and no version")
    version = int.from_bytes(data[:VERSION_BYTES], "big", signed=True)
    if version < kind.MIN_VERSION:
        raise ProtocolError(f"{kind.NAME} has version {version}, and the first is {kind.MIN_VERSION}")
    return kind.decode(data, min(version, kind.MAX_VERSION), VERSION_BYTES)
