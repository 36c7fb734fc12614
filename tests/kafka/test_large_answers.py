"""A client that takes small answers only (`max_response_bytes`): Fetches ask for less, and a batch that cannot come is told of."""

from __future__ import annotations

from typing import Any

import pytest

import barnabas
from barnabas import TopicPartition
from barnabas.consumer.too_large import was_too_large
from barnabas.errors import RecordTooLargeError
from tests.harness.kafka import Kafka, Topics
from tests.harness.waiting import until

WAIT = 30.0
MOST = 1 << 20  # the least that is accepted


def read_into(consumer: barnabas.Consumer[Any, Any], found: list[Any], errors: dict[TopicPartition, Any]) -> None:
    """One poll; what it tells of single partitions as well."""
    try:
        records = consumer.poll(0.2)
    except RecordTooLargeError as error:
        errors[TopicPartition(error.topic or "", error.partition or 0)] = error
        return
    found.extend(records)
    errors.update(records.errors)


def test_as_much_is_asked_for_as_may_come(kafka: Kafka, client: barnabas.Client, topic: Topics) -> None:
    name, values = topic(partitions=4), [b"%d" % n + bytes(50_000) for n in range(100)]
    with client.producer(linger_ms=0) as producer:
        for n, value in enumerate(values):
            producer.send(name, value, partition=n % 4)
        producer.flush(WAIT)
    with barnabas.Client(kafka.bootstrap, max_response_bytes=MOST) as small, small.consumer() as consumer:
        consumer.assign({TopicPartition(name, n): 0 for n in range(4)})
        found: list[Any] = []
        until(lambda: read_into(consumer, found, {}) or len(found) == len(values), "all records", WAIT)
        assert sorted(record.value for record in found) == sorted(values)


def test_a_batch_that_cannot_come_is_its_partitions_error_alone(
    kafka: Kafka, client: barnabas.Client, topic: Topics
) -> None:
    name = topic(partitions=5, configs={"max.message.bytes": str(4 * MOST)})
    large = TopicPartition(name, 2)
    with client.producer(linger_ms=0, max_request_size=4 * MOST) as producer:
        for n in range(5):
            producer.send_many(name, [b"before"] * 3, partition=n).result(WAIT)
        producer.send(name, bytes(2 * MOST), partition=large.partition).result(WAIT)
        for n in range(5):
            producer.send_many(name, [b"after"] * 3, partition=n).result(WAIT)
    with barnabas.Client(kafka.bootstrap, max_response_bytes=MOST) as small, small.consumer() as consumer:
        consumer.assign({TopicPartition(name, n): 0 for n in range(5)})
        found: list[Any] = []
        errors: dict[TopicPartition, Any] = {}
        until(lambda: read_into(consumer, found, errors) or (errors and len(found) == 27), "what can come", WAIT)
        assert list(errors) == [large]
        assert errors[large].offset == consumer.position(large) == 3
        for _ in range(2):
            with pytest.raises(RecordTooLargeError, match=f"max_response_bytes={MOST}"):
                consumer.poll(0.2)
        consumer.seek(large, 4)
        until(lambda: read_into(consumer, found, errors) or len(found) == 30, "what lies behind it", WAIT)
        assert [record.offset for record in found if record.partition == 2] == [0, 1, 2, 4, 5, 6]


def test_a_batch_that_cannot_come_is_not_asked_for_again_before_the_user_is_told(
    kafka: Kafka, client: barnabas.Client, topic: Topics, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = topic(configs={"max.message.bytes": str(4 * MOST)})
    place = TopicPartition(name, 0)
    with client.producer(linger_ms=0, max_request_size=4 * MOST) as producer:
        producer.send_many(name, [b"before"] * 3, partition=0).result(WAIT)
        producer.send(name, bytes(2 * MOST), partition=0).result(WAIT)
    refused: list[object] = []

    def counted(*what: Any) -> None:
        refused.append(what)
        was_too_large(*what)

    monkeypatch.setattr("barnabas.consumer.fetcher.was_too_large", counted)
    with barnabas.Client(kafka.bootstrap, max_response_bytes=MOST) as small, small.consumer() as consumer:
        consumer.assign({place: 0})
        p, fetcher = consumer._core.owned[place], consumer._core.fetcher

        async def asked() -> bool:
            p.at_once()  # the back-off is over
            fetcher.look()
            return p.in_flight is not None

        until(lambda: refused, "the large one was asked for", WAIT)
        assert not small._engine.run(asked)
        assert len(consumer.poll(WAIT)) == 3
        with pytest.raises(RecordTooLargeError):
            consumer.poll(WAIT)
        assert len(refused) == 2
