"""Records with acks=0 count as written when the socket has taken them, and until then against buffer_memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import barnabas
from barnabas.broker import Broker
from tests.harness.waiting import until

WAIT = 30.0
VALUE = bytes(100_000)
MOST = 1_000  # ten times what sockets of this machine hold


@contextmanager
def standing_still() -> Iterator[tuple[Broker, barnabas.Client, barnabas.Producer[Any, Any], list[barnabas.Delivery]]]:
    """A broker that reads nothing, and a producer with all of its memory full."""
    with Broker() as broker, barnabas.Client(broker.bootstrap_servers, reconnect_backoff_ms=1) as client:
        producer = client.producer(acks=0, buffer_memory=2 << 20, linger_ms=0, max_block_ms=2_000)
        deliveries = [producer.send("t", b"warm")]
        deliveries[0].result(WAIT)
        broker.hang_node(1)
        with pytest.raises(barnabas.BufferFullError):
            deliveries.extend(producer.send("t", VALUE) for _ in range(MOST))
        assert not deliveries[-1].done()
        yield broker, client, producer, deliveries
        producer.close()


def test_what_no_socket_takes_fills_the_memory_that_was_given() -> None:
    with standing_still() as (broker, client, producer, deliveries):
        broker.resume_node(1)
        producer.flush(WAIT)
        assert all(delivery.done() for delivery in deliveries)
        until(lambda: sum(1 for _ in client.read("t", stop="end")) == len(deliveries), "the broker has taken them too")


def test_what_was_not_written_when_its_connection_breaks_goes_by_another() -> None:
    with standing_still() as (broker, client, producer, deliveries):
        client._engine.run(client._engine.disconnect)
        broker.resume_node(1)
        producer.flush(WAIT)
        assert [delivery.exception(0) for delivery in deliveries] == [None] * len(deliveries)
        assert producer._accumulator.used == 0


def test_a_socket_that_takes_nothing_for_the_request_timeout_is_given_up() -> None:
    with (
        Broker() as broker,
        barnabas.Client(broker.bootstrap_servers, request_timeout_ms=300, reconnect_backoff_ms=1) as client,
        client.producer(
            acks=0, buffer_memory=2 << 20, linger_ms=0, max_block_ms=2_000, delivery_timeout_ms=60_000
        ) as producer,
    ):
        producer.send("t", b"warm").result(WAIT)
        (lane,) = client._engine.pool.nodes[1].lanes.values()
        broker.hang_node(1)
        deliveries: list[barnabas.Delivery] = []
        with pytest.raises(barnabas.BufferFullError):
            deliveries.extend(producer.send("t", VALUE) for _ in range(MOST))
        assert not lane.open
        assert "the socket did not take Produce within 0.3 s" in str(lane.error)
        broker.resume_node(1)
        producer.flush(WAIT)
        assert all(delivery.done() for delivery in deliveries)
