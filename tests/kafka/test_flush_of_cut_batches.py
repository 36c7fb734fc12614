"""The broker finds a batch too large, and it is cut in two while somebody flushes: the flush ends when both halves have their outcome."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from typing import Any

import pytest

import barnabas
from barnabas import errors
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


@pytest.mark.parametrize("asked", ["the first", "the second", "both", "none"])
def test_a_lost_record_that_nobody_keeps_is_told_of_behind_a_cut(
    client: barnabas.Client, topic: Topics, asked: str
) -> None:
    name = topic(configs=SMALL)
    with client.producer(linger_ms=60_000) as producer:
        handles = {"the first": producer.send(name, b"small"), "the second": producer.send(name, b"L" * 5000)}
        kept = [handles.pop(key) for key in list(handles) if asked in (key, "both")]
        handles.clear()
        if asked in ("the first", "none"):
            with pytest.raises(errors.UndeliveredError, match=f"1 records failed.*{name} partition 0: 1,"):
                producer.flush(WAIT)
        else:
            producer.flush(WAIT)
        assert sum(handle.exception(WAIT) is not None for handle in kept) == (asked in ("the second", "both"))


def test_many_that_were_cut_are_told_of_when_their_handle_is_dropped(client: barnabas.Client, topic: Topics) -> None:
    name = topic(configs=SMALL)
    with client.producer(linger_ms=60_000) as producer:
        many = producer.send_many(name, [b"small", b"small", b"L" * 5000, b"L" * 5000])
        producer.flush(WAIT)
        del many
        with pytest.raises(errors.UndeliveredError, match="2 records failed"):
            producer.flush(WAIT)


def backwards(indices: list[int]) -> list[int]:
    return indices[::-1]


def every_third_last(indices: list[int]) -> list[int]:
    return [n for n in indices if n % 3] + [n for n in indices if not n % 3]


def mixed(indices: list[int]) -> list[int]:
    return random.Random(1).sample(indices, len(indices))


@pytest.mark.parametrize("order", [list, backwards, every_third_last, mixed])
@pytest.mark.parametrize("dropped", [range(24), range(5, 20), range(0, 24, 2)])
def test_each_lost_record_is_told_of_once_in_whatever_order_handles_are_dropped(
    client: barnabas.Client, topic: Topics, order: Callable[[list[int]], list[int]], dropped: range
) -> None:
    name = topic(configs=SMALL)
    large = {n for n in range(24) if n % 4 in (0, 3)}
    with client.producer(linger_ms=60_000) as producer:
        sent = {n: producer.send(name, b"L" * 5000 if n in large else b"small") for n in range(24)}
        for n in order(list(dropped)):
            del sent[n]
        with pytest.raises(errors.UndeliveredError, match=f"{len(large.intersection(dropped))} records failed"):
            producer.flush(WAIT)
        assert [n for n, handle in sent.items() if handle.exception(WAIT)] == sorted(large - set(dropped))
