"""What groups can do, a telling test of each, on every version of brokers; the files of each feature have the rest on the newest."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

import barnabas
from barnabas import NewTopic, OffsetAndMetadata, Rebalance, TopicPartition
from tests.harness.kafka import EMBEDDED, Kafka, Topics
from tests.harness.members import CONSUMER, COOPERATIVE, EAGER, fill, polled
from tests.harness.reading import offset_in
from tests.harness.waiting import until

WAIT = 45.0
Consumer = barnabas.Consumer[Any, Any]

pytestmark = pytest.mark.zookeeper


@pytest.fixture
def client(any_kafka: Kafka) -> Iterator[barnabas.Client]:
    with barnabas.Client(any_kafka.bootstrap, metadata_max_age_ms=500) as client:
        yield client


def has_the_newer_protocol(kafka: Kafka) -> bool:
    return kafka.version in (EMBEDDED, "given") or int(kafka.version.split(".")[0]) >= 4


def lacks_it(client: barnabas.Client, name: str) -> None:
    """A broker without KIP-848 is told of, with the way out."""
    with (
        client.consumer(name, group_id=name, **CONSUMER) as consumer,
        pytest.raises(barnabas.IncompatibleBrokerError, match="group_protocol='classic'"),
    ):
        until(polled(lambda: False, consumer), "the broker refuses", WAIT)


@pytest.mark.parametrize("options", [EAGER, COOPERATIVE, CONSUMER], ids=["eager", "cooperative", "consumer"])
def test_a_pattern_two_members_a_listener_and_commits(
    any_kafka: Kafka, client: barnabas.Client, topic: Topics, options: dict[str, Any]
) -> None:
    name = topic(partitions=2)
    if options is CONSUMER and not has_the_newer_protocol(any_kafka):
        lacks_it(client, name)
        return
    fill(client, name, 20, partitions=2)
    later = f"{name}-later"
    heard: list[Rebalance] = []

    def listener(consumer: Consumer, news: Rebalance) -> None:
        heard.append(news)
        if news.revoked:
            consumer.commit({key: OffsetAndMetadata(7, None, "at the last moment") for key in news.revoked})

    made: dict[str, Any] = {"group_id": name, "pattern": f"{name}(-later)?", **options}
    with client.consumer(on_rebalance=listener, **made) as first:
        until(polled(lambda: len(first.assignment()) == 2, first), "it has both", WAIT)
        with client.consumer(**made) as second:
            until(
                polled(lambda: len(second.assignment()) == 1 == len(first.assignment()), first, second), "shared", WAIT
            )
            assert not any(news.lost for news in heard)
            (went,) = second.assignment()
            assert second.committed(went)[went] == OffsetAndMetadata(7, None, "at the last moment")
            told: list[object] = []
            second.commit_async({went: 9}, lambda offsets, error: told.append(error))
            second.commit({went: 11})
            assert told == [None]
            assert second.committed(went)[went] == OffsetAndMetadata(11)
            client.admin.create_topics([NewTopic(later, partitions=2, replication_factor=1)], raise_on_error=True)

            def all_four() -> bool:
                held = first.assignment() | second.assignment()
                return len(held) == 4 == len(first.assignment()) + len(second.assignment())

            until(polled(all_four, first, second), "the topic that came later is shared", WAIT)
    client.admin.delete_topics([later])


@pytest.mark.parametrize("options", [COOPERATIVE, CONSUMER], ids=["cooperative", "consumer"])
def test_done_in_any_order_and_workers_by_key(
    any_kafka: Kafka, client: barnabas.Client, topic: Topics, options: dict[str, Any]
) -> None:
    name = topic()
    if options is CONSUMER and not has_the_newer_protocol(any_kafka):
        lacks_it(client, name)
        return
    p = TopicPartition(name, 0)
    with client.producer() as producer:
        keys = [b"%d" % (i % 5) for i in range(100)]
        producer.send_many(name, [b"v"] * 100, keys, partition=0).result(WAIT)
    with client.consumer(name, group_id=name, commit_only_done=True, **options) as consumer:
        found: list[Any] = []
        until(lambda: (found.extend(consumer.poll(0.2)), len(found) == 100)[1], "all came", WAIT)
        for record in found[5:] + found[:3]:
            consumer.done(record)
        consumer.commit()
        assert offset_in(consumer.committed(p), p) == 3
    seen: dict[bytes, list[int]] = defaultdict(list)
    lock = threading.Lock()

    def work(record: Any) -> None:
        with lock:
            seen[record.key].append(record.offset)

    with client.consumer(name, group_id=name, **options) as consumer:
        consumer.process(work, workers=3, until=lambda: sum(map(len, seen.values())) == 97)
    assert sorted(offset for offsets in seen.values() for offset in offsets) == list(range(3, 100))
    assert all(offsets == sorted(offsets) for offsets in seen.values())
    with client.consumer(group_id=name) as look:
        assert offset_in(look.committed(p), p) == 100


def test_a_missing_topic_is_made_for_who_subscribes(client: barnabas.Client, topic: Topics) -> None:
    name = topic.name()
    with client.consumer(name, group_id=name, **EAGER) as consumer:
        until(polled(lambda: consumer.assignment() == {TopicPartition(name, 0)}, consumer), "it was made", WAIT)
    client.admin.delete_topics([name], raise_on_error=True)
