"""Bytes that are damaged on their way, on a TLS connection that has worked for long: that is the network's fault, and no failed authentication."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterator
from typing import Any

import pytest

import barnabas
from barnabas.broker import Broker
from barnabas.engine.transport import Transport
from barnabas.errors import KafkaError, NetworkError, TlsError
from tests.harness.sockets import Between, end

WAIT = 30.0


class Damaging(Between):
    """Passes everything on, but for one bit of what the broker says next, each time that `damages` is raised."""

    damages = 0

    def joined(self, peer: socket.socket, broker: socket.socket) -> None:
        self.run(self._pump, peer, broker, False)
        self.run(self._pump, broker, peer, True)

    def _pump(self, source: socket.socket, sink: socket.socket, down: bool) -> None:
        try:
            while data := source.recv(1 << 16):
                if down and self.damages:
                    self.damages -= 1
                    data = data[:-1] + bytes([data[-1] ^ 1])
                sink.sendall(data)
        except OSError:
            pass
        end(source, sink)


@pytest.fixture
def broker() -> Iterator[Broker]:
    with Broker(security_protocol="SSL", default_partitions=1) as broker:
        yield broker


@pytest.fixture
def between(broker: Broker) -> Iterator[Damaging]:
    with Damaging(broker.bootstrap_servers) as between:
        yield between


@pytest.fixture
def client(broker: Broker, between: Damaging) -> Iterator[barnabas.Client]:
    assert broker.tls is not None
    options: dict[str, Any] = {"security_protocol": "SSL", "ssl_cafile": broker.tls.ca_path}
    with barnabas.Client(broker.bootstrap_servers, address_map=between.map, **options) as client:
        yield client


def test_a_record_whose_answer_is_damaged_is_sent_again_and_is_there_once(
    client: barnabas.Client, between: Damaging
) -> None:
    with client.producer() as producer:
        producer.send("t", b"first").result(WAIT)
        between.damages = 1
        assert producer.send("t", b"second").result(WAIT).offset == 1
        assert between.damages == 0
    assert [record.value for record in client.read("t", stop="end")] == [b"first", b"second"]


def test_without_idempotence_it_may_be_there_twice_but_does_not_fail(
    client: barnabas.Client, between: Damaging
) -> None:
    with client.producer(enable_idempotence=False) as producer:
        producer.send("t", b"first").result(WAIT)
        between.damages = 1
        assert producer.send("t", b"second").result(WAIT).offset == 2


def test_a_heartbeat_whose_answer_is_damaged_does_not_end_the_membership(
    broker: Broker, client: barnabas.Client, between: Damaging
) -> None:
    client.admin.create_topics([barnabas.NewTopic("t", partitions=1)], raise_on_error=True)
    with client.consumer("t", group_id="g", heartbeat_interval_ms=100, fetch_max_wait_ms=25_000) as consumer:
        assert isinstance(consumer.poll(WAIT), barnabas.Rebalance)
        consumer.poll(0.0)
        broker.wait_for_requests("Fetch")
        before = broker.wait_for_requests("Heartbeat", count=2)
        between.damages = 1  # the Fetch waits at the broker: a heartbeat is answered first
        broker.wait_for_requests("Heartbeat", count=len(before) + 4)
        assert between.damages == 0
        assert not consumer.poll(0.0)
        assert consumer.health().state == "stable"
        assert len(broker.requests(api="JoinGroup")) == 2  # as at first: for an id, and with it


class Breaks:
    """A socket that TLS is on, or what seems so: it gives what it is told."""

    def __init__(self, *gives: bytes | ssl.SSLError) -> None:
        self._gives = list(gives)
        self._ends = socket.socketpair()
        self._ends[1].send(b"x")  # there is something to read

    def fileno(self) -> int:
        return self._ends[0].fileno()

    def recv_into(self, buffer: memoryview, /) -> int:
        if not self._gives:
            raise BlockingIOError
        given = self._gives.pop(0)
        if isinstance(given, ssl.SSLError):
            raise given
        buffer[: len(given)] = given
        return len(given)

    def close(self) -> None:
        for one in self._ends:
            one.close()


@pytest.mark.asyncio
@pytest.mark.parametrize("frames", [0, 1])
async def test_only_before_the_first_frame_it_may_be_that_we_are_not_let_in(frames: int) -> None:
    """With TLS 1.3 a refused certificate is told behind the handshake."""
    lost: asyncio.Queue[KafkaError] = asyncio.Queue()
    damaged = ssl.SSLError(1, "[SSL: SSLV3_ALERT_CERTIFICATE_EXPIRED]")
    stream: Any = Breaks(*[b"\0\0\0\x05hello"] * frames, damaged)
    Transport(
        asyncio.get_running_loop(),
        stream,
        lambda frame: None,
        lost.put_nowait,
        1000,
        lambda error: TlsError("not let in"),
        list,
        list,
    )
    error = await asyncio.wait_for(lost.get(), WAIT)
    assert type(error) is (NetworkError if frames else TlsError)
    if frames:
        assert "TLS broke on an open connection" in str(error)
        assert error.__cause__ is damaged
