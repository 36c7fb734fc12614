"""What is fetched and held back (partitions that are paused, or that a reading has come to the end of) keeps no other from being read."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import Any

import pytest

import barnabas
from barnabas import Records, TopicPartition
from barnabas.broker import Broker
from tests.harness.kafka import Kafka, Topics

WAIT = 30.0
COUNT = 1500
# Four partitions fill the buffer with one Fetch.
LITTLE: dict[str, Any] = {
    "auto_offset_reset": "earliest",
    "prefetch_max_bytes": 64 << 10,
    "fetch_max_bytes": 64 << 10,
    "max_partition_fetch_bytes": 16 << 10,
}


def fill(client: barnabas.Client, name: str, partitions: int, count: int = COUNT) -> list[TopicPartition]:
    """So many records of 100 bytes in each partition, in batches of 4 KiB."""
    with client.producer(batch_size=4096) as producer:
        for number in range(partitions):
            producer.send_many(name, [b"%0100d" % n for n in range(count)], partition=number).result(WAIT)
    return [TopicPartition(name, number) for number in range(partitions)]


@pytest.fixture
def full(client: barnabas.Client, topic: Topics) -> list[TopicPartition]:
    """Four partitions of 150 kB."""
    return fill(client, topic(partitions=4), 4)


def test_paused_partitions_give_way_and_are_fetched_again(client: barnabas.Client, full: list[TopicPartition]) -> None:
    found: dict[TopicPartition, list[int]] = defaultdict(list)
    first, *others = full

    def poll() -> None:
        records = consumer.poll(WAIT)
        assert len(records)
        for key, part in records.by_partition().items():
            found[key].extend(part.offsets())

    with client.consumer(max_poll_records=50, **LITTLE) as consumer:
        consumer.assign(full)
        while len(found) < 2:
            poll()
        consumer.pause(*others)
        while len(found[first]) < COUNT:
            poll()
        consumer.resume()
        while sum(map(len, found.values())) < 4 * COUNT:
            poll()
    assert found == {key: list(range(COUNT)) for key in full}  # each once and in order


def test_on_the_async_face_in_an_iteration(kafka: Kafka, full: list[TopicPartition]) -> None:
    first, *others = full

    async def main() -> dict[TopicPartition, list[int]]:
        found: dict[TopicPartition, list[int]] = defaultdict(list)
        async with barnabas.AsyncClient(kafka.bootstrap) as client, client.consumer(**LITTLE) as consumer:
            consumer.assign(full)
            async with asyncio.timeout(WAIT):
                async for record in consumer:
                    found[TopicPartition(record.topic, record.partition)].append(record.offset)
                    if sum(map(len, found.values())) == 10:
                        consumer.pause(*others)
                    if len(found[first]) == COUNT and consumer.paused():
                        consumer.resume()
                    if sum(map(len, found.values())) == 4 * COUNT:
                        return found
        raise AssertionError("the iteration ended")

    assert asyncio.run(main()) == {key: list(range(COUNT)) for key in full}


def test_a_reading_goes_on_beyond_the_ends_of_other_partitions(
    client: barnabas.Client, full: list[TopicPartition]
) -> None:
    options = {name: value for name, value in LITTLE.items() if name != "auto_offset_reset"}
    stop = {0: COUNT, 1: 1, 2: 1, 3: 1}
    with client.read(full[0].topic, stop=stop, **options) as records:
        assert sum(1 for _ in records) == COUNT + 3


def test_what_waits_for_records_that_are_not_done_is_not_fetched_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("barnabas.consumer.tracking.MOST", 40)
    with Broker(default_partitions=4) as broker, barnabas.Client(broker.bootstrap_servers) as client:
        places = fill(client, "t", 4)
        with client.consumer(group_id="g", commit_only_done=True, max_poll_records=50, **LITTLE) as consumer:
            consumer.assign(places)
            given: list[Records[bytes, bytes]] = []
            found: dict[TopicPartition, list[int]] = defaultdict(list)

            def poll(seconds: float) -> int:
                records = consumer.poll(seconds)
                assert isinstance(records, Records)
                given.append(records)
                for key, part in records.by_partition().items():
                    found[key].extend(part.offsets())
                return len(records)

            while min(len(found[place]) for place in places) < 40:
                assert poll(WAIT)
            assert not poll(0)
            before = len(broker.requests(api="Fetch"))
            assert not poll(0.3)
            assert len(broker.requests(api="Fetch")) - before < 4, "nobody has room for what they bring"
            while sum(map(len, found.values())) < 4 * COUNT:
                for records in given:
                    consumer.done(records)
                given.clear()
                assert poll(WAIT)
            assert found == {place: list(range(COUNT)) for place in places}


def test_little_room_is_shared_by_many_brokers() -> None:
    """It is not enough for a Fetch to each of them: they take turns."""
    with Broker(nodes=3, default_partitions=3) as broker, barnabas.Client(broker.bootstrap_servers) as client:
        places = fill(client, "t", 3, 200)
        left = 600
        with client.consumer(**LITTLE) as consumer:
            consumer.assign(places)
            while left:
                records = consumer.poll(WAIT)
                assert isinstance(records, Records)
                assert len(records)
                left -= len(records)


def test_what_the_user_was_not_told_of_is_not_fetched() -> None:
    """It was fetched, thrown away to make room, and fetched again, until it was known where the slowest one begins."""
    with Broker(nodes=2) as broker, barnabas.Client(broker.bootstrap_servers) as client:
        client.admin.create_topics([barnabas.NewTopic("t", assignments={0: [1], 1: [2]})], raise_on_error=True)
        known, sought = fill(client, "t", 2)
        client.admin.alter_group_offsets("g", {known: 0}, raise_on_error=True)
        broker.inject(api="ListOffsets", node=2, no_answer=True)
        with (
            barnabas.Client(broker.bootstrap_servers, client_id="slow", request_timeout_ms=2_000) as slow,
            slow.consumer("t", group_id="g", **LITTLE) as consumer,
        ):
            news = consumer.poll(WAIT)
            assert isinstance(news, barnabas.Rebalance)
            assert news.assigned.keys() == {known, sought}
            found: dict[int, list[int]] = defaultdict(list)
            while sum(map(len, found.values())) < 2 * COUNT:
                for record in consumer.poll(WAIT):
                    found[record.partition].append(record.offset)
            assert found == {number: list(range(COUNT)) for number in range(2)}
            assert len(broker.requests("Fetch", client_id="slow", node=1)) < 100  # ten bring all; it was a busy loop
