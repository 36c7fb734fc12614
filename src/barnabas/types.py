"""Small values that users and every part of the client share."""

from __future__ import annotations

from typing import NamedTuple


class TopicPartition(NamedTuple):
    """A partition of a topic.

    >>> barnabas.TopicPartition("orders", 3)
    TopicPartition(topic='orders', partition=3)
    """

    topic: str
    partition: int


class OffsetAndMetadata(NamedTuple):
    """A committed position: the next offset to read, the leader epoch of the record before it, and the user's text.

    >>> barnabas.OffsetAndMetadata(42)
    OffsetAndMetadata(offset=42, leader_epoch=None, metadata='')
    """

    offset: int
    leader_epoch: int | None = None
    metadata: str = ""


class ConsumerGroupMetadata(NamedTuple):
    """Who a consumer is in its group, for offsets that a transaction commits (KIP-447); see `Consumer.group_metadata`.

    A `generation_id` of -1 with an empty `member_id` is nobody: it was in no generation yet, or has no membership.

    >>> barnabas.ConsumerGroupMetadata("billing")
    ConsumerGroupMetadata(group_id='billing', generation_id=-1, member_id='', group_instance_id=None)
    """

    group_id: str
    generation_id: int = -1
    member_id: str = ""
    group_instance_id: str | None = None
