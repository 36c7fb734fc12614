"""What users give for partitions, offsets to commit and moments, checked; consumers, producers and the admin take the same."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from barnabas._native import Record, Records
from barnabas.config import INT, LONG, carried, shown
from barnabas.errors.client import ConfigurationError
from barnabas.types import OffsetAndMetadata, TopicPartition

LAST_PARTITION = LAST_EPOCH = INT
LAST_OFFSET = LONG
ENDLESS = 1e9  # seconds, thirty years: clocks and locks have limits of their own


def partition_of(key: Any) -> TopicPartition:
    """A TopicPartition, or a pair of topic and number.

    Raises:
        TypeError: it is neither.
    """
    match key:
        case (str() as topic, int() as number) if 0 <= number <= LAST_PARTITION and carried(topic):
            return TopicPartition(topic, number)
    raise TypeError(
        f"partition {shown(key)} is not accepted: expected a TopicPartition of a name and a number of at least 0"
    )


def offset_of(key: Any, value: Any) -> OffsetAndMetadata:
    """A next offset to read, as an int or with its epoch.

    Raises:
        ConfigurationError: it is neither.
    """
    given = value if isinstance(value, OffsetAndMetadata) else OffsetAndMetadata(value)
    offset, epoch, text = given
    known = epoch is None or (type(epoch) is int and -1 <= epoch <= LAST_EPOCH)
    if type(offset) is int and 0 <= offset <= LAST_OFFSET and known and carried(text):
        return given
    raise ConfigurationError(
        f"offset {shown(value)} of {key!r} is not accepted: expected an int of at least 0, or an OffsetAndMetadata of such an offset,"
        " an epoch (an int of at least 0, or None) and a str"
    )


def offsets_of(call: str, what: Any) -> dict[TopicPartition, OffsetAndMetadata]:
    """What is to be committed as offsets: the one after a record, those after the last records of each partition, or as said.

    Raises:
        TypeError, ConfigurationError: it is nothing that `call` can commit.
    """
    if isinstance(what, Record):
        return {TopicPartition(what.topic, what.partition): OffsetAndMetadata(what.offset + 1, what.leader_epoch)}
    if isinstance(what, Records):
        return {
            key: OffsetAndMetadata(offset, epoch if epoch >= 0 else None)
            for key, (offset, epoch) in what.positions().items()
        }
    if isinstance(what, Mapping):
        return {partition_of(key): offset_of(key, value) for key, value in what.items()}
    raise TypeError(f"{call} takes a record, records or a dict of TopicPartition to the next offset, not {what!r}")


def moments_of(times: Any) -> dict[TopicPartition, int]:
    """Times by partition, as milliseconds since 1970.

    Raises:
        TypeError, ConfigurationError: it is no dict of partitions to times.
    """
    if not isinstance(times, Mapping):
        raise TypeError(f"times={times!r} is not accepted: expected a dict of TopicPartition to times")
    return {partition_of(key): moment(f"times[{key!r}]", time) for key, time in times.items()}


def seconds(timeout: Any) -> float:
    """A time to wait at most; one below zero is over, an endless one as good as endless.

    Raises:
        ConfigurationError: it is no number.
    """
    try:
        number = not math.isnan(timeout)
    except (TypeError, ValueError, OverflowError):
        number = False
    if not number:
        raise ConfigurationError(f"timeout={timeout!r} is not accepted: expected seconds as a number")
    return min(float(timeout), ENDLESS)


def patience(timeout: Any) -> float | None:
    """As `seconds`; None waits as long as it takes."""
    return None if timeout is None else seconds(timeout)


def moment(name: str, value: Any) -> int:
    """Milliseconds since 1970 of what the user gives as a time.

    Raises:
        ConfigurationError: it is none; names the argument.
    """
    if type(value) is int and value >= 0:
        return value
    if isinstance(value, datetime) and value.tzinfo is not None:
        ms = round(value.timestamp() * 1000)
        if ms >= 0:
            return ms
    raise ConfigurationError(
        f"{name}={value!r} is not accepted: expected milliseconds since 1970 as an int of at least 0, or a datetime with a"
        " time zone, not before 1970"
    )
