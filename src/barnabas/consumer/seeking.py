"""The seeks of both faces."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from barnabas.consumer.target import Target
from barnabas.engine.list_offsets import EARLIEST, LATEST
from barnabas.errors.client import ConfigurationError, NoOffsetError
from barnabas.given import moment, offset_of
from barnabas.types import OffsetAndMetadata, TopicPartition

if TYPE_CHECKING:
    from barnabas.consumer.core import Core


class Seeking:
    """None of them waits: what has to be looked up is, in the background, and polls go on from there.

    What was fetched of a partition that is sought is dropped; the committed offsets stay as they are.
    """

    def _alone(self) -> AbstractContextManager[Core]:
        raise NotImplementedError

    def seek(self, partition: TopicPartition, offset: int | OffsetAndMetadata) -> None:
        """Reads on from another offset. Makes no request by itself, and waits for nothing.

        Args:
            partition: one that is ours.
            offset: the next offset to read; with a leader epoch as an `OffsetAndMetadata` (KIP-320). One that is not in the
                log is dealt with by `auto_offset_reset`, once it is fetched from.

        Raises:
            NotAssignedError: the partition is not this consumer's.
            ConfigurationError: it is no offset.

        >>> consumer.seek(barnabas.TopicPartition("orders", 3), 0)  # doctest: +SKIP
        """
        with self._alone() as core:
            p = core.assignment.partition(partition)
            core.seek(p, offset_of(p.key, offset))

    def seek_by(self, partition: TopicPartition, offsets: int) -> None:
        """Reads on so many offsets behind the position, or before it if negative; at most to the ends of the log.

        Offsets are counted, not records: gaps of compaction and transactions count too. Otherwise as `seek_to_time`.

        Args:
            partition: one that is assigned.
            offsets: how many.

        Raises:
            NotAssignedError: the partition is not this consumer's.
            NoOffsetError: the position is not known yet, so there is nothing to count from.
            ConfigurationError: `offsets` is no int.

        >>> consumer.seek_by(barnabas.TopicPartition("orders", 3), -100)  # doctest: +SKIP
        """
        _is_int("offsets", offsets)
        with self._alone() as core:
            p = core.assignment.partition(partition)
            at = core.reading.reached()[p][0]
            if at is None:
                text = "seek_by() needs a position, which is not known yet: poll() first"
                raise NoOffsetError(text, topic=p.key.topic, partition=p.key.partition)
            core.seek(p, Target(offset=at, shift=offsets))

    def seek_to_beginning(self, *partitions: TopicPartition) -> None:
        """Reads on from the first offset there is; without arguments in all partitions that are ours. As `seek_to_time`.

        >>> consumer.seek_to_beginning()  # doctest: +SKIP
        """
        self._seek(partitions, Target(EARLIEST))

    def seek_to_end(self, *partitions: TopicPartition, back: int = 0) -> None:
        """Reads on at the end; without arguments in all partitions that are ours. Otherwise as `seek_to_time`.

        Args:
            partitions: some that are ours.
            back: so many offsets before the end; at most to the first of the log. With `read_committed` the end is where the
                first open transaction begins.

        Raises:
            NotAssignedError: a partition is not this consumer's.
            ConfigurationError: `back` is no int of at least 0.

        >>> consumer.seek_to_end()  # doctest: +SKIP
        >>> consumer.seek_to_end(barnabas.TopicPartition("orders", 3), back=10)  # doctest: +SKIP
        """
        _is_int("back", back, 0)
        self._seek(partitions, Target(LATEST, shift=-back))

    def seek_to_time(self, time: int | datetime, *partitions: TopicPartition) -> None:
        """Reads on from the first record with this time or a later one, from the end if there is none.

        The offset is looked up in the background (ListOffsets): until it is found `position()` is None, and what stands in
        the way is raised by `poll()`. Waits for nothing.

        Args:
            time: milliseconds since 1970, or a datetime with a time zone.
            partitions: some that are ours; without any, all of them.

        Raises:
            NotAssignedError: a partition is not this consumer's.
            ConfigurationError: it is no time.

        >>> consumer.seek_to_time(1700000000000)  # doctest: +SKIP
        """
        self._seek(partitions, Target(moment("time", time)))

    def _goes_on_at(self, partition: TopicPartition, offset: int) -> None:
        """A seek by what was read of it, see `Core.goes_on_at`."""
        with self._alone() as core:
            core.goes_on_at(core.assignment.partition(partition), offset)

    def _seek(self, partitions: tuple[TopicPartition, ...], target: Target) -> None:
        with self._alone() as core:
            for p in [core.assignment.partition(key) for key in partitions or list(core.owned)]:
                core.seek(p, target)


def _is_int(name: str, value: Any, least: int | None = None) -> None:
    if type(value) is not int or (least is not None and value < least):
        at_least = "" if least is None else f" of at least {least}"
        raise ConfigurationError(f"{name}={value!r} is not accepted: expected an int{at_least}")
