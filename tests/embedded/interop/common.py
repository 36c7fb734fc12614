"""What the tests with other people's clients share: a broker, names, and records worth comparing."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import confluent_kafka

import barnabas
from barnabas.broker import Broker

WAIT = 30.0
AGES = ("0.11", "2.8", "3.9")  # releases whose tables of versions differ the most
QUICK = {  # a group of one does not wait for others, and members hear soon of a change
    "group.initial.rebalance.delay.ms": 0,
    "group.consumer.heartbeat.interval.ms": 200,
    "group.consumer.min.heartbeat.interval.ms": 200,
}
VALUES = [b"value %d " % n * (1 + n % 20) for n in range(200)]

_numbers = itertools.count()


def fresh(what: str = "topic") -> str:
    """A name that no other test has."""
    return f"{what}-{next(_numbers)}"


@contextmanager
def broker(**options: Any) -> Iterator[Broker]:
    """A broker that is asked by others than us."""
    with Broker(configs=QUICK, **options) as made:
        yield made


def make_topic(on: Broker, partitions: int = 1) -> str:
    """A new topic's name."""
    name = fresh()
    with barnabas.Client(on.bootstrap_servers) as client:
        client.admin.create_topics(
            [barnabas.NewTopic(name, partitions=partitions, replication_factor=1)], raise_on_error=True
        )
    return name


def committed_and_all(on: Broker, topic: str) -> tuple[list[bytes | None], list[bytes | None]]:
    """What a referee (librdkafka) reads of a topic's partition 0: the committed records, and all of them."""
    return _read(on, topic, "read_committed"), _read(on, topic, "read_uncommitted")


def _read(on: Broker, topic: str, isolation_level: str) -> list[bytes | None]:
    options = {"bootstrap.servers": on.bootstrap_servers, "group.id": "referee", "log_level": 0}
    consumer = confluent_kafka.Consumer(
        {**options, "isolation.level": isolation_level, "enable.auto.commit": False, "enable.partition.eof": True}
    )
    consumer.assign([confluent_kafka.TopicPartition(topic, 0, 0)])
    found: list[bytes | None] = []
    try:
        while True:
            message = consumer.poll(WAIT)
            assert message is not None, f"after {len(found)} records of {topic} nothing came, nor the end"
            error = message.error()
            if error is not None:
                assert error.code() == confluent_kafka.KafkaError._PARTITION_EOF, error
                return found
            found.append(message.value())
    finally:
        consumer.close()
