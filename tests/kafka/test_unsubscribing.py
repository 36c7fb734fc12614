"""A member that unsubscribes while its group deals out anew: nothing that it is given until it has left is read by it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any

import pytest

import barnabas
from barnabas import TopicPartition
from tests.harness.kafka import Kafka, Topics
from tests.harness.members import CONSUMER, COOPERATIVE, EAGER, fill, joined, polled
from tests.harness.reading import next_records
from tests.harness.waiting import auntil, turns, until
from tests.kafka.test_cooperative_groups import Held

WAIT = 30.0


@pytest.mark.parametrize("options", [EAGER, COOPERATIVE, CONSUMER], ids=["eager", "cooperative", "consumer"])
def test_what_it_is_given_until_it_has_left_is_not_read(
    client: barnabas.Client, topic: Topics, options: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    name = topic(partitions=4)
    places = {TopicPartition(name, number) for number in range(4)}
    with (
        client.consumer(name, group_id=name, enable_auto_commit=True, **options) as first,
        client.consumer(name, group_id=name, **options) as second,
    ):
        until(polled(lambda: len(first.assignment()) == len(second.assignment()) == 2, first, second), "they share")
        member = first._core.group
        assert member is not None
        held = Held(client, monkeypatch, first._core.commits, "quietly")
        ending = threading.Thread(target=first.unsubscribe)
        ending.start()
        assert held.waiting.wait(WAIT)  # its last commit is under way, and it is a member yet
        second.unsubscribe()
        until(lambda: member._held == places, "all is dealt out to the first one")
        assert first.assignment() == frozenset()
        assert not first._core.assignment.current
        held.open()
        ending.join(WAIT)
        assert not ending.is_alive()
        assert not first._core.assignment.pending
        second.subscribe(name)
        until(polled(lambda: second.assignment() == places, second), "the second one has all")
        fill(client, name, 1, partitions=4)
        assert len(next_records(second, 4)) == 4
        assert not len(first.poll(0))
        assert first.assignment() == frozenset()
        assert first.health().state == "manual"


async def cancelled(call: Coroutine[Any, Any, None], after: int = 1) -> None:
    ending = asyncio.ensure_future(call)
    await turns(after)
    ending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await ending


@pytest.mark.parametrize("turns_first", [1, 2, 5])
def test_a_cancelled_wait_does_not_keep_it_subscribed(kafka: Kafka, topic: Topics, turns_first: int) -> None:
    name = topic()

    async def main() -> None:
        async with (
            barnabas.AsyncClient(kafka.bootstrap) as client,
            client.consumer(name, group_id=name) as consumer,
        ):
            await joined(consumer)
            await cancelled(consumer.unsubscribe(), turns_first)
            await auntil(lambda: consumer.health().state == "manual", "it is subscribed no more")

    asyncio.run(main())


class Stopped:
    """The engine's loop stands, so that nothing of what it is asked for is begun."""

    def __init__(self, client: barnabas.AsyncClient) -> None:
        self._go_on = threading.Event()
        stands = threading.Event()
        client._engine.post(stands.set)
        client._engine.post(self._go_on.wait, WAIT)
        assert stands.wait(WAIT)

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None:
        self._go_on.set()


def test_who_does_not_wait_may_subscribe_anew_at_once(kafka: Kafka, topic: Topics) -> None:
    one, other = topic(), topic()

    async def main() -> None:
        async with (
            barnabas.AsyncClient(kafka.bootstrap) as client,
            client.consumer(one, group_id=one) as consumer,
        ):
            await joined(consumer)
            with Stopped(client):
                await cancelled(consumer.unsubscribe())
                consumer.subscribe(other)
                assert consumer.assignment() == frozenset()
            await joined(consumer)
            assert consumer.assignment() == {TopicPartition(other, 0)}

    asyncio.run(main())


def test_who_does_not_wait_may_assign_at_once(kafka: Kafka, topic: Topics) -> None:
    name = topic()
    place = TopicPartition(name, 0)

    async def main() -> None:
        async with (
            barnabas.AsyncClient(kafka.bootstrap) as client,
            client.consumer(name, group_id=name) as consumer,
            client.producer() as producer,
        ):
            await joined(consumer)
            await producer.send(name, b"a record")
            await producer.flush()
            with Stopped(client):
                await cancelled(consumer.unsubscribe())
                consumer.assign({place: 0})
            found = None
            while not found:
                found = await consumer.poll(1)
            assert consumer.assignment() == {place}

    asyncio.run(main())


def test_what_keeps_it_from_ending_is_told(
    client: barnabas.Client, topic: Topics, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> None:
        raise ZeroDivisionError("no end")

    with client.consumer(topic(), group_id="g") as consumer, monkeypatch.context() as patch:
        patch.setattr(consumer._core.changes, "forget", fails)
        with pytest.raises(ZeroDivisionError, match="no end"):
            consumer.unsubscribe()
