"""Seeks in all forms, and where reading begins by `auto_offset_reset`."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import Any

import pytest

import barnabas
from barnabas import Rebalance, TopicPartition
from tests.harness.kafka import Kafka, Topics

WAIT = 20.0
NOW = int(time.time() * 1000)
HOUR = 3_600_000


@pytest.fixture
def hours(client: barnabas.Client, topic: Topics) -> TopicPartition:
    """A partition with a record of each of the last ten hours, the oldest first."""
    key = TopicPartition(topic(), 0)
    with client.producer() as producer:
        for i in range(10):
            producer.send(key.topic, b"%d" % i, timestamp_ms=NOW - (10 - i) * HOUR).result(WAIT)
    return key


def next_of(consumer: barnabas.Consumer[Any, Any]) -> bytes:
    records = consumer.poll(WAIT, max_records=1)
    while isinstance(records, Rebalance):
        records = consumer.poll(WAIT, max_records=1)
    return bytes(records[0].value)


@pytest.mark.kip(79)
def test_every_seek(client: barnabas.Client, hours: TopicPartition) -> None:
    with client.consumer(auto_offset_reset="earliest") as early:
        nowhere = TopicPartition(hours.topic, 1)
        early.assign([nowhere])  # the topic has one partition only, so that there is no position to come
        with pytest.raises(barnabas.NoOffsetError, match="poll"):
            early.seek_by(nowhere, 1)
    with client.consumer(auto_offset_reset="earliest") as consumer:
        consumer.assign([hours])
        assert next_of(consumer) == b"0"
        consumer.seek(hours, 5)
        assert next_of(consumer) == b"5"
        consumer.seek(hours, barnabas.OffsetAndMetadata(7, 0))
        assert next_of(consumer) == b"7"
        consumer.seek_by(hours, -3)
        assert next_of(consumer) == b"5"
        consumer.seek_by(hours, 2)
        assert next_of(consumer) == b"8"
        consumer.seek_by(hours, -1000)
        assert next_of(consumer) == b"0"
        consumer.seek_to_end(back=2)
        assert next_of(consumer) == b"8"
        consumer.seek_to_beginning(hours)
        assert next_of(consumer) == b"0"
        consumer.seek_to_time(NOW - 4 * HOUR - 1000)
        assert next_of(consumer) == b"6"
        consumer.seek_to_time(datetime.fromtimestamp(NOW // 1000, UTC).replace(year=2000), hours)
        assert next_of(consumer) == b"0"
        consumer.seek_to_end(hours, back=1000)
        assert next_of(consumer) == b"0"
        for beyond in (lambda: consumer.seek_to_time(NOW + HOUR), lambda: consumer.seek_to_end()):
            beyond()
            with client.producer() as producer:
                # The first may be there before the end is looked up; then one that comes later is read.
                sent = [producer.send(hours.topic, b"new", timestamp_ms=NOW - HOUR)]
                while not len(found := consumer.poll(0.2)):
                    sent.append(producer.send(hours.topic, b"new", timestamp_ms=NOW - HOUR))
                assert isinstance(found, barnabas.Records)
                assert found[0].offset in [delivery.result(WAIT).offset for delivery in sent]
            assert consumer.position(hours) == found[-1].offset + 1


@pytest.mark.kip(1106)
@pytest.mark.parametrize(("policy", "first"), [("PT3H30M", b"7"), ("P1D", b"0"), ("PT9H30M0.5S", b"1")])
def test_reading_begins_by_duration(client: barnabas.Client, hours: TopicPartition, policy: str, first: bytes) -> None:
    with client.consumer(auto_offset_reset=f"by_duration:{policy}") as consumer:
        consumer.assign([hours])
        assert next_of(consumer) == first
    name = hours.topic
    with client.consumer(name, group_id=name + policy, auto_offset_reset=f"by_duration:{policy}") as consumer:
        assert next_of(consumer) == first


def test_the_async_face_seeks_in_the_same_words(kafka: Kafka, hours: TopicPartition) -> None:
    async def main() -> None:
        async with (
            barnabas.AsyncClient(kafka.bootstrap) as client,
            client.consumer(auto_offset_reset="by_duration:PT2H30M") as consumer,
        ):
            consumer.assign([hours])

            async def following() -> bytes:
                return bytes((await consumer.poll(WAIT, max_records=1))[0].value)  # type: ignore[index]

            assert await following() == b"8"
            consumer.seek_by(hours, -5)
            assert await following() == b"4"
            consumer.seek_to_end(back=3)
            assert await following() == b"7"
            consumer.seek_to_time(NOW - 2 * HOUR)
            assert await following() == b"8"

    asyncio.run(main())
