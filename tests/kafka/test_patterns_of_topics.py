"""Subscriptions by regular expression and their end, on a real broker: by both protocols, sync and async."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from typing import Any, Literal

import pytest
from confluent_kafka.admin import AdminClient, NewPartitions

import barnabas
from barnabas import NewTopic, Rebalance, TopicPartition
from barnabas.broker import Broker
from tests.harness.kafka import Kafka, Topics, make_anew
from tests.harness.waiting import until

WAIT = 30.0
LOOK = 0.2
Protocol = Literal["classic", "consumer"]
PROTOCOLS: tuple[Protocol, ...] = ("classic", "consumer")
Consumer = barnabas.Consumer[Any, Any]


@pytest.fixture
def client(kafka: Kafka) -> Iterator[barnabas.Client]:
    with barnabas.Client(kafka.bootstrap, metadata_max_age_ms=300) as client:
        yield client


class Family:
    """Makes topics whose names begin alike: `made("a", partitions=2)`."""

    def __init__(self, client: barnabas.Client, name: str) -> None:
        self._client = client
        self.name = name
        self.topics: set[str] = set()

    def __call__(self, suffix: str, partitions: int = 1) -> str:
        topic = f"{self.name}-{suffix}"
        new = NewTopic(topic, partitions=partitions, replication_factor=1)
        self._client.admin.create_topics([new], raise_on_error=True)
        self.topics.add(topic)
        return topic


@pytest.fixture
def made(client: barnabas.Client, topic: Topics) -> Iterator[Family]:
    made = Family(client, topic.name())
    yield made
    client.admin.delete_topics(sorted(made.topics))


def polled_until(consumer: Consumer, held: set[TopicPartition]) -> None:
    """Polls until exactly these partitions are ours; the test's timeout ends a wait for ever."""
    while consumer.assignment() != held:
        consumer.poll(LOOK)  # what was revoked is ours until the poll after the one that told


def grow(kafka: Kafka, name: str, count: int) -> None:
    admin = AdminClient({"bootstrap.servers": kafka.bootstrap})
    admin.create_partitions([NewPartitions(name, count)])[name].result(WAIT)


def places(name: str, partitions: int = 1) -> set[TopicPartition]:
    return {TopicPartition(name, p) for p in range(partitions)}


@pytest.mark.kip(848)
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_topics_appear_grow_and_go(kafka: Kafka, client: barnabas.Client, made: Family, protocol: Protocol) -> None:
    first, family = made("a", partitions=2), made.name
    made("b")  # does not match
    with client.consumer(group_id=family, group_protocol=protocol, pattern=f"{family}-[ac].*") as consumer:
        polled_until(consumer, places(first, 2))
        second = made("c-new")
        polled_until(consumer, places(first, 2) | places(second))
        grow(kafka, first, 3)
        polled_until(consumer, places(first, 3) | places(second))
        client.admin.delete_topics([second], raise_on_error=True)
        polled_until(consumer, places(first, 3))


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_subscription_changes_kind(client: barnabas.Client, made: Family, protocol: Protocol) -> None:
    first, second, family = made("a"), made("b"), made.name
    with client.consumer(first, group_id=family, group_protocol=protocol) as consumer:
        polled_until(consumer, places(first))
        consumer.subscribe(pattern=f"{family}-[ab]")
        polled_until(consumer, places(first) | places(second))
        consumer.subscribe(pattern=f"{family}-b")
        polled_until(consumer, places(second))
        consumer.subscribe(first)
        polled_until(consumer, places(first))


@pytest.mark.parametrize("noticed", [True, False], ids=["noticed", "at-once"])
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_two_members_of_a_pattern_whose_topic_is_made_anew(
    client: barnabas.Client, made: Family, protocol: Protocol, noticed: bool
) -> None:
    kept, renewed, family = made("a", partitions=2), made("b", partitions=2), made.name
    options: dict[str, Any] = {"group_id": family, "group_protocol": protocol, "pattern": f"{family}-.*"}
    with (
        client.producer() as producer,
        client.consumer(auto_offset_reset="earliest", **options) as first,
        client.consumer(auto_offset_reset="earliest", **options) as second,
    ):
        seen: list[tuple[int, int, bytes]] = []

        def polls() -> None:
            for consumer in (first, second):
                result = consumer.poll(LOOK)
                if not isinstance(result, Rebalance) and len(result):
                    seen.extend((r.partition, r.offset, r.value) for r in result if r.topic == renewed)
                    consumer.commit_async(result)

        def holding(held: set[TopicPartition]) -> Callable[[], bool]:
            def check() -> bool:
                polls()
                a, b = first.assignment(), second.assignment()
                return a | b == held and not a & b

            return check

        def written(value: bytes, count: int) -> list[tuple[int, int, bytes]]:
            for p in range(2):
                producer.send_many(renewed, [value] * count, partition=p).result(WAIT)
            return [(p, offset, value) for p in range(2) for offset in range(count)]

        def read(wanted: list[tuple[int, int, bytes]]) -> Callable[[], bool]:
            return lambda: (polls(), set(wanted) <= set(seen))[1]

        until(holding(places(kept, 2) | places(renewed, 2)), "they share", WAIT)
        until(read(written(b"old", 5)), "all of the old one was read", WAIT)
        client.admin.delete_topics([renewed], raise_on_error=True)
        if noticed:
            until(holding(places(kept, 2)), "the topic is gone", WAIT)
        make_anew(client, renewed, 2)
        new = written(b"new", 9)  # more than there were: old offsets are within range
        until(read(new), "all of the new one was read, from its start", WAIT)
        until(holding(places(kept, 2) | places(renewed, 2)), "they share again", WAIT)


def test_internal_topics_are_left_out(client: barnabas.Client, made: Family) -> None:
    first, family = made("a"), made.name
    with client.consumer(first, group_id=family) as consumer:  # so that __consumer_offsets is there
        polled_until(consumer, places(first))
    pattern = re.compile(f"{family}-A|__consumer_.*", re.IGNORECASE)
    with client.consumer(group_id=family, pattern=pattern) as consumer:
        polled_until(consumer, places(first))


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_unsubscribed_and_begun_anew(client: barnabas.Client, made: Family, protocol: Protocol) -> None:
    first, second, family = made("a"), made("b"), made.name
    with client.producer() as producer:
        producer.send_many(first, [b"1", b"2", b"3"]).result(WAIT)
    options: dict[str, Any] = {"group_id": family, "group_protocol": protocol, "auto_offset_reset": "earliest"}
    with client.consumer(first, enable_auto_commit=True, **options) as consumer:
        polled_until(consumer, places(first))
        while not len(consumer.poll(WAIT, max_records=2)):
            pass
        consumer.unsubscribe()
        assert consumer.assignment() == frozenset()
        assert len(consumer.poll(0)) == 0
        assert consumer.health().state == "manual"
        # Others have them at once, and go on where this one was.
        with client.consumer(first, **options) as other:
            polled_until(other, places(first))
            assert other.position(TopicPartition(first, 0)) == 2
        consumer.assign({TopicPartition(first, 0): 2})
        assert consumer.poll(WAIT)[0].value == b"3"  # type: ignore[index]
        consumer.unsubscribe()
        consumer.subscribe(second)
        polled_until(consumer, places(second))
        consumer.unsubscribe()
        consumer.unsubscribe()


def test_the_broker_says_what_is_wrong_with_a_pattern(client: barnabas.Client, topic: Topics) -> None:
    name = topic.name()
    with client.consumer(group_id=name, group_protocol="consumer", pattern="(unclosed") as consumer:
        with pytest.raises(barnabas.BrokerError, match=r"\(unclosed.* is not a valid regular expression") as refused:
            while True:
                consumer.poll(WAIT)
        assert refused.value.name == "INVALID_REGULAR_EXPRESSION"


@pytest.mark.parametrize("pattern", ["a(?=b)", "a(?!b)", "(?<=a)b", "(?<!a)b", r"(a)\1", "(?P<n>a)(?P=n)", "a(?>b)"])
def test_what_only_pythons_re_knows_is_refused_by_the_broker(
    client: barnabas.Client, topic: Topics, pattern: str
) -> None:
    consumer = client.consumer(group_id=topic.name(), group_protocol="consumer", pattern=pattern)
    with pytest.raises(barnabas.BrokerError, match="not a valid regular expression"):
        while True:
            consumer.poll(WAIT)


def test_a_broker_without_patterns_is_named() -> None:
    with Broker(version="3.9") as broker, barnabas.Client(broker.bootstrap_servers) as client:
        consumer = client.consumer(group_id="g", group_protocol="consumer", pattern="a.*")
        with pytest.raises(barnabas.IncompatibleBrokerError, match=r"no regular expressions.*4\.0 or newer"):
            while True:
                consumer.poll(WAIT)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_the_async_face_in_the_same_words(kafka: Kafka, made: Family, protocol: Protocol) -> None:
    first, second, family = made("a"), made("b"), made.name

    async def main() -> None:
        async with (
            barnabas.AsyncClient(kafka.bootstrap) as client,
            client.consumer(group_id=family, group_protocol=protocol, pattern=f"{family}-.*") as consumer,
        ):
            while consumer.assignment() != places(first) | places(second):
                assert isinstance(await consumer.poll(LOOK), Rebalance | barnabas.Records)
            await consumer.unsubscribe()
            assert consumer.assignment() == frozenset()
            consumer.subscribe(pattern=f"{family}-a")
            while consumer.assignment() != places(first):
                await consumer.poll(LOOK)

    asyncio.run(main())
