"""Members of four clients in one classic group on the development broker: each shares, each leads in turn.

What differs from a real Kafka: nothing that they notice. The first to join leads and assigns; the broker only carries it.
"""

from __future__ import annotations

import asyncio
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import confluent_kafka
import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.coordinator.assignors.range import RangePartitionAssignor as AiokafkasRange

import barnabas
from barnabas.broker import Broker
from tests.embedded.interop.common import VALUES, WAIT, broker, make_topic
from tests.harness.waiting import until

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it reads its messages in a way that Python 3.11 calls old
    import kafka
    from kafka.coordinator.assignors.range import RangePartitionAssignor as KafkaPythonsRange

pytestmark = [pytest.mark.java, pytest.mark.filterwarnings("ignore:read_text is deprecated:DeprecationWarning")]
PARTITIONS = 8
ALIVE = 0.05


class Member:
    """What one holds now and has read, and whether it shall go on."""

    def __init__(self) -> None:
        self.held: frozenset[int] = frozenset()
        self.read: list[bytes | None] = []
        self.stop = threading.Event()


def options(topic: str) -> dict[str, Any]:
    return {"group_id": topic, "auto_offset_reset": "earliest", "heartbeat_interval_ms": 200}


def ours(bootstrap: str, topic: str, member: Member) -> None:
    with (
        barnabas.Client(bootstrap) as client,
        client.consumer(topic, partition_assignment_strategy="range", **options(topic)) as consumer,
    ):
        while not member.stop.is_set():
            member.read += consumer.poll(ALIVE).values()
            member.held = frozenset(key.partition for key in consumer.assignment())
        consumer.commit()


def confluents(bootstrap: str, topic: str, member: Member) -> None:
    consumer = confluent_kafka.Consumer(
        {"bootstrap.servers": bootstrap, "group.id": topic, "auto.offset.reset": "earliest", "log_level": 0}
        | {"heartbeat.interval.ms": 200, "partition.assignment.strategy": "range"}
    )
    consumer.subscribe([topic])
    while not member.stop.is_set():
        member.read += [one.value() for one in consumer.consume(100, ALIVE) if one.error() is None]
        member.held = frozenset(key.partition for key in consumer.assignment())
    consumer.close()


def kafka_pythons(bootstrap: str, topic: str, member: Member) -> None:
    range_only = {"partition_assignment_strategy": [KafkaPythonsRange]}
    with kafka.KafkaConsumer(topic, bootstrap_servers=bootstrap, **range_only, **options(topic)) as consumer:
        while not member.stop.is_set():
            for records in consumer.poll(timeout_ms=int(1000 * ALIVE)).values():
                member.read += [record.value for record in records]
            member.held = frozenset(key.partition for key in consumer.assignment())


def aiokafkas(bootstrap: str, topic: str, member: Member) -> None:
    async def run() -> None:
        range_only: Any = {"partition_assignment_strategy": [AiokafkasRange]}
        async with AIOKafkaConsumer(topic, bootstrap_servers=bootstrap, **range_only, **options(topic)) as consumer:
            while not member.stop.is_set():
                for records in (await consumer.getmany(timeout_ms=int(1000 * ALIVE))).values():
                    member.read += [record.value for record in records]
                member.held = frozenset(key.partition for key in consumer.assignment())

    asyncio.run(run())


KINDS: list[Callable[[str, str, Member], None]] = [ours, confluents, kafka_pythons, aiokafkas]


@contextmanager
def running(kind: Callable[[str, str, Member], None], bootstrap: str, topic: str) -> Iterator[Member]:
    member = Member()
    thread = threading.Thread(target=kind, args=(bootstrap, topic, member))
    thread.start()
    try:
        yield member
    finally:
        member.stop.set()
        thread.join(WAIT)
        assert not thread.is_alive()


@pytest.fixture(scope="module")
def served() -> Iterator[Broker]:
    with broker() as made:
        warm = make_topic(made)
        # All that our client loads when it is needed is loaded by one thread: Python 3.11 can fail where two compile at once.
        with barnabas.Client(made.bootstrap_servers) as client, client.consumer(warm, group_id=warm) as consumer:
            until(lambda: consumer.poll(ALIVE) is not None and consumer.assignment(), "a member is one", WAIT)
        yield made


def shared(members: list[Member]) -> bool:
    """Whether each has a part, and together they have all, each once."""
    held = [number for member in members for number in member.held]
    return all(member.held for member in members) and sorted(held) == list(range(PARTITIONS))


@pytest.mark.parametrize("leader", KINDS, ids=lambda kind: kind.__name__)
def test_they_share_whoever_leads(served: Broker, leader: Callable[[str, str, Member], None]) -> None:
    topic = make_topic(served, PARTITIONS)
    with ExitStack() as stack:
        first = stack.enter_context(running(leader, served.bootstrap_servers, topic))
        until(lambda: len(first.held) == PARTITIONS, "the first has them all", WAIT)
        others = [kind for kind in KINDS if kind is not leader]
        members = [first, *(stack.enter_context(running(kind, served.bootstrap_servers, topic)) for kind in others)]
        until(lambda: shared(members), "all four share", WAIT)
        assert {len(member.held) for member in members} == {2}
        write(served, topic)
        until(lambda: sum(len(member.read) for member in members) >= len(VALUES), "all is read", WAIT)
        assert sorted(value or b"" for member in members for value in member.read) == sorted(VALUES)
        assert all(member.read for member in members)
        members[1].stop.set()
        left = [member for member in members if member is not members[1]]
        until(lambda: shared(left), "three share what one has left", WAIT)


def write(served: Broker, topic: str) -> None:
    with barnabas.Client(served.bootstrap_servers) as client, client.producer() as producer:
        for number, value in enumerate(VALUES):
            producer.send(topic, value, partition=number % PARTITIONS)
