"""What is taken by a short way (plain records, runs of send_many, large memory) ends as what is taken by the long one."""

from __future__ import annotations

from typing import Any

import pytest

from barnabas._native import Accumulator, Chunk, ProducerBase, ProducerBatch, collect

MIB = 1 << 20
ROOM = 64 * MIB
Row = tuple[int, bytes | None, bytes | None, list[tuple[str, bytes | None]]]


def bench(*, on_loop: bool = False, **options: Any) -> tuple[Accumulator, ProducerBase[bytes, bytes]]:
    settings: dict[str, Any] = {
        "batch_size": 1_000_000,
        "batch_count": 1_000_000,
        "linger_ms": 1_000_000.0,
        "buffer_memory": ROOM,
        "max_request_size": MIB,
        "delivery_timeout_ms": 60_000,
        "compression": "none",
        "level": None,
        "carrier": lambda function: function,
    }
    accumulator = Accumulator(**settings | options)
    producer: ProducerBase[bytes, bytes] = ProducerBase()
    producer._wire(accumulator, lambda: None, None, None, None, on_loop)
    accumulator.set_topic("t", 1, {0: 0})
    return accumulator, producer


def drain(accumulator: Accumulator, offset: int = 0) -> list[ProducerBatch]:
    """All batches, each written at once."""
    found: list[ProducerBatch] = []
    accumulator.flush_mark()
    while batches := accumulator.drain(MIB)[0]:
        for batch in batches:
            accumulator.written(batch, offset, -1)
            offset += batch.count
        found += batches
    return found


def rows(batches: list[ProducerBatch]) -> list[Row]:
    found: list[Row] = []
    for batch in batches:
        records = collect([Chunk("t", 0, bytes(batch), fetch_offset=0)], 1 << 30)
        assert records.values() == [record.value for record in records]
        assert records.keys() == [record.key for record in records]
        found += [(record.timestamp_ms, record.key, record.value, record.headers) for record in records]
    return found


VALUES: list[Any] = [b"", b"x", None, bytes(63), bytes(64), bytearray(b"array"), memoryview(b"view"), bytes(9000)]


@pytest.mark.parametrize("keys", [None, [b"k", None, b"", b"longer key", None, bytearray(b"a"), b"b", bytes(300)]])
def test_one_by_one_and_many_are_the_same(keys: list[Any] | None) -> None:
    given = [None] * len(VALUES) if keys is None else keys
    one, many = bench(), bench()
    for value, key in zip(VALUES, given, strict=True):
        one[1].send("t", value, key=key, timestamp_ms=1000)
    deliveries = many[1].send_many("t", VALUES, keys, timestamp_ms=1000)
    expected = [
        (1000, None if k is None else bytes(k), None if v is None else bytes(v), [])
        for v, k in zip(VALUES, given, strict=True)
    ]
    assert rows(drain(one[0])) == expected
    assert rows(drain(many[0], 7)) == expected
    assert [metadata.offset for metadata in deliveries.result(0)] == list(range(7, 7 + len(VALUES)))


def test_headers_and_times_go_the_long_way_among_others() -> None:
    accumulator, producer = bench()
    producer.send("t", b"a", timestamp_ms=1000)
    producer.send("t", b"b", headers=[("h", None)], timestamp_ms=1001)
    producer.send("t", b"c", timestamp_ms=1 << 40)
    producer.send_many("t", [b"d", b"e"], headers=[("h", b"1")], timestamp_ms=5)
    assert rows(drain(accumulator)) == [
        (1000, None, b"a", []),
        (1001, None, b"b", [("h", None)]),
        (1 << 40, None, b"c", []),
        (5, None, b"d", [("h", b"1")]),
        (5, None, b"e", [("h", b"1")]),
    ]


def test_a_run_keeps_to_the_limits_of_a_batch() -> None:
    accumulator, producer = bench(batch_count=1000)
    producer.send_many("t", [b"x"] * 3500)
    assert [batch.count for batch in drain(accumulator)] == [1000, 1000, 1000, 500]
    accumulator, producer = bench(batch_size=10_000)
    producer.send_many("t", [bytes(100)] * 1000)
    batches = drain(accumulator)
    assert sum(batch.count for batch in batches) == 1000
    assert max(batch.nbytes for batch in batches) <= 10_000


@pytest.mark.parametrize("on_loop", [False, True])  # there the engine has the memory ready
@pytest.mark.parametrize("limit", [ROOM, 4 * MIB])  # with and without plenty of room
def test_large_batches_hold_what_was_sent_and_give_their_room_back(limit: int, on_loop: bool) -> None:
    accumulator, producer = bench(buffer_memory=limit, on_loop=on_loop)
    values = [b"%0100d" % number for number in range(1000)]
    for _ in range(3):
        for _ in range(25):
            producer.send_many("t", values)
        assert accumulator.used <= limit
        batches = drain(accumulator)
        assert [value for _, _, value, _ in rows(batches)] == values * 25
        del batches
        assert accumulator.used == 0
