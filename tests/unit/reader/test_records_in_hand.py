"""Records and what holds them, without a broker: comparison, copies, words, slices, iteration, and what is refused."""

from __future__ import annotations

import array
import asyncio
import copy
import io
import pickle
import threading
import zlib
from collections.abc import Callable
from typing import Any

import pytest

import barnabas
from barnabas._native import (
    AsyncRecordIterator,
    Chunk,
    RecordIterator,
    batch_headers,
    collect,
    decode_elsewhere,
    decode_within,
)
from barnabas.types import TopicPartition
from tests.harness.batches import APPEND_TIME, GZIP, batch, message

TIME = 1_700_000_000_000
WAIT = 10.0
PARTS: dict[str, Any] = {
    "key": b"k",
    "value": b"v",
    "headers": [("h", b"1"), ("h", None)],
    "timestamp_ms": TIME,
    "leader_epoch": 5,
}


def read(count: int = 5, *, topic: str = "t", partition: int = 0, base_offset: int = 0) -> Any:
    """So many records of one batch."""
    data = batch([b"%d" % n for n in range(count)], base_offset=base_offset)
    return collect([Chunk(topic, partition, data, fetch_offset=base_offset)], 100)


def record(**other: Any) -> barnabas.Record[Any, Any]:
    return barnabas.Record("t", 3, 7, **PARTS | other)


# --- one record -------------------------------------------------------------------------------------------------------


def test_one_that_was_made_is_equal_to_one_that_was_read() -> None:
    data = batch([b"v"], key=b"k", base_offset=7, timestamp=TIME)
    (found,) = collect([Chunk("t", 3, data, fetch_offset=7)], 10)
    made = barnabas.Record("t", 3, 7, key=b"k", value=b"v", timestamp_ms=TIME)
    assert made == found
    assert hash(made) == hash(found)
    assert repr(made) == repr(found) == "<Record t partition 3 offset 7 key=b'k' value=b'v'>"


@pytest.mark.parametrize(
    "other",
    [
        {"key": None},
        {"key": b""},
        {"value": b"w"},
        {"headers": [("h", b"1")]},
        {"timestamp_ms": TIME + 1},
        {"timestamp_type": "append"},
        {"leader_epoch": 6},
        {"leader_epoch": None},
    ],
    ids=str,
)
def test_records_differ_in_any_of_their_parts_and_have_their_place_as_hash(other: dict[str, Any]) -> None:
    assert (record(**other) == record()) is False
    assert (record(**other) != record()) is True
    assert hash(record(**other)) == hash(record())


@pytest.mark.parametrize("place", [("u", 3, 7), ("t", 4, 7), ("t", 3, 8)])
def test_records_of_other_places_differ(place: tuple[str, int, int]) -> None:
    assert barnabas.Record(*place, **PARTS) != record()
    assert len({barnabas.Record(*place, **PARTS), record(), record()}) == 2


def test_a_record_is_no_number() -> None:
    assert record() != 3
    with pytest.raises(TypeError):
        _ = record() < record()  # type: ignore[operator]


@pytest.mark.parametrize("kind", ["create", "append", "none"])
@pytest.mark.parametrize("way", [lambda one: pickle.loads(pickle.dumps(one)), copy.deepcopy, lambda one: one.copy()])
def test_a_copy_has_all_of_it(kind: str, way: Callable[[Any], Any]) -> None:
    one = record(timestamp_type=kind, value=b"21", value_deserializer=int, key_deserializer=bytes.decode)
    again = way(one)
    assert again == one
    assert again is not one
    assert (again.key, again.value, again.raw_value, again.timestamp_type) == ("k", 21, b"21", kind)
    assert (again.headers, again.leader_epoch, again.timestamp_ms) == (PARTS["headers"], 5, TIME)


def test_a_long_value_is_shown_by_its_beginning() -> None:
    assert repr(record(key=None, value=b"x" * 41)).endswith(f"key=None value={b'x' * 40!r}... (41 bytes)>")


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: record(timestamp_type="sometime"), ValueError, 'timestamp_type="sometime" is not accepted'),
        (lambda: barnabas.Record("t", 0), TypeError, "offset"),
        (lambda: barnabas.Record("t", 0, 0, b"k"), TypeError, "positional"),
        (lambda: record(color=1), TypeError, "color"),
        (lambda: record().copy(1), TypeError, "takes at most 0 arguments"),
    ],
)
def test_what_a_record_cannot_be_made_of(call: Callable[[], object], error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        call()


@pytest.mark.parametrize(
    ("magic", "attributes", "kind"), [(0, 0, "none"), (1, 0, "create"), (1, APPEND_TIME, "append")]
)
def test_whose_clock_it_was_in_old_formats(magic: int, attributes: int, kind: str) -> None:
    data = message(0, b"v", magic=magic, attributes=attributes)
    (one,) = collect([Chunk("t", 0, data, fetch_offset=0)], 10)
    assert one.timestamp_type == kind


# --- records ----------------------------------------------------------------------------------------------------------


def test_records_are_taken_by_number_and_by_slice() -> None:
    records = read()
    assert repr(records) == "<Records 5>"
    assert [records[at].offset for at in (0, 4, -1, -5)] == [0, 4, 4, 0]
    for wrong in (5, -6):
        with pytest.raises(IndexError, match=f"record {wrong} of 5 was asked for"):
            records[wrong]
    assert [one.offset for one in records[1:3]] == [1, 2]
    with pytest.raises(TypeError, match="with a step of 1 only"):
        records[::2]


def test_a_topic_is_the_same_by_its_name() -> None:
    """Two strings, one topic: what they have is one partition's."""
    names = [bytes.decode(b"topic") for _ in range(3)]
    assert names[0] is not names[1]
    chunks = [Chunk(name, 0, batch([b"v"], base_offset=at), fetch_offset=at) for at, name in enumerate(names)]
    records = collect(chunks, 10)
    assert [(place, len(of_it)) for place, of_it in records.by_partition().items()] == [(TopicPartition("topic", 0), 3)]
    assert records.positions() == {TopicPartition("topic", 0): (3, -1)}


def test_classes_take_their_types_in_brackets() -> None:
    for kind in (barnabas.Records, barnabas.PollResult, barnabas.Record):
        assert kind[str, int].__origin__ is kind  # type: ignore[index, union-attr]


def test_numbers_are_lent_to_read_and_not_to_write() -> None:
    column = read().offsets()
    assert column.tolist() == [0, 1, 2, 3, 4]
    assert column.obj is not None
    assert zlib.crc32(column.obj) == zlib.crc32(array.array("q", range(5)))  # takes bytes, whatever they are
    with pytest.raises(TypeError, match="read-write"):
        io.BytesIO(bytes(40)).readinto(column.obj)  # type: ignore[arg-type]


# --- fetched bytes ----------------------------------------------------------------------------------------------------


def test_what_was_asked_for_is_enough() -> None:
    chunks = [Chunk("t", n, batch([b"v"] * 3), fetch_offset=0) for n in range(3)]
    assert [one.partition for one in collect(chunks, 3)] == [0] * 3
    assert len(collect(chunks, 0)) == 0
    assert decode_within(chunks, 1, 1 << 20)
    assert len(collect(chunks, 100)) == 6
    assert decode_within(chunks, 100, 0), "there is nothing left to decode"


def test_bytes_with_holes_are_refused() -> None:
    with pytest.raises(ValueError, match="must be contiguous"):
        Chunk("t", 0, memoryview(b"abcd")[::2], fetch_offset=0)


def test_batches_before_the_offset_that_was_asked_for_are_passed_over() -> None:
    data = batch([b"a", b"b"]) + batch([b"c"], base_offset=2) + batch([b"d"], base_offset=3)
    assert [one.offset for one in collect([Chunk("t", 0, data, fetch_offset=3)], 10)] == [3]
    hollow = batch([b"a"], base_offset=3, last_delta=4)  # compaction has taken those behind it
    chunk = Chunk("t", 0, hollow, fetch_offset=5)
    assert len(collect([chunk], 10)) == 0
    assert (chunk.exhausted, chunk.next_offset) == (True, 8)


@pytest.mark.parametrize(
    ("bad", "kind"),
    [
        (batch(base_offset=1, magic=7), barnabas.errors.UnsupportedCodecError),
        (batch(base_offset=1, attributes=6), barnabas.errors.UnsupportedCodecError),
        (batch(base_offset=1, crc=1), barnabas.errors.CorruptBatchError),
        (batch(base_offset=-5), barnabas.errors.CorruptBatchError),
        (batch(base_offset=2**63 - 1), barnabas.errors.CorruptBatchError),  # nothing could stand behind it
        (message(2**63 - 1, b"x"), barnabas.errors.CorruptBatchError),
    ],
)
def test_an_error_stands_behind_the_good_records(bad: bytes, kind: type[Exception]) -> None:
    chunk = Chunk("t", 3, batch() + bad, fetch_offset=0)
    assert chunk.error is None
    assert len(collect([chunk], 10)) == 1
    assert isinstance(chunk.error, kind)
    assert (chunk.error.topic, chunk.error.partition) == ("t", 3)
    assert chunk.exhausted


def test_a_worker_decodes_and_says_when_it_is_done() -> None:
    chunks = [Chunk("t", n, batch([b"x" * 1000] * 9, attributes=GZIP), fetch_offset=0) for n in range(3)]
    done = threading.Event()
    assert not decode_within(chunks, 4, 10)
    decode_elsewhere(chunks, 4, done.set)
    assert done.wait(WAIT)
    assert decode_within(chunks, 4, 10), "it is ready"
    assert len(collect(chunks, 10, decode=False)) == 9, "the worker has decoded one batch for four records"


def test_what_takes_no_time_is_decoded_here() -> None:
    chunks = [Chunk("t", n, batch([b"v"] * 3), fetch_offset=0) for n in range(3)]
    assert len(collect(chunks, 7, decode=False)) == 0
    assert decode_within(chunks, 7, 1 << 20)
    assert [one.partition for one in collect(chunks, 7, decode=False)] == [0] * 3 + [1] * 3 + [2]
    assert decode_within(chunks, 7, 1 << 20)
    assert len(collect(chunks, 7, decode=False)) == 2
    assert all(chunk.exhausted for chunk in chunks)


def test_half_of_what_was_asked_for_is_given_before_a_worker_is() -> None:
    small, large = batch([b"v"] * 6), batch([b"x" * 100_000], attributes=GZIP, base_offset=6)
    done = threading.Event()
    chunk = Chunk("t", 0, small + large, fetch_offset=0)
    assert decode_within([chunk], 12, 1_000)
    assert [len(collect([chunk], 12, decode=False)), chunk.next_offset, chunk.exhausted] == [6, 6, False]
    assert not decode_within([chunk], 12, 1_000)
    decode_elsewhere([chunk], 12, done.set)
    assert done.wait(WAIT)
    assert [len(collect([chunk], 12, decode=False)), chunk.next_offset] == [1, 7]
    assert not decode_within([Chunk("t", 0, small + large, fetch_offset=0)], 13, 1_000), "that is less than half"


def test_an_error_takes_no_time() -> None:
    chunk = Chunk("t", 3, batch(magic=7), fetch_offset=0)
    assert decode_within([chunk], 10, 0)
    assert len(collect([chunk], 10, decode=False)) == 0
    assert isinstance(chunk.error, barnabas.errors.UnsupportedCodecError)


def test_what_the_done_function_raises_is_told_to_the_hook(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []
    told = threading.Event()

    def hook(args: Any) -> None:
        seen.append(args.exc_value)
        told.set()

    monkeypatch.setattr("sys.unraisablehook", hook)

    def done() -> None:
        raise LookupError("nobody listens")

    decode_elsewhere([Chunk("t", 0, batch([b"x" * 1000]), fetch_offset=0)], 4, done)
    assert told.wait(WAIT)
    assert isinstance(seen[0], LookupError)


def test_headers_of_batches_say_what_no_record_does() -> None:
    (header,), wrong, whole = batch_headers(
        data := batch([b"a", b"b"], timestamp=TIME, step=5, producer=(9, 2, 30), leader_epoch=4)
    )
    assert (wrong, whole) == (None, len(data))
    assert (header.start, header.end) == (0, len(data))
    assert (header.magic, header.codec, header.transactional, header.control) == (2, 0, False, False)
    assert (header.base_offset, header.last_offset, header.leader_epoch, header.max_timestamp) == (0, 1, 4, TIME + 5)
    assert (header.producer_id, header.producer_epoch, header.base_sequence) == (9, 2, 30)


# --- iteration --------------------------------------------------------------------------------------------------------


def test_an_iterator_goes_on_with_what_it_is_refilled_with_until_that_is_nothing() -> None:
    more = [read(2), read(0), read(1, base_offset=9)]
    found: RecordIterator[bytes, bytes] = RecordIterator(lambda: more.pop(0) if more else None)
    assert iter(found) is found
    assert [one.offset for one in found] == [0, 1, 9]
    assert found.steps > 3


def test_an_interrupted_iterator_asks_before_it_gives_the_next() -> None:
    asked: list[int] = []

    def refill() -> Any:
        asked.append(len(asked))
        found.interrupt(False)
        return read(3) if len(asked) == 1 else found.rest()

    found: RecordIterator[bytes, bytes] = RecordIterator(refill)
    assert next(found).offset == 0
    found.interrupt(True)
    assert found.given() == {TopicPartition("t", 0): (1, -1)}
    assert next(found).offset == 1
    assert asked == [0, 1]
    assert next(found).offset == 2
    assert len(found.rest()) == 0, "all of it was given"
    assert found.given() == {}


def test_what_was_given_and_what_is_left_of_several_partitions() -> None:
    chunks = [Chunk("t", n, batch([b"a", b"b"]), fetch_offset=0) for n in range(3)]
    left = [collect(chunks, 10)]
    found: RecordIterator[bytes, bytes] = RecordIterator(lambda: left.pop() if left else None)
    assert [next(found).partition for _ in range(4)] == [0, 0, 1, 1]
    assert found.given() == {TopicPartition("t", 0): (2, -1), TopicPartition("t", 1): (2, -1)}
    assert [(one.partition, one.offset) for one in found.rest()] == [(2, 0), (2, 1)]


def test_the_asynchronous_iterator_gives_what_is_at_hand_and_else_a_coroutine() -> None:
    async def main() -> None:
        async def refill() -> barnabas.Record[bytes, bytes]:
            found.interrupt(False)
            found.feed(read(2))
            one = found.step()
            assert one is not None
            return one

        found: AsyncRecordIterator[bytes, bytes] = AsyncRecordIterator(refill)
        assert aiter(found) is found
        assert found.step() is None
        assert (await anext(found)).offset == 0
        assert (await anext(found)).offset == 1
        found.interrupt(True)
        assert found.step() is None
        assert (await anext(found)).offset == 0
        assert found.steps == 5, "an interrupted one is none"
        assert [one.offset for one in found.rest()] == [1]

    asyncio.run(main())


@pytest.mark.parametrize("raised", [KeyboardInterrupt, SystemExit])
def test_ctrl_c_in_a_deserializer_is_itself(raised: type[BaseException]) -> None:
    def deserializer(_: bytes) -> None:
        raise raised

    with pytest.raises(raised):
        _ = record(value=b"x", value_deserializer=deserializer).value
