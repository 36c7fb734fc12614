"""The pieces of a partition's log: batches that never change, in segments that roll and are deleted whole."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

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

    @property
    def end_position(self) -> int:
        """The log's bytes up to its end; only of a segment that holds something."""
        last = self.batches[-1]
        return last.position + len(last.data)

    def index_of(self, offset: int) -> int:
        """The index of the first batch that reaches to `offset`; their number if none does."""
        return bisect_left(self.lasts, offset)

    def full(self, more: int, time_ms: int, max_bytes: int, max_ms: int) -> bool:
        """Whether `more` bytes of the time `time_ms` belong into a new segment."""
        return bool(self.batches) and (self.size + more > max_bytes or time_ms - self.born_ms > max_ms)
