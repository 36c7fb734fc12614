"""What was fetched and not given out: its room comes back, whatever becomes of its partition."""

from __future__ import annotations

import threading

import pytest

from barnabas._native import Chunk
from barnabas.consumer.assignment import Assignment
from barnabas.consumer.buffer import Buffer
from barnabas.consumer.partition import Fetched, Frame, Partition
from barnabas.consumer.reading import Reading
from barnabas.consumer.target import Target
from barnabas.engine.list_offsets import EARLIEST
from barnabas.types import TopicPartition

LIMIT = 1 << 20
WAIT = 30.0


def fetched(number: int) -> tuple[Partition, Fetched, Frame]:
    partition = Partition(TopicPartition("t", number))
    partition.start(0)
    frame = Frame(1000)
    return partition, Fetched(Chunk("t", number, b"", fetch_offset=0), partition, frame, partition.turn), frame


def test_a_partition_that_is_gone_holds_no_room() -> None:
    freed: list[int] = []
    buffer = Buffer(LIMIT, lambda: freed.append(1))
    partition, item, frame = fetched(0)
    buffer.settle(buffer.reserve(5000, 1), [item], frame)
    assert (buffer.used, len(buffer)) == (1000, 1)
    buffer.forget([partition])
    assert (buffer.used, len(buffer), freed) == (0, 0, [1])


def test_what_arrives_for_a_partition_that_is_gone_does_not_come_in() -> None:
    buffer = Buffer(LIMIT, lambda: None)
    partition, item, frame = fetched(0)
    other, kept, _ = fetched(1)
    kept.frame = frame
    reserved = buffer.reserve(5000, 1)
    partition.gone = True
    buffer.settle(reserved, [item, kept], frame)
    assert buffer.choose(lambda _: True, 10) == [kept]
    assert (buffer.used, partition.chunks, other.chunks) == (1000, 0, 1)
    buffer.drop(kept)
    assert buffer.used == 0


def test_a_seek_drops_and_a_pause_keeps() -> None:
    buffer = Buffer(LIMIT, lambda: None)
    sought, first, frame = fetched(0)
    paused, second, other = fetched(1)
    buffer.settle(buffer.reserve(5000, 1), [first], frame)
    buffer.settle(buffer.reserve(5000, 1), [second], other)
    sought.start(7)
    paused.paused = True
    assert buffer.choose(lambda p: not p.paused, 10) == []
    assert (len(buffer), paused.chunks, sought.chunks) == (1, 1, 0)


def test_it_stands_when_only_what_is_held_back_could_make_room() -> None:
    buffer = Buffer(1000, lambda: None)
    partition, item, frame = fetched(0)
    reserved = buffer.reserve(1000, 3)
    assert (reserved, buffer.reserve(1, 1), buffer.stands) == (1000, 0, False)  # a Fetch is out
    buffer.settle(reserved, [item], frame)
    assert (buffer.reserve(1, 1), buffer.stands) == (0, True)
    assert buffer.held(lambda _: True) == {}
    assert buffer.held(lambda _: False) == {partition: [item]}
    partition.fetch_again(3, 5)
    assert (partition.fetch_at, partition.fetch_epoch, partition.position) == (3, 5, 0)
    assert buffer.choose(lambda _: True, 10) == []
    assert not buffer.stands


def test_what_is_told_and_not_yet_heard_of_does_not_give_way() -> None:
    """It is the user's with its next look at the news."""
    assignment = Assignment(lambda: None)
    buffer = Buffer(1000, lambda: None)
    reading = Reading(assignment, buffer, lambda: None)
    partition, item, frame = fetched(0)
    assignment.current = {partition.key: partition}
    assignment.tell(assignment.current, None)
    buffer.settle(buffer.reserve(1000, 1), [item], frame)
    assert (buffer.stands, reading.choose(1), len(buffer)) == (True, [], 1)
    assert assignment.take() is not None
    assert reading.choose(1) == [item]


def test_what_was_asked_for_before_a_seek_moves_nothing() -> None:
    partition, item, _ = fetched(0)
    turn, version = partition.turn, partition.version
    assert partition.fetched(turn, 4, 1)
    partition.start(7, 2)
    assert not partition.fetched(turn, 5, 1)
    partition.found(9, 1, version)
    partition.start(11, version=version)
    assert partition.start_by(Target(EARLIEST), version=version) is None
    assert (partition.position, partition.fetch_at, partition.fetch_epoch, item.current) == (7, 7, 2, False)


@pytest.mark.parametrize("how", ["its partition is gone", "all goes"])
def test_much_memory_is_let_go_on_another_thread(how: str) -> None:
    """It takes the system milliseconds, which an event loop has not."""
    threads: list[int] = []
    ended = threading.Event()

    class Noted(bytearray):
        def __del__(self) -> None:
            threads.append(threading.get_ident())
            if len(threads) == 3:
                ended.set()

    buffer = Buffer(LIMIT * 8, lambda: None)
    partition, _, _ = fetched(0)
    frame = Frame(3 * LIMIT)
    chunks = [Chunk("t", 0, Noted(LIMIT), fetch_offset=at) for at in range(3)]
    buffer.settle(
        buffer.reserve(LIMIT, 1), [Fetched(chunk, partition, frame, partition.turn) for chunk in chunks], frame
    )
    chunks.clear()
    if how == "all goes":
        buffer.drop_all()
    else:
        buffer.forget([partition])
    assert (buffer.used, len(buffer)) == (0, 0)
    assert ended.wait(WAIT)
    assert threading.get_ident() not in threads
