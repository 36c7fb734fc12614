"""Transactions by both faces, on brokers with either version of their protocol: all of one or nothing, one owner of an id, offsets with what was written."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import barnabas
from barnabas import NewTopic, TopicPartition
from tests.harness.broker import Broker
from tests.harness.kafka import Kafka, Topics
from tests.harness.reading import committed, transaction_state

WAIT = 60.0
pytestmark = pytest.mark.zookeeper


@pytest.fixture
def client(any_kafka: Kafka) -> Iterator[barnabas.Client]:
    with barnabas.Client(any_kafka.bootstrap) as client:
        yield client


@pytest.mark.kip(98)
def test_a_block_commits_and_an_exception_aborts(client: barnabas.Client, topic: Topics) -> None:
    name = topic(partitions=2)
    with client.producer(transactional_id=name) as producer:
        for round in range(3):
            with producer.transaction():
                for partition in range(2):
                    producer.send(name, b"%d" % round, partition=partition)
            with pytest.raises(ZeroDivisionError), producer.transaction():
                for partition in range(2):
                    producer.send(name, b"never", partition=partition)
                producer.flush(WAIT)
                raise ZeroDivisionError
        with producer.transaction():
            pass  # nothing in it: the coordinator hears nothing
    assert sorted(committed(client, name, 2)) == [b"0", b"0", b"1", b"1", b"2", b"2"]  # type: ignore[type-var]


def test_by_single_calls(client: barnabas.Client, topic: Topics) -> None:
    name = topic()
    producer = client.producer(transactional_id=name)
    with pytest.raises(barnabas.errors.TransactionStateError, match="cannot send"):
        producer.send(name, b"before any")
    with pytest.raises(barnabas.errors.TransactionStateError, match="cannot commit"):
        producer.commit_transaction()
    producer.begin_transaction()
    with pytest.raises(barnabas.errors.TransactionStateError, match="cannot begin"):
        producer.begin_transaction()
    handle = producer.send(name, b"one")
    producer.commit_transaction()
    assert handle.done()
    producer.begin_transaction()
    dropped = [producer.send_many(name, [b"x"] * 10) for _ in range(10)]
    producer.abort_transaction()
    assert all(handle.done() for handle in dropped)
    with pytest.raises(barnabas.errors.TransactionStateError, match="cannot abort"):
        producer.abort_transaction()
    with pytest.raises(barnabas.errors.TransactionStateError, match="cannot send"):
        producer.send_many(name, [b"x"])
    producer.begin_transaction()
    producer.send(name, b"two")
    producer.close()  # aborts what is open
    assert committed(client, name) == [b"one"]


def test_a_producer_without_an_id_has_none(client: barnabas.Client) -> None:
    with client.producer() as producer:
        for call in (producer.transaction, producer.begin_transaction, producer.commit_transaction):
            with pytest.raises(barnabas.errors.TransactionStateError, match="transactional_id"):
                call()
    for wrong in ({"acks": 1}, {"enable_idempotence": False}, {"max_in_flight_requests_per_connection": 6}):
        options: Any = wrong
        with pytest.raises(barnabas.ConfigurationError, match="a transactional_id"):
            client.producer(transactional_id="x", **options)


def test_a_commit_raises_if_any_record_failed(client: barnabas.Client, topic: Topics) -> None:
    name = topic(configs={"max.message.bytes": "2000"})
    with client.producer(transactional_id=name) as producer:
        with (
            pytest.raises(barnabas.errors.TransactionAbortedError, match="MESSAGE_TOO_LARGE"),
            producer.transaction(),
        ):
            producer.send(name, b"good")
            producer.send(name, bytes(5000))
        producer.begin_transaction()
        producer.send(name, bytes(5000))  # its handle is not kept
        with pytest.raises(barnabas.errors.TransactionAbortedError):
            producer.commit_transaction()
        with pytest.raises(barnabas.errors.TransactionAbortedError, match="can only be aborted"):
            producer.send(name, b"more")
        producer.abort_transaction()
        with producer.transaction():
            producer.send(name, b"after")
    assert committed(client, name) == [b"after"]


def test_offsets_are_committed_with_what_was_written(client: barnabas.Client, topic: Topics) -> None:
    source, target = topic(), topic()
    with client.producer() as producer:
        producer.send_many(source, [b"%d" % n for n in range(20)]).result(WAIT)
    place = TopicPartition(source, 0)
    with (
        client.producer(transactional_id=target) as producer,
        client.consumer(source, group_id=target, auto_offset_reset="earliest") as consumer,
    ):
        seen: list[bytes | None] = []
        while len(seen) < 20:
            records = consumer.poll(WAIT, max_records=5)
            if not records:
                continue
            abort = len(seen) == 5
            producer.begin_transaction()
            for record in records:
                producer.send(target, record.value)
            producer.send_offsets_to_transaction(consumer)
            if abort:
                producer.abort_transaction()
                before = consumer.committed(place)[place]
                assert before is not None
                assert before.offset == 5
                consumer.seek(place, 5)
                seen.append(b"once")
                continue
            producer.commit_transaction()
            seen = [value for value in seen if value != b"once"] + [record.value for record in records]
            offset = consumer.committed(place)[place]
            assert offset is not None
            assert offset.offset == len(seen)
    assert committed(client, target) == [b"%d" % n for n in range(20)]


@pytest.mark.kip(447)
def test_offsets_go_with_what_group_metadata_gave(client: barnabas.Client, topic: Topics) -> None:
    """As when consumer and producer are in different threads or processes."""
    source, target = topic(), topic()
    place = TopicPartition(source, 0)
    with client.producer() as plain:
        written = plain.send_many(source, [b"%d" % n for n in range(10)]).result(WAIT)
    with (
        client.producer(transactional_id=target) as producer,
        client.consumer(source, group_id=target, auto_offset_reset="earliest") as consumer,
    ):
        records = consumer.poll(WAIT)
        while not records:
            records = consumer.poll(WAIT)
        assert isinstance(records, barnabas.Records)
        member = consumer.group_metadata()

        def told(offsets: Any, group: barnabas.ConsumerGroupMetadata = member) -> int | None:
            with producer.transaction():
                producer.send(target, b"x")
                producer.send_offsets_to_transaction(group, offsets)
            found = consumer.committed(place)[place]
            return None if found is None else found.offset

        assert told({place: 3}) == 3
        assert told({place: barnabas.OffsetAndMetadata(4, 0, "why")}) == 4
        assert consumer.committed(place) == {place: barnabas.OffsetAndMetadata(4, 0, "why")}
        assert told(records[4]) == 5
        assert told(records) == len(records)
        with pytest.raises(barnabas.CommitFailedError, match="moved on"):
            told({place: 9}, member._replace(generation_id=member.generation_id + 7))
        for wrong, offsets, named in [
            (member, None, "offsets=None"),
            (member, {place: -1}, "at least 0"),
            (member, [place], "a dict"),
            (barnabas.ConsumerGroupMetadata(""), {place: 1}, "group_id"),
            (barnabas.ConsumerGroupMetadata(target, 3), {place: 1}, "member_id"),
            ("group", {place: 1}, "ConsumerGroupMetadata"),
        ]:
            not_accepted: Any = wrong
            producer.begin_transaction()
            with pytest.raises((TypeError, ValueError), match=named):
                producer.send_offsets_to_transaction(not_accepted, offsets)  # type: ignore[arg-type]
            producer.abort_transaction()
        assert len(written) == 10


def test_many_records_of_many_partitions_in_many_transactions(client: barnabas.Client, topic: Topics) -> None:
    name = topic(partitions=5)
    with client.producer(transactional_id=name, batch_num_messages=50, linger_ms=1) as producer:
        for round in range(10):
            producer.begin_transaction()
            handles = [producer.send(name, b"%d-%d" % (round, n)) for n in range(1000)]
            if round % 3 == 2:
                producer.abort_transaction()
            else:
                producer.commit_transaction()
                assert all(handle.done() for handle in handles)
    wanted = sorted(b"%d-%d" % (round, n) for round in range(10) if round % 3 != 2 for n in range(1000))
    assert sorted(value or b"" for value in committed(client, name, 5)) == wanted


def test_the_asynchronous_face_does_the_same(any_kafka: Kafka, client: barnabas.Client, topic: Topics) -> None:
    name, source = topic(), topic()
    with client.producer() as plain:
        plain.send(source, b"in").result(WAIT)

    async def run() -> None:
        async with (
            barnabas.AsyncClient(any_kafka.bootstrap) as own,
            own.producer(transactional_id=name) as producer,
            own.consumer(source, group_id=name, auto_offset_reset="earliest") as consumer,
        ):
            async with producer.transaction():
                await producer.send(name, b"one")
            with pytest.raises(ZeroDivisionError):
                async with producer.transaction():
                    await producer.send(name, b"never")
                    raise ZeroDivisionError
            with pytest.raises(barnabas.errors.TransactionStateError):
                await producer.send(name, b"outside")
            records = await consumer.poll(WAIT)
            while not records:
                records = await consumer.poll(WAIT)
            await producer.begin_transaction()
            await producer.send(name, records[0].value)
            await producer.send_offsets_to_transaction(consumer, records)
            await producer.commit_transaction()
            place = TopicPartition(source, 0)
            offset = (await consumer.committed(place))[place]
            assert offset is not None
            assert offset.offset == 1

    asyncio.run(run())
    assert committed(client, name) == [b"one", b"in"]


@pytest.mark.parametrize("end", ["commit_transaction", "abort_transaction"])
def test_offsets_that_ran_out_of_time_leave_no_transaction_open(start_broker: Callable[..., Broker], end: str) -> None:
    """Before transaction version 2 the coordinator is told that offsets will come, and opens the transaction then."""
    broker = start_broker("3.9.1")
    with barnabas.Client(broker.bootstrap) as client, client.producer(transactional_id="x") as producer:
        client.admin.create_topics([NewTopic("t", partitions=1, replication_factor=1)], raise_on_error=True)
        group, offsets = barnabas.ConsumerGroupMetadata("g"), {TopicPartition("t", 0): 1}
        with producer.transaction():
            producer.send("t", b"one")
            producer.send_offsets_to_transaction(group, offsets)
        producer.begin_transaction()
        broker.pause()
        with pytest.raises(barnabas.KafkaTimeoutError):
            producer.send_offsets_to_transaction(group, offsets, timeout=0.3)
        broker.resume()
        getattr(producer, end)()
        assert transaction_state(client, "x") != "Ongoing"
        with producer.transaction():
            producer.send("t", b"two")
        assert committed(client, "t") == [b"one", b"two"]
