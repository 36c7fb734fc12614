"""Side by side with confluent-kafka (librdkafka): what one writes the other reads, bytes for bytes."""

from __future__ import annotations

import time
from typing import Any

import confluent_kafka
import pytest

import barnabas
from barnabas import TopicPartition
from tests.harness.kafka import Kafka, Topics
from tests.harness.reading import read

WAIT = 30.0
CODECS = ["none", "gzip", "snappy", "lz4", "zstd"]

# key, value, headers, timestamp
RECORDS: list[tuple[bytes | None, bytes | None, list[tuple[str, bytes | None]], int]] = [
    (b"k", b"v", [], 1_600_000_000_000),
    (None, b"no key", [], 1_600_000_000_001),
    (b"tombstone", None, [], 1_600_000_000_002),
    (b"", b"", [], 1_600_000_000_003),
    (None, None, [], 1_599_999_999_999),  # earlier than the one before
    (b"h", b"headers", [("a", b"1"), ("a", b"2"), ("null", None), ("empty", b""), ("ünï", b"\xff")], 1_600_000_000_005),
    (b"big", bytes(range(256)) * 2000, [], 1_600_000_000_006),
    *((b"%d" % i, b"text %d" % i * (i % 9), [], 1_600_000_001_000 + i) for i in range(200)),
]


def theirs(kafka: Kafka, topic: str, count: int, group: str = "reads") -> list[Any]:
    consumer = confluent_kafka.Consumer(
        {"bootstrap.servers": kafka.bootstrap, "group.id": group, "auto.offset.reset": "earliest"}
    )
    consumer.assign([confluent_kafka.TopicPartition(topic, 0, 0)])
    found: list[Any] = []
    end = time.monotonic() + WAIT
    try:
        while len(found) < count and time.monotonic() < end:
            for message in consumer.consume(1000, 0.5):
                assert message.error() is None, message.error()
                found.append(message)
    finally:
        consumer.close()
    assert len(found) == count
    return found


@pytest.mark.parametrize("codec", CODECS)
def test_they_read_what_we_write(kafka: Kafka, client: barnabas.Client, topic: Topics, codec: Any) -> None:
    name = topic()
    with client.producer(compression_type=codec, linger_ms=50) as producer:
        for key, value, headers, timestamp in RECORDS:
            producer.send(name, value, key=key, headers=headers, timestamp_ms=timestamp)
    found = theirs(kafka, name, len(RECORDS))
    seen = [(m.key(), m.value(), m.headers() or [], m.timestamp()[1]) for m in found]
    assert seen == RECORDS
    assert {m.timestamp()[0] for m in found} == {confluent_kafka.TIMESTAMP_CREATE_TIME}


@pytest.mark.parametrize("codec", CODECS)
def test_we_read_what_they_write(kafka: Kafka, client: barnabas.Client, topic: Topics, codec: str) -> None:
    name = topic()
    producer = confluent_kafka.Producer(
        {"bootstrap.servers": kafka.bootstrap, "compression.type": codec, "linger.ms": 50}
    )
    errors: list[Any] = []
    for key, value, headers, timestamp in RECORDS:
        producer.produce(
            name, value, key, 0, headers=headers, timestamp=timestamp, on_delivery=lambda e, _: errors.append(e)
        )
    assert producer.flush(WAIT) == 0
    assert set(errors) == {None}
    found = read(client, name, len(RECORDS))
    assert [(r.key, r.value, r.headers, r.timestamp_ms) for r in found] == RECORDS


def test_the_brokers_clock_is_told_apart(kafka: Kafka, client: barnabas.Client, topic: Topics) -> None:
    name = topic(configs={"message.timestamp.type": "LogAppendTime"})
    with client.producer() as producer:
        written = producer.send(name, b"x", timestamp_ms=1_000).result(WAIT)
    (record,) = read(client, name, 1)
    (message,) = theirs(kafka, name, 1)
    assert record.timestamp_type == "append"
    assert message.timestamp() == (confluent_kafka.TIMESTAMP_LOG_APPEND_TIME, record.timestamp_ms)
    assert written.timestamp_ms == record.timestamp_ms > 1_600_000_000_000


def test_equal_keys_go_to_equal_partitions(kafka: Kafka, client: barnabas.Client, topic: Topics) -> None:
    name = topic(partitions=11)
    keys = [b"key %d" % i for i in range(200)]
    with client.producer() as producer:
        mine = {key: producer.send(name, b"", key=key) for key in keys}
        mine_at = {key: delivery.result(WAIT).partition for key, delivery in mine.items()}
    theirs_at: dict[bytes, int] = {}
    producer = confluent_kafka.Producer({"bootstrap.servers": kafka.bootstrap, "partitioner": "murmur2_random"})
    for key in keys:
        producer.produce(name, b"", key, on_delivery=lambda _, m: theirs_at.update({m.key(): m.partition()}))
    assert producer.flush(WAIT) == 0
    assert theirs_at == mine_at


def test_either_goes_on_where_the_other_committed(kafka: Kafka, client: barnabas.Client, topic: Topics) -> None:
    name = topic()
    key = TopicPartition(name, 0)
    their_key = confluent_kafka.TopicPartition(name, 0)
    settings = {"bootstrap.servers": kafka.bootstrap, "group.id": name, "enable.auto.commit": False}
    mine = client.consumer(group_id=name)
    mine.assign([key])
    mine.commit({key: 5})
    consumer = confluent_kafka.Consumer(settings)
    (found,) = consumer.committed([their_key], WAIT)
    assert found.offset == 5
    consumer.commit(offsets=[confluent_kafka.TopicPartition(name, 0, 9)], asynchronous=False)
    consumer.close()
    committed = mine.committed(key)[key]
    assert committed is not None
    assert committed.offset == 9
