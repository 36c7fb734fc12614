"""The end of a consumer whose listener is to hear of it: with news that nobody polled for, from a signal handler, and beside other calls."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

import barnabas
from barnabas import Rebalance, TopicPartition
from barnabas.broker import Broker
from tests.harness.kafka import Kafka, Topics
from tests.harness.members import COOPERATIVE, joined, polled
from tests.harness.waiting import auntil, until

WAIT = 30.0
GROUP: dict[str, Any] = {"auto_offset_reset": "earliest", "heartbeat_interval_ms": 100}


def test_news_that_no_poll_has_told_come_before_the_end(client: barnabas.Client, topic: Topics) -> None:
    name = topic(partitions=2)
    heard: list[Rebalance] = []
    consumer = client.consumer(name, group_id=name, on_rebalance=lambda _, news: heard.append(news), **COOPERATIVE)
    until(polled(lambda: len(consumer.assignment()) == 2, consumer), "it has both")
    with client.consumer(name, group_id=name, **COOPERATIVE) as other:
        until(polled(lambda: consumer._core.assignment.pending, other), "it is to give one up")
        heard.clear()
        consumer.close()
        assert [len(news.revoked) for news in heard] == [1, 1], "what the rebalance wants, and then the rest"
        assert len({place for news in heard for place in news.revoked}) == 2
        until(polled(lambda: len(other.assignment()) == 2, other), "the other one has both")


def test_a_close_from_a_signal_handler_inside_of_a_poll(client: barnabas.Client, topic: Topics) -> None:
    name = topic()
    heard: list[Rebalance] = []
    consumer = client.consumer(name, group_id=name, on_rebalance=lambda _, news: heard.append(news), **GROUP)
    until(polled(lambda: consumer.assignment(), consumer), "it has joined")
    main = threading.get_ident()

    def strike() -> None:
        until(lambda: consumer._holder == main, "it is inside of a poll")
        os.kill(os.getpid(), signal.SIGUSR1)

    before = signal.signal(signal.SIGUSR1, lambda *_: consumer.close())
    striking = threading.Thread(target=strike)
    try:
        striking.start()
        with pytest.raises(barnabas.ClosedError):
            while True:
                consumer.poll(WAIT)
    finally:
        striking.join(WAIT)
        signal.signal(signal.SIGUSR1, before)
    assert [list(news.revoked) for news in heard[1:]] == [[TopicPartition(name, 0)]]


class Struck:
    """A lock that a signal comes under, once."""

    def __init__(self, lock: Any, strike: Callable[[], None]) -> None:
        self.lock, self.strike = lock, strike

    def __getattr__(self, name: str) -> Any:
        return getattr(self.lock, name)

    def __enter__(self) -> None:
        self.lock.acquire()
        self.strike()

    def __exit__(self, *_: object) -> None:
        self.lock.release()


@pytest.mark.parametrize("where", ["buffer", "partition", "tracking"])
def test_a_close_from_a_signal_handler_between_two_steps_that_belong_together(
    client: barnabas.Client, topic: Topics, where: str
) -> None:
    """The engine needs for the end what the thread below the handler has: the end comes a little later."""
    key = TopicPartition(topic(), 0)
    heard: list[Rebalance] = []
    consumer = client.consumer(
        key.topic,
        group_id=key.topic,
        on_rebalance=lambda _, news: heard.append(news),
        commit_only_done=True,
        enable_auto_commit=True,
        **GROUP,
    )
    until(polled(lambda: consumer.assignment(), consumer), "it has joined")
    with client.producer() as producer:
        for _ in range(10):
            producer.send(key.topic, b"x")
    until(lambda: len(consumer._core.buffer), "records are at hand")
    core = consumer._core
    owner: Any = {"buffer": core.buffer, "partition": core.owned[key], "tracking": core.reading.tracking}[where]
    main = threading.get_ident()
    calls: list[float] = []

    def strike() -> None:
        if threading.get_ident() == main and not calls:
            os.kill(os.getpid(), signal.SIGUSR1)

    def close(*_: object) -> None:
        calls.append(time.monotonic())
        consumer.close(WAIT)
        calls.append(time.monotonic())

    before = signal.signal(signal.SIGUSR1, close)
    try:
        owner.lock = Struck(owner.lock, strike)
        with pytest.raises(barnabas.ClosedError):
            if where == "partition":
                consumer.seek(key, 5)
            while True:
                consumer.poll(WAIT)
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert len(calls) == 2
    assert calls[1] - calls[0] < WAIT, "nobody waited for the time to be up"
    assert core.closed
    assert [list(news.revoked) for news in heard[1:]] == [[key]]
    assert client.admin.describe_groups([key.topic])[0].members == ()
    with client.consumer(group_id=key.topic) as other:
        at = other.committed(key)[key]
    assert at is not None, "the end committed"
    assert at.offset == (5 if where == "partition" else 0), "nobody was given what the poll had taken"


def test_a_close_from_a_signal_handler_in_the_middle_of_done(client: barnabas.Client, topic: Topics) -> None:
    key = TopicPartition(topic(), 0)
    consumer = client.consumer(group_id=key.topic, commit_only_done=True, enable_auto_commit=True)
    consumer.assign({key: 0})
    with client.producer() as producer:
        producer.send(key.topic, b"x")
    records = consumer.poll(WAIT)
    assert isinstance(records, barnabas.Records)
    struck: list[None] = []

    def strike() -> None:
        if not struck:
            struck.append(None)
            os.kill(os.getpid(), signal.SIGUSR1)

    tracking: Any = consumer._core.reading.tracking
    before = signal.signal(signal.SIGUSR1, lambda *_: consumer.close(WAIT))
    try:
        tracking.lock = Struck(tracking.lock, strike)
        consumer.done(records)
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert struck
    assert consumer._core.closed


def test_a_listener_that_does_not_end(kafka: Kafka, topic: Topics) -> None:
    name = topic()
    begun: list[Rebalance] = []

    async def listener(_: Any, news: Rebalance) -> None:
        if news.revoked:
            begun.append(news)
            await asyncio.Event().wait()

    async def main() -> None:
        async with barnabas.AsyncClient(kafka.bootstrap) as client:
            consumer = client.consumer(name, group_id=name, on_rebalance=listener, **GROUP)
            await joined(consumer)
            with pytest.raises(barnabas.KafkaTimeoutError, match=r"on_rebalance did not end within close\(\)'s 0.05 s"):
                await consumer.close(0.05)
            assert len(begun) == 1
            with pytest.raises(barnabas.ClosedError):
                await consumer.poll(0)

    asyncio.run(main())


def test_a_time_that_runs_out_inside_of_the_listener_is_its_own(kafka: Kafka, topic: Topics) -> None:
    name = topic()

    async def listener(_: Any, news: Rebalance) -> None:
        if news.revoked:
            raise TimeoutError("mine")

    async def main() -> None:
        async with barnabas.AsyncClient(kafka.bootstrap) as client:
            consumer = client.consumer(name, group_id=name, on_rebalance=listener, **GROUP)
            await joined(consumer)
            with pytest.raises(TimeoutError, match=r"^mine$"):
                await consumer.close()

    asyncio.run(main())


# --- with faults --------------------------------------------------------------------------------------------------------


@pytest.fixture
def broker() -> Any:
    with Broker(default_partitions=1, configs={"group.initial.rebalance.delay.ms": 0}) as broker:
        yield broker


def test_a_call_of_another_thread_that_does_not_end(broker: Broker, caplog: pytest.LogCaptureFixture) -> None:
    heard: list[Rebalance] = []
    with barnabas.Client(broker.bootstrap_servers) as client:
        consumer = client.consumer("t", group_id="g", on_rebalance=lambda _, news: heard.append(news), **GROUP)
        until(polled(lambda: consumer.assignment(), consumer), "it has joined")
        held = broker.inject(api="OffsetCommit", no_answer=True, times=None)
        raised: list[barnabas.KafkaError] = []

        def commit() -> None:
            try:
                consumer.commit({TopicPartition("t", 0): 0}, timeout=0.5)
            except barnabas.KafkaError as error:
                raised.append(error)

        committing = threading.Thread(target=commit)
        committing.start()
        until(lambda: held.used, "the commit is under way")
        consumer.close(0.05)
        committing.join(WAIT)
        assert raised
    assert "on_rebalance was not called at the end of a consumer" in caplog.text
    assert len(heard) == 1


def test_a_call_of_another_task_that_does_not_end(broker: Broker, caplog: pytest.LogCaptureFixture) -> None:
    heard: list[Rebalance] = []

    async def main() -> None:
        async with barnabas.AsyncClient(broker.bootstrap_servers) as client:
            consumer = client.consumer("t", group_id="g", on_rebalance=lambda _, news: heard.append(news), **GROUP)
            await joined(consumer)
            held = broker.inject(api="OffsetCommit", no_answer=True, times=None)
            committing = asyncio.ensure_future(consumer.commit({TopicPartition("t", 0): 0}, timeout=0.5))
            await auntil(lambda: held.used, "the commit is under way")
            await consumer.close(0.05)
            with pytest.raises(barnabas.KafkaError):
                await committing

    asyncio.run(main())
    assert "on_rebalance was not called at the end of a consumer" in caplog.text
    assert len(heard) == 1


def test_a_membership_that_has_ended_is_no_error_of_the_close(broker: Broker) -> None:
    heard: list[Rebalance] = []
    with barnabas.Client(broker.bootstrap_servers) as client:
        consumer = client.consumer(
            "t", group_id="g", group_instance_id="i", on_rebalance=lambda _, news: heard.append(news), **GROUP
        )
        until(polled(lambda: consumer.assignment(), consumer), "it has joined")
        broker.inject(api="Heartbeat", error="FENCED_INSTANCE_ID", times=None)
        until(lambda: consumer._core.assignment.pending, "it has heard that it is fenced")
        consumer.close()
    assert [(bool(news.assigned), bool(news.lost), bool(news.revoked)) for news in heard] == [
        (True, False, False),
        (False, True, False),
    ]
