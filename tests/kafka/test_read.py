"""`client.read()`: a topic from one place to another without a group, sync and async."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest

import barnabas
from barnabas import TopicPartition
from tests.harness.growing import add_partitions
from tests.harness.kafka import Kafka, Topics
from tests.harness.waiting import until

WAIT = 20.0
BEGAN = int(time.time()) - 1000


@pytest.fixture
def client(kafka: Kafka) -> Iterator[barnabas.Client]:
    with barnabas.Client(kafka.bootstrap, default_api_timeout_ms=15_000) as client:
        yield client


@pytest.fixture
def numbers(client: barnabas.Client, topic: Topics) -> str:
    """A topic of two partitions: b"0" to b"9" in the first, a second apart, b"10" to b"14" in the other."""
    name = topic(partitions=2)
    with client.producer() as producer:
        for i in range(15):
            producer.send(name, b"%d" % i, partition=i // 10, timestamp_ms=(BEGAN + i) * 1000).result(WAIT)
    return name


def at(second: int) -> datetime:
    return datetime.fromtimestamp(BEGAN + second, UTC)


CASES: list[tuple[dict[str, Any], list[int]]] = [
    ({}, list(range(15))),
    ({"partitions": [1]}, [10, 11, 12, 13, 14]),
    ({"start": 3}, [3, 4, 5, 6, 7, 8, 9, 13, 14]),
    ({"start": {0: 7}}, [7, 8, 9]),
    ({"start": {0: barnabas.last(1), 1: "earliest"}}, [9, 10, 11, 12, 13, 14]),
    ({"start": barnabas.last(2)}, [8, 9, 13, 14]),
    ({"start": barnabas.last(100)}, list(range(15))),
    ({"start": barnabas.last(0)}, []),
    ({"start": "latest"}, []),
    ({"start": at(8)}, list(range(8, 15))),
    ({"start": at(100)}, []),
    ({"start": at(2), "stop": at(5), "partitions": [0]}, [2, 3, 4]),
    ({"stop": at(12)}, list(range(12))),
    ({"stop": 2}, [0, 1, 10, 11]),
    ({"stop": {0: 2, 1: 1}}, [0, 1, 10]),
    ({"start": 4, "stop": 4}, []),
    ({"limit": 0}, []),
    ({"partitions": [0], "limit": 4}, [0, 1, 2, 3]),
]


@pytest.mark.parametrize(("arguments", "wanted"), CASES)
def test_from_here_to_there(
    client: barnabas.Client, kafka: Kafka, numbers: str, arguments: dict[str, Any], wanted: list[int]
) -> None:
    arguments = {"stop": "end", **arguments}
    with client.read(numbers, **arguments) as records:
        assert sorted(int(record.value) for record in records) == wanted
        assert next(records, None) is None

    async def main() -> list[int]:
        async with barnabas.AsyncClient(kafka.bootstrap) as other, other.read(numbers, **arguments) as found:
            return [int(record.value) async for record in found]

    assert sorted(asyncio.run(main())) == wanted


def test_for_ever_means_what_comes_too(client: barnabas.Client, numbers: str) -> None:
    records = client.read(numbers, partitions=[1])
    assert [int(next(records).value) for _ in range(5)] == [10, 11, 12, 13, 14]
    with client.producer() as producer:
        producer.send(numbers, b"15", partition=1).result(WAIT)
        assert next(records).value == b"15"
        records.close()
        assert list(records) == []
        with client.read(
            numbers, partitions=[0], start="earliest", stop=12
        ) as bounded:  # an offset that is still to come
            assert [int(next(bounded).value) for _ in range(10)] == list(range(10))
            producer.send_many(numbers, [b"10", b"11", b"12"], partition=0).result(WAIT)
            assert [int(record.value) for record in bounded] == [10, 11]


def test_markers_at_the_end_keep_nobody_waiting(client: barnabas.Client, topic: Topics) -> None:
    name = topic()
    place = TopicPartition(name, 0)
    with client.producer(transactional_id=name) as producer:
        for value in (b"1", b"2"):
            with producer.transaction():
                producer.send(name, value)
        with pytest.raises(ZeroDivisionError), producer.transaction():
            producer.send(name, b"no")
            raise ZeroDivisionError
    with client.consumer() as all_of_it, client.consumer(isolation_level="read_committed") as committed:
        # A commit ends before its marker is in the log.
        until(lambda: all_of_it.end_offsets(place) == committed.end_offsets(place), "no transaction is open")
    for options in ({"limit": None}, {"limit": 2}, {"start": 2}, {"start": barnabas.last(1)}):
        arguments: dict[str, Any] = {"stop": "end", "isolation_level": "read_committed", **options}
        found = [record.value for record in client.read(name, **arguments)]
        assert found == ([b"1", b"2"] if "limit" in options else [b"2"] if options["start"] == 2 else [])


def test_it_opens_nothing_that_stays(client: barnabas.Client, numbers: str) -> None:
    before = len(client._engine.closables())
    for _ in range(3):
        for record in client.read(numbers):
            assert record.value
            break  # dropped with its consumer
        list(client.read(numbers, stop="end"))
    until(lambda: gc.collect() >= 0 and len(client._engine.closables()) == before, "all consumers are gone")


def test_what_is_not_there_is_an_error(kafka: Kafka, client: barnabas.Client, numbers: str, topic: Topics) -> None:
    with pytest.raises(barnabas.NoOffsetError):
        next(client.read(numbers, start={0: 1000}, stop={0: 2000}))
    with pytest.raises(barnabas.ConfigurationError, match="there is no 7"):
        next(client.read(numbers, partitions=[7]))
    with pytest.raises(barnabas.ConfigurationError, match="partition 1"):
        next(client.read(numbers, partitions=[0], start={0: 1, 1: 1}))
    with barnabas.Client(kafka.bootstrap, default_api_timeout_ms=2000) as hasty:
        hasty.admin.describe_cluster(timeout=WAIT)  # the time is for the topic
        with pytest.raises(barnabas.UnknownTopicError):
            next(hasty.read(topic.name()))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"start": "end"}, "start='end'"),
        ({"start": -1}, "start=-1"),
        ({"start": datetime(2020, 1, 1)}, "time zone"),  # noqa: DTZ001 # what is refused
        ({"start": {0: "soon"}}, r"start\[0\]='soon'"),
        ({"stop": "earliest"}, "stop='earliest'"),
        ({"stop": barnabas.last(1)}, "stop=Last"),
        ({"limit": -1}, "limit=-1"),
        ({"partitions": ["0"]}, "partitions="),
        ({"group_id": "g"}, "group_id"),
    ],
)
def test_bad_arguments_are_refused_at_once(arguments: dict[str, Any], words: str) -> None:
    with barnabas.Client("localhost:1") as client, pytest.raises(barnabas.ConfigurationError, match=words):
        client.read("orders", **arguments)


def test_a_topic_and_options_are_checked_too() -> None:
    with barnabas.Client("localhost:1") as client:
        with pytest.raises(barnabas.ConfigurationError, match="topic=''"):
            client.read("")
        with pytest.raises(TypeError, match="no option"):
            client.read("orders", fetch_bytes=1)
        with pytest.raises(barnabas.ConfigurationError, match="last"):
            barnabas.last(-1)
        assert repr(client.read("orders")) == "<reading orders>"
        assert TopicPartition("orders", 0)


def test_each_partition_that_is_read_has_a_place(client: barnabas.Client, topic: Topics) -> None:
    name = topic(partitions=2)
    with pytest.raises(barnabas.ConfigurationError, match=r"a partition of \(0, 1\) has no place in it"):
        list(client.read(name, partitions=[0, 1], start={0: 0}, limit=1))


def test_partitions_that_came_since_the_last_look_are_read(
    kafka: Kafka, client: barnabas.Client, topic: Topics
) -> None:
    name = topic(partitions=1)
    assert list(client.read(name, stop="end")) == []
    with barnabas.Client(kafka.bootstrap) as other, other.producer() as producer:
        add_partitions(other, name, 2)
        producer.send(name, b"new", partition=1).result(WAIT)
    assert [record.value for record in client.read(name, stop="end")] == [b"new"]


def interrupted_once(consumer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Ctrl-C comes where it is about to say what is read."""
    assign = consumer.assign

    def interrupted(starts: Any) -> None:
        monkeypatch.setattr(consumer, "assign", assign)
        raise KeyboardInterrupt

    monkeypatch.setattr(consumer, "assign", interrupted)


def test_an_interrupt_at_its_begin_leaves_it_as_it_was(
    client: barnabas.Client, numbers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with client.read(numbers, stop="end") as reading:
        interrupted_once(reading._consumer, monkeypatch)
        with pytest.raises(KeyboardInterrupt):
            next(reading)
        assert len(list(reading)) == 15


def test_it_leaves_the_async_one_so_too(kafka: Kafka, numbers: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> None:
        async with barnabas.AsyncClient(kafka.bootstrap) as client, client.read(numbers, stop="end") as reading:
            interrupted_once(reading._consumer, monkeypatch)
            with suppress(KeyboardInterrupt):  # not out of the task, which would end the loop
                await anext(reading)
            assert len([record async for record in reading]) == 15

    asyncio.run(main())
