"""The orders in which Java goes through members and partitions, where they decide who gets what.

Leaders written in different languages should deal alike, so that a group whose leadership moves does not move its
partitions. Java's sticky assignor walks over hash maps; what the first of them meets keeps one partition more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from barnabas.types import TopicPartition

T = TypeVar("T")
MASK = 0xFFFFFFFF
SMALLEST_TABLE = 16


def utf16(text: str) -> bytes:
    """A sort key in the order in which Java compares strings: by UTF-16 units, not by code points.

    GroupMember ids begin with the user's client id, which may hold any character; leaders written in different languages
    must still agree.
    """
    return text.encode("utf-16-be", "surrogatepass")


def string_hash(text: str) -> int:
    """Java's `String.hashCode()`, without sign."""
    units = memoryview(text.encode("utf-16-le", "surrogatepass")).cast("H") if text else ()
    value = 0
    for unit in units:
        value = (value * 31 + unit) & MASK
    return value


def partition_hash(partition: TopicPartition) -> int:
    """Java's `TopicPartition.hashCode()`, without sign."""
    return (31 * (31 + partition.partition) + string_hash(partition.topic)) & MASK


def hash_order(items: Iterable[T], hash_of: Callable[[T], int], most: int = 0) -> list[T]:
    """Items that were put into a Java `HashMap` in this order, as its iterator gives them.

    `most` is how many it ever held, if that is more than now: its table grows and never shrinks.
    """
    given = list(items)
    table = SMALLEST_TABLE
    while max(len(given), most) > table * 3 // 4:
        table *= 2

    def bucket(item: T) -> int:
        value = hash_of(item)
        return (value ^ (value >> 16)) & (table - 1)

    return sorted(given, key=bucket)  # stable: within a bucket in the order of putting
