"""What goes wrong while a connection is set up or proves anew who we are, and how it is told."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import barnabas
from barnabas.broker import Broker
from barnabas.engine.connection import Connection
from barnabas.protocol.messages.metadata import MetadataRequest
from barnabas.security import Plain
from tests.harness.waiting import until
from tests.security.jwt import unsecured

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
            return await asyncio.gather(connection.send(MetadataRequest(topics=[]), 1, 3600.0), return_exceptions=True)

        (error,) = client._engine.run(again, timeout=WAIT)
        assert isinstance(error, barnabas.NetworkError)
        assert "the session ended and was not renewed" in str(error)
        assert client.admin.list_topics() is not None


# --- what a user gives raises what is no Exception ----------------------------------------------------------------------


class Given:
    """What a client is given to connect by; it fails while there is an `error`."""

    def __init__(self) -> None:
        self.error: BaseException | None = None

    def fail(self) -> None:
        if self.error is not None:
            raise self.error

    def connector(self, host: str, port: int) -> socket.socket:
        self.fail()
        return socket.create_connection((host, port))

    async def awaited_connector(self, host: str, port: int) -> socket.socket:
        return self.connector(host, port)

    def address_map(self, host: str, port: int) -> tuple[str, int]:
        self.fail()
        return host, port

    def factory(self, host: str, port: int) -> Plain:
        self.fail()
        return Plain("alice", "secret")

    async def awaited_factory(self, host: str, port: int) -> Plain:
        return self.factory(host, port)

    def token(self) -> str:
        self.fail()
        return unsecured()

    async def awaited_token(self) -> str:
        return self.token()

    @property
    def mechanism(self) -> Any:
        return Steps(self.fail)

    @property
    def awaited_mechanism(self) -> Any:
        return AwaitedSteps(self.fail)


class Steps:
    name = "PLAIN"

    def __init__(self, fail: Callable[[], None]) -> None:
        self._fail = fail

    def start(self) -> bytes:
        self._fail()
        return b"\0alice\0secret"

    def step(self, challenge: bytes, /) -> None:
        pass


class AwaitedSteps(Steps):
    async def start(self) -> bytes:  # type: ignore[override]
        return super().start()


WAYS = {
    "connector": ("connector", "connector"),
    "connector, awaited": ("connector", "awaited_connector"),
    "address_map": ("address_map", "address_map"),
    "factory": ("sasl_mechanism", "factory"),
    "factory, awaited": ("sasl_mechanism", "awaited_factory"),
    "mechanism": ("sasl_mechanism", "mechanism"),
    "mechanism, awaited": ("sasl_mechanism", "awaited_mechanism"),
    "token": ("sasl_oauthbearer_token", "token"),
    "token, awaited": ("sasl_oauthbearer_token", "awaited_token"),
}


@pytest.mark.parametrize("error", [SystemExit("no credentials"), asyncio.CancelledError("no credentials")], ids=type)
@pytest.mark.parametrize("way", WAYS)
def test_the_call_fails_and_the_client_goes_on(way: str, error: BaseException) -> None:
    option, attribute = WAYS[way]
    given = Given()
    options: dict[str, Any] = {option: getattr(given, attribute)}
    users = None
    if option.startswith("sasl"):
        options |= SASL
        if option == "sasl_oauthbearer_token":
            options["sasl_mechanism"] = "OAUTHBEARER"
        else:
            users = USERS
    with (
        Broker(users=users, security_protocol=options.get("security_protocol", "PLAINTEXT")) as broker,
        barnabas.Client(broker.bootstrap_servers, **options) as client,
    ):
        given.error = error
        with pytest.raises(barnabas.KafkaError, match=f"{type(error).__name__}: no credentials"):
            client.admin.list_topics(timeout=0.5)
        given.error = None
        assert client.admin.list_topics(timeout=WAIT) is not None
