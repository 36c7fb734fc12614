"""Commits while a topic of ours is deleted: the user is told, the other partitions' offsets stay, nobody waits for long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import barnabas
from barnabas import CommitFailedError, OffsetAndMetadata, Rebalance, TopicPartition
from barnabas.errors import UnknownTopicOrPartitionError
from tests.harness.kafka import Kafka, Topics
from tests.harness.members import CONSUMER, COOPERATIVE
from tests.harness.reading import offset_in
from tests.harness.waiting import until

WAIT = 30.0
LONG = 600.0  # seconds: a commit that takes its whole time runs into the test's timeout
COUNT = 5
EAGER: dict[str, Any] = {**COOPERATIVE, "partition_assignment_strategy": "range"}


@pytest.fixture(params=[EAGER, COOPERATIVE, CONSUMER], ids=["eager", "cooperative", "consumer"])
def options(request: pytest.FixtureRequest) -> dict[str, Any]:
    param: dict[str, Any] = request.param
    return param


@pytest.fixture
def client(kafka: Kafka) -> Iterator[barnabas.Client]:
    with barnabas.Client(kafka.bootstrap, default_api_timeout_ms=int(LONG * 1000)) as client:
        yield client


def filled(client: barnabas.Client, topic: Topics) -> tuple[str, str]:
    """Two topics with records: the first stays, the second goes."""
    names = topic(), topic()
    with client.producer() as producer:
        for name in names:
            producer.send_many(name, [b"%d" % i for i in range(COUNT)], partition=0).result(WAIT)
    return names


def read_all(consumer: barnabas.Consumer[Any, Any], *names: str) -> None:
    """Both topics are read and nothing is to be told any more: the next poll is the one that could bring news."""
    while {consumer.position(p) for p in consumer.assignment()} != {COUNT} or len(consumer.assignment()) != len(names):
        consumer.poll(0.1)


def committed(client: barnabas.Client, group: str) -> dict[TopicPartition, OffsetAndMetadata]:
    (found,) = client.admin.list_group_offsets([group])
    return dict(found.offsets)


def fails(commit: Callable[[], object]) -> Callable[[], bool]:
    """Whether a commit has come to fail: a coordinator hears of the end of a topic a moment later."""

    def check() -> bool:
        try:
            commit()
        except CommitFailedError as error:
            assert isinstance(error.__cause__, UnknownTopicOrPartitionError), error
            assert "deleted" in str(error)
            return True
        return False

    return check


@pytest.mark.parametrize("what", ["all", "records", "offsets"])
def test_a_commit_says_that_the_topic_was_deleted_and_commits_the_others(
    client: barnabas.Client, topic: Topics, options: dict[str, Any], what: str
) -> None:
    stays, goes = filled(client, topic)
    kept, gone = TopicPartition(stays, 0), TopicPartition(goes, 0)
    with client.consumer(stays, goes, group_id=stays, **options) as consumer:
        polls = []
        while sum(len(one) for one in polls) < 2 * COUNT:
            found = consumer.poll(0.1)
            polls += [] if isinstance(found, Rebalance) else [found]
        client.admin.delete_topics([goes], raise_on_error=True)

        def commit() -> None:
            if what == "records":
                for records in sorted(polls, key=lambda one: goes in {record.topic for record in one}):
                    consumer.commit(records)
            else:
                consumer.commit(None if what == "all" else {kept: COUNT, gone: COUNT})

        until(fails(commit), "the commit fails", WAIT)
        assert consumer.committed(kept)[kept] is not None
        assert offset_in(consumer.committed(kept), kept) == COUNT
        # The rebalance takes its course, and the next commit is as good as any.
        while consumer.assignment() != {kept}:
            consumer.poll(0.1)
        consumer.commit({kept: OffsetAndMetadata(COUNT, None, "later")})
        assert consumer.committed(kept) == {kept: OffsetAndMetadata(COUNT, None, "later")}


def test_a_commit_in_the_background_is_told_so_too(
    client: barnabas.Client, topic: Topics, options: dict[str, Any]
) -> None:
    stays, goes = filled(client, topic)
    kept = TopicPartition(stays, 0)
    told: list[barnabas.KafkaError | None] = []
    with client.consumer(stays, goes, group_id=stays, **options) as consumer:
        read_all(consumer, stays, goes)
        client.admin.delete_topics([goes], raise_on_error=True)
        until(fails(consumer.commit), "the commit fails", WAIT)
        consumer.commit_async(callback=lambda offsets, error: told.append(error))
        while not told or consumer.assignment() != {kept}:
            consumer.poll(0.1)
        assert offset_in(consumer.committed(kept), kept) == COUNT
        # It was this consumer's still, or given up in the meantime.
        assert isinstance(told[0], CommitFailedError)


def test_automatic_commits_before_a_rebalance_and_at_the_end_hold_nobody_up(
    client: barnabas.Client, topic: Topics, options: dict[str, Any]
) -> None:
    stays, goes = filled(client, topic)
    kept = TopicPartition(stays, 0)
    automatic = {"enable_auto_commit": True, "auto_commit_interval_ms": 10, **options}
    with client.consumer(stays, goes, group_id=stays, **automatic) as consumer:
        read_all(consumer, stays, goes)
        client.admin.delete_topics([goes], raise_on_error=True)
        lost = []
        while consumer.assignment() != {kept}:
            news = consumer.poll(0.05)
            if isinstance(news, Rebalance):
                lost += list(news.lost)
        assert not lost
        # Another one begins where it was, and sees the end of it.
        with client.consumer(stays, group_id=stays, **options) as other:
            until(lambda: (consumer.poll(0.05), other.poll(0.05), other.health().state == "stable")[-1], "shared", WAIT)
    assert committed(client, stays)[kept].offset == COUNT


def test_close_with_a_deleted_topic_of_ours_commits_the_others(
    client: barnabas.Client, topic: Topics, options: dict[str, Any]
) -> None:
    stays, goes = filled(client, topic)
    kept = TopicPartition(stays, 0)
    with client.consumer(stays, goes, group_id=stays, enable_auto_commit=True, **options) as consumer:
        read_all(consumer, stays, goes)
        client.admin.delete_topics([goes], raise_on_error=True)
    assert committed(client, stays)[kept].offset == COUNT
    described = client.admin.describe_groups([stays])[0]
    assert not described.members, "it has left"


def test_without_a_group_of_members(client: barnabas.Client, topic: Topics) -> None:
    stays, goes = filled(client, topic)
    kept, gone = TopicPartition(stays, 0), TopicPartition(goes, 0)
    consumer = client.consumer(group_id=stays, auto_offset_reset="earliest")
    consumer.assign([kept, gone])
    read_all(consumer, stays, goes)
    client.admin.delete_topics([goes], raise_on_error=True)
    until(fails(consumer.commit), "the commit fails", WAIT)
    assert offset_in(consumer.committed(kept), kept) == COUNT


def test_on_the_async_face(kafka: Kafka, client: barnabas.Client, topic: Topics, options: dict[str, Any]) -> None:
    stays, goes = filled(client, topic)
    kept = TopicPartition(stays, 0)

    async def main() -> None:
        async with (
            barnabas.AsyncClient(kafka.bootstrap, default_api_timeout_ms=int(LONG * 1000)) as mine,
            mine.consumer(stays, goes, group_id=stays, **options) as consumer,
        ):
            while {consumer.position(p) for p in consumer.assignment()} != {COUNT} or len(consumer.assignment()) != 2:
                await consumer.poll(0.1)
            await asyncio.to_thread(client.admin.delete_topics, [goes], raise_on_error=True)
            with pytest.raises(CommitFailedError, match="deleted"):
                while True:
                    await consumer.commit()
            committed = await consumer.committed(kept)
            assert committed[kept] is not None
            assert committed[kept].offset == COUNT

    asyncio.run(main())
