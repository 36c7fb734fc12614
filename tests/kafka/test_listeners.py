"""`on_rebalance`: when it is called, what it may do, what becomes of what it raises; both faces, every protocol."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from typing import Any

import pytest

import barnabas
from barnabas import ConcurrentUseError, OffsetAndMetadata, Rebalance, TopicPartition
from tests.harness.aside import again_and_again
from tests.harness.kafka import SESSION_MS, Kafka, Topics
from tests.harness.members import CONSUMER, COOPERATIVE, EAGER, fill, polled
from tests.harness.waiting import until

WAIT = 30.0


@pytest.fixture(params=[EAGER, COOPERATIVE, CONSUMER], ids=["eager", "cooperative", "consumer"])
def options(request: pytest.FixtureRequest) -> dict[str, Any]:
    param: dict[str, Any] = request.param
    return param


def test_it_hears_what_poll_returns_and_of_the_end(
    client: barnabas.Client, topic: Topics, options: dict[str, Any]
) -> None:
    name = topic(partitions=2)
    heard: list[Rebalance] = []
    threads: set[int] = set()

    def listener(consumer: barnabas.Consumer[Any, Any], news: Rebalance) -> None:
        heard.append(news)
        threads.add(threading.get_ident())
        with pytest.raises(ConcurrentUseError, match="not for callbacks"):
            consumer.poll(0)
        if news.assigned:  # at the end an iteration ends
            with pytest.raises(ConcurrentUseError, match="not for callbacks"):
                next(iter(consumer))
        if news.revoked:
            consumer.commit(dict.fromkeys(news.revoked, 7))  # they are still ours

    consumer = client.consumer(name, group_id=name, on_rebalance=listener, **options)
    returned: list[Rebalance] = []

    def poll(consumer: barnabas.Consumer[Any, Any]) -> None:
        news = consumer.poll(0.1)
        if isinstance(news, Rebalance):
            returned.append(news)
            assert heard[-1] is news

    def both() -> bool:
        poll(consumer)
        return len(consumer.assignment()) == 2

    until(both, "it has both", WAIT)
    with client.consumer(name, group_id=name, **options) as other:

        def shared() -> bool:
            poll(consumer)
            other.poll(0.1)
            return len(consumer.assignment()) == len(other.assignment()) == 1

        until(shared, "they share", WAIT)
        (went,) = other.assignment()
        assert other.committed(went)[went] == OffsetAndMetadata(7)
        assert heard == returned
        (stays,) = consumer.assignment()
        consumer.commit({stays: 1})
        consumer.close()
    assert len(heard) == len(returned) + 1
    assert list(heard[-1].revoked) == [stays]
    assert threads == {threading.get_ident()}
    with client.consumer(group_id=name) as look:
        assert look.committed(stays)[stays] == OffsetAndMetadata(7)


def test_it_hears_of_an_unsubscription_while_the_partitions_are_ours(
    client: barnabas.Client, topic: Topics, options: dict[str, Any]
) -> None:
    name = topic()
    partition = TopicPartition(name, 0)
    heard: list[Rebalance] = []

    def listener(consumer: barnabas.Consumer[Any, Any], news: Rebalance) -> None:
        heard.append(news)
        if news.revoked:
            consumer.commit({partition: 7})

    with client.consumer(name, group_id=name, on_rebalance=listener, **options) as consumer:
        until(polled(lambda: consumer.assignment(), consumer), "it has the partition", WAIT)
        consumer.unsubscribe()
        assert list(heard[-1].revoked) == [partition]
        assert consumer.assignment() == frozenset()
        count = len(heard)
        consumer.assign([partition])
        assert consumer.committed(partition)[partition] == OffsetAndMetadata(7)
        consumer.unsubscribe()  # of partitions by hand nobody hears
    assert len(heard) == count


def test_the_end_of_the_client_is_one_too(kafka: Kafka, topic: Topics) -> None:
    name = topic()
    heard: list[Rebalance] = []
    with barnabas.Client(kafka.bootstrap) as client:
        consumer = client.consumer(name, group_id=name, on_rebalance=lambda _, news: heard.append(news), **COOPERATIVE)
        until(polled(lambda: consumer.assignment(), consumer), "it has the partition", WAIT)
    assert [list(news.revoked) for news in heard] == [[], [TopicPartition(name, 0)]]


def test_iteration_shows_no_rebalance_but_the_listener_does(
    client: barnabas.Client, topic: Topics, options: dict[str, Any]
) -> None:
    name = topic(partitions=2)
    fill(client, name, 50, partitions=2)
    heard: list[Rebalance] = []
    seen: list[int] = []

    def listener(consumer: barnabas.Consumer[Any, Any], news: Rebalance) -> None:
        heard.append(news)
        if news.assigned:
            for p in news.assigned:
                consumer.seek(p, 40)
        if news.revoked:
            consumer.commit()

    consumer = client.consumer(name, group_id=name, on_rebalance=listener, **options)

    def iterate() -> None:
        seen.extend(record.offset for record in consumer)

    thread = threading.Thread(target=iterate)
    thread.start()
    try:
        until(lambda: len(seen) == 20, "all is read from where the listener sought", WAIT)
    finally:
        consumer.close()  # from another thread than the one that iterates
        thread.join(WAIT)
    assert not thread.is_alive()
    assert sorted(seen) == sorted([*range(40, 50)] * 2)
    assert heard[-1].revoked == dict.fromkeys([TopicPartition(name, 0), TopicPartition(name, 1)], 50)
    with client.consumer(group_id=name) as look:
        assert look.committed(*heard[-1].revoked) == dict.fromkeys(heard[-1].revoked, OffsetAndMetadata(50, 0))


def test_what_it_raises_reaches_the_caller_and_nothing_is_lost(
    client: barnabas.Client, topic: Topics, options: dict[str, Any]
) -> None:
    name = topic(partitions=2)
    calls: list[Rebalance] = []

    def listener(_: object, news: Rebalance) -> None:
        calls.append(news)
        raise LookupError("mine")

    with client.consumer(name, group_id=name, **options) as other:
        consumer = client.consumer(name, group_id=name, on_rebalance=listener, **options)
        with pytest.raises(LookupError, match="mine"):
            until(polled(lambda: False, consumer, other), "never", WAIT)
        returned = consumer.poll(WAIT)
        assert returned is calls[0]
        if not returned.assigned:  # type: ignore[union-attr]
            with pytest.raises(LookupError, match="mine"):
                until(polled(lambda: False, consumer, other), "never", WAIT)
            consumer.poll(WAIT)
        held = consumer.assignment()
        other.close()
        del held
    with pytest.raises(LookupError, match="mine"):
        consumer.close()
    assert consumer.health().state == "closed"


def test_no_consent_before_the_news_were_returned(
    client: barnabas.Client, topic: Topics, options: dict[str, Any]
) -> None:
    name = topic(partitions=2)

    def listener(_: object, news: Rebalance) -> None:
        if news.revoked:
            raise LookupError("mine")

    with client.consumer(name, group_id=name, **options) as other:
        consumer = client.consumer(name, group_id=name, on_rebalance=listener, **options)
        until(polled(lambda: len(consumer.assignment()) == 2, consumer), "it has both", WAIT)
        with pytest.raises(LookupError, match="mine"):
            until(polled(lambda: False, consumer, other), "never", WAIT)
        news = consumer.poll(WAIT)
        assert isinstance(news, Rebalance)
        assert news.revoked
        consumer.commit(dict.fromkeys(news.revoked, 5))  # still ours
        until(polled(lambda: len(other.assignment()) == 1, consumer, other), "now one went over", WAIT)
        (went,) = other.assignment()
        assert other.committed(went)[went] == OffsetAndMetadata(5)
        with pytest.raises(LookupError, match="mine"):
            consumer.close()


def test_the_async_face_awaits_it(kafka: Kafka, topic: Topics, options: dict[str, Any]) -> None:
    name = topic(partitions=2)

    async def main() -> None:
        heard: list[Rebalance] = []
        cut = asyncio.Event()

        async def listener(consumer: barnabas.AsyncConsumer[Any, Any], news: Rebalance) -> None:
            heard.append(news)
            if len(heard) == 1:
                cut.set()
                await asyncio.Event().wait()  # until it is cancelled
            with pytest.raises(ConcurrentUseError, match="not for callbacks"):
                await consumer.poll(0)
            if news.assigned:
                with pytest.raises(ConcurrentUseError, match="not for callbacks"):
                    await anext(aiter(consumer))
            if news.revoked:
                async with asyncio.TaskGroup() as tasks:
                    for p in news.revoked:
                        tasks.create_task(consumer.commit({p: 9}))

        async with barnabas.AsyncClient(kafka.bootstrap) as client:
            consumer = client.consumer(name, group_id=name, on_rebalance=listener, **options)
            polling = asyncio.ensure_future(consumer.poll())
            await asyncio.wait_for(cut.wait(), WAIT)
            polling.cancel()
            await asyncio.wait({polling})
            news = await consumer.poll(WAIT)
            assert heard == [news, news]  # it was cut off, so it is called anew
            while len(consumer.assignment()) != 2:  # a broker may tell of nothing first
                await consumer.poll(1.0)

            async def iterate() -> None:
                async for _ in consumer:
                    pass

            iterating = asyncio.ensure_future(iterate())
            async with client.consumer(name, group_id=name, **options) as other:
                while len(other.assignment()) != 1:
                    await other.poll(0.1)
                (went,) = other.assignment()
                assert (await other.committed(went))[went] == OffsetAndMetadata(9)
                while len(consumer.assignment()) != 1:
                    await other.poll(0.1)
                (stays,) = consumer.assignment()
                await consumer.close()  # by another task than the one that iterates
                await asyncio.wait_for(iterating, WAIT)
                assert list(heard[-1].revoked) == [stays]
                assert (await other.committed(stays))[stays] == OffsetAndMetadata(9)

    asyncio.run(main())


def test_a_slow_listener_keeps_the_membership(client: barnabas.Client, topic: Topics, options: dict[str, Any]) -> None:
    name = topic(partitions=2)
    short = options if options is CONSUMER else {**options, "session_timeout_ms": SESSION_MS}
    gate = threading.Event()
    entered = threading.Event()
    heard: list[Rebalance] = []

    def listener(_: object, news: Rebalance) -> None:
        heard.append(news)
        if news.revoked and not gate.is_set():
            entered.set()
            assert gate.wait(WAIT)

    consumer = client.consumer(name, group_id=name, on_rebalance=listener, **short)
    until(polled(lambda: len(consumer.assignment()) == 2, consumer), "it has both", WAIT)
    member = consumer.group_metadata().member_id
    with (
        again_and_again(lambda: consumer.poll(0.1)),
        client.consumer(name, group_id=name, **short) as other,
        contextlib.ExitStack() as opened,
    ):
        opened.callback(gate.set)
        until(polled(entered.is_set, other), "the listener was called", WAIT)
        # As long as it takes the coordinator to take a silent member for dead it hears of this one, and waits.
        ages = 1.4 * SESSION_MS / 1000
        waited = threading.Event()
        threading.Timer(ages, waited.set).start()
        until(polled(waited.is_set, other), "a session's time has passed", WAIT)
        assert not other.assignment()
        gate.set()
        until(polled(lambda: len(other.assignment()) == 1, other), "one went over", WAIT)
    assert not any(news.lost for news in heard)
    assert consumer.group_metadata().member_id == member
    consumer.close()
