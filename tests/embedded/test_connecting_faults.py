"""What goes wrong while a connection is set up or proves anew who we are, and how it is told."""

from __future__ import annotations

import asyncio
import errno
import os
from collections.abc import Iterator
from typing import Any

import pytest

import barnabas
from barnabas.broker import Broker
from barnabas.engine.connection import Connection
from barnabas.protocol.messages.metadata import MetadataRequest
from tests.harness.waiting import until

WAIT = 30.0
USERS = {"alice": "secret"}
SASL: dict[str, Any] = {"security_protocol": "SASL_PLAINTEXT"}


@pytest.fixture
def broker() -> Iterator[Broker]:
    configs = {"connections.max.reauth.ms": "3600000"}
    with Broker(security_protocol="SASL_PLAINTEXT", users=USERS, configs=configs) as broker:
        yield broker


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Connection]:
    """The connections that were begun, also those that never opened."""
    begun: list[Connection] = []
    whole = Connection.connect

    async def connect(self: Connection, *given: Any, **options: Any) -> None:
        begun.append(self)
        await whole(self, *given, **options)

    monkeypatch.setattr(Connection, "connect", connect)
    return begun


def test_a_connection_that_is_lost_behind_the_last_answer_was_never_opened(
    broker: Broker, made: list[Connection]
) -> None:
    """A mechanism of the user's takes its last step on a thread, and nobody waits for an answer meanwhile."""
    lost = False

    class Slow:
        name = "PLAIN"

        def start(self) -> bytes:
            return b"\0alice\0secret"

        def step(self, challenge: bytes, /) -> None:
            if lost:
                until(lambda: not made[-1].open, "the broker has closed it")

    options = {"sasl_mechanism": Slow(), "retry_backoff_ms": 10, "retry_backoff_max_ms": 20, "reconnect_backoff_ms": 1}
    with barnabas.Client(broker.bootstrap_servers, **SASL, **options) as client:
        client.admin.list_topics()
        lost = True
        fault = broker.inject(api="SaslAuthenticate", close_after=100_000, times=None)
        broker.drop_connections()
        with pytest.raises(barnabas.NoBrokerAvailableError, match="closed the connection"):
            client.admin.list_topics(timeout=1.0)
        nodes = client._engine.pool.nodes.values()
        assert not [connection for node in nodes for connection in node.connections()]
        assert max(node.failures for node in nodes) > 1
        lost = False
        fault.cancel()
        client.admin.list_topics(timeout=WAIT)


def test_the_systems_own_time_out_is_not_told_as_ours() -> None:
    def connector(host: str, port: int) -> Any:
        raise OSError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))

    with (
        barnabas.Client("127.0.0.1:1", connector=connector) as client,
        pytest.raises(barnabas.NoBrokerAvailableError) as raised,
    ):
        client.admin.list_topics(timeout=0.2)
    assert "cannot connect: " + os.strerror(errno.ETIMEDOUT) in str(raised.value)
    assert "no answer within" not in str(raised.value)


class CancelsItself:
    """The second authentication ends by a cancellation that nobody asked for."""

    name = "PLAIN"
    made = 0

    def __init__(self) -> None:
        type(self).made += 1
        self._breaks = type(self).made == 2

    async def start(self) -> bytes:
        if self._breaks:
            raise asyncio.CancelledError
        return b"\0alice\0secret"

    async def step(self, challenge: bytes, /) -> None:
        pass


def test_what_is_parked_does_not_wait_for_an_authentication_that_was_cancelled(broker: Broker) -> None:
    with barnabas.Client(broker.bootstrap_servers, **SASL, sasl_mechanism=lambda *_: CancelsItself()) as client:
        client.admin.list_topics()
        (connection,) = (c for node in client._engine.pool.nodes.values() for c in node.shared)

        async def again() -> list[Any]:
            connection._begin_again()
            return await asyncio.gather(
                connection.send(MetadataRequest(topics=[]), 1, 3600.0), return_exceptions=True
            )

        (error,) = client._engine.run(again, timeout=WAIT)
        assert isinstance(error, barnabas.NetworkError)
        assert "the session ended and was not renewed" in str(error)
        assert client.admin.list_topics() is not None

