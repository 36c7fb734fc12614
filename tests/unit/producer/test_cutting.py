"""A batch that was cut is settled with the last of its parts: whoever flushes waits for them, whenever the cut came."""

from __future__ import annotations

import pytest

import barnabas
from barnabas._native import ProducerBatch
from tests.unit.producer.accumulator_bench import Bench


def sent(records: int) -> tuple[Bench, ProducerBatch, int]:
    """A batch on its way, and the mark of a flush."""
    bench = Bench(batch_size=100_000)
    for n in range(records):
        bench.send(b"%d" % n)
    mark = bench.accumulator.flush_mark()
    (whole,) = bench.drain()
    return bench, whole, mark


@pytest.mark.parametrize("waits_before", [False, True])
def test_a_flush_ends_with_the_last_part_of_what_was_cut(waits_before: bool) -> None:
    bench, whole, mark = sent(4)
    accumulator, told = bench.accumulator, list[str]()
    if waits_before:
        assert accumulator.on_settled(mark, lambda: told.append("settled"))
    first, second = accumulator.split(whole)
    bench.send(b"behind the flush")
    if not waits_before:
        assert accumulator.on_settled(mark, lambda: told.append("settled"))
    quarters = accumulator.split(second)  # and cut once more
    assert accumulator.unresolved == 4
    accumulator.failed(first, barnabas.KafkaError("late"), True)
    accumulator.ended(first)
    accumulator.written(quarters[1], 3, -1)
    assert not accumulator.wait_settled(mark, 0)
    assert not told
    accumulator.written(quarters[0], 2, -1)
    assert accumulator.wait_settled(mark, 0)
    assert told == ["settled"]
    assert accumulator.unresolved == 1


def test_the_parts_of_a_later_batch_are_not_waited_for() -> None:
    bench, earlier, mark = sent(2)
    bench.send(b"a", partition=0)
    bench.send(b"b", partition=0)
    bench.accumulator.written(earlier, 0, -1)
    later = bench.accumulator.flush_mark()
    (whole,) = bench.drain()
    parts = bench.accumulator.split(whole)
    assert bench.accumulator.wait_settled(mark, 0)
    for part in parts:
        assert not bench.accumulator.wait_settled(later, 0)
        bench.accumulator.written(part, 2, -1)
    assert bench.accumulator.wait_settled(later, 0)
