"""What was fetched and is still to be given: in the buffer, in an iteration, left over from one that was broken off."""

from __future__ import annotations

import pytest

from barnabas._native import Chunk, RecordIterator, Records
from barnabas.consumer.assignment import Assignment
from barnabas.consumer.buffer import Buffer
from barnabas.consumer.partition import Fetched, Frame, Partition
from barnabas.consumer.reading import Reading
from barnabas.types import TopicPartition
from tests.harness.batches import batch

KEY = TopicPartition("t", 0)
COUNT = 10


class Bench:
    """One partition with ten records in the buffer, and what the user does."""

    def __init__(self) -> None:
        self.given_out = 0
        self.assignment = Assignment(lambda: None)
        self.buffer = Buffer(1 << 20, lambda: None)
        self.reading = Reading(self.assignment, self.buffer, self.noted)
        self.p = Partition(KEY)
        self.p.start(0)
        self.assignment.owned = self.assignment.current = {KEY: self.p}
        frame = Frame(1000)
        chunk = Chunk(*KEY, memoryview(batch([b"x"] * COUNT)), fetch_offset=0)
        self.p.fetched(self.p.turn, COUNT, 0)
        self.buffer.settle(self.buffer.reserve(1 << 16, 1), [Fetched(chunk, self.p, frame, self.p.turn)], frame)
        self.iterator: RecordIterator[bytes, bytes] = RecordIterator(self.refill)
        self.reading.iterator = self.iterator

    def noted(self) -> None:
        self.given_out += 1

    def refill(self) -> Records[bytes, bytes] | None:
        self.reading.leave_iteration()
        return self.reading.take(COUNT + 1, iterating=True)

    def iterate(self, count: int) -> list[int]:
        return [next(self.iterator).offset for _ in range(count)]

    def poll(self, most: int = COUNT) -> list[int]:
        self.reading.leave_iteration()
        records = self.reading.take(most, iterating=False)
        return [] if records is None else [record.offset for record in records]


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_in_the_buffer_until_a_poll_has_given_the_last(bench: Bench) -> None:
    assert bench.p.outstanding()
    assert bench.poll(4) == [0, 1, 2, 3]
    assert bench.p.outstanding()
    assert bench.poll() == [4, 5, 6, 7, 8, 9]
    assert not bench.p.outstanding()


def test_in_an_iteration_until_the_step_behind_the_last(bench: Bench) -> None:
    assert bench.iterate(COUNT) == list(range(COUNT))
    assert bench.p.chunks == 0
    assert bench.p.outstanding(), "the user may be working on any of them"
    assert bench.p.position == 0
    assert next(bench.iterator, None) is None
    assert not bench.p.outstanding()
    assert (bench.p.position, bench.given_out) == (COUNT, 1)


def test_left_over_until_polls_or_another_iteration_have_given_it(bench: Bench) -> None:
    assert bench.iterate(3) == [0, 1, 2]
    assert bench.poll(2) == [3, 4]
    assert bench.p.outstanding()
    bench.p.paused = True
    assert bench.poll() == []
    assert bench.p.outstanding()
    bench.p.paused = False
    assert bench.iterate(2) == [5, 6]
    assert bench.p.outstanding()
    assert not bench.given_out
    assert bench.poll() == [7, 8, 9]
    assert not bench.p.outstanding()
    assert (bench.p.position, bench.given_out) == (COUNT, 1)


def test_nobody_is_woken_who_does_not_wait(bench: Bench) -> None:
    bench.iterate(COUNT)
    assert next(bench.iterator, None) is None
    assert (bench.p.position, bench.given_out) == (COUNT, 0)


def test_after_a_seek_nothing_is(bench: Bench) -> None:
    bench.iterate(3)
    bench.reading.leave_iteration()
    bench.p.start(5)
    bench.buffer.drop_stale()
    assert not bench.p.outstanding()
    assert bench.poll() == []
    assert not bench.p.outstanding()
