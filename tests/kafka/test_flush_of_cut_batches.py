"""The broker finds a batch too large, and it is cut in two while somebody flushes: the flush ends when both halves have their outcome."""

from __future__ import annotations

import threading
from typing import Any

import pytest

import barnabas
from tests.harness.kafka import Topics

WAIT = 30.0
SMALL = {"max.message.bytes": "2000"}


def cut_in_the_middle(producer: Any) -> None:
    """The next flush or close has its mark and is about to wait when the batch is cut."""
    sender, cut = producer._sender, threading.Event()
    wake, original = sender.wake, sender._cut

    def woken() -> None:
        wake()
        assert cut.wait(WAIT)

    def noted(flight: Any) -> bool:
        done: bool = original(flight)
        sender.wake = wake
        cut.set()
        return done

    sender._cut, sender.wake = noted, woken


def deliveries(producer: barnabas.Producer[Any, Any], name: str) -> list[barnabas.Delivery]:
    return [producer.send(name, b"%03d" % n + bytes(97)) for n in range(30)]


@pytest.mark.kip(126)
def test_a_flush_waits_for_both_halves(client: barnabas.Client, topic: Topics) -> None:
    with client.producer(linger_ms=60_000) as producer:
        sent = deliveries(producer, topic(configs=SMALL))
        cut_in_the_middle(producer)
        producer.flush(WAIT)
        assert [delivery.done() for delivery in sent] == [True] * 30
        assert [delivery.result(0).offset for delivery in sent] == list(range(30))


@pytest.mark.kip(126)
def test_a_close_waits_for_both_halves(client: barnabas.Client, topic: Topics) -> None:
    producer = client.producer(linger_ms=60_000)
    sent = deliveries(producer, topic(configs=SMALL))
    cut_in_the_middle(producer)
    producer.close(WAIT)
    assert [delivery.result(0).offset for delivery in sent] == list(range(30))
