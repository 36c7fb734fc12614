"""Consume, transform, produce: what comes out is there exactly once, whatever stops it in between."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

import barnabas
from barnabas import TopicPartition
from tests.harness.kafka import Kafka, Topics
from tests.harness.reading import committed
from tests.harness.waiting import turns

WAIT = 60.0
EARLIEST = {"auto_offset_reset": "earliest"}


def filled(client: barnabas.Client, topic: str, count: int, partitions: int = 1) -> None:
    with client.producer() as producer:
        for n in range(count):
            producer.send(topic, b"%d" % n, partition=n % partitions)


def numbers(client: barnabas.Client, topic: str, partitions: int = 1) -> list[int]:
    return [int(value) for value in committed(client, topic, partitions) if value is not None]


def test_an_exception_goes_back_and_the_next_step_reads_again(client: barnabas.Client, topic: Topics) -> None:
    source, target = topic(), topic()
    filled(client, source, 100)
    calls: list[list[int]] = []

    def copy(records: Any, producer: Any) -> None:
        calls.append([int(value) for value in records.values()])
        for record in records:
            producer.send(target, record.value)
        if len(calls) in (1, 3):
            producer.flush(WAIT)
            raise ZeroDivisionError

    with client.transactional(
        source, group_id=source, transactional_id=source, consumer={**EARLIEST, "max_poll_records": 30}
    ) as loop:
        done = 0
        while done < 100:
            try:
                done += loop.step(copy)
            except ZeroDivisionError:
                pass
        assert done == 100
    assert calls[0] == calls[1]
    assert numbers(client, target) == list(range(100))


async def nobody_awaits(*_: Any) -> None:
    """A coroutine function on the blocking face."""


def test_a_function_that_would_not_run_commits_nothing(client: barnabas.Client, topic: Topics) -> None:
    source = topic()
    with client.transactional(source, group_id=source, transactional_id=source, consumer=EARLIEST) as loop:
        for call in (loop.step, loop.run):
            with pytest.raises(TypeError, match="function=3 is not accepted"):
                call(3)  # type: ignore[operator]
            with pytest.raises(TypeError, match="function='nobody_awaits' is not accepted: it is a coroutine function"):
                call(nobody_awaits)  # type: ignore[operator]
        filled(client, source, 10)
        with pytest.raises(TypeError, match="returned a coroutine, of which nothing runs by itself"):
            loop.run(lambda records, producer: nobody_awaits(records))
        assert set(loop.consumer.committed().values()) == {None}
        seen: list[bytes] = []
        while not seen:
            loop.step(lambda records, producer: seen.extend(records.values()))
        assert len(seen) == 10, "they are read again"


def test_nor_one_that_gives_nothing_to_await(kafka: Kafka, client: barnabas.Client, topic: Topics) -> None:
    source = topic()
    filled(client, source, 10)

    async def main() -> None:
        async with (
            barnabas.AsyncClient(kafka.bootstrap) as client,
            client.transactional(source, group_id=source, transactional_id=source, consumer=EARLIEST) as loop,
        ):
            with pytest.raises(TypeError, match="function=3 is not accepted"):
                await loop.step(3)  # type: ignore[arg-type]
            with pytest.raises(TypeError, match=r"lambda.* returned None, which cannot be awaited"):
                await loop.run(lambda records, producer: None)  # type: ignore[arg-type, return-value]
            assert set((await loop.consumer.committed()).values()) == {None}

    asyncio.run(main())


def test_it_runs_until_it_is_stopped(client: barnabas.Client, topic: Topics) -> None:
    source, target = topic(), topic()
    filled(client, source, 50)
    with client.transactional(source, group_id=source, transactional_id=source, consumer=EARLIEST) as loop:
        seen: list[bytes] = []

        def copy(records: Any, producer: Any) -> None:
            for record in records:
                producer.send(target, record.value)
                seen.append(record.value)
            if len(seen) >= 50:
                loop.stop()

        loop.run(copy, timeout=0.1)
        place = TopicPartition(source, 0)
        offset = loop.consumer.committed(place)[place]
        assert offset is not None
        assert offset.offset == 50
    assert numbers(client, target) == list(range(50))


def test_offsets_are_the_transactions_alone(client: barnabas.Client) -> None:
    for option in ("enable_auto_commit", "commit_only_done"):
        with pytest.raises(barnabas.ConfigurationError, match=f"{option}=True is not accepted"):
            client.transactional("t", group_id="g", transactional_id="x", consumer={option: True})


@pytest.mark.kip(447)
def test_members_come_and_go_and_each_record_comes_out_once(
    kafka: Kafka, client: barnabas.Client, topic: Topics
) -> None:
    source, target = topic(partitions=4), topic(partitions=2)
    total = 4000
    filled(client, source, total, 4)
    lock = threading.Lock()
    out = [0]
    finished = threading.Event()

    def member(number: int, most: int | None) -> None:
        with (
            barnabas.Client(kafka.bootstrap) as own,
            own.transactional(
                source,
                group_id=source,
                transactional_id=f"{source}-{number}",
                consumer={
                    **EARLIEST,
                    "max_poll_records": 50,
                    "session_timeout_ms": 10_000,
                    "heartbeat_interval_ms": 200,
                },
            ) as loop,
        ):

            def copy(records: Any, producer: Any) -> None:
                for record in records:
                    producer.send(target, record.value)

            steps = 0
            while not finished.is_set() and (most is None or steps < most):
                count = loop.step(copy, timeout=0.2)
                steps += count > 0
                with lock:
                    out[0] += count
                    if out[0] >= total:
                        finished.set()

    failed: list[BaseException] = []

    def guarded(number: int, most: int | None) -> None:
        try:
            member(number, most)
        except BaseException as error:
            failed.append(error)
            finished.set()

    threads = [threading.Thread(target=guarded, args=(n, most)) for n, most in enumerate([None, 10, 5])]
    for thread in threads:
        thread.start()
    assert finished.wait(2 * WAIT)
    for thread in threads:
        thread.join(WAIT)
    assert not failed
    assert sorted(numbers(client, target, 2)) == list(range(total))


def test_the_asynchronous_face_does_the_same(kafka: Kafka, client: barnabas.Client, topic: Topics) -> None:
    source, target = topic(), topic()
    filled(client, source, 30)

    async def run() -> None:
        async with (
            barnabas.AsyncClient(kafka.bootstrap) as own,
            own.transactional(
                source, group_id=source, transactional_id=source, consumer={**EARLIEST, "max_poll_records": 10}
            ) as loop,
        ):
            calls = 0

            async def copy(records: Any, producer: Any) -> None:
                nonlocal calls
                calls += 1
                for record in records:
                    await producer.send(target, record.value)
                if calls == 2:
                    raise ZeroDivisionError

            done = 0
            while done < 30:
                try:
                    done += await loop.step(copy)
                except ZeroDivisionError:
                    pass

            async def never(records: Any, producer: Any) -> None:
                raise AssertionError

            running = asyncio.create_task(loop.run(never, timeout=0.05))
            await turns()
            loop.stop()
            await running

    asyncio.run(run())
    assert numbers(client, target) == list(range(30))
