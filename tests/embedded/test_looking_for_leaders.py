"""Partitions without a leader, and such as there are not: they are looked for less and less often (KIP-580), and hold up no others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import barnabas
from barnabas import NewTopic, Records, TopicPartition
from barnabas.broker import Broker, ManualClock
from tests.harness.waiting import until

HERE, AWAY = TopicPartition("t", 0), TopicPartition("t", 1)
MINUTE = 60.0
LOOKS = 60 / 0.8 + 10  # retry_backoff_max_ms is a second, a fifth more or less; the first come sooner


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def broker(clock: ManualClock) -> Iterator[Broker]:
    with Broker(nodes=2, clock=clock) as broker, barnabas.Client(broker.bootstrap_servers, clock=clock) as client:
        client.admin.create_topics([NewTopic("t", assignments={0: [1], 1: [2]})], raise_on_error=True)
        yield broker


@pytest.fixture
def client(broker: Broker, clock: ManualClock) -> Iterator[barnabas.Client]:
    with barnabas.Client(broker.bootstrap_servers, clock=clock, client_id="ours") as client:
        yield client


def write(client: barnabas.Client, clock: ManualClock, place: TopicPartition, value: bytes) -> None:
    with client.producer(linger_ms=0) as producer:
        delivery = producer.send(place.topic, value, partition=place.partition)
        until(lambda: (clock.advance(0.1), delivery.done())[1], "it is written")
        delivery.result()


def comes(consumer: barnabas.Consumer[bytes, bytes], clock: ManualClock, value: bytes) -> None:
    def polled() -> bool:
        records = consumer.poll(0.05)
        assert isinstance(records, Records)
        clock.advance(0.05)
        return [record.value for record in records] == [value]

    until(polled, f"{value!r} comes")


def looks(broker: Broker) -> int:
    return len(broker.requests(api="Metadata", client_id="ours"))


@pytest.mark.kip(580)
@pytest.mark.parametrize("how", ["reads", "writes", "only knows it"])
def test_a_partition_without_a_leader_is_looked_for_by_a_growing_back_off(
    broker: Broker, client: barnabas.Client, clock: ManualClock, how: str
) -> None:
    with client.producer(linger_ms=0, delivery_timeout_ms=300_000) as producer, client.consumer() as consumer:
        consumer.assign({HERE: 0, AWAY: 0} if how == "reads" else {HERE: 0})
        write(client, clock, AWAY, b"before")
        if how == "reads":
            comes(consumer, clock, b"before")
        broker.stop_node(2)
        late = producer.send("t", b"after", partition=1) if how == "writes" else None
        clock.advance(5)  # the lost connection is noticed
        before = looks(broker)
        clock.advance(MINUTE)
        assert before < looks(broker) <= before + LOOKS
        write(client, clock, HERE, b"meanwhile")
        comes(consumer, clock, b"meanwhile")
        broker.start_node(2)
        if late is not None:
            until(lambda: (clock.advance(0.1), late.done())[1], "it is written")
            late.result()
        elif how == "reads":
            write(client, clock, AWAY, b"again")
            comes(consumer, clock, b"again")


@pytest.mark.kip(580)
def test_a_partition_that_is_missing_is_looked_for_by_a_growing_back_off(
    broker: Broker, client: barnabas.Client, clock: ManualClock
) -> None:
    with client.consumer() as consumer:
        consumer.assign({HERE: 0, TopicPartition("t", 99): 5})
        write(client, clock, HERE, b"first")
        comes(consumer, clock, b"first")
        before = looks(broker)
        clock.advance(MINUTE / 2)
        assert before < looks(broker) <= before + LOOKS / 2
