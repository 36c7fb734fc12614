"""The admin on real brokers: results per item in the order asked, errors with the broker's words, both faces."""

from __future__ import annotations

import asyncio
import concurrent.futures
from collections.abc import Callable

import pytest
from confluent_kafka.admin import AdminClient, ConfigResource, ResourceType

import barnabas
from barnabas import BrokerError, NewTopic, TopicResult
from barnabas.errors import broker
from tests.harness.broker import Broker
from tests.harness.kafka import Kafka, Topics
from tests.harness.waiting import until

WAIT = 30.0
MISSING_ID = "0123456789abcdef0123456789abcdef"


def codes(results: list[TopicResult] | list[barnabas.TopicDescription]) -> list[int | None]:
    return [r.error.code if isinstance(r.error, BrokerError) else None for r in results]


def config(kafka: Kafka, topic: str, name: str) -> str:
    """A topic's config as another client sees it."""
    resource = ConfigResource(ResourceType.TOPIC, topic)
    admin = AdminClient({"bootstrap.servers": kafka.bootstrap})
    value: str = admin.describe_configs([resource])[resource].result(WAIT)[name].value
    return value


# --- creating ---------------------------------------------------------------------------------------------------------


@pytest.mark.kip(4, 117, 464)
def test_partitions_replicas_and_configs_are_as_asked(any_kafka: Kafka, topic: Topics) -> None:
    names = [topic.name() for _ in range(3)]
    with barnabas.Client(any_kafka.bootstrap) as client:
        (node,) = [b.id for b in client.admin.describe_cluster().brokers[:1]]
        results = client.admin.create_topics(
            [
                NewTopic(names[0], partitions=3, replication_factor=1, configs={"retention.ms": "60000"}),
                NewTopic(names[1], assignments={0: [node], 1: [node]}),
                NewTopic(names[2]),
            ]
        )
        assert [(r.name, r.error) for r in results] == [(name, None) for name in names]
        until(lambda: codes(client.admin.describe_topics(names)) == [None] * 3, "the topics are known")
        described = client.admin.describe_topics(names)
        assert [d.topic_id for d in described] == [r.topic_id for r in results]
        assert len({r.topic_id for r in results} - {None}) == 3
        assert [len(d.partitions) for d in described[:2]] == [3, 2]
        assert [p.partition for p in described[0].partitions] == [0, 1, 2]
        assert [p.replicas for p in described[1].partitions] == [(node,), (node,)]
        assert len(described[2].partitions) >= 1  # the broker's num.partitions
        assert config(any_kafka, names[0], "retention.ms") == "60000"
        client.admin.delete_topics(names, raise_on_error=True)


def test_validating_makes_nothing_and_finds_what_is_wrong(any_kafka: Kafka, topic: Topics) -> None:
    name, there = topic.name(), topic()
    with barnabas.Client(any_kafka.bootstrap) as client:
        results = client.admin.create_topics(
            [NewTopic(name, partitions=1), NewTopic(there), NewTopic(name + "c", configs={"retention.ms": "long"})],
            validate_only=True,
        )
        assert codes(results) == [None, 36, 40]
        assert codes(client.admin.describe_topics([name])) == [3]


def test_an_error_has_its_class_code_topic_and_the_brokers_words(kafka: Kafka, topic: Topics) -> None:
    there = topic()
    with barnabas.Client(kafka.bootstrap) as client:
        results = client.admin.create_topics(
            [NewTopic(there), NewTopic("a/b"), NewTopic(topic.name(), configs={"x": "y"})]
        )
    first, second, third = (r.error for r in results)
    assert isinstance(first, broker.TopicAlreadyExistsError)
    assert isinstance(second, broker.InvalidTopicError)
    assert isinstance(third, broker.InvalidConfigError)
    assert (first.code, first.name, first.retriable, first.topic) == (36, "TOPIC_ALREADY_EXISTS", False, there)
    assert there in str(first)
    assert "a/b" in str(second)
    assert "Unknown topic config name" in str(third)


def test_a_name_given_twice_is_answered_twice(kafka: Kafka, topic: Topics) -> None:
    name = topic.name()
    with barnabas.Client(kafka.bootstrap) as client:
        assert codes(client.admin.create_topics([NewTopic(name), NewTopic(name)])) == [42, 42]
        there = topic()
        assert [d.name for d in client.admin.describe_topics([there, there])] == [there, there]


def test_raising_is_asked_for_and_stops_nothing_else(kafka: Kafka, topic: Topics) -> None:
    name, there = topic.name(), topic()
    with barnabas.Client(kafka.bootstrap) as client:
        with pytest.raises(broker.TopicAlreadyExistsError, match=there):
            client.admin.create_topics([NewTopic(there), NewTopic(name, partitions=1)], raise_on_error=True)
        until(lambda: codes(client.admin.describe_topics([name])) == [None], "the good one was made")
        with pytest.raises(broker.UnknownTopicOrPartitionError):
            client.admin.delete_topics(["missing", name], raise_on_error=True)
        until(lambda: codes(client.admin.describe_topics([name])) == [3], "the good one was deleted")
        with pytest.raises(broker.UnknownTopicOrPartitionError, match="missing"):
            client.admin.describe_topics([there, "missing"], raise_on_error=True)


# --- deleting, describing, listing ------------------------------------------------------------------------------------


@pytest.mark.kip(516)
def test_deleting_by_name_and_by_id_in_one_call(any_kafka: Kafka, topic: Topics) -> None:
    names = [topic() for _ in range(4)]
    with barnabas.Client(any_kafka.bootstrap) as client:
        ids = [d.topic_id or "" for d in client.admin.describe_topics(names)]
        results = client.admin.delete_topics([names[1], "missing", names[0]], ids=[ids[3], MISSING_ID])
        assert [r.name for r in results[:3]] == [names[1], "missing", names[0]]
        assert codes(results) == [None, 3, None, None, 100]
        assert [results[0].topic_id, results[2].topic_id, results[3].topic_id] == [ids[1], ids[0], ids[3]]
        until(lambda: codes(client.admin.describe_topics(names)) == [3, 3, None, 3], "three are gone")


@pytest.mark.kip(516)
def test_describing_by_name_and_by_id_in_one_call(any_kafka: Kafka, topic: Topics) -> None:
    names = [topic(partitions=n) for n in (1, 2, 3)]
    with barnabas.Client(any_kafka.bootstrap) as client:
        ids = [d.topic_id or "" for d in client.admin.describe_topics(names)]
        found = client.admin.describe_topics([names[2], "missing"], ids=[ids[1], MISSING_ID, ids[0]])
        assert codes(found) == [None, 3, None, 100, None]
        assert [found[i].name for i in (0, 1, 2, 4)] == [names[2], "missing", names[1], names[0]]
        assert [len(d.partitions) for d in found] == [3, 0, 2, 0, 1]
        leaders = {p.leader for p in found[0].partitions}
        assert leaders <= {b.id for b in client.admin.describe_cluster().brokers}
        assert all(p.leader_epoch is not None and p.leader in p.isr for p in found[0].partitions)


def test_describing_creates_nothing(kafka: Kafka, topic: Topics) -> None:
    name = topic.name()
    with barnabas.Client(kafka.bootstrap) as client:
        assert codes(client.admin.describe_topics([name])) == [3]
        assert codes(client.admin.describe_topics([name])) == [3]
        assert name not in {t.name for t in client.admin.list_topics()}


def test_listing_leaves_kafkas_own_topics_out_unless_asked(any_kafka: Kafka, topic: Topics) -> None:
    name = topic(partitions=2)
    with barnabas.Client(any_kafka.bootstrap) as client:
        with client.consumer(name, group_id=name) as consumer:
            consumer.poll(WAIT)  # a group makes Kafka make its topic of offsets
        listed = client.admin.list_topics()
        assert [t.name for t in listed] == sorted(t.name or "" for t in listed)
        assert not any(t.internal for t in listed)
        (mine,) = [t for t in listed if t.name == name]
        assert mine == client.admin.describe_topics([name])[0]
        everything = {t.name: t.internal for t in client.admin.list_topics(internal=True)}
        assert everything["__consumer_offsets"] is True
        assert everything[name] is False


def test_nothing_asked_is_nothing_answered(kafka: Kafka) -> None:
    with barnabas.Client(kafka.bootstrap) as client:
        assert client.admin.create_topics([]) == []
        assert client.admin.delete_topics() == []
        assert client.admin.describe_topics() == []


@pytest.mark.kip(78)
def test_the_cluster(any_kafka: Kafka) -> None:
    with barnabas.Client(any_kafka.bootstrap) as client:
        cluster = client.admin.describe_cluster()
    assert cluster.cluster_id
    assert cluster.controller_id in {b.id for b in cluster.brokers}
    assert any(f"{b.host}:{b.port}" in any_kafka.bootstrap for b in cluster.brokers)


def test_the_awaitable_face_gives_the_same(any_kafka: Kafka, topic: Topics) -> None:
    name = topic.name()

    async def main() -> None:
        async with barnabas.AsyncClient(any_kafka.bootstrap) as client:
            admin = client.admin
            made = await admin.create_topics([NewTopic(name, partitions=2), NewTopic("a/b")])
            assert codes(made) == [None, 17]
            with pytest.raises(broker.TopicAlreadyExistsError):
                await admin.create_topics([NewTopic(name)], raise_on_error=True)
            await asyncio.to_thread(topic.wait_led, name, 2)
            described = await asyncio.gather(*(admin.describe_topics([name], ids=[MISSING_ID]) for _ in range(20)))
            assert all(codes(d) == [None, 100] for d in described)
            assert name in {t.name for t in await admin.list_topics()}
            assert (await admin.describe_cluster()).brokers
            assert codes(await admin.delete_topics([name, "missing"])) == [None, 3]

    asyncio.run(main())


# --- a broker that is away --------------------------------------------------------------------------------------------


def test_a_broker_that_does_not_answer_is_named_when_the_time_is_up(own_broker: Broker) -> None:
    with barnabas.Client(own_broker.bootstrap) as client:
        client.admin.describe_cluster()
        own_broker.pause()
        for call in (client.admin.list_topics, client.admin.describe_cluster):
            with pytest.raises(barnabas.KafkaError, match=own_broker.bootstrap):
                call(timeout=0.3)
        with pytest.raises(barnabas.KafkaError, match=own_broker.bootstrap):
            client.admin.create_topics([NewTopic("late")], timeout=0.3)
        own_broker.resume()
        assert client.admin.describe_cluster(timeout=WAIT).brokers


def test_calls_wait_for_a_broker_that_comes_back(own_broker: Broker) -> None:
    with barnabas.Client(own_broker.bootstrap) as client, concurrent.futures.ThreadPoolExecutor(4) as threads:
        client.admin.create_topics([NewTopic("before", partitions=1)], raise_on_error=True)
        own_broker.kill()
        created = threads.submit(client.admin.create_topics, [NewTopic("during", partitions=1)])
        listed = threads.submit(client.admin.list_topics)
        cluster = threads.submit(client.admin.describe_cluster)
        own_broker.start()
        assert codes(created.result(WAIT)) in ([None], [36])  # made by a try whose answer was lost
        assert "before" in {t.name for t in listed.result(WAIT)}
        assert cluster.result(WAIT).brokers


def test_a_call_survives_disconnect(own_broker: Broker) -> None:
    """Also when it only waits for its connection: that is not the client's end."""
    with barnabas.Client(own_broker.bootstrap) as client, concurrent.futures.ThreadPoolExecutor(2) as threads:
        for used_before in (False, True):
            own_broker.pause()
            call = threads.submit(client.admin.describe_cluster, timeout=WAIT)
            pool = client._engine.pool
            until(
                lambda: any(n.in_flight if used_before else n.opening for n in list(pool.nodes.values())),  # noqa: B023 # called within the turn
                "the call is under way",
            )
            client.disconnect()
            own_broker.resume()
            assert call.result(WAIT).brokers


def test_closing_ends_a_call_that_waits(own_broker: Broker) -> None:
    with concurrent.futures.ThreadPoolExecutor(1) as threads:
        client = barnabas.Client(own_broker.bootstrap)
        client.admin.describe_cluster()
        own_broker.pause()
        call = threads.submit(client.admin.describe_cluster)
        until(lambda: any(n.in_flight for n in list(client._engine.pool.nodes.values())), "the call is under way")
        client.close()
        with pytest.raises(barnabas.ClosedError):
            call.result(WAIT)


def test_a_cluster_without_auto_creation_is_not_asked_to(start_broker: Callable[..., Broker]) -> None:
    own = start_broker(properties={"auto.create.topics.enable": "false"})
    with barnabas.Client(own.bootstrap) as client:
        assert codes(client.admin.describe_topics(["nothing"])) == [3]
        assert client.admin.list_topics() == []
