"""What a partition knows of its producers: their epochs, last batches and open transactions (KIP-98, KIP-360, KIP-890)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from barnabas.broker.state.refused import RefusedError
from barnabas.errors import codes

if TYPE_CHECKING:
    from barnabas._native import BatchHeader
    from barnabas.broker.state.cluster import Cluster

KIND = "producer_ids"  # in the journal
BLOCK = 1000
NO_PRODUCER_ID = -1
NO_EPOCH = -1
SEQUENCES = 1 << 31
REMEMBERED_BATCHES = 5


@dataclass(slots=True, frozen=True)
class Written:
    """A producer's batch that is in the log."""

    first_sequence: int
    last_sequence: int
    base_offset: int
    last_offset: int
    timestamp: int


@dataclass(slots=True)
class Producer:
    """One producer of a partition."""

    producer_id: int
    epoch: int = NO_EPOCH
    coordinator_epoch: int = -1
    last_timestamp: int = -1
    txn_first_offset: int | None = None
    batches: deque[Written] = field(default_factory=lambda: deque(maxlen=REMEMBERED_BATCHES))

    @property
    def last_sequence(self) -> int:
        """The sequence of its last record under this epoch, -1 if there is none."""
        return self.batches[-1].last_sequence if self.batches else -1

    def enter(self, epoch: int) -> None:
        """Goes on under `epoch`; sequences begin anew when it is another one."""
        if self.epoch != epoch:
            self.batches.clear()
            self.epoch = epoch


@dataclass(slots=True, frozen=True)
class Aborted:
    """A transaction that was aborted: its first record and its marker."""

    producer_id: int
    first_offset: int
    last_offset: int


class ProducerStates:
    """The producers of one partition.

    `strict` is how brokers before 2.5 were: a producer whose records are gone gets UNKNOWN_PRODUCER_ID; since KIP-360 it may
    begin with any sequence.
    """

    def __init__(self, *, strict: bool = False) -> None:
        self._strict = strict
        self._all: dict[int, Producer] = {}
        self._ongoing: dict[int, int] = {}  # producer id -> first offset of its open transaction
        self._unverified: dict[int, tuple[int, int]] = {}  # producer id -> epoch, lowest sequence that was tried
        self.aborted: list[Aborted] = []  # by the offsets of their markers

    def __iter__(self) -> Iterator[Producer]:
        return iter(self._all.values())

    def get(self, producer_id: int) -> Producer | None:
        """What is known of a producer."""
        return self._all.get(producer_id)

    @property
    def first_open_offset(self) -> int | None:
        """The first offset of the oldest transaction that is open."""
        return min(self._ongoing.values()) if self._ongoing else None

    def in_transaction(self, producer_id: int, epoch: int) -> bool:
        """Whether the producer has written to its open transaction; if so its coordinator need not be asked."""
        known = self._all.get(producer_id)
        return known is not None and known.txn_first_offset is not None and known.epoch == epoch

    def verifying(self, producer_id: int, epoch: int, sequence: int) -> None:
        """The coordinator is about to be asked. What was refused before must not be overtaken by what comes later."""
        before = self._unverified.get(producer_id)
        if before is None or epoch > before[0]:
            self._unverified[producer_id] = (epoch, sequence)
        elif epoch == before[0]:
            self._unverified[producer_id] = (epoch, min(sequence, before[1]))

    # -- data

    def duplicate(self, header: BatchHeader) -> Written | None:
        """The batch that is in the log already, if it is one of the last five."""
        known = self._all.get(header.producer_id)
        if known is None or known.epoch != header.producer_epoch:
            return None
        first, last = header.base_sequence, last_sequence(header)
        for written in known.batches:
            if written.first_sequence == first and written.last_sequence == last:
                return written
        return None

    def check(self, header: BatchHeader) -> None:
        """Whether the producer may append this batch now; raises `RefusedError`."""
        producer_id, epoch, sequence = header.producer_id, header.producer_epoch, header.base_sequence
        known = self._all.get(producer_id) or Producer(producer_id)
        self._check_epoch(known, epoch)
        if header.transactional and (tried := self._unverified.get(producer_id)) is not None and sequence > tried[1]:
            raise _out_of_order(producer_id, sequence, f"{tried[1]} was tried first")
        if epoch != known.epoch:
            if sequence != 0 and known.epoch != NO_EPOCH:
                raise _out_of_order(producer_id, sequence, f"epoch {epoch} must begin with 0")
            if sequence != 0 and self._strict:
                raise RefusedError(codes.UNKNOWN_PRODUCER_ID, f"no record of producer {producer_id} is in the log")
        elif known.last_sequence == -1 and self._strict:
            if sequence != 0:
                raise RefusedError(codes.UNKNOWN_PRODUCER_ID, f"no record of producer {producer_id} is in the log")
        elif sequence != (known.last_sequence + 1) % SEQUENCES:
            raise _out_of_order(producer_id, sequence, f"the last one was {known.last_sequence}")
        if known.txn_first_offset is not None and not header.transactional:
            text = f"producer {producer_id} has an open transaction, and the batch is not of it"
            raise RefusedError(codes.INVALID_TXN_STATE, text)

    def wrote(self, header: BatchHeader) -> None:
        """A batch of data is in the log; its header has the offsets of the log."""
        known = self._all.setdefault(header.producer_id, Producer(header.producer_id))
        known.enter(header.producer_epoch)
        known.last_timestamp = header.max_timestamp
        known.batches.append(
            Written(
                header.base_sequence,
                last_sequence(header),
                header.base_offset,
                header.last_offset,
                header.max_timestamp,
            )
        )
        if header.transactional and known.txn_first_offset is None:
            known.txn_first_offset = header.base_offset
            self._ongoing[header.producer_id] = header.base_offset
        self._unverified.pop(header.producer_id, None)

    # -- markers

    def check_marker(self, producer_id: int, epoch: int, coordinator_epoch: int) -> None:
        """Whether a marker of this epoch may be written; raises `RefusedError`."""
        known = self._all.get(producer_id)
        if known is None:
            return
        self._check_epoch(known, epoch)
        if known.coordinator_epoch > coordinator_epoch:
            text = f"coordinator epoch {coordinator_epoch} is older than {known.coordinator_epoch}"
            raise RefusedError(codes.TRANSACTION_COORDINATOR_FENCED, text)

    def ended(
        self, producer_id: int, epoch: int, coordinator_epoch: int, offset: int, timestamp: int, *, commit: bool
    ) -> None:
        """A marker is in the log: the producer's transaction, if it has one, is over."""
        known = self._all.setdefault(producer_id, Producer(producer_id))
        known.enter(epoch)
        known.coordinator_epoch, known.last_timestamp = coordinator_epoch, timestamp
        first, known.txn_first_offset = known.txn_first_offset, None
        self._ongoing.pop(producer_id, None)
        self._unverified.pop(producer_id, None)
        if first is not None and not commit:
            self.aborted.append(Aborted(producer_id, first, offset))

    def aborted_between(self, start: int, end: int) -> list[Aborted]:
        """The aborted transactions that have records or their marker from `start` to before `end`."""
        return [txn for txn in self.aborted if txn.last_offset >= start and txn.first_offset < end]

    # -- time

    def forget(self, now_ms: int, expiration_ms: int) -> None:
        """Forgets who has been idle for `expiration_ms` and has no open transaction."""
        for known in list(self._all.values()):
            if known.txn_first_offset is None and now_ms - known.last_timestamp >= expiration_ms:
                del self._all[known.producer_id]

    def cut_before(self, offset: int) -> None:
        """The log now starts at `offset`: what was aborted before it need not be told any more."""
        self.aborted = [txn for txn in self.aborted if txn.last_offset >= offset]

    def _check_epoch(self, known: Producer, epoch: int) -> None:
        if epoch < known.epoch:
            text = f"producer {known.producer_id} writes with epoch {epoch}, and {known.epoch} was seen"
            raise RefusedError(codes.INVALID_PRODUCER_EPOCH, text)


def last_sequence(header: BatchHeader) -> int:
    """The sequence of a batch's last record; after 2^31-1 comes 0. -1 if the batch has none."""
    if header.base_sequence < 0:
        return -1
    return (header.base_sequence + header.last_offset - header.base_offset) % SEQUENCES


def _out_of_order(producer_id: int, sequence: int, why: str) -> RefusedError:
    return RefusedError(
        codes.OUT_OF_ORDER_SEQUENCE_NUMBER, f"producer {producer_id} sent sequence {sequence}, and {why}"
    )


class ProducerIds:
    """Hands out producer ids, in blocks of 1000 as Kafka does: after a restart the next block begins."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._next = 0
        self._end = 0

    def next(self) -> int:
        """A producer id that was never given out."""
        if self._next >= self._end:
            self._end = self._next + BLOCK
            self._cluster.journal.put(KIND, "", {"next": self._end})
        found = self._next
        self._next += 1
        return found

    def restore(self, kind: str, _key: str, value: dict[str, Any] | None) -> None:
        """Takes back what the journal holds."""
        if kind == KIND and value is not None:
            self._next = self._end = int(value["next"])
