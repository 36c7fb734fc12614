"""`process()`: by key in order, side by side otherwise, never committed past what is not finished; threads and tasks."""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from typing import Any

import pytest

import barnabas
from barnabas import ConfigurationError, OffsetAndMetadata, ProcessingError, TopicPartition
from tests.harness.kafka import Kafka, Topics
from tests.harness.members import CONSUMER, COOPERATIVE
from tests.harness.reading import offset_in
from tests.harness.waiting import turns, until

WAIT = 30.0


@pytest.fixture(params=[COOPERATIVE, CONSUMER], ids=["cooperative", "consumer"])
def options(request: pytest.FixtureRequest) -> dict[str, Any]:
    return {**request.param, "auto_commit_interval_ms": 10}


def fill(client: barnabas.Client, name: str, count: int, keys: int = 10) -> None:
    with client.producer() as producer:
        producer.send_many(
            name, [b"%d" % i for i in range(count)], [b"%d" % (i % keys) for i in range(count)], partition=0
        ).result(WAIT)


def committed(client: barnabas.Client, name: str, partition: int = 0) -> OffsetAndMetadata | None:
    p = TopicPartition(name, partition)
    with client.consumer(group_id=name) as look:
        return look.committed(p)[p]


def test_order_per_key_and_all_is_committed(client: barnabas.Client, topic: Topics, options: dict[str, Any]) -> None:
    name = topic()
    fill(client, name, 500)
    seen: dict[bytes, list[int]] = defaultdict(list)
    at_once: set[int] = set()
    together = threading.Barrier(3)
    first = threading.Semaphore(3)
    count = 0
    lock = threading.Lock()

    def work(record: Any) -> None:
        nonlocal count
        if first.acquire(blocking=False):
            together.wait(WAIT)  # three at a time there are
        with lock:
            seen[record.key].append(record.offset)
            at_once.add(threading.get_ident())
            count += 1

    with client.consumer(name, group_id=name, **options) as consumer:
        consumer.process(work, workers=4, until=lambda: count == 500)
        assert consumer.paused() == frozenset()
    assert sum(map(len, seen.values())) == 500
    assert all(offsets == sorted(offsets) for offsets in seen.values())
    assert len(at_once) > 1
    assert committed(client, name) == OffsetAndMetadata(500, 0)


def test_an_exception_ends_it_and_names_the_record(
    client: barnabas.Client, topic: Topics, options: dict[str, Any]
) -> None:
    name = topic()
    fill(client, name, 100, keys=100)

    def work(record: Any) -> None:
        if record.offset == 40:
            raise LookupError("mine")

    with client.consumer(name, group_id=name, **options) as consumer:
        with pytest.raises(ProcessingError, match=f"{name} partition 0 offset 40") as caught:
            consumer.process(work, workers=3)
        assert isinstance(caught.value.__cause__, LookupError)
        assert caught.value.record.offset == 40  # type: ignore[attr-defined]
        assert offset_in(consumer.committed(), TopicPartition(name, 0)) == 40


def test_polls_go_on_while_all_workers_are_busy(
    client: barnabas.Client, topic: Topics, options: dict[str, Any]
) -> None:
    name = topic(partitions=2)
    fill(client, name, 100)
    gate, begun = threading.Event(), threading.Event()
    done: list[int] = []

    def work(record: Any) -> None:
        begun.set()
        assert gate.wait(WAIT)
        done.append(record.offset)

    consumer = client.consumer(name, group_id=name, max_poll_interval_ms=2000, **options)
    thread = threading.Thread(
        target=consumer.process, args=(work,), kwargs={"workers": 2, "max_pending": 10, "until": lambda: len(done) > 30}
    )
    thread.start()
    try:
        assert begun.wait(WAIT)
        until(lambda: len(consumer.paused()) == 2, "there is no room", WAIT)
        stands = threading.Event()
        threading.Timer(4.0, stands.set).start()
        assert stands.wait(WAIT)  # twice the time that may pass between two polls
        assert consumer.health().state == "stable"
        assert committed(client, name) in (None, OffsetAndMetadata(0))
    finally:
        gate.set()
        thread.join(WAIT)
    assert not thread.is_alive()
    consumer.close()
    found = committed(client, name)
    assert found is not None
    assert found.offset <= len(done)


def test_what_goes_is_finished_and_committed_first(
    client: barnabas.Client, topic: Topics, options: dict[str, Any]
) -> None:
    name = topic(partitions=2)
    with client.producer() as producer:
        for p in range(2):
            producer.send_many(name, [b"x"] * 200, partition=p).result(WAIT)
    seen: list[tuple[int, int]] = []
    stop = threading.Event()

    def work(record: Any) -> None:
        stop.wait(0.002)
        seen.append((record.partition, record.offset))

    consumers = [client.consumer(name, group_id=name, **options) for _ in range(2)]
    threads = [threading.Thread(target=c.process, args=(work,), kwargs={"until": stop.is_set}) for c in consumers]
    threads[0].start()
    until(lambda: len(seen) > 20, "it works", WAIT)
    threads[1].start()
    until(lambda: [len(c.assignment()) for c in consumers] == [1, 1], "they share", WAIT)
    until(lambda: len(seen) >= 400, "all is done", WAIT)
    stop.set()
    for thread, consumer in zip(threads, consumers, strict=True):
        thread.join(WAIT)
        consumer.close()
    assert len(set(seen)) == len(seen) == 400, "something was done twice"
    assert [committed(client, name, p) for p in range(2)] == [OffsetAndMetadata(200, 0)] * 2


def test_arguments(client: barnabas.Client) -> None:
    with client.consumer() as consumer:
        with pytest.raises(ConfigurationError, match="needs a group_id"):
            consumer.process(print)
        with pytest.raises(ValueError, match="workers=0 is not accepted"):
            consumer.process(print, workers=0)
        with pytest.raises(TypeError, match="function=3 is not accepted"):
            consumer.process(3)  # type: ignore[arg-type]


async def nobody_awaits(*_: Any) -> None:
    """A coroutine function on the blocking face."""


def test_a_function_that_would_not_run_loses_no_record(client: barnabas.Client, topic: Topics) -> None:
    name = topic()
    fill(client, name, 10)
    with client.consumer(name, group_id=name, **COOPERATIVE) as consumer:
        with pytest.raises(TypeError, match="function='nobody_awaits' is not accepted: it is a coroutine function"):
            consumer.process(nobody_awaits)
        with pytest.raises(TypeError, match="until='nobody_awaits' is not accepted: it is a coroutine function"):
            consumer.process(print, until=nobody_awaits)  # type: ignore[arg-type]
        with pytest.raises(ProcessingError, match=f"returned a coroutine.* {name} partition 0 offset 0"):
            consumer.process(lambda record: nobody_awaits(record), workers=1)
        assert offset_in(consumer.committed(), TopicPartition(name, 0)) == 0


def test_a_task_without_anything_to_await_names_the_function(
    kafka: Kafka, client: barnabas.Client, topic: Topics
) -> None:
    name = topic()
    fill(client, name, 10)

    def blocking(record: Any) -> None: ...

    async def main() -> None:
        async with (
            barnabas.AsyncClient(kafka.bootstrap) as client,
            client.consumer(name, group_id=name, **COOPERATIVE) as consumer,
        ):
            with pytest.raises(ProcessingError, match="blocking' returned None, which cannot be awaited"):
                await consumer.process(blocking, workers=1)  # type: ignore[arg-type]
            assert offset_in(await consumer.committed(), TopicPartition(name, 0)) == 0

    asyncio.run(main())


def test_tasks(kafka: Kafka, client: barnabas.Client, topic: Topics, options: dict[str, Any]) -> None:
    name = topic()
    fill(client, name, 300)

    async def main() -> None:
        seen: dict[bytes, list[int]] = defaultdict(list)
        out, most = 0, 0

        async def work(record: Any) -> None:
            nonlocal out, most
            out += 1
            most = max(most, out)
            await turns()
            seen[record.key].append(record.offset)
            out -= 1
            if record.offset == 200:
                raise LookupError("mine")

        async with (
            barnabas.AsyncClient(kafka.bootstrap) as client,
            client.consumer(name, group_id=name, **options) as consumer,
        ):
            with pytest.raises(ProcessingError, match="offset 200"):
                await consumer.process(work, workers=5)
            assert offset_in(await consumer.committed(), TopicPartition(name, 0)) == 200
            assert all(offsets == sorted(offsets) for offsets in seen.values())
            assert 1 < most <= 5

            blocked = asyncio.Event()

            async def block(record: Any) -> None:
                blocked.set()
                await asyncio.Event().wait()

            running = asyncio.ensure_future(consumer.process(block, timeout=0.1))
            await asyncio.wait_for(blocked.wait(), WAIT)
            running.cancel()
            with pytest.raises(asyncio.CancelledError):
                await running
            assert offset_in(await consumer.committed(), TopicPartition(name, 0)) == 200

    asyncio.run(main())


def test_a_consumer_that_cannot_be_used_leaves_no_threads(client: barnabas.Client) -> None:
    consumer = client.consumer("t", group_id="g")
    consumer.close()
    with pytest.raises(barnabas.ClosedError):
        consumer.process(print)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("barnabas-process")]


def test_a_function_that_is_cancelled_from_within_has_failed(
    kafka: Kafka, client: barnabas.Client, topic: Topics
) -> None:
    """Nobody would ever be done with its record, and no commit would pass it."""
    name = topic()
    fill(client, name, 50)

    async def work(record: Any) -> None:
        if record.offset == 10:
            raise asyncio.CancelledError  # as from a future that something else has cancelled

    async def main() -> None:
        async with (
            barnabas.AsyncClient(kafka.bootstrap) as client,
            client.consumer(name, group_id=name, **COOPERATIVE) as consumer,
        ):
            with pytest.raises(ProcessingError, match="offset 10"):
                await consumer.process(work)

    asyncio.run(main())


def test_what_was_held_back_for_it_is_read_on_after_it(
    client: barnabas.Client, topic: Topics, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("barnabas.consumer.tracking.MOST", 40)
    name = topic()
    fill(client, name, 100)

    def work(record: Any) -> None:
        raise LookupError(record.offset)

    with client.consumer(group_id=name, auto_offset_reset="earliest", max_poll_records=50) as consumer:
        consumer.assign([TopicPartition(name, 0)])
        with pytest.raises(ProcessingError, match="offset 0"):
            consumer.process(work, workers=1)
        found: list[int] = []
        until(lambda: found.extend(r.offset for r in consumer.poll(0.2)) or len(found) >= 100, "all of them", WAIT)
        assert found == list(range(100))
