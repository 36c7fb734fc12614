"""Cancelling every call of the awaitable face at each of its await points, on a real broker: nothing is lost, done by half, or left running."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

import barnabas
from barnabas import NewTopic, OffsetAndMetadata, Rebalance, TopicPartition
from tests.harness.broker import Broker
from tests.harness.cancelling import Outcome, cancelled, every_point
from tests.harness.kafka import Kafka, Topics
from tests.harness.waiting import turns, until

WAIT = 30.0
WAYS = pytest.mark.parametrize("way", ["early", "late", "inside"])


async def cancel_everywhere(
    client: barnabas.AsyncClient, call: Callable[[], Awaitable[Any]], way: str
) -> list[Outcome[Any]]:
    """Cancels new calls at each of their points in turn; the last one was not cancelled."""

    async def attempt(n: int, way: str) -> Outcome[Any]:
        return await cancelled(client, call, n, way)

    outcomes = [outcome async for _, _, outcome in every_point(attempt, (way,))]
    assert not outcomes[-1].cancelled
    return outcomes


def tasks_of(client: barnabas.AsyncClient) -> set[str]:
    """What runs on the engine's loop, by name, but for what always does."""
    return {t.get_name() for t in asyncio.all_tasks(client._engine.loop)} - {"metadata", "idle connections"}


@WAYS
def test_a_first_send_is_accepted_or_not(kafka: Kafka, topic: Topics, way: str) -> None:
    """It waits for the topic's metadata; each record that was accepted is there once, and no other."""

    async def main() -> None:
        async with barnabas.AsyncClient(kafka.bootstrap) as client:
            names: list[tuple[str, bool]] = []

            async def attempt(n: int, way: str) -> Outcome[Any]:
                name = topic()
                producer = client.producer(linger_ms=0)
                outcome = await cancelled(client, lambda: producer.send(name, b"x"), n, way)
                names.append((name, not outcome.cancelled))
                if not outcome.cancelled:
                    assert (await outcome.value).offset == 0
                await producer.flush(WAIT)
                assert (await (await producer.send(name, b"next"))).offset == int(not outcome.cancelled)
                until(lambda: producer._accumulator.used == 0, "no room is kept")
                await producer.close()
                return outcome

            outcomes = [outcome async for _, _, outcome in every_point(attempt, (way,))]
            assert outcomes[0].cancelled
            assert not outcomes[-1].cancelled

    asyncio.run(main())


@pytest.mark.parametrize("way", ["early", "late"])
def test_a_send_that_waits_for_room_is_accepted_or_not_and_keeps_no_room(
    own_broker: Broker, topic: Topics, way: str
) -> None:
    name = topic(on=own_broker)

    async def main() -> None:
        async with barnabas.AsyncClient(own_broker.bootstrap) as client:
            producer = client.producer(buffer_memory=50_000, max_request_size=20_000, linger_ms=0)
            accepted = [await producer.send(name, b"warm")]
            await accepted[0]

            async def attempt(n: int, way: str) -> Outcome[Any]:
                own_broker.pause()
                before = [asyncio.ensure_future(one(producer, name)) for _ in range(12)]  # more than there is room for
                await turns()
                call = asyncio.ensure_future(cancelled(client, lambda: producer.send(name, bytes(9000)), n, way))
                await turns()
                behind = [asyncio.ensure_future(one(producer, name)) for _ in range(2)]
                await turns()
                assert not behind[1].done()
                own_broker.resume()
                outcome = await call
                accepted.extend(await asyncio.gather(*before, *behind))
                if not outcome.cancelled:
                    accepted.append(outcome.value)
                await producer.flush(WAIT)
                until(lambda: producer._accumulator.used == 0, "no room is kept")
                return outcome

            outcomes = [outcome async for _, _, outcome in every_point(attempt, (way,))]
            assert outcomes[0].cancelled
            offsets = [(await delivery).offset for delivery in accepted]
            assert sorted(offsets) == list(range(len(accepted)))  # none twice, and none that was not accepted
            await producer.close()

    async def one(producer: Any, name: str) -> Any:
        return await producer.send(name, bytes(5000))

    asyncio.run(main())


@pytest.mark.parametrize("way", ["early", "late"])
def test_awaiting_an_outcome_and_flushing_touch_nothing(kafka: Kafka, topic: Topics, way: str) -> None:
    name = topic()

    async def main() -> None:
        async with barnabas.AsyncClient(kafka.bootstrap) as client, client.producer(linger_ms=20) as producer:
            deliveries = []

            async def deliver() -> Any:
                deliveries.append(await producer.send(name, b"x"))
                return await deliveries[-1]

            async def flush() -> None:
                deliveries.append(await producer.send(name, b"x"))
                await producer.flush(WAIT)
                assert deliveries[-1].done()

            await (await producer.send(name, b"warm"))
            for call in (deliver, flush):
                outcomes = await cancel_everywhere(client, call, way)
                assert outcomes[0].cancelled
            assert [(await d).offset for d in deliveries] == list(range(1, len(deliveries) + 1))

    asyncio.run(main())


@WAYS
def test_polls_and_steps_leave_their_records_for_the_next(kafka: Kafka, topic: Topics, way: str) -> None:
    name = topic()
    each = 40

    async def main() -> None:
        async with barnabas.AsyncClient(kafka.bootstrap) as client, client.producer(linger_ms=0) as producer:
            found: list[int] = []
            # Large batches are unpacked by a native worker, which makes one more await point.
            values = [bytes(20_000)] * each

            async def send() -> None:
                await turns(3)
                await (await producer.send_many(name, values))

            for iterating in (False, True):
                consumer = client.consumer(auto_offset_reset="earliest", max_poll_records=7)
                consumer.assign({TopicPartition(name, 0): len(found)})
                steps = aiter(consumer)

                async def attempt(n: int, way: str) -> Outcome[Any]:
                    call = (lambda: anext(steps)) if iterating else (lambda: consumer.poll(WAIT))  # noqa: B023 # called within the turn
                    outcome = await cancelled(client, call, n, way)
                    if not outcome.cancelled:
                        found.extend([outcome.value.offset] if iterating else [r.offset for r in outcome.value])  # noqa: B023 # called within the turn
                    return outcome

                end = len(found) + each
                sending = asyncio.create_task(send())  # when the first call waits
                if way == "inside":  # of the send
                    await sending
                outcomes = [outcome async for _, _, outcome in every_point(attempt, (way,))]
                await sending
                assert outcomes[0].cancelled is (way != "inside")  # a poll has no side of its own in the engine
                while len(found) < end:
                    found.append((await anext(steps)).offset) if iterating else found.extend(
                        r.offset for r in await consumer.poll(WAIT)
                    )
                await consumer.close()
            assert found == list(range(2 * each))

    asyncio.run(main())


@WAYS
def test_a_commit_may_have_happened_but_never_overtakes_a_later_one(kafka: Kafka, topic: Topics, way: str) -> None:
    name = topic()
    key = TopicPartition(name, 0)

    async def main() -> None:
        async with (
            barnabas.AsyncClient(kafka.bootstrap) as client,
            client.consumer(name, group_id=name, auto_offset_reset="earliest") as consumer,
        ):
            assert isinstance(await consumer.poll(WAIT), Rebalance)
            await consumer.commit({key: 1})
            offset = 0

            async def attempt(n: int, way: str) -> Outcome[Any]:
                nonlocal offset
                offset += 2
                outcome = await cancelled(client, lambda: consumer.commit({key: offset}), n, way)
                if outcome.cancelled:
                    found = (await consumer.committed(key))[key]
                    assert (found.offset if found else 0) in (offset, offset - 1)
                await consumer.commit({key: offset + 1})
                assert (await consumer.committed(key))[key] == OffsetAndMetadata(offset + 1)
                return outcome

            outcomes = [outcome async for _, _, outcome in every_point(attempt, (way,))]
            assert outcomes[0].cancelled
            assert (await consumer.committed(key))[key] == OffsetAndMetadata(offset + 1)

    asyncio.run(main())


@WAYS
def test_what_only_asks_can_be_asked_again(kafka: Kafka, topic: Topics, way: str) -> None:
    """Each begins without connections, so that looking for the coordinator and connecting are among its awaits."""
    name = topic()
    key = TopicPartition(name, 0)

    async def main() -> None:
        async with barnabas.AsyncClient(kafka.bootstrap) as client:
            consumer = client.consumer(group_id=name)
            consumer.assign({key: 0})
            consumer.pause(key)  # else it would find out that there is nothing where it is sought to
            admin = client.admin
            calls: list[Callable[[], Awaitable[Any]]] = [
                lambda: consumer.committed(key),
                lambda: consumer.offsets_for_times({key: 0}),
                lambda: admin.list_topics(),
                lambda: admin.describe_topics([name]),
                lambda: admin.describe_cluster(),
                lambda: client.producer().partitions_for(name),
                lambda: client.disconnect(),
            ]
            for call in calls:

                async def fresh() -> Any:
                    return await call()  # noqa: B023 # called within the turn

                async def attempt(n: int, way: str) -> Outcome[Any]:
                    await client.disconnect()
                    return await cancelled(client, fresh, n, way)

                outcomes = [outcome async for _, _, outcome in every_point(attempt, (way,))]
                assert outcomes[0].cancelled or way == "inside"
                # sought and asked while nothing of the cancelled calls stands in the way
                consumer.seek(key, 5)
                assert consumer.position(key) == 5
            await consumer.close()

    asyncio.run(main())


@WAYS
def test_admin_calls_that_change_something_happen_or_not(kafka: Kafka, topic: Topics, way: str) -> None:
    async def main() -> None:
        async with barnabas.AsyncClient(kafka.bootstrap) as client:
            admin = client.admin
            made: list[str] = []

            async def attempt(n: int, way: str) -> Outcome[Any]:
                name = topic.name()
                made.append(name)
                new = NewTopic(name, partitions=1, replication_factor=1)
                outcome = await cancelled(client, lambda: admin.create_topics([new], raise_on_error=True), n, way)
                (again,) = await admin.create_topics([new])
                assert (again.error is None) or (outcome.value is not None) or again.error.code == 36  # type: ignore[attr-defined]
                assert (await admin.create_topics([new]))[0].error is not None  # it is there now, once
                return outcome

            outcomes = [outcome async for _, _, outcome in every_point(attempt, (way,))]
            assert outcomes[0].cancelled
            await admin.delete_topics(made, raise_on_error=True)

    asyncio.run(main())


@WAYS
def test_entering_closing_and_leaving_leave_nothing_running(kafka: Kafka, topic: Topics, way: str) -> None:
    """A close that is cancelled has closed all the same: threads end, the member has left, handles have their outcome."""
    name = topic()
    threads = set(threading.enumerate())
    clients: list[barnabas.AsyncClient] = []

    async def main() -> None:
        async def attempt(n: int, way: str) -> Outcome[Any]:
            client = barnabas.AsyncClient(kafka.bootstrap)
            clients.append(client)
            handles: list[barnabas.Delivery] = []
            members: list[Any] = []

            # The topic is known and the member has joined before, so that every await is one of leaving.
            producer = client.producer()
            await (await producer.send(name, b"warm"))
            consumer = client.consumer(name, group_id=name)
            members.append(consumer)
            while not isinstance(await consumer.poll(30), barnabas.Rebalance):
                pass

            async def prepared() -> None:
                async with client:
                    inner = client.producer(linger_ms=600_000)
                    inner._accumulator.set_topic(name, 1, {0: 0})
                    async with inner:
                        handles.append(await inner.send(name, b"x", partition=0))
                        async with consumer:
                            pass

            outcome = await cancelled(client, prepared, n, way)
            if not outcome.cancelled:
                assert handles[0].exception(0) is None
            until(handles[0].done, "the record has its outcome")
            assert isinstance(handles[0].exception(0), barnabas.ClosedError | None)
            await client.close()
            with pytest.raises(barnabas.ClosedError):
                await members[0].poll(0)
            return outcome

        outcomes = [outcome async for _, _, outcome in every_point(attempt, (way,))]
        assert outcomes[0].cancelled

    asyncio.run(main())
    gc.collect()
    until(lambda: set(threading.enumerate()) <= threads, "all threads have ended")
    for client in clients:
        assert client._engine.loop.is_closed()


@WAYS
def test_a_consumer_whose_close_is_cancelled_leaves_its_group(kafka: Kafka, topic: Topics, way: str) -> None:
    """Else the next member would wait for the session to end: 45 s."""
    name = topic()

    async def main() -> None:
        async with barnabas.AsyncClient(kafka.bootstrap) as client:

            async def attempt(n: int, way: str) -> Outcome[Any]:
                consumer = client.consumer(name, group_id=name, enable_auto_commit=True)
                async with asyncio.timeout(20):
                    found = await consumer.poll(WAIT)
                assert isinstance(found, Rebalance)
                assert found.assigned
                outcome = await cancelled(client, consumer.close, n, way)
                await consumer.close()
                return outcome

            outcomes = [outcome async for _, _, outcome in every_point(attempt, (way,))]
            assert outcomes[0].cancelled
            until(lambda: not tasks_of(client) - {t for t in tasks_of(client) if "Task-" in t}, "no task is left")

    asyncio.run(main())
