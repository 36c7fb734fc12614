"""`close()` of a consumer that commits by itself, from another thread or task than the one that polls: what that one may still
be working on is not committed.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest

import barnabas
from barnabas import TopicPartition
from tests.harness.kafka import Kafka, Topics
from tests.harness.members import COOPERATIVE, fill
from tests.harness.reading import offset_in

WAIT = 30.0
NEVER: dict[str, Any] = {**COOPERATIVE, "enable_auto_commit": True, "auto_commit_interval_ms": 600_000}
COUNT = 20
Consumer = barnabas.Consumer[Any, Any]


@pytest.fixture
def place(client: barnabas.Client, topic: Topics) -> TopicPartition:
    name = topic()
    fill(client, name, COUNT)
    return TopicPartition(name, 0)


def committed(client: barnabas.Client, place: TopicPartition) -> int | None:
    with client.consumer(group_id=place.topic) as look:
        return offset_in(look.committed(place), place)


def here(close: Callable[[], None]) -> None:
    close()


def elsewhere(close: Callable[[], None]) -> None:
    thread = threading.Thread(target=close)
    thread.start()
    thread.join(WAIT)
    assert not thread.is_alive()


def polled(consumer: Consumer) -> None:
    """Five records, and five more."""
    count = 0
    while count < 10:
        count += len(consumer.poll(WAIT))


def iterated(consumer: Consumer) -> None:
    """Ten records, all of one batch."""
    for record in consumer:
        if record.offset == 9:
            break


def left(consumer: Consumer) -> None:
    """Ten records, and the positions moved as a pause has it."""
    iterated(consumer)
    consumer.pause()


def committing(consumer: Consumer) -> None:
    """Ten records, of which the loop commits the first seven by itself."""
    for record in consumer:
        if record.offset < 7:
            consumer.commit(record)
        if record.offset == 9:
            break


@pytest.mark.parametrize(
    ("close", "read", "expected"),
    [
        (here, polled, 10),
        (here, iterated, 10),
        (elsewhere, polled, 5),
        (elsewhere, iterated, 0),
        (elsewhere, left, 0),
        (elsewhere, committing, 7),
    ],
)
def test_what_is_committed(
    client: barnabas.Client,
    place: TopicPartition,
    close: Callable[[Callable[[], None]], None],
    read: Callable[[Consumer], None],
    expected: int,
) -> None:
    consumer = client.consumer(place.topic, group_id=place.topic, max_poll_records=5, **NEVER)
    read(consumer)
    close(consumer.close)
    assert committed(client, place) == expected


def test_what_is_done_where_the_user_says_so(client: barnabas.Client, place: TopicPartition) -> None:
    more: Any = {"max_poll_records": 5, "commit_only_done": True, **NEVER}
    consumer = client.consumer(place.topic, group_id=place.topic, **more)
    records: Any = []
    while not len(records):
        records = consumer.poll(WAIT)
    consumer.done(records[:3])
    elsewhere(consumer.close)
    assert committed(client, place) == 3


@pytest.mark.parametrize(("own", "expected"), [(True, 10), (False, 5)])
def test_on_the_async_face(
    kafka: Kafka, client: barnabas.Client, place: TopicPartition, own: bool, expected: int
) -> None:
    async def main() -> None:
        async with barnabas.AsyncClient(kafka.bootstrap) as client:
            consumer = client.consumer(place.topic, group_id=place.topic, max_poll_records=5, **NEVER)
            count = 0
            while count < 10:
                count += len(await consumer.poll(WAIT))
            closing = consumer.close()
            await (closing if own else asyncio.create_task(closing))

    asyncio.run(main())
    assert committed(client, place) == expected
