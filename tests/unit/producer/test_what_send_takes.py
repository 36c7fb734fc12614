"""What the native send() and send_many() take and refuse, and their handles in hand: no broker, the engine played by the test."""

from __future__ import annotations

import array
import asyncio
import io
from collections.abc import Callable
from typing import Any

import pytest

import barnabas
from barnabas._native import Chunk, Delivery, DeliveryBatch, ProducerBase, collect
from unit.producer.test_accumulator import Bench

Call = Callable[[Bench], object]


def sent(bench: Bench) -> list[barnabas.Record[bytes, bytes]]:
    """The records that went out, each batch written at offset 0."""
    bench.accumulator.flush_mark()
    found: list[barnabas.Record[bytes, bytes]] = []
    while batches := bench.drain():
        for one in batches:
            found += collect([Chunk(one.topic, one.partition, bytes(memoryview(one)), fetch_offset=0)], 1000)
            bench.accumulator.written(one, 0, -1)
        bench.accumulator.flush_mark()
    return found


class Unprintable:
    def __repr__(self) -> str:
        raise RuntimeError("no words")


# --- arguments --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda b: b.producer.send(), "missing required argument: 'topic'"),
        (lambda b: b.producer.send("t"), "missing required argument: 'value'"),
        (lambda b: b.producer.send("t", b"v", b"k"), "takes 2 positional arguments but 3 were given"),
        (lambda b: b.producer.send("t", b"v", color=1), "unexpected keyword argument 'color'"),
        (lambda b: b.producer.send("t", b"v", value=b"w"), "multiple values for argument 'value'"),
        (lambda b: b.producer.send(3, b"v"), "topic=3 is not accepted: expected a str"),
        (lambda b: b.producer.send(Unprintable(), b"v"), r"topic=\? is not accepted"),
        (lambda b: b.producer.send("t", "v"), r"value='v' is a str: encode it"),
        (lambda b: b.producer.send("t", b"v", key="k" * 100), r"key='k{59}\.\.\. is a str"),
        (lambda b: b.producer.send("t", 3), "value=3 is a int: expected bytes-like or None"),
        (lambda b: b.producer.send("t", b"v", headers=3), "headers has 3: expected pairs"),
        (lambda b: b.producer.send("t", b"v", headers=[3]), "headers has 3: expected pairs"),
        (lambda b: b.producer.send("t", b"v", headers=[(b"h", b"v")]), "expected pairs of a str"),
        (lambda b: b.producer.send("t", b"v", headers={"h": "v"}), "expected pairs of a str"),
        (lambda b: b.producer.send("t", b"v", timestamp_ms="now"), "timestamp_ms='now' is not accepted"),
        (lambda b: b.producer.send_many(3, [b"v"]), "topic=3 is not accepted"),
        (lambda b: b.producer.send_many("t", b"values"), "values is one value"),
        (lambda b: b.send(b"v").add_done_callback(3), "function=3 is not accepted: expected a callable"),
        (lambda b: ProducerBase().send("t", b"v"), r"make producers with client\.producer\(\)"),
    ],
)
def test_what_is_of_the_wrong_kind(call: Call, text: str) -> None:
    with pytest.raises(TypeError, match=text):
        call(Bench())


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda b: b.producer.send("t", b"v", timestamp_ms=-1), "timestamp_ms=-1 is not accepted: expected millisec"),
        (lambda b: b.producer.send("t", b"v", partition=-1), "partition=-1 is not accepted"),
        (lambda b: b.producer.send("t", b"v", partition="0"), "partition='0' is not accepted"),
        (lambda b: b.producer.send_many("t", [b"v"], [b"k", b"l"]), "keys has 2 items where values has 1"),
        (lambda b: b.send(b"v").result("1"), "timeout='1' is not accepted: expected seconds as a number"),
        (lambda b: b.send(b"v").exception(float("nan")), "timeout=nan is not accepted: expected seconds as a number"),
        (lambda b: b.producer.send_many("t", [b"v"]).errors(b"1"), "timeout=b'1' is not accepted: expected seconds"),
    ],
)
def test_what_is_out_of_range(call: Call, text: str) -> None:
    with pytest.raises(ValueError, match=text):
        call(Bench())


@pytest.mark.parametrize("endless", [float("inf"), 1e300, 10**18])
def test_a_time_without_end_is_one(endless: float) -> None:
    bench = Bench()
    delivery, several = bench.send(b"v"), bench.producer.send_many("t", [b"v"])
    bench.accumulator.flush_mark()
    for batch in bench.drain():
        bench.accumulator.written(batch, 0, -1)
    assert delivery.exception(endless) is None
    assert several.errors(endless) == {}


def test_whatever_lends_its_bytes_is_a_value() -> None:
    bench = Bench()
    for value in (b"ab", bytearray(b"ab"), memoryview(b"ab"), array.array("b", b"ab"), array.array("h", b"ab")):
        bench.producer.send("t", value)  # type: ignore[arg-type]
    bench.producer.send("t", memoryview(b"a-b-")[::2])  # type: ignore[arg-type]
    assert [one.value for one in sent(bench)] == [b"ab"] * 6


def test_headers_come_in_any_iterable_of_pairs_and_as_a_dict() -> None:
    bench = Bench()
    for headers in ({"h": b"1", "i": None}, [("h", b"1"), ("i", None)], iter([("h", bytearray(b"1")), ("i", None)])):
        bench.send(b"v", headers=headers)
    assert [one.headers for one in sent(bench)] == [[("h", b"1"), ("i", None)]] * 3


def test_names_of_keywords_that_are_not_interned_are_known_too() -> None:
    bench = Bench()
    bench.producer.send(**{"".join(part): given for part, given in ((("to", "pic"), "t"), (("val", "ue"), b"v"))})  # type: ignore[arg-type]
    assert [one.value for one in sent(bench)] == [b"v"]


def test_many_come_in_any_iterable_and_through_serializers() -> None:
    bench = Bench()
    bench.producer.send_many("t", (b"%d" % n for n in range(2)))  # type: ignore[arg-type]
    texts: ProducerBase[str, str] = ProducerBase()
    texts._wire(bench.accumulator, bench.wake, str.encode, str.upper, None, False)
    for send in (lambda: texts.send("t", "a"), lambda: texts.send_many("t", ["a"])):
        with pytest.raises(
            barnabas.SerializationError,
            match=r"^value_serializer returned 'A', a str, for 'a': expected bytes or None",
        ) as caught:
            send()
        assert caught.value.topic == "t"
    texts = ProducerBase()
    texts._wire(bench.accumulator, bench.wake, str.encode, str.encode, None, False)
    texts.send_many("t", (text for text in ("a", None, "c")), ["k", None, "m"])  # type: ignore[arg-type]
    assert [(one.key, one.value) for one in sent(bench)] == [
        (None, b"0"),
        (None, b"1"),
        (b"k", b"a"),
        (None, None),
        (b"m", b"c"),
    ]


def test_what_a_serializer_raises_is_the_cause_and_ctrl_c_is_itself() -> None:
    def fails(given: object) -> bytes:
        raise KeyboardInterrupt if given == "stop" else LookupError("no word for it")

    bench = Bench()
    words: ProducerBase[Any, Any] = ProducerBase()
    words._wire(bench.accumulator, bench.wake, None, fails, None, False)
    with pytest.raises(barnabas.SerializationError, match=r"value_serializer failed on 'x{59}\.\.\.") as caught:
        words.send("t", "x" * 100)
    assert isinstance(caught.value.__cause__, LookupError)
    with pytest.raises(KeyboardInterrupt):
        words.send("t", "stop")
    with pytest.raises(KeyboardInterrupt):
        words.send_many("t", ["stop"])


def test_a_serializer_may_return_what_send_takes_and_nothing_else() -> None:
    async def later(given: object) -> bytes:
        return b""

    bench = Bench()
    words: ProducerBase[Any, Any] = ProducerBase()
    words._wire(bench.accumulator, bench.wake, None, lambda given: given, None, False)
    for given in (b"ab", bytearray(b"ab"), memoryview(b"ab")):
        words.send("t", given)
    assert [one.value for one in sent(bench)] == [b"ab"] * 3
    words = ProducerBase()
    coroutine = later(3)
    words._wire(bench.accumulator, bench.wake, lambda given: coroutine, None, None, False)
    with pytest.raises(
        barnabas.SerializationError, match=r"key_serializer returned <coroutine .*, a coroutine, for 3: "
    ):
        words.send("t", b"v", key=3)
    coroutine.close()


def test_what_a_partitioner_raises_is_the_cause_and_ctrl_c_is_itself() -> None:
    def fails(topic: str, key: bytes | None, value: bytes | None, count: int) -> int:
        raise KeyboardInterrupt if value == b"stop" else LookupError("no place for it")

    bench = Bench()
    words: ProducerBase[bytes, bytes] = ProducerBase()
    words._wire(bench.accumulator, bench.wake, None, None, fails, False)
    text = r"^partitioner failed on topic t, key None, value b'v', \d+ partitions"
    for send in (lambda: words.send("t", b"v"), lambda: words.send_many("t", [b"v"])):
        with pytest.raises(barnabas.SerializationError, match=text) as caught:
            send()
        assert isinstance(caught.value.__cause__, LookupError)
    with pytest.raises(KeyboardInterrupt):
        words.send("t", b"stop")


# --- what is in the way -----------------------------------------------------------------------------------------------


class Slow(ProducerBase[bytes, bytes]):
    """Notes what a face would have to wait for."""

    def __init__(self, bench: Bench, partitioner: Callable[..., int] | None = None) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self._wire(bench.accumulator, bench.wake, None, None, partitioner, False)

    def _send_slowly(self, *record: Any) -> int:
        self.asked.append(record)
        found = self._append(*record, None)
        assert isinstance(found, int)
        return found

    def _send_many_slowly(self, into: DeliveryBatch, *rest: Any) -> tuple[int, int]:
        self.asked.append(rest)
        topic, values, keys, headers, partition, at, timestamp = rest
        return self._append_many(into, topic, values, keys, headers, partition, at, timestamp, None)


def test_a_partition_that_is_not_known_is_in_the_way_of_one_and_of_many() -> None:
    slow = Slow(Bench(partitions=2))
    one: Any = slow.send("t", b"v", partition=2)
    many: Any = slow.send_many("t", [b"v"], partition=2)
    assert one == many[1] < 0
    assert many[0] == 0


@pytest.mark.parametrize("headers", [None, [("h", b"1")]], ids=["short way", "long way"])
def test_a_full_buffer_is_in_the_way_of_what_does_not_fit(headers: Any) -> None:
    bench = Bench(buffer_memory=5000)
    slow = Slow(bench)
    many: Any = slow.send_many("t", [bytes(900)] * 9, headers=headers)
    at, need = many
    assert 0 < at < 9
    assert need > 900
    assert len(sent(bench)) == at


def test_a_partitioner_is_asked_once_for_a_record_that_has_to_wait() -> None:
    """One that deals records out in turn would pass over a partition otherwise."""
    told: list[bytes | None] = []

    def in_turn(topic: str, key: bytes | None, value: bytes | None, count: int) -> int:
        told.append(value)
        return (len(told) - 1) % count

    bench = Bench(partitions=3, buffer_memory=5000)
    slow = Slow(bench, in_turn)
    slow.send("t", bytes(4000))
    need: Any = slow.send("t", bytes(900))
    assert need > 900
    assert told == [bytes(4000), bytes(900)]
    ((topic, value, _, _, partition, _),) = slow.asked
    assert (topic, value, partition) == ("t", bytes(900), 1)


def test_what_no_empty_buffer_could_hold_is_refused() -> None:
    bench = Bench(buffer_memory=1000)
    with pytest.raises(barnabas.KafkaError, match="1000"):
        bench.send(bytes(2000))


def test_a_ticket_may_be_granted_at_once() -> None:
    bench = Bench(buffer_memory=5000)
    told: list[bool] = []
    ticket = bench.producer._ask_room(1000, lambda: told.append(True))
    assert told == [True]
    assert ticket is not None
    assert bench.producer._claim(ticket)
    assert bench.accumulator.used == 0  # nobody has it any more
    assert bench.producer._wait_room(1000, 10.0)
    assert bench.accumulator.used == 0
    bench.accumulator.close()
    assert not bench.producer._wait_room(1000, 10.0)


# --- handles ----------------------------------------------------------------------------------------------------------


def test_handles_say_how_far_they_are() -> None:
    bench = Bench()
    written, failed = bench.send(b"a", partition=0), None
    many = bench.producer.send_many("t", [b"b", b"c"])
    assert "pending" in repr(written)
    assert repr(many) == "<DeliveryBatch of 2 records, pending>"
    bench.accumulator.flush_mark()
    (batch,) = bench.drain()
    assert repr(batch) == "<batch of 3 records for t partition 0>"
    bench.accumulator.written(batch, 5, -1)
    assert "offset 5" in repr(written)
    assert repr(many) == "<DeliveryBatch of 2 records, done>"
    assert len(many) == 2
    assert repr(many.result()) == "<metadata of 2 records>"
    with pytest.raises(IndexError, match="index 2 is out of range: there are 2 records"):
        many[2]
    assert [many[at].result().offset for at in (0, 1, -1, -2)] == [6, 7, 7, 6]
    failed = bench.send(b"d")
    bench.accumulator.flush_mark()
    bench.accumulator.failed(bench.drain()[0], barnabas.KafkaError("no"), False)
    assert "failed" in repr(failed)


@pytest.mark.parametrize("failing", [0, 1])
def test_of_a_batch_that_was_cut_the_parts_count(failing: int) -> None:
    bench = Bench(batch_size=100_000)
    many = bench.producer.send_many("t", [b"a", b"b", b"c", b"d"])
    dropped = bench.producer.send_many("t", [b"e"])
    bench.accumulator.flush_mark()
    (whole,) = bench.drain()
    parts = bench.accumulator.split(whole)
    assert not many.done()
    for number, part in enumerate(parts):
        if number == failing:
            bench.accumulator.failed(part, barnabas.KafkaError("too large"), False)
        else:
            bench.accumulator.written(part, 10 * number, -1)
    assert many.done()
    assert many.errors().keys() == ({0, 1, 2} if failing == 0 else {3})
    with pytest.raises(barnabas.KafkaError, match="too large"):
        many.result()
    assert dropped.done()


def test_many_that_are_written_are_awaited_without_a_wait() -> None:
    async def main() -> None:
        bench = Bench()
        many = bench.producer.send_many("t", [b"a", b"b"])
        sent(bench)
        assert [one.offset for one in await many] == [0, 1]

    asyncio.run(main())


def test_what_a_callback_raises_is_told_to_the_hook(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []
    monkeypatch.setattr("sys.unraisablehook", lambda args: seen.append(args.exc_value))

    def callback(_: Delivery) -> None:
        raise LookupError("nobody listens")

    bench = Bench()
    delivery = bench.send(b"a")
    delivery.add_done_callback(callback)
    sent(bench)
    assert [type(one) for one in seen] == [LookupError]


def test_metadata_is_made_of_its_parts_by_place_or_name() -> None:
    made = barnabas.RecordMetadata("t", 1, offset=2, timestamp_ms=3)
    assert (made.topic, made.partition, made.offset, made.timestamp_ms) == ("t", 1, 2, 3)
    calls: list[tuple[Callable[..., object], str]] = [
        (lambda: barnabas.RecordMetadata("t", 1, 2, 3, 4), "at most 4|positional"),  # type: ignore[call-arg]
        (lambda: barnabas.RecordMetadata("t", 1, 2), "timestamp_ms"),  # type: ignore[call-arg]
        (lambda: barnabas.RecordMetadata("t", 1, 2, 3, color=4), "color"),  # type: ignore[call-arg]
        (lambda: barnabas.RecordMetadata("t", 1, 2, 3, topic="u"), "topic"),  # type: ignore[misc]
    ]
    for call, text in calls:
        with pytest.raises(TypeError, match=text):
            call()


# --- sealed batches ---------------------------------------------------------------------------------------------------


def test_a_sealed_batch_is_lent_to_read_and_stamped_beside_what_somebody_looks_at() -> None:
    bench = Bench(stamps=True)
    bench.send(b"a")
    bench.accumulator.flush_mark()
    (batch,) = bench.drain()
    batch.stamp(7, 0, 0, False)
    seen = memoryview(batch)
    before = bytes(seen)
    batch.stamp(7, 1, 0, True)
    assert bytes(seen) == before
    assert bytes(memoryview(batch)) != before
    with pytest.raises(TypeError, match="read-write"):
        io.BytesIO(bytes(8)).readinto(batch)  # type: ignore[arg-type]


def test_partitions_that_lost_their_leader_are_stuck_to_no_more() -> None:
    bench = Bench(partitions=2)
    bench.accumulator.set_topic("t", 2, {0: 1})
    bench.send(b"a")
    bench.accumulator.set_topic("t", 2, {1: 1})
    bench.send(b"b")
    assert [one.partition for one in sent(bench)] == [0, 1]
    bench.accumulator.set_topic("t", 2, {})
    bench.send(b"c")
    assert len(sent(bench)) == 1, "without any leader one of all is as good"


def test_avoided_nodes_are_gone_round_while_there_are_others() -> None:
    bench = Bench(partitions=2)
    bench.accumulator.set_topic("t", 2, {0: 1, 1: 2})
    bench.accumulator.avoid([1])
    bench.send(b"a")
    assert [one.partition for one in sent(bench)] == [1]
    bench.accumulator.avoid([1, 2])
    bench.send(b"b")
    assert len(sent(bench)) == 1


def test_what_is_too_old_comes_out_first_and_what_is_behind_it_too() -> None:
    bench = Bench(delivery_timeout_ms=1, batch_size=200)
    for _ in range(3):
        bench.send(bytes(150))
    found: list[Any] = []
    while len(found) < 3:
        found += bench.drain()
    assert [batch.problem for batch in found] == ["expired"] * 3


def test_one_turn_packs_only_so_much() -> None:
    bench = Bench(partitions=3, compression="gzip")
    for partition in range(3):
        bench.send(bytes(500), partition=partition)
    bench.accumulator.flush_mark()
    batches, due = bench.accumulator.drain(1)
    assert (len(batches), due) == (1, 0)
    assert len(bench.drain()) == 2
