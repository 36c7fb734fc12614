"""Names that come to mean other addresses: a client that has lost its broker asks again, and goes where the name leads now."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

import barnabas
from tests.harness.kafka import Kafka, Topics
from tests.harness.relay import Relay

WAIT = 30.0
NAME = "kafka.example"


class Names:
    """What the system's resolver says of `NAME`; counts the questions."""

    def __init__(self) -> None:
        self.addresses: list[tuple[str, int]] = []
        self.asked = 0
        self._real = socket.getaddrinfo

    def lookup(self, host: Any, port: Any, *given: Any, **options: Any) -> Any:
        if host != NAME:
            return self._real(host, port, *given, **options)
        if options.get("flags"):
            raise socket.gaierror(socket.EAI_NONAME, "not a number")
        self.asked += 1
        if not self.addresses:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", address) for address in self.addresses]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    names = Names()
    monkeypatch.setattr(socket, "getaddrinfo", names.lookup)
    return names


@pytest.fixture
def relay(kafka: Kafka) -> Iterator[Callable[[], Relay]]:
    """Each is another address of the same broker."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(Relay(kafka.bootstrap))


def client(**options: Any) -> barnabas.Client:
    """Knows brokers by the name only, whatever they say of themselves."""
    return barnabas.Client(
        NAME, address_map=lambda host, port: (NAME, port), reconnect_backoff_max_ms=100, retry_backoff_ms=20, **options
    )


def test_a_broker_that_moved_is_found_where_its_name_leads_now(
    kafka: Kafka, topic: Topics, names: Names, relay: Callable[[], Relay]
) -> None:
    name, before, after = topic(), relay(), relay()
    names.addresses = [before.address]
    with client() as ours, ours.producer(linger_ms=0) as producer:
        consumer = ours.consumer(name, group_id=name, auto_offset_reset="earliest")
        producer.send(name, b"one").result(WAIT)
        assert values(consumer, 1) == [b"one"]
        names.addresses = [after.address]
        before.close()
        producer.send(name, b"two").result(WAIT)
        assert values(consumer, 1) == [b"two"]
        consumer.commit()
        assert after.accepted >= 2


def test_a_name_that_is_gone_for_a_while_is_asked_for_again(
    kafka: Kafka, topic: Topics, names: Names, relay: Callable[[], Relay]
) -> None:
    name, before, after = topic(), relay(), relay()
    names.addresses = [before.address]
    with client() as ours, ours.producer(linger_ms=0) as producer:
        producer.send(name, b"one").result(WAIT)
        names.addresses = []
        before.close()
        with pytest.raises(barnabas.NoBrokerAvailableError, match=f"the name '{NAME}' cannot be resolved"):
            ours.admin.list_topics(timeout=0.3)
        delivery = producer.send(name, b"two")
        names.addresses = [after.address]
        assert delivery.result(WAIT).offset == 1


@pytest.mark.kip(302)
def test_of_several_addresses_the_one_that_serves_is_taken(
    kafka: Kafka, topic: Topics, names: Names, relay: Callable[[], Relay]
) -> None:
    """And when that one goes, another: all are tried for each connection (KIP-302)."""
    name, one, two = topic(), relay(), relay()
    gone = relay()
    gone.close()
    names.addresses = [gone.address, one.address, two.address]
    with client() as ours, ours.producer(linger_ms=0) as producer:
        producer.send(name, b"one").result(WAIT)
        assert one.accepted
        assert not two.accepted
        one.close()
        producer.send(name, b"two").result(WAIT)
        assert two.accepted


def values(consumer: Any, count: int) -> list[bytes | None]:
    found: list[bytes | None] = []
    while len(found) < count:
        if isinstance(news := consumer.poll(WAIT), barnabas.Records):
            found.extend(record.value for record in news)
    return found
