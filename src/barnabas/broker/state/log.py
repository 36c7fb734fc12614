"""A partition's log: what producers may append, what consumers may read, what is thrown away.

There is no replication: the end of the log is its high watermark. Everything is held in memory, within the broker's budget;
with a data directory each batch is written to its file before it can be seen (`barnabas.broker.storage`). Compaction is not
modelled: a compacted topic takes only records with keys, and keeps them all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from barnabas._native import (
    BatchHeader,
    RefusedBatch,
    admit_batches,
    batch_headers,
    marker_batch,
    marker_of,
    record_at,
)
from barnabas.broker.state.budget import Budget
from barnabas.broker.state.epochs import Epochs
from barnabas.broker.state.producers import Aborted, ProducerStates
from barnabas.broker.state.refused import LogError, RefusedError
from barnabas.broker.state.segments import Batch, LogFiles, Segments
from barnabas.errors import codes
from barnabas.protocol.primitives import Buffer

MAX_DECOMPRESSED = 1 << 28  # what a batch may become when it is looked into; Kafka has no such limit
PRODUCER_EXPIRATION_MS = 86_400_000


@dataclass(slots=True, frozen=True)
class Appended:
    """What an append came to; -1 as the append time is: the records kept their own."""

    base_offset: int
    append_time_ms: int
    log_start_offset: int
    duplicate: bool = False


@dataclass(slots=True, frozen=True)
class Slice:
    """Whole batches from the one that holds the offset asked for; `aborted` only for who reads what is committed."""

    batches: list[Batch]
    size: int
    aborted: list[Aborted] | None

    @property
    def data(self) -> list[bytes]:
        """The bytes, batch by batch."""
        return [batch.data for batch in self.batches]


@dataclass(slots=True, frozen=True)
class Found:
    """An offset that was looked for; its leader epoch is -1 where none is known."""

    offset: int
    timestamp: int = -1
    leader_epoch: int = -1


class Log:
    """One partition's log. `config` gives the topic's effective configuration by Kafka's names."""

    def __init__(
        self,
        config: Callable[[str], str],
        *,
        name: str = "",
        budget: Budget | None = None,
        files: LogFiles | None = None,
        strict_producers: bool = False,
        now_ms: int = 0,
    ) -> None:
        self._config = config
        self.name = name
        self._segments = Segments(config, name, budget if budget is not None else Budget(1 << 62), files, now_ms)
        self.start_offset = 0
        self.producers = ProducerStates(strict=strict_producers)
        self.epochs = Epochs()
        self._stable: int | None = None  # the first offset of the oldest open transaction

    # -- where it ends

    @property
    def end_offset(self) -> int:
        """The next record's."""
        return self._segments.end_offset

    @property
    def size(self) -> int:
        """Its bytes."""
        return self._segments.size

    @property
    def last_stable_offset(self) -> int:
        """Up to where all transactions are decided (KIP-98)."""
        return self.end_offset if self._stable is None else max(self._stable, self.start_offset)

    def lead(self, leader_epoch: int) -> None:
        """A leader of this epoch takes over, if it has not yet: its epoch begins where the log ends."""
        latest = self.epochs.latest
        if latest is None or leader_epoch > latest:
            self.epochs.assign(leader_epoch, self.end_offset)

    def end_of_epoch(self, epoch: int) -> tuple[int, int]:
        """The largest epoch up to `epoch` that the log knows, and the offset behind its last; (-1, -1) if unknown."""
        return self.epochs.end_of(epoch, self.end_offset)

    # -- appending

    def append(self, data: Buffer, *, now_ms: int, leader_epoch: int, origin: str = "client") -> Appended:
        """Appends what a producer sent, checked as Kafka checks it; with `origin` "coordinator" sequences are not.

        Raises:
            LogError: it is refused, nothing has changed.
        """
        self.lead(leader_epoch)
        config = self._config
        append_time = config("message.timestamp.type") == "LogAppendTime"
        codec = config("compression.type")
        admitted = admit_batches(
            data,
            base_offset=self.end_offset,
            leader_epoch=leader_epoch,
            now_ms=now_ms,
            append_time=append_time,
            before_max_ms=int(config("message.timestamp.before.max.ms")),
            after_max_ms=int(config("message.timestamp.after.max.ms")),
            compacted="compact" in config("cleanup.policy"),
            max_batch_bytes=int(config("max.message.bytes")),
            max_decompressed=MAX_DECOMPRESSED,
            codec=None if codec == "producer" else codec,
        )
        if admitted is None:
            return Appended(-1, now_ms if append_time else -1, self.start_offset)
        if isinstance(admitted, RefusedBatch):
            raise LogError(admitted.code, admitted.message, admitted.record_errors)
        header = admitted.header
        if header.producer_id >= 0 and origin == "client":
            written = self.producers.duplicate(header)
            if written is not None:
                return Appended(written.base_offset, written.timestamp, self.start_offset, duplicate=True)
            try:
                self.producers.check(header)
            except RefusedError as refused:
                raise LogError(refused.code, refused.message) from None
        self._segments.write(admitted.data, header, now_ms)
        if header.producer_id >= 0:
            self.producers.wrote(header)
            self._stable = self.producers.first_open_offset
        return Appended(header.base_offset, now_ms if append_time else -1, self.start_offset)

    def write_marker(
        self,
        producer_id: int,
        producer_epoch: int,
        commit: bool,
        coordinator_epoch: int,
        now_ms: int,
        *,
        leader_epoch: int | None = None,
    ) -> int:
        """Ends the producer's transaction in this partition; the marker's offset.

        Raises:
            RefusedError: INVALID_PRODUCER_EPOCH or TRANSACTION_COORDINATOR_FENCED.
        """
        self.producers.check_marker(producer_id, producer_epoch, coordinator_epoch)
        offset = self.end_offset
        epoch = leader_epoch if leader_epoch is not None else self.epochs.latest or 0
        self.lead(epoch)
        data = marker_batch(
            base_offset=offset,
            leader_epoch=epoch,
            timestamp_ms=now_ms,
            producer_id=producer_id,
            producer_epoch=producer_epoch,
            commit=commit,
            coordinator_epoch=coordinator_epoch,
        )
        # A marker is written whatever the budget says: without it nobody could read on.
        self._segments.write(data, batch_headers(data)[0][0], now_ms, bounded=False)
        self.producers.ended(producer_id, producer_epoch, coordinator_epoch, offset, now_ms, commit=commit)
        self._stable = self.producers.first_open_offset
        return offset

    def load_segment(self, data: Buffer, *, now_ms: int) -> int:
        """Takes batches of any format as they are, offsets included, and serves them so; how many there were.

        For logs of old brokers: formats 0 and 1 cannot be produced any more, and a broker of today still serves them.

        Raises:
            LogError: what cannot be read, or offsets before the end of the log.
        """
        headers, problem, _ = batch_headers(data, check=True)
        if problem is not None:
            raise LogError(codes.CORRUPT_MESSAGE, problem)
        view = memoryview(data)
        for header in headers:
            if header.last_offset < self.end_offset:
                text = f"the batch at offset {header.base_offset} is before the end of the log, {self.end_offset}"
                raise LogError(codes.INVALID_REQUEST, text)
            stored = bytes(view[header.start : header.end])
            self._segments.write(stored, header, now_ms)
            self._learn(header, stored)
        return len(headers)

    # -- reading

    def read(self, offset: int, max_bytes: int, *, committed: bool = False, at_least_one: bool = True) -> Slice:
        """Whole batches from the one that holds `offset` on, of at most `max_bytes`, the first one whatever its size.

        Raises:
            LogError: OFFSET_OUT_OF_RANGE.
        """
        self.check_range(offset)
        limit = self.last_stable_offset if committed else self.end_offset
        batches, size = self._segments.read(offset, limit, max_bytes, at_least_one=at_least_one)
        upper = batches[-1].last_offset + 1 if batches else offset
        aborted = self.producers.aborted_between(offset, upper) if committed else None
        return Slice(batches, size, aborted)

    def check_range(self, offset: int) -> None:
        """Whether `offset` is in the log or at its end."""
        if not self.start_offset <= offset <= self.end_offset:
            text = f"offset {offset} is not between {self.start_offset} and {self.end_offset}"
            raise LogError(codes.OFFSET_OUT_OF_RANGE, text)

    def available(self, offset: int, *, committed: bool = False) -> int:
        """How many bytes a read from `offset` could bring."""
        return self._segments.available(offset, self.last_stable_offset if committed else self.end_offset)

    # -- looking up

    def earliest(self) -> Found:
        """Where the log starts."""
        epoch = self.epochs.earliest(self.start_offset)
        return Found(self.start_offset, leader_epoch=-1 if epoch is None else epoch)

    def find_by_timestamp(self, timestamp: int) -> Found | None:
        """The first record that is not older than `timestamp`."""
        for segment in self._segments:
            if segment.newest_ms < timestamp:
                continue
            for batch in segment.batches:
                if batch.max_timestamp >= timestamp and batch.last_offset >= self.start_offset:
                    found = record_at(batch.data, timestamp, self.start_offset)
                    if found is not None:
                        return Found(found[1], found[0], batch.leader_epoch)
            return None  # Kafka looks into one segment only
        return None

    def max_timestamp(self) -> Found | None:
        """The first record with the highest timestamp (KIP-734)."""
        batches = self._segments.batches()
        latest = max(batches, key=lambda batch: (batch.max_timestamp, -batch.base_offset), default=None)
        if latest is None or latest.max_timestamp < 0:
            return None
        found = record_at(latest.data, latest.max_timestamp, latest.base_offset)
        return Found(found[1], found[0], latest.leader_epoch) if found is not None else None

    def offsets_before(self, timestamp: int, most: int, now_ms: int) -> list[int]:
        """ListOffsets v0: the starts of segments last written by then, and the end, downwards."""
        places = [(max(segment.base_offset, self.start_offset), segment.written_ms) for segment in self._segments]
        if self._segments.last.batches:
            places.append((self.end_offset, now_ms))
        if timestamp == -2:
            places = places[:1]
        elif timestamp != -1:
            while places and places[-1][1] > timestamp:
                places.pop()
        return [offset for offset, _ in reversed(places)][: max(most, 0)]

    # -- throwing away

    def delete_before(self, offset: int) -> None:
        """Records before `offset` are gone (DeleteRecords).

        Raises:
            LogError: OFFSET_OUT_OF_RANGE, it is beyond the high watermark.
        """
        if offset > self.end_offset:
            raise LogError(
                codes.OFFSET_OUT_OF_RANGE, f"offset {offset} is beyond the end of the log, {self.end_offset}"
            )
        if offset > self.start_offset:
            self._start_at(offset)
            if offset == self.end_offset and self._segments.last.batches:
                self._segments.roll(self._segments.last.written_ms)
            self._segments.drop_before(offset)

    def enforce_retention(self, now_ms: int) -> bool:
        """Deletes segments that are too old or too many, by retention.ms and retention.bytes; whether any was."""
        if "delete" not in self._config("cleanup.policy"):
            return False
        keep_ms, keep_bytes = int(self._config("retention.ms")), int(self._config("retention.bytes"))
        before, segments = self.start_offset, self._segments
        while segments.first.batches and keep_ms >= 0 and now_ms - segments.first.newest_ms > keep_ms:
            if len(segments) == 1:
                segments.roll(now_ms)
            self._retire_first()
        while len(segments) > 1 and keep_bytes >= 0 and segments.size - segments.first.size >= keep_bytes:
            self._retire_first()
        return self.start_offset > before

    def forget_producers(self, now_ms: int, expiration_ms: int = PRODUCER_EXPIRATION_MS) -> None:
        """Forgets producers that have been idle (producer.id.expiration.ms)."""
        self.producers.forget(now_ms, expiration_ms)

    def _retire_first(self) -> None:
        if self._segments.second_base > self.start_offset:
            self._start_at(self._segments.second_base)
        self._segments.drop_first()

    def _start_at(self, offset: int) -> None:
        self._cut_before(offset)
        self._segments.starts_at(offset)

    def _cut_before(self, offset: int) -> None:
        self.start_offset = offset
        self.epochs.cut_before(offset)
        self.producers.cut_before(offset)

    def delete(self) -> None:
        """The topic is gone: so is what it held."""
        self._segments.delete()
        self.start_offset = self.end_offset

    # -- restart

    def recover(self, segment: int, data: bytes, headers: list[BatchHeader], now_ms: int) -> None:
        """Takes back a segment that was read from its file; segments come in order."""
        if self._segments.recover(segment, now_ms):
            self.start_offset = segment
        for header in headers:
            stored = data[header.start : header.end]
            self._segments.hold(stored, header, now_ms)
            self._learn(header, stored)

    def recovered(self, start_offset: int) -> None:
        """All segments are back; the log starts at `start_offset`, unless they start later."""
        if start_offset > self.start_offset:
            self._cut_before(min(start_offset, self.end_offset))
            self._segments.drop_before(self.start_offset)

    def _learn(self, header: BatchHeader, stored: bytes) -> None:
        """What a stored batch says of leaders, producers and transactions."""
        if header.magic < 2:
            self.epochs.clear()
            return
        if header.leader_epoch >= 0:
            latest = self.epochs.latest
            if latest is None or header.leader_epoch > latest:
                self.epochs.assign(header.leader_epoch, header.base_offset)
        if header.control:
            says = marker_of(stored)
            if says is not None:
                commit, coordinator_epoch = says
                self.producers.ended(
                    header.producer_id,
                    header.producer_epoch,
                    coordinator_epoch,
                    header.base_offset,
                    header.max_timestamp,
                    commit=commit,
                )
        elif header.producer_id >= 0:
            self.producers.wrote(header)
        self._stable = self.producers.first_open_offset
