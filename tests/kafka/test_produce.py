"""Writing to a real broker: what is sent arrives once and in order; every outcome reaches its handle; nothing fails silently."""

from __future__ import annotations

import asyncio
import gc
import logging
import pickle
import threading
import time
from types import MappingProxyType
from typing import Any

import pytest

import barnabas
from barnabas import RecordMetadata, TopicPartition
from tests.harness.broker import Broker
from tests.harness.kafka import Kafka, Topics
from tests.harness.reading import read
from tests.harness.waiting import turns, until

WAIT = 30.0


@pytest.mark.kip(98, 110)
@pytest.mark.parametrize("codec", ["none", "gzip", "snappy", "lz4", "zstd"])
@pytest.mark.parametrize("acks", [0, 1, "all"])
def test_what_is_sent_arrives(client: barnabas.Client, topic: Topics, codec: Any, acks: Any) -> None:
    name = topic()
    values = [b"value %d" % i * (i % 50) for i in range(1000)]
    with client.producer(acks=acks, compression_type=codec, batch_size=20_000) as producer:
        deliveries = [producer.send(name, value) for value in values]
        found = [delivery.result(WAIT) for delivery in deliveries]
    assert [m.offset for m in found] == ([None] * 1000 if acks == 0 else list(range(1000)))
    assert [r.value for r in read(client, name, 1000)] == values


HEADERS = {"trace": b"1", "empty": None}


@pytest.mark.parametrize("given", [dict, MappingProxyType, lambda h: list(h.items()), lambda h: iter(h.items())])
@pytest.mark.parametrize("known", [False, True])
def test_headers_of_any_kind_arrive_with_each_record(
    client: barnabas.Client, topic: Topics, given: Any, known: bool
) -> None:
    name = topic()
    with client.producer(buffer_memory=40_000, batch_size=8_000) as producer:
        if known:
            producer.partitions_for(name)
        producer.send(name, b"one", headers=given(HEADERS)).result(WAIT)
    with client.producer(buffer_memory=40_000, batch_size=8_000) as producer:
        if known:
            producer.partitions_for(name)
        many = [bytes(1000)] * 100  # more than there is room for at once
        producer.send_many(name, many, headers=given(HEADERS)).result(WAIT)
    assert [dict(r.headers) for r in read(client, name, 101)] == [HEADERS] * 101


# What Java's Utils.murmur2 makes of these keys, by Kafka's own tests.
JAVA_HASHES = {
    b"21": -973932308,
    b"foobar": -790332482,
    b"a-little-bit-long-string": -985981536,
    b"a-little-bit-longer-string": -1486304829,
    b"abc": 479470107,
}


def test_keys_go_where_java_sends_them(client: barnabas.Client, topic: Topics) -> None:
    name = topic(partitions=7)
    with client.producer() as producer:
        assert producer.partitions_for(name) == list(range(7))
        for key, java in JAVA_HASHES.items():
            assert producer.send(name, b"", key=key).result(WAIT).partition == (java & 0x7FFFFFFF) % 7
        assert producer.send(name, b"", key=b"abc", partition=6).result(WAIT).partition == 6


@pytest.mark.kip(22)
def test_a_partitioner_of_the_users_own(client: barnabas.Client, topic: Topics) -> None:
    name = topic(partitions=3)
    calls: list[Any] = []

    def partitioner(topic: str, key: bytes | None, value: bytes | None, count: int) -> int:
        calls.append((topic, key, value, count))
        return 2

    with client.producer(partitioner=partitioner) as producer:
        assert producer.send(name, b"v", key=b"k").result(WAIT).partition == 2
        assert {m.partition for m in producer.send_many(name, [b"a", b"b"]).result(WAIT)} == {2}
    assert calls[0] == (name, b"k", b"v", 3)
    with (
        client.producer(partitioner=lambda *_: 9) as wrong,
        pytest.raises(ValueError, match="expected an int from 0 to 2"),
    ):
        wrong.send(name, b"v")


def test_many_threads_may_send_at_once(client: barnabas.Client, topic: Topics) -> None:
    name = topic(partitions=2)
    with client.producer(buffer_memory=200_000, batch_size=10_000) as producer:

        def send(thread: int) -> None:
            for i in range(500):
                producer.send(name, b"%d:%d" % (thread, i), partition=thread % 2)

        threads = [threading.Thread(target=send, args=(t,)) for t in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    found = [r.value for r in read(client, name, 2000, 2)]
    assert len(set(found)) == 2000
    for thread in range(4):  # each one's order is kept
        mine = [v for v in found if v.startswith(b"%d:" % thread)]
        assert mine == [b"%d:%d" % (thread, i) for i in range(500)]


def test_bytes_are_copied_at_send_and_text_is_refused(client: barnabas.Client, topic: Topics) -> None:
    name = topic()
    with client.producer(linger_ms=200) as producer:
        data = bytearray(b"before")
        delivery = producer.send(name, data, key=memoryview(b"key"))
        data[:] = b"after!"
        delivery.result(WAIT)
        for bad in ("text", 5, object()):
            with pytest.raises(TypeError, match="value"):
                producer.send(name, bad)  # type: ignore[arg-type]
        with pytest.raises(TypeError, match=r"\.encode\(\)"):
            producer.send(name, "text")  # type: ignore[arg-type]
        with pytest.raises(TypeError, match="headers"):
            producer.send(name, b"", headers=[("a", 1)])  # type: ignore[list-item]
        with pytest.raises(ValueError, match="partition=-1"):
            producer.send(name, b"", partition=-1)
        with pytest.raises(ValueError, match="2 items"):
            producer.send_many(name, [b"a"], [b"a", b"b"])
        with pytest.raises(TypeError, match="one value"):
            producer.send_many(name, b"abc")  # type: ignore[arg-type]
    assert [(r.key, r.value) for r in read(client, name, 1)] == [(b"key", b"before")]


def test_serializers_take_objects_and_their_errors_name_them(client: barnabas.Client, topic: Topics) -> None:
    name = topic()
    with client.producer(key_serializer=str.encode, value_serializer=lambda n: b"%d" % n) as producer:
        producer.send(name, 5, key="five").result(WAIT)
        producer.send(name, None).result(WAIT)
        with pytest.raises(barnabas.SerializationError, match="'six'") as caught:
            producer.send(name, "six")  # type: ignore[arg-type]
        assert isinstance(caught.value.__cause__, TypeError)
    assert [(r.key, r.value) for r in read(client, name, 2)] == [(b"five", b"5"), (None, None)]


@pytest.mark.parametrize("partitioner", [None, lambda topic, key, value, count: 0], ids=["own", "user's"])
def test_the_error_of_many_has_those_that_were_accepted(
    kafka: Kafka, client: barnabas.Client, topic: Topics, partitioner: Any
) -> None:
    name = topic()
    values = [b"a", b"b", bytes(5000), b"c"]
    with client.producer(max_request_size=1024, partitioner=partitioner) as producer:
        producer.partitions_for(name)  # else it waits, and that is another way
        with pytest.raises(barnabas.RecordTooLargeError) as caught:
            producer.send_many(name, values)
        accepted = caught.value.accepted
        assert accepted is not None
        assert [metadata.offset for metadata in accepted.result(WAIT)] == [0, 1]
        copy = pickle.loads(pickle.dumps(caught.value))
        assert (str(copy), copy.accepted) == (str(caught.value), None)
        with pytest.raises(barnabas.RecordTooLargeError) as single:
            producer.send(name, bytes(5000))
        assert single.value.accepted is None

    async def awaited() -> list[int | None]:
        async with (
            barnabas.AsyncClient(kafka.bootstrap) as other,
            other.producer(max_request_size=1024, partitioner=partitioner) as producer,
        ):
            await producer.partitions_for(name)
            with pytest.raises(barnabas.RecordTooLargeError) as caught:
                await producer.send_many(name, values)
            assert caught.value.accepted is not None
            return [metadata.offset for metadata in await caught.value.accepted]

    assert asyncio.run(awaited()) == [2, 3]


def test_what_is_too_large_is_refused_at_once(client: barnabas.Client, topic: Topics) -> None:
    name = topic()
    with client.producer(max_request_size=10_000) as producer:
        with pytest.raises(barnabas.RecordTooLargeError, match="max_request_size"):
            producer.send(name, bytes(10_000))
        with pytest.raises(barnabas.RecordTooLargeError) as caught:
            producer.send_many(name, [b"a", bytes(10_000), b"b"])
        del caught
        producer.send(name, bytes(9_000)).result(WAIT)


@pytest.mark.kip(126)
def test_a_batch_too_large_for_the_broker_is_cut(client: barnabas.Client, topic: Topics) -> None:
    name = topic(configs={"max.message.bytes": "2000"})
    with client.producer(linger_ms=200) as producer:
        deliveries = [producer.send(name, b"%03d" % i + bytes(97)) for i in range(100)]
        tail = producer.send(name, bytes(5000))
        assert [d.result(WAIT).offset for d in deliveries] == list(range(100))
        with pytest.raises(barnabas.BrokerError, match="MESSAGE_TOO_LARGE") as caught:
            tail.result(WAIT)
        assert caught.value.code == 10
    assert [r.value[:3] for r in read(client, name, 100)] == [b"%03d" % i for i in range(100)]  # type: ignore[index]


def test_an_unknown_topic_or_partition_fails_in_time(client: barnabas.Client, topic: Topics) -> None:
    name = topic(partitions=2)
    client.producer().partitions_for(name)
    with client.producer(max_block_ms=500) as producer:

        def refused() -> bool:
            with pytest.raises(barnabas.KafkaTimeoutError) as told:
                producer.send(name, b"", partition=7)
            return isinstance(told.value, barnabas.UnknownTopicError) and "no partition 7" in str(told.value)

        until(refused, "a broker answers within max_block_ms")  # else it is told that none did
    with client.producer() as producer, pytest.raises(barnabas.BrokerError, match="INVALID_TOPIC"):
        producer.send("not a name", b"")
    with client.producer() as producer:  # auto-creation, as Java does
        assert producer.send(topic.name(), b"").result(WAIT).offset == 0


def test_handles_can_be_asked_in_every_way(client: barnabas.Client, topic: Topics) -> None:
    name = topic()
    called = threading.Event()
    threads: list[str] = []
    with client.producer() as producer:

        def callback(delivery: barnabas.Delivery) -> None:
            threads.append(threading.current_thread().name)
            producer.send(name, b"from the callback")
            called.set()

        def broken(delivery: barnabas.Delivery) -> None:
            raise ValueError("a user's bug")

        delivery = producer.send(name, b"x")
        delivery.add_done_callback(broken)
        delivery.add_done_callback(callback)
        metadata = delivery.result(WAIT)
        assert delivery.done()
        assert delivery.exception() is None
        assert metadata == RecordMetadata(name, 0, 0, metadata.timestamp_ms)
        assert called.wait(WAIT)
        delivery.add_done_callback(lambda d: called.set())
        many = producer.send_many(name, [b"a", b"b", b"c"])
        assert [m.offset for m in many.result(WAIT)] == [many[i].result().offset for i in range(3)]
        assert many[-1].result() == many.result()[2]
        assert many.errors() == {}
        with pytest.raises(IndexError):
            many[3]
    assert "callbacks" in threads[0]


def test_result_that_runs_out_changes_nothing(own_broker: Broker, topic: Topics) -> None:
    with barnabas.Client(own_broker.bootstrap) as client:
        name = topic(on=own_broker)
        with client.producer() as producer:
            producer.send(name, b"warm").result(WAIT)
            own_broker.pause()
            delivery = producer.send(name, b"x")
            for wait in (delivery.result, delivery.exception, producer.flush):
                with pytest.raises(barnabas.KafkaTimeoutError) as caught:
                    wait(timeout=0.05)
                assert not isinstance(caught.value, barnabas.DeliveryTimeoutError)
                assert not delivery.done()
            own_broker.resume()
            assert delivery.result(WAIT).offset == 1


@pytest.mark.kip(91)
def test_delivery_timeout_says_whether_it_may_have_been_written(own_broker: Broker, topic: Topics) -> None:
    with barnabas.Client(own_broker.bootstrap, request_timeout_ms=800) as client:
        name = topic(on=own_broker)
        producer = client.producer(delivery_timeout_ms=1000, linger_ms=0)
        until(lambda: producer.send(name, b"warm").exception(WAIT) is None, "the first record to be written in time")
        own_broker.pause()
        sent = producer.send(name, b"out")
        queued = []
        error = sent.exception(WAIT)
        assert isinstance(error, barnabas.DeliveryTimeoutError)
        assert error.maybe_written
        queued.append(producer.send(name, b"behind"))
        error = queued[0].exception(WAIT)
        assert isinstance(error, barnabas.DeliveryTimeoutError)
        assert not error.maybe_written
        own_broker.resume()
        producer.close()


@pytest.mark.kip(91)
def test_each_record_has_a_delivery_timeout_of_its_own(own_broker: Broker, topic: Topics) -> None:
    with barnabas.Client(own_broker.bootstrap, request_timeout_ms=800) as client:
        name = topic(on=own_broker, partitions=3)
        producer = client.producer(delivery_timeout_ms=1000, linger_ms=0)
        until(lambda: producer.send(name, b"warm").exception(WAIT) is None, "the first record to be written in time")
        own_broker.pause()
        deliveries: list[barnabas.Delivery] = []
        for partition in range(3):
            deliveries.append(producer.send(name, b"x", partition=partition))
            assert not deliveries[0].done()
            time.sleep(0.05)  # noqa: TID251  # the next one's time ends later, by this much
        for delivery in deliveries:
            assert isinstance(delivery.exception(WAIT), barnabas.DeliveryTimeoutError)
        own_broker.resume()
        producer.close()


def test_a_full_buffer_blocks_and_then_says_so(own_broker: Broker, topic: Topics) -> None:
    with barnabas.Client(own_broker.bootstrap) as client:
        name = topic(on=own_broker)
        producer = client.producer(buffer_memory=50_000, max_block_ms=200, max_request_size=20_000)
        producer.send(name, b"warm").result(WAIT)
        own_broker.pause()
        deliveries: list[barnabas.Delivery] = []
        with pytest.raises(barnabas.BufferFullError, match="buffer_memory"):
            while len(deliveries) < 100:
                deliveries.append(producer.send(name, bytes(5000)))
        assert 5 <= len(deliveries) <= 10
        blocked = threading.Thread(target=lambda: deliveries.append(producer.send(name, bytes(5000))))
        producer._max_block = WAIT
        blocked.start()
        own_broker.resume()
        blocked.join(WAIT)
        assert sorted(d.result(WAIT).offset or 0 for d in deliveries) == list(range(1, len(deliveries) + 1))
        producer.close()


def test_a_failure_that_nobody_asked_for_is_raised_once(
    own_broker: Broker, topic: Topics, caplog: pytest.LogCaptureFixture
) -> None:
    with barnabas.Client(own_broker.bootstrap, request_timeout_ms=500) as client:
        name = topic(on=own_broker)
        producer = client.producer(delivery_timeout_ms=500, linger_ms=0)
        until(lambda: producer.send(name, b"warm").exception(WAIT) is None, "a record is written in its half second")
        own_broker.pause()
        kept = producer.send(name, b"asked")
        producer.send_many(name, [b"dropped"] * 3)
        gc.collect()
        assert kept.exception(WAIT) is not None
        with (
            caplog.at_level(logging.ERROR, "barnabas"),
            pytest.raises(barnabas.UndeliveredError, match="3 records") as caught,
        ):
            producer.flush(WAIT)
        assert caught.value.count == 3
        ((place, (count, cause)),) = caught.value.by_partition.items()
        assert (place, count) == (TopicPartition(name, 0), 3)
        assert isinstance(cause, barnabas.DeliveryTimeoutError)
        producer.flush(WAIT)  # told once
        own_broker.resume()
        producer.close()


@pytest.mark.kip(15)
def test_close_tells_what_stayed_behind(own_broker: Broker, topic: Topics) -> None:
    with barnabas.Client(own_broker.bootstrap) as client:
        name = topic(on=own_broker)
        producer = client.producer()
        producer.send(name, b"warm").result(WAIT)
        own_broker.pause()
        kept = producer.send(name, b"x")
        with pytest.raises(barnabas.UndeliveredError, match="1 records"):
            producer.close(timeout=0.3)
        assert isinstance(kept.exception(), barnabas.ClosedError)
        producer.close()
        with pytest.raises(barnabas.ClosedError):
            producer.send(name, b"x")
        own_broker.resume()


def test_an_exception_in_with_goes_first(client: barnabas.Client, topic: Topics) -> None:
    name = topic()
    with pytest.raises(ZeroDivisionError), client.producer(linger_ms=1000) as producer:
        producer.send(name, b"flushed all the same")
        _ = 1 // 0
    assert len(read(client, name, 1)) == 1


def test_a_broker_that_restarts_loses_nothing(own_broker: Broker, topic: Topics) -> None:
    with barnabas.Client(own_broker.bootstrap) as client:
        name = topic(on=own_broker)
        with client.producer(linger_ms=1) as producer:
            deliveries = [producer.send(name, b"%d" % i) for i in range(100)]
            deliveries[-1].result(WAIT)
            own_broker.kill()
            deliveries += [producer.send(name, b"%d" % i) for i in range(100, 200)]
            own_broker.start()
            deliveries += [producer.send(name, b"%d" % i) for i in range(200, 300)]
            for delivery in deliveries:
                delivery.result(60)
        found = [int(r.value or b"") for r in read(client, name, 300)]
        assert set(found) == set(range(300))
        firsts = list(dict.fromkeys(found))
        assert firsts == sorted(firsts), "the order was lost"


# --- async ------------------------------------------------------------------------------------------------------------


def test_the_async_face_sends_awaits_and_flushes(kafka: Kafka, topic: Topics) -> None:
    name = topic()

    async def main() -> None:
        async with barnabas.AsyncClient(kafka.bootstrap) as client, client.producer() as producer:
            delivery = await producer.send(name, b"x")
            one, other = await asyncio.gather(delivery, delivery)
            assert one == other == await delivery
            deliveries = [await producer.send(name, b"%d" % i) for i in range(500)]
            assert [m.offset for m in await asyncio.gather(*deliveries)] == list(range(1, 501))
            called: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
            delivery.add_done_callback(called.set_result)
            assert await called is delivery
            await producer.flush(WAIT)
            assert await producer.partitions_for(name) == [0]
            many = await producer.send_many(name, [b"a", b"b"])
            assert [m.offset for m in await many] == [501, 502]
            with pytest.raises(TypeError):
                await producer.send(name, "text")  # type: ignore[arg-type]

    asyncio.run(main())


def test_a_send_is_a_coroutine_for_the_first_record_of_a_topic_and_for_each_later_one(
    kafka: Kafka, topic: Topics
) -> None:

    async def main() -> None:
        async with barnabas.AsyncClient(kafka.bootstrap) as aclient, aclient.producer() as producer:
            loop = asyncio.get_running_loop()
            tell: list[Any] = [
                asyncio.create_task,
                asyncio.gather,
                lambda sent: asyncio.wait_for(sent, WAIT),
                lambda sent: asyncio.wrap_future(asyncio.run_coroutine_threadsafe(sent, loop)),
            ]
            for way in tell:
                name = topic()
                for _ in range(2):
                    await way(producer.send(name, b"one"))
                    await way(producer.send_many(name, [b"two", b"three"]))
                async with asyncio.TaskGroup() as group:
                    tasks = [group.create_task(producer.send(name, b"one")) for _ in range(3)]
                assert [(await task.result()).offset for task in tasks] == [6, 7, 8]

    asyncio.run(main())


def test_a_cancelled_send_is_accepted_or_not_and_a_cancelled_await_touches_nothing(kafka: Kafka, topic: Topics) -> None:
    async def main() -> None:
        async with barnabas.AsyncClient(kafka.bootstrap) as client, client.producer() as producer:
            for count in range(12):
                name = topic.name()
                task = asyncio.ensure_future(_sent(producer, name))
                await turns(count)
                task.cancel()
                accepted = False
                try:
                    delivery = await task
                    accepted = True
                except asyncio.CancelledError:
                    pass
                if accepted:
                    waiting = asyncio.ensure_future(_awaited(delivery))
                    await turns()
                    waiting.cancel()
                    assert (await delivery).offset == 0
            await producer.flush(WAIT)

    async def _sent(producer: barnabas.AsyncProducer[bytes, bytes], name: str) -> barnabas.Delivery:
        return await producer.send(name, b"x")

    async def _awaited(delivery: barnabas.Delivery) -> RecordMetadata:
        return await delivery

    asyncio.run(main())


def test_async_send_waits_for_room(own_broker: Broker, topic: Topics) -> None:
    name = topic(on=own_broker)

    async def main() -> None:
        async with barnabas.AsyncClient(own_broker.bootstrap) as client:
            producer = client.producer(buffer_memory=50_000, max_block_ms=200, max_request_size=20_000)
            await (await producer.send(name, b"warm"))
            own_broker.pause()
            accepted = 0
            with pytest.raises(barnabas.BufferFullError):
                while True:
                    await producer.send(name, bytes(5000))
                    accepted += 1
            assert 5 <= accepted <= 10
            own_broker.resume()
            await producer.close()

    asyncio.run(main())
