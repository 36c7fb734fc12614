"""An async iteration that is interrupted in the moment in which it takes records loses none of them."""

from __future__ import annotations

import asyncio
from typing import Any

import barnabas
from barnabas import TopicPartition
from tests.harness.kafka import Kafka, Topics
from tests.harness.members import fill

WAIT = 30.0


class Interrupted:
    """The iterator of a consumer; something interrupts it just before its first record is taken."""

    def __init__(self, consumer: Any) -> None:
        self._inner = aiter(consumer)
        self._left = 1
        consumer._iterator = consumer._core.reading.iterator = self

    def step(self) -> Any:
        if self._left:
            self._left -= 1
            self._inner.interrupt(True)
        return self._inner.step()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def __aiter__(self) -> Any:
        return self._inner


def test_none_is_lost(kafka: Kafka, client: barnabas.Client, topic: Topics) -> None:
    name = topic()
    fill(client, name, 10)

    async def main() -> list[int]:
        found = []
        async with barnabas.AsyncClient(kafka.bootstrap) as client, client.consumer() as consumer:
            consumer.assign({TopicPartition(name, 0): 0})
            async with asyncio.timeout(WAIT):
                async for record in Interrupted(consumer):
                    found.append(record.offset)
                    if record.offset == 9:
                        break
        return found

    assert asyncio.run(main()) == list(range(10))
