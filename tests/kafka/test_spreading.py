"""How records without a partition are spread: by key, without regard to keys, round what is slow or stuck (KIP-480, 794)."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

import barnabas
from barnabas.broker import Broker
from tests.harness.kafka import Kafka, Topics

WAIT = 60.0
KEYS = [b"%d" % (n % 100) for n in range(200)]


@pytest.mark.kip(794)
@pytest.mark.parametrize("ignore", [False, True])
def test_keys_are_looked_at_unless_they_are_to_be_ignored(kafka: Kafka, topic: Topics, ignore: bool) -> None:
    name = topic(partitions=4)
    with (
        barnabas.Client(kafka.bootstrap) as client,
        client.producer(partitioner_ignore_keys=ignore, linger_ms=10_000) as producer,
    ):
        sent = [producer.send(name, b"x", key=key) for key in KEYS[:100]]
        many = producer.send_many(name, [b"x"] * 100, KEYS[100:])
        producer.flush(WAIT)
        found = [delivery.result(WAIT).partition for delivery in sent] + [m.partition for m in many.result(WAIT)]
    if ignore:
        assert len(set(found)) == 1  # one batch
    else:
        assert set(found) == {0, 1, 2, 3}
        assert found[:100] == found[100:]


def test_a_partitioner_of_the_users_own_sees_keys_that_are_to_be_ignored(kafka: Kafka, topic: Topics) -> None:
    name = topic(partitions=4)
    own: Any = lambda topic, key, value, count: int(key) % count  # noqa: E731 # shorter than a def, and as plain
    with (
        barnabas.Client(kafka.bootstrap) as client,
        client.producer(partitioner=own, partitioner_ignore_keys=True) as producer,
    ):
        sent = [producer.send(name, b"x", key=key) for key in KEYS]
        assert [delivery.result(WAIT).partition for delivery in sent] == [int(key) % 4 for key in KEYS]


def spread(timeout_ms: int, *, adaptive: bool = True, batches: int = 60) -> Counter[int]:
    """How many batches without a key each of two nodes gets, when the second one has all its requests out and answers none."""
    with Broker(nodes=2) as broker, barnabas.Client(broker.bootstrap_servers) as client:
        client.admin.create_topics([barnabas.NewTopic("t", partitions=2)], raise_on_error=True)
        for partition in range(2):
            broker.move_leader("t", partition, to=partition + 1)
        with client.producer(
            linger_ms=0,
            batch_num_messages=1,
            max_in_flight_requests_per_connection=1,
            partitioner_availability_timeout_ms=timeout_ms,
            partitioner_adaptive_partitioning_enable=adaptive,
        ) as producer:
            for partition in range(2):
                producer.send("t", b"first", partition=partition).result(WAIT)
            held = broker.inject(api="Produce", node=2, no_answer=True, times=None)
            producer.send("t", b"stuck", partition=1)
            broker.wait_for_requests("Produce", node=2, count=2)
            found: Counter[int] = Counter()
            while timeout_ms and producer._sender._availability._told != [2]:
                producer.send("t", b"other", partition=0).result(WAIT)
            for _ in range(batches):
                delivery = producer.send("t", b"x")
                on = 0 if "partition 0" in repr(delivery) else 1
                found[on] += 1
                if on == 0:
                    delivery.result(WAIT)
            held.cancel()
            broker.drop_connections(2)
    return found


@pytest.mark.kip(794)
def test_a_broker_that_takes_nothing_is_gone_round() -> None:
    assert spread(100) == {0: 60}


def test_it_gets_less_and_less_where_no_time_is_set() -> None:
    found = spread(0)
    assert found[1] < found[0] < 60


def test_it_gets_its_share_where_nothing_adapts() -> None:
    found = spread(0, adaptive=False, batches=200)
    assert 60 < found[1] < 140
