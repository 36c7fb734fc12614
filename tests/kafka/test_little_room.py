"""Threads that share little room: each goes on as soon as there is enough for it, and none sleeps for all of `max_block_ms`."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import Any

import pytest

import barnabas
from tests.harness.kafka import Topics
from tests.harness.waiting import until

WAIT = 30.0
FOR_EVER = 600_000  # a wait that is not ended by a word is not ended within the test
ROOM: dict[str, Any] = {"buffer_memory": 200_000, "max_request_size": 100_000, "max_block_ms": FOR_EVER}


def senders(producer: barnabas.Producer[Any, Any], topic: str, count: int) -> tuple[list[threading.Thread], list[int]]:
    sent: list[int] = []

    def send() -> None:
        with suppress(barnabas.ClosedError):
            for n in range(count):
                producer.send(topic, bytes(500), key=b"%d" % n)
                sent.append(n)

    threads = [threading.Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    return threads, sent


@pytest.mark.parametrize("linger_ms", [0, 1])
def test_none_is_passed_over(client: barnabas.Client, topic: Topics, linger_ms: int) -> None:
    name = topic(partitions=3)
    with client.producer(linger_ms=linger_ms, **ROOM) as producer:
        producer.send(name, b"first").result(WAIT)
        threads, sent = senders(producer, name, 4000)
        for thread in threads:
            thread.join(WAIT)
        assert len(sent) == 3 * 4000
        producer.flush(WAIT)
        assert producer._accumulator.used == 0


def test_a_close_ends_the_wait_of_each(client: barnabas.Client, topic: Topics) -> None:
    name = topic(partitions=3)
    for _ in range(5):
        producer = client.producer(linger_ms=1, **ROOM)
        producer.send(name, b"first").result(WAIT)
        threads, sent = senders(producer, name, 1_000_000)
        until(lambda: len(sent) >= 1000, "they are in the middle of it")  # noqa: B023 # asked here
        producer.close(WAIT)
        for thread in threads:
            thread.join(WAIT)
        assert not any(thread.is_alive() for thread in threads)
        assert producer._accumulator.used == 0
