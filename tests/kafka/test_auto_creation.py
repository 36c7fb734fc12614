"""`allow_auto_create_topics`: what consumers have brokers make, and what they do not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any, Literal

import pytest

import barnabas
from barnabas import NewTopic, Rebalance, TopicPartition
from barnabas.broker import Broker as DevelopmentBroker
from tests.harness.broker import Broker
from tests.harness.kafka import Kafka, Topics
from tests.harness.waiting import until

LOOK = 0.1
Protocol = Literal["classic", "consumer"]
PROTOCOLS: tuple[Protocol, ...] = ("classic", "consumer")
Consumer = barnabas.Consumer[Any, Any]
GONE = (
    barnabas.UnknownTopicError,
    barnabas.NoBrokerAvailableError,
)  # the time may run out while a broker is asked again


@pytest.fixture
def missing(client: barnabas.Client, topic: Topics) -> Iterator[str]:
    """The name of a topic that is not there; if it comes to be, it goes with the test."""
    name = topic.name()
    yield name
    client.admin.delete_topics([name])


def there(client: barnabas.Client, name: str) -> bool:
    (found,) = client.admin.describe_topics([name])
    return found.error is None


def make(client: barnabas.Client, name: str) -> None:
    client.admin.create_topics([NewTopic(name, partitions=1, replication_factor=1)], raise_on_error=True)


def polled_until(consumer: Consumer, held: set[TopicPartition]) -> None:
    while consumer.assignment() != held:
        consumer.poll(LOOK)


def looked(client: barnabas.Client, consumer: Consumer, times: int = 3) -> None:
    """Polls until the client has looked for what is missing so many times more."""
    cluster = client._engine.cluster
    before = cluster.snapshot.version
    while cluster.snapshot.version < before + times:
        consumer.poll(LOOK)


@pytest.mark.kip(361)
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_subscription_has_a_missing_topic_made(client: barnabas.Client, missing: str, protocol: Protocol) -> None:
    with client.consumer(missing, group_id=missing, group_protocol=protocol) as consumer:
        polled_until(consumer, {TopicPartition(missing, 0)})
    assert there(client, missing)


@pytest.mark.kip(361)
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_one_that_is_not_allowed_to_waits_for_it(client: barnabas.Client, missing: str, protocol: Protocol) -> None:
    options: dict[str, Any] = {"group_protocol": protocol, "allow_auto_create_topics": False}
    with client.consumer(missing, group_id=missing, **options) as consumer:
        looked(client, consumer)
        assert not there(client, missing)
        make(client, missing)
        polled_until(consumer, {TopicPartition(missing, 0)})  # long before the metadata is old


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("how", ["names", "pattern"])
def test_what_was_deleted_is_not_made_anew(
    kafka: Kafka, client: barnabas.Client, missing: str, topic: Topics, protocol: Protocol, how: str
) -> None:
    kept = topic()
    make(client, missing)
    other = {} if how == "names" else {"pattern": f"{missing}|{kept}"}
    named = (missing, kept) if how == "names" else ()
    with (
        barnabas.Client(kafka.bootstrap, metadata_max_age_ms=300) as own,
        own.consumer(*named, group_id=missing, group_protocol=protocol, **other) as consumer,  # type: ignore[arg-type]
        own.producer() as producer,
    ):
        polled_until(consumer, {TopicPartition(missing, 0), TopicPartition(kept, 0)})
        client.admin.delete_topics([missing], raise_on_error=True)
        polled_until(consumer, {TopicPartition(kept, 0)})
        another = topic.name()
        producer.send(another, b"x").result(30)  # a producer has its own topic made, and no other
        looked(own, consumer)
        assert not there(client, missing)
        client.admin.delete_topics([another])


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_names_after_a_pattern_are_made(
    client: barnabas.Client, topic: Topics, missing: str, protocol: Protocol
) -> None:
    kept = topic()
    with client.consumer(group_id=missing, group_protocol=protocol, pattern=kept) as consumer:
        polled_until(consumer, {TopicPartition(kept, 0)})
        consumer.subscribe(missing)
        polled_until(consumer, {TopicPartition(missing, 0)})


def test_assigned_partitions(kafka: Kafka, missing: str) -> None:
    key = TopicPartition(missing, 0)
    with barnabas.Client(kafka.bootstrap, default_api_timeout_ms=1_000, request_timeout_ms=1_000) as client:
        careful = client.consumer(allow_auto_create_topics=False)
        careful.assign([key])
        with pytest.raises(GONE):
            careful.poll(30)
        assert not there(client, missing)
    with barnabas.Client(kafka.bootstrap) as client:
        consumer = client.consumer(auto_offset_reset="earliest")
        consumer.assign([key])
        until(lambda: (consumer.poll(LOOK), consumer.position(key) == 0)[1], "there is a partition to read from")
        assert there(client, missing)


def test_reading_makes_nothing(kafka: Kafka, client: barnabas.Client, missing: str) -> None:
    with (
        barnabas.Client(kafka.bootstrap, default_api_timeout_ms=1_000, request_timeout_ms=1_000) as hasty,
        hasty.read(missing, stop="end") as records,
        pytest.raises(GONE),
    ):
        next(records)
    assert not there(client, missing)
    with pytest.raises(barnabas.ConfigurationError, match="reads only a topic that is there"):
        client.read(missing, allow_auto_create_topics=True)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_the_async_face_in_the_same_words(kafka: Kafka, missing: str, protocol: Protocol) -> None:
    async def main() -> None:
        async with barnabas.AsyncClient(kafka.bootstrap) as client:
            careful = client.consumer(
                missing, group_id=f"{missing}-careful", group_protocol=protocol, allow_auto_create_topics=False
            )
            async with careful:
                before = client._engine.cluster.snapshot.version
                while client._engine.cluster.snapshot.version < before + 3:
                    await careful.poll(LOOK)
                (found,) = await client.admin.describe_topics([missing])
                assert found.error is not None
            async with client.consumer(missing, group_id=missing, group_protocol=protocol) as consumer:
                while consumer.assignment() != {TopicPartition(missing, 0)}:
                    assert isinstance(await consumer.poll(LOOK), Rebalance | barnabas.Records)
            by_hand = client.consumer()
            by_hand.assign([TopicPartition(missing, 0)])
            await by_hand.poll(0)

    asyncio.run(main())


def waits_and_is_given_it(bootstrap: str, name: str, protocol: Protocol) -> None:
    with (
        barnabas.Client(bootstrap) as client,
        client.consumer(name, group_id=name, group_protocol=protocol) as consumer,
    ):
        looked(client, consumer)
        assert not there(client, name)
        make(client, name)
        polled_until(consumer, {TopicPartition(name, 0)})


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_development_broker_that_makes_none(protocol: Protocol) -> None:
    with DevelopmentBroker(auto_create_topics=False) as broker:
        waits_and_is_given_it(broker.bootstrap_servers, "later", protocol)


def test_a_kafka_that_makes_none(start_broker: Callable[..., Broker]) -> None:
    own = start_broker(properties={"auto.create.topics.enable": "false"})
    for protocol in PROTOCOLS:
        waits_and_is_given_it(own.bootstrap, f"later-{protocol}", protocol)
