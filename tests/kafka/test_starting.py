"""Where reading begins is looked up for each partition by itself: one that has no answer holds up no other."""

from __future__ import annotations

import pytest

import barnabas
from barnabas import Records, TopicPartition
from barnabas.broker import Broker
from tests.harness.kafka import Topics

WAIT = 20.0  # less than a look-up is tried for (default_api_timeout_ms)


@pytest.fixture
def present(client: barnabas.Client, topic: Topics) -> TopicPartition:
    """The only partition of its topic, with one record."""
    key = TopicPartition(topic(), 0)
    with client.producer() as producer:
        producer.send(key.topic, b"here").result(WAIT)
    return key


def first(consumer: barnabas.Consumer[bytes, bytes]) -> bytes | None:
    records = consumer.poll(WAIT)
    assert isinstance(records, Records)
    return records[0].value if len(records) else None


def test_a_partition_that_is_missing_holds_up_no_other(client: barnabas.Client, present: TopicPartition) -> None:
    with client.consumer(auto_offset_reset="earliest") as consumer:
        consumer.assign([TopicPartition(present.topic, 1), present])
        assert first(consumer) == b"here"


def test_what_is_assigned_while_a_look_up_ends_is_looked_up(client: barnabas.Client, present: TopicPartition) -> None:
    """What is missing is given up, and there is nothing to look up for just that moment."""
    with client.consumer(auto_offset_reset="earliest", fetch_max_wait_ms=10) as consumer:
        for _ in range(50):
            consumer.assign([TopicPartition(present.topic, 1)])
            consumer.poll(0.0)
            consumer.assign([present])
            assert first(consumer) == b"here"


def test_a_partition_without_a_leader_holds_up_no_other() -> None:
    with Broker(nodes=2) as broker, barnabas.Client(broker.bootstrap_servers) as client:
        client.admin.create_topics([barnabas.NewTopic("t", assignments={0: [1], 1: [2]})], raise_on_error=True)
        with client.producer() as producer:
            for number in (0, 1):
                producer.send("t", b"of %d" % number, partition=number).result(WAIT)
        broker.stop_node(2)
        with client.consumer(auto_offset_reset="earliest") as consumer:
            consumer.assign([TopicPartition("t", 0), TopicPartition("t", 1)])
            assert first(consumer) == b"of 0"
            broker.start_node(2)
            assert first(consumer) == b"of 1"
