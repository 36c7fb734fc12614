"""Handlers that take longer than a session: a computation in Python, one that blocks the event loop, one that sleeps.

The long form, with minutes and with an extension that holds the GIL, is `python -m tests.churn.handlers`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest

import barnabas
from barnabas import CommitFailedError, Rebalance, TopicPartition
from tests.churn.handlers import compute
from tests.harness.kafka import SESSION_MS, Kafka, Topics
from tests.harness.members import CONSUMER, COOPERATIVE, fill, polled
from tests.harness.waiting import until

WAIT = 30.0
SECONDS = 1.25 * SESSION_MS / 1000
UNPOLLED = "poll() was not called for max_poll_interval_ms=1000"
SHORT: dict[str, Any] = {**COOPERATIVE, "session_timeout_ms": SESSION_MS, "heartbeat_interval_ms": 500}


@pytest.mark.kip(62)
@pytest.mark.parametrize("handler", [compute, time.sleep], ids=["computes", "sleeps"])  # noqa: TID251  # what is tested
def test_a_member_stays_one_while_its_handler_works(
    client: barnabas.Client, topic: Topics, handler: Callable[[float], object]
) -> None:
    name = topic()
    fill(client, name, 1)
    heard: list[Rebalance] = []
    with client.consumer(name, group_id=name, on_rebalance=lambda _, news: heard.append(news), **SHORT) as consumer:
        until(lambda: len(consumer.poll(0.2)), "the record", WAIT)
        before = consumer.group_metadata()
        handler(SECONDS)
        consumer.commit()
        assert not len(consumer.poll(0.5))
        assert consumer.group_metadata() == before
    assert [bool(news.lost) for news in heard] == [False, False]


def test_a_member_stays_one_while_its_event_loop_is_blocked(
    kafka: Kafka, client: barnabas.Client, topic: Topics
) -> None:
    name = topic()
    fill(client, name, 1)

    async def main() -> None:
        async with (
            barnabas.AsyncClient(kafka.bootstrap) as client,
            client.consumer(name, group_id=name, **SHORT) as consumer,
        ):
            while not len(await consumer.poll(0.2)):
                pass
            before = consumer.group_metadata()
            time.sleep(SECONDS)  # noqa: ASYNC251, TID251  # that is what is tested
            await consumer.commit()
            assert not len(await consumer.poll(0.5))
            assert consumer.group_metadata() == before

    asyncio.run(main())


@pytest.mark.kip(62)
@pytest.mark.parametrize("options", [SHORT, CONSUMER], ids=["classic", "consumer"])
def test_beyond_the_poll_interval_it_leaves_and_says_so(
    client: barnabas.Client, topic: Topics, options: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    name = topic()
    with client.consumer(name, group_id=name, max_poll_interval_ms=1000, **options) as consumer:
        until(polled(lambda: consumer.assignment(), consumer), "it has the partition", WAIT)
        told = caplog.text.count(UNPOLLED)  # a machine that stood still for so long would have been told of it before
        while caplog.text.count(UNPOLLED) == told:
            compute(0.02)
        with pytest.raises(CommitFailedError):
            consumer.commit({TopicPartition(name, 0): 0})
        news = consumer.poll(WAIT)
        assert isinstance(news, Rebalance)
        assert list(news.lost) == [TopicPartition(name, 0)]
