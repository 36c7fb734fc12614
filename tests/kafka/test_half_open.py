"""Connections whose other end is gone without a word: found by the request's timeout, replaced, nothing lost or doubled."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest

import barnabas
from barnabas import TopicPartition
from tests.harness.kafka import Kafka, Topics
from tests.harness.relay import Relay
from tests.harness.waiting import until

WAIT = 30.0


@pytest.fixture
def relay(kafka: Kafka) -> Iterator[Relay]:
    with Relay(kafka.bootstrap) as relay:
        yield relay


def client(kafka: Kafka, relay: Relay, **options: Any) -> barnabas.Client:
    quick = {"request_timeout_ms": 1000, "reconnect_backoff_max_ms": 100, **options}
    return barnabas.Client(kafka.bootstrap, address_map=relay.map, **quick)


def test_a_producer_sends_again_and_each_record_is_there_once(kafka: Kafka, topic: Topics, relay: Relay) -> None:
    name = topic()
    with client(kafka, relay) as ours, ours.producer(linger_ms=0) as producer:
        producer.send(name, b"before").result(WAIT)
        silent = relay.go_silent()
        deliveries = [producer.send(name, b"%d" % i) for i in range(100)]
        assert [delivery.result(WAIT).offset for delivery in deliveries] == list(range(1, 101))
        relay.wait_closed(1)
        assert silent
    with barnabas.Client(kafka.bootstrap) as other:
        consumer = other.consumer(auto_offset_reset="earliest")
        consumer.assign([TopicPartition(name, 0)])
        found: list[bytes | None] = []
        while len(found) < 101:
            found.extend(record.value for record in consumer.poll(WAIT))
        assert found == [b"before", *(b"%d" % i for i in range(100))]


def test_a_group_member_reads_on(kafka: Kafka, topic: Topics, relay: Relay) -> None:
    name = topic()
    with barnabas.Client(kafka.bootstrap) as other, other.producer() as producer, client(kafka, relay) as ours:
        consumer = ours.consumer(name, group_id=name, auto_offset_reset="earliest", heartbeat_interval_ms=300)
        producer.send(name, b"one").result(WAIT)
        assert read(consumer, 1) == [b"one"]
        consumer.commit()
        silent = relay.go_silent()
        producer.send(name, b"two").result(WAIT)
        assert read(consumer, 1) == [b"two"]
        consumer.commit()
        relay.wait_closed(silent)  # fetch, group and the shared one: each is found


def test_a_call_of_the_admin_is_asked_again(kafka: Kafka, topic: Topics, relay: Relay) -> None:
    name = topic()
    with client(kafka, relay) as ours:
        ours.admin.describe_cluster()
        ours.admin.describe_cluster()
        silent = relay.go_silent()
        assert name in {listed.name for listed in ours.admin.list_topics(timeout=WAIT)}
        assert silent


def test_when_nobody_answers_the_error_says_who_was_asked_what(kafka: Kafka, relay: Relay) -> None:
    with client(kafka, relay, socket_connection_setup_timeout_ms=300, request_timeout_ms=300) as ours:
        ours.admin.describe_cluster()
        relay.go_silent()
        relay.stop_listening()
        with pytest.raises(barnabas.NoBrokerAvailableError) as caught:
            ours.admin.list_topics(timeout=1.5)
        assert kafka.bootstrap in str(caught.value)


def test_the_system_asks_silent_peers(kafka: Kafka) -> None:
    """On a connection that is silent for minutes nobody else would find out."""
    with barnabas.Client(kafka.bootstrap) as ours:
        ours.admin.describe_cluster()
        (sock,) = [
            connection._transport._sock
            for node in ours._engine.pool.nodes.values()
            for connection in node.connections()
            if connection._transport is not None
        ]
        assert isinstance(sock, socket.socket)
        assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        idle = getattr(socket, "TCP_KEEPIDLE", None) or socket.TCP_KEEPALIVE  # type: ignore[attr-defined]
        seconds = sock.getsockopt(socket.IPPROTO_TCP, idle)
        each, count = (sock.getsockopt(socket.IPPROTO_TCP, o) for o in (socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT))
        assert seconds + each * count <= 120


def read(consumer: Any, count: int) -> list[bytes | None]:
    """So many values."""
    found: list[bytes | None] = []

    def enough() -> bool:
        match consumer.poll(0.5):
            case barnabas.Records() as records:
                found.extend(record.value for record in records)
            case _:
                pass
        return len(found) >= count

    until(enough, f"{count} records come")
    return found
