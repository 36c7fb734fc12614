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
