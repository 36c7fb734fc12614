"""What `process()` has polled and not finished when it ends is read again, and no commit passes it meanwhile."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

import barnabas
from barnabas import ProcessingError, TopicPartition
from tests.harness.kafka import Kafka, Topics
from tests.harness.members import CONSUMER, COOPERATIVE, fill
from tests.harness.reading import offset_in
from tests.harness.waiting import until

WAIT = 30.0
COUNT = 100
KINDS = pytest.mark.parametrize("kind", ["failed", "until"])


class Work:
    """Sees each record once; at offset 5, the first time, it raises, or says that it is time to end and is not finished by then."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._first = True
        self.seen: list[int] = []
        self.stop = threading.Event()
        self.gate = threading.Event()

    def __call__(self, record: Any) -> None:
        if record.offset == 5 and self._first:
            self._first = False
            if self._kind == "failed":
                raise LookupError("mine")
            self.stop.set()
            assert self.gate.wait(WAIT)
            return
        self.seen.append(record.offset)

    def first(self, consumer: Any) -> None:
        """The run that ends at offset 5."""
        if self._kind == "failed":
            with pytest.raises(ProcessingError, match="offset 5"):
                consumer.process(self, workers=1)
        else:
            consumer.process(self, workers=1, until=self.stop.is_set, timeout=0.01)
        assert self.seen == [*range(5)]

    def rest(self, consumer: Any) -> None:
        """Another one, until all was seen."""
        end = time.monotonic() + WAIT
        consumer.process(self, workers=1, until=lambda: len(self.seen) >= COUNT or time.monotonic() > end)
        assert self.seen == [*range(COUNT)]


@pytest.fixture
def work(kind: str) -> Iterator[Work]:
    found = Work(kind)
    yield found
    found.gate.set()


@pytest.fixture(params=[COOPERATIVE, CONSUMER], ids=["cooperative", "consumer"])
def options(request: pytest.FixtureRequest) -> dict[str, Any]:
    return {**request.param}


def next_offset(consumer: Any) -> int:
    found: list[int] = []
    until(lambda: found or found.extend(r.offset for r in consumer.poll(0.2, max_records=1)), "a record", WAIT)
    return found[0]


def committed(client: barnabas.Client, name: str) -> int | None:
    p = TopicPartition(name, 0)
    with client.consumer(group_id=name) as look:
        return offset_in(look.committed(p), p)


@KINDS
def test_by_the_next_run(client: barnabas.Client, topic: Topics, options: dict[str, Any], work: Work) -> None:
    name = topic()
    fill(client, name, COUNT)
    with client.consumer(name, group_id=name, **options) as consumer:
        work.first(consumer)
        assert offset_in(consumer.committed(), TopicPartition(name, 0)) == 5
        assert consumer.position(TopicPartition(name, 0)) == 5
        work.rest(consumer)
    assert committed(client, name) == COUNT


@KINDS
def test_by_a_poll(client: barnabas.Client, topic: Topics, options: dict[str, Any], work: Work) -> None:
    name = topic()
    fill(client, name, COUNT)
    with client.consumer(name, group_id=name, **options) as consumer:
        work.first(consumer)
        assert next_offset(consumer) == 5
        consumer.commit()
    assert committed(client, name) == 6


@KINDS
def test_the_commit_of_a_close_does_not_pass_it(
    client: barnabas.Client, topic: Topics, options: dict[str, Any], work: Work
) -> None:
    name = topic()
    fill(client, name, COUNT)
    with client.consumer(name, group_id=name, enable_auto_commit=True, **options) as consumer:
        work.first(consumer)
    assert committed(client, name) == 5


@KINDS
def test_nor_do_later_commits_of_what_is_done(
    client: barnabas.Client, topic: Topics, options: dict[str, Any], work: Work
) -> None:
    name = topic()
    fill(client, name, COUNT)
    with client.consumer(name, group_id=name, commit_only_done=True, **options) as consumer:
        work.first(consumer)
        work.rest(consumer)
        assert consumer._core.reading.tracking is not None
        assert consumer._core.reading.tracking.unfinished == 0
    assert committed(client, name) == COUNT


@pytest.mark.parametrize("kind", ["until"])
def test_a_close_from_elsewhere_whose_listener_outlasts_it_does_not_pass_it(
    client: barnabas.Client, topic: Topics, work: Work
) -> None:
    name = topic()
    fill(client, name, COUNT)

    def listener(consumer: Any, news: barnabas.Rebalance) -> None:
        if news.revoked:
            thread.join(WAIT)  # it ends by the close; its last records are dropped

    consumer = client.consumer(
        name, group_id=name, enable_auto_commit=True, on_rebalance=listener, max_poll_records=10, **COOPERATIVE
    )
    thread = threading.Thread(target=consumer.process, args=(work,), kwargs={"workers": 1, "timeout": 0.01})
    thread.start()
    assert work.stop.wait(WAIT)
    until(lambda: consumer._core.reading.finished()[only(consumer)][0] == COUNT, "all was polled", WAIT)
    consumer.close()
    assert not thread.is_alive()
    assert committed(client, name) == 5


def only(consumer: Any) -> Any:
    (p,) = consumer._core.owned.values()
    return p


@pytest.mark.parametrize("kind", ["until"])
def test_a_seek_meanwhile_goes_first_and_what_the_user_paused_stays_so(
    client: barnabas.Client, topic: Topics, work: Work
) -> None:
    name = topic()
    fill(client, name, COUNT)
    p = TopicPartition(name, 0)
    with client.consumer(name, group_id=name, **COOPERATIVE) as consumer:

        def stop() -> bool:
            if work.stop.is_set():
                consumer.seek(p, 60)
                consumer.pause(p)
            return work.stop.is_set()

        consumer.process(work, workers=1, until=stop, timeout=0.01)
        assert consumer.paused() == {p}
        assert consumer.position(p) == 60
        consumer.resume()
        assert next_offset(consumer) == 60


def test_by_tasks(kafka: Kafka, client: barnabas.Client, topic: Topics, options: dict[str, Any]) -> None:
    name = topic()
    fill(client, name, COUNT)

    async def main() -> None:
        seen: list[int] = []
        stuck: set[int] = {5, 20}
        stop = asyncio.Event()

        async def work(record: Any) -> None:
            if record.offset in stuck:
                stuck.remove(record.offset)
                if record.offset == 5:
                    raise LookupError("mine")
                stop.set()
                await asyncio.Event().wait()
            seen.append(record.offset)

        async with (
            barnabas.AsyncClient(kafka.bootstrap) as client,
            client.consumer(name, group_id=name, enable_auto_commit=True, **options) as consumer,
        ):
            with pytest.raises(ProcessingError, match="offset 5"):
                await consumer.process(work, workers=1)
            await consumer.process(work, workers=1, until=stop.is_set, timeout=0.01)
            assert seen == [*range(20)]
            assert consumer.position(TopicPartition(name, 0)) == 20
            await consumer.process(work, workers=1, until=lambda: len(seen) >= 50, timeout=0.01)
            count = len(seen)
            assert seen == [*range(count)]
        assert await asyncio.to_thread(committed, client_of_thread, name) == count

    client_of_thread = client
    asyncio.run(asyncio.wait_for(main(), 2 * WAIT))
