"""`done()`: what is committed is the contiguous frontier of each partition; workers, tasks, control records, revocation."""

from __future__ import annotations

import asyncio
import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import barnabas
from barnabas import ConfigurationError, OffsetAndMetadata, Rebalance, TopicPartition
from barnabas.consumer import tracking
from tests.harness.kafka import Kafka, Topics
from tests.harness.members import CONSUMER, COOPERATIVE, fill, polled
from tests.harness.reading import offset_in
from tests.harness.waiting import turns, until

WAIT = 30.0
DONE: dict[str, Any] = {"commit_only_done": True}


@pytest.fixture(params=[COOPERATIVE, CONSUMER], ids=["cooperative", "consumer"])
def options(request: pytest.FixtureRequest) -> dict[str, Any]:
    return {**request.param, **DONE}


def read(consumer: barnabas.Consumer[Any, Any], count: int) -> list[Any]:
    found: list[Any] = []
    until(polled_into(consumer, found, count), f"{count} records", WAIT)
    return found


def polled_into(consumer: barnabas.Consumer[Any, Any], found: list[Any], count: int) -> Any:
    def look() -> bool:
        found.extend(consumer.poll(0.2))
        return len(found) >= count

    return look


def test_what_is_committed_ends_before_the_first_that_is_not_done(
    client: barnabas.Client, topic: Topics, options: dict[str, Any]
) -> None:
    name = topic()
    p = TopicPartition(name, 0)
    fill(client, name, 30)
    with client.consumer(name, group_id=name, max_poll_records=10, **options) as consumer:
        records = read(consumer, 30)
        consumer.commit()
        assert consumer.committed()[p] == OffsetAndMetadata(0)
        for record in records[20:] + records[:5] + records[6:10]:
            consumer.done(record)
        consumer.commit()
        assert consumer.committed()[p] == OffsetAndMetadata(5, 0)
        consumer.done(records[5])
        consumer.commit_async()
        consumer.commit({})
        assert consumer.position(p) == 30
        consumer.commit()
        assert consumer.committed()[p] == OffsetAndMetadata(10, 0)
        for record in records[10:20]:
            consumer.done(record)
        consumer.commit()
        assert consumer.committed()[p] == OffsetAndMetadata(30, 0)
        consumer.seek(p, 7)  # what was done before it counts no more
        consumer.commit()
        assert offset_in(consumer.committed(), p) == 7
        assert read(consumer, 1)[0].offset == 7
        with pytest.raises(TypeError, match="a record or records"):
            consumer.done(7)  # type: ignore[arg-type]
    with client.consumer() as consumer, pytest.raises(ConfigurationError, match="commit_only_done=True"):
        consumer.done(records[0])


def test_control_records_hold_up_nothing(client: barnabas.Client, topic: Topics, options: dict[str, Any]) -> None:
    name = topic()
    p = TopicPartition(name, 0)
    with client.producer(transactional_id=name) as producer:
        for _ in range(3):
            with producer.transaction():
                producer.send_many(name, [b"x"] * 3, partition=0)
        with pytest.raises(LookupError), producer.transaction():
            producer.send_many(name, [b"never"] * 3, partition=0)
            producer.flush()
            raise LookupError
    with client.consumer(name, group_id=name, isolation_level="read_committed", **options) as consumer:
        records = read(consumer, 9)
        assert [record.offset for record in records] == [0, 1, 2, 4, 5, 6, 8, 9, 10]
        until(polled(lambda: consumer.position(p) == 16, consumer), "the markers are passed", WAIT)
        for record in records[:4]:
            consumer.done(record)
        consumer.commit()
        assert offset_in(consumer.committed(), p) == 5
        for record in reversed(records):
            consumer.done(record)
        consumer.commit()
        assert offset_in(consumer.committed(), p) == 16


def test_a_pool_of_workers_with_automatic_commits(
    client: barnabas.Client, topic: Topics, options: dict[str, Any]
) -> None:
    name = topic(partitions=2)
    fill(client, name, 500, partitions=2)
    automatic: dict[str, Any] = {**options, "enable_auto_commit": True, "auto_commit_interval_ms": 1}
    order = random.Random(7)
    consumer = client.consumer(name, group_id=name, max_poll_records=50, **automatic)
    with ThreadPoolExecutor(4) as pool:
        records = [*read(consumer, 1000)]
        held = records.pop(order.randrange(1000))
        order.shuffle(records)
        list(pool.map(consumer.done, records))
    consumer.close()
    with client.consumer(group_id=name) as look:
        place, other = TopicPartition(name, held.partition), TopicPartition(name, 1 - held.partition)
        found = look.committed(place, other)
    assert [offset_in(found, place), offset_in(found, other)] == [held.offset, 500]


def test_what_goes_is_committed_to_its_frontier_and_dropped(
    client: barnabas.Client, topic: Topics, options: dict[str, Any]
) -> None:
    name = topic(partitions=2)
    fill(client, name, 10, partitions=2)
    with client.consumer(name, group_id=name, **options) as first:
        records = read(first, 20)
        for record in records:
            if record.offset != 6:
                first.done(record)
        with client.consumer(name, group_id=name, **options) as second:

            def one_went() -> bool:
                second.poll(0.1)
                news = first.poll(0.1)
                if isinstance(news, Rebalance) and news.revoked:
                    first.commit()
                return len(second.assignment()) == 1 == len(first.assignment())

            until(one_went, "one went over", WAIT)
            (went,) = second.assignment()
            assert offset_in(second.committed(went), went) == 6
            for record in records:
                first.done(record)  # also those that are the other's now
            first.commit()
            assert list(first.committed().values()) == [OffsetAndMetadata(10, 0)]
            assert offset_in(second.committed(went), went) == 6


def test_no_more_are_given_out_behind_too_many(
    client: barnabas.Client, topic: Topics, options: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracking, "MOST", 100)
    name = topic()
    fill(client, name, 300)
    with client.consumer(name, group_id=name, max_poll_records=50, **options) as consumer:
        records = read(consumer, 100)
        until(lambda: not len(consumer.poll(0.5)), "nothing more comes", WAIT)
        for record in records:
            consumer.done(record)
        assert len(read(consumer, 100)) == 100


def test_tasks_of_the_async_face(kafka: Kafka, client: barnabas.Client, topic: Topics, options: dict[str, Any]) -> None:
    name = topic()
    p = TopicPartition(name, 0)
    fill(client, name, 40)

    async def main() -> None:
        async with (
            barnabas.AsyncClient(kafka.bootstrap) as client,
            client.consumer(name, group_id=name, **options) as consumer,
        ):
            async with asyncio.TaskGroup() as tasks:

                async def work(record: Any) -> None:
                    await turns()
                    if record.offset != 33:
                        consumer.done(record)

                count = 0
                async for record in consumer:
                    tasks.create_task(work(record))
                    count += 1
                    if count == 40:
                        break
            await consumer.commit()
            assert (await consumer.committed())[p] == OffsetAndMetadata(33, 0)

    asyncio.run(main())
