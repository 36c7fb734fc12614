"""Of several seeks the last one counts, whatever was asked for or is on its way by then."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

import barnabas
from barnabas import TopicPartition
from barnabas.consumer import answers
from tests.harness.kafka import Kafka, Topics

WAIT = 30.0


@pytest.fixture
def place(client: barnabas.Client, topic: Topics) -> TopicPartition:
    """A partition with a hundred records."""
    key = TopicPartition(topic(), 0)
    with client.producer() as producer:
        producer.send_many(key.topic, [b"%d" % n for n in range(100)]).result(WAIT)
    return key


SEEKS: list[Callable[[Any, TopicPartition], None]] = [
    lambda consumer, _: consumer.seek_to_end(),
    lambda consumer, key: consumer.seek_to_time(0, key),
    lambda consumer, key: consumer.seek_by(key, 3),
]


def test_an_offset_after_what_has_to_be_looked_up(client: barnabas.Client, place: TopicPartition) -> None:
    with client.consumer(auto_offset_reset="earliest") as consumer:
        consumer.assign({place: 0})
        for seek in SEEKS:
            seek(consumer, place)
            consumer.seek(place, 42)
            assert consumer.position(place) == 42
            records = consumer.poll(WAIT)
            assert (records[0].offset, consumer.position(place)) == (42, 100)  # type: ignore[index]


def test_the_same_on_the_async_face(kafka: Kafka, place: TopicPartition) -> None:
    async def main() -> None:
        async with barnabas.AsyncClient(kafka.bootstrap) as client, client.consumer() as consumer:
            consumer.assign({place: 0})
            for seek in SEEKS:
                seek(consumer, place)
                consumer.seek(place, 42)
                records = await consumer.poll(WAIT)
                assert records[0].offset == 42  # type: ignore[index]

    asyncio.run(main())


def test_a_seek_while_an_answer_is_worked_in(
    client: barnabas.Client, place: TopicPartition, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine has found that the answer counts, and the user's thread seeks before the next Fetch is set behind it."""
    made = answers.Chunk
    sought: list[int] = []

    def chunk(*args: Any, **options: Any) -> Any:
        if not sought:
            sought.append(20)
            consumer._core.owned[place].start(20)
        return made(*args, **options)

    monkeypatch.setattr(answers, "Chunk", chunk)
    with client.consumer() as consumer:
        consumer.assign({place: 50})
        records = consumer.poll(WAIT)
        assert sought
        assert list(records.offsets()) == list(range(20, 100))  # type: ignore[union-attr]
