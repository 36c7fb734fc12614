"""Cancelling transactions at each of their await points, on a real broker: what was begun ends, and each record comes out once."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

import barnabas
from barnabas import TopicPartition
from tests.harness.cancelling import Outcome, cancelled, every_point
from tests.harness.kafka import Kafka, Topics
from tests.harness.reading import committed

WAIT = 30.0


@pytest.mark.parametrize("way", ["early", "late", "inside"])
def test_a_begin_that_was_cancelled_has_begun_nothing(kafka: Kafka, topic: Topics, way: str) -> None:
    name = topic()

    async def main() -> None:
        async with barnabas.AsyncClient(kafka.bootstrap) as client:

            async def attempt(n: int, way: str) -> Outcome[Any]:
                async with client.producer(transactional_id=name) as producer:
                    outcome = await cancelled(client, producer.begin_transaction, n, way)
                    if not outcome.cancelled:
                        await producer.abort_transaction()
                    async with producer.transaction():
                        await producer.send(name, b"x")
                    return outcome

            outcomes = [outcome async for _, _, outcome in every_point(attempt, (way,))]
            assert outcomes[0].cancelled
            with barnabas.Client(kafka.bootstrap) as reader:
                assert len(committed(reader, name)) == len(outcomes)

    asyncio.run(main())


def test_nor_has_one_that_ended_in_a_ctrl_c(
    client: barnabas.Client, topic: Topics, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = client._engine.run

    def interrupted(*args: Any, **options: Any) -> None:
        run(*args, **options)
        raise KeyboardInterrupt

    with client.producer(transactional_id=topic.name()) as producer:
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(client._engine, "run", interrupted)
            producer.begin_transaction()
        with pytest.raises(barnabas.TransactionStateError, match="without a transaction"):
            producer.commit_transaction()
        producer.begin_transaction()
        with pytest.raises(barnabas.TransactionStateError, match="in a transaction"):
            producer.begin_transaction()
        with monkeypatch.context() as patch, pytest.raises(barnabas.TransactionStateError):
            patch.setattr(client._engine, "run", interrupted)
            producer.begin_transaction()
        producer.abort_transaction()


@pytest.mark.parametrize("way", ["early", "late", "inside"])
def test_a_step_that_was_cancelled_is_finished_by_the_next_ones(kafka: Kafka, topic: Topics, way: str) -> None:
    source, target = topic(), topic()
    place = TopicPartition(source, 0)

    async def main() -> None:
        async with (
            barnabas.AsyncClient(kafka.bootstrap) as client,
            client.producer(linger_ms=0) as writer,
            client.transactional(
                source, group_id=source, transactional_id=source, consumer={"auto_offset_reset": "earliest"}
            ) as loop,
        ):
            written = 0

            async def copy(records: Any, producer: Any) -> None:
                for record in records:
                    await producer.send(target, record.value)

            async def attempt(n: int, way: str) -> Outcome[Any]:
                nonlocal written
                await (await writer.send(source, b"%d" % written))
                written += 1
                return await cancelled(client, lambda: loop.step(copy, timeout=WAIT), n, way)

            assert await loop.step(copy, timeout=WAIT) == 0, "it has joined"
            outcomes = [outcome async for _, _, outcome in every_point(attempt, (way,))]
            assert outcomes[0].cancelled
            while (loop.consumer.position(place) or 0) < written:
                await loop.step(copy, timeout=WAIT)
            await loop.step(copy, timeout=0)
            found = (await loop.consumer.committed(place))[place]
            assert found is not None
            assert found.offset == written
            with barnabas.Client(kafka.bootstrap) as reader:
                assert committed(reader, target) == [b"%d" % n for n in range(written)]

    asyncio.run(main())
