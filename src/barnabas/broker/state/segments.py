"""The pieces of a partition's log: batches that never change, in segments that roll and are deleted whole.

What the batches mean (who wrote them, in which epoch, whether they count) is `log`'s.
"""

from __future__ import annotations

import logging
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from barnabas._native import BatchHeader
from barnabas.broker.state.budget import Budget
from barnabas.broker.state.refused import LogError
from barnabas.errors import codes
from barnabas.protocol.primitives import Buffer

logger = logging.getLogger("barnabas.broker")
OVERHEAD = 256  # what a batch costs in memory beside its bytes, about


@dataclass(slots=True, frozen=True)
class Batch:
    """A batch as it is stored and served; of formats 0 and 1, one message."""

    data: bytes
    base_offset: int
    last_offset: int
    max_timestamp: int  # -1: none
    leader_epoch: int  # -1 in formats 0 and 1
    position: int  # the bytes of the log before it, since the log was made

    @property
    def cost(self) -> int:
        """The memory it holds."""
        return len(self.data) + OVERHEAD


class Segment:
    """Batches from `base_offset` on. Its file, if there is one, is named by that."""

    __slots__ = ("base_offset", "batches", "born_ms", "cost", "lasts", "max_timestamp", "size", "written_ms")

    def __init__(self, base_offset: int, now_ms: int) -> None:
        self.base_offset = base_offset
        self.batches: list[Batch] = []
        self.lasts: list[int] = []  # the batches' last offsets, to find one by
        self.size = 0
        self.cost = 0
        self.max_timestamp = -1
        self.born_ms = -1  # the first batch's time, from which segment.ms counts
        self.written_ms = now_ms

    def append(self, batch: Batch, now_ms: int) -> None:
        """Takes in the next batch."""
        if not self.batches:
            self.born_ms = batch.max_timestamp if batch.max_timestamp >= 0 else now_ms
        self.batches.append(batch)
        self.lasts.append(batch.last_offset)
        self.size += len(batch.data)
        self.cost += batch.cost
        self.max_timestamp = max(self.max_timestamp, batch.max_timestamp)
        self.written_ms = now_ms

    @property
    def newest_ms(self) -> int:
        """The time that retention goes by: that of its newest record, or of its last write if records have no times."""
        return self.max_timestamp if self.max_timestamp >= 0 else self.written_ms

    def index_of(self, offset: int) -> int:
        """The index of the first batch that reaches to `offset`; their number if none does."""
        return bisect_left(self.lasts, offset)

    def full(self, more: int, time_ms: int, max_bytes: int, max_ms: int) -> bool:
        """Whether `more` bytes of the time `time_ms` belong into a new segment."""
        return bool(self.batches) and (self.size + more > max_bytes or time_ms - self.born_ms > max_ms)


class LogFiles(Protocol):
    """Where a log writes its batches to; raises `OSError` when it cannot."""

    def append(self, segment: int, data: Buffer) -> None:
        """Adds to the file of the segment with this base offset, making it if need be."""

    def drop(self, segment: int) -> None:
        """Deletes the file of a segment."""

    def starts_at(self, offset: int) -> None:
        """The log starts here now."""

    def delete(self) -> None:
        """Deletes the log."""


class Segments:
    """A log's segments, within the broker's budget and written to `files` if there are any. `config` as `Log` has it."""

    def __init__(
        self, config: Callable[[str], str], name: str, budget: Budget, files: LogFiles | None, now_ms: int
    ) -> None:
        self._config = config
        self._name = name
        self._budget = budget
        self._files = files
        self._segments = [Segment(0, now_ms)]
        self._bases = [0]  # their base offsets, to find one by
        self._position = 0
        self.end_offset = 0
        self.size = 0

    def __iter__(self) -> Iterator[Segment]:
        return iter(self._segments)

    def __len__(self) -> int:
        return len(self._segments)

    @property
    def first(self) -> Segment:
        """The oldest one."""
        return self._segments[0]

    @property
    def last(self) -> Segment:
        """The one that is written to."""
        return self._segments[-1]

    def batches(self) -> Iterator[Batch]:
        """All batches, in order."""
        return (batch for segment in self._segments for batch in segment.batches)

    # -- writing

    def write(self, data: bytes, header: BatchHeader, now_ms: int, *, bounded: bool = True) -> None:
        """Stores one batch: on disk first, so that what cannot be written is not there.

        Raises:
            LogError: it is too large, there is no room, or the disk refuses it.
        """
        max_bytes = int(self._config("segment.bytes"))
        if len(data) > max_bytes:
            text = f"the batch has {len(data)} bytes, a segment takes {max_bytes}"
            raise LogError(codes.RECORD_LIST_TOO_LARGE, text)
        cost, budget = len(data) + OVERHEAD, self._budget
        if bounded and not budget.fits(cost):
            text = (
                f"this broker holds {budget.used} bytes of records and may hold {budget.limit}: "
                "start it with a larger max_bytes, or let topics delete records (retention.bytes, retention.ms)"
            )
            if not budget.told:
                logger.error("%s takes no more records: %s", self._name, text)
                budget.told = True
            raise LogError(codes.KAFKA_STORAGE_ERROR, text)
        segment = self.last
        time_ms = header.max_timestamp if header.max_timestamp >= 0 else now_ms
        if segment.full(len(data), time_ms, max_bytes, int(self._config("segment.ms"))):
            segment = self.roll(now_ms)
        if self._files is not None:
            try:
                self._files.append(segment.base_offset, data)
            except OSError as error:
                logger.error("%s cannot be written: %s", self._name, error)
                raise LogError(codes.KAFKA_STORAGE_ERROR, f"the log cannot be written: {error}") from error
        self.hold(data, header, now_ms)

    def hold(self, data: bytes, header: BatchHeader, now_ms: int) -> None:
        """Takes in a batch that is on disk, if there is one."""
        batch = Batch(
            data, header.base_offset, header.last_offset, header.max_timestamp, header.leader_epoch, self._position
        )
        self.last.append(batch, now_ms)
        self._budget.take(batch.cost)
        self._position += len(data)
        self.size += len(data)
        self.end_offset = batch.last_offset + 1

    def roll(self, now_ms: int) -> Segment:
        """A new last segment."""
        segment = Segment(self.end_offset, now_ms)
        self._segments.append(segment)
        self._bases.append(segment.base_offset)
        return segment

    # -- reading

    def read(self, offset: int, limit: int, max_bytes: int, *, at_least_one: bool) -> tuple[list[Batch], int]:
        """Whole batches from the one that holds `offset`, before `limit` and of at most `max_bytes`; and their bytes."""
        batches: list[Batch] = []
        size = 0
        if offset < limit:
            for segment in self._segments[bisect_right(self._bases, offset) - 1 :]:
                for batch in segment.batches[segment.index_of(offset) :]:
                    if batch.base_offset >= limit:
                        return batches, size
                    if size + len(batch.data) > max_bytes and (batches or not at_least_one):
                        return batches, size
                    size += len(batch.data)
                    batches.append(batch)
        return batches, size

    def available(self, offset: int, limit: int) -> int:
        """How many bytes such a read could bring."""
        if offset >= limit:
            return 0
        first, last = self._reaching(offset), self._reaching(limit - 1)
        return 0 if first is None or last is None else last.position + len(last.data) - first.position

    def _reaching(self, offset: int) -> Batch | None:
        """The first batch that reaches to `offset`."""
        for segment in self._segments[bisect_right(self._bases, offset) - 1 :]:
            index = segment.index_of(offset)
            if index < len(segment.batches):
                return segment.batches[index]
        return None

    # -- throwing away

    def starts_at(self, offset: int) -> None:
        """Nothing before is there any more, as far as the files say."""
        if self._files is not None:
            self._files.starts_at(offset)

    @property
    def second_base(self) -> int:
        """Where the log goes on without its first segment; there must be another."""
        return self._bases[1]

    def drop_first(self) -> None:
        """The oldest one is gone."""
        gone = self._segments.pop(0)
        self._bases.pop(0)
        self.size -= gone.size
        self._budget.give(gone.cost)
        if self._files is not None:
            self._files.drop(gone.base_offset)

    def drop_before(self, offset: int) -> None:
        """Those that hold nothing from `offset` on are gone."""
        while len(self._segments) > 1 and self._bases[1] <= offset:
            self.drop_first()

    def delete(self) -> None:
        """All is gone, also the files."""
        self._budget.give(sum(segment.cost for segment in self._segments))
        self._segments, self._bases = [Segment(self.end_offset, 0)], [self.end_offset]
        self.size = 0
        if self._files is not None:
            self._files.delete()
            self._files = None

    # -- restart

    def recover(self, base_offset: int, now_ms: int) -> bool:
        """The next segment of the files begins here; whether it is the first."""
        if base_offset < self.end_offset:
            return False
        self.end_offset = base_offset
        if self.last.batches:
            self.roll(now_ms)
            return False
        self._segments[-1], self._bases[-1] = Segment(base_offset, now_ms), base_offset
        return len(self._segments) == 1
