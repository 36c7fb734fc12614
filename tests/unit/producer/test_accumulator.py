"""The native accumulator alone: no broker, the engine played by the test."""

from __future__ import annotations

import gc
import threading
from functools import partial
from typing import Any

import pytest

import barnabas
from barnabas._native import Delivery, DeliveryBatch, ProducerBase, ProducerBatch
from tests.unit.producer.accumulator_bench import WAIT, Bench


def test_nothing_is_due_before_it_lingered_and_all_is_due_when_flushed() -> None:
    bench = Bench()
    bench.send(b"a")
    batches, due = bench.accumulator.drain(1 << 20)
    assert not batches
    assert due is not None
    assert 50 < due <= 60  # the delivery timeout comes first
    mark = bench.accumulator.flush_mark()
    bench.send(b"behind the flush", partition=0)
    (batch,) = bench.drain()
    assert (batch.topic, batch.partition, batch.count) == ("t", 0, 2)
    assert not bench.accumulator.wait_settled(mark, 0)
    assert bench.accumulator.written(batch, 5, -1)
    assert bench.accumulator.wait_settled(mark, 0)


@pytest.mark.parametrize("options", [{"linger_ms": 1e30}, {"delivery_timeout_ms": 2**64 - 1}])
def test_times_that_no_clock_reaches_are_as_good_as_endless(options: dict[str, Any]) -> None:
    bench = Bench(**options)
    delivery = bench.send(b"a")
    assert bench.drain() == []
    bench.accumulator.flush_mark()
    (batch,) = bench.drain()
    assert batch.left > 0
    bench.accumulator.written(batch, 7, -1)
    assert delivery.result(0).offset == 7


def test_an_offset_that_cannot_be_is_none() -> None:
    """A broker may say that a batch begins at the greatest offset there is: its second record has none."""
    bench = Bench()
    deliveries = [bench.send(b"a"), bench.send(b"b")]
    bench.accumulator.flush_mark()
    (batch,) = bench.drain()
    bench.accumulator.written(batch, 2**63 - 1, -1)
    assert [delivery.result(0).offset for delivery in deliveries] == [2**63 - 1, None]
    assert repr(deliveries[1]) == "<Delivery t partition 0 written>"


@pytest.mark.parametrize("failures", [1, 2])
def test_an_engine_that_was_told_only_half_is_told_again(failures: int) -> None:
    """Ctrl-C may come while the engine is told: without another word the record would stay behind, and be missed at close."""
    told: list[str] = []

    class Interrupted(Bench):
        def wake(self) -> None:
            told.append("interrupted" if len(told) < failures else "told")
            if len(told) <= failures:
                raise KeyboardInterrupt

    bench = Interrupted()
    with pytest.raises(KeyboardInterrupt):
        bench.send(b"a")
    if failures == 2:
        bench.send(bytes(990))  # the next one that has something for it: a batch is full
    assert told == ["interrupted"] * failures + ["told"]
    bench.accumulator.flush_mark()
    assert sum(batch.count for batch in bench.drain())


def test_a_partition_with_a_batch_under_way_gives_no_second_one() -> None:
    bench = Bench()
    deliveries = [bench.send(bytes(300)) for _ in range(10)]
    (first,) = bench.drain()
    assert bench.drain() == []
    bench.accumulator.written(first, 0, -1)
    (second,) = bench.drain()
    bench.accumulator.failed(second, barnabas.KafkaError("lost"), True)
    assert bench.drain() == []  # its request is still out
    bench.accumulator.ended(second)
    (third,) = bench.drain()
    bench.accumulator.written(third, 3, -1)
    assert [d.done() for d in deliveries] == [True] * (first.count + second.count + third.count) + [False] * (
        10 - first.count - second.count - third.count
    )
    assert [deliveries[i].result(0).offset for i in range(first.count)] == list(range(first.count))
    with pytest.raises(barnabas.KafkaError, match="lost"):
        deliveries[first.count].result(0)


def test_a_batch_is_sealed_by_the_count_of_its_records_too() -> None:
    bench = Bench(batch_count=3)
    for _ in range(7):
        bench.send(b"x", partition=0)
    assert [b.count for b in bench.drain()] == [3]


def test_append_time_takes_the_place_of_the_records_own() -> None:
    bench = Bench()
    delivery = bench.send(b"x", timestamp_ms=5)
    bench.accumulator.flush_mark()
    (batch,) = bench.drain()
    bench.accumulator.written(batch, 7, 99)
    assert delivery.result() == barnabas.RecordMetadata("t", 0, 7, 99)


def test_room_is_given_in_the_order_of_asking() -> None:
    bench = Bench(buffer_memory=5000, batch_size=100_000)
    producer = bench.producer
    bench.send(bytes(3000))
    told: list[str] = []
    large = producer._ask_room(4000, lambda: told.append("large"))
    small = producer._ask_room(100, lambda: told.append("small"))
    assert large is not None
    assert small is not None
    assert told == []  # the small one would fit, and waits for its turn
    assert bench.wakes
    (batch,) = bench.drain()  # somebody waits: nothing lingers
    bench.accumulator.written(batch, 0, -1)
    assert told == ["large", "small"]
    reserved = producer._claim(large)
    assert reserved is not None
    assert bench.accumulator.used == 4100
    producer._give_up(small)
    reserved.give_back()
    reserved.give_back()
    assert bench.accumulator.used == 0
    assert not producer._claim(small)


def test_who_waits_for_room_is_refused_at_close() -> None:
    bench = Bench(buffer_memory=5000)
    bench.send(bytes(3000))
    outcome: list[bool] = []
    thread = threading.Thread(target=lambda: outcome.append(bench.producer._wait_room(4000, WAIT) is not None))
    thread.start()
    while not bench.wakes:
        pass
    bench.accumulator.close()
    thread.join(WAIT)
    assert outcome == [False]
    assert bench.producer._ask_room(10, lambda: None) is None
    with pytest.raises(barnabas.ClosedError):
        bench.send(b"x")


@pytest.mark.parametrize("codec", ["none", "gzip", "snappy", "lz4", "zstd"])
def test_a_batch_that_was_cut_keeps_order_headers_and_handles(codec: str) -> None:
    bench = Bench(batch_size=100_000, compression=codec)
    deliveries = [bench.send(b"%d" % i, key=b"k", headers=[("h", b"%d" % i)]) for i in range(5)]
    dropped = bench.producer.send_many("t", [b"x", b"y"])
    called: list[Delivery] = []
    deliveries[4].add_done_callback(called.append)
    bench.accumulator.flush_mark()
    (whole,) = bench.drain()
    first, second = bench.accumulator.split(whole)
    del dropped
    assert (first.count, second.count) == (4, 3)
    chunk = barnabas._native.Chunk("t", 0, bytes(memoryview(first)), fetch_offset=0)
    records = barnabas._native.collect([chunk], 100)
    assert [(r.value, r.headers) for r in records] == [(b"%d" % i, [("h", b"%d" % i)]) for i in range(4)]
    bench.accumulator.written(first, 10, -1)
    bench.accumulator.failed(second, barnabas.KafkaError("too large"), False)
    assert [d.result(0).offset for d in deliveries[:4]] == [10, 11, 12, 13]
    assert called == [deliveries[4]]
    assert str(deliveries[4].exception()) == "too large"
    ((_, _, count, error),) = bench.accumulator.failures()
    assert (count, str(error)) == (2, "too large")


def test_failures_count_only_where_nobody_asked() -> None:
    bench = Bench(batch_size=100_000)
    kept = bench.send(b"kept and asked")
    late = bench.send(b"kept and dropped after the failure")
    bench.send(b"dropped")
    many = bench.producer.send_many("t", [b"a", b"b", b"c"])
    assert isinstance(many, DeliveryBatch)
    bench.accumulator.flush_mark()
    (batch,) = bench.drain()
    bench.accumulator.failed(batch, barnabas.KafkaError("no"), False)
    assert kept.exception() is not None
    assert set(many.errors()) == {0, 1, 2}
    assert [n for _, _, n, _ in bench.accumulator.news()] == [1]
    del late
    gc.collect()
    assert [n for _, _, n, _ in bench.accumulator.news()] == [1]
    assert bench.accumulator.news() == []
    assert [n for _, _, n, _ in bench.accumulator.failures()] == [2]
    assert bench.accumulator.failures() == []


def test_old_batches_come_out_as_expired() -> None:
    bench = Bench(delivery_timeout_ms=1)
    delivery = bench.send(b"x")
    found: list[ProducerBatch] = []
    while not found:
        found = bench.drain()
    assert found[0].problem == "expired"
    bench.accumulator.failed(found[0], barnabas.DeliveryTimeoutError("late"), False)
    assert isinstance(delivery.exception(), barnabas.DeliveryTimeoutError)
    assert bench.accumulator.used == 0


def test_a_finalizer_may_send() -> None:
    bench = Bench(batch_size=500)

    class Value:
        def __del__(self) -> None:
            bench.send(b"from a finalizer")

    def callback(value: Value, _: Delivery) -> None:
        del value

    for _ in range(5):
        delivery = bench.send(bytes(100))
        delivery.add_done_callback(partial(callback, Value()))
        del delivery
    bench.accumulator.flush_mark()
    while batches := bench.drain():
        for batch in batches:
            bench.accumulator.written(batch, 0, -1)
        bench.accumulator.flush_mark()
    gc.collect()
    assert bench.accumulator.unresolved <= 1


@pytest.mark.kip(480)
def test_sticky_partitions_change_with_each_batch() -> None:
    bench = Bench(partitions=4, batch_size=2000, buffer_memory=1 << 22)
    for _ in range(400):
        bench.send(bytes(100))
    bench.accumulator.flush_mark()
    counts = [0] * 4
    while batches := bench.drain():
        for batch in batches:
            counts[batch.partition] += batch.count
            bench.accumulator.written(batch, 0, -1)
    assert sum(counts) == 400
    assert min(counts) > 0


MIB = 1 << 20


class Ahead(ProducerBase[bytes, bytes]):
    """Goes on after each wait for used memory, as the faces do, whatever came of it."""

    def __init__(self, bench: Bench) -> None:
        self.waits: list[int] = []
        self.bench = bench
        self._wire(bench.accumulator, bench.wake, None, None, None, False)

    def _send_slowly(self, *record: Any) -> Delivery:
        while True:
            got = self._append(*record, None)
            if isinstance(got, Delivery):
                return got
            assert got == -4
            self.waits.append(self.bench.accumulator.used)
            self._await_spare(0)


def test_who_is_ahead_of_the_brokers_waits_for_memory_that_was_used_before() -> None:
    bench = Bench(batch_size=1_000_000, buffer_memory=256 * MIB, max_request_size=MIB)
    producer = Ahead(bench)
    for _ in range(200):
        producer.send("t", bytes(100_000))
    assert producer.waits
    assert min(producer.waits) >= 8 * MIB  # what is under way at once waits for nobody
    assert len(producer.waits) <= 20  # once a batch

    waited: list[bool] = []
    thread = threading.Thread(target=lambda: waited.append(producer._await_spare(WAIT)))
    thread.start()
    while thread.is_alive():
        for batch in bench.drain():
            bench.accumulator.written(batch, 0, -1)
    assert waited == [True]
    before = len(producer.waits)
    for _ in range(10):
        producer.send("t", bytes(100_000))
    assert len(producer.waits) == before  # there is memory at hand now


def test_a_topic_made_anew_with_fewer_partitions_has_fewer() -> None:
    """What waits for one that is gone stays where it is; nothing more goes there."""
    bench = Bench(partitions=6, batch_size=100_000)
    for key in range(30):
        bench.send(b"before", key=b"%d" % key)
    before = bench.accumulator.unresolved
    assert before == 6
    bench.accumulator.set_topic("t", 2, {})
    assert bench.accumulator.partitions("t") == 2
    assert bench.producer._append("t", b"x", None, None, 2, 0, None) == -2
    for n in range(30):
        bench.send(b"after", key=b"%d" % n)
        bench.send(b"after")
    bench.accumulator.flush_mark()
    counts = {batch.partition: batch.count for batch in bench.drain()}
    assert sorted(counts) == list(range(6))
    assert counts[0] + counts[1] >= 60
    assert sum(counts.values()) == 90
    bench.accumulator.set_topic("t", 6, dict.fromkeys(range(6), 0))
    assert bench.accumulator.partitions("t") == 6


def test_a_partitioner_is_told_of_the_partitions_that_there_are() -> None:
    bench = Bench(partitions=6)
    told: list[int] = []

    def last(topic: str, key: bytes | None, value: bytes | None, count: int) -> int:
        told.append(count)
        return count - 1

    producer: ProducerBase[bytes, bytes] = ProducerBase()
    producer._wire(bench.accumulator, bench.wake, None, None, last, False)
    producer.send("t", b"x")
    bench.accumulator.set_topic("t", 2, {0: 0, 1: 0})
    producer.send("t", b"x")
    assert told == [6, 2]
