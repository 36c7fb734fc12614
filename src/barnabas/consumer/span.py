"""What `client.read()` gives of a topic: from where to where in each partition. No I/O, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from barnabas._native import Record, Records
from barnabas.consumer.target import Target
from barnabas.engine.list_offsets import EARLIEST, LATEST
from barnabas.errors.client import ConfigurationError
from barnabas.given import moment
from barnabas.types import TopicPartition


class Last(NamedTuple):
    """So many offsets before the end; what `last()` makes.

    >>> barnabas.last(10)
    Last(offsets=10)
    """

    offsets: int


def last(count: int) -> Last:
    """For `client.read(start=...)`: the last `count` offsets of each partition, or all if there are fewer.

    Raises:
        ConfigurationError: it is no int of at least 0.

    >>> client.read("orders", start=barnabas.last(10), stop="end")  # doctest: +SKIP
    <reading orders>
    """
    if type(count) is not int or count < 0:
        raise ConfigurationError(f"last({count!r}) is not accepted: expected an int of at least 0")
    return Last(count)


Place = int | datetime | str | Last
Places = Place | Mapping[int, Place]


def targets(name: str, given: Any, partitions: Iterable[int]) -> dict[int, int | Target]:
    """An offset or what has to be looked up, for each partition; those that a dict leaves out have none.

    Raises:
        ConfigurationError: it is no place; names the argument.
    """
    numbers = tuple(partitions)
    if not isinstance(given, Mapping):
        return dict.fromkeys(numbers, _target(name, given))
    found = {number: _target(f"{name}[{number!r}]", place) for number, place in given.items()}
    strange = [number for number in found if number not in numbers]
    if strange:
        raise ConfigurationError(f"{name}={given!r} is not accepted: partition {strange[0]!r} is not among those read")
    return found


def check(name: str, given: Any) -> None:
    """Whether it is a place, or a dict of partitions to places; before anything is known of the topic.

    Raises:
        ConfigurationError: it is none; names the argument.
    """
    targets(name, given, given if isinstance(given, Mapping) else (0,))


def _target(name: str, given: Any) -> int | Target:
    if type(given) is int and given >= 0:
        return given
    if isinstance(given, datetime):
        return Target(moment(name, given))
    if isinstance(given, Last) and name.startswith("start"):
        return Target(LATEST, shift=-given.offsets)
    words = {"earliest": EARLIEST, "latest": LATEST} if name.startswith("start") else {"end": LATEST}
    if isinstance(given, str) and given in words:
        return Target(words[given])
    shown = ", ".join(repr(word) for word in words) + (", barnabas.last(n)" if name.startswith("start") else "")
    raise ConfigurationError(
        f"{name}={given!r} is not accepted: expected {shown}, a datetime with a time zone, an offset as an int of at least 0,"
        " or a dict of partition numbers to one of these"
    )


class Span:
    """What is left to give: `ends` has the offset that is not given any more for each partition that has one."""

    def __init__(
        self, starts: Mapping[TopicPartition, int], ends: Mapping[TopicPartition, int], limit: int | None
    ) -> None:
        self._open = {key for key, start in starts.items() if key not in ends or start < ends[key]}
        self._ends = ends
        self.left = limit  # how many records may still be given; None if that is not limited

    @property
    def open(self) -> frozenset[TopicPartition]:
        """The partitions of which there may be more; none when all has been given."""
        return frozenset() if self.left == 0 else frozenset(self._open)

    @property
    def bounded(self) -> bool:
        """Whether a partition has an end."""
        return bool(self._ends)

    def reached(self, key: TopicPartition, position: int | None) -> bool:
        """The next offset of a partition; whether it has come to its end by that. Markers may lie between it and the record before."""
        if key not in self._open or key not in self._ends or position is None or position < self._ends[key]:
            return False
        self._open.discard(key)
        return True

    def given(self, records: Records[Any, Any]) -> tuple[list[Record[Any, Any]], int | None]:
        """Those that are to be given, in each partition's order; and what is `left` then. Changes nothing: it may be interrupted, and asked
        again.
        """
        given: list[Record[Any, Any]] = []
        left = self.left
        for key, some in records.by_partition().items():
            if key not in self._open:
                continue
            end = self._ends.get(key)
            whole = end is None or some[-1].offset < end
            for record in some:
                if left == 0 or (not whole and end is not None and record.offset >= end):
                    break
                if left is not None:
                    left -= 1
                given.append(record)
        return given, left
