"""`read_committed`: of a chunk's transactions only what was committed comes out, and the position passes over the rest."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barnabas._native import Chunk, collect, marker_batch
from barnabas.errors import CorruptBatchError
from tests.harness.batches import batch

PRODUCERS = (7, 8, 9)


@dataclass
class Log:
    """A partition's log, and what became of each transaction."""

    data: bytes = b""
    end: int = 0
    starts: list[int] = field(default_factory=list)  # of batches, by place
    records: list[tuple[int, bytes, int | None]] = field(default_factory=list)  # offset, value, transaction
    epochs: list[tuple[int, int]] = field(default_factory=list)  # last offset and epoch of each batch
    transactions: list[tuple[int, int, int, bool]] = field(default_factory=list)  # producer, first, last, committed
    open: dict[int, int] = field(default_factory=dict)  # producer: first offset, which is also the transaction's number

    def write(self, producer: int, count: int, *, transactional: bool, epoch: int) -> None:
        number = None
        if transactional:
            number = self.open.setdefault(producer, self.end)
        values = [b"%d of %d" % (self.end + i, producer) for i in range(count)]
        self.records += [(self.end + i, value, number) for i, value in enumerate(values)]
        self._add(
            batch(
                values,
                producer=(producer, 0, 0),
                transactional=transactional,
                base_offset=self.end,
                leader_epoch=epoch,
            ),
            count,
            epoch,
        )

    def finish(self, producer: int, *, commit: bool, epoch: int) -> None:
        begun = self.open.pop(producer, None)
        if begun is not None:
            self.transactions.append((producer, begun, self.end, commit))
            if not commit:
                self.records = [r for r in self.records if r[2] != begun]
            else:
                self.records = [(o, v, None if t == begun else t) for o, v, t in self.records]
        marker = marker_batch(
            base_offset=self.end,
            leader_epoch=epoch,
            timestamp_ms=0,
            producer_id=producer,
            producer_epoch=0,
            commit=commit,
            coordinator_epoch=0,
        )
        self._add(marker, 1, epoch)

    def _add(self, data: bytes, count: int, epoch: int) -> None:
        self.starts.append(len(self.data))
        self.data += data
        self.end += count
        self.epochs.append((self.end - 1, epoch))

    def fetched(self, offset: int) -> bytes:
        """What a broker answers: whole batches, from that on which has the offset."""
        first = next((i for i, (last, _) in enumerate(self.epochs) if last >= offset), None)
        return b"" if first is None else self.data[self.starts[first] :]

    def aborted(self, offset: int) -> list[tuple[int, int]]:
        return [
            (producer, first) for producer, first, last, commit in self.transactions if not commit and last >= offset
        ]


def random_log(random: Random) -> Log:
    log, epoch = Log(), 3
    for _ in range(random.randrange(1, 40)):
        epoch += random.random() < 0.1
        producer = random.choice(PRODUCERS)
        kind = random.random()
        if kind < 0.55:
            log.write(producer, random.randrange(1, 4), transactional=True, epoch=epoch)
        elif kind < 0.7 and producer not in log.open:
            log.write(producer, random.randrange(1, 4), transactional=False, epoch=epoch)
        else:
            log.finish(producer, commit=random.random() < 0.5, epoch=epoch)
    for producer in list(log.open):
        log.finish(producer, commit=random.random() < 0.5, epoch=epoch)
    return log


@pytest.mark.kip(98)
@given(st.integers(0, 1 << 32), st.integers(1, 7))
def test_any_log_from_any_offset_in_any_steps(seed: int, step: int) -> None:
    random = Random(seed)
    log = random_log(random)
    offset = random.randrange(log.end)
    aborted = log.aborted(offset)
    random.shuffle(aborted)
    chunk = Chunk("t", 0, log.fetched(offset), fetch_offset=offset, aborted=aborted)
    assert chunk.end == (log.end, log.epochs[-1][1])
    expected = [(o, v) for o, v, _ in log.records if o >= offset]
    found: list[tuple[int, bytes | None]] = []
    while not chunk.exhausted:
        records = collect([chunk], step)
        found += [(r.offset, r.value) for r in records]
        assert found == expected[: len(found)]
        assert len(found) == len(expected) or chunk.next_offset <= expected[len(found)][0]
        if chunk.next_offset > offset:
            assert chunk.leader_epoch == epoch_of(log, chunk.next_offset)
        for position in records.positions().values():
            assert position == (chunk.next_offset, chunk.leader_epoch)
    assert found == expected
    assert (chunk.next_offset, chunk.leader_epoch) == chunk.end
    assert chunk.error is None


def epoch_of(log: Log, position: int) -> int:
    """Of the batch that the record before a position is in."""
    return next(epoch for last, epoch in log.epochs if last >= position - 1)


def test_uncommitted_gives_all_records_and_no_markers() -> None:
    log = Log()
    log.write(7, 2, transactional=True, epoch=0)
    log.finish(7, commit=False, epoch=0)
    log.write(7, 1, transactional=True, epoch=1)
    log.finish(7, commit=True, epoch=2)
    chunk = Chunk("t", 0, log.data, fetch_offset=0)
    assert [r.offset for r in collect([chunk], 100)] == [0, 1, 3]
    assert (chunk.next_offset, chunk.leader_epoch) == (5, 2)


def test_a_position_stands_behind_markers_and_aborted_records_when_there_is_nothing_else() -> None:
    log = Log()
    log.write(7, 5, transactional=True, epoch=4)
    log.finish(7, commit=False, epoch=5)
    chunk = Chunk("t", 0, log.data, fetch_offset=0, aborted=[(7, 0)])
    assert len(collect([chunk], 1)) == 0
    assert chunk.exhausted
    assert (chunk.next_offset, chunk.leader_epoch) == (6, 5)


def test_what_a_producer_wrote_outside_of_its_aborted_transaction_stays() -> None:
    log = Log()
    log.write(7, 1, transactional=True, epoch=0)
    log.finish(7, commit=False, epoch=0)
    log.write(7, 1, transactional=False, epoch=0)
    chunk = Chunk("t", 0, log.data, fetch_offset=0, aborted=[(7, 0)])
    assert [r.offset for r in collect([chunk], 100)] == [2]


@pytest.mark.parametrize("check", [True, False])
def test_a_damaged_batch_is_an_error_even_where_it_was_aborted(check: bool) -> None:
    log = Log()
    log.write(8, 1, transactional=False, epoch=0)
    log.write(7, 1, transactional=True, epoch=0)
    log.finish(7, commit=False, epoch=0)
    data = bytearray(log.data)
    data[log.starts[2] - 1] ^= 1
    chunk = Chunk("t", 0, bytes(data), fetch_offset=0, aborted=[(7, 1)], check_crcs=check)
    assert [r.offset for r in collect([chunk], 100)] == [0]
    if check:
        assert isinstance(chunk.error, CorruptBatchError)
        assert chunk.next_offset == 1
    else:
        assert chunk.error is None
        assert chunk.next_offset == 3
