"""What users give for partitions, offsets and topics, checked."""

from __future__ import annotations

from typing import Any

from barnabas.errors.client import ConfigurationError
from barnabas.types import OffsetAndMetadata, TopicPartition


def partition_of(key: Any) -> TopicPartition:
    """A TopicPartition, or a pair of topic and number.

    Raises:
        TypeError: it is neither.
    """
    match key:
        case (str() as topic, int() as number) if number >= 0:
            return TopicPartition(topic, number)
    raise TypeError(f"{key!r} is not a partition: expected a TopicPartition")


def offset_of(key: Any, value: Any) -> OffsetAndMetadata:
    """A next offset to read, as an int or with its epoch.

    Raises:
        ValueError: it is neither.
    """
    if isinstance(value, OffsetAndMetadata):
        return value
    if type(value) is int and value >= 0:
        return OffsetAndMetadata(value)
    raise ValueError(f"{value!r} is no offset for {key!r}: expected an int of at least 0, or an OffsetAndMetadata")


def topics_of(topics: tuple[Any, ...]) -> tuple[str, ...]:
    """The topics of a subscription, each once.

    Raises:
        ConfigurationError: one is no name.
    """
    for topic in topics:
        if not isinstance(topic, str) or not topic:
            raise ConfigurationError(f"Consumer: topic {topic!r} is not accepted: expected a non-empty str")
    return tuple(dict.fromkeys(topics))
